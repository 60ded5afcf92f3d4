"""ZDO, APS and Green Power on the command line: every bit of every frame has a row, and nothing brings a traceback.

The rule: as in test_bits.py and test_hostile.py, for the layers beside ZCL.
"""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cli.console import run
from tests.cli.test_bits import _check
from tests.cli.test_hostile import _sound
from tests.engine.trials import trials
from zclcodec import aps, zdo
from zclcodec.zdo.registry import COMMANDS
from zwcodec import DecodeError
from zwcodec.cli import layers

LAYERS = st.sampled_from([["--aps"], ["--green-power"], *(["--profile=0", f"--cluster={key}"] for key in COMMANDS)])


def test_examples_are_covered() -> None:
    for trial in trials("zdo"):
        _check(layers.decode_zdo(trial.data, trial.number, False), trial.data)
        whole = aps.ApsFrame.of(zdo.decode(trial.data, cluster=trial.number)).to_bytes()
        _check(layers.decode_aps(whole, False), whole)
    for trial in trials("aps"):
        whole = b"\x01\x2a" + trial.data
        _check(layers.decode_aps(whole, False), whole)
    for trial in trials("greenpower"):
        _check(layers.decode_green_power(trial.data, False), trial.data)
        secured = b"\x8c\x30" + trial.data[1:5] + b"\x01\x00\x00\x00" + trial.data[5:] + b"\x11\x22\x33\x44"
        _check(layers.decode_green_power(secured, False), secured)


@given(st.binary(max_size=40))
def test_any_bytes_are_covered(data: bytes) -> None:
    for decode in (layers.decode_aps, layers.decode_green_power):
        try:
            decoded = decode(data, False)
        except DecodeError as error:
            assert error.offset <= len(data)
            continue
        _check(decoded, data)


@given(LAYERS, st.binary(min_size=1, max_size=40), st.booleans())
def test_any_frames(options: list[str], data: bytes, strict: bool) -> None:
    arguments = [*options, *(["--strict"] if strict else []), data.hex()]
    page = run("zcldecode", arguments)
    _sound(page, asked=1)
    assert page.code != 2
    (found,) = [json.loads(line) for line in run("zcldecode", ["--json", *arguments]).out.splitlines()]
    assert ("error" in found) is (page.code == 1)


@pytest.mark.parametrize("profile", ["0", "0x0000"])
def test_commands_go_by_name(profile: str) -> None:
    answers = {run("zcldecode", ["--profile", profile, "--cluster", name, "2a00"]) for name in ("0x8021", "BindRsp")}
    assert len(answers) == 1
    assert next(iter(answers)).out.startswith("Bind Rsp")
