"""Objects: constructors check and fill in; objects are frozen, comparable, printable, picklable, plain as a dict."""

from __future__ import annotations

import copy
import pickle
from decimal import Decimal
from typing import Any

import pytest

from tests.runtime import shapes, structures
from tests.runtime.cases import CASES
from tests.runtime.shapes import Color, Measured
from tests.runtime.structures import Tails
from tests.runtime.toys import Toy, decode, message, u8
from zwcodec.runtime.errors import EncodeError
from zwcodec.runtime.message import Field


class Report(Toy):
    """Written out, as the compiler prints it."""

    __slots__ = ("color", "level")
    __fields__ = (
        Field("level", "int", minimum=0, maximum=99, special={0xFF: "Low"}),
        Field("color", "int", enum=Color, minimum=0, maximum=255),
    )
    __wire__ = shapes.Plain.__wire__
    level: int
    color: Color | int

    def __init__(self, *, level: int, color: int = 0, version: int = 1, trailing: bytes = b"") -> None:
        super().__init__(level=level, color=color, version=version, trailing=trailing)


def test_is_frozen() -> None:
    report = Report(level=5)
    with pytest.raises(AttributeError, match=r"Report is frozen: use replace\(level=...\)"):
        report.level = 6
    with pytest.raises(AttributeError, match="frozen"):
        del report.level
    with pytest.raises(AttributeError):
        report.other = 1
    assert copy.copy(report) is report
    assert copy.deepcopy(report) is report


def test_equality_and_hash_see_what_is_stored() -> None:
    assert Report(level=5) == Report(level=5)
    assert Report(level=5) != Report(level=6)
    assert Report(level=5) != Report(level=5, trailing=b"\1")
    assert len({Report(level=5), Report(level=5), Report(level=6)}) == 2
    assert Measured(value=1, scale=0, version=1) == Measured(value=1, scale=0, version=2)
    assert Report(level=5) != 5


def test_matches_by_position_and_by_name() -> None:
    match Report(level=5, color=1):
        case Report(level, color=Color.GREEN):
            assert level == 5
        case _:
            pytest.fail("did not match")
    assert Tails.__match_args__ == ("level", "wide", "target", "names", "label", "check")


def test_repr_shows_what_is_there() -> None:
    assert repr(Report(level=255, color=1)) == "Report(level=255, color=Color.DEEP_GREEN)"
    assert repr(Report(level=1, color=7, trailing=b"\1")) == "Report(level=1, color=7, trailing=b'\\x01')"
    assert repr(Tails(level=1, version=1)) == "Tails(level=1, check=15668)"
    assert repr(decode("02 02 0000")) == "Bits(mode=Color.RED, lock=False, turn=0, width=0)"
    assert "reserved=1" in repr(decode("02 06 0000"))
    assert repr(decode("05 22 0190", version=1)) == "Measured(precision=1, scale=0, size=2, value=Decimal('40.0'))"
    assert repr(decode("11 01 02 1905")) == "MultiCommand(parts=(Part(inner=Old(a=5)),))"


@pytest.mark.parametrize(("cls", "version", "hexadecimal", "values"), CASES)
def test_pickles_and_replaces_nothing(cls: Any, version: int, hexadecimal: str, values: dict[str, Any]) -> None:
    found = decode(hexadecimal, version=version)
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        again = pickle.loads(pickle.dumps(found, protocol))  # noqa: S301
        assert again == found and again.version == found.version and repr(again) == repr(found)
    assert found.replace() == found
    assert hash(found) == hash(found.replace())


def test_plain_values_are_those_on_the_wire() -> None:
    plain = decode("11 01 02 1905").as_dict()
    assert plain == {"number": 1, "parts": [{"length": 2, "inner": {"name": "Old", "fields": {"a": 5}}}]}
    plain = decode("01 ff 0000 000080 05 c0000000 0000 f10000 01").as_dict()
    assert list(plain) == ["small", "big", "little", "flag", "reading", "nonce", "color"]
    assert type(plain["small"]) is int and type(plain["color"]) is int and plain["flag"] == 5
    assert decode("02 12 0000").as_dict() == {"mode": 0, "lock": True, "turn": 0, "width": 0}
    assert decode("02 06 0000").as_dict()["reserved"] == 1
    plain = decode("08 03 0180 05").as_dict()
    assert plain == {"length": 3, "types": [1, 16], "modes": [0, 7]}
    assert [type(item) for item in plain["types"]] == [int, int]
    assert decode("05 49 64 0001 7f").as_dict() == {
        "precision": 2, "scale": 1, "size": 1, "value": Decimal("1.00"), "delta": 1, "previous": Decimal("1.27"),
    }
    assert decode("16 05 7db0", version=1).as_dict() == {"level": 5, "check": 0x7DB0}
    assert decode("15 04 01 aabb").as_dict() == {
        "extensions": [{"length": 4, "more": False, "kind": 1, "nonce": b"\xaa\xbb"}]
    }


def test_a_none_that_was_sent_is_shown() -> None:
    assert decode("07 00 ffff 09").as_dict() == {"count": 0, "name": "", "label": None, "rest": b"", "last": 9}
    assert decode("12 02 ff").as_dict() == {"kind": 2, "value": None}


# -- constructors ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "path", "text"),
    [
        ({"level": 100}, "level", "Report.level = 100: out of range (allowed: 0..99)"),
        ({"level": -1}, "level", "allowed: 0..99"),
        ({"level": "5"}, "level", "an int is needed, not str"),
        ({"level": 1.0}, "level", "an int is needed, not float"),
        ({"level": None}, "level", "Report.level: is missing"),
        ({"level": 1, "version": 2}, "version", "no such version (allowed: 1..1)"),
        ({"level": 1, "trailing": "x"}, "trailing", "bytes are needed"),
    ],
)
def test_refuses_what_it_can_not_hold(values: dict[str, Any], path: str, text: str) -> None:
    with pytest.raises(EncodeError) as caught:
        Report(**values)
    assert caught.value.path == path and caught.value.message == "Report"
    assert text in str(caught.value)


def test_known_values_become_members() -> None:
    report = Report(level=0xFF, color=1)
    assert report.color is Color.GREEN
    assert str(report.level) == "Low"
    assert Report(level=True).level == 1
    assert type(Report(level=True).level) is int


PLAIN = {"small": 1, "big": 2, "little": 3, "flag": 1, "reading": 1, "nonce": b"12", "color": 0}


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"flag": 2}, "a bool is needed (allowed: False, True)"),
        ({"reading": "1"}, "a float is needed, not str"),
        ({"reading": 10**400}, "too large for a float"),
        ({"nonce": 5}, "bytes are needed, not int"),
        ({"nonce": b"1"}, "has 1 bytes (allowed: 2 bytes)"),
    ],
)
def test_refuses_wrong_kinds(values: dict[str, Any], text: str) -> None:
    with pytest.raises(EncodeError) as caught:
        shapes.Plain(**{**PLAIN, **values})
    assert text in str(caught.value)


def test_coerces_what_means_the_same() -> None:
    plain = shapes.Plain(**{**PLAIN, "nonce": bytearray(b"12")})
    assert (plain.flag, plain.reading, plain.nonce) == (True, 1.0, b"12")
    assert type(plain.flag) is bool and type(plain.reading) is float and type(plain.nonce) is bytes


def test_lists_take_any_iterable_and_dicts_for_records() -> None:
    assert shapes.Counted(colors=iter([0, 1, 9]), shifts=[]).colors == (Color.RED, Color.GREEN, 9)
    points = shapes.Columns(points=[{"x": 1, "y": 2}, shapes.Point(x=3, y=4)]).points
    assert points == (shapes.Point(x=1, y=2), shapes.Point(x=3, y=4))
    for values, path, text in (
        ({"points": "ab"}, "points", "a sequence is needed, not str"),
        ({"points": 5}, "points", "a sequence is needed, not int"),
        ({"points": [5]}, "points[0]", "a Point is needed, not int"),
        ({"points": [{"x": 1, "y": 2}, {"x": 256, "y": 1}]}, "points[1].x", "Columns.points[1].x = 256: out of range"),
    ):
        with pytest.raises(EncodeError) as caught:
            shapes.Columns(**values)
        assert caught.value.path == path
        assert text in str(caught.value)
    with pytest.raises(EncodeError) as caught:
        shapes.Counted(colors=[0, 256])
    assert caught.value.path == "colors[1]"


def test_nested_and_text_are_checked() -> None:
    with pytest.raises(EncodeError, match="a message is needed, not bytes"):
        structures.Envelope(inner=b"")
    with pytest.raises(EncodeError, match="'ä' is not in ascii"):
        Tails(level=1, label="ä", version=3)
    with pytest.raises(EncodeError, match="a str is needed, not bytes"):
        Tails(level=1, label=b"a", version=3)
    assert shapes.Texts(name="\udcff", rest=b"", last=0).label is None


# -- decimals --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "precision", "size", "raw"),
    [
        ("21.5", 1, 2, 215),
        (Decimal("21.50"), 2, 2, 2150),
        (12, 0, 1, 12),
        (True, 0, 1, 1),
        ("-0.128", 3, 1, -128),
        ("0.129", 3, 2, 129),
        ("-32769", 0, 4, -32769),
        (Decimal("1E2"), 0, 1, 100),
        ("2147483647", 0, 4, 2147483647),
    ],
)
def test_size_and_precision_are_filled_in(given: Any, precision: int, size: int, raw: int) -> None:
    report = Measured(value=given, scale=0)
    assert (report.precision, report.size, report.value_raw) == (precision, size, raw)
    assert report.value == Decimal(given)
    assert decode(report.to_bytes()) == report


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"value": 21.5}, "a float is not exact: give a Decimal or a str such as '21.5'"),
        ({"value": "warm"}, "not a number"),
        ({"value": "NaN"}, "not a number that can be sent"),
        ({"value": "1E99"}, "not a number that can be sent"),
        ({"value": b"1"}, "a Decimal is needed, not bytes"),
        ({"value": "0.00000001"}, "has too many decimal places (allowed: at most 7)"),
        ({"value": "2147483648"}, "no length of 1, 2, 4 bytes holds the number"),
        ({"value": "21.55", "precision": 1}, "has more decimal places than its precision of 1"),
        ({"value": "300", "size": 1}, "Measured.value = Decimal('300'): does not fit into size=1"),
        ({"value": 1, "previous": "0.00000001"}, "Measured.previous = Decimal('1E-8'): has too many"),
        ({}, "Measured.value: is missing"),
    ],
)
def test_decimals_are_exact_or_refused(values: dict[str, Any], text: str) -> None:
    with pytest.raises(EncodeError) as caught:
        Measured(**{"scale": 0, **values})
    assert text in str(caught.value)


def test_decimals_share_size_and_precision() -> None:
    report = Measured(value="1.5", previous="1000.25", delta=5, scale=1)
    assert (report.precision, report.size, report.value_raw, report.previous_raw) == (2, 4, 150, 100025)
    assert str(report.value) == "1.50"
    assert decode(report.to_bytes()) == report
    assert report.total == 100175
    given = Measured(value="1.5", precision=3, size=4, scale=1)
    assert (given.value_raw, given.size, str(given.value)) == (1500, 4, "1.500")


def test_replace_fills_in_anew() -> None:
    report = Measured(value="1.5", previous="1000.25", delta=5, scale=1)
    changed = report.replace(previous="7")
    assert (changed.precision, changed.size, changed.value_raw, changed.previous_raw) == (2, 2, 150, 700)
    finer = report.replace(precision=3)
    assert (finer.value, finer.previous, finer.size) == (report.value, report.previous, 4)
    with pytest.raises(EncodeError, match="more decimal places than its precision of 0"):
        report.replace(precision=0)
    kept = Measured(value=1, size=4, scale=0)
    assert kept.replace(scale=1).size == 4
    assert kept.replace(value=2).size == 1
    assert report.replace(scale=2, version=2, trailing=b"\1").trailing == b"\1"


def test_replace_keeps_what_is_out_of_range_and_refuses_what_is_unknown() -> None:
    found = decode("01 64 0000 000080 05 c0000000 0000 f10000 07")
    assert found.replace(big=1).small == 100
    with pytest.raises(EncodeError, match="out of range"):
        found.replace(small=101)
    with pytest.raises(TypeError, match="Plain has no field 'colour' to replace"):
        found.replace(colour=1)
    with pytest.raises(TypeError, match="Counted has no field 'number' to replace: it follows from colors"):
        shapes.Counted().replace(number=1)
    with pytest.raises(EncodeError, match="no such version"):
        found.replace(version=2)
    with pytest.raises(EncodeError, match="bytes are needed"):
        found.replace(trailing=5)
    assert shapes.Point(x=1, y=2).replace(y=3) == shapes.Point(x=1, y=3)


def test_replace_computes_the_checksum_anew() -> None:
    envelope = structures.Envelope(inner=structures.Old(a=5))
    assert decode(envelope.replace(inner=structures.Old(a=6)).to_bytes(), strict=True).inner.a == 6
    assert envelope.replace(check=1).check == 1
    wrong = decode("10 1905 0000")
    assert wrong.check == 0 and wrong.to_bytes() == bytes.fromhex("1019050000")


# -- bit sets, groups, versions --------------------------------------------------------------------------------------


def test_bit_sets_take_values_or_bytes() -> None:
    given = shapes.Bitsets(types=[Color.GREEN, 16], modes={7, 0})
    assert (given.types_raw, given.modes_raw, given.length) == (b"\x01\x80", b"\x05", 3)
    assert given.types[0] is Color.GREEN
    raw = shapes.Bitsets(types_raw=b"\1\0\0", modes_raw=b"\4")
    assert (raw.types, raw.length, raw.modes) == ((1,), 4, (7,))
    assert shapes.Bitsets(types=b"\1").types_raw == b"\1"
    assert shapes.Bitsets().types_raw == b"" and shapes.Bitsets().modes_raw == b"\0"
    assert raw.replace(types=(2,)).types_raw == b"\2"
    assert raw.replace(types_raw=b"\3").types == (1, 2)
    for values, text in (
        ({"types": (0,)}, "has no bit"),
        ({"modes": (3,)}, "has no bit (allowed: 0, 2, 7)"),
        ({"types": ("a",)}, "an int is needed"),
        ({"modes_raw": b"12"}, "has 2 bytes (allowed: 1 bytes)"),
    ):
        with pytest.raises(EncodeError) as caught:
            shapes.Bitsets(**values)
        assert text in str(caught.value)
    with pytest.raises(TypeError, match="types and types_raw can't be given both"):
        shapes.Bitsets(types=(1,), types_raw=b"\1")


def test_a_bit_group_is_completed() -> None:
    assert shapes.Bits(mode=1, width=3).to_bytes() == bytes.fromhex("02 22 0300")
    assert shapes.Bits(mode=1, width=3).lock is False
    tails = Tails(level=1, target=7, version=2)
    assert (tails.wide, tails.reserved, tails.blank) == (False, 0, 0)
    assert decode(tails.to_bytes(), version=2) == tails
    assert (Tails(level=1, version=2).wide, Tails(level=1, version=2).blank) == (None, None)


def test_counts_are_filled_in() -> None:
    assert shapes.Counted(colors=[1], shifts=[1, 2]).amount == 2
    assert shapes.Counted().amount == 0
    assert shapes.Counted(shifts=[1]).replace(shifts=[1, 2, 3]).amount == 3
    assert shapes.Counted(shifts=[1]).replace(colors=[1]).amount == 1


def test_presence_is_filled_in() -> None:
    assert Measured(value=1, previous=2, scale=0).delta == 1
    assert Measured(value=1, scale=0).delta is None
    flagged = message(
        "Flagged",
        0x41,
        (
            Field("has_code", "bool", group=1, fill=("presence", ("code",))),
            Field("rest", "int", group=1, reserved=True),
            Field("code", "int", conditional=True, region=1),
        ),
        ("run", 1, (("bits", 0, 1, False, ((7, 1, "b", 0, 0, ()), (0, 7, "u", 1, -1, ()))),)),
        ("if", ("reg", 0), (("run", 1, (u8(0, 2),)),)),
    )
    assert flagged(code=0).to_bytes() == b"\x41\x80\x00"
    assert flagged().to_bytes() == b"\x41\x00"
    assert flagged(code=1).replace(code=None).has_code is False
    with pytest.raises(EncodeError, match=r"Flagged\.code = 1: must not be there"):
        flagged(code=1, has_code=False).to_bytes()


def test_a_version_refuses_what_it_does_not_have() -> None:
    with pytest.raises(EncodeError, match=r"Tails\.target = 7: does not exist in version 1 \(allowed: since ver"):
        Tails(level=1, target=7, version=1)
    with pytest.raises(EncodeError, match=r"Old\.b = 1: does not exist in version 2 \(allowed: until version 1\)"):
        structures.Old(a=1, b=1, version=2)
    with pytest.raises(EncodeError, match=r"Bits\.lock = True: does not exist in version 1"):
        shapes.Bits(mode=1, width=1, lock=True, version=1)
    assert shapes.Bits(mode=1, width=1, version=1).lock is False
    assert shapes.Split(size=2, data=b"1", version=1).size == 2
    with pytest.raises(EncodeError, match=r"Split\.size = 256: uses bits that do not exist in version 1"):
        shapes.Split(size=256, data=b"", version=1)
    with pytest.raises(EncodeError, match=r"Reshaped\.b = 1: does not exist in version 1"):
        structures.Reshaped(a=1, b=1, version=1)
    assert structures.Reshaped(b=1, version=2).spare == 0
    assert structures.Reshaped(a=1, version=1).spare is None
    with pytest.raises(EncodeError, match=r"Reshaped\.a: is missing"):
        structures.Reshaped(version=1).to_bytes()
    newer = Tails(level=1, target=7, version=2)
    with pytest.raises(EncodeError, match="does not exist in version 1"):
        newer.replace(version=1)
    assert newer.replace(version=3).version == 3
