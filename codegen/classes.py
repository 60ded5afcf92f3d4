"""From a spec file to the source text of its Python module: the last pass before the module template.

The rule: as in emit.py, the template prints finished text. This pass knows how a field becomes an attribute: its kind,
its annotation, its default, how the constructor fills it in; the wire is none of its business (layout.py).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from . import expr
from .derive import scope, slots
from .facts import Facts, facts_of
from .layout import Body, lower_command, lower_record
from .literals import literal
from .members import EnumView, FlagsView, TableView, enum_view, flags_view, reference, table_view
from .model import Command, Computed, Field, ListField, Merge, Record, SpecFile, flatten
from .names import strop, title
from .shapes import FieldView, describe
from .targets import Target, version_range


@dataclass
class ClassView:
    """A command or record class, ready to print."""

    name: str
    base: str
    doc: list[str]
    slots: str
    constants: list[tuple[str, str]]
    wire: str
    fields: list[FieldView]
    properties: list[tuple[str, str]]  # name, descriptor
    parameters: list[str]
    values: str  # the constructor's arguments as a tuple
    tail: str  # what else the constructor hands to build
    owner: Command | Record
    body: Body


@dataclass
class ModuleView:
    """A module, ready to print."""

    source: str
    title: str
    doc: list[str]
    imports: list[str] = field(default_factory=list)
    enums: list[EnumView] = field(default_factory=list)
    flags: list[FlagsView] = field(default_factory=list)
    tables: list[TableView] = field(default_factory=list)
    classes: list[ClassView] = field(default_factory=list)
    attributes: list[str] = field(default_factory=list)


class ModuleBuilder:
    """Builds the view of one file and collects the layouts that its classes need."""

    def __init__(self, file: SpecFile, target: Target, bodies: dict[str, Body]) -> None:
        self.file = file
        self.target = target
        self.bodies = bodies  # by "module.Class": what the layout module must contain
        self.used: dict[str, set[str]] = {}

    def build(self) -> ModuleView:
        file = self.file
        view = ModuleView(str(file.where.file), title(file.name), [file.doc] if file.doc else [])
        view.enums = [enum_view(item) for item in file.enums]
        view.flags = [flags_view(item) for item in file.flags]
        view.tables = [table_view(item) for item in file.tables]
        if view.enums:
            self.use("zwcodec.runtime.values", "LabelledEnum")
        if view.flags:
            self.use("zwcodec.runtime.values", "Flag")
            self.use("zwcodec.runtime.values", "Flags")
        done: set[str] = set()
        if file.frame is not None:
            view.classes += self.records_of(file.frame.fields, done)
            view.classes.append(self.record(file.frame))
        for command in file.commands:
            for variant in command.variants:
                view.classes += self.records_of(variant.fields, done)
            view.classes.append(self.command(command))
        view.imports = self.import_lines()
        return view

    def use(self, module: str, name: str) -> None:
        self.used.setdefault(module, set()).add(name)

    def import_lines(self) -> list[str]:
        own = f"{self.target.package}.{self.target.folder}.{self.file.module}"
        lines: list[str] = []
        local = False
        packages = (self.target.package.split(".")[0], "zwcodec")
        for module in sorted(self.used, key=lambda name: (name.split(".")[0] in packages, name)):
            if module != own:
                if lines and lines[-1] and module.split(".")[0] in packages and not local:
                    lines.append("")
                local = module.split(".")[0] in packages
                lines.append(f"from {module} import {', '.join(sorted(self.used[module]))}")
        return lines

    def records_of(self, fields: tuple[Field, ...], done: set[str]) -> list[ClassView]:
        """Element classes, the innermost first."""
        found: list[ClassView] = []
        for item in flatten(fields):
            if isinstance(item, ListField) and isinstance(item.element, Record) and item.element.name not in done:
                done.add(item.element.name)
                found += self.records_of(item.element.fields, done)
                found.append(self.record(item.element))
        return found

    def record(self, record: Record) -> ClassView:
        body = lower_record(record, self.file.low)
        self.bodies[f"{self.file.module}.{record.name}"] = body
        self.use("zwcodec.runtime.message", "Record")
        view = self.view(record.name, "Record", record, body, record.doc, facts_of(record.fields, self.file.low))
        layouts = ", ".join(f'({low}, {min(high, 255)}, "{layout.name}")' for low, high, layout in body.layouts)
        view.wire = f"Wire(layouts=({layouts},), low=1, high=255, prefix=b\"\")"
        self.use(f"{self.target.package}.protocol", "PROTOCOL")
        view.constants.append(("__protocol__", "PROTOCOL"))
        return view

    def command(self, command: Command) -> ClassView:
        low, high = version_range(self.file, command)
        body = lower_command(command, self.file.low)
        self.bodies[f"{self.file.module}.{command.name}"] = body
        facts = Facts()
        for variant in sorted(command.variants, key=lambda item: item.high):
            base = max(self.file.low, command.since, variant.low)
            facts.merge(facts_of(scope(command, variant.fields), base, len(command.variants) > 1))
        view = self.view(command.name, self.target.base, command, body, command.doc, facts)
        self.use(self.target.base_module, self.target.base)
        layouts = ", ".join(f'({a}, {min(b, 255)}, "{layout.name}")' for a, b, layout in body.layouts)
        prefix = self.target.prefix(self.file, command)
        view.wire = f"Wire(layouts=({layouts},), low={low}, high={high}, prefix={literal(prefix)})"
        values = self.target.key_values(self.file, command)
        view.constants += [
            (name, "None" if value is None else f"{value:#04x}" if isinstance(value, int) else literal(value))
            for name, value in zip(self.target.key_names, values, strict=True)
        ]
        if command.merge is not None:
            self.use("zwcodec.runtime.message", "Merge")
            view.constants.append(("__merge__", merge_call(command.merge)))
        for computed in command.computed:
            view.properties.append(self.computed(computed))
            view.fields.append(FieldView.computed(computed, self))
        names = {item.name for item in view.fields}
        if "unit" not in names and any(item.name == "value" and item.has_unit for item in view.fields):
            self.use("zwcodec.runtime.views", "UnitView")
            view.constants.append(("unit", 'UnitView("value")'))
        return view

    def view(
        self, name: str, base: str, owner: Command | Record, body: Body, doc: str, facts: Facts
    ) -> ClassView:
        self.use("zwcodec.runtime.message", "Wire")
        self.use("zwcodec.runtime.message", "build")
        fields = [describe(slot, facts, self) for slot in slots(owner)]
        if fields or (isinstance(owner, Command) and owner.computed):
            self.use("zwcodec.runtime.message", "Field")
        lines = self.docstring(name, owner, doc, fields)
        names = ", ".join(literal(strop(slot)) for slot in body.slots)
        listed = f"({names},)" if body.slots else "()"
        parameters, values = [], []
        for item in fields:
            if not item.parameter:
                continue
            default = f" = {item.default}" if item.default else ""
            parameters.append(f"{item.name}: {item.parameter}{default}")
            values.append(item.name)
            if item.raw:
                parameters.append(f"{item.raw}: bytes | None = None")
                values.append(item.raw)
        tail = ""
        if isinstance(owner, Command):
            _, high = version_range(self.file, owner)
            parameters += [f"version: int = {high}", 'trailing: bytes = b""']
            tail = ", version, trailing"
        given = f"({', '.join(values)}{',' * bool(values)})"
        return ClassView(name, base, lines, listed, [], "", fields, [], parameters, given, tail, owner, body)

    def docstring(self, name: str, owner: Command | Record, doc: str, fields: list[FieldView]) -> list[str]:
        lines = [doc or f"{title(name)}."]
        described = [item.described() for item in fields if not item.reserved]
        if described:
            lines += ["", "Fields:", *(f"    {line}" for line in described)]
        source = getattr(owner, "source", "") or self.file.source
        if isinstance(owner, Command) and source:
            doubt = f" (confidence: {owner.confidence})" if owner.confidence != "high" else ""
            lines += ["", f"Source: {source}{doubt}"]
        return lines

    def computed(self, item: Computed) -> tuple[str, str]:
        """Name and descriptor of a computed attribute."""
        enum = f", enum={reference(item.value.enum, self)}" if item.value.enum else ""
        if item.expr is None:
            self.use("zwcodec.runtime.views", "ComputedBitset")
            parts = tuple((strop(name), bits) for name, bits in item.parts)
            return strop(item.name), f"ComputedBitset({literal(parts)}, {item.start}{enum})"
        self.use("zwcodec.runtime.views", "ComputedView")
        for name in expr.calls(item.expr):
            self.use("zwcodec.runtime.expressions", name)

        def leaf(node: expr.Tree) -> str:
            if node[0] == "len":
                return f"len(m.{strop(node[1])} or ())"
            return "m.version" if node[1] == "version" else f"(m.{strop(node[1])} or 0)"

        return strop(item.name), f"ComputedView(lambda m: {expr.source(item.expr, leaf)}{enum})"


def merge_arguments(merge: Merge) -> dict[str, object]:
    """What `__merge__` is given."""
    following = None if merge.next is None else tuple(".".join(map(strop, name.split("."))) for name in merge.next)
    arguments: dict[str, object] = {
        "key": tuple(map(strop, merge.key)),
        "concat": tuple(map(strop, merge.concat)),
        "left": strop(merge.left),
        "next": following,
        "take": tuple((strop(name), how) for name, how in merge.take),
    }
    return {name: value for name, value in arguments.items() if value}


def merge_call(merge: Merge) -> str:
    """The same as source text."""
    return f"Merge({', '.join(f'{name}={literal(value)}' for name, value in merge_arguments(merge).items())})"


def module_path(target: Target, module: str) -> str:
    """Dotted name of a generated module."""
    return f"{target.package}.{target.folder}.{module}"


