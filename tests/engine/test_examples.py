"""Every example of every spec: decodes to the values it lists, comes back byte for byte, and says the same everywhere.

The rule: examples live in specs/; here is only the engine that runs them. What an example doesn't list is not compared.
"""

from __future__ import annotations

from typing import Any

import pytest

from codegen.names import constant, strop
from tests.engine.trials import ENGINES, Trial, agree, command_of, engine, trials
from zwcodec.runtime.errors import DecodeError
from zwcodec.runtime.message import Message
from zwcodec.runtime.values import Duration, LabelledEnum, Special

CASES = [(name, trial) for name in ENGINES for trial in trials(name)]
IDS = [f"{trial.identity}-{trial.data.hex()}" for _, trial in CASES]
every_example = pytest.mark.parametrize(("protocol", "trial"), CASES, ids=IDS)


def compare(expected: Any, found: Any, path: str) -> None:
    """Whether `found` says at least what `expected` says. Members go by name, nested commands by their bytes."""
    if isinstance(expected, dict):
        for name, value in expected.items():
            compare(value, found[name] if isinstance(found, dict) else getattr(found, strop(name)), f"{path}.{name}")
    elif isinstance(expected, (list, tuple)):
        assert len(expected) == len(found), path
        for index, value in enumerate(expected):
            compare(value, found[index], f"{path}[{index}]")
    elif isinstance(expected, str) and isinstance(found, LabelledEnum):
        assert type(found)[constant(expected)] is found, path
    elif isinstance(expected, str) and isinstance(found, int):
        assert isinstance(found, (Special, Duration)), f"{path}: {expected} expected, {found!r} found"
    elif isinstance(found, Message):
        assert expected == found.to_bytes(), path
    elif hasattr(found, "as_dict"):
        compare(expected, found.as_dict(), path)
    else:
        assert expected == found, path


@every_example
def test_example_reads_alike_and_comes_back(protocol: str, trial: Trial) -> None:
    machine = engine(protocol)
    message = agree(machine, trial)
    assert not isinstance(message, DecodeError), message
    assert trial.identity.endswith(machine.name_of(message)) or f".{machine.name_of(message)}-v" in trial.identity
    compare(trial.values, command_of(message), trial.identity)


@every_example
def test_truncated_anywhere_it_is_an_object_or_an_error_with_its_place(protocol: str, trial: Trial) -> None:
    machine = engine(protocol)
    for size in range(len(trial.data)):
        message = agree(machine, trial.with_data(trial.data[:size]))
        if isinstance(message, DecodeError):
            assert message.path, message
            assert 0 <= message.offset <= size
            assert message.data == trial.data[:size]


@every_example
def test_trailing_bytes_survive(protocol: str, trial: Trial) -> None:
    machine = engine(protocol)
    agree(machine, trial.with_data(trial.data + b"\x00"))
    agree(machine, trial.with_data(trial.data + b"\xff\x01\x02"))


@every_example
def test_built_again_from_its_values_it_is_equal(protocol: str, trial: Trial) -> None:
    """The constructor takes what the decoder gives."""
    message = engine(protocol).decode(trial)
    command = command_of(message)
    codec = command.__codec__
    derived = {field.name for field in codec.fields if field.kind in ("derived", "computed")}
    given = {
        field.slot if field.kind == "bitset" else field.name: getattr(
            command, field.slot if field.kind == "bitset" else field.name
        )
        for field in codec.stored
        if field.name not in derived
    }
    if command.name.startswith("Unknown"):
        return
    again = type(command)(**given, version=command.version, trailing=command.trailing)
    assert again == command
    assert again.to_bytes() == command.to_bytes()
    assert command.replace() == command
