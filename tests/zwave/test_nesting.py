"""How deep commands may stand inside one another, and what an error deep inside says.

The rule: frames and sentences are data (nested_errors.yaml); bombs are made here. Whatever a peer nests ends in a
command or a DecodeError; whatever a caller nests, in an object that can be sent or an EncodeError.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

import zwcodec
from zwcodec.cc.basic import BasicSet
from zwcodec.cc.multi_channel import MultiChannelCmdEncap, MultiInstanceCmdEncap
from zwcodec.encapsulation import in_crc_16, in_multi_channel, in_multi_command, in_multi_instance, in_supervision
from zwcodec.frame import interpreted
from zwcodec.runtime.context import MAX_DEPTH

CASES = yaml.safe_load((Path(__file__).parent / "nested_errors.yaml").read_text("utf-8"))
Envelop = Callable[[zwcodec.Command], zwcodec.Command]
ENVELOPES: dict[str, Envelop] = {  # by what stands for them in a path
    "multi_channel_cmd_encap": in_multi_channel,
    "multi_instance_cmd_encap": lambda inner: in_multi_instance(inner, 1),
    "supervision_get": lambda inner: in_supervision(inner, 1),
    "crc16_encap": in_crc_16,
    "multi_cmd_encap.commands[0]": lambda inner: in_multi_command([inner]),
}
envelopes = pytest.mark.parametrize(("step", "envelop"), ENVELOPES.items(), ids=ENVELOPES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["hex"].replace(" ", ""))
@pytest.mark.parametrize("strict", [False, True])
def test_garbage_inside_is_named_by_its_path(case: dict[str, Any], strict: bool) -> None:
    data = bytes.fromhex(case["hex"])
    with pytest.raises(zwcodec.DecodeError) as caught:
        zwcodec.decode(data, strict=strict)
    error = caught.value
    assert str(error) == f"{case['error']} (in {data.hex(' ')})"
    assert (error.field, error.offset, error.data) == (case["field"], case["offset"], data)


def nested_bytes(levels: int) -> bytes:
    return b"\x60\x06\x01" * levels + b"\x20\x01\xff"


@pytest.mark.parametrize("levels", range(MAX_DEPTH))
def test_legal_depths(levels: int) -> None:
    command = zwcodec.decode(nested_bytes(levels))
    assert command.to_bytes() == nested_bytes(levels)
    for _ in range(levels):
        command = command.unwrap()
    assert command == BasicSet(value=255)


@pytest.mark.parametrize("levels", [MAX_DEPTH, MAX_DEPTH + 1, 20, 1_000, 300_000])
def test_bomb_is_refused_at_the_eighth_command(levels: int) -> None:
    """Its path is as long as the depth that is allowed, not as the bomb."""
    data = nested_bytes(levels)
    path = " > ".join(["multi_instance_cmd_encap"] * MAX_DEPTH) + ".encapsulated"
    for read in (zwcodec.decode, lambda raw: interpreted(raw, None, True)):
        with pytest.raises(zwcodec.DecodeError, match="more than 8 messages inside each other") as caught:
            read(data)
        assert caught.value.path == path
        assert caught.value.offset == 3 * MAX_DEPTH
        assert len(str(caught.value)) < 500


def test_bomb_of_many_branches() -> None:
    """Every level holds several commands; each is refused or read once, however they are arranged."""
    command: Any = BasicSet(value=0)
    for _ in range(MAX_DEPTH - 1):
        command = in_multi_command([command] * 2) if len(command.to_bytes()) < 120 else in_multi_channel(command)
    data = command.to_bytes()
    assert zwcodec.decode(data) == command
    with pytest.raises(zwcodec.DecodeError) as caught:
        zwcodec.decode(bytes.fromhex("600d0001") + data)
    assert caught.value.path.count(" > ") == MAX_DEPTH - 1
    assert caught.value.path.endswith(".commands[0].encapsulated")


@envelopes
def test_objects_can_not_be_deeper_than_frames(step: str, envelop: Envelop) -> None:
    command: zwcodec.Command = BasicSet(value=1)
    for _ in range(MAX_DEPTH - 1):
        command = envelop(command)
    data = command.to_bytes()
    assert zwcodec.decode(data) == command
    with pytest.raises(zwcodec.EncodeError, match="more than 8 messages inside each other") as caught:
        envelop(command)
    assert caught.value.path == "encapsulated"
    assert caught.value.message == ("EncapsulatedCommand" if "[" in step else type(command).__name__)


def test_replace_can_not_go_deeper_either() -> None:
    command: Any = MultiChannelCmdEncap(source_endpoint=0, destination_endpoint=1, encapsulated=BasicSet(value=1))
    for _ in range(MAX_DEPTH - 2):
        command = MultiInstanceCmdEncap(instance=1, encapsulated=command)
    outer = MultiInstanceCmdEncap(instance=1, encapsulated=BasicSet(value=1))
    assert outer.replace(encapsulated=command.encapsulated).to_bytes()
    with pytest.raises(zwcodec.EncodeError, match="more than 8"):
        outer.replace(encapsulated=command)


@envelopes
def test_a_chain_of_one_kind_names_each_of_its_members(step: str, envelop: Envelop) -> None:
    """A Meter Report without its value, at every depth."""
    broken = zwcodec.UnknownCommand(command_class=0x32, command=0x02, payload=b"\x21\x34\x00")
    command: zwcodec.Command = broken
    for depth in range(MAX_DEPTH):
        data = command.to_bytes()
        with pytest.raises(zwcodec.DecodeError) as caught:
            zwcodec.decode(data)
        path = " > ".join([step] * depth + ["meter_report.value"])
        assert caught.value.path == (path if depth else "value")
        assert caught.value.message == "MeterReport"
        assert data[: caught.value.offset].endswith(b"\x32\x02\x21\x34")
        command = envelop(command) if depth < MAX_DEPTH - 1 else command
