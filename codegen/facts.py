"""What the structure around a field says about its attribute: versions, conditions, bit groups, what fills it in.

The rule: collected once per command from the Spec, before any attribute is described (shapes.py).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .expr import Tree, constant
from .layout_fields import field_names, field_parts
from .model import (
    LAST,
    PLAIN,
    BitsetField,
    BitsField,
    BytesField,
    Field,
    GroupField,
    IntField,
    ListField,
    ReservedField,
    Rest,
    SizedField,
    SwitchField,
    Value,
    WithinField,
)
from .names import strop


@dataclass
class Facts:
    """What one knows about the attributes of a command from the structure around them."""

    since: dict[str, int] = field(default_factory=dict)
    until: dict[str, int] = field(default_factory=dict)
    optional: set[str] = field(default_factory=set)
    conditional: set[str] = field(default_factory=set)
    group: dict[str, int] = field(default_factory=dict)
    region: dict[str, int] = field(default_factory=dict)
    regions: int = 0
    spots: dict[str, set[int]] = field(default_factory=dict)  # every region that a name stands in, 0 included
    times: dict[str, int] = field(default_factory=dict)  # how often a name stands somewhere, in all cases and variants
    fill: dict[str, tuple[object, ...]] = field(default_factory=dict)
    parts: dict[str, list[tuple[int, int, int]]] = field(default_factory=dict)  # of split numbers: since, at, width
    newer_bits: dict[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    ranges: dict[str, tuple[int, int]] = field(default_factory=dict)  # of whole numbers, in all places of a name
    fixed: dict[str, set[int | None]] = field(default_factory=dict)  # sizes of data in these places, None: any

    def widen(self, name: str, low: int, high: int) -> None:
        """The name holds these numbers, too."""
        known_low, known_high = self.ranges.get(name, (low, high))
        self.ranges[name] = min(low, known_low), max(high, known_high)

    def merge(self, other: Facts) -> None:
        """Add the facts of another variant."""
        offset = max(self.group.values(), default=0)
        for name, regions in other.spots.items():
            self.spots.setdefault(name, set()).update(number and number + self.regions for number in regions)
        self.region |= {name: number + self.regions for name, number in other.region.items() if number}
        self.regions += other.regions
        self.times = {name: self.times.get(name, 0) + other.times.get(name, 0) for name in self.times | other.times}
        self.since |= other.since
        self.until |= other.until
        self.optional |= other.optional
        self.conditional |= other.conditional
        self.group |= {name: number + offset for name, number in other.group.items()}
        self.fill |= other.fill
        self.newer_bits |= other.newer_bits
        for name, (low, high) in other.ranges.items():
            self.widen(name, low, high)
        for name, sizes in other.fixed.items():
            self.fixed.setdefault(name, set()).update(sizes)


def limits(value: Value, bits: int, signed: bool) -> tuple[int, int]:
    """The legal numbers of a field of so many bits."""
    low = -(1 << (bits - 1)) if signed else 0
    high = (1 << (bits - signed)) - 1
    return (
        low if value.minimum is None else max(low, value.minimum),
        high if value.maximum is None else min(high, value.maximum),
    )


def facts_of(fields: tuple[Field, ...], base: int, variant: bool = False) -> Facts:
    """`variant`: one of several shapes, so every field may be missing in another."""
    facts = Facts()
    _collect(fields, base, facts, variant, False, 0)
    _fills(fields, facts)
    for name, parts in facts.parts.items():
        oldest = min(since for since, _, _ in parts)
        if oldest > base:
            facts.since.setdefault(name, oldest)
        newer = {since: 0 for since, _, _ in parts if since > max(oldest, base)}
        for since, at, width in parts:
            if since in newer:
                newer[since] |= ((1 << width) - 1) << at
        if newer:
            facts.newer_bits[name] = tuple(sorted(newer.items()))
        if name in facts.ranges:  # in another case it stands in one piece
            facts.widen(name, 0, (1 << max(at + width for _, at, width in parts)) - 1)
    return facts


def _collect(
    fields: tuple[Field, ...],
    base: int,
    facts: Facts,
    conditional: bool,
    optional: bool,
    region: int,
    versions: tuple[int, int] = (1, LAST),
) -> None:
    """`versions`: those that have the structure around these fields."""
    for item in fields:
        since, until = max(versions[0], item.since), min(versions[1], item.until)
        inner_conditional = conditional or item.present_if is not None
        inner_optional = optional or item.optional or item.since > base or item.until < LAST
        inner_region = region
        if item.present_if is not None or item.optional or item.since > base or item.until < LAST:
            facts.regions += 1
            inner_region = facts.regions
        names = [item.name] if item.name else []
        if isinstance(item, BitsField):
            number = max(facts.group.values(), default=0) + 1
            for bit in item.items:
                name = bit.part.number if bit.part else bit.name
                names.append(name)
                facts.group.setdefault(name, number)
                if bit.part is not None:
                    facts.parts.setdefault(name, []).append((bit.since, bit.part.at, bit.width))
                    continue
                facts.widen(name, *limits(bit.value, bit.width, bit.signed))
                if bit.since > base:
                    facts.since.setdefault(name, bit.since)
        elif isinstance(item, IntField) and item.part is not None:
            names = [item.part.number]
            facts.parts.setdefault(item.part.number, []).append((item.since, item.part.at, 8 * item.width))
        elif isinstance(item, (BytesField, BitsetField)):
            known = None if item.length is None or isinstance(item.length, Rest) else constant(item.length)
            facts.fixed.setdefault(item.name, set()).add(known)
        elif isinstance(item, IntField):
            width = 16 if item.extended_from is not None else 8 * item.width
            facts.widen(item.name, *limits(item.value, width, item.signed))
        elif isinstance(item, ReservedField) and item.width <= 8:
            facts.widen(item.name, *limits(PLAIN, 8 * item.width, False))
        for name in names:
            if since > base:
                facts.since[name] = max(since, facts.since.get(name, 0))
            if until < LAST:
                facts.until[name] = until
            facts.region.setdefault(name, inner_region)
            facts.spots.setdefault(name, set()).add(inner_region)
            if inner_conditional:
                facts.conditional.add(name)
            if inner_optional:
                facts.optional.add(name)
        parts = field_parts(item)
        later = {part.number for part in parts} - {part.number for part in parts if not part.at}
        for name in set(names) - later:  # a split number stands where its lowest bits do
            facts.times[name] = facts.times.get(name, 0) + 1
        if isinstance(item, (GroupField, WithinField)):
            _collect(item.fields, base, facts, inner_conditional, inner_optional, inner_region, (since, until))
        elif isinstance(item, SwitchField):
            for fields_of_case in (*(case.fields for case in item.cases), item.default or ()):
                facts.regions += 1
                _collect(fields_of_case, base, facts, True, inner_optional, facts.regions, (since, until))


def _fills(fields: tuple[Field, ...], facts: Facts) -> None:
    """How the constructor fills in what it was not given."""
    sized: dict[str, list[SizedField]] = {}
    precise: dict[str, list[str]] = {}
    guarded: dict[str, list[str]] = {}
    counted: dict[str, list[str]] = {}
    for item in _deep(fields):
        if isinstance(item, SizedField):
            if item.length[0] == "name":
                sized.setdefault(item.length[1], []).append(item)
            if item.precision is not None and item.precision[0] == "name":
                precise.setdefault(item.precision[1], []).append(item.name)
        name = _flag_name(item.present_if)
        if name:
            inner = [found for part in _deep((item,)) for found in field_names(part)]
            guarded.setdefault(name, []).extend(inner)
        length = item.count if isinstance(item, ListField) else item.length if isinstance(item, BytesField) else None
        if isinstance(length, tuple) and length[0] == "name":
            counted.setdefault(length[1], []).append(item.name)
    for name, items in sized.items():
        legal = set(items[0].sizes)
        for other in items[1:]:
            legal &= set(other.sizes)
        names = tuple(dict.fromkeys(strop(item.name) for item in items))
        lengths = [strop(user) for user in counted.get(name, ())]
        facts.fill[name] = ("size", names, tuple(sorted(legal)), *lengths)
    for name, users in precise.items():
        facts.fill.setdefault(name, ("precision", tuple(strop(user) for user in users)))
    for name, users in guarded.items():
        facts.fill.setdefault(name, ("presence", tuple(dict.fromkeys(strop(user) for user in users))))
    for name, users in counted.items():
        facts.fill.setdefault(name, ("count", tuple(strop(user) for user in users)))


def _deep(fields: tuple[Field, ...]) -> list[Field]:
    found: list[Field] = []
    for item in fields:
        found.append(item)
        if isinstance(item, (GroupField, WithinField)):
            found += _deep(item.fields)
        elif isinstance(item, SwitchField):
            for case in item.cases:
                found += _deep(case.fields)
            found += _deep(item.default or ())
    return found


def _flag_name(tree: Tree | None) -> str:
    """The flag that alone decides about presence, else ""."""
    if tree is None:
        return ""
    if tree[0] == "name":
        return str(tree[1])
    if tree[0] in ("!=", ">") and tree[1][0] == "name" and tree[2] == ("num", 0):
        return str(tree[1][1])
    return ""
