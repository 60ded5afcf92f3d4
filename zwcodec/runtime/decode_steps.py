"""The operations as readers: every operation becomes a closure `step(reader)`.

Here are those that decide what is there: conditions, tails, switches, regions. The rule: a step that opens a region
sets `reader.end` and restores it, and a region must be used up. Data is in decode_data.py, lists in decode_lists.py.
"""

from __future__ import annotations

from .decode_data import DATA, compile_length
from .decode_lists import columns_step, list_step
from .errors import DecodeError
from .expressions import compile_expression
from .facts import registers_in, slots_of
from .reader import used_up

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .codec import Codec
    from .decode_data import Maker
    from .facts import Op, Ops
    from .loads import Shape
    from .reader import Reader, Step


def compile_steps(codec: Codec, ops: Ops, shape: Shape) -> tuple[Step, ...]:
    """The operations, each as a step."""
    return tuple(_MAKERS[op[0]](codec, op, shape) for op in ops)


def _if(codec: Codec, op: Op, shape: Shape) -> Step:
    _, condition, body = op
    holds = compile_expression(condition)
    steps = compile_steps(codec, body, shape)

    def step(reader: Reader) -> None:
        if holds(reader):
            for inner in steps:
                inner(reader)

    return step


def _tail(codec: Codec, op: Op, shape: Shape) -> Step:
    _, number, since, until, reserve, may_miss, body, slots = op
    steps = compile_steps(codec, body, shape)
    registers = registers_in(body)
    # Presence is what the slots show on encode: a tail whose bytes left all of them empty was not there, its bytes stay
    # in `trailing`. Where the data of a length in this tail stands behind it, its slots are not all ours.
    shows_itself = may_miss and bool(slots) and set(slots) <= set(slots_of(body))

    def step(reader: Reader) -> None:
        if not since <= reader.version <= until or (may_miss and reader.end - reader.pos <= reserve):
            return
        begin = reader.pos
        recorder = reader.context.recorder
        seen = 0 if recorder is None else len(recorder.spans)
        for inner in steps:
            inner(reader)
        if shows_itself and reader.pos > begin and all(reader.values[slot] is None for slot in slots):
            reader.pos = reader.end = begin
            for register in registers:
                reader.regs[register] = 0
            if recorder is not None:
                del recorder.spans[seen:]
            return
        reader.tails.add(number)

    return step


def _with(codec: Codec, op: Op, shape: Shape) -> Step:
    _, number, body = op
    steps = compile_steps(codec, body, shape)

    def step(reader: Reader) -> None:
        if number in reader.tails:
            for inner in steps:
                inner(reader)

    return step


def _switch(codec: Codec, op: Op, shape: Shape) -> Step:
    _, on, cases, default = op
    select = compile_expression(on)
    compiled = tuple((low, high, compile_steps(codec, body, shape)) for low, high, body in cases)
    otherwise = None if default is None else compile_steps(codec, default, shape)

    def step(reader: Reader) -> None:
        value = select(reader)
        steps = next((steps for low, high, steps in compiled if low <= value <= high), otherwise)
        if steps is None:
            raise DecodeError(f"nothing is defined for the case {value}", offset=reader.pos)
        for inner in steps:
            inner(reader)

    return step


def _within(codec: Codec, op: Op, shape: Shape) -> Step:
    _, length, body = op
    steps = compile_steps(codec, body, shape)
    slots = slots_of(body)
    name = codec.name_of(slots[0]) if slots else ""
    size_of = compile_length(codec, length, name)

    def step(reader: Reader) -> None:
        outer = reader.end
        end = reader.pos + size_of(reader)
        reader.end = end
        for inner in steps:
            inner(reader)
        used_up(reader, name, end)
        reader.end = outer

    return step


def _patch(codec: Codec, op: Op, shape: Shape) -> Step:
    steps = compile_steps(codec, op[4], shape)

    def step(reader: Reader) -> None:
        for inner in steps:
            inner(reader)

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
