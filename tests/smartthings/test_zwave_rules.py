"""zwave-behaviour.md and zwave-naming-rule.md rule by rule: what no vector holds, next to what they hold.

A row is the rule (with its section), an input and what the reference decides. Prints are whole, so that names, order,
types and nulls count.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from zwcodec.smartthings import FormatError, zwave

PARSED: list[tuple[str, str, dict[int, int] | None, str | None]] = [
    # -- zwave-behaviour.md 4: description strings -------------------------------------------------------------------
    ("live", "zw device: 1C, command: 2503, payload: FF", None, "SwitchBinaryReport(value: 255)"),
    ("live, blank at the end", "zw device: 02, command: 2503, payload: FF ", None, "SwitchBinaryReport(value: 255)"),
    ("simulator, contiguous", "command: 8503, payload: 02050001", None,
     "AssociationReport(groupingIdentifier: 2, maxNodesSupported: 5, nodeId: [1], reportsToFollow: 0)"),
    ("both forms mixed", "command: 600D, payload: 0100 25 03 00", None,
     "MultiChannelCmdEncap(bitAddress: false, command: 3, commandClass: 37, destinationEndPoint: 0, parameter: [0], "
     "sourceEndPoint: 1)"),
    ("empty payload, blank", "command: 8408, payload: ", None, "WakeUpNoMoreInformation()"),
    ("empty payload, none", "zw device: 02, command: 5A01, payload:", None, "DeviceResetLocallyNotification()"),
    ("format() output", "8503020500", None,
     "AssociationReport(groupingIdentifier: 2, maxNodesSupported: 5, nodeId: [], reportsToFollow: 0)"),
    ("lower case", "8003ff", None, "BatteryReport(batteryLevel: 255)"),
    ("error text", "Err 106 something", None, None),
    ("updated", "updated", None, None),
    ("JSON", '{"command": "2003"}', None, None),
    # -- 5: versions -------------------------------------------------------------------------------------------------
    ("highest by default", "command: 4303, payload: 01 2A 02 BC", None,
     "ThermostatSetpointReport(precision: 1, reserved01: 0, scale: 1, scaledValue: 70.0, setpointType: 1, size: 2, "
     "value: [2, 188])"),
    ("wanted version", "command: 8503, payload: 01 05 00 01 02", {0x85: 1},
     "AssociationReport(groupingIdentifier: 1, maxNodesSupported: 5, nodeid: [1, 2], reportsToFollow: 0)"),
    ("other classes in the map", "command: 8503, payload: 01 05 00 01", {0x86: 2, 0x5E: 2, 0x6C: 1},
     "AssociationReport(groupingIdentifier: 1, maxNodesSupported: 5, nodeId: [1], reportsToFollow: 0)"),
    ("version 1 of alarm", "command: 7105, payload: 06 FF", {0x71: 1}, "AlarmReport(alarmLevel: 255, alarmType: 6)"),
    # -- 5: what is missing ------------------------------------------------------------------------------------------
    ("plain byte", "command: 2604, payload: 20 01", None,
     "SwitchMultilevelStartLevelChange(dimmingDuration: null, ignoreStartLevel: true, incDec: 0, reserved00: 0, "
     "startLevel: 1, stepSize: null, upDown: 0)"),
    ("all plain bytes", "command: 8612, payload: ", None,
     "VersionReport(applicationSubVersion: null, applicationVersion: null, zWaveLibraryType: null, "
     "zWaveProtocolSubVersion: null, zWaveProtocolVersion: null)"),
    ("byte of bit fields", "command: 3105, payload: 01", None, None),
    ("sized list", "command: 3105, payload: 01 44 00 00 08", None, None),
    ("unknown command", "command: 2003FF, payload: 01", None, None),
    ("unknown command of a known class", "command: 2044, payload: 01", None, None),
    ("unknown class", "command: 7902, payload: 01", None, None),
    ("alarm 2, padded", "command: 7105, payload: 07 FF 00 FF 07", {0x71: 2},
     "AlarmReport(alarmLevel: 255, alarmType: 7, eventParameter: [], numberOfEventParameters: 0, "
     "zensorNetSourceNodeId: 0, zwaveAlarmEvent: 0, zwaveAlarmStatus: 255, zwaveAlarmType: 7)"),
    ("notification 3, nothing at all", "command: 7105, payload: ", None,
     "NotificationReport(event: 0, eventParameter: [], eventParametersLength: 0, notificationStatus: 0, "
     "notificationType: 0, reserved61: 0, sequence: false, v1AlarmLevel: 0, v1AlarmType: 0, zensorNetSourceNodeId: 0)"),
    ("notification 3, parameters cut short", "command: 7105, payload: 00 00 00 FF 06 16 04 63", None, None),
    ("longer than known", "command: 2503, payload: FF 00 00 AA", None, "SwitchBinaryReport(value: 255)"),
    # -- naming rule: hidden reserved bits, renamed fields, derived fields -------------------------------------------
    ("reserved bits are printed", "command: 7503, payload: 01 00", None,
     "ProtectionReport(localProtectionState: 1, reserved01: 0, reserved11: 0, rfProtectionState: 0)"),
    ("renamed: door lock", "command: 6203, payload: FF 00 06 FE FE", None,
     "DoorLockOperationReport(doorCondition: 6, doorLockMode: 255, insideDoorHandlesMode: 0, lockTimeoutMinutes: 254, "
     "lockTimeoutSeconds: 254, outsideDoorHandlesMode: 0)"),
    ("code beside user", "command: 6303, payload: 02 01 31 32 33 34", None,
     "UserCodeReport(code: 1234, user: [49, 50, 51, 52], userIdStatus: 1, userIdentifier: 2)"),
    ("seconds of three bytes", "command: 8406, payload: 01 51 80 01", {0x84: 1},
     "WakeUpIntervalReport(nodeid: 1, seconds: 86400)"),
    ("signed configuration value", "command: 7006, payload: 0A 02 FF FE", None,
     "ConfigurationReport(configurationValue: [255, 254], parameterNumber: 10, reserved11: 0, "
     "scaledConfigurationValue: -2, size: 2)"),
    ("precision 0", "command: 3105, payload: 05 01 1B", None,
     "SensorMultilevelReport(precision: 0, scale: 0, scaledSensorValue: 27, sensorType: 5, sensorValue: [27], "
     "size: 1)"),
    ("trailing zeros stay", "command: 3105, payload: 01 62 0B B8", None,
     "SensorMultilevelReport(precision: 3, scale: 0, scaledSensorValue: 3.000, sensorType: 1, sensorValue: [11, 184], "
     "size: 2)"),
    ("previous value is null when absent", "command: 3202, payload: 21 34 00 00 04 D2 00 00", {0x32: 2},
     "MeterReport(deltaTime: 0, meterType: 1, meterValue: [0, 0, 4, 210], precision: 1, previousMeterValue: [], "
     "rateType: 1, reserved02: false, scale: 2, scaledMeterValue: 123.4, scaledPreviousMeterValue: null, size: 4)"),
    ("scale in two places", "command: 3202, payload: A1 31 64 00 00", {0x32: 3},
     "MeterReport(deltaTime: 0, meterType: 1, meterValue: [100], precision: 1, previousMeterValue: [], rateType: 1, "
     "scale: 6, scale2: true, scaledMeterValue: 10.0, scaledPreviousMeterValue: null, size: 1)"),
    ("unsigned lists", "command: 8E03, payload: 01 05 00 FF 00 80 01", None,
     "MultiChannelAssociationReport(groupingIdentifier: 1, maxNodesSupported: 5, nodeId: [255, 0, 128, 1], "
     "reportsToFollow: 0)"),
    ("split at the mark", "command: 9803, payload: 01 62 63 EF 20 26", None,
     "SecurityCommandsSupportedReport(commandClassControl: [32, 38], commandClassSupport: [98, 99], "
     "reportsToFollow: 1)"),
    ("without the mark", "command: 9803, payload: 00 62", None,
     "SecurityCommandsSupportedReport(commandClassControl: [], commandClassSupport: [98], reportsToFollow: 0)"),
    ("manufacturer's name", "command: 7205, payload: 01 0F 03 02 10 00", {0x72: 1},
     "ManufacturerSpecificReport(manufacturerId: 271, manufacturerName: Fibargroup, productId: 4096, "
     "productTypeId: 770)"),
    ("colour's name", "command: 3304, payload: 04 FF", None,
     "SwitchColorReport(colorComponent: blue, colorComponentId: 4, value: 255)"),
    ("Crc16Encap's quirk", "command: 5601, payload: 20 03 FF AA BB", None,
     "Crc16Encap(checksum: 187, command: 3, commandClass: 32, data: [255, 170])"),
    ("Security, data of its own", "command: 9881, payload: 008003FF", None,
     "SecurityMessageEncapsulation(commandByte: [255], commandClassIdentifier: 128, commandIdentifier: 3, "
     "reserved03: 0, secondFrame: false, sequenceCounter: 0, sequenced: false)"),
    ("Multi Instance", "command: 6006, payload: 02 25 03 FF", {0x60: 1},
     "MultiInstanceCmdEncap(command: 3, commandClass: 37, instance: 2, parameter: [255])"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "text", "versions", "printed"), PARSED, ids=[row[0] for row in PARSED])
def test_parsed(rule: str, text: str, versions: dict[int, int] | None, printed: str | None) -> None:
    command = zwave.parse(text, versions)
    assert (None if command is None else str(command)) == printed, rule


BUILT: list[tuple[str, str, str, dict[str, Any], str]] = [
    # -- 2: format ---------------------------------------------------------------------------------------------------
    ("no fields", "switchBinaryV1", "switchBinaryGet", {}, "2502"),
    ("unset numbers are zero", "multiChannelV3", "multiChannelCapabilityGet", {}, "600900"),
    ("integer for a Boolean", "switchMultilevelV3", "switchMultilevelStartLevelChange",
     {"ignoreStartLevel": 1, "upDown": 1}, "260460000000"),
    ("Boolean for a Boolean", "configurationV1", "configurationSet",
     {"parameterNumber": 9, "defaultValue": True, "size": 1, "configurationValue": [0]}, "7004098100"),
    ("one node", "associationV1", "associationRemove", {"groupingIdentifier": 1, "nodeId": 7}, "85040107"),
    ("nodes", "associationV2", "associationSet", {"groupingIdentifier": 1, "nodeId": [1, 2, 3]}, "850101010203"),
    ("no nodes", "associationV2", "associationSet", {"groupingIdentifier": 1, "nodeId": []}, "850101"),
    ("end points", "multiChannelAssociationV2", "multiChannelAssociationRemove",
     {"groupingIdentifier": 1, "nodeId": [0, 1, 2]}, "8E0401000102"),
    ("three bytes", "wakeUpV1", "wakeUpIntervalSet", {"seconds": 0x012345, "nodeid": 1}, "840401234501"),
    ("two bytes", "timeParametersV1", "timeParametersSet",
     {"year": 2016, "month": 1, "day": 2, "hourUtc": 3, "minuteUtc": 4, "secondUtc": 5}, "8B0107E00102030405"),
    ("bits", "meterV3", "meterGet", {"scale": 2}, "320110"),
    ("bits of version 2", "meterV2", "meterGet", {"scale": 1}, "320108"),
    ("a byte that is no list", "sceneActivationV1", "sceneActivationSet", {"sceneId": 3, "dimmingDuration": 0xFF},
     "2B0103FF"),
    # -- naming rule 3.4: derived fields in constructors -------------------------------------------------------------
    ("scaled, size given", "configurationV2", "configurationSet",
     {"parameterNumber": 3, "size": 4, "scaledConfigurationValue": 1}, "7004030400000001"),
    ("scaled, negative", "configurationV1", "configurationSet",
     {"parameterNumber": 3, "size": 1, "scaledConfigurationValue": -1}, "70040301FF"),
    ("scaled and precision", "thermostatSetpointV1", "thermostatSetpointSet",
     {"setpointType": 1, "scale": 1, "precision": 0, "scaledValue": 70, "size": 1}, "4301010946"),
    ("BigDecimal", "thermostatSetpointV2", "thermostatSetpointSet",
     {"setpointType": 2, "scale": 0, "precision": 1, "size": 2, "scaledValue": Decimal("20.5")}, "4301022200CD"),
    ("documented simulator line", "sensorMultilevelV2", "sensorMultilevelReport",
     {"scaledSensorValue": 70.0, "precision": 1, "sensorType": 1, "scale": 1}, "3105012A02BC"),
    ("code of a user", "userCodeV1", "userCodeSet", {"userIdentifier": 1, "userIdStatus": 1, "code": "12"},
     "630101013132"),
    ("renamed: dimmingDuration", "switchMultilevelV3", "switchMultilevelSet", {"value": 99, "dimmingDuration": 2},
     "26016302"),
    ("barrier operator", "barrierOperatorV1", "barrierOperatorSet", {"requestedBarrierState": 0xFF}, "6601FF"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "owner", "name", "fields", "formatted"), BUILT, ids=[row[0] for row in BUILT])
def test_built(rule: str, owner: str, name: str, fields: dict[str, Any], formatted: str) -> None:
    factory = getattr(getattr(zwave, owner), name)
    for command in (factory(**fields), factory(fields)):
        assert command.format() == formatted, rule
        assert command.payload == list(bytes.fromhex(formatted[4:]))
        assert (command.CMD, command.commandClassId) == (formatted[:4], int(formatted[:2], 16))
        assert command.commandId == int(formatted[2:4], 16)
        version = zwave.commandClass(command.commandClassId, int(owner[-1]))
        assert version is not None
        parser = version.command(command.commandId)
        assert parser is not None
        assert parser.parse(command.payload).format() == formatted
        assert str(zwave.parse(command.incomingMessage(), {command.commandClassId: int(owner[-1])})) == str(
            parser.parse(command.payload)
        )


@pytest.mark.parametrize("value", [None, "on", [1], {}])
def test_what_is_no_number(value: Any) -> None:
    """2: null can't be formatted; other kinds of objects are refused at once."""
    with pytest.raises(FormatError):
        zwave.basicV1.basicSet(value=value).format()


def test_encapsulation_of_every_kind() -> None:
    """6: what goes in comes out, in the version that the map says, by default in the highest."""
    report = zwave.sensorBinaryV1.sensorBinaryReport(sensorValue=255)
    wrapped = [
        zwave.securityV1.securityMessageEncapsulation().encapsulate(report),
        zwave.multiChannelV3.multiChannelCmdEncap(sourceEndPoint=2, destinationEndPoint=1).encapsulate(report),
        zwave.multiInstanceV1.multiInstanceCmdEncap(instance=2).encapsulate(report),
    ]
    for wrapper, prefix in zip(wrapped, ("988100", "600D0201", "600602"), strict=True):
        assert wrapper.format() == f"{prefix}3003FF"
        seen = zwave.parse(wrapper.format(), {0x60: 1 if wrapper.commandId == 6 else 3})
        assert str(seen.encapsulatedCommand({0x30: 1})) == "SensorBinaryReport(sensorValue: 255)"
        assert str(seen.encapsulatedCommand()) == "SensorBinaryReport(sensorType: null, sensorValue: 255)"
        assert str(seen.encapsulatedCommand({0x5E: 2})) == str(seen.encapsulatedCommand())
    seen = zwave.parse("command: 600D, payload: 02 81 20 01 FF")
    assert (seen.bitAddress, seen.destinationEndPoint, seen.sourceEndPoint) == (True, 1, 2)
    assert zwave.parse("command: 600D, payload: 01 00 6C 01 00").encapsulatedCommand() is None
