"""The fuzz targets over their seeds, over what was found before, and over mutated seeds for a moment.

The rule: a target that raises has found something. What fuzzers found stands in tests/corpus/fuzz.yaml, so that the
targets can't rot and a finding stays mended on both back ends.
"""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.mutations import mutate
from tests.fuzz.targets import TARGETS

CORPUS = Path(__file__).resolve().parents[1] / "corpus" / "fuzz.yaml"
FOUND: list[dict[str, Any]] = yaml.safe_load(CORPUS.read_text(encoding="utf-8"))["found"]
targets = pytest.mark.parametrize("name", list(TARGETS))


@targets
def test_seeds(name: str) -> None:
    seeds = TARGETS[name].seeds()
    assert seeds
    for seed in seeds[:: max(TARGETS[name].weight, len(seeds) // 150)]:
        TARGETS[name].run(seed)


@pytest.mark.parametrize("case", FOUND, ids=[f"{case['target']}-{case['about']}" for case in FOUND])
def test_findings(case: dict[str, Any]) -> None:
    data = bytes.fromhex(case["hex"]) if "hex" in case else case["text"].encode("utf-8", "surrogateescape")
    TARGETS[case["target"]].run(data)


@targets
def test_mutated_seeds(name: str) -> None:
    target = TARGETS[name]
    seeds = target.seeds()

    # The same mutations every time: to search for new ones is what `make fuzz` is for.
    @settings(max_examples=max(10, settings().max_examples // target.weight), derandomize=True)
    @given(st.randoms(use_true_random=False))
    def search(chance: Random) -> None:
        target.run(mutate(chance, seeds))

    search()
