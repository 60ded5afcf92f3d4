"""Decides the lines of a generated `_read`: the straight road for a payload that has all its bytes.

The rule: wherever a byte may be missing the road hands over to zwcodec.smartthings.layout.read, which holds the null
rules; so no line here may accept what that function refuses. A length is checked once for as far as it is known.
"""

from __future__ import annotations

import re

from .model import Form, Item, Size


class _Road:
    """Lines of a reader. `at` is the offset as far as it is known: a number, or the local `at` and a number."""

    def __init__(self, form: Form, known: tuple[str, ...]) -> None:
        self.form = form
        # New plain bytes at the end: devices of the older version send frames without them all the time.
        self.tail: set[str] = set()
        for item in reversed(form.items):
            if item.kind != "short" or item.name in known:
                break
            self.tail.add(item.name)
        # Of several lists each is a slice of one list of all bytes; that also makes every other byte quicker to get.
        lists = [item for item in form.items if item.kind in ("list", "object")]
        self.source = "row" if len(lists) > 1 and all(item.size.kind != "until" for item in lists) else "data"
        self.lines: list[str] = []
        self.number = 0  # of the item that is read
        self.checked = 0  # items before this one are known to have all their bytes
        self.base = ""
        self.offset = 0
        self.low = {name for name, _ in form.above}  # assigned at the end, with the bit that stands apart
        self.wanted = {item.size.field for item in form.items if item.size.kind == "field"}
        self.wanted |= {name for pair in form.above for name in pair}

    def place(self, offset: int = 0) -> str:
        number = self.offset + offset
        return f"{self.base} + {number}" if self.base and number else self.base or str(number)

    def piece(self, start: str, end: str) -> str:
        """The bytes from `start` to `end` as a list."""
        piece = f"{self.source}[{start}:{end}]" if start != "0" or end else self.source
        return f"[*{piece}]" if piece.startswith("data") or piece == "row" else piece

    def guard(self) -> None:
        """One length check for the fixed run that starts here."""
        if self.number < self.checked:
            return
        run = 0
        for item in self.form.items[self.number :]:
            fixed = _fixed(item)
            if fixed is None or item.name in self.tail:
                break
            run += fixed
        if run and not (self.form.pad and not self.base and run <= self.form.pad):
            self.lines += [f"if len(data) < {self.place(run)}:", "    return read(cls, data)"]

    def guard_end(self) -> list[str]:
        """One length check for the item that ends at `end`, and for all behind it whose lengths are known by now."""
        if self.number < self.checked:
            return []
        items = self.form.items
        known = {name for item in items[: self.number] for name in _names(item)}
        fixed, lengths = 0, ""
        self.checked = self.number + 1
        for item in items[self.checked :]:
            run, size = _fixed(item), item.size
            if item.name in self.tail:
                break
            if run is not None:
                fixed += run
            elif size.kind == "field" and size.field in known and not size.value:
                lengths += f" + {size.field}" + (f" * {size.factor}" if size.factor != 1 else "")
            else:
                break
            self.checked += 1
        more = (f" + {fixed}" if fixed else "") + lengths
        return [f"if len(data) < end{more}:", "    return read(cls, data)"]

    def move(self, end: str) -> None:
        """Everything up to the local `end` was read."""
        if end != "at":
            self.lines.append(f"at = {end}")
        self.base, self.offset = "at", 0


def _names(item: Item) -> tuple[str, ...]:
    """Everything that an item reads, fields or not."""
    return tuple(bit.name for bit in item.bits) or (item.name,)


def _fixed(item: Item) -> int | None:
    """Bytes of an item that always takes the same number of them."""
    if item.kind == "short":
        return 1
    if item.kind in ("integer", "bits"):
        return item.width
    if item.kind in ("list", "object") and item.size.kind == "fixed" and not item.optional:
        return item.size.value
    return 0 if item.kind == "none" else None


def reader(form: Form, known: tuple[str, ...]) -> list[str]:
    if form.unread:
        return ["made = new(cls)", *(f"made.{name} = None" for name in form.names), "return made"]
    if not form.items:
        return ["return new(cls)"]
    road = _Road(form, known)
    if form.pad:
        road.lines += [f"if len(data) < {form.pad}:", f'    data = data.ljust({form.pad}, b"\\0")']
    items = list(form.items)
    new_run = True
    for number, item in enumerate(items):
        road.number = number
        if new_run:
            road.guard()
        new_run = _fixed(item) is None
        if number == 0 or not any("made = new(cls)" in line for line in road.lines):
            road.lines += ["row = [*data]"] if road.source == "row" else []
            road.lines.append("made = new(cls)")
        _STEPS[item.kind](road, item)
    for name, high in form.above:
        width = next(bit.width for item in items for bit in item.bits if bit.name == name)
        road.lines.append(f"made.{name} = {name} | {high} << {width}")
    road.lines.append("return made")
    return _without_idle_offsets(road.lines)


def _without_idle_offsets(lines: list[str]) -> list[str]:
    """The lines without an `at = ...` that nobody reads before the next one."""
    kept: list[str] = []
    used = False
    for line in reversed(lines):
        target, _, value = line.partition(" = ")
        if target == "at" and not used:
            continue
        used = re.search(r"\bat\b", value if target == "at" else line) is not None or (used and target != "at")
        kept.append(line)
    return kept[::-1]


def _short(road: _Road, item: Item) -> None:
    value = f"{road.source}[{road.place()}]"
    if item.name in road.tail:
        value += f" if len(data) > {road.place()} else None"
    _assign(road, item.name, value)
    road.offset += 1


def _assign(road: _Road, name: str, value: str) -> None:
    local = f"{name} = " if name in road.wanted else ""
    target = "" if name.startswith("_") or name in road.low else f"made.{name} = "
    if local or target:
        road.lines.append(f"{target}{local}{value}")


def _integer(road: _Road, item: Item) -> None:
    if item.width == 2:
        value = f"{road.source}[{road.place()}] << 8 | {road.source}[{road.place(1)}]"
    else:
        value = f'int.from_bytes(data[{road.place()} : {road.place(item.width)}], "big")'
    _assign(road, item.name, value)
    road.offset += item.width


def _bits(road: _Road, item: Item) -> None:
    if item.width == 1:
        value = f"{road.source}[{road.place()}]"
    else:
        value = f'int.from_bytes(data[{road.place()} : {road.place(item.width)}], "big")'
    used = [bit for bit in item.bits if bit.field or bit.name in road.wanted]
    if len(used) > 1:
        road.lines.append(f"bits = {value}")
        value = "bits"
    for bit in used:
        _assign(road, bit.name, _masked(value, bit.shift, bit.width, bit.flag, 8 * item.width))
    road.offset += item.width


def _masked(value: str, shift: int, width: int, flag: bool, total: int) -> str:
    mask = (1 << width) - 1
    if flag:
        return f"{value} & {mask << shift:#x} != 0"
    if shift + width == total:
        return f"{value} >> {shift}" if shift else value
    return f"{value} >> {shift} & {mask:#x}" if shift else f"{value} & {mask:#x}"


def _list(road: _Road, item: Item) -> None:
    size, start = item.size, road.place()
    if size.kind == "fixed" and not item.optional:
        road.lines.append(f"made.{item.name} = {road.piece(start, road.place(size.value))}")
        road.offset += size.value
        return
    if size.kind == "rest" and not size.value:
        road.lines.append(f"made.{item.name} = {road.piece(start, '')}")
        road.move("len(data)")
        return
    if size.kind == "until":
        road.lines += [f"end = data.find({size.marker!r}, {start})", "if end < 0:", "    return read(cls, data)"]
    elif size.kind == "rest":
        road.lines += [f"end = len(data) - {size.value}", f"if end < {start}:", "    return read(cls, data)"]
    else:
        road.lines += _end_by_field(road, size, start)
    road.lines.append(f"made.{item.name} = {road.piece(start, 'end')}")
    road.move(f"end + {len(size.marker)}" if size.kind == "until" else "end")


def _end_by_field(road: _Road, size: Size, start: str) -> list[str]:
    """`end` behind bytes whose number a field gives; None or a negative number is for the slow road."""
    if size.kind == "fixed":
        return [f"end = {start} + {size.value}", *road.guard_end()]
    count = size.field + (f" * {size.factor}" if size.factor != 1 else "")
    if size.value:
        count += f" {'-' if size.value < 0 else '+'} {abs(size.value)}"
    low = [f"if {size.field} < {-size.value}:", "    return read(cls, data)"] if size.value < 0 else []
    return [*low, f"end = {start} + {count}", *road.guard_end()]


def _flags(road: _Road, item: Item) -> None:
    start, size = road.place(), item.size
    if size.kind == "rest":
        source, end = f"data[{start}:]" if start != "0" else "data", "len(data)"
    else:
        road.lines += _end_by_field(road, size, start)
        source, end = f"data[{start}:end]", "end"
    road.lines.append(f'bits = int.from_bytes({source}, "little")')
    road.lines += [f"made.{name} = bits & {1 << bit:#x} != 0" for name, bit in item.flags]
    road.move(end)


def _rest(road: _Road, item: Item) -> None:
    start, size = road.place(), item.size
    if size.kind == "rest" and not size.value:
        road.lines.append(f"made._rest = data[{start}:]" if start != "0" else "made._rest = data")
        road.move("len(data)")
        return
    if size.kind == "rest":
        road.lines += [f"end = len(data) - {size.value}", f"if end < {start}:", "    return read(cls, data)"]
    else:
        road.lines += _end_by_field(road, size, start)
    road.lines.append(f"made._rest = data[{start}:end]")
    road.move("end")


def _none(road: _Road, item: Item) -> None:
    road.lines += [f"made.{name} = None" for name in item.names]


_STEPS = {
    "short": _short, "integer": _integer, "bits": _bits, "list": _list, "object": _list, "flags": _flags,
    "rest": _rest, "none": _none,
}  # fmt: skip
