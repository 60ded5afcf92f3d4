"""All protocols behind one face, for tests that hold for every command of any.

The rule: a Trial is a whole frame with what is needed to read it; an Engine reads and writes it three ways: with the
back end of this run, with the interpreter, and with the oracle. Tests ask the three and compare.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import zclcodec
import zwcodec
from codegen.load import load
from codegen.model import Command, Spec, SpecFile
from codegen.reference import Oracle, OracleError
from tests.engine.layers import ApsEngine, GreenPowerEngine, ZdoEngine
from tests.engine.trial import SPECS, Result, Trial, identity
from zclcodec import frame as zcl_frame
from zclcodec.value_types import Frozen
from zwcodec import frame as zwave_frame
from zwcodec.protocol import PROTOCOL as ZWAVE_PROTOCOL
from zwcodec.runtime.context import Context
from zwcodec.runtime.errors import DecodeError
from zwcodec.runtime.interpret_encode import write
from zwcodec.runtime.message import Message, Record

__all__ = [
    "ENGINES",
    "SPECS",
    "Engine",
    "Result",
    "Trial",
    "agree",
    "answer",
    "command_of",
    "engine",
    "header_of",
    "trials",
]


class ZwaveEngine:
    """Z-Wave frames."""

    name = "zwave"

    def __init__(self) -> None:
        self.spec: Spec = load(SPECS / "zwave", "zwave")
        self.oracle_machine = Oracle(self.spec)

    def trials(self) -> list[Trial]:
        found = []
        for file, command in self.spec.commands():
            for example in command.examples:
                head = (2 if (file.id or 0) > 0xFF else 1) + (command.id is not None)
                found.append(
                    Trial(
                        example.data,
                        identity(file, command, example.version),
                        file.id or 0,
                        example.version,
                        head,
                        example.values,
                    )
                )
        return found

    def versions(self, trial: Trial) -> dict[int, int] | None:
        return None if trial.version is None else {trial.number: trial.version}

    def decode(self, trial: Trial, strict: bool = False) -> Any:
        return zwcodec.decode(trial.data, versions=self.versions(trial), strict=strict)

    def interpret(self, trial: Trial) -> Any:
        return zwave_frame.interpreted(trial.data, self.versions(trial), False)

    def encode(self, message: Any) -> bytes:
        return zwcodec.encode(message)

    def interpret_encode(self, message: Any) -> bytes:
        if isinstance(message, zwcodec.UnknownCommand):
            return message.to_bytes()
        out = bytearray()
        write(message, Context(ZWAVE_PROTOCOL), out)
        return bytes(out)

    def plain(self, message: Any) -> Result:
        if isinstance(message, zwcodec.UnknownCommand):
            return Result({"payload": message.payload})
        return Result(message.as_dict(), message.trailing)

    def oracle(self, trial: Trial, strict: bool = False) -> tuple[Result, bytes]:
        decoded = self.oracle_machine.decode(trial.data, self.versions(trial), strict)
        return Result(decoded.values, decoded.trailing), self.oracle_machine.encode(decoded)

    def name_of(self, message: Any) -> str:
        return str(message.name)


class ZclEngine:
    """ZCL frames; a trial's header is made for it."""

    name = "zcl"

    def __init__(self) -> None:
        self.spec: Spec = load(SPECS / "zcl", "zcl")
        self.oracle_machine = Oracle(self.spec)

    def trials(self) -> list[Trial]:
        found = []
        for file, command in self.spec.commands():
            for example in command.examples:
                head = header_of(file, command)
                number = 0x0000 if file.id is None else file.id
                found.append(
                    Trial(
                        head + example.data,
                        identity(file, command, example.version),
                        number,
                        None,
                        len(head),
                        example.values,
                    )
                )
        return found

    def decode(self, trial: Trial, strict: bool = False) -> Any:
        return zclcodec.decode(trial.data, cluster=trial.number, strict=strict)

    def interpret(self, trial: Trial) -> Any:
        return zcl_frame.interpreted(trial.data, trial.number, False)

    def encode(self, message: Any) -> bytes:
        return zclcodec.encode(message)

    def interpret_encode(self, message: Any) -> bytes:
        return zcl_frame.written(message)

    def plain(self, message: Any) -> Result:
        command = message.command
        if isinstance(command, zclcodec.UnknownClusterCommand):
            body: Any = {"payload": command.payload}
        else:
            body = command.as_dict()
        return Result({"header": message.header.as_dict(), "command": body}, command.trailing)

    def oracle(self, trial: Trial, strict: bool = False) -> tuple[Result, bytes]:
        header, command = self.oracle_machine.decode_frame(trial.data, trial.number, strict)
        result = Result({"header": header.values, "command": command.values}, command.trailing)
        if command.name == "UnknownClusterCommand":
            return result, trial.data
        return result, self.oracle_machine.encode_frame(header, command)

    def name_of(self, message: Any) -> str:
        return str(message.command.name)


Engine = ZwaveEngine | ZclEngine | ZdoEngine | ApsEngine | GreenPowerEngine
ENGINES: dict[str, type[Engine]] = {
    kind.name: kind for kind in (ZwaveEngine, ZclEngine, ZdoEngine, ApsEngine, GreenPowerEngine)
}


def header_of(file: SpecFile, command: Command) -> bytes:
    """A ZCL header that leads to the command."""
    manufacturer = command.manufacturer or file.manufacturer
    control = (0 if file.id is None else 1) | (4 if manufacturer else 0)
    control |= 8 if command.direction == "server_to_client" else 0
    code = manufacturer.to_bytes(2, "little") if manufacturer else b""
    return bytes((control, *code, 0x12, command.id or 0))


def command_of(message: Any) -> Any:
    """The command itself, which most protocols put into a frame."""
    return message if isinstance(message, Message) else message.command


@cache
def engine(name: str) -> Engine:
    return ENGINES[name]()


@cache
def trials(name: str) -> tuple[Trial, ...]:
    return tuple(engine(name).trials())


def answer(engine: Engine, how: str, trial: Trial) -> tuple[Result, Any]:
    """What one reader makes of a trial, and the message (or the oracle's bytes). Nothing but the documented error may
    come out of a reader: everything else fails the test by itself."""
    if how == "oracle":
        try:
            return engine.oracle(trial)
        except OracleError as error:
            return Result(error=str(error)), None
    try:
        message = engine.decode(trial) if how == "back end" else engine.interpret(trial)
    except DecodeError as error:
        return Result(error=str(error)), error
    return engine.plain(message), message


def same(one: Any, other: Any) -> bool:
    """Equal; a NaN, which is not equal to itself, is the same as another one."""
    return bool(one == other) or bool(_settled(one) == _settled(other))


def _settled(value: Any) -> Any:
    """The value with something equal to itself in the place of every NaN."""
    if isinstance(value, float):
        return "nan" if value != value else value
    if isinstance(value, dict):
        return {key: _settled(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_settled(item) for item in value]
    if isinstance(value, Result):
        return _settled((value.values, value.trailing, value.error))
    if isinstance(value, Record):
        return _settled((type(value).__name__, value.__codec__.values(value), getattr(value, "trailing", b"")))
    if isinstance(value, Frozen):
        return _settled((type(value).__name__, [getattr(value, name) for name in value.__match_args__]))
    return value


def agree(engine: Engine, trial: Trial) -> Any:
    """All three read the trial alike and write it back unchanged. The message, or the DecodeError."""
    fast, message = answer(engine, "back end", trial)
    slow, twin = answer(engine, "interpreter", trial)
    wise, data = answer(engine, "oracle", trial)
    assert bool(fast.error) == bool(slow.error) == bool(wise.error), (trial, fast, slow, wise)
    if fast.error:
        assert fast.error == slow.error
        return message
    assert same(fast, slow), trial
    assert same(fast, wise), trial
    assert same(message, twin), trial
    assert engine.encode(message) == trial.data
    assert engine.interpret_encode(message) == trial.data
    assert data == trial.data
    return message


__all__ = ["Engine", "Result", "Trial", "agree", "answer", "engine", "trials"]
