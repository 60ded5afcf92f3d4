"""`python -m codegen explain 2003FF`: a frame as the oracle reads it, a line per field with its bytes and bits.

The rule: this only prints what the oracle traced; it knows nothing of the wire and nothing of the generated packages.
A frame that can't be read raises OracleError, hexadecimal that can't be read ValueError.
"""

from __future__ import annotations

from decimal import Decimal

from .model import Spec
from .reference import Decoded, Oracle, Span

_HEADINGS = ("bytes", "bits", "field", "value")


def explain(spec: Spec, hexstring: str, cluster: int | None = None, versions: dict[int, int] | None = None) -> str:
    """The table for one frame; a ZCL frame needs the cluster that it was sent to."""
    data = bytes.fromhex("".join(hexstring.split()))
    oracle = Oracle(spec)
    if cluster is None:
        command = oracle.decode(data, versions)
        spans = command.trace
    else:
        header, command = oracle.decode_frame(data, cluster)
        spans = header.trace + command.trace
    rows = [_HEADINGS, *map(_row, spans)]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = ["  ".join((*map(str.ljust, row, widths), row[3])).rstrip() for row in rows]
    return "\n".join((data.hex(" "), _title(command), *lines))


def _title(command: Decoded) -> str:
    if not command.module:
        return command.name
    return f"{command.name} ({command.module}, version {command.version})"


def _row(span: Span) -> tuple[str, str, str, str]:
    last = span.end - 1
    if span.end <= span.start:
        place = f"{span.start}:"  # a field without bytes stands before this one
    else:
        place = str(span.start) if last == span.start else f"{span.start}-{last}"
    bits = "" if span.bits is None else str(span.bits[0]) if len(set(span.bits)) == 1 else "{}-{}".format(*span.bits)
    return place, bits, span.path, _shown(span)


def _shown(span: Span) -> str:
    value = span.value
    if isinstance(value, bytes):
        text = value.hex(" ") or "empty"
    elif isinstance(value, bool):
        text = "yes" if value else "no"
    elif isinstance(value, int):
        text = f"{value} (0x{value:02X})" if value > 9 else str(value)
    elif value is None:
        text = "none"
    else:
        text = str(value) if isinstance(value, (Decimal, float)) else repr(value)
    return f"{text} {span.label}".rstrip()
