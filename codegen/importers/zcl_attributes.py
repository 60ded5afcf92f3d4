"""Attributes of ZAP clusters as attributes of the spec language.

The rule: a range that is the whole range of the type, a default that is the type's invalid value and an empty string
say nothing and are left out; numbers of signed types are signed, however the XML wrote them. Enums and flags are linked
by name (the XML does not link them) and only where the width agrees.
"""

from __future__ import annotations

import re
from typing import Any

from .yaml_out import Hex
from .zcl_fields import Types
from .zcl_names import cluster_name, snake, words
from .zcl_source import Attribute, Cluster, number

# Type names of the XML for attributes whose own name does not lead there: (cluster, attribute, side) -> XML type.
LINKS: dict[tuple[int, int], str] = {
    (0x0000, 0x0013): "AlarmMask",
    (0x0001, 0x0031): "BatterySize",
    (0x0001, 0x0051): "BatterySize",
    (0x0001, 0x0071): "BatterySize",
    (0x0001, 0x0035): "BatteryAlarmMask",
    (0x0001, 0x0055): "BatteryAlarmMask",
    (0x0001, 0x0075): "BatteryAlarmMask",
    (0x000A, 0x0001): "TimeStatusMask",
    (0x0201, 0x001B): "ThermostatControlSequence",
    (0x0203, 0x0015): "DehumidifcationLockout",
    (0x0400, 0x0004): "MeasurementLightSensorType",
    (0x0401, 0x0001): "SensingLightSensorType",
}


def attribute_entry(attribute: Attribute, cluster: Cluster, types: Types, notes: list[str]) -> dict[str, Any]:
    """One entry of `attributes:`."""
    kind = "array" if attribute.array else types.zcl[attribute.type.upper()]
    made: dict[str, Any] = {"id": Hex(attribute.id, 4), "name": snake(attribute.name), "type": kind}
    link = linked_type(attribute, cluster, types)
    if link in types.source.enums and not types.source.enums[link].base.startswith("BITMAP"):
        made["enum"] = types.reference(link)
    elif link:
        made["flags"] = types.reference(link)
    made["access"] = "r" + "w" * attribute.writable + "p" * attribute.reportable
    width = types.widths.get(kind, 0)
    if width and re.match(r"u?int\d+\Z", kind):
        made.update(_limits(attribute, kind, width, notes))
    default = _default(attribute, kind, width, notes)
    if default is not None:
        made["default"] = default
    if attribute.side != "server":
        made["side"] = attribute.side
    if attribute.manufacturer not in (None, cluster.manufacturer):
        made["manufacturer"] = Hex(attribute.manufacturer or 0, 4)
    if attribute.optional:
        made["optional"] = True
    if attribute.corrections:
        made["source"] = ", ".join(attribute.corrections)
    return made


def linked_type(attribute: Attribute, cluster: Cluster, types: Types) -> str:
    """XML name of the enum or bitmap that the attribute's values belong to, "" if none is known."""
    base = attribute.type.upper()
    if not base.startswith(("ENUM", "BITMAP")):
        return ""
    listed = LINKS.get((cluster.id, attribute.id), "")
    if listed:
        return listed
    own = "".join(words(attribute.name))
    prefix = cluster_name(cluster.id, cluster.name).lower()
    shorter = ("".join(words(cluster.name)[:2]), words(cluster.name)[0])
    tables = (types.source.enums, types.source.bitmaps)
    known = {"".join(words(name)): name for table in tables for name, item in table.items() if item.base == base}
    # The more specific name first: ThermostatAlarmMask before AlarmMask.
    return next((known[key + own] for key in (prefix, *shorter, "") if key + own in known), "")


def _limits(attribute: Attribute, kind: str, width: int, notes: list[str]) -> dict[str, Any]:
    signed = not kind.startswith("u")
    low, high = (-(1 << 8 * width - 1), (1 << 8 * width - 1) - 1) if signed else (0, (1 << 8 * width) - 1)
    made: dict[str, Any] = {}
    for key, text, bound in (("min", attribute.minimum, low), ("max", attribute.maximum, high)):
        value = _number(text, width, signed)
        if value is None or value == bound:
            continue
        if not low <= value <= high:
            notes.append(f"{key} of attribute {snake(attribute.name)} does not fit its type: {text}")
            continue
        made[key] = value if signed or not text.startswith("0x") else _as_written(value, width)
    if "min" in made and "max" in made and made["min"] > made["max"] or made.get("max", 0) < 0:
        # The limits of an unsigned or of a narrower type, copied to a signed one.
        notes.append(f"limits of attribute {snake(attribute.name)}: {attribute.minimum} to {attribute.maximum}")
        return {}
    return made


def _default(attribute: Attribute, kind: str, width: int, notes: list[str]) -> Any:
    text = attribute.default
    if text == "" or not width and kind != "bool":
        return None
    if kind == "bool":
        return number(text) != 0
    signed = re.match(r"int\d+\Z", kind) is not None
    value = _number(text, width, signed)
    if value is None or not -(1 << 8 * width) < value < 1 << 8 * width:
        notes.append(f"default of attribute {snake(attribute.name)} does not fit its type: {text}")
        return None
    invalid = -(1 << 8 * width - 1) if signed else (1 << 8 * width) - 1
    if value == invalid and re.match(r"u?int", kind):
        return None
    return _as_written(value, width) if text.startswith("0x") and not signed and value > 9 else value


def _as_written(value: int, width: int) -> int:
    """Hexadecimal for masks and markers, decimal for amounts that read better so."""
    return Hex(value, 2 * width) if value > 9 and (value & 0xFF in (0xFF, 0xFE, 0) or value > 0xFFFF) else value


def _number(text: str, width: int, signed: bool) -> int | None:
    if text == "":
        return None
    try:
        value = number(text)
    except ValueError:
        return None
    if signed and text.strip().lower().startswith("0x") and value >> (8 * width - 1):
        value -= 1 << 8 * width
    return value
