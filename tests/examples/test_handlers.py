"""The ported handlers against their own simulator lines.

The rule: a step of the simulator is a row of the table: what is done, the commands that go to the device, and the
events that come of it as (name, value, unit, text); None where the handler leaves it to the platform.
"""

from __future__ import annotations

import doctest
from pathlib import Path
from typing import Any

import pytest

from examples import zigbee_dimmer, zigbee_thermostat, zwave_device_reference
from zclcodec.smartthings import ZigBee
from zclcodec.smartthings.fingerprints import DeviceType, ZigBeeJoin, join
from zwcodec.smartthings import zwave
from zwcodec.smartthings.device import Device
from zwcodec.smartthings.simulator import Outcome, Simulator

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@pytest.fixture
def reference() -> Simulator:
    return Simulator(zwave_device_reference, device=Device("Lamp"))


@pytest.fixture
def dimmer() -> Simulator:
    return Simulator(zigbee_dimmer, device=Device("Bulb"), zigbee=ZigBee())


@pytest.fixture
def thermostat() -> Simulator:
    return Simulator(zigbee_thermostat, device=Device("Hall"), zigbee=ZigBee(), temperature_scale="F")


def _given(outcome: Outcome) -> list[dict[str, Any]]:
    return [event.given for event in outcome.events]


@pytest.mark.parametrize(
    ("status", "events"),
    [
        ("basic report on", [
            {"name": "switch", "value": "on"},
            {"name": "level", "value": 255, "unit": "%", "descriptionText": "Lamp dimmed 100%"},
        ]),
        ("basic report off", [
            {"name": "switch", "value": "off"},
            {"name": "level", "value": 0, "unit": "%", "descriptionText": "Lamp dimmed 0%"},
        ]),
        ("dimmer switch on at 70%", [
            {"name": "switch", "value": "on"},
            {"name": "level", "value": 70, "unit": "%", "descriptionText": "Lamp dimmed 70%"},
        ]),
        ("basic set on", [{"name": "sensor", "value": "active"}]),
        ("temperature report 70°F", [{"displayed": True, "value": "70.0", "name": "temperature", "unit": "F"}]),
        ("low battery alert", [
            {"name": "battery", "unit": "%", "value": 1, "descriptionText": "Lamp has a low battery",
             "isStateChange": True},
        ]),
        ("multichannel sensor", [{"name": "sensor", "value": "inactive"}]),
    ],
)  # fmt: skip
def test_reference_status(reference: Simulator, status: str, events: list[dict[str, Any]]) -> None:
    outcome = reference.send(status)
    assert _given(outcome) == events
    assert not outcome.commands
    assert not outcome.ignored


def test_every_status_is_tried(reference: Simulator) -> None:
    assert len(reference.statuses) == 7
    assert reference.statuses["basic report on"] == "command: 2003, payload: FF"
    assert reference.statuses["multichannel sensor"] == "command: 600D, payload: 01 01 30 03 00"


@pytest.mark.parametrize(("command", "sent", "value"), [("on", "2001FF", "on"), ("off", "200100", "off")])
def test_reference_replies(reference: Simulator, command: str, sent: str, value: str) -> None:
    outcome = reference.call(command)
    assert outcome.commands == [sent, "delay 5000", "2002"]
    assert outcome.values() == {"switch": value}
    assert reference.device.currentValue("switch") == value


@pytest.mark.parametrize(
    ("command", "sent"),
    [
        ("poll", "2002"),
        ("refresh", "2502 2602 320100 320110 3104 31040108 8002 2002"),
        ("configure", "700401020064 85010201 840400384001"),
    ],
)
def test_reference_commands(reference: Simulator, command: str, sent: str) -> None:
    outcome = reference.call(command)
    assert [line for line in outcome.commands if not line.startswith("delay")] == sent.split()
    assert not outcome.messages


@pytest.mark.parametrize(
    ("message", "values"),
    [
        ("command: 2503, payload: FF", {"switch": "on"}),
        # Meter: kWh with a previous value, W, current, gas, water in a unit that the handler's list lacks.
        ("command: 3202, payload: 21 64 00 00 02 5A 00 3C 00 00 02 58", {"energy": "0.602"}),
        ("command: 3202, payload: 21 32 00 64 00 00", {"power": "10.0"}),
        ("command: 3202, payload: A1 2A 00 0C 00 00", {"electric": "1.2"}),
        ("command: 3202, payload: 02 01 05 00 00", {"gas": "5"}),
        ("command: 3202, payload: 03 19 05 00 00", {"water": "5"}),
        ("command: 3003, payload: FF 0A", {"contact": "open"}),
        ("command: 3003, payload: 00 02", {"smoke": "closed"}),
        ("command: 3003, payload: FF 77", {"sensor": "active"}),
        ("command: 3105, payload: 03 0A 01 F4", {"illuminance": "500"}),
        ("command: 3105, payload: 05 22 01 DB", {"humidity": "47"}),
        ("command: 3105, payload: 09 01 63", {"pressure": "99"}),
        ("command: 8003, payload: 50", {"battery": "80"}),
        ("command: 9881, payload: 00 25 03 FF", {"switch": "on"}),
        ("command: 6006, payload: 01 25 03 00", {"switch": "off"}),
        ("Err 106", {}),
    ],
)
def test_reference_reads(reference: Simulator, message: str, values: dict[str, str]) -> None:
    assert reference.receive(message).values() == values


def test_reference_meter_text(reference: Simulator) -> None:
    (event,) = reference.receive("command: 3202, payload: 21 64 00 00 02 5A 00 3C 00 00 02 58").events
    assert event.descriptionText == "Lamp energy is 0.602 kWh, previous: 0.600"


def test_reference_wakes_up(reference: Simulator) -> None:
    """The battery is asked for once, until a report was there and a day has passed."""
    first = reference.receive("zw device: 02, command: 8407, payload: ")
    assert first.commands == ["8002", "delay 1200", "8408"]
    assert [event.descriptionText for event in first.events] == ["Lamp woke up"]
    assert not first.events[0].isStateChange
    reference.receive("command: 8003, payload: 50")
    assert reference.receive("command: 8407, payload: ").commands == ["8408"]
    reference.state.lastbatt -= 2 * zwave_device_reference.DAY
    assert reference.receive("command: 8407, payload: ").commands == ["8002", "delay 1200", "8408"]


def test_reference_associates(reference: Simulator) -> None:
    assert not reference.receive("command: 8503, payload: 01 05 00 01").commands
    missing = reference.receive("command: 8503, payload: 01 05 00 07")
    assert missing.commands == ["85010101"]
    assert missing.events[0].descriptionText == "Associating Lamp in group 1"


def test_reference_shows_other_commands(reference: Simulator) -> None:
    """Version 1 of the meter is an overload too; nothing but a direct call reaches it."""
    (event,) = reference.receive("command: 7205, payload: 00 86 00 02 00 64").events
    assert event.descriptionText.startswith("Lamp: ManufacturerSpecificReport(manufacturerId: 134, ")
    report = zwave.meterV1.meterReport(scaledMeterValue=12.4, precision=1, scale=2)
    assert zwave_device_reference.zwaveEvent(report) == {"name": "power", "value": 12, "unit": "W"}


@pytest.mark.parametrize(
    ("status", "values"), [("on", {"switch": "on"}), ("off", {"switch": "off"}), ("level 50%", {"level": "50"})]
)
def test_dimmer_status(dimmer: Simulator, status: str, values: dict[str, str]) -> None:
    assert dimmer.send(status).values() == values


READ = ["st rattr 0xFC6E 0x01 0x0006 0x0000", "st rattr 0xFC6E 0x01 0x0008 0x0000"]
REPORT = [
    "zdo bind 0xFC6E 0x01 0x01 0x0006 {000D6F00055D8FA6} {}",
    "st cr 0xFC6E 0x01 0x0006 0x0000 0x10 0x0000 0x0258 {}",
    "zdo bind 0xFC6E 0x01 0x01 0x0008 {000D6F00055D8FA6} {}",
    "st cr 0xFC6E 0x01 0x0008 0x0000 0x20 0x0001 0x0E10 {01}",
]


@pytest.mark.parametrize(
    ("call", "lines", "values"),
    [
        (("on",), ["st cmd 0xFC6E 0x01 0x0006 0x01 {}"], {"switch": "on"}),
        (("off",), ["st cmd 0xFC6E 0x01 0x0006 0x00 {}"], {"switch": "off"}),
        (("setLevel", 50), ["st cmd 0xFC6E 0x01 0x0008 0x04 {7f FFFF}"], {"level": "50"}),
        (("setLevel", 20), ["st cmd 0xFC6E 0x01 0x0008 0x04 {33 FFFF}"], {}),
        (("refresh",), READ + REPORT, {}),
        (("configure",), REPORT + READ, {}),
    ],
)
def test_dimmer_commands(dimmer: Simulator, call: tuple[Any, ...], lines: list[str], values: dict[str, str]) -> None:
    outcome = dimmer.call(*call)
    assert outcome.commands == [part for line in lines for part in (line, "delay 2000")]
    assert outcome.values() == values


def test_dimmer_logs_what_it_cannot_read(dimmer: Simulator, caplog: pytest.LogCaptureFixture) -> None:
    assert not dimmer.receive("catchall: 0104 0500 01 01 0000 00 FC6E 01 00 0000 00 01 ").events
    assert "DID NOT PARSE MESSAGE" in caplog.text


def test_dimmer_joins() -> None:
    lamp = ZigBeeJoin.parse(
        'zbjoin: {"dni":"FC6E","d":"000D6F0005767F37","capabilities":"8E","endpoints":[{"simple":"01 0104 0101 00 08'
        ' 0000 0003 0004 0005 0006 0008 0B05 FC01 01 0019","application":"","manufacturer":"OSRAM SYLVANIA",'
        '"model":"iQBR30"}]}'
    )
    dimmer = DeviceType(zigbee_dimmer.definition["name"], zigbee_dimmer.fingerprints)  # type: ignore[arg-type]
    match = join(lamp, [dimmer])
    assert match is not None
    assert match.name == "Sylvania Ultra iQ"


@pytest.mark.parametrize(
    ("status", "events"),
    [
        ("20.5 degrees", [{"name": "temperature", "value": "68.9", "unit": "F"}]),
        ("no sensor", []),
        ("heating setpoint and mode", [
            {"name": "heatingSetpoint", "value": "69.8", "unit": "F"},
            {"name": "thermostatMode", "value": "heat"},
        ]),
    ],
)  # fmt: skip
def test_thermostat_status(thermostat: Simulator, status: str, events: list[dict[str, Any]]) -> None:
    assert _given(thermostat.send(status)) == events


THERMOSTAT_READS = [f"st rattr 0xFC6E 0x01 0x0201 0x{attribute}" for attribute in ("0000", "0011", "0012", "001C")]


@pytest.mark.parametrize(
    ("command", "lines", "values"),
    [
        ("heat", ["st wattr 0xFC6E 0x01 0x0201 0x001C 0x30 {04}", THERMOSTAT_READS[3]], {"thermostatMode": "heat"}),
        ("off", ["st wattr 0xFC6E 0x01 0x0201 0x001C 0x30 {00}", THERMOSTAT_READS[3]], {"thermostatMode": "heat"}),
        ("refresh", THERMOSTAT_READS, {"thermostatMode": "heat"}),
        ("configure", [
            "zdo bind 0xFC6E 0x01 0x01 0x0201 {000D6F00055D8FA6} {}",
            "st cr 0xFC6E 0x01 0x0201 0x0000 0x29 0x000A 0x0258 {0A00}",
            "zdo bind 0xFC6E 0x01 0x01 0x0201 {000D6F00055D8FA6} {}",
            "st cr 0xFC6E 0x01 0x0201 0x0012 0x29 0x0001 0x0E10 {3200}",
            "zdo bind 0xFC6E 0x01 0x01 0x0201 {000D6F00055D8FA6} {}",
            "st cr 0xFC6E 0x01 0x0201 0x001C 0x30 0x0001 0x0E10 {}",
        ], {}),
    ],
)  # fmt: skip
def test_thermostat_commands(thermostat: Simulator, command: str, lines: list[str], values: dict[str, str]) -> None:
    """The device of the simulator always says that it heats."""
    outcome = thermostat.call(command)
    assert outcome.commands == [part for line in lines for part in (line, "delay 2000")]
    assert outcome.values() == values


def test_thermostat_waits_for_the_last_setpoint(thermostat: Simulator) -> None:
    thermostat.call("setHeatingSetpoint", 70)
    thermostat.wait(2)
    thermostat.call("setHeatingSetpoint", -4)
    assert thermostat.wait(2).commands == []
    assert thermostat.wait(1).commands == ["st wattr 0xFC6E 0x01 0x0201 0x0012 0x29 {F830}", "delay 2000"]
    assert thermostat.receive("catchall: 0104 0006 01 01 0000 00 FC6E 00 00 0000 0B 01 0100").events == []
    assert thermostat.call("lockKeypad").commands[0] == "zcl mfg-code 0x1234"


def test_thermostat_joins() -> None:
    endpoint = "01 0104 0301 00 05 0000 0003 0201 0202 0204 01 0019"
    hall = ZigBeeJoin.parse('zbjoin: {"dni":"FC6E","endpoints":[{"simple":"' + endpoint + '"}]}')
    assert zigbee_thermostat.fingerprints[0].matches(hall)


def test_readme_shows_what_happens() -> None:
    assert doctest.testfile(str(EXAMPLES / "README.md"), module_relative=False).failed == 0
