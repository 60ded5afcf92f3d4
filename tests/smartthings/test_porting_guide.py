"""docs/porting.md says what is: every Python cell and block of it is run, in order, in one module.

The rule: the cell in the middle of a row is Python, the last one what it gives; an empty last cell promises nothing. A
block without prompts is run, a block with prompts is a doctest. A bar can't stand in a cell.
"""

from __future__ import annotations

import ast
import doctest
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "porting.md"
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_ROW = re.compile(r"^\|(.*)\|(.*)\|(.*)\|$", re.MULTILINE)
_CODE = re.compile(r"`([^`]+)`")


def _pieces(text: str) -> Iterator[tuple[str, str, str]]:
    """Blocks ("python", text, "") and rows ("row", Python, result) in the order of the page."""
    found = [(match.start(), match[1], match[2], "") for match in _BLOCK.finditer(text)]
    inside = [range(*match.span()) for match in _BLOCK.finditer(text)]
    for match in _ROW.finditer(text):
        if not any(match.start() in block for block in inside) and (code := _CODE.fullmatch(match[2].strip())):
            given = _CODE.fullmatch(match[3].strip())
            found.append((match.start(), "row", code[1], given[1] if given else ""))
    for _, kind, code_text, result in sorted(found):
        yield kind, code_text, result


def _run(code: str, names: dict[str, Any]) -> str:
    """What a cell gives, as text; "" for a statement."""
    tree = ast.parse(code)
    if len(tree.body) == 1 and isinstance(tree.body[0], ast.Expr):
        return repr(eval(code, names))  # noqa: S307
    exec(code, names)  # noqa: S102
    return ""


def test_guide() -> None:
    names: dict[str, Any] = {"__name__": "guide"}
    wrong, rows, examples = [], 0, 0
    for kind, code, result in _pieces(GUIDE.read_text(encoding="utf-8")):
        if kind == "row":
            rows += 1
            try:
                given = _run(code, names)
            except Exception as error:  # one report for the whole page
                given = repr(error)
                result = result or "no error"
            if result and given != result:
                wrong.append(f"{code}: {given}, not {result}")
        elif kind == "python" and ">>>" in code:
            test = doctest.DocTestParser().get_doctest(code, {}, "porting.md", str(GUIDE), 0)
            test.globs = names
            report: list[str] = []
            examples += len(test.examples)
            doctest.DocTestRunner(verbose=False).run(test, out=report.append, clear_globs=False)
            wrong += report
        elif kind == "python":
            _run(code, names)
    assert not wrong, "\n".join(wrong)
    assert rows > 70
    assert examples > 12


def test_every_row_is_read() -> None:
    """A cell that is no code would be left out silently."""
    text = GUIDE.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith("| ") and not line.endswith("| gives |")]
    assert len(lines) == sum(kind == "row" for kind, *_ in _pieces(text))
    assert all(line.count("|") == 4 for line in lines)


def test_groovy_has_its_python() -> None:
    """Every block of Groovy is followed by one of Python."""
    kinds = [kind for kind, *_ in _pieces(GUIDE.read_text(encoding="utf-8")) if kind != "row"]
    assert kinds.count("groovy") >= 2
    assert all(after == "python" for kind, after in zip(kinds, kinds[1:], strict=False) if kind == "groovy")
