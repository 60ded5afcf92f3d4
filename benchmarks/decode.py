"""Decoding the mix: zwcodec and zclcodec next to bitstruct, struct and construct. `make bench` runs it.

The rule: every subject is checked on every frame before it is timed (peers.check); the project's own figures must stay
under the budget, which is meant for a machine like the one that the project is built on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import zwcodec
from benchmarks.frames import PROTOCOLS
from benchmarks.peers import SUBJECTS, Subject, check
from benchmarks.timing import geometric_mean, loop, per_frame

OPERATION = "decode"
BUDGET = {"zwave": 100.0, "zcl": 300.0}  # nanoseconds a frame, compiled


def measure(benchmark: Any, subject: Subject, protocol: str, operation: str) -> float:
    """Run one subject over one protocol's frames; the geometric mean of nanoseconds per frame."""
    cases = subject.cases(protocol)
    for case in cases:
        check(case)
    benchmark.group = f"{operation} {protocol}"
    run: Callable[[int], None] = loop(cases, operation, repeated=1)
    passes = 20
    benchmark(run, passes)
    frames = per_frame(cases, operation)
    mean = geometric_mean(frames.values())
    benchmark.extra_info.update(
        subject=subject.name,
        frames=frames,
        geometric_mean=mean,
        in_mix=benchmark.stats.stats.min * 1e9 / passes / len(cases),
    )
    return mean


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.name)
def test_decode(benchmark: Any, subject: Subject, protocol: str) -> None:
    mean = measure(benchmark, subject, protocol, OPERATION)
    if subject.name == "zwcodec" and zwcodec.BACKEND == "cython":
        assert mean < BUDGET[protocol]
