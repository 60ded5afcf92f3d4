"""The generated files are what the specs say: `python -m codegen --check` as a test.

The rule: nobody edits a generated file, and nobody commits a spec without what it prints.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.backend_independent

ROOT = Path(__file__).resolve().parents[2]


def test_generated_files_are_fresh() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "codegen", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"
