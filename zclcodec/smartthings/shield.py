"""SmartShield: the object that zigbee.parse() makes of a catchall description.

Its fields are the numbers of the description plus `text`; its printed form is the platform's, field order and
digits included: hex in lower case, two digits for one-byte fields and the data, four for the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

__all__ = ["SmartShield"]

_FIELDS: Final = (
    "text",
    "manufacturerId",
    "direction",
    "data",
    "number",
    "isManufacturerSpecific",
    "messageType",
    "senderShortId",
    "isClusterSpecific",
    "sourceEndpoint",
    "profileId",
    "command",
    "clusterId",
    "destinationEndpoint",
    "options",
)
_BYTES: Final = frozenset({"command", "direction", "sourceEndpoint", "destinationEndpoint", "messageType"})
_REPORT: Final = 0x0A  # command and first payload byte of the shield's text frames (simulator keys)


class SmartShield:
    """A received frame. All fields are ints but `text` (str or None), `number` (always None) and the two bools.

    `data` is the list of payload bytes.
    """

    __slots__ = (*_FIELDS, "_alphabetical")

    def __init__(
        self,
        text: str | None = None,
        *,
        manufacturerId: int = 0,
        direction: int = 0,
        data: Sequence[int] = (),
        number: None = None,
        isManufacturerSpecific: bool = False,
        messageType: int = 0,
        senderShortId: int = 0,
        isClusterSpecific: bool = False,
        sourceEndpoint: int = 0,
        profileId: int = 0,
        command: int = 0,
        clusterId: int = 0,
        destinationEndpoint: int = 0,
        options: int = 0,
        alphabetical: bool = False,
    ) -> None:
        """`alphabetical` selects the field order that the library of 2014 printed."""
        self.text = text
        self.manufacturerId = manufacturerId
        self.direction = direction
        self.data = list(data)
        self.number = number
        self.isManufacturerSpecific = isManufacturerSpecific
        self.messageType = messageType
        self.senderShortId = senderShortId
        self.isClusterSpecific = isClusterSpecific
        self.sourceEndpoint = sourceEndpoint
        self.profileId = profileId
        self.command = command
        self.clusterId = clusterId
        self.destinationEndpoint = destinationEndpoint
        self.options = options
        self._alphabetical = alphabetical

    def _names(self) -> tuple[str, ...]:
        return tuple(sorted(_FIELDS)) if self._alphabetical else _FIELDS

    def as_dict(self) -> dict[str, Any]:
        """The fields in printed order."""
        return {name: getattr(self, name) for name in self._names()}

    def format(self) -> str:
        """The `raw` line that sends this shield's text: frame control, sequence 00, command 0a, 0a, ASCII.

        Without a text the data is sent as it is, under the shield's own command.
        """
        control = (0x01 if self.isClusterSpecific else 0x00) | (0x04 if self.isManufacturerSpecific else 0x00)
        frame = [control]
        if self.isManufacturerSpecific:
            frame += self.manufacturerId.to_bytes(2, "little")
        if self.text is None:
            frame += [0x00, self.command, *self.data]
        else:
            frame += [0x00, _REPORT, _REPORT, *self.text.encode("ascii", "replace")]
        return f"raw 0x{self.clusterId:X} {{ {' '.join(f'{byte:02x}' for byte in frame)} }}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SmartShield) and all(getattr(self, n) == getattr(other, n) for n in _FIELDS)

    __hash__ = None  # type: ignore[assignment]  # mutable, as on the platform

    def __str__(self) -> str:
        return f"SmartShield({', '.join(f'{name}: {_printed(name, getattr(self, name))}' for name in self._names())})"

    __repr__ = __str__


def _printed(name: str, value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{', '.join(f'0x{byte:02x}' for byte in value)}]"
    if isinstance(value, str):
        return value
    return f"0x{value:02x}" if name in _BYTES else f"0x{value:04x}"
