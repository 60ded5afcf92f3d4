"""A ZigBee thermostat of the kind that many public handlers are for, written for this project.

What it shows beside the dimmer: attributes read one by one out of `parseDescriptionAsMap`, those that share a report
included, values written in the type that the cluster says, an attribute of the manufacturer's, temperatures in the
location's scale, and a command that waits until the user has stopped turning the wheel.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from zclcodec.smartthings import DataType, ZigBee, hub
from zclcodec.smartthings.fingerprints import Fingerprint
from zwcodec.smartthings import HubAction, createEvent
from zwcodec.smartthings.device import Device, State
from zwcodec.smartthings.handler import convertTemperature

log = logging.getLogger(__name__)

# Whoever runs the handler puts the device's own here.
zigbee = ZigBee()
device, state = Device(), State()
sendHubCommand: Any = None
runIn: Any = None
temperatureScale: Any = "C"

definition = {
    "name": "ZigBee Thermostat",
    "capabilities": ("Actuator", "Configuration", "Refresh", "Temperature Measurement", "Thermostat"),
}
fingerprints = (Fingerprint(profileId="0104", inClusters="0000,0003,0201,0202,0204", outClusters="0019"),)

THERMOSTAT = 0x0201
LOCAL_TEMPERATURE, COOLING_SETPOINT, HEATING_SETPOINT, SYSTEM_MODE = 0x0000, 0x0011, 0x0012, 0x001C
MAKER, KEYPAD_LOCK = 0x1234, 0x0040
NOT_MEASURED = 0x8000
MODES = {0x00: "off", 0x01: "auto", 0x03: "cool", 0x04: "heat", 0x05: "emergency heat"}
QUIET = 3  # seconds without another change before a setpoint is sent


def simulator(status: Callable[[str, Any], None], reply: Callable[[Any, Any], None]) -> None:
    status("20.5 degrees", hub.describe_attribute("FC6E0102010A0000290208"))
    status("no sensor", hub.describe_attribute("FC6E0102010A0000290080"))
    status("heating setpoint and mode", hub.describe_attribute("FC6E0102011212002934081C003004"))
    reply(zigbee.readAttribute(THERMOSTAT, SYSTEM_MODE), hub.describe_attribute("FC6E0102010A1C00003004"))


def parse(description: str) -> Any:
    fields = zigbee.parseDescriptionAsMap(description)
    if fields.get("clusterInt") != THERMOSTAT or "value" not in fields:
        log.debug("not for a thermostat: %s", description)
        return None
    found = [fields, *fields.get("additionalAttrs", ())]
    return [event for item in found if "value" in item and (event := event_of(item["attrInt"], item["value"]))]


def event_of(attribute: int, value: str) -> dict[str, Any] | None:
    number = zigbee.convertHexToInt(value)
    if attribute == SYSTEM_MODE:
        return createEvent(name="thermostatMode", value=MODES.get(number, "unknown"))
    names = {
        LOCAL_TEMPERATURE: "temperature",
        COOLING_SETPOINT: "coolingSetpoint",
        HEATING_SETPOINT: "heatingSetpoint",
    }
    if attribute not in names or number == NOT_MEASURED:
        return None
    celsius = (number - 0x10000 if number > 0x7FFF else number) / 100
    shown = convertTemperature(celsius, "C", temperatureScale)
    return createEvent(name=names[attribute], value=shown, unit=temperatureScale)


def setHeatingSetpoint(degrees: float) -> None:
    state.setpoint = convertTemperature(degrees, temperatureScale, "C", 2)
    runIn(QUIET, sendSetpoint)


def sendSetpoint() -> None:
    hundredths = round(float(state.setpoint) * 100)
    lines = zigbee.writeAttribute(THERMOSTAT, HEATING_SETPOINT, DataType.INT16, hundredths)
    sendHubCommand([HubAction(line) for line in lines], 0)


def off() -> Any:
    return setMode(0x00)


def heat() -> Any:
    return setMode(0x04)


def setMode(number: int) -> Any:
    return zigbee.writeAttribute(THERMOSTAT, SYSTEM_MODE, DataType.ENUM8, number) + zigbee.readAttribute(
        THERMOSTAT, SYSTEM_MODE
    )


def lockKeypad() -> Any:
    return zigbee.writeAttribute(THERMOSTAT, KEYPAD_LOCK, DataType.UINT8, 1, {"mfgCode": MAKER})


def refresh() -> Any:
    return [
        line
        for attribute in (LOCAL_TEMPERATURE, COOLING_SETPOINT, HEATING_SETPOINT, SYSTEM_MODE)
        for line in zigbee.readAttribute(THERMOSTAT, attribute)
    ]


def configure() -> Any:
    return (
        zigbee.configureReporting(THERMOSTAT, LOCAL_TEMPERATURE, DataType.INT16, 10, 600, 10)
        + zigbee.configureReporting(THERMOSTAT, HEATING_SETPOINT, DataType.INT16, 1, 3600, 50)
        + zigbee.configureReporting(THERMOSTAT, SYSTEM_MODE, DataType.ENUM8, 1, 3600)
    )
