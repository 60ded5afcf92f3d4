"""Runs the command-line tools inside the test process, and knows how golden files are written.

The rule: a golden file is a session. `$ ` starts a command, `< ` lines are its stdin, then comes what it printed, with
`! ` in front of what went to stderr, and `[exit n]` ends it. `python -m tests.cli.console` writes all of them anew from
their commands; read the difference before you keep it.
"""

from __future__ import annotations

import io
import re
import shlex
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from zwcodec.cli import zcldecode, zwdecode

GOLDEN = Path(__file__).resolve().parent / "golden"
TOOLS = {"zwdecode": zwdecode, "zcldecode": zcldecode}


class Answer(NamedTuple):
    """What a run gave back."""

    code: int
    out: str
    err: str


class Terminal(io.BytesIO):
    """Bytes that say they are a terminal."""

    def isatty(self) -> bool:
        return True


def run(
    tool: str, arguments: Sequence[str], stdin: bytes = b"", *, terminal: bool = False, encoding: str = "utf-8"
) -> Answer:
    """One run. `terminal`: stdin and stdout are one."""
    kind = Terminal if terminal else io.BytesIO
    saved = sys.argv, sys.stdin, sys.stdout, sys.stderr
    out, err = kind(), io.BytesIO()
    try:
        sys.argv = [tool, *arguments]
        sys.stdin = io.TextIOWrapper(kind(stdin), encoding="utf-8")
        sys.stdout = io.TextIOWrapper(out, encoding=encoding, newline="\n")
        sys.stderr = io.TextIOWrapper(err, encoding="utf-8", newline="\n")
        try:
            code = TOOLS[tool]()
        except SystemExit as stop:
            assert isinstance(stop.code, int), stop.code
            code = stop.code
        sys.stdout.flush()
        sys.stderr.flush()
        return Answer(code, out.getvalue().decode(encoding), err.getvalue().decode())
    finally:
        sys.argv, sys.stdin, sys.stdout, sys.stderr = saved


class Session(NamedTuple):
    """One command of a golden file: the file, its words, its stdin, the text that must come."""

    name: str
    words: tuple[str, ...]
    stdin: str
    expected: str

    def played(self) -> str:
        """What comes now."""
        answer = run(self.words[0], self.words[1:], self.stdin.encode())
        errors = "".join(f"! {line}\n" for line in answer.err.splitlines())
        return f"{answer.out}{errors}[exit {answer.code}]\n"


def sessions() -> Iterator[Session]:
    """All commands of all golden files."""
    for path in sorted(GOLDEN.glob("*.txt")):
        for block in re.split(r"^\$ ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
            command, _, rest = block.partition("\n")
            lines = rest.splitlines(keepends=True)
            stdin = [line[2:] for line in lines if line.startswith("< ")]
            expected = "".join(line for line in lines if not line.startswith("< ")).strip("\n") + "\n"
            yield Session(path.name, tuple(shlex.split(command)), "".join(stdin), expected)


def written(path: Path) -> str:
    """The file as it should be now: its commands with what they print."""
    blocks = []
    for session in sessions():
        if session.name == path.name:
            stdin = "".join(f"< {line}\n" for line in session.stdin.splitlines())
            blocks.append(f"$ {shlex.join(session.words)}\n{stdin}{session.played()}")
    return "\n".join(blocks)


if __name__ == "__main__":
    for golden in sorted(GOLDEN.glob("*.txt")):
        golden.write_text(written(golden), encoding="utf-8")
