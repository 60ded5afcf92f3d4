"""Round trips of legal frames: every command in every version of every protocol, drawn from the specs (strategies.py).

The rule: what the specs call legal is read, alike by all readers, and comes back: bytes through the object, the object
through its bytes, its constructor and pickle. Nothing here knows a command.
"""

from __future__ import annotations

import os
import pickle
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.strategies import Case, cases, forms, frames
from tests.engine.trials import Trial, agree, command_of, engine, same
from zwcodec.runtime.errors import DecodeError

PER_VERSION = {"dev": 4, "ci": 30, "long": 2_000}
PROFILE = os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "dev")
every_command = pytest.mark.parametrize("case", list(cases()), ids=str)


def public(command: Any) -> dict[str, Any]:
    """What the constructor takes. Of a bit set it is the bytes: they hold more than the values."""
    given = {}
    for field in command.__codec__.stored:
        name = field.slot if field.kind == "bitset" else field.name
        given[name] = getattr(command, name)
    return given


def comes_back(case: Case, trial: Trial) -> None:
    machine = engine(case.protocol)
    message = agree(machine, trial)
    assert not isinstance(message, DecodeError), (trial.data.hex(" "), message)
    command = command_of(message)
    assert command.name == case.command.name, trial.data.hex(" ")
    assert command.version == case.version
    data = command.to_bytes()
    again = built(command, public(command))
    assert same(again, command), trial.data.hex(" ")
    assert again.to_bytes() == data
    assert same(command.replace(), command)
    thawed = pickle.loads(pickle.dumps(command))  # noqa: S301  (what was just pickled)
    assert same(thawed, command)
    assert (thawed.version, thawed.to_bytes()) == (command.version, data)
    if again == command:
        assert hash(again) == hash(command)
    assert repr(again) == repr(command) == str(command)
    filled_in(case, trial, message)


def built(command: Any, given: dict[str, Any]) -> Any:
    return type(command)(**given, version=command.version, trailing=command.trailing)


def filled_in(case: Case, trial: Trial, message: Any) -> None:
    """What the constructor fills in where it is not given: the object reads back as it was built."""
    machine = engine(case.protocol)
    command = command_of(message)
    codec = command.__codec__
    several = len(codec.wire.layouts) > 1

    def follows(field: Any) -> bool:
        """Whether the field follows from others. A flag that may be missing itself does not: it decides what may
        follow it; one of a reshaped command may decide about something else in another shape."""
        if field.fill is not None and field.fill[0] == "presence":
            return not (several or field.optional or field.since > codec.wire.low)
        return field.fill is not None or field.kind == "checksum" or field.reserved

    left_out = {field.name for field in codec.stored if follows(field)}
    given = {name: value for name, value in public(command).items() if name not in left_out}
    short = built(command, given)
    if machine.name == "zwave":
        frame = short.to_bytes()
    else:
        frame = trial.data[: len(trial.data) - len(command.to_bytes())] + short.to_bytes()
    assert same(command_of(machine.decode(trial.with_data(frame))), short), trial.data.hex(" ")


@every_command
def test_shortest_and_longest_form(case: Case) -> None:
    for trial in forms(case):
        comes_back(case, trial)


@every_command
@settings(max_examples=PER_VERSION[PROFILE])
@given(data=st.data())
def test_any_legal_frame(case: Case, data: st.DataObject) -> None:
    comes_back(case, data.draw(frames(case)))
