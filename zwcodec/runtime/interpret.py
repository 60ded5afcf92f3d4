"""Reading: runs the layout operations of docs/architecture.md over bytes.

The rule: any bytes give an object or a DecodeError, nothing else. A layout is compiled once per class to closures
`step(reader)` (decode_steps.py). Here is what surrounds the steps: the message as a whole, its trailing bytes, the
place and the hint of an error.
"""

from __future__ import annotations

from .context import Context
from .errors import DecodeError, count_of
from .reader import Reader, program
from .trace import TRAILING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .codec import Codec


def read(
    codec: Codec, data: bytes, *, start: int, pos: int, end: int, context: Context, version: int = 0
) -> Any:
    """The message in `data[start:end]`, whose body starts at `pos`. `version` 0 is the highest that we know."""
    recorder = context.recorder
    version = codec.wire.clamp(version)
    if recorder is not None:
        recorder.enter(codec, data, max(start, pos - len(codec.wire.prefix)), pos)
    try:
        reader = _run(codec, data, start, pos, end, version, context)
        if context.strict and reader.pos < end:
            reason = f"{count_of(end - reader.pos, 'byte')} left over"
            raise DecodeError(reason, path="trailing", offset=reader.pos, needed=0, available=end - reader.pos)
        if recorder is not None:
            recorder.add_bytes(None, TRAILING, data[reader.pos : end], reader.pos, end)
    except DecodeError as error:
        if error.leave_message(codec.name):
            error.data = error.data or data
            if not error.hint and not context.probing:
                error.hint = _hint(codec, data, start, pos, end, context, version)
        raise
    finally:
        if recorder is not None:
            views = recorder.leave()
    message = codec.create(reader.values, version, data[reader.pos : end])
    if recorder is not None:
        recorder.settle(views, message)
    return message


def read_part(
    codec: Codec, data: bytes, *, start: int, pos: int, end: int, context: Context, version: int = 0
) -> tuple[Any, int]:
    """A record that starts at `pos` and is followed by something else (a header), and where it ends."""
    recorder = context.recorder
    version = codec.wire.clamp(version)
    if recorder is not None:
        recorder.enter(codec, data, pos, pos)
    try:
        reader = _run(codec, data, start, pos, end, version, context)
    except DecodeError as error:
        if error.leave_message(codec.name):
            error.data = error.data or data
        raise
    finally:
        if recorder is not None:
            views = recorder.leave()
    record = codec.create(reader.values)
    if recorder is not None:
        recorder.settle(views, record)
    return record, reader.pos


def _run(codec: Codec, data: bytes, start: int, pos: int, end: int, version: int, context: Context) -> Reader:
    compiled = program(codec, codec.layout(version), context.protocol)
    reader = Reader(codec, data, start, pos, end, version, (), compiled.registers, context)
    for step in compiled.steps:
        step(reader)
    return reader


def _hint(codec: Codec, data: bytes, start: int, pos: int, end: int, context: Context, version: int) -> str:
    """Which other version reads these bytes without anything left over."""
    others = (*range(version - 1, codec.wire.low - 1, -1), *range(version + 1, codec.wire.high + 1))
    for other in others:
        probe = Context(context.protocol, context.versions, context.strict, depth=context.depth, probing=True)
        try:
            reader = _run(codec, data, start, pos, end, other, probe)
        except DecodeError:
            continue
        if reader.pos == end:
            return f"version {other} would fit"
    return ""
