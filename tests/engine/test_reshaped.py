"""Commands that were reshaped, and bytes that changed their meaning: tests/corpus/reshaped-zwave.yaml.

The rule: what a frame means is said for every version of its class, and each of them is tried: bytes to values to
bytes, on all readers. An object that was read in one version is built again from its values, in that version, to the
same bytes. The file covers every command that has variants; a class whose spec is not there yet must stand in
`pending`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.engine.corpus import check, class_of, is_known, load, rebuilt
from tests.engine.trials import Trial, engine
from zwcodec.runtime.errors import DecodeError, EncodeError

PAGE = load("reshaped-zwave.yaml")
SECTIONS = ("reshaped", "changed")
# The steps that the study found to be no extension of what was there, and the bytes that changed their meaning.
RESHAPED = {"0x23 0x02", "0x52 0x02", "0x55 0xC0", "0x55 0xE0", "0x71 0x05", "0x7A 0x06", "0x8E 0x01", "0x8E 0x04"}
CHANGED = {0x8C, 0x53, 0x32, 0x60, 0x75, 0x55, 0x26, 0x71, 0x8E, 0x52}


def entries() -> Iterator[tuple[str, str, int, dict[str, Any]]]:
    """Command, name of the test, version, entry."""
    for section in SECTIONS:
        for command, frames in PAGE[section].items():
            for position, frame in enumerate(frames):
                entry = {key: value for key, value in frame.items() if key not in ("from", "to")}
                for version in range(frame["from"], frame["to"] + 1):
                    yield command, f"{section} {command} {position} v{version}", version, entry


READABLE = [
    (name, {**entry, "version": version})
    for command, name, version, entry in entries()
    if is_known("zwave", int(command[:4], 0))
]
every_frame = pytest.mark.parametrize(("name", "entry"), READABLE, ids=[name for name, _ in READABLE])


def test_only_what_has_no_spec_is_pending() -> None:
    """No entry is left out silently: what can't be tried is named, and what can be tried is not."""
    untried = {command for command, _, _, _ in entries() if not is_known("zwave", int(command[:4], 0))}
    assert untried == set(PAGE["pending"]), "specs that arrived leave `pending`, missing ones stand there"


def test_the_list_is_whole() -> None:
    assert PAGE["reshaped"].keys() >= RESHAPED
    assert {int(command[:4], 0) for section in SECTIONS for command in PAGE[section]} >= CHANGED
    for command, _, _, entry in entries():
        data = bytes.fromhex(entry["hex"])
        number, code = (int(part, 0) for part in command.split())
        assert (class_of(data), data[1] & (0xF8 if number == 0x55 else 0xFF)) == (number, code), command


def test_every_variant_of_every_command_is_covered() -> None:
    """What the specs call variants, each in every version that has it."""
    covered: dict[tuple[int, int], set[int]] = {}
    for head, _, version, _ in entries():
        number, code = (int(part, 0) for part in head.split())
        covered.setdefault((number, code), set()).add(version)
    missing = {}
    for file, command in engine("zwave").spec.commands():
        if len(command.variants) > 1:
            wanted = {version for variant in command.variants for version in range(variant.low, variant.high + 1)}
            lacking = wanted - covered.get((file.id or 0, command.id or 0), set())
            if lacking:
                missing[command.name] = lacking
    assert not missing, "commands with variants, and the versions that tests/corpus/reshaped-zwave.yaml lacks"


@every_frame
def test_frame_in_its_version(name: str, entry: dict[str, Any]) -> None:
    check("zwave", entry, name)


@every_frame
def test_built_again_in_its_version(name: str, entry: dict[str, Any]) -> None:
    """The constructor refuses the bits that are newer than the version, and nothing else that was read."""
    data = bytes.fromhex(entry["hex"])
    trial = Trial(data, name, class_of(data), entry["version"])
    try:
        message = engine("zwave").decode(trial)
    except DecodeError:
        assert "error" in entry
        return
    assert message.version == entry["version"]
    try:
        again = rebuilt(message)
    except EncodeError as error:
        assert error.field == entry["strict"] or error.path == entry["strict"], error
        assert "does not exist in version" in str(error) or "do not exist in version" in str(error), error
    else:
        assert again == message
        assert again.to_bytes() == data
