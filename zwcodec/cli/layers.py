"""`zcldecode` for what is not ZCL: ZDO frames, APS header and commands, Green Power Device Frames.

The rule: as in zigbee.py, every bit has a row. Rows of the APS header have paths that start with `aps.`; the frame
behind it reads as it does alone, with its bytes counted from the start of the whole.
"""

from __future__ import annotations

from zclcodec import aps, greenpower, zdo
from zclcodec.aps import frame as aps_frame
from zclcodec.aps.protocol import PROTOCOL as APS_PROTOCOL
from zclcodec.aps.registry import COMMANDS as APS_COMMANDS
from zclcodec.greenpower import frame as green_power_frame
from zclcodec.greenpower.protocol import PROTOCOL as GREEN_POWER_PROTOCOL
from zclcodec.greenpower.registry import COMMANDS as GREEN_POWER_COMMANDS
from zclcodec.zdo import frame as zdo_frame
from zclcodec.zdo.commands._frame import Header as ZdoHeader
from zclcodec.zdo.protocol import PROTOCOL as ZDO_PROTOCOL
from zclcodec.zdo.registry import COMMANDS as ZDO_COMMANDS
from zwcodec.runtime.context import Context
from zwcodec.runtime.errors import DecodeError
from zwcodec.runtime.interpret_encode import write_part
from zwcodec.runtime.trace import Span, record

from . import zigbee
from .names import folded, number_of, spaced
from .rows import FIELD, Row, Words, rows_of
from .tool import Decoded
from .values import Meaning, meaning

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from zwcodec.runtime.message import Field

    Decoder = Callable[[bytes], Decoded]

PROFILES = {
    0x0000: "ZDO",
    0x0101: "Industrial Plant Monitoring",
    0x0104: "Home Automation",
    0x0105: "Commercial Building Automation",
    0x0107: "Telecom Applications",
    0x0108: "Health Care",
    0x0109: "Smart Energy",
    0x010A: "Retail Services",
    0xA1E0: "Green Power",
    0xC05E: "Light Link",
}
_HEX_DIGITS = {"data_type": 2, "zcl_command": 2, "device": 4, "source_id": 8}  # as the standards' tables print them


class LayerWords(Words):
    """Names of clusters, profiles and records."""

    def title(self, message: Any) -> str:
        return spaced(type(message).__name__)

    def reference(self, kind: str, number: int) -> str:
        if kind == "profile":
            return PROFILES.get(number, "")
        return zigbee.cluster_text(number).partition(" ")[2] if kind == "cluster" else ""

    def field(self, field: Field, value: Any, owner: Any) -> tuple[str, Meaning]:
        what = meaning(field, value, owner, self.reference)
        if field.name in _HEX_DIGITS and isinstance(value, int):
            what.shown = f"0x{value:0{_HEX_DIGITS[field.name]}X}"
        return field.name, what


class ApsWords(LayerWords):
    """The same, where the cluster may be one of ZDO's."""

    def field(self, field: Field, value: Any, owner: Any) -> tuple[str, Meaning]:
        name, what = super().field(field, value, owner)
        if name == "cluster" and owner.profile == zdo.PROFILE:
            what.label = _zdo_name(value)
        return name, what


def _zdo_name(cluster: int) -> str:
    known = ZDO_COMMANDS.get(cluster)
    return "" if known is None else spaced(known[1])


def _header_size(header: Any) -> int:
    out = bytearray()
    write_part(header, Context(header.__protocol__), out)
    return len(out)


def _rows(header: Any, spans: list[Span], words: Words, above: str) -> list[Row]:
    rows = rows_of(header, spans, words)
    for row in rows:
        row.path = f"{above}{row.path}"
    return rows


def _payload_span(command: Any, begin: int) -> list[Span]:
    """The bytes of a command that nobody knows."""
    if not command.payload:
        return []
    field = next(field for field in command.__fields__ if field.name == zigbee.PAYLOAD)
    return [Span(zigbee.PAYLOAD, field, command.payload, begin, 0, 8 * len(command.payload))]


# -- ZDO -------------------------------------------------------------------------------------------------------------


def zdo_decoder(cluster: str | None, strict: bool) -> Decoder:
    """Decoder of ZDO frames. ValueError if `cluster` names no command."""
    if cluster is None:
        raise ValueError("a ZDO frame (--profile 0) needs --cluster: its command is the cluster of the message")
    number = number_of(cluster, 0xFFFF)
    if number is None:
        wanted = folded(cluster)
        number = next((key for key, (_, name) in ZDO_COMMANDS.items() if folded(name) == wanted), None)
    if number is None:
        raise ValueError(f'no ZDO command is called "{cluster}"')
    known: int = number
    return lambda data: decode_zdo(data, known, strict)


def decode_zdo(data: bytes, cluster: int, strict: bool) -> Decoded:
    """One ZDO frame. DecodeError if it is none."""
    trace = record(
        lambda context: zdo_frame.interpreted(data, cluster, strict, context.recorder),
        Context(ZDO_PROTOCOL, None, strict),
    )
    if trace.error is not None:
        raise trace.error
    frame: zdo.ZdoFrame = trace.message
    command = frame.command
    words = LayerWords()
    behind = trace.spans[1:]
    if isinstance(command, zdo.UnknownZdoCommand):
        behind = _payload_span(command, 1)
    rows = [*rows_of(ZdoHeader(tsn=frame.tsn), trace.spans[:1], words), *rows_of(command, behind, words)]
    facts = f"ZDO {'response' if command.is_response else 'request'}, cluster 0x{cluster:04X}"
    content = {
        "name": command.name,
        "profile": zdo.PROFILE,
        "cluster": cluster,
        "tsn": frame.tsn,
        "fields": command.as_dict(),
        "trailing": command.trailing,
    }
    return Decoded(spaced(command.name), facts, content, rows)


# -- APS -------------------------------------------------------------------------------------------------------------


def aps_decoder(strict: bool) -> Decoder:
    """Decoder of APS frames."""
    return lambda data: decode_aps(data, strict)


def decode_aps(data: bytes, strict: bool) -> Decoded:
    """One APS frame with what is in it. DecodeError if it is none."""
    trace = record(
        lambda context: aps_frame.interpreted(data, strict, context.recorder), Context(APS_PROTOCOL, None, strict)
    )
    if trace.error is not None:
        raise trace.error
    frame: aps.ApsFrame = trace.message
    header = frame.header
    rows = _rows(header, trace.spans, ApsWords(), "aps.")
    size = len(data) - len(frame.payload)
    content: dict[str, Any] = {"aps": header.as_dict()}
    if frame.is_opaque:
        if frame.payload:
            rows.append(Row(FIELD, "payload", "payload", 0, (size, 0, 8 * len(frame.payload)), _bytes(frame.payload)))
        content.update(name="ApsFrame", payload=frame.payload)
        return Decoded("APS Frame", _aps_facts(header), content, rows)
    try:
        inner = _inside(header, frame.payload, strict)
    except DecodeError as error:
        error.offset += size
        error.data = data
        raise
    for row in inner.rows:
        if row.place is not None:
            row.place = (row.place[0] + size, *row.place[1:])
    content.update(inner.content)
    return Decoded(inner.title, f"{_aps_facts(header)}, {inner.facts}", content, [*rows, *inner.rows])


def _inside(header: aps.Header, payload: bytes, strict: bool) -> Decoded:
    if header.frame_type == aps.FrameType.COMMAND:
        return decode_aps_command(payload, strict)
    if header.profile == zdo.PROFILE and header.cluster is not None:
        return decode_zdo(payload, header.cluster, strict)
    return zigbee.decode(payload, header.cluster, strict)


def decode_aps_command(data: bytes, strict: bool) -> Decoded:
    """One APS command, its id first. DecodeError if it is none."""
    trace = record(
        lambda context: aps_frame.interpreted_command(data, strict, context.recorder),
        Context(APS_PROTOCOL, None, strict),
    )
    if trace.error is not None:
        raise trace.error
    command: aps.ApsCommand = trace.message
    number = command.command_id
    behind = _payload_span(command, 1) if isinstance(command, aps.UnknownApsCommand) else trace.spans
    rows = [_id_row(number, APS_COMMANDS, 0), *rows_of(command, behind, LayerWords())]
    content = {
        "name": command.name,
        "command_id": number,
        "fields": command.as_dict(),
        "trailing": command.trailing,
    }
    return Decoded(spaced(command.name), f"command 0x{number:02X}", content, rows)


def _id_row(number: int, commands: dict[int, tuple[str, str]], at: int) -> Row:
    """The command id, which is no field of the command."""
    known = commands.get(number)
    label = "unknown" if known is None else spaced(known[1])
    return Row(FIELD, "command_id", "command_id", 0, (at, 0, 8), Meaning(f"0x{number:02X}", label))


def _aps_facts(header: aps.Header) -> str:
    facts = [f"APS {str(header.frame_type).lower()}"]
    if header.profile is not None:
        facts.append(f"profile 0x{header.profile:04X} {PROFILES.get(header.profile, '')}".rstrip())
    if header.security:
        facts.append("encrypted")
    elif header.fragmentation:
        facts.append("a part of a longer frame")
    return ", ".join(facts)


def _bytes(value: bytes) -> Meaning:
    return Meaning(value.hex(" "))


# -- Green Power -----------------------------------------------------------------------------------------------------


def green_power_decoder(strict: bool) -> Decoder:
    """Decoder of Green Power Device Frames."""
    return lambda data: decode_green_power(data, strict)


def decode_green_power(data: bytes, strict: bool) -> Decoded:
    """One Green Power Device Frame. DecodeError if it is none."""
    trace = record(
        lambda context: green_power_frame.interpreted(data, strict, context.recorder),
        Context(GREEN_POWER_PROTOCOL, None, strict),
    )
    if trace.error is not None:
        raise trace.error
    frame: greenpower.GreenPowerFrame = trace.message
    header, command = frame.header, frame.command
    words = LayerWords()
    size = _header_size(header)
    rows = _rows(header, [span for span in trace.spans if span.byte_offset < size], words, "header.")
    behind = [span for span in trace.spans if span.byte_offset >= size]
    number = command.command_id
    if number is not None:
        rows.append(_id_row(number, GREEN_POWER_COMMANDS, size))
    if isinstance(command, greenpower.UnknownGreenPowerCommand):
        behind = _payload_span(command, size + (number is not None))
    rows += rows_of(command, behind, words)
    if frame.mic:
        rows.append(Row(FIELD, "mic", "mic", 0, (len(data) - len(frame.mic), 0, 8 * len(frame.mic)), _bytes(frame.mic)))
    content = {
        "name": command.name,
        "command_id": number,
        "header": header.as_dict(),
        "fields": command.as_dict(),
        "mic": frame.mic,
        "trailing": command.trailing,
    }
    return Decoded(spaced(command.name), _green_power_facts(frame), content, rows)


def _green_power_facts(frame: greenpower.GreenPowerFrame) -> str:
    facts = [f"Green Power {str(frame.header.frame_type).lower()}"]
    if frame.command.command_id is not None:
        facts.append(f"command 0x{frame.command.command_id:02X}")
    if frame.header.source_id is not None:
        facts.append(f"device 0x{frame.header.source_id:08X}")
    if frame.header.security_level:
        facts.append(str(frame.header.security_level).lower())
    return ", ".join(facts)
