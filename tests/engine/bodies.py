"""Legal bodies, drawn by walking the model: what the fields say is what is drawn, in the order of the wire.

The rule: this reads specs/README.md and nothing else: neither a layout nor a reader nor the oracle. Values stay in range,
bits of other versions are 0, and what a field before it says about a field's presence and size holds; a length that
follows from data is written when the data is there (pieces.py). Where that can't be foreseen the body is Illegal, and
whoever asked draws another one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from codegen.derive import Derived, asks_length, scope
from codegen.expr import Tree, evaluate, walk
from codegen.model import (
    PLAIN,
    BitItem,
    BitsetField,
    BitsField,
    BoolField,
    BytesField,
    ChecksumField,
    Command,
    ConstField,
    DataType,
    Field,
    FloatField,
    GroupField,
    IntField,
    ListField,
    NestedField,
    Part,
    Record,
    ReservedField,
    Rest,
    SizedField,
    SwitchField,
    TypedField,
    Value,
    WithinField,
)
from codegen.validate_wire import fixed_sum
from tests.engine.choices import Chooser
from tests.engine.pieces import Illegal, Region, demand
from tests.engine.rules import Rules, rules_of
from tests.engine.values_drawn import characters, prefixed, typed

Nested = Callable[[int | None], bytes]  # a frame, of so many bytes if that is not free
LARGEST = 4096


@dataclass
class Split:
    """A number of which bits stand in several places. `live`: those that this version has."""

    live: int = 0
    value: Value = PLAIN
    number: Callable[[], int] | None = None


@dataclass
class Scope:
    """The names of a command or record. `wanted`: how long the fields must be whose length was written before them."""

    rules: Rules
    base: int
    up: dict[str, int] = field(default_factory=dict)
    values: dict[str, int] = field(default_factory=dict)
    lengths: dict[str, int] = field(default_factory=dict)
    wanted: dict[str, int | None] = field(default_factory=dict)
    capacity: dict[str, int] = field(default_factory=dict)
    splits: dict[str, Split] = field(default_factory=dict)
    forced: dict[str, int] = field(default_factory=dict)


class Body:
    """One command (or header) of one version being drawn."""

    def __init__(self, choose: Chooser, version: int, types: dict[int, DataType], nested: Nested) -> None:
        self.choose = choose
        self.version = version
        self.types = types
        self.nested = nested

    def command(self, command: Command, base: int, region: Region) -> None:
        """`base`: the oldest version of the class."""
        variant = next(each for each in command.variants if each.low <= self.version <= each.high)
        names = self.scope(scope(command, variant.fields), max(base, command.since, variant.low))
        if command.id_bits is not None:
            free = sum(item.width for item in command.id_bits.items if item.name)
            names.forced[""] = (command.id or 0) >> free
        self.level(names.rules.fields, names, region, 0)

    def scope(self, fields: tuple[Field, ...], base: int, up: dict[str, int] | None = None) -> Scope:
        return Scope(rules_of(fields, frozenset(self.types)), base, up or {}, {"version": self.version})

    # -- what is there -----------------------------------------------------------------------------------------

    def level(self, fields: tuple[Field, ...], names: Scope, region: Region, behind: int) -> None:
        """`behind`: bytes that must stay for what follows the list in its region."""
        outer = dict(names.splits)
        self.split_numbers(fields, names)
        for number, item in enumerate(fields):
            reserve = behind + sum(self.required(other, names.base) for other in fields[number + 1 :])
            self.field(item, names, region, reserve)
        names.splits = outer

    def lives(self, item: Field | BitItem) -> bool:
        return item.since <= self.version <= item.until

    def required(self, item: Field, base: int) -> int:
        if item.since > base or not self.lives(item):
            return 0
        return fixed_sum((item,)) or 0

    def field(self, item: Field, names: Scope, region: Region, reserve: int) -> None:
        if not self.lives(item):
            return
        if item.present_if is not None and not self.holds(item.present_if, names, region):
            return
        length = names.rules.user_of(item)
        if length is not None:
            if length.name not in names.values:
                return
        elif item.optional or item.since > names.base:
            region.ended = region.ended or not self.choose.present()
            if region.ended:
                return
        self.content(item, names, region, reserve)

    def holds(self, tree: Tree, names: Scope, region: Region) -> bool:
        if not _asks_remaining(tree):
            return bool(self.number(tree, names))
        there = self.choose.present()
        seen = dict(names.values)
        region.when_closed(lambda left: there == bool(evaluate(tree, {**seen, "remaining": left}, names.up, {})))
        return there

    def number(self, tree: Tree, names: Scope) -> int:
        return evaluate(tree, names.values, names.up, names.lengths)

    # -- integers ----------------------------------------------------------------------------------------------

    def integer(self, name: str, value: Value, low: int, high: int, names: Scope) -> int:
        """A number of these bits that is legal, and that the fields behind it can live with."""
        if name in names.forced:
            return names.forced[name]
        least = low if value.minimum is None else max(low, value.minimum)
        most = high if value.maximum is None else min(high, value.maximum)
        members = (*(value.enum.members if value.enum else ()), *value.special)
        labelled = {member.value for member in members if low <= member.value <= high}
        telling = {number for number in names.rules.telling.get(name, ()) if least <= number <= most}
        if name in names.rules.rules:
            several = {*range(least, min(most, least + 255) + 1), *labelled, *telling, most}
            key = (least, most, id(value))
            return self.choose.pick(names.rules.allowed(name, names.values, sorted(several), key))
        kind = self.choose.number(0, 3)
        if kind and telling:
            return self.choose.pick(sorted(telling))
        if kind and labelled:
            return self.choose.pick(sorted(labelled))
        if kind == 3:
            return self.choose.pick((most, least, max(least, min(most, 0x7F)), max(least, min(most, 0x80))))
        return self.choose.number(least, most)

    def split_numbers(self, fields: tuple[Field, ...], names: Scope) -> None:
        """The split numbers of one list of fields, with the bits that this version has of them."""
        found: dict[str, Split] = {}
        for item in fields:
            for part, width, value, lives in _parts(item):
                split = found.setdefault(part.number, Split())
                if lives(self) and self.lives(item):
                    split.live |= ((1 << width) - 1) << part.at
                if value != PLAIN:
                    split.value = value
        names.splits.update(found)

    def source(
        self, name: str, part: Part | None, value: Value, low: int, high: int, names: Scope
    ) -> Callable[[], int]:
        """Draw an integer; what gives the bits that stand here, when all is known."""
        if part is None:
            return self.whole(name, value, low, high, names)
        split = names.splits[part.number]
        if split.number is None:
            split.number = self.whole(part.number, split.value, 0, split.live, names, split.live)
        whole, mask = split.number, high
        return lambda: whole() >> part.at & mask

    def whole(
        self, name: str, value: Value, low: int, high: int, names: Scope, mask: int = -1
    ) -> Callable[[], int]:
        length = names.rules.derived.get(name)
        if length is not None:
            return self.derived(length, high, names)
        drawn = self.integer(name, value, low, high, names) & mask
        names.values[name] = drawn
        return lambda: drawn

    def derived(self, length: Derived, capacity: int, names: Scope) -> Callable[[], int]:
        """A number that follows from data behind it: of elements and bytes it says beforehand how many there will be,
        of a region only whether there will be anything."""
        name, user = length.name, length.field
        asked = asks_length(user.present_if, name)
        if isinstance(user, (NestedField, WithinField)) or isinstance(user, ListField) and user.length is not None:
            names.wanted[length.user] = None
            names.capacity[name] = capacity
            names.values[name] = int(not asked or self.choose.present())
            filled = names.values[name]
            return lambda: names.values[name] if filled else 0
        least = -(length.offset // length.factor) if length.offset < 0 else 0
        most = min(capacity, max(least, LARGEST // length.factor))
        drawn = self.choose.length(least, most)
        names.values[name] = drawn
        names.wanted[length.user] = drawn * length.factor + length.offset
        return lambda: drawn

    def settle(self, item: Field, size: int, names: Scope) -> None:
        """The bytes of a region are known: so is the number that says how many they are."""
        length = names.rules.user_of(item)
        if length is not None:
            number, rest = divmod(size - length.offset, length.factor)
            demand(not rest and 0 <= number <= names.capacity[length.name])
            demand(bool(number) or not asks_length(item.present_if, length.name))
            names.values[length.name] = number

    # -- fields ------------------------------------------------------------------------------------------------

    def content(self, item: Field, names: Scope, region: Region, reserve: int) -> None:
        match item:
            case IntField(extended_from=int(threshold)):
                drawn = self.extended(item, threshold, names)
                names.values[item.name] = drawn
                region.bytes(_extended(drawn, threshold))
            case IntField():
                low, high = _limits(8 * item.width, item.signed)
                value = self.source(item.name, item.part, item.value, low, high, names)
                region.number(item.width, item.little, value, item.signed)
            case BitsField():
                self.bits(item, names, region)
            case BoolField():
                names.values[item.name] = self.choose.number(0, 1)
                region.bytes(bytes((names.values[item.name],)))
            case FloatField():
                region.bytes(self.choose.octets(item.width))
            case ReservedField():
                drawn = self.choose.number(0, 255) if self.choose.percent(5) else 0
                region.bytes(drawn.to_bytes(item.width, "little" if item.little else "big"))
            case ConstField():
                region.bytes(item.data)
            case SizedField():
                self.sized(item, names, region)
            case BytesField(length=None):
                marker = (1 << 8 * item.prefix) - 1
                region.bytes(prefixed(self.choose, item.prefix, item.little, item.charset, marker))
            case BytesField() | BitsetField():
                charset = item.charset if isinstance(item, BytesField) else ""
                data = characters(self.choose, charset, self.length(item, item.length, names, region, reserve))
                names.lengths[item.name] = len(data)
                region.bytes(data)
            case NestedField():
                region.bytes(self.encapsulated(item, names, region, reserve))
            case TypedField():
                self.typed(item, names, region)
            case ChecksumField():
                region.checksum()
            case ListField():
                self.list(item, names, region, reserve)
            case GroupField():
                self.level(item.fields, names, region, reserve)
            case SwitchField():
                self.level(self.case(item, names), names, region, reserve)
            case WithinField():
                self.within(item, names, region)

    def bits(self, item: BitsField, names: Scope, region: Region) -> None:
        pieces = []
        shift = 8 * item.width
        for bit in item.items:
            shift -= bit.width
            low, high = _limits(bit.width, bit.signed)
            if not self.lives(bit) and bit.part is None:
                names.forced[bit.name] = 0
            if bit.reserved:
                drawn = self.choose.number(0, high) if self.lives(bit) and self.choose.percent(3) else 0
                pieces.append((shift, high, lambda drawn=drawn: drawn))
            else:
                source = self.source(bit.name, bit.part, bit.value, low, high, names)
                pieces.append((shift, (1 << bit.width) - 1, source))
        region.number(
            item.width, item.little, lambda: sum((source() & mask) << shift for shift, mask, source in pieces)
        )

    def extended(self, item: IntField, threshold: int, names: Scope) -> int:
        drawn = self.integer(item.name, item.value, 0, 0xFFFF, names)
        return drawn if drawn < threshold or drawn >= threshold << 8 else drawn & 0xFF | threshold << 8

    def sized(self, item: SizedField, names: Scope, region: Region) -> None:
        size = self.number(item.length, names)
        demand(size in item.sizes)
        if size:
            low, high = _limits(8 * size, item.signed)
            drawn = self.integer("", item.value, low, high, names)
            names.values[item.name] = drawn
            region.number(size, item.little, lambda: drawn, item.signed)

    def length(self, item: Field, length: Tree | Rest, names: Scope, region: Region, reserve: int) -> int:
        """Bytes of a field that can have any number of them."""
        wanted = names.wanted.pop(item.name, None)
        if wanted is not None:
            return wanted
        if isinstance(length, Rest):
            left = region.left(reserve)
            return self.choose.length() if left is None else left
        size = self.number(length, names)
        demand(0 <= size <= LARGEST)
        return size

    def encapsulated(self, item: NestedField, names: Scope, region: Region, reserve: int) -> bytes:
        size = region.left(reserve) if isinstance(item.length, Rest) else None
        if isinstance(item.length, tuple) and item.name not in names.wanted:
            size = self.number(item.length, names)
        data = self.nested(size)
        names.lengths[item.name] = len(data)
        self.settle(item, len(data), names)
        return data

    def typed(self, item: TypedField, names: Scope, region: Region) -> None:
        number = names.values.get(item.of, names.up.get(item.of, 0))
        demand(number in self.types)
        if self.types[number].analog or not item.analog_only:
            region.bytes(typed(self.choose, self.types, number))

    def case(self, item: SwitchField, names: Scope) -> tuple[Field, ...]:
        value = self.number(item.on, names)
        found = next((case.fields for case in item.cases if case.low <= value <= case.high), item.default)
        if found is None:
            raise Illegal
        return found

    def within(self, item: WithinField, names: Scope, region: Region) -> None:
        budget = None if item.name in names.wanted else self.number(item.length, names)
        inner = Region(budget)
        self.level(item.fields, names, inner, 0)
        inner.into(region)
        self.settle(item, inner.size, names)

    # -- lists -------------------------------------------------------------------------------------------------

    def list(self, item: ListField, names: Scope, region: Region, reserve: int) -> None:
        wanted = names.wanted.pop(item.name, None)
        if item.count is not None:
            count = self.number(item.count, names) if wanted is None else wanted
            demand(0 <= count <= LARGEST)
            self.elements(item, names, region, lambda done: done < count)
            return
        if item.length is None:
            self.bounded(item, names, region, reserve)
            return
        inner = Region()
        if names.rules.user_of(item) is None and not _asks_remaining(item.length):
            inner.budget = self.number(item.length, names)
        self.bounded(item, names, inner, 0)
        if _asks_remaining(item.length):
            tree, size, seen = item.length, inner.size, dict(names.values)
            region.when_closed(lambda left: size == evaluate(tree, {**seen, "remaining": left}, names.up, {}))
        inner.into(region)
        self.settle(item, inner.size, names)

    def bounded(self, item: ListField, names: Scope, region: Region, reserve: int) -> None:
        """Elements up to the end of the region, a marker or a flag."""
        left = region.left(reserve)
        if left is not None:
            stop = region.size + left
            self.elements(item, names, region, lambda done: region.size < stop)
            return
        least = 1 if item.more else 0
        most = self.choose.length(least)
        self.elements(item, names, region, lambda done: done < most and not (region.ended and done), most)

    def elements(
        self, item: ListField, names: Scope, region: Region, goes_on: Callable[[int], bool], most: int = 0
    ) -> None:
        done = 0
        rows: list[Scope] = []
        while goes_on(done):
            if isinstance(item.element, Record):
                rows.append(self.scope(item.element.fields, names.base, dict(names.values)))
                if item.more:
                    rows[-1].forced[item.more] = int(done + 1 < most)
            if not item.columns:
                self.element(item, names, rows, region)
            done += 1
            demand(done <= LARGEST)
        names.lengths[item.name] = done
        if item.columns and isinstance(item.element, Record):
            for column in item.element.fields:
                for row in rows:
                    self.split_numbers(item.element.fields, row)
                    self.field(column, row, region, 0)

    def element(self, item: ListField, names: Scope, rows: list[Scope], region: Region) -> None:
        inner = Region(ended=region.ended)
        if isinstance(item.element, Record):
            self.level(item.element.fields, rows[-1], inner, 0)
        elif item.element.extended_from is not None:
            inner.bytes(_extended(self.extended(item.element, item.element.extended_from, names), item.element.extended_from))
        else:
            element = item.element
            low, high = _limits(8 * element.width, element.signed)
            drawn = self.integer("", element.value, low, high, names)
            inner.number(element.width, element.little, lambda: drawn, element.signed)
        demand(inner.size > 0 or item.count is not None)
        demand(not item.marker or not inner.data().startswith(item.marker))
        demand(not region.ended)
        region.ended = inner.ended
        inner.into(region)


def _limits(bits: int, signed: bool) -> tuple[int, int]:
    return (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)


def _extended(number: int, threshold: int) -> bytes:
    return number.to_bytes(1 if number < threshold else 2, "big")


def _asks_remaining(tree: Tree) -> bool:
    return ("name", "remaining") in walk(tree)


def _parts(item: Field) -> list[tuple[Part, int, Value, Callable[[Body], bool]]]:
    """(part, bits, meaning, whether a version has these bits) of the parts of split numbers that a field carries."""
    if isinstance(item, IntField) and item.part is not None:
        return [(item.part, 8 * item.width, item.value, lambda body: True)]
    if isinstance(item, BitsField):
        return [
            (bit.part, bit.width, bit.value, lambda body, bit=bit: body.lives(bit))
            for bit in item.items
            if bit.part is not None
        ]
    return []
