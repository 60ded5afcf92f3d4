"""Rows as text for a terminal: where the bits are, the bytes themselves, a tree of names and what they mean.

The rule: readable without colour, aligned in 100 columns or the terminal's width, nothing of a frame reaches the
terminal unescaped. Bits that are part of a byte are drawn in their place, `010.....`: the most significant one first,
the bits of others as dots; that needs no numbering, and the standards don't agree on one.
"""

from __future__ import annotations

import os

from .rows import COMPUTED, EXTRA, FIELD, HEADING, RESERVED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    from .rows import Place, Row

WIDTH = 100
LEAST_VALUE = 24  # columns that a value gets, however narrow the terminal
MOST_NAME = 36  # columns from which on a name pushes its value out of line
MOST_BYTES = 8  # of a row; what is longer is cut
MOST_PATTERN = 2  # bytes whose bits are drawn

_STYLES = {
    "title": "1",
    "place": "2",
    "dim": "2",
    "name": "36",
    "heading": "1",
    "label": "32",
    "warning": "33",
}


def wants_colour(choice: str, stream: TextIO) -> bool:
    """`choice`: always, never, or auto: a terminal, unless NO_COLOR is set (https://no-color.org)."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    if os.name == "nt" and not os.environ.get("WT_SESSION"):  # an old console would print the escapes
        return False
    return stream.isatty()


def width_of(stream: TextIO) -> int:
    """The terminal's width; 100 where the output is no terminal, so that it is the same everywhere."""
    if not stream.isatty():
        return WIDTH
    try:
        return os.get_terminal_size(stream.fileno()).columns or WIDTH
    except OSError:  # a terminal that does not know
        return WIDTH


class Page:
    """How to print: with colour or not, how wide, with bytes or not."""

    def __init__(self, *, colour: bool = False, width: int = WIDTH, with_bytes: bool = True) -> None:
        self.colour = colour
        self.width = width
        self.with_bytes = with_bytes

    def text(self, title: str, facts: str, data: bytes, rows: Iterable[Row]) -> str:
        """One frame, without a line break at its end."""
        shown = [row for row in rows if row.kind != RESERVED or any_bit(data, row.place)]
        places = [self._place(row.place, data) if self.with_bytes else ("", "") for row in shown]
        where = max((len(place) for place, _ in places), default=0)
        what = max((len(octets) for _, octets in places), default=0)
        margin = "  " if not where else " " * (2 + where + 2 + what + 2)
        names = [len(self._indented(row)) for row in shown if row.kind != HEADING]
        name_width = max((length for length in names if length <= MOST_NAME), default=0)
        lines = [self._title(title, facts)]
        for row, (place, octets) in zip(shown, places, strict=True):
            lead = margin
            if where and place:
                drawn = self._bits(octets) + " " * (what - len(octets))
                lead = f"  {self._styled('place', place.ljust(where))}  {drawn}  "
            lines.extend(self._lines(row, lead, margin, name_width))
        return "\n".join(lines)

    def _title(self, title: str, facts: str) -> str:
        if len(title) + len(facts) + 4 > self.width:
            return f"{self._styled('title', title)}\n  ({facts})"
        return f"{self._styled('title', title)}  ({facts})"

    def _styled(self, style: str, text: str) -> str:
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if self.colour and text else text

    def _bits(self, octets: str) -> str:
        """Bytes plain, dots of a pattern dim."""
        if not self.colour or "." not in octets:
            return octets
        parts = octets.replace(".", "\0").split("\0")
        dotted = []
        run = 0
        for position, part in enumerate(parts):
            if position:
                run += 1
            if part or position == len(parts) - 1:
                dotted.append(self._styled("dim", "." * run) + part)
                run = 0
        return "".join(dotted)

    def _place(self, place: Place | None, data: bytes) -> tuple[str, str]:
        if place is None:
            return "", ""
        first, bit, length = place
        last = (8 * first + bit + length - 1) // 8
        where = f"byte {first}" if first == last else f"bytes {first}-{last}"
        octets = data[first : last + 1]
        text = octets[:MOST_BYTES].hex(" ") + (" .." if len(octets) > MOST_BYTES else "")
        if bit or (bit + length) % 8:
            if len(octets) <= MOST_PATTERN:
                text += f"  {pattern(octets, bit, length)}"
            else:
                where += f", {length} bits"
        return where, text

    def _indented(self, row: Row) -> str:
        return "  " * row.level + row.name

    def _lines(self, row: Row, lead: str, margin: str, name_width: int) -> list[str]:
        name = self._indented(row)
        if row.kind == HEADING:
            behind = f": {row.meaning.shown}" if row.meaning.shown else ""
            return [f"{lead}{self._styled('heading', name + behind)}".rstrip()]
        text = str(row.meaning)
        start = len(margin) + max(name_width, len(name)) + 3
        room = max(LEAST_VALUE, self.width - start)
        pieces = [text] if len(text) <= room else _wrapped(text, room)
        first = self._value(row, pieces[0], len(pieces) == 1)
        lines = [f"{lead}{self._name(row, name.ljust(name_width))} = {first}"]
        lines.extend(f"{' ' * start}{self._value(row, piece, False)}" for piece in pieces[1:])
        return lines

    def _name(self, row: Row, name: str) -> str:
        if row.kind == FIELD:
            return self._styled("name", name)
        return self._styled("warning" if row.name == "trailing" else "dim", name)

    def _value(self, row: Row, text: str, whole: bool) -> str:
        if row.kind in (RESERVED, EXTRA) and row.name != "trailing":
            return self._styled("dim", text)
        if row.kind in (FIELD, COMPUTED) and whole and row.meaning.label:
            return f"{row.meaning.shown} -> {self._styled('label', row.meaning.label)}"
        return text


def _wrapped(text: str, room: int) -> list[str]:
    from textwrap import wrap

    return wrap(text, room, break_on_hyphens=False) or [""]


def any_bit(data: bytes, place: Place | None) -> bool:
    """Whether a bit is set there."""
    if place is None:
        return False
    byte, bit, length = place
    last = (8 * byte + bit + length - 1) // 8
    number = int.from_bytes(data[byte : last + 1], "big") >> -(bit + length) % 8
    return bool(number & (1 << length) - 1)


def pattern(octets: bytes, bit: int, length: int) -> str:
    """The bits from `bit` on as digits in their place, the others as dots, a blank between bytes."""
    digits = "".join(f"{octet:08b}" for octet in octets)
    drawn = "." * bit + digits[bit : bit + length] + "." * (len(digits) - bit - length)
    return " ".join(drawn[at : at + 8] for at in range(0, len(drawn), 8))
