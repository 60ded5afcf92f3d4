"""The mix: frames.json as objects, and the test whether what somebody decoded is what a frame says.

The rule: a subject that disagrees with a frame is not measured. Subjects may leave decimals unscaled and may say less
about what a frame carries inside, as hand-written code does; everything else must be there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

PROTOCOLS = ("zwave", "zcl")


@dataclass(frozen=True)
class Frame:
    """One frame of the mix."""

    protocol: str
    name: str
    data: bytes
    command: str  # name of the class
    fields: Mapping[str, Any]
    cluster: int | None = None
    header: Mapping[str, Any] | None = None


def load(protocol: str) -> tuple[Frame, ...]:
    entries = json.loads(Path(__file__).with_name("frames.json").read_text(encoding="utf-8"))[protocol]
    return tuple(
        Frame(
            protocol,
            entry["name"],
            bytes.fromhex(entry["hex"]),
            entry["class"],
            entry["fields"],
            entry.get("cluster"),
            entry.get("header"),
        )
        for entry in entries
    )


FRAMES = {protocol: load(protocol) for protocol in PROTOCOLS}


def agrees(expected: Any, found: Any, precision: int = 0) -> bool:
    """Whether found says everything that is expected."""
    if isinstance(expected, Mapping):
        if "fields" in expected and "fields" not in found:
            return agrees(expected["fields"], found)
        digits = expected.get("precision", 0)
        return all(key in found and agrees(value, found[key], digits) for key, value in expected.items())
    if isinstance(expected, Sequence) and not isinstance(expected, str):
        return len(expected) == len(found) and all(map(agrees, expected, found))
    if isinstance(expected, str):
        if isinstance(found, bytes):
            return found.hex() == expected
        if isinstance(found, int):
            return Decimal(expected).scaleb(precision) == found
        return str(found) == expected
    return bool(found == expected)
