"""What importing may cost: modules, counted, and the first answer of the command line, timed.

The rule: an import brings what its caller asked for. Modules are counted rather than timed, because a count fails on
every machine alike; the one time is processor time, which hardly knows the neighbours.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.import_time import installed

ROOT = Path(__file__).resolve().parents[2]
HEAVY = {"asyncio", "construct", "ctypes", "dataclasses", "inspect", "jinja2", "json", "logging", "typing", "yaml"}
FIRST_ANSWER = 0.150  # seconds


def _modules(statement: str) -> set[str]:
    """What is loaded after a statement that is not loaded without it."""
    script = f"import sys; before = set(sys.modules); {statement}; print('\\n'.join(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize(("package", "folder"), [("zwcodec", "cc"), ("zclcodec", "clusters")])
def test_import_loads_no_command_module(package: str, folder: str) -> None:
    loaded = _modules(f"import {package}")
    assert package in loaded
    assert not {name for name in loaded if name.startswith(f"{package}.{folder}")}
    assert not HEAVY & loaded
    assert len(loaded) <= 5


@pytest.mark.parametrize(
    ("statement", "folder", "most"),
    [
        ("import zwcodec; zwcodec.decode(bytes.fromhex('2003ff'))", "zwcodec.cc.", 1),
        ("import zclcodec; zclcodec.decode(bytes.fromhex('011201'), cluster=6)", "zclcodec.clusters.", 3),
    ],
)
def test_first_frame_loads_its_module(statement: str, folder: str, most: int) -> None:
    """ZCL: the cluster, the frame header and the general commands."""
    loaded = _modules(statement)
    commands = {name for name in loaded if name.startswith(folder)}
    assert 1 <= len(commands) <= most, commands
    assert not {"codegen", "construct", "ctypes", "inspect", "jinja2", "json", "yaml"} & loaded
    assert len(loaded) < 60, sorted(loaded)


@pytest.mark.alone
@pytest.mark.backend_independent
def test_first_answer_of_the_command_line(tmp_path: Path) -> None:
    """Processor time of the whole process, bytecode at hand as an install leaves it; the best of a few runs."""
    command = [sys.executable, "-c", "import sys; from zwcodec.cli import zwdecode; sys.exit(zwdecode())", "2003FF"]
    environment = installed(tmp_path)

    def run() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    run()
    assert min(run() for _ in range(7)) < FIRST_ANSWER
