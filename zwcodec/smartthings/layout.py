"""The platform's flat model of a payload: read and written field by field, from the table that a class carries.

The rule: no conditions. Fields are read in order from what is there; a plain byte that is missing is None, a byte of
bit fields that is missing or a list that is cut short ends the parse. The generated `_read` methods handle complete
payloads and come here for everything else, so the null rules stand in this file alone. Operations:

    ("short", name)  ("integer", name, width)  ("bits", width, ((name, shift, width, is_flag), ...))
    ("list", name, size, optional)  ("object", name, size)  ("flags", ((name, bit), ...), size)  ("rest", size)

A size is ("rest", bytes left behind it), ("until", marker), ("fixed", n) or ("field", name, factor, delta). Names that
start with `_` are on the wire but no fields; "" is bits that nobody named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from .errors import CAST, INDEX_OUT_OF_BOUNDS, MISSING_METHOD, NULL_POINTER, FormatError, ParseError, log_debug

if TYPE_CHECKING:
    from .command import Command

    Made = TypeVar("Made", bound=Command)

Operation = tuple[Any, ...]


def read(cls: type[Made], data: bytes) -> Made:
    """A command of this class from its payload; ParseError where the platform threw."""
    values: dict[str, Any] = dict.fromkeys(cls._absent)
    if len(data) < cls._pad:
        data = data.ljust(cls._pad, b"\0")
    at = 0
    for operation in cls._layout:
        at = _READERS[operation[0]](cls, operation, data, at, values)
    for name, shift, high in cls._above:
        values[name] |= int(values[high]) << shift
    made = object.__new__(cls)
    for name in cls._slots:
        setattr(made, name, values[name])
    return made


def _read_short(cls: type[Command], operation: Operation, data: bytes, at: int, values: dict[str, Any]) -> int:
    values[operation[1]] = data[at] if at < len(data) else None
    return at + 1


def _read_integer(cls: type[Command], operation: Operation, data: bytes, at: int, values: dict[str, Any]) -> int:
    _, name, width = operation
    there = data[at : at + width]
    absent = 0 if cls._zwave.decisions.absent_integer == "zero" else None
    values[name] = int.from_bytes(there, "big") if there else absent
    return at + int(width)


def _read_bits(cls: type[Command], operation: Operation, data: bytes, at: int, values: dict[str, Any]) -> int:
    _, width, items = operation
    if at + width > len(data):
        raise _short_of(cls, NULL_POINTER, "Cannot invoke method and() on null object", items[0][0], at, width, data)
    number = int.from_bytes(data[at : at + width], "big")
    for name, shift, bits, is_flag in items:
        value = number >> shift & (1 << bits) - 1
        values[name] = bool(value) if is_flag else value
    return at + int(width)


def _read_list(cls: type[Command], operation: Operation, data: bytes, at: int, values: dict[str, Any]) -> int:
    name, size = operation[1], operation[2]
    end = _end(cls, name, size, data, at, values)
    if end > len(data):
        if size[0] == "field" and end > at and not _left_out(cls, operation, data, at, values):
            raise _short_of(cls, INDEX_OUT_OF_BOUNDS, f"toIndex = {end}", name, at, end - at, data)
        if size[0] != "fixed":
            end = at
    values[name] = list(data[at:end])
    return end + len(size[1]) if size[0] == "until" and end < len(data) else end


def _left_out(cls: type[Command], operation: Operation, data: bytes, at: int, values: dict[str, Any]) -> bool:
    """An optional list of which nothing is there, or in front of which a zero says so, whatever bytes are left: the
    previous value of a meter behind its delta time, with half a checksum of CRC-16 behind them."""
    if operation[0] != "list" or not operation[3]:
        return False
    before = cls._layout[cls._layout.index(operation) - 1]
    return at >= len(data) or (before[0] == "integer" and not values[before[1]])


def _read_flags(cls: type[Command], operation: Operation, data: bytes, at: int, values: dict[str, Any]) -> int:
    _, items, size = operation
    end = _end(cls, items[0][0], size, data, at, values)
    mask = int.from_bytes(data[at:end], "little")
    for name, bit in items:
        values[name] = bool(mask >> bit & 1)
    return end


def _read_rest(cls: type[Command], operation: Operation, data: bytes, at: int, values: dict[str, Any]) -> int:
    end = _end(cls, "", operation[1], data, at, values)
    values["_rest"] = data[at:end]
    return end


_READERS = {
    "short": _read_short,
    "integer": _read_integer,
    "bits": _read_bits,
    "list": _read_list,
    "object": _read_list,
    "flags": _read_flags,
    "rest": _read_rest,
}


def _end(cls: type[Command], name: str, size: Operation, data: bytes, at: int, values: dict[str, Any]) -> int:
    """Where something of this size that starts at `at` ends; not before `at`."""
    kind = size[0]
    if kind == "rest":
        return max(at, len(data) - int(size[1]))
    if kind == "until":
        found = data.find(size[1], at)
        return max(at, len(data)) if found < 0 else found
    if kind == "fixed":
        return at + int(size[1])
    _, field, factor, delta = size
    if values[field] is None:
        raise _short_of(cls, NULL_POINTER, f"{field} is null", name, at, 1, data)
    return at + max(0, int(values[field]) * int(factor) + int(delta))


def _short_of(
    cls: type[Command], thrown: str, reason: str, name: str, at: int, needed: int, data: bytes
) -> ParseError:
    frame = bytes((cls.commandClassId, cls.commandId)) + data
    return ParseError.of(
        thrown, reason, message=cls.__name__, path=name, offset=at + 2, needed=needed,
        available=max(0, len(data) - at), data=frame,
    )  # fmt: skip


# -- writing ---------------------------------------------------------------------------------------------------------


def write(command: Command) -> bytes:
    """The payload, recomputed from the fields; FormatError where the platform threw."""
    out = bytearray()
    for operation in command._layout:
        kind = operation[0]
        if kind == "short":
            out.append(_number(command, operation[1], 8))
        elif kind == "integer":
            out += _number(command, operation[1], 8 * operation[2]).to_bytes(operation[2], "big")
        elif kind == "bits":
            out += _written_bits(command, operation)
        elif kind == "flags":
            out += _written_flags(command, operation)
        elif kind == "rest":
            out += command._rest  # type: ignore[attr-defined]
        else:
            out += _written_list(command, operation)
    return bytes(out)


def _number(command: Command, name: str, bits: int) -> int:
    if name.startswith("_"):
        return _hidden(command, name)
    value = getattr(command, name)
    if value is None:
        raise FormatError.of(
            MISSING_METHOD, "No signature of method: Long.toHexString() is applicable for (null)",
            message=type(command).__name__, path=name,
        )  # fmt: skip
    return narrow(command, name, value, bits)


def narrow(command: Command, name: str, value: Any, bits: int) -> int:
    """The low bits of a number; what does not fit is wrapped or refused."""
    if type(value) is int and 0 <= value < 1 << bits:
        return value
    try:
        number = int(value)
    except (TypeError, ValueError):
        raise FormatError.of(
            CAST, "is no number", message=type(command).__name__, path=name, value=value
        ) from None  # fmt: skip
    low = number & (1 << bits) - 1
    if low != number:
        if command._zwave.decisions.out_of_range == "refuse":
            raise FormatError.of(
                CAST, "is out of range", message=type(command).__name__, path=name, value=value,
                allowed=f"0..{(1 << bits) - 1}",
            )  # fmt: skip
        log_debug("%s.%s = %s is written as %d", type(command).__name__, name, value, low)
    return low


def _written_bits(command: Command, operation: Operation) -> bytes:
    _, width, items = operation
    above = {name: (shift, high) for name, shift, high in command._above}
    number = 0
    for name, shift, bits, is_flag in items:
        if is_flag:
            value = int(bool(getattr(command, name))) if not name.startswith("_") else 0
            value |= next((command_high(command, low, at) for low, (at, high) in above.items() if high == name), 0)
        else:
            value = _number(command, name, bits + (1 if name in above else 0)) & (1 << bits) - 1
        number |= value << shift
    return number.to_bytes(width, "big")


def command_high(command: Command, name: str, shift: int) -> int:
    """The bit of a number that stands apart from its others."""
    return int(getattr(command, name) or 0) >> shift & 1


def _hidden(command: Command, name: str) -> int:
    """What stands in a place that is no field: the size that another entry takes from it, else 0."""
    for operation in command._layout:
        size: Operation = operation[2] if operation[0] in ("list", "object", "flags") else ()
        if size[:2] == ("field", name):
            write_it = _written_flags if operation[0] == "flags" else _written_list
            written = write_it(command, operation)
            return (len(written) - int(size[3])) // int(size[2])
    return 0


def _written_flags(command: Command, operation: Operation) -> bytes:
    _, items, size = operation
    mask: int = sum(1 << bit for name, bit in items if getattr(command, name))
    least = (mask.bit_length() + 7) // 8
    if size[0] == "fixed":
        wanted = int(size[1])
    elif size[0] == "field" and not size[1].startswith("_"):
        wanted = int(getattr(command, size[1]) or 0) * int(size[2]) + int(size[3])
    else:
        wanted = 0
    return mask.to_bytes(max(least, wanted), "little")


def _written_list(command: Command, operation: Operation) -> bytes:
    _, name, size = operation[:3]
    value = getattr(command, name)
    if value is None:
        value = []
    elif isinstance(value, str):
        value = value.encode("utf-8", "surrogateescape")
    elif not isinstance(value, (list, tuple, bytes, bytearray)):
        value = [value]
    written = bytes(narrow(command, name, item, 8) for item in value)
    if size[0] == "until" and getattr(command, _next_list(command, name)):
        written += size[1]
    if size[0] == "fixed" and operation is not command._layout[-1]:
        written = written.ljust(size[1], b"\0")
    return written


def _next_list(command: Command, name: str) -> str:
    """The list behind the marker that ends the list `name`."""
    names = [operation[1] for operation in command._layout if operation[0] == "list"]
    return str(names[names.index(name) + 1])
