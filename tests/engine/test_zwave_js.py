"""Frames of zwave-js, the most complete implementation in the open: tests/corpus/zwave-js/*.yaml.

The rule: two implementations that know nothing of each other say the same of a frame. zwave-js 15.29.0 built most of
the frames from option values (`read: true`: it read a frame of ours), and its values were compared with ours, field by
field; an entry lists what both said. Facts only: no code of it is here. Where the two differ and we keep our reading,
disagreements.yaml has the frame and the reason. From the values that an entry lists the constructor makes the frame.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine.corpus import CORPUS, check, class_of, declared, load, rebuilt, trial_of
from tests.engine.trials import engine

PAGES = sorted(f"zwave-js/{path.name}" for path in (CORPUS / "zwave-js").glob("*.yaml"))
AGREED = [page for page in PAGES if "frames" in load(page)]
FRAMES = [
    (f"{name} {entry['hex']} v{entry.get('version', '')}", name, entry)
    for page in AGREED
    for name, entries in load(page)["frames"].items()
    for entry in entries
]
KEPT = load("zwave-js/disagreements.yaml")["kept"]
every_frame = pytest.mark.parametrize(
    ("name", "entry"), [frame[1:] for frame in FRAMES], ids=[identity for identity, _, _ in FRAMES]
)


@every_frame
def test_both_say_the_same(name: str, entry: dict[str, Any]) -> None:
    check("zwave", {"class": name, **entry}, name)


@every_frame
def test_its_values_make_the_frame(name: str, entry: dict[str, Any]) -> None:
    trial = trial_of("zwave", entry, name)
    message = engine("zwave").decode(trial)
    again = declared(message, entry.get("value", {}))
    assert again.to_bytes() == trial.data, again
    assert rebuilt(message).to_bytes() == trial.data


@pytest.mark.parametrize("entry", KEPT, ids=[entry["hex"] for entry in KEPT])
def test_disagreement_that_is_kept(entry: dict[str, Any]) -> None:
    """The frame reads as the entry says, and the entry says what zwave-js makes of it and why we don't."""
    claims = {key: value for key, value in entry.items() if key not in ("zwave_js", "reason")}
    check("zwave", claims, entry["hex"])
    assert len(entry["zwave_js"].split()) > 2 and len(entry["reason"].split()) > 3, entry


def test_the_corpus_is_wide() -> None:
    """Every command class that zwave-js knows the commands of, in each of its pages in the order of the numbers."""
    classes = [class_of(bytes.fromhex(entry["hex"])) for _, _, entry in FRAMES]
    assert classes == sorted(classes)
    assert len(set(classes)) == 68
    assert len({name for _, name, _ in FRAMES}) >= 440
