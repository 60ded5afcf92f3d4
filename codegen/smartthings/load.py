"""Loads the pages of specs/smartthings.

The rule: as for all specs, problems are collected as `file: /yaml/path: message` and raised together.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import cast

from ..load_nodes import Node, compose, pick
from ..problems import Problems
from .model import PLATFORMS, Bit, Command, Form, Item, Page, Platform, Size

NAME = re.compile(r"_?[a-z0-9][A-Za-z0-9]*\Z")
HIDDEN = re.compile(r"_[A-Za-z0-9]*\Z")
CLASS = re.compile(r"[A-Z][A-Za-z0-9]*\Z")
CONSTANT = re.compile(r"[A-Z0-9_]+\Z")
FIELD_SIZE = re.compile(r"([A-Za-z_]\w*?)(?:\*(\d+)|([+-]\d+))?\Z")
FORM_KEYS = (
    "versions", "on", "fields", "derived", "pad", "role", "above", "unprinted", "integers", "unread", "hubitat",
)  # fmt: skip
ROLES = ("security", "multi_channel", "multi_instance", "crc16", "multi_command", "supervision", "colors")
DERIVED = ("scaled", "signed", "text", "manufacturer", "component", "components", "color")
MOST = 0xFFFF


def load(folder: Path) -> tuple[Page, ...]:
    """All pages, by file name; SpecProblem if one of them is wrong."""
    problems = Problems()
    pages = []
    for path in sorted(folder.glob("*.yaml")):
        file = f"specs/smartthings/{path.name}"
        root = compose(path.read_text(encoding="utf-8"), file, problems)
        if root is not None:
            pages.append(_page(root, file))
    problems.raise_if_any()
    return tuple(pages)


def _page(root: Node, file: str) -> Page:
    keys = root.mapping(("platform_class", "source", "commands"), ("platform_class", "commands"))
    head = pick(keys, "platform_class", lambda node: node.mapping(("code", "name", "versions"), ("code", "name")), {})
    versions = pick(head, "versions", Node.numbered, [])
    return Page(
        file=file,
        code=pick(head, "code", lambda node: node.integer(0, 0xFF), 0),
        name=pick(head, "name", lambda node: node.matching(NAME, "a camelCase name"), ""),
        source=pick(keys, "source", Node.text, ""),
        versions=tuple((number, _platforms(node)) for number, node in versions),
        commands=tuple(_command(node) for node in pick(keys, "commands", Node.items, [])),
    )


def _platforms(node: Node) -> tuple[Platform, ...]:
    words = [item.choice(PLATFORMS) for item in node.items()]
    return tuple(cast(Platform, word) for word in words if word)


def _command(node: Node) -> Command:
    keys = node.mapping(("id", "name", "forms", "constants"), ("id", "name", "forms"))
    constants = []
    for item in pick(keys, "constants", Node.items, []):
        entry = item.mapping(("versions", "values"), ("versions", "values"))
        values = pick(entry, "values", Node.entries, [])
        for name, value in values:
            if not CONSTANT.match(name):
                value.problem(f"{name!r} is not the name of a constant")
        constants.append(
            (_versions(entry), tuple((name, value.integer(-MOST, MOST)) for name, value in values))
        )
    return Command(
        id=pick(keys, "id", lambda item: item.integer(0, 0xFF), 0),
        name=pick(keys, "name", lambda item: item.matching(CLASS, "the name of a command"), ""),
        forms=tuple(_form(item) for item in pick(keys, "forms", Node.items, [])),
        constants=tuple(constants),
    )


def _versions(keys: dict[str, Node]) -> tuple[int, ...]:
    return tuple(item.integer(1, 0xFF, 1) for item in pick(keys, "versions", Node.items, []))


def _form(node: Node, within: Form | None = None) -> Form:
    keys = node.mapping(FORM_KEYS, () if within else ("versions", "fields"))
    derived = [(name, tuple(value.text().split())) for name, value in pick(keys, "derived", Node.entries, [])]
    for name, words in derived:
        if words[:1] and words[0] not in DERIVED:
            keys["derived"].problem(f"{name}: {words[0]!r} is none of {', '.join(DERIVED)}")
    items = tuple(_item(item) for item in pick(keys, "fields", Node.items, []))
    form = Form(
        versions=within.versions if within else _versions(keys),
        platforms=("hubitat",) if within else pick(keys, "on", _platforms, PLATFORMS),
        items=items if "fields" in keys or within is None else within.items,
        derived=tuple(derived),
        pad=pick(keys, "pad", lambda item: item.integer(0, 0xFF), 0),
        role=pick(keys, "role", lambda item: item.choice(ROLES), within.role if within else ""),
        above=tuple((name, item.text()) for name, item in pick(keys, "above", Node.entries, [])),
        unprinted=tuple(item.text() for item in pick(keys, "unprinted", Node.items, [])),
        integers=tuple(item.text() for item in pick(keys, "integers", Node.items, [])),
        unread=pick(keys, "unread", Node.boolean, False),
    )
    _check(node, form)
    if "hubitat" in keys:
        object.__setattr__(form, "hubitat", _form(keys["hubitat"], form))
    return form


def _check(node: Node, form: Form) -> None:
    seen: set[str] = set()
    for item in form.items:
        if item.size.kind == "field" and item.size.field not in seen:
            node.problem(f"the size of {item.name or item.kind}: {item.size.field!r} does not stand before it")
        for name in {item.name, *(bit.name for bit in item.bits), *item.names} - {""}:
            if name in seen:
                node.problem(f"{name!r} stands twice")
            seen.add(name)
    if sum(item.kind == "rest" for item in form.items) > 1:
        node.problem("more than one rest")


def _item(node: Node) -> Item:
    if node.is_scalar:
        word = node.text()
        if word.split()[:1] != ["rest"]:
            node.problem(f"expected a field or `rest`, found {word!r}")
        return Item("rest", size=_size(node, word.removeprefix("rest").strip() or "rest"))
    entries = node.entries()
    if len(entries) != 1:
        node.problem("expected one name with its kind")
        return Item("none", "_")
    name, value = entries[0]
    if name == "bits":
        return _bits(value)
    if name.startswith("flags "):
        flags = tuple((flag, bit.integer(0, 0x7FF)) for flag, bit in value.entries())
        return Item("flags", flags=flags, size=_size(node, name.removeprefix("flags ")))
    if not NAME.match(name):
        value.problem(f"{name!r} is not the name of a field")
    return _field(name, value)


def _field(name: str, value: Node) -> Item:
    words = value.text().split()
    optional = words[:1] == ["optional"]
    kind, *rest = words[optional:] or [""]
    size = " ".join(rest)
    if kind in ("short", "none") and not rest:
        return Item("short" if kind == "short" else "none", name)
    if kind == "integer" and size in ("2", "3", "4"):
        return Item("integer", name, width=int(size))
    if kind in ("list", "object"):
        return Item("list" if kind == "list" else "object", name, size=_size(value, size), optional=optional)
    value.problem(f"expected short, none, `integer 2` to 4, or list or object with a size, found {value.describe()}")
    return Item("none", name)


def _bits(node: Node) -> Item:
    found = []
    for name, value in node.entries():
        if not NAME.match(name) and not HIDDEN.match(name):
            value.problem(f"{name!r} is not the name of a field")
        flag = value.plain == "flag"
        found.append((name, 1 if flag else value.integer(1, 32, 1), flag))
    total = sum(width for _, width, _ in found)
    if total % 8 or not total:
        node.problem(f"{total} bits are no whole bytes")
    bits = []
    left = total
    for name, width, flag in found:
        left -= width
        bits.append(Bit(name, left, width, flag))
    return Item("bits", width=total // 8, bits=tuple(bits))


def _size(node: Node, text: str) -> Size:
    if text == "rest" or re.match(r"rest-\d+\Z", text):
        return Size("rest", int(text[5:] or "0"))
    if re.match(r"until ([0-9A-F]{2})+\Z", text):
        return Size("until", marker=bytes.fromhex(text[6:]))
    if text.isdecimal():
        return Size("fixed", int(text))
    match = FIELD_SIZE.match(text)
    if match is None:
        node.problem(f"{text!r} is no size: rest, rest-1, until EF, a number, or a field with *2 or -6 behind it")
        return Size("rest")
    return Size("field", int(match[3] or "0"), match[1], int(match[2] or "1"))
