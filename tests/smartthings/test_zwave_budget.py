"""What `zwave.parse` may cost: less than a microsecond for typical descriptions.

The rule: time is counted in units of what no parser can do without (cutting the text, reading the hex), measured beside
it, so that a slow or busy machine does not decide. Where the unit takes 140 ns (Python 3.11 here), 7 units are a microsecond.
"""

from __future__ import annotations

from timeit import repeat

import pytest

from zwcodec.smartthings import ZWave, zwave

LIVE = "zw device: 02, command: 2003, payload: FF"
HUBITAT = ZWave(platform="hubitat")


def _cost(statement: str, **names: object) -> float:
    return min(repeat(statement, globals=names, number=500, repeat=100))


@pytest.mark.backend_independent
@pytest.mark.parametrize(
    ("platform", "description", "versions", "units"),
    [
        (zwave, LIVE, None, 5.0),
        (zwave, LIVE, {0x20: 1, 0x26: 1}, 6.0),
        (zwave, "zw device: 0A, command: 600D, payload: 02 01 25 03 FF", {0x60: 3}, 7.0),
        (zwave, "zw device: 02, command: 3105, payload: 01 22 00 D7", None, 7.0),
        (zwave, "zw device: 02, command: 7105, payload: 00 00 00 FF 07 08 00", {0x71: 3}, 8.0),
        (HUBITAT, f"{LIVE} , isMulticast: false", None, 6.6),
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
