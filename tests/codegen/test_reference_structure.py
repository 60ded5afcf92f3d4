"""The oracle on what is there, how often and how far: specs/README.md sections 4.1 and 4.4 to 4.6."""

from __future__ import annotations

import pytest

from codegen.load import load_text
from codegen.model import Spec
from codegen.reference import Decoded, Oracle
from tests.codegen.oracle_trials import HEAD, oracle, read, refused

# -- presence --------------------------------------------------------------------------------------------------


def test_newer_and_optional_fields() -> None:
    machine = oracle(
        "- {name: a, type: u8}\n- {name: b, type: u16, since: 2}\n"
        "- {name: c, type: u8, until: 2, since: 2}\n- {name: d, type: u8, optional: true, since: 3}\n"
    )
    assert read(machine, "01").values == {"a": 1}
    assert read(machine, "010002").values == {"a": 1, "b": 2}
    assert read(machine, "01000203").values == {"a": 1, "b": 2, "d": 3}
    assert read(machine, "0100020304", version=2).values == {"a": 1, "b": 2, "c": 3}
    assert read(machine, "010002", version=1).trailing == b"\0\2"
    assert refused(machine, "0100").path == "b"
    assert refused(machine, "").path == "a"
    assert refused(machine, "0100020304", strict=True).path == "trailing"


def test_the_fixed_tail_is_left_alone() -> None:
    machine = oracle(
        "- {name: a, type: u8}\n- {name: b, type: u8, optional: true}\n"
        "- {name: c, type: bytes, length: rest}\n- {name: d, type: u16}"
    )
    assert read(machine, "010004").values == {"a": 1, "c": b"", "d": 4}
    assert read(machine, "01020004").values == {"a": 1, "b": 2, "c": b"", "d": 4}
    assert read(machine, "010203030004").values == {"a": 1, "b": 2, "c": b"\3\3", "d": 4}
    assert refused(machine, "0100").path == "d"


def test_a_group_is_there_whole_or_not() -> None:
    machine = oracle(
        "- {name: a, type: u8}\n- {group: [{name: b, type: u8}, {name: c, type: u16}], since: 2}\n"
        "- {group: [{const: 0x00}, {name: d, list: {type: u8}, until: end}], optional: true, since: 2}"
    )
    assert read(machine, "01").values == {"a": 1}
    assert read(machine, "01020003").values == {"a": 1, "b": 2, "c": 3}
    assert read(machine, "0102000300").values == {"a": 1, "b": 2, "c": 3, "d": []}
    assert read(machine, "01020003000506").values["d"] == [5, 6]
    assert refused(machine, "0102").path == "c"
    assert refused(machine, "0102000304").path == "const"


def test_an_optional_group_without_keys_of_its_own_comes_back() -> None:
    machine = oracle("- {name: a, type: u8}\n- {optional: true, bits: {reserved: 8}}")
    assert read(machine, "0100").values == read(machine, "01").values


def test_present_if() -> None:
    machine = oracle(
        "- bits: {more: 1, kind: 7}\n- {name: a, type: u8, present_if: more}\n"
        "- {name: b, type: u8, present_if: kind == 7, since: 2}"
    )
    assert read(machine, "00").values == {"more": False, "kind": 0}
    assert read(machine, "8009").values == {"more": True, "kind": 0, "a": 9}
    assert refused(machine, "80").path == "a"
    assert read(machine, "07").values == {"more": False, "kind": 7}
    assert read(machine, "0708").values["b"] == 8


def test_present_if_remaining() -> None:
    machine = oracle("- {name: a, type: u16, present_if: remaining >= 3}\n- {name: b, type: bytes, length: remaining}")
    assert read(machine, "0102").values == {"b": b"\1\2"}
    assert read(machine, "000102").values == {"a": 1, "b": b"\2"}


def test_data_with_a_derived_length_is_there_if_its_length_is() -> None:
    machine = oracle(
        "- {name: a, type: u8}\n- {name: n, type: u8, since: 2}\n"
        "- {name: items, list: {type: u8}, count: n, since: 2}\n- {name: z, type: u8, since: 3}"
    )
    assert read(machine, "01").values == {"a": 1}
    assert read(machine, "0100").values == {"a": 1, "n": 0, "items": []}
    assert read(machine, "01000a").values == {"a": 1, "n": 0, "items": [], "z": 10}
    assert refused(machine, "0101").path == "items[0]"


def test_a_text_that_may_be_missing_and_is_invalid_is_missing() -> None:
    decoded = read(
        oracle("- {name: a, type: u8}\n- {name: b, type: text, prefix: 1, charset: ascii, since: 2}"), "01ff"
    )
    assert decoded.values == {"a": 1}
    assert decoded.trailing == b"\xff"


def test_variants() -> None:
    text = HEAD + (
        "commands:\n  - id: 0x01\n    name: TrialReport\n    variants:\n"
        "      - {versions: 1, fields: [{name: a, type: u16}]}\n"
        "      - {versions: 2..4, fields: [{name: b, type: u8}, {name: c, type: u8, since: 3}]}\n"
    )
    machine = Oracle(Spec("zwave", (load_text("trial", text, "zwave"),)))
    assert read(machine, "0001", version=1).values == {"a": 1}
    assert read(machine, "01").values == {"b": 1}
    assert read(machine, "0102", version=2).trailing == b"\2"
    assert read(machine, "0102", version=4).values == {"b": 1, "c": 2}


# -- lists -----------------------------------------------------------------------------------------------------


def test_list_until_end_leaves_the_fixed_tail() -> None:
    machine = oracle("- {name: a, list: {type: u8}, until: end}\n- {name: z, type: u16}")
    assert read(machine, "01020003").values == {"a": [1, 2], "z": 3}
    assert read(machine, "0003").values == {"a": [], "z": 3}
    assert refused(machine, "03").path == "z"


def test_list_until_marker() -> None:
    machine = oracle(
        '- {name: a, list: {type: u8, extended_from: 0xF1}, until: {marker: "F1 00"}}\n'
        '- {group: [{const: "F1 00"}, {name: b, list: {type: u8}, until: end}], optional: true}'
    )
    assert read(machine, "20f1aa").values == {"a": [0x20, 0xF1AA]}
    assert read(machine, "20f10030").values == {"a": [0x20], "b": [0x30]}
    assert read(machine, "f100").values == {"a": [], "b": []}


def test_list_by_length_is_filled_exactly() -> None:
    machine = oracle("- {name: n, type: u8}\n- {name: a, list: {type: u16}, length: n}\n- {name: z, type: u8}")
    assert read(machine, "040001000209").values == {"n": 4, "a": [1, 2], "z": 9}
    assert read(machine, "0009").values == {"n": 0, "a": [], "z": 9}
    assert refused(machine, "0300010209").path == "a[1]"
    assert refused(machine, "040001").path == "a"


def test_list_while() -> None:
    machine = oracle("- {name: a, list: [{bits: {more: 1, x: 7}}], while: more}\n- {name: z, type: u8}")
    assert read(machine, "810209").values == {"a": [{"more": True, "x": 1}, {"more": False, "x": 2}], "z": 9}
    assert refused(machine, "8182").path == "a[2].more"
    assert refused(machine, "").path == "a[0].more"


def test_list_elements_see_the_fields_around_them() -> None:
    machine = oracle(
        "- {name: size, type: u8}\n- {name: n, type: u8}\n"
        "- {name: a, list: [{name: v, type: int, length: parent.size, sizes: [1, 2]}], count: n}"
    )
    assert read(machine, "0202fffe0001").values["a"] == [{"v": -2}, {"v": 1}]
    assert refused(machine, "0301000000").path == "a[0].v"


def test_elements_may_lack_their_end_at_the_end() -> None:
    machine = oracle("- {name: a, list: [{name: s, type: u8}, {name: x, type: u16, optional: true}], until: end}")
    assert read(machine, "00").values == {"a": [{"s": 0}]}
    assert read(machine, "01000202").values == {"a": [{"s": 1, "x": 2}, {"s": 2}]}


def test_counts_that_nothing_can_fill() -> None:
    machine = oracle(
        "- {name: n, type: u32}\n- {name: m, type: u8}\n- {name: a, list: [{name: b, type: bytes, length: parent.m}], count: n}"
    )
    assert refused(machine, "ffffffff00").path == "a"
    assert len(read(machine, "0000ffff00").values["a"]) == 0xFFFF
    negative = oracle("- {name: n, type: u8}\n- {name: a, type: bytes, length: n - 2}")
    assert "negative" in refused(negative, "01").message
    empty = oracle("- {name: m, type: u8}\n- {name: a, list: [{name: b, type: bytes, length: parent.m}], until: end}")
    assert "without bytes" in refused(empty, "0001").message


# -- switch, within, nested, checksum --------------------------------------------------------------------------

SWITCH = """
- {name: status, type: u8}
- switch: status
  cases:
    0: [{name: a, type: u16}]
    "1..3": [{name: b, type: u8}, {name: c, type: u8, optional: true}]
"""


def test_switch() -> None:
    machine = oracle(SWITCH)
    assert read(machine, "000007").values == {"status": 0, "a": 7}
    assert read(machine, "0207").values == {"status": 2, "b": 7}
    assert read(machine, "030708").values == {"status": 3, "b": 7, "c": 8}
    assert "no case for 4" in refused(machine, "0407").message
    assert read(oracle(SWITCH + "    default: []\n"), "0407").trailing == b"\7"


def test_within() -> None:
    machine = oracle(
        "- {name: n, type: u8}\n- within: n - 1\n  fields: [{name: a, type: u8}, {name: b, type: u8, optional: true}]\n"
        "- {name: z, type: u8}"
    )
    assert read(machine, "020109").values == {"n": 2, "a": 1, "z": 9}
    assert read(machine, "03010209").values == {"n": 3, "a": 1, "b": 2, "z": 9}
    assert "left" in refused(machine, "040102030a").message
    assert refused(machine, "010a").path == "a"
    assert refused(machine, "0501").path == "within"


NESTED = "- {name: n, type: u8}\n- {name: inner, type: command, length: n}\n- {name: z, type: u8}"


def test_nested() -> None:
    inner = {"command_class": 0x20, "command": 3, "name": "UnknownCommand", "fields": {"payload": b"\xff"}}
    assert read(oracle(NESTED), "032003ff09").values == {"n": 3, "inner": inner, "z": 9}
    decoded = read(oracle(NESTED), "0a7001022003010007000809")
    deepest = decoded.values["inner"]["fields"]
    assert decoded.values["inner"]["name"] == "TrialReport"
    assert deepest["inner"]["name"] == "UnknownCommand"
    assert decoded.nested["inner"].trailing == bytes.fromhex("00070008")
    error = refused(oracle(NESTED), "0470010520aa")
    assert (error.path, error.byte_offset) == ("inner.inner", 6)
    assert refused(oracle(NESTED), "00aa").path == "inner.command_class"
    assert refused(oracle(NESTED), "0120aa").path == "inner.command"


def test_nested_from_plain_values() -> None:
    decoded = read(oracle(NESTED), "067001022003 0109".replace(" ", ""))
    decoded.nested.clear()
    assert oracle(NESTED).encode(decoded) == bytes.fromhex("70010670010220030109")


def test_nesting_has_a_limit() -> None:
    machine = oracle("- {name: inner, type: command, length: rest}")
    assert read(machine, "7001" * 6 + "2003").name == "TrialReport"
    assert "more than 8" in refused(machine, "7001" * 7 + "2003").message
    refused(machine, "7001" * 5000)


@pytest.mark.parametrize("verify", ["always", "strict"])
def test_checksum(verify: str) -> None:
    machine = oracle(
        "- {name: data, type: bytes, length: rest}\n"
        f"- {{name: check, type: checksum, algorithm: crc16_aug_ccitt, verify: {verify}}}"
    )
    frame = bytes.fromhex("7001") + b"123"
    good = machine.decode(
        frame + machine.encode(Decoded("TrialReport", "trial", 1, {"data": b"123"}, command_class=0x70))[-2:]
    )
    assert good.values["data"] == b"123"
    bad = good.values["check"] ^ 1
    if verify == "always":
        assert refused(machine, b"123".hex() + f"{bad:04x}").path == "check"
    else:
        assert read(machine, b"123".hex() + f"{bad:04x}").values["check"] == bad
        assert refused(machine, b"123".hex() + f"{bad:04x}", strict=True).path == "check"


def test_checksum_of_a_recorded_frame() -> None:
    # Basic Get in a CRC-16 encapsulation, as zwave-js has it in its tests.
    text = (
        "command_class: {id: 0x56, name: Crc16, versions: 1}\ncommands:\n  - id: 0x01\n    name: Crc16Encap\n    fields:\n"
        "      - {name: encapsulated, type: command, length: rest}\n"
        "      - {name: checksum, type: checksum, algorithm: crc16_aug_ccitt, verify: always}\n"
    )
    machine = Oracle(Spec("zwave", (load_text("crc", text, "zwave"),)))
    frame = bytes.fromhex("560120024d26")
    assert machine.decode(frame).values["checksum"] == 0x4D26
    assert machine.encode(machine.decode(frame)) == frame
