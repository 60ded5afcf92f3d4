"""What the fields of a scope demand of an integer in front of them: legal sizes, cases, types, small lengths.

The rule: read off the model once per scope, as expressions with a test for their value. An integer is drawn so that
every test holds whose other names are known by then; what can't be foreseen like this is drawn, found illegal and drawn
again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from codegen.derive import Derived, derived, sizes
from codegen.expr import Tree, evaluate, names, rename, walk
from codegen.model import (
    Field,
    ListField,
    NestedField,
    Record,
    SizedField,
    SwitchField,
    TypedField,
    WithinField,
    flatten,
)

MOST = 24  # what a length or count that is not derived may say
LARGEST_PRECISION = 7


@dataclass(frozen=True)
class Rule:
    tree: Tree
    holds: Callable[[int], bool]


@dataclass
class Rules:
    """Of one scope. `telling`: numbers that conditions tell apart, and those beside them."""

    fields: tuple[Field, ...]
    derived: dict[str, Derived]
    rules: dict[str, list[Rule]] = field(default_factory=dict)
    telling: dict[str, set[int]] = field(default_factory=dict)
    known: dict[object, tuple[int, ...]] = field(default_factory=dict)

    def user_of(self, item: Field) -> Derived | None:
        """What says how long this field is, if that follows from its data."""
        return next((length for length in self.derived.values() if item.name and length.user == item.name), None)

    def allowed(self, name: str, values: Mapping[str, int], options: Iterable[int], key: object) -> tuple[int, ...]:
        """Those of the options that keep the rules; all of them where none does."""
        known = {name, *values}
        rules = [rule for rule in self.rules.get(name, ()) if names(rule.tree) <= known]
        used = sorted({other for rule in rules for other in names(rule.tree)} - {name})
        full = (name, key, values["version"], tuple((other, values[other]) for other in used))
        if full not in self.known:
            every = tuple(options)

            def keeps(rule: Rule, option: int) -> bool:
                return rule.holds(evaluate(rule.tree, {**values, name: option}, {}, {}))

            good = tuple(option for option in every if all(keeps(rule, option) for rule in rules))
            some = tuple(option for option in every if any(keeps(rule, option) for rule in rules))
            self.known[full] = good or some or every
        return self.known[full]


_found: dict[int, Rules] = {}


def rules_of(fields: tuple[Field, ...], types: frozenset[int]) -> Rules:
    """The rules of a scope. `types`: the type ids that there are."""
    key = id(fields)
    known = _found.get(key)
    if known is None or known.fields is not fields:
        known = _found[key] = Rules(fields, derived(fields))
        _collect(fields, known, types, lambda tree: tree, set(known.derived))
    return known


def _collect(
    fields: tuple[Field, ...],
    rules: Rules,
    types: frozenset[int],
    seen_from: Callable[[Tree], Tree],
    lengths: set[str],
) -> None:
    """`seen_from` turns the expressions of list elements into those of the scope around them."""

    def add(tree: Tree, holds: Callable[[int], bool] | None, numbers: Iterable[int] = ()) -> None:
        tree = seen_from(tree)
        constants = {node[1] for node in walk(tree) if node[0] == "num"} | set(numbers)
        for name in names(tree):
            beside = {constant + step for constant in constants for step in (-1, 0, 1)}
            rules.telling.setdefault(name, set()).update(beside)
            if holds is not None and name not in lengths:
                rules.rules.setdefault(name, []).append(Rule(tree, holds))

    for item in flatten(fields):
        if item.present_if is not None:
            add(item.present_if, None)
        match item:
            case SizedField():
                add(item.length, item.sizes.__contains__, item.sizes)
                if item.precision is not None:
                    add(item.precision, lambda places: 0 <= places <= LARGEST_PRECISION)
            case SwitchField():
                add(item.on, _case_test(item), [end for case in item.cases for end in (case.low, case.high)])
            case TypedField():
                add(("name", item.of), lambda number: number in types, types)
            case NestedField() | WithinField():
                for _, tree in sizes(item):
                    add(tree, lambda size: 1 <= size <= MOST)
            case _:
                for _, tree in sizes(item):
                    add(tree, lambda size: 0 <= size <= MOST)
        if isinstance(item, ListField) and isinstance(item.element, Record):
            _collect(item.element.fields, rules, types, _of_element, lengths)


def _case_test(item: SwitchField) -> Callable[[int], bool] | None:
    if item.default is not None:
        return None
    return lambda value: any(case.low <= value <= case.high for case in item.cases)


def _of_element(tree: Tree) -> Tree:
    """`parent.name` is our name; the element's own names are nobody's here."""

    def leaf(node: Tree) -> Tree:
        if node[0] == "up":
            return ("name", node[1])
        return node if node[1] == "version" else ("name", f"element.{node[1]}")

    return rename(tree, leaf)
