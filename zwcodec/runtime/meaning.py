"""What values mean, in words: labels and units.

The rule: a label says what a number stands for and is never needed to encode it; a unit belongs to the number as the
object shows it. Both are "" where there is nothing to say.
"""

from __future__ import annotations

from .values import Flags
from .views import bit_values

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .fields import Field


def label_of(field: Field, value: Any, owner: object) -> str:
    """What the value of a field of `owner` (or of one element of a list field) says in words."""
    label, unit = looked_up(field, owner)
    if label or not isinstance(value, int):
        return label
    if field.scale and not reading(value):
        return scaled_text(field, value, unit)
    if field.flags is not None and not isinstance(value, bool):
        return flag_text(field.flags(value))
    return reading(value)


def scaled_text(field: Field, value: int, unit: str) -> str:
    """What a field with a `scale` measures."""
    from decimal import Decimal

    return f"{Decimal(field.scale) * int(value):f} {unit}".rstrip()


def looked_up(field: Field, owner: object) -> tuple[str, str]:
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
    return str(value) if isinstance(value, int) and type(value).__str__ is not int.__str__ else ""


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
