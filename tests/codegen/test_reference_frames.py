"""The oracle on whole frames: command byte, dispatch, strict reading, typed values, the trace, and any bytes at all."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from codegen.explain import explain
from codegen.load import load_text
from codegen.model import Spec
from codegen.reference import Decoded, Oracle, OracleError
from tests.codegen.oracle_trials import oracle, read, refused, zcl

# -- command byte, dispatch ------------------------------------------------------------------------------------


def test_command_byte_with_bits() -> None:
    text = (
        "command_class: {id: 0x55, name: Transport, versions: 1..2}\ncommands:\n"
        "  - id: 0xC0\n    id_mask: 0xF8\n    name: First\n"
        "    id_bits: {size_high: {part_of: size, at: 8, width: 3}}\n"
        "    fields: [{name: size_low, type: u8, part_of: size, at: 0}]\n"
        "  - {id: 0xC8, name: Second, fields: [{name: a, type: u8}]}\n"
    )
    machine = Oracle(Spec("zwave", (load_text("transport", text, "zwave"),)))
    decoded = machine.decode(bytes.fromhex("55c501"))
    assert (decoded.name, decoded.values, decoded.command) == ("First", {"size": 0x501}, 0xC0)
    assert machine.encode(decoded) == bytes.fromhex("55c501")
    assert machine.decode(bytes.fromhex("55c801")).name == "Second"
    assert machine.decode(bytes.fromhex("55c901")).name == "UnknownCommand"


def test_dispatch() -> None:
    text = "command_class: {id: 0xF125, name: Far, versions: 1}\ncommands:\n  - {id: 0x01, name: FarGet}\n"
    bare = "command_class: {id: 0x91, name: Bare, versions: 1}\ncommands:\n  - {id: null, name: BareSend, fields: [{name: a, type: u16}]}\n"
    machine = Oracle(Spec("zwave", (load_text("far", text, "zwave"), load_text("bare", bare, "zwave"))))
    for data, name, values in (
        ("f12501", "FarGet", {}),
        ("910001", "BareSend", {"a": 1}),
        ("f1260102", "UnknownCommand", {"payload": b"\2"}),
        ("f12502", "UnknownCommand", {"payload": b""}),
    ):
        decoded = machine.decode(bytes.fromhex(data))
        assert (decoded.name, decoded.values) == (name, values)
        assert machine.encode(decoded) == bytes.fromhex(data)
    for data, path in (("", "command_class"), ("f1", "command_class"), ("f125", "command"), ("91", "a")):
        with pytest.raises(OracleError) as caught:
            machine.decode(bytes.fromhex(data))
        assert caught.value.path == path


def test_strict_values() -> None:
    head = "enums:\n  Mode: {down: 0, up: 2}\n"
    fields = "- {name: m, type: u8, enum: Mode}\n- {name: l, type: u8, max: 99, special: {0xFF: full}}\n- {name: x, type: i8, min: -5}"
    machine = oracle(fields, head)
    assert read(machine, "0263fb", strict=True).values == {"m": 2, "l": 99, "x": -5}
    assert read(machine, "02ff00", strict=True).values["l"] == 255
    assert refused(machine, "010000", strict=True).path == "m"
    assert refused(machine, "006400", strict=True).path == "l"
    assert refused(machine, "0000fa", strict=True).path == "x"
    assert read(machine, "0164fa").values == {"m": 1, "l": 100, "x": -6}
    parts = "- bits: {high: {width: 4, part_of: number, at: 8, max: 1000}, a: 4}\n- {name: low, type: u8, part_of: number, at: 0}"
    assert refused(oracle(parts), "f000", strict=True).path == "number"


# -- typed values ----------------------------------------------------------------------------------------------

TYPED = "- {name: kind, type: u8}\n- {name: value, type: typed, of: kind}\n- {name: z, type: u8}"


@pytest.mark.parametrize(
    ("data", "value"),
    [
        ("00", None),
        ("2105ff", 0xFF05),
        ("21ffff", None),
        ("28ff", -1),
        ("2880", None),
        ("2a24faff", -1500),
        ("1000", False),
        ("1001", True),
        ("1002", 2),
        ("10ff", None),
        ("390000c03f", 1.5),
        ("390000c07f", None),
        ("38007e", None),
        ("4103616263", b"abc"),
        ("41ff", None),
        ("42026869", "hi"),
        ("4202ff41", "\udcffA"),
        ("4402006869", "hi"),
        ("44ffff", None),
        ("f1000102030405060708090a0b0c0d0e0f", bytes(range(16))),
        ("48200200ff07", {"element_type": 0x20, "values": [None, 7]}),
        ("48420100026869", {"element_type": 0x42, "values": ["hi"]}),
        ("5120ffff", None),
        ("4c02002009210a00", {"members": [{"type": 0x20, "value": 9}, {"type": 0x21, "value": 10}]}),
        ("4cffff", None),
        ("4c0000", {"members": []}),
        ("48480100200100aa", {"element_type": 0x48, "values": [{"element_type": 0x20, "values": [0xAA]}]}),
        ("48000000", {"element_type": 0, "values": []}),
    ],
)
def test_typed(data: str, value: object) -> None:
    decoded = read(zcl(TYPED), data + "09")
    assert decoded.values == {"kind": int(data[:2], 16), "value": value, "z": 9}
    assert not any(path.endswith("z") for path in decoded.raw)


def test_typed_nan_with_a_payload_is_a_float() -> None:
    decoded = read(zcl(TYPED), "39010080ff09")
    assert math.isnan(decoded.values["value"])


@pytest.mark.parametrize(
    "data",
    ["0109", "4801000009", "480001000909", "4c01000109", "3909", "4205616209", "48" * 2 + "0100" + "480100" * 40],
)
def test_typed_errors(data: str) -> None:
    assert refused(zcl(TYPED), data).path == "value"


def test_typed_depth() -> None:
    # 16 arrays around a number are fine, 17 are not.
    def arrays(depth: int) -> str:
        return "48" + "480100" * (depth - 1) + "200100aa09"

    assert read(zcl(TYPED), arrays(16)).values["z"] == 9
    assert "16 collections" in refused(zcl(TYPED), arrays(17)).message


def test_analog_only() -> None:
    machine = zcl(
        "- {name: kind, type: u8}\n- {name: change, type: typed, of: kind, analog_only: true}\n- {name: z, type: u8}"
    )
    assert read(machine, "2a0a000009").values == {"kind": 0x2A, "change": 10, "z": 9}
    assert read(machine, "1809").values == {"kind": 0x18, "z": 9}
    assert refused(machine, "0109").path == "change"


# -- everything ------------------------------------------------------------------------------------------------

KITCHEN = """
- bits: {more: 1, has: 1, size: 3, precision: 3}
- {name: value, type: decimal, length: size, precision: precision, sizes: [0, 1, 2, 4]}
- {name: inner, type: command, length: size, present_if: has}
- name: items
  list: [{bits: {more: 1, length: 3, n_high: {width: 4, part_of: n, at: 8}}}, {name: n_low, type: u8, part_of: n, at: 0}, {within: length, fields: [{name: data, type: bytes, length: rest}]}]
  while: more
  present_if: more
- {name: count, type: u8, since: 2}
- {name: pairs, columns: [{name: x, type: i16}, {name: f, type: f16}], count: count, since: 2}
- {name: label, type: text, prefix: 1, charset: utf-8, optional: true, since: 2}
- switch: size
  since: 3
  cases: {0: [], "1..2": [{name: a, type: f32}], default: [{name: set, type: bitset, length: size}, {name: b, type: u8, optional: true}]}
- {name: nodes, list: {type: u8, extended_from: 0xF1}, until: {marker: 0x00}, since: 3}
- {group: [{const: 0x00}, {name: ends, list: [{name: e, type: u8}, {reserved: u8}], until: end}], optional: true, since: 3}
"""


@settings(max_examples=400, deadline=None)
@given(st.binary(max_size=40), st.integers(1, 4), st.booleans())
def test_any_bytes(body: bytes, version: int, strict: bool) -> None:
    machine = oracle(KITCHEN)
    frame = b"\x70\x01" + body
    try:
        decoded = machine.decode(frame, {0x70: version}, strict)
    except OracleError as error:
        assert 0 <= error.byte_offset <= len(frame)
        return
    assert machine.encode(decoded) == frame
    assert not (strict and decoded.trailing)


@settings(max_examples=400, deadline=None)
@given(st.binary(max_size=40), st.sampled_from([0x39, 0x42, 0x48, 0x4C, 0x51, 0x10, 0x38]))
@example(bytes.fromhex("0000ffff"), 0x48)
def test_any_typed_bytes(data: bytes, kind: int) -> None:
    machine = zcl("- {name: kind, type: u8}\n- {name: value, type: typed, of: kind}")
    body = bytes((kind,)) + data
    try:
        decoded = machine.decode_body(machine.spec.files[1].commands[0], body)
    except OracleError:
        return
    assert machine.encode(decoded) == body


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["more", "kind", "a", "b"]), st.one_of(st.none(), st.integers(), st.text(), st.binary())
    )
)
def test_any_values(values: dict[str, Any]) -> None:
    machine = oracle(
        "- bits: {more: 1, kind: 7}\n- {name: a, type: u8, present_if: more}\n- {name: b, type: text, length: kind, charset: ascii}"
    )
    try:
        machine.encode(Decoded("TrialReport", "trial", 1, values, command_class=0x70))
    except OracleError:
        pass


def test_explain() -> None:
    machine = oracle("- {name: a, type: u16}\n- bits: {kind: {width: 3, enum: Kind}, on: 1, level: 4}\n- {name: t, type: bytes, length: rest}",
                     "enums: {Kind: {first: 1}}\n")  # fmt: skip
    text = explain(machine.spec, "70 01 01 02 35 AA BB")
    assert text.splitlines() == [
        "70 01 01 02 35 aa bb",
        "TrialReport (trial, version 4)",
        "bytes  bits  field          value",
        "0            command_class  112 (0x70) Trial",
        "1            command        1 TrialReport",
        "2-3          a              258 (0x102)",
        "4      7-5   kind           1 First",
        "4      4     on             yes",
        "4      3-0   level          5",
        "5-6          t              aa bb",
    ]
