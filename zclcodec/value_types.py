"""What typed values become where an int, float, str or bytes would say too little: collections, dates, addresses.

The rule: every value is immutable, hashable, comparable and picklable, and holds exactly what is on the wire, so that
it goes back there unchanged. `as_dict()` (of those that are numbers `int()`) gives the plain form that messages show.
A part of a time or date that "does not matter" (0xFF on the wire) is None.
"""

from __future__ import annotations

from zwcodec.runtime.errors import EncodeError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import datetime as clock
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any, Self, overload

NOT_GIVEN = 0xFF  # in one byte of a time or date
UNKNOWN_TYPE = 0xFF  # the element type that is sent with a None


def plain(value: Any) -> Any:
    """The value without any class of ours."""
    if isinstance(value, int):
        return value if isinstance(value, bool) else int(value)
    return value.as_dict() if isinstance(value, Frozen) else value


class Frozen:
    """Base of the values with parts: what `__match_args__` names is all there is."""

    __slots__ = ()
    __match_args__: tuple[str, ...] = ()

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen")

    def _state(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in self.__match_args__)

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        assert isinstance(other, Frozen)
        return self._state() == other._state()

    def __hash__(self) -> int:
        return hash((type(self), self._state()))

    def __repr__(self) -> str:
        parts = zip(self.__match_args__, self._state(), strict=True)
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in parts)})"

    def __reduce__(self) -> tuple[Callable[..., object], tuple[Any, ...]]:
        return type(self), self._state()

    def as_dict(self) -> dict[str, Any] | None:
        raise NotImplementedError


class Sequence(Frozen):
    """Values of one type. `values` is None where the sender had none to give but said of which type they would be
    (without a type, the whole is None); its plain form is None then."""

    __slots__ = ("element_type", "values")
    __match_args__ = ("element_type", "values")
    element_type: int
    values: tuple[Any, ...] | None

    def __init__(self, element_type: int, values: Iterable[Any] | None) -> None:
        object.__setattr__(self, "element_type", element_type)
        object.__setattr__(self, "values", None if values is None else tuple(values))

    def __len__(self) -> int:
        return len(self.values or ())

    def __iter__(self) -> Iterator[Any]:
        return iter(self.values or ())

    def __getitem__(self, index: int) -> Any:
        return (self.values or ())[index]

    def as_dict(self) -> dict[str, Any] | None:
        if self.values is None:
            return None
        return {"element_type": int(self.element_type), "values": [plain(value) for value in self.values]}


class Array(Sequence):
    """Type 0x48."""

    __slots__ = ()


class Set(Sequence):
    """Type 0x50: no value twice. Order and repetitions are kept as they were sent."""

    __slots__ = ()


class Bag(Sequence):
    """Type 0x51: values may repeat. The order is kept as it was sent."""

    __slots__ = ()


class Structure(Frozen):
    """Type 0x4C: members of different types, as (type, value) pairs."""

    __slots__ = ("members",)
    __match_args__ = ("members",)
    members: tuple[tuple[int, Any], ...]

    def __init__(self, members: Iterable[tuple[int, Any]]) -> None:
        object.__setattr__(self, "members", tuple((type_id, value) for type_id, value in members))

    def __len__(self) -> int:
        return len(self.members)

    def __iter__(self) -> Iterator[tuple[int, Any]]:
        return iter(self.members)

    def as_dict(self) -> dict[str, Any]:
        return {"members": [{"type": int(type_id), "value": plain(value)} for type_id, value in self.members]}


class Part:
    """A byte of a time or date as an attribute: the byte plus `base`, or None."""

    __slots__ = ("base", "index", "name")

    def __init__(self, index: int, base: int = 0) -> None:
        self.index = index
        self.base = base
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def to_byte(self, value: Any) -> int:
        if value is None:
            return NOT_GIVEN
        allowed = f"{self.base}..{self.base + NOT_GIVEN - 1} or None"
        if not isinstance(value, int):
            reason = f"an int is needed, not {type(value).__name__}"
            raise EncodeError(reason, path=self.name, value=value, allowed=allowed)
        if not 0 <= value - self.base < NOT_GIVEN:
            raise EncodeError("out of range", path=self.name, value=value, allowed=allowed)
        return int(value) - self.base

    if TYPE_CHECKING:

        @overload
        def __get__(self, instance: None, owner: type) -> Part: ...
        @overload
        def __get__(self, instance: Parts, owner: type) -> int | None: ...
        def __get__(self, instance: Parts | None, owner: type) -> Part | int | None: ...

    else:

        def __get__(self, instance, owner):
            if instance is None:
                return self
            byte = instance.raw[self.index]
            return None if byte == NOT_GIVEN else byte + self.base


class Parts(Frozen):
    """Four bytes with a name each. Any byte is kept: that a month has at most 31 days is not our business."""

    __slots__ = ("raw",)
    raw: bytes

    def _fill(self, *values: int | None) -> None:
        parts = (getattr(type(self), name) for name in self.__match_args__)
        object.__setattr__(self, "raw", bytes(part.to_byte(value) for part, value in zip(parts, values, strict=True)))

    @classmethod
    def from_raw(cls, raw: bytes) -> Self:
        """The value of these four bytes."""
        value = cls.__new__(cls)
        object.__setattr__(value, "raw", raw)
        return value

    def as_dict(self) -> dict[str, Any]:
        return dict(zip(self.__match_args__, self._state(), strict=True))


class TimeOfDay(Parts):
    """Type 0xE0."""

    __slots__ = ()
    __match_args__ = ("hour", "minute", "second", "hundredth")
    hour = Part(0)
    minute = Part(1)
    second = Part(2)
    hundredth = Part(3)

    def __init__(
        self,
        hour: int | None = None,
        minute: int | None = None,
        second: int | None = None,
        hundredth: int | None = None,
    ) -> None:
        self._fill(hour, minute, second, hundredth)

    def __str__(self) -> str:
        hour, minute, second, hundredth = (_digits(part, 2) for part in self._state())
        return f"{hour}:{minute}:{second}.{hundredth}"


class Date(Parts):
    """Type 0xE1: the whole year (1900 to 2154), month 1 to 12, day 1 to 31, weekday 1 (Monday) to 7."""

    __slots__ = ()
    __match_args__ = ("year", "month", "day", "weekday")
    year = Part(0, 1900)
    month = Part(1)
    day = Part(2)
    weekday = Part(3)

    def __init__(
        self, year: int | None = None, month: int | None = None, day: int | None = None, weekday: int | None = None
    ) -> None:
        self._fill(year, month, day, weekday)

    def __str__(self) -> str:
        year, month, day, _ = self._state()
        return f"{_digits(year, 4)}-{_digits(month, 2)}-{_digits(day, 2)}"


def _digits(part: int | None, width: int) -> str:
    return "-" * width if part is None else f"{part:0{width}d}"


class Number(int):
    """Base of the values that are numbers with a reading of their own: `str(value)` and `f"{value}"` give the reading,
    a format with a specification gives the number."""

    __slots__ = ()

    def __format__(self, specification: str) -> str:
        return int(self).__format__(specification) if specification else str(self)


class UtcTime(Number):
    """Type 0xE2: seconds since 2000-01-01 00:00:00 UTC."""

    __slots__ = ()

    @classmethod
    def from_datetime(cls, moment: clock.datetime) -> Self:
        """The second in which an aware `datetime` lies."""
        if moment.tzinfo is None:
            raise ValueError(f"{moment!r} has no time zone")
        return cls((moment - _epoch()) // (_epoch().resolution * 1_000_000))

    @property
    def datetime(self) -> clock.datetime:
        """The moment, in UTC."""
        from datetime import timedelta

        return _epoch() + timedelta(seconds=int(self))

    def __repr__(self) -> str:
        return f"UtcTime({int(self)})"

    def __str__(self) -> str:
        try:
            return self.datetime.isoformat().replace("+00:00", "Z")
        except OverflowError:  # no 32 bits hold it, but a device may send more than its type has
            return str(int(self))


def _epoch() -> clock.datetime:
    from datetime import UTC, datetime

    return datetime(2000, 1, 1, tzinfo=UTC)


class Eui64(Number):
    """Type 0xF0: an IEEE address."""

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """The address of 16 hexadecimal digits, in pairs between colons or without them."""
        digits = text.replace(":", "")
        if len(digits) != 16 or not digits.isascii() or not digits.isalnum():
            raise ValueError(f"no IEEE address: {text!r}")
        return cls(digits, 16)

    def __repr__(self) -> str:
        return f"Eui64(0x{int(self):016X})"

    def __str__(self) -> str:
        digits = f"{int(self):016X}"
        return ":".join(digits[at : at + 2] for at in range(0, len(digits), 2))
