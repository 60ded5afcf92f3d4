"""Transport Service: datagrams come out of their segments in whatever order, and bad segments change nothing.

The rule: a segment is fed as the bytes that were on air and as the command that they decode to; both must do the same.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import zwcodec
from zwcodec.cc.configuration import ConfigurationBulkSet, ParameterValue
from zwcodec.cc.transport_service import (
    CommandFirstSegment,
    CommandSegmentRequest,
    CommandSubsequentSegment,
)
from zwcodec.transport import MAX_DATAGRAM, MAX_PAYLOAD, Reassembler, SegmentError, fragment

DATAGRAM = bytes(range(100))
both_forms = pytest.mark.parametrize("form", [bytes, lambda segment: segment], ids=["bytes", "commands"])
versions = pytest.mark.parametrize("version", [1, 2])
long_ones = st.integers(1, MAX_DATAGRAM).map(lambda size: (bytes(range(256)) * 8)[:size])
datagrams = st.binary(min_size=1, max_size=300) | long_ones


def test_segments_on_the_wire() -> None:
    """The layout of version 2: size in 3 + 8 bits, session and offset in 4 + 1 + 11, FCS over all before it."""
    assert [segment.to_bytes().hex(" ", -1)[:14] for segment in fragment(DATAGRAM, 3)] == [
        "55 c0 64 30 00", "55 e0 64 30 27", "55 e0 64 30 4e"
    ]  # fmt: skip
    for segment in fragment(DATAGRAM, 3):
        data = segment.to_bytes()
        assert check_sequence(data[:-2]) == data[-2:]


def check_sequence(data: bytes) -> bytes:
    """CRC-16/AUG-CCITT, bit by bit: polynomial 0x1021, initial value 0x1D0F."""
    register = 0x1D0F
    for byte in data:
        for bit in range(7, -1, -1):
            carry = register >> 15 ^ byte >> bit & 1
            register = register << 1 & 0xFFFF ^ carry * 0x1021
    return register.to_bytes(2, "big")


@versions
@both_forms
def test_there_and_back(version: int, form: Any) -> None:
    segments = fragment(DATAGRAM, 5, version=version)
    assert [len(segment.payload or b"") for segment in segments] == [39, 39, 22]
    assert all(segment.version == version for segment in segments)
    reassembler = Reassembler(version=version)
    assert [reassembler.feed(form(segment)) for segment in segments] == [None, None, DATAGRAM]
    assert reassembler.sessions == ()
    with pytest.raises(KeyError):
        reassembler.missing(5)


@pytest.mark.parametrize(("size", "count"), [(1, 1), (39, 1), (40, 2), (78, 2), (79, 3), (2047, 53)])
def test_number_of_segments(size: int, count: int) -> None:
    segments = fragment(bytes(size), 0)
    assert len(segments) == count
    assert all(zwcodec.decode(segment.to_bytes(), strict=True) == segment for segment in segments)


def test_a_command_as_datagram() -> None:
    command = ConfigurationBulkSet(
        parameter_offset=1, size=4, values=[ParameterValue(value=number) for number in range(60)]
    )
    reassembler = Reassembler()
    *_, datagram = [reassembler.feed(segment) for segment in fragment(command, 1)]
    assert datagram is not None
    assert zwcodec.decode(datagram) == command


@pytest.mark.parametrize(
    ("arguments", "path"),
    [
        ((b"", 1), "datagram"),
        ((bytes(MAX_DATAGRAM + 1), 1), "datagram"),
        ((b"x", 16), "session_id"),
        ((b"x", -1), "session_id"),
    ],
)
def test_what_can_not_be_sent(arguments: tuple[bytes, int], path: str) -> None:
    with pytest.raises(zwcodec.EncodeError) as caught:
        fragment(*arguments)
    assert caught.value.path == path


@pytest.mark.parametrize("size", [0, MAX_PAYLOAD + 1])
def test_sizes_of_segments_are_limited(size: int) -> None:
    with pytest.raises(zwcodec.EncodeError, match=r"1\.\.39"):
        fragment(b"x", 1, size=size)


def test_missing_ranges() -> None:
    segments = fragment(DATAGRAM, 5, size=10)
    reassembler = Reassembler()
    for number in (4, 0, 7, 8):
        assert reassembler.feed(segments[number], "node 7") is None
    assert reassembler.sessions == (("node 7", 5),)
    assert reassembler.missing(5, "node 7") == ((10, 30), (50, 20), (90, 10))
    request = CommandSegmentRequest(session_id=5, datagram_offset=reassembler.missing(5, "node 7")[0][0])
    assert request.datagram_offset == 10
    assert reassembler.drop(5, "node 7")
    assert not reassembler.drop(5, "node 7")
    with pytest.raises(KeyError):
        reassembler.missing(5, "node 7")


def test_sessions_are_apart() -> None:
    """By source and by session id."""
    reassembler = Reassembler()
    others = {(source, session): bytes((session,)) * (50 + session) for source in "ab" for session in range(16)}
    halves = {key: fragment(datagram, key[1]) for key, datagram in others.items()}
    for (source, _), (first, _) in halves.items():
        assert reassembler.feed(first, source) is None
    assert len(reassembler.sessions) == 32
    for key, (_, second) in halves.items():
        assert reassembler.feed(second, key[0]) == others[key]
    assert reassembler.sessions == ()


def wrong_segments() -> list[tuple[zwcodec.Command | bytes, str]]:
    """Against a session 5 of 100 bytes whose first 39 are there."""
    good = fragment(DATAGRAM, 5)[1]
    damaged = bytearray(good.to_bytes())
    damaged[10] ^= 1
    beyond = CommandSubsequentSegment(datagram_size=100, session_id=5, datagram_offset=98, payload=b"abc")
    nothing = CommandSubsequentSegment(datagram_size=100, session_id=5, datagram_offset=40, payload=b"")
    other_size = CommandSubsequentSegment(datagram_size=101, session_id=5, datagram_offset=39, payload=b"abc")
    other_bytes = CommandSubsequentSegment(datagram_size=100, session_id=5, datagram_offset=38, payload=b"abc")
    empty = CommandFirstSegment(datagram_size=0, session_id=5, payload=b"")
    return [
        (bytes(damaged), "its frame check sequence is 0x"),
        (beyond, "ends at 101, behind the end of a datagram of 100 bytes"),
        (nothing, "carries nothing"),
        (other_size, "belongs to a datagram of 101 bytes, this one has 100"),
        (other_bytes, "its bytes are not those that came before"),
        (empty, "carries nothing"),
        (CommandSegmentRequest(session_id=5, datagram_offset=0), "is no segment of a datagram"),
        (bytes.fromhex("2003ff"), "is no segment of a datagram"),
    ]


@pytest.mark.parametrize(("segment", "reason"), wrong_segments())
def test_wrong_segments_change_nothing(segment: Any, reason: str) -> None:
    first, second, third = fragment(DATAGRAM, 5)
    reassembler = Reassembler()
    reassembler.feed(first, 9)
    with pytest.raises(SegmentError) as caught:
        reassembler.feed(segment, 9)
    error = caught.value
    assert reason in error.reason and reason in str(error)
    assert error.source == 9
    assert reassembler.missing(5, 9) == ((39, 61),)
    assert reassembler.feed(third, 9) is None
    assert reassembler.feed(second, 9) == DATAGRAM


def test_the_reason_of_a_wrong_check_sequence() -> None:
    with pytest.raises(SegmentError) as caught:
        Reassembler().feed(bytes.fromhex("55c12c309f036001ceb9"), source=4)
    error = caught.value
    assert str(error) == (
        "CommandFirstSegment at 0 of session 3 of 4: its frame check sequence is 0xceb9, should be 0xceb8"
    )
    assert (error.source, error.session, error.offset) == (4, 3, 0)


def test_bytes_that_are_no_frame() -> None:
    with pytest.raises(zwcodec.DecodeError):
        Reassembler().feed(bytes.fromhex("55c1"))


def test_copies_change_nothing() -> None:
    first, second, third = fragment(DATAGRAM, 5)
    reassembler = Reassembler()
    for segment in (first, first, third, third, first):
        assert reassembler.feed(segment) is None
    assert reassembler.feed(second) == DATAGRAM
    for late in (second, third):
        assert reassembler.feed(late) is None
        assert reassembler.sessions == ()


def test_overlapping_segments() -> None:
    reassembler = Reassembler()
    pieces = [(20, 40), (60, 100), (30, 61), (0, 21)]
    found = []
    for start, end in pieces:
        payload = DATAGRAM[start:end]
        segment = (
            CommandSubsequentSegment(datagram_size=100, session_id=1, datagram_offset=start, payload=payload)
            if start
            else CommandFirstSegment(datagram_size=100, session_id=1, payload=payload)
        )
        found.append(reassembler.feed(segment))
    assert found == [None, None, None, DATAGRAM]


@pytest.mark.parametrize("other", [bytes(100), bytes(90), DATAGRAM[::-1]])
def test_a_first_segment_that_contradicts_begins_anew(other: bytes) -> None:
    """Session ids come again; what was left of the old datagram must not get into the new one."""
    reassembler = Reassembler()
    for segment in fragment(DATAGRAM, 5)[:2]:
        reassembler.feed(segment)
    results = [reassembler.feed(segment) for segment in fragment(other, 5)]
    assert results[-1] == other
    assert reassembler.sessions == ()


def test_a_session_id_is_used_again() -> None:
    reassembler = Reassembler()
    for datagram in (DATAGRAM, DATAGRAM, bytes(60), b"x", DATAGRAM):
        *others, last = [reassembler.feed(segment) for segment in fragment(datagram, 5)]
        assert last == datagram and not any(others)


def test_header_extensions_are_read_over() -> None:
    segment = CommandFirstSegment(datagram_size=2, session_id=1, header_extension=b"\1\2\3", payload=b"\x20\x02")
    assert Reassembler().feed(segment.to_bytes()) == b"\x20\x02"


@versions
@given(datagram=datagrams, session=st.integers(0, 15), size=st.integers(1, MAX_PAYLOAD), data=st.data())
def test_any_datagram_in_any_order(version: int, datagram: bytes, session: int, size: int, data: st.DataObject) -> None:
    if len(datagram) // size > 60:
        size = MAX_PAYLOAD
    segments = fragment(datagram, session, version=version, size=size)
    *early, last = data.draw(st.permutations(segments))
    copies = data.draw(st.lists(st.sampled_from(early), max_size=5)) if early else []
    reassembler = Reassembler(version=version)
    for segment in early + copies:
        assert reassembler.feed(segment.to_bytes()) is None
    if early:
        place = (getattr(last, "datagram_offset", 0), len(last.payload or b""))
        assert reassembler.missing(session) == (place,)
    assert reassembler.feed(last.to_bytes()) == datagram
    assert reassembler.sessions == ()


@given(segment=st.binary(max_size=60), first=st.booleans())
def test_any_bytes(segment: bytes, first: bool) -> None:
    """A datagram, nothing, or one of two errors."""
    reassembler = Reassembler()
    try:
        reassembler.feed((b"\x55\xc0" if first else b"\x55\xe0") + segment)
    except (SegmentError, zwcodec.DecodeError) as error:
        assert str(error)
        assert reassembler.sessions == ()
