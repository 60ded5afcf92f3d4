"""What every test stands on: the back end of this run, hypothesis profiles, known failures.

The rule: the suite runs once per back end. ZWCODEC_BACKEND asks for one, and a run that gets another one stops at once:
a green run on the wrong back end would prove nothing. Without the variable the run takes what the packages took.
HYPOTHESIS_PROFILE chooses how long properties are searched for counterexamples.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, settings
from hypothesis.database import DirectoryBasedExampleDatabase

import zwcodec

TESTS = Path(__file__).resolve().parent
collect_ignore = [] if zwcodec.BACKEND == "cython" else ["engine/test_fast_path.py"]  # it is about the other back end

# Always fresh examples: what one run finds, .hypothesis/ and the printed blob keep for the next. No deadlines: the
# first call of a class imports its module. "ci" is for `make test`, "long" for a night.
# The database is named: under CI=true hypothesis has none, and then asks the settings of every parametrized case before
# this one for theirs, one level of recursion each.
_COMMON = settings(
    database=DirectoryBasedExampleDatabase(TESTS.parent / ".hypothesis" / "examples"),
    deadline=None,
    derandomize=False,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.register_profile("dev", _COMMON, max_examples=100)
settings.register_profile("ci", _COMMON, max_examples=1_000)
settings.register_profile("long", _COMMON, max_examples=100_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "dev"))


def pytest_configure() -> None:
    wanted = os.environ.get("ZWCODEC_BACKEND")
    if wanted and wanted != zwcodec.BACKEND:
        pytest.exit(
            f"ZWCODEC_BACKEND={wanted}, but {zwcodec.BACKEND} runs: build the extensions (`make build`)", returncode=4
        )


def pytest_report_header() -> str:
    return f"back end: {zwcodec.BACKEND} ({Path(zwcodec.__file__).parent})"


@pytest.fixture(scope="session")
def backend() -> str:
    """"cython" or "python"."""
    return zwcodec.BACKEND


@pytest.fixture(scope="session")
def known_failures() -> Callable[[str], Mapping[str, str]]:
    """`known_failures("section")`: id -> reason of the cases of tests/known_failures.yaml.

    The test that asks must fail for a listed case that passes, so that the list cannot rot.
    """
    sections = yaml.safe_load((TESTS / "known_failures.yaml").read_text("utf-8")) or {}

    def section(name: str) -> Mapping[str, str]:
        return {entry["id"]: entry["reason"] for entry in sections.get(name) or ()}

    return section
