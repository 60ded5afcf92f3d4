"""What lowering asks about single fields: their expressions, names, sizes and how their length is measured.

The rule: pure functions of one field (or of a record's fields); nothing here knows slots, registers or operations.
"""

from __future__ import annotations

from . import expr
from .expr import Tree
from .model import (
    BitsetField,
    BitsField,
    BoolField,
    BytesField,
    ChecksumField,
    ConstField,
    Field,
    FloatField,
    GroupField,
    IntField,
    ListField,
    Part,
    Record,
    ReservedField,
    Rest,
    SizedField,
    SwitchField,
    WithinField,
    flatten,
)


def stored_name(name: str, item: object) -> str:
    """The slot that a field's value is kept in."""
    is_view = isinstance(item, BitsetField) or (isinstance(item, SizedField) and item.precision is not None)
    return f"{name}_raw" if is_view else name


def measured(user: Field) -> str:
    """How the length of a field's data is measured on encode."""
    if isinstance(user, ListField):
        return "patch" if user.count is None else "count"
    if isinstance(user, BytesField):
        return f"text:{user.charset}" if user.charset else "bytes"
    return "bytes" if isinstance(user, BitsetField) else "patch"


def record_ups(record: Record) -> list[str]:
    """Names that a list element takes from its command, in the order in which its layout numbers them."""
    found: list[str] = []
    for item in flatten(record.fields):
        for tree in trees(item):
            found += sorted(expr.parent_names(tree) - set(found))
    return found


def trees(item: Field) -> list[Tree]:
    """All expressions of a field itself."""
    found = [item.present_if]
    for name in ("length", "count", "precision", "on"):
        value = getattr(item, name, None)
        if isinstance(value, tuple):
            found.append(value)
    return [tree for tree in found if tree is not None]


def field_parts(item: Field) -> list[Part]:
    if isinstance(item, IntField) and item.part is not None:
        return [item.part]
    if isinstance(item, BitsField):
        return [bit.part for bit in item.items if bit.part is not None]
    return []


def count_parts(fields: tuple[Field, ...]) -> dict[str, int]:
    """Split number -> how many parts of it stand beside each other in this list."""
    found: dict[str, int] = {}
    for item in fields:
        for part in field_parts(item):
            found[part.number] = found.get(part.number, 0) + 1
    return found


def field_names(item: Field) -> list[str]:
    """Names that show whether a field is there: not those of reserved bits and parts."""
    if isinstance(item, BitsField):
        shown = [bit.part.number if bit.part else bit.name for bit in item.items if not bit.reserved and bit.name]
        return shown or [bit.name for bit in item.items]
    if isinstance(item, IntField) and item.part is not None:
        return [item.part.number]
    return [item.name] if item.name and not isinstance(item, (GroupField, WithinField, SwitchField)) else []


def static_size(item: Field) -> int | None:
    """Bytes that a field always takes, or None."""
    match item:
        case IntField(extended_from=None) | BitsField() | FloatField() | ReservedField():
            return item.width
        case BoolField():
            return 1
        case ConstField():
            return len(item.data)
        case ChecksumField():
            return 2
        case BytesField(prefix=0) | BitsetField():
            return None if isinstance(item.length, Rest) or item.length is None else expr.constant(item.length)
        case GroupField():
            sizes = [static_size(inner) for inner in item.fields]
            return None if None in sizes else sum(size for size in sizes if size is not None)
    return None
