"""`python -m codegen.importers.smartthings_names NAMES XML --out specs/smartthings`: pages of the platform's classes.

The rule: a page says everything that the platform's commands are made of (ids, fields in wire order, constants, which
platform has which version), taken from the reference page's facts (NAMES), the Z-Wave XML as the platform read it, and
smartthings_exceptions.yaml. Nothing is written as long as one command differs from the facts.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

import yaml

from .smartthings_forms import Bender, Form
from .smartthings_source import Entry, read
from .yaml_out import Hex, dump, scalar

# Found on Hubitat, but used by SmartThings handlers too (zwave-behaviour.md 1).
ALSO_SMARTTHINGS = re.compile(r"switchcolorv[123]\.")
# Commands of the page that Hubitat's class list of 2019 lacks (zwave-behaviour.md 1).
NOT_HUBITAT = re.compile(r"colorcontrolv1\.|multichannelv3\.MultiInstance")
SOURCE = "SmartThings Z-Wave Utility Reference; Hubitat class list; Z-Wave XML {}"


def platforms(key: str, on_page: bool) -> tuple[str, ...]:
    """Where the command exists."""
    smartthings = on_page or ALSO_SMARTTHINGS.match(key) is not None
    hubitat = NOT_HUBITAT.match(key) is None
    return tuple(name for name, there in (("smartthings", smartthings), ("hubitat", hubitat)) if there)


def lines(entries: list[Entry]) -> list[Any]:
    """The `fields` of a page."""
    return [_line(entry) for entry in entries]


def _line(entry: Entry) -> Any:
    if entry.kind == "rest":
        return f"rest {entry.size}" if entry.size else "rest"
    if entry.kind == "bits":
        return {"bits": {name: width or "flag" for name, width in entry.bits.items()}}
    if entry.kind == "flags":
        return {f"flags {entry.size}": entry.flags}
    words = [entry.kind, str(entry.width) if entry.kind == "integer" else entry.size]
    if entry.optional:
        words.insert(0, "optional")
    return {entry.name: " ".join(filter(None, words))}


class Pages:
    """All pages, class by class."""

    def __init__(self, names: Path, xml: Path, exceptions: Path) -> None:
        self.facts: dict[str, Any] = json.loads(names.read_text(encoding="utf-8"))
        self.revision, self.forms = read(xml, self.facts["classes"])
        self.bender = Bender(yaml.safe_load(exceptions.read_text(encoding="utf-8")))
        self.complaints: list[str] = []

    def build(self) -> dict[str, dict[str, Any]]:
        pages: dict[str, dict[str, Any]] = {}
        versions: dict[str, dict[int, list[str]]] = {}
        for short, entry in self.facts["command_classes"].items():  # classes without commands too
            on = platforms(short.lower() + ".", on_page=True)
            self._page(pages, short, int(entry["code"], 16))
            versions.setdefault(_stem(short), {})[entry["version"]] = list(on)
        for key, entry in self.facts["classes"].items():
            short = entry["shorthand"].split(".")[1]
            page = self._page(pages, short, int(entry["code"], 16))
            on = platforms(key, entry["smartthings"])
            have = versions.setdefault(_stem(short), {}).setdefault(_version(short), [])
            have += [name for name in on if name not in have]
            self._command(page["commands"], key, entry, on)
        for stem, page in pages.items():
            page["platform_class"]["versions"] = {
                version: sorted(on, reverse=True) for version, on in sorted(versions[stem].items())
            }
            page["commands"] = _merged(page["commands"])
        self.complaints += [f"exception for {text}: no such command" for text in self.bender.unused()]
        return pages

    def _page(self, pages: dict[str, dict[str, Any]], short: str, code: int) -> dict[str, Any]:
        head = {"code": Hex(code), "name": _stem(short)}
        return pages.setdefault(
            _stem(short),
            {"platform_class": head, "source": SOURCE.format(self.revision), "commands": {}},
        )

    def _command(self, commands: dict[str, Any], key: str, entry: dict[str, Any], on: tuple[str, ...]) -> None:
        name = key.split(".")[1]
        form = self.bender.form(key, self.forms.get(key), entry["fields"])
        if entry["CMD"] and form.id != int(entry["CMD"][-2:], 16):
            form.complaints.append(f"CMD is {entry['CMD']}, the id {form.id}")
        self.complaints += [f"{key}: {text}" for text in form.complaints]
        version = _version(key.partition(".")[0])
        commands.setdefault(name, []).append((version, on, form, entry["constants"]))


def _stem(short: str) -> str:
    return re.sub(r"V\d+\Z", "", short)


def _version(name: str) -> int:
    """Of `meterV3` or `meterv3`."""
    return int(re.findall(r"\d+\Z", name)[0])


def _merged(commands: dict[str, list[tuple[int, tuple[str, ...], Form, dict[str, int]]]]) -> list[dict[str, Any]]:
    made = []
    for name, versions in sorted(commands.items(), key=lambda item: (item[1][0][2].id or 0, item[0])):
        forms: list[dict[str, Any]] = []
        constants: list[dict[str, Any]] = []
        for version, on, form, values in sorted(versions, key=lambda item: item[0]):
            body: dict[str, Any] = {}
            if on != ("smartthings", "hubitat"):
                body["on"] = list(on)
            body |= form.extra
            body["fields"] = lines(form.entries)
            if form.derived:
                body["derived"] = form.derived
            _add(forms, version, body)
            if values:
                _add(constants, version, {"values": values})
        entry: dict[str, Any] = {"id": Hex(versions[0][2].id or 0), "name": name, "forms": forms}
        if constants:
            entry["constants"] = constants
        made.append(entry)
    return made


def _add(entries: list[dict[str, Any]], version: int, body: dict[str, Any]) -> None:
    for entry in entries:
        if {key: value for key, value in entry.items() if key != "versions"} == body:
            entry["versions"].append(version)
            return
    entries.append({"versions": [version], **body})


def main(arguments: list[str] | None = None) -> int:
    """Exit code 1: the facts and the forms differ; what differs is on stderr."""
    parser = argparse.ArgumentParser(prog="python -m codegen.importers.smartthings_names", description=__doc__)
    parser.add_argument("names", type=Path, help="zwave-names.json")
    parser.add_argument("xml", type=Path, help="ZWave_cmd_classes.xml")
    parser.add_argument("--out", type=Path, default=Path("specs/smartthings"))
    options = parser.parse_args(arguments)
    pages = Pages(options.names, options.xml, Path(__file__).with_name("smartthings_exceptions.yaml"))
    built = pages.build()
    if pages.complaints:
        print("\n".join(pages.complaints), file=sys.stderr)
        return 1
    options.out.mkdir(parents=True, exist_ok=True)
    for stem, page in built.items():
        module = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", stem).lower()
        (options.out / f"{module}.yaml").write_text(dump(page), encoding="utf-8")
    print(f"{len(built)} pages in {scalar(str(options.out))}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
