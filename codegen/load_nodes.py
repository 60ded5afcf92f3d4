"""YAML nodes that know their place: every question that a node can't answer becomes a problem at its path.

The rule: scalars are read from their text, by what the caller expects there, never by what YAML guesses (so `off`
stays a name and `80 03` stays hex). A question always gets an answer of the right type, a harmless one if the text
is wrong, so that loading can go on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import TypeVar

import yaml

from . import expr
from .expr import ExpressionError, Tree
from .model import Where
from .problems import Problems, listing, suggestion

LONGEST_EXPRESSION = 200
DEEPEST = 80
T = TypeVar("T")
D = TypeVar("D")
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_INTEGER = re.compile(r"[-+]?(0[xX][0-9a-fA-F]{1,32}|0[bB][01]{1,64}|0|[1-9][0-9]{0,31})\Z")
_DECIMAL = re.compile(r"[-+]?[0-9]{1,64}(\.[0-9]{1,64})?([eE][-+]?[0-9]{1,3})?\Z")
_RANGE = re.compile(r"\s*([^.\s]+)\s*\.\.\s*([^.\s]+)\s*\Z")
_HEX = re.compile(r"([0-9a-fA-F]{2}\s*)*\Z")
_TAGS = frozenset(f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map"))
_SURROGATE = re.compile("[\ud800-\udfff]")  # half a letter: bytes that somebody read as text
_BRACKET = re.compile(r"[\[\]{}]")
_START = re.compile(r"^[ ?-]+", re.MULTILINE)
_NULLS = ("null", "~", "")
SNAKE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*\Z")
PASCAL = re.compile(r"[A-Z][A-Za-z0-9]*\Z")


class Node:
    """A node of a YAML file, with its path and the collector of its file's problems."""

    __slots__ = ("_above", "problems", "raw", "where")

    def __init__(self, raw: yaml.Node, where: Where, problems: Problems, above: tuple[yaml.Node, ...] = ()) -> None:
        self.raw = raw
        self.where = where
        self.problems = problems
        self._above = above

    @staticmethod
    def root(file: str) -> Where:
        return Where(file, "/")

    # -- form --------------------------------------------------------------------------------------------------

    @property
    def is_mapping(self) -> bool:
        return isinstance(self.raw, yaml.MappingNode)

    @property
    def is_sequence(self) -> bool:
        return isinstance(self.raw, yaml.SequenceNode)

    @property
    def is_scalar(self) -> bool:
        return isinstance(self.raw, yaml.ScalarNode)

    @property
    def plain(self) -> str | None:
        """The text of a scalar without quotes, else None."""
        return str(self.raw.value) if isinstance(self.raw, yaml.ScalarNode) and not self.raw.style else None

    @property
    def is_null(self) -> bool:
        return self.plain in _NULLS

    @property
    def is_integer(self) -> bool:
        return self.plain is not None and _INTEGER.match(self.plain) is not None

    def describe(self) -> str:
        """What is there, for messages."""
        if self.is_mapping:
            return "a mapping"
        if self.is_sequence:
            return "a list"
        if self.is_null:
            return "nothing"
        quoted = " in quotes" if self.plain is None and _INTEGER.match(str(self.raw.value)) else ""
        return f"{str(self.raw.value)!r}{quoted}"

    def problem(self, message: str, key: str = "") -> None:
        self.problems.add(self.at(key) if key else self.where, message)

    def at(self, key: str) -> Where:
        base = "" if self.where.path == "/" else self.where.path
        return Where(self.where.file, f"{base}/{key}")

    def _child(self, raw: yaml.Node, key: str) -> Node:
        child = Node(raw, self.at(key), self.problems, (*self._above, self.raw))
        if raw.tag not in _TAGS:
            child.problem(f"the tag {raw.tag!r}: tags are not part of the spec language")
        if any(raw is above for above in child._above):
            child.problem("an alias of a node that it stands in")
            child.raw = yaml.ScalarNode("tag:yaml.org,2002:str", "")
        return child

    # -- collections -------------------------------------------------------------------------------------------

    def entries(self) -> list[tuple[str, Node]]:
        """Keys (as they are written) and values of a mapping; a key that comes twice is a problem."""
        if not isinstance(self.raw, yaml.MappingNode):
            self.problem(f"expected a mapping, found {self.describe()}")
            return []
        found: dict[str, Node] = {}
        for key, value in self.raw.value:
            if not isinstance(key, yaml.ScalarNode):
                self.problem("a key must be a word or a number, not a collection")
                continue
            child = self._child(value, key.value)
            if key.value in found:
                child.problem("this key stands twice in its mapping")
                continue
            found[key.value] = child
        return list(found.items())

    def mapping(self, allowed: Iterable[str], required: Iterable[str] = (), what: str = "here") -> dict[str, Node]:
        """A mapping whose keys are known in advance."""
        known = set(allowed)
        found = {}
        for key, value in self.entries():
            if key not in known:
                value.problem(f"unknown key{suggestion(key, known)}; allowed {what}: {listing(known)}")
            else:
                found[key] = value
        if self.is_mapping:
            for key in required:
                if key not in found:
                    self.problem(f"missing key {key!r}")
        return found

    def numbered(self) -> list[tuple[int, Node]]:
        """A mapping whose keys are integers."""
        found: dict[int, Node] = {}
        for key, value in self.entries():
            if _INTEGER.match(key) is None:
                value.problem(f"expected a number as key, found {key!r}")
            elif (number := int(key, 0)) in found:
                value.problem(f"the number {key} stands twice in its mapping")
            else:
                found[number] = value
        return list(found.items())

    def items(self) -> list[Node]:
        """The elements of a list."""
        if not isinstance(self.raw, yaml.SequenceNode):
            self.problem(f"expected a list, found {self.describe()}")
            return []
        return [self._child(raw, str(number)) for number, raw in enumerate(self.raw.value)]

    # -- scalars -----------------------------------------------------------------------------------------------

    def text(self) -> str:
        if not self.is_scalar or self.is_null:
            self.problem(f"expected text, found {self.describe()}")
            return ""
        return str(self.raw.value).strip()

    def integer(self, low: int | None = None, high: int | None = None, default: int = 0) -> int:
        if not self.is_integer:
            self.problem(f"expected a number{_span(low, high)}, found {self.describe()}")
            return default
        value = int(str(self.raw.value), 0)
        if (low is not None and value < low) or (high is not None and value > high):
            self.problem(f"expected a number{_span(low, high)}, found {self.raw.value}")
            return default
        return value

    def string(self) -> str:
        """Text as it is, blanks at its ends included."""
        if not self.is_scalar:
            self.problem(f"expected text, found {self.describe()}")
            return ""
        return str(self.raw.value)

    def boolean(self) -> bool:
        if self.plain not in ("true", "false"):
            self.problem(f"expected true or false, found {self.describe()}")
        return self.plain == "true"

    def choice(self, allowed: Iterable[str], default: str = "") -> str:
        words = list(allowed)
        word = self.text()
        if word and word not in words:
            self.problem(f"{word!r} is not allowed here{suggestion(word, words)}; allowed: {listing(words)}")
        return word if word in words else default

    def matching(self, pattern: re.Pattern[str], what: str) -> str:
        word = self.text()
        if word and not pattern.match(word):
            self.problem(f"{word!r} is not {what}")
        return word

    def decimal(self) -> str:
        """Text of a decimal number, quoted or not."""
        word = self.text()
        if word and not _DECIMAL.match(word):
            self.problem(f"expected a decimal number, found {word!r}")
            return ""
        return word

    def range(self, low: int, high: int) -> tuple[int, int]:
        """`3` or `1..6`, both ends included."""
        bounds = self.is_scalar and parse_range(str(self.raw.value))
        if not bounds:
            self.problem(f"expected a number or a range like 1..4, found {self.describe()}")
            return low, high
        if bounds[0] < low or bounds[1] > high:
            self.problem(f"expected numbers{_span(low, high)}, found {self.raw.value}")
            return low, high
        if bounds[0] > bounds[1]:
            self.problem(f"the range {self.raw.value} is empty")
            return low, high
        return bounds

    def hex(self) -> bytes:
        """Bytes as pairs of hexadecimal digits, with or without blanks."""
        if not self.is_scalar or not _HEX.match(str(self.raw.value).strip()):
            self.problem(f"expected bytes as pairs of hexadecimal digits, found {self.describe()}")
            return b""
        return bytes.fromhex(str(self.raw.value))

    def marker(self) -> bytes:
        """A byte as a number (`0x00`), or bytes as quoted text (`"F1 00"`)."""
        if self.is_integer:
            return bytes((self.integer(0, 0xFF),))
        data = self.hex()
        if not data and self.is_scalar and not str(self.raw.value).strip():
            self.problem("expected at least one byte")
        return data or b"\0"

    def expression(self) -> Tree:
        if not self.is_scalar or self.is_null:
            self.problem(f"expected an expression, found {self.describe()}")
            return ("num", 0)
        text = str(self.raw.value)
        try:
            if len(text) <= LONGEST_EXPRESSION and text.isprintable():
                return expr.parse(text)
            self.problem(f"an expression is printable and has at most {LONGEST_EXPRESSION} characters")
        except ExpressionError as error:
            self.problem(str(error))
        return ("num", 0)

    def anything(self) -> object:
        """Whatever is there as a plain value; decimals stay exact."""
        if self.is_mapping:
            return {key: value.anything() for key, value in self.entries()}
        if self.is_sequence:
            return [item.anything() for item in self.items()]
        word = self.plain
        if word is None:
            return str(self.raw.value)
        if word in _NULLS:
            return None
        if word in ("true", "false"):
            return word == "true"
        if _INTEGER.match(word):
            return int(word, 0)
        number = parse_decimal(word)
        return word if number is None else number


def compose(text: str, file: str, problems: Problems) -> Node | None:
    """The root of a file's text; None, with a problem, if it is not YAML."""
    root = Node.root(file)
    if _SURROGATE.search(text):
        problems.add(root, "not YAML: there are bytes in it that are no text")
        return None
    if _depth(text) > DEEPEST:
        problems.add(root, f"nested deeper than {DEEPEST} levels")
        return None
    try:
        raw = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        problems.add(root, f"not YAML: {place}{error.problem or error.context}")
        return None
    except yaml.YAMLError as error:
        problems.add(root, f"not YAML: {' '.join(str(error).split())}")
        return None
    if raw is None:
        problems.add(root, "the file is empty")
        return None
    return Node(raw, root, problems)


def _depth(text: str) -> int:
    """At least as deep as the nodes of the text are nested: brackets, plus the widest start of a line."""
    depth = deepest = 0
    for match in _BRACKET.finditer(text):
        depth += 1 if match[0] in "[{" else -1
        deepest = max(deepest, depth)
    return deepest + max((len(match[0]) for match in _START.finditer(text)), default=0)


def parse_range(text: str) -> tuple[int, int] | None:
    """`3` or `1..6` as (low, high), None if it is neither."""
    match = _RANGE.match(text)
    words = match.groups() if match else (text.strip(),) * 2
    if not all(_INTEGER.match(word) for word in words):
        return None
    return int(words[0], 0), int(words[1], 0)


def parse_decimal(text: str) -> Decimal | None:
    """A decimal number, exact; None if the text is none."""
    return Decimal(text) if _DECIMAL.match(text) else None


def pick(nodes: Mapping[str, Node], key: str, read: Callable[[Node], T], default: D) -> T | D:
    """`read` of the node under `key`, if it is there."""
    return read(nodes[key]) if key in nodes else default


def _span(low: int | None, high: int | None) -> str:
    if low is None and high is None:
        return ""
    if high is None:
        return f" from {low}"
    if low is None:
        return f" up to {high}"
    if high > 0xFFFF or low < -0x8000:
        return f" from {low:#x} to {high:#x}"
    return f" from {low} to {high}"
