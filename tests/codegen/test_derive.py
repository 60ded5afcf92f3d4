"""Derived lengths and slots: section 5 of specs/README.md, case by case."""

from __future__ import annotations

import pytest

from codegen.derive import Derived, Slot, derived, scope, slots
from codegen.load import load_text
from codegen.model import BitItem, Command, SpecFile

pytestmark = pytest.mark.backend_independent
HEAD = "command_class: {id: 0x99, name: Sample, versions: 1..3}\n"


def load_fields(fields: str, extra: str = "") -> SpecFile:
    text = f"{HEAD}{extra}commands:\n  - {{id: 0x01, name: SampleReport, fields: [{fields}]}}\n"
    return load_text("sample.yaml", text, "zwave")


def command(fields: str, extra: str = "") -> Command:
    return load_fields(fields, extra).commands[0]


def lengths(fields: str, extra: str = "") -> dict[str, tuple[str, int, int, str]]:
    found = derived(command(fields, extra).variants[0].fields)
    assert all(name == item.name and item.field.name == item.user for name, item in found.items())
    return {name: (item.user, item.factor, item.offset, item.kind) for name, item in found.items()}


N = "{name: n, type: u8}, "
BITS = "{bits: {reserved: 4, n: 4}}, "


@pytest.mark.parametrize(
    ("user", "expected"),
    [
        ("{name: x, list: {type: u8}, count: n}", ("x", 1, 0, "count")),
        ("{name: x, list: {type: u8}, count: n + 2}", ("x", 1, 2, "count")),
        ("{name: x, list: {type: u8}, count: n - 1}", ("x", 1, -1, "count")),
        ("{name: x, list: {type: u8}, count: n * 3}", ("x", 3, 0, "count")),
        ("{name: x, list: {type: u8}, length: n}", ("x", 1, 0, "length")),
        ("{name: x, list: [{name: a, type: u8}], count: n}", ("x", 1, 0, "count")),
        ("{name: x, columns: [{name: a, type: u8}], count: n}", ("x", 1, 0, "count")),
        ("{name: x, type: bytes, length: n}", ("x", 1, 0, "length")),
        ("{name: x, type: text, length: n - 2}", ("x", 1, -2, "length")),
        ("{name: x, type: bitset, length: n}", ("x", 1, 0, "length")),
        ("{name: x, type: command, length: n}", ("x", 1, 0, "length")),
        ("{within: n - 2, fields: [{name: x, type: u8}]}", ("_region", 1, -2, "length")),
    ],
)
@pytest.mark.parametrize("integer", [N, BITS])
def test_used_alone(integer: str, user: str, expected: tuple[str, int, int, str]) -> None:
    assert lengths(integer + user) == {"n": expected}


@pytest.mark.parametrize(
    "fields",
    [
        N + "{name: x, list: {type: u8}, count: 2 * n}",
        N + "{name: x, list: {type: u8}, count: n // 2}",
        N + "{name: x, list: {type: u8}, count: n * 0}",
        N + "{name: x, list: {type: u8}, count: n - n}",
        N + "{name: m, type: u8}, {name: x, list: {type: u8}, count: n + m}",
        N + "{name: x, type: bytes, length: n}, {name: y, type: bytes, length: n}",
        N + "{name: x, type: bytes, length: n}, {name: y, type: uint, length: n}",
        N + "{name: x, type: uint, length: n}",
        N + "{name: x, type: decimal, length: n, precision: 1}",
        N + "{name: x, list: [{name: a, type: bytes, length: parent.n}], count: n}",
        N + "{name: x, list: [{name: a, type: bytes, length: parent.n}], until: end}",
        N + "{name: x, list: {type: u8}, count: n, since: 2}",
        N + "{name: x, list: {type: u8}, count: n, until: 2}",
        N + "{name: x, list: {type: u8}, count: n, optional: true}",
        N + "{name: m, type: u8}, {name: x, list: {type: u8}, count: n, present_if: m}",
        N + "{name: x, list: {type: u8}, count: n + 1, present_if: n}",
        N + "{group: [{name: x, list: {type: u8}, count: n}]}",
        N + "{name: m, type: u8}, {switch: m, cases: {0: [{name: x, list: {type: u8}, count: n}], default: []}}",
        "{group: [{name: n, type: u8}]}, {name: x, list: {type: u8}, count: n}",
        "{name: n, type: bool}, {name: x, list: {type: u8}, count: n}",
        "{reserved: u8}, {name: x, list: {type: u8}, count: reserved}",
    ],
)
def test_stored(fields: str) -> None:
    assert lengths(fields) == {}


@pytest.mark.parametrize(
    "fields",
    [
        N + "{name: x, list: {type: u8}, count: n, present_if: n}",
        N + "{name: x, list: {type: u8}, count: n, present_if: n != 0}",
        N + "{name: x, list: {type: u8}, count: n, present_if: n > 0}",
        "{name: m, type: u8}, {name: n, type: u8, present_if: m}, {name: x, type: bytes, length: n, present_if: m}",
        "{name: m, type: u8}, {name: n, type: u8, present_if: m}, {name: x, type: bytes, length: n}",
        "{name: n, type: u8, since: 2}, {name: x, type: bytes, length: n, since: 2}",
        "{name: n, type: u8, since: 2}, {name: x, type: bytes, length: n}",
        "{name: n, type: u8, optional: true}, {name: x, type: bytes, length: n, optional: true}",
        "{name: n, type: u8, optional: true}, {name: x, type: bytes, length: n}",
        "{bits: {reserved: 4, n: {width: 4, since: 2}}}, {name: x, type: bytes, length: n, since: 2}",
        "{group: [{name: n, type: u8}, {name: x, type: bytes, length: n}], since: 2}",
        N + "{name: m, type: u8, present_if: n > 3}, {name: x, type: bytes, length: n}",
        "{name: m, type: u8}, {within: m, fields: [{name: n, type: u8}, {name: x, type: bytes, length: n}]}",
    ],
)
def test_conditions_that_agree(fields: str) -> None:
    assert lengths(fields)["n"] == ("x", 1, 0, "count" if "count" in fields else "length")


def test_split_number_as_a_whole() -> None:
    high = "{bits: {reserved: 4, high: {width: 4, part_of: n, at: 8}}}, "
    low = "{name: low, type: u8, part_of: n, at: 0}, "
    assert lengths(high + low + "{name: x, type: bytes, length: n}") == {"n": ("x", 1, 0, "length")}


def test_cases_share_a_name() -> None:
    one = "[{name: n, type: u8}, {name: x, type: bytes, length: n}]"
    plus = "[{name: n, type: u8}, {name: x, type: bytes, length: n + 1}]"
    alone = "[{name: n, type: u8}]"
    switch = "{{name: m, type: u8}}, {{switch: m, cases: {{0: {}, 1: {}, default: []}}}}"
    assert lengths(switch.format(one, one)) == {"n": ("x", 1, 0, "length")}
    assert lengths(switch.format(one, plus)) == {}
    assert lengths(switch.format(one, alone)) == {}
    behind = switch.format(alone, alone) + ", {name: x, type: bytes, length: n}"
    assert lengths(behind) == {}


def test_records_have_their_own() -> None:
    file = load_fields("{name: xs, list: [{name: n, type: u8}, {name: x, type: bytes, length: n}], until: end}")
    assert derived(file.commands[0].variants[0].fields) == {}
    assert derived(file.records[0].fields) == {"n": Derived("n", "x", 1, 0, "length", file.records[0].fields[1])}
    assert [(slot.name, slot.derived is not None) for slot in slots(file.records[0])] == [("n", True), ("x", False)]


def names(found: tuple[Slot, ...]) -> list[str]:
    return [slot.name for slot in found]


def test_slots_in_wire_order() -> None:
    sample = command(
        "{bits: {reserved: 1, high: {width: 3, part_of: scale, at: 1}, flag: 1, n: 3}}, {const: 0x00}, "
        "{bits: {low: {width: 1, part_of: scale, at: 0}, rest: 7}}, {reserved: u8, name: reserved_2}, "
        "{group: [{name: a, type: u8}]}, {switch: flag, cases: {0: [{name: b, type: u8}, {name: c, type: u8}], "
        "1: [{name: c, type: u16}, {name: d, type: u8}]}}, {name: x, type: bytes, length: n}, "
        "{within: a, fields: [{name: y, type: bytes, length: rest}]}"
    )
    found = slots(sample)
    assert names(found) == ["reserved", "scale", "flag", "n", "rest", "reserved_2", "a", "b", "c", "d", "x", "y"]
    assert [slot.name for slot in found if slot.reserved] == ["reserved", "reserved_2"]
    assert [slot.name for slot in found if slot.derived] == ["n"]
    first = found[1].field
    assert isinstance(first, BitItem) and first.name == "high"


def test_slots_of_variants_and_id_bits() -> None:
    low, data = "{name: low, type: u8, part_of: size, at: 0}", "{name: data, type: bytes, length: rest}"
    text = f"""{HEAD}commands:
  - id: 0xC0
    id_mask: 0xF8
    id_bits: {{high: {{width: 3, part_of: size, at: 8}}}}
    name: SampleFirst
    variants:
      - {{versions: 1, fields: [{low}, {{name: old, type: u8}}, {data}]}}
      - {{versions: 2..3, fields: [{low}, {{name: new, type: u8}}, {data}]}}
"""
    sample = load_text("sample.yaml", text, "zwave").commands[0]
    assert names(slots(sample)) == ["size", "old", "new", "data"]
    fields = scope(sample, sample.variants[1].fields)
    assert fields[0] is sample.id_bits and derived(fields) == {}
