"""The constructor's engine: checks what was given, fills in what follows from it, writes the slots.

The rule: what the caller gave is never changed, only refused. Filled in are lengths and precisions that fit, flags
that say whether something is there, the zeros of a bit group of which one item was given, and checksums. `replace`
is the same work on top of an existing object, whose untouched values are taken as they are.
"""

from __future__ import annotations

from .coerce import COERCE, MAX_PRECISION, decimal_places, exact_decimal, fits, octets, refuse, scaled, smallest_size
from .errors import EncodeError
from .views import to_decimal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal
    from typing import Any

    from .codec import Codec
    from .fields import Field


def build(record: Any, values: tuple[object, ...], version: int = 0, trailing: bytes = b"") -> None:
    """Fill a new object. `values` has the order of `codec.parameters`; None is "not given"."""
    codec: Codec = record.__codec__
    newest = codec.plain is not None and version == codec.wire.high and trailing == b""
    if newest and _build_plain(record, codec, values):
        return
    given = {
        name: value for (name, _, _), value in zip(codec.parameters, values, strict=True) if value is not None
    }
    for field in codec.views:
        if field.kind == "bitset" and field.slot in given and not given.get(field.name):
            given.pop(field.name, None)  # an empty default beside the raw form
    stored = _Assembly(codec, given, None, version).values
    for write, value in zip(codec.setters, stored, strict=True):
        write(record, value)
    if codec.set_version is not None and codec.set_trailing is not None:
        codec.set_version(record, version)
        codec.set_trailing(record, trailing_bytes(codec, trailing))
    for slot, number in _checksums(codec, stored, record).items():
        codec.setters[slot](record, number)


def _build_plain(record: Any, codec: Codec, values: tuple[object, ...]) -> bool:
    """`build` where nothing follows from anything: the same checks, no questions; False if one must be asked."""
    assert codec.plain is not None and codec.set_version is not None and codec.set_trailing is not None
    stored = []
    for slot, value in enumerate(values):
        if value is not None:
            field = codec.stored[slot]
            stored.append(COERCE[field.kind](codec, slot, field, value))
        elif codec.plain[slot]:
            stored.append(None)
        else:
            return False
    for write, value in zip(codec.setters, stored, strict=True):
        write(record, value)
    codec.set_version(record, codec.wire.high)
    codec.set_trailing(record, b"")
    return True


def trailing_bytes(codec: Codec, trailing: object) -> bytes:
    if not isinstance(trailing, (bytes, bytearray, memoryview)):
        raise EncodeError("bytes are needed", message=codec.name, path="trailing", value=trailing)
    return bytes(trailing)


def with_changes(record: Any, changes: Mapping[str, Any], version: int = 0) -> list[Any]:
    """The stored values of the object with these changes."""
    codec: Codec = record.__codec__
    known = {name for name, _, _ in codec.parameters}
    for name in changes:
        if name not in known:
            derived = [field for field in codec.fields if field.name == name]
            reason = f": it follows from {derived[0].source or 'other fields'}" if derived else ""
            raise TypeError(f"{codec.name} has no field {name!r} to replace{reason}")
    stored = _Assembly(codec, changes, codec.values(record), version).values
    for slot, field in enumerate(codec.stored):
        if field.kind == "checksum" and field.name not in changes:
            stored[slot] = None
    numbers = _checksums(codec, stored, codec.create(stored, version, cls=type(record)))
    for slot, number in numbers.items():
        stored[slot] = number
    return stored


def _checksums(codec: Codec, stored: list[Any], record: Any) -> dict[int, int]:
    """The checksums that the caller left to us, by slot."""
    missing = [slot for slot, field in enumerate(codec.stored) if field.kind == "checksum" and stored[slot] is None]
    if not missing or not codec.is_message:
        return {}
    from .interpret_encode import checksums

    computed = checksums(record)
    return {slot: computed[slot] for slot in missing if slot in computed}


class _Assembly:
    """One construction: `values` is the result. `base` are the stored values before, or None."""

    def __init__(self, codec: Codec, given: Mapping[str, Any], base: list[Any] | None, version: int) -> None:
        self.codec = codec
        self.given = given
        self.base = base
        self.version = version
        self.values: list[Any] = [None] * len(codec.slots) if base is None else list(base)
        self.decimals: dict[int, Decimal] = {}
        if codec.is_message and not codec.wire.low <= version <= codec.wire.high:
            allowed = f"{codec.wire.low}..{codec.wire.high}"
            raise EncodeError("no such version", message=codec.name, path="version", value=version, allowed=allowed)
        self.there = codec.slots_in(version)
        self.take()
        if codec.is_message and version < codec.wire.high:
            self.check_given()
        if codec.fills or codec.views:
            self.fill_precisions()
            self.store_decimals()
            self.fill_sizes()
            self.fill_counts()
            self.fill_presence()
        self.fill_shared()
        self.check()

    def take(self) -> None:
        for name, slot, raw in self.codec.parameters:
            if name not in self.given:
                continue
            field = self.codec.stored[slot]
            value = self.given[name]
            if raw and self.given.get(field.name) is not None:
                if value is not None:
                    raise TypeError(f"{self.codec.name}: {field.name} and {field.slot} can't be given both")
                continue
            if value is None:
                self.values[slot] = None
            elif raw:
                self.values[slot] = octets(self.codec, slot, field, value)
            elif field.kind == "decimal":
                self.decimals[slot] = exact_decimal(self.codec, field, value)
            else:
                self.values[slot] = COERCE[field.kind](self.codec, slot, field, value)

    def unfilled(self, field: Field, slot: int) -> bool:
        """Whether the constructor must fill this field: not given, or what it follows from was changed."""
        if self.given.get(field.name) is not None:
            return False
        if self.base is None or field.name in self.given or self.values[slot] is None:
            return True
        return any(self.changed(name) for name in self.sources(field))

    def changed(self, name: str) -> bool:
        slot = self.codec.names[name]
        return self.base is None or slot in self.decimals or self.values[slot] != self.base[slot]

    def sources(self, field: Field) -> list[str]:
        """The fields of this record that `fill` names; `values.value` counts as `values`."""
        names = field.fill[1] if field.fill is not None else ()
        others = field.fill[3:] if field.fill is not None else ()
        first = [name.partition(".")[0] for name in (*names, *others)]
        return [name for name in first if name in self.codec.names]

    def to_fill(self, what: str) -> list[tuple[int, Field]]:
        return [(slot, field) for slot, field in self.codec.fills.get(what, ()) if self.unfilled(field, slot)]

    def empty(self, slot: int, value: int) -> int | None:
        """What a field is filled with if there is nothing to fit: absent if it may be."""
        return None if self.may_lack(slot) else value

    def may_lack(self, slot: int) -> bool:
        """Whether the field may be absent in this version, for filling it in. Of a class that was reshaped every field
        may be absent in some version; what stands in a region may be so in its own."""
        reshaped = len(self.codec.wire.layouts) > 1 and not self.codec.stored[slot].region
        return slot not in self.there or (self.codec.absentable[slot] and not reshaped)

    def precision_of(self, field: Field, values: list[Any]) -> int:
        if isinstance(field.precision, int):
            return field.precision
        slot = self.codec.names.get(field.precision)
        return 0 if slot is None else int(values[slot] or 0)

    def fill_precisions(self) -> None:
        for slot, field in self.to_fill("precision"):
            self.keep_decimals(field)
            found = [self.decimals[self.codec.names[name]] for name in self.sources(field) if self.is_decimal(name)]
            if not found:
                self.values[slot] = self.empty(slot, 0)
                continue
            places = max(map(decimal_places, found))
            limit = MAX_PRECISION if field.maximum is None else field.maximum
            if places > limit:
                worst = max(found, key=decimal_places)
                name = next(name for name in self.sources(field) if self.decimals.get(self.codec.names[name]) is worst)
                owner = self.codec.stored[self.codec.names[name]]
                raise refuse(self.codec, owner, "has too many decimal places", worst, f"at most {limit}")
            self.values[slot] = places
        for field in self.codec.stored:
            if self.base is not None and field.name in self.given:
                self.keep_decimals(field)

    def is_decimal(self, name: str) -> bool:
        return self.codec.names[name] in self.decimals

    def keep_decimals(self, precision: Field) -> None:
        """Decimals that nobody changed keep their value under a new precision."""
        if self.base is None:
            return
        for slot, field in enumerate(self.codec.stored):
            if field.kind == "decimal" and field.precision == precision.name and field.name not in self.given:
                raw = self.base[slot]
                if raw is not None and slot not in self.decimals:
                    self.decimals[slot] = to_decimal(raw, self.precision_of(field, self.base))

    def store_decimals(self) -> None:
        for slot, number in self.decimals.items():
            field = self.codec.stored[slot]
            self.values[slot] = scaled(self.codec, field, number, self.precision_of(field, self.values))

    def numbers(self, names: tuple[str, ...]) -> list[tuple[Field, int]]:
        """The integers that the named fields store; `values.value` is one per list element."""
        found = []
        for name in names:
            first, _, rest = name.partition(".")
            slot = self.codec.names[first]
            value = self.values[slot]
            field = self.codec.stored[slot]
            for item in (value or ()) if rest else (value,):
                if rest:
                    element = item.__codec__
                    field = element.stored[element.names[rest]]
                    item = getattr(item, field.slot)
                if item is not None:
                    found.append((field, int(item)))
        return found

    def fill_sizes(self) -> None:
        codec = self.codec
        for slot, field in self.to_fill("size"):
            assert field.fill is not None
            _, names, sizes, *others = field.fill
            numbers = self.numbers(names)
            length = self.length(others)
            if numbers:
                self.values[slot] = smallest_size(codec, numbers, sizes)
            elif length is not None:
                self.values[slot] = length
            else:
                self.values[slot] = self.empty(slot, 0 if 0 in sizes or not sizes else min(sizes))
        for slot, field in enumerate(codec.stored):
            value = self.values[slot]
            if value is None or field.size not in codec.names or field.kind not in ("sized", "decimal"):
                continue
            size = self.values[codec.names[field.size]]
            if self.changed(field.name) and size is not None and not fits(value, size, field.signed):
                shown = self.decimals.get(slot, value)
                raise refuse(codec, field, f"does not fit into {field.size}={int(size)}", shown)

    def fill_counts(self) -> None:
        for slot, field in self.to_fill("count"):
            length = self.length(self.sources(field))
            self.values[slot] = self.empty(slot, 0) if length is None else length

    def length(self, names: Iterable[str]) -> int | None:
        """Elements or bytes of the first of these fields that is there."""
        for name in names:
            slot = self.codec.names[name]
            value = self.values[slot]
            if isinstance(value, str):
                value = value.encode(self.codec.stored[slot].charset or "utf-8", "surrogateescape")
            if value is not None:
                return len(value)
        return None

    def fill_presence(self) -> None:
        for slot, field in reversed(self.to_fill("presence")):  # a flag stands in front of the flags that it guards
            present = any(self.values[self.codec.names[name]] is not None for name in self.sources(field))
            value = present if field.kind == "bool" else int(present)
            self.values[slot] = value if present else self.empty(slot, value)

    def fill_shared(self) -> None:
        codec, values = self.codec, self.values
        for slot, field in enumerate(codec.stored):
            if values[slot] is None and not self.may_lack(slot):
                if field.reserved or field.kind == "bool" and field.group:
                    values[slot] = False if field.kind == "bool" else 0
                elif field.kind in ("list", "columns"):
                    values[slot] = ()
                elif field.kind == "bitset":
                    values[slot] = bytes(min(field.sizes)) if field.sizes else b""
        if codec.forked:
            from .places import places

            places(codec, values, codec.wire.clamp(self.version), fill=True)
        for watched, filled in (*codec.shared, *codec.shared):  # a region may complete a group and the other way round
            if any(values[slot] is not None for slot in watched):
                for slot in filled:
                    if slot in self.there and values[slot] is None:
                        zero = False if codec.stored[slot].kind == "bool" else 0
                        members = codec.tables[slot]
                        values[slot] = zero if members is None else members.get(zero, zero)

    def check_given(self) -> None:
        """What an older version does not have is refused by the name that the caller used, before anything follows."""
        for slot, field in self.codec.checked:
            value = self.decimals.get(slot, self.values[slot])
            if value is not None and slot in self.there:
                self.check_version(field, value)

    def check_version(self, field: Field, value: Any) -> None:
        version = self.version
        if not field.since <= version <= field.until:
            if field.group and not value and self.has_byte(field):
                return  # these bits are 0 in other versions
            reason = f"does not exist in version {version}"
            known = f"since version {field.since}" if version < field.since else f"until version {field.until}"
            raise refuse(self.codec, field, reason, value, known)
        for since, bits in field.newer_bits:
            if version < since and value & bits:
                reason = f"uses bits that do not exist in version {version}"
                raise refuse(self.codec, field, reason, value, f"since version {since}")

    def has_byte(self, field: Field) -> bool:
        """Whether the version has the byte that the bits of this field stand in."""
        return any(
            other.group == field.group and other.since <= self.version <= other.until for other in self.codec.stored
        )

    def check(self) -> None:
        codec, version = self.codec, self.version
        for slot, field in codec.checked:
            value = self.values[slot]
            if slot not in self.there:
                if value is not None:
                    raise refuse(codec, field, f"does not exist in version {version}", value)
                continue
            if value is None:
                if self.base is not None and self.base[slot] is None:
                    continue
                if not codec.absentable[slot] and not field.nullable and field.kind not in ("typed", "checksum"):
                    if field.kind in ("sized", "decimal") and 0 in field.sizes:
                        continue
                    raise refuse(codec, field, "is missing", None)
                continue
            if codec.is_message:
                self.check_version(field, value)
