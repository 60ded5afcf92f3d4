"""`--overlay`: command classes and clusters from YAML files, for one run of a tool.

The rule: what is wrong with a file is a wrong option: one line and exit code 2.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from typing import Any

    from .names import Row


def add_argument(parser: argparse.ArgumentParser, what: str) -> None:
    """The option, for both tools."""
    parser.add_argument(
        "--overlay", action="append", default=[], metavar="FILE", help=f"{what} (docs/overlays.md); may be repeated"
    )


def load(sources: list[str], load_overlay: Callable[[str], Any]) -> list[Row]:
    """Load them all, and tell what they define as a registry would. ValueError if one can't be loaded."""
    rows: list[Row] = []
    for source in sources:
        try:
            overlay = load_overlay(source)
        except OSError as problem:
            raise ValueError(f"{source}: {problem.strerror}") from None
        except Exception as problem:
            found = getattr(problem, "problems", None)  # of SpecProblem, which belongs to the compiler
            if found is None and not isinstance(problem, ImportError):
                raise
            raise ValueError("; ".join(map(str, found or (problem,)))) from None
        rows.append((overlay.id, overlay.manufacturer, overlay.name, overlay.name, 1, 1))
    return rows
