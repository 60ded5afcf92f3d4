"""The "Z-Wave Device Reference" handler of the SmartThings documentation, in Python.

Statements and overloads stand in the order of the Groovy original, so that both can be read side by side. The tiles
are left out: they describe an app's screen. tests/examples runs it against the lines of `simulator`.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from functools import singledispatch
from typing import Any

from zwcodec.smartthings import Command, createEvent, delayBetween, response, zwave
from zwcodec.smartthings.commands import (
    associationv2,
    basicv1,
    batteryv1,
    meterv1,
    meterv3,
    multichannelv3,
    securityv1,
    sensorbinaryv1,
    sensorbinaryv2,
    sensormultilevelv5,
    switchbinaryv1,
    switchmultilevelv3,
    wakeupv2,
)
from zwcodec.smartthings.device import Device, State

log = logging.getLogger(__name__)

# Whoever runs the handler puts the device's own here.
device = Device()
state = State()
zwaveHubNodeId = 1

definition = {
    "name": "Z-Wave Device Reference",
    "capabilities": (
        "Actuator", "Switch", "Polling", "Refresh", "Temperature Measurement", "Sensor", "Battery",
    ),
}  # fmt: skip

DAY = 24 * 60 * 60 * 1000  # milliseconds


def simulator(status: Callable[[str, Any], None], reply: Callable[[str, Any], None]) -> None:
    status("basic report on", zwave.basicV1.basicReport(value=0xFF).incomingMessage())
    status("basic report off", zwave.basicV1.basicReport(value=0).incomingMessage())
    status("dimmer switch on at 70%", zwave.switchMultilevelV1.switchMultilevelReport(value=70).incomingMessage())
    status("basic set on", zwave.basicV1.basicSet(value=0xFF).incomingMessage())
    status(
        "temperature report 70°F",
        zwave.sensorMultilevelV2.sensorMultilevelReport(
            scaledSensorValue=70.0, precision=1, sensorType=1, scale=1
        ).incomingMessage(),
    )
    status("low battery alert", zwave.batteryV1.batteryReport(batteryLevel=0xFF).incomingMessage())
    status(
        "multichannel sensor",
        zwave.multiChannelV3.multiChannelCmdEncap(sourceEndPoint=1, destinationEndPoint=1)
        .encapsulate(zwave.sensorBinaryV1.sensorBinaryReport(sensorValue=0))
        .incomingMessage(),
    )
    reply("2001FF,delay 5000,2002", "command: 2503, payload: FF")
    reply("200100,delay 5000,2002", "command: 2503, payload: 00")


def parse(description: str) -> Any:
    result = None
    cmd = zwave.parse(description, {0x60: 3})
    if cmd is not None:
        result = zwaveEvent(cmd)
        log.debug("Parsed %s to %r", cmd, result)
    else:
        log.debug("Non-parsed event: %s", description)
    return result


@singledispatch
def zwaveEvent(cmd: object) -> Any:
    raise TypeError(f"no zwaveEvent for {cmd!r}")


@zwaveEvent.register
def basic_report(cmd: basicv1.BasicReport) -> Any:
    result = [createEvent(name="switch", value="on" if cmd.value else "off")]
    percent = 100 if cmd.value == 255 else cmd.value  # 1 to 99 come from a dimmer
    text = f"{device.displayName} dimmed {percent}%"
    result.append(createEvent(name="level", value=cmd.value, unit="%", descriptionText=text))
    return result


@zwaveEvent.register
def switch_binary_report(cmd: switchbinaryv1.SwitchBinaryReport) -> Any:
    return createEvent(name="switch", value="on" if cmd.value else "off")


@zwaveEvent.register
def switch_multilevel_report(cmd: switchmultilevelv3.SwitchMultilevelReport) -> Any:
    result = [createEvent(name="switch", value="on" if cmd.value else "off")]
    percent = 100 if cmd.value == 255 else cmd.value
    text = f"{device.displayName} dimmed {percent}%"
    result.append(createEvent(name="level", value=cmd.value, unit="%", descriptionText=text))
    return result


@zwaveEvent.register
def meter_report_v1(cmd: meterv1.MeterReport) -> Any:
    if cmd.scale == 0:
        return createEvent(name="energy", value=cmd.scaledMeterValue, unit="kWh")
    if cmd.scale == 1:
        return createEvent(name="energy", value=cmd.scaledMeterValue, unit="kVAh")
    return createEvent(name="power", value=round(cmd.scaledMeterValue or 0), unit="W")


def item(values: list[str], index: int | None) -> str | None:
    """Groovy's values[index]: null beyond the end."""
    return values[index] if index is not None and index < len(values) else None


@zwaveEvent.register
def meter_report_v3(cmd: meterv3.MeterReport) -> Any:
    event: dict[str, Any] | None = None
    if cmd.meterType == 1:
        if cmd.scale == 0:
            event = {"name": "energy", "value": cmd.scaledMeterValue, "unit": "kWh"}
        elif cmd.scale == 1:
            event = {"name": "energy", "value": cmd.scaledMeterValue, "unit": "kVAh"}
        elif cmd.scale == 2:
            event = {"name": "power", "value": cmd.scaledMeterValue, "unit": "W"}
        else:
            event = {"name": "electric", "value": cmd.scaledMeterValue}
            event["unit"] = item(["pulses", "V", "A", "R/Z", ""], (cmd.scale or 0) - 3)
    elif cmd.meterType == 2:
        event = {"name": "gas", "value": cmd.scaledMeterValue}
        event["unit"] = item(["m^3", "ft^3", "", "pulses", ""], cmd.scale)
    elif cmd.meterType == 3:
        event = {"name": "water", "value": cmd.scaledMeterValue}
        event["unit"] = item(["m^3", "ft^3", "gal"], cmd.scale)
    if event is None:
        return None
    if cmd.previousMeterValue and cmd.previousMeterValue != cmd.meterValue:
        event["descriptionText"] = (
            f"{device.displayName} {event['name']} is {event['value']} {event['unit']},"
            f" previous: {cmd.scaledPreviousMeterValue}"
        )
    return createEvent(event)


# Sensor type: attribute, value if something is there, value if not.
BINARY_SENSORS = {
    0x02: ("smoke", "detected", "closed"),
    0x03: ("carbonMonoxide", "detected", "clear"),
    0x04: ("carbonDioxide", "detected", "clear"),
    0x05: ("temperature", "overheated", "normal"),
    0x06: ("water", "wet", "dry"),
    0x07: ("temperature", "freezing", "normal"),
    0x08: ("tamper", "detected", "okay"),
    0x09: ("aux", "active", "inactive"),
    0x0A: ("contact", "open", "closed"),
    0x0B: ("tilt", "detected", "okay"),
    0x0C: ("motion", "active", "inactive"),
    0x0D: ("glassBreak", "detected", "okay"),
}


@zwaveEvent.register
def sensor_binary_report_v2(cmd: sensorbinaryv2.SensorBinaryReport) -> Any:
    name, there, absent = BINARY_SENSORS.get(cmd.sensorType or 0, ("sensor", "active", "inactive"))
    return createEvent(name=name, value=there if cmd.sensorValue else absent)


@zwaveEvent.register
def sensor_binary_report_v1(cmd: sensorbinaryv1.SensorBinaryReport) -> Any:
    return createEvent(name="sensor", value="active" if cmd.sensorValue else "inactive")  # no type in version 1


@zwaveEvent.register
def sensor_multilevel_report(cmd: sensormultilevelv5.SensorMultilevelReport) -> Any:
    event: dict[str, Any] = {"displayed": True, "value": str(cmd.scaledSensorValue)}
    match cmd.sensorType:
        case 1:
            event["name"] = "temperature"
            event["unit"] = "F" if cmd.scale == 1 else "C"
        case 2:
            event["name"] = "value"
            event["unit"] = "%" if cmd.scale == 1 else ""
        case 3:
            event["name"] = "illuminance"
            event["value"] = str(int(cmd.scaledSensorValue or 0))
            event["unit"] = "lux"
        case 4:
            event["name"] = "power"
            event["unit"] = "Btu/h" if cmd.scale == 1 else "W"
        case 5:
            event["name"] = "humidity"
            event["value"] = str(int(cmd.scaledSensorValue or 0))
            event["unit"] = "%" if cmd.scale == 0 else ""
        case 6:
            event["name"] = "velocity"
            event["unit"] = "mph" if cmd.scale == 1 else "m/s"
        case 8 | 9:
            event["name"] = "pressure"
            event["unit"] = "inHg" if cmd.scale == 1 else "kPa"
        case 0xE:
            event["name"] = "weight"
            event["unit"] = "lbs" if cmd.scale == 1 else "kg"
        case 0xF:
            event["name"] = "voltage"
            event["unit"] = "mV" if cmd.scale == 1 else "V"
        case 0x10:
            event["name"] = "current"
            event["unit"] = "mA" if cmd.scale == 1 else "A"
        case 0x12:
            event["name"] = "air flow"
            event["unit"] = "cfm" if cmd.scale == 1 else "m^3/h"
        case 0x1E:
            event["name"] = "loudness"
            event["unit"] = "dBA" if cmd.scale == 1 else "dB"
    return createEvent(event)


@zwaveEvent.register
def basic_set(cmd: basicv1.BasicSet) -> Any:
    """What an associated sensor sends so that it could switch a lamp by itself."""
    return createEvent(name="sensor", value="active" if cmd.value else "inactive")


@zwaveEvent.register
def battery_report(cmd: batteryv1.BatteryReport) -> Any:
    event: dict[str, Any] = {"name": "battery", "unit": "%"}
    if cmd.batteryLevel == 0xFF:  # the warning
        event["value"] = 1
        event["descriptionText"] = f"{device.displayName} has a low battery"
        event["isStateChange"] = True
    else:
        event["value"] = cmd.batteryLevel
    state.lastbatt = time.time() * 1000
    return createEvent(event)


@zwaveEvent.register
def wake_up_notification(cmd: wakeupv2.WakeUpNotification) -> Any:
    """The device listens for a moment: ask what is to be asked, then let it sleep."""
    result: list[Any] = [createEvent(descriptionText=f"{device.displayName} woke up", isStateChange=False)]
    if not state.lastbatt or time.time() * 1000 - state.lastbatt > DAY:
        result.append(response(zwave.batteryV1.batteryGet()))
        result.append(response("delay 1200"))
    result.append(response(zwave.wakeUpV1.wakeUpNoMoreInformation()))
    return result


@zwaveEvent.register
def association_report(cmd: associationv2.AssociationReport) -> Any:
    result: list[Any] = []
    if any(node == zwaveHubNodeId for node in cmd.nodeId or ()):
        text = f"{device.displayName} is associated in group {cmd.groupingIdentifier}"
        result.append(createEvent(descriptionText=text))
    elif cmd.groupingIdentifier == 1:
        text = f"Associating {device.displayName} in group {cmd.groupingIdentifier}"
        result.append(createEvent(descriptionText=text))
        wanted = zwave.associationV1.associationSet(groupingIdentifier=cmd.groupingIdentifier, nodeId=zwaveHubNodeId)
        result.append(response(wanted))
    return result


@zwaveEvent.register
def security_message_encapsulation(cmd: securityv1.SecurityMessageEncapsulation) -> Any:
    encapsulated = cmd.encapsulatedCommand({0x98: 1, 0x20: 1})
    return zwaveEvent(encapsulated) if encapsulated is not None else None


@zwaveEvent.register
def multi_channel_cmd_encap(cmd: multichannelv3.MultiChannelCmdEncap) -> Any:
    encapsulated = cmd.encapsulatedCommand({0x30: 1, 0x31: 1})
    log.debug("Command from endpoint %s: %s", cmd.sourceEndPoint, encapsulated)
    return zwaveEvent(encapsulated) if encapsulated is not None else None


@zwaveEvent.register
def multi_instance_cmd_encap(cmd: multichannelv3.MultiInstanceCmdEncap) -> Any:
    encapsulated = cmd.encapsulatedCommand({0x30: 1, 0x31: 1})
    log.debug("Command from instance %s: %s", cmd.instance, encapsulated)
    return zwaveEvent(encapsulated) if encapsulated is not None else None


@zwaveEvent.register
def other_command(cmd: Command) -> Any:
    return createEvent(descriptionText=f"{device.displayName}: {cmd}")


def on() -> Any:
    return delayBetween([
        zwave.basicV1.basicSet(value=0xFF).format(),
        zwave.basicV1.basicGet().format(),
    ], 5000)  # fmt: skip


def off() -> Any:
    return delayBetween([
        zwave.basicV1.basicSet(value=0x00).format(),
        zwave.basicV1.basicGet().format(),
    ], 5000)  # fmt: skip


def refresh() -> Any:
    return delayBetween([
        zwave.switchBinaryV1.switchBinaryGet().format(),
        zwave.switchMultilevelV1.switchMultilevelGet().format(),
        zwave.meterV2.meterGet(scale=0).format(),  # kWh
        zwave.meterV2.meterGet(scale=2).format(),  # W
        zwave.sensorMultilevelV1.sensorMultilevelGet().format(),
        zwave.sensorMultilevelV5.sensorMultilevelGet(sensorType=1, scale=1).format(),  # °F
        zwave.batteryV1.batteryGet().format(),
        zwave.basicV1.basicGet().format(),
    ], 1200)  # fmt: skip


def poll() -> Any:
    return zwave.basicV1.basicGet().format()


def configure() -> Any:
    return delayBetween([
        zwave.configurationV1.configurationSet(parameterNumber=1, size=2, scaledConfigurationValue=100).format(),
        zwave.associationV1.associationSet(groupingIdentifier=2, nodeId=zwaveHubNodeId).format(),
        zwave.wakeUpV1.wakeUpIntervalSet(seconds=4 * 3600, nodeid=zwaveHubNodeId).format(),
    ])  # fmt: skip
