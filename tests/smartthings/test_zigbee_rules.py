"""zigbee-reference.txt and zigbee-behaviour.md rule by rule: what no vector holds, next to what they hold.

A row is the rule (with its section), a call and what the reference decides. `zigbee` and `hubitat` stand for the
device FC6E, endpoint 01, of the recordings; `bind` is the line that goes before a report.
"""

from __future__ import annotations

from typing import Any

import pytest

from zclcodec.smartthings import DataType, ZigBee, ZoneStatus, hub

EUI = "000D6F00055D8FA6"
NAMES: dict[str, Any] = {
    "zigbee": ZigBee(0xFC6E, 1, EUI),
    "hubitat": ZigBee(0xFC6E, 1, EUI, platform="hubitat"),
    "DataType": DataType,
    "ZoneStatus": ZoneStatus,
    "ZigBee": ZigBee,
}
WAIT = "delay 2000"
GAP = "delay 200"
SEND = "send 0xFC6E 0x01 0x01"


def bind(cluster: str, endpoint: str = "01") -> list[str]:
    """The bind line of a report, and its delay."""
    return [f"zdo bind 0xFC6E 0x{endpoint} 0x01 0x{cluster} {{{EUI}}} {{}}", WAIT]


RULES: list[tuple[str, str, object]] = [
    # -- 1: command --------------------------------------------------------------------------------------------------
    ("payload verbatim, case kept", 'zigbee.command(8, 4, "fE", "0500")',
     ["st cmd 0xFC6E 0x01 0x0008 0x04 {fE0500}", WAIT]),
    ("no payload", "zigbee.command(6, 2)", ["st cmd 0xFC6E 0x01 0x0006 0x02 {}", WAIT]),
    ("null payload", "zigbee.command(6, 2, None)", ["st cmd 0xFC6E 0x01 0x0006 0x02 {}", WAIT]),
    ("empty map", 'zigbee.command(6, 2, "", {})', ["st cmd 0xFC6E 0x01 0x0006 0x02 {}", WAIT]),
    ("hex text arguments", 'zigbee.command("0x0006", "2")', ["st cmd 0xFC6E 0x01 0x0006 0x02 {}", WAIT]),
    ("destEndpoint", 'zigbee.command(6, 1, "", {"destEndpoint": 10})', ["st cmd 0xFC6E 0x0A 0x0006 0x01 {}", WAIT]),
    ("map without payload", 'zigbee.command(6, 1, {"destEndpoint": 2})', ["st cmd 0xFC6E 0x02 0x0006 0x01 {}", WAIT]),
    ("mfgCode", 'zigbee.command(0xFC02, 1, "aB", {"mfgCode": 0x110A})',
     ["raw 0xFC02 { 050A11FF01aB }", GAP, SEND, WAIT]),
    ("mfgCode decimal text", 'zigbee.command(0xFC02, 1, "", {"mfgCode": "1234"})',
     ["raw 0xFC02 { 05D204FF01 }", GAP, SEND, WAIT]),
    ("mfgCode hex text", 'zigbee.command(0xFC02, 1, "", {"mfgCode": "0x1234"})',
     ["raw 0xFC02 { 053412FF01 }", GAP, SEND, WAIT]),
    ("mfgCode and destEndpoint", 'zigbee.command(0xFC02, 1, "AB", {"mfgCode": "0x110a", "destEndpoint": 3})',
     ["raw 0xFC02 { 050A11FF01AB }", GAP, "send 0xFC6E 0x01 0x03", WAIT]),
    ("1.3: the enrol response", 'zigbee.command(0x0500, 0x00, "0000")',
     ["st cmd 0xFC6E 0x01 0x0500 0x00 {0000}", WAIT]),
    ("on", "zigbee.on()", ["st cmd 0xFC6E 0x01 0x0006 0x01 {}", WAIT]),
    ("off", "zigbee.off()", ["st cmd 0xFC6E 0x01 0x0006 0x00 {}", WAIT]),
    # -- 1: setLevel -------------------------------------------------------------------------------------------------
    ("lowest level", "zigbee.setLevel(0)", ["st cmd 0xFC6E 0x01 0x0008 0x04 {00 FFFF}", WAIT]),
    ("text level and rate", 'zigbee.setLevel("12", "100")', ["st cmd 0xFC6E 0x01 0x0008 0x04 {1e 6400}", WAIT]),
    ("rate 0 is a rate", "zigbee.setLevel(90, 0)", ["st cmd 0xFC6E 0x01 0x0008 0x04 {e5 0000}", WAIT]),
    ("null rate", "zigbee.setLevel(20, None)", ["st cmd 0xFC6E 0x01 0x0008 0x04 {33 FFFF}", WAIT]),
    ("level above 100", "zigbee.setLevel(101)", ["st cmd 0xFC6E 0x01 0x0008 0x04 {fe FFFF}", WAIT]),
    ("negative level", "zigbee.setLevel(-1)", ["st cmd 0xFC6E 0x01 0x0008 0x04 {00 FFFF}", WAIT]),
    # -- 1: readAttribute --------------------------------------------------------------------------------------------
    ("no braces", "zigbee.readAttribute(0xB04, 0x50B)", ["st rattr 0xFC6E 0x01 0x0B04 0x050B", WAIT]),
    ("null map", "zigbee.readAttribute(6, 0, None)", ["st rattr 0xFC6E 0x01 0x0006 0x0000", WAIT]),
    ("null mfgCode", 'zigbee.readAttribute(6, 0, {"mfgCode": None})', ["st rattr 0xFC6E 0x01 0x0006 0x0000", WAIT]),
    ("hex text", 'zigbee.readAttribute("0x0b04", "50B")', ["st rattr 0xFC6E 0x01 0x0b04 0x050B", WAIT]),
    ("mfgCode number", 'zigbee.readAttribute(0xFC02, 0x10, {"mfgCode": 0x110A})',
     ["zcl mfg-code 0x110A", GAP, "zcl global read 0xFC02 0x0010", GAP, SEND, WAIT]),
    ("mfgCode decimal text", 'zigbee.readAttribute(0xFC02, 0x10, {"mfgCode": "1234", "destEndpoint": 2})',
     ["zcl mfg-code 0x04D2", GAP, "zcl global read 0xFC02 0x0010", GAP, "send 0xFC6E 0x01 0x02", WAIT]),
    # -- 1.2: writeAttribute -----------------------------------------------------------------------------------------
    ("big endian, padded", "zigbee.writeAttribute(8, 0x10, DataType.UINT16, 0x14)",
     ["st wattr 0xFC6E 0x01 0x0008 0x0010 0x21 {0014}", WAIT]),
    ("text verbatim", 'zigbee.writeAttribute(8, 0x10, DataType.UINT16, "7602")',
     ["st wattr 0xFC6E 0x01 0x0008 0x0010 0x21 {7602}", WAIT]),
    ("staff's example", 'zigbee.writeAttribute("0xFC02", "0", "0x20", "01")',
     ["st wattr 0xFC6E 0x01 0xFC02 0x0000 0x20 {01}", WAIT]),
    ("negative", "zigbee.writeAttribute(0x201, 0x12, DataType.INT16, -100)",
     ["st wattr 0xFC6E 0x01 0x0201 0x0012 0x29 {FF9C}", WAIT]),
    ("Boolean", "zigbee.writeAttribute(6, 0, DataType.BOOLEAN, True)",
     ["st wattr 0xFC6E 0x01 0x0006 0x0000 0x10 {01}", WAIT]),
    ("mfgCode text", 'zigbee.writeAttribute(0xFC02, 2, 0x21, "7602", {"mfgCode": 0x110A})',
     ["zcl mfg-code 0x110A", GAP, "zcl global write 0xFC02 0x0002 0x21 {7602}", GAP, SEND, WAIT]),
    ("mfgCode number", 'zigbee.writeAttribute(0xFC02, 0, 0x20, 1, {"mfgCode": 0x110A})',
     ["zcl mfg-code 0x110A", GAP, "zcl global write 0xFC02 0x0000 0x20 {01}", GAP, SEND, WAIT]),
    ("destEndpoint", 'zigbee.writeAttribute(6, 0, 0x10, 0, {"destEndpoint": 0x10})',
     ["st wattr 0xFC6E 0x10 0x0006 0x0000 0x10 {00}", WAIT]),
    # -- 1: configureReporting and the shorthands --------------------------------------------------------------------
    ("change left out", "zigbee.configureReporting(6, 0, 0x10, 0, 600)",
     [*bind("0006"), "st cr 0xFC6E 0x01 0x0006 0x0000 0x10 0x0000 0x0258 {}", WAIT]),
    ("change text verbatim", 'zigbee.configureReporting(8, 0, 0x20, "1", "E10", "XY")',
     [*bind("0008"), "st cr 0xFC6E 0x01 0x0008 0x0000 0x20 0x0001 0x0E10 {XY}", WAIT]),
    ("1.4: little endian", "zigbee.configureReporting(0x402, 0, 0x29, 30, 3600, 0x0064)",
     [*bind("0402"), "st cr 0xFC6E 0x01 0x0402 0x0000 0x29 0x001E 0x0E10 {6400}", WAIT]),
    ("onOffConfig(min)", "zigbee.onOffConfig(10)",
     [*bind("0006"), "st cr 0xFC6E 0x01 0x0006 0x0000 0x10 0x000A 0x0258 {}", WAIT]),
    ("onOffConfig(min, max)", "zigbee.onOffConfig(5, 100)",
     [*bind("0006"), "st cr 0xFC6E 0x01 0x0006 0x0000 0x10 0x0005 0x0064 {}", WAIT]),
    ("levelConfig texts", 'zigbee.levelConfig("abc", "0xCDF", "xyz")',
     [*bind("0008"), "st cr 0xFC6E 0x01 0x0008 0x0000 0x20 0x0abc 0x0CDF {xyz}", WAIT]),
    ("simpleMeteringPowerConfig", "zigbee.simpleMeteringPowerConfig(5, 10, 1)",
     [*bind("0702"), "st cr 0xFC6E 0x01 0x0702 0x0400 0x2A 0x0005 0x000A {010000}", WAIT]),
    ("electricMeasurementPowerConfig", "zigbee.electricMeasurementPowerConfig()",
     [*bind("0B04"), "st cr 0xFC6E 0x01 0x0B04 0x050B 0x29 0x0001 0x0258 {0500}", WAIT]),
    ("batteryConfig", "zigbee.batteryConfig()",
     [*bind("0001"), "st cr 0xFC6E 0x01 0x0001 0x0020 0x20 0x001E 0x5460 {01}", WAIT]),
    ("iasZoneConfig after its enrolment", "zigbee.iasZoneConfig(1, 2)[-8:]",
     [*bind("0500"), "st cr 0xFC6E 0x01 0x0500 0x0002 0x19 0x0001 0x0002 {}", WAIT,
      *bind("0500"), "st cr 0xFC6E 0x01 0x0500 0x0010 0xF0 0x0001 0x0002 {}", WAIT]),
    ("iasZoneConfig enrols first", "zigbee.iasZoneConfig()[:-8] == zigbee.enrollResponse()", True),
    ("1.3", "zigbee.enrollResponse()",
     ["zcl global write 0x500 0x10 0xf0 {A68F5D05006F0D00}", GAP, SEND, WAIT,
      "raw 0x500 {01 23 00 00 00}", GAP, SEND, WAIT]),
    ("addBinding", "zigbee.addBinding(6)", bind("0006")),
    ("addBinding, endpoint", 'zigbee.addBinding(6, {"destEndpoint": 2})', bind("0006", "02")),
    ("onOffRefresh", "zigbee.onOffRefresh()", ["st rattr 0xFC6E 0x01 0x0006 0x0000", WAIT]),
    ("hueSaturationRefresh", "zigbee.hueSaturationRefresh()",
     ["st rattr 0xFC6E 0x01 0x0300 0x0000", WAIT, "st rattr 0xFC6E 0x01 0x0300 0x0001", WAIT]),
    ("simpleMeteringPowerRefresh", "zigbee.simpleMeteringPowerRefresh()", ["st rattr 0xFC6E 0x01 0x0702 0x0400", WAIT]),
    ("1.6: mired, little endian", "zigbee.setColorTemperature(2700)",
     ["st cmd 0xFC6E 0x01 0x0300 0x0A {7201 0000}", WAIT]),
    # -- 2: Hubitat --------------------------------------------------------------------------------------------------
    ("on", "hubitat.on()", ["he cmd 0xFC6E 0x01 6 1 {}", WAIT]),
    ("no endpoint", 'ZigBee("FC6E", None, platform="hubitat").on()', ["he cmd 0xFC6E 0xnull 6 1 {}", WAIT]),
    ("wattr", "hubitat.writeAttribute(0xFC11, 0x2016, 0x21, 255)",
     ["he wattr 0xFC6E 0x01 0xFC11 0x2016 0x21 {00FF} {}", WAIT]),
    ("wattr, mfgCode number", 'hubitat.writeAttribute(0xFC11, 0x2016, 0x19, 255, {"mfgCode": 0x1286})',
     ["he wattr 0xFC6E 0x01 0xFC11 0x2016 0x19 {00FF} {1286}", WAIT]),
    ("cr, UINT16 5", "hubitat.configureReporting(0xB04, 0x508, 0x21, 60, 3600, 5)",
     [*bind("0B04"), "he cr 0xFC6E 0x01 2820 1288 33 60 3600 {0500} {}", WAIT]),
    ("cr, UINT16 50", "hubitat.configureReporting(0xB04, 0x508, 0x21, 60, 3600, 50)",
     [*bind("0B04"), "he cr 0xFC6E 0x01 2820 1288 33 60 3600 {3200} {}", WAIT]),
    ("cr, discrete", "hubitat.configureReporting(6, 0, 0x10, 0, 600, 1)",
     [*bind("0006"), "he cr 0xFC6E 0x01 6 0 16 0 600 {} {}", WAIT]),
    ("rattr", "hubitat.readAttribute(6, 0)", ["he rattr 0xFC6E 0x01 0x0006 0x0000 {}", WAIT]),
    ("rattr, list, delay", "hubitat.readAttribute(6, [0, 1], {}, 0)",
     ["he rattr 0xFC6E 0x01 0x0006 0x0000 {}", "he rattr 0xFC6E 0x01 0x0006 0x0001 {}"]),
    ("on(delay)", "hubitat.on(0)", ["he cmd 0xFC6E 0x01 6 1 {}"]),
    # -- 7 and the reference's helpers -------------------------------------------------------------------------------
    ("upper case, padded", "zigbee.convertToHexString(171)", "AB"),
    ("width is a minimum", "zigbee.convertToHexString(0x12345, 4)", "12345"),
    ("parseInt, either case", 'zigbee.convertHexToInt("12ab")', 4779),
    ("leading zeros do not count", 'zigbee.hexNotEqual("00ff", "FF")', False),
    ("other numbers", 'zigbee.hexNotEqual("0A", "0B")', True),
    ("bytes reversed, case kept", 'zigbee.swapEndianHex("00aB12")', "12aB00"),
    ("the little endian idiom", "zigbee.swapEndianHex(zigbee.convertToHexString(5, 4))", "0500"),
    ("pack, upper case", "DataType.pack(0xABC, DataType.UINT16)", "0ABC"),
    ("pack, little endian", "DataType.pack(1, DataType.UINT24, True)", "010000"),
    ("pack, negative", "DataType.pack(-2, DataType.INT16)", "FFFE"),
    ("pack without a type", 'DataType.pack("x", None), DataType.pack(7, ""), DataType.pack(7, DataType.UNKNOWN)',
     ("x", 7, 7)),
    ("length of null", "DataType.getLength(None)", None),
    ("length of unknown", "DataType.getLength(DataType.UNKNOWN)", None),
    ("lengths", "DataType.getLength(DataType.INT56), DataType.getLength(DataType.SECKEY128)", (7, 16)),
    ("variable", "[DataType.isVariableLength(t) for t in (0x41, 0x43, 0x48, 0x4C, 0x50, 0x51, 0x39)]",
     [True] * 6 + [False]),
    ("discrete", "[DataType.isDiscrete(t) for t in (0x08, 0x10, 0x1F, 0x2A, 0x31, 0xE2, 0xF0, 0x39, 0x42, 0xFF)]",
     [True] * 7 + [False] * 3),
    ("zone status in hex", 'zigbee.parseZoneStatus("zone status 0x0021 -- extended status 0x00").value', 0x21),
    ("no zone status", 'zigbee.parseZoneStatus("on/off: 1")', None),
    ("shield text", 'zigbee.smartShield({"text": "off"}).format()', "raw 0x0 { 00 00 0a 0a 6f 66 66 }"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "call", "expected"), RULES, ids=[f"{rule}: {call}"[:90] for rule, call, _ in RULES])
def test_rule(rule: str, call: str, expected: object) -> None:
    assert eval(call, dict(NAMES)) == expected, rule  # noqa: S307


@pytest.mark.parametrize(
    ("bit", "name"),
    list(enumerate(
        ["alarm1", "alarm2", "tamper", "battery", "supervisionReports", "restoreReports", "trouble", "ac", "test",
         "batteryDefect"]
    )),
)  # fmt: skip
def test_zone_status_bits(bit: int, name: str) -> None:
    only, others = ZoneStatus(1 << bit), ZoneStatus(0xFFFF ^ 1 << bit)
    query = f"is{name[0].upper()}{name[1:]}Set"
    assert (getattr(only, name), getattr(others, name)) == (1, 0)
    assert (getattr(only, query)(), getattr(others, query)()) == (True, False)


def test_constants() -> None:
    """Section 7."""
    clusters = {
        "BASIC": 0, "POWER_CONFIGURATION": 1, "ONOFF": 6, "LEVEL_CONTROL": 8, "COLOR_CONTROL": 0x300,
        "TEMPERATURE_MEASUREMENT": 0x402, "RELATIVE_HUMIDITY": 0x405, "IAS_ZONE": 0x500, "SIMPLE_METERING": 0x702,
        "ELECTRICAL_MEASUREMENT": 0xB04,
    }  # fmt: skip
    attributes = {
        "IAS_ZONE_STATUS": 2, "IAS_ZONE_CIE_ADDRESS": 0x10, "ACTIVE_POWER": 0x50B,
        "INSTANTANEOUS_POWER_DEMAND": 0x400, "COLOR_TEMPERATURE": 7,
    }  # fmt: skip
    for platform in (NAMES["zigbee"], NAMES["hubitat"]):
        assert {name: getattr(platform, f"{name}_CLUSTER") for name in clusters} == clusters
        assert {name: getattr(platform, f"ATTRIBUTE_{name}") for name in attributes} == attributes


@pytest.mark.parametrize("payload", [2, ["01", "02"], b"\x01"])
def test_payload_is_text(payload: Any) -> None:
    """`command(Integer, Integer, String...)` had no other signature."""
    with pytest.raises(TypeError, match="payload"):
        NAMES["zigbee"].command(6, 1, payload)


@pytest.mark.parametrize(
    ("raw", "options", "end"),
    [
        # Older firmware: the size byte; a result only where the raw text has a status
        ("C0720100010A20002110A4", {"firmware": "old"}, "size: 0A, attrId: 0020, encoding: 21, value: a410"),
        ("C0720100010A2000002034", {"firmware": "old"},
         "size: 0A, attrId: 0020, result: success, encoding: 20, value: 34"),
        # Newer firmware: the size in decimal, always a result
        ("C0720100010A20002110A4", {}, "size: 10, attrId: 0020, result: success, encoding: 21, value: a410"),
        # Type 42: not reversed, without its length byte, case kept
        ("D42D0100000E0500420341426c", {}, "size: 14, attrId: 0005, result: success, encoding: 42, value: 41426c"),
        # Two attributes: everything is reversed
        ("D42D01000110210020C82000201E", {},
         "size: 16, attrId: 0021, result: success, encoding: 20, value: 1e200020c8"),
        # Hubitat: as it came off the air, in upper case, without a result
        ("7CC50100010E050042036c6d6e", {"command": "01"},
         "size: 0E, attrId: 0005, encoding: 42, command: 01, value: 036C6D6E"),
    ],
)  # fmt: skip
def test_description_of_an_attribute(raw: str, options: dict[str, Any], end: str) -> None:
    """Section 3."""
    head = f"read attr - raw: {raw}, dni: {raw[:4]}, endpoint: {raw[4:6]}, cluster: {raw[6:10]}, "
    assert hub.describe_attribute(raw, **options) == head + end


ATTRIBUTES = ["attrId", "resultCode", "encoding", "value", "isValidForDataType"]
FRAME = [
    "raw", "profileId", "clusterId", "sourceEndpoint", "destinationEndpoint", "options", "messageType", "dni",
    "isClusterSpecific", "isManufacturerSpecific", "manufacturerId", "command", "direction",
]  # fmt: skip


@pytest.mark.parametrize(
    ("profile", "specific", "command", "data", "attributes"),
    [
        ("0104", "00", "01", "0000001001", True),
        ("0104", "00", "01", "0500004203414243", True),
        ("0104", "00", "01", "00000010010100002005", True),
        ("0104", "01", "01", "0000001001", False),
        ("0104", "00", "04", "00", False),
        ("0104", "00", "07", "00", False),
        ("0104", "00", "0B", "0100", False),
        ("0104", "01", "FD", "00", False),
        ("0000", "00", "01", "0000001001", False),
        ("0104", "00", "04", "", False),
    ],
)
def test_keys_of_a_frame(profile: str, specific: str, command: str, data: str, attributes: bool) -> None:
    """Section 4: exact key order; attribute keys only for a global read response with status 00, never in ZDO."""
    text = f"catchall: {profile} 0006 01 01 0000 00 632F {specific} 00 0000 {command} 01 {data}"
    found = NAMES["zigbee"].parseDescriptionAsMap(text)
    middle, inner = (ATTRIBUTES, ["attrInt"]) if attributes else ([], [])
    assert list(found) == [*FRAME, *middle, "data", "clusterInt", *inner, "commandInt"]
    assert found["raw"] == text.removeprefix("catchall: ")
    assert (found["isClusterSpecific"], found["commandInt"]) == (specific == "01", int(command, 16))
    assert "".join(found["data"]) == data
    hubitat = NAMES["hubitat"].parseDescriptionAsMap(text)
    assert list(hubitat) == [*FRAME[:3], "clusterInt", *FRAME[3:], "data"]
    assert hubitat["raw"] == text
    old = ZigBee(library="2018").parseDescriptionAsMap(text)
    lacking = ("raw", "dni", "isClusterSpecific", "isManufacturerSpecific", "manufacturerId")
    assert list(old) == [key for key in found if key not in lacking]


@pytest.mark.parametrize(
    ("type", "wire", "value"),
    [
        ("10", "01", "01"), ("20", "C8", "C8"), ("21", "340A", "0A34"), ("22", "010203", "030201"),
        ("23", "78563412", "12345678"), ("25", "010203040506", "060504030201"), ("29", "9CFF", "FF9C"),
        ("2A", "0A0000", "00000A"), ("30", "03", "03"), ("19", "2100", "0021"), ("F0", "A68F5D05006F0D00", EUI),
        ("39", "0000C842", "42C80000"),
    ],
)  # fmt: skip
def test_values(type: str, wire: str, value: str) -> None:
    """Section 4: SmartThings shows a read attr in lower case, Hubitat and frames in upper case, all swapped."""
    zigbee, hubitat = NAMES["zigbee"], NAMES["hubitat"]
    raw = f"D42D010B04{6 + len(wire):02X}0B05{type}{wire}"
    found = zigbee.parseDescriptionAsMap(hub.describe_attribute(raw))
    assert (found["value"], found["isValidForDataType"]) == (value.lower(), True)
    assert list(found) == [
        "raw", "dni", "endpoint", "cluster", "size", "attrId", "result", "encoding", "value", "isValidForDataType",
        "clusterInt", "attrInt",
    ]  # fmt: skip
    found = hubitat.parseDescriptionAsMap(hub.describe_attribute(raw, "0A"))
    assert found["value"] == value
    assert list(found) == [
        "raw", "dni", "endpoint", "cluster", "size", "attrId", "encoding", "command", "value", "clusterInt", "attrInt",
    ]  # fmt: skip
    frame = zigbee.parseDescriptionAsMap(f"catchall: 0104 0B04 01 01 0000 00 D42D 00 00 0000 01 01 0B0500{type}{wire}")
    assert (frame["value"], frame["encoding"], frame["attrId"]) == (value, type, "050B")


@pytest.mark.parametrize(
    ("description", "event"),
    [
        ("catchall: 0104 0006 01 01 0000 00 632F 00 00 0000 0B 01 0100", {"name": "switch", "value": "on"}),
        ("catchall: 0104 0006 01 01 0000 00 632F 00 00 0000 0B 01 0000", {"name": "switch", "value": "off"}),
        ("catchall: 0104 0006 02 01 0000 00 632F 00 00 0000 01 01 1100001807", {"name": "switch", "value": "off"}),
        ("catchall: 0104 0006 02 01 0000 00 632F 00 00 0000 01 01 0000001001", {"name": "switch", "value": "on"}),
        ("catchall: 0104 0006 02 01 0000 00 632F 01 00 0000 FD 01 00", {}),
        ("catchall: 0104 0008 02 01 0000 00 632F 00 00 0000 0B 01 0400", {}),
        ("catchall: 0000 8021 00 00 0000 00 8DCF 00 00 0000 00 00 2D00", {}),
        ("on/off: 1", {"name": "switch", "value": "on"}),
        ("on/off: 0", {"name": "switch", "value": "off"}),
        ("zone status 0x0021 -- extended status 0x00", {}),
        ("read attr - raw: C0720100010821002034, dni: C072, endpoint: 01, cluster: 0001, size: 8, attrId: 0021, "
         "result: success, encoding: 20, value: 34", {}),
        ("updated", {}),
    ],
)  # fmt: skip
def test_event(description: str, event: dict[str, Any]) -> None:
    """Section 6, what is recorded."""
    found = NAMES["zigbee"].getEvent(description)
    assert list(found.items()) == list(event.items())


def test_failed_attribute_on_hubitat() -> None:
    """Section 4: status, attrId, attrInt; the others keep value, encoding, attrId, consumedBytes, attrInt."""
    raw = "F669010201441C0030011E008600000029640A2900861B00003004"
    found = NAMES["hubitat"].parseDescriptionAsMap(hub.describe_attribute(raw, "01"))
    failed = {"status": "86", "attrId": "001E", "attrInt": 30}
    value = {"value": "0A64", "encoding": "29", "attrId": "0000", "consumedBytes": 5, "attrInt": 0}
    assert [list(item.items()) for item in found["additionalAttrs"][:2]] == [list(failed.items()), list(value.items())]
    assert found["additionalAttrs"][-1]["value"] == "04"
