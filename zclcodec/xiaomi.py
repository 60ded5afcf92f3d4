"""The lists that Xiaomi and Aqara devices put into one attribute: Basic 0xFF01 and 0xFF02, cluster 0xFCC0 0x00F7.

The rule: what can be read is read, what can't is kept (`rest`). The list ends where its bytes end: the lengths that
these devices send in front of it are off by one here and there, and so are the counts of their structures.
"""

from __future__ import annotations

from zwcodec.runtime.errors import DecodeError

from .data_types import DATA_TYPES
from .value_types import Structure
from .values import typed_read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from .frame import Frame

BASIC, AQARA = 0x0000, 0xFCC0
LISTS = {(BASIC, 0xFF01), (BASIC, 0xFF02), (AQARA, 0x00F7)}  # cluster, attribute
_STRUCTURE = 0x4C
_PREFIXES = {0x41: 1, 0x42: 1, 0x43: 2, 0x44: 2}  # data types of strings: bytes of their length
# Index: name and unit. (deconz-rest-plugin issue 42 and pull 2572; AqaraHub issue 10.)
NAMES: dict[int, tuple[str, str]] = {
    0x01: ("battery_voltage", "mV"),
    0x03: ("device_temperature", "°C"),
    0x05: ("power_outage_count", ""),
    0x0A: ("parent", ""),
    0x95: ("consumption", "kWh"),
    0x96: ("voltage", "0.1 V"),
    0x97: ("current", "mA"),
    0x98: ("power", "W"),
}


class Item:
    """One entry. `index` is None in a structure (0xFF02), whose entries go by position; `name` is "" where the meaning
    depends on the device."""

    __slots__ = ("index", "type", "value")

    def __init__(self, index: int | None, type_id: int, value: Any) -> None:
        self.index = index
        self.type = type_id
        self.value = value

    @property
    def name(self) -> str:
        return "" if self.index is None else NAMES.get(self.index, ("", ""))[0]

    @property
    def unit(self) -> str:
        return "" if self.index is None else NAMES.get(self.index, ("", ""))[1]

    def __repr__(self) -> str:
        what = self.name or ("" if self.index is None else f"{self.index:#04x}")
        return f"<{what + ': ' if what else ''}{self.value!r} {self.unit}".rstrip() + ">"


class Items:
    """The entries in the order of the bytes, by index as `items[0x01]` (the value); `rest`: bytes that are no entry."""

    __slots__ = ("all", "rest")

    def __init__(self, items: tuple[Item, ...], rest: bytes = b"") -> None:
        self.all = items
        self.rest = rest

    def __getitem__(self, index: int) -> Any:
        for item in self.all:
            if item.index == index:
                return item.value
        raise KeyError(index)

    def get(self, index: int, default: Any = None) -> Any:
        """The value of an index."""
        return next((item.value for item in self.all if item.index == index), default)

    def __iter__(self) -> Iterator[Item]:
        return iter(self.all)

    def __len__(self) -> int:
        return len(self.all)

    def __contains__(self, index: object) -> bool:
        return any(item.index == index for item in self.all)

    def as_dict(self) -> dict[str, Any]:
        """By name; by hexadecimal index where there is none."""
        return {
            item.name or (f"{position}" if item.index is None else f"{item.index:#04x}"): item.value
            for position, item in enumerate(self.all)
        }

    def __repr__(self) -> str:
        return f"Items({list(self.all)!r}{f', rest={self.rest!r}' if self.rest else ''})"


def parse(value: bytes | str | Structure) -> Items:
    """The entries of an attribute's value: bytes, the text that a character string was read as, or a structure."""
    if isinstance(value, Structure):
        return Items(tuple(Item(None, type_id, inner) for type_id, inner in value))
    data = value.encode("utf-8", "surrogateescape") if isinstance(value, str) else bytes(value)
    return _parse(data, 0, True)


def find(frame: Frame) -> Items | None:
    """The entries of the first such list that a report or a read response carries; None if there is none.

    Decode the frame with `lenient=True`: then a wrong length in front of the list does not matter.
    """
    records = getattr(frame.command, "records", None) or ()
    rest: bytes = frame.command.trailing
    for position, record in enumerate(records):
        if (frame.cluster, getattr(record, "attribute_id", None)) not in LISTS:
            continue
        value = getattr(record, "value", None)
        if isinstance(value, (bytes, str)) and position == len(records) - 1 and 0 < len(rest) <= 2:
            raw = value.encode("utf-8", "surrogateescape") if isinstance(value, str) else value
            return _parse(raw + rest, 0, True)  # the length is too small: what is left over belongs to it
        if isinstance(value, Structure) and position == len(records) - 1:
            more = _parse(rest, 0, False)  # the count is too small
            return Items((*parse(value), *more), more.rest)
        return None if value is None else parse(value)
    return _undecoded(frame, rest)


def _undecoded(frame: Frame, rest: bytes) -> Items | None:
    """The list in a record whose length or count is too large."""
    if len(rest) < 4 or (frame.cluster, int.from_bytes(rest[:2], "little")) not in LISTS:
        return None
    begin = 3 if frame.header.command_id == 0x0A else 4  # a read response has a status in front of the type
    type_id = rest[begin - 1]
    if type_id == _STRUCTURE:
        return _parse(rest, begin + 2, False)
    prefix = _PREFIXES.get(type_id)
    return None if prefix is None else _parse(rest, begin + prefix, True)


def _parse(data: bytes, pos: int, indexed: bool) -> Items:
    found: list[Item] = []
    size = 1 + indexed
    while len(data) - pos > size - 1:
        type_id = data[pos + size - 1]
        try:
            if type_id not in DATA_TYPES:
                break
            value, end = typed_read(data, pos + size, len(data), type_id, 0, True)
        except DecodeError:
            break
        found.append(Item(data[pos] if indexed else None, type_id, value))
        pos = end
    return Items(tuple(found), data[pos:])
