"""The lists of Xiaomi's devices, as they were seen on air, and with the lengths that are off by one.

The rule: the same entries come out whatever the length in front of them says; nothing but entries and rest comes out of
hostile bytes.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import zclcodec
from zclcodec import xiaomi
from zwcodec.runtime.errors import DecodeError

# elric91/ZiGate issue 11: the report of a temperature sensor (weather).
WEATHER = bytes.fromhex("0121bd0b0421a81305210600062401000000006429d00765219112662b3c8601000a210000")
# KiwiHC16/Abeille issue 712: a wireless switch.
SWITCH = bytes.fromhex("01218b0b0328190421a8130521af0006240100000000082105010a21000098211a0099210000")
MEMBERS = bytes.fromhex("21d10b21a813240000000000218d012062")  # AqaraHub issue 13: the members that a magnet sends


def report(attribute: int, kind: int, length: bytes, data: bytes, cluster: int = 0) -> zclcodec.Frame:
    frame = bytes.fromhex("1c5f11320a") + attribute.to_bytes(2, "little") + bytes((kind,)) + length + data
    found = zclcodec.decode(frame, cluster=cluster, lenient=True)
    assert found.to_bytes() == frame
    return found


def test_entries_have_names_and_units() -> None:
    items = xiaomi.parse(WEATHER)
    assert items[0x01] == 3005
    assert (items[0x64], items[0x65], items[0x66], items.rest) == (2000, 4753, 99900, b"")
    assert items.as_dict()["battery_voltage"] == 3005
    assert [repr(item) for item in items][0] == "<battery_voltage: 3005 mV>"
    assert 0x01 in items
    assert 0x77 not in items
    assert items.get(0x77) is None
    with pytest.raises(KeyError):
        items[0x77]
    assert xiaomi.parse(SWITCH)[0x03] == 25


@pytest.mark.parametrize("off", [-1, 0, 1])
@pytest.mark.parametrize("data", [WEATHER, SWITCH], ids=["weather", "switch"])
def test_a_length_that_is_off_by_one(data: bytes, off: int) -> None:
    expected = xiaomi.parse(data).as_dict()
    for attribute, kind, cluster in ((0xFF01, 0x42, 0), (0x00F7, 0x41, 0xFCC0)):
        found = xiaomi.find(report(attribute, kind, bytes((len(data) + off,)), data, cluster))
        assert found is not None
        assert found.as_dict() == expected
        assert found.rest == b""


@pytest.mark.parametrize("off", [-1, 0, 1])
def test_a_count_that_is_off_by_one(off: int) -> None:
    found = xiaomi.find(report(0xFF02, 0x4C, (5 + off).to_bytes(2, "little"), MEMBERS))
    assert found is not None
    assert [item.value for item in found] == [3025, 5032, 0, 397, 98]


def test_other_frames_have_none() -> None:
    assert xiaomi.find(zclcodec.decode(bytes.fromhex("18 01 0a 0400 42 01 61"), cluster=0)) is None
    assert xiaomi.find(zclcodec.decode(bytes.fromhex("01 01 02"), cluster=6)) is None


def test_in_a_read_response() -> None:
    data = bytes.fromhex("1c5f113201 01ff 00 42 26") + WEATHER
    found = xiaomi.find(zclcodec.decode(data, cluster=0, lenient=True))
    assert found is not None
    assert found[0x01] == 3005


@given(st.binary(max_size=60), st.sampled_from(((0xFF01, 0x42, 0), (0xFF02, 0x4C, 0), (0x00F7, 0x41, 0xFCC0))))
def test_hostile_bytes(data: bytes, where: tuple[int, int, int]) -> None:
    attribute, kind, cluster = where
    assert len(xiaomi.parse(data)) + len(xiaomi.parse(data).rest) <= 1 + len(data)
    frame = bytes.fromhex("180a0a") + attribute.to_bytes(2, "little") + bytes((kind,)) + data
    try:
        found = xiaomi.find(zclcodec.decode(frame, cluster=cluster, lenient=True))
    except DecodeError:
        return
    assert found is None or isinstance(found, xiaomi.Items)
