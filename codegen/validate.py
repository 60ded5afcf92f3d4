"""Checks on the finished model: a file by itself (`check_file`), and the files of a protocol together (`check_spec`).

The rule: load_*.py says whether the YAML has the right form, this says whether it means something. Scopes are checked
in validate_scope.py (names), validate_wire.py (bytes) and validate_order.py (versions).
"""

from __future__ import annotations

from collections.abc import Iterator

from .derive import Derived, derived, scope, slots
from .dialects import Dialect
from .load_keys import INTEGER
from .model import (
    LAST,
    Attribute,
    BitsField,
    Command,
    DataType,
    Field,
    ListField,
    Merge,
    Record,
    Spec,
    SpecFile,
    Value,
    Where,
    flatten,
)
from .problems import Problems, suggestion
from .validate_order import check_order
from .validate_scope import COMMAND_NAMES, RECORD_NAMES, Names, ScopeCheck, at, check_computed
from .validate_wire import WireCheck, check_value


def check_file(file: SpecFile, dialect: Dialect, types: dict[str, DataType], problems: Problems) -> None:
    """Everything that can be said about one file."""
    if file.kind == "command_class":
        for enum in file.enums:
            for member in enum.members:
                if member.since > file.high:
                    problems.add(
                        at(enum.where, member.name), f"since {member.since} is outside of the versions {_span(file)}"
                    )
    elements = {id(record) for record in _elements(file)}
    for record in file.records:
        _check_record(record, file, id(record) in elements, problems)
    if file.frame is not None:
        _check_record(file.frame, file, False, problems)
    _check_commands(file, dialect, problems)
    for command in file.commands:
        _check_command(command, file, problems)
    _check_types(file, problems)
    _check_attributes(file, types, problems)


def check_spec(spec: Spec, problems: Problems) -> None:
    """Ids and names that must differ between files."""
    ids: dict[tuple[str, int | None, int | None], SpecFile] = {}
    names: dict[tuple[str, str], SpecFile] = {}
    for file in spec.files:
        key = (file.kind, file.id, file.manufacturer)
        if file.id is not None and ids.setdefault(key, file) is not file:
            problems.add(at(file.where, f"{file.kind}/id"), f"the id {file.id:#04x} is taken by {ids[key].where.file}")
        if names.setdefault((file.kind, file.name), file) is not file:
            other = names[file.kind, file.name].where.file
            problems.add(at(file.where, f"{file.kind}/name"), f"the name {file.name!r} is taken by {other}")


# -- records and commands --------------------------------------------------------------------------------------


def _elements(file: SpecFile) -> Iterator[Record]:
    """Records that are repeated one behind the other (columns are not)."""
    bodies = [variant.fields for command in file.commands for variant in command.variants]
    bodies += [record.fields for record in file.records]
    if file.frame is not None:
        bodies.append(file.frame.fields)
    for fields in bodies:
        for item in flatten(fields):
            if isinstance(item, ListField) and isinstance(item.element, Record) and not item.columns:
                yield item.element


def _check_record(record: Record, file: SpecFile, element: bool, problems: Problems) -> None:
    ScopeCheck(problems, RECORD_NAMES, element=record is not file.frame).run(record.fields)
    WireCheck(problems, file.low, element=element, command=False).run(record.fields)
    _check_versions(record.fields, file.low, file.high, problems)
    check_order(record.fields, file.low, file.high, element, problems)


def _check_command(command: Command, file: SpecFile, problems: Problems) -> None:
    low, high = max(command.since, file.low), min(command.until, file.high)
    _check_window(command.where, command.since, command.until, file.low, file.high, problems)
    if command.reply and command.reply not in (names := [other.name for other in file.commands]):
        hint = suggestion(command.reply, names)
        problems.add(at(command.where, "reply"), f"there is no command {command.reply!r} in this file{hint}")
    _check_cover(command, low, high, problems)
    known: Names = {}
    computed = frozenset(item.name for item in command.computed)
    lengths: dict[str, tuple[Derived | None, Where]] = {}
    for variant in command.variants:
        fields = scope(command, variant.fields)
        found = ScopeCheck(problems, COMMAND_NAMES, element=False).run(fields, computed)
        first, last = max(low, variant.low), min(high, variant.high)
        WireCheck(problems, first, element=False, command=True).run(fields)
        _check_versions(fields, first, last, problems)
        check_order(fields, first, last, False, problems)
        own = derived(fields)
        for name, info in found.items():
            before = lengths.setdefault(name, (own.get(name), info.where))
            if before[0] != own.get(name):
                problems.add(
                    info.where,
                    f"{name!r} is a derived length in one variant and not in the other; give it another name",
                )
            known.setdefault(name, info)
    check_computed(command, known, problems)
    if command.merge is not None:
        _check_merge(command, command.merge, known, problems)


def _check_merge(command: Command, merge: Merge, known: Names, problems: Problems) -> None:
    for key in ("key", "concat"):
        for name in getattr(merge, key):
            _check_merged(at(command.where, f"merge/{key}"), name, key, known, problems)
    if merge.left:
        _check_merged(at(command.where, "merge/left"), merge.left, "left", known, problems)
    if merge.next is not None:
        where = at(command.where, "merge/next")
        first, _, rest = merge.next[1].partition(".")
        _check_merged(where, merge.next[0], "left", known, problems)
        elements = {
            slot.name
            for variant in command.variants
            for item in flatten(variant.fields)
            if isinstance(item, ListField) and item.name == first and isinstance(item.element, Record)
            for slot in slots(item.element)
        }
        if rest and rest not in elements:
            problems.add(where, f"there is no field {merge.next[1]!r}")
        elif not rest:
            _check_merged(where, first, "left", known, problems)
    for name, how in merge.take:
        where = at(command.where, f"merge/take/{name}")
        _check_merged(where, name, "left" if how in ("all", "index") else "key", known, problems)
        if how == "index" and len(merge.concat) != 1:
            problems.add(where, "an index needs exactly one field that is joined")


def _check_merged(where: Where, name: str, key: str, known: Names, problems: Problems) -> None:
    if name not in known:
        problems.add(where, f"there is no field {name!r}{suggestion(name, known)}")
    elif key == "concat" and not known[name].measurable:
        problems.add(where, f"{name!r} can't be joined: it is no list, text or bytes")
    elif key == "left" and not known[name].integer:
        problems.add(where, f"{name!r} is not an integer")


def _check_commands(file: SpecFile, dialect: Dialect, problems: Problems) -> None:
    """Ids: each once per version (and direction, where that tells commands apart), in ascending order."""
    seen: list[Command] = []
    highest: dict[str, Command] = {}
    for command in file.commands:
        for other in seen:
            if _collide(command, other, dialect):
                problems.add(at(command.where, "id"), f"the id {_id(command)} is taken by {other.name}")
                break
        group = command.direction if dialect.direction_is_key else ""
        before = highest.setdefault(group, command)
        if (command.id or 0) < (before.id or 0):
            problems.add(at(command.where, "id"), f"commands are sorted by id; {_id(command)} follows {_id(before)}")
        highest[group] = command
        seen.append(command)


def _collide(one: Command, other: Command, dialect: Dialect) -> bool:
    if one.id is None or other.id is None:
        return True  # without command byte there is only one command
    mask = one.id_mask & other.id_mask | ~0xFF  # a mask is about the low byte
    if one.id & mask != other.id & mask or one.manufacturer != other.manufacturer:
        return False
    if dialect.direction_is_key and "both" not in (one.direction, other.direction) and one.direction != other.direction:
        return False
    return one.since <= other.until and other.since <= one.until


def _id(command: Command) -> str:
    return "null" if command.id is None else f"{command.id:#04x}"


# -- versions --------------------------------------------------------------------------------------------------


def _check_cover(command: Command, low: int, high: int, problems: Problems) -> None:
    """Variants cover the versions of the command, each version once."""
    if len(command.variants) == 1 and (command.variants[0].low, command.variants[0].high) == (
        command.since,
        command.until,
    ):
        return
    expected = low
    for number, variant in enumerate(command.variants):
        where = at(command.where, f"variants/{number}/versions")
        if variant.low < expected:
            problems.add(where, f"the variants overlap: version {variant.low} is here and in another one")
        elif variant.low > expected:
            problems.add(where, f"the variants leave a gap: version {expected} is in none of them")
        if variant.high > high:
            problems.add(where, f"version {variant.high} is outside of the versions {low}..{high}")
        expected = max(expected, variant.high + 1)
    if expected <= high:
        where = at(command.where, "variants")
        problems.add(where, f"the variants leave a gap: version {expected} is in none of them")


def _check_versions(fields: tuple[Field, ...], low: int, high: int, problems: Problems) -> None:
    for item in flatten(fields):
        _check_window(item.where, item.since, item.until, low, high, problems)
        if isinstance(item, BitsField):
            for bit in item.items:
                _check_window(bit.where, bit.since, bit.until, low, high, problems)


def _check_window(where: Where, since: int, until: int, low: int, high: int, problems: Problems) -> None:
    for key, version, default in (("since", since, 1), ("until", until, LAST)):
        if version != default and not low <= version <= high:
            problems.add(at(where, key), f"{key} {version} is outside of the versions {low}..{high}")
    if since > until:
        problems.add(at(where, "until"), f"until {until} is before since {since}")


def _span(file: SpecFile) -> str:
    return f"{file.low}..{file.high}"


# -- types and attributes --------------------------------------------------------------------------------------


def _check_types(file: SpecFile, problems: Problems) -> None:
    ids: dict[int, str] = {}
    names: dict[str, int] = {}
    for row in file.types:
        if ids.setdefault(row.id, row.name) != row.name:
            problems.add(at(row.where, "id"), f"the id {row.id:#04x} is taken by {ids[row.id]}")
        if names.setdefault(row.name, row.id) != row.id:
            problems.add(at(row.where, "name"), f"the name {row.name!r} stands for two types")


def _check_attributes(file: SpecFile, types: dict[str, DataType], problems: Problems) -> None:
    seen: list[Attribute] = []
    for item in file.attributes:
        for other in seen:
            if item.side != other.side and "both" not in (item.side, other.side):
                continue
            if (item.id, item.manufacturer) == (other.id, other.manufacturer):
                problems.add(at(item.where, "id"), f"the id {item.id:#06x} is taken by {other.name}")
            if item.name == other.name:
                problems.add(at(item.where, "name"), f"the name {item.name!r} stands for two attributes")
        seen.append(item)
        row = types.get(item.type)
        match = INTEGER.match(row.wire) if row else None
        if match:
            check_value(item.value, int(match[2]), match[1] == "i", item.where, problems)
        elif row and item.value.enum and item.value != Value(enum=None):
            problems.add(at(item.where, "enum"), f"an attribute of type {item.type!r} is no integer")
