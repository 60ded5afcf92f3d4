"""Which attributes exist, and which of them are lengths that the data itself tells.

The rule (specs/README.md section 5): an integer that is used alone (`n`, `n + 2`, `n - 1`, `n * 3`) as the `count` or
`length` of exactly one later field beside it, and as no other count, length or size, is derived: it is no value of its
own but the length of what it counts. The compiler and the oracle both ask here, so they can't disagree about it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from dataclasses import field as dataclass_field

from .expr import Tree, names, parent_names
from .model import (
    LAST,
    BitItem,
    BitsetField,
    BitsField,
    BytesField,
    Command,
    ConstField,
    Field,
    GroupField,
    IntField,
    ListField,
    NestedField,
    Part,
    Record,
    ReservedField,
    SizedField,
    SwitchField,
    WithinField,
    flatten,
)


@dataclass(frozen=True)
class Derived:
    """`measure(user) == name * factor + offset`; `kind`: "count" (elements) or "length" (bytes)."""

    name: str
    user: str
    factor: int
    offset: int
    kind: str
    field: Field = dataclass_field(repr=False, compare=False)  # the field called `user`


@dataclass(frozen=True)
class Slot:
    """An attribute of a command or record. `field`: what carries it (the first part of a split number)."""

    name: str
    field: Field | BitItem
    derived: Derived | None = None
    reserved: bool = False


@dataclass(frozen=True)
class _Integer:
    """An integer that could be a length: where it ends on its level and under which conditions it is there."""

    name: str
    position: int
    since: int
    until: int
    optional: bool
    present_if: Tree | None


def derived(fields: tuple[Field, ...]) -> dict[str, Derived]:
    """The derived integers of a scope (a command's or a record's fields), those in groups, cases and regions included.

    A name that several cases of a switch share is derived only if it is in each of them, and in the same way.
    """
    all_levels = list(levels(fields))
    part_counts: dict[str, int] = {}
    for level in all_levels:
        for _, _, part, _ in _carriers(level):
            if part is not None:
                part_counts[part.number] = part_counts.get(part.number, 0) + 1
    candidates: dict[str, list[tuple[tuple[Field, ...], _Integer]]] = {}
    for level in all_levels:
        for integer in _integers(level, part_counts):
            candidates.setdefault(integer.name, []).append((level, integer))
    total = _uses(fields)
    found: dict[str, Derived] = {}
    for name, occurrences in candidates.items():
        if len(total.get(name, ())) != len(occurrences):
            continue
        results = {_derive(integer, level) for level, integer in occurrences}
        if len(results) == 1 and (result := results.pop()) is not None:
            found[name] = result
    return found


def slots(owner: Command | Record) -> tuple[Slot, ...]:
    """The attributes in wire order: derived and reserved ones flagged, split numbers once at their first part,
    cases of a switch and variants merged by name (a name of an older variant stands behind its predecessor there).
    """
    if isinstance(owner, Record):
        return tuple(_scope_slots(owner.fields).values())
    merged: list[Slot] = []
    for variant in sorted(owner.variants, key=lambda variant: -variant.high):
        own = list(_scope_slots(scope(owner, variant.fields)).values())
        known = {slot.name: index for index, slot in enumerate(merged)}
        for index, slot in enumerate(own):
            if slot.name in known:
                at = known[slot.name]
                if merged[at].derived != slot.derived:
                    merged[at] = Slot(slot.name, merged[at].field, None, merged[at].reserved)
                continue
            after = known[own[index - 1].name] + 1 if index and own[index - 1].name in known else len(merged)
            merged.insert(after if index else 0, slot)
            known = {slot.name: index for index, slot in enumerate(merged)}
    return tuple(merged)


def scope(command: Command, fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """A variant's fields with the bits of the command byte, if it has any, in front."""
    return fields if command.id_bits is None else (command.id_bits, *fields)


def sizes(item: Field) -> Iterator[tuple[str, Tree]]:
    """(key, expression) of what decides about a field's size: count and length, of sized integers too."""
    if isinstance(item, (BytesField, BitsetField, NestedField, SizedField, WithinField)):
        if isinstance(item.length, tuple):
            yield "within" if isinstance(item, WithinField) else "length", item.length
    elif isinstance(item, ListField):
        if item.count is not None:
            yield "count", item.count
        if item.length is not None:
            yield "length", item.length


def levels(fields: tuple[Field, ...]) -> Iterator[tuple[Field, ...]]:
    """Every list of fields that stand beside each other."""
    yield fields
    for item in fields:
        if isinstance(item, (GroupField, WithinField)):
            yield from levels(item.fields)
        elif isinstance(item, SwitchField):
            for case in item.cases:
                yield from levels(case.fields)
            if item.default is not None:
                yield from levels(item.default)


def _carriers(level: tuple[Field, ...]) -> Iterator[tuple[str, int, Part | None, tuple[Field, BitItem | None]]]:
    """(name, position, part, (field, bit item)) of the integers of one level; parts go by their number's name."""
    for position, item in enumerate(level):
        if isinstance(item, IntField):
            yield (item.part.number if item.part else item.name), position, item.part, (item, None)
        elif isinstance(item, BitsField):
            for bit in item.items:
                if not bit.reserved and bit.name:
                    yield (bit.part.number if bit.part else bit.name), position, bit.part, (item, bit)


def _integers(level: tuple[Field, ...], part_counts: dict[str, int]) -> Iterator[_Integer]:
    split: dict[str, list[_Integer]] = {}
    for name, position, part, (item, bit) in _carriers(level):
        since = max(item.since, bit.since) if bit else item.since
        until = min(item.until, bit.until) if bit else item.until
        integer = _Integer(name, position, since, until, item.optional, item.present_if)
        if part is None:
            yield integer
        else:
            split.setdefault(name, []).append(integer)
    for name, parts in split.items():
        # A number with parts on several levels is not beside anything.
        if len(parts) == part_counts[name]:
            oldest = min(parts, key=lambda part: part.since)
            position = max(part.position for part in parts)
            yield _Integer(name, position, oldest.since, oldest.until, oldest.optional, oldest.present_if)


def _uses(fields: Iterable[Field]) -> dict[str, list[tuple[Field, str, Tree]]]:
    """Name -> the sizes of this scope, and of its list elements by way of `parent.name`, that depend on it."""
    found: dict[str, list[tuple[Field, str, Tree]]] = {}
    for item in flatten(tuple(fields)):
        for key, tree in sizes(item):
            for name in names(tree):
                found.setdefault(name, []).append((item, key, tree))
        if isinstance(item, ListField) and isinstance(item.element, Record):
            for inner in flatten(item.element.fields):
                for _, tree in sizes(inner):
                    for name in parent_names(tree):
                        found.setdefault(name, []).append((item, "element", tree))
    return found


def _derive(integer: _Integer, level: tuple[Field, ...]) -> Derived | None:
    used = _uses(level).get(integer.name, [])
    if len(used) != 1:
        return None
    user, key, tree = used[0]
    beside = any(item is user for item in level[integer.position + 1 :])
    if not beside or key == "element" or isinstance(user, SizedField):
        return None
    form = _alone(tree, integer.name)
    if form is None or not _same_conditions(user, integer, form):
        return None
    factor, offset = form
    return Derived(integer.name, user.name, factor, offset, "count" if key == "count" else "length", user)


def _alone(tree: Tree, name: str) -> tuple[int, int] | None:
    """(factor, offset) of `n`, `n + c`, `n - c` and `n * c`."""
    if tree == ("name", name):
        return 1, 0
    if tree[0] in ("+", "-", "*") and tree[1] == ("name", name) and tree[2][0] == "num":
        number: int = tree[2][1]
        if tree[0] == "*":
            return (number, 0) if number > 0 else None
        return 1, number if tree[0] == "+" else -number
    return None


def _same_conditions(user: Field, integer: _Integer, form: tuple[int, int]) -> bool:
    if user.since not in (1, integer.since) or user.until not in (LAST, integer.until):
        return False
    if user.optional and not integer.optional:
        return False
    if user.present_if in (None, integer.present_if):
        return True
    # "There if its length is not 0": an absent list counts 0, so nothing is lost; with an offset it would be.
    return form[1] == 0 and asks_length(user.present_if, integer.name)


def asks_length(condition: Tree | None, name: str) -> bool:
    """Whether the condition says "there if its length is not 0"."""
    number, zero = ("name", name), ("num", 0)
    return condition in (number, ("!=", number, zero), (">", number, zero))


def _wider(item: Field | BitItem, known: Field | BitItem) -> bool:
    """Whether two cases share a name and the later one holds larger numbers: the attribute has the wider range."""
    if isinstance(item, ListField) and isinstance(known, ListField):
        if isinstance(item.element, Record) or isinstance(known.element, Record):
            return False
        return item.element.width > known.element.width
    return isinstance(item, IntField) and isinstance(known, IntField) and item.width > known.width


def _scope_slots(fields: tuple[Field, ...]) -> dict[str, Slot]:
    lengths = derived(fields)
    found: dict[str, Slot] = {}

    def add(name: str, item: Field | BitItem, reserved: bool = False) -> None:
        if name:
            known = found.get(name)
            if known is None or _wider(item, known.field):
                found[name] = Slot(name, item, lengths.get(name), reserved)

    for item in flatten(fields):
        if isinstance(item, BitsField):
            for bit in item.items:
                add(bit.part.number if bit.part else bit.name, bit, bit.reserved)
        elif isinstance(item, IntField) and item.part is not None:
            add(item.part.number, item)
        elif not isinstance(item, (GroupField, SwitchField, WithinField, ConstField)):
            add(item.name, item, isinstance(item, ReservedField))
    return found
