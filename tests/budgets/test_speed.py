"""Speed as a ratio: how much faster than hand-written `struct` the compiled packages read the benchmark mix.

The rule: digits depend on the machine, ratios on the same machine in the same second hardly do; so a ratio is what a
test may insist on. It leaves half of what was measured as room. Here too every subject is right before it is fast.
"""

from __future__ import annotations

import pytest

import zwcodec
from benchmarks.frames import PROTOCOLS
from benchmarks.peers import SUBJECTS, Subject, check
from benchmarks.timing import geometric_mean, loop, nanoseconds

FASTER = {"decode": 3.0, "encode": 2.0}
BY_NAME = {subject.name: subject for subject in SUBJECTS}


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.name)
def test_subjects_read_and_write_the_mix(subject: Subject, protocol: str) -> None:
    cases = subject.cases(protocol)
    assert cases
    for case in cases:
        check(case)


@pytest.mark.alone
@pytest.mark.backend_independent
@pytest.mark.skipif(zwcodec.BACKEND != "cython", reason="the interpreter is there to be right, not to be fast")
@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("operation", FASTER)
def test_faster_than_struct(operation: str, protocol: str) -> None:
    cases = [case for name in ("zwcodec", "struct") for case in BY_NAME[name].cases(protocol)]
    times = nanoseconds([loop([case], operation) for case in cases], rounds=7)
    half = len(times) // 2
    own, peer = geometric_mean(times[:half]), geometric_mean(times[half:])
    assert peer / own > FASTER[operation], f"{own:.0f} ns against {peer:.0f} ns a frame"
