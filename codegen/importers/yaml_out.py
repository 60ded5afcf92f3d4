"""Prints plain data as YAML in the house style of the example specs.

The rule: what fits on a line is a flow mapping on that line, what does not is opened one level; lists of commands,
fields and examples always have one entry per line. Numbers that a standard prints in hexadecimal are `Hex`. Nothing is
sorted here and nothing is left out: the order of the data is the order of the page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Self

WIDTH = 120
# Values of these keys are opened even where they would fit on one line.
OPEN = frozenset(
    ("commands", "fields", "examples", "attributes", "variants", "enums", "flags", "tables", "records", "types")
)
_PLAIN = re.compile(r"[^\W\d][\w /.+*()%°·'-]*\Z")
_PLAIN_BLOCK = re.compile(r"[^\W\d][^\n]*[^:\s]\Z")  # outside flow mappings commas and brackets mean nothing
_PLAIN_EXPRESSION = re.compile(r"[A-Za-z_][A-Za-z0-9_ .+*()<>=!-]*\Z")
_RESERVED = frozenset(("true", "false", "null", "~", ""))  # the spec loader reads `on` and `off` as words


class Hex(int):
    """An integer that is printed in hexadecimal, with at least `digits` digits."""

    digits: int

    def __new__(cls, value: int, digits: int = 2) -> Self:
        made = super().__new__(cls, value)
        made.digits = digits
        return made


class Plain(str):
    """Text that is printed as it is: the caller vouches that YAML reads it back as a string or a number."""


def dump(document: Mapping[str, Any], comments: Mapping[str, str] | None = None) -> str:
    """The document as YAML text; `comments` maps a top-level key to a comment printed above it."""
    lines: list[str] = []
    for key, value in document.items():
        if comments and key in comments:
            lines += [f"# {line}" for line in comments[key].splitlines()]
        lines += _entry(str(key), value, 0)
    return "\n".join(lines) + "\n"


def flow(value: Any) -> str:
    """One-line (flow style) text of any value."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(key)}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    return scalar(value)


def scalar(value: Any) -> str:
    """One scalar; text is quoted only where YAML would read something else."""
    if isinstance(value, Plain):
        return str(value)
    if isinstance(value, Hex):
        return f"0x{int(value):0{value.digits}X}" if value >= 0 else str(int(value))
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    text = str(value)
    clear = text.lower() not in _RESERVED and text == text.strip() and not re.search(r"\s#|:\s", text)
    if clear and (_PLAIN.match(text) or _PLAIN_EXPRESSION.match(text)):
        return text
    if '"' in text and "'" not in text:
        return f"'{text}'"
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _block_scalar(value: Any) -> str:
    """A scalar that stands alone behind its key."""
    if type(value) is not str or value.lower() in _RESERVED:
        return scalar(value)
    return value if _PLAIN_BLOCK.match(value) and not re.search(r"\s#|:\s", value) else scalar(value)


def _key(key: Any) -> str:
    """A mapping key: words as they are, numbers as numbers."""
    return key if isinstance(key, str) and re.match(r"[A-Za-z_][A-Za-z0-9_]*\Z", key) else scalar(key)


def _entry(key: str, value: Any, indent: int, lead: str = "") -> list[str]:
    """`key: value` at an indentation; `lead` is "- " for the first entry of a list item."""
    pad = " " * indent + lead
    name = key if lead == "" and indent == 0 else _key(key)
    opened = _opens(key, value)
    if not opened:
        nested = isinstance(value, (Mapping, list, tuple))
        line = f"{pad}{name}: {flow(value) if nested else _block_scalar(value)}"
        if len(line) <= WIDTH and not _holds_open(value):
            return [line]
        if not nested:
            return _long_text(f"{pad}{name}", value, indent + len(lead))
    return [f"{pad}{name}:", *_block(value, indent + len(lead) + 2)]


def _long_text(head: str, value: Any, indent: int) -> list[str]:
    """A text that is too long for a line: folded."""
    if not isinstance(value, str) or " " not in value:
        return [f"{head}: {scalar(value)}"]
    lines = [f"{head}: >-"]
    current = " " * (indent + 1)
    for word in value.split():
        if len(current) + 1 + len(word) > WIDTH:
            lines.append(current)
            current = " " * (indent + 1)
        current += " " + word
    return [*lines, current]


def _block(value: Any, indent: int) -> list[str]:
    lines: list[str] = []
    if isinstance(value, Mapping):
        for key, item in value.items():
            lines += _any_key_entry(key, item, indent)
    else:
        for item in value:
            lines += _item(item, indent)
    return lines


def _any_key_entry(key: Any, value: Any, indent: int) -> list[str]:
    if isinstance(key, str):
        return _entry(key, value, indent)
    line = f"{' ' * indent}{scalar(key)}: {flow(value)}"
    if (len(line) <= WIDTH and not _holds_open(value)) or not isinstance(value, (Mapping, list, tuple)):
        return [line]
    return [f"{' ' * indent}{scalar(key)}:", *_block(value, indent + 2)]


def _item(item: Any, indent: int) -> list[str]:
    line = f"{' ' * indent}- {flow(item)}"
    if len(line) <= WIDTH and not _holds_open(item):
        return [line]
    if not isinstance(item, Mapping):
        if isinstance(item, Sequence) and not isinstance(item, str):
            return [f"{' ' * indent}-", *_block(item, indent + 2)]
        return [line]
    lines: list[str] = []
    for number, (key, value) in enumerate(item.items()):
        lead = "- " if number == 0 else ""
        lines += _entry(str(key), value, indent if lead else indent + 2, lead)
    return lines


def _opens(key: Any, value: Any) -> bool:
    """Whether the value of the key gets lines of its own; a lone frame without values does not."""
    if key not in OPEN or not isinstance(value, (Mapping, list, tuple)) or not value:
        return False
    return not (key == "examples" and len(value) == 1 and "value" not in value[0])


def _holds_open(value: Any) -> bool:
    """Whether the value contains a key that is always opened (and is not empty)."""
    if isinstance(value, Mapping):
        return any(_opens(key, item) or _holds_open(item) for key, item in value.items())
    if isinstance(value, (list, tuple)):
        return any(_holds_open(item) for item in value)
    return False
