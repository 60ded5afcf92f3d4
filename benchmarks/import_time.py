"""Importing and first answers, as whole processes. `make bench` runs it.

The rule: every figure includes starting the interpreter; `python -c pass` stands beside them, so that the difference is
what the packages cost.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
STATEMENTS = {
    "nothing": "pass",
    "import zwcodec": "import zwcodec",
    "import zclcodec": "import zclcodec",
    "first Z-Wave frame": "import zwcodec; zwcodec.decode(bytes.fromhex('2003ff'))",
    "first ZCL frame": "import zclcodec; zclcodec.decode(bytes.fromhex('011201'), cluster=6)",
    "zwdecode 2003FF": "import sys; from zwcodec.cli import zwdecode; sys.argv[1:] = ['2003FF']; zwdecode()",
}


@pytest.mark.parametrize("name", STATEMENTS)
def test_process(benchmark: Any, name: str) -> None:
    benchmark.group = "processes"
    command = [sys.executable, "-c", STATEMENTS[name]]
    done = benchmark.pedantic(
        subprocess.run, (command,), {"cwd": ROOT, "capture_output": True}, rounds=15, warmup_rounds=2
    )
    assert done.returncode == 0, done.stderr
