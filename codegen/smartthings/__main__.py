"""`python -m codegen.smartthings`: print the SmartThings classes from specs/smartthings; `--check` names what differs.

The rule: this command changes only files that say that it generated them.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ..problems import SpecProblem
from . import render

ROOT = Path(__file__).resolve().parents[2]


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0: done or nothing to do, 1: pages are wrong or files differ."""
    parser = argparse.ArgumentParser(prog="python -m codegen.smartthings", description="Compile specs/smartthings.")
    parser.add_argument("--check", action="store_true", help="change nothing; fail if a generated file differs")
    parser.add_argument("--root", type=Path, default=ROOT, help="the repository (default: this one)")
    options = parser.parse_args(arguments)
    try:
        changed = render.check(options.root) if options.check else render.write(options.root)
    except SpecProblem as problem:
        print(problem, file=sys.stderr)
        return 1
    for name in changed:
        print(f"{'differs' if options.check else 'written'}: {name}")
    return 1 if options.check and changed else 0


if __name__ == "__main__":
    sys.exit(main())
