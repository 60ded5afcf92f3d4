"""Two kinds of handlers that thousands of homes ran, ported as a user would: a battery multi-sensor, a metering switch.

The rule: they are written for this test, in the manner of public handlers, and use whatever these used: versions maps,
zwaveInfo, security, CRC-16, end points, scaled values, settings, state, sendHubCommand, temperatures of the location.
"""

from __future__ import annotations

from functools import singledispatchmethod
from typing import Any

import pytest

from zwcodec.smartthings import Command, HubAction, Protocol, createEvent, delayBetween, response, zwave
from zwcodec.smartthings.commands import (
    basicv1,
    batteryv1,
    crc16encapv1,
    manufacturerspecificv2,
    meterv3,
    multichannelv3,
    notificationv3,
    securityv1,
    sensormultilevelv5,
    switchbinaryv1,
    wakeupv1,
)
from zwcodec.smartthings.device import Device, State
from zwcodec.smartthings.fingerprints import RawDescription
from zwcodec.smartthings.handler import celsiusToFahrenheit, convertTemperature, fahrenheitToCelsius
from zwcodec.smartthings.simulator import Simulator


class Handler:
    """What the simulator puts into a handler."""

    device: Device
    state: State
    settings: State
    zwaveInfo: dict[str, Any]
    zwaveHubNodeId: int
    now: Any
    isStateChange: Any
    sendHubCommand: Any
    runIn: Any
    unschedule: Any
    updateDataValue: Any
    getTemperatureScale: Any
    convertTemperatureIfNeeded: Any

    def secure(self, cmd: Command) -> str:
        if "s" in (self.zwaveInfo.get("zw") or ""):
            return str(zwave.securityV1.securityMessageEncapsulation().encapsulate(cmd).format())
        return cmd.format()


class MultiSensor(Handler):
    versions = {0x31: 5, 0x71: 3, 0x84: 1, 0x5E: 2}

    def parse(self, description: str) -> Any:
        if description.startswith("Err 106"):
            return createEvent(name="secureInclusion", value="failed", isStateChange=True)
        if description == "updated":
            return None
        cmd = zwave.parse(description, self.versions)
        return None if cmd is None else self.zwaveEvent(cmd)

    @singledispatchmethod
    def zwaveEvent(self, cmd: Command) -> Any:
        return createEvent(descriptionText=f"{self.device.displayName}: {cmd}", displayed=False)

    @zwaveEvent.register
    def _(self, cmd: securityv1.SecurityMessageEncapsulation) -> Any:
        inner = cmd.encapsulatedCommand(self.versions)
        return None if inner is None else self.zwaveEvent(inner)

    @zwaveEvent.register
    def _(self, cmd: sensormultilevelv5.SensorMultilevelReport) -> Any:
        event: dict[str, Any] = {}
        if cmd.sensorType == cmd.SENSOR_TYPE_TEMPERATURE_VERSION_1:
            scale = "F" if cmd.scale == 1 else "C"
            event["name"] = "temperature"
            event["value"] = self.convertTemperatureIfNeeded(cmd.scaledSensorValue, scale, cmd.precision)
            event["unit"] = self.getTemperatureScale()
        elif cmd.sensorType == 3:
            event.update(name="illuminance", value=int(cmd.scaledSensorValue or 0), unit="lux")
        return createEvent(event)

    @zwaveEvent.register
    def _(self, cmd: notificationv3.NotificationReport) -> Any:
        if cmd.notificationType != cmd.NOTIFICATION_TYPE_BURGLAR:
            return None
        if cmd.event == 0:
            return createEvent(name="motion", value="inactive")
        if cmd.event == 3:
            return createEvent(name="tamper", value="detected")
        return createEvent(name="motion", value="active")

    @zwaveEvent.register
    def _(self, cmd: batteryv1.BatteryReport) -> Any:
        low = cmd.batteryLevel == 0xFF
        self.state.lastbatt = self.now()
        return createEvent(name="battery", value=1 if low else cmd.batteryLevel, unit="%", isStateChange=low)

    @zwaveEvent.register
    def _(self, cmd: wakeupv1.WakeUpNotification) -> Any:
        result: list[Any] = [createEvent(descriptionText=f"{self.device} woke up", isStateChange=False)]
        if not self.state.lastbatt or self.now() - self.state.lastbatt > 24 * 60 * 60 * 1000:
            result += response([self.secure(zwave.batteryV1.batteryGet()), "delay 1200"])
        return [*result, response(self.secure(zwave.wakeUpV1.wakeUpNoMoreInformation()))]

    @zwaveEvent.register
    def _(self, cmd: manufacturerspecificv2.ManufacturerSpecificReport) -> Any:
        self.updateDataValue("MSR", f"{cmd.manufacturerId:04X}-{cmd.productTypeId:04X}-{cmd.productId:04X}")
        return createEvent(descriptionText=f"made by {cmd.manufacturerName}")

    def configure(self) -> Any:
        interval = int(self.settings.interval or 240)
        configuration = zwave.configurationV1.configurationSet
        return delayBetween(
            [
                self.secure(zwave.wakeUpV2.wakeUpIntervalSet(seconds=4 * 3600, nodeid=self.zwaveHubNodeId)),
                self.secure(configuration(parameterNumber=3, size=2, scaledConfigurationValue=interval)),
                self.secure(zwave.sensorMultilevelV5.sensorMultilevelGet(sensorType=1, scale=0)),
            ],
            500,
        )


class MeteringSwitch(Handler):
    units = {0: ("energy", "kWh"), 1: ("energy", "kVAh"), 2: ("power", "W")}
    versions = {0x20: 1, 0x25: 1, 0x32: 3, 0x56: 1, 0x60: 3}

    def parse(self, description: str) -> Any:
        cmd = zwave.parse(description, self.versions)
        return None if cmd is None else self.zwaveEvent(cmd, None)

    def zwaveEvent(self, cmd: Any, endpoint: int | None) -> Any:
        match cmd:
            case multichannelv3.MultiChannelCmdEncap(sourceEndPoint=number):
                inner = cmd.encapsulatedCommand(self.versions)
                return None if inner is None else self.zwaveEvent(inner, number)
            case crc16encapv1.Crc16Encap(commandClass=code):
                # Groovy: zwave.commandClass(code, version)?.command(cmd.command)?.parse(cmd.data)
                inner = zwave.getCommand(code, cmd.command, cmd.data, self.versions.get(code or 0))
                return None if inner is None else self.zwaveEvent(inner, endpoint)
            case meterv3.MeterReport(meterType=1, scale=scale) if scale in self.units:
                name, unit = self.units[scale]
                return createEvent(name=f"{name}{endpoint or ''}", value=cmd.scaledMeterValue, unit=unit)
            case basicv1.BasicReport() | basicv1.BasicSet() | switchbinaryv1.SwitchBinaryReport():
                value = "on" if cmd.value else "off"
                changed = self.isStateChange(self.device, "switch", value)
                event = createEvent(name="switch", value=value)
                return [event, response(zwave.meterV3.meterGet(scale=2))] if changed else event
        return createEvent(descriptionText=f"{self.device}: {cmd}")

    def on(self) -> Any:
        commands = [zwave.basicV1.basicSet(value=0xFF), zwave.switchBinaryV1.switchBinaryGet()]
        return delayBetween([cmd.format() for cmd in commands], 3000)

    def reset(self) -> Any:
        self.sendHubCommand([HubAction(zwave.meterV3.meterReset().format(), Protocol.ZWAVE)])
        self.runIn(5, self.refresh, {"overwrite": True})

    def refresh(self) -> None:
        wrap = zwave.multiChannelV3.multiChannelCmdEncap
        get = zwave.meterV3.meterGet(scale=0)
        self.sendHubCommand(response([wrap(destinationEndPoint=number).encapsulate(get) for number in (1, 2)]), 300)


@pytest.fixture
def sensor() -> Simulator:
    raw = RawDescription.parse("zw:Ss type:0701 mfr:0086 prod:0102 model:0064 cc:5E,98 sec:30,31,70,71,72,80,84")
    assert raw is not None
    return Simulator(MultiSensor, device=Device("Eye"), zwaveInfo=raw.as_map(), temperature_scale="F")


@pytest.mark.parametrize(
    ("description", "values"),
    [
        ("zw device: 02, command: 9881, payload: 00 31 05 01 22 00 D7", {"temperature": "70.7"}),
        ("zw device: 02, command: 9881, payload: 00 31 05 01 2A 02 BC", {"temperature": "70.0"}),
        ("zw device: 02, command: 3105, payload: 03 0A 01 90", {"illuminance": "400"}),
        ("zw device: 02, command: 7105, payload: 00 00 00 FF 07 08 00", {"motion": "active"}),
        ("zw device: 02, command: 7105, payload: 00 00 00 FF 07 00 01 08", {"motion": "inactive"}),
        ("zw device: 02, command: 8003, payload: FF", {"battery": "1"}),
        ("Err 106 inclusion", {"secureInclusion": "failed"}),
        ("updated", {}),
        ("zw device: 02, command: 5E02, payload: 01 05 00", {}),
        ("zw device: 02, command: 9881, payload: 00 5E 02 01", {}),
    ],
)
def test_sensor(sensor: Simulator, description: str, values: dict[str, str]) -> None:
    assert sensor.receive(description).values() == values


def test_sensor_wakes_up(sensor: Simulator) -> None:
    notification = "zw device: 02, command: 8407, payload: "
    assert sensor.receive(notification).commands == ["9881008002", "delay 1200", "9881008408"]
    sensor.receive("command: 8003, payload: 64")
    assert sensor.receive(notification).commands == ["9881008408"]
    sensor.wait(25 * 3600)
    assert len(sensor.receive(notification).commands) == 3
    sensor.receive("command: 7205, payload: 00 86 01 02 00 64")
    assert sensor.device.getDataValue("MSR") == "0086-0102-0064"


def test_sensor_is_configured(sensor: Simulator) -> None:
    sensor.names["settings"].interval = "480"
    assert sensor.call("configure").commands == [
        "988100840400384001", "delay 500", "988100700403" + "0201E0", "delay 500", "98810031040100",
    ]  # fmt: skip


METER = "32 02 21 44 00 00 00 C2 00 00"


@pytest.mark.parametrize(
    ("description", "values"),
    [
        ("command: 3202, payload: 21 64 00 03 1D 11 00 00", {"energy": "204.049"}),
        ("command: 3202, payload: 21 34 00 00 00 0A 00 00", {"power": "1.0"}),
        ("command: 600D, payload: 02 00 32 02 21 64 00 03 1D 11 00 00", {"energy2": "204.049"}),
        ("command: 5601, payload: 32 02 21 44 00 00 00 C2 00 00 4D 7D", {"energy": "1.94"}),
        ("command: 3202, payload: 21 7C 00 03 1D 11 00 00", {}),
        ("command: 2503, payload: FF", {"switch": "on"}),
    ],
)
def test_switch(description: str, values: dict[str, str]) -> None:
    assert Simulator(MeteringSwitch).receive(description).values() == values


def test_switch_asks_for_power_when_it_changes() -> None:
    simulator = Simulator(MeteringSwitch)
    simulator.reply("2001FF,2502", "command: 2503, payload: FF")
    first, second = simulator.call("on"), simulator.call("on")
    assert first.commands == ["2001FF", "delay 3000", "2502", "320110"]
    assert second.commands == ["2001FF", "delay 3000", "2502"]


def test_switch_schedules() -> None:
    simulator = Simulator(MeteringSwitch)
    assert simulator.call("reset").commands == ["3205"]
    simulator.call("reset")
    assert [(when, name) for when, name, _ in simulator.scheduled] == [(5.0, "refresh")]
    assert simulator.wait(4).commands == []
    assert simulator.wait(1).commands == ["600D00013201" + "00", "delay 300", "600D0002320100"]
    assert simulator.wait(100).commands == []
    simulator.handler.runIn(1, "refresh")
    simulator.handler.unschedule("refresh")
    assert simulator.scheduled == []


def test_only_hub_actions_are_sent() -> None:
    with pytest.raises(TypeError, match="response"):
        Simulator(MeteringSwitch).handler.sendHubCommand("2002")


def test_temperatures() -> None:
    """The text has the decimals that the handler asks for."""
    assert (str(celsiusToFahrenheit(21.5)), str(fahrenheitToCelsius(212))) == ("70.7", "100")
    assert convertTemperature("21.55", "C", "C") == "21.6"
    assert convertTemperature(70, "F", "C", 2) == "21.11"
    assert convertTemperature(21.5, "C", "F", 0) == "71"
    assert convertTemperature(-0.5, "C", "C", 0) == "-1"
