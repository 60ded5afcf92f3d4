"""The mix of frames that is measured: every value that benchmarks/frames.json lists is what all readers read.

The rule: nothing is compared loosely. frames.json gives the meaning of each frame, taken from independent
implementations, in this project's names: decimals and bytes as texts, everything else as the plain value. What a frame
means must not depend on who reads it, and it comes back byte for byte from all of them.
"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.engine.trials import Trial, agree, engine
from zwcodec.runtime.errors import DecodeError

MIX = json.loads((Path(__file__).resolve().parents[2] / "benchmarks" / "frames.json").read_text("utf-8"))
PROTOCOLS = ("zwave", "zcl")
every_frame = pytest.mark.parametrize(
    ("protocol", "entry"),
    [(protocol, entry) for protocol in PROTOCOLS for entry in MIX[protocol]],
    ids=[f"{protocol}-{entry['name']}" for protocol in PROTOCOLS for entry in MIX[protocol]],
)


def plain(value: Any) -> Any:
    """A value as JSON spells it."""
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, bytes):
        return value.hex()
    return str(value) if isinstance(value, Decimal) else value


def listed(expected: Any, found: Any, path: str) -> int:
    """How many of the listed values were compared; all of them must be there and equal."""
    if isinstance(expected, dict):
        missing = {name for name in expected.keys() - found.keys() if expected[name] is not None}
        assert not missing, f"{path}: {missing}"
        return sum(listed(value, found.get(name), f"{path}.{name}") for name, value in expected.items())
    if isinstance(expected, list):
        assert len(expected) == len(found), path
        return sum(listed(value, found[index], f"{path}[{index}]") for index, value in enumerate(expected))
    assert isinstance(expected, bool) is isinstance(found, bool), path
    assert expected == found, f"{path}: {found!r}"
    return 1


def leaves(value: Any) -> int:
    if isinstance(value, (dict, list)):
        return sum(map(leaves, value.values() if isinstance(value, dict) else value))
    return 1


def test_the_mix_is_whole() -> None:
    """As many frames and values as the mix that the figures in the documentation speak of."""
    assert [len(MIX[protocol]) for protocol in PROTOCOLS] == [16, 13]
    assert [sum(leaves(entry["fields"]) for entry in MIX[protocol]) for protocol in PROTOCOLS] == [77, 70]


@every_frame
def test_frame_says_what_is_listed(protocol: str, entry: dict[str, Any]) -> None:
    machine = engine(protocol)
    number = entry["cluster"] if protocol == "zcl" else entry["command_class"]
    trial = Trial(bytes.fromhex(entry["hex"]), entry["name"], number)
    message = agree(machine, trial)
    assert not isinstance(message, DecodeError), message
    assert machine.name_of(message) == entry["class"]
    whole = plain(machine.plain(message).values)
    if protocol == "zcl":
        assert listed(entry["header"], whole["header"], "header") == leaves(entry["header"])
        whole = whole["command"]
    else:
        assert (message.command_class, message.command) == (entry["command_class"], entry["command"])
    assert listed(entry["fields"], whole, entry["class"]) == leaves(entry["fields"])
    assert machine.plain(message).trailing == b""
