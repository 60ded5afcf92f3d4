"""Which bits a value came from: in every frame that the specs give as an example, every bit exactly once.

The rule: the same holds for whatever else decodes: examples cut short, made longer, or with other bytes in them.
"""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from tests.engine.trials import Trial, trials
from zwcodec.cli import zigbee, zwave
from zwcodec.cli.page import Page, any_bit, pattern
from zwcodec.cli.rows import Row, joined
from zwcodec.cli.tool import Decoded
from zwcodec.runtime.errors import DecodeError


def _zwave(trial: Trial, data: bytes) -> Decoded:
    return zwave.decode(data, {} if trial.version is None else {trial.number: trial.version}, False)


def _zigbee(trial: Trial, data: bytes) -> Decoded:
    return zigbee.decode(data, trial.number, False)


DECODERS: dict[str, Callable[[Trial, bytes], Decoded]] = {"zwave": _zwave, "zcl": _zigbee}


def _bits(rows: list[Row]) -> list[int]:
    places = [row.place for row in rows if row.place is not None]
    return sorted(8 * byte + bit + index for byte, bit, length in places for index in range(length))


def _check(decoded: Decoded, data: bytes) -> None:
    every = list(range(8 * len(data)))
    assert _bits(list(decoded.rows)) == every, data.hex()
    assert _bits(joined(decoded.rows)) == every, data.hex()
    text = Page(width=100).text(decoded.title, decoded.facts, data, joined(decoded.rows))
    assert all(line.isprintable() for line in text.splitlines()), data.hex()


@pytest.mark.parametrize("protocol", ["zwave", "zcl"])
def test_examples_are_covered(protocol: str) -> None:
    found = trials(protocol)
    assert len(found) > 100
    for trial in found:
        _check(DECODERS[protocol](trial, trial.data), trial.data)


@pytest.mark.parametrize("protocol", ["zwave", "zcl"])
def test_damaged_examples_are_covered(protocol: str) -> None:
    """Hundreds of them, other ones in every run; the seed is in the failure."""
    seed = random.randrange(1 << 32)
    chance = random.Random(seed)
    decoded = 0
    for trial in trials(protocol):
        for _ in range(6):
            data = bytearray(trial.data[: chance.randint(1, len(trial.data))])
            data += chance.randbytes(chance.choice((0, 0, 1, 5)))
            if len(data) > trial.head:
                data[chance.randrange(trial.head, len(data))] = chance.randrange(256)
            frame = bytes(data)
            try:
                answer = DECODERS[protocol](trial, frame)
            except DecodeError:
                continue
            _check(answer, frame)
            decoded += 1
    assert decoded > 100, seed


def test_pattern_draws_bits_in_their_place() -> None:
    assert pattern(b"\x42", 0, 3) == "010....."
    assert pattern(b"\x42", 5, 3) == ".....010"
    assert pattern(b"\xc0\x10", 5, 11) == ".....000 00010000"


def test_any_bit_looks_at_its_own_bits() -> None:
    data = bytes((0x00, 0x10, 0x00))
    assert any_bit(data, (1, 3, 1))
    assert not any_bit(data, (1, 4, 4))
    assert not any_bit(data, (0, 0, 11))
    assert any_bit(data, (0, 0, 12))
    assert not any_bit(data, None)


def test_reserved_bits_show_only_if_set() -> None:
    for byte, shown in ((0x03, False), (0x13, True)):
        data = bytes((0x31, 0x06, 0x01, byte))
        decoded = zwave.decode(data, {}, False)
        text = Page().text(decoded.title, decoded.facts, data, joined(decoded.rows))
        assert ("reserved" in text) is shown
