"""Green Power Device Frames: headers of both kinds of devices, security levels, commands, hostile bytes.

The rule: every frame says where it comes from. Commands as such (round trips, truncation, three readers) are the
engine's; here is the frame around them. Nothing is decrypted or verified.
"""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import zclcodec
from tests.engine.corpus import strictly
from tests.engine.test_hostile import mutated
from tests.engine.trials import Trial, agree, engine
from zclcodec import greenpower
from zclcodec.greenpower.commands import commissioning, reporting, switching
from zclcodec.greenpower.commands._frame import ApplicationId, Direction, FrameType, Header, SecurityLevel
from zclcodec.greenpower.registry import COMMANDS
from zwcodec import DecodeError, EncodeError

# MOES ZT-LP-ZEU2S-WH-MS, zigbee2mqtt issue 19405 (zigbee-herdsman test/greenpower.test.ts), SrcID 1496140231
MOES = "0289f31adb70a88d71196ee50c03580537767de27ad5331309000037647a62697061304047503030303157"
SOURCE = 1496140231
# header fields, then the command; composed after Green Power specification A.1.4.1 with values seen there
FRAMES = [
    ("0c" + "c7492d59" + "e0" + MOES, "Commissioning", b""),
    ("8c30" + "c7492d59" + "1c090000" + "20" + "d2a1b3c4", "Off", bytes.fromhex("d2a1b3c4")),
    ("8c38" + "c7492d59" + "1c090000" + "88" + "d2a1b3c4", "UnknownGreenPowerCommand", bytes.fromhex("d2a1b3c4")),
    ("8c08" + "c7492d59" + "21" + "beef", "On", bytes.fromhex("beef")),
    ("8c02" + "01" + "22", "Toggle", b""),
    ("8c32" + "01" + "05000000" + "3032" + "11223344", "MoveUp", bytes.fromhex("11223344")),
    ("0de385", "ChannelRequest", b""),
    ("8d80" + "00000000" + "f304", "ChannelConfiguration", b""),
    ("0c" + "c7492d59" + "7701", "UnknownGreenPowerCommand", b""),
    ("0c" + "c7492d59", "UnknownGreenPowerCommand", b""),
]


@pytest.mark.parametrize(("text", "name", "mic"), FRAMES, ids=[f"{f[1]}-{f[0][:4]}" for f in FRAMES])
def test_frames(text: str, name: str, mic: bytes) -> None:
    data = bytes.fromhex(text)
    frame = agree(engine("greenpower"), Trial(data, name, 0))
    assert frame.command.name == name
    assert frame.mic == mic
    assert bytes(frame) == data
    assert pickle.loads(pickle.dumps(frame)) == frame  # noqa: S301


@pytest.mark.parametrize("text", [frame[0] for frame in FRAMES], ids=[f"{f[1]}-{f[0][:4]}" for f in FRAMES])
def test_cut_anywhere(text: str) -> None:
    data = bytes.fromhex(text)
    for size in range(len(data)):
        found = agree(engine("greenpower"), Trial(data[:size], "cut", 0))
        if isinstance(found, DecodeError):
            assert found.path and found.offset <= size


def test_commissioning_of_a_switch() -> None:
    frame = greenpower.decode(bytes.fromhex(FRAMES[0][0]))
    assert frame.header.source_id == SOURCE
    command = frame.command
    assert isinstance(command, commissioning.Commissioning)
    assert command.device_id is commissioning.DeviceId.ON_OFF_SWITCH
    assert command.key_type is commissioning.KeyType.INDIVIDUAL_KEY
    assert (command.key_mic, command.outgoing_counter) == (869628642, 2323)
    assert command.manufacturer_id is None
    assert command.trailing == b"7dzbipa0@GP0001W"
    with pytest.raises(DecodeError):
        greenpower.decode(bytes.fromhex(FRAMES[0][0]), strict=True)


def test_headers() -> None:
    by_source = greenpower.decode(bytes.fromhex(FRAMES[1][0])).header
    assert (by_source.source_id, by_source.endpoint, by_source.frame_counter) == (SOURCE, None, 2332)
    assert by_source.security_level is SecurityLevel.AUTHENTICATED
    assert by_source.direction is Direction.FROM_DEVICE
    by_address = greenpower.decode(bytes.fromhex(FRAMES[4][0])).header
    assert by_address.application_id is ApplicationId.IEEE_ADDRESS
    assert (by_address.source_id, by_address.endpoint, by_address.frame_counter) == (None, 1, None)
    asking = greenpower.decode(bytes.fromhex(FRAMES[6][0])).header
    assert (asking.frame_type, asking.source_id) == (FrameType.MAINTENANCE, None)


def test_reports_are_typed() -> None:
    frame = greenpower.decode(bytes.fromhex("0cc7492d59" + "a0020400002 90b09".replace(" ", "")))
    command = frame.command
    assert isinstance(command, reporting.AttributeReporting)
    assert (command.cluster_id, command.reports[0].value) == (0x0402, 2315)
    built = reporting.AttributeReporting(
        cluster_id=0x0402, reports=(reporting.AttributeReport(attribute_id=0, data_type=0x29, value=2315),)
    )
    assert built == command


def test_frames_of_commands() -> None:
    toggle = switching.Toggle()
    assert greenpower.GreenPowerFrame.of(toggle, source_id=0x11223344).to_bytes().hex() == "0c4433221122"
    asking = commissioning.ChannelRequest(next_channel=5, second_next_channel=8)
    assert greenpower.GreenPowerFrame.of(asking).to_bytes().hex() == "0de385"


def test_contradictions_are_refused() -> None:
    secured = greenpower.decode(bytes.fromhex(FRAMES[1][0]))
    with pytest.raises(EncodeError, match="mic"):
        secured.replace(mic=b"").to_bytes()
    encrypted = greenpower.decode(bytes.fromhex(FRAMES[2][0]))
    with pytest.raises(EncodeError, match="command"):
        encrypted.replace(command=switching.Toggle()).to_bytes()
    plain = greenpower.GreenPowerFrame.of(switching.On(), source_id=1)
    with pytest.raises(EncodeError, match="command"):
        plain.replace(command=greenpower.UnknownGreenPowerCommand(payload=b"\x21")).to_bytes()
    header = plain.header
    with pytest.raises(EncodeError):
        greenpower.GreenPowerFrame(header=header.replace(endpoint=1), command=plain.command).to_bytes()
    assert isinstance(header, Header)


def test_errors_say_where() -> None:
    for text, path, offset in (("", "extended", 0), ("0c44", "source_id", 1), ("8c30c7492d5901000000aabb", "mic", 10)):
        with pytest.raises(DecodeError) as caught:
            greenpower.decode(bytes.fromhex(text))
        assert (caught.value.path, caught.value.offset) == (path, offset)


def test_every_command_is_there() -> None:
    """The ids of the GPD command table, 0xAF (a wildcard in translation tables, never sent) aside."""
    ranges = ((0x00, 0x00), (0x10, 0x23), (0x30, 0x38), (0x40, 0x4B), (0x50, 0x51), (0x60, 0x6A), (0xA0, 0xA6))
    wanted = {number for low, high in ranges for number in range(low, high + 1)}
    assert set(COMMANDS) == wanted | {0xA8} | set(range(0xE0, 0xE5)) | set(range(0xF0, 0xF4)) | {0xF6}


def test_a_command_that_a_proxy_passes_on() -> None:
    """GpCommissioningNotification carries id and payload of the command in fields of its own."""
    text = "11 2a 04 00 00 a3f87101 34120000 e0 02 02 00".replace(" ", "")
    carrier: Any = zclcodec.decode(bytes.fromhex(text), cluster=0x0021).command
    command = greenpower.decode_command(carrier.gpd_command_id, carrier.gpd_command_payload, strict=True)
    assert isinstance(command, commissioning.Commissioning)
    assert command.device_id is commissioning.DeviceId.ON_OFF_SWITCH
    assert (command.command_id, command.to_bytes()) == (carrier.gpd_command_id, carrier.gpd_command_payload)
    assert greenpower.decode_command(0x22, None) == switching.Toggle()
    assert greenpower.decode_command(0x77, b"\1") == greenpower.UnknownGreenPowerCommand(command_id=0x77, payload=b"\1")
    with pytest.raises(DecodeError) as caught:
        greenpower.decode_command(0xE0, b"\2")
    assert caught.value.offset == 1


@given(st.data())
def test_strict_readers_agree(data: st.DataObject) -> None:
    fast, wise = strictly("greenpower", data.draw(mutated("greenpower")))
    assert bool(fast) == bool(wise)


@given(st.binary(max_size=60), st.booleans())
def test_any_bytes(data: bytes, strict: bool) -> None:
    if not strict:
        agree(engine("greenpower"), Trial(data, "any", 0))
        return
    try:
        frame = greenpower.decode(data, strict=True)
    except DecodeError:
        return
    assert frame.to_bytes() == data
