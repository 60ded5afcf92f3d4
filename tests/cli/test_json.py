"""--json: an object on a line for every frame, in the shape that programs rely on.

The rule: nothing is lost on the way (decimals are exact, bytes are whole) and every path means the same in fields,
labels, units, spans and errors.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from tests.cli.console import run
from tests.engine.trials import trials
from zwcodec.cli import zigbee, zwave
from zwcodec.cli.plain import line, plain


def answers(tool: str, *arguments: str, stdin: bytes = b"") -> list[dict[str, Any]]:
    return [json.loads(text) for text in run(tool, ["--json", *arguments], stdin).out.splitlines()]


def test_report_has_all_that_a_program_needs() -> None:
    (found,) = answers("zwdecode", "31050142090b")
    assert found["frame"] == "31050142090b"
    assert (found["name"], found["command_class"], found["command"]) == ("SensorMultilevelReport", 0x31, 0x05)
    assert found["version"] >= 5
    assert found["fields"] == {"sensor_type": 1, "precision": 2, "scale": 0, "size": 2, "value": "23.15"}
    assert Decimal(found["fields"]["value"]) == Decimal("23.15")
    assert found["labels"]["sensor_type"] == "Air temperature"
    assert found["units"] == {"value": "°C"}
    assert found["trailing"] == ""
    assert {"path": "scale", "byte_offset": 3, "bit_offset": 3, "bit_length": 2} in found["spans"]


def test_trailing_bytes_and_payloads_are_hex() -> None:
    unknown, spare = answers("zwdecode", "1baabb", "200100ccdd")
    assert unknown["fields"]["payload"] == "bb"
    assert "version" not in unknown
    assert spare["trailing"] == "ccdd"
    assert spare["spans"][-1] == {"path": "trailing", "byte_offset": 3, "bit_offset": 0, "bit_length": 16}


def test_an_error_keeps_its_place_in_the_lines() -> None:
    good, bad, worse, last = answers("zwdecode", "2003ff", "2003", "zz", "200300")
    assert good["fields"] == {"value": 255}
    assert last["fields"] == {"value": 0}
    assert bad["frame"] == "2003"
    assert bad["error"]["path"] == "value"
    assert (bad["error"]["byte_offset"], bad["error"]["needed"], bad["error"]["available"]) == (2, 1, 0)
    assert worse == {"input": "zz", "error": {"sentence": 'not hexadecimal: "zz"'}}


def test_spans_can_be_left_out() -> None:
    assert "spans" not in answers("zwdecode", "--no-bytes", "2003ff")[0]


def test_zcl_names_header_and_attributes() -> None:
    (found,) = answers("zcldecode", "--cluster", "0x0402", "18330a0000290b09")
    assert (found["cluster"], found["cluster_name"]) == (0x0402, "Temperature Measurement")
    assert (found["name"], found["command_id"], found["direction"]) == ("ReportAttributes", 0x0A, "server_to_client")
    assert found["header"]["tsn"] == 0x33
    assert found["attributes"] == [{"id": 0, "name": "measured_value"}]
    assert found["fields"]["records"][0]["value"] == 2315
    assert found["labels"]["records[0].value"] == "23.15 °C"
    assert found["units"]["records[0].value"] == "°C"
    assert found["spans"][0]["path"].startswith("header.")
    (found,) = answers("zcldecode", "--cluster", "0x0402", "18340afdff21030099002000")
    assert found["attributes"] == [{"id": 0xFFFD, "name": "cluster_revision"}, {"id": 0x99, "name": None}]


@pytest.mark.parametrize("protocol", ["zwave", "zcl"])
def test_examples_fit_into_json(protocol: str) -> None:
    for trial in trials(protocol):
        if protocol == "zwave":
            versions = {} if trial.version is None else {trial.number: trial.version}
            content = zwave.decode(trial.data, versions, False).content
        else:
            content = zigbee.decode(trial.data, trial.number, False).content
        assert json.loads(line(plain(content), "utf-8")) == plain(content), trial.identity


def test_lines_are_plain_ascii_where_the_output_is() -> None:
    text = run("zwdecode", ["--json", "31050142090b"], encoding="ascii").out
    assert "\\u00b0C" in text
    assert json.loads(text)["units"] == {"value": "°C"}
    assert "\\xb0C" in run("zwdecode", ["31050142090b"], encoding="ascii").out  # a page says it somehow


def test_what_json_has_no_word_for() -> None:
    values = {"nan": float("nan"), "exact": Decimal("1E+3"), "raw": b"\x01\xff", 5: (1, None)}
    assert plain(values) == {"nan": "nan", "exact": "1000", "raw": "01ff", "5": [1, None]}
    assert json.loads(line({"text": b"\xff".decode("utf-8", "surrogateescape")}, "utf-8")) == {"text": "\udcff"}
