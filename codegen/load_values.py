"""What integers mean: enums, flags, tables, the type table, and the attributes of a scalar that refer to them.

The rule: a name is resolved here, once, to the thing that it names; nothing behind this module looks names up again.
`Name` is of the same file, `file.Name` of another file of the protocol.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from .dialects import Dialect
from .load_keys import CHARSETS, DURATIONS, REFS, VALUE_KEYS
from .load_nodes import PASCAL, SNAKE, Node, pick
from .model import (
    DataType,
    EnumMember,
    EnumType,
    FlagBit,
    FlagsType,
    Lookup,
    Record,
    SpecFile,
    Table,
    Value,
    Where,
)
from .problems import Problems, suggestion

WIRES_WITHOUT_FIELD = ("none", "sequence", "structure")
_PLAIN_WIRES = tuple(f"{sign}{bits}" for sign in "ui" for bits in range(8, 65, 8)) + ("bool", "f16", "f32", "f64")
_ROW_KEYS = frozenset(("label", "unit"))


class _Named(Protocol):
    @property
    def name(self) -> str: ...


Thing = TypeVar("Thing", bound=_Named)


@dataclass
class Library:
    """The enums, flags, tables of all files by module and name, and the type table."""

    enums: dict[str, dict[str, EnumType]] = field(default_factory=dict)
    flags: dict[str, dict[str, FlagsType]] = field(default_factory=dict)
    tables: dict[str, dict[str, Table]] = field(default_factory=dict)
    types: dict[str, DataType] = field(default_factory=dict)

    def add(self, module: str, file: SpecFile) -> None:
        self.enums[module] = {item.name: item for item in file.enums}
        self.flags[module] = {item.name: item for item in file.flags}
        self.tables[module] = {item.name: item for item in file.tables}
        self.types.update((row.name, row) for row in file.types)


@dataclass
class Context:
    """What is known while one file is loaded. `classes`: names that the generated module defines, and where."""

    dialect: Dialect
    module: str
    library: Library
    problems: Problems
    low: int = 1
    high: int = 1
    record_nodes: dict[str, Node] = field(default_factory=dict)
    records: dict[str, Record] = field(default_factory=dict)
    building: list[str] = field(default_factory=list)  # records that are being read, the outermost first
    extents: dict[str, tuple[int, int]] = field(default_factory=dict)  # of those that were read: levels, records
    inline_enums: dict[str, EnumType] = field(default_factory=dict)
    classes: dict[str, Where] = field(default_factory=dict)

    def claim(self, name: str, where: Where) -> None:
        """A class name of the module; commands, records, enums and flags share one name space."""
        if name in self.classes:
            self.problems.add(where, f"the name {name!r} is taken by {self.classes[name].path}")
        else:
            self.classes[name] = where


# -- definitions -----------------------------------------------------------------------------------------------


def read_enum(name: str, node: Node, module: str) -> EnumType:
    """`{off: 0, on: {value: 0xFF, label: On}}`; the key `doc` with a text is the enum's own."""
    doc = ""
    members = []
    for key, entry in node.entries():
        if key == "doc" and not entry.is_integer and entry.is_scalar:
            doc = entry.text()
            continue
        _check_member_name(key, entry)
        if entry.is_mapping:
            parts = entry.mapping(("value", "label", "since", "doc"), ("value",), "in a member")
            value = pick(parts, "value", lambda part: part.integer(), 0)
            label = pick(parts, "label", Node.text, "") or default_label(key)
            since = pick(parts, "since", lambda part: part.integer(1, 0xFF, 1), 1)
            members.append(EnumMember(key, value, label, since, pick(parts, "doc", Node.text, "")))
        else:
            members.append(EnumMember(key, entry.integer(), default_label(key)))
    if node.is_mapping and not members:
        node.problem("an enum needs at least one member")
    return EnumType(name, tuple(members), module, node.where, doc)


def read_flags(name: str, node: Node, module: str) -> FlagsType:
    """`{tamper: 2, source: {bits: 4..6}}`; the key `doc` with a text is the type's own."""
    doc = ""
    bits: list[FlagBit] = []
    for key, entry in node.entries():
        if key == "doc" and not entry.is_integer and entry.is_scalar:
            doc = entry.text()
            continue
        _check_member_name(key, entry)
        if entry.is_mapping:
            parts = entry.mapping(("bits", "label"), ("bits",), "in a flag")
            low, high = pick(parts, "bits", lambda part: part.range(0, 63), (0, 0))
            bit = FlagBit(key, low, high - low + 1, pick(parts, "label", Node.text, "") or default_label(key))
        else:
            bit = FlagBit(key, entry.integer(0, 63, 63), 1, default_label(key))
        for other in bits:
            same = (other.low, other.width) == (bit.low, bit.width)
            if not same and other.low < bit.low + bit.width and bit.low < other.low + other.width:
                entry.problem(f"the bits of {key!r} overlap those of {other.name!r}")
        bits.append(bit)
    if node.is_mapping and not bits:
        node.problem("flags need at least one bit")
    return FlagsType(name, tuple(bits), module, node.where, doc)


def read_table(name: str, node: Node, module: str) -> Table:
    """Rows by one number (`1: {label: ..}`) or by two (`1: {0: {label: ..}}`), one of the two in a table."""
    rows: list[tuple[tuple[int, ...], str, str]] = []
    for first, entry in node.numbered():
        keys = {key for key, _ in entry.entries()} if entry.is_mapping else set()
        if not entry.is_mapping or keys & _ROW_KEYS:
            rows.append(((first,), *_row(entry)))
        else:
            inner_rows = entry.numbered()
            if not inner_rows:
                entry.problem("expected a label, a unit or rows by a second key")
            rows += [((first, second), *_row(inner)) for second, inner in inner_rows]
    if len({len(keys) for keys, _, _ in rows}) > 1:
        node.problem("some rows have one key and some have two; a table has rows of one kind")
    return Table(name, tuple(rows), module, node.where)


def _row(node: Node) -> tuple[str, str]:
    parts = node.mapping(_ROW_KEYS, (), "in a table row")
    if node.is_mapping and not parts:
        node.problem("a row needs a label or a unit")
    return pick(parts, "label", Node.text, ""), pick(parts, "unit", Node.text, "")


def read_type(node: Node) -> DataType:
    """A row of the type table."""
    keys = ("id", "name", "wire", "analog", "invalid", "length", "prefix", "charset", "parts", "aliases", "doc")
    parts = node.mapping(keys, ("id", "name", "wire"), "in a type")
    wires = (*_PLAIN_WIRES, "bytes", "text", *WIRES_WITHOUT_FIELD)
    wire = pick(parts, "wire", lambda part: part.choice(wires, "u8"), "u8")
    for key in ("length", "prefix"):
        if key in parts and wire not in ("bytes", "text"):
            parts[key].problem(f"only bytes and text have a {key}")
    if wire in ("bytes", "text") and ("length" in parts) == ("prefix" in parts):
        node.problem(f"a {wire} type has either a length or a prefix")
    if "charset" in parts and wire != "text":
        parts["charset"].problem("only text has a charset")
    named = pick(parts, "parts", _parts, ())
    if named and wire != f"u{8 * len(named)}":
        parts["parts"].problem(f"{len(named)} parts are the bytes of a u{8 * len(named)}, not of {wire}")
    return DataType(
        id=pick(parts, "id", lambda part: part.integer(0, 0xFF), 0),
        name=pick(parts, "name", lambda part: part.matching(SNAKE, "a type name (lower case)"), ""),
        wire=wire,
        where=node.where,
        analog=pick(parts, "analog", Node.boolean, False),
        invalid=pick(parts, "invalid", lambda part: part.integer(), None),
        length=pick(parts, "length", lambda part: part.integer(1, 0xFFFF, 1), 0),
        prefix=pick(parts, "prefix", lambda part: part.integer(1, 2, 1), 0),
        charset=pick(parts, "charset", lambda part: part.choice(CHARSETS, "utf-8"), "utf-8" if wire == "text" else ""),
        parts=named,
        aliases=pick(parts, "aliases", lambda part: tuple(item.text() for item in part.items()), ()),
        doc=pick(parts, "doc", Node.text, ""),
    )


def _parts(node: Node) -> tuple[tuple[str, int], ...]:
    """Names of the bytes of an integer, and what is added to each."""
    found = []
    for key, part in node.entries():
        _check_member_name(key, part)
        found.append((key, part.integer(0)))
    return tuple(found)


# -- references ------------------------------------------------------------------------------------------------


def find(node: Node, things: Mapping[str, Mapping[str, Thing]], module: str, what: str) -> Thing | None:
    """The thing that the text of `node` names."""
    if not node.is_scalar:
        node.problem(f"expected a name ({what}), found {node.describe()}")
        return None
    word = node.text()
    return find_name(word, things, module, what, node) if word else None


def find_name(word: str, things: Mapping[str, Mapping[str, Thing]], module: str, what: str, node: Node) -> Thing | None:
    """The thing that `word` names; if there is none, that is a problem of `node`."""
    file, _, name = word.rpartition(".")
    if file and file not in things:
        node.problem(f"there is no file {file!r}{suggestion(file, things)}")
        return None
    known: Mapping[str, Thing] = things.get(file or module, {})
    if name not in known:
        place = f"in {file}" if file else "in this file"
        node.problem(f"there is no {what} {name!r} {place}{suggestion(name, known)}")
        return None
    return known[name]


def read_value(nodes: Mapping[str, Node], context: Context, inline_name: str) -> Value:
    """The value attributes among a scalar's keys. An inline enum becomes a type of the file, named `inline_name`."""
    parts = {key: node for key, node in nodes.items() if key in VALUE_KEYS}
    if not parts:
        return Value()
    library, module = context.library, context.module
    enum = None
    if "enum" in parts:
        node = parts["enum"]
        if node.is_mapping:
            enum = _inline_enum(node, context, inline_name)
        else:
            enum = find(node, library.enums, module, "enum")
    flags = pick(parts, "flags", lambda node: find(node, library.flags, module, "flags type"), None)
    if "enum" in parts and "flags" in parts:
        parts["flags"].problem("a value has an enum or flags, not both")
    minimum = pick(parts, "min", lambda node: node.integer(), None)
    maximum = pick(parts, "max", lambda node: node.integer(), None)
    if minimum is not None and maximum is not None and minimum > maximum:
        parts["max"].problem(f"max {maximum} is below min {minimum}")
    return Value(
        enum=enum,
        flags=flags,
        special=pick(parts, "special", _special, ()),
        duration=pick(parts, "duration", lambda node: node.choice(DURATIONS), ""),
        unit=pick(parts, "unit", Node.text, ""),
        scale=pick(parts, "scale", Node.decimal, ""),
        minimum=minimum,
        maximum=maximum,
        lookup=pick(parts, "lookup", lambda node: _lookup(node, context), None),
        ref=pick(parts, "ref", lambda node: node.choice(REFS), ""),
    )


def _inline_enum(node: Node, context: Context, name: str) -> EnumType:
    enum = read_enum(name, node, context.module)
    known = context.inline_enums.get(name)
    if known is not None and known.members == enum.members:
        return known
    context.claim(name, node.where)
    context.inline_enums[name] = enum
    return enum


def _special(node: Node) -> tuple[EnumMember, ...]:
    members: list[EnumMember] = []
    for value, entry in node.numbered():
        name = entry.matching(SNAKE, "a name in snake_case")
        if any(other.name == name for other in members):
            entry.problem(f"the name {name!r} stands for two values")
        members.append(EnumMember(name, value, default_label(name)))
    return tuple(members)


def _lookup(node: Node, context: Context) -> Lookup | None:
    parts = node.mapping(("table", "keys"), ("table", "keys"), "in a lookup")
    keys = tuple(item.text() for item in parts["keys"].items()) if "keys" in parts else ()
    table = pick(parts, "table", lambda part: find(part, context.library.tables, context.module, "table"), None)
    if table is None:
        return None
    arity = len(table.rows[0][0]) if table.rows else len(keys)
    if len(keys) != arity:
        parts["keys" if "keys" in parts else "table"].problem(
            f"{table.name} has rows by {arity} key{'s' if arity > 1 else ''}, not by {len(keys)}"
        )
    return Lookup(table, keys)


# -- names -----------------------------------------------------------------------------------------------------


def default_label(name: str) -> str:
    """`air_temperature` -> `Air temperature`."""
    words = name.replace("_", " ")
    return words[:1].upper() + words[1:]


def pascal(name: str) -> str:
    """`air_temperature` -> `AirTemperature`."""
    return "".join(word[:1].upper() + word[1:] for word in name.split("_"))


def singular(name: str) -> str:
    """`destinations` -> `destination`; what has no plural form stays."""
    if name.endswith("ies") and name not in ("series", "species"):
        return f"{name[:-3]}y"
    if name.endswith(("sses", "tuses", "buses", "xes", "ches", "shes")):
        return name[:-2]
    if name.endswith("s") and not name.endswith(("ss", "us", "is", "series", "species")):
        return name[:-1]
    return name


def check_class_name(name: str, node: Node) -> None:
    if name and not PASCAL.match(name):
        node.problem(f"{name!r} is not a name in PascalCase")


def unique_names(nodes: Iterable[tuple[str, Node]], context: Context) -> None:
    """The names of a section of definitions: in PascalCase, and not taken."""
    for name, node in nodes:
        check_class_name(name, node)
        context.claim(name, node.where)


def _check_member_name(name: str, node: Node) -> None:
    if not SNAKE.match(name):
        node.problem(f"{name!r} is not a name in snake_case")
