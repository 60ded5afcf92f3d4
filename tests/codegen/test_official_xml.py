"""The registry against the official definition: every class, class version and versioned command of XML 2.19.0.

The rule: tests/corpus/zwave-xml-2.19.0.txt was written by `python -m codegen.importers.compare_xml PATH --list FILE`,
which is also how one sees what a newer XML adds. Where that XML is wrong, the difference is named here with its
correction.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from codegen.importers.compare_xml import listed, main, triples_of_specs
from codegen.load import load

pytestmark = pytest.mark.backend_independent
ROOT = Path(__file__).resolve().parents[2]
XML = """<zw_classes version="1">
<cmd_class key="0x20" version="1" name="COMMAND_CLASS_BASIC"><cmd key="0x01" name="BASIC_SET"/></cmd_class>
<cmd_class key="0x20" version="9" name="COMMAND_CLASS_BASIC"><cmd key="0x77" name="BASIC_NEW"/></cmd_class>
</zw_classes>"""


def test_nothing_of_the_definition_is_missing_and_nothing_is_invented() -> None:
    official = set((ROOT / "tests/corpus/zwave-xml-2.19.0.txt").read_text("utf-8").split("\n")) - {""}
    ours = set(listed(triples_of_specs(load(ROOT / "specs" / "zwave", "zwave"))))
    assert official - ours == set()
    assert ours - official == set()
    classes = {line.split()[0] for line in official}
    versions = {line for line in official if line.count(" ") == 1}
    assert (len(classes), len(versions), len(official) - len(versions)) == (137, 258, 1634)


def test_a_newer_xml_shows_what_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "newer.xml"
    path.write_text(XML, "utf-8")
    assert main([str(path), "--specs", str(ROOT / "specs")]) == 1
    shown = capsys.readouterr().out
    assert "missing: 0x20 v9 0x77\n" in shown
    assert "missing: 0x20 v9\n" in shown
    assert "missing: 0x20 v1" not in shown
