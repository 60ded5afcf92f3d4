"""A new command class is one YAML file and one command: `python -m codegen`.

The rule: the test does what a contributor does, in a copy of the repository, and then uses the class like any other.
The copy has no compiled extensions, so the generated operations are run by the interpreter; what the same file gives
when it is compiled is the business of the build tests.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = """
command_class: {id: 0xF2, name: PondPump, versions: 1..2}
doc: An invented class.
enums: {PumpState: {idle: 0, pumping: 1, frozen: 0xFE}}
commands:
  - {id: 0x02, name: PondPumpGet, reply: PondPumpReport, examples: [{hex: F2 01 02}]}
  - id: 0x03
    name: PondPumpReport
    fields:
      - {name: state, type: u8, enum: PumpState, doc: What the pump does}
      - bits: {precision: 3, scale: 2, size: 3}
      - {name: level, type: decimal, length: size, precision: precision, sizes: [1, 2, 4], unit: cm}
      - {name: number_of_fish, type: u8, since: 2}
      - {name: fish, list: {type: u16}, count: number_of_fish, since: 2}
    examples:
      - {hex: F2 01 03 01 22 00 7B, version: 1, value: {state: pumping, level: 12.3}}
      - {hex: F2 01 03 FE 21 7B 02 00 01 01 00, value: {state: frozen, level: 12.3, fish: [1, 256]}}
"""
USE = """
import zwcodec
from zwcodec.cc.pond_pump import PondPumpReport, PumpState

data = bytes.fromhex("F20103FE217B0200010100")
report = zwcodec.decode(data)
assert report == PondPumpReport(state=PumpState.FROZEN, scale=0, level="12.3", fish=[1, 256]), report
assert report.number_of_fish == 2 and report.command_class == 0xF201
assert zwcodec.encode(report) == data
old = PondPumpReport(state=1, scale=0, level="12.3", size=2, version=1)
assert zwcodec.encode(old) == bytes.fromhex("F2010301 22007B")
try:
    zwcodec.decode(data[:-1])
except zwcodec.DecodeError as error:
    assert error.path == "fish[1]" and error.offset == 9, (error.path, error.offset)
else:
    raise SystemExit("a truncated frame decoded")
print(report)
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The repository without anything that was built."""
    built = shutil.ignore_patterns("*.so", "*.pyd", "*.c", "__pycache__")
    for name in ("specs", "codegen", "zwcodec", "zclcodec"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=built)
    return tmp_path


def run(folder: Path, *arguments: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(folder), "ZWCODEC_BACKEND": "python", "PYTHONSAFEPATH": "1"}
    done = subprocess.run(  # the test's own interpreter, on files that the test wrote
        [sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_one_file_and_one_command(checkout: Path) -> None:
    (checkout / "specs" / "zwave" / "pond_pump.yaml").write_text(PAGE.replace("id: 0xF2,", "id: 0xF201,"), "utf-8")
    written = run(checkout, "-m", "codegen")
    assert "written: zwcodec/cc/pond_pump.py" in written
    assert run(checkout, "-m", "codegen", "--check") == ""
    shown = run(checkout, "-c", USE)
    assert shown == (
        "PondPumpReport(state=PumpState.FROZEN, precision=1, scale=0, size=1, level=Decimal('12.3'), fish=(1, 256))\n"
    )
    assert "PondPumpReport" in run(checkout, "-m", "codegen", "explain", "F20103FE217B0200010100")


def test_the_generator_says_what_is_wrong_and_writes_nothing(checkout: Path) -> None:
    page = PAGE.replace("id: 0xF2,", "id: 0xF201,").replace("count: number_of_fish", "count: number_of_cats")
    (checkout / "specs" / "zwave" / "pond_pump.yaml").write_text(page, "utf-8")
    environment = {**os.environ, "PYTHONPATH": str(checkout), "PYTHONSAFEPATH": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "codegen"], cwd=checkout, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "specs/zwave/pond_pump.yaml: /commands/1/fields/4/count: " in done.stderr
    assert not (checkout / "zwcodec" / "cc" / "pond_pump.py").exists()
