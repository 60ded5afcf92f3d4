"""The few ZCL and ZDO shapes that a hub composes from its lines, as bytes.

Private and small on purpose: everything the SmartThings layer knows about bytes on air is here, so that the
package's own encoder can replace it. Clause numbers are of the ZCL specification revision 8; multi-byte numbers
are little endian throughout.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = [
    "CONFIGURE_REPORTING",
    "READ_ATTRIBUTES",
    "WRITE_ATTRIBUTES",
    "Header",
    "bind_request",
    "eui",
    "header",
    "split_header",
    "u16",
]

READ_ATTRIBUTES: Final = 0x00
WRITE_ATTRIBUTES: Final = 0x02
CONFIGURE_REPORTING: Final = 0x06

_CLUSTER_SPECIFIC: Final = 0x01  # frame control, 2.4.1.1
_MANUFACTURER: Final = 0x04
_TO_CLIENT: Final = 0x08
_UNICAST: Final = 0x03  # ZDO Bind_req: 64-bit destination


@dataclass(frozen=True, slots=True)
class Header:
    """A ZCL frame taken apart: `control` and `tsn` as on air, the code None without the manufacturer bit."""

    control: int
    manufacturer_code: int | None
    tsn: int
    command: int
    payload: bytes

    @property
    def cluster_specific(self) -> bool:
        """Frame type 1."""
        return self.control & 0x03 == _CLUSTER_SPECIFIC

    @property
    def to_client(self) -> bool:
        """Direction: sent by the server."""
        return bool(self.control & _TO_CLIENT)


def u16(number: int) -> bytes:
    """Two bytes, low first. Raises OverflowError."""
    return number.to_bytes(2, "little")


def eui(text: str) -> bytes:
    """A 64-bit address as printed, low byte first. Raises ValueError."""
    address = bytes.fromhex(text)
    if len(address) != 8:
        raise ValueError(f"an EUI64 has 16 hex digits: {text!r}")
    return address[::-1]


def header(command: int, tsn: int, manufacturer_code: int | None = None, *, cluster_specific: bool = False) -> bytes:
    """The header of a frame from hub to device."""
    control = _CLUSTER_SPECIFIC if cluster_specific else 0
    if manufacturer_code is None:
        return bytes((control, tsn & 0xFF, command))
    return bytes((control | _MANUFACTURER, *u16(manufacturer_code), tsn & 0xFF, command))


def split_header(frame: bytes) -> Header:
    """Header and payload of a ZCL frame. Raises ValueError when it is too short."""
    at = 3 if frame and frame[0] & _MANUFACTURER else 1
    if len(frame) < at + 2:
        raise ValueError(f"no ZCL frame: {frame.hex()!r}")
    code = int.from_bytes(frame[1:3], "little") if at == 3 else None
    return Header(frame[0], code, frame[at], frame[at + 1], frame[at + 2 :])


def bind_request(tsn: int, source: str, source_endpoint: int, cluster: int, target: str, target_endpoint: int) -> bytes:
    """ZDO Bind_req and Unbind_req (ZigBee specification 2.4.3.2.2): unicast, addresses as printed."""
    return (
        bytes((tsn & 0xFF,))
        + eui(source)
        + bytes((source_endpoint,))
        + u16(cluster)
        + bytes((_UNICAST,))
        + eui(target)
        + bytes((target_endpoint,))
    )
