"""Bytes: what fits where, which field may run to the end, and what may stand behind a field that can be missing.

The rule: after reading this far, a decoder must know where every field of a frame starts and ends. At most one field of
a region has no bound of its own, only a tail of fixed size follows it, and what follows an optional field can be
missing too. Meanings (enums, ranges) must fit the bits that carry them.
"""

from __future__ import annotations

from .derive import levels
from .expr import constant
from .model import (
    BitsetField,
    BitsField,
    BoolField,
    BytesField,
    ChecksumField,
    ConstField,
    Field,
    FloatField,
    GroupField,
    IntField,
    ListField,
    NestedField,
    Record,
    ReservedField,
    Rest,
    SizedField,
    SwitchField,
    TypedField,
    Value,
    Where,
    WithinField,
    flatten,
)
from .problems import Problems
from .validate_scope import at


def fixed_size(item: Field) -> int | None:
    """The number of bytes that a field takes whenever it is there; None if that depends on the frame."""
    match item:
        case IntField(extended_from=None) | FloatField() | BitsField() | ReservedField():
            return item.width
        case BoolField():
            return 1
        case ChecksumField():
            return 2
        case ConstField():
            return len(item.data)
        case BytesField(prefix=0) | BitsetField() | NestedField() | SizedField() | WithinField():
            return constant(item.length) if isinstance(item.length, tuple) else None
        case GroupField():
            return fixed_sum(item.fields)
        case ListField(count=tuple() as count):
            element = item.element
            size = fixed_size(element) if isinstance(element, IntField) else fixed_sum(element.fields)
            number = constant(count)
            return None if size is None or number is None else size * number
        case ListField(length=tuple() as length):
            return constant(length)
    return None


def fixed_sum(fields: tuple[Field, ...]) -> int | None:
    """The size of fields that are all there and all fixed."""
    total = 0
    for item in fields:
        size = fixed_size(item)
        if size is None or item.optional or item.present_if is not None:
            return None
        total += size
    return total


class WireCheck:
    """Checks one scope: a variant of a command, or a record (`element`: it is repeated in a list)."""

    def __init__(self, problems: Problems, base: int, element: bool, command: bool) -> None:
        self.problems = problems
        self.base = base  # fields with a higher `since` are newer than the scope
        self.element = element
        self.command = command

    def run(self, fields: tuple[Field, ...]) -> None:
        self._ends(fields, None, self.element)
        self._missing(fields, None, True)
        for level in levels(fields):
            self._neighbours(level)
            check_split(level, self.problems)
        for item in flatten(fields):
            self._own(item)
        checksums = [item for item in flatten(fields) if isinstance(item, ChecksumField)]
        for item in checksums:
            if not self.command or item not in fields:
                self.problems.add(item.where, "a checksum covers a whole command; it can't stand in a part of one")

    # -- the end of a region -----------------------------------------------------------------------------------

    def _ends(self, fields: tuple[Field, ...], opened: Field | None, element: bool) -> Field | None:
        """`opened`: the field that takes the rest; the one that is open behind `fields`."""
        for item in fields:
            if opened is not None:
                if is_open(item):
                    self.problems.add(item.where, f"takes the rest, which {call(opened)} has taken already")
                elif fixed_sum((item,)) is None:
                    self.problems.add(
                        item.where, f"only fields of fixed size can follow {call(opened)}, which takes the rest"
                    )
            elif is_open(item):
                if element:
                    self.problems.add(item.where, "takes the rest; in an element of a list that needs a within")
                opened = item
            match item:
                case GroupField() if opened is None:
                    opened = self._ends(item.fields, None, element)
                case SwitchField() if opened is None:
                    cases = [self._ends(case.fields, None, element) for case in item.cases]
                    cases.append(self._ends(item.default or (), None, element))
                    opened = next((case for case in cases if case is not None), None)
                case WithinField():
                    self._ends(item.fields, None, False)
        return opened

    # -- what can be missing -----------------------------------------------------------------------------------

    def _missing(self, fields: tuple[Field, ...], gone: Field | None, tail: bool) -> Field | None:
        """`gone`: the first field that may be missing so far, and the one behind `fields`; `tail`: only fields of fixed
        size stand behind `fields`.
        """
        for number, item in enumerate(fields):
            behind = tail and fixed_sum(fields[number + 1 :]) is not None
            missable = self._can_miss(item)
            if gone is not None and not missable and not isinstance(item, (GroupField, SwitchField)):
                if behind and fixed_sum((item,)) is not None:
                    return gone  # the fixed tail, which is found from the end
                self.problems.add(
                    item.where, f"must be there although {call(gone)} before it is optional; make it optional too"
                )
            inner = None if missable else gone
            missed: Field | None = None
            match item:
                case GroupField():
                    missed = self._missing(item.fields, inner, behind)
                case SwitchField():
                    for fields_of_case in (*(case.fields for case in item.cases), item.default or ()):
                        missed = self._missing(fields_of_case, inner, behind) or missed
                case WithinField():
                    self._missing(item.fields, None, True)
            gone = gone or (item if item.optional else missed)
        return gone

    def _can_miss(self, item: Field) -> bool:
        """Whether a frame that ended before the field is complete: it is optional, newer, conditional or empty."""
        if item.optional or item.present_if is not None or item.since > self.base:
            return True
        match item:
            case BytesField(prefix=0) | BitsetField() | NestedField() | SizedField() | WithinField():
                return not isinstance(item.length, tuple) or not constant(item.length)
            case ListField():
                bound = item.count if item.count is not None else item.length
                return not item.more and (bound is None or not constant(bound))
        return isinstance(item, TypedField)

    # -- one field ---------------------------------------------------------------------------------------------

    def _neighbours(self, fields: tuple[Field, ...]) -> None:
        """A list up to a marker is followed by the marker, alone or at the start of a group."""
        for item, follower in zip(fields, (*fields[1:], None), strict=False):
            if not isinstance(item, ListField) or not item.marker:
                continue
            while isinstance(follower, GroupField) and follower.fields:
                follower = follower.fields[0]
            if not isinstance(follower, ConstField) or follower.data != item.marker:
                marker = item.marker.hex(" ")
                self.problems.add(at(item.where, "until"), f"the marker is to follow the list: {{const: {marker!r}}}")

    def _own(self, item: Field) -> None:
        match item:
            case IntField(part=None):
                bits = 16 if item.extended_from is not None else 8 * item.width
                check_value(item.value, bits, item.signed, item.where, self.problems)
            case BitsField():
                for bit in item.items:
                    if bit.part is None:
                        check_value(bit.value, bit.width, bit.signed, bit.where, self.problems)
            case SizedField():
                check_value(item.value, 8 * max(item.sizes), item.signed, item.where, self.problems)
            case ListField(element=IntField() as element):
                bits = 16 if element.extended_from is not None else 8 * element.width
                check_value(element.value, bits, element.signed, element.where, self.problems)
            case ListField(columns=True, element=Record() as record):
                for column in record.fields:
                    if fixed_sum((column,)) is None or isinstance(column, (GroupField, WithinField, ListField)):
                        self.problems.add(column.where, "a column is a field of fixed size that is always there")
            case BitsetField(length=tuple() as length) if item.table:
                size = constant(length)
                if size is not None and len(item.table) > 8 * size:
                    self.problems.add(
                        at(item.where, "table"), f"has {len(item.table)} numbers for the {8 * size} bits that there are"
                    )
        for key in ("length", "count"):
            tree = getattr(item, key, None)
            if isinstance(tree, tuple) and (size := constant(tree)) is not None and size < 0:
                self.problems.add(at(item.where, key), f"{size} is negative")


def check_split(fields: tuple[Field, ...], problems: Problems) -> None:
    """The meanings of the split numbers of one level must fit all of their bits."""
    widths: dict[str, int] = {}
    meant: dict[str, tuple[Value, Where]] = {}
    for item in fields:
        if isinstance(item, IntField) and item.part is not None:
            found = [(item.part.number, 8 * item.width, item.value, item.where)]
        elif isinstance(item, BitsField):
            found = [(bit.part.number, bit.width, bit.value, bit.where) for bit in item.items if bit.part is not None]
        else:
            continue
        for number, width, value, where in found:
            widths[number] = widths.get(number, 0) + width
            if value != Value():
                meant[number] = (value, where)
    for number, (value, where) in meant.items():
        check_value(value, widths[number], False, where, problems)


def check_value(value: Value, bits: int, signed: bool, where: Where, problems: Problems) -> None:
    """Everything that is said about an integer must fit its bits."""
    low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)
    kind = f"{bits} {'signed' if signed else 'unsigned'} bits"
    for key, members in (("enum", value.enum.members if value.enum else ()), ("special", value.special)):
        for member in members:
            if not low <= member.value <= high:
                problems.add(at(where, key), f"{member.name} = {number(member.value)} does not fit {kind}")
    for key, limit in (("min", value.minimum), ("max", value.maximum)):
        if limit is not None and not low <= limit <= high:
            problems.add(at(where, key), f"{number(limit)} does not fit {kind}")
    for flag in value.flags.bits if value.flags else ():
        if flag.low + flag.width > bits:
            problems.add(at(where, "flags"), f"{flag.name} = bit {flag.low + flag.width - 1} does not fit {kind}")


def is_open(item: Field) -> bool:
    """Whether the field takes the rest of its region. A list up to a marker does not: the marker ends it."""
    match item:
        case BytesField() | BitsetField() | NestedField():
            return isinstance(item.length, Rest)
        case ListField():
            return item.until_end
    return False


def call(item: Field) -> str:
    """How messages call another field."""
    return repr(item.name) if item.name else f"the field at {item.where.path}"


def number(value: int) -> str:
    return str(value) if -10 < value < 10 else f"{value:#x}"
