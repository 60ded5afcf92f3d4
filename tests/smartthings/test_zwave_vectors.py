"""Recorded calls of the platforms' `zwave` object, replayed.

One test runs every vector of tests/corpus/smartthings-zwave.json. A vector's expression is made a Python syntax tree
and dispatched by name, never evaluated; fields are compared with their types, prints as text.
"""

from __future__ import annotations

import ast
import json
import operator
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from zwcodec.smartthings import Command, ZWave, zwave
from zwcodec.smartthings.handler import delayBetween

TESTS = Path(__file__).resolve().parent.parent
VECTORS: list[dict[str, Any]] = json.loads((TESTS / "corpus" / "smartthings-zwave.json").read_text("utf-8"))
KNOWN: dict[str, str] = {
    entry["id"]: entry["reason"]
    for entry in yaml.safe_load((TESTS / "known_failures.yaml").read_text("utf-8")).get("smartthings_zwave") or ()
}
BY_ID = {vector["id"]: vector for vector in VECTORS}
HUB_NODE = 1

# Vectors that a decision other than the default reproduces.
HASHMAP = ZWave(print_order="hashmap")
HUBITAT = ZWave(platform="hubitat")
DECIDED = {"v087": ZWave(platform="hubitat", multi_instance_format="recorded")}


def _platform(vector: dict[str, Any]) -> ZWave:
    if vector["id"] in DECIDED:
        return DECIDED[vector["id"]]
    if vector.get("platform") == "hubitat":
        return HUBITAT
    return HASHMAP if vector.get("print_order") == "hashmap" else zwave


def _versions(vector: dict[str, Any]) -> dict[int, int] | None:
    given = vector["versions"]
    return None if given is None else {int(code, 16): version for code, version in given.items()}


def _check(command: Any, expected: dict[str, Any], platform: ZWave, retyped: bool = False) -> None:
    assert isinstance(command, Command), expected["cls"]
    package, name = expected["cls"].removeprefix("hubitat ").split(".")
    assert type(command).__module__.rpartition(".")[2] == package
    assert type(command).__name__ == name
    for field, value in expected["fields"].items():
        found = getattr(command, field)
        if isinstance(found, Decimal):
            assert str(found) == value, field
        else:
            assert (type(found), found) == (type(value), value), field
    printed = expected["printed"]
    if retyped:  # the evidence says that the list was typed again, without its blanks
        printed = re.sub(r",(?=\d)", ", ", printed)
    assert str(command) == printed
    assert command.toString() == printed


def _parse(vector: dict[str, Any]) -> None:
    platform = _platform(vector)
    if vector["raw"] is None:
        package, name = vector["cls"].split(".")
        short = next(name for name in dir(platform) if name.lower() == package)
        factory = getattr(getattr(platform, short), name[0].lower() + name[1:])
        _check(factory(**vector["fields"]), vector, platform)
        return
    versions = _versions(vector)
    command = platform.parse(vector["raw"], versions)
    assert platform.explain(vector["raw"], versions) is None
    _check(command, vector, platform, "re-typed" in vector["evidence"])
    if vector.get("encapsulated"):
        _check(command.encapsulatedCommand(versions), vector["encapsulated"], platform)


# -- expressions -----------------------------------------------------------------------------------------------------

_GROOVY_NAME = re.compile(r"(?<=[(,\s])(\w+)\s*:\s*(?=[\w\[(])")


def _evaluate(text: str, platform: ZWave) -> Any:
    parsed = re.fullmatch(r"zwave\.(\w+) (\w+) parsed from '(.*)'", text)
    if parsed:
        return platform.parse(parsed[3], {getattr(platform, parsed[1]).code: getattr(platform, parsed[1]).version})
    plain = re.sub(r" with hub node \d+\Z", "", text)
    return _value(ast.parse(_GROOVY_NAME.sub(r"\1=", plain), mode="eval").body, platform)


def _value(node: ast.expr, platform: ZWave) -> Any:
    match node:
        case ast.Constant():
            return node.value
        case ast.List():
            return [_value(item, platform) for item in node.elts]
        case ast.BinOp(op=ast.Mult()):
            return operator.mul(_value(node.left, platform), _value(node.right, platform))
        case ast.Name(id="zwaveHubNodeId"):
            return HUB_NODE
        case ast.Name(id="false" | "true"):
            return node.id == "true"
        case ast.Name(id="zwave"):
            return platform
        case ast.Name(id="delayBetween"):
            return delayBetween
        case ast.Name(id="MultiInstanceCmdEncap"):
            return platform.multiInstanceV1.multiInstanceCmdEncap
        case ast.Name():
            return getattr(platform, node.id)
        case ast.Attribute():
            owner = _value(node.value, platform)
            return getattr(owner, node.attr[0].lower() + node.attr[1:])
        case ast.Call():
            arguments = [_value(item, platform) for item in node.args]
            named = {item.arg: _value(item.value, platform) for item in node.keywords if item.arg}
            return _value(node.func, platform)(*arguments, **named)
    raise AssertionError(ast.dump(node))


def _expression(vector: dict[str, Any]) -> None:
    platform = _platform(vector)
    if vector["kind"] == "helper":
        with pytest.raises(TypeError):
            _evaluate(vector["expression"], platform)
        return
    command = _evaluate(vector["expression"], platform)
    if vector["formatted"] is None:
        assert platform.parse(command.format()) is not None
    else:
        assert command.format() == vector["formatted"]


def test_corpus_is_whole() -> None:
    assert len(VECTORS) == 264
    assert set(KNOWN) <= set(BY_ID)
    assert not [name for name in KNOWN if BY_ID[name]["confidence"] == "recorded"]


@pytest.mark.parametrize("name", [vector["id"] for vector in VECTORS])
def test_vector(name: str) -> None:
    vector = BY_ID[name]
    run = _parse if vector["kind"] in ("parse", "print") else _expression
    if name not in KNOWN:
        run(vector)
        return
    with pytest.raises(AssertionError):
        run(vector)
