"""Fields: what a field says in YAML is what it says in the model, kind by kind."""

from __future__ import annotations

import pytest

from codegen.load import load_text
from codegen.load_values import singular
from codegen.model import (
    LAST,
    PLAIN,
    REST,
    BitsetField,
    BitsField,
    BoolField,
    BytesField,
    ChecksumField,
    ConstField,
    FloatField,
    GroupField,
    IntField,
    ListField,
    NestedField,
    Part,
    Record,
    ReservedField,
    SizedField,
    SwitchField,
    WithinField,
)
from tests.codegen.samples import HEAD, field_of, fields_of, load_sample

pytestmark = pytest.mark.backend_independent


# -- scalars ---------------------------------------------------------------------------------------------------


def test_integers() -> None:
    field = field_of('{name: a, type: i24, unit: s, scale: "0.5", min: -1, max: 0x10, ref: node, endian: little}')
    assert isinstance(field, IntField)
    assert (field.width, field.signed, field.little, field.part, field.type_name) == (3, True, True, None, "")
    value = field.value
    assert (value.unit, value.scale, value.minimum, value.maximum, value.ref) == ("s", "0.5", -1, 16, "node")
    field = field_of("{name: a, type: u8, extended_from: 0xF1, duration: report, special: {0xFF: low_battery}}")
    assert isinstance(field, IntField) and (field.extended_from, field.value.duration) == (0xF1, "report")
    assert [(m.name, m.value, m.label) for m in field.value.special] == [("low_battery", 255, "Low battery")]


def test_common_keys() -> None:
    field = field_of(
        "{name: b, type: bool, doc: Ours, since: 2, until: 3, optional: true, present_if: a == 1, source: here, "
        "confidence: medium}",
        "- {name: a, type: u8}",
    )
    assert isinstance(field, BoolField)
    assert (field.doc, field.since, field.until, field.optional) == ("Ours", 2, 3, True)
    assert (field.present_if, field.source, field.confidence) == (("==", ("name", "a"), ("num", 1)), "here", "medium")


def test_other_scalars() -> None:
    bits = "- {bits: {precision: 3, scale: 2, size: 3}}"
    decimal = field_of("{name: value, type: decimal, length: size, precision: precision}", bits)
    assert isinstance(decimal, SizedField) and decimal.sizes == (1, 2, 4) and decimal.signed
    assert (decimal.length, decimal.precision) == (("name", "size"), ("name", "precision"))
    unsigned = field_of("{name: value, type: uint, length: 3}")
    assert isinstance(unsigned, SizedField) and (unsigned.sizes, unsigned.signed) == ((3,), False)
    sized = field_of("{name: value, type: int, length: size, sizes: [0, 1, 2]}", bits)
    assert isinstance(sized, SizedField) and (sized.sizes, sized.precision) == ((0, 1, 2), None)
    rest = field_of("{name: data, type: bytes, length: rest}")
    assert isinstance(rest, BytesField) and (rest.length, rest.prefix, rest.charset) == (REST, 0, "")
    label = field_of("{name: label, type: text, prefix: 2}")
    assert isinstance(label, BytesField) and (label.length, label.prefix, label.charset) == (None, 2, "utf-8")
    bitset = field_of("{name: kinds, type: bitset, length: 1, table: [0, 1, 7]}")
    assert isinstance(bitset, BitsetField) and (bitset.table, bitset.start) == ((0, 1, 7), 0)
    assert isinstance(field_of("{name: encapsulated, type: command, length: rest}"), NestedField)
    assert isinstance(field_of("{name: reading, type: f16}"), FloatField)
    checksum = field_of("{name: check, type: checksum, verify: strict}")
    assert isinstance(checksum, ChecksumField) and checksum.verify == "strict"
    reserved = field_of("{reserved: u16}")
    assert isinstance(reserved, ReservedField) and (reserved.name, reserved.width) == ("reserved", 2)


@pytest.mark.parametrize(
    ("marker", "data"),
    [("0x0A", b"\n"), ("10", b"\n"), ('"10"', b"\x10"), ('"F1 00"', b"\xf1\0"), ("F1 00", b"\xf1\0")],
)
def test_const(marker: str, data: bytes) -> None:
    field = field_of(f"{{const: {marker}}}")
    assert isinstance(field, ConstField) and (field.data, field.name) == (data, "")


def test_bits() -> None:
    field = field_of(
        "{since: 2, bits: {status: {width: 2, enum: {off: 0, on: 1}}, flag: 1, one: {width: 1, type: uint}, "
        "state: {width: 1, enum: {low: 0}}, reserved: 1, high: {width: 1, part_of: number, at: 8}, "
        "back: {width: 1, since: 3}, trim: {width: 8, signed: true}}}",
        "- {name: low, type: u8, part_of: number, at: 0}",
    )
    assert isinstance(field, BitsField) and (field.width, field.since, field.little) == (2, 2, False)
    status, flag, one, state, reserved, high, back, trim = field.items
    assert status.value.enum is not None and status.value.enum.name == "SampleReportStatus"
    assert [item.boolean for item in field.items] == [False, True, False, False, False, False, True, False]
    assert flag.value == PLAIN and one.width == 1 and state.width == 1
    assert reserved.reserved and not flag.reserved
    assert high.part == Part("number", 8) and back.since == 3 and trim.signed


def test_id_bits() -> None:
    text = "commands:\n  - {id: 0xC0, id_mask: 0xF8, name: SampleFirst, id_bits: {session: 2, flag: 1}}\n"
    text += "  - {id: 0xE0, id_mask: 0xF0, name: SampleNext}\n"
    first, following = load_text("sample.yaml", HEAD + text, "zwave").commands
    assert first.id_bits is not None and first.id_mask == 0xF8
    assert [(item.name, item.width, item.boolean) for item in first.id_bits.items] == [
        ("", 5, False),
        ("session", 2, False),
        ("flag", 1, True),
    ]
    assert following.id_bits is not None
    assert [(item.name, item.width, item.reserved) for item in following.id_bits.items] == [
        ("", 4, False),
        ("reserved_0", 4, True),
    ]


# -- lists and structure ---------------------------------------------------------------------------------------


def test_list_bounds() -> None:
    before = "- {name: n, type: u8}"
    found = field_of("{name: nodes, list: {type: u8, ref: node}, count: n + 1, until: 2}", before)
    assert isinstance(found, ListField) and isinstance(found.element, IntField)
    assert (found.count, found.until, found.element.value.ref) == (("+", ("name", "n"), ("num", 1)), 2, "node")
    found = field_of("{name: nodes, list: {type: u16, endian: little}, length: 8}")
    assert isinstance(found, ListField) and isinstance(found.element, IntField)
    assert found.length == ("num", 8) and found.element.little
    found = field_of("{name: nodes, list: {type: u8, extended_from: 0xF1, enum: {one: 1}}, until: end}")
    assert isinstance(found, ListField) and isinstance(found.element, IntField) and found.until_end
    assert found.element.value.enum is not None and found.element.value.enum.name == "SampleReportNodes"
    until = fields_of('- {name: nodes, list: {type: u8}, until: {marker: "F1 00"}}\n- {const: "F1 00"}')[0]
    assert isinstance(until, ListField) and until.marker == b"\xf1\0" and until.until == LAST
    found = field_of("{name: parts, list: [{bits: {more: 1, part: 7}}], while: more}")
    assert isinstance(found, ListField) and found.more == "more"


def test_records() -> None:
    file = load_sample(
        """- {name: destinations, list: Target, count: 1}
- {name: entries, list: [{name: value, type: u8, enum: {one: 1}}], count: 2}
- {name: more_entries, record: Entry, list: [{name: value, type: u8, enum: {one: 1}, doc: the same}], count: 2}
- {name: statuses, columns: [{name: kind, type: u8}], count: 1}""",
        "records: {Unused: [{name: a, type: u8}], Target: [{name: inner, list: Unused, count: 1}]}\n",
    )
    assert [record.name for record in file.records] == ["Unused", "Target", "Entry", "Status"]
    destinations, entries, more, statuses = file.commands[0].variants[0].fields
    assert isinstance(destinations, ListField) and destinations.element is file.records[1]
    assert isinstance(entries, ListField) and isinstance(more, ListField) and entries.element is more.element
    assert isinstance(statuses, ListField) and statuses.columns and isinstance(statuses.element, Record)
    assert [enum.name for enum in file.enums] == ["EntryValue"]
    assert file.enums[0].module == "sample"


@pytest.mark.parametrize(
    ("plural", "one"),
    [
        ("destinations", "destination"),
        ("entries", "entry"),
        ("statuses", "status"),
        ("addresses", "address"),
        ("command_classes", "command_class"),
        ("responses", "response"),
        ("boxes", "box"),
        ("switches", "switch"),
        ("series", "series"),
        ("data", "data"),
        ("status", "status"),
    ],
)
def test_singular(plural: str, one: str) -> None:
    assert singular(plural) == one


def test_structure() -> None:
    group, switch, first, second = fields_of(
        """- group: [{name: a, type: u8}]
- switch: a
  cases: {0x00: [{name: b, type: u8}], "1..3": [], 0x97: [{name: b, type: u8}], default: [{name: b, type: u16}]}
- {within: 2, fields: [{name: c, type: bytes, length: rest}]}
- {within: 1, fields: [{name: d, type: u8}]}"""
    )
    assert isinstance(group, GroupField) and group.fields[0].name == "a"
    assert isinstance(switch, SwitchField) and switch.on == ("name", "a")
    assert [(case.low, case.high, len(case.fields)) for case in switch.cases] == [(0, 0, 1), (1, 3, 0), (0x97, 0x97, 1)]
    assert switch.default is not None and len(switch.default) == 1
    assert isinstance(first, WithinField) and isinstance(second, WithinField)
    assert (first.name, second.name, first.length) == ("_region", "_region_2", ("num", 2))


def test_switch_without_default_is_not_an_empty_one() -> None:
    switch = field_of("{switch: version, cases: {1: []}}")
    assert isinstance(switch, SwitchField) and switch.default is None
    switch = field_of("{switch: version, cases: {1: [], default: []}}")
    assert isinstance(switch, SwitchField) and switch.default == ()
