"""How a field becomes an attribute: kind, annotation, default, and the arguments of its runtime Field.

The rule: one FieldView per attribute in wire order; what depends on other fields (which bit group it is in, what fills
it in, whether a condition guards it) is collected once per command in Facts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .derive import Slot
from .expr import Tree, constant
from .facts import Facts
from .layout_fields import measured, stored_name
from .literals import literal
from .members import reference
from .model import (
    BitItem,
    BitsetField,
    BoolField,
    BytesField,
    ChecksumField,
    Computed,
    Field,
    FloatField,
    IntField,
    ListField,
    NestedField,
    Record,
    ReservedField,
    Rest,
    SizedField,
    TypedField,
    Value,
)
from .names import strop

if TYPE_CHECKING:
    from .classes import ModuleBuilder


@dataclass
class FieldView:
    """One attribute, ready to print."""

    name: str
    kind: str
    arguments: str  # of Field(...)
    annotation: str  # of the attribute; "" if a descriptor provides it
    descriptor: str  # source of the descriptor of a view or derived length, else ""
    parameter: str  # annotation in the constructor; "" if it is none
    default: str  # "" if it is required
    reserved: bool
    has_unit: bool
    doc: str
    notes: list[str]
    raw: str = ""  # parameter of the raw form

    def described(self) -> str:
        """A line of the docstring."""
        notes = f" ({', '.join(self.notes)})" if self.notes else ""
        return f"{self.name}: {self.doc or self.kind}{notes}"

    @classmethod
    def computed(cls, item: Computed, builder: ModuleBuilder) -> FieldView:
        name = strop(item.name)
        arguments = ", ".join([literal(name), '"computed"', *meaning_arguments(item.value, builder), *_doc(item.doc)])
        return cls(name, "computed", arguments, "", "", "", "", False, False, item.doc, [])


def _doc(doc: str) -> list[str]:
    return [f"doc={literal(doc)}"] if doc else []


def meaning_arguments(value: Value, builder: ModuleBuilder) -> list[str]:
    found = []
    if value.enum is not None:
        found.append(f"enum={reference(value.enum, builder)}")
    if value.flags is not None:
        found.append(f"flags={reference(value.flags, builder)}")
    if value.special:
        labels = ", ".join(f"{member.value:#04x}: {literal(member.label)}" for member in value.special)
        found.append(f"special={{{labels}}}")
    for key in ("duration", "unit", "scale", "ref"):
        text = getattr(value, key)
        if text:
            found.append(f"{key}={literal(text)}")
    if value.lookup is not None:
        keys = tuple(strop(key) for key in value.lookup.keys)
        found.append(f"lookup=({reference(value.lookup.table, builder)}, {literal(keys)})")
    return found


def _range(value: Value, bits: int, signed: bool) -> list[str]:
    low = -(1 << (bits - 1)) if signed else 0
    high = (1 << (bits - signed)) - 1
    low = low if value.minimum is None else max(low, value.minimum)
    high = high if value.maximum is None else min(high, value.maximum)
    return [f"minimum={low}", f"maximum={high}"]


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
    value: Value = getattr(item, "value", Value())
    arguments: list[str] = []
    descriptor = ""
    default = ""
    raw_parameter = ""
    kind, read, write = _kind(item, slot, builder, arguments)
    if kind == "decimal":
        assert isinstance(item, SizedField)
        builder.use("zwcodec.runtime.views", "DecimalView")
        builder.use("decimal", "Decimal")
        raw, precision = strop(stored_name(slot.name, item)), _name_or_number(item.precision)
        arguments.append(f"slot={literal(raw)}")
        descriptor = f"DecimalView({literal(raw)}, {precision})"
    elif kind == "bitset":
        assert isinstance(item, BitsetField)
        builder.use("zwcodec.runtime.views", "BitsetView")
        builder.use("collections.abc", "Iterable")
        raw = strop(stored_name(slot.name, item))
        arguments.append(f"slot={literal(raw)}")
        enum = reference(value.enum, builder) if value.enum else "None"
        raw_parameter = raw
        default = "None"
        descriptor = f"BitsetView({literal(raw)}, {item.start}, {literal(item.table)}, {enum})"
    if slot.derived is not None:
        builder.use("zwcodec.runtime.views", "DerivedLength")
        derived = slot.derived
        kind = "derived"
        user = strop(derived.user)
        measure = measured(derived.field)
        scaling = f", {derived.factor}, {derived.offset}" if (derived.factor, derived.offset) != (1, 0) else ""
        stored = strop(stored_name(derived.user, derived.field))
        descriptor = f"DerivedLength({literal(stored)}, {literal(measure)}{scaling})"
        arguments = [f"source={literal(user)}", f"measure={literal(measure)}"]
        if scaling:
            arguments += [f"factor={derived.factor}", f"offset={derived.offset}"]
    meaning = [] if kind == "derived" else meaning_arguments(value, builder)
    if isinstance(item, ListField) and isinstance(item.element, IntField):
        meaning = meaning_arguments(item.element.value, builder)
    arguments += meaning
    notes: list[str] = []
    for key, table in (
        ("since", facts.since),
        ("until", facts.until),
        ("group", facts.group),
        ("region", facts.region),
    ):
        if table.get(slot.name):
            arguments.append(f"{key}={table[slot.name]}")
            if key in ("since", "until"):
                notes.append(f"{key} version {table[slot.name]}")
    if slot.name in facts.newer_bits:
        arguments.append(f"newer_bits={literal(facts.newer_bits[slot.name])}")
    missable = False
    if slot.name in facts.optional:
        arguments.append("optional=True")
        missable = True
    if slot.name in facts.conditional:
        arguments.append("conditional=True")
        missable = True
    if slot.reserved:
        arguments.append("reserved=True")
    elif slot.derived is None and slot.name in facts.fill:
        arguments.append(f"fill={facts.fill[slot.name]}")
        default = "None"
    arguments += _doc(getattr(item, "doc", ""))
    if value.unit:
        notes.insert(0, value.unit if not value.scale else f"{value.scale} {value.unit}")
    if value.minimum is not None or value.maximum is not None:
        low, high = ("" if limit is None else str(limit) for limit in (value.minimum, value.maximum))
        notes.append(f"{low}..{high}")
    if kind == "checksum" or (isinstance(item, SizedField) and 0 in item.sizes):
        default = "None"
    if not default:
        default = _default(kind, slot, missable)
    parameter = "" if kind == "derived" else write
    nullable = isinstance(item, (TypedField, BytesField)) and getattr(item, "prefix", 1) > 0
    zero = isinstance(item, SizedField) and 0 in item.sizes
    absent = missable or zero or (nullable and kind != "typed")
    if default == "None" and parameter and parameter != "object" or absent and parameter and parameter != "object":
        parameter += " | None"
    annotation = "" if descriptor else read + (" | None" if absent and read != "object" else "")
    has_unit = bool(value.unit or value.lookup)
    text = ", ".join([literal(name), f'"{kind}"', *arguments])
    doc = getattr(item, "doc", "")
    return FieldView(
        name, kind, text, annotation, descriptor, parameter, default, slot.reserved, has_unit, doc, notes, raw_parameter
    )


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


def _fixed(item: BytesField | BitsetField) -> list[str]:
    """The number of bytes, where it is always the same."""
    size = None if item.length is None or isinstance(item.length, Rest) else constant(item.length)
    return [] if size is None else [f"sizes=({size},)"]


def _name_or_number(tree: Tree | None) -> str:
    assert tree is not None
    return literal(strop(str(tree[1]))) if tree[0] == "name" else str(tree[1])


def _kind(item: Field | BitItem, slot: Slot, builder: ModuleBuilder, arguments: list[str]) -> tuple[str, str, str]:
    """Kind, annotation read, annotation written; adds the arguments that belong to the kind."""
    match item:
        case BitItem():
            if item.part is None and item.boolean:
                return "bool", "bool", "bool"
            read, write = _int_type(item.value, builder)
            if item.part is None:
                arguments += _range(item.value, item.width, item.signed)
            return "int", read, write
        case IntField():
            read, write = _int_type(item.value, builder)
            if item.part is None:
                arguments += _range(item.value, 16 if item.extended_from is not None else 8 * item.width, item.signed)
            return "int", read, write
        case ReservedField():
            arguments += _range(Value(), 8 * item.width, False)
            return "int", "int", "int"
        case ChecksumField():
            arguments += _range(Value(), 16, False)
            return "checksum", "int", "int"
        case BoolField():
            arguments += _range(Value(), 8, False)
            return "bool", "bool | int", "bool | int"
        case FloatField():
            return "float", "float", "float"
        case SizedField():
            arguments.append(f"signed={item.signed}")
            arguments.append(f"sizes={literal(item.sizes)}")
            if 0 in item.sizes:
                arguments.append("nullable=True")
            if item.length[0] == "name":
                arguments.append(f"size={literal(strop(item.length[1]))}")
            if item.precision is None:
                return "sized", *_int_type(item.value, builder)
            arguments.append(f"precision={_name_or_number(item.precision)}")
            return "decimal", "Decimal", "Decimal | int | str"
        case BytesField():
            if item.prefix:
                arguments.append("nullable=True")
            arguments += _fixed(item)
            if item.charset:
                arguments.append(f"charset={literal(item.charset)}")
                return "text", "str", "str"
            return "bytes", "bytes", "bytes"
        case BitsetField():
            arguments += [f"start={item.start}", f"table={literal(item.table)}", *_fixed(item)]
            return "bitset", "bytes", "Iterable[int] | bytes"
        case NestedField():
            builder.use("zwcodec.runtime.message", "Message")
            return "nested", "Message", "Message"
        case TypedField():
            arguments += ["nullable=True", f"source={literal(strop(item.of))}"]
            arguments += ["analog_only=True"] * item.analog_only
            return "typed", "object", "object"
        case ListField(element=Record() as element):
            arguments.append(f"record={element.name}")
            builder.use("collections.abc", "Iterable")
            kind = "columns" if item.columns else "list"
            return kind, f"tuple[{element.name}, ...]", f"Iterable[{element.name}]"
        case ListField(element=IntField() as element):
            builder.use("collections.abc", "Iterable")
            bits = 16 if element.extended_from is not None else 8 * element.width
            arguments += _range(element.value, bits, element.signed)
            read, write = _int_type(element.value, builder)
            return "list", f"tuple[{read}, ...]", f"Iterable[{write}]"
    raise AssertionError(f"no attribute for {type(item).__name__}")
