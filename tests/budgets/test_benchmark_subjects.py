"""What benchmarks/ compares is right: each subject reads and writes the frames of the mix as they are.

The rule: a subject is right before it is fast. How fast is for benchmarks/ to measure, not for a test to insist on.
"""

from __future__ import annotations

import pytest

from benchmarks.frames import PROTOCOLS
from benchmarks.peers import SUBJECTS, Subject, check


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.name)
def test_subjects_read_and_write_the_mix(subject: Subject, protocol: str) -> None:
    cases = subject.cases(protocol)
    assert cases
    for case in cases:
        check(case)
