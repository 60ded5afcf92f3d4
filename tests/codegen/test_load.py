"""Loading: what the YAML says is what the model says, for the real specs and for small ones made here."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codegen.load import load, load_text
from codegen.model import (
    LAST,
    BitsField,
    BoolField,
    BytesField,
    FlagBit,
    FloatField,
    IntField,
    ListField,
    TypedField,
    Where,
)
from codegen.problems import Problem, SpecProblem
from tests.codegen.samples import HEAD, SPECS, command_of, load_sample, zcl_field

pytestmark = pytest.mark.backend_independent


# -- the real specs --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dialect", ["zwave", "zcl"])
def test_specs_always_load_alike(dialect: str) -> None:
    spec = load(SPECS / dialect, dialect)
    assert spec == load(SPECS / dialect, dialect)
    assert spec.dialect == dialect
    assert {file.where.file for file in spec.files} == {
        f"specs/{dialect}/{path.name}" for path in (SPECS / dialect).glob("*.yaml")
    }


def test_battery_reads_as_the_house_says() -> None:
    spec = load(SPECS / "zwave", "zwave")
    file, report = next(pair for pair in spec.commands() if pair[1].name == "BatteryReport")
    assert (file.id, file.name, file.module, file.low, file.high) == (0x80, "Battery", "battery", 1, 3)
    assert (report.id, report.since, report.until, len(report.variants)) == (0x03, 1, LAST, 1)
    level, bits = report.variants[0].fields[:2]
    assert isinstance(level, IntField) and level.name == "level" and level.value.unit == "%"
    assert isinstance(bits, BitsField) and bits.since == 2 and bits.items[0].name == "charging_status"


# -- files -----------------------------------------------------------------------------------------------------


def test_where_and_head() -> None:
    file = load_sample("- {name: level, type: u8}", "doc: Ours.\nsource: here\nconfidence: low\n")
    assert (file.kind, file.doc, file.source, file.confidence) == ("command_class", "Ours.", "here", "low")
    place = file.commands[0].variants[0].fields[0].where
    assert place == Where("specs/zwave/sample.yaml", "/commands/0/fields/0")
    assert str(place) == "specs/zwave/sample.yaml: /commands/0/fields/0"


def test_two_byte_class_and_class_without_command_byte() -> None:
    text = "command_class: {id: 0xF100, name: Extended, versions: 1}\ncommands:\n"
    file = load_text("extended.yaml", f"{text}  - {{id: null, name: Extended, examples: [{{hex: f1 00}}]}}\n", "zwave")
    assert (file.id, file.low, file.high, file.commands[0].id) == (0xF100, 1, 1, None)


def test_enums_flags_tables() -> None:
    extra = """enums:
  Mode: {off: 0, on: {value: 0xFF, label: Switched on, since: 2, doc: Full}, yes: 255, doc: What it does}
flags: {Zones: {inner_ring: 0, outer: {bits: 1..3, label: Rings}, alias: 0, doc: Where}}
tables: {Units: {0: {0: {label: Celsius, unit: "°C"}, 1: {label: F}}, 0x10: {0: {unit: "%"}}}, Kinds: {1: {label: One}}}
"""
    file = load_text("sample.yaml", HEAD + extra, "zwave")
    mode = file.enums[0]
    assert (mode.name, mode.module, mode.doc) == ("Mode", "sample", "What it does")
    assert [(m.name, m.value, m.label, m.since, m.doc) for m in mode.members] == [
        ("off", 0, "Off", 1, ""),
        ("on", 255, "Switched on", 2, "Full"),
        ("yes", 255, "Yes", 1, ""),
    ]
    assert file.flags[0].doc == "Where"
    assert file.flags[0].bits[:2] == (FlagBit("inner_ring", 0, 1, "Inner ring"), FlagBit("outer", 1, 3, "Rings"))
    units, kinds = file.tables
    assert units.rows == (((0, 0), "Celsius", "°C"), ((0, 1), "F", ""), ((16, 0), "", "%"))
    assert kinds.rows == (((1,), "One", ""),)


def test_references_across_files(tmp_path: Path) -> None:
    folder = tmp_path / "zwave"
    folder.mkdir()
    (folder / "sensor_types.yaml").write_text(
        "registry: {name: SensorTypes}\nenums: {SensorType: {power: {value: 4, since: 9}}}\n"
        "tables: {Scales: {4: {0: {unit: W}}}}\n"
    )
    (folder / "README.md").write_text("no spec")
    text = """commands:
  - id: 0x01
    name: SampleReport
    fields:
      - {name: kind, type: u8, enum: sensor_types.SensorType}
      - {bits: {reserved: 6, scale: 2}}
      - {name: value, type: u8, lookup: {table: sensor_types.Scales, keys: [kind, scale]}}
"""
    (folder / "a_sample.yaml").write_text(HEAD + text)
    spec = load(folder, "zwave")
    sample, types = spec.files
    kind, _, value = sample.commands[0].variants[0].fields
    assert isinstance(kind, IntField) and kind.value.enum is types.enums[0]
    assert isinstance(value, IntField) and value.value.lookup is not None
    assert value.value.lookup.table is types.tables[0] and value.value.lookup.keys == ("kind", "scale")
    overlay = load_text("b.yaml", HEAD + text.replace("Sample", "Overlay"), "zwave", others=spec.files)
    assert overlay.enums == ()


def test_problems_of_all_files_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "zwave"
    folder.mkdir()
    (folder / "a.yaml").write_text(HEAD + "commands: [{id: 0x01, name: SampleGet, sinse: 1}]")
    (folder / "b.yaml").write_text(HEAD)
    (folder / "c.yaml").write_text("command_class: [")
    (folder / "d.yaml").write_bytes(HEAD.encode() + b"doc: \xe9\n")
    (folder / "notSnake.yaml").write_text("registry: {name: Registry}\n")
    with pytest.raises(SpecProblem) as caught:
        load(folder, "zwave")
    lines = str(caught.value).splitlines()
    start = f"{tmp_path.name}/zwave"
    assert lines[0].startswith(f"{start}/a.yaml: /commands/0/sinse: unknown key (did you mean 'since'?)")
    assert lines[1:] == [
        f"{start}/b.yaml: /command_class/id: the id 0x99 is taken by {start}/a.yaml",
        f"{start}/b.yaml: /command_class/name: the name 'Sample' is taken by {start}/a.yaml",
        f"{start}/c.yaml: /: not YAML: line 2, column 1: did not find expected node content",
        f"{start}/d.yaml: /: not UTF-8: byte 61 is 0xe9",
        f"{start}/d.yaml: /command_class/id: the id 0x99 is taken by {start}/a.yaml",
        f"{start}/d.yaml: /command_class/name: the name 'Sample' is taken by {start}/a.yaml",
        f"{start}/notSnake.yaml: /: the file name 'notSnake' is not in snake_case",
    ]


def test_unknown_dialect() -> None:
    with pytest.raises(ValueError, match="no dialect 'zigbee'; there are aps, greenpower, zcl, zdo, zwave"):
        load_text("a.yaml", HEAD, "zigbee")


# -- commands --------------------------------------------------------------------------------------------------


def test_computed_and_merge() -> None:
    command = command_of(
        """- {bits: {more: 1, mask: 7}}
- {name: extra, type: bytes, length: 1}
- {name: nodes, list: {type: u8}, until: end}""",
        "enums: {Scale: {one: 1}}\n",
        """    computed:
      both: mask + 1
      scales: "bitset(mask:7, extra, start=1, enum=Scale)"
      kind: {expr: more, enum: Scale, doc: Ours}
    merge: {key: [mask], concat: [nodes], left: more}
    reply: SampleReport
    direction: supporting
""",
    )
    both, scales, kind = command.computed
    assert both.expr == ("+", ("name", "mask"), ("num", 1)) and both.where.path == "/commands/0/computed/both"
    assert (scales.expr, scales.parts, scales.start) == (None, (("mask", 7), ("extra", 0)), 1)
    assert scales.value.enum is not None and scales.value.enum is kind.value.enum and kind.doc == "Ours"
    assert command.merge is not None and command.merge.left == "more" and command.merge.concat == ("nodes",)
    assert (command.reply, command.direction) == ("SampleReport", "supporting")


def test_variants() -> None:
    text = """commands:
  - id: 0x01
    name: SampleReport
    since: 2
    variants: [{versions: 2, fields: [{name: a, type: u8}]}, {versions: 3, fields: [{name: a, type: u16}]}]
  - {id: 0x02, name: SampleGet, since: 2, until: 2}
"""
    report, get = load_text("sample.yaml", HEAD + text, "zwave").commands
    assert [(variant.low, variant.high) for variant in report.variants] == [(2, 2), (3, 3)]
    assert [(variant.low, variant.high, variant.fields) for variant in get.variants] == [(2, 2, ())]


def test_example_values_follow_the_fields() -> None:
    command = command_of(
        """- {bits: {precision: 3, flag: 1, mode: {width: 1, enum: {off: 0, on: 1}}, size: 3}}
- {name: value, type: decimal, length: size, precision: precision}
- {name: key, type: bytes, length: 2}
- {name: reading, type: f32}
- {name: label, type: text, prefix: 1}
- {name: kinds, type: bitset, length: 1, enum: {one: 1}}
- {name: level, type: u8, special: {0xFF: low}}
- {name: entries, list: [{name: node, type: u8}, {name: name, type: text, prefix: 1}], count: 1}
- {name: codes, list: {type: u8, enum: {x: 1}}, count: 2}
- {name: last, type: u8, optional: true}
- {name: encapsulated, type: command, length: rest}""",
        command="""    computed: {twice: size * 2}
    examples:
      - hex: 9901 00
        version: 2
        value: {precision: 1, flag: true, mode: on, value: 21.50, value_raw: 2150, key: 0102, reading: nan,
          label: " 12 ", kinds: [one, 3], kinds_raw: "0a", level: low, entries: [{node: 0x10, name: off}],
          codes: [x, 2], last: null, encapsulated: 20 01 ff, twice: 4, trailing: ""}
""",
    )
    example = command.examples[0]
    assert (example.data, example.version) == (b"\x99\x01\0", 2)
    reading = example.values.pop("reading")
    assert isinstance(reading, float) and reading != reading
    assert example.values == {
        "precision": 1,
        "flag": True,
        "mode": "on",
        "value": Decimal("21.5"),
        "value_raw": 2150,
        "key": b"\x01\x02",
        "label": " 12 ",
        "kinds": ["one", 3],
        "kinds_raw": b"\x0a",
        "level": "low",
        "entries": [{"node": 16, "name": "off"}],
        "codes": ["x", 2],
        "last": None,
        "encapsulated": b" \x01\xff",
        "twice": 4,
        "trailing": b"",
    }


# -- ZCL -------------------------------------------------------------------------------------------------------


def test_zcl_types() -> None:
    number = zcl_field("{name: a, type: int24}")
    assert isinstance(number, IntField)
    assert (number.width, number.signed, number.little, number.type_name) == (3, True, True, "int24")
    plain = zcl_field("{name: a, type: u16, endian: big}")
    assert isinstance(plain, IntField) and (plain.little, plain.type_name) == (False, "")
    text = zcl_field("{name: a, type: string16}")
    assert isinstance(text, BytesField) and (text.prefix, text.charset, text.little) == (2, "utf-8", True)
    key = zcl_field("{name: a, type: key128}")
    assert isinstance(key, BytesField) and (key.length, key.charset) == (("num", 16), "")
    single = zcl_field("{name: a, type: single}")
    assert isinstance(single, FloatField) and (single.width, single.little) == (4, True)
    assert isinstance(zcl_field("{name: a, type: bool}"), BoolField)
    elements = zcl_field("{name: a, list: {type: enum8, enum: {one: 1}}, until: end}")
    assert isinstance(elements, ListField) and isinstance(elements.element, IntField)
    assert elements.element.type_name == "enum8"
    typed = zcl_field("{name: a, type: typed, of: data_type, analog_only: true}")
    assert isinstance(typed, TypedField) and (typed.of, typed.analog_only) == ("data_type", True)


def test_attributes_and_directions() -> None:
    text = """cluster: {id: 0xFC00, name: Sample, manufacturer: 0x100B}
enums: {Mode: {off: 0}}
attributes:
  - {id: 0x0000, name: level, type: int16, access: rp, unit: "°C", scale: "0.01", min: -27315, default: -1}
  - {id: 0x0000, name: mode, type: enum8, enum: Mode, side: client, optional: true, manufacturer: 0x1002, default: 0}
  - {id: 0x0001, name: level, type: string, side: client, default: some text}
commands:
  - {id: 0x00, name: On, direction: client_to_server}
  - {id: 0x01, name: Off, direction: client_to_server, manufacturer: 0x1002}
  - {id: 0x00, name: Response, direction: server_to_client}
"""
    file = load_text("sample.yaml", text, "zcl")
    level, mode, other = file.attributes
    assert (file.kind, file.id, file.manufacturer) == ("cluster", 0xFC00, 0x100B)
    assert (level.id, level.type, level.access, level.value.unit, level.default) == (0, "int16", "rp", "°C", -1)
    assert (mode.side, mode.optional, mode.manufacturer) == ("client", True, 0x1002)
    assert mode.value.enum is file.enums[0] and other.default == "some text"
    assert [command.direction[:6] for command in file.commands] == ["client", "client", "server"]


def test_frame_and_general() -> None:
    text = "frame: {name: Header}\nenums: {Kind: {one: 1}}\nfields:\n  - {name: a, type: u8, enum: Kind}\n"
    file = load_text("_frame.yaml", text, "zcl")
    assert file.frame is not None and file.frame.name == "Header" and file.module == "_frame"
    assert [field.name for field in file.frame.fields] == ["a"]


def test_types() -> None:
    text = """types:
  - {id: 0x29, name: int16, wire: i16, analog: true, invalid: -0x8000, aliases: [INT16S]}
  - {id: 0x43, name: octstr16, wire: bytes, prefix: 2, invalid: 0xFFFF}
  - {id: 0xE1, name: date, wire: u16, parts: {year: 1900, day: 0}, doc: Ours}
  - {id: 0xF1, name: key128, wire: bytes, length: 16}
"""
    number, octets, date, key = load_text("_types.yaml", text, "zcl").types
    assert (number.id, number.wire, number.analog, number.invalid, number.aliases) == (
        0x29,
        "i16",
        True,
        -32768,
        ("INT16S",),
    )
    assert (octets.prefix, octets.length, octets.charset, key.length) == (2, 0, "", 16)
    assert (date.parts, date.doc, date.analog) == ((("year", 1900), ("day", 0)), "Ours", False)


# -- hostile input ---------------------------------------------------------------------------------------------

SOURCES = sorted(
    path for folder in ("zwave", "zcl") for path in (SPECS / folder).glob("*.yaml") if path.stat().st_size < 20000
)


def _mutate(node: yaml.Node, choose: st.DataObject) -> None:
    """Change one thing somewhere below `node`."""
    kinds = ["x", "null", "-1", "99999999999999999999", "0x", "..", "{}", "rest", "version // 0", "len(a)", "é\u2028"]
    while True:
        if isinstance(node, yaml.ScalarNode):
            node.value = choose.draw(st.sampled_from(kinds))
            return
        action = choose.draw(st.sampled_from(("down", "down", "down", "drop", "twice", "empty")))
        if not node.value or action == "empty":
            node.value = []
            return
        index = choose.draw(st.integers(0, len(node.value) - 1))
        if action == "drop":
            del node.value[index]
            return
        if action == "twice":
            node.value.append(node.value[index])
            return
        child = node.value[index]
        if isinstance(node, yaml.MappingNode):
            child = child[choose.draw(st.sampled_from((0, 1, 1, 1)))]
        node = child


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_nothing_but_spec_problem_escapes(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(SOURCES))
    dialect = path.parent.name
    root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    assert root is not None
    for _ in range(data.draw(st.integers(1, 3))):
        _mutate(root, data)
    problems: tuple[Problem, ...] = ()
    try:
        load_text(f"specs/{dialect}/{path.name}", yaml.serialize(root, Dumper=yaml.CSafeDumper), dialect)
    except SpecProblem as error:
        problems = error.problems
    assert all(re.match(r"specs/\w+/\w+\.yaml: /.*: .", str(problem)) for problem in problems)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("enums: " + "[" * 100000, "nested deeper than 80 levels"),
        ("enums:\n" + "- " * 100000, "nested deeper than 80 levels"),
        (HEAD.replace("1..3", "9" * 5000), "expected a number or a range"),
        (HEAD + "commands: [{id: 1, name: A, fields: [{within: " + "-" * 5000 + "1, fields: []}]}]", "at most 200"),
        (HEAD + 'commands: [{id: 1, name: A, fields: [{within: "a\\0b", fields: []}]}]', "an expression is printable"),
    ],
)
def test_endless_things(text: str, message: str) -> None:
    with pytest.raises(SpecProblem, match=message):
        load_text("sample.yaml", text, "zwave")
