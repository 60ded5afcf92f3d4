"""Who chooses when a frame is drawn: hypothesis, which shrinks what fails, or a seeded generator, for the forms that
every run must try.

The rule: everything that can be chosen goes through `number`, which takes the bounds; the rest is said in terms of it.
A style says how much there is to be of what can be long, and whether what may be missing is there.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from hypothesis import strategies as st

T = TypeVar("T")


@dataclass(frozen=True)
class Style:
    """`longest`: elements of a list, bytes of a text. `present`: percent of what may be missing that is there."""

    longest: int
    present: int
    shortest: int = 0

    def inner(self) -> Style:
        return Style((self.longest + 1) // 2, self.present, self.shortest // 3)


ANY = Style(5, 70)
SHORT = Style(0, 0)
LONG = Style(12, 100, 6)


@lru_cache(maxsize=4096)
def _integers(low: int, high: int) -> st.SearchStrategy[int]:
    return st.integers(low, high)


class Chooser:
    """Draws from hypothesis."""

    def __init__(self, draw: st.DrawFn, style: Style = ANY) -> None:
        self.draw = draw
        self.style = style

    def number(self, low: int, high: int) -> int:
        return low if low >= high else self.draw(_integers(low, high))

    def pick(self, options: Sequence[T]) -> T:
        return options[self.number(0, len(options) - 1)]

    def percent(self, likely: int) -> bool:
        """True so many times in a hundred; what shrinks becomes False."""
        return likely >= 100 or likely > 0 and self.number(0, 99) >= 100 - likely

    def present(self) -> bool:
        return self.percent(self.style.present)

    @contextmanager
    def less(self) -> Iterator[None]:
        """Inside the element of a list there is less of everything, or the longest form would have no end."""
        outer, self.style = self.style, self.style.inner()
        try:
            yield
        finally:
            self.style = outer

    def length(self, low: int = 0, high: int = 1 << 16) -> int:
        """How many of something: few, unless the bounds or the style want more."""
        return self.number(min(max(low, self.style.shortest), high), min(max(low, self.style.longest), high))

    def octets(self, size: int) -> bytes:
        """So many bytes; edges and letters more often than others."""
        kind = self.number(0, 3)
        if kind == 0:
            return bytes(size)
        if kind == 1:
            return b"\xff" * size
        whole = self.number(0, (1 << 8 * min(size, 8)) - 1).to_bytes(min(size, 8), "big")
        return (whole * (size // 8 + 1))[:size] if size > 8 else whole


class Seeded(Chooser):
    """The same from a random generator with a fixed seed."""

    def __init__(self, seed: int, style: Style) -> None:
        self.random = random.Random(seed)
        self.style = style

    def number(self, low: int, high: int) -> int:
        return low if low >= high else self.random.randint(low, high)
