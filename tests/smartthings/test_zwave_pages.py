"""Pages of specs/smartthings that are wrong: every mistake is reported at its place, all of them at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from codegen.problems import SpecProblem
from codegen.smartthings.load import load

HEAD = "platform_class: {code: 0x20, name: basic, versions: {1: [smartthings]}}\n"

BAD = {
    "commands: [{id: 1, name: Set, forms: [{versions: [1], fields: [{value: byte}]}]}]":
        "/commands/0/forms/0/fields/0/value: expected short, none",
    "commands: [{id: 1, name: Set, forms: [{versions: [1], fields: [{bits: {a: 3}}]}]}]":
        "/commands/0/forms/0/fields/0/bits: 3 bits are no whole bytes",
    "commands: [{id: 1, name: Set, forms: [{versions: [1], fields: [{a: list size}]}]}]":
        "/commands/0/forms/0: the size of a: 'size' does not stand before it",
    "commands: [{id: 1, name: Set, forms: [{versions: [1], fields: [{a: list ?}]}]}]": "'?' is no size",
    "commands: [{id: 1, name: Set, forms: [{versions: [1], fields: [all]}]}]": "expected a field or `rest`, found",
    "commands: [{id: 1, name: Set, forms: [{versions: [1], fields: [rest, rest]}]}]": "more than one rest",
    "commands: [{id: 1, name: Set, forms: [{versions: [1], fields: [{a: short}, {a: short}]}]}]": "'a' stands twice",
    "commands: [{id: 1, name: Set, forms: [{versions: [1]}]}]": "missing key 'fields'",
    "commands: [{id: 1, name: Set, forms: [{versions: [1], on: [parrot], fields: []}]}]": "'parrot' is not allowed",
    "commands: [{id: 1, name: Set, forms: [{versions: [1], role: wrapper, fields: []}]}]": "'wrapper' is not allowed",
    "commands: [{id: 1, name: Set, forms: [{versions: [1], fields: [], derived: {a: half b}}]}]": "'half' is none of",
    "commands: [{id: 0x100, name: Set, forms: []}]": "/commands/0/id: expected a number from 0 to 255",
    "commands: [{id: 1, name: set, forms: []}]": "'set' is not the name of a command",
    "commands: [{id: 1, name: Set, forms: [], constants: [{versions: [1], values: {on: 1}}]}]":
        "'on' is not the name of a constant",
}  # fmt: skip


@pytest.mark.backend_independent
@pytest.mark.parametrize("text", sorted(BAD))
def test_bad_page(text: str, tmp_path: Path) -> None:
    (tmp_path / "basic.yaml").write_text(HEAD + text, encoding="utf-8")
    with pytest.raises(SpecProblem) as caught:
        load(tmp_path)
    assert "specs/smartthings/basic.yaml: " in str(caught.value)
    assert BAD[text] in str(caught.value)


@pytest.mark.backend_independent
def test_all_at_once(tmp_path: Path) -> None:
    for name in ("a", "b"):
        page = HEAD + "commands: [{id: x, name: y, forms: []}]"
        (tmp_path / f"{name}.yaml").write_text(page, encoding="utf-8")
    with pytest.raises(SpecProblem) as caught:
        load(tmp_path)
    assert len(caught.value.problems) == 4
