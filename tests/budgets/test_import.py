"""What importing and the first answer of the command line may cost, in modules.

The rule: an import brings what its caller asked for. Modules are counted, because a count fails on every machine alike;
what they cost in time is measured in benchmarks/import_time.py.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HEAVY = {"asyncio", "construct", "ctypes", "dataclasses", "inspect", "jinja2", "json", "logging", "typing", "yaml"}
MODULES = 200  # of the first answer, the standard library's included


def _modules(statement: str) -> set[str]:
    """What is loaded after a statement that is not loaded without it."""
    script = f"import sys; before = set(sys.modules); {statement}\nprint('\\n'.join(set(sys.modules) - before))"
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


def test_first_answer_of_the_command_line() -> None:
    """What `zwdecode 2003FF` needs: one command class, and nothing that only other calls need."""
    loaded = _modules(
        "import contextlib, io; from zwcodec.cli import zwdecode; sys.argv[1:] = ['2003FF']; out = io.StringIO()\n"
        "with contextlib.redirect_stdout(out), contextlib.suppress(SystemExit): zwdecode()\n"
        "assert 'Basic' in out.getvalue()"
    )
    assert {name for name in loaded if name.startswith("zwcodec.cc.")} == {"zwcodec.cc.basic"}
    assert not {"codegen", "construct", "jinja2", "rich", "yaml", "zclcodec"} & loaded
    assert len(loaded) < MODULES, sorted(loaded)
