"""The APS header: which fields there are, what the payload is, and that the oracle reads the same.

The rule: a case is a frame, the fields that it must show and no others, and the command inside. Frames were composed
after the figures of ZigBee specification R22 2.2.5.2, with ZCL and ZDO frames that were seen on the air.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import zclcodec
from codegen.load import load
from codegen.reference import Oracle, OracleError
from tests.engine.corpus import load as corpus
from tests.engine.trials import SPECS
from zclcodec import aps, zdo
from zclcodec.aps.commands import security
from zclcodec.aps.commands._frame import DeliveryMode, Fragmentation, FrameType
from zwcodec import DecodeError, EncodeError

ADDRESSED = {"destination_endpoint", "cluster", "profile", "source_endpoint", "counter"}
CASES = [
    ("400106000401012a011202", ADDRESSED, "Toggle"),
    ("4001020404010 15518330a0000290b09", ADDRESSED, "ReportAttributes"),
    ("0000218000000 0902a00", ADDRESSED, "BindRsp"),
    ("0800060000000090d5fdff040101190000", ADDRESSED, "MatchDescReq"),
    ("0c0500 0600 0401 01 2a 011202", {"group_address", "cluster", "profile", "source_endpoint", "counter"}, "Toggle"),
    ("0201060004010 12a", ADDRESSED, None),
    ("122a", {"counter"}, None),
    ("0195 0901", {"counter"}, "SwitchKey"),
    ("4195 99aabb", {"counter"}, "UnknownApsCommand"),
    ("2195 1005000000aabbccdd", {"counter"}, None),
    ("2001060004010 12a281000000037000000aabbccdd", ADDRESSED, None),
    ("c001060004010 12a0102 011202", ADDRESSED | {"fragmentation", "block_number"}, None),
    ("82010600040101 2a010007", ADDRESSED | {"fragmentation", "block_number", "ack_blocks"}, None),
    ("0b00000010 5ec0 110100 78563412 05 30", {"cluster", "profile"}, None),
    ("0f0b0b0010 5ec0 11010078563412", {"group_address", "cluster", "profile"}, None),
]
IDS = [text.replace(" ", "")[:14] for text, _, _ in CASES]


def _payload(inner: Any) -> bytes:
    return aps.encode_command(inner) if isinstance(inner, aps.ApsCommand) else inner.to_bytes()


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace(" ", ""))


@cache
def oracle() -> Oracle:
    return Oracle(load(SPECS / "aps", "aps"))


def agree(data: bytes, strict: bool = False) -> Any:
    """Both readers see the same header; the frame, or the error."""
    try:
        frame: Any = aps.decode(data, strict=strict)
    except DecodeError as error:
        frame = error
    try:
        header, size = oracle().decode_header(data, strict)
    except OracleError:
        assert isinstance(frame, DecodeError), frame
        return frame
    assert not isinstance(frame, DecodeError), frame
    assert frame.header.as_dict() == header.values
    assert frame.payload == data[size:]
    assert frame.to_bytes() == data == oracle().encode(header) + frame.payload
    return frame


@pytest.mark.parametrize(("text", "fields", "name"), CASES, ids=IDS)
def test_fields_and_payload(text: str, fields: set[str], name: str | None) -> None:
    frame = agree(_bytes(text))
    there = {key for key, value in frame.header.as_dict().items() if value is not None}
    control = {"extended", "acknowledgement_request", "security", "ack_format", "delivery_mode", "frame_type"}
    assert there - control == fields
    if name is not None:
        inner = frame.unwrap()
        command = inner if isinstance(inner, aps.ApsCommand) else inner.command
        assert command.name == name
        assert _payload(inner) == frame.payload
    elif frame.header.frame_type != FrameType.INTER_PAN:
        assert frame.is_opaque
        assert frame.unwrap() is None


PEERS = corpus("zigbee-on-host/aps.yaml")["headers"]


@pytest.mark.parametrize("case", PEERS, ids=[case["hex"] for case in PEERS])
def test_frames_of_a_peer(case: dict[str, Any]) -> None:
    """Every type of frame and every way of delivery; a header built from the values is the same."""
    data = _bytes(case["hex"])
    frame = agree(data, strict=True)
    found = frame.header.as_dict()
    assert {name: found[name] for name in case["header"]} == case["header"]
    assert frame.payload == _bytes(case["payload"])
    again = aps.ApsFrame(header=type(frame.header)(**case["header"]), payload=frame.payload)
    assert again == frame
    assert again.to_bytes() == data


@pytest.mark.parametrize("text", [case[0] for case in CASES], ids=IDS)
def test_cut_anywhere(text: str) -> None:
    data = _bytes(text)
    for size in range(len(data)):
        frame = agree(data[:size])
        if isinstance(frame, DecodeError):
            assert frame.path and frame.offset <= size


def test_frames_of_commands() -> None:
    toggle = zclcodec.decode(bytes.fromhex("011202"), cluster=6)
    frame = aps.ApsFrame.of(toggle, counter=0x2A, acknowledgement_request=True)
    assert frame.to_bytes().hex() == "400106000401012a011202"
    assert frame.header.delivery_mode is DeliveryMode.UNICAST
    asked = zdo.decode(bytes.fromhex("01f45c01"), cluster=4)
    around = aps.ApsFrame.of(asked)
    assert around.to_bytes().hex() == "0000040000000000" + "01f45c01"
    assert around.unwrap() == asked
    switch = security.SwitchKey(key_sequence_number=1)
    carried = aps.ApsFrame.of(switch, counter=0x2A)
    assert carried.to_bytes().hex() == "012a" + "0901"
    assert carried.unwrap() == switch and not carried.is_opaque


def test_errors_of_the_payload_count_from_the_start() -> None:
    frame = aps.decode(bytes.fromhex("0000048000000000" + "0100f45c18"))
    with pytest.raises(DecodeError) as caught:
        frame.unwrap()
    assert (caught.value.path, caught.value.offset) == ("descriptors", 13)
    assert caught.value.data == frame.to_bytes()


def test_commands_by_themselves() -> None:
    """What somebody has decrypted; the default trust center link key protects the first network key."""
    data = _bytes("05 01 010305070 90b0d0f0002 0406080a0c0d 07 377f7605006f0d00 a68f5d05006f0d00")
    command = aps.decode_command(data, strict=True)
    assert isinstance(command, security.TransportKey)
    assert (command.key_type, command.key_sequence_number) == (security.KeyType.NETWORK_KEY, 7)
    assert command.destination_address == 0x000D6F0005767F37 and command.partner_address is None
    assert aps.encode_command(command) == data and command.to_bytes() == bytes(command) == data[1:]
    unknown = aps.decode_command(b"\x99\xaa")
    assert unknown == aps.UnknownApsCommand(command_id=0x99, payload=b"\xaa")
    assert aps.encode_command(unknown) == b"\x99\xaa"
    with pytest.raises(DecodeError) as caught:
        aps.decode_command(b"")
    assert (caught.value.path, caught.value.needed) == ("command_id", 1)
    with pytest.raises(EncodeError):
        aps.encode_command(security.TransportKey(key_type=3, key=bytes(16), key_sequence_number=1))


def test_a_cut_command_names_its_place_in_the_frame() -> None:
    with pytest.raises(DecodeError) as caught:
        aps.decode(_bytes("0195 06 377f7605006f0d00 f4")).unwrap()
    assert (caught.value.path, caught.value.offset) == ("device_nwk_address", 11)


def test_contradictions_are_refused() -> None:
    frame = aps.decode(bytes.fromhex("400106000401012a011202"))
    for changes in ({"group_address": 5}, {"cluster": None}, {"security": True, "fragmentation": 1}):
        with pytest.raises(EncodeError):
            aps.ApsFrame(header=frame.header.replace(**changes)).to_bytes()
    first = aps.decode(_bytes("c001060004010 12a0102 011202")).header
    assert first.fragmentation is Fragmentation.FIRST_BLOCK
    assert first.block_number == 2


@given(st.binary(max_size=40), st.booleans())
@example(b"\x04\x01", False)
def test_any_bytes(data: bytes, strict: bool) -> None:
    frame = agree(data, strict)
    if isinstance(frame, DecodeError):
        return
    try:
        inner = frame.unwrap(strict=strict)
    except DecodeError as error:
        assert error.offset <= len(data)
    else:
        assert inner is None or _payload(inner) == frame.payload
