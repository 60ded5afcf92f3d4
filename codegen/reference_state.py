# mypy: allow-subclassing-any, disable-error-code="import-untyped"
"""What the oracle remembers while it walks over one message: the state behind reference.py and reference_fields.py.

The rule: constructs are stateless and shared, everything that belongs to one message is here. A `Frame` is one command,
a `Scope` one set of names in it (the command's own, or those of one list element), a `Region` one stretch of bytes that
"the end" refers to. `Decoded` is the result; its `values` are what `as_dict()` of the library must give.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from construct import ConstructError, Container

from . import expr
from .model import Field, Part, Value

# The limits that the library has too (specs/README.md, section 4.6).
MAX_COMMANDS = 8  # commands inside one another, the frame itself included
MAX_VALUES = 16  # collections around a typed value
MAX_ELEMENTS = 0xFFFF  # of a counted list


class OracleError(Exception):
    """The one error of the oracle: where in the message, at which byte, and why."""

    def __init__(self, path: str, byte_offset: int, message: str) -> None:
        super().__init__(f"{path or 'frame'} at byte {byte_offset}: {message}")
        self.path = path
        self.byte_offset = byte_offset
        self.message = message


@dataclass(frozen=True)
class Span:
    """Where a value stood: bytes start..end, and the highest and lowest bit of them taken as one integer."""

    path: str
    start: int
    end: int
    bits: tuple[int, int] | None
    value: object
    label: str = ""


@dataclass
class Decoded:
    """One command as plain values, and what plain values can't tell.

    `raw` holds the bytes of values that don't give them back (by name path), `nested` the commands inside.
    """

    name: str
    module: str
    version: int
    values: dict[str, Any]
    trailing: bytes = b""
    command_class: int | None = None
    command: int | None = None
    raw: dict[str, bytes] = field(default_factory=dict)
    nested: dict[str, Decoded] = field(default_factory=dict)
    trace: list[Span] = field(default_factory=list, compare=False, repr=False)

    def plain(self) -> dict[str, Any]:
        """The command as a value of another one."""
        return {
            "command_class": self.command_class,
            "command": self.command,
            "name": self.name,
            "fields": self.values,
        }


@dataclass
class Region:
    """The frame, or a part of it that has an end of its own. `ended`: a field that may be missing was."""

    stream: io.BytesIO
    ended: bool = False

    def remaining(self) -> int:
        here = self.stream.tell()
        end = self.stream.seek(0, io.SEEK_END)
        self.stream.seek(here)
        return end - here


@dataclass
class Frame:
    version: int
    strict: bool
    origin: int  # offset of the first byte of this command in the outermost frame
    decode: Callable[[str, bytes, int], Decoded]  # a nested command: path, bytes, offset
    encode: Callable[[dict[str, Any], Decoded | None], bytes]
    path: str = ""  # where this command is in the outermost one, with a dot behind
    raw: dict[str, bytes] = field(default_factory=dict)
    nested: dict[str, Decoded] = field(default_factory=dict)
    trace: list[Span] = field(default_factory=list)
    regions: list[Region] = field(default_factory=list)

    @property
    def region(self) -> Region:
        return self.regions[-1]

    def before(self) -> bytes:
        """All bytes of this command in front of the current position."""
        stream = self.regions[0].stream
        if len(self.regions) == 1:
            return stream.getvalue()[: stream.tell()]
        inner = self.region.stream
        if hasattr(inner, "parent_stream"):  # reading: regions know their offset in the frame
            return stream.getvalue()[: inner.tell()]
        return b"".join(region.stream.getvalue() for region in self.regions)


@dataclass
class Scope:
    frame: Frame
    values: dict[str, Any]
    path: str = ""
    up: Mapping[str, int] = field(default_factory=dict)
    lengths: dict[str, int] = field(default_factory=dict)

    def context(self) -> Any:
        return Container(scope=self)

    def integers(self) -> dict[str, int]:
        return {name: int(value) for name, value in self.values.items() if isinstance(value, int)}

    def inner(self, values: dict[str, Any], name: str) -> Scope:
        """The scope of a list element; it sees this one's names as `parent.name`."""
        return Scope(self.frame, values, f"{self.path}{name}", {**self.up, **self.integers()})

    def number(self, tree: expr.Tree) -> int:
        """The value of an expression here and now."""
        known = self.integers() | {"version": self.frame.version, "remaining": self.frame.region.remaining()}
        return expr.evaluate(tree, known, self.up, self.lengths)

    def put(self, name: str, part: Part | None, value: Any) -> None:
        """Store a value that was read; the parts of a split number add up where the first one stood."""
        if part is None:
            self.values[name] = value
        else:
            self.values[part.number] = int(self.values.get(part.number) or 0) | value << part.at

    def take(self, name: str, part: Part | None, bits: int) -> Any:
        """The value to write; of a split number, the `bits` that belong here."""
        key = part.number if part else name
        if key not in self.values:
            raise ConstructError(f"no value for {key}")
        value = self.values[key]
        return value >> part.at & (1 << bits) - 1 if part else value

    def note(
        self, name: str, start: int, bits: tuple[int, int] | None, value: object, meaning: Value | str | None
    ) -> None:
        """Trace where a value stood. `meaning`: its label, or what knows it."""
        origin, end = self.frame.origin, self.frame.region.stream.tell()
        self.frame.trace.append(
            Span(
                f"{self.frame.path}{self.path}{name}", origin + start, origin + end, bits, value, _label(meaning, value)
            )
        )

    @contextmanager
    def located(self, name: str, stream: io.BytesIO) -> Iterator[int]:
        """Turn what construct reports inside into an OracleError at this field; gives the offset where it starts."""
        start = stream.tell()
        try:
            yield start
        except ConstructError as error:
            message = str(error).strip().splitlines()[-1]
            raise OracleError(f"{self.frame.path}{self.path}{name}", self.frame.origin + start, message) from None


def _label(meaning: Value | str | None, value: object) -> str:
    if isinstance(meaning, str):
        return meaning
    if meaning is None or not isinstance(value, int):
        return ""
    members = meaning.special + (meaning.enum.members if meaning.enum else ())
    return next((member.label for member in members if member.value == value), "")


def check_meaning(meaning: Value, value: Any) -> None:
    """A strict decoder's view of a number: legal is what the enum or `special` names, or what lies in min..max."""
    if value is None or isinstance(value, float) and math.isnan(value):
        return
    if any(member.value == value for member in meaning.special):
        return
    if meaning.enum is not None and any(member.value == value for member in meaning.enum.members):
        return
    if meaning.minimum is None and meaning.maximum is None:
        if meaning.enum is not None:
            raise ConstructError(f"{value} is not a value of {meaning.enum.name or 'the enum'}")
        return
    low_enough = meaning.maximum is None or value <= meaning.maximum
    high_enough = meaning.minimum is None or value >= meaning.minimum
    if not (low_enough and high_enough):
        raise ConstructError(f"{value} is not in {meaning.minimum}..{meaning.maximum}")


def decode_only(tree: expr.Tree) -> bool:
    """Nobody but a decoder knows what is `remaining`; an encoder takes what the values say."""
    return any(node == ("name", "remaining") for node in expr.walk(tree))


def in_version(item: Field, version: int) -> bool:
    return item.since <= version <= item.until
