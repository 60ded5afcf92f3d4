"""What a generated class says about its attributes: `__fields__` and `__wire__`.

The rule: this is meaning (names, units, enums, ranges, what the constructor fills in), never the wire; the wire is in
the layouts, which know attributes only by slot number. Plain classes with slots, because thousands of them are made
at import.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .message import Record
    from .values import Flags, LabelledEnum

LAST = 1 << 30  # "no upper limit" of a version range
STORED = frozenset(
    ("int", "bool", "float", "bytes", "text", "list", "columns", "nested", "typed", "sized", "checksum")
)
VIEWS = frozenset(("decimal", "bitset"))  # read through a view on the slot `<name>_raw`
DERIVED = frozenset(("derived", "computed"))  # no slot, no constructor parameter


class Field:
    """One attribute of a message.

    name, kind      kind: int bool float bytes text list columns nested typed sized checksum (stored in a slot),
                    decimal bitset (views), derived computed (properties without a slot)
    slot            slot that stores it; the name itself, `<name>_raw` for views
    since, until    class versions that have it
    optional        may be missing at the end of the frame
    conditional     stands in an `if` or a `switch`
    region          number of the innermost structure that may be absent as a whole (tail, if, switch case), 0: always
                    there. Reserved and bool fields of a region are 0 and False once another of its fields is given
    forked          stands in several cases or tails (`region` names the first one): which, only the layout says
    group           number of the bit group it is an item of, 0: none
    newer_bits      of a split number whose parts came one after the other: ((version, bits that are new in it), ...)
    nullable        None is a value (length prefix with an invalid marker)
    minimum, maximum  legal range; of a list: of its elements
    special         value -> label; duration: "set", "report", "timeout"; flags: class with the bits' names
    lookup          (rows, key field names); rows: key tuple -> (label, unit)
    size, precision names of the fields that hold byte length and decimal places (precision also: a number)
    sizes           legal byte lengths, () any
    signed          of kind sized and decimal
    source, measure, factor, offset   of kind derived; measure "count", "bytes", "text:<charset>", "patch"
    fill            what the constructor does if it is not given: ("size", names, sizes, and the name of each
                    that has this length in another case), ("precision", names), ("presence", names), ("count", names);
                    `values.value` names a field of list elements
    compute         of kind computed: function of the message
    ref             what kind of thing the number names
    analog_only     of kind typed: there only if the type (named by source) is a quantity
    """

    __slots__ = (
        "analog_only",
        "charset",
        "compute",
        "conditional",
        "doc",
        "duration",
        "enum",
        "factor",
        "fill",
        "flags",
        "forked",
        "group",
        "kind",
        "lookup",
        "maximum",
        "measure",
        "minimum",
        "name",
        "newer_bits",
        "nullable",
        "offset",
        "optional",
        "precision",
        "record",
        "ref",
        "region",
        "reserved",
        "scale",
        "signed",
        "since",
        "size",
        "sizes",
        "slot",
        "source",
        "special",
        "start",
        "table",
        "unit",
        "until",
    )

    def __init__(
        self,
        name: str,
        kind: str,
        *,
        slot: str = "",
        since: int = 1,
        until: int = LAST,
        optional: bool = False,
        conditional: bool = False,
        region: int = 0,
        forked: bool = False,
        group: int = 0,
        newer_bits: tuple[tuple[int, int], ...] = (),
        reserved: bool = False,
        nullable: bool = False,
        unit: str = "",
        scale: str = "",
        doc: str = "",
        enum: type[LabelledEnum] | None = None,
        flags: type[Flags] | None = None,
        special: dict[int, str] | None = None,
        duration: str = "",
        minimum: int | None = None,
        maximum: int | None = None,
        record: type[Record] | None = None,
        lookup: tuple[dict[tuple[int, ...], tuple[str, str]], tuple[str, ...]] | None = None,
        charset: str = "",
        size: str = "",
        precision: str | int = "",
        sizes: tuple[int, ...] = (),
        signed: bool = True,
        start: int = 0,
        table: tuple[int, ...] = (),
        source: str = "",
        measure: str = "",
        factor: int = 1,
        offset: int = 0,
        fill: tuple[Any, ...] | None = None,
        compute: Callable[[Any], object] | None = None,
        ref: str = "",
        analog_only: bool = False,
    ) -> None:
        self.name = name
        self.kind = kind
        self.slot = slot or (name if kind in STORED else f"{name}_raw" if kind in VIEWS else "")
        self.since = since
        self.until = until
        self.optional = optional
        self.conditional = conditional
        self.region = region
        self.forked = forked
        self.group = group
        self.newer_bits = newer_bits
        self.reserved = reserved
        self.nullable = nullable
        self.unit = unit
        self.scale = scale
        self.doc = doc
        self.enum = enum
        self.flags = flags
        self.special = special
        self.duration = duration
        self.minimum = minimum
        self.maximum = maximum
        self.record = record
        self.lookup = lookup
        self.charset = charset
        self.size = size
        self.precision = precision
        self.sizes = sizes
        self.signed = signed
        self.start = start
        self.table = table
        self.source = source
        self.measure = measure
        self.factor = factor
        self.offset = offset
        self.fill = fill
        self.compute = compute
        self.ref = ref
        self.analog_only = analog_only

    def __repr__(self) -> str:
        return f"Field({self.name!r}, {self.kind!r})"

    def row(self, record: object) -> tuple[str, str] | None:
        """Label and unit of the value in this record, where they depend on other fields (`lookup`)."""
        if self.lookup is None:
            return None
        rows, names = self.lookup
        keys = tuple(getattr(record, name) or 0 for name in names)
        return rows.get(keys) or rows.get(keys[:1])


class Merge:
    """How several reports of a class become one: what its spec's `merge` says.

    key     fields that tell one answer from another
    concat  fields that are joined
    left    field that says how many reports follow, "" if there is none
    next    (field that announces, field that the following report begins with); `values.value` is that of the first
            element
    take    ((field, "first", "last", "all" or "index"), ...): fields that may differ
    """

    __slots__ = ("concat", "key", "left", "next", "take")

    def __init__(
        self,
        *,
        key: tuple[str, ...] = (),
        concat: tuple[str, ...] = (),
        left: str = "",
        next: tuple[str, str] | None = None,
        take: tuple[tuple[str, str], ...] = (),
    ) -> None:
        self.key = key
        self.concat = concat
        self.left = left
        self.next = next
        self.take = take

    def __repr__(self) -> str:
        given = [(name, getattr(self, name)) for name in ("key", "concat", "left", "next", "take")]
        return f"Merge({', '.join(f'{name}={value!r}' for name, value in given if value)})"


class Wire:
    """Where a class's bytes are described: `layouts` ((low version, high version, layout name), ...), the versions
    that have it, and the bytes in front of the body."""

    __slots__ = ("high", "layouts", "low", "prefix")

    def __init__(
        self, layouts: tuple[tuple[int, int, str], ...], low: int = 1, high: int = 1, prefix: bytes = b""
    ) -> None:
        self.layouts = layouts
        self.low = low
        self.high = high
        self.prefix = prefix

    def clamp(self, version: int) -> int:
        """The version to read with: 0 is the highest; what we don't know is read as the nearest that we know."""
        if not version or version > self.high:
            return self.high
        return max(version, self.low)

    def layout(self, version: int) -> str:
        for low, high, name in self.layouts:
            if low <= version <= high:
                return name
        return self.layouts[-1][2]

    def __repr__(self) -> str:
        return f"Wire({self.layouts!r}, {self.low}, {self.high}, {self.prefix!r})"
