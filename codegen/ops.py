"""Walkers over operations (docs/architecture.md).

The rule: whoever needs to know something about a layout's operations as a whole asks here, so that a new operation
has one place where its parts are named.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Op = tuple[Any, ...]


def inner(op: Op) -> list[tuple[Op, ...]]:
    """The operation lists inside an operation."""
    match op[0]:
        case "if" | "with" | "within":
            return [op[2]]
        case "tail":
            return [op[6]]
        case "patch":
            return [op[4]]
        case "switch":
            return [*(ops for _, _, ops in op[2]), op[3] or ()]
    return []


def walk(ops: tuple[Op, ...]) -> Iterator[Op]:
    """Every operation, the nested ones included."""
    for op in ops:
        yield op
        for nested in inner(op):
            yield from walk(nested)


def numbers(ops: tuple[Op, ...]) -> Iterator[tuple[int, int, int, bool, int, int, int, Op]]:
    """Every integer of the runs: (run size, offset, width, little, shift, bits, register, derived)."""
    for op in walk(ops):
        if op[0] != "run":
            continue
        for load in op[2]:
            if load[0] == "int":
                _, offset, width, _, little, _, register, derived = load
                yield op[1], offset, width, little, 0, 8 * width, register, derived
            elif load[0] == "bits":
                _, offset, width, little, items = load
                for shift, bits, kind, _, register, derived in items:
                    if kind != "c":
                        yield op[1], offset, width, little, shift, bits, register, derived


def splits(ops: tuple[Op, ...]) -> dict[int, Op]:
    """Register of a part -> the join that takes it."""
    return {register: op for op in walk(ops) if op[0] == "join" for register, _, _ in op[3]}


def load_slots(load: Op) -> list[int]:
    match load[0]:
        case "int":
            return [load[5]]
        case "bits":
            return [item[3] for item in load[4] if item[2] != "c"]
        case "bool":
            return [load[2]]
        case "float":
            return [load[4]]
        case "raw":
            return [load[3]]
    return []


def filled_slots(ops: tuple[Op, ...]) -> tuple[int, ...]:
    """Slots that the operations fill, in wire order."""
    found: list[int] = []
    for op in walk(ops):
        if op[0] == "run":
            for load in op[2]:
                found += load_slots(load)
        elif not inner(op) and op[0] not in ("if", "with", "within", "tail", "patch", "switch"):
            found.append(op[1])
    return tuple(dict.fromkeys(slot for slot in found if slot >= 0))
