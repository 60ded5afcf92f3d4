"""Typed values of the ZCL: a value by its type id, out of bytes and into bytes.

The rule: lossless and total. Whatever `typed_read` accepts, `typed_write` gives back byte for byte; nothing but
DecodeError leaves the one, nothing but EncodeError the other. The number that says "no value" reads as None and None is
written as that number, by the type alone. What that would lose is kept in the value: the bits of an unusual
not-a-number, the element type of an array that has no value. A value lies inside of at most 16 collections, and a
collection has no elements of a type without bytes: no few bytes ask for millions of them.
"""

from __future__ import annotations

from struct import Struct

from zwcodec.runtime.errors import DecodeError, EncodeError
from zwcodec.runtime.values import NotANumber

from .data_types import COUNT_SIZE, DATA_TYPES, DataType, is_analog, size_of
from .value_types import UNKNOWN_TYPE, Array, Bag, Date, Eui64, Set, Structure, TimeOfDay, UtcTime

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Reader = Callable[[DataType, bytes, int, int, int, bool], tuple[Any, int]]
    Writer = Callable[[DataType, bytearray, Any, int], None]

__all__ = [
    "Array",
    "Bag",
    "DataType",
    "Date",
    "Eui64",
    "NotANumber",
    "Set",
    "Structure",
    "TimeOfDay",
    "UtcTime",
    "is_analog",
    "size_of",
    "typed_read",
    "typed_write",
]

MAX_TYPE_DEPTH = 16  # collections around a value
FLOATS = {2: Struct("<e"), 4: Struct("<f"), 8: Struct("<d")}


def typed_read(data: bytes, pos: int, end: int, type_id: int, depth: int, little: bool) -> tuple[Any, int]:
    """The value at `data[pos:end]` and the position behind it. `depth` is the number of collections around it."""
    row = DATA_TYPES.get(type_id)
    if row is None:
        raise DecodeError(f"type {type_id:#04x} is not assigned, so its size is unknown", offset=pos)
    if depth > MAX_TYPE_DEPTH:
        raise DecodeError(f"more than {MAX_TYPE_DEPTH} collections inside one another", offset=pos)
    return _WAYS[row.form][0](row, data, pos, end, depth, little)


def typed_write(out: bytearray, type_id: int, value: object, depth: int = 0) -> None:
    """Append the value. `depth` is the number of collections around it."""
    row = DATA_TYPES.get(type_id)
    if row is None:
        raise EncodeError(f"type {type_id:#04x} is not assigned", value=value)
    if depth > MAX_TYPE_DEPTH:
        raise EncodeError(f"more than {MAX_TYPE_DEPTH} collections inside one another", value=value)
    _WAYS[row.form][1](row, out, value, depth)


# ---- reading ----


def _stop(pos: int, end: int, size: int) -> int:
    """The position behind `size` bytes, if they are there."""
    if size > end - pos:
        raise DecodeError(offset=pos, needed=size, available=end - pos)
    return pos + size


def _order(little: bool) -> Any:
    return "little" if little else "big"


def _read_nothing(row: DataType, data: bytes, pos: int, end: int, depth: int, little: bool) -> tuple[Any, int]:
    return None, pos


def _read_integer(row: DataType, data: bytes, pos: int, end: int, depth: int, little: bool) -> tuple[Any, int]:
    stop = _stop(pos, end, row.least)
    number = int.from_bytes(data[pos:stop], _order(little), signed=row.signed)
    if number == row.invalid:
        return None, stop
    return (number if row.cls is None else row.cls(number)), stop


def _read_bool(row: DataType, data: bytes, pos: int, end: int, depth: int, little: bool) -> tuple[Any, int]:
    stop = _stop(pos, end, 1)
    number = data[pos]
    return (None if number == row.invalid else bool(number) if number < 2 else number), stop


def _read_float(row: DataType, data: bytes, pos: int, end: int, depth: int, little: bool) -> tuple[Any, int]:
    stop = _stop(pos, end, row.least)
    raw = data[pos:stop] if little else data[pos:stop][::-1]
    value: float = FLOATS[row.least].unpack(raw)[0]
    if value == value:
        return value, stop
    return (None if int.from_bytes(raw, "little") == row.invalid else NotANumber(raw[::-1])), stop


def _read_string(row: DataType, data: bytes, pos: int, end: int, depth: int, little: bool) -> tuple[Any, int]:
    begin = _stop(pos, end, row.prefix)
    length = int.from_bytes(data[pos:begin], _order(little))
    if length == row.invalid:
        return None, begin
    stop = _stop(begin, end, length)
    raw = data[begin:stop]
    return (raw.decode("utf-8", "surrogateescape") if row.text else raw), stop


def _read_raw(row: DataType, data: bytes, pos: int, end: int, depth: int, little: bool) -> tuple[Any, int]:
    stop = _stop(pos, end, row.least)
    return data[pos:stop], stop


def _read_parts(row: DataType, data: bytes, pos: int, end: int, depth: int, little: bool) -> tuple[Any, int]:
    """Single bytes: their order has nothing to do with the byte order of integers."""
    stop = _stop(pos, end, row.least)
    raw = data[pos:stop]
    assert row.cls is not None
    return (None if raw == b"\xff\xff\xff\xff" else row.cls.from_raw(raw)), stop


def _read_sequence(row: DataType, data: bytes, pos: int, end: int, depth: int, little: bool) -> tuple[Any, int]:
    begin = _stop(pos, end, row.least)
    element_type = data[pos]
    count = int.from_bytes(data[pos + 1 : begin], _order(little))
    assert row.cls is not None
    if count == row.invalid:
        return (None if element_type == UNKNOWN_TYPE else row.cls(element_type, None)), begin
    element = DATA_TYPES.get(element_type)
    if element is None:
        raise DecodeError(f"element type {element_type:#04x} is not assigned", offset=pos)
    if count and not element.least:
        raise DecodeError(f"{count} elements of type {element.name}, which has no bytes", offset=pos)
    _stop(begin, end, count * element.least)
    values = []
    at = begin
    for index in range(count):
        try:
            value, at = typed_read(data, at, end, element_type, depth + 1, little)
        except DecodeError as error:
            error.path = f"[{index}]{error.path}"
            raise
        values.append(value)
    return row.cls(element_type, values), at


def _read_structure(row: DataType, data: bytes, pos: int, end: int, depth: int, little: bool) -> tuple[Any, int]:
    at = _stop(pos, end, row.least)
    count = int.from_bytes(data[pos:at], _order(little))
    if count == row.invalid:
        return None, at
    _stop(at, end, count)  # every member has a type
    members = []
    for index in range(count):
        try:
            begin = _stop(at, end, 1)
            type_id = data[at]
            value, at = typed_read(data, begin, end, type_id, depth + 1, little)
        except DecodeError as error:
            error.path = f"[{index}]{error.path}"
            raise
        members.append((type_id, value))
    return Structure(members), at


# ---- writing ----


def _refuse(row: DataType, reason: str, value: object, allowed: str) -> EncodeError:
    return EncodeError(f"{reason} (type {row.name})", value=value, allowed=allowed)


def _wrong_type(row: DataType, needed: str, value: object, allowed: str) -> EncodeError:
    if value is None:
        return _refuse(row, "has no number that says None", value, allowed)
    return _refuse(row, f"{needed} is needed, not {type(value).__name__}", value, allowed)


def _write_nothing(row: DataType, out: bytearray, value: Any, depth: int) -> None:
    if value is not None:
        raise _refuse(row, "a value that has no bytes", value, "None")


def _write_integer(row: DataType, out: bytearray, value: Any, depth: int) -> None:
    number = row.invalid if value is None else value
    bits = 8 * row.least
    low, high = (-1 << bits - 1, (1 << bits - 1) - 1) if row.signed else (0, (1 << bits) - 1)
    allowed = f"{low}..{high}" + ("" if row.invalid is None else " or None")
    if not isinstance(number, int):
        raise _wrong_type(row, "an int", value, allowed)
    if not low <= number <= high:
        raise _refuse(row, "out of range", value, allowed)
    out += number.to_bytes(row.least, "little", signed=row.signed)


def _write_float(row: DataType, out: bytearray, value: Any, depth: int) -> None:
    allowed = f"floats of {8 * row.least} bits or None"
    if isinstance(value, NotANumber):
        if len(value.raw) != row.least:
            raise _refuse(row, f"a not-a-number of {8 * len(value.raw)} bits", value, allowed)
        out += value.raw[::-1]
    elif value is None or isinstance(value, float) and value != value:  # Python's own not-a-number has no bits to keep
        assert row.invalid is not None
        out += row.invalid.to_bytes(row.least, "little")
    elif isinstance(value, (float, int)):
        try:
            out += FLOATS[row.least].pack(float(value))
        except OverflowError:
            raise _refuse(row, "out of range", value, allowed) from None
    else:
        raise _wrong_type(row, "a float", value, allowed)


def _write_string(row: DataType, out: bytearray, value: Any, depth: int) -> None:
    assert row.invalid is not None
    allowed = f"at most {row.invalid - 1} bytes{' of UTF-8' if row.text else ''}, or None"
    raw: bytes = b""
    length = row.invalid
    if value is not None:
        raw = _utf8(row, value, allowed) if row.text else _octets(row, value, allowed)
        length = len(raw)
        if length >= row.invalid:
            raise _refuse(row, f"{length} bytes are too many", value, allowed)
    out += length.to_bytes(row.prefix, "little")
    out += raw


def _utf8(row: DataType, value: Any, allowed: str) -> bytes:
    if not isinstance(value, str):
        raise _wrong_type(row, "a str", value, allowed)
    try:
        return value.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError as error:
        raise _refuse(row, f"no text: {error.reason}", value, allowed) from None


def _octets(row: DataType, value: Any, allowed: str) -> bytes:
    if not isinstance(value, (bytes, bytearray, memoryview)):
        raise _wrong_type(row, "bytes", value, allowed)
    return bytes(value)


def _write_raw(row: DataType, out: bytearray, value: Any, depth: int) -> None:
    allowed = f"{row.least} bytes"
    raw = _octets(row, value, allowed)
    if len(raw) != row.least:
        raise _refuse(row, f"{row.least} bytes are needed, not {len(raw)}", value, allowed)
    out += raw


def _write_parts(row: DataType, out: bytearray, value: Any, depth: int) -> None:
    assert row.cls is not None
    if value is None:
        out += b"\xff" * row.least
    elif isinstance(value, row.cls):
        out += value.raw
    else:
        raise _wrong_type(row, f"a {row.cls.__name__}", value, f"{row.cls.__name__} or None")


def _write_sequence(row: DataType, out: bytearray, value: Any, depth: int) -> None:
    assert row.cls is not None and row.invalid is not None
    allowed = f"{row.cls.__name__} or None"
    if value is None:
        value = row.cls(UNKNOWN_TYPE, None)
    if not isinstance(value, row.cls):
        raise _wrong_type(row, f"a {row.cls.__name__}", value, allowed)
    _check_type_id(value.element_type, "")
    values = value.values
    element = DATA_TYPES.get(value.element_type)
    if values is not None:
        if element is None:
            raise _refuse(row, f"element type {value.element_type:#04x} is not assigned", value, allowed)
        if values and not element.least:
            raise _refuse(row, f"elements of type {element.name}, which has no bytes", value, allowed)
        if len(values) >= row.invalid:
            raise _refuse(row, f"{len(values)} elements are too many", value, f"at most {row.invalid - 1}")
    out.append(value.element_type)
    out += (row.invalid if values is None else len(values)).to_bytes(COUNT_SIZE, "little")
    for index, item in enumerate(values or ()):
        _write_item(out, value.element_type, item, depth, index)


def _write_structure(row: DataType, out: bytearray, value: Any, depth: int) -> None:
    assert row.invalid is not None
    if value is None:
        out += row.invalid.to_bytes(COUNT_SIZE, "little")
        return
    if not isinstance(value, Structure):
        raise _wrong_type(row, "a Structure", value, "Structure or None")
    if len(value.members) >= row.invalid:
        raise _refuse(row, f"{len(value.members)} members are too many", value, f"at most {row.invalid - 1}")
    out += len(value.members).to_bytes(COUNT_SIZE, "little")
    for index, (type_id, item) in enumerate(value.members):
        _check_type_id(type_id, f"[{index}]")
        out.append(type_id)
        _write_item(out, type_id, item, depth, index)


def _check_type_id(type_id: Any, path: str) -> None:
    if not isinstance(type_id, int) or not 0 <= type_id <= 0xFF:
        raise EncodeError("no type id", path=path, value=type_id, allowed="0x00..0xFF")


def _write_item(out: bytearray, type_id: int, value: object, depth: int, index: int) -> None:
    try:
        typed_write(out, type_id, value, depth + 1)
    except EncodeError as error:
        error.path = f"[{index}]{error.path}"
        raise


_WAYS: dict[str, tuple[Reader, Writer]] = {
    "none": (_read_nothing, _write_nothing),
    "integer": (_read_integer, _write_integer),
    "bool": (_read_bool, _write_integer),
    "float": (_read_float, _write_float),
    "string": (_read_string, _write_string),
    "raw": (_read_raw, _write_raw),
    "parts": (_read_parts, _write_parts),
    "sequence": (_read_sequence, _write_sequence),
    "structure": (_read_structure, _write_structure),
}
