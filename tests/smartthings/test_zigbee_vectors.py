"""Recorded calls of the platforms' `zigbee` object, replayed.

One test runs every vector of tests/corpus/smartthings-zigbee.json. A vector's call text is taken apart as a
syntax tree and dispatched by name, never evaluated; results are compared as JSON, so key order and types count.
What the recording device knew and the call does not say (era, firmware, scale) is passed from the vector.
"""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from zclcodec.smartthings import DataType, SmartShield, ZigBee, ZoneStatus, hub

TESTS = Path(__file__).resolve().parent.parent
VECTORS: list[dict[str, Any]] = json.loads((TESTS / "corpus" / "smartthings-zigbee.json").read_text("utf-8"))
KNOWN: dict[str, str] = {
    entry["id"]: entry["reason"]
    for entry in yaml.safe_load((TESTS / "known_failures.yaml").read_text("utf-8")).get("smartthings_zigbee") or ()
}
BY_ID = {vector["id"]: vector for vector in VECTORS}

# he-event-001 quotes neither its input nor the location and device that its output names; these are read off the
# output ("unit:F", "xxx was 61F").
CONTEXT: dict[str, dict[str, Any]] = {"he-event-001": {"temperature_scale": "F", "display_name": "xxx"}}


def _library(vector: dict[str, Any]) -> str:
    era = vector.get("era", "")
    return era if era in ("2014", "2018") else "2019"


def _zigbee(vector: dict[str, Any]) -> ZigBee:
    device = vector["device"]
    return ZigBee(
        device["dni"],
        device["endpoint"],
        device["zigbee_id"],
        platform=vector["dialect"],
        library=_library(vector),
        **CONTEXT.get(vector["id"], {}),
    )


def _argument(node: ast.expr) -> Any:
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "DataType":
        return getattr(DataType, node.attr)
    return ast.literal_eval(node)


def _run(vector: dict[str, Any]) -> Any:
    """The result of the vector's call: `owner.method(args)` or `ZoneStatus(n)`, with `.attribute`s behind it."""
    node: ast.expr = ast.parse(vector["call"], mode="eval").body
    attributes: list[str] = []
    while isinstance(node, ast.Attribute):
        attributes.insert(0, node.attr)
        node = node.value
    assert isinstance(node, ast.Call), vector["call"]
    args = [_argument(arg) for arg in node.args]
    named = {word.arg: _argument(word.value) for word in node.keywords if word.arg}
    result: Any
    if isinstance(node.func, ast.Name):
        assert node.func.id == "ZoneStatus", vector["call"]
        result = ZoneStatus(*args, **named)
    else:
        assert isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name), vector["call"]
        owner, method = node.func.value.id, node.func.attr
        if owner == "hub" and vector.get("era", "").startswith("old firmware"):
            named["firmware"] = "old"
        target: Any = {"zigbee": _zigbee(vector), "DataType": DataType, "hub": hub}[owner]
        result = getattr(target, method)(*args, **named)
    for name in attributes:
        result = getattr(result, name)
    return result


def _plain(result: Any) -> str:
    return json.dumps(result.as_dict() if isinstance(result, SmartShield) else result, default=str)


def _groovy(value: Any) -> str:
    """A value as Groovy prints it in a log line."""
    if isinstance(value, dict):
        return f"[{', '.join(f'{key}:{_groovy(item)}' for key, item in value.items()) or ':'}]"
    if isinstance(value, list):
        return f"[{', '.join(map(_groovy, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    return "null" if value is None else str(value)


def _problem(vector: dict[str, Any]) -> str | None:
    result = _run(vector)
    if _plain(result) != json.dumps(vector["expected"]):
        return f"{_plain(result)}\n  instead of {json.dumps(vector['expected'])}\n  {vector['evidence']}"
    if "expected_text" in vector and _groovy(result) != vector["expected_text"]:
        return f"printed as {_groovy(result)}\n  instead of {vector['expected_text']}"
    return None


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["id"])
def test_vector(vector: dict[str, Any]) -> None:
    problem = _problem(vector)
    if vector["id"] in KNOWN:
        assert problem is not None, f"{vector['id']} passes now: take it off known_failures.yaml"
    else:
        assert problem is None, problem


def test_known_failures_are_vectors_nobody_recorded() -> None:
    assert all(BY_ID[name]["confidence"] != "recorded" and KNOWN[name].strip() for name in KNOWN)


@pytest.mark.parametrize("name", ["he-cmd-007", "he-cmd-008"])
def test_transcribed_report_lines(name: str) -> None:
    """The transcriptions hold one line of the list: that line is equal."""
    assert BY_ID[name]["expected"][0] in _run(BY_ID[name])
