"""Overlays: ten lines of YAML are a command class or a cluster, on both back ends, and nothing of it stays behind.

The rule: what an overlay defines behaves like what is built in; whatever is wrong with one is said at once and changes
nothing.
"""

from __future__ import annotations

import copy
import inspect
import pickle
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import zclcodec
import zwcodec
from zclcodec import frame as zcl_frame
from zclcodec import named
from zclcodec.overlay import Overlay
from zwcodec import frame as zwave_frame
from zwcodec import overlay as zwcodec_overlay
from zwcodec.protocol import PROTOCOL as ZWAVE
from zwcodec.runtime.errors import DecodeError, EncodeError

ROOT = Path(__file__).resolve().parents[2]
POND_PUMP = """
command_class: {id: 0xF201, name: PondPump, versions: 1..2}
enums: {PumpState: {idle: 0, pumping: 1, frozen: 0xFE}}
commands:
  - {id: 0x02, name: PondPumpGet, reply: PondPumpReport}
  - id: 0x03
    name: PondPumpReport
    fields:
      - {name: state, type: u8, enum: PumpState}
      - bits: {precision: 3, scale: 2, size: 3}
      - {name: level, type: decimal, length: size, precision: precision, sizes: [1, 2, 4], unit: cm}
      - {name: number_of_fish, type: u8, since: 2}
      - {name: fish, list: {type: u16}, count: number_of_fish, since: 2}
    computed: {twice: "2 * scale if scale else version"}
"""
REPORT = bytes.fromhex("F20103 FE 21 7B 02 0001 0100")
POND = """
cluster: {id: 0xFC77, name: Pond}
enums: {Mode: {eco: 0, boost: 1}}
attributes:
  - {id: 0x0000, name: mode, type: enum8, enum: Mode}
  - {id: 0x0001, name: depth, type: uint16, unit: m, scale: "0.01"}
commands:
  - id: 0x00
    name: SetMode
    direction: client_to_server
    fields: [{name: mode, type: enum8, enum: Mode}, {name: status, type: enum8, enum: _general.Status}]
"""
SET_MODE = bytes.fromhex("01 07 00 01 86")


def problem_of(package: object, text: str, **options: object) -> list[str]:
    with pytest.raises(zwcodec_overlay.SpecProblem) as caught:
        package.load_overlay(text, **options)  # type: ignore[attr-defined]
    return [str(problem) for problem in caught.value.problems]


def test_a_command_class_in_ten_lines() -> None:
    with zwcodec.load_overlay(POND_PUMP) as pond:
        report: Any = zwcodec.decode(REPORT)
        assert type(report) is pond.PondPumpReport is pond.commands["PondPumpReport"]
        assert report.state is pond.PumpState.FROZEN
        assert (report.level, report.fish, report.number_of_fish, report.version) == (Decimal("12.3"), (1, 256), 2, 2)
        assert (report.command_class, report.command, report.name, report.twice) == (0xF201, 3, "PondPumpReport", 2)
        assert zwcodec.encode(report) == report.to_bytes() == bytes(report) == REPORT
        assert report == pond.PondPumpReport(state=0xFE, scale=0, level="12.3", fish=[1, 256])
        assert report.replace(level=Decimal("1.25")).as_dict()["precision"] == 2
        assert pond.PondPumpReport(state=1, scale=0, level=5, version=1).to_bytes() == bytes.fromhex("F20103010105")
        assert zwcodec.decode(REPORT, versions={0xF201: 1}).trailing == bytes.fromhex("0200010100")
        assert pickle.loads(pickle.dumps(report)) == report == copy.deepcopy(report)  # noqa: S301  (ours)
        assert hash(report) == hash(zwcodec.decode(REPORT))
        assert "state" in inspect.signature(pond.PondPumpReport).parameters
        assert "PondPumpReport" in dir(pond)
        match report:
            case pond.PondPumpReport(state=state):
                assert state == 0xFE
            case _:
                pytest.fail("no match")


def test_its_errors_read_like_others() -> None:
    with zwcodec.load_overlay(POND_PUMP) as pond:
        with pytest.raises(DecodeError) as caught:
            zwcodec.decode(REPORT[:-1])
        error = caught.value
        assert (error.message, error.path, error.offset, error.needed) == ("PondPumpReport", "fish[1]", 9, 2)
        with pytest.raises(DecodeError, match="not a known PumpState"):
            zwcodec.decode(bytes.fromhex("F20103 07 01 05"), strict=True)
        with pytest.raises(EncodeError, match="state"):
            pond.PondPumpReport(state=256, scale=0, level=1)
        with pytest.raises(TypeError, match="missing keyword arguments: scale, level"):
            pond.PondPumpReport(state=1)
        with pytest.raises(TypeError, match="unexpected keyword argument 'colour'"):
            pond.PondPumpReport(state=1, scale=0, level=1, colour=3)


def test_inside_of_what_is_built_in() -> None:
    with zwcodec.load_overlay(POND_PUMP) as pond:
        nested = bytes((0x8F, 0x01, 0x01, len(REPORT))) + REPORT
        command = zwcodec.decode(nested)
        assert command.unwrap() == (zwcodec.decode(REPORT),)
        assert command.to_bytes() == nested
        from zwcodec.cc.multi_channel import MultiChannelCmdEncap

        wrapped = MultiChannelCmdEncap(source_endpoint=1, destination_endpoint=0, encapsulated=pond.PondPumpGet())
        assert type(zwcodec.decode(wrapped.to_bytes()).unwrap()) is pond.PondPumpGet
        with pytest.raises(DecodeError) as caught:
            zwcodec.decode(nested[:3] + bytes((len(REPORT) - 1,)) + REPORT[:-1])
        assert "pond_pump_report.fish[1]" in caught.value.path
        assert type(zwcodec.decode(bytes.fromhex("2003FF"))).__name__ == "BasicReport"


def test_nothing_stays_behind() -> None:
    before = (dict(zwave_frame._resolved), dict(ZWAVE.ops), set(sys.modules))
    assert isinstance(zwcodec.decode(REPORT), zwcodec.UnknownCommand)
    pond = zwcodec.load_overlay(POND_PUMP)
    kept: Any = zwcodec.decode(REPORT)
    pond.remove()
    pond.remove()
    assert not pond.is_loaded
    assert "removed" in repr(pond)
    assert isinstance(zwcodec.decode(REPORT), zwcodec.UnknownCommand)
    assert zwave_frame.overlays == {}
    assert dict(ZWAVE.ops) == before[1]
    assert not {name for name in set(sys.modules) - before[2] if ".overlays." in name}
    assert kept.to_bytes() == REPORT
    assert kept.replace(state=1).state == 1


def test_a_cluster_in_ten_lines() -> None:
    with zclcodec.load_overlay(POND) as pond:
        frame: Any = zclcodec.decode(SET_MODE, cluster=0xFC77)
        assert type(frame.command) is pond.SetMode
        assert frame.command.mode is pond.Mode.BOOST
        from zclcodec.clusters._general import Status

        assert frame.command.status is Status.UNSUPPORTED_ATTRIBUTE
        assert zclcodec.encode(frame) == frame.to_bytes() == SET_MODE
        assert zclcodec.Frame.of(pond.SetMode(mode=1, status=0x86), tsn=7) == frame
        report = zclcodec.decode(bytes.fromhex("18 0a 0a 0000 30 01 0100 21 0a00"), cluster=0xFC77)
        assert [value.text for value in report.attributes] == ["Boost", "0.10 m"]
        assert pond.attributes.depth.describe(123) == "1.23 m"
        assert zclcodec.decode(b"\x01\x07\x00\x01", cluster=0x0006).command.name == "Off"
    assert isinstance(zclcodec.decode(SET_MODE, cluster=0xFC77).command, zclcodec.UnknownClusterCommand)
    assert named.attributes_of(0xFC77) is None
    assert (zcl_frame.overlays, zcl_frame.models, named.overlays) == ({}, {}, [])


def test_for_certain_models_only() -> None:
    other = POND.replace("name: Pond}", "name: Pond, model: [A1, B2]}").replace("[{name: mode", "[{name: style")
    with zclcodec.load_overlay(POND) as plain, zclcodec.load_overlay(other) as special:
        assert special.models == ("A1", "B2")
        assert type(zclcodec.decode(SET_MODE, cluster=0xFC77, model="B2").command) is special.SetMode
        assert type(zclcodec.decode(SET_MODE, cluster=0xFC77, model="C3").command) is plain.SetMode
        assert type(zclcodec.decode(SET_MODE, cluster=0xFC77).command) is plain.SetMode
        assert problem_of(zclcodec, other.replace("[A1, B2]", "B2"))
        zclcodec.load_overlay(other.replace("[A1, B2]", "C3")).remove()


def test_for_a_manufacturer() -> None:
    text = (
        "cluster: {id: 0x0006, name: Mine, manufacturer: 0x1234}\n"
        "commands: [{id: 0, name: Explode}]\n"
        "attributes: [{id: 0, name: fuse, type: uint8}]"
    )
    with zclcodec.load_overlay(text) as mine, zclcodec.load_overlay(text, manufacturer=0x1235) as other:
        assert type(zclcodec.decode(bytes.fromhex("05 3412 01 00"), cluster=6).command) is mine.Explode
        assert type(zclcodec.decode(bytes.fromhex("05 3512 01 00"), cluster=6).command) is other.Explode
        assert zclcodec.decode(bytes.fromhex("01 01 00"), cluster=6).command.name == "Off"
        assert zclcodec.Frame.of(mine.Explode()).to_bytes() == bytes.fromhex("05 3412 00 00")
        values = zclcodec.decode(bytes.fromhex("0c 3412 01 0a 0000 20 05"), cluster=6).attributes
        assert [value.name for value in values] == ["fuse"]
        assert zclcodec.decode(bytes.fromhex("08 01 0a 0000 10 01"), cluster=6).attributes[0].name == "on_off"


def test_conflicts_are_said_and_replaced_only_on_demand() -> None:
    basic = POND_PUMP.replace("0xF201", "0x20")
    assert problem_of(zwcodec, basic) == [
        "overlay.yaml: /commands/0: PondPumpGet: the command is taken by BasicGet (replace=True replaces it)",
        "overlay.yaml: /commands/1: PondPumpReport: the command is taken by BasicReport (replace=True replaces it)",
    ]
    with zwcodec.load_overlay(basic, replace=True) as first:
        assert type(zwcodec.decode(b"\x20\x02")) is first.PondPumpGet
        assert zwcodec.decode(b"\x20\x01\x05").name == "BasicSet"
        assert len(problem_of(zwcodec, basic)) == 2
        second = zwcodec.load_overlay(basic, replace=True)
        assert type(zwcodec.decode(b"\x20\x02")) is second.PondPumpGet
        second.remove()
        assert type(zwcodec.decode(b"\x20\x02")) is first.PondPumpGet
    assert zwcodec.decode(b"\x20\x02").name == "BasicGet"
    on_off = POND.replace("0xFC77", "0x0006")
    assert [line.partition(": ")[2].partition(" (")[0] for line in problem_of(zclcodec, on_off)] == [
        "/commands/0: SetMode: the command is taken by Off",
        "/attributes/0: mode: the attribute is taken by on_off",
    ]
    with zclcodec.load_overlay(on_off, replace=True):
        assert zclcodec.decode(SET_MODE, cluster=6).command.name == "SetMode"
        values = zclcodec.decode(bytes.fromhex("08 01 0a 0000 30 01"), cluster=6).attributes
        assert [value.name for value in values] == ["mode"]
    assert zclcodec.decode(b"\x01\x07\x00", cluster=6).command.name == "Off"


def test_a_class_without_command_byte_takes_all_of_its_class() -> None:
    text = (
        "command_class: {id: 0xF202, name: Raw, versions: 1}\n"
        "commands: [{id: null, name: RawBytes, fields: [{name: data, type: bytes, length: rest}]}]"
    )
    with zwcodec.load_overlay(text) as raw:
        assert zwcodec.decode(bytes.fromhex("F202 0102")) == raw.RawBytes(data=b"\x01\x02")
        assert problem_of(zwcodec, POND_PUMP.replace("0xF201", "0xF202"))
        assert problem_of(zwcodec, text.replace("0xF202", "0x20"))
    with zwcodec.load_overlay(text.replace("0xF202", "0x20"), replace=True):
        assert zwcodec.decode(b"\x20\x03\xff").name == "RawBytes"
    assert zwcodec.decode(b"\x20\x03\xff").name == "BasicReport"


def test_all_that_is_wrong_is_said_at_once() -> None:
    bad = POND_PUMP.replace("enum: PumpState", "enum: Pumps").replace("of_fish, since", "of_cats, since")
    bad = bad.replace("type: u16}", "type: u17}").replace("{id: 0x02", "{id: 0x102")
    found = [line.removeprefix("overlay.yaml: /commands/") for line in problem_of(zwcodec, bad)]
    places = ["0/id", "1/fields/0/enum", "1/fields/4/list/type"]
    assert all(any(line.startswith(f"{place}: ") for line in found) for place in places), found
    assert isinstance(zwcodec.decode(REPORT), zwcodec.UnknownCommand)
    assert problem_of(zwcodec, POND)
    assert problem_of(zclcodec, POND_PUMP)
    assert problem_of(zwcodec, "a: [")
    assert problem_of(zwcodec, "command_class: {id: 1, name: !!python/object:os.system x, versions: 1}")


def test_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "pond_pump.yaml"
    path.write_text(POND_PUMP, "utf-8")
    for source in (path, str(path)):
        with zwcodec.load_overlay(source) as pond:
            assert isinstance(pond, Overlay)
            assert pond.file == str(path)
            assert zwcodec.decode(REPORT).name == "PondPumpReport"
    with pytest.raises(FileNotFoundError):
        zclcodec.load_overlay("no_such_overlay")


def test_without_yaml_the_error_says_what_to_install() -> None:
    code = (
        "import sys; sys.modules['yaml'] = None\n"
        "import zwcodec, zclcodec\n"
        "for package in (zwcodec, zclcodec):\n"
        "    try: package.load_overlay('a: b')\n"
        "    except ImportError as error: assert 'zwcodec[overlay]' in str(error), error\n"
        "    else: raise SystemExit('loaded')\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def test_the_page_about_overlays_is_true() -> None:
    """Its examples run as they stand there."""
    blocks = (ROOT / "docs" / "overlays.md").read_text("utf-8").split("```python\n")[1:]
    code = "".join(block.partition("```")[0] for block in blocks)
    assert code.count("load_overlay") >= 2
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def test_importing_the_packages_imports_no_compiler() -> None:
    code = (
        "import sys, zwcodec, zclcodec; zwcodec.decode(b'\\x20\\x02'); zclcodec.decode(b'\\x01\\x02\\x00', cluster=6)\n"
        "assert not [name for name in sys.modules if 'codegen' in name or name == 'yaml' or 'overlay' in name]\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


@given(st.binary(max_size=40))
def test_hostile_bytes_give_an_object_or_the_one_error(data: bytes) -> None:
    with zwcodec.load_overlay(POND_PUMP):
        frame = b"\xf2\x01\x03" + data
        try:
            command = zwcodec.decode(frame)
        except DecodeError as error:
            assert error.data == frame
        else:
            assert command.to_bytes() == frame
