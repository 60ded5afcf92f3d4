"""Editions: what a change of a spec would break for those who have built on it.

The rule: frames of every version that the old edition knows keep their bytes, and names and numbers keep their
meaning. What is new may be added in newer versions; what is there may get labels, units and ranges. Which fields a new
version may add where is checked inside each spec, in validate_order.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .derive import scope
from .model import (
    BitItem,
    BitsField,
    Command,
    ConstField,
    EnumType,
    Field,
    GroupField,
    IntField,
    ListField,
    Record,
    Rest,
    SpecFile,
    SwitchField,
    WithinField,
)


@dataclass(frozen=True)
class _Wire:
    """What one version of a frame says at one place: an attribute, or bytes without a name (`name` is "")."""

    name: str
    shape: str
    since: int
    optional: bool
    enum: EnumType | None
    bits: int = 0  # of an item of a bit group


def compatible(old: SpecFile, new: SpecFile) -> list[str]:
    """What changes from `old` to `new` would break, in words; empty if nothing would.

    Checked: ids and names of the class, its commands, fields, attributes and enum members; that every version of every
    command keeps its bytes: order, width, kind and condition of each field; `since` and `until`. A field may be added
    in a newer version, as an optional field at the end, or in bits that were reserved.
    """
    found: list[str] = []
    if (old.id, old.manufacturer) != (new.id, new.manufacturer):
        found.append(f"{old.name}: the id changes from {_hex(old.id)} to {_hex(new.id)}")
    if old.name != new.name:
        found.append(f"{old.name}: the name changes to {new.name}")
    if new.low > old.low or new.high < old.high:
        found.append(f"{old.name}: the versions change from {old.low}..{old.high} to {new.low}..{new.high}")
    known = {enum.name: enum for enum in new.enums}
    for enum in old.enums:
        if enum.name not in known:
            found.append(f"enum {enum.name}: removed")
        else:
            found += _enum(f"enum {enum.name}", enum, known[enum.name])
    commands = {command.name: command for command in new.commands}
    by_id = {(command.id, command.direction): command for command in new.commands}
    for command in old.commands:
        if command.name in commands:
            found += _command(command, commands[command.name], old)
        elif (command.id, command.direction) in by_id:
            found.append(f"{command.name}: renamed to {by_id[command.id, command.direction].name}")
        else:
            found.append(f"{command.name}: removed")
    found += _attributes(old, new)
    return found


def _command(old: Command, new: Command, file: SpecFile) -> list[str]:
    found = []
    if (old.id, old.id_mask) != (new.id, new.id_mask):
        found.append(f"{old.name}: the id changes from {_hex(old.id)} to {_hex(new.id)}")
    for key in ("direction", "manufacturer"):
        if getattr(old, key) != getattr(new, key):
            found.append(f"{old.name}: {key} changes from {getattr(old, key)} to {getattr(new, key)}")
    found += _versions(old.name, old.since, new.since, old.until, new.until)
    for version in range(max(old.since, file.low), min(old.until, file.high) + 1):
        here = f"{old.name} version {version}"
        for problem in _compare(_frame(old, version), _frame(new, version), here):
            # The same finding in every version is one finding.
            if not any(problem.split(": ", 1)[1] == other.split(": ", 1)[1] for other in found):
                found.append(problem)
    return found


def _frame(command: Command, version: int) -> list[_Wire]:
    for variant in command.variants:
        if variant.low <= version <= variant.high:
            return list(_wires(scope(command, variant.fields), version, "", ""))
    return []


def _wires(
    fields: tuple[Field, ...], version: int, prefix: str, condition: str, optional: bool = False
) -> Iterator[_Wire]:
    """The places of a frame of one version in wire order; `condition`: what they all depend on."""
    for item in fields:
        if not item.since <= version <= item.until:
            continue
        there = f"{condition} if {item.present_if}" if item.present_if is not None else condition
        may_miss = optional or item.optional
        match item:
            case BitsField():
                shift = 8 * item.width
                for bit in item.items:
                    shift -= bit.width
                    yield _bit(bit, item, shift, version, prefix, there, may_miss)
            case GroupField():
                yield from _wires(item.fields, version, prefix, there, may_miss)
            case WithinField():
                yield from _wires(item.fields, version, prefix, f"{there} within {item.length}", may_miss)
            case SwitchField():
                for case in item.cases:
                    here = f"{there} case {item.on} in {case.low}..{case.high}"
                    yield from _wires(case.fields, version, prefix, here, may_miss)
                yield from _wires(item.default or (), version, prefix, f"{there} default {item.on}", may_miss)
            case _:
                name = item.part.number if isinstance(item, IntField) and item.part else item.name
                value = getattr(item, "value", None)
                shape = f"{_shape(item)}{there}"
                yield _Wire(f"{prefix}{name}", shape, item.since, may_miss, value.enum if value else None)
                if isinstance(item, ListField) and isinstance(item.element, Record):
                    yield from _wires(item.element.fields, version, f"{prefix}{name}.", "", may_miss)


def _bit(bit: BitItem, item: BitsField, shift: int, version: int, prefix: str, there: str, optional: bool) -> _Wire:
    live = not bit.reserved and bit.since <= version <= bit.until
    name = f"{prefix}{bit.part.number if bit.part else bit.name}" if live else ""
    part = f", bits {bit.part.at} and up of it" if bit.part else ""
    kind = "signed " if bit.signed else "flag " if bit.boolean else ""
    order = " little-endian" if item.little and item.width > 1 else ""
    shape = f"{kind}{bit.width} bits at {shift}{part}{order}{there}" if live else f"{bit.width} bits"
    return _Wire(name, shape, max(item.since, bit.since), optional, bit.value.enum, bit.width)


def _shape(item: Field) -> str:
    """Kind, width, bounds and byte order of a field, in words that are equal if the bytes are."""
    words = [type(item).__name__.removesuffix("Field").lower()]
    if isinstance(item, ConstField):
        words.append(item.data.hex(" "))
    for key in ("width", "signed", "little", "extended_from", "part", "prefix", "charset", "sizes", "start", "table"):
        value = getattr(item, key, None)
        if value and not (key == "little" and getattr(item, "width", getattr(item, "prefix", 2)) == 1):
            words.append(f"{key} {value}")
    for key in ("length", "count", "precision", "until_end", "marker", "more", "of", "analog_only", "columns"):
        value = getattr(item, key, None)
        if value not in (None, False, "", b""):
            words.append(f"{key} {'rest' if isinstance(value, Rest) else value}")
    if isinstance(item, ListField) and isinstance(item.element, IntField):
        words.append(f"of ({_shape(item.element)})")
    return " ".join(words)


def _compare(old: list[_Wire], new: list[_Wire], here: str) -> Iterator[str]:
    """Two editions of the frame of one version."""
    before, after = _by_name(old), _by_name(new)
    added = {name for name in after if name not in before}
    for index, wire in enumerate(old):
        if not wire.name or wire.name in after:
            continue
        other = new[index] if index < len(new) else None
        if other is not None and other.name in added and other.shape == wire.shape:
            added.discard(other.name)
            yield f"{here}: {wire.name!r} is renamed to {other.name!r}"
        else:
            yield f"{here}: {wire.name!r} is removed"
    if [name for name in before if name in after] != [name for name in after if name in before]:
        yield f"{here}: the order of the fields changes"
        return
    same = True
    for name, wires in before.items():
        others = after.get(name, wires)
        shapes = [" or ".join(wire.shape for wire in group) for group in (wires, others)]
        if shapes[0] != shapes[1]:
            same = False
            yield f"{here}: {name!r} changes from {shapes[0]} to {shapes[1]}"
        if wires[0].since != others[0].since:
            yield f"{here}: {name!r} is since {others[0].since} now, was since {wires[0].since}"
        enum, other_enum = wires[0].enum, others[0].enum
        if enum is not None and other_enum is not None and enum.name != other_enum.name:
            yield from _enum(f"{here}: {name!r}", enum, other_enum)
    widths, new_widths = _widths(old), _widths(new)
    if not same or widths == new_widths:
        return
    tail = all(wire.optional for name in added for wire in after[name]) and new_widths[: len(widths)] == widths
    if added and not tail:
        yield f"{here}: {', '.join(map(repr, sorted(added)))} added to a version that exists; say since a newer one"
    elif not added and len(before) == sum(name in after for name in before):
        yield f"{here}: bytes without a name change"


def _by_name(wires: list[_Wire]) -> dict[str, list[_Wire]]:
    found: dict[str, list[_Wire]] = {}
    for wire in wires:
        if wire.name:
            found.setdefault(wire.name, []).append(wire)
    return found


def _widths(wires: list[_Wire]) -> list[str]:
    """The bytes of a frame, bits counted together: what does not change when reserved bits get names."""
    found: list[str] = []
    total = 0
    for wire in wires:
        if not wire.bits:
            found.append(wire.shape)
            continue
        total += wire.bits
        if total % 8 == 0:
            found.append(f"{total} bits")
            total = 0
    return found


def _versions(here: str, old_since: int, new_since: int, old_until: int, new_until: int) -> list[str]:
    found = []
    if old_since != new_since:
        found.append(f"{here}: is since {new_since} now, was since {old_since}")
    if new_until < old_until:
        found.append(f"{here}: ends with version {new_until} now")
    return found


def _enum(here: str, old: EnumType, new: EnumType) -> list[str]:
    found = []
    values = {member.name: member.value for member in new.members}
    for member in old.members:
        if member.name not in values:
            found.append(f"{here}: the member {member.name!r} ({_hex(member.value)}) is removed or renamed")
        elif values[member.name] != member.value:
            found.append(f"{here}: {member.name!r} changes from {_hex(member.value)} to {_hex(values[member.name])}")
    first = {member.value: member.name for member in reversed(new.members)}
    for member in {member.value: member for member in reversed(old.members)}.values():
        if member.name in values and values[member.name] == member.value and first[member.value] != member.name:
            found.append(f"{here}: {_hex(member.value)} is called {first[member.value]!r} now, was {member.name!r}")
    return found


def _attributes(old: SpecFile, new: SpecFile) -> list[str]:
    found = []
    known = {(item.side, item.name): item for item in new.attributes}
    for item in old.attributes:
        here = f"attribute {item.name}"
        other = known.get((item.side, item.name))
        if other is None:
            found.append(f"{here}: removed or renamed")
            continue
        for key in ("id", "type", "manufacturer", "of"):
            before, after = getattr(item, key), getattr(other, key)
            if before != after:
                found.append(f"{here}: {key} changes from {_hex(before)} to {_hex(after)}")
    return found


def _hex(value: object) -> str:
    return f"{value:#04x}" if isinstance(value, int) else str(value)
