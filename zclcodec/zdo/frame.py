"""ZDO frames: a sequence number and a command. `decode` and `encode`.

The rule: any bytes either decode or raise DecodeError. Which command it is comes with the message, as its cluster id,
so the caller says it; a cluster id that nobody knows gives an UnknownZdoCommand.
"""

from __future__ import annotations

from importlib import import_module

from zclcodec.zdo.command import UnknownZdoCommand, ZdoCommand
from zclcodec.zdo.commands._frame import Header
from zclcodec.zdo.protocol import PROTOCOL
from zclcodec.zdo.registry import COMMANDS
from zwcodec.runtime.context import Context
from zwcodec.runtime.interpret import read, read_part
from zwcodec.runtime.interpret_encode import write
from zwcodec.runtime.message import Field, Record, Wire, build

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar

    from zwcodec.runtime.trace import Recorder

PROFILE = 0x0000


class ZdoFrame(Record):
    """A ZDO frame: `tsn`, `command`."""

    __slots__ = ("command", "tsn")
    __protocol__: ClassVar[Any] = PROTOCOL
    __wire__ = Wire(layouts=((1, 255, "empty"),), low=1, high=255, prefix=b"")
    __fields__ = (Field("tsn", "int", minimum=0, maximum=0xFF), Field("command", "nested"))
    tsn: int
    command: ZdoCommand

    def __init__(self, *, command: ZdoCommand, tsn: int = 0) -> None:
        build(self, (tsn, command))

    @property
    def cluster(self) -> int:
        """The cluster id that the frame travels with."""
        return self.command.cluster

    def to_bytes(self) -> bytes:
        """The whole frame. Raises EncodeError where the bytes could not say what the object says."""
        return encode(self)

    def __bytes__(self) -> bytes:
        return encode(self)


def resolve(cluster: int) -> type[ZdoCommand] | None:
    """The class of a cluster id, its module imported; None if there is none."""
    known = COMMANDS.get(cluster)
    if known is None:
        return None
    found: type[ZdoCommand] = getattr(import_module(f"zclcodec.zdo.commands.{known[0]}"), known[1])
    return found


def decode(data: bytes | bytearray | memoryview, *, cluster: int, strict: bool = False) -> ZdoFrame:
    """Turn a ZDO frame, sequence number first, into a typed command.

    cluster: the cluster id of the message that carried the frame.
    strict: leftover bytes, reserved bits, unknown enum values and values out of range are errors.
    Raises DecodeError where the bytes are no such frame; its `path`, `offset` and `hint` say where and why.
    """
    return interpreted(bytes(memoryview(data)), cluster, strict)


def interpreted(data: bytes, cluster: int, strict: bool, recorder: Recorder | None = None) -> ZdoFrame:
    """`decode`, recording where every bit went if somebody wants to know."""
    context = Context(PROTOCOL, None, strict, recorder=recorder)
    end = len(data)
    header, pos = read_part(Header.__codec__, data, start=0, pos=0, end=end, context=context)
    found = resolve(cluster)
    if found is None:
        command: Any = UnknownZdoCommand(cluster=cluster, payload=data[pos:])
    else:
        command = read(found.__codec__, data, start=0, pos=pos, end=end, context=context)
    frame: ZdoFrame = ZdoFrame.__codec__.create([header.tsn, command])
    return frame


def encode(frame: ZdoFrame) -> bytes:
    """The bytes of a frame. Raises EncodeError where they could not say what the object says."""
    out = bytearray((frame.tsn,))
    if isinstance(frame.command, UnknownZdoCommand):
        out += frame.command.to_bytes()
    else:
        write(frame.command, Context(PROTOCOL), out)
    return bytes(out)
