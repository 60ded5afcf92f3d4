"""The README and the guide say what is: their examples run, their links lead somewhere, the example spec compiles.

The rule: whatever a newcomer would copy out of them works as it stands there, on both back ends.
"""

from __future__ import annotations

import doctest
import re
import subprocess
import sys
from pathlib import Path

import pytest

from codegen.load import load_text


@pytest.fixture(scope="module")
def readme(repository: Path) -> str:
    return (repository / "README.md").read_text(encoding="utf-8")


def _blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize(("page", "most"), [("README.md", 12), ("docs/guide.md", 30)])
def test_examples_print_what_they_say(repository: Path, page: str, most: int) -> None:
    """In order, in one namespace: blocks without prompts define what later ones use. More than so many examples."""
    text = (repository / page).read_text(encoding="utf-8")
    parser, names = doctest.DocTestParser(), dict[str, object]()
    runner = doctest.DocTestRunner(verbose=False)
    report: list[str] = []
    for block in _blocks(text, "python"):
        if ">>>" in block:
            examples = parser.get_doctest(block, names, page, page, 0)
            runner.run(examples, out=report.append, clear_globs=False)
            names.update(examples.globs)
        else:
            exec(compile(block, page, "exec"), names)  # noqa: S102 (what a reader would do)
    assert runner.tries > most
    assert runner.failures == 0, "".join(report)


def test_commands_print_what_they_say(readme: str) -> None:
    (session,) = _blocks(readme, "console")
    commands = re.findall(r"^\$ (\w+) (.*)$", session, re.MULTILINE)
    assert len(commands) > 2
    printed = ""
    for tool, arguments in commands:
        script = f"import sys; from zwcodec.cli import {tool}; sys.exit({tool}())"
        done = subprocess.run(
            [sys.executable, "-c", script, *arguments.split()], capture_output=True, encoding="utf-8", check=False
        )
        printed += f"$ {tool} {arguments}\n{done.stdout}{done.stderr}"
    assert printed == session


def test_example_spec_is_a_spec(readme: str) -> None:
    (spec,) = _blocks(readme, "yaml")
    file = load_text("specs/zwave/pond_pump.yaml", spec, "zwave")
    assert [command.name for command in file.commands] == ["PondPumpGet", "PondPumpReport"]


def test_commands_stand_there(readme: str, repository: Path) -> None:
    commands = _blocks(readme, "sh")
    assert commands[0] == "python -m pip install . && zwdecode 2003FF\n"
    tasks = re.findall(r"^([\w-]+):", (repository / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(re.findall(r"make ([a-z]+)", readme)) <= set(tasks)


@pytest.mark.parametrize("page", ["README.md", "docs/guide.md"])
def test_links_lead_somewhere(repository: Path, page: str) -> None:
    text = (repository / page).read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)]+)\)", text) if not link.startswith("http")]
    assert links
    assert not [link for link in links if not ((repository / page).parent / link.partition("#")[0]).exists()]


@pytest.mark.parametrize("protocol", ["zwave", "zcl", "zigbee"])
def test_numbers_are_those_of_the_coverage_tables(readme: str, repository: Path, protocol: str) -> None:
    table = (repository / "docs" / f"coverage-{protocol}.md").read_text(encoding="utf-8")
    sums = re.search(r"^[0-9][^\n]*examples\.$", table, re.MULTILINE)
    assert sums is not None
    assert sums[0] in readme
