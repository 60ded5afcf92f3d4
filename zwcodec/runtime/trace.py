"""Which bytes and bits each value came from: the same operations, run with a recorder.

The rule: over a whole frame the spans cover every bit exactly once, in the order in which it was read: fields,
constants, lengths, checksums, the bytes in front of a body, and trailing bytes. A value whose bits are not
contiguous has a span for each piece, with the whole value in it. If the frame does not decode, the spans up to the
failure are there together with the error.
"""

from __future__ import annotations

from .errors import DecodeError, snake_case
from .fields import VIEWS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .codec import Codec
    from .context import Context
    from .fields import Field
    from .loads import Part

PREFIX, CONSTANT, TRAILING = "prefix", "constant", "trailing"


class Span:
    """`bit_length` bits from bit `bit_offset` (0 is the most significant) of byte `byte_offset` on.

    `path` is spelled as in errors. `field` is None for what is no attribute: prefix, constant and trailing.
    """

    __slots__ = ("bit_length", "bit_offset", "byte_offset", "field", "path", "value")

    def __init__(
        self, path: str, field: Field | None, value: object, byte_offset: int, bit_offset: int, bit_length: int
    ) -> None:
        self.path = path
        self.field = field
        self.value = value
        self.byte_offset = byte_offset
        self.bit_offset = bit_offset
        self.bit_length = bit_length

    def __repr__(self) -> str:
        return (
            f"Span({self.path!r}, {self.value!r}, byte {self.byte_offset}, bit {self.bit_offset}, "
            f"{self.bit_length} bits)"
        )


class Trace:
    """Spans, and either the message or the error."""

    __slots__ = ("error", "message", "spans")

    def __init__(self, spans: list[Span], message: Any, error: DecodeError | None) -> None:
        self.spans = spans
        self.message = message
        self.error = error


class Recorder:
    """Collects spans while a context reads. Readers tell it where they are."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        self._chain = ""  # messages around this place, spelled as in a path
        self._inner = ""  # list elements around this place, in the innermost message
        self._views: list[Span] = []  # spans of this message or element that show a view
        self._parts: dict[int, list[Span]] = {}  # register -> spans of the part of a split number
        self._stack: list[tuple[str, str, list[Span], dict[int, list[Span]]]] = []
        self._end = 0  # where the bytes end that have a span

    def _push(self) -> None:
        self._stack.append((self._chain, self._inner, self._views, self._parts))
        self._views = []
        self._parts = {}

    def enter(self, codec: Codec, data: bytes, start: int, pos: int) -> None:
        """A message starts; `data[start:pos]` is in front of its body."""
        nested = bool(self._stack)
        self._push()
        name = snake_case(codec.name)
        if nested:
            self._chain += ("." if self._inner else "") + self._inner.removesuffix(".") + " > " + name
        else:
            self._chain = name
        self._inner = ""
        start = max(start, self._end)  # a header that was read before has its own spans
        if pos > start:
            self._add(PREFIX, None, data[start:pos], start, 0, 8 * (pos - start))

    def enter_element(self, name: str, position: int) -> None:
        self._push()
        self._inner += f"{name}[{position}]."

    def leave(self) -> list[Span]:
        """The message or element ends; its spans that `settle` wants."""
        views = self._views
        self._chain, self._inner, self._views, self._parts = self._stack.pop()
        return views

    def _path(self, name: str) -> str:
        chain = f"{self._chain}." if " > " in self._chain else ""
        return f"{chain}{self._inner}{name}"

    def _add(self, name: str, field: Field | None, value: object, byte: int, bit: int, length: int) -> Span:
        span = Span(self._path(name), field, value, byte, bit, length)
        self.spans.append(span)
        self._end = max(self._end, byte + (bit + length + 7) // 8)
        if field is not None and field.kind in VIEWS:
            self._views.append(span)
        return span

    def add(self, part: Part, value: object, base: int) -> None:
        """A part of a load whose run starts at `base`."""
        for byte, bit, length in part.places:
            span = self._add(part.name, part.field, value, base + byte, bit, length)
            if part.slot < 0 and part.register >= 0:
                self._parts.setdefault(part.register, []).append(span)

    def add_bytes(self, field: Field | None, name: str, value: object, begin: int, end: int) -> None:
        if end > begin:
            self._add(name, field, value, begin, 0, 8 * (end - begin))

    def join(self, registers: list[int], value: int) -> None:
        """The parts read before make this number."""
        for register in registers:
            for span in self._parts.get(register, ()):
                span.value = value

    def settle(self, views: list[Span], record: object) -> None:
        """The message or element just left is complete: its views can be read now."""
        for span in views:
            if span.field is not None:
                span.value = getattr(record, span.field.name)


def record(read: Callable[[Context], Any], context: Context) -> Trace:
    """Trace whatever `read` reads with this context (a protocol's own decoder, for example)."""
    recorder = context.recorder = Recorder()
    context.careful = True
    try:
        return Trace(recorder.spans, read(context), None)
    except DecodeError as error:
        return Trace(recorder.spans, None, error)


def trace(
    codec: Codec, data: bytes, *, start: int, pos: int, end: int, context: Context, version: int = 0
) -> Trace:
    """The spans of one message."""
    from .interpret import read

    return record(
        lambda context: read(codec, data, start=start, pos=pos, end=end, context=context, version=version), context
    )
