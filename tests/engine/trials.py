"""All protocols behind one face, for tests that hold for every command of any.

The rule: a Trial is a whole frame with what is needed to read it; an Engine reads and writes it three ways: with the
back end of this run, with the interpreter, and with the oracle. Tests ask the three and compare.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import zclcodec
import zwcodec
from codegen.load import load
from codegen.model import Command, DataType, Spec, SpecFile
from codegen.reference import Oracle, OracleError
from zclcodec import frame as zcl_frame
from zclcodec.greenpower import frame as green_power_frame
from zclcodec.value_types import Frozen
from zclcodec.zdo import frame as zdo_frame
from zwcodec import frame as zwave_frame
from zwcodec.protocol import PROTOCOL as ZWAVE_PROTOCOL
from zwcodec.runtime.context import Context
from zwcodec.runtime.errors import DecodeError
from zwcodec.runtime.interpret_encode import write
from zwcodec.runtime.message import Record

SPECS = Path(__file__).resolve().parents[2] / "specs"


@dataclass(frozen=True)
class Trial:
    """A frame and how to read it. `head` bytes of it stand in front of the command's body."""

    data: bytes
    identity: str
    number: int  # command class or cluster
    version: int | None = None
    head: int = 2
    values: dict[str, object] = field(default_factory=dict, hash=False, compare=False)  # what an example lists

    def with_data(self, data: bytes) -> Trial:
        return Trial(data, self.identity, self.number, self.version, self.head)


@dataclass(frozen=True)
class Result:
    """What a reader said: plain values and what was left over, or the place of its objection."""

    values: Any = None
    trailing: bytes = b""
    error: str = ""


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
                        _identity(file, command, example.version),
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
                        _identity(file, command, example.version),
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


class _LayerEngine:
    """Frames of the layers beside ZCL: an id says which command it is."""

    name = ""
    types: tuple[DataType, ...] | None = None

    def __init__(self) -> None:
        self.spec: Spec = load(SPECS / self.name, self.name)
        self.oracle_machine = Oracle(self.spec, self.types)
        self.commands = {command.id or 0: command for _, command in self.spec.commands()}

    def trials(self) -> list[Trial]:
        found = []
        for file, command in self.spec.commands():
            head = self.head(command.id or 0)
            for example in command.examples:
                identity = _identity(file, command, example.version)
                data = head + example.data
                found.append(Trial(data, identity, command.id or 0, None, len(head), example.values))
        return found

    def head(self, number: int) -> bytes:
        """What stands in front of the command."""
        raise NotImplementedError

    def body(self, number: int, data: bytes, at: int, strict: bool) -> tuple[Any, bytes, bytes]:
        """The oracle's values, trailing bytes and encoding of the command at `at`."""
        command = self.commands.get(number)
        if command is None:
            return {"payload": data[at:]}, b"", data[at:]
        decoded = self.oracle_machine.decode_body(command, data[at:], None, strict, data[:at])
        return decoded.values, decoded.trailing, self.oracle_machine.encode(decoded)

    def name_of(self, message: Any) -> str:
        return str(message.command.name)

    def plain_command(self, command: Any) -> Any:
        return {"payload": command.payload} if command.name.startswith("Unknown") else command.as_dict()


class ZdoEngine(_LayerEngine):
    """ZDO frames; the number of a trial is the cluster."""

    name = "zdo"

    def head(self, number: int) -> bytes:
        return b"\x12"

    def decode(self, trial: Trial, strict: bool = False) -> Any:
        return zdo_frame.decode(trial.data, cluster=trial.number, strict=strict)

    def interpret(self, trial: Trial) -> Any:
        return zdo_frame.interpreted(trial.data, trial.number, False)

    def encode(self, message: Any) -> bytes:
        return zdo_frame.encode(message)

    interpret_encode = encode

    def plain(self, message: Any) -> Result:
        command = message.command
        return Result({"tsn": message.tsn, "command": self.plain_command(command)}, command.trailing)

    def oracle(self, trial: Trial, strict: bool = False) -> tuple[Result, bytes]:
        header, at = self.oracle_machine.decode_header(trial.data, strict)
        values, trailing, data = self.body(trial.number, trial.data, at, strict)
        result = Result({"tsn": header.values["tsn"], "command": values}, trailing)
        return result, self.oracle_machine.encode(header) + data


class GreenPowerEngine(_LayerEngine):
    """Green Power Device Frames; all that there is to know stands in the frame."""

    name = "greenpower"

    def __init__(self) -> None:
        self.types = tuple(row for file in engine("zcl").spec.files for row in file.types)
        super().__init__()

    def head(self, number: int) -> bytes:
        return bytes((0x0C, 0x44, 0x33, 0x22, 0x11, number))

    def decode(self, trial: Trial, strict: bool = False) -> Any:
        return green_power_frame.decode(trial.data, strict=strict)

    def interpret(self, trial: Trial) -> Any:
        return green_power_frame.interpreted(trial.data, False)

    def encode(self, message: Any) -> bytes:
        return green_power_frame.encode(message)

    interpret_encode = encode

    def plain(self, message: Any) -> Result:
        command = message.command
        values = {"header": message.header.as_dict(), "command": self.plain_command(command), "mic": message.mic}
        return Result({**values, "command_id": command.command_id}, command.trailing)

    def oracle(self, trial: Trial, strict: bool = False) -> tuple[Result, bytes]:
        header, at = self.oracle_machine.decode_header(trial.data, strict)
        level, lped = header.values.get("security_level", 0), header.values.get("application_id") == 1
        size = 4 if level >= 2 else 2 if level == 1 and not lped else 0
        end = len(trial.data) - size
        if end < at:
            raise OracleError("mic", at, "too short")
        number, values, trailing, data = None, {"payload": trial.data[at:end]}, b"", trial.data[at:end]
        if level != 3 and at < end:
            number = trial.data[at]
            values, trailing, data = self.body(number, trial.data[:end], at + 1, strict)
            data = bytes((number,)) + data
        mic = trial.data[end:]
        result = Result({"header": header.values, "command": values, "mic": mic, "command_id": number}, trailing)
        return result, self.oracle_machine.encode(header) + data + mic


Engine = ZwaveEngine | ZclEngine | ZdoEngine | GreenPowerEngine
ENGINES: dict[str, type[Engine]] = {
    kind.name: kind for kind in (ZwaveEngine, ZclEngine, ZdoEngine, GreenPowerEngine)
}


def header_of(file: SpecFile, command: Command) -> bytes:
    """A ZCL header that leads to the command."""
    manufacturer = command.manufacturer or file.manufacturer
    control = (0 if file.id is None else 1) | (4 if manufacturer else 0)
    control |= 8 if command.direction == "server_to_client" else 0
    code = manufacturer.to_bytes(2, "little") if manufacturer else b""
    return bytes((control, *code, 0x12, command.id or 0))


def _identity(file: SpecFile, command: Command, version: int | None) -> str:
    return f"{file.module}.{command.name}" + (f"-v{version}" if version else "")


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
