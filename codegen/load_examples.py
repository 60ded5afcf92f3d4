"""Examples: frames with the values that they must give, read by the kinds of the fields that they name.

The rule: a value is what `as_dict()` gives, except that bytes and nested commands are written in hexadecimal and that
members of an enum go by name. A name that no field of the command has is a problem, so that no example can pass by
saying nothing. Fields that an example leaves out are not compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from .load_nodes import Node, parse_decimal, pick
from .load_values import Context
from .model import (
    BitItem,
    BitsetField,
    BitsField,
    BoolField,
    BytesField,
    Command,
    Computed,
    ConstField,
    Example,
    Field,
    FloatField,
    GroupField,
    IntField,
    ListField,
    NestedField,
    Record,
    SizedField,
    SwitchField,
    Value,
    Variant,
    WithinField,
    flatten,
)
from .problems import Problems, listing, suggestion

Item = Field | BitItem | Computed | type[bytes] | type[int]
TRAILING = "trailing"


def read_example(node: Node, command: Command, class_id: int | None, context: Context) -> Example:
    parts = node.mapping(("hex", "version", "value"), ("hex",), "in an example")
    version = pick(parts, "version", lambda part: part.integer(context.low, context.high, context.high), None)
    data = pick(parts, "hex", Node.hex, b"")
    hint = context.dialect.example_problem(class_id, command.id, command.id_mask, data)
    if hint and "hex" in parts and not (data == b"" and parts["hex"].text()):
        parts["hex"].problem(hint)
    in_force = context.high if version is None else version
    if version is not None and not command.since <= version <= command.until:
        parts["version"].problem(f"{command.name} does not exist in version {version}")
    variants = [variant for variant in command.variants if variant.low <= in_force <= variant.high]
    values: dict[str, object] = {}
    if "value" in parts:
        values = _record(parts["value"], _attributes(command, variants or list(command.variants)), command.name)
    return Example(data, node.where, version, values)


def _attributes(command: Command, variants: list[Variant]) -> dict[str, list[Item]]:
    found: dict[str, list[Item]] = {TRAILING: [bytes]}
    for variant in variants:
        fields = variant.fields if command.id_bits is None else (command.id_bits, *variant.fields)
        for name, items in _by_name(fields).items():
            found.setdefault(name, []).extend(items)
    for item in command.computed:
        found[item.name] = [item]
    return found


def _by_name(fields: tuple[Field, ...]) -> dict[str, list[Item]]:
    """Attributes, and the raw forms of those that have one; a name of several cases has several fields."""
    found: dict[str, list[Item]] = {}
    for item in flatten(fields):
        if isinstance(item, BitsField):
            for bit in item.items:
                if bit.name:
                    found.setdefault(bit.part.number if bit.part else bit.name, []).append(bit)
        elif isinstance(item, IntField) and item.part is not None:
            found.setdefault(item.part.number, []).append(item)
        elif item.name and not isinstance(item, (GroupField, SwitchField, WithinField, ConstField)):
            found.setdefault(item.name, []).append(item)
            if isinstance(item, BitsetField):
                found.setdefault(f"{item.name}_raw", []).append(bytes)
            elif isinstance(item, SizedField) and item.precision is not None:
                found.setdefault(f"{item.name}_raw", []).append(int)
    return found


def _record(node: Node, attributes: Mapping[str, list[Item]], owner: str) -> dict[str, object]:
    values: dict[str, object] = {}
    for name, entry in node.entries():
        if name not in attributes:
            known = listing(key for key in attributes if key != TRAILING)
            entry.problem(f"{owner} has no field {name!r}{suggestion(name, attributes)}; it has: {known}")
            continue
        values[name] = _any_of(entry, attributes[name])
    return values


def _any_of(node: Node, items: list[Item]) -> object:
    """The value as the first of the fields that can hold it."""
    for item in items[1:] and items:
        trial = Problems()
        value = _value(Node(node.raw, node.where, trial), item)
        if not len(trial):
            return value
    return _value(node, items[0])


def _value(node: Node, item: Item) -> object:
    if node.is_null:
        return None
    match item:
        case BitItem():
            return _number(node, item.value, item.boolean)
        case IntField():
            return _number(node, item.value, False)
        case BoolField():
            return _number(node, Value(), True)
        case FloatField():
            return _float(node)
        case SizedField():
            return _number(node, item.value, False) if item.precision is None else _decimal(node)
        case BytesField(charset="") | NestedField():
            return node.hex()
        case BytesField():
            return node.string()
        case BitsetField():
            return [_number(entry, item.value, False) for entry in node.items()]
        case ListField(element=IntField() as element):
            return [_number(entry, element.value, False) for entry in node.items()]
        case ListField(element=Record() as record):
            return [_record(entry, _by_name(record.fields), record.name) for entry in node.items()]
    if item is bytes:
        return node.hex()
    if item is int:
        return node.integer()
    # Computed and typed values, checksums and reserved fields: whatever stands there.
    return node.anything()


def _number(node: Node, meaning: Value, boolean: bool) -> object:
    if boolean and node.plain in ("true", "false"):
        return node.boolean()
    members = (*(meaning.enum.members if meaning.enum else ()), *meaning.special)
    if not members or node.is_integer:
        return node.integer()
    word = node.text()
    names = [member.name for member in members]
    if word and word not in names:
        node.problem(f"{word!r} is no member{suggestion(word, names)}")
    return word


def _decimal(node: Node) -> Decimal | None:
    number = parse_decimal(node.plain or "")
    if number is None:
        node.problem(f"expected a decimal number, found {node.describe()}")
    return number


def _float(node: Node) -> float:
    word = (node.plain or "").lower()
    if word in ("nan", "inf", "-inf"):
        return float(word)
    return float(_decimal(node) or 0)
