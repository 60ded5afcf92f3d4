"""Writing: runs the layout operations of docs/architecture.md over an object.

The rule: what is written reads back as the same object, or an EncodeError names the field that stands in the way.
The operations are the reader's, in the same order (encode_steps.py); here is what surrounds them.
"""

from __future__ import annotations

from .context import Context
from .errors import EncodeError
from .writer import Writer, program

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .codec import Codec


def write(message: Any, context: Context, out: bytearray) -> None:
    """Append the whole message: prefix, body, trailing bytes."""
    codec: Codec = message.__codec__
    start = len(out)
    out += codec.wire.prefix
    _run(codec, message, out, start, message.version, context)
    out += message.trailing


def write_part(record: Any, context: Context, out: bytearray, *, start: int | None = None, version: int = 0) -> None:
    """Append a record that is followed by something else (a header). `start`: where its frame starts."""
    codec: Codec = record.__codec__
    _run(codec, record, out, len(out) if start is None else start, codec.wire.clamp(version), context)


def _run(codec: Codec, record: Any, out: bytearray, start: int, version: int, context: Context) -> Writer:
    compiled = program(codec, codec.layout(version), context.protocol)
    writer = Writer(codec, codec.values(record), out, start, version, (), compiled.registers, context)
    try:
        for step in compiled.steps:
            step(writer)
        writer.end_region()
    except EncodeError as error:
        error.leave_message(codec.name)
        raise
    return writer


def _dry_run(record: Any) -> Writer:
    codec: Codec = record.__codec__
    out = bytearray(codec.wire.prefix)
    version = record.version if codec.is_message else codec.wire.high
    return _run(codec, record, out, 0, version, Context(codec.cls.__protocol__))


def checksums(record: Any) -> dict[int, int]:
    """The checksums that the message must have, by slot."""
    return _dry_run(record).checksums


def patched_number(record: Any, name: str) -> int | None:
    """The length field `name` of a region; None where the region is absent or the object can't be written."""
    codec: Codec = record.__codec__
    if not codec.layout(codec.wire.high):
        return None
    try:
        return _dry_run(record).numbers.get(name)
    except EncodeError:
        return None
