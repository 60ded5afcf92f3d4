"""Source text of enums, flags and tables.

The rule: a member is printed with a label only where the label says more than its name; references to sets of another
file go through an import that the module builder collects.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .literals import literal
from .model import EnumType, FlagsType, Table
from .names import constant, strop

if TYPE_CHECKING:
    from .classes import ModuleBuilder


@dataclass
class EnumView:
    name: str
    doc: str
    members: list[str]


@dataclass
class FlagsView:
    name: str
    doc: str
    members: list[str]


@dataclass
class TableView:
    name: str
    doc: str
    rows: list[str]


def default_label(name: str) -> str:
    """The label that a name has by itself: blanks for underscores, the first letter in upper case."""
    text = name.replace("_", " ")
    return text[:1].upper() + text[1:]


def enum_view(item: EnumType) -> EnumView:
    members = []
    for member in item.members:
        label = f', "{_escaped(member.label)}"' if member.label != default_label(member.name) else ""
        members.append(f"{constant(member.name)} = {_number(member.value)}{label}")
    return EnumView(item.name, item.doc or f"Values of {item.name}; others may occur.", members)


def flags_view(item: FlagsType) -> FlagsView:
    members = []
    for bit in item.bits:
        width = f", {bit.width}" if bit.width > 1 else ""
        labelled = bit.label != default_label(bit.name)
        label = f', label="{_escaped(bit.label)}"' if labelled else ""
        members.append(f"{strop(bit.name)} = Flag({bit.low}{width}{label})")
    return FlagsView(item.name, item.doc or f"Bits of {item.name}.", members)


def table_view(item: Table) -> TableView:
    rows = [f"{literal(keys)}: {literal((label, unit))}," for keys, label, unit in item.rows]
    keys = "two numbers" if item.rows and len(item.rows[0][0]) > 1 else "number"
    return TableView(constant(item.name), item.doc or f"Label and unit by {keys}.", rows)


def reference(item: EnumType | FlagsType | Table, builder: ModuleBuilder) -> str:
    """The name under which the module sees a set, imported if it is another file's."""
    name = constant(item.name) if isinstance(item, Table) else item.name
    if item.module and item.module != builder.file.module:
        builder.use(f"{builder.target.package}.{builder.target.folder}.{item.module}", name)
    return name


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _number(value: int) -> str:
    return f"{value:#04x}" if value >= 10 else str(value)
