"""The `zbjoin` message of a SmartThings hub, with the descriptors of zclcodec.zdo."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zclcodec import zdo
from zclcodec.smartthings import joining
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
FIELDS = st.tuples(st.integers(0, 255), st.integers(0, 0xFFFF), st.integers(0, 0xFFFF), st.integers(0, 15))
CLUSTERS = st.lists(st.integers(0, 0xFFFF), max_size=40).map(tuple)


def test_example_of_the_guide() -> None:
    found = joining.join(GUIDE)
    assert found is not None
    assert (found.dni, found.ieee_address, found.capabilities) == (0x5CF4, 0x000D6F0005767F37, 0x80)
    first, second = found.endpoints
    assert (first.manufacturer, first.model, first.application) == ("CentraLite", "3325-S", "")
    assert (second.manufacturer, second.model) == (None, None)
    assert second.simple.profile == 0xC2DF
    assert second.simple.input_clusters == (0, 1, 3, 0x0B05, 0xFC46)
    answer = zdo.decode(bytes.fromhex("0100f45c1801040102040007000001000300200002040005050b011900"), cluster=0x8004)
    assert first.simple == answer.command.descriptor
    assert joining.join(joining.join_text(found)) == found


@given(FIELDS, CLUSTERS, CLUSTERS)
def test_words_come_back(fields: tuple[int, int, int, int], inputs: tuple[int, ...], outputs: tuple[int, ...]) -> None:
    endpoint, profile, device, version = fields
    descriptor = SimpleDescriptor(
        endpoint=endpoint,
        profile=profile,
        device=device,
        device_version=version,
        input_clusters=inputs,
        output_clusters=outputs,
    )
    assert joining.simple_descriptor(joining.simple_text(descriptor)) == descriptor


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
        "01 0104 0402 10 00 00",
    ],
)
def test_other_words_are_refused(text: str) -> None:
    with pytest.raises(ValueError):
        joining.simple_descriptor(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "catchall: 0104",
        "zbjoin:",
        "zbjoin: []",
        'zbjoin: {"dni":"5CF4"}',
        GUIDE.replace(" 0019", ""),
        GUIDE.replace('"80"', "null"),
        GUIDE.replace('"3325-S"', "5"),
        GUIDE.replace('"endpoints":[', '"endpoints":[1,'),
        "zbjoin: " + "[" * 100_000,
    ],
)
def test_other_texts_are_none(text: str) -> None:
    assert joining.join(text) is None


@given(st.text())
def test_any_text(text: str) -> None:
    assert joining.join(text) is None or text.startswith("zbjoin:")
    joining.join("zbjoin:" + text)
