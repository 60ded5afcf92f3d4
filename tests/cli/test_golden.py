"""The sessions of golden/*.txt: what a user sees, to the letter; and that it fits a terminal without colour.

The rule: a changed output shows as a changed file (see console.py), never as a changed test.
"""

from __future__ import annotations

import re

import pytest

from tests.cli.console import GOLDEN, Session, run, sessions

SESSIONS = list(sessions())
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize("session", SESSIONS, ids=lambda session: f"{session.name}-{' '.join(session.words[1:])[:40]}")
def test_session(session: Session) -> None:
    assert session.played() == session.expected


def test_every_file_has_sessions() -> None:
    assert {session.name for session in SESSIONS} == {path.name for path in GOLDEN.glob("*.txt")}
    assert len(SESSIONS) > 30


def test_pages_fit_in_100_columns() -> None:
    wide = [
        line
        for session in SESSIONS
        if "--json" not in session.words
        for line in session.expected.splitlines()
        if len(line) > 100 and not line.startswith("!")
    ]
    assert not wide


@pytest.mark.parametrize("session", SESSIONS, ids=lambda session: f"{session.name}-{' '.join(session.words[1:])[:40]}")
def test_colour_adds_nothing_but_colour(session: Session) -> None:
    tool, *arguments = session.words
    stdin = session.stdin.encode()
    plain = run(tool, ["--color", "never", *arguments], stdin)
    coloured = run(tool, ["--color", "always", *arguments], stdin)
    assert ESCAPE.sub("", coloured.out) == plain.out
    assert plain.out == plain.out.replace("\x1b", "")
    assert coloured.code == plain.code
    if plain.out and "--json" not in arguments:
        assert coloured.out != plain.out


@pytest.mark.parametrize(
    ("arguments", "environment", "terminal", "coloured"),
    [
        ([], {}, True, True),
        ([], {}, False, False),
        ([], {"NO_COLOR": "1"}, True, False),
        ([], {"NO_COLOR": ""}, True, True),  # no-color.org: only when it is not empty
        ([], {"TERM": "dumb"}, True, False),
        (["--color", "always"], {"NO_COLOR": "1"}, False, True),
        (["--color", "never"], {}, True, False),
    ],
)
def test_who_gets_colour(
    arguments: list[str],
    environment: dict[str, str],
    terminal: bool,
    coloured: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("WT_SESSION", "1")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    answer = run("zwdecode", [*arguments, "2003FF"], terminal=terminal)
    assert answer.code == 0
    assert ("\x1b" in answer.out) is coloured
