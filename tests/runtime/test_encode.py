"""Encoding loses nothing: what has no place, does not fit or contradicts a stored length is an EncodeError.

The rule: messages that a constructor would not make are put together here with `Codec.create`, as a decoder does.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.runtime import shapes, structures
from tests.runtime.toys import TOY
from zwcodec.runtime.context import Context
from zwcodec.runtime.errors import EncodeError
from zwcodec.runtime.interpret import read_part
from zwcodec.runtime.interpret_encode import write_part

BAD: list[tuple[Any, int, dict[str, Any], str, str]] = [
    (shapes.Plain, 1, {"small": None}, "small", "is missing"),
    (shapes.Plain, 1, {"small": 256}, "small", "does not fit (allowed: 0..255)"),
    (shapes.Plain, 1, {"little": -(1 << 23) - 1}, "little", "does not fit (allowed: -8388608..8388607)"),
    (shapes.Plain, 1, {"reading": 1e39}, "reading", "too large for a float of 4 bytes"),
    (shapes.Plain, 1, {"reading": None}, "reading", "is missing"),
    (shapes.Plain, 1, {"nonce": b"\1"}, "nonce", "has 1 byte (allowed: 2 bytes)"),
    (shapes.Bits, 2, {"turn": 8}, "turn", "does not fit (allowed: -8..7)"),
    (shapes.Bits, 2, {"width": 0x1000}, "width", "does not fit"),
    (shapes.Split, 1, {"size": 0x800, "data": b""}, "size", "does not fit (allowed: 0..2047)"),
    (shapes.Split, 1, {"size": None, "data": b""}, "size", "is missing"),
    (shapes.Split, 1, {"size": 6, "data": b"12"}, "data", "has 2 bytes (allowed: 3 bytes)"),
    (shapes.SplitLength, 1, {"data": b"123"}, "data", "allowed: 0..8190 bytes in steps of 2"),
    (shapes.SplitLength, 1, {"data": b"12" * 4096}, "data", "has 8192 bytes, which its length can't say"),
    (shapes.Measured, 2, {"precision": 0, "scale": 0, "size": 1, "value_raw": 128}, "value", "fit into 1 byte"),
    (shapes.Measured, 2, {"precision": 0, "scale": 0, "size": 3, "value_raw": 1}, "value", "its length is 3"),
    (shapes.Measured, 2, {"precision": 0, "scale": 0, "size": 1, "value_raw": None}, "value", "is missing"),
    (shapes.Measured, 2, {"precision": 0, "scale": 0, "size": 1, "value_raw": 1, "delta": 0, "previous_raw": 1},
     "previous", "must not be there"),
    (shapes.Measured, 1, {"precision": 0, "scale": 0, "size": 1, "value_raw": 1, "delta": 1},
     "delta", "does not exist in version 1 (allowed: since version 2)"),
    (shapes.Extended, 1, {"target": 0xF1, "classes": ()}, "target", "allowed: 0..240, 61696..65535"),
    (shapes.Extended, 1, {"target": 1, "classes": (0xF1,)}, "classes[0]", "does not fit"),
    (shapes.Texts, 1, {"name": "ü" * 128, "label": "", "rest": b"", "last": 0}, "name", "has 256 bytes"),
    (shapes.Texts, 1, {"name": "", "label": "Ā", "rest": b"", "last": 0}, "label", "'Ā' is not in latin-1"),
    (shapes.Texts, 1, {"name": "", "label": "x" * 65535, "rest": b"", "last": 0}, "label", "at most 65534 bytes"),
    (shapes.Texts, 1, {"name": None, "label": "", "rest": b"", "last": 0}, "name", "is missing"),
    (shapes.Counted, 1, {"colors": (), "amount": 1, "shifts": ()}, "shifts", "has 0 elements (allowed: 1)"),
    (shapes.Counted, 1, {"colors": (0,) * 256, "amount": 0, "shifts": ()}, "colors", "has 256 elements"),
    (shapes.Counted, 1, {"colors": (0, 256), "amount": 0, "shifts": ()}, "colors[1]", "does not fit"),
    (shapes.Words, 1, {"width": 0, "words": (shapes.Word(data=b"1"), shapes.Word(data=b"12"))}, "words[1].data",
     "has 2 bytes (allowed: 1 bytes)"),
    (shapes.Marked, 1, {"nodes": (1, 0)}, "nodes[1]", "begins with 00, which ends the list"),
    (shapes.Marked, 1, {"nodes": (1,), "points": (shapes.Pair(node=1), shapes.Pair(node=2))}, "extra",
     "is missing, though something stands behind it"),
    (shapes.While, 1, {"points": (), "last": 1}, "points", "must have an element"),
    (shapes.While, 1, {"points": (shapes.Point(x=1, more=True, y=1),), "last": 1}, "points[0].more", "allowed: False"),
    (shapes.Lengthy, 1, {"points": (shapes.Point(x=1, y=1),) * 128, "last": 1}, "octets", "has 256 bytes"),
    (shapes.Columns, 1, {"points": (shapes.Point.__codec__.create([1, False, 128]),)}, "points[0].y", "does not fit"),
    (structures.WrappedCommand, 1, {"inner": structures.Old(a=1), "check": 1}, "check", "does not match the bytes"),
    (structures.WrappedCommand, 1, {"inner": None}, "inner", "is missing"),
    (structures.WrappedCommand, 1, {"inner": structures.Old.__codec__.create([None, None], 1), "check": 1},
     "wrapped_command > old.a", "is missing"),
    (structures.Typed, 1, {"kind": 1, "value": 256}, "value", "does not fit"),
    (structures.Typed, 1, {"kind": 2, "value": "", "change": 1}, "change", "have none"),
    (structures.Switched, 1, {"status": 0, "size": 1, "time": 2}, "time", "must not be there in the case 0"),
    (structures.Switched, 1, {"status": 0}, "size", "is missing"),
    (structures.Switched, 1, {"status": 9}, "size", "nothing is defined for the case 9"),
    (structures.Extensions, 1, {"extensions": (structures.Extension(kind=9, other=b"1" * 254),)},
     "extensions[0].length", "has 254 bytes"),
    (structures.Tails, 3, {"level": 1, "names": (1,)}, "wide", "is missing, though names behind it is filled"),
    (structures.Tails, 3, {"level": 1, "wide": True}, "target", "is missing"),
    (structures.Reshaped, 1, {"a": None, "b": 1}, "a", "is missing"),
    (structures.Old, 2, {"a": 1, "b": 1}, "b", "until version 1"),
]


@pytest.mark.parametrize(("cls", "version", "values", "path", "text"), BAD)
def test_refuses(cls: Any, version: int, values: dict[str, Any], path: str, text: str) -> None:
    full = {"small": 0, "big": 0, "little": 0, "flag": False, "reading": 0.0, "nonce": b"12", "color": 0}
    if cls is shapes.Bits:
        full = {"mode": 0, "lock": False, "reserved": 0, "turn": 0, "width": 0}
    values = {**full, **values} if cls in (shapes.Plain, shapes.Bits) else values
    message = cls.__codec__.create([values.get(slot) for slot in cls.__codec__.slots], version)
    with pytest.raises(EncodeError) as caught:
        message.to_bytes()
    assert caught.value.path == path
    assert text in str(caught.value)


def test_absent_reserved_fields_are_written_as_zero() -> None:
    codec = structures.Tails.__codec__
    values = {"level": 5, "wide": True, "target": 7}
    message = codec.create([values.get(slot) for slot in codec.slots], 2)
    assert message.to_bytes() == bytes.fromhex("1605800007cfe9")


def test_an_absent_checksum_is_computed() -> None:
    assert structures.Envelope.__codec__.create([structures.Old(a=5), None], 1).to_bytes().hex() == "101905bb21"
    assert structures.Envelope(inner=structures.Old(a=5)).check == 0xBB21
    assert structures.Envelope(inner=structures.Old(a=5), check=1).to_bytes().hex() == "1019050001"


def test_an_empty_conditional_tail_does_not_end_the_frame() -> None:
    assert structures.Hollow(kind=0, b=7).to_bytes() == b"\x1a\x00\x07"
    with pytest.raises(EncodeError, match="a is missing|is missing, though b"):
        structures.Hollow(kind=1, b=7).to_bytes()


def test_headers_are_read_and_written_in_front_of_something_else() -> None:
    context = Context(TOY)
    found, pos = read_part(shapes.Point.__codec__, b"\0\1\2\3", start=0, pos=1, end=4, context=context)
    assert (found, pos) == (shapes.Point(x=1, y=2), 3)
    out = bytearray(b"\0")
    write_part(found, context, out)
    assert out == b"\0\1\2"
