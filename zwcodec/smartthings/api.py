"""The `zwave` object of a device handler: parse, build, look up.

The rule: `parse` gives None wherever the platform gave null, logs why at debug level, and never raises; `explain` says
why as an error object. A live description takes one dictionary look-up and one generated reader; every other text, and
everything that goes wrong, takes the slow road.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal

from .classes import CLASSES
from .command import Command
from .decisions import Decisions
from .errors import NULL_POINTER, NUMBER_FORMAT, ParseError, log_debug
from .versions import HEAD, Entries, Registry, Version

Platform = Literal["smartthings", "hubitat"]
Versions = Mapping[int, int]
_DESCRIPTION = re.compile(HEAD.pattern + r"(?:, *payload:([0-9A-Fa-f\s]*))?(?:,(?! *payload:).*)?\s*\Z", re.DOTALL)
_BARE = re.compile(r"\s*((?:[0-9A-Fa-f]{2}){2,})\s*\Z")
_from_hex = bytes.fromhex


class ZWave:
    """`ZWave()` is SmartThings Classic, `ZWave(platform="hubitat")` its younger relative; keywords change decisions."""

    def __init__(
        self, platform: Platform = "smartthings", *, decisions: Decisions | None = None, **changes: Any
    ) -> None:
        if platform not in ("smartthings", "hubitat"):
            raise ValueError(f"platform is 'smartthings' or 'hubitat', not {platform!r}")
        self.platform: Platform = platform
        self.decisions = (decisions or Decisions()).replace(**changes)
        self.separator = ": " if platform == "smartthings" else ":"
        self._more_keys = platform == "hubitat"  # `, isMulticast: false` behind the payload
        self._dialects: dict[type[Command], type[Command]] = {}
        self._registry = Registry(self)
        self._entries = Entries(self._registry)
        self._classes: dict[str, CommandClass] = {}

    # -- parse -----------------------------------------------------------------------------------------------------

    def parse(self, description: str, versions: Versions | None = None) -> Any:
        """The command that a description string shows, None where the platform gave null.

        versions: command class id -> version to read it with; the highest the platform has where it says nothing.
        """
        try:
            head, _, tail = description.partition(", payload: ")
            entry = self._entries[head]
            read = entry.readers[versions.get(entry.code) if versions else None]
            if self._more_keys:
                tail, _, more = tail.partition(",")
                if more.lstrip(" ").startswith("payload:"):
                    raise ValueError(more)  # two payloads are none
            return read(_from_hex(tail))
        except (ParseError, LookupError, ValueError, AttributeError, TypeError):
            pass  # whatever it was, the slow road finds it out, and logs it
        try:
            return self._parse(description if isinstance(description, str) else "", versions)  # type: ignore[redundant-expr]
        except ParseError as error:
            log_debug("Exception '%s: %s' encountered parsing '%s'", error.thrown or "null", error, description)
            return None

    def explain(self, description: str, versions: Versions | None = None) -> ParseError | None:
        """Why `parse` gives None for this; None if it gives a command."""
        try:
            self._parse(description if isinstance(description, str) else "", versions)  # type: ignore[redundant-expr]
        except ParseError as error:
            return error
        return None

    def _parse(self, description: str, versions: Versions | None) -> Any:
        bare = _BARE.match(description)
        match = bare or _DESCRIPTION.match(description)
        if match is None:
            raise ParseError("is no description of a command: neither `command: CCcc, payload: ..` nor hex")
        number = _from_hex(match[1][:4])
        try:
            data = _from_hex(match[1][4:] if bare else match[2] or "")
        except ValueError:
            raise ParseError.of(NUMBER_FORMAT, "the payload has half a byte", data=number) from None
        made = self.command(number[0], number[1], data, versions)
        if made is None:
            raise ParseError(
                f"the platform has no command class 0x{number[0]:02X}", message="Command", data=number + data
            )  # fmt: skip
        return made

    def command(self, code: int, number: int, data: bytes, versions: Versions | None = None) -> Any:
        """The command with these ids and payload; None for an unknown class, ParseError where the platform threw."""
        wanted = versions.get(code) if versions else None
        try:
            read = self._entries.of(code, number).readers[wanted]
        except KeyError:
            version = self._registry.version(code, wanted)
            if version is None:
                return None
            raise ParseError.of(
                NULL_POINTER, "Cannot invoke method parse() on null object", message=version.short, path="command",
                offset=1, data=bytes((code, number)) + data, hint=f"{version.short} has no command 0x{number:02X}",
            ) from None  # fmt: skip
        return read(data)

    # -- look up ---------------------------------------------------------------------------------------------------

    def commandClass(self, code: int | None, version: int | None = None) -> CommandClass | None:
        """The class with this id, in its highest version or this one; None if the platform lacks it."""
        found = None if code is None else self._registry.version(code, version)
        return None if found is None else self._class(found)

    def getCommand(
        self, code: int | None, number: int | None, data: Iterable[int] | None = (), version: int | None = None
    ) -> Any:
        """Hubitat's: a command by its ids and payload. Also Groovy's
        `zwave.commandClass(code, version)?.command(number)?.parse(data)`: None where one of these is null."""
        found = self.commandClass(code, version)
        parser = None if found is None else found.command(number)
        return None if parser is None else parser.parse(data)

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> CommandClass:
            """`zwave.basicV1`; one Shorthand each."""

    def __dir__(self) -> list[str]:
        elsewhere = {row[1] for row in CLASSES} - self._registry.rows.keys()
        return [name for name in super().__dir__() if name not in elsewhere]

    def _class(self, version: Version) -> CommandClass:
        made = self._classes.get(version.short)
        if made is None:
            made = self._classes[version.short] = CommandClass(version)
        return made

    def dialect(self, command: type[Command], name: str) -> type[Command]:
        """The command's class as instances of this object have it: itself, or a subclass that knows this object."""
        if command.__dict__.get("_zwave", Command._zwave) is self and command.__name__ == name:
            return command
        made = self._dialects.get(command)
        if made is None:
            own = {"__slots__": (), "__module__": command.__module__, "_zwave": self, "__doc__": command.__doc__}
            made = self._dialects[command] = type(name, (command,), own)
        return made

    def __repr__(self) -> str:
        return f"ZWave(platform={self.platform!r})"


class Shorthand:
    """`zwave.meterV3`, for every class version of every platform. What it finds becomes an attribute of the object: a
    `__getattr__` of the class would slow down `zwave.parse` itself by a fifth."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, zwave: ZWave | None, owner: type[ZWave]) -> Any:
        if zwave is None:
            return self
        found = zwave._registry.named(self.name)
        if found is None:
            raise AttributeError(f"{zwave.platform} has no zwave.{self.name}")
        made = zwave.__dict__[self.name] = zwave._class(found)
        return made


for _row in CLASSES:
    setattr(ZWave, _row[1], Shorthand(_row[1]))


class CommandClass:
    """`zwave.meterV3`: commands as factories (`zwave.meterV3.meterReport(scale=0)`), constants as attributes."""

    def __init__(self, version: Version) -> None:
        self._version = version
        self._names = {name[0].lower() + name[1:]: name for name in version.commands.values()}

    @property
    def code(self) -> int:
        """The command class id."""
        return self._version.code

    commandClassId = code

    @property
    def version(self) -> int:
        """The version of the command class."""
        return self._version.version

    def command(self, number: int | None) -> CommandParser | None:
        """The command with this id, to parse payloads with; None if the class has none."""
        name = None if number is None else self._version.commands.get(number)
        return None if name is None else CommandParser(self._version.command(name))

    def __getattr__(self, name: str) -> Any:
        if name in self._names:
            made = self.__dict__[name] = self._version.command(self._names[name])
            return made
        if name.isupper() or name[:1].isupper():
            for command in self._version.commands.values():
                found = getattr(self._version.command(command), name, None)
                if found is not None:
                    return found
        raise AttributeError(f"zwave.{self._version.short} has no {name}")

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self._names})

    def __repr__(self) -> str:
        return f"zwave.{self._version.short}"


class CommandParser:
    """`zwave.commandClass(0x20, 1).command(3)`."""

    __slots__ = ("type",)

    def __init__(self, command: type[Command]) -> None:
        self.type = command

    def parse(self, data: Iterable[int] | None) -> Any:
        """The command with this payload; ParseError where the platform threw."""
        return self.type._read(bytes(data or ()))

    def __repr__(self) -> str:
        return f"<parser of {self.type.__name__}>"


zwave = ZWave.__new__(ZWave)
Command._zwave = zwave
zwave.__init__()  # type: ignore[misc]
