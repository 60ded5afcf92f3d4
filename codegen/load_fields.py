"""Fields: from the mappings of specs/README.md section 4 to the field kinds of the model.

The rule: the kind of a field follows from the one kind key that it has, and the kind says which other keys it may
have. What a field says about itself is checked here; what it says about others (names, sizes, versions) is checked on
the finished model, in validate*.py.
"""

from __future__ import annotations

import re
from typing import Any

from . import expr
from .load_keys import (
    BIT_KEYS,
    CHARSETS,
    COMMON,
    CONFIDENCES,
    DEFAULT_SIZES,
    INT_KEYS,
    INTEGER,
    KIND_KEYS,
    KINDS,
    RESERVED,
    SCALAR_KEYS,
)
from .load_lists import read_columns, read_list
from .load_nodes import SNAKE, Node, parse_range, pick
from .load_values import Context, pascal, read_value
from .model import (
    LAST,
    REST,
    BitItem,
    BitsetField,
    BitsField,
    BoolField,
    BytesField,
    Case,
    ChecksumField,
    ConstField,
    DataType,
    Field,
    FloatField,
    GroupField,
    IntField,
    Length,
    NestedField,
    Part,
    ReservedField,
    SizedField,
    SwitchField,
    TypedField,
    Value,
    Where,
    WithinField,
)
from .problems import listing, suggestion


class FieldReader:
    """Reads the fields of one scope: a variant of a command, or a record. `owner` is the class that gets them."""

    def __init__(self, context: Context, owner: str) -> None:
        self.context = context
        self.owner = owner
        self.regions = 0

    def scope(self, owner: str) -> FieldReader:
        return FieldReader(self.context, owner)

    def fields(self, node: Node) -> tuple[Field, ...]:
        return tuple(self.field(item) for item in node.items())

    def field(self, node: Node) -> Field:
        keys = {key for key, _ in node.entries()}
        kinds = [kind for kind in KINDS if kind in keys]
        if len(kinds) != 1:
            if node.is_mapping:
                self._no_kind(node, keys, kinds)
            return IntField(where=node.where, name=node_name(node), width=8)
        kind = kinds[0]
        if kind == "type":
            return self._scalar(node)
        parts = node.mapping(KIND_KEYS[kind], (), f"in a {kind} field")
        common = self._common(node, parts, kind)
        match kind:
            case "list":
                return read_list(self, node, parts, common)
            case "columns":
                return read_columns(self, node, parts, common)
            case "bits":
                little, items = self._little(parts), self.bit_items(parts["bits"])
                return BitsField(width=_whole_bytes(parts["bits"], items), items=items, little=little, **common)
            case "group":
                return GroupField(fields=self._some(parts["group"]), **common)
            case "switch":
                return self._switch(node, parts, common)
            case "within":
                if "fields" not in parts:
                    node.problem("missing key 'fields'")
                self.regions += 1
                # A region is no attribute; its name is for Derived.user only.
                common["name"] = "_region" if self.regions == 1 else f"_region_{self.regions}"
                inner = pick(parts, "fields", self.fields, ())
                return WithinField(length=parts["within"].expression(), fields=inner, **common)
            case "const":
                if "optional" in parts:
                    parts["optional"].problem("a const can't be optional; put it into an optional group")
                return ConstField(data=parts["const"].marker(), **common)
        word = parts["reserved"].text()
        match_ = INTEGER.match(word)
        if word and (match_ is None or match_[1] == "i"):
            parts["reserved"].problem(f"expected u8 to u64, found {word!r}")
        return ReservedField(width=int(match_[2]) // 8 if match_ else 1, little=self._little(parts), **common)

    def _no_kind(self, node: Node, keys: set[str], kinds: list[str]) -> None:
        if kinds:
            node.problem(f"a field has one kind, found {' and '.join(repr(kind) for kind in kinds)}")
            return
        close = [(key, hint) for key in sorted(keys) if key not in COMMON and (hint := suggestion(key, KINDS))]
        hint = f"; {close[0][0]!r} is unknown{close[0][1]}" if close else ""
        node.problem(f"a field needs one of the keys {listing(KINDS)}{hint}")

    def _some(self, node: Node) -> tuple[Field, ...]:
        if node.is_sequence and not node.items():
            node.problem("expected at least one field")
        return self.fields(node)

    # -- what every field has ----------------------------------------------------------------------------------

    def _common(self, node: Node, parts: dict[str, Node], kind: str) -> dict[str, Any]:
        name = pick(parts, "name", lambda part: part.matching(SNAKE, "a name in snake_case"), "")
        if kind == "reserved":
            name = name or "reserved"
            if not RESERVED.match(name):
                parts["name"].problem("a reserved field is called reserved or reserved_<n>")
        elif RESERVED.match(name):
            parts["name"].problem(f"{name!r} is for reserved fields: {{reserved: u8}}")
        if kind in ("type", "list", "columns") and "name" not in parts:
            node.problem("missing key 'name'")
        until = parts.get("until")
        version = until is not None and (kind != "list" or until.is_integer)
        return {
            "where": node.where,
            "name": name,
            "doc": pick(parts, "doc", Node.text, ""),
            "since": pick(parts, "since", read_version, 1),
            "until": read_version(until) if until is not None and version else LAST,
            "optional": pick(parts, "optional", Node.boolean, False),
            "present_if": pick(parts, "present_if", Node.expression, None),
            "source": pick(parts, "source", Node.text, ""),
            "confidence": pick(parts, "confidence", read_confidence, "high"),
        }

    def _little(self, parts: dict[str, Node]) -> bool:
        default = "little" if self.context.dialect.little else "big"
        return pick(parts, "endian", lambda part: part.choice(("big", "little"), default), default) == "little"

    # -- scalars -----------------------------------------------------------------------------------------------

    def _scalar(self, node: Node) -> Field:
        entries = dict(node.entries())
        word = entries["type"].text()
        row: DataType | None = None
        if not INTEGER.match(word) and word not in SCALAR_KEYS and self.context.dialect.type_names:
            row = self.context.library.types.get(word)
        allowed = self._type_keys(entries["type"], word, row)
        if allowed is None:
            self._common(node, {key: part for key, part in entries.items() if key in COMMON | {"name"}}, "type")
            return IntField(where=node.where, name=node_name(node), width=8)
        parts = node.mapping(COMMON | {"name", "type"} | allowed, (), f"in a {word} field")
        common = self._common(node, parts, "type")
        little = self._little(parts)
        name = row.wire if row else word
        if match_ := INTEGER.match(name):
            return self.integer(match_, parts, common, common["name"], row.name if row else "")
        if row and name in ("bytes", "text"):
            length = ("num", row.length) if row.length else None
            return BytesField(length=length, prefix=row.prefix, charset=row.charset, little=little, **common)
        return self._other_scalar(name, node, parts, common, little)

    def _type_keys(self, node: Node, word: str, row: DataType | None) -> frozenset[str] | None:
        """The keys that a type allows beside the common ones; None, with a problem, if there is no such type."""
        if row is not None:
            if INTEGER.match(row.wire):
                return INT_KEYS
            if row.wire in ("none", "sequence", "structure"):
                node.problem(f"a field can't be of type {word!r}; such values only come as `type: typed`")
                return None
            return frozenset() if row.wire in ("bytes", "text") else SCALAR_KEYS[row.wire]
        if word == "typed" and not self.context.dialect.type_names:
            node.problem("this protocol has no typed values")
            return None
        if INTEGER.match(word):
            return INT_KEYS
        if word and word not in SCALAR_KEYS:
            types = self.context.library.types if self.context.dialect.type_names else {}
            integers = (f"{sign}{bits}" for sign in "ui" for bits in range(8, 65, 8))
            node.problem(f"there is no type {word!r}{suggestion(word, (*integers, *SCALAR_KEYS, *types))}")
        return SCALAR_KEYS.get(word)

    def integer(
        self, kind: re.Match[str], parts: dict[str, Node], common: dict[str, Any], name: str, type_name: str
    ) -> IntField:
        """An integer of fixed width, also as the element of a list; an inline enum is named after `name`."""
        signed, width = kind[1] == "i", int(kind[2]) // 8
        part = self._part(parts)
        if part is not None and signed:
            parts["part_of"].problem("a part of a number is unsigned")
        if "extended_from" in parts and (signed or width != 1):
            parts["extended_from"].problem("only a u8 can have a second byte")
        if "duration" in parts and (signed or width != 1):
            parts["duration"].problem("a duration is a u8")
        return IntField(
            width=width,
            signed=signed,
            little=self._little(parts),
            extended_from=pick(parts, "extended_from", lambda node: node.integer(1, 0xFF, 0xFF), None),
            value=self.value(parts, part.number if part else name),
            part=part,
            type_name=type_name,
            **common,
        )

    def value(self, parts: dict[str, Node], name: str) -> Value:
        return read_value(parts, self.context, f"{self.owner}{pascal(name)}")

    def _part(self, parts: dict[str, Node]) -> Part | None:
        if ("part_of" in parts) != ("at" in parts):
            parts["part_of" if "part_of" in parts else "at"].problem("part_of and at go together")
        if "part_of" not in parts:
            return None
        number = parts["part_of"].matching(SNAKE, "a name in snake_case")
        return Part(number, pick(parts, "at", lambda node: node.integer(0, 63), 0))

    def _other_scalar(
        self, kind: str, node: Node, parts: dict[str, Node], common: dict[str, Any], little: bool
    ) -> Field:
        match kind:
            case "bool":
                return BoolField(**common)
            case "f16" | "f32" | "f64":
                return FloatField(width=int(kind[1:]) // 8, little=little, value=self.value(parts, ""), **common)
            case "int" | "uint" | "decimal":
                return self._sized(kind, node, parts, common, little)
            case "bytes" | "text":
                if ("length" in parts) == ("prefix" in parts):
                    node.problem(f"{kind} has either a length or a prefix")
                charset = pick(parts, "charset", lambda part: part.choice(CHARSETS, "utf-8"), "utf-8")
                prefix = pick(parts, "prefix", lambda part: part.integer(1, 2, 1), 0)
                length = None if prefix else pick(parts, "length", self._length, REST)
                charset = charset if kind == "text" else ""
                return BytesField(length=length, prefix=prefix, charset=charset, little=little, **common)
            case "bitset":
                return self._bitset(node, parts, common)
            case "command":
                return NestedField(length=self._needed_length(node, parts), **common)
            case "typed":
                if "of" not in parts:
                    node.problem("missing key 'of'")
                analog_only = pick(parts, "analog_only", Node.boolean, False)
                return TypedField(of=pick(parts, "of", Node.text, ""), analog_only=analog_only, **common)
        algorithm = pick(parts, "algorithm", lambda part: part.choice(("crc16_aug_ccitt",)), "") or "crc16_aug_ccitt"
        verify = pick(parts, "verify", lambda part: part.choice(("always", "strict"), "always"), "always")
        return ChecksumField(algorithm=algorithm, verify=verify, **common)

    def _sized(self, kind: str, node: Node, parts: dict[str, Node], common: dict[str, Any], little: bool) -> Field:
        for key in ("length", "precision") if kind == "decimal" else ("length",):
            if key not in parts:
                node.problem(f"missing key {key!r}: {kind} needs it")
        length = pick(parts, "length", Node.expression, ("num", 1))
        constant = expr.constant(length)
        sizes: tuple[int, ...] = DEFAULT_SIZES if constant is None else (constant,)
        if "sizes" in parts:
            sizes = tuple(item.integer(0, 8, 1) for item in parts["sizes"].items())
            if not sizes or list(sizes) != sorted(set(sizes)):
                parts["sizes"].problem("sizes are different numbers of bytes in ascending order")
        if "length" in parts and constant is not None and constant not in (sizes or (constant,)):
            parts["length"].problem(f"the length {constant} is not among the sizes {list(sizes)}")
        if sizes and not any(sizes):
            node.problem("a number that never has a byte")
        return SizedField(
            length=length,
            sizes=sizes if any(sizes) else DEFAULT_SIZES,
            signed=pick(parts, "signed", Node.boolean, True) if kind == "decimal" else kind == "int",
            little=little,
            precision=pick(parts, "precision", Node.expression, None) if kind == "decimal" else None,
            value=self.value(parts, common["name"]),
            **common,
        )

    def _bitset(self, node: Node, parts: dict[str, Node], common: dict[str, Any]) -> Field:
        table: tuple[int, ...] = ()
        if "table" in parts:
            table = tuple(item.integer(0, 0xFFFF) for item in parts["table"].items())
            if len(set(table)) < len(table) or (not table and parts["table"].is_sequence):
                parts["table"].problem("a bitset table has a different number for each bit")
            if "start" in parts:
                parts["start"].problem("a bitset has either a start or a table")
        start = pick(parts, "start", lambda part: part.integer(0, 0xFFFF), 0)
        length = self._needed_length(node, parts)
        return BitsetField(length=length, start=start, table=table, value=self.value(parts, common["name"]), **common)

    def _needed_length(self, node: Node, parts: dict[str, Node]) -> Length:
        if "length" not in parts:
            node.problem("missing key 'length'")
        return pick(parts, "length", self._length, REST)

    def _length(self, node: Node) -> Length:
        return REST if node.plain == "rest" else node.expression()

    # -- bits --------------------------------------------------------------------------------------------------

    def bit_items(self, node: Node) -> tuple[BitItem, ...]:
        items = tuple(self._bit_item(name, entry) for name, entry in node.entries())
        if node.is_mapping and not items:
            node.problem("expected at least one bit item")
        return items

    def _bit_item(self, name: str, node: Node) -> BitItem:
        if not SNAKE.match(name):
            node.problem(f"{name!r} is not a name in snake_case")
        if not node.is_mapping:
            parts, width = {}, node.integer(1, 64, 8)
        else:
            parts = node.mapping(BIT_KEYS, ("width",), "in a bit item")
            width = pick(parts, "width", lambda part: part.integer(1, 64, 8), 8)
        word = pick(parts, "type", lambda part: part.choice(("uint", "bool")), "")
        if word == "bool" and width != 1:
            parts["type"].problem(f"a bool has one bit, not {width}")
        if "duration" in parts and width != 8:
            parts["duration"].problem("a duration has 8 bits")
        part = self._part(parts)
        reserved = RESERVED.match(name) is not None
        if reserved and parts.keys() - {"width", "since", "until", "doc"}:
            node.problem("reserved bits have a width and nothing else")
        signed = pick(parts, "signed", Node.boolean, False)
        if signed and part is not None:
            parts["signed"].problem("a part of a number is unsigned")
        plain = part is None and "enum" not in parts and word != "uint" and not signed
        return BitItem(
            name=name,
            width=width,
            where=node.where,
            boolean=width == 1 and plain and not reserved,
            reserved=reserved,
            signed=signed,
            since=pick(parts, "since", read_version, 1),
            until=pick(parts, "until", read_version, LAST),
            part=part,
            value=self.value(parts, part.number if part else name),
            doc=pick(parts, "doc", Node.text, ""),
        )

    # -- structure ---------------------------------------------------------------------------------------------

    def _switch(self, node: Node, parts: dict[str, Node], common: dict[str, Any]) -> Field:
        if "cases" not in parts:
            node.problem("missing key 'cases'")
        cases: list[Case] = []
        default = None
        for key, entry in pick(parts, "cases", Node.entries, ()):
            fields = self.fields(entry)
            if key == "default":
                default = fields
                continue
            bounds = parse_range(key)
            if bounds is None or bounds[0] > bounds[1]:
                entry.problem(f"a case is a number, a range like 1..3 or default, not {key!r}")
                continue
            for other in cases:
                if other.low <= bounds[1] and bounds[0] <= other.high:
                    entry.problem(f"the case {key} overlaps the case {_span(other)}")
            cases.append(Case(*bounds, fields))
        if "cases" in parts and parts["cases"].is_mapping and not parts["cases"].entries():
            parts["cases"].problem("a switch needs at least one case")
        return SwitchField(on=parts["switch"].expression(), cases=tuple(cases), default=default, **common)


def read_version(node: Node) -> int:
    return node.integer(1, 0xFF, 1)


def read_confidence(node: Node) -> str:
    return node.choice(CONFIDENCES, "high")


def node_name(node: Node) -> str:
    """The name that a broken field says it has, so that references to it are no further problems."""
    named = [value.plain for key, value in node.entries() if key == "name"] if node.is_mapping else []
    return (named[0] if named else None) or ""


def _whole_bytes(node: Node, items: tuple[BitItem, ...]) -> int:
    total = sum(item.width for item in items)
    if items and (total % 8 or total > 64):
        node.problem(f"the widths are {total} bits together; they must fill 1 to 8 whole bytes")
    return max(1, -(-total // 8))


def _span(case: Case) -> str:
    return f"{case.low:#x}" if case.low == case.high else f"{case.low}..{case.high}"


def id_byte(items: tuple[BitItem, ...], where: Where, free: int) -> BitsField:
    """The command byte as bits: an item without a name for the id, then `items` in the `free` low bits."""
    head = BitItem("", 8 - free, where)
    return BitsField(where=where, width=1, items=(head, *items))
