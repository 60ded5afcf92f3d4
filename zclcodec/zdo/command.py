"""Base of all ZDO commands, and the command that nobody knows.

The rule: a command is what stands behind the sequence number. Its cluster id, which says what it is, is a fact of its
Python class; UnknownZdoCommand carries it, and whatever bytes came with it.
"""

from __future__ import annotations

from zclcodec.zdo.protocol import PROTOCOL
from zwcodec.runtime.message import Field, Message, Wire, build

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar

ANSWER = 0x8000  # of a cluster id


class ZdoCommand(Message):
    """A command of profile 0x0000. `to_bytes()` is what stands behind the sequence number; ZdoFrame.to_bytes() is the
    whole frame."""

    __slots__ = ()
    __protocol__: ClassVar[Any] = PROTOCOL
    cluster: int

    @property
    def name(self) -> str:
        """The command's name, `SimpleDescRsp`."""
        return type(self).__name__

    @property
    def is_response(self) -> bool:
        """Whether this answers a request; `status` says how that went."""
        return bool(self.cluster & ANSWER)

    @property
    def descriptor(self) -> Any:
        """The descriptor that the command carries, None if it carries none."""
        found = getattr(self, "descriptors", None)
        return found[0] if found else None


class UnknownZdoCommand(ZdoCommand):
    """A command that has no spec.

    Fields:
        cluster: the cluster id that came with it
        payload: everything behind the sequence number
    """

    __slots__ = ("cluster", "payload")
    __wire__ = Wire(layouts=((1, 255, ""),), low=1, high=255, prefix=b"")
    __fields__ = (
        Field("cluster", "int", minimum=0, maximum=0xFFFF),
        Field("payload", "bytes"),
    )
    __protocol__: ClassVar[Any] = None
    payload: bytes

    def __init__(self, *, cluster: int, payload: bytes = b"", version: int = 1, trailing: bytes = b"") -> None:
        build(self, (cluster, payload), version, trailing)

    def to_bytes(self) -> bytes:
        """The payload as it came."""
        return self.payload + self.trailing

    def __bytes__(self) -> bytes:
        return self.to_bytes()
