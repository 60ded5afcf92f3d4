"""What is wrong with a spec: collected while loading, raised once with everything that was found.

The rule: nothing stops at the first mistake. Whoever finds one adds it here and goes on with a value that does no
further harm; the end of the load raises one SpecProblem that lists every `file: /yaml/path: message`.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .model import Where


@dataclass(frozen=True)
class Problem:
    where: Where
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message}"


class SpecProblem(Exception):
    """The specs can't be used. `problems` has all that is wrong with them."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[SpecProblem], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


class Problems:
    """Collects problems; the same one is kept once (a shared record may be looked at several times)."""

    def __init__(self) -> None:
        self._found: dict[Problem, None] = {}

    def add(self, where: Where, message: str) -> None:
        self._found[Problem(where, message)] = None

    def extend(self, other: Problems) -> None:
        self._found.update(other._found)

    def __iter__(self) -> Iterator[Problem]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def raise_if_any(self) -> None:
        """Raise SpecProblem, ordered by file and otherwise in the order of finding."""
        if self._found:
            raise SpecProblem(sorted(self._found, key=lambda problem: problem.where.file))


def suggestion(word: str, known: Iterable[str]) -> str:
    """` (did you mean 'length'?)` if a known word is close, else nothing."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f" (did you mean {close[0]!r}?)" if close else ""


def listing(words: Iterable[str]) -> str:
    """`a, b, c` in alphabetical order."""
    return ", ".join(sorted(words)) or "nothing"
