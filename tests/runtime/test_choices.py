"""Choices: answers by keyword, checked, never changed.

The rule: a toy class says everything; which questions there are is the business of the packages.
"""

from __future__ import annotations

import copy
import pickle
from typing import Literal

import pytest

from zwcodec.runtime.choices import Choices


class Answers(Choices):
    """Two questions."""

    order: Literal["up", "down"] = "up"
    most: int | None = None


def test_answers() -> None:
    assert (Answers().order, Answers(order="down").order, Answers(most=3).most) == ("up", "down", 3)
    assert Answers(order="down").as_dict() == {"order": "down", "most": None}
    assert repr(Answers(most=3)) == "Answers(order='up', most=3)"


def test_replace_keeps_the_others() -> None:
    first = Answers(most=3)
    assert first.replace(order="down") == Answers(order="down", most=3)
    assert first.replace() is first
    assert first == Answers(most=3) != Answers()
    assert len({Answers(), Answers(order="up"), Answers(most=3)}) == 2


def test_wrong_answers() -> None:
    with pytest.raises(ValueError, match="order is one of 'up', 'down', not 'left'"):
        Answers(order="left")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="width"):
        Answers(width=3)  # type: ignore[call-arg]
    with pytest.raises(AttributeError):
        Answers().order = "down"  # type: ignore[misc]


def test_copies() -> None:
    answers = Answers(order="down")
    assert copy.deepcopy(answers) == pickle.loads(pickle.dumps(answers)) == answers  # noqa: S301
