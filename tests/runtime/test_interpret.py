"""The interpreter reads, writes, refuses and traces every operation, on the hand-written messages of shapes.py.

The rule: whatever must hold for every message is asserted over all of CASES here; single tests are for what only one
operation can do.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.runtime import structures
from tests.runtime.cases import CASES
from tests.runtime.toys import CLASSES, TOY, decode, message, num, reg, u8
from tests.runtime.toys import record as record_class
from zwcodec.runtime.context import MAX_DEPTH, Context
from zwcodec.runtime.errors import DecodeError, EncodeError
from zwcodec.runtime.fields import Field
from zwcodec.runtime.trace import Span, Trace, record

IDS = [f"{cls.__name__}-{version}-{index}" for index, (cls, version, _, _) in enumerate(CASES)]


def traced(data: bytes, version: int = 0, strict: bool = False) -> Trace:
    versions = {data[0]: version} if version else None
    context = Context(TOY, versions, strict)
    return record(lambda context: TOY.nested_read(data, 0, len(data), context), context)


def attempt(data: bytes, **options: Any) -> Any:
    """What the bytes decode to, or the error."""
    try:
        return decode(data, **options)
    except DecodeError as error:
        return error


def bits_of(spans: list[Span]) -> list[int]:
    return [
        8 * span.byte_offset + span.bit_offset + bit for span in spans for bit in range(span.bit_length)
    ]


@pytest.mark.parametrize(("cls", "version", "hexadecimal", "values"), CASES, ids=IDS)
class TestEveryCase:
    def test_reads(self, cls: Any, version: int, hexadecimal: str, values: dict[str, Any]) -> None:
        found = decode(hexadecimal, version=version)
        assert type(found) is cls
        assert found.version == version
        assert {name: getattr(found, name) for name in values} == values
        assert found.trailing == b""

    def test_writes(self, cls: Any, version: int, hexadecimal: str, values: dict[str, Any]) -> None:
        data = bytes.fromhex(hexadecimal)
        assert decode(data, version=version).to_bytes() == data

    def test_keeps_trailing_bytes_or_takes_them(
        self, cls: Any, version: int, hexadecimal: str, values: dict[str, Any]
    ) -> None:
        data = bytes.fromhex(hexadecimal) + b"\x01\x02\x03"
        found = attempt(data, version=version)
        # An error: a checksum that is no longer at the end, a list whose last element is cut.
        assert isinstance(found, DecodeError) or found.to_bytes() == data

    def test_truncated_gives_an_object_or_the_field(
        self, cls: Any, version: int, hexadecimal: str, values: dict[str, Any]
    ) -> None:
        data = bytes.fromhex(hexadecimal)
        for size in range(1, len(data)):
            found = attempt(data[:size], version=version)
            if isinstance(found, DecodeError):
                assert found.message
                assert found.path
                assert 0 < found.offset <= size
                assert found.data == data[:size]
                if found.needed is not None and found.available is not None:
                    assert found.needed > found.available <= size - found.offset
                assert found.field in str(found)
            else:
                assert found.to_bytes() == data[:size]

    def test_trace_covers_every_bit_once(
        self, cls: Any, version: int, hexadecimal: str, values: dict[str, Any]
    ) -> None:
        data = bytes.fromhex(hexadecimal)
        found = traced(data, version)
        assert found.error is None
        assert sorted(bits_of(found.spans)) == list(range(8 * len(data)))
        for span in found.spans:
            if span.path in values and span.field is not None and span.field.kind != "list":
                assert span.value == values[span.path]

    def test_trace_ends_where_reading_fails(
        self, cls: Any, version: int, hexadecimal: str, values: dict[str, Any]
    ) -> None:
        data = bytes.fromhex(hexadecimal)
        for size in range(1, len(data)):
            found = traced(data[:size], version)
            seen = bits_of(found.spans)
            assert len(seen) == len(set(seen))
            if found.error is None:
                assert sorted(seen) == list(range(8 * size))
            else:
                assert found.message is None
                assert all(bit < 8 * size for bit in seen)


@given(st.sampled_from(sorted(CLASSES)), st.binary(max_size=40), st.integers(1, 3), st.booleans())
def test_any_bytes_give_an_object_or_a_decode_error(class_id: int, body: bytes, version: int, strict: bool) -> None:
    data = bytes((class_id,)) + body
    found = attempt(data, version=version, strict=strict)
    if isinstance(found, DecodeError):
        assert str(found)
        assert found.message
        assert 0 <= found.offset <= len(data)
        return
    assert found.to_bytes() == data
    assert decode(data, version=version) == found
    spans = traced(data, version).spans
    assert sorted(bits_of(spans)) == list(range(8 * len(data)))
    assert repr(found)
    assert found.as_dict() is not None


def failure(data: str, **options: Any) -> DecodeError:
    with pytest.raises(DecodeError) as caught:
        decode(data, **options)
    return caught.value


@pytest.mark.parametrize(
    ("data", "path", "offset", "bit", "needed", "available", "text"),
    [
        ("01 10 12", "big", 2, 0, 2, 1, "Plain.big at byte 2: 2 bytes needed, 1 byte left (in 01 10 12)"),
        ("02 35 0000", "constant", 1, 6, None, None, "bits are 1, must be 2"),
        ("03 00 05 01", "data", 3, 0, 2, 1, "2 bytes needed"),
        ("05 23 010203", "value", 2, 0, None, None, "its length is 3, must be 1, 2, 4"),
        ("08 00", "types", 2, 0, None, None, "its length is -1"),
        ("09 02 01", "colors[1]", 3, 0, 1, 0, "Counted.colors[1] at byte 3"),
        ("0c 0181 02", "points[1].more", 4, 0, 1, 0, "While.points[1].more"),
        ("0d 03 0181 02", "points[1].more", 5, 0, 1, 0, ""),
        ("0e 02 0102 81", "points", 2, 0, 4, 3, ""),
        ("0f 43 1905 407d", "check", 5, 0, 2, 1, ""),
        ("0f 42 1905 0000", "check", 4, 0, None, None, "is 0x0000, the bytes give 0x407d"),
        ("0f 40 0000", "inner", 2, 0, None, None, "its length is 0"),
        ("10 19", "inner", 1, 0, 3, 1, "3 bytes needed, 1 byte left"),
        ("0f 42 3905 407d", "inner", 2, 0, None, None, "WrappedCommand.inner at byte 2: no class 0x39"),
        ("0f 41 13 0000", "wrapped_command > switched.status", 3, 0, 1, 0, "wrapped_command > switched.status at"),
        ("11 02 02 1905 02 1300", "multi_command.parts[1] > switched.size", 8, 0, 2, 0, ""),
        ("12 05", "value", 2, 0, None, None, "no type 5"),
        ("13 09", "", 2, 0, None, None, "Switched at byte 2: nothing is defined for the case 9"),
        ("15 05 01 aabbcc", "extensions[0].nonce", 5, 0, 0, 1, "1 byte left over in its region"),
        ("15 03 01 aa", "extensions[0].nonce", 3, 0, 2, 1, ""),
        ("15 01 01", "extensions[0].nonce", 3, 0, None, None, "its length is -1"),
    ],
)
def test_says_where_and_why(
    data: str, path: str, offset: int, bit: int, needed: int | None, available: int | None, text: str
) -> None:
    error = failure(data)
    assert (error.path, error.offset, error.bit_offset, error.needed, error.available) == (
        path,
        offset,
        bit,
        needed,
        available,
    )
    assert text in str(error)
    assert error.data == bytes.fromhex(data)


def test_names_the_innermost_message_and_keeps_the_chain() -> None:
    error = failure("10 0f 4213 00 0000 0000")
    assert error.message == "Switched"
    assert error.path == "envelope > wrapped_command > switched.size"
    assert error.field == "size"


def test_hints_at_the_version_that_fits() -> None:
    assert failure("18 05", version=2).hint == "version 1 would fit"
    assert str(failure("18 05", version=2)).endswith("; version 1 would fit")
    assert failure("18", version=2).hint == ""
    assert failure("19 05 06", version=2, strict=True).hint == "version 1 would fit"


def test_unknown_versions_are_read_as_the_nearest() -> None:
    assert decode("18 00 0005", version=9).version == 2
    assert decode("18 00 0005").version == 2


@pytest.mark.parametrize(
    ("data", "version", "path", "offset", "bit", "reason"),
    [
        ("01 64 0000 000000 00 00000000 0000 f10000 00", 1, "small", 1, 0, "100 is not in 0..99"),
        ("01 00 0000 000000 00 00000000 0000 f10000 05", 1, "color", 17, 0, "5 is not a known Color"),
        ("02 06 0000", 2, "reserved", 1, 4, "reserved bits must be 0"),
        ("02 12 0000", 1, "lock", 1, 3, "version 1 has no lock: must be 0"),
        ("02 42 0000", 2, "mode", 1, 0, "2 is not a known Color"),
        ("03 01 00" + "00" * 128, 1, "size", 1, 5, "the bits 0x100 are new in version 2: must be 0"),
        ("09 01 05 00", 1, "colors[0]", 2, 0, "5 is not a known Color"),
        ("10 1905 0000", 1, "check", 3, 0, "is 0x0000, the bytes give 0xbb21"),
        ("10 19050607 6ff1", 1, "", 3, 0, "left over"),
        ("13 04 01", 1, "trailing", 2, 0, "1 byte left over"),
        ("16 05 00 01 07 a69b", 2, "blank", 3, 0, "reserved bits must be 0"),
    ],
)
def test_strict_refuses_what_is_kept_otherwise(
    data: str, version: int, path: str, offset: int, bit: int, reason: str
) -> None:
    raw = bytes.fromhex(data)
    assert decode(raw, version=version).to_bytes() == raw
    error = failure(data, version=version, strict=True)
    if path:
        assert (error.path, error.offset, error.bit_offset) == (path, offset, bit)
    assert reason in error.reason


def test_special_values_are_in_range() -> None:
    data = "01 ff 0000 000000 00 00000000 0000 f10000 00"
    assert decode(data, strict=True).small.label == "On"


def test_depth_is_limited() -> None:
    frame = b"\x19\x05"
    for _ in range(MAX_DEPTH - 1):
        frame = b"\x10" + frame + b"\0\0"
    assert decode(frame).to_bytes() == frame
    error = failure((b"\x10" + frame + b"\0\0").hex())
    assert f"more than {MAX_DEPTH}" in str(error)
    message: Any = structures.Old(a=5)
    for _ in range(MAX_DEPTH - 1):
        message = structures.Envelope(inner=message, check=0)
    assert message.to_bytes()
    with pytest.raises(EncodeError, match="more than"):
        structures.Envelope(inner=message, check=0).to_bytes()


def test_counts_allocate_nothing() -> None:
    """Nothing is read ahead; elements of no bytes are fine where a count says how many, and nowhere else."""
    assert len(decode("09 00 ff" + "0000" * 255).shifts) == 255
    assert failure("09 00 ff 0000").path == "shifts[1]"
    records = record_class("Nothing", (Field("data", "bytes"),), ("bytes", 0, num(0), ""))
    numbered = (("run", 4, (("int", 0, 4, False, False, 0, 0, ()),)),)
    fields = (Field("number", "int"), Field("items", "list", record=records))
    message("Numbered", 0x42, fields, *numbered, ("list", 1, ("count", reg(0)), ("record", "Nothing", ())))
    assert len(decode("42 0000ffff").items) == 65535
    assert failure("42 00010000").reason == "its count is 65536, must be 0..65535"
    message("Endless", 0x43, fields, *numbered, ("list", 1, ("end", 0), ("record", "Nothing", ())))
    assert decode("43 00000000").items == ()
    assert failure("43 00000000 01").reason == "an element takes no bytes"


def test_an_optional_tail_that_shows_nothing_stays_behind() -> None:
    """The invalid marker of an optional string reads as None like an absent one: its byte comes back as trailing."""
    optional = message(
        "OptionalText",
        0x40,
        (Field("label", "text", charset="ascii", region=1, optional=True), Field("b", "int", region=2, optional=True)),
        ("tail", 0, 0, 1 << 30, 0, True, (("prefixed", 0, 1, False, "ascii", True),), (0,)),
        ("tail", 1, 0, 1 << 30, 0, True, (("run", 1, (u8(0, 1),)),), (1,)),
    )
    found = decode("40 ff 05")
    assert (type(found), found.label, found.b, found.trailing) == (optional, None, None, b"\xff\x05")
    assert found.to_bytes() == b"\x40\xff\x05"
    assert [span.path for span in traced(b"\x40\xff\x05").spans] == ["prefix", "trailing"]


def test_trace_names_constants_lists_and_nested_fields() -> None:
    spans = traced(bytes.fromhex("11 02 02 1905 01 1b 07")).spans
    assert [(span.path, span.byte_offset, span.bit_offset, span.bit_length) for span in spans] == [
        ("prefix", 0, 0, 8),
        ("number", 1, 0, 8),
        ("parts[0].length", 2, 0, 8),
        ("multi_command.parts[0] > old.prefix", 3, 0, 8),
        ("multi_command.parts[0] > old.a", 4, 0, 8),
        ("parts[1].length", 5, 0, 8),
        ("multi_command.parts[1] > empty.prefix", 6, 0, 8),
        ("trailing", 7, 0, 8),
    ]


def test_trace_shows_whole_numbers_and_views() -> None:
    spans = traced(bytes.fromhex("05 49 64 0001 7f")).spans
    shown = {span.path: span.value for span in spans}
    assert str(shown["value"]) == "1.00"
    assert str(shown["previous"]) == "1.27"
    spans = traced(bytes.fromhex("02 36 23f1")).spans
    assert [(s.path, s.value, s.byte_offset, s.bit_offset, s.bit_length) for s in spans[5:]] == [
        ("turn", -1, 3, 0, 4),
        ("width", 0x123, 2, 0, 8),
        ("width", 0x123, 3, 4, 4),
    ]
    parts = [span for span in traced(bytes.fromhex("03 01 00" + "00" * 128)).spans if span.path == "size"]
    assert [span.value for span in parts] == [0x100, 0x100]
    derived = [span for span in traced(bytes.fromhex("04 50 01 0000")).spans if span.path == "length"]
    assert [span.value for span in derived] == [1, 1]
