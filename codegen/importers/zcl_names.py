"""Names of the ZCL importer: from the wording of the ZAP XML to the names of the specs.

The rule: one function per kind of name (module, class, field, member, type). The tables hold only what no rule
explains: names that everybody in the field uses although the standard words them differently, and misspellings of the
XML.
"""

from __future__ import annotations

import re

# The names under which clusters are known, where they differ from the XML's wording.
CLUSTERS: dict[int, str] = {
    0x0006: "on off",
    0x0007: "on off switch configuration",
    0x000F: "binary input",
    0x0019: "ota upgrade",
    0x0025: "keep alive",
    0x0204: "thermostat user interface configuration",
    0x0403: "pressure measurement",
    0x0404: "flow measurement",
    0x0702: "metering",
    0x070B: "sub ghz",
    0x0614: "ieee 11073 protocol tunnel",
    0x0615: "iso 7816 protocol tunnel",
    0x041B: "fecal coliform and e coli concentration measurement",
    0xFC01: "silabs configuration",
    0xFC02: "silabs mfglib",
    0xFC57: "works with all hubs",
}
# Misspelled or broken names of the XML.
SPELLING: dict[str, str] = {
    "WarningStobe": "Strobe",
    "SquawkStobe": "SquawkStrobe",
    "DehumidifcationLockout": "DehumidificationLockout",
    "RegisterationNotPossible": "RegistrationNotPossible",
    "indicies": "indices",
    "2-D": "twoDimensional",
    "ahr": "ampere hour",
    "hvac": "HVAC",
    "occpuancy": "occupancy",
    "alrm": "alarm",
    "levelfiveLockout": "levelFiveLockout",
    "EZModeInvoke": "EzModeInvoke",
    "MFGLIB": "Mfglib",
    "BACnet": "Bacnet",
    "optionMask": "optionsMask",
    "optionOverride": "optionsOverride",
}
# Arguments whose XML name every command object already uses for something else.
ARGUMENTS: dict[tuple[int, str], str] = {
    (0x001B, "commandId"): "applianceCommand",
    (0x0902, "commandId"): "receivedCommandId",
    (0x0905, "name"): "roomName",
    (0x1000, "version"): "deviceVersion",
}
# Prefixes of type names that only repeat where the type comes from.
TYPE_PREFIXES = (
    *("Thermostat", "ColorControl", "DoorLock", "OnOff"),
    *("IasAce", "Ias", "Ami", "Gp", "Zll", "Wwah", "11073"),
)
# Words with digits that stay one word.
_WHOLE = ("co2", "eui64", "eui64s", "e911", "x1", "pm25", "aes128")
_RESERVED = {"from": "source", "class": "class_", "none": "none"}


def words(text: str) -> list[str]:
    """Lower-case words of a phrase, a camelCase or an UPPER_CASE name; numbers are words of their own."""
    for wrong, right in SPELLING.items():
        text = re.sub(rf"(?<![A-Za-z]){re.escape(wrong)}(?![a-z])", right, text)
    for sign, word in (("ZigBee", "Zigbee"), ("&", " and "), ("%", " percent "), ("#", " number ")):
        text = text.replace(sign, word)
    text = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1 \2", text)
    text = re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", text)
    found: list[str] = []
    for word in re.split(r"[^A-Za-z0-9]+", text.lower()):
        if word in _WHOLE or not re.match(r"[a-z]{2,}\d+\Z", word):
            found.append(word)
        else:
            found += re.findall(r"[a-z]+|\d+", word)
    return [word for word in found if word]


def snake(text: str) -> str:
    """A snake_case name for a field, an attribute or an enum member."""
    parts = words(text)
    name = "_".join(parts) or "unnamed"
    if name[0].isdigit():
        return f"value_{name}"
    return _RESERVED.get(name, name)


def camel(text: str) -> str:
    """An UpperCamel name for a command, an enum or a record. Acronyms are not kept."""
    return "".join(word[0].upper() + word[1:] for word in words(text))


def module_name(cluster_id: int, name: str) -> str:
    """The stem of the cluster's file."""
    return "_".join(words(CLUSTERS.get(cluster_id, name)))


def cluster_name(cluster_id: int, name: str) -> str:
    return camel(CLUSTERS.get(cluster_id, name))


def command_name(name: str) -> str:
    """The class name of a command: the XML's name without the word Command."""
    made = camel(name)
    return made.removesuffix("Command") if len(made) > len("Command") else made


def type_name(name: str, cluster: str = "") -> str:
    """The name of an enum, a flags type or a record, without prefixes that say where it comes from."""
    made = SPELLING.get(name, name)
    for prefix in TYPE_PREFIXES:
        if made.startswith(prefix) and len(made) > len(prefix):
            made = made[len(prefix) :]
            break
    made = camel(made)
    if cluster and made.startswith(cluster) and len(made) > len(cluster):
        made = made[len(cluster) :]
    return made


def member_names(items: tuple[tuple[str, int], ...]) -> list[tuple[str, int]]:
    """(name, value) of enum members or flags; a repeated name gets its value behind it."""
    made: list[tuple[str, int]] = []
    used: set[str] = set()
    for text, value in items:
        name = snake(text)
        if name in used:
            name = f"{name}_{value}"
        used.add(name)
        made.append((name, value))
    return made
