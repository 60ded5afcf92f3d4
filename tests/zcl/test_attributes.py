"""Attribute descriptions: exact scaling, text with label and unit, finding by name, id and side."""

from __future__ import annotations

import copy
import decimal
import pickle
from decimal import Decimal
from types import NoneType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import zclcodec
from zclcodec.attributes import Attribute, Attributes
from zclcodec.clusters._general import DataType
from zclcodec.clusters.analog_output import attributes as analog_output
from zclcodec.clusters.level_control import attributes as level_control
from zclcodec.clusters.multistate_input import attributes as multistate_input
from zclcodec.clusters.temperature_measurement import attributes as temperature
from zclcodec.data_types import TYPE_IDS
from zclcodec.values import Array, Bag, Date, Eui64, NotANumber, Structure, TimeOfDay, UtcTime, typed_read, typed_write
from zwcodec.runtime.errors import EncodeError
from zwcodec.runtime.values import Flag, Flags, LabelledEnum


class Mode(LabelledEnum):
    OFF = 0
    EMERGENCY_HEAT = 5, "Emergency heat!"
    UNKNOWN = 0xFF


class Status(Flags):
    tamper = Flag(2)
    battery = Flag(3)
    source = Flag(4, 2)


def attribute(type: str, **settings: Any) -> Attribute:
    return Attribute(0x0010, "value", type, **settings)


# -- one attribute ---------------------------------------------------------------------------------------------------

CENTIDEGREES = attribute("int16", unit="°C", scale="0.01", special={0: "Freezing"})

MOMENT = attribute("struct", of=(("date", "date"), ("time", "time_of_day")))

# attribute, value, scaled, text
READINGS: list[tuple[Attribute, object, Decimal | None, str]] = [
    (CENTIDEGREES, 2315, Decimal("23.15"), "23.15 °C"),
    (CENTIDEGREES, -50, Decimal("-0.50"), "-0.50 °C"),
    (CENTIDEGREES, 0, None, "Freezing"),
    (CENTIDEGREES, None, None, "no value"),
    (CENTIDEGREES, -0x8000, None, "no value"),
    (attribute("uint8", unit="%", scale="0.5"), 85, Decimal("42.5"), "42.5 %"),
    (attribute("uint16", unit="W", scale="10"), 7, Decimal(70), "70 W"),
    (attribute("uint8", scale="1E+2"), 7, Decimal(700), "700"),
    (attribute("uint8"), 7, Decimal(7), "7"),
    (attribute("uint64", scale="0.0000152587890625"), 2**64 - 2, Decimal("281474976710655.999969482421875"), ""),
    (attribute("uint8", special={0xFF: "Previous level"}), None, None, "Previous level"),
    (attribute("uint8", special={0xFF: "Previous level"}), 0xFF, None, "Previous level"),
    (attribute("enum8", enum=Mode), 5, None, "Emergency heat!"),
    (attribute("enum8", enum=Mode), None, None, "Unknown"),
    (attribute("enum8", enum=Mode), 9, None, "unknown (9)"),
    (attribute("uint8", enum=Mode), 0, None, "Off"),
    (attribute("enum8"), 9, None, "9"),
    (attribute("bool"), True, None, "true"),
    (attribute("bool"), 7, None, "7"),
    (attribute("bool", enum=Mode), False, None, "Off"),
    (attribute("bool"), None, None, "no value"),
    (attribute("map8", flags=Status), 0x24, None, "Tamper, Source 2"),
    (attribute("map8", flags=Status), 0x88, None, "Battery, 0x80"),
    (attribute("map8", flags=Status), 0, None, "none"),
    (attribute("map16"), 0x12, None, "0x0012"),
    (attribute("data8"), 0x12, None, "0x12"),
    (attribute("cluster_id"), 6, None, "0x0006"),
    (attribute("uint16", ref="manufacturer"), 0x100B, Decimal(0x100B), "0x100B"),
    (attribute("uint8", duration="set"), 0x81, Decimal(0x81), "2 minutes"),
    (attribute("single", unit="V"), 1.5, Decimal("1.5"), "1.5 V"),
    (attribute("single"), 0.10000000149011612, Decimal(0.10000000149011612), "0.1"),
    (attribute("single"), 3.4028234663852886e38, Decimal(3.4028234663852886e38), "3.4028235e+38"),
    (attribute("semi"), 32256.0, Decimal(32256), "32256.0"),
    (attribute("semi"), 0.0999755859375, Decimal(0.0999755859375), "0.1"),
    (attribute("double"), 0.1, Decimal(0.1), "0.1"),
    (attribute("double", scale="0.5", unit="A"), 1.5, Decimal("0.75"), "0.75 A"),
    (attribute("double"), float("inf"), None, "inf"),
    (attribute("single"), NotANumber(b"\x7f\xc0\x00\x01"), None, "nan"),
    (attribute("single"), None, None, "no value"),
    (attribute("string"), "LUMI", None, "LUMI"),
    (attribute("string"), None, None, "no value"),
    (attribute("octstr"), b"\x01\xab", None, "01 ab"),
    (attribute("utc"), UtcTime(123456789), None, "2003-11-29T21:33:09Z"),
    (attribute("utc"), 123456789, None, "2003-11-29T21:33:09Z"),
    (attribute("eui64"), Eui64(0x000D6F00055D8FA6), None, "00:0D:6F:00:05:5D:8F:A6"),
    (attribute("date"), Date(2024, 2, 29), None, "2024-02-29"),
    (attribute("time_of_day"), TimeOfDay(1, 2, 3, 4), None, "01:02:03.04"),
    (attribute("array"), Array(0x20, (1,)), None, "[1]"),
    (attribute("array", of="string"), Array(0x42, ("Off", None)), None, "[Off, no value]"),
    (attribute("array"), Array(0x20, None), None, "no value"),
    (attribute("struct"), Structure(((0x10, True), (0x41, b"\x01\x02"))), None, "[true, 01 02]"),
    (
        MOMENT,
        Structure(((0xE1, Date(2024, 2, 29)), (0xE0, TimeOfDay(1, 2, 3, 4)))),
        None,
        "{date: 2024-02-29, time: 01:02:03.04}",
    ),
    (MOMENT, Structure(((0xE1, Date(2024, 2, 29)),)), None, "[2024-02-29]"),
    (attribute("array"), None, None, "no value"),
]


@pytest.mark.parametrize(("item", "value", "scaled", "text"), READINGS, ids=[f"{r[0].type}-{r[1]!r}" for r in READINGS])
def test_readings(item: Attribute, value: object, scaled: Decimal | None, text: str) -> None:
    assert item.scaled(value) == scaled
    assert item.describe(value) == text or not text


@given(st.integers(0, 2**64 - 2), st.decimals(-9, 9, places=20))
def test_scaling_is_exact(value: int, scale: Decimal) -> None:
    found = attribute("uint64", scale=str(scale)).scaled(value)
    with decimal.localcontext(prec=100):
        assert found == Decimal(value) * scale


sent = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**64),
    st.floats(),
    st.text(max_size=4),
    st.binary(max_size=4),
    st.builds(Array, st.just(0x20), st.lists(st.integers(0, 9), max_size=2)),
    st.sampled_from((Date(2024), TimeOfDay(1), UtcTime(5), Eui64(7), NotANumber(b"\x7e\x01"))),
)
meanings: list[dict[str, Any]] = [
    {},
    {"unit": "W", "scale": "0.1", "special": {7: "Seven"}},
    {"enum": Mode},
    {"flags": Status},
    {"ref": "cluster"},
    {"duration": "report"},
]


@given(st.sampled_from(sorted(TYPE_IDS)), st.sampled_from(meanings), sent)
def test_a_value_of_another_type_can_be_described(type: str, settings: dict[str, Any], value: object) -> None:
    item = attribute(type, **settings)
    assert isinstance(item.describe(value), str)
    assert isinstance(item.scaled(value), (Decimal, NoneType))


def test_lookup() -> None:
    rows: dict[tuple[int, ...], tuple[str, str]] = {(0,): ("Energy", "kWh"), (1, 2): ("", "m³")}
    item = attribute("uint24", unit="?", lookup=(rows, ("unit_of_measure", "part")))
    assert item.describe(7, unit_of_measure=0) == "Energy: 7 kWh"
    assert item.describe(7, unit_of_measure=1, part=2) == "7 m³"
    assert item.describe(7, unit_of_measure=9) == "7 ?"


def test_types() -> None:
    item = CENTIDEGREES
    assert (item.type_id, item.data_type, repr(item)) == (0x29, DataType.INT16, "<Attribute 0x0010 value: int16>")
    assert not hasattr(item, "__dict__")


CONTENTS: list[tuple[Attribute, Any, Any]] = [
    (attribute("array", of="string"), ("Off", "On"), Array(0x42, ("Off", "On"))),
    (attribute("bag", of="uint16"), (), Bag(0x21, ())),
    (attribute("array", of="string"), None, None),
    (MOMENT, {"date": Date(2024, 2, 29), "time": None}, Structure(((0xE1, Date(2024, 2, 29)), (0xE0, None)))),
    (
        attribute("array", of=(("commanded", "bool"), ("value", "single"))),
        ({"commanded": True, "value": 1.5}, {"commanded": False, "value": None}),
        Array(0x4C, (Structure(((0x10, True), (0x39, 1.5))), Structure(((0x10, False), (0x39, None))))),
    ),
]


@pytest.mark.parametrize(("item", "contents", "value"), CONTENTS, ids=[repr(case[1]) for case in CONTENTS])
def test_contents_of_collections(item: Attribute, contents: Any, value: Any) -> None:
    assert item.contents(value) == contents
    assert item.collect(contents) == value
    out = bytearray()
    typed_write(out, item.type_id, item.collect(contents))
    assert item.contents(typed_read(bytes(out), 0, len(out), item.type_id, 0, True)[0]) == contents


def test_contents_that_do_not_fit() -> None:
    """A sender may make other structures than its cluster says: they read without names. A writer may not."""
    other = Structure(((0x20, 1), (0x20, 2), (0x20, 3)))
    assert MOMENT.contents(other) == (1, 2, 3)
    assert MOMENT.contents(7) == 7 and attribute("struct").contents(Structure(())) == ()
    assert MOMENT.collect([Date(2024), TimeOfDay(1)]) == MOMENT.collect({"time": TimeOfDay(1), "date": Date(2024)})
    for item, contents in (
        (MOMENT, {"date": None}), (MOMENT, {"date": None, "day": None}), (MOMENT, [1, 2, 3]),
        (attribute("struct"), [1]), (attribute("array"), [1]), (attribute("uint8"), [1]),
    ):  # fmt: skip
        with pytest.raises(EncodeError):
            item.collect(contents)


def test_collections_of_the_specs() -> None:
    state_text = multistate_input.state_text
    (found,) = zclcodec.decode(bytes.fromhex("18 01 0a 0e00 48 42 0200 03 4f6666 02 4f6e"), cluster=0x0012).attributes
    assert found.attribute is state_text
    assert found.text == "[Off, On]" and state_text.contents(found.value) == ("Off", "On")
    assert found.value == state_text.collect(["Off", "On"])
    presence = analog_output.priority_array.collect([{"commanded": True, "value": 20.5}] * 16)
    assert presence.element_type == 0x4C and presence[0].members == ((0x10, True), (0x39, 20.5))


# -- the attributes of a cluster -------------------------------------------------------------------------------------

MIXED = Attributes(
    Attribute(0x0000, "both_sides", "uint8", side="client"),
    Attribute(0x0000, "both_sides", "uint16"),
    Attribute(0x0001, "revision", "uint16", side="both"),
    Attribute(0x0000, "ours", "uint8", manufacturer=0x1002),
    Attribute(0x0002, "find", "uint8"),
)


def test_by_name() -> None:
    assert temperature.measured_value.unit == "°C"
    assert temperature.measured_value is temperature["measured_value"]
    assert level_control.on_level.describe(None) == "Previous level"
    assert MIXED.both_sides.type == "uint16"
    assert MIXED["find"].id == 2
    with pytest.raises(AttributeError, match="no attribute 'mesured_value'") as caught:
        temperature.mesured_value  # noqa: B018
    assert caught.value.name == "mesured_value"
    with pytest.raises(KeyError):
        temperature["mesured_value"]


def test_find() -> None:
    found = temperature.find(0x0000)
    assert found is temperature.measured_value
    assert temperature.find(0x0000, side="client") is None
    assert temperature.find(0x0000, manufacturer=0x1002) is None
    assert [item and item.type for item in (MIXED.find(0), MIXED.find(0, "client"))] == ["uint16", "uint8"]
    assert MIXED.find(0, manufacturer=0x1002) is MIXED.ours
    assert MIXED.find(1) is MIXED.find(1, "client") is MIXED.revision


def test_container() -> None:
    assert len(MIXED) == 5 and [item.name for item in MIXED][:3] == ["both_sides", "both_sides", "revision"]
    assert "revision" in MIXED and MIXED.revision in MIXED
    assert "nothing" not in MIXED and temperature.measured_value not in MIXED
    assert "revision" in dir(MIXED) and repr(Attributes()) == "Attributes()"
    assert len(copy.copy(MIXED)) == 5
    again = pickle.loads(pickle.dumps(temperature))  # noqa: S301  (bytes of our own)
    assert again.measured_value.describe(2315) == "23.15 °C"


def test_every_attribute_of_the_specs_can_be_described() -> None:
    from importlib import import_module

    from zclcodec.registry import MODULES

    count = 0
    for _, _, module, _, _, _ in MODULES:
        for item in getattr(import_module(f"zclcodec.clusters.{module}"), "attributes", ()):
            assert item.data_type == item.type_id
            assert item.describe(None) and item.describe(1)
            assert item.default is None or item.row.form != "integer" or item.describe(item.default)
            count += 1
    assert count > 200


@pytest.mark.parametrize(
    ("frame", "cluster", "name", "value", "scaled", "unit", "label"),
    [
        ("18330a0000290b09", 0x0402, "measured_value", 2315, Decimal("23.15"), "°C", ""),
        ("18330a0000290080", 0x0402, "measured_value", None, None, "°C", ""),
        ("18330a070030fe", 0x0000, "power_source", 0xFE, None, "", ""),
        ("18330a07003003", 0x0000, "power_source", 3, None, "", "Battery"),
        ("18330a034030ff", 0x0006, "start_up_on_off", 0xFF, None, "", "Previous"),
        ("18330a99992003", 0x0006, "", 3, None, "", ""),
        ("18330a0400420141", 0x0000, "manufacturer_name", "A", None, "", ""),
    ],
)
def test_a_named_value_says_what_it_measures(
    frame: str, cluster: int, name: str, value: object, scaled: Decimal | None, unit: str, label: str
) -> None:
    (found,) = zclcodec.decode(bytes.fromhex(frame), cluster=cluster).attributes
    assert (found.name, found.value, found.scaled, found.unit, found.label) == (name, value, scaled, unit, label)
