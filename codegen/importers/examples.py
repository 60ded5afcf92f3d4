"""Makes example frames for commands out of the layout alone.

The rule: values are small, legal and follow from the layout only, so that an import gives the same page every time;
the bytes are computed from the values here, without the code generator's oracle or layouts. People replace these
frames by real ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .. import expr
from .yaml_out import Plain

Fields = list[dict[str, Any]]
WIDTHS = {"u8": 1, "u16": 2, "u24": 3, "u32": 4, "u40": 5, "u48": 6, "u56": 7, "u64": 8, "i8": 1, "i16": 2, "i32": 4}


class Sample:
    """Builds one frame body for one version; `values` is what the frame must decode to."""

    def __init__(self, enums: Mapping[str, Any], version: int, header: bytes, up: dict[str, int] | None = None) -> None:
        self.enums = enums
        self.version = version
        self.data = bytearray(header)
        self.numbers: dict[str, int] = {"version": version}
        self.values: dict[str, Any] = {}
        self.up = up or {}
        self.wanted: dict[str, int] = {}

    def build(self, fields: Fields) -> None:
        self._plan(fields)
        for field in fields:
            self._field(field)

    # lengths and counts decide the numbers that carry them -------------------------------------------------------
    def _plan(self, fields: Fields) -> None:
        for field in flat(fields):
            if field.get("since", 1) > self.version:
                continue
            for key in ("length", "count"):
                bound = field.get(key)
                if isinstance(bound, str) and bound != "rest":
                    self._want(bound, self._elements(field))
            if "precision" in field:
                self.wanted[str(field["precision"])] = 1
            for inner in field["list"] if isinstance(field.get("list"), list) else ():
                if inner.get("type") in ("int", "uint", "decimal") and str(inner["length"]).startswith("parent."):
                    self.wanted[str(inner["length"]).removeprefix("parent.")] = 2

    def _elements(self, field: dict[str, Any]) -> int:
        if field.get("type") in ("int", "uint", "decimal", "bitset"):
            return 2 if field["type"] != "bitset" else 1
        if field.get("type") == "command":
            return 3
        if "list" in field and "length" in field:
            return 2
        return 1 if "columns" in field else 2

    def _want(self, bound: str, amount: int) -> None:
        tree = expr.parse(bound)
        found = expr.names(tree)
        if len(found) != 1:
            return
        name = found.pop()
        if name in self.wanted:
            return
        for value in range(256):
            if expr.evaluate(tree, {name: value}, self.up, {}) == amount:
                self.wanted[name] = value
                return

    def _amount(self, bound: Any) -> int:
        return bound if isinstance(bound, int) else expr.evaluate(expr.parse(bound), self.numbers, self.up, {})

    def _in_force(self, field: dict[str, Any]) -> bool:
        """`until` is a version where it is a number; lists have another one that says where they end."""
        until = field.get("until")
        return field.get("since", 1) <= self.version and not (isinstance(until, int) and until < self.version)

    # fields ----------------------------------------------------------------------------------------------------------
    def _field(self, field: dict[str, Any]) -> None:
        if not self._in_force(field):
            return
        condition = field.get("present_if")
        if condition and not expr.evaluate(expr.parse(condition), self.numbers, self.up, {}):
            return
        if "group" in field:
            for item in field["group"]:
                self._field(item)
        elif "const" in field:
            value = field["const"]
            self.data += bytes([value]) if isinstance(value, int) else bytes.fromhex(value)
        elif "reserved" in field:
            self.data += bytes(WIDTHS[field["reserved"]])
        elif "bits" in field:
            self._bits(field)
        elif "list" in field:
            self._list(field)
        elif "columns" in field:
            self._columns(field)
        else:
            self._scalar(field)

    def _bits(self, field: dict[str, Any]) -> None:
        number = total = 0
        for name, entry in field["bits"].items():
            detail = entry if isinstance(entry, dict) else {"width": entry}
            width = detail["width"]
            total += width
            late = detail.get("since", 1) > self.version or detail.get("until", self.version) < self.version
            plain = name == "reserved" or name.startswith("reserved_")
            value = 0 if plain or late else self._number(name, detail, width, flag=width == 1)
            number = number << width | value
            if not plain and not late:
                self._keep(name, value, detail, flag=width == 1 and detail.get("type") != "uint")
        self.data += number.to_bytes(total // 8, "big")

    def _number(self, name: str, detail: dict[str, Any], width: int, flag: bool = False) -> int:
        if name in self.wanted:
            return self.wanted[name]
        members = self._members(detail)
        if members:
            fitting = [value for value in members.values() if 0 < value < 1 << width]
            return fitting[0] if fitting else 0
        if detail.get("enum", "").endswith("DeviceClass"):
            return 0x10 if "Generic" in detail["enum"] else 0x03
        kind = {"node": 5, "command_class": 0x25}.get(detail.get("ref", ""), 0)
        if kind or flag:
            return kind or 1
        return min(1 + len(self.values) % 7, (1 << width) - 1)

    def _members(self, detail: dict[str, Any]) -> dict[str, int]:
        enum = self.enums.get(detail.get("enum", ""), {})
        members = {name: item["value"] if isinstance(item, dict) else item for name, item in enum.items()}
        since = {name: item.get("since", 1) for name, item in enum.items() if isinstance(item, dict)}
        return {name: int(value) for name, value in members.items() if since.get(name, 1) <= self.version}

    def _keep(self, name: str, value: int, detail: dict[str, Any], flag: bool = False) -> None:
        self.numbers[name] = value
        if detail.get("_derived"):
            return
        named = [member for member, number in self._members(detail).items() if number == value]
        self.values[name] = named[0] if named else bool(value) if flag and "enum" not in detail else value

    def _scalar(self, field: dict[str, Any]) -> None:
        kind, name = field["type"], field["name"]
        if kind in WIDTHS:
            value = self._number(name, field, 8 * WIDTHS[kind])
            self.data += value.to_bytes(WIDTHS[kind], "big")
            if "part_of" not in field:
                self._keep(name, value, field)
            return
        if kind == "checksum":
            checksum = crc16_aug_ccitt(bytes(self.data))
            self.data += checksum.to_bytes(2, "big")
            self.values[name] = checksum
            return
        amount = 0 if field.get("length") == "rest" else self._amount(field["length"])
        if kind in ("int", "uint", "decimal"):
            raw = 215 if amount >= 2 else 21
            self.data += raw.to_bytes(amount, "big")
            if kind == "decimal":
                digits = self._amount(field["precision"])
                self.values[name] = Plain(f"{raw / 10**digits:.{digits}f}") if digits else raw
            else:
                self.values[name] = raw
        elif kind == "bytes":
            body = bytes(range(1, 1 + (amount if field["length"] != "rest" else 2)))
            self.data += body
            self.values[name] = Plain(body.hex(" ")) if amount != 1 else body.hex()
        elif kind == "text":
            text = "Home automation 1"[: amount if field["length"] != "rest" else 4]
            self.data += text.encode()
            self.values[name] = text
        elif kind == "bitset":
            self._bitset(field, amount or 1)
        elif kind == "command":
            self.data += bytes.fromhex("2001ff")
            self.values[name] = Plain("20 01 ff")
        else:
            raise AssertionError(f"no sample for type {kind!r}")

    def _bitset(self, field: dict[str, Any], amount: int) -> None:
        start = field.get("start", 0)
        bits = [1, 2]
        self.data += (sum(1 << bit for bit in bits)).to_bytes(amount, "little")
        members = {value: name for name, value in self._members(field).items()}
        self.values[field["name"]] = [members.get(start + bit, start + bit) for bit in bits]

    def _list(self, field: dict[str, Any]) -> None:
        element = field["list"]
        amount = 1 if "while" in field else 2
        if "count" in field:
            amount = self._amount(field["count"])
        elif "length" in field:
            amount = self._amount(field["length"])
        rows: list[Any] = []
        for number in range(amount):
            if isinstance(element, dict):
                value = {"node": 2, "command_class": 0x25}.get(element.get("ref", ""), 1) + number
                self.data += value.to_bytes(WIDTHS[element["type"]], "big")
                rows.append(value)
            else:
                rows.append(self._row(element, {str(field["while"]): 0} if "while" in field else {}))
        self.values[field["name"]] = rows

    def _row(self, element: Fields, wanted: dict[str, int]) -> dict[str, Any]:
        inner = Sample(self.enums, self.version, b"", dict(self.numbers))
        inner.wanted = dict(wanted)
        inner.build(element)
        self.data += inner.data
        return inner.values

    def _columns(self, field: dict[str, Any]) -> None:
        amount = self._amount(field["count"])
        row = Sample(self.enums, self.version, b"", dict(self.numbers))
        for column in field["columns"]:
            start = len(row.data)
            row.build([column])
            self.data += row.data[start:] * amount
        self.values[field["name"]] = [row.values] * amount


def crc16_aug_ccitt(data: bytes) -> int:
    """CRC-16/AUG-CCITT (polynomial 0x1021, start 0x1D0F), bit by bit."""
    crc = 0x1D0F
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return crc


def flat(fields: Fields) -> Iterator[dict[str, Any]]:
    for field in fields:
        yield field
        yield from flat(field.get("group", []))


def mark_derived(fields: Fields) -> Fields:
    """A copy in which plain fields that only count a later field are marked: examples do not repeat them."""
    bounds: set[str] = set()
    for field in flat(fields):
        if field.get("type") in ("int", "uint", "decimal"):
            continue
        for key in ("length", "count"):
            bound = field.get(key)
            if isinstance(bound, str) and bound != "rest":
                bounds |= expr.names(expr.parse(bound))
    marked: Fields = []
    for field in fields:
        copy = dict(field)
        if copy.get("name") in bounds:
            copy["_derived"] = True
        if "bits" in copy:
            copy["bits"] = {
                name: {**(entry if isinstance(entry, dict) else {"width": entry}), "_derived": True}
                if name in bounds
                else entry
                for name, entry in copy["bits"].items()
            }
        for key in ("group", "list", "columns"):
            if isinstance(copy.get(key), list):
                copy[key] = mark_derived(copy[key])
        marked.append(copy)
    return marked


def lengths(fields: Fields, low: int, high: int) -> list[int]:
    """The versions at which the layout gets longer, the first included."""
    steps = {low}
    for field in flat(fields):
        since = field.get("since", low)
        if low < since <= high:
            steps.add(since)
    return sorted(steps)
