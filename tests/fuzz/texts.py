"""Fuzz targets that read texts: the SmartThings layers, overlays, command lines.

The rule: as in frames.py, only the documented errors are caught. Where a platform swallowed everything, nothing may
come out; texts that a function made itself must be read back as what they were made from.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import zclcodec
import zwcodec
from tests.cli.console import run
from zclcodec import frame as zcl_frame
from zclcodec import overlay as zcl_overlay
from zclcodec.smartthings import ZigBee, hub
from zwcodec import frame as zwave_frame
from zwcodec import overlay as zwave_overlay
from zwcodec.runtime.errors import DecodeError
from zwcodec.runtime.overlays import Overlay
from zwcodec.smartthings import FormatError, ParseError, ZWave

_ZWAVE = (ZWave(), ZWave(platform="hubitat"))
_ZIGBEE = (ZigBee(), ZigBee(platform="hubitat"))


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def smartthings_zwave(data: bytes) -> None:
    """A description behind a byte for the version of every class (0: the highest)."""
    versions = dict.fromkeys(range(0x100), data[0]) if data and data[0] else None
    description = _text(data[1:])
    for platform in _ZWAVE:
        found = platform.parse(description, versions)
        problem = platform.explain(description, versions)
        assert (found is None) is (problem is not None), (found, problem)
        if found is None:
            assert str(problem)
            continue
        assert str(found) and found == found  # its __eq__ must not raise
        with suppress(FormatError):
            assert isinstance(found.format(), str)
        for name in ("encapsulatedCommand", "encapsulatedCommands"):
            with suppress(ParseError):
                getattr(found, name, lambda versions: None)(versions)


def smartthings_zigbee(data: bytes) -> None:
    """A description, by every reader of the `zigbee` object."""
    description = _text(data)
    for platform in _ZIGBEE:
        readers: tuple[Callable[[str], Any], ...] = (
            platform.parse, platform.parseDescriptionAsMap, platform.getEvent, platform.getKnownDescription,
            platform.parseZoneStatus, platform.parseBindingTableResponse,
        )  # fmt: skip
        for read in readers:
            found = read(description)
            assert found is None or str(found)
        degrees = platform.parseHATemperatureValue(description, "temperature: ", "F")
        assert degrees is None or str(degrees)
    with suppress(ValueError):
        assert len(hub.received(description)) <= len(data)


def hub_lines(data: bytes) -> None:
    """Lines for a hub, and what its frames look like as lines again."""
    for platform in ("smartthings", "hubitat"):
        try:
            frames = hub.frames(_text(data).splitlines(), tsn=7)
        except ValueError as error:
            assert str(error)
            return
        assert all(len(frame) <= len(data) + 64 for frame in frames)
        try:
            again = hub.lines(frames, platform=platform)
        except ValueError as error:
            assert str(error)
            return
        assert [_unnumbered(frame) for frame in hub.frames(again)] == [_unnumbered(frame) for frame in frames]


def _unnumbered(frame: hub.Frame) -> bytes:
    """The frame without its sequence number, which the hub chooses unless the line was a `raw` one."""
    at = 0 if frame.profile == 0 else 3 if frame[0] & 4 else 1
    return frame[:at] + frame[at + 1 :]


def hub_descriptions(data: bytes) -> None:
    """A received frame behind its profile's byte (0: ZDO) and its cluster, as a hub describes it to a handler."""
    if len(data) < 3:
        return
    with suppress(ValueError):
        text = hub.describe_frame(
            data[3:], 0x1234, int.from_bytes(data[1:3], "big"), profile=0x0104 if data[0] else 0
        )
        assert ZigBee().parseDescriptionAsMap(text)
        frame = hub.received(text)
        assert frame.cluster == int.from_bytes(data[1:3], "big") and (data[0] or frame == data[3:])
    for command in (None, "0A"):
        with suppress(ValueError):
            text = hub.describe_attribute(data.hex(), command)
            found = ZigBee(platform="smartthings" if command is None else "hubitat").parseDescriptionAsMap(text)
            assert not found or found["clusterInt"] == int.from_bytes(data[3:5], "big")


def _overlay(load: Callable[..., Overlay], problem: type[Exception], text: str) -> None:
    """Load it, ask its commands about a few bytes, take it out again."""
    try:
        overlay = load(text + "\n", replace=True)
    except problem as error:
        assert str(error)
        return
    with overlay:
        for command in overlay.commands.values():
            for body in (b"", b"\0" * 8, b"\1\2\3", b"\xff" * 40):
                with suppress(DecodeError):
                    found = _decoded(command, body)
                    assert found is None or found.to_bytes().endswith(body) and repr(found)
        assert not overlay.attributes or repr(overlay.attributes)


def _decoded(command: Any, body: bytes) -> Any:
    """A frame of the overlay's command; None where only certain models send it."""
    prefix = command.__codec__.wire.prefix
    if prefix:
        return zwcodec.decode(prefix + body)
    key = next((key for key, found in zcl_frame.overlays.items() if found is command), None)
    if key is None:
        return None
    maker, cluster, direction, number = key >> 40, key >> 16 & 0xFFFF, key >> 8 & 1, key & 0xFF
    control = 1 | (4 if maker else 0) | direction << 3
    head = bytes((control, *(maker.to_bytes(2, "little") if maker else b""), 0x12, number))
    return zclcodec.decode(head + body, cluster=cluster)


def overlay_zwave(data: bytes) -> None:
    """The YAML of a command class."""
    _overlay(zwcodec.load_overlay, zwave_overlay.SpecProblem, _text(data))
    assert not zwave_frame.overlays


def overlay_zcl(data: bytes) -> None:
    """The YAML of a cluster."""
    _overlay(zclcodec.load_overlay, zcl_overlay.SpecProblem, _text(data))
    assert not zcl_frame.overlays


def command_line(data: bytes) -> None:
    """A byte for the tool, then its arguments between bytes of 0; what follows an empty one is its stdin."""
    if not data:
        return
    tool = ("zwdecode", "zcldecode")[data[0] & 1]
    words, _, stdin = data[1:].partition(b"\0\0")
    arguments = [_text(word) for word in words.split(b"\0")]
    if any(Path(word).exists() for argument in arguments for word in (argument, argument.partition("=")[2]) if word):
        return  # whatever file of this machine that is
    answer = run(tool, arguments, stdin)
    assert answer.code in (0, 1, 2) and "Traceback" not in answer.err
    assert answer.code != 2 or not answer.out
    assert bool(answer.err) is (answer.code != 0)
