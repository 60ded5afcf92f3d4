"""One platform command: what the XML says, bent by the exceptions until it is what the platform's page says.

The rule: the page wins. Every field of the page has a place in the form, every named place of the form is a field of
the page (or `reserved*`, which the page hides), and the types agree; whatever is left over is a complaint.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from .smartthings_source import Entry, SourceForm

KINDS = {"short": "Short", "integer": "Integer", "list": "List", "object": "Object", "flag": "Boolean", "none": ""}
TYPES = {"short": "Short", "boolean": "Boolean", "List<Short>": "List"}


@dataclass
class Form:
    """A command of one class version, ready to be printed. `extra` are the keys that stand beside `fields`."""

    id: int | None = None
    entries: list[Entry] = field(default_factory=list)
    derived: dict[str, str] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)


class Bender:
    """The exceptions, in the order of their file."""

    def __init__(self, exceptions: list[dict[str, Any]]) -> None:
        self.rules = [(_patterns(rule["for"]), rule) for rule in exceptions]
        self.used: set[int] = set()

    def form(self, key: str, source: SourceForm | None, page: dict[str, str]) -> Form:
        made = Form()
        if source is not None:
            made = Form(id=source.id, entries=[_copy(entry) for entry in source.entries])
        rules = [rule for number, (patterns, rule) in enumerate(self.rules) if self._applies(number, patterns, key)]
        for rule in rules:
            _bend(made, rule)
        given = any("fields" in rule for rule in rules)
        if not page and made.entries and not given:
            # The page knows the command but no field of it: its bytes are reachable through `payload` alone.
            made.entries = [Entry("rest")]
        if source is None and not given:
            made.complaints.append("not in the XML, and no exception gives its form")
        for name in page:
            scaled = re.match(r"scaled([A-Z]\w*)\Z", name)
            if scaled:
                made.derived[name] = _scaled(scaled[1][0].lower() + scaled[1][1:], made.entries)
        _compare(made, page)
        return made

    def _applies(self, number: int, patterns: list[str], key: str) -> bool:
        if any(fnmatchcase(key, pattern) for pattern in patterns):
            self.used.add(number)
            return True
        return False

    def unused(self) -> list[str]:
        """Rules that no command met."""
        return [str(rule["for"]) for number, (_, rule) in enumerate(self.rules) if number not in self.used]


def parse_fields(lines: list[Any]) -> list[Entry]:
    """The `fields` of an exception: the language of the pages."""
    entries = []
    for line in lines:
        if line == "rest":
            entries.append(Entry("rest"))
            continue
        [(name, value)] = line.items()
        if name == "bits":
            entries.append(_bits({item: 0 if width == "flag" else int(width) for item, width in value.items()}))
        elif name.startswith("flags "):
            entries.append(Entry("flags", flags=value, size=name.removeprefix("flags ")))
        else:
            kind, _, size = value.partition(" ")
            entry = Entry(kind, name, size="" if kind == "integer" else size)
            entry.width = int(size) if kind == "integer" else 0
            entries.append(entry)
    return entries


def _bits(items: dict[str, int]) -> Entry:
    return Entry("bits", width=sum(width or 1 for width in items.values()) // 8, bits=items)


def _patterns(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _copy(entry: Entry) -> Entry:
    return Entry(entry.kind, entry.name, entry.width, dict(entry.bits), dict(entry.flags), entry.size, entry.optional)


def _bend(form: Form, rule: dict[str, Any]) -> None:
    if "fields" in rule:
        form.entries = parse_fields(rule["fields"])
    if "id" in rule:
        form.id = rule["id"]
    for old, new in rule.get("rename", {}).items():
        for entry in form.entries:
            _rename(entry, old, new)
    for name in rule.get("hide", ()):
        for entry in form.entries:
            _rename(entry, name, f"_{name}")
    for name in (*rule.get("drop", ()), *rule.get("cut", ())):
        _drop(form, name, keep=name in rule.get("drop", ()))
    if "whole_byte" in rule:
        form.entries = [Entry("short", rule["whole_byte"]) if e.kind == "flags" else e for e in form.entries]
    if "all_rest" in rule:
        kept = [entry for entry in form.entries if entry.kind != "rest" and rule["all_rest"] not in entry.names()]
        form.entries = [*kept, Entry("list", rule["all_rest"], size="rest")]
    for name in rule.get("flag", ()):
        for entry in form.entries:
            if name in entry.bits:
                items = entry.bits.items()
                entry.bits = dict(
                    pair for item, width in items
                    for pair in ([(f"_{name}", width - 1), (name, 0)] if item == name else [(item, width)])
                )  # fmt: skip
    for entry in form.entries:
        if entry.name in rule.get("objects", ()):
            entry.kind = "object"
    for entry in form.entries:
        if entry.kind == "flags":
            entry.flags |= rule.get("add_flags", {})
    form.entries += [Entry("none", name) for name in rule.get("unread_fields", ())]
    form.derived |= rule.get("derived", {})
    form.extra |= {
        key: rule[key] for key in ("above", "integers", "pad", "role", "unprinted", "hubitat") if key in rule
    }


def _rename(entry: Entry, old: str, new: str) -> None:
    entry.name = new if entry.name == old else entry.name
    entry.size = re.sub(rf"\A{old}(?![A-Za-z0-9])", new, entry.size)
    entry.bits = {new if name == old else name: width for name, width in entry.bits.items()}
    entry.flags = {new if name == old else name: bit for name, bit in entry.flags.items()}


def _drop(form: Form, name: str, keep: bool) -> None:
    for number, entry in enumerate(form.entries):
        if name in entry.flags:
            del entry.flags[name]
        elif entry.name == name:
            del form.entries[number]
            if keep and number == len(form.entries):
                form.entries.append(Entry("rest"))
            break


def _scaled(source: str, entries: list[Entry]) -> str:
    names = [name for entry in entries for name in entry.names()]
    if "precision" not in names:
        return f"signed {source} size"
    return f"scaled {source} precision" + (" size" if "size" in names else "")


def _compare(form: Form, page: dict[str, str]) -> None:
    found: dict[str, str] = {}
    integers = form.extra.get("integers", ())
    for entry in form.entries:
        for name, width in entry.bits.items():
            if not name.startswith("_"):
                found[name] = "Integer" if name in integers else KINDS["short" if width else "flag"]
        found |= dict.fromkeys(entry.flags, "Boolean")
        if entry.name and not entry.name.startswith("_"):
            found[entry.name] = KINDS[entry.kind]
    for name, kind in page.items():
        if name in form.derived:
            continue
        if name not in found:
            form.complaints.append(f"the page has {name} ({kind})")
        elif found[name] not in ("", TYPES.get(kind, kind)):
            form.complaints.append(f"{name} is {kind} on the page, {found[name]} here")
    for name in found:
        if name not in page and not re.match(r"res(erved)?[0-9a-f]{0,2}\Z", name):
            form.complaints.append(f"the page has no {name}")
