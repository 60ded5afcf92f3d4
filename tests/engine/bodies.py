"""Legal bodies, drawn by walking the model: what the fields say is what is drawn, in the order of the wire.

The rule: specs/README.md and nothing else says what is legal: neither a layout nor a reader nor the oracle. Values stay
in range, bits of other versions are 0, and what a field before it says about a field's presence and size holds; a
length that follows from data is written when the data is there (pieces.py). Where that can't be foreseen the body is
Illegal, and whoever asked draws another one.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from codegen.derive import scope
from codegen.expr import Tree, evaluate, walk
from codegen.model import (
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
    Record,
    ReservedField,
    Rest,
    SizedField,
    SwitchField,
    TypedField,
    WithinField,
)
from codegen.validate_wire import fixed_sum
from tests.engine.choices import Chooser
from tests.engine.integers import LARGEST, Integers, Scope, limits
from tests.engine.pieces import Illegal, Region, demand
from tests.engine.rules import rules_of
from tests.engine.values_drawn import characters, prefixed, typed

Nested = Callable[[int | None], bytes]  # a frame, of so many bytes if that is not free


class Body(Integers):
    """One command of one version being drawn."""

    def __init__(self, choose: Chooser, version: int, types: dict[int, DataType], nested: Nested) -> None:
        super().__init__(choose, version, types)
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

    # -- fields ------------------------------------------------------------------------------------------------

    def content(self, item: Field, names: Scope, region: Region, reserve: int) -> None:
        match item:
            case IntField(extended_from=int(threshold)):
                drawn = self.extended(item, threshold, names)
                names.values[item.name] = drawn
                region.raw(_extended(drawn, threshold))
            case IntField():
                low, high = limits(8 * item.width, item.signed)
                value = self.source(item.name, item.part, item.value, low, high, names)
                region.number(item.width, item.little, value, item.signed)
            case BitsField():
                self.bits(item, names, region)
            case BoolField():
                names.values[item.name] = self.choose.number(0, 1)
                region.raw(bytes((names.values[item.name],)))
            case FloatField():
                region.raw(self.choose.octets(item.width))
            case ReservedField():
                drawn = self.choose.number(0, 255) if self.choose.percent(5) else 0
                region.raw(drawn.to_bytes(item.width, "little" if item.little else "big"))
            case ConstField():
                region.raw(item.data)
            case SizedField():
                self.sized(item, names, region)
            case BytesField(length=None):
                marker = (1 << 8 * item.prefix) - 1
                region.raw(prefixed(self.choose, item.prefix, item.little, item.charset, marker))
            case BytesField(length=length) | BitsetField(length=length):
                assert length is not None
                charset = item.charset if isinstance(item, BytesField) else ""
                data = characters(self.choose, charset, self.length(item, length, names, region, reserve))
                names.lengths[item.name] = len(data)
                region.raw(data)
            case NestedField():
                region.raw(self.encapsulated(item, names, region, reserve))
            case TypedField():
                self.typed(item, names, region)
            case ChecksumField():
                region.checksum()
            case ListField():
                self.sequence(item, names, region, reserve)
            case GroupField():
                self.level(item.fields, names, region, reserve)
            case SwitchField():
                self.level(self.case(item, names), names, region, reserve)
            case WithinField():
                self.within(item, names, region)

    def bits(self, item: BitsField, names: Scope, region: Region) -> None:
        pieces: list[tuple[int, int, Callable[[], int]]] = []
        shift = 8 * item.width
        for bit in item.items:
            shift -= bit.width
            low, high = limits(bit.width, bit.signed)
            if not self.lives(bit) and bit.part is None:
                names.forced[bit.name] = 0
            if bit.reserved:
                drawn = self.choose.number(0, high) if self.lives(bit) and self.choose.percent(3) else 0
                pieces.append((shift, high, partial(int, drawn)))
            else:
                source = self.source(bit.name, bit.part, bit.value, low, high, names)
                pieces.append((shift, (1 << bit.width) - 1, source))
        total = partial(_together, pieces)
        region.number(item.width, item.little, total)

    def extended(self, item: IntField, threshold: int, names: Scope) -> int:
        drawn = self.integer(item.name, item.value, 0, 0xFFFF, names)
        return drawn if drawn < threshold or drawn >= threshold << 8 else drawn & 0xFF | threshold << 8

    def sized(self, item: SizedField, names: Scope, region: Region) -> None:
        size = self.number(item.length, names)
        demand(size in item.sizes)
        if size:
            low, high = limits(8 * size, item.signed)
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
            region.raw(typed(self.choose, self.types, number))

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

    def sequence(self, item: ListField, names: Scope, region: Region, reserve: int) -> None:
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
        element = item.element
        if isinstance(element, Record):
            with self.choose.less():
                self.level(element.fields, rows[-1], inner, 0)
        elif (threshold := element.extended_from) is not None:
            inner.raw(_extended(self.extended(element, threshold, names), threshold))
        else:
            low, high = limits(8 * element.width, element.signed)
            drawn = self.integer("", element.value, low, high, names)
            inner.number(element.width, element.little, lambda: drawn, element.signed)
        demand(inner.size > 0 or item.count is not None)
        demand(not item.marker or not inner.data().startswith(item.marker))
        demand(not region.ended)
        region.ended = inner.ended
        inner.into(region)


def _extended(number: int, threshold: int) -> bytes:
    return number.to_bytes(1 if number < threshold else 2, "big")


def _asks_remaining(tree: Tree) -> bool:
    return ("name", "remaining") in walk(tree)


def _together(pieces: list[tuple[int, int, Callable[[], int]]]) -> int:
    return sum((source() & mask) << shift for shift, mask, source in pieces)
