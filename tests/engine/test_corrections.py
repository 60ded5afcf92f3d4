"""Every correction of the sources that a spec names has frames that show it: tests/corpus/corrections-*.yaml.

The rule: the set of correction ids in specs/ is the set of ids in the corpus, neither more nor less. An id has frames,
facts about an attribute, a data type or a table, or it says under `no_bytes` why there is nothing that a frame could
show.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from typing import Any

import pytest

from tests.engine.corpus import CORPUS, check, load
from tests.engine.facts import attribute
from tests.engine.trials import SPECS
from zclcodec.data_types import DATA_TYPES, TYPE_IDS

PAGES = ("corrections-zwave.yaml", "corrections-zcl.yaml")
_NAMED = re.compile(r"\b(ZW|ZCL)-(\d{3})(?:\s+to\s+\1-(\d{3}))?")
ENTRIES = [
    (load(page)["protocol"], f"{number}-{position}", entry)
    for page in PAGES
    if (CORPUS / page).exists()
    for number, entries in load(page)["corrections"].items()
    for position, entry in enumerate(entries)
]
FRAMES = [(protocol, name, entry) for protocol, name, entry in ENTRIES if "hex" in entry]
FACTS = [(name, entry) for _, name, entry in ENTRIES if "hex" not in entry and "no_bytes" not in entry]


@cache
def named(folder: str) -> set[str]:
    """The ids in the specs of a protocol; `ZCL-001 to ZCL-013` names all of them."""
    found: set[str] = set()
    for path in sorted((SPECS / folder).glob("*.yaml")):
        for kind, first, last in _NAMED.findall(path.read_text("utf-8")):
            found.update(f"{kind}-{number:03d}" for number in range(int(first), int(last or first) + 1))
    return found


@pytest.mark.parametrize("page", PAGES)
def test_every_named_correction_is_shown(page: str) -> None:
    content = load(page)
    shown = content["corrections"].keys()
    asked = named(content["protocol"])
    assert sorted(asked - shown) == [], "named in specs/, but not shown"
    assert sorted(shown - asked) == [], "shown, but no spec says that it follows them"


@pytest.mark.parametrize(("protocol", "name", "entry"), FRAMES, ids=[name for _, name, _ in FRAMES])
def test_frame(protocol: str, name: str, entry: dict[str, Any]) -> None:
    check(protocol, entry, name)


@pytest.mark.parametrize(("name", "entry"), FACTS, ids=[name for name, _ in FACTS])
def test_fact(name: str, entry: dict[str, Any]) -> None:
    """What stands in tables rather than in frames."""
    if "attribute" in entry:
        attribute(**entry)
    elif "data_type" in entry:
        row = DATA_TYPES[TYPE_IDS[entry["data_type"]]]
        assert {key: getattr(row, key) for key in entry if key != "data_type"} == {
            key: value for key, value in entry.items() if key != "data_type"
        }
    elif "members" in entry:
        _members(entry["members"])
    else:
        _tables(entry["tables"])


def test_what_shows_no_bytes_says_why() -> None:
    silent = [(name, entry) for _, name, entry in ENTRIES if "no_bytes" in entry]
    assert all(len(entry["no_bytes"].split()) > 3 and len(entry) == 1 for _, entry in silent), silent
    assert len(silent) < len(ENTRIES) // 50


def _package(module: str) -> Any:
    """`zwave module` or, of a cluster, `zcl:module`."""
    folder = "zclcodec.clusters" if module.startswith("zcl:") else "zwcodec.cc"
    return import_module(f"{folder}.{module.removeprefix('zcl:')}")


def _members(enums: dict[str, dict[str, int]]) -> None:
    """Members of enums, or bits of flags, and their numbers."""
    for path, expected in enums.items():
        module, _, name = path.rpartition(".")
        enum = getattr(_package(module), name)
        for member, number in expected.items():
            found = getattr(enum, member if hasattr(enum, "__bits__") else member.upper())
            assert getattr(found, "low", found) == number, f"{path}.{member}"


def _tables(tables: dict[str, dict[str, str]]) -> None:
    """Labels of rows; a row is named by its keys."""
    for path, rows in tables.items():
        module, _, name = path.rpartition(".")
        table = getattr(_package(module), name)
        for keys, label in rows.items():
            row = table[tuple(int(key, 0) for key in str(keys).split())]
            assert row[0] == label, f"{path}[{keys}]: {row}"
