"""Decoding statements of a layout function.

The rule: as in emit.py. A read that can fail returns -1 at once; values that can't be made (no memory, a float that
needs care) set `bad` and are seen at the end.
"""

from __future__ import annotations

from .emit import Emitter, Function, Op, Step, between, c_string, filled, line
from .layout import Layout
from .model import LAST
from .ops import walk

_MAY_BE_NONE = ("prefixed", "typed", "sized", "if", "switch")


def decoder(layout: Layout, columns: dict[str, Layout]) -> Function:
    """The statements that decode a layout."""
    emitter = _Decoder(layout, columns)
    steps = emitter.decode(layout.ops)
    return Function(layout.name, steps, emitter.declarations(), emitter.conditional)


class _Decoder(Emitter):
    def decode(self, ops: tuple[Op, ...]) -> list[Step]:
        steps: list[Step] = []
        for op in ops:
            steps += self.decode_op(op)
        return steps

    def decode_op(self, op: Op) -> list[Step]:
        match op:
            case ("run", size, loads):
                pointer = self.shared("p", "const uint8_t *", " = NULL")
                steps = [line(f"TAKE({pointer}, c, {size})")]
                for load in loads:
                    steps += self.decode_load(load)
                return steps
            case ("join", slot, register, pieces):
                value = " | ".join(f"(<uint64_t>r{part} << {at})" for part, _, at in pieces)
                return self.assign("set_uint", slot, register, value)
            case ("sized", slot, register, length, sizes, signed, little):
                self.conditional |= 0 in sizes
                mask = sum(1 << size for size in sizes)
                flags = f"{mask}, {int(signed)}, {int(little)}"
                steps = [self.call(f"read_sized(c, o, k, {slot}, {self.source(length, True)}, {flags})")]
                if register >= 0:
                    steps.append(line(f"r{register} = register_of(get_slot(o, k, {slot}))"))
                return steps
            case ("ext", slot, register, threshold):
                target = f"r{register}" if register >= 0 else self.shared("ext", "int64_t")
                return [self.call(f"read_ext(c, o, k, {slot}, {threshold}, &{target})")]
            case ("bytes", slot, length, charset):
                return [self.call(f'read_data(c, o, k, {slot}, {self.length(length)}, "{charset}")')]
            case ("prefixed", slot, width, little, charset, tail):
                self.conditional = True
                return [self.call(f'read_prefixed(c, o, k, {slot}, {width}, {int(little)}, "{charset}", {int(tail)})')]
            case ("list", slot, bound, element):
                return self.decode_list(slot, bound, element)
            case ("columns", slot, count, layout):
                array, pairs, size = self.column_array(layout)
                value = f"read_columns(c, k.record[{slot}], {self.source(count, True)}, {array}, {pairs}, {size})"
                return [*self.column_setup(array, layout), self.object(slot, value)]
            case ("nested", slot, length):
                return [self.object(slot, f"c.hooks.nested_read(c, {self.length(length)})")]
            case ("typed", slot, type_id, analog_only):
                read = self.object(slot, f"c.hooks.typed_read(c, {self.source(type_id, True)}, 0)")
                if not analog_only:
                    return [read]
                self.conditional = True
                return [Step("analog", {"type": self.source(type_id, True), "n": self.shared("a", "int")}, [read])]
            case ("checksum", slot, _, verify):
                return [self.call(f"read_checksum(c, o, k, {slot}, {int(verify == 'always')})")]
            case ("if", condition, inner):
                self.conditional = True
                return [Step("if", {"condition": self.source(condition, True)}, self.decode(inner))]
            case ("tail", identity, since, until, reserve, may_miss, inner, shown):
                self.conditional = True
                flag = self.shared(f"t{identity}", "bint", " = False")
                terms = [f"c.version >= {since}"] * bool(since) + [f"c.version <= {until}"] * (until < LAST)
                terms += [f"left(c) > {reserve}"] * bool(may_miss)
                body = [line(f"{flag} = True"), *self.decode(inner)]
                if shown and any(part[0] in _MAY_BE_NONE for part in walk(inner)):
                    # What was read reads like an absent tail: its bytes, if any, are left over, so that they come back.
                    mark = self.new("m", "const uint8_t *")
                    undo = [line(f"c.end = c.p = {mark}"), line(f"{flag} = False")]
                    hollow = f"(c.p != {mark}) & (({filled(shown)}) == 0)"
                    body = [line(f"{mark} = c.p"), *body, Step("if", {"condition": hollow}, undo)]
                return [Step("if", {"condition": " & ".join(f"({term})" for term in terms) or "True"}, body)]
            case ("with", identity, inner):
                self.conditional = True
                return [Step("if", {"condition": self.shared(f"t{identity}", "bint", " = False")}, self.decode(inner))]
            case ("switch", value, cases, default):
                self.conditional = True
                name = self.new("s", "int64_t")
                branches = [(between(name, low, high), self.decode(inner)) for low, high, inner in cases]
                other = [Step("fail")] if default is None else self.decode(default)
                return [line(f"{name} = {self.source(value, True)}"), Step("switch", {}, other, branches)]
            case ("within", length, inner):
                size, end = self.new("n", "int64_t"), self.new("e", "const uint8_t *")
                text = {"n": size, "end": end, "length": self.source(length, True)}
                return [Step("within", text, self.decode(inner))]
            case ("patch", _, _, _, inner):
                return self.decode(tuple(inner))
        raise AssertionError(f"no statement for operation {op[0]!r}")

    def length(self, length: Op) -> str:
        return f"left(c) - {length[1]}" if length[0] == "rest" else self.source(length, True)

    def object(self, slot: int, value: str) -> Step:
        return line(f"STORE(o, k, {slot}, {value})")

    def assign(self, setter: str, slot: int, register: int, value: str) -> list[Step]:
        lines = []
        if register >= 0:
            lines.append(f"r{register} = <int64_t>({value})")
            value = f"<uint64_t>r{register}" if setter != "set_int" else f"r{register}"
        if slot >= 0:
            if setter == "set_bool":
                lines.append(f"set_bool(o, k, {slot}, {value})")
            else:
                lines.append(f"{setter}(c, o, k, {slot}, {value})")
        return [line(text) for text in lines]

    def decode_load(self, load: Op) -> list[Step]:
        match load:
            case ("int", offset, width, signed, little, slot, register, _):
                raw = get(offset, width, little)
                if signed:
                    return self.assign("set_int", slot, register, f"sign_extend({raw}, {8 * width})")
                return self.assign("set_uint", slot, register, raw)
            case ("bits", offset, width, little, items):
                whole = get(offset, width, little)
                steps: list[Step] = []
                if width > 1:
                    name = self.shared("w", "uint64_t")
                    steps.append(line(f"{name} = {whole}"))
                    whole = name
                for shift, bits, kind, slot, register, _ in items:
                    value = f"{whole} >> {shift}" if shift else whole
                    if shift + bits < 8 * width or width == 1 and bits < 8:
                        value = f"({value}) & {(1 << bits) - 1:#x}" if shift else f"{value} & {(1 << bits) - 1:#x}"
                    if kind == "c":
                        continue
                    if kind == "s":
                        steps += self.assign("set_int", slot, register, f"sign_extend({value}, {bits})")
                    else:
                        steps += self.assign("set_bool" if kind == "b" else "set_uint", slot, register, value)
                return steps
            case ("bool", offset, slot):
                return [line(f"set_bool_byte(c, o, k, {slot}, p[{offset}])")]
            case ("float", offset, width, little, slot):
                value = f"get_float(p + {offset}, {width}, {int(little)})"
                return [line(f"set_object(c, o, k, {slot}, {value})")]
            case ("raw", offset, size, slot):
                value = f'get_data(p + {offset}, {size}, "")'
                return [line(f"set_object(c, o, k, {slot}, {value})")]
            case ("const", offset, data):
                test = " | ".join(f"(p[{offset + n}] != {byte:#04x})" for n, byte in enumerate(data))
                return [line(f"REFUSE({test})")]
        raise AssertionError(f"no statement for load {load[0]!r}")

    def decode_list(self, slot: int, bound: Op, element: Op) -> list[Step]:
        setup, name = self.element(slot, element, True)
        match bound:
            case ("count", tree):
                value = f"read_count(c, &{name}, {self.source(tree, True)})"
            case ("length", tree):
                value = f"read_length(c, &{name}, {self.source(tree, True)})"
            case ("end", reserve):
                value = f'read_until(c, &{name}, c.end - {reserve}, "", 0)'
            case ("marker", marker, reserve):
                value = f"read_until(c, &{name}, c.end - {reserve}, {c_string(marker)}, {len(marker)})"
            case ("while", more):
                value = f"read_while(c, &{name}, {more})"
            case _:
                raise AssertionError(f"no bound {bound[0]!r}")
        return [*setup, self.object(slot, value)]


def get(offset: int, width: int, little: bool) -> str:
    if width == 1:
        return f"p[{offset}]"
    return f"{'get_little' if little else 'get_big'}(p{f' + {offset}' if offset else ''}, {width})"


