"""`hub.received` undoes `hub.describe_attribute` and `hub.describe_frame`.

The rule: what the description says comes back, what it doesn't say (sequence number, disable default response) is 0.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import zclcodec
from zclcodec.smartthings import hub

bits16 = st.integers(0, 0xFFFF)


@given(bits16, bits16, st.integers(0, 240), st.booleans(), st.none() | bits16, st.integers(0, 255), st.binary())
def test_frames_come_back(
    dni: int, cluster: int, endpoint: int, specific: bool, maker: int | None, command: int, payload: bytes
) -> None:
    own = b"" if maker is None else maker.to_bytes(2, "little")
    frame = bytes((0x08 | specific | bool(own) << 2,)) + own + bytes((0, command)) + payload
    text = hub.describe_frame(frame, dni, cluster, source_endpoint=endpoint, destination_endpoint=2)
    found = hub.received(text)
    assert (bytes(found), found.cluster, found.endpoint) == (frame, cluster, endpoint)
    assert (found.dni, found.hub_endpoint, found.profile) == (f"{dni:04X}", 2, 0x0104)


@given(st.binary(), bits16)
def test_device_objects_come_back(message: bytes, cluster: int) -> None:
    found = hub.received(hub.describe_frame(message, 0x8DCF, cluster, profile=0))
    assert (bytes(found), found.cluster, found.profile, found.dni) == (message, cluster, 0, "8DCF")


@pytest.mark.parametrize(
    ("records", "command", "frame"),
    [
        ("0000299808", None, "08000a0000299808"),  # a report
        ("000000299808", None, "08000100000029 9808"),  # its status makes it a read response
        ("0000299808", "0A", "08000a0000299808"),  # Hubitat says which
        ("0000299808", "01", "080001000000299808"),  # and leaves the status out
        ("1C0030011E0086", "01", "0800011c00003001 1e0086"),  # but not that of the records behind
        ("00001000" "00001001", None, "08000a00001000 00001001"),
    ],
)
def test_attributes_come_back(records: str, command: str | None, frame: str) -> None:
    raw = f"F66901020144{records}"
    found = hub.received(hub.describe_attribute(raw, command))
    assert bytes(found) == bytes.fromhex(frame)
    assert (found.dni, found.endpoint, found.cluster, found.profile) == ("F669", 1, 0x0201, 0x0104)
    assert zclcodec.decode(found, cluster=found.cluster).to_bytes() == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "on/off: 1",
        "catchall: 0104 0006",
        "catchall: 0104 0006 01 01 0000 00 632F 00 00 0000 0B 01 000",
        "read attr - dni: 5D1A, endpoint: 01, cluster: 0402, size: 06, attrId: 0000, result: failure",
        "read attr - raw: F6690102014400, dni: F669, endpoint: 01, cluster: 0201, size: 44, attrId: 0000, "
        "encoding: 29, value: 00",
    ],
)
def test_texts_without_a_frame(text: str) -> None:
    with pytest.raises(ValueError, match="no catchall and no read attribute|cut short"):
        hub.received(text)
