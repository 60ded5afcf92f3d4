"""Which fields have a place on the wire, going by what an object holds: the structure of a layout without its bytes.

The rule: presence is decided as a writer decides it (encode_steps.py), but nothing is written and nothing fails, so
that objects can be asked that are not complete yet. What can't be evaluated here (`remaining`, the numbers of an
enclosing message) follows what is filled. A constructor needs this where a name stands in several cases: only the
layout says in which.
"""

from __future__ import annotations

from .codec import zero_at_first
from .expressions import compile_expression, depends_on_parent, depends_on_remaining
from .facts import regions_patched, registers_in, slots_of, split_numbers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .codec import Codec
    from .expressions import Tree
    from .facts import Op, Ops


def places(
    codec: Codec, values: list[Any], version: int, fill: bool = False, ups: tuple[int, ...] | None = None
) -> Places:
    """What has a place. `fill`: what is 0 at first becomes 0 there, and so do the missing items of a bit group of which
    one is filled. `ups`: the numbers of the enclosing message, where they are known."""
    name = codec.layout(version)
    found = Places(codec, values, version, codec.cls.__protocol__.ops[name] if name else (), fill, ups)
    found.walk(found.ops)
    return found


class Places:
    """`slots` have a place, and the lengths `lengths`: (what it measures, how); `handed` are the numbers that the
    elements of a list get, `signs` whether an integer of variable size has a sign. Also the state of expressions."""

    remaining = 0

    def __init__(
        self,
        codec: Codec,
        values: list[Any],
        version: int,
        ops: Ops,
        fill: bool,
        ups: tuple[int, ...] | None,
    ) -> None:
        self.codec = codec
        self.values = values
        self.version = version
        self.ops = ops
        self.fill = fill
        self.ups = ups or ()
        self.parent_known = ups is not None
        self.handed: dict[int, tuple[int, ...]] = {}
        self.regs = [0] * (1 + max(registers_in(ops), default=-1))
        self.tails: set[int] = set()
        self.slots: set[int] = set()
        self.lengths: set[tuple[int, str]] = set()
        self.signs: dict[int, bool] = {}
        self.regions = regions_patched(ops)
        self.splits = split_numbers(ops)

    def filled(self, slots: tuple[int, ...]) -> bool:
        return any(self.values[slot] is not None for slot in slots)

    def holds(self, condition: Tree, body: Ops) -> bool:
        if self.is_open(condition):
            return self.filled(slots_of(body))
        return bool(compile_expression(condition)(self))

    def walk(self, ops: Ops) -> None:
        for op in ops:
            match op[0]:
                case "run":
                    for load in op[2]:
                        self.load(load)
                case "if":
                    if self.holds(op[1], op[2]):
                        self.walk(op[2])
                case "tail":
                    _, number, since, until, _, may_miss, body, shown = op
                    if since <= self.version <= until and (not may_miss or self.filled(shown)):
                        self.tails.add(number)
                        self.walk(body)
                case "with":
                    if op[1] in self.tails:
                        self.walk(op[2])
                case "switch":
                    self.walk(self.chosen(op))
                case "within":
                    self.walk(op[2])
                case "patch":
                    self.walk(op[4])
                case kind:
                    if op[1] >= 0 and (kind != "typed" or self.has_value(op)):
                        self.slots.add(op[1])
                    if kind == "join" and op[2] >= 0:
                        self.regs[op[2]] = sum((self.regs[part] & (1 << bits) - 1) << at for part, bits, at in op[3])
                    elif kind in ("sized", "ext") and op[2] >= 0:
                        self.regs[op[2]] = int(self.values[op[1]] or 0)
                    if kind == "sized":
                        self.signs[op[1]] = op[5]
                    elif kind == "list" and op[3][0] == "record":
                        self.handed[op[1]] = tuple(compile_expression(tree)(self) for tree in op[3][2])

    def has_value(self, op: Op) -> bool:
        """Whether a typed value is there: some are for quantities only."""
        _, slot, type_id, analog_only = op
        if self.is_open(type_id) or not analog_only:
            return True
        return bool(self.codec.cls.__protocol__.is_analog(compile_expression(type_id)(self)))

    def is_open(self, tree: Tree) -> bool:
        """Whether it can't be evaluated here: what it says follows from what is filled."""
        return depends_on_remaining(tree) or not self.parent_known and depends_on_parent(tree)

    def chosen(self, op: Op) -> Ops:
        _, on, cases, default = op
        bodies: list[Ops] = [*(body for _, _, body in cases), default or ()]
        if self.is_open(on):
            held = {slot for body in bodies for slot in slots_of(body) if self.values[slot] is not None}
            return next((body for body in bodies if held <= set(slots_of(body))), ())
        value = compile_expression(on)(self)
        return next((body for low, high, body in cases if low <= value <= high), default or ())

    # -- the pieces of a run -----------------------------------------------------------------------------------

    def load(self, load: Op) -> None:
        match load:
            case ("int", _, _, _, _, slot, register, derived):
                if self.fill and slot >= 0 and self.values[slot] is None and zero_at_first(self.codec.stored[slot]):
                    self.values[slot] = self.zero(slot)
                self.number(slot, register, derived)
            case ("bits", _, _, _, items):
                pieces = [(slot, register, derived) for _, _, kind, slot, register, derived in items if kind != "c"]
                if self.fill:
                    self.fill_group(pieces)
                for slot, register, derived in pieces:
                    self.number(slot, register, derived)
            case ("bool", _, slot):
                if self.fill and self.values[slot] is None:
                    self.values[slot] = False
                self.slots.add(slot)
            case ("float", _, _, _, slot) | ("raw", _, _, slot):
                self.slots.add(slot)

    def number(self, slot: int, register: int, derived: tuple[Any, ...]) -> None:
        if not derived:
            self.slots.add(slot)
            value = int(self.values[slot] or 0)
        else:
            source, measure, _, _, at = derived
            if measure != "slot":
                self.lengths.add((source, measure))
            value = self.measured(derived)
            if register in self.splits:
                value >>= at
        if register >= 0:
            self.regs[register] = value

    def measured(self, derived: tuple[Any, ...]) -> int:
        source, measure, factor, offset, _ = derived
        if measure == "patch":  # known when its region has been written; until then: whether there is anything in it
            return int(self.filled(self.regions.get(source, ())))
        value = self.values[source]
        if value is None:
            return 0
        if measure == "slot":
            return int(value)
        if measure.startswith("text:"):
            value = value.encode(measure[5:], "replace")
        return int((len(value) - offset) // factor)

    def fill_group(self, pieces: list[tuple[int, int, tuple[Any, ...]]]) -> None:
        """A group of which one item is filled is there whole; reserved bits and flags are, once the walk comes here."""
        codec, values = self.codec, self.values
        items = [slot if slot >= 0 else derived[0] if derived[1] == "slot" else -1 for slot, _, derived in pieces]
        shown = tuple(slot for slot in items if slot >= 0)
        counted = tuple(derived[0] for _, _, derived in pieces if derived and derived[1] not in ("slot", "patch"))
        given = self.filled((*shown, *counted))
        for slot in shown:
            if values[slot] is None and (given or zero_at_first(codec.stored[slot])):
                values[slot] = self.zero(slot)

    def zero(self, slot: int) -> int:
        zero = False if self.codec.stored[slot].kind == "bool" else 0
        members = self.codec.tables[slot]
        return zero if members is None else members.get(zero, zero)
