"""ZCL data types as the platform's DataType class names and packs them.

The rule here: a type is its ZCL number; its width in bytes is a table row, and every other answer
(variable, discrete, pack) follows from that row. Text is big endian and upper case unless asked otherwise.
"Discrete" is the platform's word for fixed-width and integer-like: isDiscrete(UINT8) is true, FLOAT2 is not.
"""

from __future__ import annotations

import struct
from typing import Any, Final

from .decisions import PACK_STRING_LENGTH_PREFIX
from .text import is_hex, is_number, strip_prefix

__all__ = ["ANALOG", "FLOAT_FORMATS", "WIDTHS", "DataType", "pack_bytes", "type_number"]

# ZCL8 table 2-10; SECKEY128 is sixteen bytes, NO_DATA none.
WIDTHS: Final[dict[int, int]] = {
    0x00: 0,
    **{0x08 + n: n + 1 for n in range(8)},
    0x10: 1,
    **{0x18 + n: n + 1 for n in range(8)},
    **{0x20 + n: n + 1 for n in range(8)},
    **{0x28 + n: n + 1 for n in range(8)},
    0x30: 1,
    0x31: 2,
    0x38: 2,
    0x39: 4,
    0x3A: 8,
    0xE0: 4,
    0xE1: 4,
    0xE2: 4,
    0xE8: 2,
    0xE9: 2,
    0xEA: 4,
    0xF0: 8,
    0xF1: 16,
}
FLOAT_FORMATS: Final[dict[int, str]] = {0x38: "e", 0x39: "f", 0x3A: "d"}
_VARIABLE: Final = frozenset({0x41, 0x42, 0x43, 0x44, 0x48, 0x4C, 0x50, 0x51})

# The "analog" types of ZCL8 table 2-10: only these have a reportable change on air.
ANALOG: Final = frozenset({*range(0x20, 0x30), *FLOAT_FORMATS, 0xE0, 0xE1, 0xE2})


def type_number(type: int | str | None) -> int | None:
    """The ZCL number of a type given as number or hex text; None for null, "" and text that is no hex."""
    if type is None or isinstance(type, int):
        return type
    digits = strip_prefix(type)
    return int(digits, 16) if is_hex(digits) else None


def pack_bytes(data: Any, number: int, byteorder: str = "big") -> bytes:
    """`data` as the bytes of fixed-width type `number`. Raises ValueError when it does not fit.

    Integers may be given signed or unsigned, text is hex, floats go into the float types.
    """
    width = WIDTHS[number]
    if number in FLOAT_FORMATS:
        try:
            packed = struct.pack(">" + FLOAT_FORMATS[number], float(data))
        except (OverflowError, struct.error, TypeError) as problem:
            raise ValueError(f"{data!r} does not fit type 0x{number:02X}") from problem
        return packed if byteorder == "big" else packed[::-1]
    if isinstance(data, str):
        digits = strip_prefix(data)
        if not is_hex(digits):
            raise ValueError(f"not a hex number: {data!r}")
        value = int(digits, 16)
    elif is_number(data):
        try:
            value = int(data)
        except OverflowError as problem:  # infinity
            raise ValueError(f"not a number: {data!r}") from problem
    else:
        raise ValueError(f"not a number: {data!r}")
    bits = 8 * width
    if not -(1 << bits >> 1) <= value < 1 << bits:
        raise ValueError(f"{data!r} does not fit the {width} bytes of type 0x{number:02X}")
    return (value & ((1 << bits) - 1)).to_bytes(width, "big" if byteorder == "big" else "little")


class DataType:
    """Constants and helpers; never instantiated, as on the platform."""

    NO_DATA: Final = 0x00
    DATA8: Final = 0x08
    DATA16: Final = 0x09
    DATA24: Final = 0x0A
    DATA32: Final = 0x0B
    DATA40: Final = 0x0C
    DATA48: Final = 0x0D
    DATA56: Final = 0x0E
    DATA64: Final = 0x0F
    BOOLEAN: Final = 0x10
    BITMAP8: Final = 0x18
    BITMAP16: Final = 0x19
    BITMAP24: Final = 0x1A
    BITMAP32: Final = 0x1B
    BITMAP40: Final = 0x1C
    BITMAP48: Final = 0x1D
    BITMAP56: Final = 0x1E
    BITMAP64: Final = 0x1F
    UINT8: Final = 0x20
    UINT16: Final = 0x21
    UINT24: Final = 0x22
    UINT32: Final = 0x23
    UINT40: Final = 0x24
    UINT48: Final = 0x25
    UINT56: Final = 0x26
    UINT64: Final = 0x27
    INT8: Final = 0x28
    INT16: Final = 0x29
    INT24: Final = 0x2A
    INT32: Final = 0x2B
    INT40: Final = 0x2C
    INT48: Final = 0x2D
    INT56: Final = 0x2E
    INT64: Final = 0x2F
    ENUM8: Final = 0x30
    ENUM16: Final = 0x31
    FLOAT2: Final = 0x38
    FLOAT4: Final = 0x39
    FLOAT8: Final = 0x3A
    STRING_OCTET: Final = 0x41
    STRING_CHAR: Final = 0x42
    STRING_LONG_OCTET: Final = 0x43
    STRING_LONG_CHAR: Final = 0x44
    ARRAY: Final = 0x48
    STRUCTURE: Final = 0x4C
    SET: Final = 0x50
    BAG: Final = 0x51
    TIME_OF_DAY: Final = 0xE0
    DATE: Final = 0xE1
    UTCTIME: Final = 0xE2
    CLUSTER_ID: Final = 0xE8
    ATTRIBUTE_ID: Final = 0xE9
    BACNET_OID: Final = 0xEA
    IEEE_ADDRESS: Final = 0xF0
    SECKEY128: Final = 0xF1
    UNKNOWN: Final = 0xFF

    @staticmethod
    def getLength(type: int | str | None) -> int | None:
        """Width in bytes; None for types of variable length and for unknown ones."""
        number = type_number(type)
        return None if number is None else WIDTHS.get(number)

    @staticmethod
    def isVariableLength(type: int | str | None) -> bool:
        """True for strings, arrays, structures, sets and bags; False for unknown types."""
        return type_number(type) in _VARIABLE

    @staticmethod
    def isDiscrete(type: int | str | None) -> bool:
        """True for the fixed-width types that hold an integer; False for floats, NO_DATA and unknown types."""
        number = type_number(type)
        return number is not None and number not in FLOAT_FORMATS and WIDTHS.get(number, 0) > 0

    @staticmethod
    def pack(data: Any, type: int | str | None, littleEndian: bool = False) -> Any:
        """`data` as upper-case hex text of the type's width, most significant byte first unless littleEndian.

        A type that is None, "" or UNKNOWN returns `data` itself. Supported are the discrete types (data: a number,
        signed or unsigned, or hex text) and STRING_CHAR (data: text, length byte written first).
        Raises ValueError for other types and for data that does not fit.
        """
        if type is None or type == "":
            return data
        number = type_number(type)
        if number == DataType.UNKNOWN:
            return data
        if number == DataType.STRING_CHAR:
            return _pack_text(data)
        if number is None or not DataType.isDiscrete(number):
            raise ValueError(f"pack does not support type {type!r}")
        return pack_bytes(data, number, "little" if littleEndian else "big").hex().upper()


def _pack_text(data: Any) -> str:
    body = str(data).encode("utf-8", "replace")
    if len(body) > 0xFE:  # 0xFF marks an invalid string
        raise ValueError(f"a character string holds 254 bytes at most, not {len(body)}")
    prefix = bytes((len(body),)) if PACK_STRING_LENGTH_PREFIX else b""
    return (prefix + body).hex().upper()
