"""The layers beside ZCL behind the face of trials.py: ZDO frames, APS commands, Green Power Device Frames.

The rule: an id says which command it is, and the interpreter is the only reader on every back end.
"""

from __future__ import annotations

from typing import Any

from codegen.load import load
from codegen.model import DataType, Spec
from codegen.reference import Oracle, OracleError
from tests.engine.trial import SPECS, Result, Trial, identity
from zclcodec.aps import frame as aps_frame
from zclcodec.greenpower import frame as green_power_frame
from zclcodec.zdo import frame as zdo_frame


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
                name = identity(file, command, example.version)
                data = head + example.data
                found.append(Trial(data, name, command.id or 0, None, len(head), example.values))
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


class ApsEngine(_LayerEngine):
    """APS commands, their id first; the header in front of them is tests/aps's."""

    name = "aps"

    def head(self, number: int) -> bytes:
        return bytes((number,))

    def decode(self, trial: Trial, strict: bool = False) -> Any:
        return aps_frame.decode_command(trial.data, strict=strict)

    def interpret(self, trial: Trial) -> Any:
        return aps_frame.interpreted_command(trial.data, False)

    def encode(self, message: Any) -> bytes:
        return aps_frame.encode_command(message)

    interpret_encode = encode

    def plain(self, message: Any) -> Result:
        values = {"command_id": message.command_id, "command": self.plain_command(message)}
        return Result(values, message.trailing)

    def oracle(self, trial: Trial, strict: bool = False) -> tuple[Result, bytes]:
        if not trial.data:
            raise OracleError("command_id", 0, "too short")
        number = trial.data[0]
        values, trailing, data = self.body(number, trial.data, 1, strict)
        return Result({"command_id": number, "command": values}, trailing), bytes((number,)) + data

    def name_of(self, message: Any) -> str:
        return str(message.name)


class GreenPowerEngine(_LayerEngine):
    """Green Power Device Frames; all that there is to know stands in the frame."""

    name = "greenpower"

    def __init__(self) -> None:
        self.types = tuple(row for file in load(SPECS / "zcl", "zcl").files for row in file.types)
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
