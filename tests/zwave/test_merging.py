"""Several reports as one: the cases of merge.yaml, and for every command whose spec says `merge`, that a whole report
taken apart anywhere comes back.

The rule: commands are found by their `__merge__`, so a new one is tested as soon as its spec has an example.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import zwcodec
from tests.engine.trials import Trial, trials
from zwcodec.cc.association import AssociationReport
from zwcodec.cc.basic import BasicReport
from zwcodec.cc.configuration import ConfigurationInfoReport
from zwcodec.merging import MergeError, is_last, merge

CASES = yaml.safe_load((Path(__file__).parent / "merge.yaml").read_text("utf-8"))
WHOLE = [case for case in CASES if "whole" in case]
WRONG = [case for case in CASES if "error" in case]


def reports_of(case: dict[str, Any]) -> list[zwcodec.Command]:
    return [read(report, case) for report in case["reports"]]


def read(frame: str, case: dict[str, Any]) -> zwcodec.Command:
    data = bytes.fromhex(frame)
    return zwcodec.decode(data, versions={data[0]: case["version"]} if "version" in case else None)


@pytest.mark.parametrize("case", WHOLE, ids=lambda case: case["name"])
def test_reports_become_one(case: dict[str, Any]) -> None:
    reports = reports_of(case)
    whole = merge(iter(reports))
    assert whole.to_bytes() == bytes.fromhex(case["whole"])
    assert whole == read(case["whole"], case)
    assert type(whole) is type(reports[0]) and whole.version == reports[0].version
    assert [is_last(report) for report in reports] == [False] * (len(reports) - 1) + [True]
    assert is_last(whole) and merge([whole]) == whole


@pytest.mark.parametrize("case", WRONG, ids=lambda case: case["name"])
def test_reports_that_are_no_answer(case: dict[str, Any]) -> None:
    with pytest.raises(MergeError) as caught:
        merge(reports_of(case))
    error = caught.value
    assert str(error) == case["error"]
    assert error.index == case.get("index")


def test_errors_carry_their_data() -> None:
    assert issubclass(MergeError, zwcodec.CodecError) and issubclass(MergeError, ValueError)
    with pytest.raises(MergeError) as caught:
        merge(reports_of(next(case for case in WRONG if case["name"] == "another group")))
    error = caught.value
    assert (error.message, error.path, error.field) == ("AssociationReport", "reports[1].group", "group")
    assert (error.index, error.value, error.expected) == (1, 3, 2)


def test_what_is_never_continued() -> None:
    for call in (lambda: merge([BasicReport(value=1)]), lambda: is_last(BasicReport(value=1))):
        with pytest.raises(TypeError, match="BasicReport"):
            call()


def test_versions_differ() -> None:
    parts = [
        AssociationReport(group=1, max_nodes=5, reports_to_follow=1 - number, nodes=[number], version=number + 1)
        for number in range(2)
    ]
    with pytest.raises(MergeError) as caught:
        merge(parts)
    assert caught.value.path == "reports[1].version"


def test_a_merged_report_may_be_too_long_to_be_sent() -> None:
    """It is whole nevertheless."""
    data = bytes.fromhex
    parts = [
        data("63 0d ff") + b"".join(user.to_bytes(2, "big") + data("01 00") for user in range(1, 256)) + data("01 00"),
        data("63 0d 01 01 00 01 00 00 00"),
    ]
    whole: Any = merge([zwcodec.decode(part) for part in parts])
    assert [code.user for code in whole.user_codes] == list(range(1, 257))
    with pytest.raises(zwcodec.EncodeError):
        whole.to_bytes()


@given(st.binary(max_size=60), st.lists(st.integers(0, 60), max_size=8))
def test_texts_are_joined_as_bytes(text: bytes, cuts: list[int]) -> None:
    borders = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    pieces = [text[low:high] for low, high in zip(borders[:-1], borders[1:], strict=True)]
    frames = [
        b"\x70\x0d\x01\x02" + bytes((len(pieces) - 1 - number,)) + piece for number, piece in enumerate(pieces)
    ]
    whole: Any = merge([zwcodec.decode(frame) for frame in frames])
    assert whole == ConfigurationInfoReport(
        parameter=258, reports_to_follow=0, info=text.decode("utf-8", "surrogateescape")
    )
    assert whole.to_bytes() == b"\x70\x0d\x01\x02\x00" + text


@given(st.lists(st.lists(st.integers(1, 232), max_size=20), min_size=1, max_size=40), st.randoms())
def test_lists_are_joined_in_order(chunks: list[list[int]], chance: Any) -> None:
    parts = [
        AssociationReport(group=3, max_nodes=255, reports_to_follow=len(chunks) - 1 - number, nodes=chunk)
        for number, chunk in enumerate(chunks)
    ]
    assert merge(parts).nodes == tuple(node for chunk in chunks for node in chunk)
    others = list(parts)
    chance.shuffle(others)
    if others != parts:
        with pytest.raises(MergeError):
            merge(others)
    if len(parts) > 1:
        lost = chance.randrange(1, len(parts))
        with pytest.raises(MergeError):
            merge(parts[:lost] + parts[lost + 1 :])


@cache
def merging_trials() -> tuple[Trial, ...]:
    return tuple(trial for trial in trials("zwave") if whole_report(trial) is not None)


def whole_report(trial: Trial) -> Any:
    """The example as it would be if it were the last report, if its class can be merged."""
    command = zwcodec.decode(trial.data, versions=None if trial.version is None else {trial.number: trial.version})
    if command.__merge__ is None:
        return None
    name = announcing(command)
    codec = command.__codec__
    return changed(command, {name: False if codec.stored[codec.names[name]].kind == "bool" else 0})


def announcing(command: Any) -> str:
    rules = command.__merge__
    return str(rules.left or rules.next[0])


def changed(command: Any, changes: dict[str, Any]) -> Any:
    """With other values in some slots, unchecked: as a decoder would have made it."""
    codec = command.__codec__
    values = codec.values(command)
    for name, value in changes.items():
        values[codec.names[name]] = value
    return codec.create(values, command.version, command.trailing)


def taken_apart(whole: Any, at: int) -> tuple[Any, Any]:
    """Two reports: `at` elements, bytes or bits in the first, the others in the second."""
    rules, codec = whole.__merge__, whole.__codec__
    first: dict[str, Any] = {}
    second: dict[str, Any] = {}
    for name in rules.concat:
        slot = codec.names[name]
        field, value = codec.stored[slot], codec.values(whole)[slot]
        if value is None:
            continue
        if field.kind == "text":
            how = (field.charset or "utf-8", "surrogateescape")
            raw = value.encode(*how)
            first[name], second[name] = raw[:at].decode(*how), raw[at:].decode(*how)
        elif field.kind == "bitset":
            bits = [number for number in range(8 * len(value)) if value[number >> 3] >> (number & 7) & 1]
            for part, chosen in ((first, bits[:at]), (second, bits[at:])):
                part[name] = sum(1 << number for number in chosen).to_bytes(len(value), "little")
        else:
            first[name], second[name] = value[:at], value[at:]
    if rules.left:
        first[rules.left] = True if codec.stored[codec.names[rules.left]].kind == "bool" else 1
    else:
        slot, _, inner = rules.next[1].partition(".")
        following = second[slot][0]
        first[rules.next[0]] = getattr(following, inner)
    for name, how in rules.take:
        if how == "index":
            second[name] = getattr(whole, name) + len(first[rules.concat[0]])
    return changed(whole, first), changed(whole, second)


@pytest.mark.parametrize("trial", merging_trials(), ids=lambda trial: f"{trial.identity}-{trial.data.hex()}")
def test_every_mergeable_report_survives_being_taken_apart(trial: Trial) -> None:
    whole = whole_report(trial)
    assert merge([whole]) == whole
    rules = whole.__merge__
    sizes = [len(getattr(whole, name) or ()) for name in rules.concat]
    for at in range(max(sizes) + 1):
        if rules.next and at == max(sizes):
            continue  # an empty report can't be announced
        first, second = taken_apart(whole, at)
        assert merge([first, second]) == whole
        assert merge([first, second]).to_bytes() == whole.to_bytes()
        with pytest.raises(MergeError):
            merge([first])
        with pytest.raises(MergeError):
            merge([second, first])


def test_the_commands_that_span_frames_are_mergeable() -> None:
    found = {zwcodec.decode(trial.data).name for trial in merging_trials()}
    assert found >= {
        "AssociationReport",
        "ConfigurationBulkReport",
        "ConfigurationInfoReport",
        "ConfigurationNameReport",
        "ExtendedUserCodeReport",
        "MultiChannelAssociationReport",
        "MultiChannelEndPointFindReport",
        "NlsNodeListReport",
        "SecurityCommandsSupportedReport",
    }
