"""Attributes that are not stored: decimals, bit sets, lengths and computed values as views on stored slots.

The rule: a view is exact and loses nothing; what it can't show (spare zero bytes of a bit set) stays in the slot.
An absent slot reads as None. On the class, a view gives itself.
"""

from __future__ import annotations

from .values import table as members_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from decimal import Decimal
    from typing import Any, overload

    from .values import LabelledEnum

_BITS = tuple(tuple(bit for bit in range(8) if byte >> bit & 1) for byte in range(256))


def to_decimal(raw: int, precision: int) -> Decimal:
    """The integer divided by 10**precision, exact: trailing zeros stay."""
    from decimal import Decimal  # most classes never need it

    return Decimal(f"{raw:d}E-{precision:d}")


def bit_values(raw: bytes, start: int, positions: tuple[int, ...]) -> tuple[int, ...]:
    """The values of the bits that are set; least significant first, byte 0 first."""
    found = tuple(8 * index + bit for index, byte in enumerate(raw) for bit in _BITS[byte])
    if positions:
        return tuple(positions[bit] for bit in found if bit < len(positions))
    return tuple(bit + start for bit in found) if start else found


def with_members(values: Iterable[int], enum: type[LabelledEnum] | None) -> tuple[int, ...]:
    """Members where the enum has them."""
    if enum is None:
        return tuple(values)
    members = members_of(enum)
    return tuple(members.get(value, value) for value in values)


class DecimalView:
    """`value = DecimalView("value_raw", "precision")`; `precision` names a field or is the number itself."""

    __slots__ = ("precision", "slot")

    def __init__(self, slot: str, precision: str | int) -> None:
        self.slot = slot
        self.precision = precision

    def read(self, record: object) -> Decimal | None:
        raw = getattr(record, self.slot)
        if raw is None:
            return None
        precision = self.precision
        return to_decimal(raw, int(getattr(record, precision) or 0) if isinstance(precision, str) else precision)

    if TYPE_CHECKING:

        @overload
        def __get__(self, instance: None, owner: type) -> DecimalView: ...
        @overload
        def __get__(self, instance: object, owner: type) -> Decimal | None: ...
        def __get__(self, instance: object | None, owner: type) -> DecimalView | Decimal | None: ...

    else:

        def __get__(self, instance, owner):
            return self if instance is None else self.read(instance)


class BitsetView:
    """`types = BitsetView("types_raw", start=1, enum=SensorType)`; `table` names the value of each bit instead."""

    __slots__ = ("enum", "slot", "start", "table")

    def __init__(
        self, slot: str, start: int = 0, table: tuple[int, ...] = (), enum: type[LabelledEnum] | None = None
    ) -> None:
        self.slot = slot
        self.start = start
        self.table = table
        self.enum = enum

    def read(self, record: object) -> tuple[int, ...] | None:
        raw = getattr(record, self.slot)
        return None if raw is None else with_members(bit_values(raw, self.start, self.table), self.enum)

    if TYPE_CHECKING:

        @overload
        def __get__(self, instance: None, owner: type) -> BitsetView: ...
        @overload
        def __get__(self, instance: object, owner: type) -> tuple[int, ...] | None: ...
        def __get__(self, instance: object | None, owner: type) -> BitsetView | tuple[int, ...] | None: ...

    else:

        def __get__(self, instance, owner):
            return self if instance is None else self.read(instance)


class DerivedLength:
    """`number_of_nodes = DerivedLength("nodes", "count")`: the integer that goes with what it counts. `asked`: one can
    be there without the other, as the layout says: it is 0 if what it counts is there only if it is not 0, and absent
    if what it counts is there in another case or version, without a length."""

    __slots__ = ("asked", "factor", "measure", "name", "offset", "source")

    def __init__(self, source: str, measure: str, factor: int = 1, offset: int = 0, asked: bool = False) -> None:
        self.name = ""
        self.source = source
        self.measure = measure
        self.factor = factor
        self.offset = offset
        self.asked = asked

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def read(self, record: Any) -> int | None:
        if self.measure == "patch":
            from .interpret_encode import patched_number

            return patched_number(record, self.name)
        codec = record.__codec__
        value = getattr(record, codec.slots[codec.names[self.source]])
        if self.asked and not self.has_place(record, codec):
            return None
        if value is None:
            return 0 if self.asked else None
        if self.measure.startswith("text:"):
            value = value.encode(self.measure[5:], "surrogateescape")
        return int((len(value) - self.offset) // self.factor)

    def has_place(self, record: Any, codec: Any) -> bool:
        from .places import places

        found = places(codec, codec.values(record), codec.wire.clamp(getattr(record, "version", 0)))
        return (codec.names[self.source], self.measure) in found.lengths

    if TYPE_CHECKING:

        @overload
        def __get__(self, instance: None, owner: type) -> DerivedLength: ...
        @overload
        def __get__(self, instance: object, owner: type) -> int | None: ...
        def __get__(self, instance: object | None, owner: type) -> DerivedLength | int | None: ...

    else:

        def __get__(self, instance, owner):
            return self if instance is None else self.read(instance)


class ComputedView:
    """`effective_scale = ComputedView(function)`: an integer that an expression makes of the other fields."""

    __slots__ = ("compute", "values")

    def __init__(self, compute: Callable[[Any], int | None], enum: type[LabelledEnum] | None = None) -> None:
        self.compute = compute
        self.values = None if enum is None else members_of(enum)

    def read(self, record: object) -> int | None:
        value = self.compute(record)
        return value if value is None or self.values is None else self.values.get(value, value)

    if TYPE_CHECKING:

        @overload
        def __get__(self, instance: None, owner: type) -> ComputedView: ...
        @overload
        def __get__(self, instance: object, owner: type) -> int | None: ...
        def __get__(self, instance: object | None, owner: type) -> ComputedView | int | None: ...

    else:

        def __get__(self, instance, owner):
            return self if instance is None else self.read(instance)


class ComputedBitset:
    """One bit set over several fields: `parts` ((name, bits), ...), the lowest first. `bits` is how many bits an
    integer contributes; 0 stands for bytes, all of them. An absent part counts as empty; if all are, it reads None."""

    __slots__ = ("enum", "parts", "start")

    def __init__(
        self, parts: tuple[tuple[str, int], ...], start: int = 0, enum: type[LabelledEnum] | None = None
    ) -> None:
        self.parts = parts
        self.start = start
        self.enum = enum

    def read(self, record: object) -> tuple[int, ...] | None:
        values: list[int] = []
        at = self.start
        absent = True
        for name, bits in self.parts:
            part = getattr(record, name)
            if part is None:
                at += bits
                continue
            absent = False
            raw = part if isinstance(part, bytes) else (int(part) & (1 << bits) - 1).to_bytes((bits + 7) // 8, "little")
            values.extend(bit_values(raw, at, ()))
            at += bits or 8 * len(raw)
        return None if absent else with_members(values, self.enum)

    if TYPE_CHECKING:

        @overload
        def __get__(self, instance: None, owner: type) -> ComputedBitset: ...
        @overload
        def __get__(self, instance: object, owner: type) -> tuple[int, ...] | None: ...
        def __get__(self, instance: object | None, owner: type) -> ComputedBitset | tuple[int, ...] | None: ...

    else:

        def __get__(self, instance, owner):
            return self if instance is None else self.read(instance)


class UnitView:
    """`unit = UnitView("value")`: the unit of the field, which may depend on other fields; None where there is none."""

    __slots__ = ("field",)

    def __init__(self, field: str) -> None:
        self.field = field

    def read(self, record: Any) -> str | None:
        for field in record.__fields__:
            if field.name == self.field:
                row = field.row(record)
                return (row[1] if row else field.unit) or None
        return None

    if TYPE_CHECKING:

        @overload
        def __get__(self, instance: None, owner: type) -> UnitView: ...
        @overload
        def __get__(self, instance: object, owner: type) -> str | None: ...
        def __get__(self, instance: object | None, owner: type) -> UnitView | str | None: ...

    else:

        def __get__(self, instance, owner):
            return self if instance is None else self.read(instance)
