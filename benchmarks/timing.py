"""Timing: statements of a few dozen nanoseconds, so that what is measured is the statement and not the loop.

The rule: a statement is repeated in the text of the function that runs it, subjects that are compared take turns, and
the best round counts for a single statement (noise only adds), the median where pytest-benchmark decides.
"""

from __future__ import annotations

import gc
import math
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from benchmarks.peers import Case

REPEATED = 20  # times that a statement stands in the loop
ROUND = 0.001  # seconds of one round
Loop = Callable[[int], None]


def loop(cases: Sequence[Case], operation: str, repeated: int = REPEATED) -> Loop:
    """A function that runs the cases in turn, `repeated` times over, as often as its argument says."""
    names: dict[str, Any] = {}
    lines: list[str] = []
    for number, case in enumerate(cases):
        names.update((f"{name}_{number}", value) for name, value in case.names.items())
        lines.append(case.statement(operation, f"_{number}"))
    used = ", ".join(f"{name}={name}" for name in names)  # defaults: locals are faster than globals
    body = "\n".join(f"        {line}" for line in lines * repeated)
    source = f"def run(n, {used}):\n    for _ in range(n):\n{body}\n"
    exec(compile(source, "<loop>", "exec"), names)  # noqa: S102 (the statements are peers.py's)
    made: Loop = names["run"]
    return made


def nanoseconds(loops: Sequence[Loop], rounds: int) -> list[float]:
    """Best time of one statement of each loop, measured in turns."""
    counts = [_calibrated(run) for run in loops]
    best = [math.inf] * len(loops)
    enabled = gc.isenabled()
    gc.disable()
    try:
        for _ in range(rounds):
            for number, (run, count) in enumerate(zip(loops, counts, strict=True)):
                start = time.perf_counter_ns()
                run(count)
                best[number] = min(best[number], (time.perf_counter_ns() - start) / (count * REPEATED))
    finally:
        if enabled:
            gc.enable()
    return best


def _calibrated(run: Loop) -> int:
    count = 1
    while True:
        start = time.perf_counter()
        run(count)
        if time.perf_counter() - start >= ROUND:
            return count
        count *= 2


def per_frame(cases: Sequence[Case], operation: str, rounds: int = 60) -> dict[str, float]:
    """Frame -> nanoseconds."""
    loops = [loop([case], operation) for case in cases]
    return dict(zip((case.frame.name for case in cases), nanoseconds(loops, rounds), strict=True))


def geometric_mean(values: Iterable[float]) -> float:
    logarithms = [math.log(value) for value in values]
    return math.exp(sum(logarithms) / len(logarithms))
