"""Lists and columns (specs/README.md section 4.4), and the records that are their elements.

The rule: an inline record becomes a record of the file, named by `record:` or after the field; two inline records of
one name are one record if they say the same, otherwise the name is taken.
"""

from __future__ import annotations

from dataclasses import fields as dataclass_fields
from dataclasses import is_dataclass
from typing import TYPE_CHECKING, Any

from .load_keys import INT_KEYS, INTEGER
from .load_nodes import Node, pick
from .load_values import check_class_name, pascal, singular
from .model import IntField, ListField, Record, flatten
from .problems import suggestion

if TYPE_CHECKING:
    from .load_fields import FieldReader

BOUNDS = ("count", "length", "until", "while")
MOST_LEVELS, MOST_RECORDS = 16, 500  # of records inside one another: each use of one is read and printed anew
_NOT_SHAPE = frozenset(("where", "doc", "source", "confidence"))


def read_list(reader: FieldReader, node: Node, parts: dict[str, Node], common: dict[str, Any]) -> ListField:
    """`list:` with exactly one bound. An `until` that is a number is a class version and no bound."""
    until = parts.get("until")
    bounds = [key for key in BOUNDS if key in parts and not (key == "until" and parts[key].is_integer)]
    if not bounds:
        node.problem("a list needs a bound: count, length, until or while")
    for key in bounds[1:]:
        parts[key].problem(f"a list has one bound, and this one has {bounds[0]!r} already")
    marker, until_end = b"", False
    if until is not None and "until" in bounds:
        if until.is_mapping:
            inner = until.mapping(("marker",), ("marker",), "in until")
            marker = pick(inner, "marker", Node.marker, b"\0")
        else:
            until_end = until.choice(("end",)) == "end"
    return ListField(
        element=_element(reader, parts, common["name"]),
        count=pick(parts, "count", Node.expression, None),
        length=pick(parts, "length", Node.expression, None),
        until_end=until_end,
        marker=marker,
        more=pick(parts, "while", Node.text, ""),
        **common,
    )


def read_columns(reader: FieldReader, node: Node, parts: dict[str, Node], common: dict[str, Any]) -> ListField:
    """`columns:`, whose bound is a count."""
    if "count" not in parts:
        node.problem("missing key 'count': columns are bounded by a count")
    count = pick(parts, "count", Node.expression, ("num", 0))
    record = _inline(reader, parts["columns"], parts, common["name"])
    return ListField(element=record, columns=True, count=count, **common)


def named_record(reader: FieldReader, name: str) -> Record:
    """A record of the file's `records`, built when it is first asked for."""
    context = reader.context
    if name in context.records:
        return context.records[name]
    node = context.record_nodes[name]
    if name in context.building:
        node.problem(f"the record {name} contains itself")
        return Record(name, (), node.where)
    context.building.append(name)
    if node.is_sequence and not node.items():
        node.problem("a record needs at least one field")
    record = Record(name, reader.scope(name).fields(node), node.where)
    context.building.pop()
    levels, uses = context.extents[name] = _extent(record, context.extents)
    if levels > MOST_LEVELS or uses > MOST_RECORDS:
        node.problem(
            f"the record {name} holds {uses} records on {levels} levels, allowed are {MOST_RECORDS} on {MOST_LEVELS}"
        )
        record = Record(name, (), node.where)
        context.extents[name] = 1, 1
    context.records[name] = record
    return record


def _extent(record: Record, known: dict[str, tuple[int, int]]) -> tuple[int, int]:
    """How many levels of records there are, and how many records, each as often as it is used."""
    inside = [
        known.get(item.element.name) or _extent(item.element, known)
        for item in flatten(record.fields)
        if isinstance(item, ListField) and isinstance(item.element, Record)
    ]
    return 1 + max((levels for levels, _ in inside), default=0), 1 + sum(uses for _, uses in inside)


def shape(thing: Any) -> Any:
    """A record, or a part of one, without its places and prose: what is compared."""
    if isinstance(thing, tuple):
        return tuple(map(shape, thing))
    if is_dataclass(thing):
        kept = (part.name for part in dataclass_fields(thing) if part.name not in _NOT_SHAPE)
        return (type(thing).__name__, *((name, shape(getattr(thing, name))) for name in kept))
    return thing


def _element(reader: FieldReader, parts: dict[str, Node], name: str) -> Record | IntField:
    element = parts["list"]
    if element.is_sequence:
        return _inline(reader, element, parts, name)
    if "record" in parts:
        parts["record"].problem("only a list of fields takes a class name")
    if element.is_mapping:
        return _scalar_element(reader, element, name)
    known = reader.context.record_nodes
    word = element.text()
    if word in known:
        return named_record(reader, word)
    if word:
        element.problem(f"there is no record {word!r} in this file{suggestion(word, known)}")
    return Record(word, (), element.where)


def _scalar_element(reader: FieldReader, node: Node, name: str) -> IntField:
    """`{type: u8, enum: ..}`."""
    entries = dict(node.entries())
    placeholder = IntField(where=node.where, width=1)
    if "type" not in entries:
        node.problem("the element of a list is {type: ..}, a list of fields or the name of a record")
        return placeholder
    word = entries["type"].text()
    context = reader.context
    row = context.library.types.get(word) if context.dialect.type_names else None
    match = INTEGER.match(row.wire if row else word)
    if match is None:
        if word:
            entries["type"].problem(f"a list of {word!r} needs a record: list: [{{name: .., type: {word}}}]")
        return placeholder
    parts = node.mapping((INT_KEYS - {"part_of", "at"}) | {"type", "doc"}, (), "in a list element")
    common = {"where": node.where, "doc": pick(parts, "doc", Node.text, "")}
    return reader.integer(match, parts, common, name, row.name if row else "")


def _inline(reader: FieldReader, node: Node, parts: dict[str, Node], name: str) -> Record:
    context = reader.context
    class_name = pick(parts, "record", Node.text, "") or pascal(singular(name))
    check_class_name(class_name, parts.get("record", node))
    if node.is_sequence and not node.items():
        node.problem("a record needs at least one field")
    record = Record(class_name, reader.scope(class_name).fields(node), node.where)
    known = context.records.get(class_name)
    if known is not None and class_name not in context.record_nodes and shape(known) == shape(record):
        return known
    context.claim(class_name, node.where)
    context.records.setdefault(class_name, record)
    return record
