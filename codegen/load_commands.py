"""Commands and attributes: everything of a command but its fields, which load_fields.py reads.

The rule: a command has one entry for all versions; `fields` is one variant that lasts as long as the command. Whether
variants cover the versions and names exist is checked on the finished model, in validate.py.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from .load_examples import read_example
from .load_fields import FieldReader, id_byte, read_confidence, read_version
from .load_keys import VALUE_KEYS
from .load_nodes import SNAKE, Node, pick
from .load_values import Context, check_class_name, find_name, pascal, read_value
from .model import LAST, Attribute, BitItem, BitsField, Command, Computed, DataType, Merge, Value, Variant
from .problems import suggestion

COMMAND_KEYS = frozenset({
    "id", "id_mask", "id_bits", "name", "direction", "reply", "since", "until", "fields", "variants", "computed",
    "merge", "examples", "doc", "source", "confidence"
})  # fmt: skip
ATTRIBUTE_KEYS = VALUE_KEYS | {
    "id", "name", "type", "side", "access", "optional", "manufacturer", "default", "of", "doc", "source"
}  # fmt: skip
MASKS = tuple(0xFF << free & 0xFF for free in range(8))
TAKE = ("first", "last", "all", "index")  # what becomes of a field that differs between reports
_BITSET = re.compile(r"bitset\((.*)\)\Z", re.DOTALL)
_PART = re.compile(r"([a-z][a-z0-9_]*)(?:\s*:\s*([0-9]+))?\Z")


def read_command(node: Node, context: Context, class_id: int | None) -> Command:
    parts = node.mapping(COMMAND_KEYS | context.dialect.command_keys, ("id", "name"), "in a command")
    name = pick(parts, "name", Node.text, "")
    if "name" in parts:
        check_class_name(name, parts["name"])
        context.claim(name, parts["name"].where)
    since = pick(parts, "since", read_version, 1)
    until = pick(parts, "until", read_version, LAST)
    highest = context.dialect.command_ids
    number = None
    if "id" not in parts or not parts["id"].is_null:
        number = pick(parts, "id", lambda part: part.integer(0, highest), 0)
    id_mask = pick(parts, "id_mask", lambda part: part.integer(0, 0xFF, 0xFF), 0xFF)
    if id_mask not in MASKS:
        parts["id_mask"].problem(f"a mask keeps the high bits of a byte (0xF8, 0xF0, ..), not {id_mask:#04x}")
        id_mask = 0xFF
    if number is None and id_mask != 0xFF:
        parts["id_mask"].problem("without an id there is no command byte to mask")
        id_mask = 0xFF
    if number is not None and number & 0xFF & ~id_mask:
        parts["id"].problem(f"the id {number:#04x} has bits outside of the mask {id_mask:#04x}")
    if "fields" in parts and "variants" in parts:
        parts["variants"].problem("a command has either fields or variants")
    command = Command(
        id=number,
        name=name,
        where=node.where,
        variants=_variants(parts, context, name, since, until),
        since=since,
        until=until,
        id_mask=id_mask,
        id_bits=_id_bits(parts, node, context, name, id_mask),
        direction=pick(parts, "direction", lambda part: part.choice(context.dialect.directions, "both"), "both"),
        manufacturer=pick(parts, "manufacturer", lambda part: part.integer(0, 0xFFFF), None),
        reply=pick(parts, "reply", Node.text, ""),
        computed=tuple(_computed(name, *pair, context) for pair in pick(parts, "computed", Node.entries, ())),
        merge=pick(parts, "merge", _merge, None),
        doc=pick(parts, "doc", Node.text, ""),
        source=pick(parts, "source", Node.text, ""),
        confidence=pick(parts, "confidence", read_confidence, "high"),
    )
    examples = pick(parts, "examples", Node.items, ())
    return replace(command, examples=tuple(read_example(item, command, class_id, context) for item in examples))


def _variants(parts: dict[str, Node], context: Context, name: str, since: int, until: int) -> tuple[Variant, ...]:
    if "variants" not in parts:
        fields = pick(parts, "fields", FieldReader(context, name).fields, ())
        return (Variant(since, until, fields),)
    found = []
    for item in parts["variants"].items():
        inner = item.mapping(("versions", "fields"), ("versions", "fields"), "in a variant")
        low, high = pick(inner, "versions", lambda part: part.range(1, 0xFF), (1, 1))
        fields = pick(inner, "fields", FieldReader(context, name).fields, ())
        found.append(Variant(low, high, fields))
    if not found:
        parts["variants"].problem("expected at least one variant")
    return tuple(found)


def _id_bits(parts: dict[str, Node], node: Node, context: Context, name: str, id_mask: int) -> BitsField | None:
    free = 8 - id_mask.bit_count()
    if "id_bits" not in parts:
        # Bits that nobody describes are reserved: they survive a round trip like all reserved bits.
        where = node.at("id_mask")
        return id_byte((BitItem("reserved_0", free, where, reserved=True),), where, free) if free else None
    items = FieldReader(context, name).bit_items(parts["id_bits"])
    width = sum(item.width for item in items)
    if not free:
        parts["id_bits"].problem("id_bits needs an id_mask that leaves bits to it")
        return None
    if items and width != free:
        parts["id_bits"].problem(f"the widths are {width} bits together; the mask {id_mask:#04x} leaves {free}")
    return id_byte(items, parts["id_bits"].where, free)


def _computed(owner: str, name: str, node: Node, context: Context) -> Computed:
    if not SNAKE.match(name):
        node.problem(f"{name!r} is not a name in snake_case")
    parts = {"expr": node}
    if node.is_mapping:
        parts = node.mapping(VALUE_KEYS | {"expr", "doc"}, ("expr",), "in a computed property")
    value = read_value(parts, context, f"{owner}{pascal(name)}")
    doc = pick(parts, "doc", Node.text, "")
    text = parts["expr"].string().strip() if "expr" in parts else "0"
    match = _BITSET.match(text)
    if match is None:
        tree = pick(parts, "expr", Node.expression, ("num", 0))
        return Computed(name, node.where, tree, value=value, doc=doc)
    return _computed_bitset(name, node, match[1], value, doc, context)


def _computed_bitset(name: str, node: Node, text: str, value: Value, doc: str, context: Context) -> Computed:
    found: list[tuple[str, int]] = []
    start = 0
    for word in map(str.strip, text.split(",")):
        key, equals, setting = (part.strip() for part in word.partition("="))
        if equals and key == "start" and setting.isdecimal():
            start = int(setting)
        elif equals and key == "enum":
            enum = find_name(setting, context.library.enums, context.module, "enum", node)
            value = replace(value, enum=enum)
        elif (match := _PART.match(word)) and not equals:
            found.append((match[1], int(match[2] or 0)))
        else:
            node.problem(f"{word!r} is no part of a bitset: field, field:bits, start=n or enum=Name")
    if not found:
        node.problem("a bitset needs at least one part")
    return Computed(name, node.where, None, tuple(found), start, value, doc)


def _merge(node: Node) -> Merge:
    parts = node.mapping(("key", "concat", "left", "next", "take"), ("concat",), "in merge")
    key = tuple(item.text() for item in parts["key"].items()) if "key" in parts else ()
    concat = tuple(item.text() for item in parts["concat"].items()) if "concat" in parts else ()
    if ("left" in parts) == ("next" in parts):
        node.problem("either left or next says whether another report follows")
    announced = parts["next"].entries() if "next" in parts else []
    if "next" in parts and len(announced) != 1:
        parts["next"].problem("exactly one field announces the next report")
    following = next(((name, item.text()) for name, item in announced), None)
    taken = parts["take"].entries() if "take" in parts else []
    take = tuple((name, item.choice(TAKE, "first")) for name, item in taken)
    return Merge(key, concat, pick(parts, "left", Node.text, ""), following, take)


def read_attribute(node: Node, context: Context) -> Attribute:
    parts = node.mapping(ATTRIBUTE_KEYS, ("id", "name", "type"), "in an attribute")
    name = pick(parts, "name", lambda part: part.matching(SNAKE, "a name in snake_case"), "")
    type_name = pick(parts, "type", Node.text, "")
    types = context.library.types
    if type_name and types and type_name not in types:
        parts["type"].problem(f"there is no type {type_name!r}{suggestion(type_name, types)}")
    access = pick(parts, "access", Node.text, "r")
    if "access" in parts and (len(set(access)) < len(access) or not set(access) <= set("rwps")):
        parts["access"].problem(f"access is made of r, w, p and s, each once, not {access!r}")
    return Attribute(
        id=pick(parts, "id", lambda part: part.integer(0, 0xFFFF), 0),
        name=name,
        type=type_name,
        where=node.where,
        side=pick(parts, "side", lambda part: part.choice(("server", "client", "both"), "server"), "server"),
        access=access,
        optional=pick(parts, "optional", Node.boolean, False),
        manufacturer=pick(parts, "manufacturer", lambda part: part.integer(0, 0xFFFF), None),
        default=pick(parts, "default", Node.anything, None),
        value=read_value(parts, context, pascal(name)),
        of=pick(parts, "of", lambda part: _contents(part, type_name, types), ""),
        doc=pick(parts, "doc", Node.text, ""),
        source=pick(parts, "source", Node.text, ""),
    )


def _contents(node: Node, type_name: str, types: Mapping[str, DataType]) -> str | tuple[tuple[str, str], ...]:
    """`of: string` (type of the elements) or `of: {date: date, time: time_of_day}` (members of the structure, or of the
    structures that are the elements)."""
    wire = types[type_name].wire if type_name in types else ""
    if wire not in ("sequence", "structure"):
        node.problem(f"only an array, set, bag or structure holds values, not {type_name!r}")
        return ""
    entries = node.entries() if node.is_mapping else [("", node)]
    if wire == "structure" and not node.is_mapping:
        node.problem("a structure has members: {name: type, ..}")
    found = []
    for name, item in entries:
        if node.is_mapping and not SNAKE.match(name):
            item.problem(f"expected a name in snake_case, found {name!r}")
        kind = item.text()
        if kind and kind not in types:
            item.problem(f"there is no type {kind!r}{suggestion(kind, types)}")
        found.append((name, kind))
    return tuple(found) if node.is_mapping else found[0][1]
