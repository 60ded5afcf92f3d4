"""Integers of a body: split numbers, lengths that follow from data, and the scope that knows them all.

The rule: an integer is drawn once, when its first bits are written, from what its meaning and the fields behind it
allow (rules.py). A length that follows from data says beforehand how long the data must be; that of a region says only
whether there is anything in it, and becomes a number when the region is closed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from codegen.derive import Derived, asks_length
from codegen.model import (
    PLAIN,
    BitItem,
    BitsField,
    DataType,
    Field,
    IntField,
    ListField,
    NestedField,
    Part,
    Value,
    WithinField,
)
from tests.engine.choices import Chooser
from tests.engine.pieces import demand
from tests.engine.rules import Rules

LARGEST = 4096  # elements, and bytes


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


class Integers:
    """What draws the integers of one command."""

    def __init__(self, choose: Chooser, version: int, types: dict[int, DataType]) -> None:
        self.choose = choose
        self.version = version
        self.types = types

    def lives(self, item: Field | BitItem) -> bool:
        return item.since <= self.version <= item.until

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
            for part, width, value, carrier in _parts(item):
                split = found.setdefault(part.number, Split())
                if self.lives(carrier) and self.lives(item):
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


def limits(bits: int, signed: bool) -> tuple[int, int]:
    return (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)


def _parts(item: Field) -> list[tuple[Part, int, Value, Field | BitItem]]:
    """(part, bits, meaning, what has the versions) of the parts of split numbers that a field carries."""
    if isinstance(item, IntField) and item.part is not None:
        return [(item.part, 8 * item.width, item.value, item)]
    if isinstance(item, BitsField):
        return [
            (bit.part, bit.width, bit.value, bit)
            for bit in item.items
            if bit.part is not None
        ]
    return []
