"""Spelling of Python names: the one place where a spec's name becomes an attribute, a class or a constant.

The rule: a name of the spec is used as it is; only a word that Python has taken gets a trailing underscore.
"""

from __future__ import annotations

import keyword
import re


def strop(name: str) -> str:
    """The attribute's name. What message objects have themselves, the loader has refused."""
    return f"{name}_" if keyword.iskeyword(name) else name


def constant(name: str) -> str:
    """An enum member or module constant: `air_temperature` -> `AIR_TEMPERATURE`, `SensorScales` -> `SENSOR_SCALES`."""
    upper = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).upper()
    return f"_{upper}" if upper[0].isdigit() else upper


def camel(name: str) -> str:
    """`end_point` -> `EndPoint`."""
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


def title(name: str) -> str:
    """`BasicReport` -> `Basic Report`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
