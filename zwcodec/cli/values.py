"""What a value means, in words: number, label, unit.

The rule: `shown` is the value as it stands in the message, never lossy (numbers that name something in hexadecimal,
bytes as hex, text in quotes with everything unprintable spelled out); `label` is what it means where that is more, with
the unit in it; `unit` is the unit of the value alone.
"""

from __future__ import annotations

from decimal import Decimal

from zwcodec.runtime.meaning import flag_text, looked_up, scaled_text
from zwcodec.runtime.meaning import reading as words

from .inputs import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from zwcodec.runtime.message import Field
    from zwcodec.runtime.values import LabelledEnum

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
    label, unit = looked_up(field, owner)
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
            label = scaled_text(field, int(value), unit)
    return Meaning(shown, label, "" if label and not field.scale else unit)


def reading(value: object) -> str:
    """What a number of a class of its own says in words, fit for a terminal."""
    return visible(words(value))


def _item(value: Any, enum: type[LabelledEnum] | None) -> str:
    label = "" if enum is None else reading(value)
    return plain_text(value) + (f" ({label})" if label else "")


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
