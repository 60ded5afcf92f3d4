"""Where frames come from: arguments, lines of stdin, hex in its usual spellings, descriptions of a hub.

The rule: every text is either the bytes that it spells or a NotAFrame that says why not. Arguments that are all bytes
of two digits are one frame, so are the words of an unquoted description; otherwise every argument is a frame of its
own. Half bytes are refused, because nobody knows which half is missing.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from .descriptions import Descriptions

STDIN = "-"
SHOWN = 40  # characters of an input that a sentence quotes
LONGEST = 1 << 16  # characters of an input; no frame on the air comes near

_BYTE = re.compile(r"(?:0[xX])?[0-9A-Fa-f]{2}")
_DIGITS = re.compile(r"[0-9A-Fa-f]+")
_BETWEEN = re.compile(r"[\s:,-]+")


class NotAFrame(ValueError):
    """A text that spells no bytes; the message says why."""


class Source:
    """A text that should be a frame, and where it stood: "" for the only argument, else `argument 2` or `line 7`."""

    __slots__ = ("place", "text")

    def __init__(self, text: str, place: str = "") -> None:
        self.text = text
        self.place = place


def visible(text: str, limit: int = 0) -> str:
    """The text on one line, with everything that a terminal would act upon spelled out, cut to `limit` characters."""
    if limit and len(text) > limit:
        text = text[:limit] + "..."
    return "".join(_escaped(letter) for letter in text)


def _escaped(letter: str) -> str:
    if letter.isprintable() and letter != "\\":
        return letter
    code = ord(letter)
    if 0xDC80 <= code <= 0xDCFF:  # a byte that is no UTF-8
        return f"\\x{code - 0xDC00:02x}"
    return letter.encode("unicode_escape").decode()


def frame_bytes(text: str, described: Descriptions | None = None) -> bytes:
    """The bytes that a text spells: hex digits with or without blanks, `:`, `-`, `,` or `0x`; with `described`, also
    what a hub's description stands for."""
    if len(text) > LONGEST:
        raise NotAFrame(f'too long for a frame: "{visible(text, SHOWN)}"')
    meant = None if described is None else described.read(text)
    if isinstance(meant, bytes):
        return meant
    found = bytearray()
    for word in _BETWEEN.split(text if meant is None else meant):
        if not word:
            continue
        digits = word[2:] if word[:2] in ("0x", "0X") else word
        if not _DIGITS.fullmatch(digits):
            raise NotAFrame(f'not hexadecimal: "{visible(word, SHOWN)}"{_within(word, text)}')
        if len(digits) % 2:
            raise NotAFrame(f'half a byte: "{visible(word, SHOWN)}" has {len(digits)} digits{_within(word, text)}')
        found += bytes.fromhex(digits)
    if not found:
        raise NotAFrame(f'no bytes in "{visible(text, SHOWN)}"')
    return bytes(found)


def _within(word: str, text: str) -> str:
    return "" if word == text else f' in "{visible(text, SHOWN)}"'


def sources(
    arguments: list[str], stdin: BinaryIO | None, described: Descriptions | None = None
) -> Iterator[Source]:
    """The frames that the command line asks for, in its order. Without arguments they come from stdin."""
    if not arguments:
        yield from _lines(stdin)
    elif all(map(_BYTE.fullmatch, arguments)) or described is not None and described.split(arguments):
        yield Source(" ".join(arguments))
    else:
        for number, argument in enumerate(arguments, 1):
            if argument == STDIN:
                yield from _lines(stdin)
            else:
                yield Source(argument, f"argument {number}" if len(arguments) > 1 else "")


def _lines(stdin: BinaryIO | None) -> Iterator[Source]:
    """One frame per line; blank lines and what follows a `#` don't count."""
    number = 0
    while stdin is not None and (raw := stdin.readline(2 * LONGEST)):
        number += 1
        text = raw.decode("utf-8-sig", "surrogateescape").partition("#")[0].strip()
        if text:
            yield Source(text, f"line {number}")
        while len(raw) == 2 * LONGEST and not raw.endswith(b"\n"):  # the rest of a line without end is not kept
            raw = stdin.readline(2 * LONGEST)
