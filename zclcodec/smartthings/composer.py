"""Lines into frames: what each word of an `st`, `he`, `zcl`, `zdo`, `raw` or `send` line becomes on air.

The rule: a line is words and braces. Numbers are hex with 0x and decimal without, in every line; braces hold hex
digits, blanks between them are of no account. `zcl` and `raw` lines prepare a frame that the next `send` line
addresses, `zcl mfg-code` holds for that one frame.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from functools import partial
from typing import Final

from . import _wire
from .datatype import ANALOG, WIDTHS
from .decisions import Decisions
from .frame import Frame
from .text import is_hex, strip_prefix

__all__ = ["Composer"]

_BRACES: Final = re.compile(r"\{([^{}]*)\}")
_NUMBER: Final = re.compile(r"0[xX][0-9A-Fa-f]+|[0-9]+", re.ASCII)
_ON_OFF: Final = {"off": 0x00, "on": 0x01, "toggle": 0x02}

_Maker = Callable[[int, int | None], bytes]  # (sequence number, manufacturer code) -> frame


def _number(word: str, limit: int = 0xFFFF) -> int:
    if _NUMBER.fullmatch(word) is None:
        raise ValueError(f"not a number: {word!r}")
    value = int(word, 16) if word[:2] in ("0x", "0X") else int(word[:20])
    if value > limit:
        raise ValueError(f"{word!r} is more than 0x{limit:X}")
    return value


def _body(text: str) -> bytes:
    return bytes.fromhex("".join(text.split()))


class Composer:
    """Takes lines one by one, collects the frames; every method raises ValueError for what it cannot read."""

    def __init__(self, tsn: int, hub: str, decisions: Decisions) -> None:
        self._tsn = tsn
        self._hub = hub
        self._decisions = decisions
        self._code: int | None = None
        self._pending: tuple[int, _Maker, bool] | None = None  # cluster, frame, whether the hub numbers it
        self._frames: list[Frame] = []

    def take(self, line: str) -> None:
        """Work on one line."""
        words = _BRACES.sub(" ", line).split()
        braces = _BRACES.findall(line)
        try:
            self._take(words, braces)
        except (IndexError, OverflowError, ValueError) as problem:
            raise ValueError(f"the hub does not understand {line!r}: {problem}") from problem

    def finish(self) -> list[Frame]:
        """The frames so far."""
        if self._pending is not None:
            raise ValueError("a prepared frame was never sent: no `send` line follows")
        return self._frames

    def _take(self, words: list[str], braces: list[str]) -> None:
        kind = words[0]
        if kind == "delay":
            return
        if kind in ("st", "he"):
            self._direct(kind, words[1], words[2:], braces)
        elif kind == "zcl":
            self._global(words[1:], braces)
        elif kind == "raw":
            body = _body(braces[0])
            # A raw frame brings its own sequence number: counting it would shift those of the frames that follow.
            self._prepare(_number(words[1]), lambda tsn, code: body, False)
        elif kind == "send":
            self._send(words)
        elif kind == "zdo":
            self._zdo(words[1:], braces)
        else:
            raise ValueError(f"no line starts with {kind!r}")

    def _direct(self, kind: str, verb: str, words: list[str], braces: list[str]) -> None:
        dni = _dni(words[0])
        if kind == "he" and verb == "raw":  # network id, hub endpoint, device endpoint, cluster, {frame}
            hub, endpoint, cluster = _number(words[1], 0xFF), _number(words[2], 0xFF), _number(words[3])
            self._add(_body(braces[0]), dni, endpoint, cluster, hub, literal=True)
            return
        endpoint, cluster = _number(words[1], 0xFF), _number(words[2])
        if verb == "cmd":
            code = _mfg(braces, 1)
            make = _command(cluster, _number(words[3], 0xFF), _body(braces[0]))
        elif verb == "rattr":
            code, make = _mfg(braces, 0), _read(_number(words[3]))
        elif verb == "wattr":
            code = _mfg(braces, 1)
            # The text is big endian, the hub turns it round (recorded on Hubitat, 1.2 for SmartThings).
            make = _write(_number(words[3]), _number(words[4], 0xFF), braces[0], True)
        elif verb == "cr":
            code, make = _mfg(braces, 1), self._report(words[3:], braces[0])
        else:
            raise ValueError(f"no such verb: {verb!r}")
        self._add(make(self._next(), code), dni, endpoint, cluster)

    def _global(self, words: list[str], braces: list[str]) -> None:
        if words[0] == "mfg-code":
            self._code = _number(words[1])
        elif words[0] == "on-off":  # the form that simulators of old handlers use
            self._prepare(0x0006, _command(0x0006, _ON_OFF.get(words[1]), b""))
        elif words[0] == "global" and words[1] == "read":
            self._prepare(_number(words[2]), _read(_number(words[3])))
        elif words[0] == "global" and words[1] == "write":
            # Not turned round (1.2): drivers swap the value themselves.
            make = _write(_number(words[3]), _number(words[4], 0xFF), braces[0], False)
            self._prepare(_number(words[2]), make)
        elif words[0] == "global" and words[1] == "send-me-a-report":
            self._prepare(_number(words[2]), self._report(words[3:], braces[0]))
        else:
            raise ValueError("no such zcl line")

    def _prepare(self, cluster: int, make: _Maker, numbered: bool = True) -> None:
        if self._pending is not None:
            raise ValueError("the frame before it was never sent")
        self._pending = cluster, make, numbered

    def _send(self, words: list[str]) -> None:
        if self._pending is None:
            raise ValueError("nothing was prepared")
        hub, endpoint = _number(words[2], 0xFF), _number(words[3], 0xFF)
        if self._decisions.send_order == "device-first":
            hub, endpoint = endpoint, hub
        cluster, make, numbered = self._pending
        data = make(self._tsn, self._code)
        self._tsn += numbered
        self._pending = self._code = None
        self._add(data, _dni(words[1]), endpoint, cluster, hub, literal=not numbered)

    def _zdo(self, words: list[str], braces: list[str]) -> None:
        verb = words[0]
        if verb == "bind":
            ends = _number(words[2], 0xFF), _number(words[3], 0xFF)
            if self._decisions.bind_order == "hub-first":
                ends = ends[1], ends[0]
            if self._decisions.bind_eui == "source":
                source, target = braces[0], braces[1] or self._hub
            else:
                source, target = braces[1] or "0" * 16, braces[0]
            self._send_zdo(
                _wire.bind_request(_wire.BindReq, source, ends[0], _number(words[4]), target, ends[1]), _dni(words[1])
            )
        elif verb == "unbind" and words[1] == "unicast":
            ends = _number(words[3], 0xFF), _number(words[5], 0xFF)
            self._send_zdo(
                _wire.bind_request(_wire.UnbindReq, braces[0], ends[0], _number(words[4]), braces[1], ends[1]),
                _dni(words[2]),
            )
        elif verb == "mgmt-bind":
            self._send_zdo(_wire.MgmtBindReq(start_index=_number(words[2], 0xFF)), _dni(words[1]))
        else:
            raise ValueError(f"no such zdo line: {verb!r}")

    def _report(self, words: list[str], change: str) -> _Maker:
        type = _number(words[1], 0xFF)
        step = _body(change) if type in ANALOG else b""
        if self._decisions.reporting_change_order == "big":
            step = step[::-1]
        numbers = struct.pack("<BHBHH", 0, _number(words[0]), type, _number(words[2]), _number(words[3]))
        return _general(_wire.ConfigureReporting, numbers + step)

    def _next(self) -> int:
        tsn = self._tsn
        self._tsn += 1
        return tsn

    def _send_zdo(self, command: _wire.ZdoCommand, dni: str) -> None:
        self._add(_wire.zdo(command, self._next()), dni, 0, command.cluster, 0, 0)

    def _add(
        self,
        data: bytes,
        dni: str,
        endpoint: int,
        cluster: int,
        hub: int = 1,
        profile: int = 0x0104,
        literal: bool = False,
    ) -> None:
        frame = Frame(
            data, dni=dni, endpoint=endpoint, hub_endpoint=hub, cluster=cluster, profile=profile, literal=literal
        )
        self._frames.append(frame)


def _dni(word: str) -> str:
    return strip_prefix(word)


def _mfg(braces: list[str], at: int) -> int | None:
    text = braces[at].strip() if len(braces) > at else ""
    if not text:
        return None
    if not is_hex(strip_prefix(text)):
        raise ValueError(f"no manufacturer code: {text!r}")
    return int(strip_prefix(text), 16)


def _command(cluster: int, command: int | None, payload: bytes) -> _Maker:
    if command is None:
        raise ValueError("no such on-off command")
    return partial(_wire.zcl, _wire.UnknownClusterCommand(cluster=cluster, command_id=command, payload=payload))


def _general(command: type[_wire.ClusterCommand], payload: bytes) -> _Maker:
    return partial(_wire.zcl, _wire.UnknownClusterCommand(command_id=command.command_id, payload=payload))


def _read(attribute: int) -> _Maker:
    return partial(_wire.zcl, _wire.ReadAttributes(attribute_ids=(attribute,)))


def _write(attribute: int, type: int, text: str, turned: bool) -> _Maker:
    value = _body(text)
    if turned and type in WIDTHS:
        value = value[::-1]
    return _general(_wire.WriteAttributes, struct.pack("<HB", attribute, type) + value)
