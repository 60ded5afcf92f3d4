"""Fields that are not on the wire: scaled values, texts and colours as views on the raw ones.

The rule: reading computes from the raw fields, None where these say nothing; writing fills the raw fields. In a
constructor a derived value is written after the plain ones; `size` and `precision` that it did not get are chosen by
decisions.default_size and default_precision.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .errors import CAST, FormatError
from .manufacturers import manufacturer_name

if TYPE_CHECKING:
    from decimal import Decimal

COLORS = ("warmWhite", "coldWhite", "red", "green", "blue", "amber", "cyan", "purple", "index")


class Derived:
    """A computed field; `write(command, value, given)` also knows what else the constructor got."""

    __slots__ = ()

    def read(self, command: Any) -> Any:
        raise NotImplementedError

    def write(self, command: Any, value: Any, given: Mapping[str, Any]) -> None:
        raise FormatError.of(CAST, "can't be set", message=type(command).__name__, value=value)

    def __get__(self, command: Any, owner: type) -> Any:
        return self if command is None else self.read(command)

    def __set__(self, command: Any, value: Any) -> None:
        # An assignment keeps size and precision as they are, if they are set.
        kept = {name: getattr(command, name, None) for name in ("size", "precision")}
        self.write(command, value, {name: number for name, number in kept.items() if number is not None})


class Signed(Derived):
    """`scaledConfigurationValue = Signed("configurationValue", "size")`: the bytes as a signed integer."""

    __slots__ = ("size", "source")

    def __init__(self, source: str, size: str = "") -> None:
        self.source = source
        self.size = size

    def read(self, command: Any) -> int | Decimal | None:
        raw = getattr(command, self.source)
        return int.from_bytes(bytes(raw), "big", signed=True) if raw else None

    def write(self, command: Any, value: Any, given: Mapping[str, Any]) -> None:
        if value is None:
            setattr(command, self.source, None)
            return
        self._fill(command, int(_decimal(command, value)), given)

    def _fill(self, command: Any, number: int, given: Mapping[str, Any]) -> None:
        default = command._zwave.decisions.default_size
        width = int(given.get(self.size) or 0) if self.size else 0
        if not width:
            fits = (length for length in (1, 2, 4, 8, 16) if -1 << 8 * length - 1 <= number < 1 << 8 * length - 1)
            width = next(fits, 16) if default == "fit" else default
            if self.size:
                setattr(command, self.size, width)
        setattr(command, self.source, list((number & (1 << 8 * width) - 1).to_bytes(width, "big")))


class Scaled(Signed):
    """`scaledMeterValue = Scaled("meterValue", "precision", "size")`: the same, divided by 10**precision."""

    __slots__ = ("precision",)

    def __init__(self, source: str, precision: str, size: str = "") -> None:
        super().__init__(source, size)
        self.precision = precision

    def read(self, command: Any) -> Decimal | None:
        raw = getattr(command, self.source)
        precision = getattr(command, self.precision)
        if not raw or precision is None:
            return None
        from decimal import Decimal  # most handlers never meet one

        return Decimal(f"{int.from_bytes(bytes(raw), 'big', signed=True):d}E-{precision:d}")

    def write(self, command: Any, value: Any, given: Mapping[str, Any]) -> None:
        if value is None:
            setattr(command, self.source, None)
            return
        from decimal import ROUND_HALF_UP

        number = _decimal(command, value)
        precision = given.get(self.precision)
        if precision is None:
            exponent = number.as_tuple().exponent
            fits = -exponent if isinstance(exponent, int) and -7 <= exponent < 0 else 0
            precision = fits if command._zwave.decisions.default_precision == "fit" else 0
            setattr(command, self.precision, precision)
        self._fill(command, int(number.scaleb(int(precision)).to_integral_value(ROUND_HALF_UP)), given)


class Text(Derived):
    """`code = Text("user")`: bytes as text."""

    __slots__ = ("source",)

    def __init__(self, source: str) -> None:
        self.source = source

    def read(self, command: Any) -> str | None:
        raw = getattr(command, self.source)
        if raw is None or isinstance(raw, str):
            return raw
        return bytes(raw if not isinstance(raw, int) else (raw,)).decode("utf-8", "surrogateescape")

    def write(self, command: Any, value: Any, given: Mapping[str, Any]) -> None:
        text = None if value is None else list(str(value).encode("utf-8", "surrogateescape"))
        setattr(command, self.source, text)


class Manufacturer(Derived):
    """`manufacturerName = Manufacturer("manufacturerId")`; None for an id that nobody knows."""

    __slots__ = ("source",)

    def __init__(self, source: str) -> None:
        self.source = source

    def read(self, command: Any) -> str | None:
        number = getattr(command, self.source)
        return None if number is None else manufacturer_name(number)


class Component(Derived):
    """`colorComponent = Component("colorComponentId")`: the name of a colour."""

    __slots__ = ("source",)

    def __init__(self, source: str) -> None:
        self.source = source

    def read(self, command: Any) -> str | None:
        number = getattr(command, self.source)
        return COLORS[number] if number is not None and 0 <= number < len(COLORS) else None

    def write(self, command: Any, value: Any, given: Mapping[str, Any]) -> None:
        if value is not None and value not in COLORS:
            raise FormatError.of(
                CAST, "is no colour", message=type(command).__name__, value=value, allowed=", ".join(COLORS)
            )  # fmt: skip
        setattr(command, self.source, None if value is None else COLORS.index(value))


class Components(Derived):
    """`colorComponents = Components("colorComponentBytes")`: colour -> value."""

    __slots__ = ("source",)

    def __init__(self, source: str) -> None:
        self.source = source

    def read(self, command: Any) -> dict[str, int] | None:
        raw = getattr(command, self.source)
        if raw is None:
            return None
        pairs = zip(raw[::2], raw[1::2], strict=False)
        return {COLORS[number] if number < len(COLORS) else str(number): value for number, value in pairs}

    def write(self, command: Any, value: Any, given: Mapping[str, Any]) -> None:
        for color, level in (value or {}).items():
            put_color(command, self.source, COLORS.index(color) if color in COLORS else int(color), level)


class Color(Derived):
    """`red = Color("colorComponentBytes", 2)`: the value of one colour, None if it is not there."""

    __slots__ = ("number", "source")

    def __init__(self, source: str, number: int) -> None:
        self.source = source
        self.number = number

    def read(self, command: Any) -> int | None:
        raw = getattr(command, self.source) or []
        return next((value for number, value in zip(raw[::2], raw[1::2], strict=False) if number == self.number), None)

    def write(self, command: Any, value: Any, given: Mapping[str, Any]) -> None:
        put_color(command, self.source, self.number, value)


def put_color(command: Any, source: str, number: int, value: int | None) -> None:
    """Set, replace or (None) remove one colour of a list of pairs."""
    raw = getattr(command, source) or []
    pairs = dict(zip(raw[::2], raw[1::2], strict=False))
    if value is None:
        pairs.pop(number, None)
    else:
        pairs[number] = int(value)
    ordered = sorted(pairs.items()) if command._zwave.decisions.color_order == "ascending" else list(pairs.items())
    setattr(command, source, [item for pair in ordered for item in pair])
    command.colorComponentCount = len(pairs)


def _decimal(command: Any, value: Any) -> Decimal:
    from decimal import Decimal, InvalidOperation

    try:
        number = Decimal(str(value)) if isinstance(value, (float, str)) else Decimal(value)
    except (InvalidOperation, TypeError, ValueError):
        number = Decimal("NaN")
    if not number.is_finite():
        raise FormatError.of(CAST, "is no number", message=type(command).__name__, value=value)
    return number
