"""`python -m tests.fuzz TARGET [--seconds N] [FILE...]`: look for inputs that a target does not bear.

The rule: with atheris (PyPI; Linux, built for CPython up to its newest release) the search follows coverage of the
Python code, the interpreter of layouts above all, which says the same as the compiled code; without it inputs are
mutated blindly. Files are run once each: that is how a finding is looked at again. The corpus is kept in .fuzz/TARGET,
findings in .fuzz/TARGET-*; a finding that was mended goes to tests/corpus/fuzz.yaml.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ["zwcodec", "zclcodec", "codegen"]
LONGEST = 4096


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__.partition("\n")[0])
    parser.add_argument("target", help="one of TARGETS in targets.py")
    parser.add_argument("files", nargs="*", type=Path, help="run these inputs and stop")
    parser.add_argument("--seconds", type=int, default=60)
    options = parser.parse_args()
    if options.files:
        target = _target(options.target)
        for path in options.files:
            target.run(path.read_bytes())
    elif find_spec("atheris") is not None:
        _with_atheris(options.target, options.seconds)
    else:
        _blindly(options.target, options.seconds)


def _target(name: str) -> Any:
    targets = import_module("tests.fuzz.targets").TARGETS
    if name not in targets:
        raise SystemExit(f"there is no target {name!r}; there are {', '.join(targets)}")
    return targets[name]


def _with_atheris(name: str, seconds: int) -> None:
    atheris = import_module("atheris")
    home = ROOT / ".fuzz"
    corpus = home / name
    corpus.mkdir(parents=True, exist_ok=True)
    with atheris.instrument_imports(include=PACKAGES):
        target = _target(name)
        for seed in target.seeds():
            # To import what is imported late, too. What atheris says of it on stderr looks like the tools' complaints;
            # the search runs every seed again.
            with suppress(AssertionError):
                target.run(seed)
            (corpus / hashlib.sha1(seed, usedforsecurity=False).hexdigest()).write_bytes(seed)
    settings = [f"-max_total_time={seconds}", f"-max_len={LONGEST}", "-timeout=10", "-rss_limit_mb=4096"]
    atheris.Setup([sys.argv[0], *settings, f"-artifact_prefix={home}/{name}-", str(corpus)], target.run)
    atheris.Fuzz()


def _blindly(name: str, seconds: int) -> None:
    from .mutations import mutate

    target = _target(name)
    seeds: Sequence[bytes] = target.seeds()
    chance = Random()
    end = time.monotonic() + seconds
    runs = 0
    while time.monotonic() < end:
        data = mutate(chance, seeds)
        try:
            target.run(data)
        except BaseException:
            found = ROOT / ".fuzz" / f"{name}-{hashlib.sha1(data, usedforsecurity=False).hexdigest()}"
            found.parent.mkdir(exist_ok=True)
            found.write_bytes(data)
            print(f"{found}: {data.hex()}", file=sys.stderr)
            raise
        runs += 1
    print(f"{name}: {runs} inputs, nothing found")


if __name__ == "__main__":
    main()
