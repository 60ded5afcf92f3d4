"""The classes of typed values: frozen, comparable, picklable, plain on demand, readable as text."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.zcl.roads import exact
from zclcodec.value_types import plain
from zclcodec.values import Array, Bag, Date, Eui64, Set, Structure, TimeOfDay, UtcTime
from zwcodec.runtime.errors import EncodeError

OBJECTS: list[tuple[Callable[[], Any], str, object]] = [
    (
        lambda: Array(0x20, [1, None]),
        "Array(element_type=32, values=(1, None))",
        {"element_type": 32, "values": [1, None]},
    ),
    (
        lambda: Bag(0xE2, (UtcTime(5),)),
        "Bag(element_type=226, values=(UtcTime(5),))",
        {"element_type": 226, "values": [5]},
    ),
    (lambda: Set(0x20, None), "Set(element_type=32, values=None)", None),
    (
        lambda: Structure([(0x10, True), (0xE1, Date(2024, 2))]),
        "Structure(members=((16, True), (225, Date(year=2024, month=2, day=None, weekday=None))))",
        {
            "members": [
                {"type": 16, "value": True},
                {"type": 225, "value": {"year": 2024, "month": 2, "day": None, "weekday": None}},
            ]
        },
    ),
    (
        lambda: TimeOfDay(23, 59, 0),
        "TimeOfDay(hour=23, minute=59, second=0, hundredth=None)",
        {"hour": 23, "minute": 59, "second": 0, "hundredth": None},
    ),
]


@pytest.mark.parametrize(("make", "text", "shown"), OBJECTS, ids=[row[1].partition("(")[0] for row in OBJECTS])
def test_objects(make: Callable[[], Any], text: str, shown: object) -> None:
    one, other = make(), make()
    assert one == other and hash(one) == hash(other) and one is not other
    assert repr(one) == text
    assert one.as_dict() == shown
    assert exact(pickle.loads(pickle.dumps(one))) == exact(one)  # noqa: S301  (bytes of our own)
    assert one != 5 and not hasattr(one, "__dict__")
    name = one.__match_args__[0]
    with pytest.raises(AttributeError, match="is frozen"):
        setattr(one, name, 1)
    with pytest.raises(AttributeError, match="is frozen"):
        delattr(one, name)


def test_collections_are_iterable() -> None:
    assert list(Array(0x20, (1, 2))) == [1, 2] and len(Array(0x20, None)) == 0 and Bag(0x20, (1, 2))[1] == 2
    assert Array(0x20, (1,)) != Set(0x20, (1,))
    assert list(Structure(((0x20, 1),))) == [(0x20, 1)] and len(Structure(())) == 0
    match Array(0x20, (1, 2)):
        case Array(element_type, values_):
            assert (element_type, values_) == (0x20, (1, 2))


def test_times_and_dates() -> None:
    assert str(TimeOfDay(12, 34, 56, 7)) == "12:34:56.07" and str(TimeOfDay(hour=1)) == "01:--:--.--"
    assert str(Date(2024, 2, 29)) == "2024-02-29" and str(Date(day=1)) == "--------01"
    assert Date(1900).raw[0] == 0 and Date(2154).raw[0] == 0xFE
    for make, field in (
        (lambda: Date(2155), "year"),
        (lambda: Date(1899), "year"),
        (lambda: Date(month="May"), "month"),  # type: ignore[arg-type]
        (lambda: TimeOfDay(hour=255), "hour"),
    ):
        with pytest.raises(EncodeError) as caught:
            make()
        assert caught.value.path == field and caught.value.allowed


def test_utc_time() -> None:
    moment = UtcTime(123456789)
    assert moment.datetime == datetime(2003, 11, 29, 21, 33, 9, tzinfo=UTC)
    assert str(moment) == f"{moment}" == "2003-11-29T21:33:09Z" and f"{moment:x}" == "75bcd15"
    assert UtcTime.from_datetime(moment.datetime + timedelta(microseconds=999_999)) == moment
    assert repr(moment) == "UtcTime(123456789)" and moment == 123456789
    assert exact(pickle.loads(pickle.dumps(moment))) == exact(moment)  # noqa: S301  (bytes of our own)
    with pytest.raises(ValueError, match="no time zone"):
        UtcTime.from_datetime(datetime(2003, 11, 29))


def test_eui64() -> None:
    address = Eui64(0x000D6F00055D8FA6)
    assert str(address) == f"{address}" == "00:0D:6F:00:05:5D:8F:A6" and f"{address:x}" == "d6f00055d8fa6"
    assert repr(address) == "Eui64(0x000D6F00055D8FA6)"
    assert Eui64.parse("00:0d:6f:00:05:5d:8f:a6") == Eui64.parse("000D6F00055D8FA6") == address
    for text in ("00:0D", "000D6F00055D8FAG", "000D6F00055D8F_6"):
        with pytest.raises(ValueError, match="IEEE|invalid literal"):
            Eui64.parse(text)
    assert type(plain(address)) is int
