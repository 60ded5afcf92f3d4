"""ZigBee joining: the join message and the fingerprints of SmartThings' pages.

The rule: the message is the one of the page on device discovery, the fingerprints those of the page on fingerprinting.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zclcodec.smartthings.fingerprints import DeviceType, Endpoint, Fingerprint, ZigBeeJoin, join
from zwcodec.runtime.errors import EncodeError

MULTI = """zbjoin: {"dni":"5CF4",
         "d":"000D6F0005767F37",
         "capabilities":"80",
         "endpoints":[{"simple":"01 0104 0402 00 07 0000 0001 0003 0020 0402 0500 0B05 01 0019",
                       "application":"",
                       "manufacturer":
                       "CentraLite",
                       "model":"3325-S"},
                      {"simple":"02 C2DF 0107 00 05 0000 0001 0003 0B05 FC46 01 0003",
                       "application":"",
                       "manufacturer":null,
                       "model":null}
                     ]
        }"""


def _joined(text: str) -> ZigBeeJoin:
    found = ZigBeeJoin.parse(text)
    assert found is not None
    return found


def test_join_message() -> None:
    device = _joined(MULTI)
    assert device.fields == {"dni": "5CF4", "d": "000D6F0005767F37", "capabilities": "80"}
    first, second = device.endpoints
    assert (first.endpointId, first.profileId, first.deviceId, first.deviceVersion) == ("01", "0104", "0402", "00")
    assert first.inClusters == ("0000", "0001", "0003", "0020", "0402", "0500", "0B05")
    assert first.outClusters == ("0019",)
    assert (first.manufacturer, first.model, first.application) == ("CentraLite", "3325-S", "")
    assert (second.profileId, second.manufacturer) == ("C2DF", None)
    assert second.simple == "02 C2DF 0107 00 05 0000 0001 0003 0B05 FC46 01 0003"
    assert _joined(device.format()) == device
    assert device.format().startswith('zbjoin: {"dni":"5CF4","d":"000D6F0005767F37","capabilities":"80","endpoints":[{')


@pytest.mark.parametrize(
    "text",
    [
        "",
        "zbjoin:",
        "zbjoin: {}",
        "zbjoin: []",
        "zbjoin: [1]",
        'zbjoin: {"endpoints": 3}',
        'zbjoin: {"endpoints": [3]}',
        'zbjoin: {"endpoints": [{"simple": 3}]}',
        'zbjoin: {"endpoints": [{"simple": "01 0104 0402 00 02 0000 01 0019"}]}',
        "catchall: 0104 0006 01 01 0000 00 FC6E 00 00 0000 0B 01 0100",
    ],
)
def test_other_text_is_no_join_message(text: str) -> None:
    assert ZigBeeJoin.parse(text) is None


@given(st.text().map("zbjoin: ".__add__) | st.text())
def test_any_text_is_read_or_none(text: str) -> None:
    found = ZigBeeJoin.parse(text)
    assert found is None or _joined(found.format()) == found


@pytest.mark.parametrize(
    ("simple", "clusters"),
    [
        ("09 0104 0002 70 03 0000 0003 0006 01 000A", (("0000", "0003", "0006"), ("000A",))),
        ("01 0104 0000 00 00 00", ((), ())),
        ("01 0104 0000 00 01 0b04 00", (("0B04",), ())),
    ],
)
def test_simple_descriptor(simple: str, clusters: tuple[tuple[str, ...], tuple[str, ...]]) -> None:
    endpoint = Endpoint.parse(simple)
    assert endpoint is not None
    assert (endpoint.inClusters, endpoint.outClusters) == clusters
    assert endpoint.simple == simple.upper()


@pytest.mark.parametrize("simple", ["", "01", "01 0104 0002 00", "01 0104 0002 00 02 0000", "01 0104 0002 00 00 00 00"])
def test_other_text_is_no_descriptor(simple: str) -> None:
    assert Endpoint.parse(simple) is None


@pytest.mark.parametrize(
    ("parameters", "fits"),
    [
        ({"profileId": "0104"}, True),
        ({"profileId": "C05E"}, False),
        ({"profileId": "0104", "inClusters": "0000,0500"}, True),
        ({"profileId": "0104", "inClusters": "0500, 0000", "outClusters": "0019"}, True),
        ({"inClusters": "0000,0006"}, False),
        ({"inClusters": "0x0000,0x0402"}, True),
        ({"outClusters": "0006"}, False),
        ({"inClusters": "0402,FC46"}, False),  # both are there, but not on one endpoint
        ({"manufacturer": "CentraLite", "model": "3325-S"}, True),
        ({"manufacturer": "CentraLite", "model": "3325"}, False),
        ({"profileId": "C2DF", "inClusters": "FC46", "model": "3325-S"}, True),
        ({"endpointId": "01", "deviceId": "0402"}, True),
        ({"endpointId": "02", "deviceId": "0402"}, False),
        ({"deviceJoinName": "Anything"}, False),
    ],
)
def test_what_fits(parameters: dict[str, str], fits: bool) -> None:
    assert Fingerprint(parameters).matches(_joined(MULTI)) is fits


PLUG = '{"simple":"01 0104 0051 00 %02X %s 01 0019","application":"","manufacturer":"%s","model":"%s"}'
COMMON = "0000 0003 0004 0005 0006 0008 0702"


@pytest.mark.parametrize(
    ("clusters", "manufacturer", "model", "name"),
    [
        (f"{COMMON} 0B05", "sengled", "Z01-CIA19NAE26", "Sengled Element touch"),
        (f"{COMMON} 0B05", "sengled", "another", "ZigBee Dimmer Power"),
        (f"{COMMON} FC00", "nobody", "nothing", "ZigBee Dimmer Power"),
        ("0000 0006", "sengled", "Z01-CIA19NAE26", None),
    ],
)
def test_the_page_on_several_fingerprints(clusters: str, manufacturer: str, model: str, name: str | None) -> None:
    lines = [
        'fingerprint profileId: "0104", inClusters: "0000, 0003, 0004, 0005, 0006, 0008, 0702"',
        'fingerprint profileId: "0104", inClusters: "0000, 0003, 0004, 0005, 0006, 0008, 0702, 0B05", outClusters: '
        '"0019", manufacturer: "sengled", model: "Z01-CIA19NAE26", deviceJoinName: "Sengled Element touch"',
    ]
    power = DeviceType("ZigBee Dimmer Power", map(Fingerprint.parse, lines))
    plug = PLUG % (len(clusters.split()), clusters, manufacturer, model)
    match = join(_joined('zbjoin: {"dni":"0001","d":"000D6F0005767F37","endpoints":[' + plug + "]}"), [power])
    assert (None if match is None else match.name) == name


def test_rank() -> None:
    better = Fingerprint(manufacturer="CentraLite", model="3325-S"), Fingerprint(inClusters="0000,0001")
    worse = Fingerprint(inClusters="0000,0001,0003"), Fingerprint(profileId="0104", inClusters="0000")
    assert all(first.rank > second.rank for first, second in zip(better, worse, strict=True))
    general = DeviceType("General", [Fingerprint(inClusters="0000")])
    own = DeviceType("Own", [Fingerprint(inClusters="0001")], self_published=True)
    match = join(_joined(MULTI), [general, own])
    assert match is not None
    assert match.name == "Own"


def test_impossible_fingerprints() -> None:
    for parameters in ({"profile": "0104"}, {"inClusters": "on/off"}, {"profileId": ""}):
        with pytest.raises(EncodeError) as caught:
            Fingerprint(parameters)
        assert caught.value.field in parameters
