"""Inputs out of other inputs, for searches without a coverage-guided fuzzer.

The rule: only the given source of chance decides, so that hypothesis can replay and shrink what it found.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

_NUMBERS = (0, 1, 2, 3, 0x0F, 0x1F, 0x20, 0x7F, 0x80, 0xEF, 0xF1, 0xFE, 0xFF)
_WORDS = (b"0x", b"-1", b"{", b"}", b", ", b": ", b"\n", b"\0", b"null", b"\xff\xff", b"\x80", b"0xFFFFFFFFFFFFFFFFF")
_MOST = 4096  # bytes of an input


def mutate(chance: Random, seeds: Sequence[bytes]) -> bytes:
    """One of the seeds with a few changes, parts of other seeds among them."""
    data = bytearray(chance.choice(seeds))
    for _ in range(chance.randrange(5)):
        _change(chance, data, seeds)
    return bytes(data[:_MOST])


def _change(chance: Random, data: bytearray, seeds: Sequence[bytes]) -> None:
    at = chance.randrange(len(data) + 1)
    end = min(len(data), at + chance.choice((1, 1, 1, 2, 4, 16)))
    match chance.randrange(9):
        case 0:
            data[at:end] = bytes((chance.choice(_NUMBERS),))
        case 1:
            data[at:end] = bytes((chance.randrange(256),))
        case 2:
            del data[at:end]
        case 3:
            del data[at:]
        case 4:
            data[at:at] = data[at:end]
        case 5:
            data[at:at] = chance.choice(_WORDS)
        case 6:
            data[at:at] = bytes(chance.randrange(256) for _ in range(chance.randrange(1, 9)))
        case 7:  # from another one
            other = chance.choice(seeds)
            begin = chance.randrange(len(other) + 1)
            data[at:end] = other[begin : begin + chance.randrange(1, 40)]
        case _:  # a line, or what is one of a text without lines
            lines = data.split(b"\n")
            others = chance.choice(seeds).split(b"\n")
            lines[chance.randrange(len(lines))] = bytearray(chance.choice(others))
            data[:] = b"\n".join(lines)
