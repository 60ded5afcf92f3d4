"""`zwdecode`: what is Z-Wave's about it. Frames are read by the tracing interpreter, which says where each bit went.

The rule: class and command bytes are rows like all others, so nothing of a frame is left out. Only the module of the
frame's own command class is imported; the names of other classes come from the registry.
"""

from __future__ import annotations

from zwcodec.command import Command, UnknownCommand
from zwcodec.frame import read
from zwcodec.protocol import PROTOCOL
from zwcodec.registry import MODULES
from zwcodec.runtime.context import Context
from zwcodec.runtime.errors import snake_case
from zwcodec.runtime.trace import CONSTANT, PREFIX, Span, record

from . import overlays
from .descriptions import ZWAVE
from .inputs import visible
from .names import find, number_of, spaced
from .rows import Words, rows_of
from .tool import Decoded, Tool
from .values import Meaning, plain_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator
    from typing import Any

    from zwcodec.notifications import EventParameter
    from zwcodec.runtime.message import Field

COMMAND_CLASS, COMMAND, PAYLOAD = "command_class", "command", "payload"
EVENT_PARAMETERS = "event_parameters"
NOTIFICATION = "zwcodec.cc.notification"  # by its name, so that it is imported only for frames of its own
TWO_BYTES = 0xF1  # from this class byte on, the class has a second one
_NAMES = {number: spaced(name) for number, _, _, name, _, _ in MODULES if number is not None}

EXAMPLES = """\
  zwdecode 2003FF                        basic report
  zwdecode 20 03 FF                      the same
  zwdecode "zw device: 02, command: 2003, payload: FF"
  zwdecode 2603000A 2603FF --command-class-version switch_multilevel=1
  grep command: hub.log | zwdecode --json
"""


def class_text(number: int) -> str:
    """`0x20 Basic`; `0x99` if nobody knows the class."""
    return f"0x{number:02X} {_NAMES.get(number, '')}".rstrip()


class ZwaveWords(Words):
    """Names of command classes and commands."""

    def title(self, message: Any) -> str:
        name = spaced(type(message).__name__)
        return name if isinstance(message, UnknownCommand) else f"{name}, version {message.version}"

    def reference(self, kind: str, number: int) -> str:
        return _NAMES.get(number, "") if kind == "command_class" else ""

    def field(self, field: Field, value: Any, owner: Any) -> tuple[str, Meaning]:
        name, what = super().field(field, value, owner)
        if field.name == EVENT_PARAMETERS and value and type(owner).__module__ == NOTIFICATION:
            from zwcodec.notifications import event_parameter

            what.label = _parameter_text(event_parameter(owner))
        return name, what

    def other(self, name: str, value: object, owner: Any) -> tuple[str, Meaning]:
        if name == COMMAND_CLASS:
            return name, Meaning(f"0x{owner.command_class:02X}", _NAMES.get(owner.command_class, "unknown"))
        if name == COMMAND:
            known = "" if isinstance(owner, UnknownCommand) else spaced(type(owner).__name__)
            return name, Meaning(f"0x{owner.command:02X}", known or "unknown")
        return name, Meaning(plain_text(value))


def _parameter_text(parameter: EventParameter | None) -> str:
    """`user ID 1`, `state 8: Motion detection`, `command: UserCodeReport(user=1, ...)`."""
    if parameter is None or isinstance(parameter.value, bytes):
        return ""
    if isinstance(parameter.value, Command):
        return visible(f"{parameter.name}: {parameter.value}")
    text = f"{parameter.name} {parameter.value} {parameter.unit}".rstrip()
    return f"{text}: {parameter.label}" if parameter.label else text


def complete(message: Command, spans: list[Span], data: bytes) -> list[Span]:
    """The spans with class and command bytes apart, and with the inside of commands that nobody knows."""
    if isinstance(message, UnknownCommand):
        return list(_unknown("", message, data, 0, len(data)))
    outermost = snake_case(type(message).__name__)
    found: list[Span] = []
    for span in spans:
        field, end = span.field, span.byte_offset + span.bit_length // 8
        if field is None and span.path.endswith(PREFIX):
            found.extend(_prefix(span.path.removesuffix(PREFIX), data, span.byte_offset, end))
        elif field is None and span.path.endswith(CONSTANT) and found and _is_command_byte(span, found[-1]):
            # The id is only some bits of its byte; the others are fields.
            path = span.path.removesuffix(CONSTANT) + COMMAND
            found.append(Span(path, None, span.value, span.byte_offset, span.bit_offset, span.bit_length))
        elif field is not None and isinstance(span.value, UnknownCommand):
            found.extend(_unknown(_inside(span.path, outermost), span.value, data, span.byte_offset, end))
        else:
            found.append(span)
    return found


def _is_command_byte(span: Span, before: Span) -> bool:
    end = before.byte_offset + before.bit_length // 8
    return before.path.endswith(COMMAND_CLASS) and (span.byte_offset, span.bit_offset) == (end, 0)


def _prefix(above: str, data: bytes, begin: int, end: int) -> Iterator[Span]:
    """Class byte or bytes, and the command byte if there is one."""
    middle = begin + (2 if data[begin] >= TWO_BYTES else 1)
    yield Span(above + COMMAND_CLASS, None, data[begin:middle], begin, 0, 8 * (middle - begin))
    if end > middle:
        yield Span(above + COMMAND, None, data[middle:end], middle, 0, 8 * (end - middle))


def _unknown(above: str, message: UnknownCommand, data: bytes, begin: int, end: int) -> Iterator[Span]:
    """A command that nobody knows: class, command, and all the rest."""
    body = end - len(message.payload)
    yield from _prefix(above, data, begin, body)
    if message.payload:
        payload = next(field for field in message.__fields__ if field.name == PAYLOAD)
        yield Span(above + PAYLOAD, payload, message.payload, body, 0, 8 * (end - body))


def _inside(path: str, outermost: str) -> str:
    """How paths start inside of the command that the field at `path` holds."""
    chain, arrow, inner = path.rpartition(" > ")
    above = (inner if arrow else f"{outermost}.{path}").rpartition(".")[0]
    return f"{chain}{arrow}{above} > {snake_case(UnknownCommand.__name__)}."


def decode(data: bytes, versions: dict[int, int], strict: bool) -> Decoded:
    """One frame. DecodeError if it is none."""
    trace = record(lambda context: read(data, 0, len(data), context), Context(PROTOCOL, versions, strict))
    if trace.error is not None:
        raise trace.error
    message = trace.message
    facts = [f"command class {class_text(message.command_class)}"]
    content: dict[str, Any] = {
        "name": message.name,
        "command_class": message.command_class,
        "command_class_name": _NAMES.get(message.command_class),
        "command": message.command,
    }
    if message.command is not None:
        facts.append(f"command 0x{message.command:02X}")
    if not isinstance(message, UnknownCommand):
        facts.append(f"version {message.version}")
        content["version"] = message.version
    content.update(fields=message.as_dict(), trailing=message.trailing)
    rows = rows_of(message, complete(message, trace.spans, data), ZwaveWords())
    return Decoded(spaced(message.name), ", ".join(facts), content, rows)


def version_of(text: str) -> tuple[int, int]:
    """`0x26=1` or `switch_multilevel=1`. ValueError if it is neither."""
    name, equals, version = text.partition("=")
    number = number_of(name, 0xFFFF)
    if number is None:
        found = find(MODULES, name)
        if not found or found[0][0] is None:
            raise ValueError(f'no command class is called "{name}"')
        number = found[0][0]
    elif number not in _NAMES:
        raise ValueError(f"no command class {name.strip()} is known")
    wanted = number_of(version, 0xFF) if equals else None
    if not wanted:
        raise ValueError(f"{text}: a version from 1 to 255 must follow, as in 0x26=1")
    return number, wanted


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--command-class-version",
        action="append",
        default=[],
        metavar="CLASS=VERSION",
        help="read a command class in this version, not the highest: 0x26=1 or switch_multilevel=1; may be repeated",
    )
    overlays.add_argument(parser, "a command class from a YAML file")


def _prepare(options: argparse.Namespace) -> Callable[[bytes], Decoded]:
    if options.overlay:
        from zwcodec.overlay import load_overlay

        for number, _, _, name, _, _ in overlays.load(options.overlay, load_overlay):
            if number is not None:
                _NAMES[number] = spaced(name)
    versions = dict(map(version_of, options.command_class_version))
    strict: bool = options.strict
    return lambda data: decode(data, versions, strict)


TOOL = Tool(
    name="zwdecode",
    description="Explain Z-Wave frames: which bits are what, and what they mean.",
    examples=EXAMPLES,
    described=ZWAVE,
    add_arguments=_add_arguments,
    prepare=_prepare,
)
