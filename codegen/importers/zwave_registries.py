"""Imports the Z-Wave registries: `python -m codegen.importers.zwave_registries JSON --xml XML --out specs/zwave`.

The rule: a registry is one open enum (or a table of labels and units) in a file of its own that the command classes
refer to. Ids, units and labels come from the extracted facts; the class version that brought a value comes from the
XML. Names drop what stands in brackets unless two would become the same.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from . import names
from .merge import merge_members
from .yaml_out import Hex, dump
from .zwave_source import Member, SourceVersion, device_classes, read

FACTS = "zwave-js 15.29 (MIT), extracted facts"
UNITS = {"Lux": "lx", "Mph": "mph", "bq/m³": "Bq/m³", "gallon": "gal", "Ωm": "Ω·m", "Btu/h": "BTU/h", "aw": ""}

# Labels that would not make a name a person could say.
LABELS = {"Timeout: 1/100th seconds": "Timeout: Hundredths of a second"}

Page = dict[Any, Any]


def enum_of(entries: Iterable[tuple[int, str]], since: dict[int, int] | None = None, base: int = 1) -> Page:
    """The enum of (value, label) pairs; `since` is printed above `base`."""
    pairs = [(value, text, unaccented(text)) for value, text in entries]
    short = {value: names.member_name(re.sub(r"\([^)]*\)", " ", plain)) for value, _, plain in pairs}
    enum: Page = {}
    for value, text, plain in pairs:
        name = short[value] if list(short.values()).count(short[value]) == 1 else names.member_name(plain)
        long: dict[str, Any] = {"value": Hex(value)}
        if not says(name, text):
            long["label"] = names.label(text)
        first = (since or {}).get(value, base)
        if first > base:
            long["since"] = first
        enum[name] = long["value"] if len(long) == 1 else long
    return enum


def unaccented(text: str) -> str:
    """The nearest ASCII text: `CO₂` is `CO2`."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def says(name: str, text: str) -> bool:
    """Whether the name read aloud is the label: capitals count only in acronyms."""
    acronym = re.search(r"[A-Z0-9]{2,}|\w[A-Z]", text)
    return not acronym and names.label(text).lower() == names.default_label(name).lower()


def first_versions(versions: list[SourceVersion], command: int, label: str) -> dict[int, int]:
    """Value -> first class version whose XML names it, for one field of one command."""
    known: list[Member] = []
    for version in versions:
        nodes = version.commands[command].nodes if command in version.commands else []
        for item in (item for node in nodes for item in node.items if item.label == label):
            fresh = [Member(entry.value, entry.label, version.version) for entry in item.members]
            known = merge_members(known, fresh, version.version)
    return {entry.value: entry.since for entry in known}


def scale_rows(scales: dict[str, dict[str, str]]) -> Page:
    rows: Page = {}
    for scale, entry in scales.items():
        unit = UNITS.get(entry.get("unit", ""), entry.get("unit", ""))
        is_unit = entry["label"] in (unit, entry.get("unit"))
        label = {"label": entry["label"] if is_unit else names.label(entry["label"])}
        rows[int(scale)] = {**label, "unit": unit} if unit else label
    return rows


def sensor_types(facts: Page, classes: dict[int, list[SourceVersion]]) -> Page:
    since = first_versions(classes[0x31], 0x05, "Sensor Type")
    late = {sensor["key"]: since.get(sensor["key"], 11) for sensor in facts["sensors"]}
    enum = enum_of(((sensor["key"], sensor["label"]) for sensor in facts["sensors"]), late)
    table = {Hex(sensor["key"]): scale_rows(sensor["scales"]) for sensor in facts["sensors"]}
    return {
        "registry": {"name": "SensorTypes"},
        "doc": "What a multilevel sensor measures, and the unit of each of its scales.",
        "source": f"{FACTS}; versions from the Z-Wave XML; ZW-016, ZW-021, ZW-022",
        "enums": {"SensorType": enum},
        "tables": {"SensorScales": table},
    }


def meter_types(facts: Page, classes: dict[int, list[SourceVersion]]) -> Page:
    late = first_versions(classes[0x32], 0x02, "Meter Type")
    enum = enum_of(((meter["key"], meter["name"]) for meter in facts["meters"]), late)
    return {
        "registry": {"name": "MeterTypes"},
        "doc": "What a meter counts, and the unit of each scale; those from 7 on are 7 plus the second scale byte.",
        "source": f"{FACTS}; ZW-028, ZW-029, ZW-037",
        "enums": {
            "MeterType": enum,
            "RateType": {
                "unspecified": 0,
                "consumed": {"value": 1, "label": "Import (consumed)"},
                "produced": {"value": 2, "label": "Export (produced)"},
            },
        },
        "tables": {"MeterScales": {Hex(meter["key"]): scale_rows(meter["scales"]) for meter in facts["meters"]}},
    }


def notifications(facts: Page, classes: dict[int, list[SourceVersion]]) -> Page:
    since = first_versions(classes[0x71], 0x05, "Notification Type")
    late = {number: version for number, version in since.items() if version > 3}  # the others came with version 2
    enum = enum_of(((entry["type"], entry["name"]) for entry in facts["notifications"]), late, 2)
    events: Page = {}
    kinds: Page = {}
    values: Page = {}
    for entry in facts["notifications"]:
        number = entry["type"]
        found: dict[int, Page] = {int(event): detail for event, detail in (entry.get("events") or {}).items()}
        for variable in entry.get("variables", []):
            found |= {int(state): detail for state, detail in variable["states"].items()}
        events[Hex(number)] = {
            Hex(0): {"label": "Previous state is over"},
            **{Hex(event): {"label": found[event]["label"]} for event in sorted(found)},
            Hex(0xFE): {"label": "Unknown event or state"},
        }
        for event in sorted(found):
            parameter = found[event].get("parameter") or {}
            kind = "location" if "location provided" in found[event]["label"] else parameter_kind(parameter)
            if kind:
                kinds.setdefault(Hex(number), {})[Hex(event)] = {"label": kind}
            if parameter.get("type") == "enum":
                rows = {Hex(int(v)): {"label": names.label(text)} for v, text in parameter["values"].items()}
                values[Hex(number << 8 | event, 4)] = rows
    return {
        "registry": {"name": "Notifications"},
        "doc": "Notification types, the labels of their events and states, and what the event parameters hold.",
        "source": f"{FACTS}; versions from the Z-Wave XML; ZW-043, ZW-045, ZW-046",
        "enums": {"NotificationType": {**enum, "first": {"value": Hex(0xFF), "label": "First supported type"}}},
        "tables": {"NotificationEvents": events, "EventParameterKinds": kinds, "EventParameterValues": values},
    }


def parameter_kind(parameter: Page) -> str:
    """What the event parameter is: a command, a duration, one number by name, or one of a few values."""
    kind = str(parameter.get("type", ""))
    return {"commandclass": "command", "value": str(parameter.get("propertyName", "")), "enum": "value"}.get(kind, kind)


def indicators(facts: Page, classes: dict[int, list[SourceVersion]]) -> Page:
    enum = enum_of((int(number), label) for number, label in facts["indicators"].items())
    properties = enum_of((p["id"], LABELS.get(p["label"], p["label"])) for p in facts["indicator_properties"])
    return {
        "registry": {"name": "Indicators"},
        "doc": "What an indicator shows (lamp, sound, display) and which of its properties can be set.",
        "source": f"{FACTS}; ZW-199, ZW-200, ZW-201",
        "enums": {"IndicatorId": {"not_available": Hex(0), **enum}, "PropertyId": properties},
    }


def device_class_page(facts: Page, classes: dict[int, list[SourceVersion]], xml: Path) -> Page:
    basic: list[tuple[int, str]] = []
    generic: list[tuple[int, str]] = []
    specific: Page = {}
    for kind, number, parent, text in sorted(device_classes(xml), key=lambda row: (row[0], row[2], row[1])):
        if kind == "basic":
            basic.append((number, text))
        elif kind == "generic":
            generic.append((number, text))
        else:
            specific.setdefault(Hex(parent), {})[Hex(number)] = {"label": names.label(text)}
    return {
        "registry": {"name": "DeviceClasses"},
        "doc": "Basic, generic and specific device classes; the specific ones by generic class.",
        "source": "Z-Wave XML 2.19.0",
        "enums": {"BasicDeviceClass": enum_of(basic), "GenericDeviceClass": enum_of(generic)},
        "tables": {"SpecificDeviceClasses": specific},
    }


def manufacturers(facts: Page, classes: dict[int, list[SourceVersion]]) -> Page:
    rows = {Hex(int(number, 16), 4): {"label": text} for number, text in facts["manufacturers"].items()}
    return {
        "registry": {"name": "Manufacturers"},
        "doc": "Manufacturer ids that the Alliance assigned.",
        "source": FACTS,
        "tables": {"Manufacturers": rows},
    }


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="codegen.importers.zwave_registries", description="Z-Wave registries to YAML")
    parser.add_argument("registries", type=Path, help="zwave-registries.json")
    parser.add_argument("--xml", type=Path, required=True, help="the Z-Wave XML, for versions and device classes")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    facts = json.loads(options.registries.read_text("utf-8"))
    _, classes = read(options.xml)
    pages = {
        "sensor_types": sensor_types(facts, classes),
        "meter_types": meter_types(facts, classes),
        "notifications": notifications(facts, classes),
        "indicators": indicators(facts, classes),
        "device_classes": device_class_page(facts, classes, options.xml),
        "manufacturers": manufacturers(facts, classes),
    }
    for name, page in pages.items():
        (options.out / f"{name}.yaml").write_text(dump(page), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
