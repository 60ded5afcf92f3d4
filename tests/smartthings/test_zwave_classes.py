"""Every class of every platform: names, types, constants, construction, printing, and both readers side by side.

The facts are those of specs/smartthings, whose importer refuses to write a page that differs from the platform's own
list of names. That list is not part of the repository: ZWCODEC_ZWAVE_NAMES may give its path, and is then walked too.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any

import pytest

from codegen.smartthings.load import load
from zwcodec.smartthings import Command, FormatError, ParseError, ZWave, zwave
from zwcodec.smartthings.layout import read

ROOT = Path(__file__).resolve().parents[2]
PAGES = load(ROOT / "specs" / "smartthings")
HUBITAT = ZWave(platform="hubitat")
PLATFORMS = {"smartthings": zwave, "hubitat": HUBITAT}

# parse(format()) can't give the same command: as recorded, only one byte behind the data is taken away for a checksum
# of two; and a short address is filled up.
QUIRKS = {
    "Crc16Encap", "FirmwareUpdateMdReport", "CommandFirstFragment", "CommandSubsequentFragment", "ZipNodeAdvertisement",
}  # fmt: skip


def _commands(platform: ZWave) -> Iterator[tuple[Any, type[Command]]]:
    for short in dir(platform):
        if version := platform._registry.named(short):
            for name in version.commands.values():
                yield getattr(platform, short), version.command(name)


CLASSES = {
    f"{name}-{command.__module__.rpartition('.')[2]}.{command.__name__}": (platform, owner, command)
    for name, platform in PLATFORMS.items()
    for owner, command in _commands(platform)
}
EVERY = pytest.mark.parametrize("key", sorted(CLASSES))


def test_counts() -> None:
    """675 commands in 138 versions on the reference page; 4 barrierOperatorV1, 21 switchColorV1 to V3 came later."""
    mine = [key for key in CLASSES if key.startswith("smartthings-")]
    later = [key for key in mine if key.startswith(("smartthings-barrieroperator", "smartthings-switchcolor"))]
    assert (len(mine) - len(later), len(later)) == (675, 25)
    assert len(zwave._registry.rows) == 138 + 4
    assert len(CLASSES) - len(mine) == 949


@EVERY
def test_tables(key: str) -> None:
    platform, owner, command = CLASSES[key]
    page = next(page for page in PAGES if page.name == repr(owner)[6:].rpartition("V")[0])
    source = next(entry for entry in page.commands if entry.name == command.__name__)
    form = source.form(owner.version)
    assert form is not None
    assert set(command._fields) == set(form.names)
    assert set(command._printed) == {*form.names, *(name for name, _ in form.derived)}
    assert list(command._printed) == sorted(command._printed)
    assert f"{page.code:02X}{source.id:02X}" == command.CMD
    assert (command.commandClassId, command.commandId) == (page.code, source.id)
    for name, value in source.constants_of(owner.version):
        assert getattr(command, name) == getattr(command(), name) == getattr(owner, name) == value
    module = import_module(f"zwcodec.smartthings.commands.{repr(owner)[6:].lower()}")
    assert isinstance(command(), getattr(module, command.__name__))


@EVERY
def test_construct_format_parse_print(key: str) -> None:
    platform, owner, command = CLASSES[key]
    versions = {owner.code: owner.version}
    made = command()
    assert made == command({})
    printed = [part for part in command._printed if part not in command._unprinted]
    assert [name for name in printed if name in str(made)] == printed
    assert str(made).startswith(f"{command.__name__}(")
    text = made.format()
    assert text.startswith(command.CMD)
    assert made.payload == list(bytes.fromhex(text[4:]))
    if repr(platform.commandClass(owner.code, owner.version)) == repr(owner):  # 0x33 has two versions 1
        again = platform.parse(made.incomingMessage(), versions)
        assert type(again) is command, platform.explain(made.incomingMessage(), versions)
        assert platform.parse(text, versions) == again
    with pytest.raises(FormatError):
        command(noSuchField=1)


@EVERY
def test_both_readers(key: str) -> None:
    """The generated reader is the interpreted one, on complete and on broken payloads; and formatting undoes it."""
    _, _, command = CLASSES[key]
    random = Random(key)
    for _ in range(60):
        data = bytes(random.choice((0, 1, 2, 4, 0xEF, random.randrange(256))) for _ in range(random.randrange(0, 24)))
        try:
            expected: Any = read(command, data)
        except ParseError as error:
            expected = str(error)
        try:
            found: Any = command._read(data)
        except ParseError as error:
            found = str(error)
        if "FirmwareMdReport" in key and key.startswith("hubitat-firmwareupdatemdv2"):
            continue  # never read there
        assert found == expected
        if isinstance(found, str):
            continue
        _check_types(found)
        _check_round_trip(found, command)


def _check_types(command: Command) -> None:
    for name in command._printed:
        value = getattr(command, name)
        assert value is None or isinstance(value, (bool, int, list, str, Decimal, dict)), name


def _check_round_trip(found: Command, command: type[Command]) -> None:
    try:
        text = found.format()
    except FormatError as error:
        assert getattr(found, error.path) is None
        return
    if command.__name__ not in QUIRKS:
        assert command._read(bytes.fromhex(text[4:])) == found


TYPES = {"Short": int, "Integer": int, "Boolean": bool, "List<Short>": list}


# The platform's own list, where somebody has it: named in the environment, or in the folder beside the checkout.
BESIDE = Path(__file__).resolve().parents[3] / "shared" / "reference" / "smartthings" / "zwave-names.json"
LISTS = [Path(given)] if (given := os.environ.get("ZWCODEC_ZWAVE_NAMES")) else [BESIDE] if BESIDE.exists() else []

if LISTS:

    @pytest.mark.parametrize("path", LISTS, ids=str)
    def test_lists_of_names(path: Path) -> None:
        facts = json.loads(path.read_text(encoding="utf-8"))
        for key, entry in facts["classes"].items():
            package, name = key.split(".")
            platform = zwave if entry["smartthings"] else HUBITAT
            short = entry["shorthand"].split(".")[1]
            assert short.lower() == package
            owner = getattr(platform, short)
            command = getattr(owner, name[0].lower() + name[1:])
            assert entry["CMD"] in (None, command.CMD)
            made = command()
            for field, kind in entry["fields"].items():
                value = getattr(made, field)
                elsewhere = field in command._absent or field not in command._fields
                assert isinstance(value, TYPES.get(kind, object)) or (value is None and elsewhere), (key, field, kind)
            for constant, number in entry["constants"].items():
                assert getattr(command, constant) == getattr(made, constant) == getattr(owner, constant) == number
        for short, entry in facts["command_classes"].items():
            owner = getattr(zwave, short)
            assert owner.code == int(entry["code"], 16) and owner.version == entry["version"]
