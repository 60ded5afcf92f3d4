"""The codec of a class: everything that executors need to know about it, collected once when the class is created.

The rule: slot n is `slots[n]`, and every per-slot tuple has that order. Programs (layouts compiled to closures) are
made when a layout is first used and kept here; `readers` and `writers` belong to interpret.py and interpret_encode.py.
"""

from __future__ import annotations

from .fields import DERIVED, VIEWS, Wire
from .values import Special, durations, table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from .fields import Field
    from .message import Record
    from .values import Table

    Parameter = tuple[str, int, bool]  # name, slot, whether it is the raw form of a view

_NO_WIRE = Wire(((1, 1 << 30, ""),), 1, 1 << 30)


def values_of(field: Field) -> Table | None:
    """What integers of this field become: members, labelled values, durations."""
    found: Table = {}
    if field.duration:
        found.update(durations(field.duration))
    if field.special:
        found.update((value, Special(value, label)) for value, label in field.special.items())
    if field.enum is not None:
        found = {**found, **table(field.enum)} if found else table(field.enum)
    return found or None


class Codec:
    """See above. `stored[n]` is the field that describes slot n, `parameters` is what `build` gets, in this order:
    every field that is stored or a view; a bit set is followed by its raw form."""

    __slots__ = (
        "absentable",
        "checked",
        "cls",
        "doubtful",
        "fields",
        "fills",
        "forked",
        "is_message",
        "name",
        "names",
        "parameters",
        "plain",
        "readers",
        "records",
        "set_trailing",
        "set_version",
        "setters",
        "shared",
        "slots",
        "stored",
        "tables",
        "views",
        "wire",
        "writers",
    )

    def __init__(self, cls: type[Record], is_message: bool) -> None:
        self.cls = cls
        self.name = cls.__name__
        self.is_message = is_message
        self.fields: tuple[Field, ...] = cls.__fields__
        self.wire: Wire = cls.__wire__ or _NO_WIRE
        self.stored: tuple[Field, ...] = tuple(field for field in self.fields if field.kind not in DERIVED)
        self.slots: tuple[str, ...] = tuple(field.slot for field in self.stored)
        self.names: dict[str, int] = {name: slot for slot, name in enumerate(self.slots)}
        self.names.update((field.name, slot) for slot, field in enumerate(self.stored))
        self.setters: tuple[Callable[[Any, Any], None], ...] = tuple(getattr(cls, slot).__set__ for slot in self.slots)
        self.tables: tuple[Table | None, ...] = tuple(
            None if field.kind in VIEWS else values_of(field) for field in self.stored
        )
        self.records: tuple[Codec | None, ...] = tuple(
            None if field.record is None else field.record.__codec__ for field in self.stored
        )
        self.views: tuple[Field, ...] = tuple(field for field in self.stored if field.kind in VIEWS)
        # Reserved fields last: they are filled in because of another one, which is the one to blame.
        self.checked: tuple[tuple[int, Field], ...] = tuple(
            sorted(enumerate(self.stored), key=lambda item: item[1].reserved)
        )
        self.fills: dict[str, tuple[tuple[int, Field], ...]] = {}
        for slot, field in enumerate(self.stored):
            if field.fill is not None:
                self.fills[field.fill[0]] = (*self.fills.get(field.fill[0], ()), (slot, field))
        parameters: list[Parameter] = []
        for slot, field in enumerate(self.stored):
            parameters.append((field.name, slot, False))
            if field.kind == "bitset":
                parameters.append((field.slot, slot, True))
        self.parameters: tuple[Parameter, ...] = tuple(parameters)
        self.absentable: tuple[bool, ...] = self._absentable()
        # Whether a None can be a value that was sent, of a field that need not be there (places.py tells).
        self.doubtful: bool = any(field.region and can_be_none(field) for field in self.stored)
        # Whether the constructor must ask the layout what has a place: names that stand in several, and reserved bits
        # that only older versions have (they are 0 there).
        self.forked: bool = any(
            field.forked or field.reserved and field.until < self.wire.high for field in self.fields
        )
        self.shared: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...] = self._shared()
        self.plain: tuple[bool, ...] | None = self._plain()
        self.set_version: Callable[[Any, int], None] | None = None
        self.set_trailing: Callable[[Any, bytes], None] | None = None
        if is_message:
            self.set_version = getattr(cls, "version").__set__  # noqa: B009  (the slot descriptor, not its value)
            self.set_trailing = getattr(cls, "trailing").__set__  # noqa: B009
        self.readers: dict[str, Any] = {}
        self.writers: dict[str, Any] = {}

    def __repr__(self) -> str:
        return f"<codec of {self.name}>"

    def _absentable(self) -> tuple[bool, ...]:
        """Which slots may be absent on the wire. A bit group is there if one of its items must be: `since` of an item
        only says that its bits were 0 before."""
        low, high = self.wire.low, self.wire.high

        def may_lack(field: Field) -> bool:
            return bool(
                field.region or field.optional or field.conditional or field.since > low or field.until < high
            )

        fixed = {field.group for field in self.fields if field.group and not may_lack(field)}
        return tuple(may_lack(field) and field.group not in fixed for field in self.stored)

    def _plain(self) -> tuple[bool, ...] | None:
        """Of a message whose constructor only checks its values one by one in the newest version: which slots may stay
        empty without a second look. None where values follow from others, or versions have other fields."""
        high = self.wire.high
        plain = self.is_message and not (self.fills or self.views or self.forked) and len(self.wire.layouts) == 1
        if not plain or any(field.kind not in PLAIN or field.until < high or field.size for field in self.stored):
            return None
        return tuple(
            may_lack and not self.shared and not field.reserved
            for field, may_lack in zip(self.stored, self.absentable, strict=True)
        )

    def _shared(self) -> tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]:
        """((slots to look at, slots to fill), ...): if one of the first holds something, the others are not absent.

        For a bit group: all its items. For a region: what is 0 at first (reserved fields, flags, counts). What stands
        in several regions says nothing about one of them; such classes ask their layout (places.py)."""
        if self.forked:
            return ()
        found = []
        for attribute in ("group", "region"):
            for number in sorted({getattr(field, attribute) for field in self.fields} - {0}):
                members = [slot for slot, field in enumerate(self.stored) if getattr(field, attribute) == number]
                watched = [
                    self.names[field.source]
                    for field in self.fields
                    if field.kind == "derived" and getattr(field, attribute) == number and field.source in self.names
                ]
                filled = [
                    slot
                    for slot in members
                    if attribute == "group" or zero_at_first(self.stored[slot])
                ]
                if filled:
                    found.append((tuple(dict.fromkeys(members + watched)), tuple(filled)))
        return tuple(found)

    def name_of(self, slot: int) -> str:
        return self.stored[slot].name if slot >= 0 else ""

    def derived_field(self, source: int, measure: str, region: tuple[int, ...] = ()) -> Field | None:
        """The derived field that counts this slot; of a patch: the one that counts this region's bytes.

        A region that is no field has no name that its length could refer to: such lengths are told apart by order.
        """
        found = [field for field in self.fields if field.kind == "derived" and field.measure == measure]
        if measure != "patch":
            return next((field for field in found if self.names.get(field.source) == source), None)
        if len(self.wire.layouts) == 1 and source < len(found):
            return found[source]  # both count in the order of the wire
        named = [field for field in found if field.source in self.names]
        others = [field for field in found if field.source not in self.names]
        wanted = [field for field in named if region and self.names[field.source] == region[0]]
        return next(iter(wanted or others[min(source, len(others) - 1) : ] if others else wanted), None)

    def create(
        self, values: Sequence[Any], version: int = 0, trailing: bytes = b"", cls: type[Record] | None = None
    ) -> Any:
        """An object with these slots, nothing checked. `cls`: a subclass that adds no fields."""
        if cls is None:
            cls = self.cls
        instance = cls.__new__(cls)
        for write, value in zip(self.setters, values, strict=True):
            write(instance, value)
        if self.set_version is not None and self.set_trailing is not None:
            self.set_version(instance, version)
            self.set_trailing(instance, trailing)
        return instance

    def values(self, instance: object) -> list[Any]:
        return [getattr(instance, slot) for slot in self.slots]

    def slots_in(self, version: int) -> frozenset[int]:
        """The slots that the layout of this version fills: all of them, unless the class was reshaped."""
        if len(self.wire.layouts) == 1:
            return frozenset(range(len(self.slots)))
        from .facts import slots_of

        return frozenset(slots_of(self.cls.__protocol__.ops[self.layout(version)]))

    def layout(self, version: int) -> str:
        """Name of the layout that a message of this version has."""
        return self.wire.layout(version)

    def objection(self, slot: int, value: Any, version: int) -> str:
        """What a strict decoder has against this value (of a list: element), "" if nothing."""
        field = self.stored[slot]
        if value is None:
            return ""
        if field.reserved:
            return "reserved bits must be 0" if any_set(value) else ""
        if field.group and value and not field.since <= version <= field.until:
            return f"version {version} has no {field.name}: must be 0"
        for since, bits in field.newer_bits:
            if version < since and value & bits:
                return f"the bits 0x{bits:x} are new in version {since}: must be 0"
        if not isinstance(value, int) or field.kind == "bool":
            return ""
        members = self.tables[slot]
        if members is not None and value in members:
            return ""
        if field.enum is not None:
            return f"{int(value)} is not a known {field.enum.__name__}"
        if field.minimum is not None and value < field.minimum or field.maximum is not None and value > field.maximum:
            return f"{int(value)} is not in {range_text(field.minimum, field.maximum)}"
        return ""


PLAIN = ("int", "bool", "float", "bytes", "text", "list", "columns", "nested")


def can_be_none(field: Field) -> bool:
    """Whether None is a value on the wire: an invalid marker, a number of no bytes."""
    return field.nullable or field.kind in ("typed", "sized", "decimal")


def zero_at_first(field: Field) -> bool:
    """Whether the constructor writes 0 (of a flag: False) where the field is there and nothing was said about it."""
    return field.reserved or field.kind == "bool" or field.fill is not None and field.fill[0] in ("presence", "count")


def any_set(value: Any) -> bool:
    """Whether a reserved field carries anything."""
    return any(value) if isinstance(value, bytes) else bool(value)


def range_text(minimum: int | None, maximum: int | None) -> str:
    return f"{'' if minimum is None else minimum}..{'' if maximum is None else maximum}"
