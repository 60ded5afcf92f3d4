"""Base of all APS commands, and the command that nobody knows.

The rule: a command is what stands behind its id. Its id is a fact of its Python class; UnknownApsCommand carries it,
and whatever bytes came with it.
"""

from __future__ import annotations

from zclcodec.aps.protocol import PROTOCOL
from zwcodec.runtime.message import Field, Message, Wire, build

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar


class ApsCommand(Message):
    """A command of the APS layer. `to_bytes()` is what stands behind the command id; `aps.encode_command` writes both,
    and ApsFrame.to_bytes() the whole frame."""

    __slots__ = ()
    __protocol__: ClassVar[Any] = PROTOCOL
    command_id: int

    @property
    def name(self) -> str:
        """The command's name, `TransportKey`."""
        return type(self).__name__


class UnknownApsCommand(ApsCommand):
    """A command that has no spec.

    Fields:
        command_id: the id
        payload: everything behind it
    """

    __slots__ = ("command_id", "payload")
    __wire__ = Wire(layouts=((1, 255, ""),), low=1, high=255, prefix=b"")
    __fields__ = (
        Field("command_id", "int", minimum=0, maximum=0xFF),
        Field("payload", "bytes"),
    )
    __protocol__: ClassVar[Any] = None
    payload: bytes

    def __init__(self, *, command_id: int, payload: bytes = b"", version: int = 1, trailing: bytes = b"") -> None:
        build(self, (command_id, payload), version, trailing)

    def to_bytes(self) -> bytes:
        """The payload as it came."""
        return self.payload + self.trailing

    def __bytes__(self) -> bytes:
        return self.to_bytes()
