"""The SmartThings faces: what a handler's hub calls cost. `make bench` runs it.

The rule: the statements are those of a handler; each is checked once before it is timed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from zclcodec.smartthings import ZigBee
from zwcodec.smartthings import ZWave, zwave

HUBITAT = ZWave(platform="hubitat")
ZIGBEE = ZigBee()
LIVE = "zw device: 02, command: 2003, payload: FF"
REPORT = (
    "read attr - raw: 0B250104020A00002900290B, dni: 0B25, endpoint: 01, cluster: 0402, size: 0A, attrId: 0000, "
    "encoding: 29, value: 0B29"
)

# Name -> what is called, with what. The versions maps are built once, as those of a handler are.
STATEMENTS: dict[str, tuple[Callable[..., object], tuple[object, ...]]] = {
    "parse Basic Report": (zwave.parse, (LIVE,)),
    "parse Basic Report, versions": (zwave.parse, (LIVE, {0x20: 1, 0x26: 1})),
    "parse Multi Channel": (zwave.parse, ("zw device: 0A, command: 600D, payload: 02 01 25 03 FF", {0x60: 3})),
    "parse Sensor Multilevel Report": (zwave.parse, ("zw device: 02, command: 3105, payload: 01 22 00 D7",)),
    "parse Notification Report": (
        zwave.parse, ("zw device: 02, command: 7105, payload: 00 00 00 FF 07 08 00", {0x71: 3})
    ),
    "parse Meter Report": (
        zwave.parse, ("zw device: 02, command: 3202, payload: 21 74 00 01 86 A0 00 3C 00 01 86 9F", {0x32: 3})
    ),
    "parse on Hubitat": (HUBITAT.parse, (f"{LIVE} , isMulticast: false",)),
    "format Basic Set": (lambda: zwave.basicV1.basicSet(value=0xFF).format(), ()),
    "parseDescriptionAsMap": (ZIGBEE.parseDescriptionAsMap, (REPORT,)),
    "configureReporting": (ZIGBEE.configureReporting, (0x0006, 0x0000, 0x10, 0, 600, None)),
}  # fmt: skip


@pytest.mark.parametrize("name", STATEMENTS)
def test_statement(benchmark: Any, name: str) -> None:
    """Calls in long rows: one call by itself is a quarter of a microsecond of clock reading."""
    call, arguments = STATEMENTS[name]
    assert call(*arguments) is not None
    benchmark.group = "smartthings"
    benchmark.pedantic(call, args=arguments, rounds=500, iterations=500, warmup_rounds=2)
