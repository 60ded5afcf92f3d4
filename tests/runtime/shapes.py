"""Test messages: runs, numbers, bytes, text, bit sets and lists. The rest of the operations is in structures.py.

The rule: a slot's number is its place in the field list; class bytes count up. The frames are in cases.py.
"""

from __future__ import annotations

from tests.runtime.toys import message, num, record, reg, u8
from zwcodec.runtime.fields import LAST
from zwcodec.runtime.message import Field
from zwcodec.runtime.values import LabelledEnum
from zwcodec.runtime.views import BitsetView, ComputedView, DecimalView, DerivedLength

F = Field


class Color(LabelledEnum):
    RED = 0
    DEEP_GREEN = 1, "Deep, dark green"
    GREEN = 1
    BLUE = 200


# -- runs: every load ------------------------------------------------------------------------------------------------

Plain = message(
    "Plain",
    0x01,
    (
        F("small", "int", minimum=0, maximum=99, special={0xFF: "On"}),
        F("big", "int", minimum=0, maximum=0xFFFF),
        F("little", "int", minimum=-(1 << 23), maximum=(1 << 23) - 1),
        F("flag", "bool"),
        F("reading", "float"),
        F("nonce", "bytes", sizes=(2,)),
        F("color", "int", enum=Color, minimum=0, maximum=255),
    ),
    (
        "run",
        17,
        (
            u8(0, 0),
            ("int", 1, 2, False, False, 1, -1, ()),
            ("int", 3, 3, True, True, 2, -1, ()),
            ("bool", 6, 3),
            ("float", 7, 4, False, 4),
            ("raw", 11, 2, 5),
            ("const", 13, b"\xf1\x00\x00"),
            u8(16, 6),
        ),
    ),
)

Bits = message(
    "Bits",
    0x02,
    (
        F("mode", "int", group=1, enum=Color, minimum=0, maximum=7),
        F("lock", "bool", group=1, since=2),
        F("reserved", "int", group=1, reserved=True, minimum=0, maximum=3),
        F("turn", "int", group=2, minimum=-8, maximum=7),
        F("width", "int", group=2, minimum=0, maximum=0xFFF),
    ),
    (
        "run",
        3,
        (
            (
                "bits", 0, 1, False,
                ((5, 3, "u", 0, -1, ()), (4, 1, "b", 1, -1, ()), (2, 2, "u", 2, -1, ()), (0, 2, "c", 2, -1, ())),
            ),
            ("bits", 1, 2, True, ((12, 4, "s", 3, -1, ()), (0, 12, "u", 4, -1, ()))),
        ),
    ),
    high=2,
)

# -- numbers ---------------------------------------------------------------------------------------------------------

Split = message(
    "Split",
    0x03,
    (F("size", "int", newer_bits=((2, 0x100),)), F("data", "bytes")),
    (
        "run",
        2,
        (
            ("bits", 0, 1, False, ((3, 5, "c", 0, -1, ()), (0, 3, "u", -1, 0, (0, "slot", 1, 0, 8)))),
            u8(1, -1, 1, (0, "slot", 1, 0, 0)),
        ),
    ),
    ("join", 0, 2, ((0, 3, 8), (1, 8, 0))),
    ("bytes", 1, ("//", reg(2), num(2)), ""),
    high=2,
)

SplitLength = message(
    "SplitLength",
    0x04,
    (F("length", "derived", source="data", measure="bytes", factor=2), F("data", "bytes")),
    (
        "run",
        2,
        (
            ("bits", 0, 1, False, ((4, 4, "c", 5, -1, ()), (0, 4, "u", -1, 0, (0, "bytes", 2, 0, 8)))),
            u8(1, -1, 1, (0, "bytes", 2, 0, 0)),
        ),
    ),
    ("join", -1, 2, ((0, 4, 8), (1, 8, 0))),
    ("bytes", 0, ("*", reg(2), num(2)), ""),
    length=DerivedLength("data", "bytes", 2),
)

Measured = message(
    "Measured",
    0x05,
    (
        F("precision", "int", group=1, fill=("precision", ("value", "previous"))),
        F("scale", "int", group=1, minimum=0, maximum=3),
        F("size", "int", group=1, fill=("size", ("value", "previous"), (1, 2, 4))),
        F("value", "decimal", size="size", precision="precision", sizes=(1, 2, 4)),
        F("delta", "int", since=2, region=1, optional=True, fill=("presence", ("previous",))),
        F("previous", "decimal", size="size", precision="precision", since=2, region=2, conditional=True),
        F("total", "computed"),
    ),
    ("run", 1, (("bits", 0, 1, False, ((5, 3, "u", 0, -1, ()), (3, 2, "u", 1, -1, ()), (0, 3, "u", 2, 0, ()))),)),
    ("sized", 3, -1, reg(0), (1, 2, 4), True, False),
    ("tail", 0, 2, LAST, 0, True, (("run", 2, (("int", 0, 2, False, False, 4, 1, ()),)),), (4,)),
    (
        "if",
        ("!=", reg(1), num(0)),
        (("tail", 1, 2, LAST, 0, True, (("sized", 5, -1, reg(0), (1, 2, 4), True, False),), (5,)),),
    ),
    high=2,
    value=DecimalView("value_raw", "precision"),
    previous=DecimalView("previous_raw", "precision"),
    total=ComputedView(lambda m: (m.value_raw or 0) + (m.previous_raw or 0)),
)

Extended = message(
    "Extended",
    0x06,
    (F("target", "int"), F("classes", "list")),
    ("ext", 0, 0, 0xF1),
    ("list", 1, ("count", ("&", reg(0), num(3))), ("ext", 0xF1)),
)

# -- bytes and text --------------------------------------------------------------------------------------------------

Texts = message(
    "Texts",
    0x07,
    (
        F("count", "derived", source="name", measure="text:utf-8"),
        F("name", "text", charset="utf-8"),
        F("label", "text", charset="latin-1", nullable=True),
        F("rest", "bytes"),
        F("last", "int", minimum=0, maximum=255),
    ),
    ("run", 1, (u8(0, -1, 0, (0, "text:utf-8", 1, 0, 0)),)),
    ("bytes", 0, reg(0), "utf-8"),
    ("prefixed", 1, 2, True, "latin-1", False),
    ("bytes", 2, ("rest", 1), ""),
    ("run", 1, (u8(0, 3),)),
    count=DerivedLength("name", "text:utf-8"),
)

Bitsets = message(
    "Bitsets",
    0x08,
    (
        F("length", "derived", source="types_raw", measure="bytes", offset=-1),
        F("types", "bitset", start=1, enum=Color),
        F("modes", "bitset", table=(0, 2, 7), sizes=(1,)),
    ),
    ("run", 1, (u8(0, -1, 0, (0, "bytes", 1, -1, 0)),)),
    ("bytes", 0, ("-", reg(0), num(1)), ""),
    ("run", 1, (("raw", 0, 1, 1),)),
    length=DerivedLength("types_raw", "bytes", 1, -1),
    types=BitsetView("types_raw", 1, (), Color),
    modes=BitsetView("modes_raw", 0, (0, 2, 7)),
)

# -- lists -----------------------------------------------------------------------------------------------------------

Pair = record(
    "Pair",
    (F("node", "int"), F("extra", "int", region=1, optional=True)),
    ("run", 1, (u8(0, 0),)),
    ("tail", 0, 0, LAST, 0, True, (("run", 1, (u8(0, 1),)),), (1,)),
)

Point = record(
    "Point",
    (F("x", "int", minimum=0, maximum=255), F("more", "bool", group=1), F("y", "int", group=1, minimum=0, maximum=127)),
    ("run", 2, (u8(0, 0), ("bits", 1, 1, False, ((7, 1, "b", 1, -1, ()), (0, 7, "u", 2, -1, ()))))),
)

Word = record("Word", (F("data", "bytes"),), ("bytes", 0, ("up", 0), ""))

Counted = message(
    "Counted",
    0x09,
    (
        F("number", "derived", source="colors", measure="count"),
        F("colors", "list", enum=Color, minimum=0, maximum=255),
        F("amount", "int", minimum=0, maximum=255, fill=("count", ("shifts",))),
        F("shifts", "list", minimum=-32768, maximum=32767),
    ),
    ("run", 1, (u8(0, -1, 0, (0, "count", 1, 0, 0)),)),
    ("list", 0, ("count", reg(0)), ("int", 1, False, False)),
    ("run", 1, (u8(0, 1, 1),)),
    ("list", 2, ("count", reg(1)), ("int", 2, True, True)),
    number=DerivedLength("colors", "count"),
)

Words = message(
    "Words",
    0x0A,
    (F("width", "int"), F("words", "list", record=Word)),
    ("run", 1, (u8(0, 0, 0),)),
    ("list", 1, ("end", 0), ("record", "Word", (("+", reg(0), num(1)),))),
)

Marked = message(
    "Marked",
    0x0B,
    (F("nodes", "list", minimum=0, maximum=255), F("points", "list", record=Pair, region=1, optional=True)),
    ("list", 0, ("marker", b"\x00", 0), ("int", 1, False, False)),
    (
        "tail", 0, 0, LAST, 0, True,
        (("run", 1, (("const", 0, b"\x00"),)), ("list", 1, ("end", 0), ("record", "Pair", ()))),
        (1,),
    ),
)

While = message(
    "While",
    0x0C,
    (F("points", "list", record=Point), F("last", "int")),
    ("list", 0, ("while", 1), ("record", "Point", ())),
    ("run", 1, (u8(0, 1),)),
)

Lengthy = message(
    "Lengthy",
    0x0D,
    (F("octets", "derived", source="points", measure="patch"), F("points", "list", record=Point), F("last", "int")),
    ("run", 1, (u8(0, -1, 0, (0, "patch", 1, 0, 0)),)),
    ("patch", 0, 1, 0, (("list", 0, ("length", reg(0)), ("record", "Point", ())),)),
    ("run", 1, (u8(0, 1),)),
    octets=DerivedLength("points", "patch"),
)

Columns = message(
    "Columns",
    0x0E,
    (F("number", "derived", source="points", measure="count"), F("points", "columns", record=Point)),
    ("run", 1, (u8(0, -1, 0, (0, "count", 1, 0, 0)),)),
    ("columns", 0, reg(0), "Point"),
    number=DerivedLength("points", "count"),
)
