"""What an integer on the wire becomes: enum members, labelled ints, durations, named flags.

The rule: every value here *is* its number (`==`, `hash`, arithmetic), and only knows more about it. `str(value)` and
`f"{value}"` give the label, a format with a specification gives the number (`f"{value:02x}"`), `int(value)` the plain
int. Decoders take members from prepared tables, because calling an enum class costs half a microsecond.
"""

from __future__ import annotations

from enum import IntEnum
from struct import error as struct_error
from struct import pack, unpack

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, ClassVar, Self, overload

Table = dict[int, int]


def label_of(name: str) -> str:
    """`AIR_TEMPERATURE` as `Air temperature`."""
    words = name.replace("_", " ").lower()
    return words[:1].upper() + words[1:]


class LabelledEnum(IntEnum):
    """Base of all enums: `AIR_TEMPERATURE = 0x01, "Air temperature"`. The label may be left out; a second name for
    the same value is an alias. The sets are open: what has no member stays an int, wherever one is accepted."""

    _text: str

    def __new__(cls, value: int, label: str = "") -> Self:
        member = int.__new__(cls, value)
        member._value_ = value
        member._text = label
        return member

    @property
    def label(self) -> str:
        return self._text or label_of(self.name)

    def __repr__(self) -> str:
        return f"{type(self).__name__}.{self.name}"

    def __str__(self) -> str:
        return self.label

    def __format__(self, specification: str) -> str:
        return int(self).__format__(specification) if specification else self.label


_TABLES: dict[type[LabelledEnum], Table] = {}


def table(enum: type[LabelledEnum]) -> Table:
    """Number to member, made once per enum."""
    found = _TABLES.get(enum)
    if found is None:
        found = _TABLES[enum] = {int(member): member for member in enum}
    return found


class Special(int):
    """A single value that is no reading: `Special(0xFF, "Low battery warning")`."""

    label: str

    def __new__(cls, value: int, label: str) -> Self:
        special = int.__new__(cls, value)
        special.label = label
        return special

    def __repr__(self) -> str:
        return f"Special({int(self)}, {self.label!r})"

    def __str__(self) -> str:
        return self.label

    def __format__(self, specification: str) -> str:
        return int(self).__format__(specification) if specification else self.label

    def __reduce__(self) -> tuple[Callable[..., object], tuple[Any, ...]]:
        return Special, (int(self), self.label)


class Duration(int):
    """A duration byte. `seconds` is None where the byte stands for no number of seconds (default, unknown, ...)."""

    seconds: int | None
    label: str
    encoding: str

    def __new__(cls, value: int, encoding: str) -> Self:
        duration = int.__new__(cls, value)
        duration.encoding = encoding
        duration.seconds, duration.label = _ENCODINGS[encoding](value)
        return duration

    def __repr__(self) -> str:
        return f"Duration({int(self)}, {self.encoding!r})"

    def __str__(self) -> str:
        return self.label

    def __format__(self, specification: str) -> str:
        return int(self).__format__(specification) if specification else self.label

    def __reduce__(self) -> tuple[Callable[..., object], tuple[Any, ...]]:
        return Duration, (int(self), self.encoding)


def _span(number: int, noun: str) -> tuple[int, str]:
    seconds = number * 60 if noun == "minute" else number
    return seconds, f"{number} {noun}" + ("" if number == 1 else "s")


def _of_set(value: int) -> tuple[int | None, str]:
    """0 at once, to 0x7F seconds, to 0xFE minutes, 0xFF what the device is configured to."""
    if value == 0:
        return 0, "Instantly"
    if value <= 0x7F:
        return _span(value, "second")
    return _span(value - 0x7F, "minute") if value <= 0xFE else (None, "Default")


def _of_report(value: int) -> tuple[int | None, str]:
    """As in a set, but 0 says that the target is reached, 0xFE is unknown and 0xFF reserved."""
    if value == 0:
        return 0, "Already at target"
    if value == 0xFE:
        return None, "Unknown"
    return (None, "Reserved") if value == 0xFF else _of_set(value)


def _of_timeout(value: int) -> tuple[int | None, str]:
    """0 none, to 60 seconds, 0x41 to 0xFE 2 to 191 minutes, 0xFF without end; the gap is reserved."""
    if value == 0:
        return 0, "No timeout"
    if value <= 60:
        return _span(value, "second")
    if value == 0xFF:
        return None, "Infinite"
    return _span(value - 0x3F, "minute") if value >= 0x41 else (None, "Reserved")


_ENCODINGS: dict[str, Callable[[int], tuple[int | None, str]]] = {
    "set": _of_set,
    "report": _of_report,
    "timeout": _of_timeout,
}
_DURATIONS: dict[str, Table] = {}


def durations(encoding: str) -> Table:
    """All 256 durations of an encoding ("set", "report", "timeout"), made once."""
    found = _DURATIONS.get(encoding)
    if found is None:
        found = _DURATIONS[encoding] = {value: Duration(value, encoding) for value in range(256)}
    return found


class Flag:
    """A named bit of a `Flags` class, or a sub-field of several bits."""

    __slots__ = ("label", "low", "name", "width")

    def __init__(self, low: int, width: int = 1, label: str = "") -> None:
        self.low = low
        self.width = width
        self.label = label
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name
        self.label = self.label or label_of(name)

    def read(self, value: int) -> int:
        number = value >> self.low & (1 << self.width) - 1
        return bool(number) if self.width == 1 else number

    if TYPE_CHECKING:

        @overload
        def __get__(self, instance: None, owner: type) -> Flag: ...
        @overload
        def __get__(self, instance: Flags, owner: type) -> int: ...
        def __get__(self, instance: Flags | None, owner: type) -> Flag | int: ...

    else:

        def __get__(self, instance, owner):
            return self if instance is None else self.read(instance)


class Flags(int):
    """An integer whose bits have names: `class ZoneStatus(Flags): tamper = Flag(2)`.

    Messages hold the plain number; `ZoneStatus(report.zone_status).tamper` reads a bit of it.
    """

    __bits__: ClassVar[tuple[Flag, ...]] = ()

    def __init_subclass__(cls) -> None:
        cls.__bits__ = cls.__bits__ + tuple(item for item in vars(cls).values() if isinstance(item, Flag))

    def as_dict(self) -> dict[str, int]:
        return {flag.name: flag.read(self) for flag in self.__bits__}

    def __repr__(self) -> str:
        names = (name if value is True else f"{name}={value}" for name, value in self.as_dict().items() if value)
        return f"<{type(self).__name__} 0x{int(self):x}: {', '.join(names) or 'none'}>"


class NotANumber(float):
    """An IEEE 754 not-a-number that keeps its bits, which a Python float would lose on the way through a double."""

    __slots__ = ("raw",)
    raw: bytes  # big-endian

    def __new__(cls, raw: bytes) -> Self:
        value = float.__new__(cls, "nan")
        value.raw = raw
        return value

    def __reduce__(self) -> tuple[Callable[..., object], tuple[Any, ...]]:
        return NotANumber, (self.raw,)


_FORMATS = {2: ">e", 4: ">f", 8: ">d"}


def float_from_bytes(raw: bytes) -> float:
    """The float of 2, 4 or 8 big-endian bytes; what would not come back unchanged is a NotANumber."""
    layout = _FORMATS[len(raw)]
    value: float = unpack(layout, raw)[0]
    return NotANumber(raw) if value != value and pack(layout, value) != raw else value


def float_to_bytes(value: float, width: int) -> bytes | None:
    """Big-endian bytes of a float, None if it is too large for the width."""
    if isinstance(value, NotANumber) and len(value.raw) == width:
        return value.raw
    try:
        return pack(_FORMATS[width], value)
    except (OverflowError, struct_error):
        return None
