"""The operations that put data, as writers: runs, numbers, bytes, text, nested messages, typed values, checksums.

The rule: a step writes what its slot holds or raises an EncodeError that names the slot; a stored size must be that of
the data. `unknown` are the registers whose number is known only when a region has been written (`patch`): lengths that
depend on them need no check, they will be made true.
"""

from __future__ import annotations

from .codec import range_text
from .context import MAX_DEPTH
from .decode_data import CHECKSUMS
from .errors import EncodeError, count_of
from .expressions import compile_expression
from .loads import compile_load
from .measures import encoded
from .writer import is_open

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .codec import Codec
    from .facts import Op
    from .loads import Shape
    from .writer import Step, Writer

    Unknown = frozenset[int]
    Maker = Callable[[Codec, Op, Shape, Unknown], Step]


def _run(codec: Codec, op: Op, shape: Shape, unknown: Unknown) -> Step:
    _, size, loads = op
    puts = tuple(compile_load(codec, load, shape).put for load in loads)

    def step(writer: Writer) -> None:
        base = len(writer.out)
        writer.out.extend(bytes(size))
        for put in puts:
            put(writer, base)

    return step


def _join(codec: Codec, op: Op, shape: Shape, unknown: Unknown) -> Step:
    _, slot, register, parts = op
    covered = sum(((1 << width) - 1) << at for _, width, at in parts)
    name = codec.name_of(slot)

    def step(writer: Writer) -> None:
        if slot >= 0:
            value = writer.required(slot)
            if value < 0 or value & ~covered:
                raise EncodeError("does not fit", path=name, value=value, allowed=f"0..{covered}")
        if register >= 0:
            writer.regs[register] = sum(writer.regs[part] << at for part, _, at in parts)

    return step


def _sized(codec: Codec, op: Op, shape: Shape, unknown: Unknown) -> Step:
    _, slot, register, length, sizes, signed, little = op
    name = codec.name_of(slot)
    size_of = compile_expression(length)
    order: Any = "little" if little else "big"

    def step(writer: Writer) -> None:
        size = size_of(writer)
        value = writer.values[slot]
        if value is None:
            if size:
                raise EncodeError(f"is missing, its length is {size}", path=name)
            return
        bits = 8 * size
        low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if signed and bits > 0 else (0, (1 << max(0, bits)) - 1)
        if size < 1 or sizes and size not in sizes:
            legal = ", ".join(map(str, sizes))
            raise EncodeError(f"its length is {size}", path=name, value=value, allowed=f"{legal or 'any'} bytes")
        if not low <= value <= high:
            reason = f"does not fit into {count_of(size, 'byte')}"
            raise EncodeError(reason, path=name, value=value, allowed=range_text(low, high))
        if register >= 0:
            writer.regs[register] = int(value)
        writer.out += value.to_bytes(size, order, signed=signed)

    return step


def put_extended(out: bytearray, value: int, threshold: int, name: str) -> None:
    """One byte, from `threshold` on two."""
    if 0 <= value < threshold:
        out.append(value)
    elif threshold << 8 <= value <= 0xFFFF:
        out += value.to_bytes(2, "big")
    else:
        allowed = f"0..{threshold - 1}, {threshold << 8}..65535"
        raise EncodeError("does not fit", path=name, value=value, allowed=allowed)


def _extended(codec: Codec, op: Op, shape: Shape, unknown: Unknown) -> Step:
    _, slot, register, threshold = op
    name = codec.name_of(slot)

    def step(writer: Writer) -> None:
        value = writer.required(slot)
        if register >= 0:
            writer.regs[register] = int(value)
        put_extended(writer.out, value, threshold, name)

    return step


def check_length(
    codec: Codec, length: Op, unknown: Unknown, name: str
) -> Callable[[Writer, int, object], None]:
    """A check that so many bytes are what the length says."""
    if length[0] == "rest" or is_open(length, unknown):
        return lambda writer, size, value: None
    size_of = compile_expression(length)

    def check(writer: Writer, size: int, value: object) -> None:
        expected = size_of(writer)
        if size != expected:
            raise EncodeError(f"has {count_of(size, 'byte')}", path=name, value=value, allowed=f"{expected} bytes")

    return check


def _octets(codec: Codec, op: Op, shape: Shape, unknown: Unknown) -> Step:
    _, slot, length, charset = op
    name = codec.name_of(slot)
    check = check_length(codec, length, unknown, name)

    def step(writer: Writer) -> None:
        value = writer.required(slot)
        raw = encoded(value, charset, name)
        check(writer, len(raw), value)
        writer.out += raw

    return step


def _prefixed(codec: Codec, op: Op, shape: Shape, unknown: Unknown) -> Step:
    _, slot, width, little, charset = op[:5]
    name = codec.name_of(slot)
    order: Any = "little" if little else "big"
    invalid = (1 << 8 * width) - 1

    def step(writer: Writer) -> None:
        value = writer.values[slot]
        if value is None:
            writer.out += invalid.to_bytes(width, order)
            return
        raw = encoded(value, charset, name)
        if len(raw) >= invalid:
            reason = f"has {len(raw)} bytes"
            raise EncodeError(reason, path=name, value=value, allowed=f"at most {invalid - 1} bytes")
        writer.out += len(raw).to_bytes(width, order) + raw

    return step


def _nested(codec: Codec, op: Op, shape: Shape, unknown: Unknown) -> Step:
    _, slot, length = op
    name = codec.name_of(slot)
    check = check_length(codec, length, unknown, name)

    def step(writer: Writer) -> None:
        value = writer.required(slot)
        context = writer.context
        begin = len(writer.out)
        if context.depth + 1 >= MAX_DEPTH:
            raise EncodeError(f"more than {MAX_DEPTH} messages inside each other", path=name)
        context.depth += 1
        try:
            context.protocol.nested_write(value, writer.out, context)
        except EncodeError as error:
            error.leave_nested(name)
            raise
        finally:
            context.depth -= 1
        check(writer, len(writer.out) - begin, value)

    return step


def _typed(codec: Codec, op: Op, shape: Shape, unknown: Unknown) -> Step:
    _, slot, type_id, analog_only = op
    name = codec.name_of(slot)
    type_of = compile_expression(type_id)

    def step(writer: Writer) -> None:
        protocol = writer.context.protocol
        kind = type_of(writer)
        value = writer.values[slot]
        if analog_only and not protocol.is_analog(kind):
            if value is not None:
                raise EncodeError(f"values of type 0x{kind:02x} have none", path=name, value=value)
            return
        try:
            protocol.typed_write(writer.out, kind, value)
        except EncodeError as error:
            error.leave_field(name)
            raise

    return step


def _checksum(codec: Codec, op: Op, shape: Shape, unknown: Unknown) -> Step:
    _, slot, algorithm, verify = op
    compute = CHECKSUMS[algorithm]
    name = codec.name_of(slot)

    def step(writer: Writer) -> None:
        value = writer.values[slot]
        writer.checksums[slot] = computed = compute(bytes(writer.out[writer.start :]))
        if value is None:
            value = computed
        elif verify == "always" and value != computed:
            raise EncodeError("does not match the bytes", path=name, value=value, allowed=f"0x{computed:04x}")
        elif not 0 <= value <= 0xFFFF:
            raise EncodeError("does not fit", path=name, value=value, allowed="0..65535")
        writer.out += value.to_bytes(2, "big")

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
