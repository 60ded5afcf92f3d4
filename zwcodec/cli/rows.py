"""From the spans of a trace to the rows of a page: one for every field, in the order of the wire, as a tree.

The rule: a row has the bits of its value and nothing else, so that all rows of a frame together have every bit once.
Records and nested commands open a heading; computed values come at its end and have no bits. `joined` makes one row of
pieces that follow each other: those of a number, and the elements of a list that are plain numbers.
"""

from __future__ import annotations

from zwcodec.runtime.errors import snake_case
from zwcodec.runtime.trace import TRAILING

from .values import Meaning, meaning, plain_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from zwcodec.runtime.message import Field
    from zwcodec.runtime.trace import Span

    Place = tuple[int, int, int]  # byte, bit (0 is the most significant), number of bits
    Heading = tuple[str, Any]  # name, the record or message that it opens

FIELD, HEADING, COMPUTED, RESERVED, EXTRA = "field", "heading", "computed", "reserved", "extra"


class Row:
    """`kind`: a field, a heading, a computed value, reserved bits, or what is no field (constants, trailing bytes).
    `path` is that of the span; `place` is None where the row has no bits; `plain` says that it is an element of a list
    that means nothing beyond its number."""

    __slots__ = ("kind", "level", "meaning", "name", "path", "place", "plain")

    def __init__(
        self, kind: str, path: str, name: str, level: int, place: Place | None, meaning: Meaning, plain: bool = False
    ) -> None:
        self.kind = kind
        self.path = path
        self.name = name
        self.level = level
        self.place = place
        self.meaning = meaning
        self.plain = plain


class Words:
    """What a protocol says about its own: overridden by zwave.py and zigbee.py."""

    def title(self, message: Any) -> str:
        """A nested message in a few words."""
        raise NotImplementedError

    def reference(self, kind: str, number: int) -> str:
        """The name of the class, cluster or whatever `kind` is that has this number."""
        raise NotImplementedError

    def other(self, name: str, value: object, owner: Any) -> tuple[str, Meaning]:
        """Name and meaning of a span that is no field."""
        return name, Meaning(plain_text(value))

    def field(self, field: Field, value: object, owner: Any) -> tuple[str, Meaning]:
        """Name and meaning of a field."""
        return field.name, meaning(field, value, owner, self.reference)

    def heading(self, name: str, record: Any) -> str:
        """What stands behind the name of a heading."""
        return self.title(record) if hasattr(record, "trailing") else ""


class Located:
    """Where a span belongs: its owner, the headings above it, its name below them."""

    __slots__ = ("headings", "name", "owner")

    def __init__(self, owner: Any, headings: list[Heading], name: str) -> None:
        self.owner = owner
        self.headings = headings
        self.name = name


def locate(message: Any, path: str) -> Located:
    """Follow a path, spelled as in errors and traces, into the message."""
    owner = message
    headings: list[Heading] = []
    parts = path.split(" > ")
    name = ""
    for position, part in enumerate(parts):
        if position:
            nested_name, _, part = part.partition(".")
            field_name, owner = _nested(owner, nested_name)
            headings.append((field_name, owner))
        elif len(parts) > 1:
            part = part.partition(".")[2]  # the outermost message itself
        components = part.split(".") if part else []
        name = components.pop() if components and position == len(parts) - 1 else ""
        for component in components:
            list_name, _, index = component.partition("[")
            field = next(field for field in owner.__fields__ if field.name == list_name)
            owner = getattr(owner, list_name)[int(index.rstrip("]"))]
            if field.kind == "columns":  # read column by column: a heading would open for every value
                name = f"{component}.{name}"
            else:
                headings.append((component, owner))
    return Located(owner, headings, name)


def _nested(owner: Any, name: str) -> tuple[str, Any]:
    for field in owner.__fields__:
        if field.kind == "nested":
            message = getattr(owner, field.name)
            if message is not None and snake_case(type(message).__name__) == name:
                return field.name, message
    raise LookupError(f"{type(owner).__name__} holds no {name}")


class _Builder:
    """The rows of one message, while its spans come in."""

    def __init__(self, message: Any, words: Words) -> None:
        self.message = message
        self.words = words
        self.rows: list[Row] = []
        self._open: list[Heading] = []
        self._computed = False  # whether the computed values of the message itself are there

    def add(self, span: Span) -> None:
        at = locate(self.message, span.path)
        self._move_to(at.headings)
        if span.path == TRAILING:
            self.finish()
        self.rows.append(self._row(span, at))

    def finish(self) -> None:
        self._move_to([])
        if not self._computed:
            self._computed = True
            self._compute(self.message)

    def _move_to(self, headings: list[Heading]) -> None:
        """Close and open headings until these are open."""
        names = [name for name, _ in headings]
        while [name for name, _ in self._open] != names[: len(self._open)]:
            self._compute(self._open[-1][1])
            self._open.pop()
        for name, owner in headings[len(self._open) :]:
            text = self.words.heading(name, owner)
            self.rows.append(Row(HEADING, "", name, len(self._open), None, Meaning(text)))
            self._open.append((name, owner))

    def _compute(self, owner: Any) -> None:
        above = "".join(f"{name}." for name, _ in self._open)
        for field in owner.__fields__:
            if field.kind == "computed":
                value = getattr(owner, field.name)
                if value is not None:
                    name, what = self.words.field(field, value, owner)
                    self.rows.append(Row(COMPUTED, above + name, name, len(self._open), None, what))

    def _row(self, span: Span, at: Located) -> Row:
        field = span.field
        place = (span.byte_offset, span.bit_offset, span.bit_length)
        if field is None:
            name, what = self.words.other(at.name, span.value, at.owner)
            return Row(EXTRA, span.path, name, len(at.headings), place, what)
        name, what = self.words.field(field, span.value, at.owner)
        plain = field.kind == "list" and not what.label and span.bit_length % 8 == 0
        if plain:
            name = at.name.partition("[")[0]
        elif name == field.name:
            name = at.name
        kind = RESERVED if field.reserved else FIELD
        return Row(kind, span.path, name, len(at.headings), place, what, plain)


def rows_of(message: Any, spans: Iterable[Span], words: Words) -> list[Row]:
    """The rows of a message that is not inside another: one for every span, headings and computed values between."""
    builder = _Builder(message, words)
    for span in spans:
        builder.add(span)
    builder.finish()
    return builder.rows


def joined(rows: Iterable[Row]) -> list[Row]:
    """The same with pieces put together."""
    groups: list[list[Row]] = []
    for row in rows:
        if groups and _continues(row, groups[-1][-1], groups[-1][0]):
            groups[-1].append(row)
        else:
            groups.append([row])
    return [group[0] if len(group) == 1 else _one(group) for group in groups]


def _continues(row: Row, last: Row, first: Row) -> bool:
    """Whether the row's bits follow those of the last one and belong to the same value or list."""
    if row.place is None or last.place is None or (row.kind, row.name, row.level) != (last.kind, last.name, last.level):
        return False
    byte, bit, length = last.place
    if 8 * byte + bit + length != 8 * row.place[0] + row.place[1]:
        return False
    return row.plain and last.plain or row.path == first.path


def _one(group: list[Row]) -> Row:
    first = group[0]
    what = first.meaning
    if first.plain:
        what = Meaning(", ".join(row.meaning.shown for row in group), "", what.unit)
    assert first.place is not None
    place = (*first.place[:2], sum(row.place[2] for row in group if row.place is not None))
    return Row(first.kind, first.path, first.name, first.level, place, what, first.plain)
