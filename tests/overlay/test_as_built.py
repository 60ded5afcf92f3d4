"""Every built-in class as an overlay: what is made at run time is what the compiler prints.

The rule: the same file, loaded with `replace=True`, reads its own examples to the same values, writes the same bytes,
has the same fields and describes the same attributes.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import zclcodec
import zwcodec
from tests.engine.trials import Trial, engine, trials
from zwcodec.runtime.errors import DecodeError
from zwcodec.runtime.fields import Field

SPECS = Path(__file__).resolve().parents[2] / "specs"
PACKAGES: dict[str, Any] = {"zwave": zwcodec, "zcl": zclcodec}
HEADS = {"zwave": "\ncommand_class:", "zcl": "\ncluster:"}


def _files(protocol: str) -> list[Path]:
    found = sorted((SPECS / protocol).glob("*.yaml"))
    return [path for path in found if HEADS[protocol] in "\n" + path.read_text("utf-8")]


def _refers(protocol: str, path: Path) -> bool:
    """Whether the file uses a set of another class, which an overlay can't."""
    others = "|".join(other.stem for other in _files(protocol) if other != path)
    return re.search(rf"\b(?:{others})\.[A-Z]", path.read_text("utf-8")) is not None


EVERY = [(protocol, path) for protocol in PACKAGES for path in _files(protocol)]
REFERRING = [(protocol, path) for protocol, path in EVERY if _refers(protocol, path)]
FILES = [case for case in EVERY if case not in REFERRING]


@pytest.mark.parametrize(("protocol", "path"), REFERRING, ids=[path.stem for _, path in REFERRING])
def test_what_refers_to_another_class_is_refused_with_the_place(protocol: str, path: Path) -> None:
    with pytest.raises(Exception, match="there is no file") as caught:
        PACKAGES[protocol].load_overlay(path, replace=True)
    assert type(caught.value).__name__ == "SpecProblem"
    assert f"{path.name}: /" in str(caught.value)


def _said(field: Field, depth: int = 0) -> dict[str, Any]:
    """Everything that a field says, without the identity of classes."""
    said: dict[str, Any] = {}
    for name in Field.__slots__:
        value = getattr(field, name)
        if name == "record" and value is not None:
            value = [_said(inner, depth + 1) for inner in value.__fields__]
        elif name in ("enum", "flags") and value is not None:
            value = (value.__name__, {key: int(item) for key, item in getattr(value, "__members__", {}).items()})
        said[name] = value
    return said


def _read(protocol: str, trial: Trial) -> Any:
    machine = engine(protocol)
    try:
        message = machine.decode(trial)
    except DecodeError as error:
        return str(error)
    return machine.plain(message), machine.encode(message)


@pytest.mark.parametrize(("protocol", "path"), FILES, ids=[path.stem for _, path in FILES])
def test_an_overlay_of_the_same_file_is_the_same(protocol: str, path: Path) -> None:
    own = [trial for trial in trials(protocol) if f"{path.stem}." in trial.identity or path.stem in trial.identity]
    cut = [trial.with_data(trial.data[:size]) for trial in own[:3] for size in range(len(trial.data))]
    before = [_read(protocol, trial) for trial in (*own, *cut)]
    overlay = PACKAGES[protocol].load_overlay(path, replace=True)
    with overlay:
        assert [_read(protocol, trial) for trial in (*own, *cut)] == before
    home = {"zwave": "zwcodec.cc", "zcl": "zclcodec.clusters"}[protocol]
    built = __import__(f"{home}.{path.stem}", fromlist=["x"])
    for name, made in overlay.classes.items():
        printed = getattr(built, name)
        if not hasattr(made, "__fields__"):
            continue
        assert [_said(field) for field in made.__fields__] == [_said(field) for field in printed.__fields__], name
        assert made.__slots__ == printed.__slots__
        assert repr(made.__wire__) == repr(printed.__wire__)
        assert made.__annotations__ == printed.__dict__.get("__annotations__", {})
        assert repr(made.__dict__.get("__merge__")) == repr(printed.__dict__.get("__merge__"))
        assert " ".join((made.__doc__ or "").split()) == " ".join((printed.__doc__ or "").split())
    if overlay.attributes is not None:
        assert [item.describe(1) for item in overlay.attributes] == [item.describe(1) for item in built.attributes]
