"""A trial and what comes out of it.

The rule: a Trial is a whole frame with what is needed to read it; a Result says nothing about who read it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from codegen.model import Command, SpecFile

SPECS = Path(__file__).resolve().parents[2] / "specs"


@dataclass(frozen=True)
class Trial:
    """A frame and how to read it. `head` bytes of it stand in front of the command's body."""

    data: bytes
    identity: str
    number: int  # command class or cluster
    version: int | None = None
    head: int = 2
    values: dict[str, object] = field(default_factory=dict, hash=False, compare=False)  # what an example lists

    def with_data(self, data: bytes) -> Trial:
        return Trial(data, self.identity, self.number, self.version, self.head)


@dataclass(frozen=True)
class Result:
    """What a reader said: plain values and what was left over, or the place of its objection."""

    values: Any = None
    trailing: bytes = b""
    error: str = ""


def identity(file: SpecFile, command: Command, version: int | None) -> str:
    return f"{file.module}.{command.name}" + (f"-v{version}" if version else "")
