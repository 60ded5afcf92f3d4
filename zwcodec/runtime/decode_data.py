"""The operations that take data, as readers: runs, numbers, bytes, text, nested messages, typed values, checksums.

The rule: a step checks that its bytes are there before it takes them, so nothing is allocated for a length that the
frame can't fill. Strict checks and tracing (`context.careful`) look at what was just taken and cost nothing otherwise.
"""

from __future__ import annotations

from binascii import crc_hqx

from .context import MAX_DEPTH
from .errors import DecodeError
from .expressions import compile_expression
from .loads import compile_load, inspect
from .reader import demand, take_extended

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .codec import Codec
    from .facts import Op
    from .loads import Shape
    from .reader import Reader, Step

    Maker = Callable[[Codec, Op, Shape], Step]
    Length = Callable[[Reader], int]

CHECKSUMS: dict[str, Callable[[bytes], int]] = {"crc16_aug_ccitt": lambda data: crc_hqx(data, 0x1D0F)}


def examine(reader: Reader, slot: int, value: Any, begin: int) -> None:
    """Strict checks and tracing of a whole-byte field that was just taken from `begin` on."""
    context = reader.context
    name = reader.codec.name_of(slot)
    if context.strict:
        reason = reader.codec.objection(slot, value, reader.version)
        if reason:
            raise DecodeError(reason, path=name, offset=begin)
    if context.recorder is not None:
        context.recorder.add_bytes(reader.codec.stored[slot], name, value, begin, reader.pos)


def compile_length(codec: Codec, length: Any, name: str) -> Length:
    """Bytes that a field takes, checked to be there: `("rest", reserve)` or an expression.

    Where not even the fixed tail is there whole, the rest is empty, and the tail's own field says what it lacks.
    """
    if length[0] == "rest":
        reserve: int = length[1]
        return lambda reader: max(0, reader.end - reserve - reader.pos)
    expression = compile_expression(length)

    def stated(reader: Reader) -> int:
        size = expression(reader)
        demand(reader, name, size)
        return size

    return stated


def _run(codec: Codec, op: Op, shape: Shape) -> Step:
    _, size, loads = op
    compiled = tuple(compile_load(codec, load, shape) for load in loads)
    takes = tuple(load.take for load in compiled)

    def step(reader: Reader) -> None:
        base = reader.pos
        if size > reader.end - base:
            short(reader, compiled, base)
        for take in takes:
            take(reader, base)
        if reader.context.careful:
            for load in compiled:
                inspect(reader, base, load)
        reader.pos = base + size

    return step


def short(reader: Reader, loads: tuple[Any, ...], base: int) -> None:
    """Raise for the first load that is not there whole; those before it are taken, so that a trace shows them."""
    for load in loads:
        reader.pos = base + load.offset
        demand(reader, load.name, load.size)
        load.take(reader, base)
        if reader.context.careful:
            inspect(reader, base, load)


def _join(codec: Codec, op: Op, shape: Shape) -> Step:
    _, slot, register, parts = op
    pieces = tuple((part, (1 << width) - 1, at) for part, width, at in parts)
    members = codec.tables[slot] if slot >= 0 else None

    def step(reader: Reader) -> None:
        value = 0
        for part, mask, at in pieces:
            value |= (reader.regs[part] & mask) << at
        if register >= 0:
            reader.regs[register] = value
        if slot >= 0:
            reader.values[slot] = value = value if members is None else members.get(value, value)
        context = reader.context
        if context.strict and slot >= 0:
            reason = codec.objection(slot, value, reader.version)
            if reason:
                offset, bit = reader.places[pieces[0][0]]
                raise DecodeError(reason, path=codec.name_of(slot), offset=offset, bit_offset=bit)
        if context.recorder is not None:
            context.recorder.join([part for part, _, _ in pieces], value)

    return step


def _sized(codec: Codec, op: Op, shape: Shape) -> Step:
    _, slot, register, length, sizes, signed, little = op
    name = codec.name_of(slot)
    members = codec.tables[slot] if slot >= 0 else None
    size_of = compile_expression(length)
    order: Any = "little" if little else "big"
    legal = ", ".join(map(str, sizes))

    def step(reader: Reader) -> None:
        size = size_of(reader)
        if sizes and size not in sizes:
            raise DecodeError(f"its length is {size}, must be {legal}", path=name, offset=reader.pos)
        demand(reader, name, size)
        if size == 0:
            return
        begin = reader.pos
        value = int.from_bytes(reader.data[begin : begin + size], order, signed=signed)
        reader.pos = begin + size
        if register >= 0:
            reader.regs[register] = value
        if slot >= 0:
            reader.values[slot] = value = value if members is None else members.get(value, value)
            if reader.context.careful:
                examine(reader, slot, value, begin)

    return step


def _extended(codec: Codec, op: Op, shape: Shape) -> Step:
    _, slot, register, threshold = op
    name = codec.name_of(slot)
    members = codec.tables[slot] if slot >= 0 else None

    def step(reader: Reader) -> None:
        begin = reader.pos
        value = take_extended(reader, name, threshold)
        if register >= 0:
            reader.regs[register] = value
        if slot >= 0:
            reader.values[slot] = value = value if members is None else members.get(value, value)
            if reader.context.careful:
                examine(reader, slot, value, begin)

    return step


def _octets(codec: Codec, op: Op, shape: Shape) -> Step:
    _, slot, length, charset = op
    size_of = compile_length(codec, length, codec.name_of(slot))

    def step(reader: Reader) -> None:
        begin = reader.pos
        end = begin + size_of(reader)
        _store(reader, slot, reader.data[begin:end], charset, begin, end)

    return step


def _store(reader: Reader, slot: int, raw: bytes, charset: str, begin: int, end: int) -> None:
    value = raw.decode(charset, "surrogateescape") if charset else raw
    reader.values[slot] = value
    reader.pos = end
    if reader.context.careful:
        examine(reader, slot, value, begin)


def _prefixed(codec: Codec, op: Op, shape: Shape) -> Step:
    _, slot, width, little, charset = op[:5]
    name = codec.name_of(slot)
    order: Any = "little" if little else "big"
    invalid = (1 << 8 * width) - 1

    def step(reader: Reader) -> None:
        begin = reader.pos
        demand(reader, name, width)
        size = int.from_bytes(reader.data[begin : begin + width], order)
        reader.pos = begin + width
        if size == invalid:
            if reader.context.recorder is not None:
                reader.context.recorder.add_bytes(codec.stored[slot], name, None, begin, reader.pos)
            return
        demand(reader, name, size)
        _store(reader, slot, reader.data[reader.pos : reader.pos + size], charset, begin, reader.pos + size)

    return step


def _nested(codec: Codec, op: Op, shape: Shape) -> Step:
    _, slot, length = op
    name = codec.name_of(slot)
    size_of = compile_length(codec, length, name)

    def step(reader: Reader) -> None:
        context = reader.context
        begin = reader.pos
        end = begin + size_of(reader)
        if end == begin:
            if length[0] == "rest":
                demand(reader, name, 1 + length[1])
            raise DecodeError("its length is 0", path=name, offset=begin)
        if context.depth + 1 >= MAX_DEPTH:
            raise DecodeError(f"more than {MAX_DEPTH} messages inside each other", path=name, offset=begin)
        context.depth += 1
        seen = 0 if context.recorder is None else len(context.recorder.spans)
        try:
            value = context.protocol.nested_read(reader.data, begin, end, context)
        except DecodeError as error:
            error.leave_nested(name)
            raise
        finally:
            context.depth -= 1
        reader.values[slot] = value
        reader.pos = end
        if context.recorder is not None and len(context.recorder.spans) == seen:
            context.recorder.add_bytes(codec.stored[slot], name, value, begin, end)

    return step


def _typed(codec: Codec, op: Op, shape: Shape) -> Step:
    _, slot, type_id, analog_only = op
    name = codec.name_of(slot)
    type_of = compile_expression(type_id)

    def step(reader: Reader) -> None:
        context = reader.context
        protocol = context.protocol
        kind = type_of(reader)
        if analog_only and not protocol.is_analog(kind):
            return
        begin = reader.pos
        try:
            value, reader.pos = protocol.typed_read(
                reader.data, begin, reader.end, kind, 0, protocol.little
            )
        except DecodeError as error:
            error.leave_field(name)
            raise
        reader.values[slot] = value
        if context.recorder is not None:
            context.recorder.add_bytes(codec.stored[slot], name, value, begin, reader.pos)

    return step


def _checksum(codec: Codec, op: Op, shape: Shape) -> Step:
    _, slot, algorithm, verify = op
    name = codec.name_of(slot)
    compute = CHECKSUMS[algorithm]

    def step(reader: Reader) -> None:
        begin = reader.pos
        demand(reader, name, 2)
        value = int.from_bytes(reader.data[begin : begin + 2], "big")
        if verify == "always" or reader.context.strict:
            computed = compute(reader.data[reader.start : begin])
            if computed != value:
                raise DecodeError(f"is {value:#06x}, the bytes give {computed:#06x}", path=name, offset=begin)
        reader.values[slot] = value
        reader.pos = begin + 2
        if reader.context.careful:
            examine(reader, slot, value, begin)

    return step


DATA: dict[str, Maker] = {
    "run": _run,
    "join": _join,
    "sized": _sized,
    "ext": _extended,
    "bytes": _octets,
    "prefixed": _prefixed,
    "nested": _nested,
    "typed": _typed,
    "checksum": _checksum,
}
