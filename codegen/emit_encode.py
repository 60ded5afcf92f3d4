"""Encoding statements of a layout function.

The rule: as in emit.py. Values that don't fit set `bad`, which is seen at the end; what would lose a value (a filled
slot that the version or a condition leaves out) returns -1 at once.
"""

from __future__ import annotations

from . import expr
from .emit import Emitter, Function, Op, Step, between, c_string, filled, line
from .layout import Layout
from .model import LAST
from .ops import filled_slots, numbers, splits, walk


def encoder(layout: Layout, columns: dict[str, Layout]) -> Function:
    """The statements that encode a layout."""
    emitter = _Encoder(layout, columns)
    steps = emitter.encode(layout.ops)
    return Function(layout.name, steps, emitter.declarations(), False)


class _Encoder(Emitter):
    def __init__(self, layout: Layout, columns: dict[str, Layout]) -> None:
        super().__init__(layout, columns)
        # Where the numbers stand that are patched once their region has been written, by patch: (name of the place,
        # bytes, at, little, shift, bits) of each part. A region takes those of its own case.
        self.places: dict[int, list[tuple[str, int, int, bool, int, int]]] = {}
        self.patched: set[int] = set()
        self.regions: dict[int, tuple[int, ...]] = {}
        for op in walk(layout.ops):
            if op[0] == "patch":
                self.regions[op[1]] = (*self.regions.get(op[1], ()), *filled_slots(op[4]))
        conditions = [op[1] for op in walk(layout.ops) if op[0] == "if"]
        self.asked = {node[1] for tree in conditions for node in expr.walk(tree) if node[0] == "reg"}
        self.splits = splits(layout.ops)
        self.lengths: dict[int, int] = {}  # patch -> register of its number
        for *_, register, derived in numbers(layout.ops):
            if derived and derived[1] == "patch":
                whole = self.splits[register][2] if register in self.splits else register
                self.patched |= {register, whole}
                self.lengths[derived[0]] = whole

    def is_patched(self, tree: Op) -> bool:
        """Whether an expression needs a number that is known only afterwards."""
        return any(node[0] == "reg" and node[1] in self.patched for node in expr.walk(tree))

    def encode(self, ops: tuple[Op, ...]) -> list[Step]:
        steps: list[Step] = []
        for op in ops:
            steps += self.encode_op(op)
        return steps

    def encode_op(self, op: Op) -> list[Step]:
        match op:
            case ("run", size, loads):
                self.shared("q", "uint8_t *", " = NULL")
                steps = [line(f"ROOM(q, b, {size})")]
                for load in loads:
                    steps += self.encode_load(load, size)
                return steps
            case ("join", slot, register, pieces):
                mask = sum(((1 << width) - 1) << at for _, width, at in pieces)
                steps = [line(f"check_split(b, get_slot(o, k, {slot}), {mask:#x})")] if slot >= 0 else []
                if register >= 0:
                    value = " | ".join(f"(r{part} << {at})" for part, _, at in pieces)
                    steps.append(line(f"r{register} = {value}"))
                return steps
            case ("sized", slot, register, length, sizes, signed, little):
                mask = sum(1 << size for size in sizes)
                flags = f"{mask}, {int(signed)}, {int(little)}"
                steps = [line(f"put_sized(b, get_slot(o, k, {slot}), {self.source(length, False)}, {flags})")]
                if register >= 0:
                    steps.append(line(f"r{register} = register_of(get_slot(o, k, {slot}))"))
                return steps
            case ("ext", slot, register, threshold):
                call = f"put_ext(b, get_slot(o, k, {slot}), {threshold})"
                return [line(f"r{register} = {call}" if register >= 0 else call)]
            case ("bytes", slot, length, charset):
                size = "-1" if length[0] == "rest" else self.source(length, False)
                return [line(f'put_data(b, get_slot(o, k, {slot}), "{charset}", {size})')]
            case ("prefixed", slot, width, little, charset, _):
                call = f'put_prefixed(b, get_slot(o, k, {slot}), {width}, {int(little)}, "{charset}")'
                return [line(call)]
            case ("list", slot, bound, element):
                setup, name = self.element(slot, element, False)
                value = f"get_slot(o, k, {slot})"
                match bound:
                    case ("count", tree):
                        call = f"put_count(b, {value}, &{name}, {self.source(tree, False)})"
                    case ("length", tree) if self.is_patched(tree):
                        call = f"put_list(b, {value}, &{name})"
                    case ("length", tree):
                        call = f"put_length(b, {value}, &{name}, {self.source(tree, False)})"
                    case ("end", _):
                        call = f"put_list(b, {value}, &{name})"
                    case ("marker", marker, _):
                        call = f"put_until_marker(b, {value}, &{name}, {c_string(marker)}, {len(marker)})"
                    case ("while", more):
                        call = f"put_while(b, {value}, &{name}, {more})"
                    case _:
                        raise AssertionError(f"no bound {bound[0]!r}")
                return [*setup, line(call)]
            case ("columns", slot, count, layout):
                array, pairs, size = self.column_array(layout)
                arguments = f"k.record[{slot}], {self.source(count, False)}, {array}, {pairs}, {size}"
                call = f"put_columns(b, get_slot(o, k, {slot}), {arguments})"
                return [*self.column_setup(array, layout), line(call)]
            case ("nested", slot, _):
                return [self.call(f"b.hooks.nested_write(b, get_slot(o, k, {slot}))")]
            case ("typed", slot, type_id, analog_only):
                value = self.source(type_id, False)
                write = self.call(f"b.hooks.typed_write(b, {value}, get_slot(o, k, {slot}), 0)")
                if not analog_only:
                    return [write]
                return [Step("analog_put", {"type": value, "n": self.shared("a", "int"), "slot": slot}, [write])]
            case ("checksum", slot, _, verify):
                return [line(f"put_checksum(b, get_slot(o, k, {slot}), {int(verify == 'always')})")]
            case ("if", condition, inner):
                guard = {"condition": self.source(condition, False), "other": _none_filled(filled_slots(inner))}
                return [Step("if_else_fail", guard, self.encode(inner))]
            case ("tail", identity, since, until, _, may_miss, inner, shown):
                ended = self.shared("ended", "bint", " = False")
                present = filled(shown)
                terms = [f"b.version < {since}"] * bool(since) + [f"b.version > {until}"] * (until < LAST)
                text: dict[str, str | bool] = {
                    "t": self.shared(f"t{identity}", "bint", " = False"),
                    "present": present,
                    "outside": " | ".join(f"({term})" for term in terms),
                    "may_miss": bool(may_miss),
                    "ended": ended,
                    "other": _none_filled(filled_slots(inner)),
                }
                return [Step("tail_put", text, self.encode(inner))]
            case ("with", identity, inner):
                present_with = {
                    "t": self.shared(f"t{identity}", "bint", " = False"),
                    "ended": self.shared("ended", "bint", " = False"),
                    "mark": self.new("m", "Py_ssize_t"),
                    "other": _none_filled(filled_slots(inner)),
                }
                return [Step("with_put", present_with, self.encode(inner))]
            case ("switch", value, cases, default):
                name = self.new("s", "int64_t")
                every = filled_slots((op,))
                branches = []
                for low, high, inner in cases:
                    strange = tuple(slot for slot in every if slot not in filled_slots(inner))
                    branches.append((between(name, low, high), [*_fail_if_filled(strange), *self.encode(inner)]))
                fallback = [Step("fail")]
                if default is not None:
                    strange = tuple(slot for slot in every if slot not in filled_slots(default))
                    fallback = [*_fail_if_filled(strange), *self.encode(default)]
                return [line(f"{name} = {self.source(value, False)}"), Step("switch", {}, fallback, branches)]
            case ("within", length, inner):
                mark = self.new("m", "Py_ssize_t")
                before, behind = self.own_end(inner)
                steps = [line(f"{mark} = b.n"), *before, *self.encode(inner), *behind]
                if not self.is_patched(length):
                    steps.append(line(f"REFUSE(b.n - {mark} != {self.source(length, False)})"))
                return steps
            case ("patch", identity, factor, offset, inner):
                mark = self.new("m", "Py_ssize_t")
                before, behind = self.own_end(inner) if inner[0][0] == "list" else ([], [])  # `within` has its own
                steps = [line(f"{mark} = b.n"), *before, *self.encode(tuple(inner)), *behind]
                if self.lengths.get(identity) in self.asked:
                    steps.append(line(f"REFUSE(b.n - {mark} == {offset})"))  # 0 says that the region is not there
                pieces = self.places.pop(identity, [])
                whole = max(at + bits for _, _, at, _, _, bits in pieces) if len(pieces) > 1 else 0
                for place, width, at, little, shift, bits in pieces:
                    value = f"derive(b, b.n - {mark}, {factor}, {offset}, {at}, {bits}, {whole})"
                    steps.append(line(f"patch(b, {place}, {width}, {int(little)}, {shift}, {value})"))
                return steps
        raise AssertionError(f"no statement for operation {op[0]!r}")

    def own_end(self, inner: tuple[Op, ...]) -> tuple[list[Step], list[Step]]:
        """A region ends for itself: what is missing at its end says nothing about what stands behind it."""
        if not any(part[0] == "tail" and part[5] or part[0] == "list" for part in walk(inner)):
            return [], []
        here, kept, buffer = self.shared("ended", "bint", " = False"), self.new("e", "bint"), self.new("e", "bint")
        return (
            [line(f"{kept} = {here}"), line(f"{buffer} = b.ended")],
            [line(f"{here} = {kept}"), line(f"b.ended = {buffer}")],
        )

    def measured(self, derived: Op, bits: int, whole: int) -> str:
        """The derived number; `whole`: bits of the split number that this is a part of, 0 if it is none."""
        slot, measure, factor, offset, at = derived
        value = f"get_slot(o, k, {slot})"
        match measure.partition(":"):
            case ("count", _, _):
                size = f"count_of({value})"
            case ("bytes", _, _):
                size = f'size_of(b, {value}, "")'
            case ("text", _, charset):
                size = f'size_of(b, {value}, "{charset}")'
            case ("slot", _, _):
                size = f"register_of({value})"
            case _:
                raise AssertionError(f"no measure {measure!r}")
        return f"derive(b, {size}, {factor}, {offset}, {at}, {bits}, {whole})"

    def number(
        self, slot: int, signed: bool, bits: int, register: int, derived: Op, place: tuple[str, int, bool, int]
    ) -> tuple[list[Step], str]:
        """Source text of the integer that a load writes, and the statements before it. `place`: where it stands, the
        bytes around it, their order and the bits behind it."""
        if not derived:
            return [], f"{'int_of' if signed else 'uint_of'}(b, get_slot(o, k, {slot}), {bits})"
        if derived[1] == "patch":
            position, width, little, shift = place
            number = sum(1 for name in self.temporaries if name.startswith(f"d{derived[0]}_"))
            name = self.shared(f"d{derived[0]}_{number}", "Py_ssize_t", " = 0")
            self.places.setdefault(derived[0], []).append((name, width, derived[4], little, shift, bits))
            return [line(f"{name} = {position}"), *self.announced(derived, register)], "0"
        owner = self.splits.get(register)
        whole = max(at + width for _, width, at in owner[3]) if owner else 0
        return [], self.measured(derived, bits, whole)

    def announced(self, derived: Op, register: int) -> list[Step]:
        """Until the region is written, the register of its length says whether the region is filled; of a split number
        its lowest part says it."""
        if derived[4] or self.lengths[derived[0]] not in self.asked:
            return []
        return [line(f"r{register} = {_none_filled(tuple(dict.fromkeys(self.regions[derived[0]]))) or 0}")]

    def encode_load(self, load: Op, size: int) -> list[Step]:
        place = f"b.n - {size - load[1]}"
        match load:
            case ("int", offset, width, signed, little, slot, register, derived):
                here = (place, width, little, 0)
                steps, value = self.number(slot, signed, 8 * width, register, derived, here)
                if register >= 0 and value != "0":
                    kept = f"sign_extend({value}, {8 * width})" if signed else f"<int64_t>{value}"
                    steps.append(line(f"r{register} = {kept}"))
                    value = f"<uint64_t>r{register}"
                steps.append(line(_put(offset, width, little, value)))
                return steps
            case ("bits", offset, width, little, items):
                steps = []
                pieces = []
                for shift, bits, kind, slot, register, derived in items:
                    if kind == "c":
                        pieces.append(f"{slot << shift:#x}")
                        continue
                    here = (place, width, little, shift)
                    before, value = self.number(slot, kind == "s", bits, register, derived, here)
                    steps += before
                    if register >= 0 and value != "0":
                        kept = f"sign_extend({value}, {bits})" if kind == "s" else f"<int64_t>{value}"
                        steps.append(line(f"r{register} = {kept}"))
                        value = f"<uint64_t>r{register}"
                        if kind == "s":
                            value = f"({value} & {(1 << bits) - 1:#x})"
                    if value != "0":
                        pieces.append(f"{value} << {shift}" if shift else value)
                steps.append(line(_put(offset, width, little, " | ".join(pieces) or "0")))
                return steps
            case ("bool", offset, slot):
                return [line(_put(offset, 1, False, f"uint_of(b, get_slot(o, k, {slot}), 8)"))]
            case ("float", offset, width, little, slot):
                return [line(f"put_float(b, q + {offset}, get_slot(o, k, {slot}), {width}, {int(little)})")]
            case ("raw", offset, length, slot):
                return [line(f"put_raw(b, q + {offset}, get_slot(o, k, {slot}), {length})")]
            case ("const", offset, data):
                return [line(f"q[{offset + n}] = {byte:#04x}") for n, byte in enumerate(data)]
        raise AssertionError(f"no statement for load {load[0]!r}")


def _put(offset: int, width: int, little: bool, value: str) -> str:
    if width == 1:
        return f"q[{offset}] = <uint8_t>({value})"
    return f"{'put_little' if little else 'put_big'}(q{f' + {offset}' if offset else ''}, {width}, {value})"


def _none_filled(slots: tuple[int, ...]) -> str:
    return " | ".join(f"is_filled(o, k, {slot})" for slot in slots)


def _fail_if_filled(slots: tuple[int, ...]) -> list[Step]:
    return [line(f"REFUSE({_none_filled(slots)})")] if slots else []


