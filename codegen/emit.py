"""From operations to statements: the last pass before the Cython template.

The rule: the template prints and decides nothing. Every statement that it prints is a Step whose `kind` names the macro
and whose other fields are finished pieces of source text, temporaries included. The interpreter reads the
same operations as data; what a step does is therefore said once, in docs/architecture.md.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from . import expr
from .layout import Layout

Op = tuple[Any, ...]


@dataclass
class Step:
    """One statement of a layout function. `body`, `other` and `cases` hold nested statements."""

    kind: str
    text: dict[str, Any] = field(default_factory=dict)
    body: list[Step] = field(default_factory=list)
    cases: list[tuple[str, list[Step]]] = field(default_factory=list)


@dataclass
class Function:
    """One of the two functions of a layout, ready to print."""

    name: str
    steps: list[Step]
    declarations: list[str]
    conditional: bool  # some slots may stay empty


class Emitter:
    def __init__(self, layout: Layout, columns: dict[str, Layout]) -> None:
        self.layout = layout
        self.columns = columns
        self.temporaries: dict[str, str] = {}
        self.counter = 0
        self.conditional = False

    def declarations(self) -> list[str]:
        lines = [f"cdef int64_t {', '.join(f'r{n} = 0' for n in range(self.layout.registers))}"] * bool(
            self.layout.registers
        )
        by_type: dict[str, list[str]] = {}
        for name, kind in self.temporaries.items():
            by_type.setdefault(kind, []).append(name)
        for kind, found in by_type.items():
            lines += [f"cdef {kind}{name}" for name in found] if "*" in kind else [f"cdef {kind} {', '.join(found)}"]
        return lines

    def new(self, prefix: str, kind: str, initial: str = "") -> str:
        name = f"{prefix}{self.counter}"
        self.counter += 1
        self.temporaries[name + initial] = kind
        return name

    def shared(self, name: str, kind: str, initial: str = "") -> str:
        self.temporaries[name + initial] = kind
        return name

    # -- expressions ---------------------------------------------------------------------------------------------

    def source(self, tree: Op, decode: bool) -> str:
        def leaf(node: Op) -> str:
            match node[0]:
                case "reg":
                    return f"r{node[1]}"
                case "up":
                    return f"up[{node[1]}]"
                case "len":
                    return f"length_of(get_slot(o, k, {node[1]}))"
                case "version":
                    return "c.version" if decode else "b.version"
                case "remaining":
                    return "left(c)" if decode else "0"
            raise AssertionError(f"no leaf {node!r}")

        return expr.source(tree, leaf)

    # -- what both directions need --------------------------------------------------------------------------------

    def call(self, expression: str) -> Step:
        return line(f"CHECK({expression})")

    def element(self, slot: int, element: Op, decode: bool) -> tuple[list[Step], str]:
        name = self.shared("e", "Element")
        match element:
            case ("int", width, signed, little):
                values = f"{width}, {int(signed)}, {int(little)}, -1, &k.table[{slot}]"
                return [line(f"of_ints(&{name}, {values})")], name
            case ("ext", threshold):
                return [line(f"of_ints(&{name}, 1, 0, 0, {threshold}, &k.table[{slot}])")], name
            case ("record", _, handed):
                up = "NULL"
                setup = []
                if handed:
                    up = self.new("u", f"int64_t[{len(handed)}]")
                    setup = [line(f"{up}[{n}] = {self.source(tree, decode)}") for n, tree in enumerate(handed)]
                return [*setup, line(f"of_records(&{name}, k.record[{slot}], {up})")], name
        raise AssertionError(f"no element {element[0]!r}")

    def column_array(self, layout: str) -> tuple[str, int, int]:
        run = self.columns[layout].ops[0]
        return self.new("columns", f"int[{2 * len(run[2])}]"), len(run[2]), run[1]

    def column_setup(self, array: str, layout: str) -> list[Step]:
        run = self.columns[layout].ops[0]
        lines = []
        for number, load in enumerate(run[2]):
            width = 1 if load[0] == "bool" else load[2]
            lines += [f"{array}[{2 * number}] = {load[1]}", f"{array}[{2 * number + 1}] = {width}"]
        return [line(text) for text in lines]


def line(text: str) -> Step:
    """A statement that is finished text."""
    return Step("line", {"line": text})


def filled(slots: tuple[int, ...]) -> str:
    return " | ".join(f"is_filled(o, k, {slot})" for slot in slots) or "1"


def between(name: str, low: int, high: int) -> str:
    return f"{name} == {low}" if low == high else f"{low} <= {name} <= {high}"


def c_string(data: bytes) -> str:
    return '"' + "".join(f"\\x{byte:02x}" for byte in data) + '"'
