"""What `zwave.parse` may cost: less than a microsecond for typical descriptions.

The rule: time is counted in units of what no parser can do without (cutting the text, reading the hex), measured beside
it, so that a slow machine does not decide. The unit took 140 ns here (Python 3.11), so 7 units are a microsecond; the
limits leave a busy machine half as much again over what was measured: 3.2, 3.6, 6.2, 5.6, 6.8 and 4.3 units.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from timeit import repeat

import pytest

from zwcodec.smartthings import ZWave, zwave

ROOT = Path(__file__).resolve().parents[2]
LIVE = "zw device: 02, command: 2003, payload: FF"
HUBITAT = ZWave(platform="hubitat")


def _cost(statement: str, **names: object) -> float:
    return min(repeat(statement, globals=names, number=100, repeat=400))


@pytest.mark.backend_independent
@pytest.mark.parametrize(
    ("platform", "description", "versions", "units"),
    [
        (zwave, LIVE, None, 5.5),
        (zwave, LIVE, {0x20: 1, 0x26: 1}, 6.0),
        (zwave, "zw device: 0A, command: 600D, payload: 02 01 25 03 FF", {0x60: 3}, 10.0),
        (zwave, "zw device: 02, command: 3105, payload: 01 22 00 D7", None, 9.0),
        (zwave, "zw device: 02, command: 7105, payload: 00 00 00 FF 07 08 00", {0x71: 3}, 11.0),
        (HUBITAT, f"{LIVE} , isMulticast: false", None, 7.0),
    ],
)
def test_parse(platform: ZWave, description: str, versions: dict[int, int] | None, units: float) -> None:
    assert platform.parse(description, versions) is not None
    unit = cost = float("inf")
    for _ in range(12):  # the least of both: others may be at work on this machine
        unit = min(unit, _cost("text.partition(', payload: '); from_hex('FF')", text=LIVE, from_hex=bytes.fromhex))
        cost = min(cost, _cost("parse(text, versions)", parse=platform.parse, text=description, versions=versions))
        if cost < units * unit:
            return
    pytest.fail(f"{cost / unit:.1f} units, {units} allowed")


@pytest.mark.backend_independent
def test_import_brings_what_it_needs() -> None:
    """No module of commands before its first command, and no machinery: logging and decimals when they are met."""
    script = (
        "import sys; from zwcodec.smartthings import zwave; first = set(sys.modules);"
        "zwave.parse('zw device: 02, command: 2003, payload: FF'); print(*first); print(*set(sys.modules) - first)"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded, more = (set(line.split()) for line in done.stdout.splitlines())
    commands = "zwcodec.smartthings.commands"
    assert not {name for name in loaded if name.startswith((commands, "zwcodec.cc"))}
    assert not {"ast", "dataclasses", "decimal", "inspect", "json", "logging"} & loaded
    assert {name for name in more if name.startswith("zwcodec")} == {commands, f"{commands}.basicv1"}
