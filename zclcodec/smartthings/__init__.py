"""The SmartThings Classic `zigbee` helper and its Hubitat dialect: the strings that handlers see.

This package reproduces a platform, faults included; nothing of the native API imports it, and it imports
nothing from `zclcodec` outside its own folder until bytes are wanted: `hub`, the other side of the strings, composes
frames with the encoders of `zclcodec` and `zclcodec.zdo`, and `joining` gives descriptors. Both load on first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .datatype import DataType
from .decisions import Decisions
from .shield import SmartShield
from .zigbee import ZigBee
from .zonestatus import ZoneStatus

if TYPE_CHECKING:
    from . import hub as hub
    from . import joining as joining

__all__ = ["DataType", "Decisions", "SmartShield", "ZigBee", "ZoneStatus", "hub", "joining"]


def __getattr__(name: str) -> Any:
    if name in ("hub", "joining"):
        from importlib import import_module

        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
