"""A protocol for tests of the runtime: one class byte, then the body; classes and layouts are written by hand.

The rule: nothing here comes from a spec, so that the runtime is tested against docs/architecture.md and not against
the compiler. Typed values: type 0 has no bytes, type 1 is one byte and analog, type 2 is text with a length byte, of
which 0xFF reads as None.
"""

from __future__ import annotations

import sys
from typing import Any, ClassVar

from zwcodec.runtime.context import Context
from zwcodec.runtime.errors import DecodeError, EncodeError
from zwcodec.runtime.interpret import read
from zwcodec.runtime.interpret_encode import write
from zwcodec.runtime.message import Field, Message, Record, Wire, build

OPS: dict[str, tuple[Any, ...]] = {}
CLASSES: dict[int, type[Toy]] = {}


class ToyProtocol:
    """The protocol object (runtime/context.py)."""

    little = False
    ops = OPS
    layouts = None

    def may_nest(self, message: object) -> bool:
        return isinstance(message, Message)

    def nested_read(self, data: bytes, start: int, end: int, context: Context) -> Any:
        cls = CLASSES.get(data[start])
        if cls is None:
            raise DecodeError(f"no class 0x{data[start]:02x}", offset=start)
        version = (context.versions or {}).get(data[start], 0)
        return read(cls.__codec__, data, start=start, pos=start + 1, end=end, context=context, version=version)

    def nested_write(self, message: Any, out: bytearray, context: Context) -> None:
        write(message, context, out)

    def typed_read(
        self, data: bytes, pos: int, end: int, type_id: int, depth: int, little: bool
    ) -> tuple[object, int]:
        if type_id == 0:
            return None, pos
        if type_id not in (1, 2):
            raise DecodeError(f"no type {type_id}", offset=pos)
        if pos >= end:
            raise DecodeError(offset=pos, needed=1, available=0)
        if type_id == 1:
            return data[pos], pos + 1
        size = data[pos]
        if size == 0xFF:
            return None, pos + 1
        if pos + 1 + size > end:
            raise DecodeError(offset=pos + 1, needed=size, available=end - pos - 1)
        return data[pos + 1 : pos + 1 + size].decode("latin-1"), pos + 1 + size

    def typed_write(self, out: bytearray, type_id: int, value: Any) -> None:
        if type_id == 1:
            if type(value) is not int or not 0 <= value <= 255:
                raise EncodeError("does not fit", value=value, allowed="0..255")
            out.append(value)
        elif type_id == 2:
            raw = b"" if value is None else value.encode("latin-1")
            out += b"\xff" if value is None else bytes((len(raw),)) + raw
        elif value is not None:
            raise EncodeError("has no bytes", value=value)

    def is_analog(self, type_id: int) -> bool:
        return type_id == 1


TOY = ToyProtocol()


class Toy(Message):
    """Base of the test messages."""

    __slots__ = ()
    __protocol__: ClassVar[Any] = TOY

    def __init__(self, **values: Any) -> None:
        version = values.pop("version", self.__codec__.wire.high)
        trailing = values.pop("trailing", b"")
        names = [name for name, _, _ in self.__codec__.parameters]
        assert set(values) <= set(names), "a generated signature would refuse this"
        build(self, tuple(values.get(name) for name in names), version, trailing)


class ToyRecord(Record):
    """Base of the test records."""

    __slots__ = ()
    __protocol__: ClassVar[Any] = TOY

    def __init__(self, **values: Any) -> None:
        build(self, tuple(values.get(name) for name, _, _ in self.__codec__.parameters))


def _body(fields: tuple[Field, ...], wire: Wire, attributes: dict[str, Any]) -> dict[str, Any]:
    """A class body; its module is the caller's, where pickle looks for it."""
    slots = tuple(field.slot for field in fields if field.slot)
    module = sys._getframe(2).f_globals["__name__"]
    return {"__slots__": slots, "__fields__": fields, "__wire__": wire, "__module__": module, **attributes}


def message(name: str, class_id: int, fields: tuple[Field, ...], *ops: Any, high: int = 1, **attributes: Any) -> Any:
    """A message class whose layout has these operations; `ops` may be several (low, high, operations)."""
    shapes = ops if ops and isinstance(ops[0][0], int) else ((1, high, ops),)
    layouts = []
    for low, last, operations in shapes:
        layout = f"{name}_{low}"
        OPS[layout] = operations
        layouts.append((low, last, layout))
    wire = Wire(tuple(layouts), 1, high, bytes((class_id,)))
    cls = type(name, (Toy,), _body(fields, wire, attributes))
    CLASSES[class_id] = cls
    return cls


def record(name: str, fields: tuple[Field, ...], *ops: Any, **attributes: Any) -> Any:
    """A record class; its layout has the name of the class."""
    OPS[name] = ops
    wire = Wire(((1, 255, name),), 1, 255)
    return type(name, (ToyRecord,), _body(fields, wire, attributes))


def decode(data: bytes | str, *, version: int = 0, strict: bool = False) -> Any:
    """The message in these bytes (class byte first), or in this hexadecimal."""
    raw = bytes.fromhex(data) if isinstance(data, str) else data
    versions = {raw[0]: version} if raw and version else None
    return TOY.nested_read(raw, 0, len(raw), Context(TOY, versions, strict))


def u8(offset: int, slot: int, register: int = -1, derived: tuple[Any, ...] = ()) -> tuple[Any, ...]:
    """The load of one unsigned byte."""
    return ("int", offset, 1, False, False, slot, register, derived)


def reg(number: int) -> tuple[Any, ...]:
    return ("reg", number)


def num(value: int) -> tuple[Any, ...]:
    return ("num", value)
