# mypy: allow-subclassing-any, disable-error-code="import-untyped"
"""The oracle's view of typed values: what a type id of `_types.yaml` means on the wire, as a construct.

The rule: a row of the type table becomes one construct that gives a plain value, `None` for the row's invalid marker,
{"element_type", "values"} for an array, set or bag, {"members": [{"type", "value"}]} for a structure, and for an
integer whose bytes are `parts` a dict of those. A type id without a row has no size, so nothing behind it can be read:
an error.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from typing import Any

import construct
from construct import Construct, ConstructError, ExprAdapter

from .model import DataType
from .reference_state import MAX_VALUES
from .reference_values import BOOL, FLOATS, Nothing, text

_QUIET_NAN = {2: 0x7E00, 4: 0x7FC0_0000, 8: 0x7FF8_0000_0000_0000}


class TypeTable:
    """All data types of a protocol, and the constructs of their values by depth."""

    def __init__(self, types: Iterable[DataType], little: bool) -> None:
        self.rows = {row.id: row for row in types}
        self.little = little
        self._scalars = {row.id: self._scalar(row) for row in self.rows.values()}

    def row(self, type_id: int) -> DataType:
        if type_id not in self.rows:
            raise ConstructError(f"type 0x{type_id:02X} is not assigned")
        return self.rows[type_id]

    def value(self, type_id: int, depth: int) -> Construct:
        """A value of that type inside `depth` collections."""
        row = self.row(type_id)
        if depth > MAX_VALUES:
            raise ConstructError(f"more than {MAX_VALUES} collections inside one another")
        if row.wire == "sequence":
            return Sequence(self, row, depth)
        if row.wire == "structure":
            return Structure(self, row, depth)
        return self._scalars[type_id]

    def number(self, width: int, signed: bool = False) -> Construct:
        return construct.BytesInteger(width, signed=signed, swapped=self.little)

    def _scalar(self, row: DataType) -> Construct:
        if row.wire in ("none", "sequence", "structure"):
            return Nothing()
        if row.wire == "bool":
            return or_none(BOOL, row.invalid)
        if row.wire in ("bytes", "text"):
            data = Counted(self.number(row.prefix), row.invalid) if row.prefix else construct.Bytes(row.length)
            return text(data, row.charset or "utf-8") if row.wire == "text" else data
        match = re.fullmatch(r"([uif])(8|16|24|32|40|48|56|64)", row.wire)
        if not match:
            raise ConstructError(f"{row.where}: unknown wire {row.wire!r}")
        width = int(match[2]) // 8
        if row.parts:
            return Parts(row.parts)
        if match[1] == "f":
            return Float(width, self.little)
        return or_none(self.number(width, match[1] == "i"), row.invalid)


def or_none(number: Construct, invalid: int | None) -> Construct:
    """The number, or None for the one that says "no value"."""
    if invalid is None:
        return number
    return ExprAdapter(
        number,
        lambda value, _: None if value == invalid else value,
        lambda value, _: invalid if value is None else value,
    )


class Counted(Construct):
    """Bytes behind their length; `invalid` is the length that says "no value"."""

    def __init__(self, length: Construct, invalid: int | None) -> None:
        super().__init__()
        self.length = or_none(length, invalid)

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> bytes | None:
        length = self.length._parsereport(stream, context, path)
        if length is None:
            return None
        data: bytes = construct.stream_read(stream, length, path)
        return data

    def _build(self, obj: bytes | None, stream: io.BytesIO, context: Any, path: str) -> bytes | None:
        self.length._build(None if obj is None else len(obj), stream, context, path)
        stream.write(obj or b"")
        return obj


class Parts(Construct):
    """Bytes with a name each; 0xFF says that one does not matter, and if none does, there is no value."""

    def __init__(self, parts: tuple[tuple[str, int], ...]) -> None:
        super().__init__()
        self.parts = parts

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> dict[str, int | None] | None:
        data = construct.stream_read(stream, len(self.parts), path)
        if data.count(0xFF) == len(data):
            return None
        pairs = zip(self.parts, data, strict=True)
        return {name: None if byte == 0xFF else byte + base for (name, base), byte in pairs}

    def _build(self, obj: dict[str, int | None] | None, stream: io.BytesIO, context: Any, path: str) -> None:
        for name, base in self.parts:
            value = None if obj is None else obj[name]
            construct.Int8ub._build(0xFF if value is None else value - base, stream, context, path)


class Float(Construct):
    """IEEE 754; the plain quiet NaN is the invalid marker, other NaNs are numbers that happen to be none."""

    def __init__(self, width: int, little: bool) -> None:
        super().__init__()
        self.number = FLOATS[width, little]
        self.nan = _QUIET_NAN[width].to_bytes(width, "little" if little else "big")

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> float | None:
        data = construct.stream_read(stream, len(self.nan), path)
        return None if data == self.nan else self.number.parse(data)

    def _build(self, obj: float | None, stream: io.BytesIO, context: Any, path: str) -> float | None:
        stream.write(self.nan if obj is None else self.number.build(obj))
        return obj


class Sequence(Construct):
    """Array, set or bag: the type of the elements, how many, the elements."""

    def __init__(self, table: TypeTable, row: DataType, depth: int) -> None:
        super().__init__()
        self.table = table
        self.row = row
        self.depth = depth

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> dict[str, Any] | None:
        element_type = construct.Int8ub._parsereport(stream, context, path)
        count = self.table.number(2)._parsereport(stream, context, path)
        if count == self.row.invalid:
            return None
        self._check(element_type, count)
        values = []
        if count:
            element = self.table.value(element_type, self.depth + 1)
            values = list(construct.Array(count, element)._parsereport(stream, context, path))
        return {"element_type": element_type, "values": values}

    def _check(self, element_type: int, count: int) -> None:
        # Without this a few bytes could ask for millions of empty elements.
        if self.table.row(element_type).wire == "none" and count:
            raise ConstructError(f"{count} elements of a type without bytes")

    def _build(self, obj: dict[str, Any] | None, stream: io.BytesIO, context: Any, path: str) -> None:
        if obj is None:
            if self.row.invalid is None:
                raise ConstructError(f"{self.row.name} has no invalid marker")
            stream.write(b"\xff")  # "unknown": the elements of no array have no type
            self.table.number(2)._build(self.row.invalid, stream, context, path)
            return
        element_type, values = obj["element_type"], obj["values"]
        self._check(element_type, len(values))
        construct.Int8ub._build(element_type, stream, context, path)
        self.table.number(2)._build(len(values), stream, context, path)
        if values:
            element = self.table.value(element_type, self.depth + 1)
            construct.Array(len(values), element)._build(values, stream, context, path)


class Structure(Construct):
    """How many members, and each with its own type."""

    def __init__(self, table: TypeTable, row: DataType, depth: int) -> None:
        super().__init__()
        self.table = table
        self.row = row
        self.depth = depth
        self.count = or_none(table.number(2), row.invalid)

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> dict[str, Any] | None:
        count = self.count._parsereport(stream, context, path)
        if count is None:
            return None
        members = []
        for _ in range(count):
            type_id = construct.Int8ub._parsereport(stream, context, path)
            value = self.table.value(type_id, self.depth + 1)._parsereport(stream, context, path)
            members.append({"type": type_id, "value": value})
        return {"members": members}

    def _build(self, obj: dict[str, Any] | None, stream: io.BytesIO, context: Any, path: str) -> None:
        self.count._build(None if obj is None else len(obj["members"]), stream, context, path)
        for member in obj["members"] if obj else ():
            construct.Int8ub._build(member["type"], stream, context, path)
            self.table.value(member["type"], self.depth + 1)._build(member["value"], stream, context, path)
