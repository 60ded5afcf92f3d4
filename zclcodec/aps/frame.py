"""APS frames: header and payload. `decode` and `encode`, `unwrap` for what the payload is, and the same for commands.

The rule: any bytes either decode or raise DecodeError. Nothing is decrypted: a secured frame keeps its auxiliary header
and all that follows as payload. What a payload is follows from the header's frame type, profile and cluster; a command
that somebody else has decrypted reads with `decode_command`.
"""

from __future__ import annotations

from importlib import import_module

from zclcodec.aps.command import ApsCommand, UnknownApsCommand
from zclcodec.aps.commands._frame import DeliveryMode, FrameType, Header
from zclcodec.aps.protocol import PROTOCOL
from zclcodec.aps.registry import COMMANDS
from zwcodec.runtime.context import Context
from zwcodec.runtime.errors import DecodeError
from zwcodec.runtime.interpret import read, read_part
from zwcodec.runtime.interpret_encode import write, write_part
from zwcodec.runtime.message import Field, Record, Wire, build

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar

    from zclcodec.frame import Frame
    from zclcodec.zdo import ZdoFrame
    from zwcodec.runtime.trace import Recorder

ZDO = 0x0000
HOME_AUTOMATION = 0x0104


class ApsFrame(Record):
    """An APS frame: `header` and `payload`."""

    __slots__ = ("header", "payload")
    __protocol__: ClassVar[Any] = PROTOCOL
    __wire__ = Wire(layouts=((1, 255, "empty"),), low=1, high=255, prefix=b"")
    __fields__ = (Field("header", "nested"), Field("payload", "bytes"))
    header: Header
    payload: bytes

    def __init__(self, *, header: Header, payload: bytes = b"") -> None:
        build(self, (header, payload))

    @classmethod
    def of(
        cls,
        frame: Frame | ZdoFrame | ApsCommand,
        *,
        profile: int = HOME_AUTOMATION,
        source_endpoint: int = 1,
        destination_endpoint: int = 1,
        counter: int = 0,
        acknowledgement_request: bool = False,
    ) -> ApsFrame:
        """A unicast around a ZCL frame that knows its cluster, around a ZDO frame (profile and endpoints are 0), or
        around an APS command, which has nothing but the counter."""
        from zclcodec.zdo import ZdoFrame

        if isinstance(frame, ApsCommand):
            head = _header(FrameType.COMMAND, acknowledgement_request, counter)
            return cls(header=head, payload=encode_command(frame))
        if isinstance(frame, ZdoFrame):
            profile = source_endpoint = destination_endpoint = ZDO
        header = _header(FrameType.DATA, acknowledgement_request, counter).replace(
            destination_endpoint=destination_endpoint,
            cluster=frame.cluster,
            profile=profile,
            source_endpoint=source_endpoint,
        )
        return cls(header=header, payload=frame.to_bytes())

    @property
    def is_opaque(self) -> bool:
        """Whether the payload can't be read: encrypted, a block of a longer one, an acknowledgement."""
        header = self.header
        return bool(header.security or header.fragmentation or header.frame_type == FrameType.ACKNOWLEDGEMENT)

    def unwrap(self, *, strict: bool = False) -> Frame | ZdoFrame | ApsCommand | None:
        """The ZDO frame (profile 0), ZCL frame or APS command in the payload; None where it is opaque. Raises
        DecodeError."""
        if self.is_opaque:
            return None
        try:
            return self._unwrapped(strict)
        except DecodeError as error:
            whole = encode(self)
            error.offset += len(whole) - len(self.payload)
            error.data = whole
            raise

    def _unwrapped(self, strict: bool) -> Frame | ZdoFrame | ApsCommand:
        if self.header.frame_type == FrameType.COMMAND:
            return decode_command(self.payload, strict=strict)
        cluster = self.header.cluster
        if self.header.profile == ZDO and cluster is not None:
            from zclcodec import zdo

            return zdo.decode(self.payload, cluster=cluster, strict=strict)
        import zclcodec

        return zclcodec.decode(self.payload, cluster=cluster, strict=strict)

    def to_bytes(self) -> bytes:
        """The whole frame. Raises EncodeError where the bytes could not say what the object says."""
        return encode(self)

    def __bytes__(self) -> bytes:
        return encode(self)


def decode(data: bytes | bytearray | memoryview, *, strict: bool = False) -> ApsFrame:
    """Turn an APS frame, frame control first, into header and payload.

    strict: reserved bits and unknown enum values are errors.
    Raises DecodeError where the bytes are no such frame; its `path`, `offset` and `hint` say where and why.
    """
    return interpreted(bytes(memoryview(data)), strict)


def interpreted(data: bytes, strict: bool, recorder: Recorder | None = None) -> ApsFrame:
    """`decode`, recording where every bit went if somebody wants to know."""
    context = Context(PROTOCOL, None, strict, recorder=recorder)
    header, pos = read_part(Header.__codec__, data, start=0, pos=0, end=len(data), context=context)
    frame: ApsFrame = ApsFrame.__codec__.create([header, data[pos:]])
    return frame


def encode(frame: ApsFrame) -> bytes:
    """The bytes of a frame. Raises EncodeError where they could not say what the object says."""
    out = bytearray()
    write_part(frame.header, Context(PROTOCOL), out)
    return bytes(out + frame.payload)


def _header(frame_type: FrameType, acknowledgement_request: bool, counter: int) -> Header:
    return Header(
        extended=False,
        acknowledgement_request=acknowledgement_request,
        security=False,
        ack_format=False,
        delivery_mode=DeliveryMode.UNICAST,
        frame_type=frame_type,
        counter=counter,
    )


# -- commands --------------------------------------------------------------------------------------------------------


def resolve(command_id: int) -> type[ApsCommand] | None:
    """The class of a command id, its module imported; None if there is none."""
    known = COMMANDS.get(command_id)
    if known is None:
        return None
    found: type[ApsCommand] = getattr(import_module(f"zclcodec.aps.commands.{known[0]}"), known[1])
    return found


def decode_command(data: bytes | bytearray | memoryview, *, strict: bool = False) -> ApsCommand:
    """Turn an APS command, its id first, into a typed object: the payload of an unsecured command frame, or what
    somebody has decrypted. `strict` and errors: as `decode`."""
    return interpreted_command(bytes(memoryview(data)), strict)


def interpreted_command(data: bytes, strict: bool, recorder: Recorder | None = None) -> ApsCommand:
    """`decode_command`, recording where every bit went if somebody wants to know."""
    if not data:
        raise DecodeError(path="command_id", offset=0, needed=1, available=0, data=data)
    found = resolve(data[0])
    if found is None:
        return UnknownApsCommand(command_id=data[0], payload=data[1:])
    context = Context(PROTOCOL, None, strict, recorder=recorder)
    command: ApsCommand = read(found.__codec__, data, start=0, pos=1, end=len(data), context=context)
    return command


def encode_command(command: ApsCommand) -> bytes:
    """The command with its id. Raises EncodeError where the bytes could not say what the object says."""
    out = bytearray((command.command_id,))
    if isinstance(command, UnknownApsCommand):
        out += command.to_bytes()
    else:
        write(command, Context(PROTOCOL), out)
    return bytes(out)
