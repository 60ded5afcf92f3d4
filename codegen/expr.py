"""Expressions of the spec language: parsed once into plain tuples, never executed as code.

The rule: an expression is data. `parse` accepts the small Python subset of specs/README.md section 5 and gives a
tree of tuples; whoever needs a value walks the tree (`evaluate`) or prints it (`source`). Division by zero and
absent names count as 0, so that no frame can make an expression raise.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from typing import Any

# Nodes: num 3; name "size"; up "size" (of the enclosing scope); len "nodes"; an operator with its operands; not, neg
# and inv with one; if with condition, value, other value; call with a function's name and its arguments.
Tree = tuple[Any, ...]

_BINARY: dict[type[ast.AST], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.BitAnd: "&",
    ast.BitOr: "|",
    ast.BitXor: "^",
    ast.LShift: "<<",
    ast.RShift: ">>",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
_UNARY: dict[type[ast.AST], str] = {ast.Not: "not", ast.USub: "neg", ast.Invert: "inv"}
FUNCTIONS = {"ceil_div": 2, "popcount": 1}
BUILTINS = ("version", "remaining")


class ExpressionError(ValueError):
    """The text is not an expression of the spec language."""


def parse(text: str | int) -> Tree:
    """Parse an expression; raises ExpressionError with the part that is not allowed."""
    try:
        tree = ast.parse(str(text).strip(), mode="eval").body
    except SyntaxError as error:
        raise ExpressionError(f"not an expression: {text!r} ({error.msg})") from None
    return _convert(tree, str(text))


def _convert(node: ast.expr, text: str) -> Tree:
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return ("num", node.value)
    if isinstance(node, ast.Name):
        return ("name", node.id)
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "parent":
        return ("up", node.attr)
    if isinstance(node, ast.BinOp) and type(node.op) in _BINARY:
        return (_BINARY[type(node.op)], _convert(node.left, text), _convert(node.right, text))
    if isinstance(node, ast.UnaryOp) and type(node.op) in _UNARY:
        return (_UNARY[type(node.op)], _convert(node.operand, text))
    if isinstance(node, ast.BoolOp):
        operator = "and" if isinstance(node.op, ast.And) else "or"
        result = _convert(node.values[0], text)
        for value in node.values[1:]:
            result = (operator, result, _convert(value, text))
        return result
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in _BINARY:
        return (_BINARY[type(node.ops[0])], _convert(node.left, text), _convert(node.comparators[0], text))
    if isinstance(node, ast.IfExp):
        return ("if", _convert(node.test, text), _convert(node.body, text), _convert(node.orelse, text))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
        name = node.func.id
        if name == "len" and len(node.args) == 1 and isinstance(node.args[0], ast.Name):
            return ("len", node.args[0].id)
        if FUNCTIONS.get(name) == len(node.args):
            return ("call", name, *(_convert(argument, text) for argument in node.args))
    raise ExpressionError(f"not allowed in an expression: {ast.unparse(node)!r} in {text!r}")


def walk(tree: Tree) -> Iterator[Tree]:
    """Every node of the tree, the root first."""
    yield tree
    for part in tree[1:]:
        if isinstance(part, tuple):
            yield from walk(part)


def names(tree: Tree) -> set[str]:
    """Names of this scope that the tree refers to (`len(x)` included, `version` and `remaining` not)."""
    return {node[1] for node in walk(tree) if node[0] in ("name", "len") and node[1] not in BUILTINS}


def parent_names(tree: Tree) -> set[str]:
    """Names of the enclosing scope that the tree refers to."""
    return {node[1] for node in walk(tree) if node[0] == "up"}


def rename(tree: Tree, leaf: Callable[[Tree], Tree]) -> Tree:
    """The same tree with every name, `parent.name` and `len(name)` leaf replaced by `leaf(node)`."""
    if tree[0] in ("name", "up", "len"):
        return leaf(tree)
    return tuple(rename(part, leaf) if isinstance(part, tuple) else part for part in tree)


def constant(tree: Tree) -> int | None:
    """The value of a tree without names, else None."""
    if any(node[0] in ("name", "up", "len") for node in walk(tree)):
        return None
    return evaluate(tree, {}, {}, {})


def evaluate(tree: Tree, values: Mapping[str, Any], up: Mapping[str, Any], lengths: Mapping[str, int]) -> int:
    """The value of a tree; `values` holds this scope's names (and the builtins), `up` the enclosing scope's."""
    kind = tree[0]
    if kind == "num":
        return int(tree[1])
    if kind == "name":
        return int(values.get(tree[1]) or 0)
    if kind == "up":
        return int(up.get(tree[1]) or 0)
    if kind == "len":
        return lengths.get(tree[1], 0)
    first = evaluate(tree[2] if kind == "call" else tree[1], values, up, lengths)
    if kind == "not":
        return int(not first)
    if kind == "neg":
        return -first
    if kind == "inv":
        return ~first
    if kind == "and":
        return evaluate(tree[2], values, up, lengths) if first else first
    if kind == "or":
        return first or evaluate(tree[2], values, up, lengths)
    if kind == "if":
        return evaluate(tree[2] if first else tree[3], values, up, lengths)
    if kind == "call" and tree[1] == "popcount":
        return first.bit_count()
    second = evaluate(tree[3] if kind == "call" else tree[2], values, up, lengths)
    if kind == "call":
        return -(-first // second) if second else 0
    return binary(kind, first, second)


def binary(operator: str, a: int, b: int) -> int:
    """One binary operator on integers. Division by zero gives 0; shifts are limited to 64 bits."""
    match operator:
        case "+":
            return a + b
        case "-":
            return a - b
        case "*":
            return a * b
        case "//":
            return a // b if b else 0
        case "%":
            return a % b if b else 0
        case "&":
            return a & b
        case "|":
            return a | b
        case "^":
            return a ^ b
        case "<<":
            return a << b if 0 <= b < 64 else 0
        case ">>":
            return a >> b if 0 <= b < 64 else 0
        case "==":
            return int(a == b)
        case "!=":
            return int(a != b)
        case "<":
            return int(a < b)
        case "<=":
            return int(a <= b)
        case ">":
            return int(a > b)
        case ">=":
            return int(a >= b)
    raise AssertionError(f"unknown operator {operator!r}")


# Operators that must not fail: inlines of wire.h and read.h in Cython, functions of runtime/expressions.py in Python.
_GUARDED = {"//": "floor_div", "%": "floor_mod", "<<": "shift_left", ">>": "shift_right"}
_LEAVES = ("name", "up", "len", "reg", "version", "remaining")


def source(tree: Tree, leaf: Callable[[Tree], str]) -> str:
    """The tree as source text, the same in Python and Cython; `leaf` prints names."""
    kind = tree[0]
    if kind == "num":
        return str(tree[1])
    if kind in _LEAVES:
        return leaf(tree)
    if kind == "not":
        return f"(not {source(tree[1], leaf)})"
    if kind in ("neg", "inv"):
        return f"({'-' if kind == 'neg' else '~'}{source(tree[1], leaf)})"
    if kind == "if":
        return f"({source(tree[2], leaf)} if {source(tree[1], leaf)} else {source(tree[3], leaf)})"
    if kind == "call" or kind in _GUARDED:
        name, arguments = (tree[1], tree[2:]) if kind == "call" else (_GUARDED[kind], tree[1:])
        return f"{name}({', '.join(source(part, leaf) for part in arguments)})"
    return f"({source(tree[1], leaf)} {kind} {source(tree[2], leaf)})"


def calls(tree: Tree) -> set[str]:
    """The functions that the source text of the tree calls."""
    found = [node for node in walk(tree) if node[0] in ("call", *_GUARDED)]
    return {node[1] if node[0] == "call" else _GUARDED[node[0]] for node in found}
