"""Base of all ZCL commands, and the command that nobody knows.

The rule: a command is what stands behind the ZCL header. Its cluster, id, direction and manufacturer are facts of its
Python class; UnknownClusterCommand carries them, and whatever bytes came with them.
"""

from __future__ import annotations

from zclcodec.protocol import PROTOCOL
from zwcodec.runtime.message import Field, Message, Wire, build

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar


class ClusterCommand(Message):
    """A command of a cluster, or a general command (`cluster` is None). `to_bytes()` is the payload behind the header;
    Frame.to_bytes() is the whole frame. `__direction__`: 0 to the server, 1 to the client, None both."""

    __slots__ = ()
    __protocol__: ClassVar[Any] = PROTOCOL
    cluster: int | None
    command_id: int
    __direction__: ClassVar[int | None] = None
    __manufacturer__: ClassVar[int | None] = None

    @property
    def name(self) -> str:
        """The command's name, `MoveToLevel`."""
        return type(self).__name__


class UnknownClusterCommand(ClusterCommand):
    """A command that has no spec.

    Fields:
        cluster, command_id, direction, manufacturer_code: from where and what the header said
        payload: everything behind the header
    """

    __slots__ = ("cluster", "command_id", "direction", "manufacturer_code", "payload")
    __wire__ = Wire(layouts=((1, 255, ""),), low=1, high=255, prefix=b"")
    __fields__ = (
        Field("cluster", "int", optional=True, minimum=0, maximum=0xFFFF),
        Field("command_id", "int", minimum=0, maximum=0xFF),
        Field("direction", "int", minimum=0, maximum=1),
        Field("manufacturer_code", "int", optional=True, minimum=0, maximum=0xFFFF),
        Field("payload", "bytes"),
    )
    __protocol__: ClassVar[Any] = None
    direction: int
    manufacturer_code: int | None
    payload: bytes

    def __init__(
        self,
        *,
        command_id: int,
        cluster: int | None = None,
        direction: int = 0,
        manufacturer_code: int | None = None,
        payload: bytes = b"",
        version: int = 1,
        trailing: bytes = b"",
    ) -> None:
        build(self, (cluster, command_id, direction, manufacturer_code, payload), version, trailing)

    def to_bytes(self) -> bytes:
        """The payload as it came."""
        return self.payload + self.trailing

    def __bytes__(self) -> bytes:
        return self.to_bytes()
