"""APS frames: header and payload. `decode` and `encode`, and `unwrap` for what the payload is.

The rule: any bytes either decode or raise DecodeError. Nothing is decrypted: a secured frame keeps its auxiliary header
and all that follows as payload. What a payload is follows from the header's profile and cluster.
"""

from __future__ import annotations

from zclcodec.aps.headers._frame import DeliveryMode, FrameType, Header
from zclcodec.aps.protocol import PROTOCOL
from zwcodec.runtime.context import Context
from zwcodec.runtime.errors import DecodeError
from zwcodec.runtime.interpret import read_part
from zwcodec.runtime.interpret_encode import write_part
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
        frame: Frame | ZdoFrame,
        *,
        profile: int = HOME_AUTOMATION,
        source_endpoint: int = 1,
        destination_endpoint: int = 1,
        counter: int = 0,
        acknowledgement_request: bool = False,
    ) -> ApsFrame:
        """A unicast around a ZCL frame that knows its cluster, or around a ZDO frame (profile and endpoints are 0)."""
        from zclcodec.zdo import ZdoFrame

        if isinstance(frame, ZdoFrame):
            profile = source_endpoint = destination_endpoint = ZDO
        header = Header(
            extended=False,
            acknowledgement_request=acknowledgement_request,
            security=False,
            ack_format=False,
            delivery_mode=DeliveryMode.UNICAST,
            frame_type=FrameType.DATA,
            destination_endpoint=destination_endpoint,
            cluster=frame.cluster,
            profile=profile,
            source_endpoint=source_endpoint,
            counter=counter,
        )
        return cls(header=header, payload=frame.to_bytes())

    @property
    def is_opaque(self) -> bool:
        """Whether the payload is no frame: encrypted, a block of a longer one, an APS command or acknowledgement."""
        header = self.header
        return bool(
            header.security or header.fragmentation or header.frame_type not in (FrameType.DATA, FrameType.INTER_PAN)
        )

    def unwrap(self, *, strict: bool = False) -> Frame | ZdoFrame | None:
        """The ZDO frame (profile 0) or ZCL frame in the payload; None where it is opaque. Raises DecodeError."""
        if self.is_opaque:
            return None
        try:
            return self._unwrapped(strict)
        except DecodeError as error:
            whole = encode(self)
            error.offset += len(whole) - len(self.payload)
            error.data = whole
            raise

    def _unwrapped(self, strict: bool) -> Frame | ZdoFrame:
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
