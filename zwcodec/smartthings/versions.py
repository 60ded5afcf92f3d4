"""Which class answers a class id, a command id and a version: the registry of one platform under one set of decisions.

The rule: modules of commands are imported when their first command is needed. A class that the platform lacks is None;
a version that it lacks is what decisions.missing_version says.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

from .classes import CLASSES
from .command import Command

if TYPE_CHECKING:
    from .api import ZWave

Read = Callable[[bytes], Any]

# What stands in front of the payload.
HEAD = re.compile(r"\s*(?:zw device: *\w+ *, *)?command: *([0-9A-Fa-f]{4}) *")


class Version:
    """One class version, `meterV3`, as a platform has it. `commands`: command id -> class name."""

    __slots__ = ("_zwave", "classes", "code", "commands", "hubitat", "package", "short", "version")

    def __init__(self, zwave: ZWave, code: int, short: str, version: int, commands: dict[int, tuple[str, str]]) -> None:
        self._zwave = zwave
        self.code = code
        self.short = short
        self.version = version
        self.package = short.lower()
        self.commands = {number: name for number, (name, _) in commands.items()}
        self.hubitat = frozenset(name for name, letters in commands.values() if "H" in letters)
        self.classes: dict[str, type[Command]] = {}

    def command(self, name: str) -> type[Command]:
        """The class `MeterReport`, in the dialect of this platform."""
        found = self.classes.get(name)
        if found is None:
            module = import_module(f"zwcodec.smartthings.commands.{self.package}")
            special = self._zwave.platform == "hubitat" and name in self.hubitat
            command = getattr(module, f"Hubitat{name}" if special else name)
            found = self.classes[name] = self._zwave.dialect(command, name)
        return found


class Entry:
    """What `parse` needs for one pair of ids: `code`, and the readers by the version that a map asks for."""

    __slots__ = ("code", "readers")

    def __init__(self, registry: Registry, code: int, number: int) -> None:
        self.code = code
        self.readers = Readers(registry, code, number)


class Readers(dict[int | None, Read]):
    """Version -> reader of one command, None for the version that a map does not mention. KeyError if the platform has
    no such command."""

    __slots__ = ("code", "number", "registry")

    def __init__(self, registry: Registry, code: int, number: int) -> None:
        super().__init__()
        self.registry = registry
        self.code = code
        self.number = number

    def __missing__(self, wanted: int | None) -> Read:
        read = self.registry.read(self.code, self.number, wanted)
        if read is None:
            raise KeyError(wanted)
        self[wanted] = read
        return read


class Registry:
    """All class versions of a platform. What stands behind a version is made when it is asked for."""

    def __init__(self, zwave: ZWave) -> None:
        self._zwave = zwave
        self._letter = letter = zwave.platform[0]
        self._made: dict[str, Version] = {}
        self.missing = zwave.decisions.missing_version
        self.rows = {row[1]: row for row in CLASSES if letter in row[3]}
        self.by_code: dict[int, dict[int, str]] = {}
        color = zwave.decisions.version_1_of_color
        for code, short, version, *_ in self.rows.values():
            versions = self.by_code.setdefault(code, {})
            if version not in versions or short.startswith(color):
                versions[version] = short

    def named(self, short: str) -> Version | None:
        """`meterV3`; None if the platform lacks it."""
        made = self._made.get(short)
        if made is None and short in self.rows:
            code, _, version, _, commands = self.rows[short]
            here = {number: (name, on) for number, name, on in commands if self._letter in on.lower()}
            made = self._made[short] = Version(self._zwave, code, short, version, here)
        return made

    def version(self, code: int, wanted: int | None) -> Version | None:
        """The version of a class: the highest, or the one that is wanted as far as the platform has it."""
        versions = self.by_code.get(code)
        if not versions:
            return None
        if wanted is None:
            wanted = max(versions)
        elif wanted not in versions:
            if self.missing == "null":
                return None
            lower = [version for version in versions if version < wanted or self.missing == "highest"]
            wanted = max(lower, default=min(versions))
        return self.named(versions[wanted])

    def read(self, code: int, number: int, wanted: int | None) -> Read | None:
        """The reader of a command; None if the platform has none."""
        version = self.version(code, wanted)
        name = version.commands.get(number) if version else None
        return None if name is None or version is None else version.command(name)._read


class Entries(dict[str, Entry]):
    """`zw device: 02, command: 2003` -> Entry, made on first sight; KeyError for other texts and for classes that the
    platform lacks. Every node has texts of its own, so there is a limit, at which all are forgotten."""

    LIMIT = 4096

    def __init__(self, registry: Registry) -> None:
        super().__init__()
        self.registry = registry
        self.by_number: dict[int, Entry] = {}

    def __missing__(self, text: str) -> Entry:
        match = HEAD.fullmatch(text)
        if match is None:
            raise KeyError(text)
        entry = self.of(int(match[1][:2], 16), int(match[1][2:], 16))
        if len(self) >= self.LIMIT:
            self.clear()
        self[text] = entry
        return entry

    def of(self, code: int, number: int) -> Entry:
        """The same for a pair of ids."""
        entry = self.by_number.get(code << 8 | number)
        if entry is None:
            if code not in self.registry.by_code:
                raise KeyError(code)
            entry = self.by_number[code << 8 | number] = Entry(self.registry, code, number)
        return entry
