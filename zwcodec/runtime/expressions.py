"""Expression trees of a layout as closures over a reader or writer: `regs`, `ups`, `values`, `version`, `remaining`.

The rule: integers only and no failure. Division by zero is 0, a shift by 64 or more or by less than 0 is 0, an absent
register is 0, `len` of an absent slot is 0. Nothing from a spec is executed as code. Whoever writes can't know how
many bytes will remain: `depends_on_remaining` tells which expressions only a reader can use.
"""

from __future__ import annotations

import operator

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Protocol

    Tree = tuple[Any, ...]

    class State(Protocol):
        regs: list[int]
        ups: tuple[int, ...]
        values: list[Any]
        version: int

        @property
        def remaining(self) -> int: ...

    Expression = Callable[[State], int]


def shift_left(a: int, b: int) -> int:
    return a << b if 0 <= b < 64 else 0


def shift_right(a: int, b: int) -> int:
    return a >> b if 0 <= b < 64 else 0


def floor_div(a: int, b: int) -> int:
    return a // b if b else 0


def floor_mod(a: int, b: int) -> int:
    return a % b if b else 0


def ceil_div(a: int, b: int) -> int:
    """Division rounded up; by 0 it is 0."""
    return -(-a // b) if b else 0


def popcount(value: int) -> int:
    """How many bits are set."""
    return value.bit_count()


_BINARY: dict[str, Callable[[Any, Any], int]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "//": floor_div,
    "%": floor_mod,
    "&": operator.and_,
    "|": operator.or_,
    "^": operator.xor,
    "<<": shift_left,
    ">>": shift_right,
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_UNARY: dict[str, Callable[[Any], int]] = {"not": operator.not_, "neg": operator.neg, "inv": operator.invert}


def compile_expression(tree: Tree) -> Expression:
    """The tree as a function of the state."""
    kind = tree[0]
    if kind in _LEAVES:
        return _LEAVES[kind](tree)
    if kind == "call":
        if tree[1] == "popcount":
            return _unary(popcount, compile_expression(tree[2]))
        return _binary(ceil_div, compile_expression(tree[2]), compile_expression(tree[3]))
    parts = [compile_expression(part) for part in tree[1:]]
    if kind in _UNARY:
        return _unary(_UNARY[kind], parts[0])
    if kind == "and":
        return lambda state: parts[0](state) and parts[1](state)
    if kind == "or":
        return lambda state: parts[0](state) or parts[1](state)
    if kind == "if":
        return lambda state: parts[1](state) if parts[0](state) else parts[2](state)
    return _binary(_BINARY[kind], parts[0], parts[1])


def _number(tree: Tree) -> Expression:
    value: int = tree[1]
    return lambda state: value


def _register(tree: Tree) -> Expression:
    index: int = tree[1]
    return lambda state: state.regs[index]


def _handed_down(tree: Tree) -> Expression:
    index: int = tree[1]
    return lambda state: state.ups[index] if index < len(state.ups) else 0


def _length(tree: Tree) -> Expression:
    slot: int = tree[1]

    def length(state: State) -> int:
        value = state.values[slot]
        return 0 if value is None else len(value)

    return length


_LEAVES: dict[str, Callable[[Tree], Expression]] = {
    "num": _number,
    "reg": _register,
    "up": _handed_down,
    "len": _length,
    "version": lambda tree: lambda state: state.version,
    "remaining": lambda tree: lambda state: state.remaining,
}


def _unary(function: Callable[[Any], int], argument: Expression) -> Expression:
    return lambda state: int(function(argument(state)))


def _binary(function: Callable[[Any, Any], int], left: Expression, right: Expression) -> Expression:
    return lambda state: int(function(left(state), right(state)))


def registers_of(tree: Tree) -> set[int]:
    """The registers that the tree reads."""
    if tree[0] == "reg":
        return {tree[1]}
    return {index for part in tree[1:] if isinstance(part, tuple) for index in registers_of(part)}


def depends_on_remaining(tree: Tree) -> bool:
    """Whether only a reader can evaluate the tree."""
    return tree[0] == "remaining" or any(isinstance(part, tuple) and depends_on_remaining(part) for part in tree[1:])


def depends_on_parent(tree: Tree) -> bool:
    """Whether the tree needs a number that the enclosing message hands down."""
    return tree[0] == "up" or any(isinstance(part, tuple) and depends_on_parent(part) for part in tree[1:])
