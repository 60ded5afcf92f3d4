"""Command lists with marks: taken apart and joined without loss."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import zwcodec
from zwcodec.command_lists import CONTROLLED_MARK, SECURITY_0_MARK, CommandClasses, split_marks

CASES: list[tuple[tuple[int, ...], CommandClasses]] = [
    ((), CommandClasses()),
    ((0x5E, 0x25), CommandClasses((0x5E, 0x25))),
    ((0x5E, 0xEF), CommandClasses((0x5E,), ())),
    ((0x5E, 0xEF, 0x20), CommandClasses((0x5E,), (0x20,))),
    ((0xEF, 0x20), CommandClasses((), (0x20,))),
    ((0x5E, 0xF100, 0x62), CommandClasses((0x5E,), None, (0x62,))),
    ((0x5E, 0xEF, 0x20, 0xF100, 0x62, 0xEF, 0x63), CommandClasses((0x5E,), (0x20,), (0x62,), (0x63,))),
    ((0x5E, 0xEF, 0x20, 0xEF, 0x21), CommandClasses((0x5E,), (0x20, 0xEF, 0x21))),
]


@pytest.mark.parametrize(("classes", "parts"), CASES)
def test_marks(classes: tuple[int, ...], parts: CommandClasses) -> None:
    assert split_marks(classes) == parts
    assert parts.join() == classes


@given(st.lists(st.sampled_from((0x20, 0x5E, CONTROLLED_MARK, SECURITY_0_MARK, 0xF101)), max_size=12))
def test_splitting_loses_nothing(classes: list[int]) -> None:
    assert split_marks(classes).join() == tuple(classes)


def test_what_has_no_place() -> None:
    with pytest.raises(ValueError, match="secure_supported"):
        CommandClasses(secure_controlled=(0x20,)).join()


def test_a_list_from_a_frame() -> None:
    """Network Management keeps the marks in the list."""
    from zwcodec.cc.network_management_proxy import NodeInfoCachedReport

    frame = bytes.fromhex("520432 02d39c 00041001 5e25ef20f10062")
    command = zwcodec.decode(frame, versions={0x52: 1})
    assert isinstance(command, NodeInfoCachedReport)
    parts = split_marks(command.command_classes)
    assert parts == CommandClasses((0x5E, 0x25), (0x20,), (0x62,))
    assert command.replace(command_classes=parts.join()).to_bytes() == frame
