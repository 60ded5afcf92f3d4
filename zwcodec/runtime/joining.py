"""Which device type a joining device gets: what fingerprints have in common, whatever they ask for.

The rule: a fingerprint says whether a device fits it (`matches`) and how much it asks for (`rank`, a tuple). Of all
that fit, the greatest rank wins; among equal ranks a self-published device type goes before the platform's own, and the
one that is named first before the others. Parameters are text, as device types write them; `parameters_of` reads the
line itself.
"""

from __future__ import annotations

import re

from .errors import EncodeError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    Codes = str | Iterable[str]

# Said of the device that joined, or of how an app shows it: none of these decides whether a fingerprint fits.
SHOWN = ("deviceJoinName", "mnmn", "vid", "ocfDeviceType")
_START = re.compile(r"\s*fingerprint\b\s*\(?")
_PARAMETER = re.compile(r"""\s*(\w+)\s*:\s*(?:"([^"]*)"|'([^']*)'|(\w+))\s*(?:,|(?=[)/]|\Z))""")
_END = re.compile(r"\s*\)?\s*(?://.*)?\s*")
_HEX = re.compile(r"[0-9A-F]+", re.ASCII)


class Fingerprint:
    """What a device type says about the devices that it is for: `parameters`, as they were given."""

    __slots__ = ("parameters",)
    NAMES: tuple[str, ...] = ()

    def __init__(self, parameters: Mapping[str, str] | None = None, /, **named: Codes) -> None:
        given: dict[str, Codes] = {**(parameters or {}), **named}
        self.parameters: dict[str, str] = {}
        for name, value in given.items():
            if name not in self.NAMES:
                raise EncodeError("is no parameter", message="fingerprint", path=name, allowed=", ".join(self.NAMES))
            self.parameters[name] = value if isinstance(value, str) else ",".join(value)

    @classmethod
    def parse(cls, line: str) -> Any:
        """The fingerprint that a line of Groovy declares, None if the text is no such line."""
        parameters = parameters_of(line)
        return None if parameters is None else cls(parameters)

    def matches(self, device: Any) -> bool:
        """Whether the device fits."""
        raise NotImplementedError

    @property
    def rank(self) -> tuple[int, ...]:
        """How much it asks for; the greatest rank wins."""
        raise NotImplementedError

    @property
    def deviceJoinName(self) -> str | None:
        """The name that a device gets when this fingerprint wins."""
        return self.parameters.get("deviceJoinName")

    def format(self) -> str:
        """The line of Groovy: `fingerprint mfr: "0086", prod: "0102"`."""
        return "fingerprint " + ", ".join(f'{name}: "{value}"' for name, value in self.parameters.items())

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self.parameters == other.parameters

    def __hash__(self) -> int:
        return hash(frozenset(self.parameters.items()))

    def __repr__(self) -> str:
        return f"Fingerprint({', '.join(f'{name}={value!r}' for name, value in self.parameters.items())})"


class DeviceType:
    """A device handler as the platform sees it while something joins: its name, its fingerprints, whose it is."""

    __slots__ = ("fingerprints", "name", "self_published")

    def __init__(self, name: str, fingerprints: Iterable[Fingerprint], *, self_published: bool = False) -> None:
        self.name = name
        self.fingerprints = tuple(fingerprints)
        self.self_published = self_published

    def __repr__(self) -> str:
        return f"DeviceType({self.name!r}, {self.fingerprints!r}, self_published={self.self_published})"


class Match:
    """A device type that fits, and which of its fingerprints says so. `name` is what the device is called."""

    __slots__ = ("device_type", "fingerprint")

    def __init__(self, device_type: DeviceType, fingerprint: Fingerprint) -> None:
        self.device_type = device_type
        self.fingerprint = fingerprint

    @property
    def name(self) -> str:
        return self.fingerprint.deviceJoinName or self.device_type.name

    def __repr__(self) -> str:
        return f"Match({self.name!r}, {self.fingerprint!r})"


def matches(device: Any, device_types: Iterable[DeviceType]) -> list[Match]:
    """Every fingerprint that fits, best first."""
    found = [
        Match(device_type, fingerprint)
        for device_type in device_types
        for fingerprint in device_type.fingerprints
        if fingerprint.matches(device)
    ]
    found.sort(key=lambda match: (match.fingerprint.rank, match.device_type.self_published), reverse=True)
    return found


def join(device: Any, device_types: Iterable[DeviceType]) -> Match | None:
    """What the device becomes, None if nothing fits."""
    return next(iter(matches(device, device_types)), None)


def parameters_of(line: str) -> dict[str, str] | None:
    """`fingerprint mfr: "0086", prod: "0102" // a comment` as a dictionary; None for other text."""
    start = _START.match(line)
    if start is None:
        return None
    found: dict[str, str] = {}
    at = start.end()
    while item := _PARAMETER.match(line, at):
        if item[1] in found:
            return None
        found[item[1]] = next(text for text in item.group(2, 3, 4) if text is not None)
        at = item.end()
    return found if found and _END.fullmatch(line, at) else None


def hex_text(value: str, name: str) -> str:
    """Hex digits in upper case, without the 0x that older fingerprints have. EncodeError for other text."""
    digits = value.strip().upper().removeprefix("0X")
    if not _HEX.fullmatch(digits):
        raise EncodeError("is no hexadecimal number", message="fingerprint", path=name, value=value)
    return digits


def hex_codes(value: str, name: str, width: int) -> frozenset[str]:
    """`"0x26, 0x2B"` or `"26,2B"` as a set of codes of `width` digits."""
    return frozenset(hex_text(code, name).zfill(width) for code in value.split(",") if code.strip())
