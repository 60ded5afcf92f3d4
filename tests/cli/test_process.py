"""The tools as processes: pipes that break, streams that are closed, what a run imports.

The rule: what a shell sees of a tool is its exit code and its streams, so only those are looked at here.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ZWDECODE = [sys.executable, "-c", "import sys; from zwcodec.cli import zwdecode; sys.exit(zwdecode())"]
ZCLDECODE = [sys.executable, "-c", "import sys; from zwcodec.cli import zcldecode; sys.exit(zcldecode())"]


def _run(command: list[str], stdin: bytes | None = b"", **options: str) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, **options}
    return subprocess.run(command, cwd=ROOT, input=stdin, capture_output=True, env=environment, check=False)


@pytest.mark.parametrize("command", [ZWDECODE, [sys.executable, "-m", "zwcodec"]])
def test_both_ways_to_start(command: list[str]) -> None:
    done = _run([*command, "2003FF"])
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"Basic Report  (")
    assert b"value" in done.stdout and b"255" in done.stdout


def test_frames_from_a_pipe() -> None:
    done = _run(ZWDECODE, b"2003FF\nnot a frame\n2002\n")
    assert done.returncode == 1
    assert done.stdout.count(b"(command class 0x20 Basic, ") == 2
    assert done.stderr == b'zwdecode: line 2: not hexadecimal: "not" in "not a frame"\n'


def test_help_and_version() -> None:
    for option, start in (("--help", b"usage: zwdecode"), ("--version", b"zwdecode 0.")):
        done = _run([*ZWDECODE, option])
        assert (done.returncode, done.stderr) == (0, b"")
        assert done.stdout.startswith(start)
    assert b"exit codes: 0 " in _run([*ZWDECODE, "--help"]).stdout


def test_a_terminal_without_frames_is_wrong_usage() -> None:
    pty = pytest.importorskip("pty")
    master, slave = pty.openpty()
    try:
        done = subprocess.run(ZWDECODE, cwd=ROOT, stdin=slave, capture_output=True, check=False)
    finally:
        os.close(master)
        os.close(slave)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == b"zwdecode: no frame given (see zwdecode --help)\n"


@pytest.mark.skipif(os.name != "posix", reason="shells and signals")
def test_a_reader_that_leaves() -> None:
    """`zwdecode ... | head -1`: no complaint, and the exit code of a process that nobody reads any more."""
    read, write = os.pipe()
    os.close(read)
    command = [*ZWDECODE, "2003FF", "2003FF"]
    done = subprocess.run(command, cwd=ROOT, stdout=write, stderr=subprocess.PIPE, check=False)
    os.close(write)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_a_full_disk_is_one_line() -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run([*ZWDECODE, "2003FF"], cwd=ROOT, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith(b"zwdecode: ") and done.stderr.count(b"\n") == 1


@pytest.mark.skipif(os.name != "posix", reason="closes file descriptors")
@pytest.mark.parametrize(("closed", "code"), [("<&-", 2), (">&-", 0), ("2>&-", 0), (">&- 2>&- <&-", 2)])
def test_closed_streams(closed: str, code: int) -> None:
    frame = "" if "<" in closed else "2003FF"
    done = _run(["sh", "-c", f'"$@" {frame} {closed}', "sh", *ZWDECODE])
    assert done.returncode == code
    assert b"Traceback" not in done.stderr


@pytest.mark.skipif(os.name != "posix", reason="opens stdin for writing")
def test_stdin_that_cannot_be_read() -> None:
    done = _run(["sh", "-c", '"$@" - 0>/dev/null', "sh", *ZWDECODE])
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.count(b"\n") == 1 and b"Traceback" not in done.stderr


def _modules(tool: str, *arguments: str) -> set[str]:
    script = (
        "import sys; before = set(sys.modules)\n"
        f"from zwcodec.cli import {tool}\n"
        f"sys.argv = {[tool, *arguments]!r}; {tool}()\n"
        "print('\\n'.join(sorted(set(sys.modules) - before)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stderr.split())


def test_a_run_imports_the_class_of_its_frame() -> None:
    """And of what it refers to: the sensor types here, nothing there."""
    loaded = _modules("zwdecode", "2003FF")
    assert {name for name in loaded if name.startswith("zwcodec.cc.")} == {"zwcodec.cc.basic"}
    assert not {name for name in loaded if name.startswith("zclcodec")}
    assert not {"json", "shutil", "textwrap", "dataclasses", "inspect", "argcomplete", "yaml"} & loaded
    sensor = {name for name in _modules("zwdecode", "31050142090b") if name.startswith("zwcodec.cc.")}
    assert sensor == {"zwcodec.cc.sensor_multilevel", "zwcodec.cc.sensor_types"}


def test_a_zcl_run_imports_its_cluster_and_the_general_commands() -> None:
    loaded = _modules("zcldecode", "--cluster", "0x0402", "18330a0000290b09")
    clusters = {name for name in loaded if name.startswith("zclcodec.clusters.")}
    assert clusters == {
        "zclcodec.clusters._frame",
        "zclcodec.clusters._general",
        "zclcodec.clusters.temperature_measurement",
    }
    assert not {name for name in loaded if name.startswith("zwcodec.cc")}
    assert not {"json", "shutil", "textwrap", "dataclasses", "inspect", "yaml"} & loaded


def test_zcl_as_a_process() -> None:
    done = _run([*ZCLDECODE, "--cluster", "0x0402", "18330a0000290b09"], PYTHONIOENCODING="utf-8")
    assert done.returncode == 0
    assert "= 2315 -> 23.15 °C" in done.stdout.decode()
