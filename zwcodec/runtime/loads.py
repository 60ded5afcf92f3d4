"""The pieces of a run (integers, bit groups, bools, floats, raw bytes, constants), both ways from one description.

The rule: a `Load` reads and writes `size` bytes at `offset` of its run and never checks that they are there; the run
does. Its `parts` say what each bit is, for strict decoding and tracing. Bit offsets count from the most significant
bit of a byte; what is not contiguous in that order (an item across bytes of a little-endian group) has several places.
"""

from __future__ import annotations

from .errors import DecodeError, EncodeError, count_of
from .facts import patched_registers, regions_patched, registers_asked, split_numbers
from .measures import from_slot, hold_place, number_source
from .trace import CONSTANT
from .values import float_from_bytes, float_to_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .codec import Codec
    from .facts import Op, Ops
    from .fields import Field
    from .measures import Source
    from .reader import Reader
    from .values import Table
    from .writer import Writer


class Shape:
    """What loads must know of the layout around them."""

    __slots__ = ("asked", "patched", "regions", "splits")

    def __init__(self, ops: Ops) -> None:
        self.splits = split_numbers(ops)
        self.patched = patched_registers(ops)
        self.regions = regions_patched(ops)
        self.asked = registers_asked(ops)


class Part:
    """What some bits of a load are. `places`: ((byte, bit, length), ...) from the start of the run."""

    __slots__ = ("field", "name", "number", "places", "register", "slot")

    def __init__(
        self,
        field: Field | None,
        name: str,
        slot: int,
        register: int,
        places: tuple[tuple[int, int, int], ...],
        number: Callable[[bytes, int], Any],
    ) -> None:
        self.field = field
        self.name = name
        self.slot = slot
        self.register = register
        self.places = places
        self.number = number


class Load:
    """One load of a run, compiled for one class."""

    __slots__ = ("offset", "parts", "put", "size", "take")

    def __init__(
        self,
        offset: int,
        size: int,
        parts: tuple[Part, ...],
        take: Callable[[Reader, int], None],
        put: Callable[[Writer, int], None],
    ) -> None:
        self.offset = offset
        self.size = size
        self.parts = parts
        self.take = take
        self.put = put

    @property
    def name(self) -> str:
        return next((part.name for part in self.parts if part.name), "")


def bit_places(offset: int, size: int, shift: int, width: int, little: bool) -> tuple[tuple[int, int, int], ...]:
    """Where bits `shift` and up of a group's integer stand in the run."""
    if not little:
        first = 8 * size - shift - width
        return ((offset + first // 8, first % 8, width),)
    if shift % 8 == 0 and width % 8 == 0:
        return ((offset + shift // 8, 0, width),)
    places = []
    low = shift
    while low < shift + width:
        high = min(shift + width, (low // 8 + 1) * 8)
        places.append((offset + low // 8, 8 - (high - 1) % 8 - 1, high - low))
        low = high
    return tuple(places)


def inspect(reader: Reader, base: int, load: Load) -> None:
    """Strict checks and tracing of a load that was just taken."""
    codec, context = reader.codec, reader.context
    for part in load.parts:
        value = reader.values[part.slot] if part.slot >= 0 else part.number(reader.data, base)
        byte, bit, _ = part.places[0]
        if part.slot < 0:
            reader.places[part.register] = (base + byte, bit)
        elif context.strict:
            reason = codec.objection(part.slot, value, reader.version)
            if reason:
                raise DecodeError(reason, path=part.name, offset=base + byte, bit_offset=bit)
        if context.recorder is not None:
            context.recorder.add(part, value, base)


def _owner(codec: Codec, shape: Shape, slot: int, derived: tuple[Any, ...]) -> Field | None:
    """The field that an integer shows: its own, or the number that it is a part or a length of."""
    if slot >= 0:
        return codec.stored[slot]
    if derived[1] == "slot":
        field: Field = codec.stored[derived[0]]
        return field
    return codec.derived_field(derived[0], derived[1], shape.regions.get(derived[0], ()))


def _integer(codec: Codec, load: Op, shape: Shape) -> Load:
    _, offset, width, signed, little, slot, register, derived = load
    stop = offset + width
    order: Any = "little" if little else "big"
    members = codec.tables[slot] if slot >= 0 else None
    low, high = (-(1 << 8 * width - 1), (1 << 8 * width - 1) - 1) if signed else (0, (1 << 8 * width) - 1)
    source = number_source(codec, shape, slot, register, derived, low, high)
    patch, at = (derived[0], derived[4]) if derived and derived[1] == "patch" else (None, 0)
    field = _owner(codec, shape, slot, derived)
    name = "" if field is None else field.name
    region = shape.regions.get(patch, ()) if patch is not None else ()

    def number(data: bytes, base: int) -> int:
        return int.from_bytes(data[base + offset : base + stop], order, signed=signed)

    def take(reader: Reader, base: int) -> None:
        value = int.from_bytes(reader.data[base + offset : base + stop], order, signed=signed)
        if register >= 0:
            reader.regs[register] = value
        if slot >= 0:
            reader.values[slot] = value if members is None else members.get(value, value)

    def put(writer: Writer, base: int) -> None:
        value = source(writer)
        if register >= 0:
            writer.regs[register] = value
        if patch is not None:
            place = (base + offset, width, little, 0, 8 * width, at)
            hold_place(writer, patch, place, register, name, region)
        writer.out[base + offset : base + stop] = value.to_bytes(width, order, signed=signed)

    return Load(offset, width, (Part(field, name, slot, register, ((offset, 0, 8 * width),), number),), take, put)


def _bit_group(codec: Codec, load: Op, shape: Shape) -> Load:
    _, offset, size, little, items = load
    order: Any = "little" if little else "big"
    compiled: list[tuple[int, int, str, int, int, Table | None, Source | None, int | None, int]] = []
    held: dict[int, tuple[str, tuple[int, ...]]] = {}
    parts = []
    for shift, width, kind, slot, register, derived in items:
        mask = (1 << width) - 1
        places = bit_places(offset, size, shift, width, little)
        if kind == "c":
            compiled.append((shift, mask, kind, slot, -1, None, None, None, 0))
            parts.append(Part(None, CONSTANT, -1, -1, places, _bits_of(offset, size, order, shift, mask, kind)))
            continue
        low, high = (-(1 << width - 1), (1 << width - 1) - 1) if kind == "s" else (0, mask)
        source = number_source(codec, shape, slot, register, derived, low, high)
        patch, at = (derived[0], derived[4]) if derived and derived[1] == "patch" else (None, 0)
        members = codec.tables[slot] if slot >= 0 else None
        compiled.append((shift, mask, kind, slot, register, members, source, patch, at))
        field = _owner(codec, shape, slot, derived)
        name = "" if field is None else field.name
        if patch is not None:
            held[patch] = (name, shape.regions.get(patch, ()))
        parts.append(Part(field, name, slot, register, places, _bits_of(offset, size, order, shift, mask, kind)))

    def take(reader: Reader, base: int) -> None:
        group = int.from_bytes(reader.data[base + offset : base + offset + size], order)
        for position, (shift, mask, kind, slot, register, members, _, _, _) in enumerate(compiled):
            value: Any = group >> shift & mask
            if kind == "c":
                if value != slot:
                    byte, bit, _ = parts[position].places[0]
                    reason = f"bits are {value}, must be {slot}"
                    raise DecodeError(reason, path=CONSTANT, offset=base + byte, bit_offset=bit)
                continue
            if kind == "s" and value > mask >> 1:
                value -= mask + 1
            if register >= 0:
                reader.regs[register] = value
            if slot >= 0:
                if kind == "b":
                    value = value == 1
                reader.values[slot] = value if members is None else members.get(value, value)

    def put(writer: Writer, base: int) -> None:
        group = 0
        for shift, mask, _, slot, register, _, source, patch, at in compiled:
            if source is None:
                group |= slot << shift
                continue
            value = source(writer)
            if register >= 0:
                writer.regs[register] = value
            if patch is not None:
                name, region = held[patch]
                place = (base + offset, size, little, shift, mask.bit_length(), at)
                hold_place(writer, patch, place, register, name, region)
            group |= (value & mask) << shift
        writer.out[base + offset : base + offset + size] = group.to_bytes(size, order)

    return Load(offset, size, tuple(parts), take, put)


def _bits_of(offset: int, size: int, order: Any, shift: int, mask: int, kind: str) -> Callable[[bytes, int], int]:
    def number(data: bytes, base: int) -> int:
        value = int.from_bytes(data[base + offset : base + offset + size], order) >> shift & mask
        return value - mask - 1 if kind == "s" and value > mask >> 1 else value

    return number


def _boolean(codec: Codec, load: Op, shape: Shape) -> Load:
    _, offset, slot = load
    source = from_slot(codec, slot, 0, 255)

    def take(reader: Reader, base: int) -> None:
        value = reader.data[base + offset]
        reader.values[slot] = value if value > 1 else value == 1

    def put(writer: Writer, base: int) -> None:
        writer.out[base + offset] = source(writer)

    field = codec.stored[slot]
    part = Part(field, field.name, slot, -1, ((offset, 0, 8),), lambda data, base: data[base + offset])
    return Load(offset, 1, (part,), take, put)


def _floating(codec: Codec, load: Op, shape: Shape) -> Load:
    _, offset, width, little, slot = load
    field = codec.stored[slot]
    step = -1 if little else 1

    def number(data: bytes, base: int) -> float:
        return float_from_bytes(data[base + offset : base + offset + width][::step])

    def take(reader: Reader, base: int) -> None:
        reader.values[slot] = number(reader.data, base)

    def put(writer: Writer, base: int) -> None:
        value = writer.values[slot]
        if value is None:
            raise EncodeError("is missing", path=field.name)
        raw = float_to_bytes(value, width)
        if raw is None:
            raise EncodeError(f"too large for a float of {width} bytes", path=field.name, value=value)
        writer.out[base + offset : base + offset + width] = raw[::step]

    part = Part(field, field.name, slot, -1, ((offset, 0, 8 * width),), number)
    return Load(offset, width, (part,), take, put)


def _raw(codec: Codec, load: Op, shape: Shape) -> Load:
    _, offset, length, slot = load
    field = codec.stored[slot]

    def octets(data: bytes, base: int) -> bytes:
        return data[base + offset : base + offset + length]

    def take(reader: Reader, base: int) -> None:
        reader.values[slot] = octets(reader.data, base)

    def put(writer: Writer, base: int) -> None:
        value = writer.values[slot]
        if value is None:
            raise EncodeError("is missing", path=field.name)
        if len(value) != length:
            reason = f"has {count_of(len(value), 'byte')}"
            raise EncodeError(reason, path=field.name, value=value, allowed=f"{length} bytes")
        writer.out[base + offset : base + offset + length] = value

    part = Part(field, field.name, slot, -1, ((offset, 0, 8 * length),), octets)
    return Load(offset, length, (part,), take, put)


def _constant(codec: Codec, load: Op, shape: Shape) -> Load:
    _, offset, data = load
    length = len(data)

    def octets(frame: bytes, base: int) -> bytes:
        return frame[base + offset : base + offset + length]

    def take(reader: Reader, base: int) -> None:
        found = octets(reader.data, base)
        if found != data:
            reason = f"is {found.hex(' ')}, must be {data.hex(' ')}"
            raise DecodeError(reason, path=CONSTANT, offset=base + offset)

    def put(writer: Writer, base: int) -> None:
        writer.out[base + offset : base + offset + length] = data

    part = Part(None, CONSTANT, -1, -1, ((offset, 0, 8 * length),), octets)
    return Load(offset, length, (part,), take, put)


_LOADS: dict[str, Callable[[Codec, Op, Shape], Load]] = {
    "int": _integer,
    "bits": _bit_group,
    "bool": _boolean,
    "float": _floating,
    "raw": _raw,
    "const": _constant,
}


def compile_load(codec: Codec, load: Op, shape: Shape) -> Load:
    return _LOADS[load[0]](codec, load, shape)
