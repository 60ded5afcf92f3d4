"""Lowering: from what the YAML says (model.Field) to what the wire does (operations, docs/architecture.md).

The rule: everything that can be decided before a frame is seen is decided here. Byte order, offsets, what must stay
for a fixed tail, which integers an expression needs, how a derived length is measured: templates and executors
only follow. Names, enums and units do not survive lowering, so messages of one shape share one layout.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from . import expr
from .derive import Derived, derived, scope, slots
from .expr import Tree
from .layout_fields import (
    count_parts,
    field_names,
    measured,
    record_ups,
    static_size,
    stored_name,
    trees,
)
from .layout_names import spell
from .model import (
    LAST,
    BitsetField,
    BitsField,
    BoolField,
    BytesField,
    ChecksumField,
    Command,
    ConstField,
    Field,
    FloatField,
    GroupField,
    IntField,
    ListField,
    NestedField,
    Part,
    Record,
    ReservedField,
    Rest,
    SizedField,
    SwitchField,
    TypedField,
    WithinField,
    flatten,
)

Op = tuple[Any, ...]


@dataclass(frozen=True)
class Layout:
    """One wire shape. `registers`, `tails`, `patches` and `ups` are how many of each the operations use."""

    name: str
    ops: tuple[Op, ...]
    registers: int
    tails: int
    patches: int
    ups: int


@dataclass(frozen=True)
class Body:
    """A lowered message or record: its stored slots in wire order, and a layout per version range."""

    slots: tuple[str, ...]
    layouts: tuple[tuple[int, int, Layout], ...]


def lower_command(command: Command, low: int) -> Body:
    """Lower a command of a class whose versions start at `low`."""
    names = stored(command)
    layouts = []
    for variant in command.variants:
        base = max(command.since, low, variant.low)
        layouts.append((variant.low, variant.high, _lower(variant.fields, names, base, command)))
    return Body(names, tuple(layouts))


def lower_record(record: Record, base: int) -> Body:
    """Lower a list element or a header."""
    names = stored(record)
    return Body(names, ((1, LAST, _lower(record.fields, names, base, None)),))


def stored(owner: Command | Record) -> tuple[str, ...]:
    """Names of the slots, in wire order: a decimal or bit set is stored raw, a derived length not at all."""
    return tuple(stored_name(slot.name, slot.field) for slot in slots(owner) if slot.derived is None)


def _lower(fields: tuple[Field, ...], names: tuple[str, ...], base: int, command: Command | None) -> Layout:
    lowering = _Lowering(fields if command is None else scope(command, fields), names, base)
    ops: list[Op] = []
    if command is not None and command.id_bits is not None:
        ops += lowering.lower_id(command)
    ops += lowering.lower_all(fields, 0)
    merged = _merge(ops)
    return Layout(
        spell(merged), merged, len(lowering.registers), lowering.tails, len(lowering.patches), len(lowering.ups)
    )


@dataclass
class _Lowering:
    """What one layout knows while it is being lowered."""

    fields: tuple[Field, ...]
    names: tuple[str, ...]
    base: int
    registers: dict[str, int] = field(default_factory=dict)
    ups: list[str] = field(default_factory=list)
    patches: dict[str, int] = field(default_factory=dict)
    parts: dict[str, list[tuple[int, int, int]]] = field(default_factory=dict)
    tails: int = 0
    tail_of: dict[str, int] = field(default_factory=dict)  # derived length -> id of the tail it stands in
    current_tail: int = -1

    def __post_init__(self) -> None:
        self.slot = {name: number for number, name in enumerate(self.names)}
        self.derived: dict[str, Derived] = derived(self.fields)
        self.user_of = {item.user: item for item in self.derived.values()}
        self.needed: set[str] = set()
        self.part_counts = count_parts(self.fields)
        for item in flatten(self.fields):
            for tree in trees(item):
                self.needed |= expr.names(tree)
                self.ups += sorted(expr.parent_names(tree) - set(self.ups))
            if isinstance(item, ListField) and isinstance(item.element, Record):
                for inner in flatten(item.element.fields):
                    for tree in trees(inner):
                        self.needed |= expr.parent_names(tree)
            if isinstance(item, TypedField):
                self.needed.add(item.of)

    # -- expressions -------------------------------------------------------------------------------------------

    def tree(self, tree: Tree) -> Tree:
        """An expression with names resolved to registers, slots and handed-down integers."""

        def leaf(node: Tree) -> Tree:
            if node[0] == "up":
                return ("up", self.ups.index(node[1]))
            if node[0] == "len":
                return ("len", self.slot_of(node[1]))
            if node[1] in expr.BUILTINS:
                return (node[1],)
            return ("reg", self.register(node[1]))

        return expr.rename(tree, leaf)

    def register(self, name: str) -> int:
        return self.registers.setdefault(name, len(self.registers))

    def register_if_needed(self, name: str) -> int:
        return self.register(name) if name in self.needed else -1

    def slot_of(self, name: str) -> int:
        for candidate in (name, f"{name}_raw"):
            if candidate in self.slot:
                return self.slot[candidate]
        return -1

    def source(self, name: str, part: Part | None) -> tuple[int, int, tuple[Any, ...]]:
        """Slot, register and derivation of the integer that a load reads."""
        if part is not None:
            register = self.register(f"{part.number}@{part.at}")
            if part.number in self.derived:
                return -1, register, (*self.derivation(part.number)[:4], part.at)
            return -1, register, (self.slot_of(part.number), "slot", 1, 0, part.at)
        if name in self.derived:
            return -1, self.register_if_needed(name), self.derivation(name)
        return self.slot_of(name), self.register_if_needed(name), ()

    def derivation(self, name: str) -> tuple[int, str, int, int, int]:
        item = self.derived[name]
        self.tail_of[name] = self.current_tail
        measure = measured(item.field)
        if measure == "patch":
            source = self.patches.setdefault(name, len(self.patches))
        else:
            source = self.slot_of(item.user)
        return source, measure, item.factor, item.offset, 0

    # -- fields ------------------------------------------------------------------------------------------------

    def lower_id(self, command: Command) -> list[Op]:
        assert command.id_bits is not None and command.id is not None
        free = (~command.id_mask & 0xFF).bit_length()
        bits = self.bits(command.id_bits)
        items = tuple(
            (shift, width, "c", command.id >> free, -1, ()) if shift == free and kind == "c" else rest
            for rest in bits[0]
            for shift, width, kind in [rest[:3]]
        )
        return [("run", 1, (("bits", 0, 1, False, items),)), *bits[1]]

    def lower_all(self, fields: tuple[Field, ...], behind: int) -> list[Op]:
        """The operations of a field list; `behind` mandatory bytes follow it in the same region."""
        ops: list[Op] = []
        for number, item in enumerate(fields):
            reserve = behind + sum(self.mandatory_size(other) for other in fields[number + 1 :])
            ops += self.wrapped(item, reserve)
        return ops

    def lower_level(self, fields: tuple[Field, ...], behind: int) -> list[Op]:
        """A field list inside another one. Split numbers have all their parts there, those of other cases theirs."""
        outer = self.part_counts, self.parts
        self.part_counts, self.parts = count_parts(fields), {}
        ops = self.lower_all(fields, behind)
        self.part_counts, self.parts = outer
        return ops

    def is_tail(self, item: Field) -> bool:
        return item.since > self.base or item.optional or item.until < LAST

    def mandatory_size(self, item: Field) -> int:
        if self.is_tail(item) or item.present_if is not None:
            return 0
        return static_size(item) or 0

    def wrapped(self, item: Field, reserve: int) -> list[Op]:
        """A field's operations inside the condition and the tail that guard it."""
        length = self.user_of.get(item.name) if item.name else None
        tail = self.tail_of.get(length.name, -1) if length is not None else -1
        if tail not in (-1, self.current_tail):
            ops: list[Op] = [("with", tail, tuple(_merge(self.lower(item, reserve))))]
        elif self.is_tail(item):
            identity = self.tails
            self.tails += 1
            outer, self.current_tail = self.current_tail, identity
            ops = self.lower(item, reserve)
            self.current_tail = outer
            may_miss = item.optional or item.since > self.base
            filled = self.filled(item)
            if len(filled) == 1 and ops and ops[0][0] == "prefixed":
                ops = [(*ops[0][:5], True)]
            since = item.since if item.since > self.base else 0
            ops = [("tail", identity, since, item.until, reserve, may_miss, tuple(_merge(ops)), filled)]
        else:
            ops = self.lower(item, reserve)
        if item.present_if is not None:
            ops = [("if", self.tree(item.present_if), tuple(_merge(ops)))]
        return ops

    def filled(self, item: Field) -> tuple[int, ...]:
        """Slots that show on encode that a tail is there: its own, and those whose lengths it holds."""
        found: list[int] = []
        for inner in flatten((item,)):
            for name in field_names(inner):
                if name in self.derived:
                    found += [self.slot_of(other) for other in self.shown_by(self.derived[name].user)]
                elif self.slot_of(name) >= 0:
                    found.append(self.slot_of(name))
        return tuple(dict.fromkeys(found))

    def shown_by(self, user: str) -> list[str]:
        for item in flatten(self.fields):
            if item.name == user and isinstance(item, WithinField):
                return [name for inner in flatten(item.fields) for name in field_names(inner)]
        return [user]

    def lower(self, item: Field, reserve: int) -> list[Op]:
        match item:
            case IntField(extended_from=int(threshold)):
                slot, register, _ = self.source(item.name, None)
                return [("ext", slot, register, threshold)]
            case IntField():
                slot, register, source = self.source(item.name, item.part)
                load = ("int", 0, item.width, item.signed, item.little and item.width > 1, slot, register, source)
                return [("run", item.width, (load,)), *self.joins(item.part, register, 8 * item.width)]
            case BoolField():
                return [("run", 1, (("bool", 0, self.slot_of(item.name)),))]
            case FloatField():
                return [("run", item.width, (("float", 0, item.width, item.little, self.slot_of(item.name)),))]
            case BitsField():
                items, joins = self.bits(item)
                return [("run", item.width, (("bits", 0, item.width, item.little and item.width > 1, items),)), *joins]
            case ReservedField():
                slot = self.slot_of(item.name)
                load = ("int", 0, item.width, False, item.little and item.width > 1, slot, -1, ())
                return [("run", item.width, (load,))]
            case ConstField():
                return [("run", len(item.data), (("const", 0, item.data),))]
            case SizedField():
                slot, register, _ = self.source(item.name, None)
                return [("sized", slot, register, self.tree(item.length), item.sizes, item.signed, item.little)]
            case BytesField(prefix=0):
                return self.patched(item.name, [self.data(item, reserve)])
            case BytesField():
                little = item.little and item.prefix > 1
                return [("prefixed", self.slot_of(item.name), item.prefix, little, item.charset, False)]
            case BitsetField():
                return [self.data(item, reserve)]
            case NestedField():
                return self.patched(item.name, [("nested", self.slot_of(item.name), self.length(item.length, reserve))])
            case TypedField():
                return [("typed", self.slot_of(item.name), self.tree(("name", item.of)), item.analog_only)]
            case ChecksumField():
                return [("checksum", self.slot_of(item.name), item.algorithm, item.verify)]
            case ListField():
                return self.patched(item.name, [self.list(item, reserve)])
            case GroupField():
                return self.lower_level(item.fields, reserve)
            case SwitchField():
                cases = tuple(
                    (case.low, case.high, tuple(_merge(self.lower_level(case.fields, reserve)))) for case in item.cases
                )
                default = None if item.default is None else tuple(_merge(self.lower_level(item.default, reserve)))
                return [("switch", self.tree(item.on), cases, default)]
            case WithinField():
                inner = tuple(_merge(self.lower_level(item.fields, 0)))
                return self.patched(item.name, [("within", self.tree(item.length), inner)])
        raise AssertionError(f"no lowering for {type(item).__name__}")

    def patched(self, user: str, ops: list[Op]) -> list[Op]:
        length = self.user_of.get(user) if user else None
        if length is None or measured(length.field) != "patch":
            return ops
        number = self.patches.setdefault(length.name, len(self.patches))
        return [("patch", number, length.factor, length.offset, tuple(ops))]

    def length(self, length: Any, reserve: int) -> Tree:
        return ("rest", reserve) if isinstance(length, Rest) else self.tree(length)

    def data(self, item: BytesField | BitsetField, reserve: int) -> Op:
        charset = item.charset if isinstance(item, BytesField) else ""
        assert item.length is not None
        fixed = None if isinstance(item.length, Rest) else expr.constant(item.length)
        slot = self.slot_of(item.name)
        if fixed is not None and not charset:
            return ("run", fixed, (("raw", 0, fixed, slot),))
        return ("bytes", slot, self.length(item.length, reserve), charset)

    def bits(self, item: BitsField) -> tuple[tuple[Op, ...], list[Op]]:
        items: list[Op] = []
        joins: list[Op] = []
        shift = 8 * item.width
        for bit in item.items:
            shift -= bit.width
            if bit.name == "":
                items.append((shift, bit.width, "c", 0, -1, ()))
                continue
            slot, register, source = self.source(bit.name, bit.part)
            kind = "b" if bit.boolean and slot >= 0 else "s" if bit.signed else "u"
            items.append((shift, bit.width, kind, slot, register, source))
            joins += self.joins(bit.part, register, bit.width)
        return tuple(items), joins

    def joins(self, part: Part | None, register: int, width: int) -> list[Op]:
        if part is None:
            return []
        pieces = self.parts.setdefault(part.number, [])
        pieces.append((register, width, part.at))
        if len(pieces) < self.part_counts[part.number]:
            return []
        slot = -1 if part.number in self.derived else self.slot_of(part.number)
        return [("join", slot, self.register_if_needed(part.number), tuple(pieces))]

    def list(self, item: ListField, reserve: int) -> Op:
        slot = self.slot_of(item.name)
        element = item.element
        if item.columns:
            assert isinstance(element, Record) and item.count is not None
            return ("columns", slot, self.tree(item.count), lower_record(element, self.base).layouts[0][2].name)
        bound: Tree
        if item.count is not None:
            bound = ("count", self.tree(item.count))
        elif item.length is not None:
            bound = ("length", self.tree(item.length))
        elif item.marker:
            bound = ("marker", item.marker, reserve)
        elif item.more:
            assert isinstance(element, Record)
            bound = ("while", stored(element).index(item.more))
        else:
            bound = ("end", reserve)
        if isinstance(element, IntField):
            if element.extended_from is not None:
                return ("list", slot, bound, ("ext", element.extended_from))
            little = element.little and element.width > 1
            return ("list", slot, bound, ("int", element.width, element.signed, little))
        layout = lower_record(element, self.base).layouts[0][2]
        handed = tuple(self.tree(("name", name)) for name in record_ups(element))
        return ("list", slot, bound, ("record", layout.name, handed))


def _merge(ops: list[Op]) -> tuple[Op, ...]:
    """Neighbouring runs become one: one length check for all of it."""
    merged: list[Op] = []
    for op in ops:
        if op[0] == "run" and merged and merged[-1][0] == "run":
            _, size, loads = merged[-1]
            merged[-1] = ("run", size + op[1], (*loads, *(_moved(load, size) for load in op[2])))
        else:
            merged.append(op)
    return tuple(merged)


def _moved(load: Op, by: int) -> Op:
    return (load[0], load[1] + by, *load[2:])
