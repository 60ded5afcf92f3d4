"""Instructions per frame, counted by valgrind: `python -m benchmarks.instructions [decode|encode] [zwave|zcl]`.

The rule: seconds depend on the neighbours, instructions don't. A statement is run n and m times in processes that are
alike otherwise, and the difference of the two counts is divided by m - n: what starting Python costs falls out. The mix
is counted as a whole; `--each` counts every frame by itself and gives the geometric mean (some minutes).
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.frames import FRAMES, PROTOCOLS
from benchmarks.peers import SUBJECTS
from benchmarks.timing import geometric_mean, loop

ROOT = Path(__file__).resolve().parent.parent
FEW, MANY = 50, 1050
SUBJECT = SUBJECTS[0]


def _run(operation: str, protocol: str, frames: list[str], passes: int) -> None:
    """In the child: the statements, warm, so many times."""
    cases = [case for case in SUBJECT.cases(protocol) if case.frame.name in frames]
    run = loop(cases, operation, repeated=1)
    run(20)
    run(passes)


def _counted(operation: str, protocol: str, frames: list[str], passes: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/out", sys.executable]
        command += ["-m", "benchmarks.instructions", operation, protocol, "--run", str(passes), *frames]
        environment = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONMALLOC": "pymalloc"}
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    collected = re.search(r"Collected\s*:\s*(\d+)", done.stderr)
    if done.returncode or collected is None:
        raise RuntimeError(f"valgrind failed:\n{done.stderr}")
    return int(collected[1])


def instructions(operation: str, protocol: str, frames: list[str]) -> float:
    """Per frame, over these frames in turn."""
    few, many = (_counted(operation, protocol, frames, passes) for passes in (FEW, MANY))
    return (many - few) / (MANY - FEW) / len(frames)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.instructions")
    parser.add_argument("operation", nargs="?", choices=("decode", "encode"))
    parser.add_argument("protocol", nargs="?", choices=PROTOCOLS)
    parser.add_argument("--each", action="store_true", help="every frame by itself")
    parser.add_argument("--run", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.run:
        _run(options.operation, options.protocol, options.run[1:], int(options.run[0]))
        return 0
    if shutil.which("valgrind") is None:
        print("valgrind is not installed", file=sys.stderr)
        return 1
    for protocol in [options.protocol] if options.protocol else PROTOCOLS:
        names = [frame.name for frame in FRAMES[protocol]]
        for operation in [options.operation] if options.operation else ["decode", "encode"]:
            print(f"{operation} {protocol}: {instructions(operation, protocol, names):.0f} instructions a frame")
            if options.each:
                each = {name: instructions(operation, protocol, [name]) for name in names}
                for name, count in each.items():
                    print(f"  {name:32} {count:8.0f}")
                print(f"  {'geometric mean':32} {geometric_mean(each.values()):8.0f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
