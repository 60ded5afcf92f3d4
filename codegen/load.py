"""Loading: the YAML files of one protocol become one immutable Spec, or one SpecProblem with all that is wrong.

The rule: definitions first (enums, flags, tables and types of every file), then what refers to them, then the checks on
the finished model. Every node keeps its file and YAML path. Text in, model out: nothing here depends on the clock,
on the machine or on the order in which a folder lists its files.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from .dialects import Dialect, get
from .dialects.base import Head
from .load_commands import read_attribute, read_command
from .load_fields import FieldReader, read_confidence
from .load_lists import named_record
from .load_nodes import SNAKE, Node, compose, pick
from .load_values import (
    Context,
    Library,
    check_class_name,
    pascal,
    read_enum,
    read_flags,
    read_table,
    read_type,
    unique_names,
)
from .model import DataType, Record, Spec, SpecFile
from .problems import Problems, listing, suggestion
from .validate import check_file, check_spec
from .validate_scope import at


def load(folder: Path, dialect: str) -> Spec:
    """Every `*.yaml` of a folder, e.g. `load(Path("specs/zwave"), "zwave")`."""
    properties = get(dialect)
    problems = Problems()
    folder = folder.resolve()
    prefix = f"{folder.parent.name}/{folder.name}/" if folder.parent.name else f"{folder.name}/"
    loaders = []
    library = Library()
    if properties.types_of:
        shared = folder.parent / properties.types_of / "_types.yaml"
        rows = load_text(shared.name, shared.read_text(encoding="utf-8"), properties.types_of).types
        library.types.update((row.name, row) for row in rows)
    for path in sorted(folder.glob("*.yaml")):
        loader = _Loader(prefix + path.name, path.stem, properties, library, problems)
        if loader.open(_read(path, prefix + path.name, problems)):
            loaders.append(loader)
    for loader in loaders:
        loader.define()
    files = [loader.finish() for loader in loaders]
    for file in files:
        check_file(file, properties, library.types, problems)
        if file.models:
            problems.add(at(file.where, f"{file.kind}/model"), "only an overlay is for certain models of devices")
    spec = Spec(dialect, tuple(files))
    check_spec(spec, problems)
    problems.raise_if_any()
    return spec


def load_text(
    name: str, text: str, dialect: str, types: Iterable[DataType] = (), others: Iterable[SpecFile] = ()
) -> SpecFile:
    """One file by itself: `name` is its path (for messages and for its module), `others` are files it may refer to."""
    properties = get(dialect)
    problems = Problems()
    library = Library()
    for other in others:
        library.add(other.module, other)
    library.types.update((row.name, row) for row in types)
    loader = _Loader(name, Path(name).stem, properties, library, problems)
    file = None
    if loader.open(text):
        loader.define()
        file = loader.finish()
        check_file(file, properties, library.types, problems)
    problems.raise_if_any()
    assert file is not None
    return file


def _models(node: Node) -> tuple[str, ...]:
    """One model or several; each is what the device says about itself."""
    found = (node,) if node.is_scalar else tuple(node.items())
    return tuple(name for item in found if (name := item.text()))


def _read(path: Path, name: str, problems: Problems) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        # Latin-1 reads anything; the problem that is noted here keeps the result from being used.
        problems.add(Node.root(name), f"not UTF-8: byte {error.start} is {error.object[error.start]:#04x}")
        return path.read_text(encoding="latin-1")


class _Loader:
    """One file on its way; `open`, `define` and `finish` are called in this order."""

    def __init__(self, name: str, module: str, dialect: Dialect, library: Library, problems: Problems) -> None:
        self.name = name
        self.context = Context(dialect, module, library, problems)
        self.parts: dict[str, Node] = {}
        self.head: dict[str, Node] = {}
        self.kind = ""
        self.file = SpecFile("", module, "", Node.root(name))

    def open(self, text: str) -> bool:
        """Find the head; False, with a problem, if there is none to go on with."""
        problems = self.context.problems
        root = compose(text, self.name, problems)
        if root is None:
            return False
        if not SNAKE.match(self.context.module.lstrip("_")):
            root.problem(f"the file name {self.context.module!r} is not in snake_case")
        heads = self.context.dialect.heads
        entries = dict(root.entries())
        kinds = [kind for kind in heads if kind in entries]
        if len(kinds) != 1:
            if root.is_mapping:
                sections = {key for head in heads.values() for key in head.sections}
                strange = [] if kinds else [key for key in entries if key not in sections]
                hints = [hint for key in strange if (hint := suggestion(key, heads))]
                found = " and ".join(kinds) or listing(entries)
                root.problem(f"a file has one of the heads {listing(heads)}; found {found}{''.join(hints[:1])}")
            return False
        self.kind = kinds[0]
        head: Head = heads[self.kind]
        self.parts = root.mapping(head.sections | {self.kind}, (), f"in a {self.kind} file")
        if self.kind != "types":
            self.head = entries[self.kind].mapping(head.keys, head.required, "in the head")
        return True

    def define(self) -> None:
        """The head, and the definitions that other files may refer to."""
        head, parts, context = self.head, self.parts, self.context
        low, high = pick(head, "versions", lambda node: node.range(1, 0xFF), (1, 1))
        context.low, context.high = low, high
        name = pick(head, "name", Node.text, "")
        if "name" in head:
            check_class_name(name, head["name"])
        number = pick(head, "id", self._id, None)
        for section in ("enums", "flags", "records"):
            unique_names(pick(parts, section, Node.entries, ()), context)
        for key, node in pick(parts, "tables", Node.entries, ()):
            check_class_name(key, node)
        module = context.module
        self.file = SpecFile(
            kind=self.kind,
            module=module,
            name=name or pascal(module.strip("_")),
            where=Node.root(self.name),
            id=number,
            low=low,
            high=high,
            manufacturer=pick(head, "manufacturer", lambda node: node.integer(0, 0xFFFF), None),
            models=pick(head, "model", _models, ()),
            enums=tuple(read_enum(key, node, module) for key, node in pick(parts, "enums", Node.entries, ())),
            flags=tuple(read_flags(key, node, module) for key, node in pick(parts, "flags", Node.entries, ())),
            tables=tuple(read_table(key, node, module) for key, node in pick(parts, "tables", Node.entries, ())),
            types=tuple(read_type(node) for node in pick(parts, "types", Node.items, ())),
            doc=pick(parts, "doc", Node.text, ""),
            source=pick(parts, "source", Node.text, ""),
            confidence=pick(parts, "confidence", read_confidence, "high"),
        )
        context.library.add(module, self.file)

    def _id(self, node: Node) -> int:
        ranges = self.context.dialect.heads[self.kind].ids
        number = node.integer(0, ranges[-1][1])
        if not any(low <= number <= high for low, high in ranges):
            allowed = " or ".join(f"{low:#06x} to {high:#06x}" for low, high in ranges)
            node.problem(f"the id {number:#06x} is outside of {allowed}")
        return number

    def finish(self) -> SpecFile:
        """Records, commands and attributes."""
        parts, context, file = self.parts, self.context, self.file
        context.record_nodes = dict(pick(parts, "records", Node.entries, ()))
        reader = FieldReader(context, file.name)
        for name in context.record_nodes:
            named_record(reader, name)
        commands = tuple(read_command(node, context, file.id) for node in pick(parts, "commands", Node.items, ()))
        attributes = tuple(read_attribute(node, context) for node in pick(parts, "attributes", Node.items, ()))
        frame = None
        if self.kind == "frame":
            context.claim(file.name, self.head["name"].where if "name" in self.head else file.where)
            frame = Record(file.name, pick(parts, "fields", reader.fields, ()), Node.root(self.name), file.doc)
        return replace(
            file,
            enums=(*file.enums, *context.inline_enums.values()),
            records=tuple(context.records.values()),
            commands=commands,
            attributes=attributes,
            frame=frame,
        )
