"""Lenient decoding: one bad record loses none of those before it, and not a byte of the frame.

The rule: what a lenient decoder did not understand is there with the error that another one would have raised, and the
frame encodes to what it came from. Where everything is understood, nothing is different.
"""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import zclcodec
from zwcodec.runtime.errors import DecodeError

GOOD = bytes.fromhex("0000 29 0b09")  # measured value, 23.15 °C
HEAD = bytes.fromhex("18 0a 0a")
BAD = {
    "a uint16 with one byte": "0100 21 ff",
    "an unknown type": "0100 05 00 00",
    "a truncated string": "0400 42 08 61 62",
    "an array of nothing": "0400 48 05 01 00",
    "half an attribute id": "01",
    "a structure with too many members": "02ff 4c 0300 20 01 20 02",
}


@pytest.mark.parametrize("record", BAD.values(), ids=BAD)
def test_the_records_before_it_are_kept(record: str) -> None:
    bad = bytes.fromhex(record)
    data = HEAD + GOOD + GOOD + bad
    with pytest.raises(DecodeError) as caught:
        zclcodec.decode(data, cluster=0x0402)
    frame = zclcodec.decode(data, cluster=0x0402, lenient=True)
    assert [value.value for value in frame.attributes] == [2315, 2315]
    assert frame.undecoded == frame.command.trailing == bad
    assert isinstance(frame.error, DecodeError)
    assert (str(frame.error), frame.error.path) == (str(caught.value), caught.value.path)
    assert frame.error.path.startswith("records[2]")
    assert frame.to_bytes() == zclcodec.encode(frame) == data
    assert frame == zclcodec.decode(data, cluster=0x0402, lenient=True)
    assert pickle.loads(pickle.dumps(frame)).error.offset == caught.value.offset  # noqa: S301  (ours)


def test_read_responses_too() -> None:
    data = bytes.fromhex("18 01 01 0000 00 29 0b09 0100 86 0200 00 29 0b")
    frame: Any = zclcodec.decode(data, cluster=0x0402, lenient=True)
    assert [record.attribute_id for record in frame.command.records] == [0, 1]
    assert frame.undecoded == bytes.fromhex("0200 00 29 0b")


def test_what_is_understood_is_not_different() -> None:
    for data in (HEAD + GOOD, bytes.fromhex("01 07 02"), bytes.fromhex("01 07 02 ff")):
        frame = zclcodec.decode(data, cluster=0x0006, lenient=True)
        assert frame == zclcodec.decode(data, cluster=0x0006)
        assert (frame.error, frame.undecoded) == (None, b"")


def test_it_is_about_lists_that_end_the_frame() -> None:
    """Elsewhere half a command is none."""
    with pytest.raises(DecodeError):
        zclcodec.decode(bytes.fromhex("01 07 00 ff 0a"), cluster=0x0008, lenient=True)
    with pytest.raises(DecodeError):
        zclcodec.decode(b"\x18", cluster=0x0402, lenient=True)
    with pytest.raises(ValueError, match="strict or lenient"):
        zclcodec.decode(HEAD + GOOD, cluster=0x0402, lenient=True, strict=True)


@given(st.binary(max_size=40), st.sampled_from((0x01, 0x0A, 0x07, 0x0D, 0x16)))
def test_hostile_bytes(data: bytes, command: int) -> None:
    frame = bytes((0x18, 0x01, command)) + data
    try:
        found = zclcodec.decode(frame, cluster=0x0402, lenient=True)
    except DecodeError as error:
        assert error.data == frame
    else:
        assert found.to_bytes() == frame
        try:
            assert zclcodec.decode(frame, cluster=0x0402) == found
        except DecodeError as error:
            assert str(found.error) == str(error)
        else:
            assert found.error is None
