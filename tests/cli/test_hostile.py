"""Whatever comes in: an exit code of the documented ones, a line per failure, never a traceback.

The rule: run() lets everything through but SystemExit, so an exception of any other kind fails the test by itself.
"""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cli.console import Answer, run
from zclcodec.registry import COMMANDS as ZCL_COMMANDS
from zwcodec.registry import COMMANDS

TOOLS = st.sampled_from(["zwdecode", "zcldecode"])
OWN_OPTIONS = {"zwdecode": "--command-class-version=0x20=1", "zcldecode": "--cluster=6"}
OPTIONS = st.lists(st.sampled_from(["--json", "--strict", "--no-bytes", "--color=always", "own"]))
ZWAVE_HEADS = st.sampled_from(sorted(key for key in COMMANDS if key <= 0xFFFF)).map(lambda key: key.to_bytes(2, "big"))


def _sound(answer: Answer, asked: int | None = None) -> None:
    assert answer.code in (0, 1, 2)
    assert bool(answer.err) is (answer.code != 0)
    assert "Traceback" not in answer.err
    assert all(line.isprintable() for line in answer.err.splitlines())
    if answer.code == 2:
        assert answer.err.count("\n") == 1
        assert not answer.out
    if asked is not None and answer.code == 1:
        assert 1 <= answer.err.count("\n") <= asked


@given(TOOLS, st.lists(st.text(), max_size=4), st.binary(max_size=40))
def test_any_arguments(tool: str, arguments: list[str], stdin: bytes) -> None:
    if not any(word.startswith("-") and word.lstrip("-")[:1] in ("h", "v") for word in arguments):  # help, version
        _sound(run(tool, arguments, stdin))


@given(TOOLS, st.binary())
def test_any_stdin(tool: str, stdin: bytes) -> None:
    _sound(run(tool, ["-"], stdin), asked=stdin.count(b"\n") + 1)


@given(TOOLS, OPTIONS, st.lists(st.binary(min_size=1, max_size=24), min_size=1, max_size=3))
def test_any_frames(tool: str, options: list[str], frames: list[bytes]) -> None:
    chosen = [OWN_OPTIONS[tool] if option == "own" else option for option in options]
    answer = run(tool, [*chosen, "-"], "\n".join(frame.hex() for frame in frames).encode())
    _sound(answer, asked=len(frames))
    assert answer.code != 2
    if "--json" in chosen:
        assert [json.loads(line)["frame"] for line in answer.out.splitlines()] == [frame.hex() for frame in frames]


@settings(max_examples=300)
@given(ZWAVE_HEADS, st.binary(max_size=30))
def test_frames_of_known_commands(head: bytes, body: bytes) -> None:
    """With the page and with JSON: what one shows, the other must, too."""
    frame = (head + body).hex()
    page = run("zwdecode", [frame, "2002"])
    _sound(page, asked=1)
    objects = [json.loads(line) for line in run("zwdecode", ["--json", frame, "2002"]).out.splitlines()]
    assert ("error" in objects[0]) is (page.code == 1)
    assert "Basic Get" in page.out  # the good one is shown whatever happens to the other


@settings(max_examples=300)
@given(st.sampled_from(sorted(ZCL_COMMANDS)), st.binary(max_size=30))
def test_frames_of_known_cluster_commands(key: int, body: bytes) -> None:
    manufacturer, cluster, direction, command = key >> 40, key >> 16 & 0xFFFF, key >> 8 & 1, key & 0xFF
    general = key >> 16 & 0x10000
    control = (0 if general else 1) | direction << 3 | (4 if manufacturer else 0)
    code = manufacturer.to_bytes(2, "little") if manufacturer else b""
    frame = (bytes((control, *code, 0x12, command)) + body).hex()
    arguments = ["--cluster", f"0x{cluster:04x}", frame]
    page = run("zcldecode", arguments)
    _sound(page, asked=1)
    (found,) = [json.loads(line) for line in run("zcldecode", ["--json", *arguments]).out.splitlines()]
    assert ("error" in found) is (page.code == 1)


def test_text_of_a_frame_cannot_reach_the_terminal() -> None:
    """A name may hold anything, escape sequences too."""
    from zwcodec.cli.values import plain_text

    assert plain_text("\x1b]0;title\x07\udcff\u202e") == '"\\x1b]0;title\\x07\\xff\\u202e"'
