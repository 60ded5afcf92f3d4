"""Where a writer takes an integer from: a slot, a part of a split number, or the size of something.

The rule: a stored number must fit its bits, a length must be one that its bits can say; nothing is cut. The length of a
region (`patch`) is known when the region has been written: until then it is 0 on the wire, and a condition on it sees
whether the region is filled.
"""

from __future__ import annotations

from .codec import range_text
from .errors import EncodeError, count_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .codec import Codec
    from .loads import Shape
    from .writer import Writer

    Source = Callable[[Writer], int]


def number_source(
    codec: Codec, shape: Shape, slot: int, register: int, derived: tuple[Any, ...], low: int, high: int
) -> Source:
    """Where a writer takes an integer from: a slot, a part of a split number, or the size of something."""
    if slot >= 0:
        return from_slot(codec, slot, low, high)
    source, measure, factor, offset, at = derived
    covered = shape.splits.get(register)
    if covered is not None:  # a part: the number must fit into all parts together, and this one takes its bits
        mask = high
        whole = _measured(codec, shape, source, measure, factor, offset, covered)
        return lambda writer: whole(writer) >> at & mask
    return _measured(codec, shape, source, measure, factor, offset, high)


def from_slot(codec: Codec, slot: int, low: int, high: int) -> Source:
    field = codec.stored[slot]

    def source(writer: Writer) -> int:
        value = writer.values[slot]
        if value is None:
            if field.reserved:
                return 0
            raise EncodeError("is missing", path=field.name)
        if not low <= value <= high:
            raise EncodeError("does not fit", path=field.name, value=value, allowed=range_text(low, high))
        return int(value)

    return source


def _measured(
    codec: Codec, shape: Shape, source: int, measure: str, factor: int, offset: int, high: int
) -> Source:
    """The number that goes with the size of what it measures; 0 where that is absent."""
    if measure == "patch":
        return lambda writer: 0  # on the wire, until the region has been written
    if measure == "slot":
        return lambda writer: int(writer.values[source] or 0)  # the join checks that it fits
    name = codec.name_of(source)
    charset = measure[5:] if measure.startswith("text:") else ""

    def size(writer: Writer) -> int:
        value = writer.values[source]
        if value is None:
            return 0
        length = len(encoded(value, charset, name)) if charset else len(value)
        return stated(name, length, factor, offset, high, "byte" if measure != "count" else "element")

    return size


def encoded(value: Any, charset: str, name: str) -> bytes:
    """The bytes of a bytes or text field."""
    if not charset:
        return bytes(value)
    try:
        text: str = value
        return text.encode(charset, "surrogateescape")
    except UnicodeEncodeError as error:
        raise EncodeError(f"{value[error.start]!r} is not in {charset}", path=name, value=value) from None


def stated(name: str, size: int, factor: int, offset: int, high: int, noun: str) -> int:
    """The number on the wire for a size, or an error if there is none."""
    number, rest = divmod(size - offset, factor)
    if rest or not 0 <= number <= high:
        allowed = f"{max(0, offset)}..{high * factor + offset} {noun}s" + (
            f" in steps of {factor}" if factor > 1 else ""
        )
        raise EncodeError(f"has {count_of(size, noun)}, which its length can't say", path=name, allowed=allowed)
    return number


def hold_place(
    writer: Writer,
    patch: int,
    place: tuple[int, int, bool, int, int, int],
    register: int,
    name: str,
    region: tuple[int, ...],
) -> None:
    """Remember where the length of a region stands; its register says whether the region is filled."""
    writer.patches.setdefault(patch, []).append(place)
    writer.numbers[name] = 0
    if register >= 0:
        writer.regs[register] = int(not place[5] and writer.filled(region) >= 0)
