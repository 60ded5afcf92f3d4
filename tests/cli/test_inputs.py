"""Spellings of a frame: which bytes each gives, or the sentence that says why none.

The rule: what is one frame and what are several follows from the arguments alone, never from whether they decode.
"""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zclcodec.registry import MODULES as CLUSTERS
from zwcodec.cli.descriptions import ZIGBEE, ZWAVE, Described, Descriptions
from zwcodec.cli.inputs import LONGEST, NotAFrame, frame_bytes, sources, visible
from zwcodec.cli.names import find, folded, number_of, spaced
from zwcodec.cli.zigbee import cluster_of
from zwcodec.cli.zwave import version_of
from zwcodec.registry import MODULES
from zwcodec.registry import MODULES as ZWAVE_CLASSES

pytestmark = pytest.mark.backend_independent

REPORT = bytes((0x20, 0x03, 0xFF))


@pytest.mark.parametrize(
    "text",
    [
        "2003FF",
        "2003ff",
        "20 03 ff",
        "20:03:FF",
        "20-03-FF",
        "20,03,FF",
        "0x20 0x03 0xFF",
        "0x20, 0x03, 0xff",
        "0X2003FF",
        "  20\t03 ff \n",
        "zw device: 02, command: 2003, payload: FF",
        "zw device: 02, command: 2003, payload: FF ",
        "zw device: 02, command: 2003, payload: FF , isMulticast: false",
        "command: 2003, payload: FF",
        "command:2003, payload:FF",
        "payload: FF, command: 2003",
        "parse('zw device: 02, command: 2003, payload: FF , isMulticast: false')",
        "[command:2003, payload:FF]",
        "Command: 2003, Payload: 0xFF",
    ],
)
def test_spellings_of_one_frame(text: str) -> None:
    assert frame_bytes(text, described=ZWAVE) == REPORT


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("command: 2002, payload:", "2002"),
        ("zw device: 02, command: 2002", "2002"),
        ("command: 6008, payload: 40 04", "60084004"),
        ("command: 600D, payload: 0100200300", "600d0100200300"),
        ("command: F10001, payload: 05", "f1000105"),
    ],
)
def test_descriptions(text: str, data: str) -> None:
    assert frame_bytes(text, described=ZWAVE) == bytes.fromhex(data)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", 'no bytes in ""'),
        (" : - ", 'no bytes in " : - "'),
        ("2003F", 'half a byte: "2003F" has 5 digits'),
        ("20 3 FF", 'half a byte: "3" has 1 digits in "20 3 FF"'),
        ("0x", 'not hexadecimal: "0x"'),
        ("20 0y FF", 'not hexadecimal: "0y" in "20 0y FF"'),
        ("２０03FF", 'not hexadecimal: "２０03FF"'),  # digits, but not these
        ("payload: FF", 'no command in the description "payload: FF"'),
        ("command: , payload: FF", 'no command in the description "command: , payload: FF"'),
        ("command: 2003, payload: GG", 'not hexadecimal: "GG" in "command: 2003, payload: GG"'),
        ("\x1b[31m\n", 'not hexadecimal: "\\x1b[31m" in "\\x1b[31m\\n"'),
        ("20" * 40_000, f'too long for a frame: "{"20" * 20}..."'),
        ("z" * 60, f'not hexadecimal: "{"z" * 40}..."'),
    ],
)
def test_what_is_no_frame(text: str, sentence: str) -> None:
    with pytest.raises(NotAFrame) as caught:
        frame_bytes(text, described=ZWAVE)
    assert str(caught.value) == sentence


def test_descriptions_are_of_one_protocol() -> None:
    for others in (None, ZIGBEE):
        with pytest.raises(NotAFrame, match="not hexadecimal"):
            frame_bytes("command: 2003, payload: FF", others)
    with pytest.raises(NotAFrame, match="not hexadecimal"):
        frame_bytes(CATCHALL, ZWAVE)


CATCHALL = "catchall: 0104 0006 01 01 0000 00 632F 00 00 0000 0B 01 0000"


@pytest.mark.parametrize(
    ("text", "cluster", "profile", "data"),
    [
        (CATCHALL, 0x0006, 0x0104, "08000b0000"),
        (f"description: {CATCHALL}, clusterId: 6", 0x0006, 0x0104, "08000b0000"),
        ("catchall: 0104 0006 01 01 0000 00 632F 01 01 115F 02 00 ", 0x0006, 0x0104, "055f110002"),
        ("catchall: 0000 8021 00 00 0000 00 8DCF 00 00 0000 00 00 2A00", 0x8021, 0, "2a00"),
        (
            "read attr - raw: D42D0102020800003000, dni: D42D, endpoint: 01, cluster: 0202, size: 8, attrId: 0000, "
            "result: success, encoding: 30, value: 00",
            0x0202, 0x0104, "08000a00003000",
        ),
        (
            "parse: read attr - raw: 5D1A0104020C0000002900FE, dni: 5D1A, endpoint: 01, cluster: 0402, size: 0C, "
            "attrId: 0000, result: success, encoding: 29, value: FE00; 12",
            0x0402, 0x0104, "0800010000002900fe",
        ),
        (
            "read attr - raw: 05470100000A07003001, dni: 0547, endpoint: 01, cluster: 0000, size: 0A, attrId: 0007, "
            "encoding: 30, command: 01, value: 01",
            0x0000, 0x0104, "08000107000030" + "01",
        ),
    ],
)  # fmt: skip
def test_zigbee_descriptions(text: str, cluster: int, profile: int, data: str) -> None:
    found = frame_bytes(text, ZIGBEE)
    assert isinstance(found, Described)
    assert (found.hex(), found.cluster, found.profile) == (data, cluster, profile)


@pytest.mark.parametrize(
    "text",
    [
        "catchall:",
        "catchall: 0104 0006",
        "read attr - raw: , dni: 0000, endpoint: 01, cluster: 0000, size: 0, attrId: 0000, encoding: 00, value: ",
        "read attr - raw: 63A101000004, dni: 63A1, endpoint: 01, cluster: 0000, size: 4, attrId: 0000, encoding: 20, "
        "value: 00",
    ],
)
def test_descriptions_without_a_frame(text: str) -> None:
    with pytest.raises(NotAFrame, match="no frame in the description"):
        frame_bytes(text, ZIGBEE)


@given(st.one_of(st.text(), st.text(st.sampled_from("catchall: read attr - raw, value0123456789ABCDEF"))))
def test_any_zigbee_text_gives_bytes_or_one_sentence(text: str) -> None:
    for begin in ("", "catchall: ", "read attr - raw: "):
        try:
            data = frame_bytes(begin + text, ZIGBEE)
        except NotAFrame as error:
            assert str(error).isprintable()
        else:
            assert data


@given(st.text())
def test_any_text_gives_bytes_or_one_sentence(text: str) -> None:
    try:
        data = frame_bytes(text, described=ZWAVE)
    except NotAFrame as error:
        assert str(error).isprintable()
    else:
        assert data


@given(st.binary(min_size=1), st.sampled_from(["", " ", ":", "-", ", "]))
def test_any_bytes_come_back(data: bytes, between: str) -> None:
    assert frame_bytes(between.join(f"{byte:02x}" for byte in data)) == data


@given(st.text())
def test_visible_text_is_one_harmless_line(text: str) -> None:
    shown = visible(text)
    assert shown.isprintable()
    if text.isprintable() and "\\" not in text:
        assert shown == text


def _texts(*arguments: str, stdin: bytes = b"", described: Descriptions | None = ZWAVE) -> list[tuple[str, str]]:
    return [(source.text, source.place) for source in sources(list(arguments), io.BytesIO(stdin), described)]


def test_one_frame_or_several() -> None:
    assert _texts("2003FF") == [("2003FF", "")]
    assert _texts("20", "03", "FF") == [("20 03 FF", "")]
    assert _texts("0x20", "0x03", "FF") == [("0x20 0x03 FF", "")]
    assert _texts("20") == [("20", "")]
    assert _texts("2003FF", "2002") == [("2003FF", "argument 1"), ("2002", "argument 2")]
    assert _texts("20", "03FF") == [("20", "argument 1"), ("03FF", "argument 2")]
    assert _texts("zw", "device:", "02,", "command:", "2003,", "payload:", "FF") == [
        ("zw device: 02, command: 2003, payload: FF", "")
    ]
    assert len(_texts("command:", "2003", described=None)) == 2


def test_lines_of_stdin() -> None:
    lines = b"\xef\xbb\xbf2003FF\r\n\n# nothing\n  20 02  # get\n\xff\n"
    expected = [("2003FF", "line 1"), ("20 02", "line 4"), ("\udcff", "line 5")]
    assert _texts(stdin=lines) == expected
    assert _texts("-", stdin=lines) == expected
    assert _texts("2002", "-", stdin=b"2003FF\n") == [("2002", "argument 1"), ("2003FF", "line 1")]
    assert list(sources(["-"], None)) == []


def test_a_line_without_end_is_one_line() -> None:
    """However long: it is not kept, and what follows it has the next number."""
    found = _texts(stdin=b"20" * (3 * LONGEST) + b"\n2002\n" + b" " * (5 * LONGEST))
    assert [(len(text) > LONGEST, place) for text, place in found] == [(True, "line 1"), (False, "line 2")]


def test_numbers() -> None:
    assert number_of("0x26", 0xFF) == 0x26
    assert number_of(" 38 ", 0xFF) == 38
    assert number_of("0", 0xFF) == 0
    assert number_of("basic", 0xFF) is None
    assert number_of("", 0xFF) is None
    for text in ("0402", "256", "0x100"):
        with pytest.raises(ValueError, match=text):
            number_of(text, 0xFF)


def test_names_however_they_are_spelled() -> None:
    for text in ("switch_multilevel", "SwitchMultilevel", "Switch Multilevel", "SWITCH-MULTILEVEL"):
        assert [row[0] for row in find(MODULES, text)] == [0x26]
    assert find(MODULES, "") == find(MODULES, "_") == []
    assert (spaced("SwitchMultilevel"), folded("Switch_Multilevel")) == ("Switch Multilevel", "switchmultilevel")
    assert (spaced("Crc16Encap"), spaced("ZwaveplusInfo")) == ("CRC-16 Encap", "Z-Wave Plus Info")


def test_options_name_classes_and_clusters() -> None:
    assert version_of("0x26=1") == version_of("switch_multilevel=1") == version_of("SwitchMultilevel = 1") == (0x26, 1)
    assert cluster_of("0x0402") == cluster_of("1026") == cluster_of("TemperatureMeasurement") == 0x0402
    assert cluster_of("0xFC00") == 0xFC00  # a cluster without spec
    for wrong in ("", "=", "0x26", "0x26=", "0x26=0", "0x26=256", "0x26=x", "nothing=1", "0x0F=1"):
        with pytest.raises(ValueError, match="."):
            version_of(wrong)


@pytest.mark.parametrize("rows", [ZWAVE_CLASSES, CLUSTERS], ids=["zwave", "zcl"])
def test_names_that_are_shown_are_found(rows: tuple[tuple[int | None, int | None, str, str, int, int], ...]) -> None:
    for row in rows:
        assert row in find(rows, spaced(row[3])), row
