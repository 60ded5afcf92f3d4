"""Frames that other ZigBee codecs wrote, read by ours: tests/corpus/<producer>/*.yaml.

The rule: what a peer wrote reads as the values that it wrote, all readers agree on it, it comes back byte for byte, and
an object built from these values is the same frame. Where we read a frame or describe an attribute otherwise, the page
is called kept-*: every entry says why. How the pages were made: tests/corpus/README.md.
"""

from __future__ import annotations

from typing import Any

import pytest

import zclcodec
from tests.engine.corpus import CORPUS, check, load, rebuilt, says
from tests.engine.facts import attribute
from zwcodec.runtime.errors import DecodeError

PRODUCERS = ("zigbee-herdsman", "zigbee-on-host", "zigpy")
PAGES = sorted(path.relative_to(CORPUS).as_posix() for name in PRODUCERS for path in (CORPUS / name).glob("*.yaml"))


def entries(key: str) -> list[Any]:
    """The entries under a key of all pages, as parameters."""
    return [
        pytest.param(load(page), entry, id=f"{page.removesuffix('.yaml')}-{position}")
        for page in PAGES
        for position, entry in enumerate(load(page).get(key, ()))
    ]


@pytest.mark.parametrize(("page", "entry"), entries("frames"))
def test_frame_of_a_peer(page: dict[str, Any], entry: dict[str, Any]) -> None:
    if "overlay" in page:
        _of_an_overlay(page["overlay"], entry)
        return
    command = check(page["protocol"], entry, entry["hex"])
    assert not command.trailing
    if command.name.startswith("Unknown"):  # encrypted: a payload
        return
    assert rebuilt(command) == command
    assert rebuilt(command).to_bytes() == command.to_bytes()


def _of_an_overlay(name: str, entry: dict[str, Any]) -> None:
    data = bytes.fromhex(entry["hex"])
    with zclcodec.load_overlay(name):
        frame = zclcodec.decode(data, cluster=entry["cluster"], strict=True)
        assert frame.command.name == entry["class"]
        says(entry["value"], frame.command, frame.command.name)
        assert frame.to_bytes() == data
        assert rebuilt(frame.command).to_bytes() == frame.command.to_bytes()


@pytest.mark.parametrize(("page", "entry"), entries("kept"))
def test_frame_that_we_read_otherwise(page: dict[str, Any], entry: dict[str, Any]) -> None:
    assert entry["theirs"] and len(entry["why"].split()) > 5
    command = check(page["protocol"], entry, entry["hex"])
    assert isinstance(command, DecodeError) == ("error" in entry)


@pytest.mark.parametrize(("page", "entry"), entries("definitions"))
def test_attribute_that_we_describe_otherwise(page: dict[str, Any], entry: dict[str, Any]) -> None:
    assert entry["theirs"] and len(entry["why"].split()) > 5
    attribute(**{key: value for key, value in entry.items() if key not in ("theirs", "why")})


# Producer -> protocol -> commands that it has frames of; ZCL: of clusters, then the general ones.
COMMANDS = {
    "zigbee-herdsman": {"zcl": 412, "general": 23, "zdo": 29},
    "zigpy": {"zcl": 368, "general": 23, "zdo": 60, "greenpower": 85},
}


def test_every_command_that_a_peer_writes_is_there() -> None:
    for producer, numbers in COMMANDS.items():
        found: dict[str, set[Any]] = {protocol: set() for protocol in numbers}
        for page in (load(name) for name in PAGES if name.startswith(f"{producer}/")):
            for entry in (*page.get("frames", ()), *page.get("kept", ())):
                data = bytes.fromhex(entry["hex"])
                if page["protocol"] == "greenpower":
                    found["greenpower"].add(data[5])  # behind frame control and source id
                elif page["protocol"] == "zdo":
                    found["zdo"].add(entry["cluster"])
                elif data[0] & 3:
                    command = data[4 if data[0] & 4 else 2]
                    found["zcl"].add((entry["cluster"], data[0] & 8, command))
                else:
                    found["general"].add(data[4 if data[0] & 4 else 2])
        assert {protocol: len(commands) for protocol, commands in found.items()} == numbers
