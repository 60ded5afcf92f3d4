"""One message or record being written, and what every step needs of it.

The rule: nothing is lost. What is filled but has no place in this version, under this condition or in so many bytes
is an EncodeError that names it.
"""

from __future__ import annotations

from .errors import EncodeError
from .expressions import depends_on_remaining, registers_of
from .facts import registers_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from .codec import Codec
    from .context import Context
    from .expressions import Tree

    Step = Callable[["Writer"], None]

    # number of bytes at the closing, bytes of the fixed tail that may follow, name of the absent field
    Closed = tuple[int, int, str]


class Writer:
    """`closed` is set once an optional tail of the region in force is absent. `patches` says where numbers stand that
    are known only when their region has been written: patch -> (position, bytes, little, shift, width, at) of each
    part; `numbers` are those that were patched, by the name of their field."""

    __slots__ = (
        "checksums",
        "closed",
        "codec",
        "context",
        "numbers",
        "out",
        "patches",
        "regs",
        "start",
        "tails",
        "ups",
        "values",
        "version",
    )
    remaining = 0  # nobody who writes knows it

    def __init__(
        self,
        codec: Codec,
        values: list[Any],
        out: bytearray,
        start: int,
        version: int,
        ups: tuple[int, ...],
        registers: int,
        context: Context,
    ) -> None:
        self.codec = codec
        self.values = values
        self.out = out
        self.start = start
        self.version = version
        self.ups = ups
        self.context = context
        self.regs = [0] * registers
        self.tails: set[int] = set()
        self.patches: dict[int, list[tuple[int, int, bool, int, int, int]]] = {}
        self.numbers: dict[str, int] = {}
        self.checksums: dict[int, int] = {}
        self.closed: Closed | None = None

    def filled(self, slots: Iterable[int]) -> int:
        """The first of these slots that holds something, -1 if none does."""
        for slot in slots:
            if self.values[slot] is not None:
                return slot
        return -1

    def end_region(self) -> None:
        """EncodeError if something but the fixed tail stands behind an absent tail: it would be read as the tail."""
        if self.closed is not None:
            at, reserve, name = self.closed
            if len(self.out) - at > reserve:
                raise EncodeError("is missing, though something stands behind it", path=name)

    def required(self, slot: int) -> Any:
        value = self.values[slot]
        if value is None:
            raise EncodeError("is missing", path=self.codec.name_of(slot))
        return value


class Program:
    """A layout compiled to steps that write one class."""

    __slots__ = ("registers", "steps")

    def __init__(self, codec: Codec, name: str, protocol: Any) -> None:
        from .encode_steps import compile_steps
        from .loads import Shape

        ops = (codec.cls.__protocol__ or protocol).ops[name]  # an overlay has operations of its own
        self.registers = 1 + max(registers_in(ops), default=-1)
        self.steps: tuple[Step, ...] = compile_steps(codec, ops, Shape(ops), frozenset())


def program(codec: Codec, name: str, protocol: Any) -> Program:
    """The layout `name`, compiled for this class."""
    found: Program | None = codec.writers.get(name)
    if found is None:
        found = codec.writers[name] = Program(codec, name, protocol)
    return found


def is_open(tree: Tree, unknown: frozenset[int]) -> bool:
    """Whether a writer can't evaluate the expression: what it says follows from what is written, not the other way."""
    return depends_on_remaining(tree) or not unknown.isdisjoint(registers_of(tree))
