"""The `zbjoin` message of a SmartThings hub, with the descriptors of zclcodec.zdo."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zclcodec import zdo
from zclcodec.smartthings.joining import Endpoint, ZigBeeJoin
from zclcodec.zdo.commands.discovery import SimpleDescriptor

pytestmark = pytest.mark.backend_independent

# The example of the SmartThings documentation, "Device discovery"
GUIDE = """zbjoin: {"dni":"5CF4",
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
FIELDS = st.tuples(st.integers(0, 255), st.integers(0, 0xFFFF), st.integers(0, 0xFFFF), st.integers(0, 255))
CLUSTERS = st.lists(st.integers(0, 0xFFFF), max_size=40).map(tuple)


def test_example_of_the_guide() -> None:
    found = ZigBeeJoin.parse(GUIDE)
    assert found is not None
    first, second = found.endpoints
    assert second.descriptor.profile == 0xC2DF
    assert second.descriptor.input_clusters == (0, 1, 3, 0x0B05, 0xFC46)
    answer = zdo.decode(bytes.fromhex("0100f45c1801040102040007000001000300200002040005050b011900"), cluster=0x8004)
    assert first.descriptor == answer.command.descriptor
    assert Endpoint.of(answer.command.descriptor, application="", manufacturer="CentraLite", model="3325-S") == first


@given(FIELDS, CLUSTERS, CLUSTERS)
def test_descriptors_come_back(
    fields: tuple[int, int, int, int], inputs: tuple[int, ...], outputs: tuple[int, ...]
) -> None:
    endpoint, profile, device, version = fields
    descriptor = SimpleDescriptor(
        endpoint=endpoint,
        profile=profile,
        device=device,
        reserved=version >> 4,
        device_version=version & 0x0F,
        input_clusters=inputs,
        output_clusters=outputs,
    )
    made = Endpoint.of(descriptor)
    assert made.descriptor == descriptor
    read = Endpoint.parse(made.simple)
    assert read is not None
    assert read.descriptor == descriptor


@pytest.mark.parametrize(
    "text",
    [
        "",
        "01",
        "01 0104 0402 00",
        "01 0104 0402 00 00",
        "01 0104 0402 00 02 0000 00",
        "01 0104 0402 00 00 00 00",
        "01 0104 0402 00 00 xx",
        "01 0104 0402 00 00 -1",
        "100 0104 0402 00 00 00",
    ],
)
def test_other_words_are_refused(text: str) -> None:
    assert Endpoint.parse(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "catchall: 0104",
        "zbjoin:",
        "zbjoin: []",
        'zbjoin: {"dni":"5CF4"}',
        GUIDE.replace(" 0019", ""),
        GUIDE.replace('"3325-S"', "5"),
        GUIDE.replace('"endpoints":[', '"endpoints":[1,'),
        "zbjoin: " + "[" * 100_000,
    ],
)
def test_other_texts_are_none(text: str) -> None:
    assert ZigBeeJoin.parse(text) is None
