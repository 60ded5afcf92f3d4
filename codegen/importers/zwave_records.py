"""Names the records of one class: equal list elements become one record of the page, unequal ones never share a name.

The rule: an element that several lists use is written once under `records:` and referred to by name; one that is used
once stays where it is, with a `record:` name only where the name that it would get is taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from . import names
from .yaml_out import flow

Mapping = dict[str, Any]


def name_records(commands: list[Mapping]) -> Mapping:
    """Changes the lists in place and gives the page's records."""
    uses: dict[str, list[tuple[str, Mapping, str]]] = {}
    for command in commands:
        bodies = [variant["fields"] for variant in command.get("variants", [])] or [command.get("fields", [])]
        for fields in bodies:
            for field, key in _elements(fields):
                uses.setdefault(flow(field[key]), []).append((command["name"], field, key))
    records: Mapping = {}
    taken: set[str] = {command["name"] for command in commands}
    # Shared elements choose first: their names stand on the page.
    for shared in (True, False):
        for found in uses.values():
            if (len(found) > 1 and found[0][2] == "list") != shared:
                continue
            owner, first, key = found[0]
            plain = names.pascal(names.singular(first["name"]))
            if plain == "Entry":
                plain = f"{_stem(owner)}Entry"
            name = _free(plain, owner, taken)
            if shared:
                records[name] = first["list"]
                for _, field, _ in found:
                    field["list"] = name
            elif name != names.pascal(names.singular(first["name"])):
                for _, field, _ in found:
                    _insert_before(field, key, "record", name)
    return records


def _elements(fields: list[Mapping]) -> Iterator[tuple[Mapping, str]]:
    for field in fields:
        for key in ("list", "columns"):
            if isinstance(field.get(key), list):
                yield from _elements(field[key])
                yield field, key
        yield from _elements(field.get("group", []))


def _stem(command: str) -> str:
    for suffix in ("Report", "Set", "Get", "Notification"):
        command = command.removesuffix(suffix)
    return command


def _free(name: str, owner: str, taken: set[str]) -> str:
    if name in taken:
        name = f"{_stem(owner)}{name}"
    return names.unique(name, taken).replace("_", "")


def _insert_before(mapping: Mapping, before: str, key: str, value: Any) -> None:
    items = list(mapping.items())
    mapping.clear()
    for known, item in items:
        if known == before:
            mapping[key] = value
        mapping[known] = item
