"""What a value means, in words: number, label, unit.

The rule: `shown` is the value as it stands in the message, never lossy (numbers that name something in hexadecimal,
bytes as hex, text in quotes with everything unprintable spelled out); `label` is what it means where that is more, with
the unit in it; `unit` is the unit of the value alone.
"""

from __future__ import annotations

from decimal import Decimal

from zwcodec.runtime.values import Flags, LabelledEnum
from zwcodec.runtime.views import bit_values

from .inputs import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from zwcodec.runtime.message import Field

    Reference = Callable[[str, int], str]  # what kind of thing a number names, the number -> its name or ""

_NAMED_IN_HEX = {
    "command_class": 2, "cluster": 4, "attribute": 4, "manufacturer": 4, "eui64": 16, "network": 4, "profile": 4
}  # fmt: skip


class Meaning:
    """See above."""

    __slots__ = ("label", "shown", "unit")

    def __init__(self, shown: str, label: str = "", unit: str = "") -> None:
        self.shown = shown
        self.label = label
        self.unit = unit

    def __str__(self) -> str:
        if self.label:
            return f"{self.shown} -> {self.label}"
        return f"{self.shown} {self.unit}" if self.unit else self.shown


def meaning(field: Field, value: Any, owner: object, reference: Reference) -> Meaning:
    """The value of a field of `owner` (or of one element of a list field)."""
    if isinstance(value, tuple):
        return Meaning(", ".join(_item(item, field.enum) for item in value) or "none")
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        return Meaning(plain_text(value))
    label, unit = _row(field, owner)
    label = label or reading(value)
    if field.ref in _NAMED_IN_HEX and isinstance(value, int):
        shown = f"0x{value:0{_NAMED_IN_HEX[field.ref]}X}"
        label = label or reference(field.ref, value)
    elif field.flags is not None and isinstance(value, int):
        shown = f"0x{value:0{len(f'{field.maximum or 0xFF:X}')}X}"
        label = flag_text(field.flags(value)) or "none"
    elif field.kind == "checksum":
        shown = f"0x{value:04X}"
    else:
        shown = plain_text(value)
        if field.scale and not label:
            label = f"{plain_text(Decimal(field.scale) * value)} {unit}".rstrip()
    return Meaning(shown, label, "" if label and not field.scale else unit)


def _row(field: Field, owner: object) -> tuple[str, str]:
    """Label and unit by the table that the field refers to; a row describes the value if the field selects it itself,
    else only its unit is about the value."""
    if field.lookup is None or field.kind == "list":
        return "", field.unit
    row = field.row(owner)
    if row is None:
        return "", field.unit
    return (row[0], "") if field.name in field.lookup[1] else ("", row[1] or field.unit)


def reading(value: object) -> str:
    """What a number of a class of its own says in words (enum members, durations, times); "" for plain ones."""
    return visible(str(value)) if isinstance(value, int) and type(value).__str__ is not int.__str__ else ""


def _item(value: Any, enum: type[LabelledEnum] | None) -> str:
    label = "" if enum is None else reading(value)
    return plain_text(value) + (f" ({label})" if label else "")


def flag_text(flags: Flags) -> str:
    """The names of the bits that are set; bits without a name by their number."""
    found = []
    named = 0
    for flag in flags.__bits__:
        number = flag.read(flags)
        named |= (1 << flag.width) - 1 << flag.low
        if number:
            found.append(flag.label if flag.width == 1 else f"{flag.label} {int(number)}")
    others = int(flags) & ~named
    spare = others.to_bytes(8, "little") if 0 <= others < 1 << 64 else b""
    found.extend(f"bit {bit}" for bit in bit_values(spare, 0, ()))
    return ", ".join(dict.fromkeys(found))


def plain_text(value: Any) -> str:
    """The value itself, on one line."""
    if value is None:
        return "no value"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, bytes):
        return value.hex(" ") or "empty"
    if isinstance(value, str):
        return f'"{visible(value)}"'
    if isinstance(value, (tuple, list)):
        return ", ".join(map(plain_text, value)) or "none"
    return visible(str(value))
