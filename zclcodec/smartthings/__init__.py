"""The SmartThings Classic `zigbee` helper and its Hubitat dialect: the strings that handlers see.

This package reproduces a platform, faults included; nothing of the native API imports it, and it imports
nothing from `zclcodec` outside its own folder. `hub`, the other side of the strings, loads on first use.
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

__all__ = ["DataType", "Decisions", "SmartShield", "ZigBee", "ZoneStatus", "hub"]


def __getattr__(name: str) -> Any:
    if name == "hub":
        from importlib import import_module

        return import_module(f"{__name__}.hub")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
