"""Attributes of a cluster: what the number behind an attribute id means.

The rule: a description changes no value, it only reads it: `scaled()` is exact, `describe()` is text for people, and
what `named()` answers still is the number that was sent. A number that says "no value" by its type alone, but has a
name in the cluster, is what the name says.
Cluster modules make thousands of descriptions when they are imported, so making one stores its arguments and no more;
types are looked up and containers indexed when they are first asked.
"""

from __future__ import annotations

from decimal import Decimal
from math import isfinite

from zwcodec.runtime.values import Special, durations, table

from .contents import collected, contents_of, text_of
from .data_types import DATA_TYPES, TYPE_IDS
from .values import FLOATS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from zwcodec.runtime.values import Flags, LabelledEnum

    from .clusters._general import DataType as TypeName
    from .contents import Of
    from .data_types import DataType

    Lookup = tuple[dict[tuple[int, ...], tuple[str, str]], tuple[str, ...]]

NO_VALUE = "no value"
_HEX_REFS = frozenset(("cluster", "attribute", "manufacturer", "device_class", "command_class"))
_HEX_TYPES = ("data", "map", "cluster_id", "attribute_id")
_FLOAT_DIGITS = {2: range(1, 6), 4: range(1, 10)}  # significant digits that tell all numbers of a width apart


class Attribute:
    """One attribute.

    access     of `r` readable, `w` writable, `p` reportable, `s` part of scenes
    side       "server", "client" or "both": which side of the cluster has it
    minimum, maximum, default    in the attribute's own numbers, not in `unit`
    unit, scale                  a value times `scale` is in `unit`
    enum, flags, special         names of values, of bits, of single values that are no reading (number to label)
    ref, duration, lookup        as of a field (specs/README.md); `lookup` names other attributes of the cluster
    of                           what a collection holds: a type, or pairs of a member's name and type (contents.py)
    """

    __slots__ = (
        "access", "default", "doc", "duration", "enum", "flags", "id", "lookup", "manufacturer", "maximum", "minimum",
        "name", "of", "optional", "ref", "scale", "side", "special", "type", "unit",
    )  # fmt: skip

    def __init__(
        self,
        id: int,
        name: str,
        type: str,
        access: str = "r",
        side: str = "server",
        optional: bool = False,
        manufacturer: int | None = None,
        default: Any = None,
        minimum: int | None = None,
        maximum: int | None = None,
        enum: type[LabelledEnum] | None = None,
        flags: type[Flags] | None = None,
        special: dict[int, str] | None = None,
        unit: str = "",
        scale: str = "",
        ref: str = "",
        duration: str = "",
        lookup: Lookup | None = None,
        of: Of = "",
        doc: str = "",
    ) -> None:
        self.id = id
        self.name = name
        self.type = type
        self.access = access
        self.side = side
        self.optional = optional
        self.manufacturer = manufacturer
        self.default = default
        self.minimum = minimum
        self.maximum = maximum
        self.enum = enum
        self.flags = flags
        self.special = special
        self.unit = unit
        self.scale = scale
        self.ref = ref
        self.duration = duration
        self.lookup = lookup
        self.of = of
        self.doc = doc

    def __repr__(self) -> str:
        return f"<Attribute {self.id:#06x} {self.name}: {self.type}>"

    @property
    def type_id(self) -> int:
        """The number of the data type."""
        return TYPE_IDS[self.type]

    @property
    def data_type(self) -> TypeName:
        """The data type as records name it; a number, too."""
        from .clusters._general import DataType as TypeName

        return TypeName(self.type_id)

    @property
    def row(self) -> DataType:
        """What the type table says about the data type."""
        return DATA_TYPES[TYPE_IDS[self.type]]

    def scaled(self, value: object) -> Decimal | None:
        """The value in `unit`, exact. None where it is no reading: no quantity, a special value, none at all."""
        row = self.row
        if not row.analog or row.cls is not None or self.enum is not None or self.flags is not None:
            return None
        if isinstance(value, bool) or not isinstance(value, (int, float)) or _is_invalid(value, row):
            return None
        if value in (self.special or ()) or not isfinite(value):
            return None
        return _times(Decimal(value), self.scale)

    def named(self, value: Any) -> Any:
        """The value as the cluster names it: a member of `enum`, a labelled int of `special` or `duration`, `flags`;
        else the value itself. None stands for the number that the type reads as None, and is that number's name if
        there is one: `start_up_on_off.named(None)` is `StartUpOnOff.PREVIOUS`."""
        number = _number_of(value, self.row)
        if not isinstance(number, int):
            return value
        if self.special and number in self.special:
            return Special(number, self.special[number])
        if self.enum is not None:
            return table(self.enum).get(number, value)
        if self.duration:
            return durations(self.duration).get(number, value)
        return value if value is None or self.flags is None else self.flags(number)

    def contents(self, value: Any) -> Any:
        """What is in an array, set or bag, as a tuple, and in a structure, as a dict by the names that `of` gives (a
        tuple without them); any other value as it is."""
        return contents_of(value, self.of)

    def collect(self, contents: Any) -> Any:
        """The value to write of what `contents` would give: `state_text.collect(["Off", "On"])`. Raises EncodeError
        where the attribute is no collection, or its cluster doesn't say what it holds."""
        return collected(contents, self.of, self.row)

    def describe(self, value: object, **beside: int) -> str:
        """The value with its label and unit: `23.15 °C`. `beside` are values of the attributes that `lookup` names."""
        row = self.row
        number = _number_of(value, row)
        if isinstance(number, int):
            label = self.label(int(number))
            if label:
                return label
        if _is_invalid(value, row):
            return NO_VALUE
        label, unit = self._looked_up(beside)
        text = self._text(value, row) + (f" {unit}" if unit else "")
        return f"{label}: {text}" if label else text

    def label(self, number: int) -> str:
        """The name of this single number; "" if it has none."""
        if self.special and number in self.special:
            return self.special[number]
        if self.enum is not None:
            return str(table(self.enum).get(number, ""))
        return str(durations(self.duration).get(number, "")) if self.duration else ""

    def _looked_up(self, beside: dict[str, int]) -> tuple[str, str]:
        if self.lookup is None:
            return "", self.unit
        rows, names = self.lookup
        keys = tuple(int(beside.get(name, 0)) for name in names)
        label, unit = rows.get(keys) or rows.get(keys[:1]) or ("", "")
        return label, unit or self.unit

    def _text(self, value: object, row: DataType) -> str:
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, float):
            exact = self.scaled(value) if self.scale else None
            return _shortest(value, row.least) if exact is None else _decimal_text(exact)
        if isinstance(value, int):
            return self._int_text(value, row)
        return text_of(contents_of(value, self.of))

    def _int_text(self, value: int, row: DataType) -> str:
        if self.enum is not None:
            return f"unknown ({int(value)})"
        if self.flags is not None:
            return _flags_text(self.flags, int(value))
        if row.cls is not None and row.form == "integer":
            return str(row.cls(value))
        if self.ref in _HEX_REFS or row.name.startswith(_HEX_TYPES):
            return f"0x{int(value):0{2 * row.least}X}"
        exact = self.scaled(value)
        return str(int(value)) if exact is None else _decimal_text(exact)


def _number_of(value: Any, row: DataType) -> Any:
    """What was sent: of None, the number that reads so."""
    return row.invalid if value is None and row.form in ("integer", "bool") else value


def _is_invalid(value: object, row: DataType) -> bool:
    """Whether this is no value: None, or the number that reads as None."""
    return value is None or isinstance(value, int) and row.form in ("integer", "bool") and value == row.invalid


def _times(number: Decimal, scale: str) -> Decimal:
    """The product with all of its digits, whatever the decimal context says."""
    if not scale:
        return number
    sign, digits, exponent = number.as_tuple()
    factor_sign, factor_digits, factor_exponent = Decimal(scale).as_tuple()
    assert isinstance(exponent, int) and isinstance(factor_exponent, int)  # both are finite
    product = int("".join(map(str, digits))) * int("".join(map(str, factor_digits)))
    return Decimal((sign ^ factor_sign, tuple(map(int, str(product))), exponent + factor_exponent))


def _decimal_text(number: Decimal) -> str:
    return format(number, "f")


def _shortest(value: float, width: int) -> str:
    """The shortest text that reads back as this float of its own width; whole numbers keep their digits."""
    whole = value.is_integer() and abs(value) < 1e16
    for digits in () if whole else _FLOAT_DIGITS.get(width, ()):
        short = float(f"{value:.{digits}g}")
        try:
            same = FLOATS[width].unpack(FLOATS[width].pack(short))[0] == value
        except OverflowError:  # the largest float, rounded up
            same = False
        if same:
            return repr(short)
    return repr(float(value))


def _flags_text(flags: type[Flags], value: int) -> str:
    """Labels of what is set; bits without a name as a number."""
    parts = []
    rest = value
    for flag in flags.__bits__:
        number = flag.read(value)
        rest &= ~(((1 << flag.width) - 1) << flag.low)
        if number:
            parts.append(flag.label if flag.width == 1 else f"{flag.label} {number}")
    if rest:
        parts.append(f"{rest:#x}")
    return ", ".join(parts) or "none"


class Attributes:
    """The attributes of a cluster, in the order of the spec: by name as `attributes.measured_value`, by id with `find`.

    Where both sides have the name, it is the server's.
    """

    __slots__ = ("_all", "_by_id", "_by_name")

    def __init__(self, *attributes: Attribute) -> None:
        self._all = attributes
        self._by_name: dict[str, Attribute] | None = None
        self._by_id: dict[tuple[int, str, int | None], Attribute] | None = None

    def find(self, id: int, side: str = "server", manufacturer: int | None = None) -> Attribute | None:
        """The attribute with this id on that side, among the standard's or among those of a manufacturer."""
        index = self._by_id
        if index is None:
            index = self._by_id = {}
            for item in self._all:
                for one in ("server", "client") if item.side == "both" else (item.side,):
                    index[item.id, one, item.manufacturer] = item
        return index.get((id, side, manufacturer))

    def _names(self) -> dict[str, Attribute]:
        index = self._by_name
        if index is None:
            index = self._by_name = {}
            for item in sorted(self._all, key=lambda item: item.side == "client"):
                index.setdefault(item.name, item)
        return index

    def __getattr__(self, name: str) -> Attribute:
        if name.startswith("_"):  # nobody's attribute, and maybe asked for before there is an index
            raise AttributeError(name, name=name, obj=self)
        try:
            return self._names()[name]
        except KeyError:
            raise AttributeError(f"the cluster has no attribute {name!r}", name=name, obj=self) from None

    def __getitem__(self, name: str) -> Attribute:
        return self._names()[name]

    def __iter__(self) -> Iterator[Attribute]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def __contains__(self, item: object) -> bool:
        """An attribute or its name."""
        return item in self._names() if isinstance(item, str) else item in self._all

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._names()]

    def __repr__(self) -> str:
        return f"Attributes({', '.join(item.name for item in self._all)})"
