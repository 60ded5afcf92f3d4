"""From what a caller gives to what a slot stores: one function per kind of field, `EncodeError` where it can't be.

The rule: nothing is guessed and nothing rounded. A float is no decimal, a string no list, an int no bytes; an int
out of range is refused with the range, known values become members. What decoders store never comes through here.
"""

from __future__ import annotations

from operator import index

from .codec import range_text
from .context import MAX_DEPTH
from .errors import EncodeError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from decimal import Decimal
    from typing import Any

    from .codec import Codec
    from .fields import Field

MAX_PRECISION = 7  # three bits
_MAX_EXPONENT = 40  # far above what eight bytes hold


def refuse(codec: Codec, field: Field, reason: str, value: object, allowed: str = "") -> EncodeError:
    return EncodeError(reason, message=codec.name, path=field.name, value=value, allowed=allowed)


def whole_number(codec: Codec, slot: int, field: Field, value: Any) -> int:
    try:
        number = index(value)
    except TypeError:
        raise refuse(codec, field, f"an int is needed, not {type(value).__name__}", value) from None
    members = codec.tables[slot]
    if members is not None and number in members:
        return members[number]
    if field.minimum is not None and number < field.minimum or field.maximum is not None and number > field.maximum:
        raise refuse(codec, field, "out of range", value, range_text(field.minimum, field.maximum))
    return int(number)


def boolean(codec: Codec, slot: int, field: Field, value: Any) -> bool:
    if value is True or value is False:
        return bool(value)
    if isinstance(value, int) and value in (0, 1):
        return bool(value)
    raise refuse(codec, field, "a bool is needed", value, "False, True")


def floating(codec: Codec, slot: int, field: Field, value: Any) -> float:
    if isinstance(value, float):
        return value
    if isinstance(value, int):
        try:
            return float(value)
        except OverflowError:
            raise refuse(codec, field, "too large for a float", value) from None
    raise refuse(codec, field, f"a float is needed, not {type(value).__name__}", value)


def octets(codec: Codec, slot: int, field: Field, value: Any) -> bytes:
    if not isinstance(value, (bytes, bytearray, memoryview)):
        raise refuse(codec, field, f"bytes are needed, not {type(value).__name__}", value)
    data = bytes(value)
    if field.sizes and len(data) not in field.sizes:
        raise refuse(codec, field, f"has {len(data)} bytes", value, f"{_list(field.sizes)} bytes")
    return data


def characters(codec: Codec, slot: int, field: Field, value: Any) -> str:
    if not isinstance(value, str):
        raise refuse(codec, field, f"a str is needed, not {type(value).__name__}", value)
    try:
        size = len(value.encode(field.charset or "utf-8", "surrogateescape"))
    except UnicodeEncodeError as error:
        raise refuse(codec, field, f"{value[error.start]!r} is not in {field.charset}", value) from None
    if field.sizes and size not in field.sizes:
        raise refuse(codec, field, f"has {size} bytes", value, f"{_list(field.sizes)} bytes")
    return value


def elements(codec: Codec, slot: int, field: Field, value: Any) -> tuple[Any, ...]:
    items = _iterate(codec, field, value)
    if field.record is None:
        found = []
        for position, item in enumerate(items):
            try:
                found.append(whole_number(codec, slot, field, item))
            except EncodeError as error:
                error.path = f"{field.name}[{position}]"
                raise
        return tuple(found)
    records = []
    for position, item in enumerate(items):
        if isinstance(item, dict):
            try:
                item = field.record(**item)
            except EncodeError as error:
                error.leave_element(field.name, position)
                error.message = codec.name
                raise
        if not isinstance(item, field.record):
            refusal = refuse(codec, field, f"a {field.record.__name__} is needed, not {type(item).__name__}", item)
            refusal.path = f"{field.name}[{position}]"
            raise refusal
        records.append(item)
    return tuple(records)


def nested(codec: Codec, slot: int, field: Field, value: Any) -> Any:
    from .message import Record
    from .nesting import deeper_than

    protocol = codec.cls.__protocol__
    if not isinstance(value, Record) or protocol is not None and not protocol.may_nest(value):
        raise refuse(codec, field, f"a message is needed, not {type(value).__name__}", value)
    # Deeper objects could not be sent; and freeing one is a recursion in C for every level.
    if deeper_than(value, MAX_DEPTH - 1):
        raise refuse(codec, field, f"more than {MAX_DEPTH} messages inside each other", None)
    return value


def typed(codec: Codec, slot: int, field: Field, value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def exact_decimal(codec: Codec, field: Field, value: Any) -> Decimal:
    from decimal import Decimal, InvalidOperation  # most classes never need it

    if isinstance(value, float):
        raise refuse(codec, field, "a float is not exact: give a Decimal or a str such as '21.5'", value)
    if not isinstance(value, (Decimal, int, str)):
        raise refuse(codec, field, f"a Decimal is needed, not {type(value).__name__}", value)
    try:
        number = Decimal(int(value)) if isinstance(value, int) else Decimal(value)
    except InvalidOperation:
        raise refuse(codec, field, "not a number", value) from None
    if not number.is_finite() or abs(number.adjusted()) > _MAX_EXPONENT:
        raise refuse(codec, field, "not a number that can be sent", value)
    return number


def decimal_places(number: Decimal) -> int:
    """How many decimal places the number is written with."""
    exponent = number.as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def scaled(codec: Codec, field: Field, number: Decimal, precision: int) -> int:
    """The number times 10**precision, an integer or an error."""
    sign, digits, exponent = number.as_tuple()
    assert isinstance(exponent, int)  # finite: exact_decimal has seen to that
    value = int("".join(map(str, digits)))
    shift = exponent + precision
    quotient, rest = (value * int(10**shift), 0) if shift >= 0 else divmod(value, int(10**-shift))
    if rest:
        raise refuse(codec, field, f"has more decimal places than its precision of {precision}", number)
    return -quotient if sign else quotient


def bit_set(codec: Codec, slot: int, field: Field, value: Any) -> bytes:
    """The shortest bytes (of a legal length) in which these bits are set. Bytes are the raw form."""
    if isinstance(value, (bytes, bytearray, memoryview)):
        return octets(codec, slot, field, value)
    bits = 0
    for item in _iterate(codec, field, value):
        try:
            number = index(item)
        except TypeError:
            raise refuse(codec, field, f"an int is needed, not {type(item).__name__}", item) from None
        if field.table:
            if number not in field.table:
                raise refuse(codec, field, "has no bit", item, _list(field.table))
            position = field.table.index(number)
        else:
            position = number - field.start
        longest = 8 * (max(field.sizes) if field.sizes else 0xFFFF)
        if not 0 <= position < longest:
            raise refuse(codec, field, "has no bit", item, range_text(field.start, field.start + longest - 1))
        bits |= 1 << position
    size = (bits.bit_length() + 7) // 8
    if field.sizes:
        size = min(legal for legal in field.sizes if legal >= size)
    return bits.to_bytes(size, "little")


def fits(number: int, size: int, signed: bool) -> bool:
    bits = 8 * size
    return -(1 << bits - 1) <= number < 1 << bits - 1 if signed and bits else 0 <= number < 1 << bits


def smallest_size(codec: Codec, numbers: list[tuple[Field, int, bool]], sizes: tuple[int, ...]) -> int:
    """The smallest legal byte length in which all numbers fit, each as its field writes it (with a sign or without)."""
    legal = sorted(sizes or range(1, 9))
    for size in legal:
        if size and all(fits(number, size, signed) for _, number, signed in numbers):
            return size
    owner, worst = next((field, number) for field, number, signed in numbers if not fits(number, legal[-1], signed))
    raise refuse(codec, owner, f"no length of {_list(sizes)} bytes holds the number", worst)


def _iterate(codec: Codec, field: Field, value: Any) -> Iterable[Any]:
    if isinstance(value, (str, dict)) or not hasattr(value, "__iter__"):
        raise refuse(codec, field, f"a sequence is needed, not {type(value).__name__}", value)
    items: Iterable[Any] = value
    return items


def _list(numbers: tuple[int, ...]) -> str:
    return ", ".join(map(str, numbers))


# Kinds whose stored value depends on this field alone. Decimals need their precision as well: build.py.
COERCE: dict[str, Callable[[Codec, int, Field, Any], Any]] = {
    "int": whole_number,
    "sized": whole_number,
    "checksum": whole_number,
    "bool": boolean,
    "float": floating,
    "bytes": octets,
    "text": characters,
    "list": elements,
    "columns": elements,
    "nested": nested,
    "typed": typed,
    "bitset": bit_set,
}
