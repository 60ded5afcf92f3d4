"""A command-line tool from its arguments to its exit code; which protocol it speaks is a `Tool`.

The rule: one frame, one answer, in the order of the frames: its page (or JSON object) on stdout, or one line on stderr
(and with --json an object with `error` on stdout too, so that its lines are as many as the frames). A frame that does
not decode stops nothing.
"""

from __future__ import annotations

import argparse
import os
import sys

from zwcodec.runtime.errors import DecodeError

from .inputs import NotAFrame, frame_bytes, sources, visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any, NoReturn

    from .descriptions import Descriptions
    from .inputs import Source
    from .rows import Row

DECODED, FAILED, USAGE, INTERRUPTED, UNREAD = 0, 1, 2, 130, 141
HELP_WIDTH = 100

EPILOG = """\
exit codes: 0 all frames decoded, 1 at least one did not, 2 wrong usage or no way to read or write
colours: --color, else none if NO_COLOR is set, else if the output is a terminal"""


class Arguments(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(USAGE, f"{self.prog}: {visible(message)} (see {self.prog} --help)\n")


class Decoded:
    """What a protocol found in a frame: title and facts for a person, `content` for a program, the rows for both."""

    __slots__ = ("content", "facts", "rows", "title")

    def __init__(self, title: str, facts: str, content: dict[str, Any], rows: Sequence[Row]) -> None:
        self.title = title
        self.facts = facts
        self.content = content
        self.rows = rows


class Tool:
    """`name`, `description`, `examples` for --help; `described`: how a hub describes frames;
    `add_arguments(parser)`; `prepare(options) -> decode`, which may raise ValueError for a bad option, and
    `decode(data) -> Decoded`, which may raise DecodeError."""

    def __init__(
        self,
        name: str,
        description: str,
        examples: str,
        described: Descriptions,
        add_arguments: Callable[[argparse.ArgumentParser], None],
        prepare: Callable[[argparse.Namespace], Callable[[bytes], Decoded]],
    ) -> None:
        self.name = name
        self.description = description
        self.examples = examples
        self.described = described
        self.add_arguments = add_arguments
        self.prepare = prepare

    def run(self, arguments: Sequence[str] | None = None) -> int:
        """The whole tool; the arguments are those of the command line if none are given. Returns the exit code, or
        leaves it to argparse's SystemExit."""
        _open_streams()
        try:
            return self._run(arguments)
        except KeyboardInterrupt:
            return INTERRUPTED
        except BrokenPipeError:
            _drop_output()
            return UNREAD
        except OSError as problem:
            _drop_output()
            sys.stderr.write(f"{self.name}: {visible(str(problem))}\n")
            return USAGE

    def _run(self, arguments: Sequence[str] | None) -> int:
        parser = self.parser()
        options = parser.parse_intermixed_args(arguments)
        try:
            decode = self.prepare(options)
        except ValueError as problem:
            parser.error(str(problem))
        stdin = None if sys.stdin is None else sys.stdin.buffer
        if not options.frames and (stdin is None or stdin.isatty()):
            parser.error("no frame given")
        printer = _Printer(options, self)
        for source in sources(options.frames, stdin, self.described):
            printer.answer(source, decode)
        sys.stdout.flush()
        return printer.code

    def parser(self) -> Arguments:
        """All options, also for completion."""
        parser = Arguments(
            prog=self.name,
            description=self.description,
            epilog=f"examples:\n{self.examples}\n{EPILOG}",
            # Without a width, argparse imports shutil and all its compression modules to find one.
            formatter_class=lambda prog: argparse.RawDescriptionHelpFormatter(prog, width=HELP_WIDTH),
            allow_abbrev=False,
        )
        parser.add_argument(
            "frames",
            nargs="*",
            metavar="FRAME",
            help="hex, or a description from a hub. Arguments that are all bytes of two"
            " digits are one frame, else each is one. '-' or nothing: one frame on each line of stdin, # for comments",
        )
        self.add_arguments(parser)
        parser.add_argument("--json", action="store_true", help="print one JSON object per line and frame")
        parser.add_argument(
            "--strict",
            action="store_true",
            help="refuse leftover bytes, reserved bits, unknown enum values and values out of range",
        )
        parser.add_argument(
            "--bytes",
            action=argparse.BooleanOptionalAction,
            default=True,
            help="show which bytes and bits each value came from (default)",
        )
        parser.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="default: auto")
        parser.add_argument("--version", action=_Version)
        if "_ARGCOMPLETE" in os.environ:
            _complete(parser)
        return parser


class _Version(argparse.Action):
    """Prints the version, which is looked up only then."""

    def __init__(self, option_strings: Sequence[str], dest: str) -> None:
        super().__init__(option_strings, dest, nargs=0, help="print the version and stop")

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        import zwcodec

        sys.stdout.write(f"{parser.prog} {zwcodec.__version__} ({zwcodec.BACKEND})\n")
        parser.exit()


def _open_streams() -> None:
    """Streams that can take everything that we print; those that the caller closed go nowhere."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w"))  # noqa: SIM115  (open until the process ends)
        reconfigure = getattr(getattr(sys, name), "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def _drop_output() -> None:
    """Nobody takes what is still buffered: without this, Python would complain about it when the process ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _complete(parser: argparse.ArgumentParser) -> None:
    """Shell completion, where argcomplete is installed (the extra `cli`)."""
    from importlib import import_module
    from importlib.util import find_spec

    if find_spec("argcomplete") is not None:
        import_module("argcomplete").autocomplete(parser)


class _Printer:
    """Answers frame by frame; `code` is the exit code so far."""

    def __init__(self, options: argparse.Namespace, tool: Tool) -> None:
        self.tool = tool
        self.code = DECODED
        self.json: bool = options.json
        self.with_bytes: bool = options.bytes
        self.encoding: str = getattr(sys.stdout, "encoding", None) or "utf-8"
        self.first = True
        if not self.json:
            from .page import Page, wants_colour, width_of

            colour = wants_colour(options.color, sys.stdout)
            self.page = Page(colour=colour, width=width_of(sys.stdout), with_bytes=self.with_bytes)

    def answer(self, source: Source, decode: Callable[[bytes], Decoded]) -> None:
        data = None
        try:
            data = frame_bytes(source.text, self.tool.described)
            decoded = decode(data)
        except (NotAFrame, DecodeError) as error:
            self.fail(source, data, error)
        else:
            self.show(data, decoded)
        sys.stdout.flush()  # whoever follows a log wants to see each frame when it comes

    def fail(self, source: Source, data: bytes | None, error: NotAFrame | DecodeError) -> None:
        self.code = FAILED
        sentence = visible(str(error))
        if self.json:
            from . import plain

            known = plain.failure(error) if isinstance(error, DecodeError) else {}
            content = {"input": source.text} if data is None else {"frame": data.hex()}
            sys.stdout.write(plain.line({**content, "error": {"sentence": sentence, **known}}, self.encoding) + "\n")
            sys.stdout.flush()
        place = f"{source.place}: " if source.place else ""
        sys.stderr.write(f"{self.tool.name}: {place}{sentence}\n")

    def show(self, data: bytes, decoded: Decoded) -> None:
        if self.json:
            from . import plain

            content = {"frame": data.hex(), **plain.plain(decoded.content), **plain.words(decoded.rows)}
            if self.with_bytes:
                content["spans"] = plain.spans(decoded.rows)
            sys.stdout.write(plain.line(content, self.encoding) + "\n")
            return
        from .rows import joined

        if not self.first:
            sys.stdout.write("\n")
        self.first = False
        sys.stdout.write(self.page.text(decoded.title, decoded.facts, data, joined(decoded.rows)) + "\n")
