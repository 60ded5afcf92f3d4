"""Lists and columns as readers.

The rule: a list grows only as far as bytes are there. Elements that take no bytes (a bit set of length 0) are legal
where a count says how many (MAX_ELEMENTS at most); where the end of a region bounds the list, they are an error.
An element sees the enclosing layout's values only through the expressions that are handed down.
"""

from __future__ import annotations

from .errors import DecodeError
from .expressions import compile_expression
from .loads import Shape, compile_load, inspect
from .reader import Reader, demand, program, take_extended, used_up

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .codec import Codec
    from .facts import Op
    from .reader import Step
    from .trace import Span

    Element = Callable[[Reader, int, int], Any]  # reader, position in the list, end of the element's region

MAX_ELEMENTS = 0xFFFF


def checked_count(reader: Reader, count: int, name: str) -> int:
    """The count, if it is one."""
    if not 0 <= count <= MAX_ELEMENTS:
        raise DecodeError(f"its count is {count}, must be 0..{MAX_ELEMENTS}", path=name, offset=reader.pos)
    return count


def list_step(codec: Codec, op: Op, shape: Shape) -> Step:
    """The operation `list`, by its bound."""
    _, slot, bound, element = op
    read = _element(codec, slot, element)
    return _BOUNDS[bound[0]](codec, slot, bound, read, element)


def _counted(codec: Codec, slot: int, bound: Op, read: Element, element: Op) -> Step:
    count_of_elements = compile_expression(bound[1])
    name = codec.name_of(slot)
    plain = _is_plain(codec, slot, element)

    def step(reader: Reader) -> None:
        count = checked_count(reader, count_of_elements(reader), name)
        if plain and count <= reader.end - reader.pos and not reader.context.careful:
            reader.values[slot] = tuple(reader.data[reader.pos : reader.pos + count])
            reader.pos += count
            return
        reader.values[slot] = tuple([read(reader, position, reader.end) for position in range(count)])

    return step


def _is_plain(codec: Codec, slot: int, element: Op) -> bool:
    """Whether the elements are the bytes themselves."""
    return codec.tables[slot] is None and element[:3] == ("int", 1, False)


def _until(
    reader: Reader, slot: int, name: str, end: int, read: Element, marker: bytes, lenient: bool = False
) -> None:
    """Elements up to `end` or to the marker; `lenient`: or to the first that is none."""
    items: list[Any] = []
    while reader.pos < min(end, reader.end) and not (marker and reader.data.startswith(marker, reader.pos, end)):
        begin = reader.pos
        recorder = reader.context.recorder
        seen = 0 if recorder is None else len(recorder.spans)
        try:
            items.append(read(reader, len(items), end))
        except DecodeError:
            if not lenient:
                raise
            reader.pos = reader.end = begin  # nothing can follow: the rest is trailing
            if recorder is not None:
                del recorder.spans[seen:]
            break
        if reader.pos == begin:
            if reader.end == begin:
                items.pop()  # it held nothing but an absent tail
                break
            raise DecodeError("an element takes no bytes", path=f"{name}[{len(items) - 1}]", offset=begin)
    reader.values[slot] = tuple(items)


def _to_end(codec: Codec, slot: int, bound: Op, read: Element, element: Op) -> Step:
    reserve: int = bound[-1]
    marker: bytes = bound[1] if bound[0] == "marker" else b""
    name = codec.name_of(slot)
    plain = not marker and _is_plain(codec, slot, element)

    def step(reader: Reader) -> None:
        end = max(reader.pos, reader.end - reserve)
        if plain and not reader.context.careful:
            reader.values[slot] = tuple(reader.data[reader.pos : end])
            reader.pos = end
        else:
            # What ends with the frame is nobody's region, so that its rest can be left over.
            ends = not reserve and reader.end == len(reader.data)
            _until(reader, slot, name, end, read, marker, reader.context.lenient and reader.codec.is_message and ends)

    return step


def _of_length(codec: Codec, slot: int, bound: Op, read: Element, element: Op) -> Step:
    name = codec.name_of(slot)
    size_of = compile_expression(bound[1])

    def step(reader: Reader) -> None:
        outer = reader.end
        size = size_of(reader)
        demand(reader, name, size)
        reader.end = end = reader.pos + size
        _until(reader, slot, name, end, read, b"")
        used_up(reader, name, end)
        reader.end = outer

    return step


def _while(codec: Codec, slot: int, bound: Op, read: Element, element: Op) -> Step:
    flag: int = bound[1]
    record = codec.records[slot]
    assert record is not None, "a flag stands in a record"
    attribute = record.slots[flag]

    def step(reader: Reader) -> None:
        items: list[Any] = []
        while True:
            items.append(read(reader, len(items), reader.end))
            if not getattr(items[-1], attribute):
                break
        reader.values[slot] = tuple(items)

    return step


_BOUNDS: dict[str, Callable[[Codec, int, Op, Element, Op], Step]] = {
    "count": _counted,
    "end": _to_end,
    "marker": _to_end,
    "length": _of_length,
    "while": _while,
}


def _element(codec: Codec, slot: int, element: Op) -> Element:
    if element[0] == "record":
        return _record(codec, slot, element)
    return _number(codec, slot, element)


def _number(codec: Codec, slot: int, element: Op) -> Element:
    name = codec.name_of(slot)
    members = codec.tables[slot]
    field = codec.stored[slot]
    if element[0] == "ext":
        threshold: int = element[1]

        def take(reader: Reader) -> int:
            return take_extended(reader, "", threshold)

    else:
        _, width, signed, little = element
        order: Any = "little" if little else "big"

        def take(reader: Reader) -> int:
            demand(reader, "", width)
            begin = reader.pos
            reader.pos = begin + width
            return int.from_bytes(reader.data[begin : begin + width], order, signed=signed)

    def read(reader: Reader, position: int, end: int) -> int:
        begin = reader.pos
        outer = reader.end
        reader.end = min(end, outer)
        context = reader.context
        try:
            value = take(reader)
            reader.end = outer
            if members is not None:
                value = members.get(value, value)
            if context.strict:
                reason = codec.objection(slot, value, reader.version)
                if reason:
                    raise DecodeError(reason, offset=begin)
        except DecodeError as error:
            error.leave_element(name, position)
            raise
        if context.recorder is not None:
            context.recorder.add_bytes(field, f"{name}[{position}]", value, begin, reader.pos)
        return value

    return read


def _record(codec: Codec, slot: int, element: Op) -> Element:
    _, layout, ups = element
    name = codec.name_of(slot)
    record = codec.records[slot]
    assert record is not None, f"{codec.name}.{name} has no record class"
    handed_down = tuple(compile_expression(tree) for tree in ups)

    def read(reader: Reader, position: int, end: int) -> Any:
        context = reader.context
        compiled = program(record, layout, context.protocol)
        values = tuple(expression(reader) for expression in handed_down)
        child = Reader(
            record,
            reader.data,
            reader.start,
            reader.pos,
            min(end, reader.end),
            reader.version,
            values,
            compiled.registers,
            context,
        )
        limit = child.end
        recorder = context.recorder
        if recorder is not None:
            recorder.enter_element(name, position)
        try:
            for step in compiled.steps:
                step(child)
        except DecodeError as error:
            error.leave_element(name, position)
            raise
        finally:
            if recorder is not None:
                views = recorder.leave()
        reader.pos = child.pos
        if child.end < limit:  # an absent tail: nothing can follow
            reader.end = child.end
        instance = record.create(child.values)
        if recorder is not None:
            recorder.settle(views, instance)
        return instance

    return read


def columns_step(codec: Codec, op: Op, shape: Shape) -> Step:
    """`count` records stored column by column: one load per column."""
    _, slot, count, layout = op
    name = codec.name_of(slot)
    record = codec.records[slot]
    assert record is not None, f"{codec.name}.{name} has no record class"
    count_of_rows = compile_expression(count)

    def step(reader: Reader) -> None:
        rows = checked_count(reader, count_of_rows(reader), name)
        context = reader.context
        (run,) = (record.cls.__protocol__ or context.protocol).ops[layout]
        loads = [compile_load(record, load, Shape((run,))) for load in run[2]]
        demand(reader, name, rows * run[1])
        children = [
            Reader(record, reader.data, reader.start, 0, reader.end, reader.version, (), 0, context)
            for _ in range(rows)
        ]
        recorder = context.recorder
        views: list[list[Span]] = [[] for _ in children]
        for load in loads:
            for position, child in enumerate(children):
                base = reader.pos - load.offset
                if recorder is not None:
                    recorder.enter_element(name, position)
                try:
                    load.take(child, base)
                    if context.careful:
                        inspect(child, base, load)
                except DecodeError as error:
                    error.leave_element(name, position)
                    raise
                finally:
                    if recorder is not None:
                        views[position] += recorder.leave()
                reader.pos += load.size
        instances = tuple(record.create(child.values) for child in children)
        reader.values[slot] = instances
        if recorder is not None:
            for spans, instance in zip(views, instances, strict=True):
                recorder.settle(spans, instance)

    return step
