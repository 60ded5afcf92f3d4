"""What differs between the protocols, as data: one frozen Dialect each, found by the name of its folder under specs/.

The rule: no other file asks which dialect it has; it asks the Dialect for the property that it needs.
"""

from __future__ import annotations

from .base import Dialect
from .layers import APS, GREEN_POWER, ZDO
from .zcl import ZCL
from .zwave import ZWAVE

DIALECTS: dict[str, Dialect] = {dialect.name: dialect for dialect in (ZWAVE, ZCL, ZDO, APS, GREEN_POWER)}

__all__ = ["DIALECTS", "Dialect", "get"]


def get(name: str) -> Dialect:
    """The dialect of that name; ValueError names those that exist."""
    try:
        return DIALECTS[name]
    except KeyError:
        raise ValueError(f"no dialect {name!r}; there are {', '.join(sorted(DIALECTS))}") from None
