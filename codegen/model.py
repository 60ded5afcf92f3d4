"""The Spec: what the YAML says, as an immutable model.

The rule: this module describes and decides nothing about the wire. Names are resolved (an enum is the EnumType, not
its name), expressions are parsed (expr.Tree), every node knows its file and YAML path. The oracle (reference.py)
and the compiler (layout.py) both read this model and neither reads the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from .expr import Tree

LAST = 1 << 30  # "no upper limit" of a version range


@dataclass(frozen=True)
class Where:
    """A place in a spec file: `specs/zwave/meter.yaml`, `/commands/1/fields/3`."""

    file: str
    path: str

    def __str__(self) -> str:
        return f"{self.file}: {self.path}"


@dataclass(frozen=True)
class EnumMember:
    name: str  # snake_case
    value: int
    label: str
    since: int = 1
    doc: str = ""


@dataclass(frozen=True)
class EnumType:
    """An open set of named values. `module` is the stem of the file that defines it, inline enums included."""

    name: str
    members: tuple[EnumMember, ...]
    module: str
    where: Where
    doc: str = ""


@dataclass(frozen=True)
class FlagBit:
    name: str
    low: int  # lowest bit
    width: int
    label: str


@dataclass(frozen=True)
class FlagsType:
    name: str
    bits: tuple[FlagBit, ...]
    module: str
    where: Where
    doc: str = ""


@dataclass(frozen=True)
class Table:
    """Rows ((keys...), label, unit); one or two integer keys."""

    name: str
    rows: tuple[tuple[tuple[int, ...], str, str], ...]
    module: str
    where: Where
    doc: str = ""


@dataclass(frozen=True)
class Lookup:
    """Label and unit come from the table row that the named fields select."""

    table: Table
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Value:
    """What an integer means. Never changes the wire."""

    enum: EnumType | None = None
    flags: FlagsType | None = None
    special: tuple[EnumMember, ...] = ()
    duration: str = ""  # "", "set", "report", "timeout"
    unit: str = ""
    scale: str = ""  # decimal text
    minimum: int | None = None
    maximum: int | None = None
    lookup: Lookup | None = None
    ref: str = ""


PLAIN = Value()


@dataclass(frozen=True, kw_only=True)
class Field:
    """Base of all field kinds. `name` is "" where the field has none (groups, constants)."""

    where: Where
    name: str = ""
    doc: str = ""
    since: int = 1
    until: int = LAST
    optional: bool = False
    present_if: Tree | None = None
    source: str = ""
    confidence: str = "high"


@dataclass(frozen=True)
class Part:
    """The field carries bits `at` and up of the number `number`, which is the field that exists."""

    number: str
    at: int


@dataclass(frozen=True)
class Rest:
    """A length: all bytes up to the fixed tail behind the field."""


REST = Rest()
Length = Tree | Rest


@dataclass(frozen=True, kw_only=True)
class IntField(Field):
    width: int  # bytes
    signed: bool = False
    little: bool = False
    extended_from: int | None = None  # from this value on there is a second byte
    value: Value = PLAIN
    part: Part | None = None
    type_name: str = ""  # name in the type table (ZCL), "" else


@dataclass(frozen=True, kw_only=True)
class BoolField(Field):
    """One byte; 0 and 1 read as bool, anything else as int."""


@dataclass(frozen=True, kw_only=True)
class FloatField(Field):
    width: int  # 2, 4, 8
    little: bool = False
    value: Value = PLAIN


@dataclass(frozen=True, kw_only=True)
class SizedField(Field):
    """An integer of `length` bytes. A decimal if `precision` is there."""

    length: Tree
    sizes: tuple[int, ...]  # legal lengths; 0 reads as None
    signed: bool = True
    little: bool = False
    precision: Tree | None = None
    value: Value = PLAIN


@dataclass(frozen=True, kw_only=True)
class BytesField(Field):
    """Bytes, or text with a `charset`. Exactly one of `length` and `prefix` (1 or 2 bytes in front of the data)."""

    length: Length | None = None
    prefix: int = 0
    charset: str = ""  # "", "ascii", "utf-8", "latin-1"
    little: bool = False


@dataclass(frozen=True, kw_only=True)
class BitsetField(Field):
    length: Length
    start: int = 0
    table: tuple[int, ...] = ()
    value: Value = PLAIN


@dataclass(frozen=True, kw_only=True)
class NestedField(Field):
    length: Length


@dataclass(frozen=True, kw_only=True)
class TypedField(Field):
    of: str
    analog_only: bool = False


@dataclass(frozen=True, kw_only=True)
class ChecksumField(Field):
    algorithm: str = "crc16_aug_ccitt"
    verify: str = "always"  # or "strict"


@dataclass(frozen=True)
class BitItem:
    """`width` bits of a group. `boolean`: reads as bool."""

    name: str
    width: int
    where: Where
    boolean: bool = False
    reserved: bool = False
    signed: bool = False
    since: int = 1
    until: int = LAST
    part: Part | None = None
    value: Value = PLAIN
    doc: str = ""


@dataclass(frozen=True, kw_only=True)
class BitsField(Field):
    width: int  # bytes
    items: tuple[BitItem, ...]  # most significant first
    little: bool = False


@dataclass(frozen=True, kw_only=True)
class ReservedField(Field):
    width: int
    little: bool = False


@dataclass(frozen=True, kw_only=True)
class ConstField(Field):
    data: bytes


@dataclass(frozen=True)
class Record:
    """A named field list: the element of a list, or a record that is no command (a frame header)."""

    name: str
    fields: tuple[Field, ...]
    where: Where
    doc: str = ""


@dataclass(frozen=True, kw_only=True)
class ListField(Field):
    """Exactly one of count, length, until_end, marker, more is set. `element` is a Record or one scalar field."""

    element: Record | IntField
    columns: bool = False
    count: Tree | None = None
    length: Tree | None = None
    until_end: bool = False
    marker: bytes = b""
    more: str = ""


@dataclass(frozen=True, kw_only=True)
class GroupField(Field):
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Case:
    """`low..high` both inclusive."""

    low: int
    high: int
    fields: tuple[Field, ...]


@dataclass(frozen=True, kw_only=True)
class SwitchField(Field):
    on: Tree
    cases: tuple[Case, ...]
    default: tuple[Field, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class WithinField(Field):
    """A region of so many bytes. It is no attribute: its name (`_region`) only says what a length measures."""

    length: Tree
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Computed:
    """A read-only property: an expression, or the bit set over `parts` ((field name, bits or 0), ...)."""

    name: str
    where: Where
    expr: Tree | None = None
    parts: tuple[tuple[str, int], ...] = ()
    start: int = 0
    value: Value = PLAIN
    doc: str = ""


@dataclass(frozen=True)
class Example:
    data: bytes
    where: Where
    version: int | None = None
    values: dict[str, object] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Variant:
    low: int
    high: int
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Merge:
    """How several reports become one; `left` or `next` says how they follow one another."""

    key: tuple[str, ...]
    concat: tuple[str, ...]
    left: str = ""
    next: tuple[str, str] | None = None  # field that announces, field (`list.field`) that the next report begins with
    take: tuple[tuple[str, str], ...] = ()  # field, "first", "last", "all" or "index"


@dataclass(frozen=True)
class Command:
    """One command in all versions of its class. `variants` has one entry unless the body was reshaped."""

    id: int | None
    name: str
    where: Where
    variants: tuple[Variant, ...]
    since: int = 1
    until: int = LAST
    id_mask: int = 0xFF
    id_bits: BitsField | None = None  # the command byte as bits: a constant item "" for the id, then the low bits
    direction: str = "both"
    manufacturer: int | None = None
    reply: str = ""
    computed: tuple[Computed, ...] = ()
    merge: Merge | None = None
    examples: tuple[Example, ...] = ()
    doc: str = ""
    source: str = ""
    confidence: str = "high"


@dataclass(frozen=True)
class Attribute:
    id: int
    name: str
    type: str  # name in the type table
    where: Where
    side: str = "server"
    access: str = "r"
    optional: bool = False
    manufacturer: int | None = None
    default: object = None
    value: Value = PLAIN
    of: str | tuple[tuple[str, str], ...] = ""  # of a collection: type of its elements, or names and types of members
    doc: str = ""
    source: str = ""


@dataclass(frozen=True)
class DataType:
    """A row of `_types.yaml`. `wire` is a scalar type of the language, or "structure", "sequence", "none".

    `length`, `prefix` and `charset` belong to the wires `bytes` and `text`; `parts` names the bytes of an unsigned
    integer in the order of the wire, each with what is added to it; `aliases` are names that importers meet.
    """

    id: int
    name: str
    wire: str
    where: Where
    analog: bool = False
    invalid: int | None = None
    length: int = 0
    prefix: int = 0
    charset: str = ""
    parts: tuple[tuple[str, int], ...] = ()
    aliases: tuple[str, ...] = ()
    doc: str = ""


@dataclass(frozen=True)
class SpecFile:
    """One YAML file. kind: command_class, cluster, general, frame, registry, types."""

    kind: str
    module: str  # stem of the file, the name of the generated module
    name: str
    where: Where
    id: int | None = None
    low: int = 1  # versions of the class
    high: int = 1
    manufacturer: int | None = None
    models: tuple[str, ...] = ()  # of an overlay: the devices that it is for
    enums: tuple[EnumType, ...] = ()
    flags: tuple[FlagsType, ...] = ()
    tables: tuple[Table, ...] = ()
    records: tuple[Record, ...] = ()  # those of `records`, then inline ones; each class name once
    commands: tuple[Command, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    types: tuple[DataType, ...] = ()
    frame: Record | None = None
    doc: str = ""
    source: str = ""
    confidence: str = "high"


@dataclass(frozen=True)
class Spec:
    """All files of one protocol. `dialect` is the name of the folder under specs/."""

    dialect: str
    files: tuple[SpecFile, ...]

    def commands(self) -> Iterator[tuple[SpecFile, Command]]:
        for file in self.files:
            for command in file.commands:
                yield file, command


def flatten(fields: tuple[Field, ...]) -> Iterator[Field]:
    """The fields in wire order with the contents of groups, switches and regions, but not of list elements."""
    for item in fields:
        yield item
        if isinstance(item, (GroupField, WithinField)):
            yield from flatten(item.fields)
        elif isinstance(item, SwitchField):
            for case in item.cases:
                yield from flatten(case.fields)
            yield from flatten(item.default or ())
