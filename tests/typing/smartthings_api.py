"""What a type checker sees of the SmartThings layers.

The rule: this is read by mypy and never run. Commands of the platform are made by name at run time, so that a handler
sees Any there; what is called with which arguments is typed.
"""

from __future__ import annotations

from typing import Any, assert_type

from zclcodec.smartthings import DataType, ZigBee, ZoneStatus
from zwcodec.smartthings import ParseError, ZWave, zwave


def zwave_object(description: str) -> None:
    assert_type(zwave, ZWave)
    assert_type(zwave.parse(description), Any)
    assert_type(zwave.parse(description, {0x20: 1}), Any)
    assert_type(zwave.explain(description), ParseError | None)
    ZWave(platform="hubitat")
    ZWave(platform="wink")  # type: ignore[arg-type]
    zwave.parse(description, {"basic": 1})  # type: ignore[dict-item]


def zigbee_object() -> None:
    zigbee = ZigBee(device_network_id=0xFC6E, endpoint_id=1, hub_zigbee_id="000D6F00055D8FA6")
    assert_type(zigbee.readAttribute(0x0006, 0x0000), list[str])
    assert_type(zigbee.on() + zigbee.off(), list[str])
    assert_type(zigbee.configureReporting(0x0006, 0x0000, DataType.BOOLEAN, 0, 600, None), list[str])
    assert_type(zigbee.ONOFF_CLUSTER + 0, int)
    ZigBee(platform="hubitat")
    ZigBee(platform="wink")  # type: ignore[arg-type]
    ZoneStatus(0x21)
