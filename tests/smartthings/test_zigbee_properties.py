"""What holds for every input: readers never raise, pack turns back, lines and frames are two views of one thing."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zclcodec.smartthings import DataType, Decisions, SmartShield, ZigBee, ZoneStatus, hub

PLATFORMS: tuple[Literal["smartthings", "hubitat"], ...] = ("smartthings", "hubitat")
VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).resolve().parent.parent / "corpus" / "smartthings-zigbee.json").read_text("utf-8")
)
DESCRIPTIONS = sorted(
    {
        *(v["call"].split('"')[1] for v in VECTORS if v["call"].startswith(("zigbee.parse", "zigbee.getEvent"))),
        *(v["expected"] for v in VECTORS if v["call"].startswith("hub.describe")),
        "zone status 0x0021 -- extended status 0x00",
        "zone report :: type: 19 value: 0031",
        "enroll request endpoint 0x02 : data 0x0015",
        "temperature: 21.5",
        "humidity: 45%",
        "illuminance: 300",
        "on/off: 1",
        'zbjoin: {"dni":"5CF4"}',
        "catchall: 0000 8033 00 00 0040 00 EC9A 00 00 0000 00 00 "
        "9F00010001080706050403020101060001112201030807060504030201060003F1F2F3F4F5F6F7F801",
        "read attr - raw: 05470100000A070086, dni: 0547, endpoint: 01, cluster: 0000, size: 0A, attrId: 0007, "
        "result: unsupported attribute",
    }
)
DISCRETE = [
    number
    for name, number in vars(DataType).items()
    if name.isupper() and isinstance(number, int) and DataType.isDiscrete(number)
]


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A real description with a slice replaced by other text."""
    text: str = draw(st.sampled_from(DESCRIPTIONS))
    low = draw(st.integers(0, len(text)))
    high = draw(st.integers(low, len(text)))
    return text[:low] + draw(st.text(st.sampled_from("0123456789ABCDEFabcdef :,x-{}"), max_size=12)) + text[high:]


@given(st.one_of(st.text(), damaged(), st.none(), st.integers()), st.sampled_from(PLATFORMS))
def test_readers_never_raise(text: Any, platform: Literal["smartthings", "hubitat"]) -> None:
    zigbee = ZigBee(platform=platform)
    assert isinstance(zigbee.parseDescriptionAsMap(text), dict)
    assert isinstance(zigbee.getEvent(text), dict)
    assert isinstance(zigbee.getKnownDescription(text), dict)
    assert isinstance(zigbee.getEventFromAttrData(6, 0, 0x10, text), dict)
    assert isinstance(zigbee.parseZoneStatus(text), (ZoneStatus, type(None)))
    assert isinstance(zigbee.parse(text), (SmartShield, type(None)))
    assert isinstance(zigbee.parseBindingTableResponse(text), (dict, type(None)))
    zigbee.parseHATemperatureValue(text, "temperature: ", "F")


@given(st.sampled_from(DISCRETE), st.data(), st.booleans())
def test_pack_turns_back(number: int, data: st.DataObject, little: bool) -> None:
    width = DataType.getLength(number)
    assert width is not None
    value = data.draw(st.integers(-(1 << 8 * width - 1), (1 << 8 * width) - 1))
    text = DataType.pack(value, number, little)
    assert len(text) == 2 * width and text == text.upper()
    assert int.from_bytes(bytes.fromhex(text), "little" if little else "big") == value % (1 << 8 * width)
    assert DataType.pack(text if not little else DataType.pack(value, number), number, little) == text


@given(
    st.sampled_from(PLATFORMS),
    st.integers(0, 0xFFFF),
    st.integers(0, 0xFFFF),
    st.sampled_from(DISCRETE),
    st.integers(0, 0xFFFF),
    st.one_of(st.none(), st.integers(0, 0xFFFF)),
    st.integers(1, 240),
    st.data(),
)
def test_lines_and_frames_are_the_same(
    platform: Literal["smartthings", "hubitat"],
    cluster: int,
    attribute: int,
    type: int,
    seconds: int,
    code: int | None,
    endpoint: int,
    data: st.DataObject,
) -> None:
    zigbee = ZigBee(platform=platform)
    width = DataType.getLength(type) or 0
    value = data.draw(st.integers(0, (1 << 8 * width) - 1))
    extra = {"mfgCode": code, "destEndpoint": endpoint}
    lines = (
        zigbee.readAttribute(cluster, attribute, extra)
        + zigbee.writeAttribute(cluster, attribute, type, value, extra)
        + zigbee.configureReporting(cluster, attribute, type, seconds, seconds, value, extra)
        + zigbee.command(cluster, attribute & 0xFF, "0102", extra)
        + zigbee.enrollResponse()
    )
    frames = hub.frames(lines, tsn=7)
    again = hub.lines(frames, platform=platform)
    made = hub.frames(again, tsn=frames[0].tsn)
    assert made == frames
    assert [vars(frame) for frame in made] == [vars(frame) for frame in frames]
    assert hub.lines(made, platform=platform) == again


@given(st.text(), st.sampled_from(["", "st cmd ", "he cr ", "zcl global ", "zdo bind ", "raw ", "send "]))
def test_lines_are_refused_with_one_error(text: str, start: str) -> None:
    with contextlib.suppress(ValueError):
        hub.frames([start + text])


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["st rattr 0xFC6E 0x01 0x0006 0x0000", "delay 2000"], ["00 00 00 0000"]),
        (["st cmd 0xFC6E 0x01 0x0008 0x04 {7f FFFF}"], ["01 00 04 7F FFFF"]),
        (["st wattr 0xFC6E 0x01 0x0008 0x0010 0x21 {0014}"], ["00 00 02 1000 21 1400"]),
        (["st cr 0xFC6E 0x01 0x0006 0x0000 0x10 0x0000 0x0258 {}"], ["00 00 06 00 0000 10 0000 5802"]),
        (["st cr 0xFC6E 0x01 0x0402 0x0000 0x29 0x001E 0x0E10 {6400}"], ["00 00 06 00 0000 29 1E00 100E 6400"]),
        (
            ["zdo bind 0xFC6E 0x02 0x01 0x0006 {0022A3000016B5F4} {}"],
            ["00 F4B5160000A32200 02 0600 03 A68F5D05006F0D00 01"],
        ),
        (
            ["zcl mfg-code 0x1039", "delay 200", "zcl global read 0x0201 0x0023", "delay 200", "send 0xFC6E 0x01 0x05"],
            ["04 3910 00 00 2300"],
        ),
        (
            ["zcl mfg-code 0x1234", "zcl global write 0x05A3 0x0015 0x21 {0100}", "send 0xFC6E 1 1"],
            ["04 3412 00 02 1500 21 0100"],
        ),
        (["raw 0xFC02 { 050A11FF0001 }", "delay 200", "send 0xFC6E 0x01 0x01"], ["05 0A11 FF 00 01"]),
        (["raw 0x500 {01 23 00 00 00}", "send 0xDEAD 1 1", "st rattr 0xDEAD 1 0x500 2"], ["0123000000", "0000000200"]),
        (["he cmd 0xFC6E 0x01 6 1 {}"], ["01 00 01"]),
        (["he wattr 0xBE94 0x01 0xFC11 0x2016 0x19 {00FF} {1286}"], ["04 8612 00 02 1620 19 FF00"]),
        (["he cr 0xFC6E 0x01 2820 1291 41 60 3600 {0A00} {}"], ["00 00 06 00 0B05 29 3C00 100E 0A00"]),
        (["he raw 0xFC6E 1 1 0x0501 {09 01 00 04}"], ["09 01 00 04"]),
        (["zdo mgmt-bind 0xFC6E 0"], ["00 00"]),
        (["zcl on-off on", "send 0xFC6E 1 1"], ["01 00 01"]),
    ],
)
def test_frames(lines: list[str], expected: list[str]) -> None:
    assert hub.frames(lines) == [bytes.fromhex(text) for text in expected]


def test_described_frames_are_the_recorded_texts() -> None:
    texts = [text for text in DESCRIPTIONS if text.startswith("catchall: 0104")]
    for text in texts:
        words = text.split()
        control = int(words[8], 16) | int(words[9], 16) << 2 | int(words[12], 16) << 3
        code = bytes.fromhex(words[10])[::-1] if words[9] == "01" else b""
        data = bytes.fromhex(words[13]) if len(words) > 13 else b""
        frame = bytes((control,)) + code + bytes((0x42, int(words[11], 16))) + data
        made = hub.describe_frame(
            frame,
            words[7],
            int(words[2], 16),
            source_endpoint=int(words[3], 16),
            destination_endpoint=int(words[4], 16),
            options=int(words[5], 16),
        )
        assert made == text
    assert len(texts) > 20
    assert hub.describe_frame(b"\x2a\x00", "8DCF", 0x8021, profile=0, source_endpoint=0, destination_endpoint=0) == (
        "catchall: 0000 8021 00 00 0000 00 8DCF 00 00 0000 00 00 2A00"
    )


def test_maps_with_more_attributes() -> None:
    """Section 4: the main value is the end of the reversed tail, consumedBytes counts digits."""
    text = hub.describe_attribute("D42D010001102100" + "20C8" + "2000" + "201E")
    assert text.endswith("size: 16, attrId: 0021, result: success, encoding: 20, value: 1e200020c8")
    found = ZigBee().parseDescriptionAsMap(text)
    assert list(found)[-5:] == ["value", "additionalAttrs", "isValidForDataType", "clusterInt", "attrInt"]
    assert found["value"] == "c8"
    extra = {"attrId": "0020", "attrInt": 32, "encoding": "20", "value": "1e", "isValidForDataType": True}
    assert found["additionalAttrs"] == [{**extra, "consumedBytes": 8}]


def test_hubitat_texts() -> None:
    zigbee = ZigBee(platform="hubitat")
    raw = "F5DE0100007E050042166C756D692E73656E736F725F6D6F74696F6E2E61713201FF420301F90B"
    found = zigbee.parseDescriptionAsMap(hub.describe_attribute(raw, command="0A"))
    assert found["value"] == "lumi.sensor_motion.aq2"
    more = found["additionalAttrs"][0]
    assert (more["attrId"], more["encoding"], more["consumedBytes"]) == ("FF01", "42", 6)


def test_recorded_details() -> None:
    """Lines that section 1.1 states without a vector."""
    zigbee = ZigBee()
    levels = {12: "1e", 20: "33", 50: "7f", 90: "e5", 100: "fe"}
    for level, text in levels.items():
        for formula in ("round254", "min254"):
            lines = ZigBee(level_formula=formula).setLevel(level)
            assert lines == [f"st cmd 0xFC6E 0x01 0x0008 0x04 {{{text} FFFF}}", "delay 2000"]
    assert zigbee.setLevel("12") == zigbee.setLevel(12)
    assert zigbee.setLevel(90, 0)[0].endswith("{e5 0000}")
    assert zigbee.onOffConfig(10)[2].endswith("0x10 0x000A 0x0258 {}")
    assert zigbee.command(0xFC02, 1, "AB", {"mfgCode": "1234"}) == [
        "raw 0xFC02 { 05D204FF01AB }",
        "delay 200",
        "send 0xFC6E 0x01 0x01",
        "delay 2000",
    ]
    assert zigbee.writeAttribute("0xFC02", "0", "0x20", "01")[0] == "st wattr 0xFC6E 0x01 0xFC02 0x0000 0x20 {01}"
    assert zigbee.smartShield(text="on").format() == "raw 0x0 { 00 00 0a 0a 6f 6e }"
    assert zigbee.readAttribute(6, 0, {}, 0) == ["st rattr 0xFC6E 0x01 0x0006 0x0000"]
    assert ZigBee(0x1234, None, platform="hubitat").on() == ["he cmd 0x1234 0xnull 6 1 {}", "delay 2000"]
    assert zigbee.command(6, 1, mfgCode=None, destEndpoint=10) == zigbee.command(6, 1, "", {"destEndpoint": 10})


def test_choices() -> None:
    """Every decision is a constructor parameter; an unknown one is refused."""
    assert ZigBee(endpoint_id=2, bind_order="hub-first").addBinding(6)[0].startswith("zdo bind 0xFC6E 0x01 0x02")
    assert ZigBee(decisions=Decisions(reporting_change_order="big")).temperatureConfig()[2].endswith("{0064}")
    assert ZigBee(zigbee_id="0022A3000016B5F4").addBinding(6)[0].endswith("0x0006 {0022A3000016B5F4} {}")
    with pytest.raises(TypeError):
        ZigBee(no_such_choice=1)
    with pytest.raises(ValueError, match="level_formula"):
        ZigBee(level_formula="guess")
    with pytest.raises(TypeError):
        ZigBee().command(6, 1, 2)
    for choices in (Decisions(bind_eui="destination"), Decisions(bind_order="hub-first"), Decisions()):
        lines = ZigBee(endpoint_id=3, decisions=choices, zigbee_id="0022A3000016B5F4").addBinding(6)
        assert hub.lines(hub.frames(lines, decisions=choices), decisions=choices) == lines
    with pytest.raises(ValueError):
        ZigBee(platform="vera")  # type: ignore[arg-type]


def test_events() -> None:
    zigbee = ZigBee(temperature_scale="F")

    def event(cluster: str, attribute: str, type: str, wire: str) -> dict[str, Any]:
        return zigbee.getEvent(hub.describe_attribute(f"D42D01{cluster}0A{attribute}{type}{wire}"))

    assert event("0008", "0000", "20", "FE") == {"name": "level", "value": 100}
    assert event("0008", "0000", "20", "FF") == {}
    assert event("0B04", "0B05", "29", "9CFF") == {"name": "power", "value": -100}
    assert event("0B04", "0B05", "29", "FFFF") == {}
    assert event("0300", "0700", "21", "7201") == {"name": "colorTemperature", "value": 2703}
    assert str(zigbee.getEvent("temperature: 21.5")["value"]) == "70.7"
    assert zigbee.getEvent("zone status 0x0021 -- extended status 0x00") == {}
    status = zigbee.parseZoneStatus("zone status 0x0021 -- extended status 0x00 -- zone ID 0x00 -- delay 0x0000")
    assert status is not None and status.isAlarm1Set() and status.restoreReports == 1 and not status.isTamperSet()
    table = zigbee.parseBindingTableResponse(next(text for text in DESCRIPTIONS if " 8033 " in text))
    assert table is not None and table["table_entries"][0]["dstAddr"] == "2211"
