"""Description strings into maps, in the key order that was recorded on each platform.

The rule: a reader returns the whole map or None, and raises nothing whatever the text is. Two texts make maps:
`read attr - ...` and `catchall: ...`; every other description (`on/off: 1`, `zone status ...`) makes the empty
map, as recorded. SmartThings prints a value byte-reversed in lower case, Hubitat as it came off the air (its
descriptions carry a `command:`); both maps show numbers most significant byte first.
"""

from __future__ import annotations

import re
from typing import Any, Final

from .datatype import WIDTHS
from .decisions import Decisions
from .shield import SmartShield

__all__ = ["CATCHALL", "catchall_map", "hubitat_read_map", "read_map", "shield"]

Map = dict[str, Any]

_H: Final = "[0-9A-Fa-f]"
READ: Final = re.compile(
    rf"\s*read attr - raw: ({_H}*), dni: ({_H}{{4}}), endpoint: ({_H}{{2}}), cluster: ({_H}{{4}}), "
    rf"size: ({_H}+), attrId: ({_H}{{4}}), (?:result: ([^,]*), )?encoding: ({_H}{{2}}), "
    rf"(?:command: ({_H}{{2}}), )?value: ({_H}*)\s*",
    re.ASCII,
)
CATCHALL: Final = re.compile(
    rf"\s*catchall: (({_H}{{4}}) ({_H}{{4}}) ({_H}{{2}}) ({_H}{{2}}) ({_H}{{4}}) ({_H}{{2}}) ({_H}{{4}}) "
    rf"({_H}{{2}}) ({_H}{{2}}) ({_H}{{4}}) ({_H}{{2}}) ({_H}{{2}}) ?((?:{_H}{{2}})*))\s*",
    re.ASCII,
)
_PAIRS: Final = re.compile("..").findall
_FAILED: Final = re.compile(rf"{_H}{{4}}", re.ASCII)
_OLD_KEYS_ABSENT: Final = ("raw", "dni", "isClusterSpecific", "isManufacturerSpecific", "manufacturerId")


def _both_cases(rows: dict[int, Any]) -> dict[str, Any]:
    return {text: value for number, value in rows.items() for text in (f"{number:02X}", f"{number:02x}")}


# Hex digits per type, keyed by the type as a description spells it: a look-up, not a parse.
_DIGITS: Final[dict[str, int]] = _both_cases({n: 2 * width for n, width in WIDTHS.items() if width})


def _reserved() -> dict[str, str]:
    rows: dict[int, str] = {}
    for number, width in WIDTHS.items():
        if 0x28 <= number <= 0x2F:  # signed: the most negative value (ZCL8 table 2-10)
            rows[number] = "80" + "00" * (width - 1)
        elif number == 0x10 or 0x20 <= number <= 0x31 or 0xE0 <= number <= 0xF0:
            rows[number] = "ff" * width
    return _both_cases(rows)


_RESERVED: Final[dict[str, str]] = _reserved()


def _reverse(text: str) -> str:
    if len(text) == 4:
        return text[2:] + text[:2]
    return "".join([text[at : at + 2] for at in range(len(text) - 2, -1, -2)])


def _is_valid(value: str, type: str, decisions: Decisions) -> bool:
    digits = _DIGITS.get(type)
    if digits is None:
        return True  # variable length: nothing to compare with
    if len(value) != digits:
        return False
    return not (decisions.reserved_values_are_invalid and value.lower() == _RESERVED.get(type))


def read_map(description: str, decisions: Decisions) -> Map | None:
    """The map of a `read attr` description on SmartThings; None when the text is none."""
    match = READ.fullmatch(description)
    if match is None:
        return _failed_read(description)
    raw, dni, endpoint, cluster, size, attribute, result, type, command, value = match.groups()
    out: Map = {"raw": raw, "dni": dni, "endpoint": endpoint, "cluster": cluster, "size": size, "attrId": attribute}
    if result is not None:
        out["result"] = result
    out["encoding"] = type
    digits = _DIGITS.get(type)
    if command is not None:  # a Hubitat text: the same map, from a value in air order
        out["command"] = command
        if digits is not None and len(value) % 2 == 0:
            value = _reverse(value)
    rest = ""
    if digits is not None and len(value) > digits:  # the main value is the last one of the reversed tail
        rest, value = value[:-digits], value[-digits:]
    out["value"] = value
    if rest:
        # A read response: after the attribute comes a status, never type 00 (which Hubitat takes out of raw).
        with_status = raw[16:18] == "00" or command == "01"
        more = _reversed_records(rest, with_status, decisions)
        if more:
            out["additionalAttrs"] = more
    out["isValidForDataType"] = _is_valid(value, type, decisions)
    out["clusterInt"] = int(cluster, 16)
    out["attrInt"] = int(attribute, 16)
    return out


def _failed_read(description: str) -> Map | None:
    """A `read attr` text with other keys (a failed read has no value): the keys as they stand, and the numbers."""
    head, _, tail = description.strip().partition(" - ")
    if head != "read attr":
        return None
    out: Map = {}
    for item in tail.split(", "):
        key, colon, value = item.partition(": ")
        if not colon:
            return None
        out[key] = value
    for key, name in (("cluster", "clusterInt"), ("attrId", "attrInt")):
        digits = out.get(key)
        if digits is None or _FAILED.fullmatch(digits) is None:
            return None
        out[name] = int(digits, 16)
    return out


def _reversed_records(text: str, with_status: bool, decisions: Decisions) -> list[Map]:
    """The records behind the first, cut from the end of the reversed text; stops at the first that is incomplete."""
    found: list[Map] = []
    end = len(text)
    head = 8 if with_status else 6
    while end >= head:
        attribute = text[end - 4 : end]
        if with_status and text[end - 6 : end - 4] != "00":  # failed: no type, no value follow
            found.append({"attrId": attribute, "attrInt": int(attribute, 16), "status": text[end - 6 : end - 4]})
            end -= 6
            continue
        type = text[end - head : end - head + 2]
        digits = _DIGITS.get(type)
        if digits is None or end - head < digits:
            break
        value = text[end - head - digits : end - head]
        found.append(
            {
                "attrId": attribute,
                "attrInt": int(attribute, 16),
                "encoding": type,
                "value": value,
                "isValidForDataType": _is_valid(value, type, decisions),
                "consumedBytes": 6 + digits,  # recorded: it counts digits, 8 for a record of four bytes
            }
        )
        end -= head + digits
    return found


def hubitat_read_map(description: str) -> Map | None:
    """The map of a `read attr` description on Hubitat; None when the text is none."""
    match = READ.fullmatch(description)
    if match is None:
        return _failed_read(description)
    raw, dni, endpoint, cluster, size, attribute, result, type, command, tail = match.groups()
    out: Map = {"raw": raw, "dni": dni, "endpoint": endpoint, "cluster": cluster, "size": size, "attrId": attribute}
    if result is not None:
        out["result"] = result
    out["encoding"] = type
    if command is not None:
        out["command"] = command
    if _DIGITS.get(type) == len(tail):
        out["value"], used = _reverse(tail).upper(), len(tail)
    else:
        out["value"], used, _ = _hubitat_value(tail, type)
    out["clusterInt"] = int(cluster, 16)
    out["attrInt"] = int(attribute, 16)
    if used < len(tail):
        more = _hubitat_records(tail[used:], command == "01")
        if more:
            out["additionalAttrs"] = more
    return out


def _hubitat_value(tail: str, type: str) -> tuple[str, int, int]:
    """(value as shown, digits used, digits of the value itself); a value cut short is shown as it came."""
    digits = _DIGITS.get(type)
    if digits is not None:
        if len(tail) < digits or len(tail) % 2:
            return tail, len(tail), len(tail)
        return _reverse(tail[:digits]).upper(), digits, digits
    if type.upper() == "4C" and len(tail) >= 2:  # recorded: its first byte goes, the rest is shown as it came
        return tail[2:], len(tail), len(tail) - 2
    if type in ("41", "42") and len(tail) >= 2:
        length = 2 * int(tail[:2], 16)
        body = tail[2 : 2 + length]
        if len(body) % 2:
            return tail, len(tail), len(tail)
        shown = body if type == "41" else bytes.fromhex(body).decode("utf-8", "replace")
        return shown, 2 + len(body), len(body)
    return tail, len(tail), len(tail)


def _hubitat_records(tail: str, with_status: bool) -> list[Map]:
    """The records behind the first; those of a read response (command 01) keep their status."""
    found: list[Map] = []
    at = 0
    while len(tail) - at >= 6:
        attribute = _reverse(tail[at : at + 4]).upper()
        at += 4
        if with_status:
            status = tail[at : at + 2]
            at += 2
            if status != "00":
                found.append({"status": status, "attrId": attribute, "attrInt": int(attribute, 16)})
                continue
        type = tail[at : at + 2]
        at += 2
        digits = _DIGITS.get(type, 2)
        if not type or len(tail) - at < digits:
            break
        value, used, own = _hubitat_value(tail[at:], type)
        found.append(
            {
                "value": value,
                "encoding": type,
                "attrId": attribute,
                "consumedBytes": 3 + own // 2,  # recorded: status and string length are not counted
                "attrInt": int(attribute, 16),
            }
        )
        at += used
    return found


def catchall_map(description: str, decisions: Decisions, hubitat: bool) -> Map | None:
    """The map of a `catchall` description; None when the text is none."""
    match = CATCHALL.fullmatch(description)
    if match is None:
        return None
    raw, profile, cluster, source, target, options, kind, dni, specific, own, code, command, way, text = match.groups()
    data = _PAIRS(text)
    out: Map
    if hubitat:
        return {
            "raw": "catchall: " + raw,
            "profileId": profile,
            "clusterId": cluster,
            "clusterInt": int(cluster, 16),
            "sourceEndpoint": source,
            "destinationEndpoint": target,
            "options": options,
            "messageType": kind,
            "dni": dni,
            "isClusterSpecific": specific == "01",
            "isManufacturerSpecific": own == "01",
            "manufacturerId": code,
            "command": command,
            "direction": way,
            "data": data,
        }
    if command == "01" and text[4:6] == "00" and len(text) > 8 and specific != "01" and profile != "0000":
        # The read response has the most keys and its handlers the least time: one literal, no second growth.
        type, tail = text[6:8], text[8:]
        attribute = text[2:4] + text[:2]
        value = _record_value(type, tail)
        out = {
            "raw": raw,
            "profileId": profile,
            "clusterId": cluster,
            "sourceEndpoint": source,
            "destinationEndpoint": target,
            "options": options,
            "messageType": kind,
            "dni": dni,
            "isClusterSpecific": False,
            "isManufacturerSpecific": own == "01",
            "manufacturerId": code,
            "command": command,
            "direction": way,
            "attrId": attribute,
            "resultCode": "00",
            "encoding": type,
            "value": value,
            "isValidForDataType": _is_valid(value, type, decisions),
            "data": data,
            "clusterInt": int(cluster, 16),
            "attrInt": int(attribute, 16),
            "commandInt": 1,
        }
    else:
        out = {
            "raw": raw,
            "profileId": profile,
            "clusterId": cluster,
            "sourceEndpoint": source,
            "destinationEndpoint": target,
            "options": options,
            "messageType": kind,
            "dni": dni,
            "isClusterSpecific": specific == "01",
            "isManufacturerSpecific": own == "01",
            "manufacturerId": code,
            "command": command,
            "direction": way,
        }
        if specific != "01" and profile != "0000":
            _add_unrecorded(out, command.upper(), text, decisions)
        out["data"] = data
        out["clusterInt"] = int(cluster, 16)
        if "attrId" in out:
            out["attrInt"] = int(out["attrId"], 16)
        out["commandInt"] = int(command, 16)
    if decisions.library != "2019":
        for key in _OLD_KEYS_ABSENT:
            del out[key]
    return out


def _add_unrecorded(out: Map, command: str, text: str, decisions: Decisions) -> None:
    """Attribute keys of a failed read response and of a report (8.10): by symmetry, nothing if too short."""
    if command == "01" and len(text) >= 6 and text[4:6] != "00":  # failed: the status is all there is
        out["attrId"] = text[2:4] + text[:2]
        out["resultCode"] = text[4:6]
    elif command == "0A" and len(text) > 6:
        type = text[4:6]
        value = _record_value(type, text[6:])
        out["attrId"] = text[2:4] + text[:2]
        out["encoding"] = type
        out["value"] = value
        out["isValidForDataType"] = _is_valid(value, type, decisions)


def _record_value(type: str, tail: str) -> str:
    """The value of the first record, most significant byte first; strings lose their length byte."""
    digits = _DIGITS.get(type)
    if digits == 2:
        return tail[:2]
    if digits is not None:
        return _reverse(tail[:digits])
    if type in ("41", "42") and len(tail) >= 2:
        return tail[2 : 2 + 2 * int(tail[:2], 16)]
    return tail


def shield(description: str, decisions: Decisions) -> SmartShield | None:
    """The SmartShield of a `catchall` description; None when the text is none."""
    match = CATCHALL.fullmatch(description)
    if match is None:
        return None
    _, profile, cluster, source, target, options, kind, dni, specific, own, code, command, way, data = match.groups()
    body = bytes.fromhex(data)
    text: str | None = None
    # Cluster 0000, command 0A, data 0A and printable ASCII: the text frames of the first SmartThings shields
    # (simulator keys). A report of attribute 0x??0A starts alike, but its type and length are not printable.
    if cluster == "0000" and command in ("0A", "0a") and specific != "01" and body[:1] == b"\n" and len(body) > 1:
        rest = body[1:]
        if all(0x20 <= byte < 0x7F for byte in rest):
            text = rest.decode("ascii")
    return SmartShield(
        text,
        manufacturerId=int(code, 16),
        direction=int(way, 16),
        data=list(body),
        isManufacturerSpecific=own == "01",
        messageType=int(kind, 16),
        senderShortId=int(dni, 16),
        isClusterSpecific=specific == "01",
        sourceEndpoint=int(source, 16),
        profileId=int(profile, 16),
        command=int(command, 16),
        clusterId=int(cluster, 16),
        destinationEndpoint=int(target, 16),
        options=int(options, 16),
        alphabetical=decisions.library == "2014",
    )
