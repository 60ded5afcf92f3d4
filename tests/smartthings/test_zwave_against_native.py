"""The platform's flat forms against the native specs: a number at the same bits must be a number there as well.

The rule: for every field of fixed place whose command the native codec knows, the bits are set in a frame that both
can read, and the value must turn up among the native command's values. It grows with specs/zwave by itself. DIFFERENT
says where the two models differ on purpose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

import zwcodec
from codegen.load import load
from zwcodec.command import UnknownCommand
from zwcodec.registry import COMMANDS
from zwcodec.runtime.errors import DecodeError
from zwcodec.smartthings import Command, zwave

SPECS = load(Path(__file__).resolve().parents[2] / "specs" / "zwave", "zwave")
EXAMPLES: dict[tuple[int, int], list[bytes]] = {}
for _file in SPECS.files:
    for _command in _file.commands:
        if _file.id is not None and _command.id is not None:
            EXAMPLES[_file.id, _command.id] = [example.data[2:] for example in _command.examples]

DIFFERENT = {
    "colorcontrolv1.CapabilityReport capabilityMask": "a set in the native API",
    "metertblmonitorv?.MeterTblCurrentDataGet datasetRequested": "a set in the native API",
    "metertblmonitorv?.MeterTblStatusSupportedReport supportedOperatingStatus": "a set in the native API",
    "securitypanelmodev1.SecurityPanelModeSupportedReport supportedModeBitMask": "a set in the native API",
    "networkmanagement*v1.* txOptions": "single bits in the native API",
    "securityv1.SecurityMessageEncapsulation* *": "the platform shows the frame as the hub decrypted it",
    "crc16encapv1.Crc16Encap *": "a nested command in the native API",
    "multicmdv1.MultiCmdEncap *": "derived from the nested commands in the native API",
    "firmwareupdatemdv?.FirmwareUpdateMd* *": "the halves of one number in the native API",
    "transportservicev1.* *": "the platform reads the low bits of the command byte from the payload",
}


def _places(command: type[Command]) -> Iterator[tuple[str, int, int, int, int, bool]]:
    """(field, offset, bytes, shift, bits, is flag) of the fields in front of the first one of variable length."""
    at = 0
    for operation in command._layout:
        kind = operation[0]
        if kind == "short":
            yield operation[1], at, 1, 0, 8, False
            at += 1
        elif kind == "integer":
            yield operation[1], at, operation[2], 0, 8 * operation[2], False
            at += operation[2]
        elif kind == "bits":
            yield from ((name, at, operation[1], shift, bits, flag) for name, shift, bits, flag in operation[2])
            at += operation[1]
        elif kind in ("list", "object") and operation[2][0] == "fixed":
            at += operation[2][1]
        else:
            return


def _cases() -> Iterator[tuple[str, type[Command], int, tuple[str, int, int, int, int, bool]]]:
    for short in dir(zwave):
        version = zwave._registry.named(short)
        if version is None:
            continue
        for number, name in version.commands.items():
            command = version.command(name)
            if version.code << 8 | number not in COMMANDS:
                continue
            for place in _places(command):
                if not re.match(r"_|res(erved)?\d", place[0]):
                    yield f"{version.package}.{name} {place[0]}", command, version.version, place


CASES = {case[0]: case for case in _cases()}


def _values(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for item in value.values():
            yield from _values(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _values(item)
    else:
        yield value


def _turns_up(command: type[Command], version: int, place: tuple[str, int, int, int, int, bool]) -> bool:
    _, at, width, shift, bits, flag = place
    code, number = command.commandClassId, command.commandId
    bases = [*EXAMPLES.get((code, number), ()), b""]
    bases += [base.ljust(length, b"\0") for base in bases for length in (*range(at + width, at + width + 7), 40)]
    candidates = ((1 << bits) - 2, 0x2A & (1 << bits) - 1, 4, 2, 1, 0x10)
    numbers = [number for number in candidates if 0 < number < 1 << bits]
    for base in bases:
        if len(base) < at + width:
            continue
        old = int.from_bytes(base[at : at + width], "big")
        for value in numbers:
            new = old & ~((1 << bits) - 1 << shift) | value << shift
            data = base[:at] + new.to_bytes(width, "big") + base[at + width :]
            try:
                native = zwcodec.decode(bytes((code, number)) + data, versions={code: version})
                read = getattr(command._read(data), place[0])
            except DecodeError:
                continue
            if isinstance(native, UnknownCommand):
                continue
            values = list(_values(native.as_dict()))
            found = [int(item) for item in values if isinstance(item, int)]
            shown = value in found or _in_text(new.to_bytes(width, "big"), values)
            if shown and read == (bool(value) if flag else value):
                return True
    return False


def _in_text(number: bytes, values: list[Any]) -> bool:
    """Letters (of a language or a currency) are one number on the platform."""
    texts = (item.encode("utf-8", "surrogateescape") for item in values if isinstance(item, str))
    return len(number) > 1 and any(number in text for text in texts)


@pytest.mark.parametrize("key", sorted(CASES))
def test_native_value(key: str) -> None:
    _, command, version, place = CASES[key]
    different = any(fnmatchcase(key, pattern) for pattern in DIFFERENT)
    assert _turns_up(command, version, place) or different


def test_there_is_something_to_compare() -> None:
    assert len(CASES) > 350
    for pattern in DIFFERENT:
        assert any(fnmatchcase(key, pattern) for key in CASES), pattern
