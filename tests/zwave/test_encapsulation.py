"""Wrapping and unwrapping: what goes in comes out, by whatever way and to whatever depth.

The rule: the commands are the examples of the specs, so a new encapsulating command is tested as soon as it has one.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import zwcodec
from tests.engine.trials import Trial, trials
from zwcodec.cc.basic import BasicGet, BasicSet
from zwcodec.cc.meter import MeterGet
from zwcodec.encapsulation import (
    DecryptedSecurity0,
    endpoints_of,
    in_crc_16,
    in_multi_channel,
    in_multi_command,
    in_multi_instance,
    in_security_0,
    in_supervision,
    innermost,
    leaves,
    security_0_decrypted,
    unwrap_all,
)
from zwcodec.runtime.context import MAX_DEPTH
from zwcodec.runtime.nesting import carried, carriers, deeper_than

SET = BasicSet(value=255)


@cache
def plain_commands() -> tuple[zwcodec.Command, ...]:
    """Examples as the newest version reads them, which is how they are read inside others."""
    found = []
    for trial in trials("zwave"):
        try:
            command = zwcodec.decode(trial.data)
        except zwcodec.DecodeError:  # a frame of an older version
            continue
        if not carriers(command.__codec__) and command.command is not None:
            found.append(command)
    return tuple(found)


# By number: hypothesis looks at every element of what it samples from.
plain_ones = st.integers(0, 1 << 16).map(lambda number: plain_commands()[number % len(plain_commands())])


def carrying_trials() -> list[Trial]:
    """Examples of everything that carries commands."""
    return [trial for trial in trials("zwave") if carriers(_read(trial).__codec__)]


def _read(trial: Trial) -> zwcodec.Command:
    return zwcodec.decode(trial.data, versions=None if trial.version is None else {trial.number: trial.version})


@pytest.mark.parametrize("trial", carrying_trials(), ids=lambda trial: f"{trial.identity}-{trial.data.hex()}")
def test_every_class_with_a_nested_field_unwraps(trial: Trial) -> None:
    command = _read(trial)
    (path, first), *others = unwrap_all(command)
    assert first is command
    assert " " not in path
    inside = [inner for _, inner in carried(command)]
    assert [inner for inner_path, inner in others if inner_path.count(" > ") == 1] == inside
    unwrapped = command.unwrap()
    assert tuple(inside) == (unwrapped if isinstance(unwrapped, tuple) else () if unwrapped is None else (unwrapped,))
    for inner_path, inner in others:
        assert inner_path.startswith((f"{path} > ", f"{path}."))
        assert inner.to_bytes() in trial.data


def test_encapsulations_are_among_the_trials() -> None:
    names = {_read(trial).name for trial in carrying_trials()}
    assert {"MultiChannelCmdEncap", "MultiInstanceCmdEncap", "MultiCmdEncap", "SupervisionGet", "Crc16Encap"} <= names


def test_paths_and_order() -> None:
    report = MeterGet()
    command = in_crc_16(in_multi_channel(in_multi_command([in_supervision(SET, 5), in_multi_instance(report, 2)])))
    assert [path for path, _ in unwrap_all(command)] == [
        "crc16_encap",
        "crc16_encap > multi_channel_cmd_encap",
        "crc16_encap > multi_channel_cmd_encap > multi_cmd_encap",
        "crc16_encap > multi_channel_cmd_encap > multi_cmd_encap.commands[0] > supervision_get",
        "crc16_encap > multi_channel_cmd_encap > multi_cmd_encap.commands[0] > supervision_get > basic_set",
        "crc16_encap > multi_channel_cmd_encap > multi_cmd_encap.commands[1] > multi_instance_cmd_encap",
        "crc16_encap > multi_channel_cmd_encap > multi_cmd_encap.commands[1] > multi_instance_cmd_encap > meter_get",
    ]
    assert [found.to_bytes() for _, found in unwrap_all(command)][4::2] == [SET.to_bytes(), report.to_bytes()]
    assert leaves(command) == (SET, report)
    assert innermost(command).name == "MultiCmdEncap"


def test_what_carries_nothing() -> None:
    assert unwrap_all(SET) == (("basic_set", SET),)
    assert leaves(SET) == (SET,)
    assert innermost(SET) is SET
    nobody = zwcodec.UnknownCommand(command_class=0x20, command=0x7F, payload=b"\1")
    assert innermost(in_multi_channel(nobody)) == nobody
    assert unwrap_all(in_multi_channel(nobody))[1][0] == "multi_channel_cmd_encap > unknown_command"
    empty = in_multi_command([])
    assert (innermost(empty), leaves(empty), empty.to_bytes()) == (empty, (empty,), b"\x8f\x01\x00")
    single = in_multi_command([in_multi_instance(SET, 3)])
    assert innermost(single) == SET


WRAPPED: list[tuple[Any, str]] = [
    (in_multi_channel(SET), "60 0d 00 01 20 01 ff"),
    (in_multi_channel(SET, source=2, destination=0), "60 0d 02 00 20 01 ff"),
    (in_multi_channel(SET, destination=127), "60 0d 00 7f 20 01 ff"),
    (in_multi_channel(SET, destination=3, bit_address=True), "60 0d 00 84 20 01 ff"),
    (in_multi_channel(SET, destination={1, 2, 7}), "60 0d 00 c3 20 01 ff"),
    (in_multi_channel(SET, destination=[5]), "60 0d 00 90 20 01 ff"),
    (in_multi_channel(SET, destination=range(1, 8)), "60 0d 00 ff 20 01 ff"),
    (in_multi_instance(SET, 4), "60 06 04 20 01 ff"),
    (in_multi_channel(in_multi_instance(SET, 4), 1, 2), "60 0d 01 02 60 06 04 20 01 ff"),
    (in_multi_command([SET, BasicGet()]), "8f 01 02 03 20 01 ff 02 20 02"),
    (in_supervision(SET, 63), "6c 01 3f 03 20 01 ff"),
    (in_supervision(SET, 15, status_updates=True), "6c 01 8f 03 20 01 ff"),
    (in_crc_16(BasicGet()), "56 01 20 02 4d 26"),
    (in_security_0(SET), "98 81 00 20 01 ff"),
]


@pytest.mark.parametrize(("wrapped", "data"), WRAPPED, ids=[data.replace(" ", "") for _, data in WRAPPED])
def test_wrapping(wrapped: Any, data: str) -> None:
    raw = bytes.fromhex(data)
    assert wrapped.to_bytes() == bytes(wrapped) == raw
    if isinstance(wrapped, DecryptedSecurity0):
        assert security_0_decrypted(raw) == wrapped
    else:
        assert zwcodec.decode(raw, strict=True) == wrapped


@pytest.mark.parametrize("destination", [{0, 1}, {8}, [], [-1]])
def test_bit_addresses_know_seven_end_points(destination: Any) -> None:
    with pytest.raises(zwcodec.EncodeError) as caught:
        in_multi_channel(SET, destination=destination)
    assert caught.value.path == "destination_endpoint"


@pytest.mark.parametrize(
    ("how", "path"),
    [
        (lambda: in_multi_channel(SET, destination=128), "destination_endpoint"),
        (lambda: in_multi_channel(SET, source=128), "source_endpoint"),
        (lambda: in_multi_channel(SET, destination=0, bit_address=True), "destination_endpoint"),
        (lambda: in_multi_instance(SET, 256), "instance"),
        (lambda: in_supervision(SET, 64), "session_id"),
        (lambda: in_multi_command([SET, 5]), "encapsulated"),  # type: ignore[list-item]
        (lambda: in_security_0(None), "encapsulated"),  # type: ignore[arg-type]
    ],
)
def test_what_can_not_be_wrapped(how: Any, path: str) -> None:
    with pytest.raises(zwcodec.EncodeError) as caught:
        how()
    assert caught.value.path == path


@given(st.sets(st.integers(1, 7), min_size=1))
def test_bit_addresses_come_back(endpoints: set[int]) -> None:
    command = zwcodec.decode(in_multi_channel(SET, destination=endpoints).to_bytes())
    found: Any = command
    assert set(endpoints_of(found.destination_endpoint, found.bit_address)) == endpoints
    assert endpoints_of(5, False) == (5,)


@st.composite
def wrapped_commands(draw: st.DrawFn, depth: int = MAX_DEPTH - 1) -> tuple[zwcodec.Command, list[zwcodec.Command]]:
    """A command of any depth, and the plain ones in it."""
    plain = draw(plain_ones)
    command, inside = plain, [plain]
    for _ in range(draw(st.integers(0, depth))):
        kind = draw(st.sampled_from(("channel", "bits", "instance", "several", "supervision", "crc")))
        if kind == "channel":
            command = in_multi_channel(command, draw(st.integers(0, 127)), draw(st.integers(0, 127)))
        elif kind == "bits":
            command = in_multi_channel(command, destination=draw(st.sets(st.integers(1, 7), min_size=1)))
        elif kind == "instance":
            command = in_multi_instance(command, draw(st.integers(0, 255)))
        elif kind == "crc":
            command = in_crc_16(command)
        elif len(command.to_bytes()) > 255:  # more than a length byte counts
            continue
        elif kind == "supervision":
            command = in_supervision(command, draw(st.integers(0, 63)), draw(st.booleans()))
        else:
            before = draw(st.lists(plain_ones, max_size=2))
            after = draw(st.lists(plain_ones, max_size=2))
            assume(all(len(item.to_bytes()) < 256 for item in before + after))
            command, inside = in_multi_command([*before, command, *after]), [*before, *inside, *after]
    return command, inside


@given(wrapped_commands())
def test_wrapped_commands_come_back(made: tuple[zwcodec.Command, list[zwcodec.Command]]) -> None:
    command, inside = made
    data = zwcodec.encode(command)
    found = zwcodec.decode(data)
    assert found == command
    assert zwcodec.encode(found) == data
    assert list(leaves(found)) == inside
    assert unwrap_all(found) == unwrap_all(command)
    assert not deeper_than(found, MAX_DEPTH)
    if len(inside) == 1:
        assert innermost(found) == inside[0]


@given(wrapped_commands(), st.data())
def test_paths_are_those_of_errors(
    made: tuple[zwcodec.Command, list[zwcodec.Command]], data: st.DataObject
) -> None:
    """Cut off somewhere, the frame is wrong in a command that unwrapping the whole one names alike."""
    command, _ = made
    paths = {path for path, _ in unwrap_all(command)}
    raw = command.to_bytes()
    cut = raw[: data.draw(st.integers(0, len(raw) - 1))]
    try:
        zwcodec.decode(cut)
    except zwcodec.DecodeError as error:
        if " > " in error.path and error.message in {inner.name for _, inner in unwrap_all(command)}:
            assert any(error.path.startswith((f"{path}.", f"{path} ")) for path in paths), error.path


@given(plain_ones, st.integers(0, 15), st.integers(0, 3), st.booleans(), st.binary())
def test_security_0_comes_back(
    command: zwcodec.Command, counter: int, reserved: int, nonce_get: bool, rest: bytes
) -> None:
    whole = DecryptedSecurity0(
        encapsulated=command, sequence_counter=counter, reserved=reserved, nonce_get=nonce_get
    )
    assert security_0_decrypted(whole.to_bytes()) == whole
    half = DecryptedSecurity0(fragment=rest, sequenced=True, second_frame=True, sequence_counter=counter)
    assert security_0_decrypted(half.to_bytes()) == half
    assert half.to_bytes() == bytes((0x98, 0x81, 0x30 | counter)) + rest


@pytest.mark.parametrize(
    ("data", "path", "offset", "message"),
    [
        ("", "command_class", 0, "DecryptedSecurity0"),
        ("98", "command", 1, "DecryptedSecurity0"),
        ("98 81", "flags", 2, "DecryptedSecurity0"),
        ("98 80 00 20 02", "command", 1, "DecryptedSecurity0"),
        ("97 81 00 20 02", "command_class", 0, "DecryptedSecurity0"),
        ("98 81 00", "encapsulated", 3, "DecryptedSecurity0"),
        ("98 81 00 20", "decrypted_security0 > basic.command", 4, "Basic"),
        ("98 81 00 32 02 21", "decrypted_security0 > meter_report.precision", 6, "MeterReport"),
        ("98 81 00 60 0d 01 00 32 02 21", "decrypted_security0 > multi_channel_cmd_encap > meter_report.precision", 10,
         "MeterReport"),
    ],
)  # fmt: skip
def test_wrong_decrypted_security_0(data: str, path: str, offset: int, message: str) -> None:
    raw = bytes.fromhex(data)
    with pytest.raises(zwcodec.DecodeError) as caught:
        security_0_decrypted(raw)
    error = caught.value
    assert (error.path, error.offset, error.message, error.data) == (path, offset, message, raw)


def test_decrypted_security_0_is_strict_where_asked() -> None:
    assert security_0_decrypted(bytes.fromhex("988180200301")).reserved == 2
    with pytest.raises(zwcodec.DecodeError, match="reserved"):
        security_0_decrypted(bytes.fromhex("988180200301"), strict=True)
    with pytest.raises(zwcodec.DecodeError, match="left over"):
        security_0_decrypted(bytes.fromhex("988100200200"), strict=True)


def test_decrypted_security_0_reads_in_versions() -> None:
    found: Any = security_0_decrypted(bytes.fromhex("9881002603ff"), versions={0x26: 1})
    assert found.encapsulated.version == 1
    with pytest.raises(zwcodec.DecodeError):
        security_0_decrypted(b"\x98\x81\x00" + b"\x60\x06\x01" * 7 + b"\x20\x02")
    assert security_0_decrypted(b"\x98\x81\x00" + b"\x60\x06\x01" * 6 + b"\x20\x02").encapsulated is not None


def test_decrypted_security_0_is_a_value() -> None:
    value = in_security_0(SET)
    assert value == in_security_0(SET) and hash(value) == hash(in_security_0(SET))
    assert value.flags == 0
    with pytest.raises(AttributeError):
        value.sequenced = True
    with pytest.raises(zwcodec.EncodeError):
        DecryptedSecurity0(encapsulated=SET, fragment=b"")
    with pytest.raises(zwcodec.EncodeError):
        DecryptedSecurity0(encapsulated=SET, sequenced=True)
