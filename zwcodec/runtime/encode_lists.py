"""Lists and columns as writers.

The rule: what is written is read back as the same list. A stored count must be the number of elements, no element may
begin with the marker that ends the list, the flags of a `while` list must say where it ends.
"""

from __future__ import annotations

from .codec import range_text
from .decode_lists import MAX_ELEMENTS
from .encode_data import put_extended
from .errors import EncodeError, count_of
from .expressions import compile_expression
from .loads import Shape, compile_load
from .writer import Writer, is_open, program

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .codec import Codec
    from .facts import Op
    from .writer import Step

    Element = Callable[[Writer, int, Any], None]
    Check = Callable[[Writer, tuple[Any, ...]], None]


def list_step(codec: Codec, op: Op, shape: Shape, unknown: frozenset[int]) -> Step:
    """The operation `list`, by its bound."""
    _, slot, bound, element = op
    write = _record(codec, slot, element) if element[0] == "record" else _number(codec, slot, element)
    name = codec.name_of(slot)
    marker: bytes = bound[1] if bound[0] == "marker" else b""
    check = _before(codec, slot, bound, unknown)
    is_region = bound[0] == "length"
    size_of = compile_expression(bound[1]) if is_region and not is_open(bound[1], unknown) else None

    def step(writer: Writer) -> None:
        items = writer.required(slot)
        check(writer, items)
        outer = writer.closed
        if is_region:
            writer.closed = None
        first = len(writer.out)
        for position, item in enumerate(items):
            begin = len(writer.out)
            write(writer, position, item)
            if marker and writer.out.startswith(marker, begin):
                reason = f"begins with {marker.hex(' ')}, which ends the list"
                raise EncodeError(reason, path=f"{name}[{position}]", value=item)
        if is_region:
            writer.end_region()
            writer.closed = outer
        if size_of is not None and len(writer.out) - first != size_of(writer):
            reason = f"takes {count_of(len(writer.out) - first, 'byte')}"
            raise EncodeError(reason, path=name, allowed=f"{size_of(writer)} bytes")

    return step


def _before(codec: Codec, slot: int, bound: Op, unknown: frozenset[int]) -> Check:
    """What must hold before the elements are written."""
    name = codec.name_of(slot)
    if bound[0] == "count" and not is_open(bound[1], unknown):
        count_of_elements = compile_expression(bound[1])

        def count(writer: Writer, items: tuple[Any, ...]) -> None:
            expected = count_of_elements(writer)
            if len(items) != expected:
                reason = f"has {count_of(len(items), 'element')}"
                raise EncodeError(reason, path=name, allowed=f"{expected}")
            if len(items) > MAX_ELEMENTS:
                raise EncodeError(f"has {len(items)} elements", path=name, allowed=f"at most {MAX_ELEMENTS}")

        return count
    if bound[0] == "while":
        record = codec.records[slot]
        assert record is not None, "a flag stands in a record"
        field = record.stored[bound[1]]

        def flags(writer: Writer, items: tuple[Any, ...]) -> None:
            if not items:
                raise EncodeError("must have an element", path=name)
            for position, item in enumerate(items, 1):
                more = position < len(items)
                if bool(getattr(item, field.slot)) != more:
                    path = f"{name}[{position - 1}].{field.name}"
                    raise EncodeError("must say whether another element follows", path=path, allowed=str(more))

        return flags
    return lambda writer, items: None


def _number(codec: Codec, slot: int, element: Op) -> Element:
    name = codec.name_of(slot)
    if element[0] == "ext":
        threshold: int = element[1]

        def extended(writer: Writer, position: int, item: Any) -> None:
            put_extended(writer.out, item, threshold, f"{name}[{position}]")

        return extended
    _, width, signed, little = element
    order: Any = "little" if little else "big"
    low, high = (-(1 << 8 * width - 1), (1 << 8 * width - 1) - 1) if signed else (0, (1 << 8 * width) - 1)

    def fixed(writer: Writer, position: int, item: Any) -> None:
        if not low <= item <= high:
            path = f"{name}[{position}]"
            raise EncodeError("does not fit", path=path, value=item, allowed=range_text(low, high))
        writer.out += item.to_bytes(width, order, signed=signed)

    return fixed


def _record(codec: Codec, slot: int, element: Op) -> Element:
    _, layout, ups = element
    name = codec.name_of(slot)
    record = codec.records[slot]
    assert record is not None, f"{codec.name}.{name} has no record class"
    handed_down = tuple(compile_expression(tree) for tree in ups)

    def write(writer: Writer, position: int, item: Any) -> None:
        context = writer.context
        compiled = program(record, layout, context.protocol)
        values = tuple(expression(writer) for expression in handed_down)
        child = Writer(
            record,
            record.values(item),
            writer.out,
            writer.start,
            writer.version,
            values,
            compiled.registers,
            context,
        )
        child.closed = writer.closed
        try:
            for step in compiled.steps:
                step(child)
        except EncodeError as error:
            error.leave_element(name, position)
            raise
        writer.closed = child.closed

    return write


def columns_step(codec: Codec, op: Op, shape: Shape, unknown: frozenset[int]) -> Step:
    """`count` records stored column by column: one load per column."""
    _, slot, count, layout = op
    name = codec.name_of(slot)
    record = codec.records[slot]
    assert record is not None, f"{codec.name}.{name} has no record class"
    check = _before(codec, slot, ("count", count), unknown)

    def step(writer: Writer) -> None:
        items = writer.required(slot)
        check(writer, items)
        context = writer.context
        (run,) = (record.cls.__protocol__ or context.protocol).ops[layout]
        children = [
            Writer(record, record.values(item), writer.out, writer.start, writer.version, (), 0, context)
            for item in items
        ]
        for operation in run[2]:
            load = compile_load(record, operation, Shape((run,)))
            for position, child in enumerate(children):
                base = len(writer.out) - load.offset
                writer.out.extend(bytes(load.size))
                try:
                    load.put(child, base)
                except EncodeError as error:
                    error.leave_element(name, position)
                    raise

    return step
