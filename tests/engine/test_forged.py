"""Objects that no constructor and no decoder made: an exception or bytes, never a crash.

The rule: whatever stands in a slot, or nothing at all, the core must bear it; only what a constructor checks may be
relied on by what is written for people. A crash shows as a worker of the test run that died.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest

import zclcodec
import zwcodec
from tests.engine.trials import trials
from zclcodec import frame as zcl_frame
from zwcodec.cc.basic import BasicGet, BasicReport
from zwcodec.cc.multi_cmd import EncapsulatedCommand, MultiCmdEncap
from zwcodec.cc.supervision import SupervisionGet
from zwcodec.encapsulation import in_supervision
from zwcodec.runtime.context import Context
from zwcodec.runtime.errors import EncodeError
from zwcodec.runtime.interpret_encode import write
from zwcodec.runtime.message import Record

GENERAL = zclcodec.decode(bytes.fromhex("18120A0000 2005"), cluster=6).command
STRANGE: tuple[Any, ...] = (
    None, True, -1, 1 << 63, 1 << 70, -(1 << 70), 1.5, "x", "\ud800", b"", b"x" * 300, bytearray(b"x"), (), (None,),
    ((),), (1 << 70,), ("x",), (object(),), [1], {}, object(), int, GENERAL, (GENERAL,), BasicGet(),
    zwcodec.decode(b"\xFE\0\1"),
)  # fmt: skip


def outcome(call: Callable[[], Any]) -> Any:
    """What it returns or raises."""
    try:
        return call()
    except Exception as error:
        return error


def put(thing: Record, name: str, value: object) -> None:
    """Write a slot of an object that doesn't change."""
    getattr(type(thing), name).__set__(thing, value)


def decoded() -> Iterator[Any]:
    for trial in trials("zwave"):
        yield zwcodec.decode(trial.data, versions=None if trial.version is None else {trial.number: trial.version})
    for trial in trials("zcl"):
        yield zclcodec.decode(trial.data, cluster=trial.number)


def classes() -> list[type[Record]]:
    for _ in decoded():
        pass  # imports all modules
    found: list[type[Record]] = []
    waiting: list[type[Record]] = [Record]
    while waiting:
        cls = waiting.pop()
        waiting += cls.__subclasses__()
        if "__fields__" in cls.__dict__ and cls.__module__.startswith(("zwcodec", "zclcodec")):
            found.append(cls)
    return found


def encode(thing: Any) -> bytes:
    return zclcodec.encode(thing) if isinstance(thing, zclcodec.Frame) else zwcodec.encode(thing)


def test_nothing_in_any_slot() -> None:
    """Like any object whose constructor did not run: what it lacks is an AttributeError."""
    kinds = classes()
    assert len(kinds) > 1000
    for cls in kinds:
        empty = cls.__new__(cls)
        calls: tuple[Callable[[], Any], ...] = (
            partial(repr, empty), partial(hash, empty), partial(encode, empty), empty.replace,
            partial(empty.__eq__, cls.__new__(cls)),
        )  # fmt: skip
        for call in calls:
            found = outcome(call)
            if isinstance(found, Exception):
                assert isinstance(found, (AttributeError, TypeError)), (cls, found)


def interpreted(thing: Any) -> bytes:
    """`encode` by the interpreter."""
    if isinstance(thing, zclcodec.Frame):
        return zcl_frame.written(thing)
    if isinstance(thing, zwcodec.UnknownCommand):
        return thing.to_bytes()
    out = bytearray()
    write(thing, Context(thing.__protocol__), out)
    return bytes(out)


def test_anything_in_any_slot() -> None:
    """Of values of the right type, the compiled functions write only what the interpreter writes, too."""
    one_of_each = {type(thing.command if isinstance(thing, zclcodec.Frame) else thing): thing for thing in decoded()}
    for thing in one_of_each.values():
        places = [thing]
        if isinstance(thing, zclcodec.Frame):
            places += [thing.header, thing.command]
        for place in places:
            lists = [item for name in place.__codec__.slots if isinstance(item := getattr(place, name), tuple) and item]
            for part in (place, *(item[0] for item in lists if isinstance(item[0], Record))):
                extra = ("version", "trailing") if part.__codec__.is_message else ()
                for name in (*part.__codec__.slots, *extra):
                    kept = getattr(part, name)
                    slot = getattr(type(part), name)
                    for value in STRANGE:
                        slot.__set__(part, value)
                        assert isinstance(outcome(partial(encode, thing)), (bytes, Exception))
                    for value in neighbours(kept):
                        slot.__set__(part, value)
                        fast, slow = outcome(partial(encode, thing)), outcome(partial(interpreted, thing))
                        assert isinstance(fast, Exception) or fast == slow, (thing, name, value)
                    slot.__delete__(part)
                    assert isinstance(outcome(partial(encode, thing)), (bytes, Exception))
                    slot.__set__(part, kept)


def neighbours(value: Any) -> tuple[Any, ...]:
    """Values of the same type that are a little different."""
    if isinstance(value, tuple):
        marked = [(*value, mark) for mark in (0, 0xEF, 0xF100)] if all(isinstance(item, int) for item in value) else []
        return value[1:], value[:-1], (*value, *value[-1:]), *marked
    if isinstance(value, (bytes, str)):
        one: Any = value[-1:] or ("x" if isinstance(value, str) else b"x")
        return value[1:], value[:-1], value + one, one * 254, one * 255, one * 256
    if type(value) is int:
        return 0, value + 1, value - 1, -value, ~value, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x10000
    return ()


def test_nothing_stands_behind_a_shortened_element() -> None:
    """`00 00` would be read as the beginning of one record; the compiled functions wrote it for two."""
    from zclcodec.clusters._general import ConfigureReportingResponse, ConfigureStatus, Status

    short = ConfigureStatus(status=Status.SUCCESS)
    assert ConfigureReportingResponse(records=(short,)).to_bytes() == b"\0"
    whole = ConfigureStatus(status=Status.UNSUPPORTED_ATTRIBUTE, direction=0, attribute_id=1)
    assert ConfigureReportingResponse(records=(whole, whole)).to_bytes().hex() == "86000100" * 2
    for records in ((short, short), (short, whole), (whole, short, whole)):
        with pytest.raises(EncodeError, match="is missing, though"):
            ConfigureReportingResponse(records=records).to_bytes()


def test_a_message_of_the_other_protocol() -> None:
    """It must not be written with the functions of the wrong protocol."""
    for make in (
        lambda: SupervisionGet(session_id=1, encapsulated=GENERAL),
        lambda: EncapsulatedCommand(encapsulated=GENERAL),
        lambda: zclcodec.Frame.of(GENERAL, cluster=6).replace(command=BasicGet()),
        lambda: in_supervision(BasicGet(), 1).replace(encapsulated=GENERAL),
    ):
        with pytest.raises(EncodeError, match="a message is needed, not"):
            make()
    forged = in_supervision(BasicGet(), 1)
    put(forged, "encapsulated", GENERAL)
    with pytest.raises(EncodeError, match="a command is needed, not ReportAttributes"):
        zwcodec.encode(forged)


@pytest.mark.parametrize("thing", [5, None, "2002", b"\x20\x02", BasicGet], ids=repr)
def test_what_is_no_message(thing: Any) -> None:
    with pytest.raises(TypeError, match="a message is needed"):
        zwcodec.encode(thing)
    with pytest.raises(TypeError, match="a frame is needed"):
        zclcodec.encode(thing)


@pytest.mark.parametrize("cluster", [-1, 0x10000, 0x10006, 1 << 48 | 6, 1 << 63, 1 << 70])
def test_what_is_no_cluster(cluster: int) -> None:
    """Keys of commands hold the cluster among other numbers: a larger one would be found as something else."""
    for frame in ("011202", "181201"):
        with pytest.raises(ValueError, match="a cluster id is 0 to 0xFFFF"):
            zclcodec.decode(bytes.fromhex(frame), cluster=cluster)
    with pytest.raises(TypeError):
        zclcodec.decode(bytes.fromhex("011202"), cluster=6.0)  # type: ignore[arg-type]


@pytest.mark.parametrize(("wanted", "version"), [(-1, 1), (0, 2), (-(1 << 70), 1), (1 << 70, 2), (True, 1), (300, 2)])
def test_any_number_as_version(wanted: int, version: int) -> None:
    assert zwcodec.decode(b"\x20\x03\xff", versions={0x20: wanted}).version == version


@pytest.mark.parametrize("wanted", ["1", 1.0, b"\1"], ids=repr)
def test_what_is_no_version(wanted: Any) -> None:
    with pytest.raises(TypeError):
        zwcodec.decode(b"\x20\x03\xff", versions={0x20: wanted})


@pytest.mark.parametrize("in_list", [False, True])
def test_freeing_a_long_chain(in_list: bool) -> None:
    """Constructors refuse more than eight messages inside each other; whoever gets round them must not crash."""
    chain: Any = BasicReport(value=1)
    for _ in range(200_000):
        if in_list:
            element = EncapsulatedCommand.__new__(EncapsulatedCommand)
            put(element, "encapsulated", chain)
            outer: Any = MultiCmdEncap.__new__(MultiCmdEncap)
            put(outer, "commands", (element,))
        else:
            outer = SupervisionGet.__new__(SupervisionGet)
            put(outer, "encapsulated", chain)
        chain = outer
    del chain, outer
    gc.collect()
    assert zwcodec.decode(b"\x20\x03\x01") == BasicReport(value=1)
