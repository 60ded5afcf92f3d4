"""The text lines a hub takes, in the two spellings: `st ...` (SmartThings) and `he ...` (Hubitat).

The rule: a dialect only spells. It gets finished fields (hex digits without 0x, manufacturer code as int or
None) and returns one block of lines per message to the device; whoever calls puts the block's delay behind it.
A value nobody recorded is spelled as `decisions.py` says.
"""

from __future__ import annotations

from typing import Final

from .decisions import Decisions
from .text import Number, decimal_text, hex_text, is_hex, swap_endian

__all__ = ["DIALECTS", "Dialect", "HubitatDialect", "swapped_or_same"]

Block = list[str]

_GAP: Final = "delay 200"  # between the lines of one message, recorded for mfg-code, global read/write and raw


def swapped_or_same(text: str) -> str:
    """Byte-swapped hex; text that is no whole number of bytes stays as it is."""
    return swap_endian(text) if is_hex(text) and len(text) % 2 == 0 else text


class Dialect:
    """SmartThings spelling; the other dialect overrides what differs."""

    def __init__(self, decisions: Decisions) -> None:
        self.decisions = decisions

    def send(self, dni: str, endpoint: str) -> str:
        """The line that addresses the frame prepared by the lines before it."""
        if self.decisions.send_order == "hub-first":
            return f"send 0x{dni} 0x01 0x{endpoint}"
        return f"send 0x{dni} 0x{endpoint} 0x01"

    def raw(self, dni: str, endpoint: str, cluster: str, body: str) -> Block:
        """A whole ZCL frame, `body` being its hex digits."""
        return [f"raw 0x{cluster} {{ {body} }}", _GAP, self.send(dni, endpoint)]

    def command(
        self, dni: str, endpoint: str, cluster: Number, command: Number, payload: str, mfg: int | None
    ) -> Block:
        """A cluster-specific command; the payload text is as it goes on air."""
        if mfg is not None:  # recorded: frame control 05, code low byte first, sequence number literally FF
            body = f"05{swap_endian(hex_text(mfg, 4))}FF{hex_text(command, 2)}{payload}"
            return self.raw(dni, endpoint, hex_text(cluster, 4), body)
        return [f"st cmd 0x{dni} 0x{endpoint} 0x{hex_text(cluster, 4)} 0x{hex_text(command, 2)} {{{payload}}}"]

    def read(self, dni: str, endpoint: str, cluster: Number, attribute: Number, mfg: int | None) -> Block:
        """Read one attribute."""
        where = f"0x{hex_text(cluster, 4)} 0x{hex_text(attribute, 4)}"
        if mfg is not None:
            return self._with_code(mfg, f"zcl global read {where}", dni, endpoint)
        return [f"st rattr 0x{dni} 0x{endpoint} {where}"]

    def write(
        self, dni: str, endpoint: str, cluster: Number, attribute: Number, type: Number, value: str, mfg: int | None
    ) -> Block:
        """Write one attribute; the value text is big endian, which the hub turns round only without mfg."""
        what = f"0x{hex_text(cluster, 4)} 0x{hex_text(attribute, 4)} 0x{hex_text(type, 2)} {{{value}}}"
        if mfg is not None:
            return self._with_code(mfg, f"zcl global write {what}", dni, endpoint)
        return [f"st wattr 0x{dni} 0x{endpoint} {what}"]

    def report(
        self,
        dni: str,
        endpoint: str,
        cluster: Number,
        attribute: Number,
        type: Number,
        interval: tuple[Number, Number],
        change: str,
        mfg: int | None,
    ) -> Block:
        """Configure reporting of one attribute; `interval` is (min, max) in seconds, `change` as it goes on air."""
        where = f"0x{hex_text(cluster, 4)} 0x{hex_text(attribute, 4)} 0x{hex_text(type, 2)}"
        times = f"0x{hex_text(interval[0], 4)} 0x{hex_text(interval[1], 4)}"
        if mfg is not None:  # not recorded (1.5): by analogy with read and write
            return self._with_code(mfg, f"zcl global send-me-a-report {where} {times} {{{change}}}", dni, endpoint)
        return [f"st cr 0x{dni} 0x{endpoint} {where} {times} {{{change}}}"]

    def bind(self, dni: str, endpoint: str, cluster: Number, eui: str) -> Block:
        """Bind the device's cluster to the hub."""
        ends = f"0x{endpoint} 0x01" if self.decisions.bind_order == "device-first" else f"0x01 0x{endpoint}"
        return [f"zdo bind 0x{dni} {ends} 0x{hex_text(cluster, 4)} {{{eui}}} {{}}"]

    def unbind(self, dni: str, cluster: Number, source: tuple[str, Number], destination: tuple[str, Number]) -> Block:
        """Undo a binding between two (EUI, endpoint) ends. Not recorded: spelled as handlers wrote it by hand."""
        return [
            f"zdo unbind unicast 0x{dni} {{{source[0]}}} 0x{hex_text(source[1], 2)} 0x{hex_text(cluster, 4)}"
            f" {{{destination[0]}}} 0x{hex_text(destination[1], 2)}"
        ]

    def enroll(self, dni: str, endpoint: str, eui: str) -> list[Block]:
        """Write the hub's address, then accept the enrolment: the block that handlers wrote before the library."""
        return [
            [f"zcl global write 0x500 0x10 0xf0 {{{swapped_or_same(eui)}}}", _GAP, self.send(dni, endpoint)],
            ["raw 0x500 {01 23 00 00 00}", _GAP, self.send(dni, endpoint)],
        ]

    def _with_code(self, mfg: int, line: str, dni: str, endpoint: str) -> Block:
        return [f"zcl mfg-code 0x{hex_text(mfg, 4)}", _GAP, line, _GAP, self.send(dni, endpoint)]

    def reports_change(self, analog: bool) -> bool:
        """Whether the change of a type is printed at all; SmartThings prints what the caller gave."""
        return True


class HubitatDialect(Dialect):
    """Hubitat spelling: one line per message, the manufacturer code in its last braces."""

    def raw(self, dni: str, endpoint: str, cluster: str, body: str) -> Block:
        """Hand-written form accepted by the hub: source and destination endpoint, cluster, frame."""
        return [f"he raw 0x{dni} 0x01 0x{endpoint} 0x{cluster} {{{body}}}"]

    def command(
        self, dni: str, endpoint: str, cluster: Number, command: Number, payload: str, mfg: int | None
    ) -> Block:
        """Recorded for on(): decimal cluster and command, no 0x."""
        if self.decisions.hubitat_command_numbers == "decimal":
            what = f"{decimal_text(cluster)} {decimal_text(command)}"
        else:
            what = f"0x{hex_text(cluster, 4)} 0x{hex_text(command, 2)}"
        code = "" if mfg is None else f" {{{hex_text(mfg, 4)}}}"
        return [f"he cmd 0x{dni} 0x{endpoint} {what} {{{payload}}}{code}"]

    def read(self, dni: str, endpoint: str, cluster: Number, attribute: Number, mfg: int | None) -> Block:
        """The hand-written form; the braces hold the manufacturer code, by analogy with wattr."""
        return [f"he rattr 0x{dni} 0x{endpoint} 0x{hex_text(cluster, 4)} 0x{hex_text(attribute, 4)} {_code(mfg)}"]

    def write(
        self, dni: str, endpoint: str, cluster: Number, attribute: Number, type: Number, value: str, mfg: int | None
    ) -> Block:
        """The hub turns the big endian value round (recorded), with a manufacturer code too."""
        what = f"0x{hex_text(cluster, 4)} 0x{hex_text(attribute, 4)} 0x{hex_text(type, 2)} {{{value}}}"
        return [f"he wattr 0x{dni} 0x{endpoint} {what} {_code(mfg)}"]

    def report(
        self,
        dni: str,
        endpoint: str,
        cluster: Number,
        attribute: Number,
        type: Number,
        interval: tuple[Number, Number],
        change: str,
        mfg: int | None,
    ) -> Block:
        """All numbers decimal, change little endian."""
        numbers = " ".join(decimal_text(n) for n in (cluster, attribute, type, *interval))
        return [f"he cr 0x{dni} 0x{endpoint} {numbers} {{{change}}} {_code(mfg)}"]

    def enroll(self, dni: str, endpoint: str, eui: str) -> list[Block]:
        """Not recorded: the same two messages as on SmartThings, in this dialect's lines."""
        return [
            self.write(dni, endpoint, 0x0500, 0x0010, 0xF0, eui, None),
            self.raw(dni, endpoint, "0500", "01 23 00 00 00"),
        ]

    def reports_change(self, analog: bool) -> bool:
        """Discrete types print {} (transcriptions of section 2)."""
        return analog


def _code(mfg: int | None) -> str:
    return "{}" if mfg is None else f"{{{hex_text(mfg, 4)}}}"


DIALECTS: Final[dict[str, type[Dialect]]] = {"smartthings": Dialect, "hubitat": HubitatDialect}
