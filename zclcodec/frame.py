"""ZCL frames: header and command. `decode` and `encode`, and everything the compiled road leaves over.

The rule: any bytes either decode or raise DecodeError. The cluster comes with the message, not with the frame, so the
caller says it; direction and manufacturer stand in the header. A cluster, command or frame type that nobody knows is an
UnknownClusterCommand.
"""

from __future__ import annotations

from importlib import import_module
from operator import index

from zclcodec.clusters._frame import FrameType, Header
from zclcodec.command import ClusterCommand, UnknownClusterCommand
from zclcodec.protocol import PROTOCOL
from zclcodec.registry import COMMANDS
from zwcodec.runtime import BACKEND
from zwcodec.runtime.errors import DecodeError
from zwcodec.runtime.message import Field, Record, Wire, build

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar

    from zclcodec.named import NamedValue
    from zwcodec.runtime.trace import Recorder

GENERAL = 0x10000  # in place of the cluster in the key of a general command
_resolved: dict[int, type[ClusterCommand]] = {}  # by key: what was asked for before
overlays: dict[int, type[ClusterCommand]] = {}  # by key: what overlay.py loaded
models: dict[str, dict[int, type[ClusterCommand]]] = {}  # the same for models of devices


class Frame(Record):
    """A ZCL frame: `header`, `command`, and the `cluster` that it was sent to (None if the caller did not say)."""

    __slots__ = ("cluster", "command", "header")
    __protocol__: ClassVar[Any] = PROTOCOL
    __wire__ = Wire(layouts=((1, 255, "empty"),), low=1, high=255, prefix=b"")
    __fields__ = (
        Field("header", "nested"),
        Field("command", "nested"),
        Field("cluster", "int", optional=True, minimum=0, maximum=0xFFFF),
    )
    header: Header
    command: ClusterCommand
    cluster: int | None

    def __init__(self, *, header: Header, command: ClusterCommand, cluster: int | None = None) -> None:
        build(self, (header, command, command.cluster if cluster is None else cluster))

    @classmethod
    def of(
        cls,
        command: ClusterCommand,
        *,
        cluster: int | None = None,
        tsn: int = 0,
        direction: int | None = None,
        manufacturer_code: int | None = None,
        disable_default_response: bool = False,
    ) -> Frame:
        """A frame around a command; what is not said follows from the command's class.

        cluster: needed for general commands only; tsn: 0..255; direction: 0 to the server (default), 1 to the client.
        Raises EncodeError for values out of range.
        """
        known, maker = command.__direction__, command.__manufacturer__
        if isinstance(command, UnknownClusterCommand):
            known, maker = command.direction, command.manufacturer_code
        header = Header(
            frame_type=FrameType.GENERAL if command.cluster is None else FrameType.CLUSTER,
            manufacturer_code=maker if manufacturer_code is None else manufacturer_code,
            direction=(known or 0) if direction is None else direction,
            disable_default_response=disable_default_response,
            tsn=tsn,
            command_id=command.command_id,
        )
        return cls(header=header, command=command, cluster=cluster)

    @property
    def attributes(self) -> tuple[NamedValue, ...]:
        """The attribute values that the command carries, with the names that the cluster gives them."""
        from zclcodec.named import named_values

        return named_values(self)

    @property
    def undecoded(self) -> bytes:
        """The bytes that a lenient `decode` did not understand, from the first bad record on (`error` says why). They
        are the command's `trailing`, so the frame still encodes to what it came from."""
        return b"" if self.error is None else self.command.trailing

    @property
    def error(self) -> DecodeError | None:
        """What a decoder that is not lenient would have raised for this frame; None if all of it was understood."""
        from zwcodec.runtime.context import Context
        from zwcodec.runtime.interpret import read

        command = self.command
        if not command.trailing or isinstance(command, UnknownClusterCommand):
            return None
        data = self.to_bytes()
        begin = len(data) - len(command.to_bytes())
        try:
            read(command.__codec__, data, start=0, pos=begin, end=len(data), context=Context(PROTOCOL))
        except DecodeError as error:
            return error.with_traceback(None)
        return None

    def to_bytes(self) -> bytes:
        """The whole frame. Raises EncodeError where the bytes could not say what the object says."""
        return encode(self)

    def __bytes__(self) -> bytes:
        return encode(self)


def resolve(key: int) -> type[ClusterCommand] | None:
    """The class that answers a key (see `key_of`), its module imported; None if there is none."""
    found = _resolved.get(key)
    if found is not None:
        return found
    command = overlays.get(key)
    if command is None:
        known = COMMANDS.get(key)
        if known is None:
            return None
        command = getattr(import_module(f"zclcodec.clusters.{known[0]}"), known[1])
    _resolved[key] = command
    return command


def key_of(frame_type: int, cluster: int, direction: int, command_id: int, manufacturer: int) -> int:
    """manufacturer << 40 | cluster << 16 | direction << 8 | command. General commands are the same for all clusters
    and manufacturers; frame types 2 and 3 are reserved and have no keys."""
    if frame_type == FrameType.GENERAL:
        return GENERAL << 16 | direction << 8 | command_id
    if frame_type != FrameType.CLUSTER:
        return -1
    return manufacturer << 40 | cluster << 16 | direction << 8 | command_id


def decode(
    data: bytes | bytearray | memoryview,
    *,
    cluster: int | None = None,
    strict: bool = False,
    lenient: bool = False,
    model: str | None = None,
) -> Frame:
    """Turn a ZCL frame, frame control byte first, into header and command.

    cluster: the cluster id of the message that carried the frame; without it only general commands are understood.
    strict: leftover bytes, reserved bits, unknown enum values and values out of range are errors.
    lenient: a bad record at the end of a list loses none of those before it; see `Frame.undecoded` and `Frame.error`.
    model: what the device calls itself, for overlays that are for certain models.
    Raises DecodeError where the bytes are no such frame; its `path`, `offset` and `hint` say where and why.
    """
    return interpreted(bytes(memoryview(data)), cluster, strict, lenient=lenient, model=model)


def interpreted(
    data: bytes,
    cluster: int | None,
    strict: bool,
    recorder: Recorder | None = None,
    *,
    lenient: bool = False,
    model: str | None = None,
) -> Frame:
    """`decode` by the interpreter alone."""
    from zwcodec.runtime.context import Context
    from zwcodec.runtime.interpret import read, read_part

    if strict and lenient:
        raise ValueError("a decoder is strict or lenient, not both")
    if cluster is not None and not 0 <= index(cluster) <= 0xFFFF:
        raise ValueError(f"a cluster id is 0 to 0xFFFF, not {cluster}")
    context = Context(PROTOCOL, None, strict, recorder=recorder, lenient=lenient)
    end = len(data)
    header, pos = read_part(Header.__codec__, data, start=0, pos=0, end=end, context=context)
    maker = header.manufacturer_code or 0
    key = key_of(header.frame_type, cluster or 0, header.direction, header.command_id, maker)
    found = (models.get(model, {}).get(key) if model else None) or resolve(key)
    if found is None or (cluster is None and found.cluster is not None):
        command: Any = UnknownClusterCommand(
            cluster=cluster,
            command_id=header.command_id,
            direction=int(header.direction),
            manufacturer_code=header.manufacturer_code,
            payload=data[pos:],
        )
    else:
        command = read(found.__codec__, data, start=0, pos=pos, end=end, context=context)
    return Frame.__codec__.create([header, command, cluster])  # type: ignore[no-any-return]


def encode(frame: Frame) -> bytes:
    """The bytes of a frame. Raises EncodeError where they could not say what the object says."""
    return written(frame)


def written(frame: Frame) -> bytes:
    """`encode` by the interpreter alone."""
    if not isinstance(frame, Frame):
        raise TypeError(f"a frame is needed, not {type(frame).__name__}")
    from zwcodec.runtime.context import Context
    from zwcodec.runtime.interpret_encode import write, write_part

    context = Context(PROTOCOL)
    out = bytearray()
    write_part(frame.header, context, out)
    if isinstance(frame.command, UnknownClusterCommand):
        out += frame.command.to_bytes()
    else:
        write(frame.command, context, out)
    return bytes(out)


if BACKEND == "cython" and not TYPE_CHECKING:
    from zclcodec import _frame

    _frame.start(Frame, Header)
    decode, encode = _frame.decode, _frame.encode
