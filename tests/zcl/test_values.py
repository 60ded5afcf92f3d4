"""Typed values: what every type reads as, what is refused and why.

The rule: the examples are data; each holds on every road (roads.py), and the oracle gives the same plain form.
"""

from __future__ import annotations

import struct
from typing import Any

import pytest

from tests.zcl.roads import PYTHON, exact, oracle_read
from zclcodec import values
from zclcodec.data_types import DATA_TYPES, TYPE_IDS
from zclcodec.value_types import plain
from zclcodec.values import Array, Bag, Date, Eui64, NotANumber, Set, Structure, TimeOfDay, UtcTime
from zwcodec.runtime.errors import DecodeError, EncodeError

# -- what every type reads as ----------------------------------------------------------------------------------------

# type, bytes, value
EXAMPLES: list[tuple[str, str, object]] = [
    ("nodata", "", None),
    ("unknown", "", None),
    ("data8", "ff", 0xFF),
    ("data24", "010203", 0x030201),
    ("data64", "ffffffffffffffff", 2**64 - 1),
    ("bool", "00", False),
    ("bool", "01", True),
    ("bool", "02", 2),
    ("bool", "ff", None),
    ("map16", "ffff", 0xFFFF),
    ("map40", "0000000080", 1 << 39),
    ("uint8", "00", 0),
    ("uint8", "fe", 254),
    ("uint8", "ff", None),
    ("uint16", "0b29", 0x290B),
    ("uint24", "ffffff", None),
    ("uint24", "000001", 0x10000),
    ("uint48", "feffffffffff", 2**48 - 2),
    ("uint56", "ffffffffffffff", None),
    ("uint64", "ffffffffffffffff", None),
    ("int8", "80", None),
    ("int8", "81", -127),
    ("int8", "7f", 127),
    ("int16", "0b09", 2315),
    ("int16", "24fa", -1500),
    ("int16", "0080", None),
    ("int24", "ffffff", -1),
    ("int32", "00000080", None),
    ("int40", "0100000080", 1 - 2**39),
    ("int64", "0000000000000080", None),
    ("int64", "0100000000000080", 1 - 2**63),
    ("enum8", "03", 3),
    ("enum8", "ff", None),
    ("enum16", "ffff", None),
    ("semi", "003e", 1.5),
    ("semi", "0080", -0.0),
    ("semi", "0100", 2.0**-24),
    ("semi", "007c", float("inf")),
    ("semi", "007e", None),
    ("single", "0000c03f", 1.5),
    ("single", "0000c07f", None),
    ("double", "000000000000f8bf", -1.5),
    ("double", "000000000000f87f", None),
    ("octstr", "03616263", b"abc"),
    ("octstr", "00", b""),
    ("octstr", "ff", None),
    ("string", "044c554d49", "LUMI"),
    ("string", "02c3a9", "\xe9"),
    ("string", "02ff41", "\udcffA"),
    ("string", "ff", None),
    ("octstr16", "0300616263", b"abc"),
    ("octstr16", "ffff", None),
    ("string16", "02006869", "hi"),
    ("string16", "ffff", None),
    ("array", "200200ff07", Array(0x20, (None, 7))),
    ("array", "420100026869", Array(0x42, ("hi",))),
    ("array", "200000", Array(0x20, ())),
    ("array", "000000", Array(0x00, ())),
    ("array", "ffffff", None),
    ("array", "20ffff", Array(0x20, None)),
    ("array", "05ffff", Array(0x05, None)),
    ("array", "4801002001000a", Array(0x48, (Array(0x20, (10,)),))),
    ("set", "e20100ffffffff", Set(0xE2, (None,))),
    ("bag", "1002000100", Bag(0x10, (True, False))),
    ("struct", "02002009210a00", Structure(((0x20, 9), (0x21, 10)))),
    ("struct", "010000", Structure(((0x00, None),))),
    ("struct", "0000", Structure(())),
    ("struct", "ffff", None),
    ("time_of_day", "0c22384e", TimeOfDay(12, 34, 56, 78)),
    ("time_of_day", "0cffffff", TimeOfDay(hour=12)),
    ("time_of_day", "c8000000", TimeOfDay(200, 0, 0, 0)),
    ("time_of_day", "ffffffff", None),
    ("date", "7c021d04", Date(2024, 2, 29, 4)),
    ("date", "ff0bff07", Date(month=11, weekday=7)),
    ("date", "ffffffff", None),
    ("utc", "15cd5b07", UtcTime(123456789)),
    ("utc", "ffffffff", None),
    ("cluster_id", "0204", 0x0402),
    ("attribute_id", "ffff", None),
    ("bacnet_oid", "01000000", 1),
    ("eui64", "a68f5d05006f0d00", Eui64(0x000D6F00055D8FA6)),
    ("eui64", "ffffffffffffffff", None),
    ("key128", "000102030405060708090a0b0c0d0e0f", bytes(range(16))),
    ("key128", "ff" * 16, b"\xff" * 16),
]


@pytest.mark.parametrize(("name", "text", "value"), EXAMPLES, ids=[f"{row[0]}-{row[1]}" for row in EXAMPLES])
def test_examples(road: Any, name: str, text: str, value: object) -> None:
    data = bytes.fromhex(text)
    type_id = TYPE_IDS[name]
    found = road.read(data + b"\x01\x02", type_id)
    assert found is not None
    assert (exact(found[0]), found[1]) == (exact(value), len(data))
    assert road.write(type_id, value) == data


def test_every_type_has_an_example() -> None:
    families = {name.rstrip("0123456789") for name, _, _ in EXAMPLES}
    assert {name.rstrip("0123456789") for name in TYPE_IDS} == families
    assert len(DATA_TYPES) == 56


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("semi", "017e"),
        ("semi", "007d"),  # signaling
        ("semi", "00fe"),
        ("single", "010080ff"),
        ("single", "0000c0ff"),
        ("single", "0000a07f"),  # signaling
        ("double", "010000000000f07f"),
        ("double", "000000000000f8ff"),
    ],
)
def test_unusual_not_a_numbers_keep_their_bits(road: Any, name: str, text: str) -> None:
    data = bytes.fromhex(text)
    value, stop = road.read(data, TYPE_IDS[name])
    assert isinstance(value, NotANumber) and value.raw == data[::-1] and stop == len(data)
    assert road.write(TYPE_IDS[name], value) == data


@pytest.mark.parametrize(("name", "marker"), [("semi", "007e"), ("single", "0000c07f"), ("double", "000000000000f87f")])
def test_pythons_own_not_a_number_is_no_value(road: Any, name: str, marker: str) -> None:
    for value in (float("nan"), -float("nan")):
        assert road.write(TYPE_IDS[name], value) == bytes.fromhex(marker)


def test_big_endian_integers() -> None:
    data = bytes.fromhex("0102030405060708")
    assert values.typed_read(data, 2, 8, 0x21, 0, False) == (0x0304, 4)
    assert values.typed_read(data, 1, 8, 0x23, 0, False) == (0x02030405, 5)
    assert values.typed_read(b"\x20\x00\x01\x07", 0, 4, 0x48, 0, False) == (Array(0x20, (7,)), 4)
    assert values.typed_read(b"\x3f\xc0\x00\x00", 0, 4, 0x39, 0, False) == (1.5, 4)


def test_plain_forms_are_the_oracles() -> None:
    for name, text, value in EXAMPLES:
        assert exact(oracle_read(bytes.fromhex(text), TYPE_IDS[name])) == exact((plain(value), len(text) // 2)), name


# -- limits ----------------------------------------------------------------------------------------------------------


def nested(depth: int) -> bytes:
    """A number inside of `depth` arrays, as the value of an array."""
    return bytes.fromhex("480100") * (depth - 1) + bytes.fromhex("200100aa")


def test_sixteen_collections(road: Any) -> None:
    value, _ = road.read(nested(16), 0x48)
    assert road.write(0x48, value) == nested(16)
    assert road.read(nested(17), 0x48) is None
    deeper = Array(0x48, (value,))
    assert road.write(0x48, deeper) is None
    empty = bytes.fromhex("480100") * 16 + bytes.fromhex("200000")
    assert road.read(empty, 0x48) is not None and oracle_read(empty, 0x48) is not None
    with pytest.raises(DecodeError, match="more than 16 collections"):
        values.typed_read(nested(17), 0, 99, 0x48, 0, True)
    with pytest.raises(EncodeError, match="more than 16 collections"):
        values.typed_write(bytearray(), 0x48, deeper)


@pytest.mark.parametrize("text", ["20feff01", "00feff", "ff0100", "4cfeff0000", "010000"])
def test_a_count_without_bytes_is_refused_before_anything_is_made(road: Any, text: str) -> None:
    assert road.read(bytes.fromhex(text), 0x48) is None


def test_hostile_nesting_is_cheap(road: Any) -> None:
    assert road.read(bytes.fromhex("480100") * 3000, 0x48) is None
    assert road.read(bytes.fromhex("01004c") * 5000, 0x4C) is None


# type, bytes, path, offset, needed, available
SHORT = [
    ("uint32", "010203", "", 0, 4, 3),
    ("bool", "", "", 0, 1, 0),
    ("single", "0000c0", "", 0, 4, 3),
    ("key128", "00", "", 0, 16, 1),
    ("date", "7c02", "", 0, 4, 2),
    ("string", "", "", 0, 1, 0),
    ("string", "056869", "", 1, 5, 2),
    ("octstr16", "05006869", "", 2, 5, 2),
    ("array", "2001", "", 0, 3, 2),
    ("array", "2103000102", "", 3, 6, 2),
    ("array", "42020001410541", "[1]", 6, 5, 1),
    ("struct", "02", "", 0, 2, 1),
    ("struct", "020020", "", 2, 2, 1),
    ("struct", "020020092105", "[1]", 5, 2, 1),
]


@pytest.mark.parametrize(("name", "text", "path", "offset", "needed", "available"), SHORT)
def test_missing_bytes(name: str, text: str, path: str, offset: int, needed: int, available: int) -> None:
    data = bytes.fromhex(text)
    with pytest.raises(DecodeError) as caught:
        values.typed_read(b"\xee" * 7 + data, 7, 7 + len(data), TYPE_IDS[name], 0, True)
    error = caught.value
    assert (error.path, error.offset - 7, error.needed, error.available) == (path, offset, needed, available)
    assert "needed" in str(error)


@pytest.mark.parametrize(
    ("type_id", "text", "path", "reason"),
    [
        (0x01, "00", "", "type 0x01 is not assigned"),
        (0x48, "010000", "", "element type 0x01 is not assigned"),
        (0x48, "00010000", "", "1 elements of type nodata"),
        (0x4C, "02002000ee00", "[1]", "type 0xee is not assigned"),
        (0x48, "4c0100010001", "[0][0]", "type 0x01 is not assigned"),
    ],
)
def test_wrong_types(type_id: int, text: str, path: str, reason: str) -> None:
    with pytest.raises(DecodeError, match=reason) as caught:
        values.typed_read(bytes.fromhex(text), 0, len(text) // 2, type_id, 0, True)
    assert caught.value.path == path and caught.value.needed is None


# -- what can't be sent ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("uint8", 256, "0..255 or None"),
        ("uint8", -1, "0..255 or None"),
        ("uint8", "1", "0..255 or None"),
        ("uint16", 1.0, "0..65535 or None"),
        ("int8", -129, "-128..127 or None"),
        ("map8", None, "0..255"),
        ("data16", 65536, "0..65535"),
        ("bool", 256, "0..255 or None"),
        ("semi", 1e6, "floats of 16 bits or None"),
        ("single", 10**400, "floats of 32 bits or None"),
        ("single", "1.5", "floats of 32 bits or None"),
        ("double", NotANumber(b"\x7e\x01"), "floats of 64 bits or None"),
        ("string", b"abc", "at most 254 bytes of UTF-8, or None"),
        ("string", "\ud800", "at most 254 bytes of UTF-8, or None"),
        ("string", "\xe9" * 128, "at most 254 bytes of UTF-8, or None"),
        ("octstr", "abc", "at most 254 bytes, or None"),
        ("octstr16", bytes(65535), "at most 65534 bytes, or None"),
        ("key128", None, "16 bytes"),
        ("key128", bytes(15), "16 bytes"),
        ("nodata", 0, "None"),
        ("array", (1, 2), "Array or None"),
        ("set", Array(0x20, ()), "Set or None"),
        ("array", Array(0x01, ()), "Array or None"),
        ("array", Array(0x00, (None,)), "Array or None"),
        ("array", Array(256, None), "0x00..0xFF"),
        ("bag", Bag(0x20, (1,) * 65535), "at most 65534"),
        ("struct", Array(0x20, ()), "Structure or None"),
        ("date", 5, "Date or None"),
        ("time_of_day", Date(2024), "TimeOfDay or None"),
    ],
)
def test_refused(road: Any, name: str, value: object, allowed: str) -> None:
    with pytest.raises(EncodeError) as caught:
        values.typed_write(bytearray(), TYPE_IDS[name], value)
    assert caught.value.allowed == allowed and allowed in str(caught.value)
    assert road.write(TYPE_IDS[name], value) is None


def test_refused_inside() -> None:
    value = Structure(((0x20, 1), (0x48, Array(0x21, (1, 70000)))))
    with pytest.raises(EncodeError) as caught:
        values.typed_write(bytearray(), 0x4C, value)
    assert (caught.value.path, caught.value.value, caught.value.allowed) == ("[1][1]", 70000, "0..65535 or None")
    with pytest.raises(EncodeError, match="no type id"):
        values.typed_write(bytearray(), 0x4C, Structure(((256, 1),)))
    with pytest.raises(EncodeError, match="0x01 is not assigned"):
        values.typed_write(bytearray(), 0x01, 1)


def test_numbers_that_round(road: Any) -> None:
    assert road.write(0x39, 0.1) == struct.pack("<f", 0.1)
    assert PYTHON.write(0x3A, 3) == struct.pack("<d", 3.0)
    assert PYTHON.write(0x41, bytearray(b"ab")) == b"\x02ab"
    assert PYTHON.write(0x20, 0xFF) == b"\xff"  # the number is what None stands for


# -- types -----------------------------------------------------------------------------------------------------------


def test_sizes_and_analog_types(road: Any) -> None:
    sizes = {0x00: 0, 0x10: 1, 0x1A: 3, 0x2F: 8, 0x38: 2, 0x41: None, 0x48: None, 0xE1: 4, 0xF1: 16, 0x01: None}
    assert {type_id: values.size_of(type_id) for type_id in sizes} == sizes
    analog = {*range(0x20, 0x30), 0x38, 0x39, 0x3A, 0xE0, 0xE1, 0xE2}
    assert {type_id for type_id in DATA_TYPES if values.is_analog(type_id)} == analog
    assert values.is_analog(0x01)
    if road is not PYTHON:
        expected = [-1 if type_id not in DATA_TYPES else int(type_id in analog) for type_id in range(256)]
        assert [road.analog(type_id) for type_id in range(256)] == expected
        assert road.analog(256) == road.analog(-1) == -1
        assert road.read(b"\x00\x00", 256) is None and road.write(-1, 0) is None
