"""What a page of specs/smartthings says: platform classes, their versions, the forms of their commands.

The rule: immutable, complete (every default is filled in), in wire order. Sizes of lists are kept as they are written:
`rest-1` leaves a byte, `until EF` ends at a marker, `size`, `count*2` and `length-6` follow a field, `8` is fixed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["short", "integer", "bits", "list", "object", "flags", "rest", "none"]
Platform = Literal["smartthings", "hubitat"]
PLATFORMS: tuple[Platform, ...] = ("smartthings", "hubitat")


@dataclass(frozen=True)
class Bit:
    """An item of a byte of bit fields. A flag is one bit that reads as a Boolean."""

    name: str
    shift: int
    width: int
    flag: bool

    @property
    def field(self) -> bool:
        """Whether the platform has a field for it."""
        return not self.name.startswith("_")


@dataclass(frozen=True)
class Size:
    """How many bytes: kind rest (value: bytes left behind it), until (marker), fixed (value), field."""

    kind: Literal["rest", "until", "fixed", "field"]
    value: int = 0
    field: str = ""
    factor: int = 1
    marker: bytes = b""


@dataclass(frozen=True)
class Item:
    """One line of `fields`."""

    kind: Kind
    name: str = ""
    width: int = 0
    bits: tuple[Bit, ...] = ()
    flags: tuple[tuple[str, int], ...] = ()
    size: Size = Size("rest")
    optional: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The platform's fields that stand here, in wire order."""
        if self.kind == "bits":
            return tuple(bit.name for bit in self.bits if bit.field)
        if self.kind == "flags":
            return tuple(name for name, _ in self.flags)
        return (self.name,) if self.name and not self.name.startswith("_") else ()


@dataclass(frozen=True)
class Form:
    """A command in the versions that share its layout. `unread`: the platform never filled the fields."""

    versions: tuple[int, ...]
    platforms: tuple[Platform, ...]
    items: tuple[Item, ...]
    derived: tuple[tuple[str, tuple[str, ...]], ...] = ()
    pad: int = 0
    role: str = ""
    above: tuple[tuple[str, str], ...] = ()
    unprinted: tuple[str, ...] = ()
    integers: tuple[str, ...] = ()
    unread: bool = False
    hubitat: Form | None = None

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for item in self.items for name in item.names)


@dataclass(frozen=True)
class Command:
    id: int
    name: str
    forms: tuple[Form, ...]
    constants: tuple[tuple[tuple[int, ...], tuple[tuple[str, int], ...]], ...]

    def form(self, version: int) -> Form | None:
        return next((form for form in self.forms if version in form.versions), None)

    def constants_of(self, version: int) -> tuple[tuple[str, int], ...]:
        return next((values for versions, values in self.constants if version in versions), ())


@dataclass(frozen=True)
class Page:
    """`meter.yaml`: code 0x32, name `meter`, its versions with the platforms that have them."""

    file: str
    code: int
    name: str
    source: str
    versions: tuple[tuple[int, tuple[Platform, ...]], ...]
    commands: tuple[Command, ...]
