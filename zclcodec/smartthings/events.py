"""getEvent: a description turned into the [name:, value:] map of sendEvent, or the empty map.

The rule: on SmartThings the documentation names switch, level, power and colorTemperature; temperature and
humidity come as texts of their own. Switch values are recorded, the numbers of the others are decisions
(`decisions.py`). A value that ZCL reserves as invalid makes no event. Nothing here raises.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from .decisions import Decisions

if TYPE_CHECKING:
    from decimal import Decimal

__all__ = ["EventContext", "attribute_event", "decimal", "event_from_text", "temperature_in_scale"]

Map = dict[str, Any]

_SWITCH: Final = re.compile(r"\s*on/off: ([01])\s*", re.ASCII)
_TEMPERATURE: Final = re.compile(r"\s*temperature: (-?[0-9]{1,9}(?:\.[0-9]{1,9})?)\s*", re.ASCII)
_HUMIDITY: Final = re.compile(r"\s*humidity: ([0-9]{1,9}(?:\.[0-9]{1,9})?)\s*%?\s*", re.ASCII)
_SIGNED_POWER: Final = {(0x0702, 0x0400), (0x0B04, 0x050B)}


class EventContext(NamedTuple):
    """What the platform knew beside the description: the dialect, the location's scale, the device's name."""

    decisions: Decisions
    hubitat: bool
    temperature_scale: str  # "C" or "F"
    display_name: str


def temperature_in_scale(celsius: Decimal, scale: str, decimals: bool) -> Decimal | int:
    """Degrees in `scale` ("C" or "F"): one decimal, or a whole number as before July 2020."""
    value = celsius * 9 / 5 + 32 if scale == "F" else celsius
    return _rounded(value, "0.1") if decimals else int(_rounded(value))


def _rounded(value: Decimal, step: str = "1") -> Decimal:
    """Halves away from zero."""
    return value.quantize(decimal(step), "ROUND_HALF_UP")


def decimal(text: str | int) -> Decimal:
    """A BigDecimal; handlers without temperatures never meet one, so the module is loaded here."""
    from decimal import Decimal

    return Decimal(text)


def event_from_text(description: str, context: EventContext) -> Map:
    """The event of `on/off:`, `temperature:` and `humidity:` texts; {} for any other."""
    if match := _SWITCH.fullmatch(description):
        return {"name": "switch", "value": "on" if match.group(1) == "1" else "off"}
    if match := _TEMPERATURE.fullmatch(description):
        degrees = decimal(match.group(1))
        if context.hubitat:  # the one recording shows the number unchanged: it is in the location's scale
            return _hubitat_temperature(degrees, context)
        value = temperature_in_scale(degrees, context.temperature_scale, context.decisions.temperature_decimals)
        return {"name": "temperature", "value": value, "unit": context.temperature_scale}
    if match := _HUMIDITY.fullmatch(description):
        percent = int(_rounded(decimal(match.group(1))))
        return {"name": "humidity", "value": percent, "unit": "%"}
    return {}


def _hubitat_temperature(degrees: Decimal, context: EventContext) -> Map:
    whole = str(int(_rounded(degrees)))
    unit = context.temperature_scale
    text = f"{context.display_name} was {whole}{unit}"
    return {"name": "temperature", "value": whole, "unit": unit, "descriptionText": text}


def catchall_event(fields: Map, context: EventContext) -> Map:
    """The event of a catchall map: switch from a default response or from a read response."""
    if fields["isClusterSpecific"]:
        return {}
    command, data = fields["command"].upper(), fields["data"]
    if command == "0B" and fields["clusterInt"] == 0x0006 and data and fields["profileId"] != "0000":
        if context.decisions.default_response_needs_success and data[1:2] != ["00"]:
            return {}
        value = {"01": "on", "00": "off"}.get(data[0])
        return {} if value is None else {"name": "switch", "value": value}
    if "value" in fields:
        return attribute_event(fields["clusterInt"], fields["attrInt"], fields["encoding"], fields["value"], context)
    return {}


def attribute_event(cluster: int, attribute: int, type: str, value: str, context: EventContext) -> Map:
    """The event of one attribute; `value` is hex text, most significant byte first. {} if there is none."""
    try:
        number = int(value, 16)
    except ValueError:
        return {}
    bits = 4 * len(value)
    if cluster == 0x0006:
        if attribute and not context.decisions.switch_event_from_any_attribute:
            return {}
        return {"name": "switch", "value": "on" if number == 1 else "off"}
    if cluster == 0x0008 and attribute == 0x0000:
        if number > 0xFE:
            return {}
        scale = context.decisions.level_event_scale
        level = min(100, (number * 200 + scale) // (2 * scale))
        return {"name": "level", "value": max(1, level) if number else 0}
    if (cluster, attribute) in _SIGNED_POWER:
        signed = type.upper() in ("28", "29", "2A", "2B", "2C", "2D", "2E", "2F")
        if number == (1 << bits) - 1 or (signed and number == 1 << bits - 1):  # 0xFFFF and the type's own invalid
            return {}
        return {"name": "power", "value": number - (1 << bits) if signed and number >> bits - 1 else number}
    if cluster == 0x0300 and attribute == 0x0007:
        if not 0 < number < 0xFFFF:
            return {}
        return {"name": "colorTemperature", "value": (2000000 + number) // (2 * number)}
    if cluster == 0x0402 and attribute == 0x0000 and bits == 16 and number != 0x8000:
        celsius = decimal(number - 0x10000 if number & 0x8000 else number) / 100
        if context.hubitat:
            degrees = celsius * 9 / 5 + 32 if context.temperature_scale == "F" else celsius
            return _hubitat_temperature(degrees, context)
        scaled = temperature_in_scale(celsius, context.temperature_scale, context.decisions.temperature_decimals)
        return {"name": "temperature", "value": scaled, "unit": context.temperature_scale}
    if cluster == 0x0405 and attribute == 0x0000 and number <= 10000:
        return {"name": "humidity", "value": (number + 50) // 100, "unit": "%"}
    return {}
