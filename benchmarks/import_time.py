"""Importing and first answers, as whole processes. `make bench` runs it.

The rule: every figure includes starting the interpreter; `python -c pass` stands beside them, so that the difference is
what the packages cost.
"""

from __future__ import annotations

import os
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


def installed(bytecode: Path) -> dict[str, str]:
    """The environment of a process that finds bytecode, as an install leaves it; here the first process writes it."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return environment | {"PYTHONPYCACHEPREFIX": str(bytecode)}


@pytest.mark.parametrize("name", STATEMENTS)
def test_process(benchmark: Any, name: str, tmp_path: Path) -> None:
    benchmark.group = "processes"
    command = [sys.executable, "-c", STATEMENTS[name]]
    options = {"cwd": ROOT, "capture_output": True, "env": installed(tmp_path)}
    done = benchmark.pedantic(subprocess.run, (command,), options, rounds=15, warmup_rounds=2)
    assert done.returncode == 0, done.stderr
