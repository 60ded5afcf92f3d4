"""One open enum per concept: collapses the value sets that the XML repeats per version and command.

The rule: two sets are one concept when they carry the same field name and mostly the same words for the values they
share. Sets only grow; a value's `since` is the first version that named it. A bit set takes the enum that names its
values, and gets an enum of its own only where there is none.
"""

from __future__ import annotations

from typing import Any

from . import names
from .merge import merge_members
from .yaml_out import Hex
from .zwave_render import Use
from .zwave_source import Member

# Which one of several fields it is; the values are the same.
_WHICH = ("next", "current", "target", "supported", "requested", "granted", "selected", "new", "previous", "default")
_WEAK = {"supported", "bit", "mask", "set", "report", "get"}


def collapse(uses: list[Use]) -> dict[str, list[Member]]:
    """Assigns an enum to every use and gives the enums by name, in order of first use."""
    concepts: dict[str, list[Member]] = {}
    for use in uses:
        parts = names.words(use.concept)
        while len(parts) > 1 and parts[0] in _WHICH:
            parts = parts[1:]
        use.concept = names.pascal(" ".join(parts))
    for use in [use for use in uses if not use.bitset]:
        use.assign(_place(concepts, use))
    for use in [use for use in uses if use.bitset]:
        found = _naming(concepts, use.members)
        if found:
            concepts[found] = merge_members(use.members, concepts[found], 1)
            use.assign(found)
        else:
            words = [word for word in names.words(use.concept) if word not in _WEAK]
            use.concept = names.pascal(" ".join(words)) or names.pascal(
                " ".join(word for word in names.words(use.command) if word not in _WEAK)
            )
            use.assign(_place(concepts, use))
    return concepts


def _place(concepts: dict[str, list[Member]], use: Use) -> str:
    for name, members in concepts.items():
        if {member.value: _words(member) for member in members} == {m.value: _words(m) for m in use.members}:
            return name
    for name in (use.concept, f"{names.pascal(use.command)}{use.concept}"):
        if name not in concepts:
            concepts[name] = list(use.members)
            return name
        if _alike(concepts[name], use.members) >= 0.6:
            concepts[name] = _union(concepts[name], use.members)
            return name
    taken = set(concepts)
    name = names.unique(f"{names.pascal(use.command)}{use.concept}", taken)
    concepts[name] = list(use.members)
    return name


def _union(old: list[Member], new: list[Member]) -> list[Member]:
    since = {member.value: member.since for member in [*new, *old]}
    for member in new:
        since[member.value] = min(since[member.value], member.since)
    merged = merge_members(old, new, 1)
    for member in merged:
        member.since = since[member.value]
    return merged


def _words(member: Member) -> frozenset[str]:
    return frozenset(names.words(member.label))


def _alike(old: list[Member], new: list[Member]) -> float:
    """Share of the common values whose labels have a word in common."""
    table = {member.value: _words(member) for member in old}
    shared = [member for member in new if member.value in table]
    if not shared:
        return 0.0
    return sum(1 for member in shared if table[member.value] & _words(member)) / len(shared)


def _naming(concepts: dict[str, list[Member]], members: list[Member]) -> str:
    """The concept that names most of a bit set's values with like words."""
    best, score = "", 0.0
    for name, known in concepts.items():
        values = {member.value for member in known}
        inside = sum(1 for member in members if member.value in values) / len(members)
        likeness = _alike(known, members) * inside
        if inside >= 0.6 and likeness >= 0.5 and likeness > score:
            best, score = name, likeness
    return best


def enum_data(members: list[Member], concept: str = "") -> dict[str, Any]:
    """The enum as spec data: short form where name and value say everything."""
    base = min(member.since for member in members)
    hexadecimal = max(member.value for member in members) >= 10
    digits = 4 if max(member.value for member in members) > 0xFF else 2
    taken: set[str] = set()
    data: dict[str, Any] = {}
    repeated = _repeated(members, concept)
    for member in sorted(members, key=lambda member: member.value):
        name = names.unique("_".join(names.words(member.label)[repeated:]) or "unnamed", taken)
        name = f"value_{name}" if name[0].isdigit() else name
        value: Any = Hex(member.value, digits) if hexadecimal else member.value
        spoken = names.label(member.label)
        long: dict[str, Any] = {"value": value}
        if names.words(spoken) != names.words(names.default_label(name)):
            long["label"] = spoken
        if member.since > base:
            long["since"] = member.since
        data[name] = value if len(long) == 1 else long
    return data


def _repeated(members: list[Member], concept: str) -> int:
    """How many words in front every member has in common because they say the enum's own name."""
    own = names.words(concept)
    spoken = [names.words(member.label) for member in members]
    if len(spoken) > 1 and own and all(len(words) > len(own) and words[: len(own)] == own for words in spoken):
        return len(own)
    return 0
