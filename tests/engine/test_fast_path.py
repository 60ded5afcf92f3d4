"""The compiled road is the one that is taken: good frames are read and written without the interpreter.

The rule: speed is not timed here. The interpreter is made to fail, and what must not need it still works: every
example of the specs, `to_bytes()` and `bytes()` as well as `encode`.
"""

from __future__ import annotations

import pytest

import zclcodec.frame
import zwcodec.frame
import zwcodec.runtime.interpret
import zwcodec.runtime.interpret_encode
from tests.engine.trials import engine


class Asked(AssertionError):
    """Somebody asked the interpreter."""


def _refuse(*_: object, **__: object) -> None:
    raise Asked


@pytest.fixture
def compiled_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zwcodec.frame, "interpreted", _refuse)
    monkeypatch.setattr(zclcodec.frame, "interpreted", _refuse)
    monkeypatch.setattr(zclcodec.frame, "written", _refuse)
    monkeypatch.setattr(zwcodec.runtime.interpret, "read", _refuse)
    monkeypatch.setattr(zwcodec.runtime.interpret_encode, "write", _refuse)


# What is there depends on how many bytes remain, which only a reader knows: the interpreter writes what is filled.
WRITTEN_SLOWLY = {
    "rate_tbl_config.RateTblSet",
    "rate_tbl_monitor.RateTblReport",
    "screen_md.ScreenMdReport",
    "screen_md.ScreenMdReportLegacy",
}


@pytest.mark.usefixtures("compiled_only")
@pytest.mark.parametrize("protocol", ["zwave", "zcl"])
def test_examples_need_no_interpreter(protocol: str) -> None:
    machine = engine(protocol)
    slowly = set()
    for trial in machine.trials():
        message = machine.decode(trial)
        try:
            assert message.to_bytes() == bytes(message) == machine.encode(message) == trial.data
        except Asked:
            slowly.add(trial.identity.partition("-")[0])
    assert slowly == (WRITTEN_SLOWLY if protocol == "zwave" else set())
