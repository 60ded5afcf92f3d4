"""The build as a user meets it: sdist, wheel from that sdist, and what each weighs; `python -m benchmarks.build`.

The rule: nothing is downloaded and nothing in the repository is touched. The sdist is made from a copy, unpacked
elsewhere and built there with the build backend of pyproject.toml, so that a file missing from the sdist shows.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "build", "dist", "*.egg-info", "*.so", "*.c")
# The hooks of PEP 517, called as pip calls them: in a process of their own, in the folder of the sources.
_HOOK = "import sys; from setuptools import build_meta; print(build_meta.{}(sys.argv[1]))"


@dataclass(frozen=True)
class Built:
    """What a build left behind."""

    sdist: Path
    wheel: Path
    seconds: float  # of the wheel
    processor: float  # seconds of all cores together
    c_lines: dict[str, int]  # generated C file -> lines

    @property
    def sdist_names(self) -> list[str]:
        with tarfile.open(self.sdist) as archive:
            return sorted(name.partition("/")[2] for name in archive.getnames())

    @property
    def sizes(self) -> dict[str, int]:
        """File in the wheel -> bytes when installed."""
        with zipfile.ZipFile(self.wheel) as archive:
            return {entry.filename: entry.file_size for entry in archive.infolist()}

    @property
    def extensions(self) -> dict[str, int]:
        return {name: size for name, size in self.sizes.items() if name.endswith((".so", ".pyd"))}


def build(folder: Path, *, pure: bool = False) -> Built:
    """Build both in an empty folder; `pure` leaves the extensions out."""
    installed = version("setuptools")
    if int(installed.partition(".")[0]) < 77:
        raise RuntimeError(f"setuptools {installed} is too old to build this: run in the environment of `make build`")
    copy, unpacked, made = folder / "copy", folder / "unpacked", folder / "dist"
    shutil.copytree(ROOT, copy, ignore=_LEFT_OUT)
    sdist = made / _hook("build_sdist", copy, made, pure)
    with tarfile.open(sdist) as archive:
        archive.extractall(unpacked, filter="data")
    (source,) = unpacked.iterdir()
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    wheel = made / _hook("build_wheel", source, made, pure)
    seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    translated = source / "build" / "cython"
    lines = {
        path.relative_to(translated).as_posix(): path.read_bytes().count(b"\n")
        for path in sorted(translated.rglob("*.c"))
    }
    return Built(sdist, wheel, seconds, processor, lines)


def _hook(name: str, source: Path, made: Path, pure: bool) -> str:
    """Run one hook; the name of the file that it made."""
    made.mkdir(exist_ok=True)
    environment = {**os.environ, "ZWCODEC_PURE": "1" if pure else "0"}
    command = [sys.executable, "-c", _HOOK.format(name), str(made)]
    done = subprocess.run(command, cwd=source, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{name} failed:\n{done.stdout}\n{done.stderr}")
    return done.stdout.strip().splitlines()[-1]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        made = build(Path(folder))
        print(f"wheel in {made.seconds:.1f} s ({made.processor:.1f} s of processor time)")
        print(f"wheel: {made.wheel.stat().st_size:,} bytes")
        print(f"generated C: {sum(made.c_lines.values()):,} lines")
        for name, lines in made.c_lines.items():
            print(f"  {name:32} {lines:>8,}")
        print(f"extensions: {sum(made.extensions.values()):,} bytes")
        for name, size in made.extensions.items():
            print(f"  {name.partition('.')[0]:32} {size:>8,}")


if __name__ == "__main__":
    main()
