"""From the YAML of one overlay to plain values: what a generated module would say, without its source text.

The rule: the passes are those of the compiler (load, validate, lower, shapes); only printing is left out, so an overlay
means exactly what it would mean as part of a build. Nothing here knows the packages that use the result, and nothing
from a spec becomes code: expressions are trees that are evaluated.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from . import expr
from .classes import ClassView, ModuleBuilder, merge_arguments
from .layout import Body
from .load import load_text
from .model import Command, Computed, EnumType, FlagsType, Lookup, Record, SpecFile, Table, Where
from .names import constant, strop
from .problems import Problem, SpecProblem
from .registry import attribute_arguments
from .shapes import FieldView
from .targets import TARGETS, Target, version_range

__all__ = ["ClassPage", "Page", "Reference", "SpecProblem", "page", "refuse", "shipped", "shipped_names"]

REQUIRED = object()
_DEFAULTS: dict[str, object] = {"": REQUIRED, "None": None, "0": 0, "False": False, "()": ()}
_OTHER_FILE = re.compile(r"\b(_?[a-z][a-z0-9_]*)\.[A-Z]")  # `file.Name`
_SHARED = re.compile(r"^(registry|types|general):", re.MULTILINE)  # heads of files that others may refer to (setup.py)
# A checkout has the specs beside the compiler, an installation inside of it.
_FOLDERS = (Path(__file__).parent / "specs", Path(__file__).parent.parent / "specs")


@dataclass(frozen=True)
class Reference:
    """An enum, flags, table or record: of the overlay itself (`module` is ""), or of a generated module."""

    module: str
    name: str


@dataclass(frozen=True)
class ClassPage:
    """A command or record class."""

    name: str
    where: Where
    is_record: bool
    doc: str
    slots: tuple[str, ...]
    layouts: tuple[tuple[int, int, str], ...]
    versions: tuple[int, int]
    prefix: bytes
    keys: tuple[int, ...]  # of the registry
    constants: dict[str, object]
    fields: tuple[tuple[str, str, dict[str, Any]], ...]  # name, kind, keyword arguments
    views: dict[str, tuple[str, tuple[Any, ...]]]  # attribute -> class in runtime/views.py and its arguments
    merge: dict[str, Any] | None
    annotations: dict[str, str]
    parameters: tuple[tuple[str, str, object], ...]  # name, annotation, default
    required: object = REQUIRED  # the default of a parameter that has none


@dataclass(frozen=True)
class Page:
    """A whole overlay."""

    file: SpecFile
    enums: tuple[tuple[str, str, dict[str, tuple[int, str]]], ...]  # name, doc, member -> value, label
    flags: tuple[tuple[str, str, dict[str, tuple[int, int, str]]], ...]  # name, doc, member -> low, width, label
    tables: dict[str, dict[tuple[int, ...], tuple[str, str]]]
    ops: dict[str, tuple[Any, ...]]  # layout -> operations
    classes: tuple[ClassPage, ...]
    attributes: tuple[tuple[Where, int, str, str, dict[str, Any]], ...]  # id, name, type, keyword arguments


def page(name: str, text: str, dialect: str, manufacturer: int | None = None) -> Page:
    """The overlay that the text describes. `name` is its path; SpecProblem lists everything that is wrong with it.
    `manufacturer`: a code in place of that of the head."""
    others = _others(text, dialect)
    types = [row for file in others for row in file.types]
    file = load_text(name, text, dialect, types, others)
    if manufacturer is not None:
        file = replace(file, manufacturer=manufacturer)
    return _Pages(file, TARGETS[dialect]).page()


def refuse(problems: Iterable[tuple[Where, str]]) -> None:
    """SpecProblem, if there is any."""
    found = [Problem(where, message) for where, message in problems]
    if found:
        raise SpecProblem(found)


def shipped_names() -> tuple[str, ...]:
    """The overlays that come with the packages."""
    return tuple(sorted(path.stem for folder in _FOLDERS for path in folder.glob("overlays/*.yaml")))


def shipped(name: str) -> Path | None:
    """The file of an overlay that comes with the packages."""
    return next((path for folder in _FOLDERS if (path := folder / "overlays" / f"{name}.yaml").is_file()), None)


def _others(text: str, dialect: str) -> list[SpecFile]:
    """The files that the text may refer to: the type table, and those that it names."""
    wanted = {"_types", *_OTHER_FILE.findall(text)}
    found = []
    for folder in _FOLDERS:
        for name in sorted(wanted):
            path = folder / dialect / f"{name}.yaml"
            if path.is_file() and _SHARED.search(path.read_text(encoding="utf-8")):
                found.append(_shared(path, dialect))
    return found


@cache
def _shared(path: Path, dialect: str) -> SpecFile:
    text = path.read_text(encoding="utf-8")
    if path.stem == "_types":
        return load_text(path.name, text, dialect)
    others = _others(text, dialect)
    return load_text(path.name, text, dialect, [row for file in others for row in file.types], others)


class _Pages:
    """One file on its way."""

    def __init__(self, file: SpecFile, target: Target) -> None:
        self.file = file
        self.target = target

    def page(self) -> Page:
        file = self.file
        bodies: dict[str, Body] = {}
        views = ModuleBuilder(file, self.target, bodies).build().classes
        return Page(
            file=file,
            enums=tuple(
                (item.name, item.doc, {constant(member.name): (member.value, member.label) for member in item.members})
                for item in file.enums
            ),
            flags=tuple(
                (item.name, item.doc, {strop(bit.name): (bit.low, bit.width, bit.label) for bit in item.bits})
                for item in file.flags
            ),
            tables={
                constant(item.name): {keys: (label, unit) for keys, label, unit in item.rows} for item in file.tables
            },
            ops={layout.name: layout.ops for body in bodies.values() for _, _, layout in body.layouts},
            classes=tuple(self.class_page(view) for view in views),
            attributes=tuple(
                (item.where, item.id, strop(item.name), item.type, self.given(attribute_arguments(item, maker)))
                for maker in (file.manufacturer,)
                for item in file.attributes
            ),
        )

    def class_page(self, view: ClassView) -> ClassPage:
        owner = view.owner
        constants: dict[str, object] = {}
        versions, prefix = (1, 255), b""
        merge: dict[str, Any] | None = None
        keys: tuple[int, ...] = ()
        if isinstance(owner, Command):
            constants = dict(zip(self.target.key_names, self.target.key_values(self.file, owner), strict=True))
            versions = version_range(self.file, owner)
            prefix = self.target.prefix(self.file, owner)
            keys = tuple(self.target.keys(self.file, owner))
            merge = None if owner.merge is None else merge_arguments(owner.merge)
        views = {item.name: (item.view[0], self.given_all(item.view[1])) for item in view.fields if item.view}
        for item in owner.computed if isinstance(owner, Command) else ():
            views[strop(item.name)] = self.computed(item)
        if any(name == "unit" for name, _ in view.constants):
            views["unit"] = ("UnitView", ("value",))
        parameters = [(item.name, item.parameter, _DEFAULTS[item.default]) for item in view.fields if item.parameter]
        return ClassPage(
            name=view.name,
            where=owner.where,
            is_record=isinstance(owner, Record),
            doc="\n".join(view.doc),
            slots=tuple(map(strop, view.body.slots)),
            layouts=tuple((low, min(high, 255), layout.name) for low, high, layout in view.body.layouts),
            versions=versions,
            prefix=prefix,
            keys=keys,
            constants=constants,
            fields=tuple((item.name, item.kind, self.given(item.given)) for item in view.fields),
            views=views,
            merge=merge,
            annotations={item.name: item.annotation for item in view.fields if item.annotation},
            parameters=tuple(_with_raw(view.fields, parameters)),
        )

    def computed(self, item: Computed) -> tuple[str, tuple[Any, ...]]:
        enum = None if item.value.enum is None else self.plain(item.value.enum)
        if item.expr is None:
            return "ComputedBitset", (tuple((strop(name), bits) for name, bits in item.parts), item.start, enum)
        return "ComputedView", (_function(item.expr), enum)

    def given(self, arguments: dict[str, object]) -> dict[str, Any]:
        return {key: self.plain(value) for key, value in arguments.items()}

    def given_all(self, values: Iterable[object]) -> tuple[Any, ...]:
        return tuple(map(self.plain, values))

    def plain(self, value: object) -> Any:
        """A value of shapes.Given without the model."""
        match value:
            case EnumType() | FlagsType():
                return self.reference(value.module, value.name)
            case Table():
                return self.reference(value.module, constant(value.name))
            case Record():
                return Reference("", value.name)
            case Lookup():
                return (self.plain(value.table), tuple(map(strop, value.keys)))
        return value

    def reference(self, module: str, name: str) -> Reference:
        return Reference("" if module == self.file.module else module, name)


def _with_raw(
    fields: list[FieldView], parameters: list[tuple[str, str, object]]
) -> Iterable[tuple[str, str, object]]:
    """A bit set's raw bytes follow it."""
    raw = {item.name: item.raw for item in fields if item.raw}
    for parameter in parameters:
        yield parameter
        if parameter[0] in raw:
            yield raw[parameter[0]], "bytes | None", None


def _function(tree: expr.Tree) -> Callable[[Any], int]:
    """The expression as a function of a message."""
    names = sorted(expr.names(tree))
    uses_version = any(node == ("name", "version") for node in expr.walk(tree))

    def compute(message: Any) -> int:
        found = {name: getattr(message, strop(name)) for name in names}
        values = {name: value for name, value in found.items() if isinstance(value, int)}
        lengths = {name: len(value) for name, value in found.items() if hasattr(value, "__len__")}
        if uses_version:
            values["version"] = message.version
        return expr.evaluate(tree, values, {}, lengths)

    return compute
