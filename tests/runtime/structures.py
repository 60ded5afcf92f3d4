"""Test messages: nested messages, typed values, checksums, conditions, switches, regions, tails, versions.

The rule: as in shapes.py, where the rest of the operations is.
"""

from __future__ import annotations

from tests.runtime.toys import message, num, record, reg, u8
from zwcodec.runtime.fields import LAST
from zwcodec.runtime.message import Field
from zwcodec.runtime.views import DerivedLength

F = Field

# -- messages, values, checksums -------------------------------------------------------------------------------------

WrappedCommand = message(
    "WrappedCommand",
    0x0F,
    (
        F("length", "derived", source="inner", measure="patch"),
        F("inner", "nested"),
        F("check", "checksum", minimum=0, maximum=0xFFFF),
    ),
    ("run", 1, (("bits", 0, 1, False, ((6, 2, "c", 1, -1, ()), (0, 6, "u", -1, 0, (0, "patch", 1, 0, 0)))),)),
    ("patch", 0, 1, 0, (("nested", 0, reg(0)),)),
    ("checksum", 1, "crc16_aug_ccitt", "always"),
    length=DerivedLength("inner", "patch"),
)

Envelope = message(
    "Envelope",
    0x10,
    (F("inner", "nested"), F("check", "checksum", minimum=0, maximum=0xFFFF)),
    ("nested", 0, ("rest", 2)),
    ("checksum", 1, "crc16_aug_ccitt", "strict"),
)

Part = record(
    "Part",
    (F("length", "derived", source="inner", measure="patch"), F("inner", "nested")),
    ("run", 1, (u8(0, -1, 0, (0, "patch", 1, 0, 0)),)),
    ("patch", 0, 1, 0, (("nested", 0, reg(0)),)),
    length=DerivedLength("inner", "patch"),
)

MultiCommand = message(
    "MultiCommand",
    0x11,
    (F("number", "derived", source="parts", measure="count"), F("parts", "list", record=Part)),
    ("run", 1, (u8(0, -1, 0, (0, "count", 1, 0, 0)),)),
    ("list", 0, ("count", reg(0)), ("record", "Part", ())),
    number=DerivedLength("parts", "count"),
)

Typed = message(
    "Typed",
    0x12,
    (
        F("kind", "int", minimum=0, maximum=255),
        F("value", "typed", nullable=True),
        F("change", "typed", nullable=True, conditional=True, region=1),
    ),
    ("run", 1, (u8(0, 0, 0),)),
    ("typed", 1, reg(0), False),
    ("typed", 2, reg(0), True),
)

# -- structure -------------------------------------------------------------------------------------------------------

Switched = message(
    "Switched",
    0x13,
    (
        F("status", "int", minimum=0, maximum=255),
        F("size", "int", conditional=True, region=1),
        F("time", "int", conditional=True, region=2),
        F("note", "bytes", conditional=True, region=2),
    ),
    ("run", 1, (u8(0, 0, 0),)),
    (
        "switch",
        reg(0),
        (
            (0, 0, (("run", 2, (("int", 0, 2, False, False, 1, -1, ()),)),)),
            (1, 3, (("run", 1, (u8(0, 2),)), ("bytes", 3, ("rest", 0), ""))),
            (4, 4, ()),
        ),
        None,
    ),
)

Defaulted = message(
    "Defaulted",
    0x14,
    (F("status", "int", minimum=0, maximum=255), F("data", "bytes", conditional=True, region=1)),
    ("run", 1, (u8(0, 0, 0),)),
    ("switch", reg(0), ((0, 0, ()),), (("bytes", 1, ("rest", 0), ""),)),
)

Extension = record(
    "Extension",
    (
        F("length", "derived", source="", measure="patch", offset=-2),
        F("more", "bool", group=1),
        F("kind", "int", group=1, minimum=0, maximum=127),
        F("nonce", "bytes", conditional=True, region=1, sizes=(2,)),
        F("group", "int", conditional=True, region=2, minimum=0, maximum=255),
        F("other", "bytes", conditional=True, region=3),
    ),
    (
        "run",
        2,
        (
            u8(0, -1, 0, (0, "patch", 1, -2, 0)),
            ("bits", 1, 1, False, ((7, 1, "b", 0, -1, ()), (0, 7, "u", 1, 1, ()))),
        ),
    ),
    (
        "patch",
        0,
        1,
        -2,
        (
            (
                "within",
                ("-", reg(0), num(2)),
                (
                    (
                        "switch",
                        reg(1),
                        ((1, 1, (("run", 2, (("raw", 0, 2, 2),)),)), (2, 2, (("run", 1, (u8(0, 3),)),))),
                        (("bytes", 4, ("rest", 0), ""),),
                    ),
                ),
            ),
        ),
    ),
    length=DerivedLength("_region", "patch", 1, -2),
)

Extensions = message(
    "Extensions",
    0x15,
    (F("extensions", "list", record=Extension),),
    ("list", 0, ("while", 0), ("record", "Extension", ())),
)

Tails = message(
    "Tails",
    0x16,
    (
        F("level", "int", minimum=0, maximum=255),
        F("wide", "bool", since=2, group=1, region=1),
        F("reserved", "int", since=2, group=1, region=1, reserved=True, minimum=0, maximum=127),
        F("blank", "int", since=2, region=1, reserved=True, minimum=0, maximum=255),
        F("target", "int", since=2, region=1, minimum=0, maximum=255),
        F("number", "derived", since=3, region=2, source="names", measure="count"),
        F("names", "list", since=3, region=2, optional=True, minimum=0, maximum=255),
        F("label", "text", charset="ascii", since=3, region=3, optional=True, nullable=True),
        F("check", "checksum"),
    ),
    ("run", 1, (u8(0, 0),)),
    (
        "tail", 0, 2, LAST, 2, True,
        (("run", 3, (("bits", 0, 1, False, ((7, 1, "b", 1, -1, ()), (0, 7, "u", 2, -1, ()))), u8(1, 3), u8(2, 4))),),
        (1, 4),
    ),
    ("tail", 1, 3, LAST, 2, True, (("run", 1, (u8(0, -1, 1, (5, "count", 1, 0, 0)),)),), (5,)),
    ("with", 1, (("list", 5, ("count", reg(1)), ("int", 1, False, False)),)),
    ("tail", 2, 3, LAST, 2, True, (("prefixed", 6, 1, False, "ascii", True),), (6,)),
    ("checksum", 7, "crc16_aug_ccitt", "strict"),
    high=3,
    number=DerivedLength("names", "count"),
)

Remaining = message(
    "Remaining",
    0x17,
    (F("a", "int", conditional=True, region=1), F("b", "int", minimum=0, maximum=255)),
    ("if", (">", ("remaining",), num(1)), (("run", 1, (u8(0, 0),)),)),
    ("run", 1, (u8(0, 1),)),
)

Reshaped = message(
    "Reshaped",
    0x18,
    (
        F("a", "int", until=1, conditional=True),
        F("spare", "int", conditional=True, reserved=True),
        F("b", "int", since=2, conditional=True),
    ),
    (1, 1, (("run", 1, (u8(0, 0),)),)),
    (2, 2, (("run", 3, (u8(0, 1), ("int", 1, 2, False, False, 2, -1, ()))),)),
    high=2,
)

Old = message(
    "Old",
    0x19,
    (F("a", "int", minimum=0, maximum=255), F("b", "int", until=1, region=1, minimum=0, maximum=255)),
    ("run", 1, (u8(0, 0),)),
    ("tail", 0, 0, 1, 0, False, (("run", 1, (u8(0, 1),)),), (1,)),
    high=2,
)

Hollow = message(
    "Hollow",
    0x1A,
    (
        F("kind", "int", minimum=0, maximum=255),
        F("a", "int", since=2, conditional=True, region=1),
        F("b", "int", since=2, region=2, optional=True),
    ),
    ("run", 1, (u8(0, 0, 0),)),
    ("tail", 0, 2, LAST, 0, True, (("if", reg(0), (("run", 1, (u8(0, 1),)),)),), (1,)),
    ("tail", 1, 2, LAST, 0, True, (("run", 1, (u8(0, 2),)),), (2,)),
    high=2,
)

Empty = message("Empty", 0x1B, ())
