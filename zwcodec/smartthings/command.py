"""The base of the platform's command classes: construct, print, format, compare.

The rule: a class is a table (`_layout`, printed by codegen from specs/smartthings) with slots of the platform's names;
everything here works on that table. Commands are mutable, as they were. Attributes take whatever they are given; only
the constructor turns numbers into Booleans and derived values into raw ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from .derived import Derived
from .errors import CAST, MISSING_PROPERTY, FormatError
from .layout import Operation, read, write
from .text import hashmap_order, shown

if TYPE_CHECKING:
    from .api import ZWave

    Made = TypeVar("Made", bound="Command")

    def new(cls: type[Made]) -> Made:
        """An empty command of this class."""

else:
    new = object.__new__


class Command:
    """A Z-Wave command of the platform.

    `CMD` is its class and command id ("7105"), `payload` its bytes recomputed from the fields; `format()` is what goes
    to the hub, `str()` what a log showed.
    """

    __slots__ = ()
    __match_args__: ClassVar[tuple[str, ...]] = ()
    CMD: ClassVar[str]
    commandClassId: ClassVar[int]
    commandId: ClassVar[int]
    _layout: ClassVar[tuple[Operation, ...]] = ()
    _fields: ClassVar[tuple[str, ...]] = ()  # in wire order
    _printed: ClassVar[tuple[str, ...]] = ()  # alphabetical
    _unprinted: ClassVar[tuple[str, ...]] = ()
    _absent: ClassVar[tuple[str, ...]] = ()  # fields that are never on the wire
    _above: ClassVar[tuple[tuple[str, int, str], ...]] = ()  # (number, shift, name of the bit that stands apart)
    _pad: ClassVar[int] = 0
    _slots: ClassVar[tuple[str, ...]] = ()
    _kinds: ClassVar[tuple[tuple[str, str], ...]] = ()
    _measured: ClassVar[tuple[tuple[Operation, Operation], ...]] = ()
    _form: ClassVar[type[Command]]
    _zwave: ClassVar[ZWave]
    __hash__ = None  # type: ignore[assignment]

    def __init_subclass__(cls) -> None:
        if "_layout" in cls.__dict__:  # else a dialect's copy of a class
            cls._form = cls
            cls._slots = (*cls._fields, "_rest") if hasattr(cls, "_rest") else cls._fields
            cls._kinds = tuple(_kinds(cls))
            cls._measured = tuple(_measured(cls))
            cls.__match_args__ = cls._fields  # type: ignore[misc]

    def __init__(self, fields: Mapping[str, Any] | None = None, /, **named: Any) -> None:
        given = {**fields, **named} if fields else named
        cls = type(self)
        derived: dict[str, Any] = {}
        for name, value in given.items():
            if name in cls._fields:
                continue
            if isinstance(getattr(cls, name, None), Derived):
                derived[name] = value
            else:
                raise FormatError.of(
                    MISSING_PROPERTY, f"No such property: {name} for class: {cls.__name__}", message=cls.__name__,
                    path=name, value=value, allowed=", ".join(cls._printed) or "none",
                )  # fmt: skip
        self._fill(given)
        for name, value in derived.items():
            getattr(cls, name).write(self, value, given)
        for operation, size in cls._measured:
            self._measure(operation, size, given)

    def _fill(self, given: Mapping[str, Any]) -> None:
        zero = self._zwave.decisions.constructor_default == "zero"
        for name, kind in self._kinds:
            if name in given:
                value = given[name]
                plain = kind == "n" and type(value) is int
                setattr(self, name, value if plain else _coerced(self, name, kind, value))
            elif name == "_rest":
                setattr(self, name, b"")
            else:
                setattr(self, name, _ZERO[kind] if zero and kind not in "lo" else [] if kind in "lo" else None)

    def _measure(self, operation: Operation, size: Operation, given: Mapping[str, Any]) -> None:
        """A length field that the constructor did not get says how long its list is."""
        if size[1] in given or getattr(self, size[1]):
            return
        if operation[0] == "flags":
            length = (max((bit for name, bit in operation[1] if getattr(self, name)), default=-8) + 8) // 8
        else:
            value = getattr(self, operation[1])
            length = 1 if isinstance(value, int) else len(value or ())
        if length:
            setattr(self, size[1], (length - size[3]) // size[2])

    @classmethod
    def _read(cls, data: bytes) -> Self:
        return read(cls, data)

    @property
    def payload(self) -> list[int]:
        """The bytes behind class and command, recomputed from the fields."""
        return list(write(self))

    def format(self) -> str:
        """Class, command and payload as upper-case hex: `2001FF`."""
        return self.CMD + write(self).hex().upper()

    def incomingMessage(self) -> str:
        """The text with which a simulator's `status` sends this command."""
        data = write(self)
        spaced = self._zwave.decisions.incoming_message == "spaced"
        return f"command: {self.CMD}, payload: {(data.hex(' ') if spaced else data.hex()).upper()}"

    def __str__(self) -> str:
        separator = self._zwave.separator
        values = (f"{name}{separator}{shown(getattr(self, name))}" for name in self._names())
        return f"{type(self).__name__}({', '.join(values)})"

    __repr__ = __str__

    def toString(self) -> str:
        """The same as `str()`."""
        return str(self)

    inspect = toString

    def _names(self) -> Iterator[str]:
        decisions = self._zwave.decisions
        hidden = () if decisions.print_unprinted else self._unprinted
        names: tuple[str, ...] = self._printed
        if decisions.print_order == "hashmap":
            names = hashmap_order(self._fields + tuple(name for name in names if name not in self._fields))
        return (name for name in names if name not in hidden)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Command):
            return NotImplemented
        return self._form is other._form and all(getattr(self, name) == getattr(other, name) for name in self._slots)


_ZERO: dict[str, Any] = {"n": 0, "b": False, "x": None}


def _kinds(cls: type[Command]) -> Iterator[tuple[str, str]]:
    """Slots with their kinds: n number, b Boolean, l list, o object, x not on the wire."""
    for operation in cls._layout:
        kind = operation[0]
        if kind == "bits":
            yield from ((item[0], "b" if item[3] else "n") for item in operation[2] if item[0] in cls._slots)
        elif kind == "flags":
            yield from ((name, "b") for name, _ in operation[1])
        elif kind == "rest":
            yield "_rest", "n"
        elif operation[1] in cls._slots:
            yield operation[1], {"list": "l", "object": "o"}.get(kind, "n")
    yield from ((name, "x") for name in cls._absent)


def _measured(cls: type[Command]) -> Iterator[tuple[Operation, Operation]]:
    """Operations whose length stands in a field, with their sizes."""
    for operation in cls._layout:
        if operation[0] in ("list", "object", "flags"):
            size: Operation = operation[2]
            if size[0] == "field" and not size[1].startswith("_"):
                yield operation, size


def _coerced(command: Command, name: str, kind: str, value: Any) -> Any:
    if value is None or kind in "ox":
        return value
    if kind == "b":
        return bool(value)
    try:
        if kind == "n":
            return int(value)
        return [int(item) for item in (value if not isinstance(value, int) else (value,))]
    except (TypeError, ValueError):
        wanted = "a number" if kind == "n" else "a list of numbers"
        raise FormatError.of(
            CAST, f"is not {wanted}", message=type(command).__name__, path=name, value=value
        ) from None  # fmt: skip
