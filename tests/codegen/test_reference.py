"""The oracle reads, writes and refuses single values as specs/README.md sections 4.2 and 4.3 say.

The specs are small and inline, so that a sentence of the README stands next to the bytes that it is about.
"""

from __future__ import annotations

import math
from decimal import Decimal

import pytest

from tests.codegen.oracle_trials import oracle, read, refused

SCALARS = [
    ("{name: a, type: u8}", "ff", 255),
    ("{name: a, type: u24}", "010203", 0x010203),
    ("{name: a, type: u16, endian: little}", "0102", 0x0201),
    ("{name: a, type: u64}", "ff00000000000001", 0xFF00000000000001),
    ("{name: a, type: i8}", "80", -128),
    ("{name: a, type: i40}", "fffffffffe", -2),
    ("{name: a, type: f16}", "3c00", 1.0),
    ("{name: a, type: f32}", "3fc00000", 1.5),
    ("{name: a, type: f64, endian: little}", "000000000000f83f", 1.5),
    ("{name: a, type: bool}", "00", False),
    ("{name: a, type: bool}", "01", True),
    ("{name: a, type: bool}", "02", 2),
    ("{name: a, type: bytes, length: 3}", "010203", b"\1\2\3"),
    ("{name: a, type: text, length: 3, charset: ascii}", "6162ff", "ab\udcff"),
    ("{name: a, type: text, length: 3, charset: utf-8}", "c3a4ff", "ä\udcff"),
    ("{name: a, type: text, length: 2, charset: latin-1}", "61ff", "aÿ"),
    ("{name: a, type: text, prefix: 1, charset: utf-8}", "026869", "hi"),
    ("{name: a, type: text, prefix: 1, charset: utf-8}", "ff", None),
    ("{name: a, type: bytes, prefix: 2}", "00026869", b"hi"),
    ("{name: a, type: bytes, prefix: 2}", "ffff", None),
    ("{name: a, type: bitset, length: 2}", "0180", [0, 15]),
    ("{name: a, type: bitset, length: 1, start: 1}", "05", [1, 3]),
    ("{name: a, type: bitset, length: 1, table: [0, 1, 2, 7]}", "18", [7]),
    ("{name: a, type: u8, extended_from: 0xF1}", "f0", 0xF0),
    ("{name: a, type: u8, extended_from: 0xF1}", "f101", 0xF101),
    ("{name: a, list: {type: u16}, count: 2}", "00010002", [1, 2]),
    ("{name: a, list: [{name: x, type: u8}], until: end}", "0102", [{"x": 1}, {"x": 2}]),
    ("{name: a, columns: [{name: x, type: u8}, {name: y, type: u16}], count: 2}", "010200030004",
     [{"x": 1, "y": 3}, {"x": 2, "y": 4}]),
]  # fmt: skip


@pytest.mark.parametrize(("field", "data", "value"), SCALARS)
def test_value(field: str, data: str, value: object) -> None:
    machine = oracle(f"- {field}\n- {{name: end, type: u8}}" if "until: end" not in field else f"- {field}")
    decoded = read(machine, data + ("2a" if "until: end" not in field else ""))
    assert decoded.values["a"] == value
    assert type(decoded.values["a"]) is type(value)
    assert not decoded.trailing


@pytest.mark.parametrize(("field", "data", "value"), SCALARS)
def test_cut_off(field: str, data: str, value: object) -> None:
    machine = oracle(f"- {{name: first, type: u8}}\n- {field}")
    whole = bytes.fromhex("00" + data)
    for length in range(len(whole)):
        if "until: end" in field and length:
            continue
        error = refused(machine, whole[:length].hex())
        assert error.byte_offset >= 2 + min(length, 1)
        assert error.path == "first" if not length else error.path.startswith("a")


def test_nan_keeps_its_bytes() -> None:
    decoded = read(oracle("- {name: a, type: f32}"), "7f800001")
    assert math.isnan(decoded.values["a"])
    assert decoded.raw == {"a": bytes.fromhex("7f800001")}


def test_bitset_keeps_zero_bytes_and_bits_beyond_its_table() -> None:
    assert read(oracle("- {name: a, type: bitset, length: rest}"), "020000").values == {"a": [1]}
    assert read(oracle("- {name: a, type: bitset, length: rest, table: [5]}"), "ff").values == {"a": [5]}


SIZED = """
- bits: {precision: 3, scale: 2, size: 3}
- {name: value, type: decimal, length: size, precision: precision, sizes: [0, 1, 2, 4]}
"""


def test_decimal() -> None:
    value = read(oracle(SIZED), "2200d0").values["value"]
    assert (value, str(value)) == (Decimal("20.8"), "20.8")
    assert str(read(oracle(SIZED), "4200c8").values["value"]) == "2.00"
    assert str(read(oracle(SIZED), "41ff").values["value"]) == "-0.01"
    assert read(oracle(SIZED), "40").values == {"precision": 2, "scale": 0, "size": 0, "value": None}
    assert "size 3" in refused(oracle(SIZED), "23000000").message


def test_sized_integer() -> None:
    machine = oracle("- {name: size, type: u8}\n- {name: value, type: int, length: size, sizes: [1, 2]}")
    assert read(machine, "02fffe").values == {"size": 2, "value": -2}
    assert refused(machine, "00").path == "value"
    unsigned = oracle("- {name: size, type: u8}\n- {name: value, type: uint, length: size, sizes: [1, 2]}")
    assert read(unsigned, "02fffe").values["value"] == 0xFFFE


# -- bits, split numbers, reserved, constants ------------------------------------------------------------------

BITS = "- bits: {kind: 2, ready: 1, back: {width: 3, signed: true}, one: {width: 1, type: uint}, reserved: 1}"


def test_bits() -> None:
    values = read(oracle(BITS), "bd").values
    assert values == {"kind": 2, "ready": True, "back": -1, "one": 0, "reserved": 1}
    assert values["ready"] is True
    assert list(values) == ["kind", "ready", "back", "one", "reserved"]
    assert "reserved" not in read(oracle(BITS), "bc").values
    assert refused(oracle(BITS), "bd", strict=True).path == "reserved"


def test_bits_of_several_bytes_follow_the_byte_order() -> None:
    group = "- {bits: {high: 4, low: 12}%s}"
    assert read(oracle(group % ""), "1234").values == {"high": 1, "low": 0x234}
    assert read(oracle(group % ", endian: little"), "3412").values == {"high": 1, "low": 0x234}


def test_split_number_stands_at_its_first_part() -> None:
    machine = oracle(
        "- bits: {scale_high: {width: 1, part_of: scale, at: 2}, kind: 7}\n"
        "- bits: {scale_low: {width: 2, part_of: scale, at: 0}, rest: 6}\n"
        "- {name: scale_top, type: u8, part_of: scale, at: 3, since: 2}\n"
    )
    decoded = read(machine, "8141ff")
    assert decoded.values == {"scale": 5 + (0xFF << 3), "kind": 1, "rest": 1}
    assert next(iter(decoded.values)) == "scale"
    assert read(machine, "8141").values["scale"] == 5
    assert read(machine, "8141ff", version=1).trailing == b"\xff"


def test_bit_items_of_newer_versions_are_read_and_strictly_refused() -> None:
    machine = oracle("- bits: {old: 7, new: {width: 1, since: 3}}")
    assert read(machine, "03", version=1).values == {"old": 1, "new": True}
    assert refused(machine, "03", version=1, strict=True).path == "new"
    assert read(machine, "03", version=3, strict=True).values["new"]


def test_reserved_bytes_have_a_key_while_they_are_set() -> None:
    machine = oracle("- {reserved: u16}\n- {name: a, type: u8}\n- {reserved: u8, name: reserved_2, since: 2}")
    assert read(machine, "000005").values == {"a": 5}
    assert read(machine, "00000500").values == {"a": 5}
    assert read(machine, "010005ff").values == {"reserved": 256, "a": 5, "reserved_2": 255}
    assert refused(machine, "000105", strict=True).path == "reserved"


def test_constants() -> None:
    machine = oracle('- {const: "F1 00"}\n- {name: a, type: u8}')
    assert read(machine, "f10007").values == {"a": 7}
    assert refused(machine, "f10107").byte_offset == 2
