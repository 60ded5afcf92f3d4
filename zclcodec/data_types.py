"""The table of ZCL data types: what a type id says about its values.

The rule: everything follows from the generated rows (specs/zcl/_types.yaml); only which class a value has stands here.
"""

from __future__ import annotations

from .registry import TYPES
from .value_types import Array, Bag, Date, Eui64, Parts, Set, Structure, TimeOfDay, UtcTime

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

KEY_SIZE = 16  # of type 0xF1, the only bytes of a fixed size
COUNT_SIZE = 2  # of collections
QUIET_NAN = {2: 0x7E00, 4: 0x7FC0_0000, 8: 0x7FF8_0000_0000_0000}  # of floats this one says "no value"
CLASSES: dict[int, type[Any]] = {
    0x48: Array,
    0x4C: Structure,
    0x50: Set,
    0x51: Bag,
    0xE0: TimeOfDay,
    0xE1: Date,
    0xE2: UtcTime,
    0xF0: Eui64,
}


class DataType:
    """A row of the table.

    form      how its values are read and written: none integer bool float string raw parts sequence structure
    size      bytes of a value, None where they vary; `least` is the smallest number of bytes that a value has
    prefix    width of the length in front of a string
    invalid   the number (of a string its length, of a collection its count) that says "no value", or None
    cls       the class of the values where that is none of Python's own
    """

    __slots__ = ("analog", "cls", "form", "id", "invalid", "least", "name", "prefix", "signed", "size", "text")

    def __init__(self, type_id: int, name: str, wire: str, analog: bool, invalid: int | None) -> None:
        self.id = type_id
        self.name = name
        self.analog = analog
        self.invalid = invalid
        self.cls = CLASSES.get(type_id)
        self.signed = wire[0] == "i"
        self.text = wire == "text"
        self.prefix = 0
        self.size: int | None = None
        if wire in ("bytes", "text"):
            self.prefix = 0 if invalid is None else (invalid.bit_length() + 7) // 8
            self.form = "string" if self.prefix else "raw"
            self.size = None if self.prefix else KEY_SIZE
            self.least = self.prefix or KEY_SIZE
        elif wire in ("sequence", "structure"):
            self.form = wire
            self.least = COUNT_SIZE + (wire == "sequence")
        else:
            self.size = self.least = 0 if wire == "none" else 1 if wire == "bool" else int(wire[1:]) // 8
            if wire[0] == "f":
                self.form = "float"
                self.invalid = QUIET_NAN[self.size]
            elif self.cls is not None and issubclass(self.cls, Parts):
                self.form = "parts"
            else:
                self.form = wire if wire in ("none", "bool") else "integer"

    def __repr__(self) -> str:
        return f"<DataType {self.id:#04x} {self.name}>"


DATA_TYPES = {row[0]: DataType(*row) for row in TYPES}
TYPE_IDS = {row.name: row.id for row in DATA_TYPES.values()}


def size_of(type_id: int) -> int | None:
    """Bytes of a value; None where they vary or the id is not assigned."""
    row = DATA_TYPES.get(type_id)
    return None if row is None else row.size


def is_analog(type_id: int) -> bool:
    """Whether a value of the type has a reportable change. An id that is not assigned counts as one that has, so that
    reading or writing the value says what is wrong."""
    row = DATA_TYPES.get(type_id)
    return row is None or row.analog
