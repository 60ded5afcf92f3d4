"""The hub's side of the strings: description texts out of received bytes and back, and bytes on air out of lines.

The rule: `frames` gives one Frame per message that the hub would send, and `lines` writes such frames down
again so that `frames` makes the same bytes of them. Delays carry no bytes and are skipped. Where the hub
chooses (sequence numbers, its own address), the caller can say what. Malformed input raises ValueError: this
side is the library's own, no platform swallowed anything here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, Literal

from . import _wire
from .composer import Composer
from .datatype import ANALOG, WIDTHS
from .decisions import DEFAULT_HUB_ZIGBEE_ID, Decisions
from .frame import Frame
from .lines import DIALECTS, Block, Dialect
from .received import received

__all__ = ["Frame", "describe_attribute", "describe_frame", "frames", "lines", "received"]

_RAW: Final = re.compile(r"(?:[0-9A-Fa-f]{2}){10,}", re.ASCII)
_COMMAND: Final = re.compile(r"[0-9A-Fa-f]{2}", re.ASCII)
_BIND, _UNBIND, _MGMT_BIND = 0x0021, 0x0022, 0x0033


def describe_attribute(raw: str, command: str | None = None, *, firmware: Literal["new", "old"] = "new") -> str:
    """The `read attr - ...` text of a received attribute.

    `raw` is hex: network id (4 digits), endpoint (2), cluster (4), size (2), attribute id low byte first (4), on
    SmartThings a status (2) if it was a read response, type (2), value bytes. With `command` ("0A" report, "01" read
    response) the text is Hubitat's, without it SmartThings'. `firmware`: "new" prints the size in decimal and always a
    result, "old" the size byte and a result for read responses only. Raises ValueError for other hex.
    """
    if _RAW.fullmatch(raw) is None:
        raise ValueError(f"raw is hex, 20 digits at least: {raw!r}")
    dni, endpoint, cluster, size = raw[:4], raw[4:6], raw[6:10], raw[10:12]
    where = f"read attr - raw: {raw}, dni: {dni}, endpoint: {endpoint}, cluster: {cluster}, size: "
    attribute = raw[14:16] + raw[12:14]
    if command is not None:
        if _COMMAND.fullmatch(command) is None:
            raise ValueError(f"command is two hex digits: {command!r}")
        value = raw[18:].upper()
        return f"{where}{size}, attrId: {attribute}, encoding: {raw[16:18]}, command: {command}, value: {value}"
    # Type 00 (no data) is never reported, so 00 in its place is the status of a read response.
    answered = raw[16:18] == "00" and len(raw) >= 20
    at = 18 if answered else 16
    type, tail = raw[at : at + 2], raw[at + 2 :]
    # Recorded: a text loses its length byte and keeps order and case, everything else is reversed.
    value = tail[2:] if type == "42" else bytes.fromhex(tail)[::-1].hex()
    result = "result: success, " if answered or firmware == "new" else ""
    shown = size if firmware == "old" else str(int(size, 16))
    return f"{where}{shown}, attrId: {attribute}, {result}encoding: {type}, value: {value}"


def describe_frame(
    frame: bytes,
    dni: int | str = 0,
    cluster: int = 0,
    *,
    profile: int = 0x0104,
    source_endpoint: int = 1,
    destination_endpoint: int = 1,
    options: int = 0,
    message_type: int = 0,
) -> str:
    """The `catchall: ...` text of a received frame.

    `frame` starts with the ZCL header, or is a whole ZDO message when `profile` is 0. Raises ValueError when the
    frame is too short for its header.
    """
    sender = f"{dni:04X}" if isinstance(dni, int) else dni
    head = f"catchall: {profile:04X} {cluster:04X} {source_endpoint:02X} {destination_endpoint:02X} {options:04X}"
    head += f" {message_type:02X} {sender}"
    if profile == 0:  # recorded (8021): flags, code, command and direction print as zero
        return f"{head} 00 00 0000 00 00 {frame.hex().upper()}"
    zcl = _wire.split_header(frame)
    specific, own = int(zcl.cluster_specific), int(zcl.manufacturer_code is not None)
    code, way = zcl.manufacturer_code or 0, int(zcl.to_client)
    return f"{head} {specific:02X} {own:02X} {code:04X} {zcl.command:02X} {way:02X} {zcl.payload.hex().upper()}"


def frames(
    lines: Iterable[str],
    *,
    tsn: int = 0,
    hub_zigbee_id: str = DEFAULT_HUB_ZIGBEE_ID,
    decisions: Decisions | None = None,
) -> list[Frame]:
    """The frames that a hub puts on air for these lines, in order.

    `tsn` is the sequence number of the first frame, counting on from there; `raw` lines bring their own.
    `hub_zigbee_id` is the destination of a `zdo bind` with empty braces. Raises ValueError for a line the hub would
    not understand, or one that a `send` should follow.
    """
    composer = Composer(tsn, hub_zigbee_id, decisions or Decisions())
    for line in lines:
        composer.take(line)
    return composer.finish()


def lines(
    frames: Iterable[Frame],
    *,
    platform: Literal["smartthings", "hubitat"] = "smartthings",
    hub_zigbee_id: str = DEFAULT_HUB_ZIGBEE_ID,
    delay: int = 2000,
    decisions: Decisions | None = None,
) -> list[str]:
    """The lines that make a hub send these frames; a frame no other line can express is written as `raw`.

    Sequence numbers are not part of the lines but of `raw` ones: give the first one to `frames` again. Raises
    ValueError for bytes that are no frame at all.
    """
    dialect = DIALECTS[platform](decisions or Decisions())
    written: list[str] = []
    for frame in frames:
        block = _zdo_line(frame, dialect, hub_zigbee_id) if frame.profile == 0 else _zcl_line(frame, dialect, platform)
        written += [*block, f"delay {delay}"] if delay else block
    return written


def _zdo_line(frame: Frame, dialect: Dialect, hub: str) -> Block:
    if frame.cluster == _MGMT_BIND and len(frame) == 2:
        return [f"zdo mgmt-bind 0x{frame.dni} {frame[1]}"]
    if frame.cluster not in (_BIND, _UNBIND) or len(frame) != 22 or frame[12] != 3:
        raise ValueError(f"no line sends ZDO cluster {frame.cluster:04X}: {frame.hex()}")
    source, target = frame[8:0:-1].hex().upper(), frame[20:12:-1].hex().upper()
    cluster = int.from_bytes(frame[10:12], "little")
    if frame.cluster == _UNBIND:
        return dialect.unbind(frame.dni, cluster, (source, frame[9]), (target, frame[21]))
    ends = frame[9], frame[21]
    if dialect.decisions.bind_order == "hub-first":
        ends = ends[1], ends[0]
    if dialect.decisions.bind_eui == "source":
        first, second = source, "" if target == hub.upper() else target
    else:
        first, second = target, "" if source == "0" * 16 else source
    return [f"zdo bind 0x{frame.dni} 0x{ends[0]:02X} 0x{ends[1]:02X} 0x{cluster:04X} {{{first}}} {{{second}}}"]


def _zcl_line(frame: Frame, dialect: Dialect, platform: str) -> Block:
    zcl = _wire.split_header(frame)
    dni, endpoint, cluster = frame.dni, f"{frame.endpoint:02X}", frame.cluster
    code, body = zcl.manufacturer_code, zcl.payload
    # Only a frame with no other flag set can be left to the hub to compose.
    plain = zcl.control == (0x01 if zcl.cluster_specific else 0x00) | (0x04 if code is not None else 0x00)
    hubitat = platform == "hubitat"
    if plain and frame.hub_endpoint == 1 and not frame.literal:
        if zcl.cluster_specific:
            if code is None or hubitat:
                return dialect.command(dni, endpoint, cluster, zcl.command, body.hex().upper(), code)
        elif zcl.command == _wire.READ_ATTRIBUTES and len(body) == 2:
            return dialect.read(dni, endpoint, cluster, int.from_bytes(body, "little"), code)
        elif zcl.command == _wire.WRITE_ATTRIBUTES and len(body) > 2:
            attribute, type, value = int.from_bytes(body[:2], "little"), body[2], body[3:]
            if WIDTHS.get(type, len(value)) == len(value):
                turned = type in WIDTHS and (code is None or hubitat)
                text = (value[::-1] if turned else value).hex().upper()
                return dialect.write(dni, endpoint, cluster, attribute, type, text, code)
        elif zcl.command == _wire.CONFIGURE_REPORTING and len(body) >= 8 and body[0] == 0:
            attribute, type, change = int.from_bytes(body[1:3], "little"), body[3], body[8:]
            if len(change) == (WIDTHS[type] if type in ANALOG else 0):
                times = int.from_bytes(body[4:6], "little"), int.from_bytes(body[6:8], "little")
                if dialect.decisions.reporting_change_order == "big":
                    change = change[::-1]
                return dialect.report(dni, endpoint, cluster, attribute, type, times, change.hex().upper(), code)
    return dialect.raw(dni, endpoint, f"{cluster:04X}", frame.hex().upper())
