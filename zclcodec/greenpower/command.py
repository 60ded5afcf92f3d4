"""Base of all Green Power commands, and those of which no more is known than bytes.

The rule: a command is what stands behind its id. Its id is a fact of its Python class; UnknownGreenPowerCommand carries
it, and whatever bytes came with it. Of an encrypted frame not even the id can be read.
"""

from __future__ import annotations

from zclcodec.greenpower.protocol import PROTOCOL
from zwcodec.runtime.message import Field, Message, Wire, build

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar


class GreenPowerCommand(Message):
    """A command of a Green Power Device Frame. `to_bytes()` is what stands behind the command id."""

    __slots__ = ()
    __protocol__: ClassVar[Any] = PROTOCOL
    command_id: int | None

    @property
    def name(self) -> str:
        """The command's name, `Toggle`."""
        return type(self).__name__


class UnknownGreenPowerCommand(GreenPowerCommand):
    """A command that has no spec.

    Fields:
        command_id: the id; None if the frame is encrypted, or has no command at all
        payload: everything behind the id; of an encrypted frame, the id too
    """

    __slots__ = ("command_id", "payload")
    __wire__ = Wire(layouts=((1, 255, ""),), low=1, high=255, prefix=b"")
    __fields__ = (
        Field("command_id", "int", optional=True, minimum=0, maximum=0xFF),
        Field("payload", "bytes"),
    )
    __protocol__: ClassVar[Any] = None
    payload: bytes

    def __init__(
        self, *, command_id: int | None = None, payload: bytes = b"", version: int = 1, trailing: bytes = b""
    ) -> None:
        build(self, (command_id, payload), version, trailing)

    def to_bytes(self) -> bytes:
        """The payload as it came."""
        return self.payload + self.trailing

    def __bytes__(self) -> bytes:
        return self.to_bytes()
