"""What can be said about a layout without a frame: its slots, its registers, its parts of split numbers.

The rule: only docs/architecture.md decides what stands where in an operation, and only this file, loads.py,
interpret.py and interpret_encode.py pick operations apart.
"""

from __future__ import annotations

from .expressions import registers_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    Op = tuple[Any, ...]
    Ops = tuple[Op, ...]

_SLOT_FIRST = frozenset(
    ("join", "sized", "ext", "bytes", "prefixed", "list", "columns", "nested", "typed", "checksum")
)
_REGISTER_SECOND = frozenset(("join", "sized", "ext"))


def bodies(op: Op) -> tuple[Ops, ...]:
    """The operations inside an operation (those of list elements not)."""
    kind = op[0]
    if kind in ("if", "with", "within"):
        return (op[2],)
    if kind == "tail":
        return (op[6],)
    if kind == "patch":
        return (op[4],)
    if kind == "switch":
        return (*(case[2] for case in op[2]), *(() if op[3] is None else (op[3],)))
    return ()


def walk(ops: Ops) -> Iterator[Op]:
    """All operations in wire order, an operation before those inside it."""
    for op in ops:
        yield op
        for body in bodies(op):
            yield from walk(body)


def numbers(op: Op) -> Iterator[tuple[int, int, tuple[Any, ...]]]:
    """(slot, register, derived) of the integers in a run; -1 where there is none."""
    for load in op[2]:
        if load[0] == "int":
            yield load[5], load[6], load[7]
        elif load[0] == "bits":
            for _, _, kind, slot, register, derived in load[4]:
                if kind != "c":
                    yield slot, register, derived


def slots_of(ops: Ops) -> tuple[int, ...]:
    """The slots that the operations fill, each once, in wire order."""
    found: dict[int, None] = {}
    for op in walk(ops):
        if op[0] == "run":
            for load in op[2]:
                if load[0] == "bits":
                    found.update((item[3], None) for item in load[4] if item[2] != "c")
                elif load[0] != "const":
                    found[load[{"int": 5, "bool": 2, "float": 4, "raw": 3}[load[0]]]] = None
        elif op[0] in _SLOT_FIRST:
            found[op[1]] = None
    found.pop(-1, None)
    return tuple(found)


def registers_in(ops: Ops) -> tuple[int, ...]:
    """The registers that the operations set."""
    found: dict[int, None] = {}
    for op in walk(ops):
        if op[0] == "run":
            found.update((register, None) for _, register, _ in numbers(op))
        elif op[0] in _REGISTER_SECOND:
            found[op[2]] = None
    found.pop(-1, None)
    return tuple(found)


def split_numbers(ops: Ops) -> dict[int, int]:
    """Register of a part of a split number -> the bits of that number that its parts cover."""
    found: dict[int, int] = {}
    for op in walk(ops):
        if op[0] == "join":
            covered = sum(((1 << width) - 1) << at for _, width, at in op[3])
            found.update((part, covered) for part, _, _ in op[3])
    return found


def regions_patched(ops: Ops) -> dict[int, tuple[int, ...]]:
    """Patch -> the slots of its region; those of all cases, if several share it."""
    found: dict[int, tuple[int, ...]] = {}
    for op in walk(ops):
        if op[0] == "patch":
            found[op[1]] = tuple(dict.fromkeys((*found.get(op[1], ()), *slots_of(op[4]))))
    return found


def registers_asked(ops: Ops) -> frozenset[int]:
    """The registers that conditions look at."""
    return frozenset(register for op in walk(ops) if op[0] == "if" for register in registers_of(op[1]))


def patched_registers(ops: Ops) -> dict[int, tuple[int, ...]]:
    """Patch -> the registers of its number, which is known only when the region has been written."""
    found: dict[int, tuple[int, ...]] = {}
    for op in walk(ops):
        for _, register, derived in numbers(op) if op[0] == "run" else ():
            if derived and derived[1] == "patch":
                found[derived[0]] = (*found.get(derived[0], ()), register)
    joined = {part: op[2] for op in walk(ops) if op[0] == "join" for part, _, _ in op[3]}
    for patch, registers in found.items():
        whole = {joined[register] for register in registers if register in joined}
        found[patch] = tuple(register for register in {*registers, *whole} if register >= 0)
    return found
