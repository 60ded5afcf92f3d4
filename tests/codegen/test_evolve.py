"""Versions: the order rule inside a spec, and what a new edition of a spec would break."""

from __future__ import annotations

from pathlib import Path

import pytest

from codegen.evolve import compatible
from codegen.load import load, load_text
from codegen.problems import SpecProblem
from tests.codegen.samples import HEAD, SPECS, load_sample

pytestmark = pytest.mark.backend_independent

# -- inside a spec ---------------------------------------------------------------------------------------------

LEGAL = [
    "- {name: a, type: u8}\n- {name: b, type: u8, since: 2}\n- {name: c, type: text, prefix: 1, since: 3}",
    "- {name: a, type: u8}\n- {group: [{name: b, type: u8}, {name: c, type: u8, since: 3}], since: 2}",
    # bits that were reserved
    "- {bits: {reserved: 6, a: {width: 2, since: 2}}}\n- {name: b, type: u8}",
    # there only if bits are set that older frames have not
    "- {bits: {reserved: 7, a: {width: 1, since: 2}}}\n- {name: b, type: u8, since: 2, present_if: a}\n"
    "- {name: c, type: u8}",
    "- {bits: {reserved: 4, n: {width: 4, since: 2}}}\n- {name: b, list: {type: u8}, count: n}\n- {name: c, type: u8}",
    # in the place of something of the same size
    "- {name: a, type: u16, until: 1}\n- {name: b, type: u8, since: 2}\n- {name: c, type: u8, since: 2}\n"
    "- {name: d, type: u8}",
    "- {name: a, type: u8}\n- {name: b, type: u8, until: 2}",
    "- {name: a, type: u8}\n- {name: b, type: u8, until: 2}\n- {name: c, type: u8, since: 3}",
    # the region has a length of its own
    "- {name: n, type: u8}\n- {within: n, fields: [{name: a, type: u8}, {name: b, type: u8, since: 2}]}\n"
    "- {name: c, type: u8}",
    "- {name: n, type: u8}\n- {name: a, list: [{bits: {reserved: 7, b: {width: 1, since: 2}}}], count: n}",
    "- {name: a, type: u8}\n- {switch: a, cases: {0: [{name: b, type: u8, since: 2}], default: []}}",
    "- {name: a, list: {type: u8}, until: {marker: 0}}\n- {group: [{const: 0}, {name: b, type: u8}], since: 2}",
]
ILLEGAL = [
    ("- {name: a, type: u8, since: 2}\n- {name: b, type: u8}", "0: new in version 2 in front of 'b'"),
    ("- {name: a, type: u8, since: 3}\n- {name: b, type: u8, since: 2}", "0: new in version 3 in front of 'b'"),
    (
        "- {name: b, type: u8}\n- {name: a, type: u8, since: 2, present_if: b}\n- {name: c, type: u8}",
        "1: new in version 2 in front of 'c'",
    ),
    (
        "- {group: [{name: a, type: u8, since: 2}]}\n- {name: c, type: u8}",
        "0/group/0: new in version 2 in front of 'c'",
    ),
    ("- {name: a, type: u16, until: 1}\n- {name: b, type: u8, since: 2}\n- {name: c, type: u8}", "1: new in version 2"),
    ("- {name: a, type: u16, until: 1}\n- {name: b, type: u8, since: 2}", "1: new in version 2 in front of 'a'"),
    ("- {name: a, type: u8, until: 2}\n- {name: b, type: u8}", "0: ends with version 2, and moves"),
    (
        "- {name: b, type: u8}\n- {switch: b, cases: {0: [{name: a, type: u8, since: 2}]}}\n- {name: c, type: u8}",
        "1/cases/0/0: new in version 2 in front of 'c'",
    ),
    ("- {name: a, list: {type: u8}, until: end}\n- {name: c, type: u8, since: 2}", "1: new in version 2 behind 'a'"),
    ("- {within: 2, fields: [{name: a, type: u8, since: 2}, {name: c, type: u8}]}", "0/fields/0: new in version 2"),
]


@pytest.mark.parametrize("fields", LEGAL)
def test_order_that_keeps_older_frames(fields: str) -> None:
    load_sample(fields)


@pytest.mark.parametrize(("fields", "problem"), ILLEGAL)
def test_order_that_breaks_older_frames(fields: str, problem: str) -> None:
    with pytest.raises(SpecProblem) as caught:
        load_sample(fields)
    assert len(caught.value.problems) == 1
    assert f": /commands/0/fields/{problem}" in str(caught.value)


# -- between editions ------------------------------------------------------------------------------------------

OLD = f"""{HEAD}enums: {{Mode: {{off: 0, on: 1}}}}
records: {{Entry: [{{name: node, type: u8}}, {{bits: {{reserved: 7, flag: 1}}}}]}}
commands:
  - id: 0x01
    name: SampleReport
    fields:
      - {{name: mode, type: u8, enum: Mode}}
      - {{bits: {{reserved: 4, level: 4}}}}
      - {{name: entries, list: Entry, count: level}}
      - {{name: value, type: u16, since: 2}}
      - {{name: kind, type: u8, enum: {{one: 1}}, since: 2}}
  - {{id: 0x02, name: SampleGet, since: 2}}
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("versions: 1..3", "versions: 1..4"),
        ("{off: 0, on: 1}", "{off: 0, on: 1, far: 2}"),
        ("{off: 0, on: 1}", "{off: {value: 0, label: Not on}, on: 1, 'yes': 1}"),
        ("{reserved: 4, level: 4}", "{reserved: 3, more: {width: 1, since: 3}, level: 4}"),
        ("{reserved: 4, level: 4}", "{reserved: 3, more: 1, level: 4}"),
        ("type: u16, since: 2", "type: u16, since: 2, unit: s, max: 9, doc: Ours"),
        ("SampleGet, since: 2", "SampleGet, since: 2, fields: [{name: first, type: u8, optional: true}]"),
        ("  - {id: 0x02", "  - {id: 0x02, name: SampleSet, since: 3, until: 3}\n  - {id: 0x03"),
    ],
)
def test_compatible(before: str, after: str) -> None:
    assert before in OLD
    old = load_text("sample.yaml", OLD, "zwave")
    text = OLD.replace(before, after)
    if "SampleSet" in after:
        old = load_text("sample.yaml", OLD.replace("id: 0x02", "id: 0x03"), "zwave")
    new = load_text("sample.yaml", text, "zwave")
    assert compatible(old, new) == []


def test_a_newer_version_may_add_fields() -> None:
    old = load_text("sample.yaml", OLD, "zwave")
    text = OLD.replace("1..3", "1..4").replace(
        "  - {id: 0x02", "      - {name: new, type: u8, since: 4}\n  - {id: 0x02"
    )
    new = load_text("sample.yaml", text, "zwave")
    assert compatible(old, new) == []
    assert compatible(new, old) == [
        "Sample: the versions change from 1..4 to 1..3",
        "SampleReport version 4: 'new' is removed",
    ]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("id: 0x99", "id: 0x98", ["Sample: the id changes from 0x99 to 0x98"]),
        ("name: Sample,", "name: Other,", ["Sample: the name changes to Other"]),
        ("versions: 1..3", "versions: 1..2", ["Sample: the versions change from 1..3 to 1..2"]),
        ("id: 0x02", "id: 0x03", ["SampleGet: the id changes from 0x02 to 0x03"]),
        ("name: SampleGet", "name: SampleAsk", ["SampleGet: renamed to SampleAsk"]),
        ("  - {id: 0x02, name: SampleGet, since: 2}\n", "", ["SampleGet: removed"]),
        ("SampleGet, since: 2", "SampleGet, since: 3", ["SampleGet: is since 3 now, was since 2"]),
        ("SampleGet, since: 2", "SampleGet, since: 2, until: 2", ["SampleGet: ends with version 2 now"]),
        ("SampleGet, since: 2", "SampleGet, since: 2, direction: both", []),
        ("SampleGet,", "SampleGet, direction: supporting,", ["SampleGet: direction changes from both to supporting"]),
        ("on: 1}", "on: 2}", ["enum Mode: 'on' changes from 0x01 to 0x02"]),
        ("on: 1}", "'yes': 1}", ["enum Mode: the member 'on' (0x01) is removed or renamed"]),
        ("on: 1}", "'yes': 1, on: 1}", ["enum Mode: 0x01 is called 'yes' now, was 'on'"]),
        ("Mode:", "Other:", ["enum Mode: removed"]),
        ("name: mode", "name: state", ["SampleReport version 1: 'mode' is renamed to 'state'"]),
        ("level: 4", "wide: 4", ["SampleReport version 1: 'level' is renamed to 'wide'"]),
        (
            "      - {name: value, type: u16, since: 2}\n",
            "",
            ["SampleReport version 2: 'value' is removed"],
        ),
        (
            "u16, since: 2",
            "u24, since: 2",
            ["SampleReport version 2: 'value' changes from int width 2 to int width 3"],
        ),
        (
            "u16, since: 2",
            "u16, endian: little, since: 2",
            ["SampleReport version 2: 'value' changes from int width 2 to int width 2 little True"],
        ),
        (
            "u16, since: 2",
            "u16, since: 2, present_if: mode",
            ["SampleReport version 2: 'value' changes from int width 2 to int width 2 if ('name', 'mode')"],
        ),
        (
            "{reserved: 4, level: 4}",
            "{reserved: 3, level: 5}",
            ["SampleReport version 1: 'level' changes from 4 bits at 0 to 5 bits at 0"],
        ),
        (
            "{reserved: 4, level: 4}",
            "{level: 4, reserved: 4}",
            ["SampleReport version 1: 'level' changes from 4 bits at 0 to 4 bits at 4"],
        ),
        (
            "{reserved: 7, flag: 1}",
            "{reserved: 7, flag: {width: 1, type: uint}}",
            ["SampleReport version 1: 'entries.flag' changes from flag 1 bits at 0 to 1 bits at 0"],
        ),
        (
            "      - {name: mode, type: u8, enum: Mode}\n      - {bits: {reserved: 4, level: 4}}\n",
            "      - {bits: {reserved: 4, level: 4}}\n      - {name: mode, type: u8, enum: Mode}\n",
            ["SampleReport version 1: the order of the fields changes"],
        ),
        (
            "u8, enum: {one: 1}, since: 2",
            "u8, enum: {two: 1}, since: 2",
            ["enum SampleReportKind: the member 'one' (0x01) is removed or renamed"],
        ),
        (
            "{name: value, type: u16, since: 2}\n",
            "{name: value, type: u16, since: 2}\n      - {name: extra, type: u8, since: 2}\n",
            ["SampleReport version 2: 'extra' added to a version that exists; say since a newer one"],
        ),
        (
            "{name: mode, type: u8, enum: Mode}\n",
            "{name: mode, type: u8, enum: Mode}\n      - {const: 0x00}\n",
            ["SampleReport version 1: bytes without a name change"],
        ),
        (
            "u16, since: 2}\n      - {name: kind, type: u8, enum: {one: 1}, since: 2}",
            "u16}\n      - {name: kind, type: u8, enum: {one: 1}}",
            [
                "SampleReport version 1: 'kind', 'value' added to a version that exists; say since a newer one",
                "SampleReport version 2: 'value' is since 1 now, was since 2",
                "SampleReport version 2: 'kind' is since 1 now, was since 2",
            ],
        ),
    ],
)
def test_incompatible(before: str, after: str, expected: list[str]) -> None:
    assert before in OLD
    text = OLD.replace(before, after)
    if "Mode:" in before:
        text = text.replace("enum: Mode", "enum: Other")
    if "wide" in after:
        text = text.replace("count: level", "count: 1")
    old, new = load_text("sample.yaml", OLD, "zwave"), load_text("sample.yaml", text, "zwave")
    found = compatible(old, new)
    if "wide" in after:  # the count of the list is another one now, too
        found = [line for line in found if "entries" not in line]
    assert found == expected


def test_attributes() -> None:
    text = "cluster: {id: 0xFC00, name: Sample}\nattributes:\n  - {id: 0x0000, name: level, type: uint8}\n"
    old = load_text("sample.yaml", text, "zcl")
    same = load_text("sample.yaml", text + "  - {id: 0x0001, name: other, type: uint8}\n", "zcl")
    other = load_text("sample.yaml", text.replace("0x0000", "0x0002").replace("uint8", "int8"), "zcl")
    renamed = load_text("sample.yaml", text.replace("level", "height"), "zcl")
    assert compatible(old, same) == []
    assert compatible(old, other) == [
        "attribute level: id changes from 0x00 to 0x02",
        "attribute level: type changes from uint8 to int8",
    ]
    assert compatible(old, renamed) == ["attribute level: removed or renamed"]


@pytest.mark.parametrize("dialect", ["zwave", "zcl"])
def test_every_spec_is_compatible_with_itself(dialect: str) -> None:
    for file in load(Path(SPECS / dialect), dialect).files:
        assert compatible(file, file) == []
