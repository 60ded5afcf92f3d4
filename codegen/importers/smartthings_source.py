"""The Z-Wave XML as SmartThings Classic read it: flat field lists, named by the platform's own rule.

The rule: one parameter is one entry, in wire order; groups, markers and everything behind them are a `rest` that no
field names. Names follow the naming rule of the platform's reference page (drop what is neither letter, digit, blank,
`_` nor `-`; split; lower; camelCase). Nothing here knows what the page says; smartthings_names.py compares.
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

INTEGERS = {"WORD": 2, "BIT_24": 3, "DWORD": 4}
END = 255
_RESERVED = re.compile(r"(reserved|res)\d*\Z")


@dataclass
class Entry:
    """One line of a form. kind: short, integer, bits, list, flags, rest. `bits`: name -> width, most significant first;
    a width of 0 is a one-bit Boolean. `flags`: name -> bit, byte 0 first, least significant first."""

    kind: str
    name: str = ""
    width: int = 0
    bits: dict[str, int] = field(default_factory=dict)
    flags: dict[str, int] = field(default_factory=dict)
    size: str = ""  # of a list or of flags: a field's name with `-6`, a number, or `rest` with the entries behind it
    optional: bool = False

    def names(self) -> list[str]:
        """The fields that stand here."""
        if self.kind == "bits":
            return [name for name in self.bits if not name.startswith("_")]
        if self.kind == "flags":
            return list(self.flags)
        return [self.name] if self.name else []


@dataclass
class SourceForm:
    """A command of one class version."""

    code: int
    version: int
    id: int
    entries: list[Entry]


def camel(text: str) -> str:
    """A field's name: `Up/Down` -> `updown`, `2nd Stage` -> `secondStage`, `Default` -> `defaultValue`."""
    tokens = [token.lower() for token in re.split(r"[ _-]+", re.sub(r"[^A-Za-z0-9 _-]", "", text)) if token]
    name = "".join(token if number == 0 else token[:1].upper() + token[1:] for number, token in enumerate(tokens))
    if name.startswith("2nd"):
        name = f"second{name[3:]}"
    return "defaultValue" if name == "default" else name


def package(name: str, version: int) -> str:
    """`COMMAND_CLASS_METER_V2`, 2 -> `meterv2`."""
    stem = re.sub(r"_V\d+\Z", "", name.removeprefix("COMMAND_CLASS_"))
    return f"{camel(stem).lower()}v{version}"


def read(path: Path, wanted: Container[str]) -> tuple[str, dict[str, SourceForm]]:
    """The revision of the XML, and the wanted forms by `package.Command`."""
    root = ElementTree.parse(path).getroot()
    forms: dict[str, SourceForm] = {}
    for entry in root.iter("cmd_class"):
        version = int(entry.get("version", "1"))
        home = package(entry.get("name", ""), version)
        for command in entry.findall("cmd"):
            stem = re.sub(r"_V\d+\Z", "", command.get("name", ""))
            name = "".join(word.capitalize() for word in stem.lower().split("_"))
            if f"{home}.{name}" not in wanted:
                continue
            code, number = int(entry.get("key", "0"), 16), int(command.get("key", "0"), 16)
            forms[f"{home}.{name}"] = SourceForm(code, version, number, _entries(command))
    return root.get("version", ""), forms


def _entries(command: ElementTree.Element) -> list[Entry]:
    params = [child for child in command if child.tag in ("param", "variant_group")]
    made: list[Entry] = []
    for index, param in enumerate(params):
        if param.tag == "variant_group" or param.get("type") in ("MARKER", "MULTI_ARRAY"):
            size = _group_size(param, params, index, made)
            made.append(Entry("rest", size=size))
            if not size:
                break
            continue
        made.append(_entry(param, params, index, made))
    return made


def _group_size(
    group: ElementTree.Element, params: list[ElementTree.Element], index: int, before: list[Entry]
) -> str:
    """How many bytes a group takes that has entries behind it; "" if it goes to the end (or nobody can say)."""
    widths = [INTEGERS.get(item.get("type", ""), 1) for item in group]
    behind = params[index + 1 :]
    if not behind or group.tag != "variant_group" or any(item.get("type") == "VARIANT" for item in behind):
        return ""
    offset = int(group.get("paramOffs", "255"), 0)
    if offset != END and any(item.get("type") == "VARIANT" for item in group):
        return ""
    if offset == END:
        return f"rest-{sum(INTEGERS.get(item.get('type', ''), 1) for item in behind)}"
    name = before[offset].name or _bits_at(params[offset], before[offset], int(group.get("sizemask", "0xFF"), 16))
    return f"{name}*{sum(widths)}"


def _entry(param: ElementTree.Element, params: list[ElementTree.Element], index: int, before: list[Entry]) -> Entry:
    kind, name = param.get("type", ""), camel(param.get("name", ""))
    optional = param.get("optionaloffs") is not None
    behind = sum(item.tag == "param" for item in params[index + 1 :])
    if kind in ("BYTE", "CONST", *INTEGERS):
        if _RESERVED.match(name):
            name = "reserved" if not any("reserved" in entry.names() for entry in before) else f"reserved{index:x}"
        wide = INTEGERS.get(kind, 1)
        return Entry("short", name) if wide == 1 else Entry("integer", name, wide)
    if kind == "STRUCT_BYTE":
        return Entry("bits", width=1, bits=_bits(param))
    if kind == "ARRAY":
        attributes = param.find("arrayattrib")
        assert attributes is not None, name
        return Entry("list", name, size=str(int(attributes.get("len", "0"), 0)), optional=optional)
    child = param.find("bitmask" if kind == "BITMASK" else "variant")
    assert child is not None, (kind, name)
    size = _size(child, params, before, behind)
    flags = {
        camel(flag.get("flagname", "")): int(flag.get("key", "0"), 16)
        for flag in param.findall("bitflag")
        if not _RESERVED.match(camel(flag.get("flagname", "")))
    }
    if flags:
        return Entry("flags", flags=flags, size=size)
    return Entry("list", name, size=size, optional=optional)


def _bits(param: ElementTree.Element) -> dict[str, int]:
    found: list[tuple[int, int, str]] = []
    key = int(param.get("key", "0"), 16)
    for child in param:
        mask = int(child.get("fieldmask") or child.get("flagmask") or "0", 16)
        name = camel(child.get("fieldname") or child.get("flagname") or "")
        reserved = _RESERVED.match(name)
        if reserved:
            name = f"{reserved[1]}{key:x}{int(child.get('key', '0'), 16):x}"
        width = 0 if child.tag == "bitflag" else mask.bit_count()
        found.append(((mask & -mask).bit_length() - 1, width, name))
    items: dict[str, int] = {}
    top = 8
    for low, width, name in sorted(found, reverse=True):
        end = low + (width or 1)
        if end < top:
            items[f"_{end}"] = top - end
        items[name] = width
        top = low
    if top:
        items["_0"] = top
    return items


def _size(child: ElementTree.Element, params: list[ElementTree.Element], before: list[Entry], behind: int) -> str:
    fixed = int(child.get("len", "0"), 0)
    if fixed:
        return str(fixed)
    offset = int(child.get("paramoffs", "255"), 0)
    if offset == END:
        return f"rest-{behind}" if behind else "rest"
    entry = before[offset]
    name = entry.name
    if entry.kind == "bits":
        mask = int(child.get("sizemask") or child.get("lenmask") or "0xFF", 16)
        name = _bits_at(params[offset], entry, mask)
    change = int(child.get("sizechange", "0"), 0)
    return f"{name}{change:+d}" if change else name


def _bits_at(param: ElementTree.Element, entry: Entry, mask: int) -> str:
    """The item of the bit group that a size mask names."""
    shift = 8
    for name, width in entry.bits.items():
        shift -= width or 1
        if (1 << (width or 1)) - 1 << shift == mask:
            return name
    raise AssertionError((param.get("name"), hex(mask)))
