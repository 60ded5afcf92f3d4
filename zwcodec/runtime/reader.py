"""One message or record being read, and what every step needs of it.

The rule: bytes are taken only after `demand` (or a check of the same kind) has seen that they are there.
"""

from __future__ import annotations

from .errors import DecodeError, count_of
from .facts import registers_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .codec import Codec
    from .context import Context

    Step = Callable[["Reader"], None]


class Reader:
    """One message or record being read. `end` is the end of the region in force; it shrinks when an optional tail
    turns out to hold nothing, so that whatever follows finds no bytes and the rest becomes `trailing`."""

    __slots__ = (
        "codec",
        "context",
        "data",
        "end",
        "places",
        "pos",
        "regs",
        "start",
        "tails",
        "ups",
        "values",
        "version",
    )

    def __init__(
        self,
        codec: Codec,
        data: bytes,
        start: int,
        pos: int,
        end: int,
        version: int,
        ups: tuple[int, ...],
        registers: int,
        context: Context,
    ) -> None:
        self.codec = codec
        self.data = data
        self.start = start
        self.pos = pos
        self.end = end
        self.version = version
        self.ups = ups
        self.context = context
        self.values: list[Any] = [None] * len(codec.slots)
        self.regs = [0] * registers
        self.tails: set[int] = set()
        self.places: dict[int, tuple[int, int]] = {}  # part of a split number -> byte and bit, if it must be known

    @property
    def remaining(self) -> int:
        return self.end - self.pos


class Program:
    """A layout compiled to steps that read it into one class."""

    __slots__ = ("registers", "steps")

    def __init__(self, codec: Codec, name: str, protocol: Any) -> None:
        from .decode_steps import compile_steps
        from .loads import Shape

        ops = (codec.cls.__protocol__ or protocol).ops[name]  # an overlay has operations of its own
        self.registers = 1 + max(registers_in(ops), default=-1)
        self.steps: tuple[Step, ...] = compile_steps(codec, ops, Shape(ops))


def program(codec: Codec, name: str, protocol: Any) -> Program:
    """The layout `name`, compiled for this class."""
    found: Program | None = codec.readers.get(name)
    if found is None:
        found = codec.readers[name] = Program(codec, name, protocol)
    return found


def demand(reader: Reader, name: str, needed: int) -> None:
    """DecodeError unless `needed` bytes are left."""
    available = reader.end - reader.pos
    if needed > available:
        raise DecodeError(path=name, offset=reader.pos, needed=needed, available=available)
    if needed < 0:
        raise DecodeError(f"its length is {needed}", path=name, offset=reader.pos)


def used_up(reader: Reader, name: str, end: int) -> None:
    """DecodeError if the region has bytes left."""
    left = end - reader.pos
    if left:
        reason = f"{count_of(left, 'byte')} left over in its region"
        raise DecodeError(reason, path=name, offset=reader.pos, needed=0, available=left)


def take_extended(reader: Reader, name: str, threshold: int) -> int:
    """One byte, from `threshold` on two."""
    demand(reader, name, 1)
    value = reader.data[reader.pos]
    size = 1
    if value >= threshold:
        demand(reader, name, 2)
        value = value << 8 | reader.data[reader.pos + 1]
        size = 2
    reader.pos += size
    return value
