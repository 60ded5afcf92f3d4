"""Frames between hub and device, through the encoders of zclcodec and zclcodec.zdo.

The rule: everything that the SmartThings layer knows about bytes on air is here, and only `hub` comes here, so that
`import zclcodec.smartthings` brings no codec. Records of Write Attributes and Configure Reporting stay bytes: a line
says how many digits it has, whether they fit the type or not, and a hub sends them.
"""

from __future__ import annotations

from zclcodec.clusters._frame import Direction, FrameType, Header
from zclcodec.clusters._general import ConfigureReporting, ReadAttributes, WriteAttributes
from zclcodec.command import ClusterCommand, UnknownClusterCommand
from zclcodec.frame import Frame
from zclcodec.protocol import PROTOCOL
from zclcodec.zdo import ZdoCommand, ZdoFrame
from zclcodec.zdo import decode as decode_zdo
from zclcodec.zdo.commands.binding import BindReq, UnbindReq
from zclcodec.zdo.commands.common import DestinationMode
from zclcodec.zdo.commands.management import MgmtBindReq
from zwcodec.runtime.context import Context
from zwcodec.runtime.interpret import read_part

__all__ = [
    "BindReq",
    "ClusterCommand",
    "ConfigureReporting",
    "FrameType",
    "MgmtBindReq",
    "ReadAttributes",
    "UnbindReq",
    "UnknownClusterCommand",
    "WriteAttributes",
    "ZdoCommand",
    "bind_request",
    "is_plain",
    "split_header",
    "zcl",
    "zdo",
    "zdo_command",
]


def zcl(command: ClusterCommand, tsn: int, manufacturer_code: int | None = None) -> bytes:
    """The frame that takes a command to the device. Raises EncodeError."""
    return Frame.of(command, tsn=tsn & 0xFF, manufacturer_code=manufacturer_code).to_bytes()


def zdo(command: ZdoCommand, tsn: int) -> bytes:
    """The same for a command of profile 0. Raises EncodeError."""
    return ZdoFrame(command=command, tsn=tsn & 0xFF).to_bytes()


def zdo_command(frame: bytes, cluster: int) -> ZdoCommand:
    """The command in a frame of profile 0. Raises DecodeError."""
    return decode_zdo(frame, cluster=cluster).command


def split_header(frame: bytes) -> tuple[Header, bytes]:
    """Header and payload of a ZCL frame; the payload may be of any kind. Raises DecodeError when it is too short."""
    header, end = read_part(Header.__codec__, frame, start=0, pos=0, end=len(frame), context=Context(PROTOCOL))
    return header, frame[end:]


def is_plain(header: Header) -> bool:
    """Whether a hub composes such a header by itself: to the device, no other flag set (ZCL8 2.4.1.1)."""
    return (
        header.frame_type in (FrameType.GENERAL, FrameType.CLUSTER)
        and header.direction == Direction.CLIENT_TO_SERVER
        and not header.disable_default_response
        and not header.reserved
    )


def bind_request(
    made: type[BindReq] | type[UnbindReq], source: str, source_endpoint: int, cluster: int, target: str, endpoint: int
) -> BindReq | UnbindReq:
    """Bind_req or Unbind_req between two single endpoints; addresses as they are printed. Raises ValueError."""
    return made(
        source_address=_eui(source),
        source_endpoint=source_endpoint,
        cluster_id=cluster,
        destination_mode=DestinationMode.DEVICE,
        destination_address=_eui(target),
        destination_endpoint=endpoint,
    )


def _eui(text: str) -> int:
    address = bytes.fromhex(text)
    if len(address) != 8:
        raise ValueError(f"an EUI64 has 16 hex digits: {text!r}")
    return int.from_bytes(address, "big")
