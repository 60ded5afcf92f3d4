"""Names: every attribute has one, every expression finds what it refers to, split numbers have all their bits.

The rule: a field sees what stands before it on its own way through the scope (not what stands in another case of a
switch), a list element also sees the fields before the list as `parent.name`. Each finding is reported at the key
that says it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .expr import Tree, names, parent_names, walk
from .model import (
    BitsetField,
    BitsField,
    BoolField,
    BytesField,
    ChecksumField,
    Command,
    Field,
    FloatField,
    GroupField,
    IntField,
    ListField,
    Lookup,
    NestedField,
    Part,
    Record,
    ReservedField,
    SizedField,
    SwitchField,
    TypedField,
    Value,
    Where,
    WithinField,
    flatten,
)
from .problems import Problems, suggestion

# Attributes of every command, and of every record (specs/README.md section 4.1).
COMMAND_NAMES = frozenset({
    "command_class", "command", "command_id", "cluster", "version", "name", "trailing", "unwrap", "as_dict",
    "replace", "to_bytes"
})  # fmt: skip
RECORD_NAMES = frozenset(("as_dict", "replace"))


@dataclass
class Known:
    """What is known of a name at some point of a scope."""

    where: Where
    integer: bool
    measurable: bool  # has a length that len() gives
    bits: int = 0  # width of an integer, 0 if it varies
    open_parts: int = 0  # parts of a split number that are still to come


Names = dict[str, Known]


def at(where: Where, key: str) -> Where:
    base = "" if where.path == "/" else where.path
    return Where(where.file, f"{base}/{key}")


def expressions(item: Field) -> Iterator[tuple[str, Tree]]:
    """(key, expression) of everything that a field itself says."""
    if item.present_if is not None:
        yield "present_if", item.present_if
    if isinstance(item, (BytesField, BitsetField, NestedField, SizedField)) and isinstance(item.length, tuple):
        yield "length", item.length
    if isinstance(item, SizedField) and item.precision is not None:
        yield "precision", item.precision
    if isinstance(item, WithinField):
        yield "within", item.length
    if isinstance(item, SwitchField):
        yield "switch", item.on
    if isinstance(item, ListField):
        if item.count is not None:
            yield "count", item.count
        if item.length is not None:
            yield "length", item.length


class ScopeCheck:
    """Walks one scope: a variant of a command (`taken`: COMMAND_NAMES) or a record."""

    def __init__(self, problems: Problems, taken: frozenset[str], element: bool) -> None:
        self.problems = problems
        self.taken = taken
        self.element = element  # `parent.name` may be used; what it means is checked where the record is used
        self.everything: dict[str, Where] = {}
        self.part_names: dict[str, str] = {}

    def run(self, fields: tuple[Field, ...], computed: frozenset[str] = frozenset()) -> Names:
        """Check all fields; the names that are known at the end."""
        for item in flatten(fields):
            for name, part, where, _ in integers(item):
                self.everything.setdefault(part.number if part else name, where)
                if part is not None:
                    self.part_names[name] = part.number
            if item.name and not isinstance(item, WithinField):
                self.everything.setdefault(item.name, item.where)
        known: Names = {}
        self._level(fields, known)
        for item in flatten(fields):
            for where, value in meanings(item):
                if value.lookup is not None:
                    self._lookup(at(where, "lookup/keys"), value.lookup, known, computed)
        return known

    def _level(self, fields: tuple[Field, ...], known: Names) -> None:
        counts = self._split_numbers(fields, known)
        for item in fields:
            for key, tree in expressions(item):
                self.expression(at(item.where, key), tree, known)
            if isinstance(item, TypedField):
                self._name(at(item.where, "of"), item.of, known)
            self._declare(item, known, counts)
            match item:
                case GroupField() | WithinField():
                    self._level(item.fields, known)
                case SwitchField():
                    self._switch(item, known)
                case ListField(element=Record() as record):
                    self._element(item, record, known)

    def _switch(self, item: SwitchField, known: Names) -> None:
        before = dict(known)
        for fields in (*(case.fields for case in item.cases), item.default or ()):
            inner = dict(before)
            self._level(fields, inner)
            for name, new in inner.items():
                if name in before:
                    continue
                old = known.setdefault(name, new)
                if old is not new:
                    both = old.integer and new.integer
                    known[name] = Known(old.where, both, old.measurable and new.measurable, min(old.bits, new.bits))

    def _element(self, item: ListField, record: Record, known: Names) -> None:
        for inner in flatten(record.fields):
            for key, tree in expressions(inner):
                for name in sorted(parent_names(tree)):
                    self._name(at(inner.where, key), name, known, f"parent.{name}")
            for where, value in meanings(inner):
                for key in value.lookup.keys if value.lookup else ():
                    if key.startswith("parent."):
                        self._name(at(where, "lookup/keys"), key.removeprefix("parent."), known, key)
        if item.more:
            bits = [bit for inner in record.fields if isinstance(inner, BitsField) for bit in inner.items]
            if not any(bit.name == item.more and bit.width == 1 for bit in bits):
                self.problems.add(at(item.where, "while"), f"the element has no one-bit field {item.more!r}")

    # -- declarations ------------------------------------------------------------------------------------------

    def _declare(self, item: Field, known: Names, counts: dict[str, int]) -> None:
        for name, part, where, width in integers(item):
            if part is None:
                self._add(name, Known(where, True, False, width), known)
            elif part.number not in known:
                self._add(part.number, Known(where, True, False, 0, counts[part.number] - 1), known)
            elif known[part.number].open_parts:
                known[part.number].open_parts -= 1
        match item:
            case BoolField():
                self._add(item.name, Known(item.where, True, False, 8), known)
            case ReservedField():
                self._add(item.name, Known(item.where, True, False, 8 * item.width), known)
            case SizedField():
                self._add(item.name, Known(item.where, item.precision is None, False), known)
            case ListField() | BytesField() | BitsetField() | NestedField():
                self._add(item.name, Known(item.where, False, True), known)
            case FloatField() | TypedField() | ChecksumField():
                self._add(item.name, Known(item.where, False, False), known)
        if isinstance(item, BitsetField) or (isinstance(item, SizedField) and item.precision is not None):
            self._add(f"{item.name}_raw", Known(item.where, False, False), known)

    def _add(self, name: str, new: Known, known: Names) -> None:
        if name in self.taken:
            self.problems.add(new.where, f"the name {name!r} is taken: every object has an attribute of that name")
        elif name in known and name:
            advice = "; number them: reserved_2" if name.startswith("reserved") else ""
            self.problems.add(new.where, f"the name {name!r} is taken by {known[name].where.path}{advice}")
        else:
            known[name] = new

    def _split_numbers(self, fields: tuple[Field, ...], known: Names) -> dict[str, int]:
        """Check the split numbers of one level; how many parts each has."""
        parts: dict[str, list[tuple[int, int, Where, Value]]] = {}
        for item in fields:
            values = dict(meanings(item))
            for _, part, where, width in integers(item):
                if part is not None:
                    parts.setdefault(part.number, []).append((part.at, width, where, values[where]))
        for number, found in parts.items():
            if number in known:
                self.problems.add(found[0][2], f"the parts of {number!r} must stand side by side, not on two levels")
                continue
            position = 0
            for place, width, where, _ in sorted(found, key=lambda part: part[:2]):
                if place != position:
                    what = "overlap" if place < position else "leave a gap"
                    self.problems.add(where, f"the parts of {number!r} {what}: expected at: {position}, found {place}")
                position = max(position, place + width)
            if position > 64:
                self.problems.add(found[0][2], f"{number!r} has {position} bits; a number has 64 at most")
            for _, _, where, _ in [part for part in found if part[3] != Value()][1:]:
                self.problems.add(where, f"what {number!r} means is said at one of its parts only")
        return {number: len(found) for number, found in parts.items()}

    # -- references --------------------------------------------------------------------------------------------

    def expression(self, where: Where, tree: Tree, known: Names) -> None:
        """Names of an expression that stands where `known` is known."""
        measured = {node[1] for node in walk(tree) if node[0] == "len"}
        for name in sorted(names(tree)):
            if name in measured:
                self._measured(where, name, known)
            if ("name", name) in walk(tree):
                self._name(where, name, known)
        if not self.element:
            for name in sorted(parent_names(tree)):
                self.problems.add(where, f"parent.{name}: only the elements of a list have a parent")

    def _name(self, where: Where, name: str, known: Names, shown: str = "") -> None:
        if name not in known:
            self._unknown(where, name, known, shown or name)
        elif not known[name].integer:
            self.problems.add(where, f"{shown or name!r} is not an integer")
        elif known[name].open_parts:
            self.problems.add(where, f"{shown or name!r} is used before its last part")

    def _measured(self, where: Where, name: str, known: Names) -> None:
        if name not in known:
            self._unknown(where, name, known, name)
        elif not known[name].measurable:
            self.problems.add(where, f"len({name}): {name!r} is no list, text, bytes, bitset or command")

    def _unknown(self, where: Where, name: str, known: Names, shown: str) -> None:
        if name in self.part_names:
            self.problems.add(where, f"{shown!r} is a part of {self.part_names[name]!r}; refer to the number")
        elif name in self.everything:
            self.problems.add(
                where, f"{shown!r} is not known here; a field refers to fields before it, not to those of other cases"
            )
        else:
            self.problems.add(where, f"there is no field {shown!r}{suggestion(name, known)}")

    def _lookup(self, where: Where, lookup: Lookup, known: Names, computed: frozenset[str]) -> None:
        for key in lookup.keys:
            if key.startswith("parent.") and self.element:
                continue
            if key not in computed:
                self._name(where, key, known)


def integers(item: Field) -> Iterator[tuple[str, Part | None, Where, int]]:
    """(name, part, where, bits) of the integers of fixed width that a field carries."""
    if isinstance(item, IntField):
        yield item.name, item.part, item.where, 8 * item.width if item.extended_from is None else 16
    elif isinstance(item, BitsField):
        for bit in item.items:
            if bit.name:
                yield bit.name, bit.part, bit.where, bit.width


def meanings(item: Field) -> Iterator[tuple[Where, Value]]:
    """(where, value) of a field and of its bit items or list element."""
    if isinstance(item, BitsField):
        for bit in item.items:
            yield bit.where, bit.value
    elif isinstance(item, ListField) and isinstance(item.element, IntField):
        yield item.element.where, item.element.value
    else:
        value = getattr(item, "value", None)
        if isinstance(value, Value):
            yield item.where, value


def check_computed(command: Command, known: Names, problems: Problems) -> None:
    """`computed` may use all fields, whatever their version."""
    names_of_all = ScopeCheck(problems, frozenset(), element=False)
    for item in command.computed:
        if item.name in known or item.name in COMMAND_NAMES:
            problems.add(item.where, f"the name {item.name!r} is taken")
        if item.expr is not None:
            if ("name", "remaining") in walk(item.expr):
                problems.add(item.where, "'remaining' is for decoding; a property can't use it")
            names_of_all.expression(item.where, item.expr, known)
        for name, bits in item.parts:
            if name not in known:
                problems.add(item.where, f"there is no field {name!r}{suggestion(name, known)}")
            elif not known[name].integer and not known[name].measurable:
                problems.add(item.where, f"{name!r} has no bits")
            elif bits and known[name].bits and bits > known[name].bits:
                problems.add(item.where, f"{name!r} has {known[name].bits} bits, not {bits}")
