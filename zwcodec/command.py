"""Base of all Z-Wave commands, and the command that nobody knows.

The rule: a command knows its class and command ids from its Python class; UnknownCommand carries them, and whatever
bytes came with them, so that no frame is lost because its class has no spec.
"""

from __future__ import annotations

from zwcodec.protocol import PROTOCOL
from zwcodec.runtime.message import Field, Message, Wire, build

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar


class Command(Message):
    """A command of a command class: `command_class` and `command` are its ids, `name` its name in the standard."""

    __slots__ = ()
    __protocol__: ClassVar[Any] = PROTOCOL
    command_class: int
    command: int | None

    @property
    def name(self) -> str:
        """The command's name, `BasicReport`."""
        return type(self).__name__

    def unwrap(self) -> Any:
        """What the command carries: a command, a tuple of commands (Multi Command), or None for a plain command."""
        for field in self.__codec__.stored:
            if field.kind == "nested":
                return getattr(self, field.name)
            if field.record is not None:
                inner = [item.name for item in field.record.__codec__.stored if item.kind == "nested"]
                if inner:
                    return tuple(getattr(record, inner[0]) for record in getattr(self, field.name) or ())
        return None

    def _nested_dict(self) -> dict[str, Any]:
        return {"command_class": self.command_class, "command": self.command, **super()._nested_dict()}


class UnknownCommand(Command):
    """A frame of a command class or command that has no spec.

    Fields:
        command_class: one byte, or two from 0xF1 on
        command: the byte behind it
        payload: everything else
    """

    __slots__ = ("command", "command_class", "payload")
    __wire__ = Wire(layouts=((1, 255, ""),), low=1, high=255, prefix=b"")
    __fields__ = (
        Field("command_class", "int", minimum=0, maximum=0xFFFF),
        Field("command", "int", minimum=0, maximum=0xFF),
        Field("payload", "bytes"),
    )
    __protocol__: ClassVar[Any] = None
    payload: bytes

    def __init__(
        self,
        *,
        command_class: int,
        command: int,
        payload: bytes = b"",
        version: int = 1,
        trailing: bytes = b"",
    ) -> None:
        build(self, (command_class, command, payload), version, trailing)

    def to_bytes(self) -> bytes:
        """The frame as it came."""
        number = self.command_class
        head = number.to_bytes(2 if number > 0xFF else 1, "big")
        return head + bytes((self.command or 0,)) + self.payload + self.trailing

    def __bytes__(self) -> bytes:
        return self.to_bytes()

    def _nested_dict(self) -> dict[str, Any]:
        head = {"command_class": self.command_class, "command": self.command, "name": self.name}
        return {**head, "fields": {"payload": self.payload}}
