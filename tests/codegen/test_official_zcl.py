"""The registry against the reference ZCL XML: every cluster, attribute and command id.

The rule: tests/corpus/zcl-xml-ids.txt was written by `python -m codegen.importers.compare_zcl FOLDER --list FILE`,
which is also how one sees what newer files add. Where the XML is wrong, the difference is named here with its
correction.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from codegen.coverage import rows
from codegen.importers.compare_zcl import ids_of_specs, main
from codegen.load import load

pytestmark = pytest.mark.backend_independent
ROOT = Path(__file__).resolve().parents[2]
WRONG = {"0x0905 server attribute 0x0020"}  # ZCL-096: Chatting's enable_add_chat is 0x0012
PEERS = (130, 1_386, 424)  # the best of zigpy 2.4 and zigbee-herdsman 11.1 in clusters, attributes, commands
XML = """<configurator><cluster><name>On/off</name><domain>General</domain><code>0x0006</code>
<command source="client" code="0x77" name="New" optional="true"/></cluster></configurator>"""


def test_nothing_of_the_xml_is_missing() -> None:
    official = set((ROOT / "tests/corpus/zcl-xml-ids.txt").read_text("utf-8").split("\n")) - {""}
    assert official - ids_of_specs(load(ROOT / "specs" / "zcl", "zcl")) == WRONG


def test_more_than_the_best_peer_in_every_column() -> None:
    table = [row for row in rows(load(ROOT / "specs" / "zcl", "zcl")) if row.number is not None]
    ours = (len(table), sum(row.attributes for row in table), sum(row.commands for row in table))
    assert all(mine > theirs for mine, theirs in zip(ours, PEERS, strict=True)), ours


def test_newer_files_show_what_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "general.xml").write_text(XML, "utf-8")
    assert main([str(tmp_path), "--specs", str(ROOT / "specs")]) == 1
    shown = capsys.readouterr().out
    assert "missing: 0x0006 client_to_server command 0x77\n" in shown
    assert "1 of 2 clusters, attributes and commands" in shown
