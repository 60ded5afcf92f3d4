"""Z-Wave frames: class byte(s), command byte, body. `decode`, `encode`, and what the compiled road leaves over.

The rule: any bytes either decode or raise DecodeError. A class byte from 0xF1 on is the first of two; a class without
commands has no command byte; an unknown class or command is an UnknownCommand. A version that doesn't have the command
is read as the nearest that has it. Frames stand inside frames to a depth of 8 (runtime.context.MAX_DEPTH).
"""

from __future__ import annotations

from importlib import import_module
from operator import index

from zwcodec.command import Command, UnknownCommand
from zwcodec.protocol import PROTOCOL
from zwcodec.registry import COMMANDS, MODULES
from zwcodec.runtime import BACKEND
from zwcodec.runtime.context import MAX_DEPTH, Context
from zwcodec.runtime.errors import DecodeError, EncodeError
from zwcodec.runtime.message import Message

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

TWO_BYTES = 0xF1
NO_COMMAND = 1 << 24
_CLASSES = {number: name for number, _, _, name, _, _ in MODULES}
_resolved: dict[int, type[Command]] = {}  # by key: what was asked for before
overlays: dict[int, type[Command]] = {}  # by key: what overlay.py loaded


def resolve(key: int) -> type[Command] | None:
    """The class that answers `command class << 8 | command`, its module imported; None if there is none."""
    found = _resolved.get(key)
    if found is not None:
        return found
    whole_class = key & ~(NO_COMMAND | 0xFF) | NO_COMMAND
    command = overlays.get(key) or overlays.get(whole_class)
    if command is None:
        known = COMMANDS.get(key) or COMMANDS.get(whole_class)
        if known is None:
            return None
        module, name = known
        command = getattr(import_module(f"zwcodec.cc.{module}"), name)
    _resolved[key] = command
    return command


def decode(
    data: bytes | bytearray | memoryview, *, versions: Mapping[int, int] | None = None, strict: bool = False
) -> Command:
    """Turn a frame, command class byte first, into a command.

    versions: command class id -> version to read it with; the highest known one where it says nothing.
    strict: leftover bytes, reserved bits, unknown enum values and values out of range are errors.
    Raises DecodeError where the bytes are no such command; its `path`, `offset` and `hint` say where and why.
    """
    command: Command = interpreted(bytes(memoryview(data)), versions, strict)
    return command


def encode(command: Message) -> bytes:
    """The frame of a command. Raises EncodeError where the bytes could not say what the object says."""
    if not isinstance(command, Message):
        raise TypeError(f"a message is needed, not {type(command).__name__}")
    return command.to_bytes()


def interpreted(data: bytes, versions: Mapping[int, int] | None, strict: bool) -> Any:
    """`decode` by the interpreter alone."""
    return read(data, 0, len(data), Context(PROTOCOL, versions, strict))


def read(data: bytes, start: int, end: int, context: Context) -> Any:
    """The command in `data[start:end]`; nested commands come here too, with the context's depth counted up."""
    from zwcodec.runtime.interpret import read as read_message

    if context.depth >= MAX_DEPTH:
        raise DecodeError(f"more than {MAX_DEPTH} commands inside each other", offset=start)
    number, pos = _class_id(data, start, end)
    command = data[pos] if pos < end else None
    found = resolve(number << 8 | (NO_COMMAND if command is None else command))
    if found is None:
        if command is None:
            name = _CLASSES.get(number, "")
            raise DecodeError(message=name, path="command", offset=pos, needed=1, available=0, data=data)
        return UnknownCommand(command_class=number, command=command, payload=data[pos + 1 : end])
    version = index((context.versions or {}).get(number, 0) or 0)
    wire = found.__codec__.wire
    return read_message(
        found.__codec__,
        data,
        start=start,
        pos=min(start + len(wire.prefix), end),
        end=end,
        context=context,
        version=version,
    )


def write(message: Any, out: bytearray, context: Context) -> None:
    """Append the frame of a nested command."""
    if not isinstance(message, Command):
        raise EncodeError(f"a command is needed, not {type(message).__name__}")
    if isinstance(message, UnknownCommand):
        out += message.to_bytes()
    else:
        from zwcodec.runtime.interpret_encode import write as write_message

        write_message(message, context, out)


def _class_id(data: bytes, start: int, end: int) -> tuple[int, int]:
    size = 2 if start < end and data[start] >= TWO_BYTES else 1
    if end - start < size:
        raise DecodeError(path="command_class", offset=start, needed=size, available=end - start, data=data)
    return int.from_bytes(data[start : start + size], "big"), start + size


if BACKEND == "cython" and not TYPE_CHECKING:
    from zwcodec import _frame
    from zwcodec.runtime import core

    decode, encode = _frame.decode, core.to_bytes
