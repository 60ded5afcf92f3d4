"""How a field becomes an attribute: kind, annotation, default, and the arguments of its runtime Field.

The rule: one FieldView per attribute in wire order; what depends on other fields (which bit group it is in, what fills
it in, whether a condition guards it) is collected once per command in Facts. What a Field is given stands here as
values (`given`); the module template prints them, an overlay uses them as they are (dynamic.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .derive import Slot, asks_length
from .expr import Tree
from .facts import Facts, limits
from .layout_fields import measured, stored_name
from .literals import literal
from .members import reference
from .model import (
    PLAIN,
    BitItem,
    BitsetField,
    BoolField,
    BytesField,
    ChecksumField,
    Computed,
    EnumType,
    Field,
    FlagsType,
    FloatField,
    IntField,
    ListField,
    Lookup,
    NestedField,
    Record,
    ReservedField,
    SizedField,
    TypedField,
    Value,
)
from .names import strop

if TYPE_CHECKING:
    from .classes import ModuleBuilder

Given = dict[str, object]  # keyword arguments: plain values, and what the model calls EnumType, Lookup, Record, ...
Descriptor = tuple[str, tuple[object, ...]]  # class in runtime/views.py and its arguments


@dataclass
class FieldView:
    """One attribute, ready to print."""

    name: str
    kind: str
    given: Given  # to Field(...), behind name and kind
    arguments: str  # the same as source text, name and kind included
    annotation: str  # of the attribute; "" if a descriptor provides it
    descriptor: str  # source of the descriptor of a view or derived length, else ""
    parameter: str  # annotation in the constructor; "" if it is none
    default: str  # "" if it is required
    reserved: bool
    has_unit: bool
    doc: str
    notes: list[str]
    raw: str = ""  # parameter of the raw form
    view: Descriptor | None = None  # the descriptor as values

    def described(self) -> str:
        """A line of the docstring."""
        notes = f" ({', '.join(self.notes)})" if self.notes else ""
        return f"{self.name}: {self.doc or self.kind}{notes}"

    @classmethod
    def computed(cls, item: Computed, builder: ModuleBuilder) -> FieldView:
        name = strop(item.name)
        given = {**meaning(item.value), **_doc(item.doc)}
        arguments = ", ".join([literal(name), '"computed"', *printed(given, builder)])
        return cls(name, "computed", given, arguments, "", "", "", "", False, False, item.doc, [])


def _doc(doc: str) -> Given:
    return {"doc": doc} if doc else {}


def meaning(value: Value) -> Given:
    """What the value's meaning gives to a Field or an Attribute."""
    found: Given = {}
    if value.enum is not None:
        found["enum"] = value.enum
    if value.flags is not None:
        found["flags"] = value.flags
    if value.special:
        found["special"] = {member.value: member.label for member in value.special}
    for key in ("duration", "unit", "scale", "ref"):
        text = getattr(value, key)
        if text:
            found[key] = text
    if value.lookup is not None:
        found["lookup"] = value.lookup
    return found


def printed(given: Given, builder: ModuleBuilder) -> list[str]:
    """Keyword arguments as source text; what other modules define is imported."""
    return [f"{key}={source_text(value, builder)}" for key, value in given.items()]


def source_text(value: object, builder: ModuleBuilder) -> str:
    """Source text of a value of `Given`."""
    match value:
        case EnumType() | FlagsType():
            return reference(value, builder)
        case Lookup():
            return f"({reference(value.table, builder)}, {literal(tuple(strop(key) for key in value.keys))})"
        case Record():
            return value.name
        case dict():
            return "{" + ", ".join(f"{key:#04x}: {literal(label)}" for key, label in value.items()) + "}"
    return literal(value)


def _range(value: Value, bits: int, signed: bool) -> Given:
    low, high = limits(value, bits, signed)
    return {"minimum": low, "maximum": high}


def _int_type(value: Value, builder: ModuleBuilder) -> tuple[str, str]:
    """Annotation of an integer read and written."""
    if value.enum is not None:
        return f"{reference(value.enum, builder)} | int", f"{reference(value.enum, builder)} | int"
    if value.duration:
        builder.use("zwcodec.runtime.values", "Duration")
        return "Duration | int", "int"
    return "int", "int"


def describe(slot: Slot, facts: Facts, builder: ModuleBuilder) -> FieldView:
    """The view of an attribute."""
    item = slot.field
    name = strop(slot.name)
    value: Value = getattr(item, "value", PLAIN)
    given: Given = {}
    view: Descriptor | None = None
    default = ""
    raw_parameter = ""
    kind, read, write = _kind(item, slot, builder, given)
    if "minimum" in given and slot.name in facts.ranges:  # other cases and variants may hold more
        given["minimum"], given["maximum"] = facts.ranges[slot.name]
    if isinstance(item, (BytesField, BitsetField)) and None not in facts.fixed[slot.name]:
        given["sizes"] = tuple(sorted(size for size in facts.fixed[slot.name] if size is not None))
    if kind == "decimal":
        assert isinstance(item, SizedField)
        builder.use("zwcodec.runtime.views", "DecimalView")
        builder.use("decimal", "Decimal")
        raw, precision = strop(stored_name(slot.name, item)), _name_or_number(item.precision)
        given["slot"] = raw
        view = ("DecimalView", (raw, precision))
    elif kind == "bitset":
        assert isinstance(item, BitsetField)
        builder.use("zwcodec.runtime.views", "BitsetView")
        builder.use("collections.abc", "Iterable")
        raw = strop(stored_name(slot.name, item))
        given["slot"] = raw
        raw_parameter = raw
        default = "None"
        view = ("BitsetView", (raw, item.start, item.table, value.enum))
    if slot.derived is not None:
        builder.use("zwcodec.runtime.views", "DerivedLength")
        derived = slot.derived
        kind = "derived"
        user = strop(derived.user)
        measure = measured(derived.field)
        scaled = (derived.factor, derived.offset) != (1, 0)
        scaling: tuple[object, ...] = (derived.factor, derived.offset) if scaled else ()
        stored = strop(stored_name(derived.user, derived.field))
        apart = facts.times.get(derived.user, 0) > facts.times.get(slot.name, 0)
        if apart or asks_length(derived.field.present_if, derived.name):
            scaling = (derived.factor, derived.offset, True)
        view = ("DerivedLength", (stored, measure, *scaling))
        given = {"source": user, "measure": measure}
        if scaled:
            given |= {"factor": derived.factor, "offset": derived.offset}
    if isinstance(item, ListField) and isinstance(item.element, IntField):
        given |= meaning(item.element.value)
    elif kind != "derived":
        given |= meaning(value)
    notes: list[str] = []
    for key, table in (
        ("since", facts.since),
        ("until", facts.until),
        ("group", facts.group),
        ("region", facts.region),
    ):
        if table.get(slot.name):
            given[key] = table[slot.name]
            if key in ("since", "until"):
                notes.append(f"{key} version {table[slot.name]}")
    if len(facts.spots.get(slot.name, ())) > 1:
        given["forked"] = True
    if slot.name in facts.newer_bits:
        given["newer_bits"] = facts.newer_bits[slot.name]
    missable = False
    if slot.name in facts.optional:
        given["optional"] = True
        missable = True
    if slot.name in facts.conditional:
        given["conditional"] = True
        missable = True
    if slot.reserved:
        given["reserved"] = True
    elif slot.derived is None and slot.name in facts.fill:
        given["fill"] = facts.fill[slot.name]
        default = "None"
    given |= _doc(getattr(item, "doc", ""))
    if value.unit:
        notes.insert(0, value.unit if not value.scale else f"{value.scale} {value.unit}")
    if value.minimum is not None or value.maximum is not None:
        low, high = ("" if limit is None else str(limit) for limit in (value.minimum, value.maximum))
        notes.append(f"{low}..{high}")
    if kind == "checksum" or (isinstance(item, SizedField) and 0 in item.sizes):
        default = "None"
    if not default:
        default = _default(kind, slot, missable)
    if not default and kind == "int" and isinstance(item, BitItem) and slot.name in facts.since:
        default = "0"  # what it is in older versions
    parameter = "" if kind == "derived" else write
    nullable = isinstance(item, (TypedField, BytesField)) and getattr(item, "prefix", 1) > 0
    zero = isinstance(item, SizedField) and 0 in item.sizes
    absent = missable or zero or (nullable and kind != "typed")
    if default == "None" and parameter and parameter != "object" or absent and parameter and parameter != "object":
        parameter += " | None"
    annotation = "" if view else read + (" | None" if absent and read != "object" else "")
    has_unit = bool(value.unit or value.lookup)
    text = ", ".join([literal(name), f'"{kind}"', *printed(given, builder)])
    shown = "" if view is None else f"{view[0]}({', '.join(source_text(part, builder) for part in view[1])})"
    doc = getattr(item, "doc", "")
    return FieldView(
        name, kind, given, text, annotation, shown, parameter, default, slot.reserved, has_unit, doc, notes,
        raw_parameter, view,
    )  # fmt: skip


def _default(kind: str, slot: Slot, missable: bool) -> str:
    if kind == "derived":
        return ""
    if missable:
        return "None"
    if slot.reserved:
        return "0"
    if kind == "bool" and isinstance(slot.field, BitItem):
        return "False"
    if kind in ("list", "columns"):
        return "()"
    return ""


def _name_or_number(tree: Tree | None) -> str | int:
    assert tree is not None
    return strop(str(tree[1])) if tree[0] == "name" else int(tree[1])


def _kind(item: Field | BitItem, slot: Slot, builder: ModuleBuilder, given: Given) -> tuple[str, str, str]:
    """Kind, annotation read, annotation written; adds what belongs to the kind."""
    match item:
        case BitItem():
            if item.part is None and item.boolean:
                return "bool", "bool", "bool"
            read, write = _int_type(item.value, builder)
            if item.part is None:
                given |= _range(item.value, item.width, item.signed)
            return "int", read, write
        case IntField():
            read, write = _int_type(item.value, builder)
            if item.part is None:
                given |= _range(item.value, 16 if item.extended_from is not None else 8 * item.width, item.signed)
            return "int", read, write
        case ReservedField():
            given |= _range(PLAIN, 8 * item.width, False)
            return "int", "int", "int"
        case ChecksumField():
            given |= _range(PLAIN, 16, False)
            return "checksum", "int", "int"
        case BoolField():
            given |= _range(PLAIN, 8, False)
            return "bool", "bool | int", "bool | int"
        case FloatField():
            return "float", "float", "float"
        case SizedField():
            given |= {"signed": item.signed, "sizes": item.sizes}
            if 0 in item.sizes:
                given["nullable"] = True
            if item.length[0] == "name":
                given["size"] = strop(item.length[1])
            if item.precision is None:
                return "sized", *_int_type(item.value, builder)
            given["precision"] = _name_or_number(item.precision)
            return "decimal", "Decimal", "Decimal | int | str"
        case BytesField():
            if item.prefix:
                given["nullable"] = True
            if item.charset:
                given["charset"] = item.charset
                return "text", "str", "str"
            return "bytes", "bytes", "bytes"
        case BitsetField():
            given |= {"start": item.start, "table": item.table}
            return "bitset", "bytes", "Iterable[int] | bytes"
        case NestedField():
            builder.use("zwcodec.runtime.message", "Message")
            return "nested", "Message", "Message"
        case TypedField():
            given |= {"nullable": True, "source": strop(item.of)}
            if item.analog_only:
                given["analog_only"] = True
            return "typed", "object", "object"
        case ListField(element=Record() as element):
            given["record"] = element
            builder.use("collections.abc", "Iterable")
            kind = "columns" if item.columns else "list"
            return kind, f"tuple[{element.name}, ...]", f"Iterable[{element.name}]"
        case ListField(element=IntField() as element):
            builder.use("collections.abc", "Iterable")
            bits = 16 if element.extended_from is not None else 8 * element.width
            given |= _range(element.value, bits, element.signed)
            read, write = _int_type(element.value, builder)
            return "list", f"tuple[{read}, ...]", f"Iterable[{write}]"
    raise AssertionError(f"no attribute for {type(item).__name__}")
