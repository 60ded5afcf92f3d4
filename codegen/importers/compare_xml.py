"""What the official Z-Wave XML has and the specs have not: `python -m codegen.importers.compare_xml PATH [--list
FILE]`.

The rule: it compares ids and versions only (class, class version, command), which are facts; layouts are the business
of the importer and of people. Run it with a newer XML to see what is missing. `--list` writes the triples of the XML
as text, which is how tests/corpus/zwave-xml-*.txt was made.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from xml.etree import ElementTree

from ..load import load
from ..model import Spec
from ..targets import version_range

Triple = tuple[int, int, int | None]  # class, class version, command; None: the class version itself


def triples_of_xml(path: Path) -> set[Triple]:
    """Every (class, version) and (class, version, command) of the official definition."""
    found: set[Triple] = set()
    for entry in ElementTree.parse(path).getroot().iter("cmd_class"):
        number, version = int(entry.attrib["key"], 16), int(entry.attrib["version"])
        found.add((number, version, None))
        for command in entry.findall("cmd"):
            found.add((number, version, int(command.attrib["key"], 16)))
    return found


def triples_of_specs(spec: Spec) -> set[Triple]:
    """The same of the specs. A class without command byte has one command without an id, which the XML doesn't list."""
    found: set[Triple] = set()
    for file in spec.files:
        if file.kind != "command_class" or file.id is None:
            continue
        found |= {(file.id, version, None) for version in range(file.low, file.high + 1)}
        for command in file.commands:
            if command.id is not None:
                low, high = version_range(file, command)
                found |= {(file.id, version, command.id) for version in range(low, high + 1)}
    return found


def line(triple: Triple) -> str:
    """`0x20 v1 0x01`, or `0x20 v1` for the class version."""
    number, version, command = triple
    return f"0x{number:02X} v{version}" + ("" if command is None else f" 0x{command:02X}")


def listed(triples: set[Triple]) -> list[str]:
    def order(triple: Triple) -> tuple[int, int, int]:
        return triple[0], triple[1], -1 if triple[2] is None else triple[2]

    return [line(triple) for triple in sorted(triples, key=order)]


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0: nothing is missing, 1: something is."""
    parser = argparse.ArgumentParser(prog="python -m codegen.importers.compare_xml", description=__doc__.split("\n")[0])
    parser.add_argument("xml", type=Path, help="ZWave_cmd_classes.xml")
    parser.add_argument("--specs", type=Path, default=Path("specs"))
    parser.add_argument("--list", type=Path, dest="target", help="write the triples of the XML to this file")
    options = parser.parse_args(arguments)
    official = triples_of_xml(options.xml)
    ours = triples_of_specs(load(options.specs / "zwave", "zwave"))
    if options.target:
        options.target.write_text("\n".join(listed(official)) + "\n", encoding="utf-8")
    for text in listed(official - ours):
        print(f"missing: {text}")
    for text in listed(ours - official):
        print(f"not in the XML: {text}")
    print(f"{len(official & ours)} of {len(official)} class versions and versioned commands")
    return int(bool(official - ours))


if __name__ == "__main__":
    sys.exit(main())
