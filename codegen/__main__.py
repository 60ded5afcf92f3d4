"""`python -m codegen`: print every generated file from specs/.

`--check` names those that differ; `explain HEX` asks the oracle.

The rule: this command changes only files that say that they were generated, and the sums in README.md.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .problems import SpecProblem

ROOT = Path(__file__).resolve().parent.parent


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0: done or nothing to do, 1: specs are wrong or files differ."""
    parser = argparse.ArgumentParser(prog="python -m codegen", description="Compile specs/ into the packages.")
    parser.add_argument("--check", action="store_true", help="change nothing; fail if a generated file differs")
    parser.add_argument("--root", type=Path, default=ROOT, help="the repository (default: this one)")
    commands = parser.add_subparsers(dest="task", metavar="explain")
    explain = commands.add_parser("explain", help="read a Z-Wave frame with the reference interpreter")
    explain.add_argument("hex", nargs="+", help="the frame, command class byte first")
    options = parser.parse_args(arguments)
    try:
        if options.task == "explain":
            return _explain(options.root, "".join(options.hex))
        return _compile(options.root, options.check)
    except SpecProblem as problem:
        print(problem, file=sys.stderr)
        return 1


def _compile(root: Path, check_only: bool) -> int:
    from . import render

    changed = render.check(root) if check_only else render.write(root)
    for name in changed:
        print(f"{'differs' if check_only else 'written'}: {name}")
    if check_only and changed:
        print(f"{len(changed)} generated files differ: run `python -m codegen`", file=sys.stderr)
        return 1
    return 0


def _explain(root: Path, text: str) -> int:
    from .explain import explain
    from .load import load

    print(explain(load(root / "specs" / "zwave", "zwave"), text))
    return 0


if __name__ == "__main__":
    sys.exit(main())
