"""The overlays that come with zclcodec: all load together, their examples hold, frames from the air say what they said.

The rule: frames stand in frames.yaml with their source; the examples of the specs are judged here as those of the
built-in clusters are in tests/engine.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import zclcodec
from codegen.load import load
from codegen.load import load_text as load_one
from tests.engine.test_examples import compare
from zclcodec.overlay import Overlay, shipped
from zwcodec.runtime.errors import DecodeError

ROOT = Path(__file__).resolve().parents[2]
FRAMES = yaml.safe_load((ROOT / "tests" / "overlay" / "frames.yaml").read_text("utf-8"))
CASES = [(name, case) for name, cases in FRAMES.items() for case in cases]


@pytest.fixture(scope="module")
def overlays() -> Iterator[dict[str, Overlay]]:
    """All of them, loaded at the same time: none is in another's way, or in that of what is built in."""
    with ExitStack() as stack:
        yield {name: stack.enter_context(zclcodec.load_overlay(name)) for name in shipped()}


def test_what_users_meet_daily_is_there(overlays: dict[str, Overlay]) -> None:
    assert {"tuya", "xiaomi", "xiaomi_basic", "philips", "philips_buttons", "legrand", "sinope"} <= set(overlays)
    assert all(name in overlays for name in ("develco_basic", "smartthings_acceleration", "ikea_air_purifier"))
    assert all(name in overlays for name in ("danfoss", "danfoss_user_interface", "philips_basic", "philips_motion"))
    for path in (ROOT / "specs" / "overlays").glob("*.yaml"):
        assert "\nsource: " in path.read_text("utf-8"), path.name


@pytest.mark.parametrize(("overlay", "case"), CASES, ids=[case["source"] for _, case in CASES])
def test_frames_from_the_air(overlays: dict[str, Overlay], overlay: str, case: dict[str, Any]) -> None:
    data = bytes.fromhex(case["hex"])
    frame = zclcodec.decode(data, cluster=case["cluster"])
    assert type(frame.command) is overlays[overlay].commands[case["name"]]
    compare(case["value"], frame.command, overlay)
    assert frame.to_bytes() == data


def test_examples_read_and_come_back(overlays: dict[str, Overlay]) -> None:
    types = [row for file in load(ROOT / "specs" / "zcl", "zcl").files for row in file.types]
    count = 0
    for name, overlay in overlays.items():
        path = ROOT / "specs" / "overlays" / f"{name}.yaml"
        file = load_one(str(path), path.read_text("utf-8"), "zcl", types)
        for command in file.commands:
            assert command.examples, f"{name}: {command.name}"
            direction = int(command.direction == "server_to_client")
            for example in command.examples:
                made = overlay.commands[command.name]
                nobody = zclcodec.UnknownClusterCommand(
                    cluster=file.id,
                    command_id=command.id or 0,
                    direction=direction,
                    manufacturer_code=file.manufacturer,
                )
                head = zclcodec.Frame.of(nobody).to_bytes()
                frame = zclcodec.decode(head + example.data, cluster=file.id)
                assert type(frame.command) is made
                assert not frame.command.trailing
                compare(example.values, frame.command, command.name)
                assert frame.to_bytes() == head + example.data
                stored = [field.name for field in made.__codec__.stored]
                again = made(**{field: getattr(frame.command, field) for field in stored})
                assert again == frame.command
                assert again.to_bytes() == example.data
                count += 1
    assert count >= 20


def test_several_datapoints_and_one_that_is_wrong(overlays: dict[str, Overlay]) -> None:
    tuya = overlays["tuya"]
    points = [
        tuya.Datapoint(dp=1, data_type=tuya.DatapointType.VALUE, value=-5),
        tuya.Datapoint(dp=2, data_type=3, string="hé"),
        tuya.Datapoint(dp=3, data_type=5, bitmap=b"\x01\x00"),
        tuya.Datapoint(dp=4, data_type=0x77, raw=b"?"),
    ]
    report = tuya.DataReport(sequence=1, datapoints=points)
    data = zclcodec.Frame.of(report, direction=1).to_bytes()
    assert data[3:] == bytes.fromhex("0001 01020004fffffffb 0203000368c3a9 030500020100 047700013f")
    whole: Any = zclcodec.decode(data, cluster=0xEF00)
    assert whole.command.datapoints == tuple(points)
    wrong = data + bytes.fromhex("05 02 0002 0001")
    with pytest.raises(DecodeError, match=r"datapoints\[4\]"):
        zclcodec.decode(wrong, cluster=0xEF00)
    frame: Any = zclcodec.decode(wrong, cluster=0xEF00, lenient=True)
    assert frame.command.datapoints == tuple(points)
    assert frame.undecoded == bytes.fromhex("05 02 0002 0001")


@given(st.sampled_from((0xEF00, 0xFC00, 0xFC03)), st.integers(0, 0x25), st.booleans(), st.binary(max_size=30))
def test_hostile_bytes(overlays: dict[str, Overlay], cluster: int, command: int, client: bool, data: bytes) -> None:
    assert overlays
    head = bytes((0x09 if client else 0x01, 1, command))
    if cluster != 0xEF00:
        head = bytes((0x0D if client else 0x05, 0x0B, 0x10, 1, 0))
    try:
        frame = zclcodec.decode(head + data, cluster=cluster)
    except DecodeError as error:
        assert error.data == head + data
    else:
        assert frame.to_bytes() == head + data


def test_attributes_of_a_manufacturer_beside_those_of_the_standard(overlays: dict[str, Overlay]) -> None:
    """The code in the header says whose attribute it is: 0x4000 of a thermostat is nothing, of Danfoss's a window."""
    data = bytes.fromhex("0c4612120a" + "00403003" + "1540293408")
    named = zclcodec.decode(data, cluster=0x0201).attributes
    assert [(value.name, value.text) for value in named] == [
        ("open_window_detection", "Open"),
        ("external_temperature", "21.00 °C"),
    ]
    assert overlays["danfoss"].attributes is not None
    plain = bytes.fromhex("08120a" + "00403003")
    assert [value.name for value in zclcodec.decode(plain, cluster=0x0201).attributes] == [""]
