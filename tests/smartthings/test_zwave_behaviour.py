"""What zwave-behaviour.md says beyond the vectors: null rules, encapsulation, decisions, names, the helpers."""

from __future__ import annotations

import logging
import re
from decimal import Decimal
from functools import singledispatch
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zwcodec.smartthings import Command, FormatError, ParseError, ZWave, zwave
from zwcodec.smartthings.commands import basicv1, meterv3, multichannelv3, sensorbinaryv2
from zwcodec.smartthings.encapsulation import crc16
from zwcodec.smartthings.handler import HubAction, createEvent, delayBetween, response

HUBITAT = ZWave(platform="hubitat")


# -- parse -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("description", "versions", "printed"),
    [
        ("zw device: 02, command: 2003, payload: FF", None, "BasicReport(value: 255)"),
        ("zw device: 02, command: 2003, payload: FF ", None, "BasicReport(value: 255)"),
        ("command: 2003, payload: ff", None, "BasicReport(value: 255)"),
        ("command: 600d, payload: 01002003FF", {0x60: 3}, "MultiChannelCmdEncap(bitAddress: false, command: 3, "
         "commandClass: 32, destinationEndPoint: 0, parameter: [255], sourceEndPoint: 1)"),
        ("2003FF", None, "BasicReport(value: 255)"),
        ("3105020A005A", None, "SensorMultilevelReport(precision: 0, scale: 1, scaledSensorValue: 90, sensorType: 2, "
         "sensorValue: [0, 90], size: 2)"),
        ("command: 8407, payload:", None, "WakeUpNotification()"),
        ("command: 8407", None, "WakeUpNotification()"),
        ("command: 2603, payload: 10 FF FE", None, "SwitchMultilevelReport(value: 16)"),
        ("command: 2003, payload:", None, "BasicReport(value: null)"),
        ("command: 3003, payload: 00", {0x30: 1}, "SensorBinaryReport(sensorValue: 0)"),
        ("command: 3003, payload: 00", {0x5E: 2, 0x6C: 1}, "SensorBinaryReport(sensorType: null, sensorValue: 0)"),
        ("command: 7105, payload: 08 FF", {0x71: 1}, "AlarmReport(alarmLevel: 255, alarmType: 8)"),
        ("zw device: 04, command: 2003, payload: FF , isMulticast: false", None, "BasicReport(value: 255)"),
    ],
)  # fmt: skip
def test_descriptions(description: str, versions: dict[int, int] | None, printed: str) -> None:
    assert str(zwave.parse(description, versions)) == printed
    assert zwave.explain(description, versions) is None


@pytest.mark.parametrize(
    ("description", "thrown", "words"),
    [
        ("command: 2203, payload: 00", "java.lang.NullPointerException", "Cannot invoke method parse() on null object"),
        ("command: 7006, payload: 02 02 00", "java.lang.IndexOutOfBoundsException", "toIndex = 4"),
        ("command: 3105, payload: 01", "java.lang.NullPointerException", "Cannot invoke method and() on null object"),
        ("command: 5E02, payload: 01", "", "no command class 0x5E"),
        ("command: 2003, payload: F", "java.lang.NumberFormatException", "half a byte"),
        ("Err 106 zw device: 02", "", "no description"),
        ("updated", "", "no description"),
        ("Err 106 command: 2003, payload: FF", "", "no description"),
        ("", "", "no description"),
    ],
)  # fmt: skip
def test_null(description: str, thrown: str, words: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "zwcodec.smartthings"):
        assert zwave.parse(description) is None
    assert len(caplog.records) == 1 and words in caplog.text
    error = zwave.explain(description)
    assert error is not None and words in str(error)
    assert error.thrown == thrown


@pytest.mark.parametrize("payload", ["0xFF", "GG", "FF-00", "FF; 00"])
def test_payload_that_is_no_hex(payload: str) -> None:
    """It is not the same as no payload."""
    description = f"zw device: 02, command: 2003, payload: {payload}"
    assert zwave.parse(description) is None
    assert zwave.explain(description) is not None


def test_error_says_where() -> None:
    error = zwave.explain("command: 7006, payload: 02 02 00")
    assert error is not None
    assert (error.message, error.path, error.offset) == ("ConfigurationReport", "configurationValue", 4)
    assert (error.needed, error.available) == (2, 1)


def test_null_without_a_text() -> None:
    nothing: Any = None
    assert zwave.parse(nothing) is None
    assert zwave.explain(nothing) is not None


def test_padded_report_of_alarm() -> None:
    command = zwave.parse("command: 7105, payload: 08 FF")
    assert command.payload == [8, 255, 0, 0, 0, 0, 0]
    assert (command.v1AlarmType, command.eventParameter) == (8, [])


def test_null_field_cannot_be_formatted() -> None:
    command = zwave.parse("command: 3003, payload: 00")
    assert command.sensorType is None
    with pytest.raises(FormatError, match="toHexString") as caught:
        command.format()
    assert caught.value.thrown == "groovy.lang.MissingMethodException"


def test_meter_3_of_a_device_that_sends_1() -> None:
    command = zwave.parse("command: 3202, payload: 21 64 00 03 1D 11")
    assert command.scaledMeterValue == Decimal("204.049")
    assert (command.deltaTime, command.previousMeterValue, command.scaledPreviousMeterValue) == (None, [], None)
    zero = ZWave(absent_integer="zero").parse("command: 3202, payload: 21 64 00 03 1D 11")
    assert zero.deltaTime == 0


def test_groups_are_reachable_through_payload() -> None:
    command = zwave.parse("command: 5904, payload: 8102003101000000")
    assert command.format() == "59048102003101000000"


def test_many_nodes() -> None:
    """Texts are remembered up to a limit."""
    platform = ZWave()
    for node in range(platform._entries.LIMIT + 10):
        assert platform.parse(f"zw device: {node:04X}, command: 2003, payload: 00").value == 0
    assert len(platform._entries) <= platform._entries.LIMIT


# -- versions --------------------------------------------------------------------------------------------------------


def test_highest_versions() -> None:
    highest = {0x71: "notificationV3", 0x31: "sensorMultilevelV5", 0x30: "sensorBinaryV2", 0x60: "multiChannelV3",
               0x5B: "centralSceneV1", 0x86: "versionV1", 0x32: "meterV3", 0x70: "configurationV2", 0x62: "doorLockV1",
               0x63: "userCodeV1", 0x87: "indicatorV1", 0x40: "thermostatModeV2", 0x43: "thermostatSetpointV2",
               0x85: "associationV2", 0x84: "wakeUpV2", 0x7A: "firmwareUpdateMdV2", 0x75: "protectionV2",
               0x26: "switchMultilevelV3", 0x33: "switchColorV3"}  # fmt: skip
    for code, short in highest.items():
        assert repr(zwave.commandClass(code)) == f"zwave.{short}"
        assert getattr(zwave, short).commandClassId == code
    assert [zwave.commandClass(code) for code in (0x6C, 0x5E, 0x9F, 0x79, 0x6A)] == [None] * 5


def test_version_that_the_platform_lacks() -> None:
    text = "command: 8603, payload: 03 04 05 03 04"
    assert type(zwave.parse("command: 8612, payload: 03 04 05 03 04", {0x86: 2})).__module__.endswith("versionv1")
    assert repr(zwave.commandClass(0x71, 8)) == "zwave.notificationV3"
    assert repr(zwave.commandClass(0x60, 2)) == "zwave.multiInstanceV1"
    assert ZWave(missing_version="null").commandClass(0x71, 8) is None
    assert ZWave(missing_version="null").parse("command: 8612, payload: 03 04 05 03 04", {0x86: 2}) is None
    assert repr(ZWave(missing_version="highest").commandClass(0x60, 2)) == "zwave.multiChannelV3"
    assert zwave.parse(text) is None


def test_color_control() -> None:
    assert repr(zwave.commandClass(0x33, 1)) == "zwave.colorControlV1"
    assert repr(ZWave(version_1_of_color="switchColor").commandClass(0x33, 1)) == "zwave.switchColorV1"
    command = zwave.switchColorV3.switchColorSet(red=1, green=2, blue=3, warmWhite=0)
    assert command.format() == "330504000002010302040300"
    given = ZWave(color_order="given").switchColorV3.switchColorSet(red=1, green=2, warmWhite=0)
    assert given.format() == "33050302010302000000"
    assert command.colorComponents == {"warmWhite": 0, "red": 1, "green": 2, "blue": 3}
    assert zwave.switchColorV3.switchColorGet(colorComponent="red").format() == "330302"


def test_platforms() -> None:
    assert repr(HUBITAT.commandClass(0x71)) == "zwave.notificationV8"
    assert repr(HUBITAT.commandClass(0x6C)) == "zwave.supervisionV1"
    with pytest.raises(AttributeError, match="hubitat has no zwave"):
        _ = HUBITAT.colorControlV1
    command = HUBITAT.parse("zw device: 04, command: 2003, payload: FF , isMulticast: false", {0x20: 1})
    assert str(command) == "BasicReport(value:255)"
    assert isinstance(command, basicv1.BasicReport)
    assert command == zwave.parse("2003FF")
    assert str(HUBITAT.getCommand(0x20, 3, [255], 1)) == "BasicReport(value:255)"
    with pytest.raises(ValueError, match="platform is"):
        ZWave(platform="parrot")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="missing_version is one of"):
        ZWave(missing_version="guess")


# -- commands as objects ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("command: 3003, payload: FF 0A", "sensorValue sensorType"),
        ("command: 3105, payload: 01 42 80 01", "scale sensorValue precision sensorType scaledSensorValue size"),
        ("command: 7105, payload: 00 00 00 FF 07 08 00",
         "eventParametersLength eventParameter zensorNetSourceNodeId v1AlarmType reserved61 notificationStatus "
         "sequence event notificationType v1AlarmLevel"),
    ],
)  # fmt: skip
def test_order_of_early_prints(text: str, names: str) -> None:
    """Section 3: 16 buckets for 2 and for 6 fields, 32 for 10, which the third print starts with."""
    printed = str(ZWave(print_order="hashmap").parse(text))
    assert [part.split("(")[-1] for part in re.findall(r"[\w(]+(?=: )", printed)] == names.split()


def test_constants() -> None:
    assert sensorbinaryv2.SensorBinaryReport.SENSOR_TYPE_DOOR_WINDOW == 10
    assert zwave.sensorBinaryV2.SENSOR_TYPE_DOOR_WINDOW == 10
    assert zwave.parse("command: 3003, payload: FF 0A").SENSOR_TYPE_DOOR_WINDOW == 10
    with pytest.raises(AttributeError, match="zwave.sensorBinaryV2 has no NO_SUCH"):
        _ = zwave.sensorBinaryV2.NO_SUCH


def test_dispatch() -> None:
    @singledispatch
    def handle(command: Command) -> str:
        return "other"

    @handle.register
    def _(command: meterv3.MeterReport) -> str:
        return "meter"

    meter = zwave.parse("command: 3202, payload: 21 74 00 3D 33 24 00 0E 00 3D 3B C4")
    assert (handle(meter), handle(zwave.basicV1.basicGet())) == ("meter", "other")
    match zwave.parse("2003FF"):
        case basicv1.BasicReport(value=value):
            assert value == 255
        case _:
            pytest.fail("no match")


def _by_number(code: int, version: int, number: int, data: list[int]) -> Any:
    """Groovy's zwave.commandClass(code, version)?.command(number)?.parse(data)."""
    owner = zwave.commandClass(code, version)
    parser = owner and owner.command(number)
    return parser and parser.parse(data)


def test_lookup_by_number() -> None:
    assert str(_by_number(0x20, 1, 3, [255])) == "BasicReport(value: 255)"
    assert _by_number(0x20, 1, 9, []) is None
    assert _by_number(0x5E, 1, 1, []) is None
    with pytest.raises(ParseError):
        _by_number(0x70, 1, 6, [2, 2, 0])


def test_attributes_of_every_command() -> None:
    command = zwave.basicV1.basicSet({"value": 0xFF})
    assert (command.CMD, command.commandClassId, command.commandId) == ("2001", 0x20, 0x01)
    assert (command.payload, command.format()) == ([255], "2001FF")
    assert command.incomingMessage() == "command: 2001, payload: FF"
    command.value = 1
    assert (str(command), command.inspect()) == ("BasicSet(value: 1)",) * 2
    with pytest.raises(AttributeError):
        command.vaule = 1
    with pytest.raises(FormatError) as caught:
        zwave.basicV1.basicSet(vaule=1)
    assert caught.value.thrown == "groovy.lang.MissingPropertyException"
    assert (caught.value.path, caught.value.allowed) == ("vaule", "value")
    with pytest.raises(FormatError):
        zwave.basicV1.basicSet(value="on")


def test_numbers_become_booleans() -> None:
    command = zwave.associationGrpInfoV1.associationGroupInfoGet(groupingIdentifier=2, listMode=1)
    assert command.format() == "59034002"
    assert command.listMode is True


def test_scaled_values() -> None:
    setpoint = zwave.thermostatSetpointV2.thermostatSetpointSet
    command = setpoint(setpointType=1, scale=0, precision=1, scaledValue=21.5)
    assert (command.format(), command.size, command.value) == ("4301012200D7", 2, [0, 215])
    assert setpoint(setpointType=1, scaledValue=Decimal("21.50"), size=4).value == [0, 0, 8, 102]
    command.scaledValue = Decimal("-1.06")
    assert (command.value, command.scaledValue) == ([255, 245], Decimal("-1.1"))
    configuration = zwave.configurationV1.configurationSet(parameterNumber=1, scaledConfigurationValue=-1, size=2)
    assert (configuration.format(), configuration.configurationValue) == ("70040102FFFF", [255, 255])
    assert zwave.configurationV1.configurationSet(parameterNumber=1, configurationValue=[5]).format() == "7004010105"
    four = ZWave(default_size=4).configurationV1.configurationSet(parameterNumber=1, scaledConfigurationValue=5)
    assert four.format() == "70040104" + "00000005"
    zero = zwave.parse("command: 3105, payload: 01 42 00 00")
    assert str(zero.scaledSensorValue) == "0.00"


def test_out_of_range() -> None:
    assert zwave.basicV1.basicSet(value=0x1FF).format() == "2001FF"
    assert zwave.basicV1.basicSet(value=-1).format() == "2001FF"
    with pytest.raises(FormatError, match="allowed"):
        ZWave(out_of_range="refuse").basicV1.basicSet(value=256).format()


def test_unset_fields() -> None:
    assert zwave.basicV1.basicSet().format() == "200100"
    unset = ZWave(constructor_default="null").basicV1.basicSet()
    assert unset.value is None
    with pytest.raises(FormatError):
        unset.format()


def test_user_codes() -> None:
    expected = "630101" + "01" + "31323334"
    for fields in ({"user": "1234"}, {"user": [0x31, 0x32, 0x33, 0x34]}, {"code": "1234"}):
        assert zwave.userCodeV1.userCodeSet(userIdentifier=1, userIdStatus=1, **fields).format() == expected
    assert zwave.parse("command: 6303, payload: 01 01 31 32").code == "12"


def test_nodes() -> None:
    node_set = zwave.multiChannelAssociationV2.multiChannelAssociationSet
    assert node_set(groupingIdentifier=1, nodeId=1).format() == "8E010101"
    assert node_set(groupingIdentifier=1, nodeId=[9, 0, 1, 1]).format() == "8E010109000101"


# -- encapsulation ---------------------------------------------------------------------------------------------------


def test_security() -> None:
    wrapper = zwave.securityV1.securityMessageEncapsulation()
    assert wrapper.encapsulate(zwave.basicV1.basicSet(value=0xFF)) is wrapper
    assert wrapper.format() == "9881002001FF"
    inner = zwave.parse("command: 9881, payload: 00 25 03 FF").encapsulatedCommand({0x25: 1})
    assert str(inner) == "SwitchBinaryReport(value: 255)"
    assert zwave.parse("command: 9881, payload: 00 5E 02 01").encapsulatedCommand() is None
    with pytest.raises(ParseError) as caught:
        zwave.parse("command: 9881, payload: 00 70 06 02 02 00").encapsulatedCommand()
    assert caught.value.thrown == "java.lang.IndexOutOfBoundsException"
    with pytest.raises(ParseError):
        zwave.parse("command: 9881, payload: 00 31 05 01").encapsulatedCommand()


def test_channels() -> None:
    wrapper = zwave.multiChannelV3.multiChannelCmdEncap(sourceEndPoint=1, destinationEndPoint=1, bitAddress=1)
    assert wrapper.encapsulate(zwave.basicV1.basicGet()).format() == "600D01812002"
    assert isinstance(wrapper, multichannelv3.MultiChannelCmdEncap)
    assert str(ZWave(print_unprinted=True).parse(wrapper.format())).count("res01: false") == 1
    inner = zwave.parse("command: 6006, payload: 03 31 05 01 2A 02 FF", {0x60: 1}).encapsulatedCommand({0x31: 1})
    assert type(inner).__module__.endswith("sensormultilevelv1")


def test_crc16() -> None:
    command = zwave.parse("command: 5601, payload: 32 02 21 44 00 00 00 C2 00 00 4D 7D")
    assert (command.checksum, command.data[-1]) == (125, 77)
    assert not hasattr(command, "encapsulatedCommand")
    meter = _by_number(command.commandClass, 1, command.command, command.data)
    assert meter.scaledMeterValue == Decimal("1.94")
    for version in (2, 3):  # what metering switches did, unguarded: the byte that is left over is no previous value
        meter = _by_number(command.commandClass, version, command.command, command.data)
        assert (meter.scaledMeterValue, meter.deltaTime) == (Decimal("1.94"), 0)
        assert (meter.previousMeterValue, meter.scaledPreviousMeterValue) == ([], None)
    with pytest.raises(ParseError):
        _by_number(0x32, 3, 2, [*command.data[:6], 0, 1, 77])
    assert crc16(bytes.fromhex("56013202214400 0000C20000")) == 0x4D7D
    made = zwave.crc16EncapV1.crc16Encap().encapsulate(zwave.basicV1.basicGet())
    assert made.format() == "56012002" + f"{crc16(bytes.fromhex('56012002')):04X}"
    assert HUBITAT.parse("command: 5601, payload: 20 02 4D 7D").checksum == 0x4D7D


def test_multi_command() -> None:
    get = zwave.basicV1.basicGet()
    made = zwave.multiCmdV1.multiCmdEncap().encapsulate([get.format(), zwave.basicV1.basicSet(value=1)])
    assert made.format() == "8F01020220020320" + "0101"
    parsed = zwave.parse(made.incomingMessage())
    assert list(map(str, parsed.encapsulatedCommands({0x20: 1}))) == ["BasicGet()", "BasicSet(value: 1)"]
    with pytest.raises(ParseError):
        zwave.parse("command: 8F01, payload: 02 02 20 02").encapsulatedCommands()


def test_supervision() -> None:
    get = HUBITAT.supervisionV1.supervisionGet(sessionID=5).encapsulate(HUBITAT.basicV1.basicSet(value=255))
    assert get.format() == "6C0105032001FF"
    inner = HUBITAT.parse(get.format()).encapsulatedCommand({0x20: 1})
    assert (str(inner), isinstance(inner, basicv1.BasicSet)) == ("BasicSet(value:255)", True)
    report = HUBITAT.supervisionV1.supervisionReport(sessionID=5, reserved=0, moreStatusUpdates=False, status=0xFF)
    assert report.format() == "6C0205FF00"


# -- helpers ---------------------------------------------------------------------------------------------------------


def test_delay_between() -> None:
    assert delayBetween(["a", "b", "c", "d"]) == ["a", "delay 100", "b", "delay 100", "c", "delay 100", "d"]
    assert delayBetween(["a", "b", ["c", "d"]]) == ["a", "delay 100", "b", "delay 100", "c", "d"]
    assert delayBetween(["a", "b"], 500) == ["a", "delay 500", "b"]
    with pytest.raises(TypeError):
        delayBetween("a")


def test_response() -> None:
    action = response(zwave.basicV1.basicGet())
    assert (action, str(action)) == (HubAction("2002"), "2002")
    assert list(map(str, response(["2002", "delay 100"]))) == ["2002", "delay 100"]
    assert createEvent(name="switch", value="on") == {"name": "switch", "value": "on"}


# -- for every text --------------------------------------------------------------------------------------------------

HEX = st.text("0123456789ABCDEFabcdef ", max_size=40)
TEXTS = st.one_of(
    st.text(max_size=60),
    HEX,
    st.builds("command: {}, payload: {}".format, st.text("0123456789ABCDEFx", min_size=3, max_size=5), HEX),
    st.builds("zw device: 02, command: {:04X}, payload: {}".format, st.integers(0, 0xFFFF), HEX),
    st.builds("{} command: {:04X}, payload: {}".format, st.text(max_size=8), st.integers(0, 0xFFFF), HEX),
)
VERSIONS = st.none() | st.dictionaries(st.integers(0, 255), st.integers(-1, 12), max_size=5)


@pytest.mark.parametrize("platform", [zwave, HUBITAT], ids=["smartthings", "hubitat"])
@given(text=TEXTS, versions=VERSIONS)
def test_parse_never_raises(platform: ZWave, text: str, versions: dict[int, int] | None) -> None:
    command = platform.parse(text, versions)
    assert (command is None) == (platform.explain(text, versions) is not None)
    if command is not None:
        assert str(command).startswith(type(command).__name__)
