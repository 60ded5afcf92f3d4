"""Small specs made of field lines, for tests of the front end."""

from __future__ import annotations

from pathlib import Path

from codegen.load import load_text
from codegen.model import Command, Field, SpecFile

SPECS = Path(__file__).parent.parent.parent / "specs"
HEAD = "command_class: {id: 0x99, name: Sample, versions: 1..3}\n"


def load_sample(fields: str, extra: str = "", command: str = "") -> SpecFile:
    body = "\n".join(f"      {line}" for line in fields.strip().splitlines())
    text = f"{HEAD}{extra}commands:\n  - id: 0x01\n    name: SampleReport\n{command}    fields:\n{body}\n"
    return load_text("specs/zwave/sample.yaml", text, "zwave")


def command_of(fields: str, extra: str = "", command: str = "") -> Command:
    return load_sample(fields, extra, command).commands[0]


def fields_of(fields: str, extra: str = "") -> tuple[Field, ...]:
    return command_of(fields, extra).variants[0].fields


def field_of(field: str, before: str = "", extra: str = "") -> Field:
    return fields_of(f"{before}\n- {field}", extra)[-1]


def zcl_field(field: str) -> Field:
    types = load_text("_types.yaml", (SPECS / "zcl" / "_types.yaml").read_text(encoding="utf-8"), "zcl").types
    text = "cluster: {id: 0xFC00, name: Sample}\ncommands:\n  - id: 0x00\n    name: SampleReport\n    fields:\n      - "
    before = "{name: data_type, type: uint8}\n      - "
    return load_text("sample.yaml", text + before + field, "zcl", types).commands[0].variants[0].fields[1]
