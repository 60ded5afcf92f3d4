"""Small specs for the tests of the oracle: one command (or ZCL command) with the fields under test.

The rule: whatever `read` decodes must encode to the same bytes again, so every example is a round trip too.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from codegen.load import load_text
from codegen.model import Spec
from codegen.reference import Decoded, Oracle, OracleError

HEAD = "command_class: {id: 0x70, name: Trial, versions: 1..4}\n"
TYPES = Path(__file__, "../../../specs/zcl/_types.yaml").resolve()


@cache
def oracle(fields: str, head: str = "") -> Oracle:
    """One command 0x70 0x01 `Trial` with these fields; `head` is YAML in front of the commands."""
    lines = "\n".join("      " + line for line in fields.strip().splitlines())
    text = f"{HEAD}{head}\ncommands:\n  - id: 0x01\n    name: TrialReport\n    fields:\n{lines}\n"
    return Oracle(Spec("zwave", (load_text("trial", text, "zwave"),)))


@cache
def zcl(fields: str) -> Oracle:
    lines = "\n".join("      " + line for line in fields.strip().splitlines())
    text = f"general: {{name: General}}\ncommands:\n  - id: 0x0A\n    name: Trial\n    fields:\n{lines}\n"
    types = load_text("_types", TYPES.read_text(), "zcl")
    return Oracle(Spec("zcl", (types, load_text("_general", text, "zcl", types.types))))


def read(machine: Oracle, data: str, version: int | None = None, strict: bool = False) -> Decoded:
    """The body `data` (hex), decoded; what decodes must encode to the same bytes."""
    raw = bytes.fromhex(data)
    if machine.spec.dialect == "zcl":
        decoded = machine.decode_body(machine.spec.files[1].commands[0], raw, version, strict)
        assert machine.encode(decoded) == raw
        return decoded
    frame = b"\x70\x01" + raw
    decoded = machine.decode(frame, {0x70: version} if version else None, strict)
    assert machine.encode(decoded) == frame
    return decoded


def refused(machine: Oracle, data: str, version: int | None = None, strict: bool = False) -> OracleError:
    with pytest.raises(OracleError) as caught:
        read(machine, data, version, strict)
    return caught.value
