"""Versions of command classes: what was added later is left out for older versions, missed by nobody, and never lost.

The rule: for every command that changes with the version of its class, and for every version that has it, the examples
are read, built again without what is newer, and built with it. What comes out is judged by the strict oracle of that
version: it takes no byte that the version does not have. Which fields are newer is asked of the Spec.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest

from codegen.model import LAST, BitItem, BitsField, Command, Field, SpecFile, flatten
from codegen.names import strop
from tests.engine.corpus import values_of
from tests.engine.trials import Trial, agree, engine
from zwcodec.runtime.errors import DecodeError, EncodeError


@dataclass(frozen=True)
class Case:
    """A command that changes. `since`, `until`: of the attributes that not all versions have; `bits`: those of them
    that are bits of a byte that was there before."""

    file: SpecFile
    command: Command
    since: dict[str, int]
    until: dict[str, int]
    bits: frozenset[str]

    @property
    def identity(self) -> str:
        return f"{self.file.module}.{self.command.name}"

    @property
    def versions(self) -> range:
        low = max(self.file.low, self.command.since)
        return range(low, min(self.file.high, self.command.until) + 1)

    def variant(self, version: int) -> int:
        return next(n for n, variant in enumerate(self.command.variants) if variant.low <= version <= variant.high)

    def has(self, name: str, version: int) -> bool:
        return self.since.get(name, 1) <= version <= self.until.get(name, LAST)

    def trial(self, data: bytes, version: int) -> Trial:
        return Trial(data, self.identity, self.file.id or 0, version)

    def examples(self) -> Iterator[tuple[int, bytes]]:
        for example in self.command.examples:
            yield example.version or self.versions[-1], example.data


def _attribute(item: Field | BitItem) -> str:
    part = getattr(item, "part", None)
    return strop(part.number if part else item.name)


def _ages(file: SpecFile, command: Command) -> Case:
    since: dict[str, int] = {}
    until: dict[str, int] = {}
    bits = set()

    def note(fields: tuple[Field, ...], newest: int, oldest: int) -> None:
        for item in fields:
            low, high = max(newest, item.since), min(oldest, item.until)
            inner = list(_inner(item))
            if inner:
                note(tuple(inner), low, high)
            items = item.items if isinstance(item, BitsField) else (item,)
            for each in items:
                name = _attribute(each)
                if name:
                    since[name] = min(since.get(name, LAST), max(low, each.since))
                    until[name] = max(until.get(name, 0), min(high, each.until))
                    if each.since > low:
                        bits.add(name)

    for variant in command.variants:
        note(variant.fields, max(variant.low, command.since), min(variant.high, LAST))
    return Case(
        file,
        command,
        {name: low for name, low in since.items() if low > max(file.low, command.since)},
        {name: high for name, high in until.items() if high < file.high},
        frozenset(bits),
    )


def _inner(item: Field) -> Iterator[Field]:
    """The fields directly inside of a structure."""
    yield from getattr(item, "fields", ())
    for case in getattr(item, "cases", ()):
        yield from case.fields
    yield from getattr(item, "default", None) or ()


@cache
def cases() -> tuple[Case, ...]:
    found = (_ages(file, command) for file, command in engine("zwave").spec.commands())
    return tuple(case for case in found if case.since or case.until or len(case.command.variants) > 1)


every_case = pytest.mark.parametrize("case", cases(), ids=[case.identity for case in cases()])


def newer(case: Case, message: Any, version: int) -> dict[str, Any]:
    """What a message holds that a version does not have; bits that are not set hold nothing, reserved or new."""
    reserved = {field.name for field in type(message).__codec__.stored if field.reserved}
    return {
        name: value
        for name, value in _values(message).items()
        if not case.has(name, version) and value is not None and (value or name not in case.bits | reserved)
    }


def _values(message: Any) -> dict[str, Any]:
    """The attributes by the names that the Spec has."""
    codec = type(message).__codec__
    return {
        field.name: getattr(message, field.slot if field.kind == "bitset" else field.name)
        for field in codec.stored
        if field.kind not in ("derived", "computed")
    }


def built(case: Case, message: Any, version: int, **more: Any) -> Any:
    """The message in another version, without what that does not have."""
    given = {}
    for field in type(message).__codec__.stored:
        name = field.slot if field.kind == "bitset" else field.name
        value = values_of(message).get(name)
        if case.has(field.name, version) and value is not None:
            for since, bits in field.newer_bits:
                value = value & ~bits if version < since else value
            given[name] = value
    return type(message)(**{**given, **more}, version=version)


def told(case: Case, message: Any, version: int) -> Any:
    """The message in an older version; None if that can't tell it, because something there follows from newer bits."""
    try:
        return built(case, message, version)
    except EncodeError as error:
        assert not case.has(error.field, version), error
        return None


@every_case
def test_frames_of_any_version_are_read_in_any_version(case: Case) -> None:
    """A short frame leaves out what is newer; of a long one the bytes that are newer are left over. All come back."""
    for age, data in case.examples():
        for version in case.versions:
            if case.variant(version) != case.variant(age):
                continue
            message = agree(engine("zwave"), case.trial(data, version))
            assert not isinstance(message, DecodeError), (version, data.hex(" "), message)
            assert message.version == version
            for name, value in _values(message).items():
                if name not in case.bits and not case.until and not case.has(name, min(age, version)):
                    assert value is None, (name, version, data.hex(" "))
            if age <= version:
                assert message.trailing == b"", (version, data.hex(" "))


@every_case
def test_older_versions_get_no_newer_bytes(case: Case) -> None:
    machine = engine("zwave")
    for age, data in case.examples():
        newest = machine.decode(case.trial(data, age))
        for version in case.versions:
            if version > age or case.variant(version) != case.variant(age):
                continue
            older = told(case, newest, version)
            if older is None:
                continue
            sent = older.to_bytes()
            trial = case.trial(sent, version)
            message = machine.decode(trial, strict=True)
            assert message == older or case.until  # what ended is 0 or None, the bytes are the same
            values, again = machine.oracle(trial, strict=True)
            assert again == sent and values.trailing == b""
            assert values.values == message.as_dict()
            for name in _values(older):
                assert case.has(name, version) or name in case.bits or name not in values.values, (name, version)
            for later in case.versions:
                if later > version and case.variant(later) == case.variant(version):  # the short form of a later one
                    message = agree(machine, case.trial(sent, later))
                    assert not isinstance(message, DecodeError), (later, sent.hex(" "), message)
                    assert case.until or not newer(case, message, version)


@every_case
def test_older_versions_refuse_newer_values(case: Case) -> None:
    """Every newer value that an example holds is refused by name."""
    refused = set()
    for age, data in case.examples():
        message = engine("zwave").decode(case.trial(data, age))
        fields = {field.name: field for field in type(message).__codec__.stored}
        for version in case.versions:
            if case.variant(version) != case.variant(age):
                continue
            for name, value in newer(case, message, version).items():
                slot = fields[name].slot if fields[name].kind == "bitset" else name
                try:
                    sent = built(case, message, version, **{slot: value}).to_bytes()
                except EncodeError as error:
                    assert error.field in (name, slot) or error.path in (name, slot), (version, error)
                    refused.add(name)
                else:
                    raise AssertionError(f"version {version} has no {name} = {value!r}, but sends {sent.hex(' ')}")
    if len(case.command.variants) == 1:
        asked = {name for name in case.since if not _is_helper(case, name)}
        assert asked <= refused, f"no example of {case.identity} holds {asked - refused}"


def _is_helper(case: Case, name: str) -> bool:
    """Reserved bits, and lengths that nobody gives."""
    owner = case.command.variants[-1].fields
    for item in flatten(owner):
        for each in item.items if isinstance(item, BitsField) else ():
            if each.name == name and each.reserved:
                return True
        if item.name == name and type(item).__name__ in ("ReservedField", "WithinField"):
            return True
    command = next(iter(case.examples()))
    message = engine("zwave").decode(case.trial(command[1], command[0]))
    return any(field.name == name and field.kind == "derived" for field in type(message).__codec__.fields)


def test_all_steps_are_known() -> None:
    """The list is what the Spec says, and long enough to mean something."""
    assert len(cases()) > 60
    assert sum(len(case.since) for case in cases()) > 150
