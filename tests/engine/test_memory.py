"""Nothing is kept that nobody holds: blocks, references to classes and values, whatever happens to a frame.

The rule: a round over many frames is run until everything that is cached is there; further rounds then leave the
process as they found it. Counted are blocks and references, never time; a leak of one object for each frame shows as
thousands of blocks.
"""

from __future__ import annotations

import gc
import pickle
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import Any

import pytest

import zclcodec
import zwcodec
from tests.engine.trials import trials
from zwcodec.cc.battery import BatteryReport
from zwcodec.runtime.errors import CodecError

ROUNDS = 5
SLACK = 200  # blocks that come and go by themselves


@cache
def frames() -> tuple[tuple[Callable[..., Any], bytes, dict[str, Any]], ...]:
    """Every fourth example: who decodes it, its bytes, what else the decoder must know."""
    zwave = [
        (zwcodec.decode, trial.data, {"versions": None if trial.version is None else {trial.number: trial.version}})
        for trial in trials("zwave")[::4]
    ]
    return (*zwave, *((zclcodec.decode, trial.data, {"cluster": trial.number}) for trial in trials("zcl")[::4]))


@cache
def objects() -> tuple[Any, ...]:
    return tuple(decode(data, **known) for decode, data, known in frames())


@cache
def damaged() -> tuple[Any, ...]:
    """Messages whose last slot holds what can't be sent."""
    found = []
    for thing in objects():
        message = pickle.loads(pickle.dumps(getattr(thing, "command", thing)))  # noqa: S301
        if isinstance(message, zwcodec.Command | zclcodec.ClusterCommand) and message.__codec__.slots:
            getattr(type(message), message.__codec__.slots[-1]).__set__(message, object)
            found.append(message)
    return tuple(found)


def decode_good() -> None:
    for decode, data, known in frames():
        decode(data, **known)


def decode_bad() -> None:
    for decode, data, known in frames():
        with suppress(CodecError):
            decode(data[:-1], **known)


def encode_good() -> None:
    for thing in objects():
        thing.to_bytes()


def encode_bad() -> None:
    for message in damaged():
        with suppress(CodecError, AttributeError, TypeError):
            message.to_bytes()


def make_anew() -> None:
    for thing in objects():
        pickle.loads(pickle.dumps(thing))  # noqa: S301
        kind: Any = type(thing)
        kind.__new__(kind)
        with suppress(CodecError):
            thing.replace()


@pytest.mark.parametrize("work", [decode_good, decode_bad, encode_good, encode_bad, make_anew])
def test_rounds_leave_nothing_behind(work: Callable[[], None]) -> None:
    work()
    assert len(objects()) > 400 and len(damaged()) > 100
    work()

    def blocks() -> int:
        gc.collect()
        return sys.getallocatedblocks()

    def grown() -> int:
        before = blocks()
        for _ in range(ROUNDS):
            work()
        return blocks() - before

    assert min(grown() for _ in range(3)) < SLACK


def test_references_are_given_back() -> None:
    """To the class, to shared values, and to what a message was given."""
    data, payload = bytes.fromhex("80 03 55 A6"), b"x" * 1000
    counted = (BatteryReport, zwcodec.decode(data).charging_status, payload)  # type: ignore[attr-defined]
    before = [sys.getrefcount(thing) for thing in counted]
    for _ in range(1000):
        message = zwcodec.decode(data)
        assert message.to_bytes() == data
        with suppress(CodecError):
            zwcodec.decode(data[:2] + b"", strict=True)
        message.replace(trailing=payload).to_bytes()
    del message
    gc.collect()
    assert [sys.getrefcount(thing) for thing in counted] == before
