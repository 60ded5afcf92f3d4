"""Views of the registries: which class answers a key, which modules there are, and a cluster's attributes.

The rule: a registry names modules and classes as text, so that importing it imports nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from .classes import ModuleBuilder
from .literals import literal
from .model import Attribute, Spec, SpecFile
from .names import strop
from .shapes import Given, meaning, printed
from .targets import Target


@dataclass
class RegistryView:
    dialect: str
    modules: list[str]
    commands: list[str]
    types: list[str]


def registry_view(spec: Spec, target: Target) -> RegistryView:
    """Everything that the generated registry says, sorted by key."""
    modules: list[str] = []
    commands: dict[int, str] = {}
    for file in spec.files:
        if file.kind in ("registry", "types", "frame"):
            continue
        key = "None" if file.id is None else f"{file.id:#06x}"
        extra = f", {file.manufacturer:#06x}" if file.manufacturer is not None else ", None"
        modules.append(f'({key}{extra}, "{file.module}", "{file.name}", {file.low}, {file.high}),')
        for command in file.commands:
            for number in target.keys(file, command):
                if number in commands:
                    raise AssertionError(f"{command.where}: key {number:#x} is taken by {commands[number]}")
                commands[number] = f'{number:#x}: ("{file.module}", "{command.name}"),'
    types = [
        f'({item.id:#04x}, "{item.name}", "{item.wire}", {item.analog}, {_hex(item.invalid)}),'
        for file in spec.files
        for item in file.types
    ]
    return RegistryView(spec.dialect, sorted(modules), [commands[key] for key in sorted(commands)], types)


def _hex(value: int | None) -> str:
    return "None" if value is None else hex(value)


def attribute_lines(file: SpecFile, builder: ModuleBuilder) -> list[str]:
    """Source text of a cluster's attribute descriptions."""
    if not file.attributes:
        return []
    builder.use(f"{builder.target.package}.attributes", "Attribute")
    builder.use(f"{builder.target.package}.attributes", "Attributes")
    return [_attribute(item, builder, file.manufacturer) for item in file.attributes]


def _attribute(item: Attribute, builder: ModuleBuilder, owner: int | None) -> str:
    parts = [f"{item.id:#06x}", literal(strop(item.name)), literal(item.type)]
    given = attribute_arguments(item, owner)
    maker = given.get("manufacturer")
    for text in printed(given, builder):
        parts.append(f"manufacturer={maker:#06x}" if text.startswith("manufacturer=") else text)
    return f"Attribute({', '.join(parts)})"


def attribute_arguments(item: Attribute, owner: int | None) -> Given:
    """What an attribute's description is given behind id, name and type. `owner`: the manufacturer of its file."""
    given: Given = {}
    if item.access != "r":
        given["access"] = item.access
    if item.side != "server":
        given["side"] = item.side
    if item.optional:
        given["optional"] = True
    manufacturer = owner if item.manufacturer is None else item.manufacturer
    if manufacturer is not None:
        given["manufacturer"] = manufacturer
    if item.default is not None:
        given["default"] = str(item.default) if isinstance(item.default, (float, Decimal)) else item.default
    for key in ("minimum", "maximum"):
        limit = getattr(item.value, key)
        if limit is not None:
            given[key] = limit
    given |= meaning(item.value)
    if item.of:
        given["of"] = item.of
    if item.doc:
        given["doc"] = item.doc
    return given
