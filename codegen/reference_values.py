# mypy: allow-subclassing-any, disable-error-code="import-untyped"
"""The oracle's constructs for single values: numbers, bytes, text, bit sets.

The rule: a construct here turns bytes into one plain value and back, and complains with ConstructError; where the
value stands and what it is called is the business of `Named`, which stores it in the scope. A value that doesn't give
its bytes back (NaN payloads, zero bytes at the end of a bit set) leaves them in `Frame.raw`.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import construct
from construct import Construct, ConstructError, ExprAdapter, Subconstruct

from . import expr
from .model import BitsetField, BytesField, Part, Rest, SizedField, Value
from .reference_state import Scope, check_meaning, decode_only

FLOATS = {
    (2, False): construct.Float16b,
    (2, True): construct.Float16l,
    (4, False): construct.Float32b,
    (4, True): construct.Float32l,
    (8, False): construct.Float64b,
    (8, True): construct.Float64l,
}

BOOL = ExprAdapter(construct.Int8ub, lambda value, _: bool(value) if value < 2 else value, lambda value, _: int(value))


def length_of(tree: expr.Tree) -> Callable[[Any], int]:
    """The expression as construct's context function; a negative size can't be meant."""

    def length(context: Any) -> int:
        size: int = context.scope.number(tree)
        if size < 0:
            raise ConstructError(f"negative length {size}")
        return size

    return length


class Extended(Construct):
    """One byte, or from `threshold` on two, most significant first (two-byte command classes)."""

    def __init__(self, threshold: int) -> None:
        super().__init__()
        self.threshold = threshold

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> int:
        first: int = construct.Int8ub._parsereport(stream, context, path)
        if first < self.threshold:
            return first
        return first << 8 | int(construct.Int8ub._parsereport(stream, context, path))

    def _build(self, obj: int, stream: io.BytesIO, context: Any, path: str) -> int:
        short = obj < self.threshold
        if not short and not self.threshold <= obj >> 8 <= 0xFF:
            raise ConstructError(f"{obj} is neither below {self.threshold} nor a two-byte value")
        (construct.Int8ub if short else construct.Int16ub)._build(obj, stream, context, path)
        return obj


class Nothing(Construct):
    """No bytes and no value."""

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> None:
        return None

    def _build(self, obj: Any, stream: io.BytesIO, context: Any, path: str) -> None:
        if obj is not None:
            raise ConstructError(f"{obj!r} has no bytes")


class RestOfRegion(Construct):
    """What is left of the frame or region, less the fixed tail."""

    def __init__(self, tail: int) -> None:
        super().__init__()
        self.tail = tail

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> bytes:
        return stream.read(max(0, context.scope.frame.region.remaining() - self.tail))

    def _build(self, obj: bytes, stream: io.BytesIO, context: Any, path: str) -> bytes:
        stream.write(obj)
        return obj


class BytesOf(construct.Bytes):
    """As many bytes as an expression says."""

    def __init__(self, tree: expr.Tree) -> None:
        super().__init__(length_of(tree))
        self.free = decode_only(tree)

    def _build(self, obj: bytes, stream: io.BytesIO, context: Any, path: str) -> Any:
        if not self.free:
            return super()._build(obj, stream, context, path)
        return stream.write(obj)


class PrefixedBytes(Construct):
    """Bytes behind their length; the length that is all ones says that there is no value."""

    def __init__(self, width: int, little: bool) -> None:
        super().__init__()
        self.length = construct.BytesInteger(width, swapped=little)
        self.invalid = (1 << 8 * width) - 1

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> bytes | None:
        length = self.length._parsereport(stream, context, path)
        if length == self.invalid:
            return None
        data: bytes = construct.stream_read(stream, length, path)
        return data

    def _build(self, obj: bytes | None, stream: io.BytesIO, context: Any, path: str) -> bytes | None:
        if obj is not None and len(obj) >= self.invalid:
            raise ConstructError(f"{len(obj)} bytes are too many for the length prefix")
        self.length._build(self.invalid if obj is None else len(obj), stream, context, path)
        stream.write(obj or b"")
        return obj


def text(data: Construct, charset: str) -> Construct:
    """Text over bytes. What the charset doesn't know survives as surrogate escapes."""

    def decode(raw: bytes | None, _: Any) -> str | None:
        return None if raw is None else raw.decode(charset, "surrogateescape")

    def encode(value: str | None, _: Any) -> bytes | None:
        try:
            return None if value is None else value.encode(charset, "surrogateescape")
        except UnicodeEncodeError as error:
            raise ConstructError(f"no {charset} text: {error.reason}") from None

    return ExprAdapter(data, decode, encode)


def byte_string(item: BytesField, tail: int) -> Construct:
    """Bytes or text of a given length, of the rest, or behind a length prefix."""
    data: Construct
    if item.prefix:
        data = PrefixedBytes(item.prefix, item.little)
    elif isinstance(item.length, Rest):
        data = RestOfRegion(tail)
    else:
        assert item.length is not None
        data = BytesOf(item.length)
    return text(data, item.charset) if item.charset else data


def sized(item: SizedField) -> Construct:
    """An integer, or a decimal, whose width a field says. Without bytes there is no value."""

    def size(context: Any) -> int:
        length = length_of(item.length)(context)
        if item.sizes and length not in item.sizes:
            raise ConstructError(f"size {length} is not one of {', '.join(map(str, item.sizes))}")
        return length

    number = construct.BytesInteger(size, signed=item.signed, swapped=item.little)
    if item.precision is not None:
        number = decimal(number, item.precision)
    return construct.IfThenElse(lambda context: size(context) > 0, number, Nothing())


def decimal(number: Construct, precision: expr.Tree) -> Construct:
    """The integer with its decimal point moved: exact, trailing zeros kept."""

    def decode(raw: int, context: Any) -> Decimal:
        digits = tuple(map(int, str(abs(raw))))
        return Decimal((int(raw < 0), digits, -context.scope.number(precision)))

    def encode(value: Decimal, context: Any) -> int:
        sign, digits, exponent = value.as_tuple()
        shift: int = int(exponent) + context.scope.number(precision)
        whole, unit = int("".join(map(str, digits))), 1
        if shift > 0:
            whole *= 10**shift
        else:
            unit = 10**-shift
        raw, lost = divmod(whole, unit)
        if lost:
            raise ConstructError(f"{value} has more decimals than its precision says")
        return -raw if sign else raw

    return ExprAdapter(number, decode, encode)


def bitset(item: BitsetField, tail: int) -> Construct:
    """The values whose bits are set. Bits beyond `table` have no value and live in the raw bytes only."""

    def value_of(bit: int) -> int | None:
        if item.table:
            return item.table[bit] if bit < len(item.table) else None
        return item.start + bit

    def decode(data: bytes, _: Any) -> list[int]:
        bits = (bit for bit in range(8 * len(data)) if data[bit // 8] >> bit % 8 & 1)
        return [value for value in map(value_of, bits) if value is not None]

    def encode(values: list[int], context: Any) -> bytes:
        try:
            bits = [item.table.index(value) if item.table else value - item.start for value in values]
        except ValueError:
            raise ConstructError(f"{values} are not all in the table {item.table}") from None
        size = max(bits, default=-1) // 8 + 1
        if not isinstance(item.length, Rest) and not decode_only(item.length):
            size = length_of(item.length)(context)
        number = sum(1 << bit for bit in set(bits) if bit >= 0)
        if min(bits, default=0) < 0 or number.bit_length() > 8 * size:
            raise ConstructError(f"{values} do not fit into {size} bytes from {item.start}")
        return number.to_bytes(size, "little")

    length = item.length
    data = RestOfRegion(tail) if isinstance(length, Rest) else BytesOf(length)
    return ExprAdapter(data, decode, encode)


class Lossy(Subconstruct):
    """A value that may not give its bytes back: if so, they are kept beside it and written again."""

    def __init__(self, name: str, subcon: Construct) -> None:
        super().__init__(subcon)
        self.path = name

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> Any:
        copy = construct.RawCopy(self.subcon)._parsereport(stream, context, path)
        again = io.BytesIO()
        self.subcon._build(copy.value, again, context, path)
        if again.getvalue() != copy.data:
            context.scope.frame.raw[context.scope.path + self.path] = copy.data
        return copy.value

    def _build(self, obj: Any, stream: io.BytesIO, context: Any, path: str) -> Any:
        raw = context.scope.frame.raw.get(context.scope.path + self.path)
        if raw is None:
            return self.subcon._build(obj, stream, context, path)
        stream.write(raw)
        return obj


class Named(Subconstruct):
    """Stores what `subcon` reads under a name of the scope, and writes what the scope has there."""

    def __init__(
        self,
        name: str,
        subcon: Construct,
        meaning: Value | None = None,
        part: Part | None = None,
        charset: str = "utf-8",
    ) -> None:
        super().__init__(subcon)
        self.key = name
        self.meaning = meaning
        self.part = part
        self.charset = charset

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> Any:
        scope: Scope = context.scope
        with scope.located(self.key, stream) as start:
            value = self.subcon._parsereport(stream, context, path)
            scope.put(self.key, self.part, value)
            self._measure(scope, value)
            if scope.frame.strict and self.meaning is not None and self.part is None:
                check_meaning(self.meaning, value)
        scope.note(self.key, start, None, value, self.meaning)
        return value

    def _build(self, obj: Any, stream: io.BytesIO, context: Any, path: str) -> Any:
        scope: Scope = context.scope
        with scope.located(self.key, stream):
            value = scope.take(self.key, self.part, 8 * self.subcon.sizeof() if self.part else 0)
            self._measure(scope, value)
            try:
                return self.subcon._build(value, stream, context, path)
            except (TypeError, ValueError, AttributeError, ArithmeticError) as error:
                raise ConstructError(f"can't encode {value!r}: {error}") from None

    def _measure(self, scope: Scope, value: Any) -> None:
        """`len(name)` counts bytes, of text too."""
        if isinstance(value, bytes):
            scope.lengths[self.key] = len(value)
        elif isinstance(value, str):
            try:
                scope.lengths[self.key] = len(value.encode(self.charset, "surrogateescape"))
            except UnicodeEncodeError as error:
                raise ConstructError(f"can't encode {value!r}: {error}") from None
