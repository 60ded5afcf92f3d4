"""Arguments of ZAP commands and items of structs as fields of the spec language.

The rule: one function per decision (type, presence, count, grouping), each on plain data. C conditions become Python
expressions, count bytes are referred to by name, equal conditions in a row become one group. What comes out has the
wire form of the XML as corrected; nothing here knows a particular cluster.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from .yaml_out import Hex, Plain
from .zcl_names import snake
from .zcl_source import Argument, Bitmap, Enumeration, Source, Struct

Fields = list[dict[str, Any]]
BYTE_NAMES = re.compile(r"data|payload|reason|buffer|contents|frame|entries|descriptor", re.IGNORECASE)


@dataclass
class Types:
    """Type names of the XML in terms of the spec language, and the names that enums, flags and records got."""

    zcl: Mapping[str, str]  # INT8U -> uint8
    widths: Mapping[str, int]  # uint8 -> 1
    source: Source
    names: dict[str, str] = field(default_factory=dict)  # XML name -> reference (Name or module.Name)
    used: list[str] = field(default_factory=list)  # XML names, in order of first use

    def scalar(self, kind: str) -> dict[str, Any]:
        """The keys that say the type of a scalar: `type`, and `enum` or `flags` where the XML names one."""
        if kind.upper() in self.zcl:
            return {"type": self.zcl[kind.upper()]}
        if kind in self.source.enums:
            enumeration = self.source.enums[kind]
            # A few enums of single bits are bitmaps in truth (spec-study.md 3.4).
            role = "flags" if enumeration.base.startswith("BITMAP") else "enum"
            return {"type": self.zcl[enumeration.base], role: self.reference(kind)}
        if kind in self.source.bitmaps:
            return {"type": self.zcl[self.source.bitmaps[kind].base], "flags": self.reference(kind)}
        raise ValueError(f"unknown type {kind!r}")

    def reference(self, kind: str) -> str:
        if kind not in self.used:
            self.used.append(kind)
        return self.names.get(kind, kind)


@dataclass
class Body:
    """Fields of one command or record, and what a person has to look at."""

    fields: Fields
    notes: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)


def convert(
    arguments: tuple[Argument, ...], types: Types, counts: Mapping[str, str], *, introduced: str = "", success: str = ""
) -> Body:
    """The fields of an argument list. `counts` gives the verdict on each array; `success` names the first argument that
    is there only after success ("*": the one behind `status`)."""
    body = Body([])
    names = [item.name for item in arguments]
    if success and "status" in names:
        first = names.index(success) if success in names else names.index("status") + 1
        before = convert(arguments[:first], types, counts, introduced=introduced)
        inner = convert(arguments[first:], types, counts, introduced=introduced)
        body.fields = [*before.fields, _grouped(inner.fields, {"present_if": "status == 0"})]
        body.notes = before.notes + inner.notes
        body.sources = before.sources + inner.sources
        return body
    tail = _tail_start(arguments, introduced)
    if tail < len(arguments) and any(not item.optional for item in arguments[tail:]):
        body.sources.append("ZCL-112")
    pending: list[tuple[str, dict[str, Any]]] = []
    for index, argument in enumerate(arguments):
        item = _argument(argument, arguments[:index], types, counts, body)
        condition = expression(argument.present_if) if argument.present_if else ""
        if index >= tail:
            item["optional"] = True
        elif argument.optional or (argument.introduced and argument.introduced != introduced):
            body.notes.append(f"{snake(argument.name)} is optional in the XML but not at the end")
        pending.append((condition, item))
    body.fields = _options_together(_by_condition(pending), body)
    return body


def record(struct: Struct, types: Types) -> Fields:
    """The fields of a struct. A type id with a value of that type behind it is how the general commands do it."""
    if not struct.items:
        return [{"name": "data", "type": "bytes", "length": struct.length}]
    plain = tuple(replace(item, introduced="") for item in struct.items if item.type != "NO_DATA")
    made = convert(plain, types, {}).fields
    if len(plain) == len(struct.items):
        return made
    made[-1] = {"name": "data_type", "type": "uint8", "enum": "_general.DataType"}
    value = {"name": "value", "type": "typed", "of": "data_type"}
    if any(item["name"] == "status" for item in made):
        return [*made[:-1], {"group": [made[-1], value], "present_if": "status == 0"}]
    return [*made, value]


def expression(text: str) -> str:
    """A C condition over arguments as a Python expression over fields."""
    text = text.replace("&&", " and ").replace("||", " or ")
    text = re.sub(r"!(?!=)", " not ", text)
    text = re.sub(r"\s*(==|!=|<=|>=|<<|>>|<|>)\s*", r" \1 ", text)
    text = re.sub(r"\b(?!and\b|or\b|not\b|0x)[A-Za-z_]\w*", lambda found: snake(found.group()), text)
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r"0x0*([0-9A-Fa-f]+)", lambda found: hexadecimal(int(found.group(1), 16)), text)
    text = re.sub(r"^\(([^()]*)\)$", r"\1", text)
    return re.sub(r"(\w+) < (\w+) and \2 < (\w+)", r"\1 < \2 and \2 < \3", text)


def hexadecimal(value: int) -> str:
    return f"0x{value:02X}" if value > 9 else str(value)


def enum_members(enumeration: Enumeration, names: list[tuple[str, int]]) -> dict[str, Any]:
    """Members of an enum as `name: value`."""
    digits = 4 if enumeration.base.endswith("16") else 2
    return {name: Hex(value, digits) if value > 9 else value for name, value in names}


def flag_bits(bitmap: Bitmap, names: list[tuple[str, int]]) -> tuple[dict[str, Any], list[str]]:
    """Bits of a flags type as `name: bit` or `name: {bits: low..high}`. Fields that overlap earlier ones are left out:
    there the meaning of the bits depends on something else, which flags cannot say (ZCL-089, ZCL-092)."""
    made: dict[str, Any] = {}
    left_out: list[str] = []
    taken = 0
    for name, mask in names:
        low = (mask & -mask).bit_length() - 1
        high = mask.bit_length() - 1
        if mask == 0 or mask != (1 << (high + 1)) - (1 << low) or mask & taken:
            left_out.append(f"{name} ({mask:#x})")
            continue
        taken |= mask
        made[name] = low if low == high else {"bits": Plain(f"{low}..{high}")}
    if not left_out:
        return made, []
    shown = ", ".join(left_out[:3]) + ("" if len(left_out) < 4 else f" and {len(left_out) - 3} more")
    return made, [f"flags {bitmap.name} overlap: left out {shown}"]


def _named(argument: Argument, types: Types) -> dict[str, Any]:
    name = snake(argument.name)
    made: dict[str, Any] = {"name": name, **types.scalar(argument.type)}
    reference = {"manufacturer_code": "manufacturer", "manufacturer_id": "manufacturer", "endpoint": "endpoint"}
    if made["type"] == "cluster_id":
        made["ref"] = "cluster"
    elif made["type"] == "attribute_id":
        made["ref"] = "attribute"
    elif name in reference and len(made) == 2:
        made["ref"] = reference[name]
    return made


def _argument(
    argument: Argument, before: tuple[Argument, ...], types: Types, counts: Mapping[str, str], body: Body
) -> dict[str, Any]:
    struct = types.source.structs.get(argument.type)
    if struct is not None and not argument.array:
        if struct.items:
            return {"group": record(struct, types)}
        return {"name": snake(argument.name), "type": "bytes", "length": struct.length}
    if not argument.array:
        return _named(argument, types)
    count = _count(argument, before, counts, body)
    name = snake(argument.name)
    if struct is None and argument.type == "INT8U" and (not count or BYTE_NAMES.search(argument.name)):
        return {"name": name, "type": "bytes", "length": count or "rest"}
    bound = {"count": count} if count else {"until": "end"}
    if struct is not None:
        return {"name": name, "list": types.reference(argument.type), **bound}
    element = _named(argument, types)
    del element["name"]
    return {"name": name, "list": element, **bound}


def _count(argument: Argument, before: tuple[Argument, ...], counts: Mapping[str, str], body: Body) -> str:
    """The count expression of an array, "" where it runs to the end."""
    if argument.count:
        return expression(argument.count)
    if before and before[-1].counts_next:
        return snake(before[-1].name)
    verdict = counts.get(argument.name, "")
    found = re.search(r"add countArg=(\S+(?: & \w+\))?)", verdict)
    if found:
        body.sources.append("ZCL-113")
        return expression(found.group(1))
    if before and before[-1].array:
        body.notes.append(f"array {snake(argument.name)} follows an array without a count")
    return ""


def _tail_start(arguments: tuple[Argument, ...], introduced: str) -> int:
    """Index of the first of the trailing arguments that older devices leave out (ZCL-112)."""
    start = len(arguments)
    while start > 0:
        argument = arguments[start - 1]
        later = argument.introduced != "" and argument.introduced != introduced
        if not (argument.optional or later) or argument.present_if:
            break
        start -= 1
    return start


def _by_condition(pending: list[tuple[str, dict[str, Any]]]) -> Fields:
    """Fields with equal conditions in a row become one group."""
    made: Fields = []
    index = 0
    while index < len(pending):
        condition = pending[index][0]
        end = index + 1
        while condition and end < len(pending) and pending[end][0] == condition:
            end += 1
        items = [item for _, item in pending[index:end]]
        if not condition:
            made.append(items[0])
        elif len(items) == 1:
            made.append({**items[0], "present_if": condition})
        else:
            made.append(_grouped(items, {"present_if": condition}))
        index = end
    return made


def _options_together(fields: Fields, body: Body) -> Fields:
    """The optional pair of options mask and override is there as a whole or not at all (ZCL-072)."""
    names = [item.get("name") for item in fields[-2:]]
    if names != ["options_mask", "options_override"] or not all("optional" in item for item in fields[-2:]):
        return fields
    body.sources.append("ZCL-072")
    pair = [{key: value for key, value in item.items() if key != "optional"} for item in fields[-2:]]
    return [*fields[:-2], {"group": pair, "optional": True}]


def _grouped(items: Fields, keys: dict[str, Any]) -> dict[str, Any]:
    if len(items) == 1 and not {"present_if", "optional"} & items[0].keys():
        return {**items[0], **keys}
    return {"group": items, **keys}
