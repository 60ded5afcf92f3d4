"""Values that stand alone: text in a charset, and typed values by the rows of `_types.yaml`.

The rule: as it is drawn, so it is legal: markers for "no value" are drawn with nothing behind them, collections have no
elements of a type without bytes and are not deeper than the limit.
"""

from __future__ import annotations

from collections.abc import Mapping

from codegen.model import DataType
from tests.engine.choices import Chooser

LETTERS = "aZ0 ~é€ß漢\U0001f600\x00"
DEEPEST = 2  # collections around a drawn value


def characters(choose: Chooser, charset: str, size: int) -> bytes:
    """So many bytes of text; some of them no text at all."""
    if not charset or choose.percent(20):
        return choose.octets(size)
    out = b""
    while len(out) < size:
        letter = choose.pick(LETTERS).encode(charset, "replace")
        out += letter if len(out) + len(letter) <= size else b"."
    return out


def prefixed(choose: Chooser, width: int, little: bool, charset: str, marker: int) -> bytes:
    """A length and so many bytes, or the marker of an invalid one."""
    order = "little" if little else "big"
    if choose.percent(12):
        return marker.to_bytes(width, order)  # type: ignore[arg-type]
    size = choose.length(0, marker - 1)
    return size.to_bytes(width, order) + characters(choose, charset, size)  # type: ignore[arg-type]


def typed(choose: Chooser, types: Mapping[int, DataType], number: int, depth: int = 0) -> bytes:
    """A value of the data type `number`, little-endian."""
    row = types[number]
    match row.wire:
        case "none":
            return b""
        case "bool":
            return bytes((choose.pick((0, 1, row.invalid or 0, 2)),))
        case "bytes" | "text":
            if row.length:
                return choose.octets(row.length)
            return prefixed(choose, row.prefix, True, row.charset, row.invalid or 0xFF)
        case "sequence":
            return _sequence(choose, types, row, depth)
        case "structure":
            inner = [_type_id(choose, types, depth) for _ in range(choose.length(0, 3))]
            members = b"".join(bytes((item,)) + typed(choose, types, item, depth + 1) for item in inner)
            return _counted(choose, row, len(inner), members)
    size = int(row.wire[1:]) // 8
    if row.invalid is not None and choose.percent(15):
        return (row.invalid & (1 << 8 * size) - 1).to_bytes(size, "little")
    return choose.octets(size)


def _sequence(choose: Chooser, types: Mapping[int, DataType], row: DataType, depth: int) -> bytes:
    element = _type_id(choose, types, depth)
    count = 0 if types[element].wire == "none" else choose.length(0, 4)
    items = b"".join(typed(choose, types, element, depth + 1) for _ in range(count))
    return bytes((element,)) + _counted(choose, row, count, items)


def _counted(choose: Chooser, row: DataType, count: int, items: bytes) -> bytes:
    if row.invalid is not None and choose.percent(12):
        return row.invalid.to_bytes(2, "little")
    return count.to_bytes(2, "little") + items


def _type_id(choose: Chooser, types: Mapping[int, DataType], depth: int) -> int:
    collections = ("sequence", "structure") if depth >= DEEPEST else ()
    return choose.pick([number for number, row in sorted(types.items()) if row.wire not in collections])
