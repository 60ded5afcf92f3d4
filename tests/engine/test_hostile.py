"""Bytes that nobody sends on purpose: an object or a DecodeError, alike on every back end, and never anything else.

The rule: what decodes encodes back unchanged. Nothing here knows what a frame means; hypothesis looks for frames that
the three readers see differently.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.trials import ENGINES, Trial, agree, engine, trials

protocols = pytest.mark.parametrize("protocol", list(ENGINES))


def mutated(protocol: str) -> st.SearchStrategy[Trial]:
    """An example with a few bytes changed, cut, repeated or added behind its head."""

    @st.composite
    def build(draw: st.DrawFn) -> Trial:
        trial = draw(st.sampled_from(trials(protocol)))
        data = bytearray(trial.data)
        for _ in range(draw(st.integers(0, 4))):
            kind = draw(st.sampled_from(("set", "cut", "insert", "append")))
            if kind == "append":
                data += draw(st.binary(max_size=6))
            elif kind == "insert":
                at = draw(st.integers(min(trial.head, len(data)), len(data)))
                data[at:at] = draw(st.binary(min_size=1, max_size=4))
            elif len(data) > trial.head:
                at = draw(st.integers(trial.head, len(data) - 1))
                if kind == "set":
                    data[at] = draw(st.sampled_from((0, 1, 2, 0x7F, 0x80, 0xFE, 0xFF)) | st.integers(0, 255))
                else:
                    del data[at:]
        return trial.with_data(bytes(data))

    return build()


@protocols
@given(data=st.data())
def test_mutated_examples(protocol: str, data: st.DataObject) -> None:
    agree(engine(protocol), data.draw(mutated(protocol)))


@protocols
@given(data=st.data())
def test_arbitrary_bodies(protocol: str, data: st.DataObject) -> None:
    trial = data.draw(st.sampled_from(trials(protocol)))
    body = data.draw(st.binary(max_size=80))
    agree(engine(protocol), trial.with_data(trial.data[: trial.head] + body))


@protocols
@given(body=st.binary(max_size=60), number=st.sampled_from((0x0000, 0x0006, 0x0500, 0x0702, 0xFFFF)))
def test_arbitrary_bytes(protocol: str, body: bytes, number: int) -> None:
    agree(engine(protocol), Trial(body, "any", number))


@given(versions=st.dictionaries(st.integers(0, 255), st.integers(0, 300), max_size=5), data=st.data())
def test_any_version_map(versions: dict[int, int], data: st.DataObject) -> None:
    """A version that no class has is read as the nearest that it has."""
    import zwcodec
    from zwcodec.frame import interpreted

    trial = data.draw(mutated("zwave"))

    def read(how: Any) -> Any:
        try:
            return how()
        except zwcodec.DecodeError as error:
            return str(error)

    fast = read(lambda: zwcodec.decode(trial.data, versions=versions))
    assert fast == read(lambda: interpreted(trial.data, versions, False))
    if not isinstance(fast, str):
        assert zwcodec.encode(fast) == trial.data
