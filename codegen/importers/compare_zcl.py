"""What the reference ZCL XML has and the specs have not: `python -m codegen.importers.compare_zcl FOLDER [--list
FILE]`.

The rule: it compares ids only (clusters, attributes by side, commands by direction), which are facts. Run it with
newer XML files to see what is missing. `--list` writes the ids of the XML as text, which is how tests/corpus/zcl-xml-
ids.txt was made. Sample clusters that no device has are left out (ZCL-109, ZCL-110).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ..load import load
from ..model import Spec
from . import zcl_source

SAMPLES = (0x9999, 0xF005)
SIDES = {"client": "client_to_server", "server": "server_to_client"}


def ids_of_xml(folder: Path) -> set[str]:
    """Every cluster, attribute and command of the XML files, a line each."""
    found: set[str] = set()
    for cluster in zcl_source.read(folder).clusters.values():
        if cluster.id in SAMPLES:
            continue
        head = f"0x{cluster.id:04X}"
        found.add(head)
        found |= {f"{head} {attribute.side} attribute 0x{attribute.id:04X}" for attribute in cluster.attributes}
        for command in cluster.commands:
            for way in SIDES.values() if command.source == "either" else (SIDES[command.source],):
                found.add(f"{head} {way} command 0x{command.id:02X}")
    return found


def ids_of_specs(spec: Spec) -> set[str]:
    """The same of the specs."""
    found: set[str] = set()
    for file in spec.files:
        if file.kind != "cluster" or file.id is None:
            continue
        head = f"0x{file.id:04X}"
        found.add(head)
        for attribute in file.attributes:
            for side in ("server", "client") if attribute.side == "both" else (attribute.side,):
                found.add(f"{head} {side} attribute 0x{attribute.id:04X}")
        for command in file.commands:
            for way in SIDES.values() if command.direction == "both" else (command.direction,):
                found.add(f"{head} {way} command 0x{command.id or 0:02X}")
    return found


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0: nothing is missing, 1: something is."""
    parser = argparse.ArgumentParser(prog="python -m codegen.importers.compare_zcl", description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path, help="folder with the ZAP XML files")
    parser.add_argument("--specs", type=Path, default=Path("specs"))
    parser.add_argument("--list", type=Path, dest="target", help="write the ids of the XML to this file")
    options = parser.parse_args(arguments)
    official = ids_of_xml(options.folder)
    ours = ids_of_specs(load(options.specs / "zcl", "zcl"))
    if options.target:
        options.target.write_text("\n".join(sorted(official)) + "\n", encoding="utf-8")
    for line in sorted(official - ours):
        print(f"missing: {line}")
    print(f"{len(official & ours)} of {len(official)} clusters, attributes and commands; {len(ours - official)} more")
    return int(bool(official - ours))


if __name__ == "__main__":
    sys.exit(main())
