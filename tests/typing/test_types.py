"""The types that users see: mypy reads the snippets beside this file in strict mode and must find nothing.

The rule: a snippet asserts types, and marks what must not type with `type: ignore[code]`; mypy reports an ignore that
nothing needs, so that a mistake that is no longer found fails here. One process for all of them.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from mypy import api

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SNIPPETS = sorted(HERE.glob("*_api.py"))
_CLAIMS = re.compile(r"assert_type\(|# type: ignore\[")
_OPTIONS = ("--strict", "--no-error-summary", "--no-pretty", "--show-error-codes")

pytestmark = pytest.mark.backend_independent


def test_snippets_claim_something() -> None:
    claims = {path.stem: len(_CLAIMS.findall(path.read_text("utf-8"))) for path in SNIPPETS}
    assert claims.keys() == {"zwave_api", "zcl_api", "smartthings_api"}
    assert all(number >= 9 for number in claims.values()), claims


def test_types_are_as_claimed(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the project's own settings and the cache that `make check` leaves."""
    monkeypatch.chdir(ROOT)
    shown, failed, _ = api.run([*_OPTIONS, *(str(path) for path in SNIPPETS)])
    assert not failed, failed
    assert shown.splitlines() == []
