"""The operations as writers: every operation becomes a closure `step(writer)`.

Here are those that decide what is there: conditions, tails, switches, regions. The rule: what is filled must have a
place, and what has a place must be filled; both are EncodeErrors that name the field. `unknown` is explained in
encode_data.py; lists are in encode_lists.py.
"""

from __future__ import annotations

from .encode_data import DATA, check_length
from .encode_lists import columns_step, list_step
from .errors import EncodeError
from .expressions import compile_expression
from .facts import slots_of
from .measures import stated
from .writer import is_open

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .codec import Codec
    from .encode_data import Maker, Unknown
    from .facts import Op, Ops
    from .loads import Shape
    from .writer import Step, Writer


def compile_steps(codec: Codec, ops: Ops, shape: Shape, unknown: Unknown) -> tuple[Step, ...]:
    """The operations, each as a step."""
    return tuple(_MAKERS[op[0]](codec, op, shape, unknown) for op in ops)


def _if(codec: Codec, op: Op, shape: Shape, unknown: Unknown) -> Step:
    _, condition, body = op
    slots = slots_of(body)
    decided_by_slots = is_open(condition, unknown)
    holds = compile_expression(condition)
    steps = compile_steps(codec, body, shape, unknown)

    def step(writer: Writer) -> None:
        filled = writer.filled(slots)
        if filled >= 0 if decided_by_slots else holds(writer):
            for inner in steps:
                inner(writer)
        elif filled >= 0:
            reason = "must not be there: its condition does not hold"
            raise EncodeError(reason, path=codec.name_of(filled), value=writer.values[filled])

    return step


def _tail(codec: Codec, op: Op, shape: Shape, unknown: Unknown) -> Step:
    _, number, since, until, reserve, may_miss, body, slots = op
    steps = compile_steps(codec, body, shape, unknown)
    name = codec.name_of(slots[0]) if slots else ""
    only_conditions = all(op[0] == "if" for op in body)

    def takes_nothing(writer: Writer) -> bool:
        """Whether the tail, if it were there, would be no bytes at all: then nothing shows that it is missing."""
        if not only_conditions:
            return False
        begin = len(writer.out)
        try:
            for inner in steps:
                inner(writer)
        except EncodeError:
            pass
        else:
            if len(writer.out) == begin:
                return True
        del writer.out[begin:]
        return False

    def step(writer: Writer) -> None:
        filled = writer.filled(slots)
        if not since <= writer.version <= until:
            if filled >= 0:
                versions = f"since version {since}" if writer.version < since else f"until version {until}"
                reason = f"does not exist in version {writer.version}"
                raise EncodeError(
                    reason, path=codec.name_of(filled), value=writer.values[filled], allowed=versions
                )
        elif filled < 0 and may_miss:
            if takes_nothing(writer):
                writer.tails.add(number)
            else:
                writer.closed = writer.closed or (len(writer.out), reserve, name)
        elif writer.closed is not None:
            reason = f"is missing, though {codec.name_of(filled)} behind it is filled"
            raise EncodeError(reason, path=writer.closed[2])
        else:
            for inner in steps:
                inner(writer)
            writer.tails.add(number)

    return step


def _with(codec: Codec, op: Op, shape: Shape, unknown: Unknown) -> Step:
    _, number, body = op
    steps = compile_steps(codec, body, shape, unknown)
    slots = slots_of(body)

    def step(writer: Writer) -> None:
        if number in writer.tails:
            for inner in steps:
                inner(writer)
            return
        filled = writer.filled(slots)
        if filled >= 0:
            reason = "must not be there: its length is absent"
            raise EncodeError(reason, path=codec.name_of(filled), value=writer.values[filled])

    return step


def _switch(codec: Codec, op: Op, shape: Shape, unknown: Unknown) -> Step:
    _, on, cases, default = op
    select = compile_expression(on)
    decided_by_slots = is_open(on, unknown)
    bodies = [(low, high, body) for low, high, body in cases]
    if default is not None:
        bodies.append((-(1 << 64), 1 << 64, default))
    every = tuple(dict.fromkeys(slot for _, _, body in bodies for slot in slots_of(body)))
    compiled = tuple(
        (low, high, frozenset(slots_of(body)), compile_steps(codec, body, shape, unknown))
        for low, high, body in bodies
    )

    def step(writer: Writer) -> None:
        filled = {slot for slot in every if writer.values[slot] is not None}
        value = 0 if decided_by_slots else select(writer)
        chosen = next(
            (
                (slots, steps)
                for low, high, slots, steps in compiled
                if (filled <= slots if decided_by_slots else low <= value <= high)
            ),
            None,
        )
        if chosen is None:
            raise EncodeError(f"nothing is defined for the case {value}", path=codec.name_of(min(every, default=-1)))
        slots, steps = chosen
        for slot in sorted(filled - slots):
            reason = f"must not be there in the case {value}"
            raise EncodeError(reason, path=codec.name_of(slot), value=writer.values[slot])
        for inner in steps:
            inner(writer)

    return step


def _within(codec: Codec, op: Op, shape: Shape, unknown: Unknown) -> Step:
    _, length, body = op
    steps = compile_steps(codec, body, shape, unknown)
    slots = slots_of(body)
    check = check_length(codec, length, unknown, codec.name_of(slots[0]) if slots else "")

    def step(writer: Writer) -> None:
        begin = len(writer.out)
        outer, writer.closed = writer.closed, None
        for inner in steps:
            inner(writer)
        writer.end_region()
        writer.closed = outer
        check(writer, len(writer.out) - begin, None)

    return step


def _patch(codec: Codec, op: Op, shape: Shape, unknown: Unknown) -> Step:
    _, patch, factor, offset, body = op
    registers = shape.patched.get(patch, ())
    steps = compile_steps(codec, body, shape, unknown.union(registers))
    region = slots_of(body)
    field = codec.derived_field(patch, "patch", region)
    name = field.name if field is not None else codec.name_of(region[0]) if region else ""
    asked = not shape.asked.isdisjoint(registers)
    first = codec.name_of(region[0]) if region else name

    def step(writer: Writer) -> None:
        begin = len(writer.out)
        for inner in steps:
            inner(writer)
        places = writer.patches.get(patch, ())
        high = sum(((1 << width) - 1) << at for _, _, _, _, width, at in places)
        number = stated(name, len(writer.out) - begin, factor, offset, high, "byte")
        if asked and not number:
            raise EncodeError(f"takes no bytes: {name} 0 says that it is not there", path=first)
        for position, size, little, shift, width, at in places:
            order: Any = "little" if little else "big"
            group = int.from_bytes(writer.out[position : position + size], order)
            group |= (number >> at & (1 << width) - 1) << shift
            writer.out[position : position + size] = group.to_bytes(size, order)
        writer.numbers[name] = number
        for register in registers:
            writer.regs[register] = number

    return step


_MAKERS: dict[str, Maker] = {
    **DATA,
    "list": list_step,
    "columns": columns_step,
    "if": _if,
    "tail": _tail,
    "with": _with,
    "switch": _switch,
    "within": _within,
    "patch": _patch,
}
