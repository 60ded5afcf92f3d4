"""The objects: `Record` (list elements, headers) and `Message` (adds `version` and `trailing`).

The rule: an object never changes after it was made. Constructors check what their caller says (build.py); decoders
write the slots directly, because a decoded value is kept even where it is out of range. Everything an object can do
follows from its class's `__fields__`. Equality, hash and pickle see what is stored; `version` does not count.
"""

from __future__ import annotations

from . import core as _core
from .build import build, trailing_bytes, with_changes
from .codec import Codec, any_set, can_be_none
from .fields import Field, Merge, Wire

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, ClassVar, Self

_HEX_DIGITS = {"eui64": 16, "network": 4, "profile": 4}  # by what a number names

__all__ = ["Field", "Merge", "Message", "Record", "Wire", "build"]


class Record:
    """A frozen object with the slots of its class and nothing else."""

    __slots__ = ()
    __fields__: ClassVar[tuple[Field, ...]] = ()
    __wire__: ClassVar[Wire | None] = None
    __protocol__: ClassVar[Any] = None
    __codec__: ClassVar[Codec]
    __match_args__: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        if "__fields__" not in cls.__dict__:
            return
        codec = cls.__codec__ = Codec(cls, issubclass(cls, Message))
        if "__match_args__" not in cls.__dict__:
            names = tuple(field.name for field in codec.stored if not field.reserved)
            type.__setattr__(cls, "__match_args__", names)
        if _core is not None:
            _core.bind(cls, codec)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen: use replace({name}=...)")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen")

    def _state(self) -> tuple[Any, ...]:
        return tuple(getattr(self, slot) for slot in self.__codec__.slots)

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        assert isinstance(other, Record)
        return self._state() == other._state()

    def __hash__(self) -> int:
        return hash((type(self), self._state()))

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce__(self) -> tuple[Callable[..., object], tuple[Any, ...]]:
        return _restore, (type(self), self._state())

    def _shown(self) -> list[str]:
        shown = []
        for field in self.__codec__.stored:
            value = getattr(self, field.name)
            if value is None or field.reserved and not any_set(value):
                continue
            shown.append(f"{field.name}={_text(value, field)}")
        return shown

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(self._shown())})"

    def replace(self, **changes: Any) -> Self:
        """The same with some values changed. What the constructor filled in from a changed value is filled in anew;
        decimals keep their value when their precision changes."""
        changed: Self = self.__codec__.create(with_changes(self, changes), cls=type(self))
        return changed

    def label_of(self, name: str) -> str:
        """What the value of a field says in words, other fields considered: `Motion detection` for the event of a
        notification; "" where it says nothing. AttributeError if there is no such field."""
        from .meaning import label_of

        field = self._field(name)
        value = getattr(self, name)
        return "" if value is None else label_of(field, value, self)

    def unit_of(self, name: str) -> str:
        """The unit of a field's value (with a `scale`: of the scaled value, which the label says), other fields
        considered; "" if it has none. AttributeError if there is no such field."""
        from .meaning import looked_up

        field = self._field(name)
        return "" if getattr(self, name) is None else looked_up(field, self)[1]

    def _field(self, name: str) -> Field:
        for field in self.__codec__.fields:
            if field.name == name:
                return field
        raise AttributeError(f"{type(self).__name__} has no field {name!r}")

    def as_dict(self) -> dict[str, Any]:
        """Plain values of what is on the wire, in wire order: enums are numbers, tuples are lists."""
        return self._plain_fields(None)

    def _plain_fields(self, ups: tuple[int, ...] | None) -> dict[str, Any]:
        """`as_dict`; `ups` are the numbers of the enclosing message, where they are known."""
        codec = self.__codec__
        plain: dict[str, Any] = {}
        for field in codec.fields:
            if field.kind == "computed":
                continue
            value = getattr(self, field.name)
            if value is None:
                if not _is_none_on_the_wire(self, field, codec, ups):
                    continue
            elif field.reserved and not any_set(value):
                continue
            if field.record is not None and value and field.record.__codec__.doubtful:
                handed = _places(self, codec, ups).handed.get(codec.names[field.name], ())
                plain[field.name] = [item._plain_fields(handed) for item in value]
            else:
                plain[field.name] = _plain(value)
        return plain


class Message(Record):
    """A command. `version` is the class version that it was read or made for, `trailing` what followed the last field
    that we know."""

    __slots__ = ("trailing", "version")
    __merge__: ClassVar[Merge | None] = None
    version: int
    trailing: bytes

    def _state(self) -> tuple[Any, ...]:
        return (*(getattr(self, slot) for slot in self.__codec__.slots), self.trailing)

    def __reduce__(self) -> tuple[Callable[..., object], tuple[Any, ...]]:
        return _restore, (type(self), self._state()[:-1], self.version, self.trailing)

    def _shown(self) -> list[str]:
        shown = super()._shown()
        if self.trailing:
            shown.append(f"trailing={self.trailing!r}")
        return shown

    def replace(self, **changes: Any) -> Self:
        version = int(changes.pop("version", self.version))
        trailing = trailing_bytes(self.__codec__, changes.pop("trailing", self.trailing))
        stored = with_changes(self, changes, version)
        changed: Self = self.__codec__.create(stored, version, trailing, type(self))
        return changed

    def to_bytes(self) -> bytes:
        """The frame. EncodeError where it would not say what the object says."""
        from .context import Context
        from .interpret_encode import write

        out = bytearray()
        write(self, Context(self.__protocol__), out)
        return bytes(out)

    def __bytes__(self) -> bytes:
        return self.to_bytes()

    def _nested_dict(self) -> dict[str, Any]:
        """What `as_dict` of an enclosing message shows for this one; a protocol's base class adds its identifiers."""
        return {"name": type(self).__name__, "fields": self.as_dict()}


if _core is not None and not TYPE_CHECKING:
    Message.to_bytes = Message.__bytes__ = _core.to_bytes  # it leaves to the interpreter what it can't write


def _restore(cls: type[Any], values: tuple[Any, ...], version: int = 0, trailing: bytes = b"") -> Any:
    """An object with these stored values, unchecked (pickle)."""
    return cls.__codec__.create(values, version, trailing, cls)


def _text(value: object, field: Field) -> str:
    """The value as a constructor would take it; labelled numbers are plain numbers, enum members go by name, addresses
    are in hexadecimal."""
    digits = _HEX_DIGITS.get(field.ref)
    if digits is not None and isinstance(value, tuple):
        return f"({', '.join(f'0x{item:0{digits}X}' for item in value)}{',' * (len(value) == 1)})"
    if digits is not None and isinstance(value, int):
        return f"0x{value:0{digits}X}"
    if isinstance(value, int) and value is not True and value is not False:
        if field.enum is None or not isinstance(value, field.enum):
            return str(int(value))
    return repr(value)


def _plain(value: Any) -> Any:
    if isinstance(value, int):
        return value if isinstance(value, bool) else int(value)
    if isinstance(value, Message):
        return value._nested_dict()
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {_plain(key): _plain(item) for key, item in value.items()}
    if hasattr(value, "as_dict"):
        return value.as_dict()
    return value


def _places(record: Record, codec: Codec, ups: tuple[int, ...] | None) -> Any:
    from .places import places

    version = codec.wire.clamp(getattr(record, "version", 0))
    return places(codec, codec.values(record), version, ups=ups)


def _is_none_on_the_wire(record: Record, field: Field, codec: Codec, ups: tuple[int, ...] | None) -> bool:
    """Whether a None is a value that was sent (an invalid marker, a number of no bytes), not an absent field."""
    if not can_be_none(field):
        return False
    if field.analog_only and not record.__protocol__.is_analog(getattr(record, field.source) or 0):
        return False
    if field.region:
        return codec.names[field.name] in _places(record, codec, ups).slots
    return not (field.optional or field.conditional or field.since > codec.wire.low)
