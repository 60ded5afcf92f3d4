"""Values are their number and know more; errors carry their data and pickle; descriptors read exactly."""

from __future__ import annotations

import copy
import pickle
import struct
from decimal import Decimal, localcontext
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.runtime import shapes
from zwcodec.runtime.codec import values_of
from zwcodec.runtime.errors import CodecError, DecodeError, EncodeError, snake_case
from zwcodec.runtime.expressions import compile_expression
from zwcodec.runtime.fields import Field
from zwcodec.runtime.values import (
    Duration,
    Flag,
    Flags,
    LabelledEnum,
    NotANumber,
    Special,
    durations,
    float_from_bytes,
    float_to_bytes,
    table,
)
from zwcodec.runtime.views import ComputedBitset, bit_values, to_decimal


class Mode(LabelledEnum):
    OFF = 0
    AIR_TEMPERATURE = 1, "Air temperature (indoor)"
    HEAT_PUMP = 2
    HEATING = 2


class Zone(Flags):
    alarm = Flag(0)
    tamper = Flag(1, label="Opened")
    source = Flag(4, 3)


def test_enum_members_are_labelled_ints() -> None:
    member = Mode.AIR_TEMPERATURE
    assert member == 1 and isinstance(member, int)
    assert (member.label, Mode.HEAT_PUMP.label) == ("Air temperature (indoor)", "Heat pump")
    assert Mode["HEATING"] is Mode["HEAT_PUMP"]
    assert repr(member) == "Mode.AIR_TEMPERATURE"
    assert str(member) == f"{member}" == "Air temperature (indoor)"
    assert f"{member:02x} {member:d}" == "01 1"
    assert pickle.loads(pickle.dumps(member)) is member  # noqa: S301
    assert copy.deepcopy(member) is member
    assert Mode(2) is Mode.HEATING
    assert table(Mode) == {0: Mode.OFF, 1: Mode.AIR_TEMPERATURE, 2: Mode.HEATING}
    assert table(Mode) is table(Mode)


def test_special_values_are_labelled_ints() -> None:
    special = Special(255, "Low battery")
    assert special == 255 and hash(special) == hash(255)
    assert (str(special), f"{special}", f"{special:#x}") == ("Low battery", "Low battery", "0xff")
    assert repr(special) == "Special(255, 'Low battery')"
    again = pickle.loads(pickle.dumps(special))  # noqa: S301
    assert (again, again.label) == (255, "Low battery")


@pytest.mark.parametrize(
    ("encoding", "value", "seconds", "label"),
    [
        ("set", 0, 0, "Instantly"),
        ("set", 1, 1, "1 second"),
        ("set", 0x7F, 127, "127 seconds"),
        ("set", 0x80, 60, "1 minute"),
        ("set", 0xFE, 7620, "127 minutes"),
        ("set", 0xFF, None, "Default"),
        ("report", 0, 0, "Already at target"),
        ("report", 5, 5, "5 seconds"),
        ("report", 0xFD, 7560, "126 minutes"),
        ("report", 0xFE, None, "Unknown"),
        ("report", 0xFF, None, "Reserved"),
        ("timeout", 0, 0, "No timeout"),
        ("timeout", 60, 60, "60 seconds"),
        ("timeout", 61, None, "Reserved"),
        ("timeout", 0x40, None, "Reserved"),
        ("timeout", 0x41, 120, "2 minutes"),
        ("timeout", 0xFE, 11460, "191 minutes"),
        ("timeout", 0xFF, None, "Infinite"),
    ],
)
def test_durations(encoding: str, value: int, seconds: int | None, label: str) -> None:
    duration = durations(encoding)[value]
    assert isinstance(duration, Duration)
    assert (duration, duration.seconds, duration.label) == (value, seconds, label)
    again = pickle.loads(pickle.dumps(duration))  # noqa: S301
    assert (again, again.label) == (value, label)
    assert f"{duration} {duration:d}" == f"{label} {value}"
    assert len(durations(encoding)) == 256


def test_flags_name_bits() -> None:
    status = Zone(0x52)
    assert (status.alarm, status.tamper, status.source) == (False, True, 5)
    assert status.as_dict() == {"alarm": False, "tamper": True, "source": 5}
    assert repr(status) == "<Zone 0x52: tamper, source=5>"
    assert repr(Zone(0)) == "<Zone 0x0: none>"
    assert (Zone.tamper.label, Zone.alarm.label, Zone.source.low) == ("Opened", "Alarm", 4)


def test_tables_join_all_meanings() -> None:
    joined = values_of(Field("a", "int", enum=Mode, special={9: "Nine"}))
    assert joined is not None and joined[9] == 9 and joined[2] is Mode.HEATING
    assert values_of(Field("a", "int")) is None
    assert values_of(Field("a", "int", enum=Mode)) is table(Mode)


@given(st.integers(-(1 << 63), (1 << 64) - 1), st.integers(0, 7))
def test_decimals_are_exact(raw: int, precision: int) -> None:
    with localcontext() as context:
        context.prec = 3
        value = to_decimal(raw, precision)
    assert value.as_tuple().exponent == -precision
    assert int(value.scaleb(precision)) == raw


@given(st.binary(max_size=20), st.integers(0, 300))
def test_bits_are_counted_from_the_least_significant(raw: bytes, start: int) -> None:
    number = int.from_bytes(raw, "little")
    assert bit_values(raw, start, ()) == tuple(start + bit for bit in range(8 * len(raw)) if number >> bit & 1)


def test_computed_bit_sets_span_fields() -> None:
    class Scales:
        low = 0x05
        high: bytes | None = b"\x03"

    view = ComputedBitset((("low", 7), ("high", 0)))
    record: Any = Scales()
    assert view.read(record) == (0, 2, 7, 8)
    record.high = None
    assert view.read(record) == (0, 2)
    record.low = None
    assert view.read(record) is None


@given(st.sampled_from((2, 4, 8)), st.binary(min_size=8, max_size=8))
def test_floats_come_back_bit_for_bit(width: int, data: bytes) -> None:
    raw = data[:width]
    assert float_to_bytes(float_from_bytes(raw), width) == raw


def test_not_a_number_keeps_its_bits() -> None:
    value = float_from_bytes(bytes.fromhex("7f800001"))
    assert isinstance(value, NotANumber) and value != value
    assert float_to_bytes(pickle.loads(pickle.dumps(value)), 4) == bytes.fromhex("7f800001")  # noqa: S301
    assert float_to_bytes(1e300, 4) is None
    assert float_to_bytes(float("nan"), 4) == struct.pack(">f", float("nan"))


def test_views_give_themselves_on_the_class() -> None:
    for name in ("value", "total"):
        assert getattr(shapes.Measured, name) is vars(shapes.Measured)[name]
    assert shapes.Bitsets.types is vars(shapes.Bitsets)["types"]
    assert shapes.Counted.number is vars(shapes.Counted)["number"]


# -- errors ----------------------------------------------------------------------------------------------------------


def test_errors_are_value_errors_and_pickle() -> None:
    error = DecodeError("why", message="Report", path="a[1].b", offset=3, bit_offset=2, hint="try", data=b"\1\2")
    again = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert isinstance(again, DecodeError)
    assert issubclass(DecodeError, CodecError) and issubclass(CodecError, ValueError)
    assert vars(again) == vars(error) and str(again) == str(error)
    assert str(error) == "Report.a[1].b at byte 3, bit 2: why (in 01 02); try"
    assert error.field == "b"
    refusal = EncodeError("does not fit", message="Report", path="level", value=300, allowed="0..255")
    again = pickle.loads(pickle.dumps(refusal))  # noqa: S301
    assert str(again) == str(refusal) == "Report.level = 300: does not fit (allowed: 0..255)"
    assert vars(again) == vars(refusal)


def test_sentences_stay_short() -> None:
    assert len(str(EncodeError("bad", value=b"\0" * 1000))) < 100
    assert str(DecodeError("bad", data=b"\0" * 1000)).endswith("00 ...)")
    assert str(DecodeError(needed=2, available=1, offset=4)) == "at byte 4: 2 bytes needed, 1 byte left"


def test_names_become_snake_case() -> None:
    names = ("MeterReport", "MultiChannelCmdEncap", "Crc16Encap", "ABCReport", "a")
    assert [snake_case(name) for name in names] == [
        "meter_report", "multi_channel_cmd_encap", "crc16_encap", "abc_report", "a",
    ]


# -- expressions -----------------------------------------------------------------------------------------------------


class State:
    regs = [7, 0, -3]
    ups = (9,)
    values: list[Any] = [(1, 2, 3), None, b"12"]
    version = 4
    remaining = 11


@pytest.mark.parametrize(
    ("tree", "value"),
    [
        (("num", 5), 5),
        (("reg", 0), 7),
        (("up", 0), 9),
        (("up", 1), 0),
        (("len", 0), 3),
        (("len", 1), 0),
        (("len", 2), 2),
        (("version",), 4),
        (("remaining",), 11),
        (("+", ("reg", 0), ("num", 1)), 8),
        (("-", ("reg", 0), ("num", 9)), -2),
        (("*", ("reg", 0), ("num", 3)), 21),
        (("//", ("reg", 2), ("num", 2)), -2),
        (("//", ("reg", 0), ("reg", 1)), 0),
        (("%", ("reg", 0), ("num", 4)), 3),
        (("%", ("reg", 0), ("reg", 1)), 0),
        (("&", ("reg", 0), ("num", 5)), 5),
        (("|", ("reg", 0), ("num", 8)), 15),
        (("^", ("reg", 0), ("num", 2)), 5),
        (("<<", ("reg", 0), ("num", 2)), 28),
        (("<<", ("reg", 0), ("num", 64)), 0),
        (("<<", ("reg", 0), ("num", -1)), 0),
        ((">>", ("reg", 0), ("num", 1)), 3),
        ((">>", ("reg", 0), ("num", 99)), 0),
        (("==", ("reg", 0), ("num", 7)), 1),
        (("!=", ("reg", 0), ("num", 7)), 0),
        (("<", ("reg", 0), ("num", 7)), 0),
        (("<=", ("reg", 0), ("num", 7)), 1),
        ((">", ("reg", 0), ("num", 7)), 0),
        ((">=", ("reg", 0), ("num", 7)), 1),
        (("and", ("reg", 0), ("reg", 1)), 0),
        (("and", ("reg", 0), ("num", 5)), 5),
        (("or", ("reg", 1), ("num", 5)), 5),
        (("or", ("reg", 0), ("num", 5)), 7),
        (("not", ("reg", 0)), 0),
        (("neg", ("reg", 0)), -7),
        (("inv", ("reg", 0)), -8),
        (("if", ("reg", 1), ("num", 1), ("num", 2)), 2),
        (("call", "ceil_div", ("reg", 0), ("num", 2)), 4),
        (("call", "ceil_div", ("reg", 0), ("reg", 1)), 0),
        (("call", "popcount", ("reg", 0)), 3),
    ],
)
def test_expressions(tree: Any, value: int) -> None:
    state: Any = State()
    assert compile_expression(tree)(state) == value
    assert isinstance(compile_expression(tree)(state), int)


def test_decimal_precision_may_be_a_number() -> None:
    from zwcodec.runtime.views import DecimalView

    class Fixed:
        raw = 250

    assert DecimalView("raw", 1).read(Fixed()) == Decimal("25.0")
