"""Commands that carry commands: how the platform wrapped and unwrapped them.

The rule: `encapsulate` fills the fields of the wrapper and returns it; `encapsulatedCommand(versions)` reads what the
fields say, with the highest versions where the map says nothing. It gives None for a class that the platform lacks and
raises ParseError where the platform threw: unlike `parse`, it caught nothing (zwave-behaviour.md 6).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .command import Command
from .errors import NULL_POINTER, ParseError

CRC_START = 0x1D0F
CRC_POLYNOMIAL = 0x1021


class SecurityEncapsulation(Command):
    """SecurityMessageEncapsulation as a hub shows it, already decrypted: flags, class, command, data."""

    __slots__ = ()
    commandClassIdentifier: int | None
    commandIdentifier: int | None
    commandByte: list[int] | None

    def encapsulate(self, command: Command) -> Any:
        """Put a command in; gives this wrapper."""
        _put(
            self, commandClassIdentifier=command.commandClassId, commandIdentifier=command.commandId,
            commandByte=command.payload,
        )  # fmt: skip
        return self

    def encapsulatedCommand(self, versions: Mapping[int, int] | None = None) -> Any:
        """The command inside; None if the platform has no such class."""
        return unwrapped(self, self.commandClassIdentifier, self.commandIdentifier, self.commandByte, versions)


class SupervisionEncapsulation(SecurityEncapsulation):
    """SupervisionGet, on Hubitat only."""

    __slots__ = ()
    commandLength: int | None

    def encapsulate(self, command: Command) -> Any:
        """Put a command in; gives this wrapper."""
        super().encapsulate(command)
        _put(self, commandLength=2 + len(self.commandByte or ()))
        return self


class ChannelEncapsulation(Command):
    """MultiChannelCmdEncap and MultiInstanceCmdEncap: the end point or instance is the caller's."""

    __slots__ = ()
    commandClass: int | None
    command: int | None
    parameter: list[int] | None

    def encapsulate(self, command: Command) -> Any:
        """Put a command in; gives this wrapper."""
        _put(self, commandClass=command.commandClassId, command=command.commandId, parameter=command.payload)
        return self

    def encapsulatedCommand(self, versions: Mapping[int, int] | None = None) -> Any:
        """The command inside; None if the platform has no such class."""
        return unwrapped(self, self.commandClass, self.command, self.parameter, versions)


class InstanceEncapsulation(ChannelEncapsulation):
    """MultiInstanceCmdEncap; Hubitat once formatted it in another order than it parsed it."""

    __slots__ = ()
    instance: int | None

    def format(self) -> str:
        """Class, command and payload as upper-case hex."""
        text = super().format()
        if self._zwave.platform == "hubitat" and self._zwave.decisions.multi_instance_format == "recorded":
            return text[:4] + text[6:10] + text[4:6] + text[10:]
        return text


class Crc16Encapsulation(Command):
    """Crc16Encap. SmartThings' class had no `encapsulatedCommand`; handlers went through zwave.commandClass()."""

    __slots__ = ()
    commandClass: int | None
    command: int | None
    data: list[int] | None
    checksum: int | None

    def encapsulate(self, command: Command) -> Any:
        """Put a command in and compute the checksum; gives this wrapper."""
        data = command.payload
        checksum = crc16(bytes((self.commandClassId, self.commandId, command.commandClassId, command.commandId, *data)))
        _put(self, commandClass=command.commandClassId, command=command.commandId, data=data, checksum=checksum)
        return self


class MultiEncapsulation(Command):
    """MultiCmdEncap: one length byte in front of every command."""

    __slots__ = ()
    numberOfCommands: int | None
    _rest: bytes

    def encapsulate(self, commands: Iterable[Command | str]) -> Any:
        """Put formatted commands in; gives this wrapper."""
        frames = [bytes.fromhex(item if isinstance(item, str) else item.format()) for item in commands]
        wrapped = b"".join(len(frame).to_bytes(1, "big") + frame for frame in frames)
        _put(self, numberOfCommands=len(frames), _rest=wrapped)
        return self

    def encapsulatedCommands(self, versions: Mapping[int, int] | None = None) -> list[Any]:
        """The commands inside, in order; None for those of a class that the platform lacks."""
        found: list[Any] = []
        data, at = self._rest, 0
        for _ in range(self.numberOfCommands or 0):
            length = data[at] if at < len(data) else 0
            frame = data[at + 1 : at + 1 + length]
            if length < 2 or len(frame) < length:
                raise ParseError.of(
                    NULL_POINTER, "the list of commands is cut short", message=type(self).__name__, offset=at + 3,
                    needed=length + 1, available=len(data) - at, data=bytes.fromhex(self.CMD) + bytes(self.payload),
                )  # fmt: skip
            found.append(unwrapped(self, frame[0], frame[1], frame[2:], versions))
            at += 1 + length
        return found


def _put(wrapper: Command, /, **fields: Any) -> None:
    """Fill fields; the slots are those of the generated class."""
    for name, value in fields.items():
        setattr(wrapper, name, value)


def unwrapped(
    wrapper: Command, code: int | None, number: int | None, data: Iterable[int] | None,
    versions: Mapping[int, int] | None,
) -> Any:  # fmt: skip
    """The command with these ids and this payload, in the wrapper's dialect."""
    if code is None or number is None:
        return None
    return wrapper._zwave.command(code, number, bytes(data or ()), versions)


def crc16(data: bytes) -> int:
    """CRC-16/AUG-CCITT, the checksum of Z-Wave's CRC-16 encapsulation."""
    register = CRC_START
    for byte in data:
        register ^= byte << 8
        for _ in range(8):
            register = (register << 1 ^ (CRC_POLYNOMIAL if register & 0x8000 else 0)) & 0xFFFF
    return register
