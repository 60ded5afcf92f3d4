"""Reporting: after the runs, one table of nanoseconds per frame, subjects side by side.

The rule: pytest-benchmark measures whole passes over the mix; what each frame cost by itself stands in `extra_info`,
and the table is made of that. `--benchmark-json` keeps both.
"""

from __future__ import annotations

from typing import Any

import pytest

import zwcodec


def pytest_report_header() -> str:
    return f"back end: {zwcodec.BACKEND}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    session: Any = getattr(config, "_benchmarksession", None)
    rows = [
        (bench.group, bench.extra_info["subject"], bench.extra_info)
        for bench in getattr(session, "benchmarks", ())
        if "geometric_mean" in bench.extra_info
    ]
    if not rows:
        return
    write = terminalreporter.write_line
    terminalreporter.section(f"nanoseconds per frame ({zwcodec.BACKEND})")
    group = None
    for name, subject, info in sorted(rows, key=lambda row: row[0]):
        if name != group:
            group = name
            write(f"{name:24} {'frames':>6} {'geo. mean':>10} {'in the mix':>10}  slowest")
        slowest = max(info["frames"], key=info["frames"].get)
        write(
            f"  {subject:22} {len(info['frames']):>6} {info['geometric_mean']:>10.0f} {info['in_mix']:>10.0f}"
            f"  {slowest} {info['frames'][slowest]:.0f}"
        )
