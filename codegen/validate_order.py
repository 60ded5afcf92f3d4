"""The order of versions inside a spec: what a field with `since` may stand in front of.

The rule: a frame of version v is the beginning of a frame of version v + 1, so a field that comes with v + 1 stands
behind everything that v has. Exceptions: bit items (their bits were reserved before); fields that take no bytes in
older frames, because their `present_if`, `count` or `length` is 0 without names that are as new; new fields in the
place of fields that end with v, if both take the same number of bytes. Nothing new may follow a field that takes the
rest: the last bytes of older frames would be taken for it. What can't follow this needs `variants`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .derive import sizes
from .expr import Tree, evaluate, names
from .model import LAST, BitsField, Field, GroupField, IntField, SwitchField, WithinField, flatten
from .problems import Problems
from .validate_wire import call, fixed_size, is_open


@dataclass(frozen=True)
class _Step:
    """A stretch of bytes and the versions that have it."""

    field: Field
    since: int
    until: int

    def lives(self, version: int) -> bool:
        return self.since <= version <= self.until


def check_order(fields: tuple[Field, ...], low: int, high: int, element: bool, problems: Problems) -> None:
    """Check a scope of versions `low` to `high`; the elements of a list (`element`) are followed by each other."""
    ages = _ages(fields)
    steps = list(_steps(fields, ages))
    _check_level(fields, steps if element else [], ages, low, high, problems)


def _check_level(
    fields: tuple[Field, ...], behind: list[_Step], ages: dict[str, int], low: int, high: int, problems: Problems
) -> None:
    steps = [*_steps(fields, ages), *behind]
    for version in sorted({step.since for step in steps} | {step.until + 1 for step in steps}):
        if low < version <= high:
            _check_change(steps, version - 1, problems)
    for number, item in enumerate(fields):
        rest = [*_steps(fields[number + 1 :], ages), *behind]
        match item:
            case GroupField():
                for inner in item.fields:
                    if isinstance(inner, (SwitchField, WithinField)):
                        _check_level((inner,), rest, ages, low, high, problems)
            case SwitchField():
                for case in item.cases:
                    _check_level(case.fields, rest, ages, low, high, problems)
                _check_level(item.default or (), rest, ages, low, high, problems)
            case WithinField():
                _check_level(item.fields, [], ages, low, high, problems)


def _check_change(steps: list[_Step], old: int, problems: Problems) -> None:
    """From version `old` to the next: walk both field lists side by side."""
    before = [step for step in steps if step.lives(old)]
    after = [step for step in steps if step.lives(old + 1)]
    position = 0
    opened: Field | None = None
    while position < len(after):
        if before and before[0] is after[position]:
            opened = opened or (before[0].field if is_open(before[0].field) else None)
            before.pop(0)
            position += 1
            continue
        new: list[_Step] = []
        while position < len(after) and not after[position].lives(old):
            new.append(after[position])
            position += 1
        gone: list[_Step] = []
        while before and not before[0].lives(old + 1):
            gone.append(before.pop(0))
        if not new:
            # Bytes that go away in front of others move those.
            problems.add(gone[0].field.where, f"ends with version {old}, and moves the fields behind it; use variants")
            return
        where = new[0].field.where
        if opened is not None:
            problems.add(
                where,
                f"new in version {old + 1} behind {call(opened)}, which takes the rest of older frames; use variants",
            )
            return
        if (before or gone) and (not gone or _size(new) is None or _size(new) != _size(gone)):
            other = (before or gone)[0].field
            problems.add(
                where, f"new in version {old + 1} in front of {call(other)}, which older versions have; use variants"
            )
            return


def _steps(fields: tuple[Field, ...], ages: dict[str, int], since: int = 1, until: int = LAST) -> Iterator[_Step]:
    """The bytes of a level in wire order; switches and regions as a whole, groups by their fields."""
    for item in fields:
        first, last = max(since, item.since), min(until, item.until)
        conditions = [tree for _, tree in sizes(item)]
        if item.present_if is not None:
            conditions.append(item.present_if)
        if any(_nothing_before(tree, first, ages) for tree in conditions):
            continue
        if isinstance(item, GroupField):
            yield from _steps(item.fields, ages, first, last)
        else:
            yield _Step(item, first, last)


def _nothing_before(tree: Tree, since: int, ages: dict[str, int]) -> bool:
    """Whether a condition or size is 0 in frames older than its names, which are as new as the field or newer."""
    found = names(tree)
    newer = bool(found) and all(ages.get(name, 1) >= max(since, 2) for name in found)
    return newer and not evaluate(tree, {}, {}, {})


def _ages(fields: tuple[Field, ...]) -> dict[str, int]:
    """Name -> first version in which it can be anything but 0."""
    ages: dict[str, int] = {}
    for item in flatten(fields):
        if isinstance(item, BitsField):
            for bit in item.items:
                name = bit.part.number if bit.part else bit.name
                since = max(item.since, bit.since)
                ages[name] = min(ages.get(name, since), since)
        else:
            name = item.part.number if isinstance(item, IntField) and item.part else item.name
            ages[name] = min(ages.get(name, item.since), item.since)
    return ages


def _size(steps: list[_Step]) -> int | None:
    sizes = [fixed_size(step.field) for step in steps]
    return None if None in sizes else sum(size or 0 for size in sizes)
