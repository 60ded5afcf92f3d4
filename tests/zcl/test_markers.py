"""Numbers that say "no value" by their type but have a name in the cluster: the attribute answers with the name.

The rule: `record.value` is what the type makes of the bytes, None; `NamedValue.value` is what the cluster makes of it,
a member or a labelled int that still is the number. Both go back to the same bytes.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest

import zclcodec
from zclcodec.attributes import Attribute
from zclcodec.clusters._general import DataType
from zclcodec.clusters.basic import attributes as basic
from zclcodec.clusters.level_control import attributes as level_control
from zclcodec.clusters.on_off import StartUpOnOff
from zclcodec.clusters.on_off import attributes as on_off
from zclcodec.registry import MODULES
from zwcodec.runtime.values import Flag, Flags, LabelledEnum, Special

READ_RESPONSE, REPORT = 0x01, 0x0A


def frame(attribute: Attribute, command: int, payload: bytes) -> bytes:
    """A general command about the attribute, from the side that has it."""
    from_server = 0x08 if (attribute.side != "client") else 0x00
    head = bytes((from_server, 0x2A, command))
    if attribute.manufacturer is not None:
        head = bytes((head[0] | 0x04,)) + attribute.manufacturer.to_bytes(2, "little") + head[1:]
    return head + attribute.id.to_bytes(2, "little") + payload


def marked() -> list[tuple[Any, Attribute]]:
    """Cluster and attribute wherever the number that reads as None has a name."""
    found = []
    for number, _, module, _, _, _ in MODULES:
        for item in getattr(import_module(f"zclcodec.clusters.{module}"), "attributes", ()):
            invalid = item.row.invalid
            has_number = number is not None and invalid is not None and item.row.form in ("integer", "bool")
            if has_number and item.label(invalid):
                found.append((number, item))
    return found


MARKED = marked()


def test_the_standard_has_such_numbers() -> None:
    names = {item.name for _, item in MARKED}
    assert names >= {
        "start_up_on_off", "start_up_current_level", "start_up_color_temperature_mireds", "on_level",
        "on_transition_time", "off_transition_time", "default_move_rate", "power_on_level", "rejoin_timeout",
        "low_temp_threshold", "mains_voltage_max_threshold", "lock_state", "zone_type", "battery_size",
    }  # fmt: skip


@pytest.mark.parametrize(("cluster", "item"), MARKED, ids=[f"{number:04x}-{item.name}" for number, item in MARKED])
def test_the_marker_reads_as_its_name(cluster: int, item: Attribute) -> None:
    invalid: Any = item.row.invalid
    raw = invalid.to_bytes(item.row.least, "little", signed=item.row.signed)
    for command, head in ((READ_RESPONSE, b"\0"), (REPORT, b"")):
        data = frame(item, command, head + bytes((item.type_id,)) + raw)
        decoded = zclcodec.decode(data, cluster=cluster)
        (value,) = decoded.attributes
        assert value.name == item.name and value.record.value is None
        assert value.value == invalid and str(value.value) == value.text == item.label(invalid)
        assert isinstance(value.value, (LabelledEnum, Special))
        renamed = value.record.replace(value=value.value)
        assert decoded.replace(command=decoded.command.replace(records=[renamed])).to_bytes() == data


READINGS = [
    (on_off.start_up_on_off, "30 ff", StartUpOnOff.PREVIOUS, "Previous"),
    (on_off.start_up_on_off, "30 01", StartUpOnOff.ON, "On"),
    (on_off.start_up_on_off, "30 07", 7, "unknown (7)"),
    (on_off.start_up_on_off, "20 ff", StartUpOnOff.PREVIOUS, "Previous"),  # not its type, but the same number
    (on_off.start_up_on_off, "21 ff ff", None, "no value"),  # no number that the cluster has a name for
    (on_off.start_up_on_off, "42 ff", None, "no value"),
    (on_off.on_off, "10 ff", None, "no value"),
    (on_off.on_off, "10 01", True, "true"),
    (on_off.on_time, "21 ff ff", 0xFFFF, "Not counted down"),
    (on_off.on_time, "21 05 00", 5, "0.5 s"),
    (basic.power_source, "30 03", 3, "Battery"),
]


@pytest.mark.parametrize(("item", "typed", "value", "text"), READINGS, ids=[f"{r[0].name}-{r[1]}" for r in READINGS])
def test_named_values(item: Attribute, typed: str, value: object, text: str) -> None:
    cluster = 0 if item is basic.power_source else 6
    (found,) = zclcodec.decode(frame(item, REPORT, bytes.fromhex(typed)), cluster=cluster).attributes
    assert (found.value, found.text) == (value, text)
    assert type(found.value) is type(value) or isinstance(found.value, (LabelledEnum, Special))


def test_a_record_without_value_has_none() -> None:
    (refused,) = zclcodec.decode(frame(on_off.start_up_on_off, READ_RESPONSE, b"\x86"), cluster=6).attributes
    assert (refused.value, refused.text) == (None, "no value")
    (asked,) = zclcodec.decode(bytes.fromhex("00 2a 06 00 03 40 30 01 00 02 00"), cluster=6).attributes
    assert asked.name == "start_up_on_off" and (asked.value, asked.text) == (None, "no value")
    (unknown,) = zclcodec.decode(bytes.fromhex("08 2a 0a 77 77 20 ff"), cluster=6).attributes
    assert (unknown.name, unknown.value, unknown.text) == ("", None, "None")


def test_names_that_an_attribute_has_for_numbers() -> None:
    class Lamp(Flags):
        failed = Flag(0)

    assert level_control.on_level.named(None) == 0xFF and level_control.on_level.label(0xFF) == "Previous level"
    assert level_control.on_level.named(5) == 5 and type(level_control.on_level.named(5)) is int
    status = Attribute(0, "status", "map8", flags=Lamp).named(3)
    assert isinstance(status, Lamp) and status.failed and status == 3
    assert Attribute(0, "time", "uint8", duration="set").named(0x81).seconds == 120
    assert Attribute(0, "text", "string").named("x") == "x" and Attribute(0, "text", "string").named(None) is None
    assert on_off.start_up_on_off.scaled(None) is None and on_off.start_up_on_off.data_type is DataType.ENUM8
