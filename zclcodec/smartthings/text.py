"""Numbers as the platform writes them: pure text functions, no protocol and no state.

An integer is printed in upper-case hex, zero-padded; a string is hex text already and is only padded
(recorded: levelConfig("ABC", ..) prints 0x0ABC); null prints as Groovy prints it. Integers are Java's:
a negative one prints as its 32-bit two's complement.
"""

from __future__ import annotations

import re
import sys
from typing import Any, Final

__all__ = [
    "Number",
    "decimal_text",
    "hex_text",
    "hex_to_int",
    "is_hex",
    "is_number",
    "java_hex",
    "manufacturer_code",
    "strip_prefix",
    "swap_endian",
]

Number = int | str | None  # an argument of the platform's methods: number, hex text, or null

_INTEGER: Final = re.compile(r"[+-]?[0-9A-Fa-f]+", re.ASCII)
_HEX: Final = re.compile(r"[0-9A-Fa-f]+", re.ASCII)
_DECIMAL: Final = re.compile(r"[0-9]+", re.ASCII)
_NUMERIC: Final = re.compile(r"[+-]?[0-9]{1,18}(?:\.[0-9]{1,18})?", re.ASCII)
_MAX_INT: Final = 0x7FFFFFFF  # java.lang.Integer
_MIN_INT: Final = -0x80000000


def is_hex(text: str) -> bool:
    """True for a non-empty run of ASCII hex digits."""
    return _HEX.fullmatch(text) is not None


def strip_prefix(text: str) -> str:
    """The text without a leading 0x or 0X."""
    return text[2:] if text[:2] in ("0x", "0X") else text


def java_hex(value: int, width: int) -> str:
    """Upper-case hex of at least `width` digits; negative values as Java prints an Integer or a Long."""
    if value < 0:
        value &= 0xFFFFFFFF if value >= _MIN_INT else 0xFFFFFFFFFFFFFFFF
    return f"{value:0{width}X}"


def hex_text(value: Number, width: int) -> str:
    """`value` as hex digits of at least `width`, without 0x; text is taken as it stands, null gives "null"."""
    if value is None:
        return "null"
    if type(value) is int and 0 <= value <= 0xFFFF:
        return f"{value:04X}" if width == 4 else f"{value:02X}" if width == 2 else f"{value:0{width}X}"
    if isinstance(value, str):
        return strip_prefix(value).zfill(width)
    return java_hex(int(value), width)


def decimal_text(value: Number) -> str:
    """`value` in decimal, as Hubitat writes it; a string is read as hex, and left alone when it is none."""
    if value is None:
        return "null"
    if isinstance(value, str):
        digits = strip_prefix(value)
        return str(int(digits, 16)) if is_hex(digits) else value
    return str(int(value))


def hex_to_int(text: object) -> int:
    """Integer.parseInt(text, 16): optional sign, digits, 32 bits. Raises ValueError for anything else."""
    if not isinstance(text, str) or _INTEGER.fullmatch(text) is None:
        raise ValueError(f"not a hex number: {text!r}")
    value = int(text, 16)
    if not _MIN_INT <= value <= _MAX_INT:
        raise ValueError(f"hex number beyond 32 bits: {text!r}")
    return value


def manufacturer_code(value: int | str) -> int:
    """The value of `mfgCode`: a number, "0x1234" in hex or "1234" in DECIMAL (recorded). Raises ValueError."""
    if isinstance(value, str):
        text = value.strip()
        digits = strip_prefix(text)
        if digits is not text and is_hex(digits):
            number = int(digits, 16)
        elif _DECIMAL.fullmatch(text):
            number = int(text)
        else:
            raise ValueError(f"mfgCode is neither decimal nor 0x hex: {value!r}")
    else:
        number = int(value)
    if not 0 <= number <= 0xFFFF:
        raise ValueError(f"mfgCode does not fit 16 bits: {value!r}")
    return number


def swap_endian(text: str) -> str:
    """Hex text with its bytes in reverse order, case kept. Raises ValueError for an odd number of digits."""
    if len(text) % 2:
        raise ValueError(f"odd number of hex digits: {text!r}")
    return "".join(text[at : at + 2] for at in range(len(text) - 2, -1, -2))


def to_integer(value: Any) -> int:
    """A Groovy number argument as int: numbers truncated, text read as decimal. Raises ValueError."""
    if isinstance(value, str) and _NUMERIC.fullmatch(value.strip()):
        return int(value.partition(".")[0])
    if is_number(value):
        try:
            return int(value)
        except OverflowError as problem:  # infinity
            raise ValueError(f"not a number: {value!r}") from problem
    raise ValueError(f"not a number: {value!r}")


def is_number(value: Any) -> bool:
    """Whether this is an int, a float or a Decimal; there are none of these before somebody imported decimal."""
    decimal = sys.modules.get("decimal")
    return isinstance(value, (int, float)) or (decimal is not None and isinstance(value, decimal.Decimal))
