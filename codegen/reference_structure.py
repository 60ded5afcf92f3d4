# mypy: allow-subclassing-any, disable-error-code="import-untyped"
"""The oracle's constructs for structure: field lists, regions, lists, columns, nested commands, typed values.

The rule: these know how often and how far, not whether (that is `Present` in reference_fields.py) and not what a byte
means (that is reference_values.py). Every list element runs in a Scope of its own; every length opens a Region, so
that "the end" always means the innermost one.
"""

from __future__ import annotations

import io
from typing import Any

import construct
from construct import Construct, ConstructError, Subconstruct

from . import expr
from .model import ListField, NestedField, Record, Rest, SwitchField, TypedField, Value
from .reference_state import MAX_ELEMENTS, Region, Scope, check_meaning, decode_only
from .reference_types import TypeTable
from .reference_values import BytesOf, Lossy, Named, RestOfRegion, length_of


class FieldList(Construct):
    """Fields one after the other, in the scope of whoever has them."""

    def __init__(self, subcons: tuple[Construct, ...]) -> None:
        super().__init__()
        self.subcons = subcons

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> None:
        for subcon in self.subcons:
            subcon._parsereport(stream, context, path)

    def _build(self, obj: Any, stream: io.BytesIO, context: Any, path: str) -> None:
        for subcon in self.subcons:
            subcon._build(None, stream, context, path)


class SplitNumbers(Construct):
    """A strict decoder looks at a split number when all of its parts are there."""

    def __init__(self, numbers: list[tuple[str, Value]]) -> None:
        super().__init__()
        self.numbers = numbers

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> None:
        scope: Scope = context.scope
        for name, meaning in self.numbers:
            if scope.frame.strict and name in scope.values:
                with scope.located(name, stream):
                    check_meaning(meaning, scope.values[name])

    def _build(self, obj: Any, stream: io.BytesIO, context: Any, path: str) -> None:
        pass


class At(Subconstruct):
    """Gives complaints of a construct that stores nothing a place."""

    def __init__(self, name: str, subcon: Construct) -> None:
        super().__init__(subcon)
        self.place = name

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> None:
        with context.scope.located(self.place, stream):
            self.subcon._parsereport(stream, context, path)

    def _build(self, obj: Any, stream: io.BytesIO, context: Any, path: str) -> None:
        with context.scope.located(self.place, stream):
            self.subcon._build(obj, stream, context, path)


class Opened(Subconstruct):
    """A region with an end of its own."""

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> Any:
        regions = context.scope.frame.regions
        regions.append(Region(stream))
        value = self.subcon._parsereport(stream, context, path)
        regions.pop()
        return value

    def _build(self, obj: Any, stream: io.BytesIO, context: Any, path: str) -> Any:
        regions = context.scope.frame.regions
        regions.append(Region(stream))
        value = self.subcon._build(obj, stream, context, path)
        regions.pop()
        return value


class Filled(construct.FixedSized):
    """So many bytes, all of them used; construct would fill up what is missing."""

    def __init__(self, tree: expr.Tree, subcon: Construct) -> None:
        super().__init__(length_of(tree), subcon)
        self.free = decode_only(tree)

    def _build(self, obj: Any, stream: io.BytesIO, context: Any, path: str) -> Any:
        inner = io.BytesIO()
        value = self.subcon._build(obj, inner, context, path)
        if not self.free and len(inner.getvalue()) != self.length(context):
            raise ConstructError(f"{len(inner.getvalue())} bytes do not fill the length {self.length(context)}")
        stream.write(inner.getvalue())
        return value


class UsedUp(Construct):
    """Nothing may be left of the region."""

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> None:
        left = context.scope.frame.region.remaining()
        if left:
            raise ConstructError(f"{left} bytes left in a region that must be used up")

    def _build(self, obj: Any, stream: io.BytesIO, context: Any, path: str) -> None:
        pass


class NoCase(Construct):
    """A switch that has nothing for its value."""

    def __init__(self, item: SwitchField) -> None:
        super().__init__()
        self.item = item

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> None:
        with context.scope.located("switch", stream):
            raise ConstructError(f"no case for {context.scope.number(self.item.on)}")

    def _build(self, obj: Any, stream: io.BytesIO, context: Any, path: str) -> None:
        self._parse(stream, context, path)


class Element(Construct):
    """One element of a list: a record as a dict of its own, anything else as a bare value."""

    def __init__(self, item: ListField, body: Construct) -> None:
        super().__init__()
        self.item = item
        self.body = body
        self.record = isinstance(item.element, Record)

    def _scope(self, context: Any, values: dict[str, Any]) -> Scope:
        place = f"{self.item.name}[{context.index}]" + ("." if self.record else "")
        scope: Scope = context.scope.inner(values, place)
        return scope

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> Any:
        values: dict[str, Any] = {}
        self.body._parsereport(stream, self._scope(context, values).context(), path)
        return values if self.record else values[""]

    def _build(self, obj: Any, stream: io.BytesIO, context: Any, path: str) -> None:
        self.body._build(None, stream, self._scope(context, obj if self.record else {"": obj}).context(), path)


class Repeat(Construct):
    """A list, element after element, as far as its bound says."""

    def __init__(self, item: ListField, element: Construct, tail: int) -> None:
        super().__init__()
        self.item = item
        self.element = Element(item, element)
        self.tail = tail

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> None:
        scope: Scope = context.scope
        items: list[Any] = []
        with scope.located(self.item.name, stream):
            count = None if self.item.count is None else counted(self.item.count, scope)
        while self._goes_on(scope, stream, items, count):
            before = stream.tell()
            context.index = len(items)
            items.append(self.element._parsereport(stream, context, path))
            if count is None and stream.tell() == before:
                with scope.located(f"{self.item.name}[{context.index}]", stream):
                    raise ConstructError("an element without bytes")
        scope.values[self.item.name] = items
        scope.lengths[self.item.name] = len(items)

    def _goes_on(self, scope: Scope, stream: io.BytesIO, items: list[Any], count: int | None) -> bool:
        if count is not None:
            return len(items) < count
        if self.item.more:
            return not items or bool(items[-1].get(self.item.more))
        if scope.frame.region.remaining() <= self.tail:
            return False
        return not self.item.marker or self._peek(stream) != self.item.marker

    def _peek(self, stream: io.BytesIO) -> bytes | None:
        data: bytes | None = construct.Peek(construct.Bytes(len(self.item.marker))).parse_stream(stream)
        return data

    def _build(self, obj: Any, stream: io.BytesIO, context: Any, path: str) -> None:
        scope: Scope = context.scope
        with scope.located(self.item.name, stream):
            items = scope.take(self.item.name, None, 0)
            check_count(self.item, scope, len(items))
            more = [bool(item.get(self.item.more)) for item in items] if self.item.more else []
            if self.item.more and (not more or more.pop() or not all(more)):
                raise ConstructError(f"{self.item.more} must be set in all elements but the last")
        scope.lengths[self.item.name] = len(items)
        for context.index, item in enumerate(items):
            self.element._build(item, stream, context, path)


def counted(tree: expr.Tree, scope: Scope) -> int:
    count = scope.number(tree)
    if not 0 <= count <= MAX_ELEMENTS:
        raise ConstructError(f"{count} elements")
    return count


def check_count(item: ListField, scope: Scope, number: int) -> None:
    if item.count is not None and not decode_only(item.count) and counted(item.count, scope) != number:
        raise ConstructError(f"{number} elements, but the count is {counted(item.count, scope)}")


class Columns(Construct):
    """Records stored column by column."""

    def __init__(self, item: ListField, columns: FieldList) -> None:
        super().__init__()
        self.item = item
        self.columns = columns

    def _rows(self, scope: Scope, values: list[dict[str, Any]]) -> list[Any]:
        return [scope.inner(row, f"{self.item.name}[{n}].").context() for n, row in enumerate(values)]

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> None:
        scope: Scope = context.scope
        with scope.located(self.item.name, stream):
            assert self.item.count is not None
            values: list[dict[str, Any]] = [{} for _ in range(counted(self.item.count, scope))]
        rows = self._rows(scope, values)
        for column in self.columns.subcons:
            for row in rows:
                column._parsereport(stream, row, path)
        scope.values[self.item.name] = values
        scope.lengths[self.item.name] = len(values)

    def _build(self, obj: Any, stream: io.BytesIO, context: Any, path: str) -> None:
        scope: Scope = context.scope
        with scope.located(self.item.name, stream):
            values = scope.take(self.item.name, None, 0)
            check_count(self.item, scope, len(values))
        rows = self._rows(scope, values)
        for column in self.columns.subcons:
            for row in rows:
                column._build(None, stream, row, path)


class Nested(Construct):
    """A whole command inside, read by whoever reads frames."""

    def __init__(self, item: NestedField, tail: int) -> None:
        super().__init__()
        self.item = item
        length = item.length
        self.data = RestOfRegion(tail) if isinstance(length, Rest) else BytesOf(length)

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> None:
        scope: Scope = context.scope
        with scope.located(self.item.name, stream) as start:
            data = self.data._parsereport(stream, context, path)
        place = scope.path + self.item.name
        decoded = scope.frame.decode(scope.frame.path + place, data, scope.frame.origin + start)
        scope.frame.nested[place] = decoded
        scope.frame.trace += decoded.trace
        scope.values[self.item.name] = decoded.plain()
        scope.lengths[self.item.name] = len(data)

    def _build(self, obj: Any, stream: io.BytesIO, context: Any, path: str) -> None:
        scope: Scope = context.scope
        with scope.located(self.item.name, stream):
            value = scope.take(self.item.name, None, 0)
            kept = scope.frame.nested.get(scope.path + self.item.name)
            data = scope.frame.encode(value, kept if kept and kept.plain() == value else None)
            self.data._build(data, stream, context, path)


class Typed(Construct):
    """A value whose type id stands in another field."""

    def __init__(self, item: TypedField, types: TypeTable) -> None:
        super().__init__()
        self.item = item
        self.types = types

    def _value(self, scope: Scope) -> Construct | None:
        type_id = scope.values.get(self.item.of, scope.up.get(self.item.of))
        if type_id is None:
            raise ConstructError(f"no type: {self.item.of} is missing")
        if self.item.analog_only and not self.types.row(type_id).analog:
            return None
        return Named(self.item.name, Lossy(self.item.name, self.types.value(type_id, 0)))

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> None:
        with context.scope.located(self.item.name, stream):
            value = self._value(context.scope)
        if value is not None:
            value._parsereport(stream, context, path)

    def _build(self, obj: Any, stream: io.BytesIO, context: Any, path: str) -> None:
        with context.scope.located(self.item.name, stream):
            value = self._value(context.scope)
        if value is not None:
            value._build(None, stream, context, path)
