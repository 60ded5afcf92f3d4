"""Writes YAML specs of ZCL clusters from the ZAP XML: `python -m codegen.importers.zcl_xml FOLDER --out specs/zcl`.

The rule: a file that exists belongs to whoever curated it and stays as it is unless `--replace` says otherwise. The
general commands are not imported (specs/zcl/_general.yaml is written by hand). What the XML cannot say, or what a
correction says in words only, is printed as a note per cluster.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

from . import zcl_corrections
from .yaml_out import Hex, dump
from .zcl_attributes import attribute_entry, linked_type
from .zcl_fields import Types, convert, enum_members, flag_bits, record
from .zcl_names import cluster_name, command_name, member_names, module_name, type_name
from .zcl_source import Attribute, Cluster, Command, Source, read

DIRECTIONS = {"client": "client_to_server", "server": "server_to_client", "either": "both"}
# Types that a file of this project already defines.
SHARED = {"Status": "_general.Status", "ReportingDirection": "_general.ReportingDirection"}


class Importer:
    """Clusters to documents. Types used by several clusters live in the file of the lowest cluster id."""

    def __init__(self, source: Source, corrections: zcl_corrections.Corrections, types_file: Path) -> None:
        self.source = source
        self.corrections = corrections
        rows = yaml.safe_load(types_file.read_text(encoding="utf-8"))["types"]
        self.zcl = {alias.upper(): row["name"] for row in rows for alias in (row["name"], *row.get("aliases", ()))}
        self.widths = {row["name"]: int(row["wire"][1:]) // 8 for row in rows if row["wire"][1:].isdigit()}
        self.clusters = {key: zcl_corrections.apply(cluster) for key, cluster in source.clusters.items()}
        self.homes: dict[str, tuple[int, int | None]] = {}
        for key in sorted(self.clusters, key=lambda item: (item[1] is not None, item[0])):
            for name in self._types_of(self.clusters[key]).used:
                self.homes.setdefault(name, key)

    def document(self, key: tuple[int, int | None]) -> tuple[str, dict[str, Any], list[str]]:
        """Module name, document and notes of one cluster."""
        cluster = self.clusters[key]
        module = self.module(key)
        types = self._types(key)
        notes: list[str] = []
        attributes = [attribute_entry(item, cluster, types, notes) for item in _by_id(cluster.attributes)]
        commands = [self._command(item, cluster, types, notes) for item in _ordered(cluster.commands)]
        _make_distinct(attributes, commands, notes)
        head: dict[str, Any] = {"id": Hex(cluster.id, 4), "name": cluster_name(cluster.id, cluster.name)}
        if cluster.manufacturer is not None:
            head["manufacturer"] = Hex(cluster.manufacturer, 4)
        document: dict[str, Any] = {"cluster": head}
        document["source"] = f"ZAP {cluster.file}"
        document.update(self._definitions(key, types, notes))
        if attributes:
            document["attributes"] = attributes
        if commands:
            document["commands"] = commands
        if cluster.manufacturer is None:
            made = zcl_corrections.applied(cluster.id) | {found for found, _ in self.corrections.on_success.values()}
            listed = self.corrections.listed.get(cluster.id, [])
            notes += [f"{identifier} not applied: {text}" for identifier, text in listed if identifier not in made]
        return module, document, notes

    def module(self, key: tuple[int, int | None]) -> str:
        cluster = self.clusters[key]
        name = module_name(cluster.id, cluster.name)
        shared = [other for other in self.clusters if module_name(other[0], self.clusters[other].name) == name]
        return name if len(shared) == 1 or key[1] is None else f"{name}_{key[1]:04x}"

    def _types(self, key: tuple[int, int | None]) -> Types:
        """The type table as seen from one cluster: own types by name, those of others by `module.Name`."""
        cluster = cluster_name(key[0], self.clusters[key].name)
        names = dict(SHARED)
        for name, home in self.homes.items():
            if name in names:
                continue
            own = type_name(name, cluster_name(home[0], self.clusters[home].name))
            names[name] = own if home == key or name in self.source.structs else f"{self.module(home)}.{own}"
            if name in self.source.structs:
                names[name] = type_name(name, cluster)
        return Types(self.zcl, self.widths, self.source, names)

    def _types_of(self, cluster: Cluster) -> Types:
        """The type table after all of a cluster's types were asked for."""
        types = Types(self.zcl, self.widths, self.source)
        for attribute in cluster.attributes:
            name = linked_type(attribute, cluster, types)
            if name:
                types.reference(name)
        for command in cluster.commands:
            convert(command.arguments, types, {})
        for name in list(types.used):
            if name in self.source.structs:
                record(self.source.structs[name], types)
        types.used = [name for name in types.used if name not in SHARED]
        return types

    def _definitions(self, key: tuple[int, int | None], types: Types, notes: list[str]) -> dict[str, Any]:
        """Enums, flags and records that live in this cluster's file."""
        enums: dict[str, Any] = {}
        flags: dict[str, Any] = {}
        records: dict[str, Any] = {}
        position = 0
        while position < len(types.used):  # a record may use further types
            name = types.used[position]
            position += 1
            own = types.names[name]
            if name in self.source.structs:
                records[own] = record(self.source.structs[name], types)
            elif "." in own or name in SHARED:
                continue
            elif name in self.source.enums and not self.source.enums[name].base.startswith("BITMAP"):
                enumeration = self.source.enums[name]
                enums[own] = enum_members(enumeration, member_names(enumeration.items))
            elif name in self.source.enums:
                bits = self.source.enums[name].items
                flags[own] = {member: mask.bit_length() - 1 for member, mask in member_names(bits)}
            else:
                bitmap = self.source.bitmaps[name]
                flags[own], more = flag_bits(bitmap, member_names(bitmap.fields))
                notes += more
        made = {"enums": enums, "flags": flags, "records": records}
        return {name: value for name, value in made.items() if value}

    def _command(self, command: Command, cluster: Cluster, types: Types, notes: list[str]) -> dict[str, Any]:
        made: dict[str, Any] = {"id": Hex(command.id), "name": command_name(command.name)}
        made["direction"] = DIRECTIONS[command.source]
        if command.manufacturer not in (None, cluster.manufacturer):
            made["manufacturer"] = Hex(command.manufacturer, 4)
        counts = {
            array: verdict
            for (cluster_id, source, code, array), verdict in self.corrections.counts.items()
            if (cluster_id, source, code) == (cluster.id, command.source, command.id)
        }
        correction, first = "", ""
        if command.source == "server" and cluster.manufacturer is None:
            correction, first = self.corrections.on_success.get((cluster.id, command.id), ("", ""))
        success = first or "*" if correction else ""
        body = convert(command.arguments, types, counts, introduced=command.introduced, success=success)
        sources = sorted({*command.corrections, *body.sources, correction} - {""})
        if sources:
            made["source"] = ", ".join(sources)
        reply = f"{command.name}Response"
        other = {"client": "server", "server": "client"}.get(command.source)
        if any(item.name == reply and item.source == other for item in cluster.commands):
            made["reply"] = command_name(reply)
        if body.fields:
            made["fields"] = body.fields
        notes += [f"{made['name']}: {note}" for note in body.notes]
        return made


def _by_id(attributes: tuple[Attribute, ...]) -> list[Attribute]:
    return sorted(attributes, key=lambda item: (item.side != "server", item.id))


def _ordered(commands: tuple[Command, ...]) -> list[Command]:
    """Client commands first, each side by id."""
    return sorted(commands, key=lambda item: (item.source == "server", item.id))


def _make_distinct(attributes: list[dict[str, Any]], commands: list[dict[str, Any]], notes: list[str]) -> None:
    """Give attributes of one name their id behind it; report commands of one name (there are none in ZAP)."""
    seen = Counter((item["name"], item.get("side"), item.get("manufacturer")) for item in attributes)
    for (name, _, _), times in seen.items():
        if times > 1:
            notes.append(f"attribute {name} stands {times} times")
    for item in attributes:
        if seen[(item["name"], item.get("side"), item.get("manufacturer"))] > 1:
            item["name"] = f"{item['name']}_{int(item['id']):04x}"
    names = Counter(item["name"] for item in commands)
    notes += [f"command {name} stands {times} times" for name, times in names.items() if times > 1]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m codegen.importers.zcl_xml", description=__doc__)
    parser.add_argument("folder", type=Path, help="folder with the ZAP XML files")
    parser.add_argument("--out", type=Path, required=True, help="folder of the specs; _types.yaml must be there")
    parser.add_argument("--corrections", type=Path, help="xml-corrections.json")
    parser.add_argument("--cluster", nargs="*", type=lambda text: int(text, 0), help="only these clusters")
    parser.add_argument("--replace", action="store_true", help="overwrite files that exist")
    options = parser.parse_args(arguments)
    try:
        source = read(options.folder)
        corrections = zcl_corrections.load(options.corrections)
        importer = Importer(source, corrections, options.out / "_types.yaml")
    except (OSError, ValueError) as error:
        print(f"zcl_xml: {error}", file=sys.stderr)
        return 2
    written = 0
    for key in sorted(importer.clusters, key=lambda item: (item[0], item[1] or 0)):
        if options.cluster and key[0] not in options.cluster:
            continue
        module, document, notes = importer.document(key)
        path = options.out / f"{module}.yaml"
        if path.exists() and not options.replace:
            print(f"{path}: exists, kept")
            continue
        path.write_text(dump(document), encoding="utf-8")
        written += 1
        for note in notes:
            print(f"{path}: {note}")
    print(f"{written} files written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
