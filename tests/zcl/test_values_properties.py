"""Typed values: nothing is lost, whatever the type and the bytes.

The rule: every road (roads.py) gives the same value for the same bytes, or refuses them; what it read it writes back
byte for byte; and the oracle agrees about what is accepted, where it ends and its plain form.
"""

from __future__ import annotations

from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from tests.zcl.roads import PYTHON, exact, oracle_read
from zclcodec.data_types import DATA_TYPES
from zclcodec.value_types import plain
from zclcodec.values import Array, Bag, Date, NotANumber, Set, Structure, TimeOfDay, UtcTime

COLLECTIONS = (0x48, 0x4C, 0x50, 0x51)
type_ids = st.sampled_from(sorted(DATA_TYPES))


def prefixed(head: bytes, invalid: bool, *parts: bytes) -> bytes:
    return head if invalid else head + b"".join(parts)


@st.composite
def values_of(draw: st.DrawFn, type_id: int, depth: int = 0) -> bytes:
    """Bytes of a value of the type; now and then the count or length is wrong."""
    row = DATA_TYPES[type_id]
    inner = type_ids if depth < 3 else type_ids.filter(lambda item: item not in COLLECTIONS)
    if row.form == "string":
        data: bytes = draw(st.one_of(st.binary(max_size=5), st.text(max_size=3).map(str.encode)))
        length = draw(st.sampled_from((len(data),) * 8 + (row.invalid or 0, len(data) + 1)))
        return prefixed(length.to_bytes(row.prefix, "little"), length == row.invalid, data)
    if row.form == "sequence":
        element = draw(st.one_of(inner, inner, inner, st.integers(0, 0xFF)))
        items = []
        if element in DATA_TYPES and DATA_TYPES[element].least:
            items = [draw(values_of(element, depth + 1)) for _ in range(draw(st.integers(0, 3)))]
        count = draw(st.sampled_from((len(items),) * 8 + (0xFFFF, len(items) + 1)))
        return prefixed(bytes((element,)) + count.to_bytes(2, "little"), count == 0xFFFF, *items)
    if row.form == "structure":
        types = draw(st.lists(inner, max_size=3))
        count = draw(st.sampled_from((len(types),) * 8 + (0xFFFF, len(types) + 1)))
        members = b"".join(bytes((item,)) + draw(values_of(item, depth + 1)) for item in types)
        return prefixed(count.to_bytes(2, "little"), count == 0xFFFF, members)
    edges = st.sampled_from((b"\xff" * row.least, bytes(row.least), bytes(row.least)[1:] + b"\x80"))
    if row.form == "float":
        edges = not_a_numbers(row.least)
    number: bytes = draw(st.one_of(edges, st.binary(min_size=row.least, max_size=row.least)))
    return number


def not_a_numbers(size: int) -> st.SearchStrategy[bytes]:
    top = {2: 0x7C, 4: 0x7F80, 8: 0x7FF0}[size]
    bits = 8 * size
    infinite = top << bits - top.bit_length() - 1
    return st.builds(
        lambda low, sign: (infinite | low | sign << bits - 1).to_bytes(size, "little"),
        st.one_of(st.sampled_from((0, 1, 1 << bits - top.bit_length() - 2)), st.integers(0, 255)),
        st.integers(0, 1),
    )


@st.composite
def typed_bytes(draw: st.DrawFn) -> tuple[int, bytes]:
    """A type and bytes that are probably a value of it, cut or followed by others."""
    type_id = draw(st.one_of(type_ids, st.sampled_from(COLLECTIONS)))
    data = draw(values_of(type_id)) + draw(st.binary(max_size=3))
    cut = draw(st.one_of(st.just(len(data)), st.just(len(data)), st.integers(0, len(data))))
    return type_id, data[:cut]


def check(road: Any, type_id: int, data: bytes) -> None:
    """Accepted: the bytes come back, and the slow road sees the same. Refused: by all."""
    found = road.read(data, type_id)
    assert exact(found) == exact(PYTHON.read(data, type_id))
    if found is not None:
        value, stop = found
        hash(value)
        assert road.write(type_id, value) == data[:stop]
    seen = oracle_read(data, type_id) if type_id in DATA_TYPES else None
    assert exact(seen) == exact(None if found is None else (plain(found[0]), found[1]))


@given(typed_bytes())
def test_any_value(road: Any, case: tuple[int, bytes]) -> None:
    check(road, *case)


@given(st.integers(0, 0xFF), st.binary(max_size=24))
@example(0x48, bytes.fromhex("0000ff00"))
@example(0x48, bytes.fromhex("00fffe"))
@example(0x4C, bytes.fromhex("feff"))
def test_any_bytes(road: Any, type_id: int, data: bytes) -> None:
    check(road, type_id, data)


anything = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(2**65), 2**65),
        st.floats(),
        st.binary(max_size=20),
        st.text(max_size=5),
        st.characters(categories=["Cs"]),
        st.builds(UtcTime, st.integers(0, 2**33)),
        st.builds(TimeOfDay.from_raw, st.binary(min_size=4, max_size=4)),
        st.builds(Date.from_raw, st.binary(min_size=4, max_size=4)),
        st.builds(NotANumber, st.sampled_from((b"\x7e\x01", b"\x7f\xc0\x00\x01", b"\xff\xf8" + bytes(6)))),
    ),
    lambda inner: st.one_of(
        *(
            st.builds(kind, st.integers(-1, 257), st.one_of(st.none(), st.lists(inner, max_size=3)))
            for kind in (Array, Set, Bag)
        ),
        st.builds(Structure, st.lists(st.tuples(st.integers(-1, 257), inner), max_size=3)),
    ),
    max_leaves=4,
)


@given(st.integers(0, 0xFF), anything)
def test_any_object_is_written_so_that_it_reads_back_or_refused(road: Any, type_id: int, value: Any) -> None:
    """What is written reads back, and reading and writing that changes nothing. A compiled writer may leave to the
    interpreter what that can do, but not the reverse."""
    data = PYTHON.write(type_id, value)
    fast = road.write(type_id, value)
    assert fast is None or fast == data
    if data is not None:
        again, stop = road.read(data, type_id)
        assert stop == len(data) and road.write(type_id, again) == data
