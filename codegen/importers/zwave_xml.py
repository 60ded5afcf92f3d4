"""Imports the Z-Wave XML: `python -m codegen.importers.zwave_xml XML --out DIR [--corrections JSON] [--class ID ...]`.

The rule: one class of the XML is one YAML page in the spec language, all versions merged. What a machine can know goes
on the page (layouts, names, growing enums, signed decimals, durations, bit set starts, sample frames); the corrections
that need a person are printed for the classes that were written.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from . import names
from .examples import Fields, Sample, lengths, mark_derived
from .merge import Merged, merge_versions
from .yaml_out import Hex, Plain, dump
from .zwave_enums import collapse, enum_data
from .zwave_records import name_records
from .zwave_render import Facts, Renderer, Use
from .zwave_source import Item, SourceVersion, read

Corrections = dict[str, Any]


class Importer:
    """One class of the XML."""

    def __init__(self, revision: str, class_id: int, versions: list[SourceVersion], corrections: Corrections) -> None:
        self.revision = revision
        self.id = class_id
        self.versions = versions
        self.corrections = corrections
        self.name = versions[-1].name.removeprefix("COMMAND_CLASS_")
        self.low = versions[0].version
        self.high = versions[-1].version
        self.uses: list[Use] = []
        self.applied: set[str] = set()

    @property
    def module(self) -> str:
        return names.snake(self.name)

    def page(self) -> dict[str, Any]:
        digits = 4 if self.id > 0xFF else 2
        head: dict[str, Any] = {
            "id": Hex(self.id, digits),
            "name": names.pascal(self.name),
            "versions": _range(self.low, self.high),
        }
        page: dict[str, Any] = {"command_class": head, "source": f"Z-Wave XML {self.revision}"}
        commands = [self._command(command_id) for command_id in self._command_ids()]
        enums = {name: enum_data(members, name) for name, members in collapse(self.uses).items()}
        if enums:
            page["enums"] = enums
        for command in commands:
            self._merge(command)
            self._examples(command, enums)
        self._replies(commands)
        records = name_records(commands)
        if records:
            page["records"] = records
        if commands:
            page["commands"] = commands
        return page

    def _command_ids(self) -> list[int]:
        return sorted({command_id for version in self.versions for command_id in version.commands})

    def _command(self, command_id: int) -> dict[str, Any]:
        found = [(v.version, v.commands[command_id]) for v in self.versions if command_id in v.commands]
        latest = found[-1][1]
        made: dict[str, Any] = {"id": Hex(command_id), "name": names.pascal(latest.name)}
        if latest.id_mask != 0xFF:
            made["id_mask"] = Hex(latest.id_mask)
        if found[0][0] > self.low:
            made["since"] = found[0][0]
        if found[-1][0] < self.high:
            made["until"] = found[-1][0]
        merged = merge_versions([(version, command.nodes, command.id_item) for version, command in found])
        variants = [self._body(variant, command_id, latest.name, made) for variant in merged]
        if len(variants) > 1:
            made["variants"] = [
                {"versions": _range(variant.low, variant.high), "fields": fields}
                for variant, fields in zip(merged, variants, strict=True)
            ]
        elif variants[0]:
            made["fields"] = variants[0]
        return made

    def _body(self, variant: Merged, command_id: int, name: str, made: dict[str, Any]) -> Fields:
        facts = self._facts(command_id, name)
        renderer = Renderer(facts, variant.low)
        item = variant.id_item
        first = variant.nodes[0] if variant.nodes else None
        split = ""
        if item is not None and not item.reserved and usable_id(item):
            stem = names.field_name(item.label).removesuffix("_1")
            if first is not None and first.kind == "fixed" and first.items[0].label.endswith("_2"):
                first.items[0].label = f"{stem}_low"
                split = stem
                made["id_bits"] = {f"{stem}_high": {"part_of": stem, "at": first.items[0].width, "width": item.width}}
        fields = renderer.render(variant.nodes)
        if split:
            fields[0] = {"name": f"{split}_low", "type": "u8", "part_of": split, "at": 0}
        self.uses += renderer.uses
        return fields

    def _facts(self, command_id: int, name: str) -> Facts:
        generated = self.corrections.get("zwave_generated", {})

        def mine(kind: str) -> list[dict[str, Any]]:
            entries = generated.get(kind, [])
            return [e for e in entries if int(e["cc"], 16) == self.id and int(e["command_id"], 16) == command_id]

        words = tuple(names.words(self.name)) + ("sensor", "current")
        facts = Facts(drop=words, command=_short(name, self.name))
        facts.decimals = {entry["field"] for entry in mine("signed_scaled_values")}
        facts.durations = {entry["field"]: entry["encoding"] for entry in mine("duration_fields")}
        facts.starts = {e["field"]: e["start"] for e in mine("bitmask_conventions") if isinstance(e["start"], int)}
        return facts

    def _replies(self, commands: list[dict[str, Any]]) -> None:
        known = {command["name"] for command in commands}
        for command in commands:
            name = command["name"]
            reply = f"{name.removesuffix('Get')}Report"
            if name.endswith("Get") and reply in known:
                _insert_after(command, "since" if "since" in command else "name", "reply", reply)

    def _merge(self, command: dict[str, Any]) -> None:
        """What "Reports to Follow" means where one open list or text stands at the end."""
        fields = command.get("fields", [])
        known = [field.get("name") for field in fields]
        if "reports_to_follow" in known and (fields[-1].get("until") == "end" or fields[-1].get("length") == "rest"):
            before = known[: known.index("reports_to_follow")]
            key = [name for name in before if name in ("group", "parameter", "sequence_number")]
            command["merge"] = {"key": key, "concat": [fields[-1]["name"]], "left": "reports_to_follow"}

    def _examples(self, command: dict[str, Any], enums: dict[str, Any]) -> None:
        header = bytes([self.id]) if self.id <= 0xFF else self.id.to_bytes(2, "big")
        low, high = command.get("since", self.low), command.get("until", self.high)
        examples: list[dict[str, Any]] = []
        variants = command.get("variants") or [{"versions": _range(low, high), "fields": command.get("fields", [])}]
        for variant in variants:
            first, last = _bounds(variant["versions"])
            for step in lengths(variant["fields"], first, last):
                start = header + bytes([command["id"]])
                newest = step == lengths(variant["fields"], first, last)[-1]
                sample = Sample(enums, last if newest else step, start)
                sample.build(mark_derived(variant["fields"]))
                example: dict[str, Any] = {"hex": Plain(bytes(sample.data).hex(" "))}
                if not newest or variant is not variants[-1]:
                    example["version"] = step
                if sample.values:
                    example["value"] = sample.values
                examples.append(example)
        command["examples"] = examples


def usable_id(item: Item) -> bool:
    return item.label.endswith("_1")


def _short(name: str, class_name: str) -> str:
    return name.removeprefix(f"{class_name}_") if name != class_name else name


def _range(low: int, high: int) -> Any:
    return low if low == high else Plain(f"{low}..{high}")


def _bounds(text: Any) -> tuple[int, int]:
    low, _, high = str(text).partition("..")
    return int(low), int(high or low)


def _insert_after(mapping: dict[str, Any], after: str, key: str, value: Any) -> None:
    items = list(mapping.items())
    mapping.clear()
    for known, item in items:
        mapping[known] = item
        if known == after:
            mapping[key] = value


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="codegen.importers.zwave_xml", description="Z-Wave XML to YAML specs")
    parser.add_argument("xml", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--corrections", type=Path, help="xml-corrections.json: its generated lists are applied")
    parser.add_argument("--class", dest="classes", nargs="*", type=lambda text: int(text, 16), default=[])
    parser.add_argument("--force", action="store_true", help="overwrite pages that exist and may be curated")
    options = parser.parse_args(arguments)
    corrections = json.loads(options.corrections.read_text("utf-8")) if options.corrections else {}
    revision, classes = read(options.xml)
    options.out.mkdir(parents=True, exist_ok=True)
    for class_id, versions in classes.items():
        if options.classes and class_id not in options.classes:
            continue
        importer = Importer(revision, class_id, versions, corrections)
        target = options.out / f"{importer.module}.yaml"
        if target.exists() and not options.force:
            print(f"{importer.module}: there is a page already, kept (--force writes it anew)")
            continue
        target.write_text(dump(importer.page()), "utf-8")
        for correction in corrections.get("zwave", []):
            if correction["cc"] == f"0x{class_id:02X}":
                print(f"{importer.module}: {correction['id']} {correction['command']}: {correction['correct']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
