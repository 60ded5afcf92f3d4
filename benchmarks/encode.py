"""Encoding the mix: from the object that a subject decoded, back to the frame. `make bench` runs it.

The rule: as in decode.py. What is encoded was decoded by the same subject, so each works on the objects it likes best.
"""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.decode import measure
from benchmarks.frames import PROTOCOLS
from benchmarks.peers import SUBJECTS, Subject


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.name)
def test_encode(benchmark: Any, subject: Subject, protocol: str) -> None:
    mean = measure(benchmark, subject, protocol, "encode")
    assert mean > 0
