# mypy: allow-subclassing-any, disable-error-code="import-untyped"
"""The oracle: an interpreter of the Spec that knows nothing of layouts. Reads and writes frames through construct.

The rule: it says what specs/README.md says, slowly, so that the compiler has someone to disagree with. It imports the
model, expressions and derived lengths only, never the compiler or the packages that it made (a contract test holds
this). Whatever the bytes are, the answer is a `Decoded` or an `OracleError`, and `encode(decode(data)) == data`.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import construct
from construct import Construct

from .derive import scope
from .model import Command, DataType, Record, Spec, SpecFile
from .reference_fields import FieldBuilder
from .reference_state import MAX_COMMANDS, Decoded, Frame, OracleError, Region, Scope, Span
from .reference_types import TypeTable
from .reference_values import Extended

__all__ = ["Decoded", "Oracle", "OracleError", "Span"]

_TWO_BYTE_CLASSES = 0xF1  # the first byte of a class id of two bytes
UNKNOWN = "UnknownCommand"
UNKNOWN_CLUSTER = "UnknownClusterCommand"


@dataclass(frozen=True)
class Way:
    """How a command is to be read, and where it is: of an inner command, what it has from the outer one."""

    strict: bool = False
    versions: Mapping[int, int] = field(default_factory=dict)
    depth: int = 1
    path: str = ""
    origin: int = 0


class Oracle:
    """Decodes and encodes commands of one protocol. `types` is the table of typed values, if it isn't in the spec."""

    def __init__(self, spec: Spec, types: Iterable[DataType] | None = None) -> None:
        self.spec = spec
        rows = [row for file in spec.files for row in file.types] if types is None else types
        # ZCL sends its numbers least significant byte first; the model says so for fields, the type table can't.
        self.types = TypeTable(rows, little=spec.dialect != "zwave")
        self.files = {id(command): file for file, command in spec.commands()}
        self.classes = {file.id: file for file in spec.files if file.kind == "command_class"}
        self.header = next((file for file in spec.files if file.kind == "frame"), None)
        self._constructs: dict[tuple[int, int], Construct] = {}

    # -- Z-Wave ------------------------------------------------------------------------------------------------

    def decode(self, data: bytes, versions: Mapping[int, int] | None = None, strict: bool = False) -> Decoded:
        """A Z-Wave frame: class byte(s), command byte, body. `versions`: the class versions in force, by class id."""
        return self._decode(data, Way(strict, versions or {}))

    def _decode(self, data: bytes, how: Way) -> Decoded:
        frame = self._frame(0, how)
        if how.depth > MAX_COMMANDS:
            raise OracleError(how.path, how.origin, f"more than {MAX_COMMANDS} commands inside one another")
        stream = io.BytesIO(data)
        frame.regions.append(Region(stream))
        head = Scope(frame, {})
        number = None
        with head.located("command_class", stream):
            class_id: int = Extended(_TWO_BYTE_CLASSES)._parsereport(stream, None, "")
        file = self.classes.get(class_id)
        head.note("command_class", 0, None, class_id, file.name if file else "")
        command = next((each for each in file.commands if each.id is None), None) if file else None
        prefix = stream.tell()
        if command is None:
            with head.located("command", stream):
                number = construct.Int8ub._parsereport(stream, None, "")
            command = _find(file.commands, number) if file else None
            head.note("command", prefix, None, number, command.name if command else "")
        start = prefix if command and command.id_bits else stream.tell()
        if file is None or command is None:
            module, version = (file.module, file.high) if file else ("", 0)
            payload, end = stream.read(), prefix + 1
            head.note("payload", end, None, payload, None)
            return Decoded(UNKNOWN, module, version, {"payload": payload}, b"", class_id, number, trace=frame.trace)
        frame.regions.clear()
        frame.version = effective_version(file, command, how.versions.get(class_id))
        return self._run(file, command, data, start, frame)

    # -- ZCL ---------------------------------------------------------------------------------------------------

    def decode_frame(self, data: bytes, cluster: int, strict: bool = False) -> tuple[Decoded, Decoded]:
        """A ZCL frame: its header, and the command that header and cluster name."""
        header, offset = self.decode_header(data, strict)
        payload = data[offset:]
        found = self.find(cluster, header.values)
        if found is None:
            unknown = Decoded(UNKNOWN_CLUSTER, "", 0, {"payload": payload}, command=header.values["command_id"])
            return header, unknown
        file, command = found
        return header, self._run(file, command, data, offset, self._frame(file.high, Way(strict)))

    def decode_header(self, data: bytes, strict: bool = False) -> tuple[Decoded, int]:
        """The header that a frame starts with, and how many bytes it takes."""
        if self.header is None or self.header.frame is None:
            raise OracleError("header", 0, "the spec has no frame header")
        frame = self._frame(self.header.high, Way(strict, path="header"))
        header = self._run(self.header, self.header.frame, data, 0, frame)
        payload, header.trailing = header.trailing, b""
        return header, len(data) - len(payload)

    def find(self, cluster: int, header: Mapping[str, Any]) -> tuple[SpecFile, Command] | None:
        """The command of a frame: a general one, or one of the cluster in that direction.

        With a manufacturer code a cluster command is one of that manufacturer's cluster or extension only.
        """
        kind = ("general", "cluster")[header["frame_type"]] if header["frame_type"] < 2 else ""
        code = header.get("manufacturer_code")
        way = "server_to_client" if header["direction"] else "client_to_server"
        for file, command in self.spec.commands():
            if file.kind != kind or command.id != header["command_id"] or command.direction not in (way, "both"):
                continue
            owner = file.manufacturer if command.manufacturer is None else command.manufacturer
            if kind == "general" or (file.id == cluster and owner == code):
                return file, command
        return None

    def encode_frame(self, header: Decoded, command: Decoded) -> bytes:
        return self.encode(header) + self.encode(command)

    # -- one command -------------------------------------------------------------------------------------------

    def decode_body(
        self, command: Command, data: bytes, version: int | None = None, strict: bool = False, prefix: bytes = b""
    ) -> Decoded:
        """The body of one command. `prefix`: the bytes in front of it, which offsets and checksums count."""
        file = self.files[id(command)]
        frame = self._frame(effective_version(file, command, version), Way(strict))
        return self._run(file, command, prefix + data, len(prefix), frame)

    def encode(self, decoded: Decoded) -> bytes:
        """The bytes of a command: a Z-Wave frame with class and command, a ZCL payload without header."""
        stream = io.BytesIO()
        if decoded.command_class is not None:
            stream.write(_class_bytes(decoded.command_class))
        if decoded.name in (UNKNOWN, UNKNOWN_CLUSTER):
            number = b"" if decoded.command_class is None else bytes((decoded.command or 0,))
            return stream.getvalue() + number + bytes(decoded.values["payload"])
        file, owner = self._owner(decoded.module, decoded.name)
        if file.kind == "command_class" and isinstance(owner, Command) and owner.id is not None and not owner.id_bits:
            stream.write(bytes((owner.id,)))
        frame = self._frame(decoded.version, Way())
        frame.raw, frame.nested = decoded.raw, decoded.nested
        frame.regions.append(Region(stream))
        names = Scope(frame, dict(decoded.values))
        with names.located("", stream):
            self._construct(file, owner, decoded.version)._build(None, stream, names.context(), "")
        return stream.getvalue() + decoded.trailing

    # -- inside ------------------------------------------------------------------------------------------------

    def _frame(self, version: int, how: Way) -> Frame:
        def decode(path: str, data: bytes, offset: int) -> Decoded:
            return self._decode(data, replace(how, depth=how.depth + 1, path=path, origin=offset))

        def encode(value: dict[str, Any], kept: Decoded | None) -> bytes:
            return self.encode(kept or self.from_plain(value))

        return Frame(version, how.strict, how.origin, decode, encode, f"{how.path}." if how.path else "")

    def from_plain(self, value: Mapping[str, Any]) -> Decoded:
        """A command from the dict that stands for it inside another one, in its latest version."""
        file = self.classes.get(value["command_class"])
        known = [command for command in file.commands if command.name == value["name"]] if file else []
        version = effective_version(file, known[0], None) if file and known else 0
        result = Decoded(value["name"], file.module if file else "", version, dict(value["fields"]))
        result.command_class, result.command = value["command_class"], value["command"]
        return result

    def _run(self, file: SpecFile, owner: Command | Record, data: bytes, start: int, frame: Frame) -> Decoded:
        stream = io.BytesIO(data)
        stream.seek(start)
        frame.regions.append(Region(stream))
        names = Scope(frame, {})
        with names.located("", stream):
            self._construct(file, owner, frame.version)._parsereport(stream, names.context(), "")
        end, trailing = stream.tell(), stream.read()
        if trailing and isinstance(owner, Command):
            if frame.strict:
                raise OracleError(f"{frame.path}trailing", frame.origin + end, f"{len(trailing)} bytes left over")
            names.note("trailing", end, None, trailing, None)
        decoded = Decoded(owner.name, file.module, frame.version, names.values, trailing)
        if isinstance(owner, Command):
            decoded.command_class = file.id if file.kind == "command_class" else None
            decoded.command = owner.id
        decoded.raw, decoded.nested, decoded.trace = frame.raw, frame.nested, frame.trace
        return decoded

    def _construct(self, file: SpecFile, owner: Command | Record, version: int) -> Construct:
        key = id(owner), version
        if key not in self._constructs:
            self._constructs[key] = self._make(file, owner, version)
        return self._constructs[key]

    def _make(self, file: SpecFile, owner: Command | Record, version: int) -> Construct:
        if isinstance(owner, Record):
            return FieldBuilder(version, file.low, self.types).scope(owner.fields)
        variant = next((each for each in owner.variants if each.low <= version <= each.high), None)
        if variant is None:
            raise OracleError(owner.name, 0, f"{owner.where}: no variant for version {version}")
        base = max(file.low, owner.since, variant.low)
        group = owner.id_bits
        low_bits = sum(item.width for item in group.items if item.name) if group else 0
        builder = FieldBuilder(version, base, self.types, group, (owner.id or 0) >> low_bits)
        return builder.scope(scope(owner, variant.fields))

    def _owner(self, module: str, name: str) -> tuple[SpecFile, Command | Record]:
        for file in self.spec.files:
            if file.module == module:
                for owner in (*file.commands, *((file.frame,) if file.frame else ())):
                    if owner.name == name:
                        return file, owner
        raise OracleError("", 0, f"{module} has no command {name}")


def effective_version(file: SpecFile, command: Command, asked: int | None) -> int:
    """The class version that reads a command: the one asked for or the latest, as near as the command has it."""
    version = file.high if asked is None else asked
    return min(max(version, file.low, command.since), file.high, command.until)


def _find(commands: Iterable[Command], number: int) -> Command | None:
    fits = [command for command in commands if command.id is not None and number & command.id_mask == command.id]
    return max(fits, key=lambda command: command.id_mask.bit_count(), default=None)


def _class_bytes(class_id: int) -> bytes:
    return class_id.to_bytes(2 if class_id > 0xFF else 1, "big")
