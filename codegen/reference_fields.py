# mypy: allow-subclassing-any, disable-error-code="import-untyped"
"""The oracle's constructs for field lists: what is there, how often, how long, and in which order.

The rule: one construct per field of the model, made for one class version, running over one Scope. `FieldList` decides
nothing but the order; `Present` decides whether a field is there, by specs/README.md sections 4.1 and 4.6; all
others assume that theirs is. Written from the README and the model alone.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import construct
from construct import Construct, Subconstruct

from . import expr
from .derive import derived
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
    WithinField,
    flatten,
)
from .reference_bits import BitGroup, Checksum, Reserved
from .reference_state import OracleError, Scope, decode_only, in_version
from .reference_structure import (
    At,
    Columns,
    FieldList,
    Filled,
    Nested,
    NoCase,
    Opened,
    Repeat,
    SplitNumbers,
    Typed,
    UsedUp,
)
from .reference_types import TypeTable
from .reference_values import (
    BOOL,
    FLOATS,
    Extended,
    Lossy,
    Named,
    bitset,
    byte_string,
    sized,
)


@dataclass
class FieldBuilder:
    """Makes constructs for one command in one version. Fields newer than `base` may be missing at the end."""

    version: int
    base: int
    types: TypeTable
    id_group: BitsField | None = None  # the command byte as bits, if it holds more than the id
    id_bits: int = 0  # the id in it
    counted: dict[int, str] = field(default_factory=dict)  # id of a field whose size is derived -> that integer

    def scope(self, fields: tuple[Field, ...], tail: int = 0) -> FieldList:
        """The fields of a command or a list element, which have their names to themselves."""
        self.counted.update({id(length.field): name for name, length in derived(fields).items()})
        split = [
            (carrier.part.number, carrier.value)
            for item in flatten(fields)
            for carrier in (item.items if isinstance(item, BitsField) else (item,))
            if not isinstance(carrier, Field) or isinstance(carrier, IntField)
            if carrier.part is not None
        ]
        return FieldList((*self.list(fields, tail).subcons, SplitNumbers(split)))

    def list(self, fields: tuple[Field, ...], tail: int) -> FieldList:
        """Fields beside each other; `tail` bytes of fixed size follow them."""
        subcons: list[Construct] = []
        for item in reversed(fields):
            if in_version(item, self.version):
                subcons.append(self.field(item, tail))
                tail += self.required_size(item)
        return FieldList(tuple(reversed(subcons)))

    def field(self, item: Field, tail: int) -> Construct:
        newer = item.since > self.base
        gated = not (isinstance(item, GroupField) and not item.optional and not newer and item.present_if is None)
        body = self.body(item, tail)
        if not gated:
            return body
        source = self.counted.get(id(item))
        return Present(item, body, tail, item.optional or newer, self.required_size(item) > 0, source)

    def required_size(self, item: Field) -> int:
        """How many bytes of the fixed tail this field is: 0 if it may be missing or its size varies."""
        missing = item.optional or item.since > self.base or item.present_if is not None
        if missing or not in_version(item, self.version):
            return 0
        if isinstance(item, GroupField):
            return sum(map(self.required_size, item.fields))
        return self.fixed_size(item) or 0

    def fixed_size(self, item: Field) -> int | None:
        match item:
            case IntField(width=width, extended_from=threshold):
                return None if threshold is not None else width
            case FloatField(width=width) | BitsField(width=width) | ReservedField(width=width):
                return width
            case BoolField():
                return 1
            case ChecksumField():
                return 2
            case ConstField(data=data):
                return len(data)
            case BytesField(prefix=prefix) if prefix:
                return None
            case BytesField(length=length) | BitsetField(length=length) | NestedField(length=length):
                return None if length is None or isinstance(length, Rest) else expr.constant(length)
            case SizedField(length=length) | WithinField(length=length):
                return expr.constant(length)
            case ListField(count=count, length=length, element=element):
                if length is not None:
                    return expr.constant(length)
                number = None if count is None else expr.constant(count)
                members = element.fields if isinstance(element, Record) else (element,)
                sizes = [self.required_size(member) for member in members if in_version(member, self.version)]
                return None if number is None or 0 in sizes else number * sum(sizes)
        return None

    def body(self, item: Field, tail: int) -> Construct:
        match item:
            case IntField():
                return Named(item.name, self.integer(item), item.value, item.part)
            case BoolField():
                return Named(item.name, BOOL)
            case FloatField():
                return Named(item.name, Lossy(item.name, FLOATS[item.width, item.little]), item.value)
            case SizedField():
                return Named(item.name, sized(item), item.value)
            case BytesField():
                return Named(item.name, byte_string(item, tail), charset=item.charset or "utf-8")
            case BitsetField():
                return Named(item.name, Lossy(item.name, bitset(item, tail)))
            case NestedField():
                return Nested(item, tail)
            case TypedField():
                return Typed(item, self.types)
            case ChecksumField():
                return Checksum(item)
            case BitsField():
                return BitGroup(item, self.version, self.id_bits if item is self.id_group else 0)
            case ReservedField():
                return Reserved(item.name, item.width, item.little)
            case ConstField():
                return At("const", construct.Const(item.data))
            case GroupField():
                return self.list(item.fields, tail)
            case WithinField():
                region = Opened(FieldList((self.list(item.fields, 0), UsedUp())))
                return At("within", Filled(item.length, region))
            case SwitchField():
                return self.switch(item, tail)
            case ListField(columns=True):
                assert isinstance(item.element, Record)
                return Columns(item, self.scope(item.element.fields))
            case ListField():
                return self.repeat(item, tail)
        raise AssertionError(f"{item.where}: no construct for {type(item).__name__}")

    def integer(self, item: IntField) -> Construct:
        if item.extended_from is not None:
            return Extended(item.extended_from)
        return construct.BytesInteger(item.width, signed=item.signed, swapped=item.little)

    def switch(self, item: SwitchField, tail: int) -> Construct:
        def case_of(context: Any) -> int | None:
            value = context.scope.number(item.on)
            return next((n for n, case in enumerate(item.cases) if case.low <= value <= case.high), None)

        cases = {number: self.list(case.fields, tail) for number, case in enumerate(item.cases)}
        otherwise = NoCase(item) if item.default is None else self.list(item.default, tail)
        return construct.Switch(case_of, cases, default=otherwise)

    def repeat(self, item: ListField, tail: int) -> Construct:
        if item.length is not None:
            tail = 0
        record = item.element
        element = (
            self.scope(record.fields, tail) if isinstance(record, Record) else self.body(replace(record, name=""), tail)
        )
        elements = Repeat(item, element, tail)
        if item.length is None:
            return elements
        return At(item.name, Filled(item.length, Opened(elements)))


class Present(Subconstruct):
    """Whether a field is there: its condition first, then whether the frame goes that far.

    `may_miss`: optional, or newer than the command. `fixed`: part of the fixed tail. `source`: the derived integer
    that its size is read from; such data is there exactly if the integer is.
    """

    def __init__(
        self, item: Field, subcon: Construct, tail: int, may_miss: bool, fixed: bool, source: str | None
    ) -> None:
        super().__init__(subcon)
        self.item = item
        self.tail = tail
        self.may_miss = may_miss
        self.fixed = fixed
        self.source = source
        self.keys = frozenset(_keys(item))
        self.mark = f"@{item.where.path}"

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> None:
        scope: Scope = context.scope
        region = scope.frame.region
        if self.item.present_if is not None and not scope.number(self.item.present_if):
            return
        if self.source is not None:
            if self.source not in scope.values:
                return
        elif self.may_miss and (region.ended or region.remaining() <= self.tail):
            region.ended = True
            return
        start = stream.tell()
        value = self.subcon._parsereport(stream, context, path)
        if self.may_miss and isinstance(self.item, BytesField) and value is None:
            # An invalid marker where the text may be missing: both read as None, so the bytes are left over.
            stream.seek(start)
            scope.values.pop(self.item.name)
            region.ended = True
        elif self.may_miss and not self.keys & scope.values.keys():
            scope.frame.raw[scope.path + self.mark] = b""

    def _build(self, obj: Any, stream: io.BytesIO, context: Any, path: str) -> None:
        scope: Scope = context.scope
        region = scope.frame.region
        given = bool(self.keys & scope.values.keys()) or scope.path + self.mark in scope.frame.raw
        if not self._condition(scope, given):
            return
        if self.source is not None:
            if self.source not in scope.values:
                return
        elif self.may_miss and not given:
            region.ended = True
            return
        before, behind_missing = stream.tell(), region.ended
        self.subcon._build(obj, stream, context, path)
        if behind_missing and not self.fixed and stream.tell() != before:
            raise OracleError(scope.path + self.item.name, before, "a value behind a missing one")

    def _condition(self, scope: Scope, given: bool) -> bool:
        condition = self.item.present_if
        if condition is None:
            return True
        if decode_only(condition):
            return given
        return bool(scope.number(condition))


def _keys(item: Field) -> Iterator[str]:
    """The keys that only this field gives: no parts of split numbers, no reserved bits (no key while they are 0)."""
    for leaf in flatten((item,)):
        if isinstance(leaf, BitsField):
            yield from (bit.name for bit in leaf.items if bit.name and bit.part is None and not bit.reserved)
        elif leaf.name and not isinstance(leaf, (ReservedField, WithinField)) and getattr(leaf, "part", None) is None:
            yield leaf.name
