"""Legal frames of every command in every version, for hypothesis and for the forms that every run tries.

The rule: derived from the specs alone, so that a new page is tested by being there. A Case is a command in a class
version; `frames` draws whole frames of it, `forms` gives its shortest and longest ones (among so many tries, always the
same).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from hypothesis import reject
from hypothesis import strategies as st

from codegen.model import Command, DataType, Field, ListField, NestedField, Record, SpecFile, flatten
from tests.engine.bodies import Body
from tests.engine.choices import LONG, SHORT, Chooser, Seeded, Style
from tests.engine.pieces import Illegal, Region
from tests.engine.trials import ENGINES, Trial, ZclEngine, ZwaveEngine, engine, header_of

TRIES = 25  # of a draw that turns out illegal
SEEDS = 16
DEEPEST = 2  # commands around a drawn one


@dataclass(frozen=True, repr=False)
class Case:
    protocol: str
    file: SpecFile
    command: Command
    version: int

    def __repr__(self) -> str:
        version = f"-v{self.version}" if self.file.high > 1 else ""
        return f"{self.protocol}-{self.file.module}.{self.command.name}{version}"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """What hypothesis prints: not the whole file."""
        printer.text(repr(self))


def cases() -> Iterator[Case]:
    """Every command in every version."""
    for protocol in ENGINES:
        for file, command in engine(protocol).spec.commands():
            for version in range(max(file.low, command.since), min(file.high, command.until) + 1):
                yield Case(protocol, file, command, version)


@st.composite
def frames(draw: st.DrawFn, case: Case) -> Trial:
    """A legal frame."""
    for _ in range(TRIES):
        try:
            return drawn(case, Chooser(draw))
        except Illegal:
            continue
    return reject()


def forms(case: Case) -> list[Trial]:
    """The shortest and the longest legal form: what may be missing is missing or there, lists are empty or not."""
    short = _tried(case, SHORT)
    long = _tried(case, LONG) or _tried(case, LONG.inner()) or short
    return [min(short, key=lambda trial: len(trial.data)), max(long, key=lambda trial: len(trial.data))]


def _tried(case: Case, style: Style) -> list[Trial]:
    found = []
    for seed in range(SEEDS * TRIES):
        try:
            found.append(drawn(case, Seeded(seed, style)))
        except Illegal:
            continue
        if len(found) == SEEDS:
            break
    return found


def drawn(case: Case, choose: Chooser) -> Trial:
    identity = str(case)
    machine = engine(case.protocol)
    if isinstance(machine, ZwaveEngine):
        data = _Drawing(case, choose).zwave(case.file, case.command, 0)
        size = len(_class_bytes(case.file)) + (case.command.id is not None)
        return Trial(data, identity, case.file.id or 0, case.version, size)
    if isinstance(machine, ZclEngine):
        head, number = header_of(case.file, case.command), case.file.id or 0
    else:
        head, number = machine.head(case.command.id or 0), case.command.id or 0
    data = head + _Drawing(case, choose).frame(case.file, case.command, case.version, head, 0)
    return Trial(data, identity, number, None, len(head))


class _Drawing:
    """One whole frame: the case's command, and commands inside it."""

    def __init__(self, case: Case, choose: Chooser) -> None:
        self.case = case
        self.choose = choose
        self.types = _types(case.protocol)

    def zwave(self, file: SpecFile, command: Command, depth: int) -> bytes:
        """A Z-Wave frame; a class that is inside itself has the version that was asked for there too."""
        version = self.case.version if file.id == self.case.file.id else file.high
        version = min(max(version, file.low, command.since), file.high, command.until)
        head = _class_bytes(file)
        if command.id is not None and command.id_bits is None:
            head += bytes((command.id,))
        return head + self.frame(file, command, version, head, depth)

    def frame(self, file: SpecFile, command: Command, version: int, head: bytes, depth: int) -> bytes:
        region = Region()
        Body(self.choose, version, self.types, lambda size: self.nested(size, depth + 1)).command(
            command, file.low, region
        )
        region.close()
        return region.data(head)

    def nested(self, size: int | None, depth: int) -> bytes:
        """A command inside another one."""
        if size is not None:
            return self.unknown(size)
        if self.choose.percent(8):
            return self.unknown(self.choose.length(2))
        file, command = self.choose.pick(_commands(self.case.protocol, depth >= DEEPEST))
        return self.zwave(file, command, depth)

    def unknown(self, size: int) -> bytes:
        """A command of a class that nobody knows, of so many bytes."""
        if size < 2:
            raise Illegal
        return bytes((_unknown_class(self.case.protocol), 0x01)) + self.choose.octets(size - 2)


def _class_bytes(file: SpecFile) -> bytes:
    number = file.id or 0
    return number.to_bytes(1 if number <= 0xFF else 2, "big")


@cache
def _types(protocol: str) -> dict[int, DataType]:
    """The type table; that of ZCL where the protocol has none of its own."""
    own = {row.id: row for file in engine(protocol).spec.files for row in file.types}
    return own or ({} if protocol in ("zwave", "zcl") else _types("zcl"))


@cache
def _commands(protocol: str, leaves: bool) -> tuple[tuple[SpecFile, Command], ...]:
    """What can stand inside a command; `leaves`: nothing that carries commands itself."""
    return tuple(
        (file, command)
        for file, command in engine(protocol).spec.commands()
        if not leaves or not any(_carries(variant.fields) for variant in command.variants)
    )


def _carries(fields: tuple[Field, ...]) -> bool:
    lists = [item for item in flatten(fields) if isinstance(item, ListField)]
    records = [item.element for item in lists if isinstance(item.element, Record)]
    return any(isinstance(item, NestedField) for item in flatten(fields)) or any(
        _carries(record.fields) for record in records
    )


@cache
def _unknown_class(protocol: str) -> int:
    known = {file.id for file in engine(protocol).spec.files}
    return next(number for number in range(0xF0, 0, -1) if number not in known)
