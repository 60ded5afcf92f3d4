"""Helpers that a device handler had besides `zwave`: delayBetween, response, createEvent.

The rule: what they give is plain data (strings, lists, dictionaries, HubAction), as a handler returned it; nothing is
sent. Section 7 of zwave-behaviour.md says what is recorded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal

from .command import Command

if TYPE_CHECKING:
    from decimal import Decimal

Scale = Literal["C", "F"]

DEFAULT_DELAY = 100


def delayBetween(commands: Iterable[Any], delay: int = DEFAULT_DELAY) -> list[Any]:
    """The commands with `delay N` between them; a list inside is flattened and gets no delays of its own."""
    if isinstance(commands, (str, Command)):
        raise TypeError("delayBetween takes one list of commands, and a delay in milliseconds")
    made: list[Any] = []
    for number, command in enumerate(commands):
        if number:
            made.append(f"delay {delay}")
        made += command if isinstance(command, (list, tuple)) else [command]
    return made


class Protocol:
    """Which radio a HubAction is for: `physicalgraph.device.Protocol.ZWAVE`."""

    LAN = "LAN"
    ZIGBEE = "ZIGBEE"
    ZWAVE = "ZWAVE"


class HubAction:
    """A command on its way to the hub; `str()` is the raw command. `protocol` is kept and means nothing here."""

    __slots__ = ("action", "protocol")

    def __init__(self, action: str, protocol: str | None = None) -> None:
        self.action = action
        self.protocol = protocol

    def __str__(self) -> str:
        return self.action

    def __repr__(self) -> str:
        return f"HubAction({self.action!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, HubAction) and self.action == other.action

    def __hash__(self) -> int:
        return hash(self.action)


def response(command: Any) -> Any:
    """A HubAction for a command or a formatted string, a list of them for a list."""
    if isinstance(command, (list, tuple)):
        return [response(item) for item in command]
    return HubAction(command.format() if isinstance(command, Command) else str(command))


def createEvent(event: Mapping[str, Any] | None = None, /, **fields: Any) -> dict[str, Any]:
    """The map of an event, from a map or from fields. It holds what it was given; whoever fires it adds the rest."""
    return {**(event or {}), **fields}


def celsiusToFahrenheit(value: Any) -> Decimal:
    """Degrees as a Decimal, unrounded."""
    return _decimal(value) * 9 / 5 + 32


def fahrenheitToCelsius(value: Any) -> Decimal:
    """Degrees as a Decimal, unrounded."""
    return (_decimal(value) - 32) * 5 / 9


def convertTemperature(value: Any, scale: Scale, wanted: Scale, precision: int = 1) -> str:
    """What `convertTemperatureIfNeeded` gives where `wanted` is the location's scale: a text with `precision` decimals.

    The platform's documentation says that it is a text; halves go up, the rounding is not recorded.
    """
    degrees = _decimal(value)
    if scale != wanted:
        degrees = celsiusToFahrenheit(degrees) if wanted == "F" else fahrenheitToCelsius(degrees)
    return str(degrees.quantize(_decimal(1).scaleb(-precision), "ROUND_HALF_UP"))


def _decimal(value: Any) -> Decimal:
    from decimal import Decimal

    return Decimal(str(value))
