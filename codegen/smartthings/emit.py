"""Decides the code of a generated command class: its tables, and the lines that `road` gives for its `_read`.

The rule: what stands in a table is what zwcodec.smartthings.layout interprets, in its words.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from .model import Command, Form, Item, Page, Size
from .road import reader

VIEWS = {
    "scaled": "Scaled", "signed": "Signed", "text": "Text", "manufacturer": "Manufacturer", "component": "Component",
    "components": "Components", "color": "Color",
}  # fmt: skip
ROLES = {
    "security": "SecurityEncapsulation", "multi_channel": "ChannelEncapsulation",
    "multi_instance": "InstanceEncapsulation", "crc16": "Crc16Encapsulation", "multi_command": "MultiEncapsulation",
    "supervision": "SupervisionEncapsulation", "colors": "Command",
}  # fmt: skip
ANNOTATIONS = {
    "list": "list[int] | None", "object": "Any", "none": "Any", "integer": "int | None", "short": "int | None",
}  # fmt: skip
WIDTH = 102
INDENT = "        "


@dataclass
class ClassView:
    """What the template prints for one class."""

    name: str
    base: str
    doc: str
    slots: str
    attributes: list[str] = field(default_factory=list)
    constants: list[str] = field(default_factory=list)
    annotations: list[str] = field(default_factory=list)
    views: list[str] = field(default_factory=list)
    reader: list[str] = field(default_factory=list)


def class_views(page: Page, command: Command, version: int) -> list[ClassView]:
    """The class of a command in one version; a second one where Hubitat's differs."""
    form = command.form(version)
    if form is None:
        return []
    older = max((number for entry in command.forms for number in entry.versions if number < version), default=0)
    before = command.form(older)
    known = before.names if before else form.names
    made = [_class(page, command, version, form, command.name, ROLES.get(form.role, "Command"), known)]
    if form.hubitat is not None:
        made.append(_class(page, command, version, form.hubitat, f"Hubitat{command.name}", command.name, known))
    return made


def _class(
    page: Page, command: Command, version: int, form: Form, name: str, base: str, known: tuple[str, ...]
) -> ClassView:
    """`known`: the fields of the version before, which every device sends."""
    derived = base == command.name  # Hubitat's: the slots are those of the base
    method = command.name[0].lower() + command.name[1:]
    doc = f"{page.name}V{version}.{method}: {page.code:02X}{command.id:02X}."
    view = ClassView(name, base, f"Hubitat's {command.name}." if derived else doc, "")
    slots = form.names + (("_rest",) if any(item.kind == "rest" for item in form.items) else ())
    view.slots = "()" if derived else _tuple(slots)
    if not derived:
        view.attributes = [
            f'CMD = "{page.code:02X}{command.id:02X}"',
            f"commandClassId = {page.code:#04x}",
            f"commandId = {command.id:#04x}",
        ]
        view.constants = [f"{key} = {value}" for key, value in command.constants_of(version)]
        view.annotations = [line for item in form.items for line in _annotations(item)]
        view.views = [f"{key} = {_view(words)}" for key, words in form.derived]
    else:
        view.attributes.append(f'_name = "{command.name}"')
    view.attributes += _tables(form)
    view.reader = reader(form, known)
    return view


def _tables(form: Form) -> list[str]:
    printed = sorted({*form.names, *(name for name, _ in form.derived)})
    lines = [f"_layout = {_layout(form)}"]
    lines.append(f"_fields = {_tuple(form.names)}")
    lines.append(f"_printed = {_tuple(printed)}")
    absent = [name for item in form.items if item.kind == "none" for name in item.names]
    shifts = {bit.name: bit.width for item in form.items for bit in item.bits}
    above = tuple((name, shifts[name], high) for name, high in form.above)
    named: tuple[tuple[str, Iterable[str]], ...] = (("_unprinted", form.unprinted), ("_absent", absent))
    lines += [f"{key} = {_tuple(names)}" for key, names in named if names]
    if above:
        lines.append(f"_above = {_literal(above)}")
    if form.pad:
        lines.append(f"_pad = {form.pad}")
    return lines


def _annotations(item: Item) -> list[str]:
    if item.kind == "bits":
        return [f"{bit.name}: {'bool' if bit.flag else 'int'} | None" for bit in item.bits if bit.field]
    if item.kind == "flags":
        return [f"{name}: bool | None" for name, _ in item.flags]
    if item.kind == "rest":
        return ["_rest: bytes"]
    return [f"{name}: {ANNOTATIONS[item.kind]}" for name in item.names]


def _view(words: tuple[str, ...]) -> str:
    arguments = (word if word.isdecimal() else f'"{word}"' for word in words[1:])
    return f"{VIEWS[words[0]]}({', '.join(arguments)})"


def _tuple(names: Iterable[str]) -> str:
    """A tuple of names, broken into lines where it is long."""
    words = [f'"{name}"' for name in names]
    if len(words) == 1:
        return f"({words[0]},)"
    text = f"({', '.join(words)})"
    if len(text) <= WIDTH:
        return text
    return "(\n" + _filled(", ".join(words) + ",", INDENT, WIDTH) + "\n    )"


def _filled(text: str, indent: str, width: int) -> str:
    """Names in lines; a name is never broken."""
    return textwrap.fill(
        text, width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False, break_long_words=False
    )  # fmt: skip


def _size(size: Size) -> tuple[Any, ...]:
    if size.kind == "until":
        return ("until", size.marker)
    if size.kind == "field":
        return ("field", size.field, size.factor, size.value)
    return (size.kind, size.value)


def _layout(form: Form) -> str:
    operations: list[tuple[Any, ...]] = []
    for item in form.items:
        if item.kind == "short":
            operations.append(("short", item.name))
        elif item.kind == "integer":
            operations.append(("integer", item.name, item.width))
        elif item.kind == "bits":
            bits = tuple((bit.name, bit.shift, bit.width, bit.flag) for bit in item.bits)
            operations.append(("bits", item.width, bits))
        elif item.kind == "list":
            operations.append(("list", item.name, _size(item.size), item.optional))
        elif item.kind == "object":
            operations.append(("object", item.name, _size(item.size)))
        elif item.kind == "flags":
            operations.append(("flags", item.flags, _size(item.size)))
        elif item.kind == "rest":
            operations.append(("rest", _size(item.size)))
    if not operations:
        return "()"
    lines = [_literal(operation) for operation in operations]
    text = f"({', '.join(lines)}{',' if len(lines) == 1 else ''})"
    if len(text) <= WIDTH - 10:
        return text
    return "(\n" + "".join(f"{INDENT}{line},\n" for line in lines) + "    )"


def _literal(operation: tuple[Any, ...]) -> str:
    """An operation on one line, or its items on lines of their own."""
    text = repr(operation).replace("'", '"')
    if len(text) <= WIDTH - 10:
        return text
    parts = []
    for part in operation:
        if isinstance(part, tuple) and part and isinstance(part[0], tuple):
            items = ", ".join(repr(item).replace("'", '"').replace(", ", ",\0") for item in part)
            inner = _filled(f"{items},", f"{INDENT}    ", WIDTH - 4)
            parts.append("(\n" + inner.replace("\0", " ") + f"\n{INDENT})")
        else:
            parts.append(repr(part).replace("'", '"'))
    return f"({', '.join(parts)})"
