# mypy: allow-subclassing-any, disable-error-code="import-untyped"
"""The oracle's constructs for bytes that are more than one value, or none: bit groups, reserved bytes, checksums.

The rule: bitstruct takes a group apart, most significant bit first; what the bits are called and whether they may be
set comes from the model. Reserved bits have a key only while they are set.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import bitstruct
import construct
from construct import Construct, ConstructError

from .model import BitItem, BitsField, ChecksumField
from .reference_state import Scope, check_meaning


class Reserved(Construct):
    """Bytes that mean nothing: zero, and without a key while they are."""

    def __init__(self, name: str, width: int, little: bool) -> None:
        super().__init__()
        self.key = name or "reserved"
        self.number = construct.BytesInteger(width, swapped=little)

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> None:
        scope: Scope = context.scope
        with scope.located(self.key, stream) as start:
            value = self.number._parsereport(stream, context, path)
            if value:
                scope.values[self.key] = value
                if scope.frame.strict:
                    raise ConstructError(f"reserved, but {value}")
        scope.note(self.key, start, None, value, None)

    def _build(self, obj: Any, stream: io.BytesIO, context: Any, path: str) -> None:
        scope: Scope = context.scope
        with scope.located(self.key, stream):
            self.number._build(scope.values.get(self.key, 0), stream, context, path)


class BitGroup(Construct):
    """Named bits of whole bytes, most significant first. `constant` is the value of an item without name."""

    def __init__(self, group: BitsField, version: int, constant: int = 0) -> None:
        super().__init__()
        self.group = group
        self.version = version
        self.constant = constant
        self.bits = bitstruct.compile("".join(f"{_letter(item)}{item.width}" for item in group.items))

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> None:
        scope: Scope = context.scope
        with scope.located(self.group.items[0].name, stream) as start:
            data = construct.stream_read(stream, self.group.width, path)
        top = 8 * self.group.width
        for item, value in zip(self.group.items, self.bits.unpack(self._turned(data)), strict=True):
            top -= item.width
            if item.name:
                stream.seek(start)
                with scope.located(item.name, stream):
                    self._store(scope, item, value)
                stream.seek(start + self.group.width)
                scope.note(item.name, start, (top + item.width - 1, top), value, item.value)

    def _store(self, scope: Scope, item: BitItem, value: Any) -> None:
        if not item.reserved:
            scope.put(item.name, item.part, value)
        elif value:
            scope.values[item.name] = value
        if scope.frame.strict:
            if value and (item.reserved or not item.since <= self.version <= item.until):
                raise ConstructError(f"reserved in version {self.version}, but {value}")
            if item.part is None:
                check_meaning(item.value, value)

    def _build(self, obj: Any, stream: io.BytesIO, context: Any, path: str) -> None:
        scope: Scope = context.scope
        with scope.located(self.group.items[0].name, stream):
            values = [self._value(scope, item) for item in self.group.items]
            try:
                data = self.bits.pack(*values)
            except (bitstruct.Error, NotImplementedError, TypeError, ValueError) as error:
                raise ConstructError(f"bits {values} do not fit: {error}") from None
            stream.write(self._turned(data))

    def _value(self, scope: Scope, item: BitItem) -> Any:
        if not item.name:
            return self.constant
        if item.reserved:
            return scope.values.get(item.name, 0)
        return scope.take(item.name, item.part, item.width)

    def _turned(self, data: bytes) -> bytes:
        return data[::-1] if self.group.little else data


def _letter(item: BitItem) -> str:
    return "b" if item.boolean else "s" if item.signed else "u"


def crc16_aug_ccitt(data: bytes) -> int:
    """CRC-CCITT with the polynomial 0x1021 and 0x1D0F to begin with (Z-Wave CRC-16 encapsulation)."""
    crc = 0x1D0F
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ (0x1021 if crc & 0x8000 else 0)) & 0xFFFF
    return crc


ALGORITHMS: dict[str, Callable[[bytes], int]] = {"crc16_aug_ccitt": crc16_aug_ccitt}


class Checksum(Construct):
    """A number over everything in front of it. Written as it was read, or computed if there is none."""

    def __init__(self, item: ChecksumField) -> None:
        super().__init__()
        self.item = item
        self.compute = ALGORITHMS[item.algorithm]

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> None:
        scope: Scope = context.scope
        with scope.located(self.item.name, stream) as start:
            expected = self.compute(scope.frame.before())
            value = construct.Int16ub._parsereport(stream, context, path)
            if value != expected and (self.item.verify == "always" or scope.frame.strict):
                raise ConstructError(f"checksum 0x{value:04X}, computed 0x{expected:04X}")
            scope.values[self.item.name] = value
        scope.note(self.item.name, start, None, value, None)

    def _build(self, obj: Any, stream: io.BytesIO, context: Any, path: str) -> None:
        scope: Scope = context.scope
        with scope.located(self.item.name, stream):
            value = scope.values.get(self.item.name)
            if value is None:
                value = self.compute(scope.frame.before())
            construct.Int16ub._build(value, stream, context, path)
