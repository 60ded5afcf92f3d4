"""Bad specs: each file of bad/ says in its first comments what is wrong with it, and exactly that must be reported.

The lines `# expect: /yaml/path: message` are all problems of the file in the order of finding; `# dialect: zcl` stands
where it is not Z-Wave.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from codegen.load import load_text
from codegen.model import DataType
from codegen.problems import SpecProblem

HERE = Path(__file__).parent
SPECS = HERE.parent.parent / "specs"
pytestmark = pytest.mark.backend_independent
BAD = sorted((HERE / "bad").glob("*.yaml"))


@pytest.fixture(scope="module")
def types() -> tuple[DataType, ...]:
    path = SPECS / "zcl" / "_types.yaml"
    return load_text("specs/zcl/_types.yaml", path.read_text(encoding="utf-8"), "zcl").types


def expected(text: str) -> list[str]:
    return re.findall(r"^# expect: (.*)$", text, re.MULTILINE)


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_bad_spec(path: Path, types: tuple[DataType, ...]) -> None:
    text = path.read_text(encoding="utf-8")
    dialect = re.search(r"^# dialect: (\w+)$", text, re.MULTILINE)
    known = () if "\ntypes:" in text else types
    with pytest.raises(SpecProblem) as caught:
        load_text(path.name, text, dialect[1] if dialect else "zwave", types=known)
    found = [f"{problem.where.path}: {problem.message}" for problem in caught.value.problems]
    assert found == expected(text)
    assert str(caught.value) == "\n".join(f"{path.name}: {line}" for line in found)


def test_every_kind_of_problem_has_a_file() -> None:
    assert len(BAD) > 140
    assert all(expected(path.read_text(encoding="utf-8")) for path in BAD)


def test_all_problems_are_reported_at_once() -> None:
    text = (HERE / "bad" / "several_problems.yaml").read_text(encoding="utf-8")
    assert len(expected(text)) == 7
