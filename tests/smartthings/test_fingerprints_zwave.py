"""Z-Wave joining as SmartThings' page on fingerprinting says it, sentence by sentence.

The rule: the raw description and the fingerprints of the page are the data; what fits is counted one parameter at a
time.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zwcodec.runtime.errors import EncodeError
from zwcodec.smartthings.fingerprints import DeviceType, Fingerprint, RawDescription, join, matches

SENSOR = (
    "zw:Ss type:2101 mfr:0086 prod:0102 model:0064 ver:1.04 zwv:4.05 lib:03 cc:5E,86,72,98,84 ccOut:5A"
    " sec:59,85,73,71,80,30,31,70,7A role:06 ff:8C07 ui:8C07"
)
LEGACY = 'deviceId:"0x1104", inClusters:"0x26, 0x2B, 0x2C, 0x27, 0x73, 0x70, 0x86, 0x72", outClusters: "0x20"'
OLD = "0 0 0x1106 0 0 0 12 0x72 0x86 0x70 0x85 0x25 0x73 0x32 0x31 0x7A 0x25 0x91 0x75 0xEF 0x32 0x31 0x91 0x2B 0x26"


def _raw(text: str) -> RawDescription:
    found = RawDescription.parse(text)
    assert found is not None
    return found


def test_raw_description() -> None:
    device = _raw(SENSOR)
    assert device.format() == SENSOR
    assert (device["mfr"], device["prod"], device["model"]) == ("0086", "0102", "0064")
    assert (device.sleepy, device.listening, device.beamable, device.secure) == (True, False, False, True)
    assert device.as_map()["cc"] == ["5E", "86", "72", "98", "84"]
    assert device.as_map()["zw"] == "Ss"
    assert device["secOut"] == ""


@pytest.mark.parametrize(
    ("text", "properties"),
    [("zw:L type:1001", "listening"), ("zw:S", "sleepy"), ("zw:F", "beamable"), ("zw:Fs", "beamable secure")],
)
def test_kinds_of_devices(text: str, properties: str) -> None:
    device = _raw(text)
    names = ("listening", "sleepy", "beamable", "secure")
    assert [name for name in names if getattr(device, name)] == properties.split()


@pytest.mark.parametrize(
    "text",
    [
        SENSOR,
        "zw:L",
        "zw:L type:3101 mfr:0086 prod:0002 model:001C ver:1.17 zwv:3.67 lib:03 cc:70,32,60 epc:2 ep:['3101 32']",
        OLD,
        "0 0 0x2001 0 0 0 0",
    ],
)
def test_raw_descriptions_come_back(text: str) -> None:
    assert _raw(text).format() == text
    assert _raw(f" {text}\n") == _raw(text)


def test_old_raw_description() -> None:
    """Classes behind the mark are controlled (SmartThings' staff, community topic 9340)."""
    device = _raw(OLD)
    assert device.old
    assert device["type"] == "1106"
    assert device["ccOut"] == "32,31,91,2B,26"
    assert Fingerprint(deviceId="0x1106", inClusters="0x72, 0x25", outClusters="0x26").matches(device)
    assert not Fingerprint(deviceId="0x1106", inClusters="0x26").matches(device)


@pytest.mark.parametrize(
    "text", ["", "zw", "type:2101", "zw:S zw:S", "zw:S type", "0 0 0x1106 0 0 0 3 0x72 0x86", "01 0104 0000"]
)
def test_other_text_is_no_raw_description(text: str) -> None:
    assert RawDescription.parse(text) is None


@given(st.text() | st.text(alphabet="zw:Ss 0x12EF,[]'\n"))
def test_any_text_is_read_or_none(text: str) -> None:
    found = RawDescription.parse(text)
    assert found is None or RawDescription.parse(found.format()) == found


@pytest.mark.parametrize(
    ("parameters", "fits"),
    [
        ({"mfr": "0086", "prod": "0102", "model": "0064"}, True),
        ({"mfr": "0086", "prod": "0102"}, True),
        ({"mfr": "0086"}, True),
        ({"mfr": "0086", "prod": "01"}, True),
        ({"mfr": "0086", "model": "00"}, True),
        ({"mfr": "00"}, False),
        ({"mfr": "0087"}, False),
        ({"mfr": "0086", "prod": "02"}, False),
        ({"mfr": "0086", "prod": "0102", "model": "0065"}, False),
        ({"prod": "0102", "model": "0064"}, False),
        ({"type": "2101"}, True),
        ({"type": "21"}, True),
        ({"type": "01"}, False),
        ({"deviceId": "21"}, True),
        ({"deviceId": "0x2101"}, True),
        ({"ff": "8C07"}, True),
        ({"ui": "8C"}, True),
        ({"ui": "0C07"}, False),
        ({"cc": "5E,86"}, True),
        ({"cc": "86,5E"}, True),
        ({"cc": "5e, 86"}, True),
        ({"cc": "5E,25"}, False),
        ({"cc": "5E,71"}, True),
        ({"sec": "71,80"}, True),
        ({"sec": "5E"}, False),
        ({"ccOut": "5A"}, True),
        ({"ccOut": "71"}, False),
        ({"secOut": "5A"}, False),
        ({"type": "21", "cc": "71"}, True),
        ({"type": "10", "cc": "71"}, False),
        ({"mfr": "0086", "ver": "1.04"}, True),
        ({"mfr": "0086", "ver": "1.05"}, False),
        ({"inClusters": "0x71"}, True),
        ({"outClusters": "0x5A"}, True),
        ({"deviceJoinName": "Anything"}, False),
        ({}, False),
    ],
)
def test_what_fits(parameters: dict[str, str], fits: bool) -> None:
    assert Fingerprint(parameters).matches(_raw(SENSOR)) is fits
    assert Fingerprint(**parameters) == Fingerprint(parameters)
    if parameters:
        assert Fingerprint(parameters).modern().matches(_raw(SENSOR)) is fits


@pytest.mark.parametrize("first", ["type", "deviceId", "ff", "ui"])
@pytest.mark.parametrize("second", ["type", "deviceId", "ff", "ui"])
def test_one_of_type_device_id_ff_ui(first: str, second: str) -> None:
    if first != second:
        with pytest.raises(EncodeError) as caught:
            Fingerprint({first: "21", second: "21"})
        assert caught.value.field in (first, second)


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"mfg": "0086"}, "mfg"),
        ({"mfr": "Aeon"}, "mfr"),
        ({"cc": "5E;86"}, "cc"),
        ({"cc": "5E", "inClusters": "0x5E"}, "inClusters"),
    ],
)
def test_impossible_fingerprints(parameters: dict[str, str], field: str) -> None:
    with pytest.raises(EncodeError) as caught:
        Fingerprint(parameters)
    assert caught.value.field == field


ORDER = [  # best first; what stands in one row is equal
    [{"mfr": "0086", "prod": "0102", "model": "0064"}, {"mfr": "0086", "prod": "01", "model": "0"}],
    [{"mfr": "0086", "prod": "0102", "cc": "5E"}],
    [{"mfr": "0086", "prod": "0102"}, {"mfr": "0086", "model": "0064"}],
    [{"mfr": "0086"}],
    [{"cc": "5E,86,72"}, {"sec": "71,80", "ccOut": "5A"}],
    [{"cc": "5E,86", "type": "2101"}],
    [{"cc": "5E,86", "type": "21"}, {"cc": "5E,86", "ff": "8C"}],
    [{"cc": "5E,86"}, {"cc": "5E,86,5e"}],
    [{"type": "2101"}, {"ui": "8C07"}, {"deviceId": "0x2101"}],
    [{"type": "21"}],
]


def test_rank() -> None:
    ranks = [[Fingerprint(parameters).rank for parameters in row] for row in ORDER]
    assert all(len(set(row)) == 1 for row in ranks)
    assert [row[0] for row in ranks] == sorted((row[0] for row in ranks), reverse=True)
    assert len({row[0] for row in ranks}) == len(ranks)
    types = [DeviceType(str(place), map(Fingerprint, row)) for place, row in reversed(list(enumerate(ORDER)))]
    found = [int(match.device_type.name) for match in matches(_raw(SENSOR), types)]
    assert found == sorted(found)
    assert len(found) == sum(map(len, ORDER))


def test_self_published_goes_first_only_at_equal_rank() -> None:
    product, generic = Fingerprint(mfr="0086", prod="0102", deviceJoinName="Multisensor"), Fingerprint(type="21")
    standard = DeviceType("Standard", [product, generic])
    own = DeviceType("Own", [Fingerprint(mfr="0086", prod="0102")], self_published=True)
    broad = DeviceType("Broad", [generic], self_published=True)

    def winner(*types: DeviceType) -> str | None:
        match = join(_raw(SENSOR), types)
        return None if match is None else match.name

    assert winner(standard, own) == winner(own, standard) == "Own"
    assert winner(broad, standard) == "Multisensor"
    assert winner(DeviceType("First", [generic]), DeviceType("Second", [generic])) == "First"
    assert winner(DeviceType("Other", [Fingerprint(mfr="0087")])) is None
    assert winner() is None


def test_legacy_to_new() -> None:
    legacy = Fingerprint.parse(f"fingerprint {LEGACY}")
    assert legacy.legacy
    assert legacy.modern().format() == 'fingerprint type: "1104", cc: "26,2B,2C,27,73,70,86,72", ccOut: "20"'
    assert not legacy.modern().legacy
    assert legacy.modern().rank == legacy.rank == (0, 9, 4)
    assert legacy.modern().modern() == legacy.modern()


@pytest.mark.parametrize(
    ("line", "parameters"),
    [
        ('fingerprint mfr: "0086", prod: "0102", model: "0064"', {"mfr": "0086", "prod": "0102", "model": "0064"}),
        ("    fingerprint type: '10', cc: '25,32'", {"type": "10", "cc": "25,32"}),
        (f"fingerprint({LEGACY}) // a dimmer", {"deviceId": "0x1104", "outClusters": "0x20"}),
        ('fingerprint mfr:"010F", deviceJoinName: "A // B (C)" // D', {"deviceJoinName": "A // B (C)"}),
        ('fingerprint mfr: "0086" prod: "0102"', None),
        ('fingerprint mfr: "0086", mfr: "0087"', None),
        ("fingerprint", None),
        ('definition(name: "Switch")', None),
    ],
)
def test_lines_of_groovy(line: str, parameters: dict[str, str] | None) -> None:
    found = Fingerprint.parse(line)
    if parameters is None:
        assert found is None
    else:
        assert parameters.items() <= found.parameters.items()
        assert Fingerprint.parse(found.format()) == found
