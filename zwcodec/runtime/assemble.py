"""Classes made at run time, from what an overlay says as plain values (codegen/dynamic.py).

The rule: such a class is like a generated one, with a protocol object of its own that has its operations, so the
interpreter reads and writes it on both back ends and nothing outlives it. No source text is made or run.
"""

from __future__ import annotations

from importlib import import_module

from . import views
from .build import build
from .message import Field, Merge, Record, Wire
from .values import Flag, Flags, LabelledEnum

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any


class OverlayProtocol:
    """The protocol object of an overlay's classes: what its owner answers, and operations of its own. The compiled core
    finds no layout functions here and leaves the classes to the interpreter."""

    layouts = None
    hooks = None

    def __init__(self, owner: Any, ops: Mapping[str, tuple[Any, ...]]) -> None:
        self.owner = owner
        self.ops = ops

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self.owner, name)


def assemble(page: Any, base: type[Record], owner: Any, home: str, module: str) -> dict[str, Any]:
    """Everything that the overlay defines, by name.

    page: what codegen.dynamic.page made of the file; base: of its commands; owner: the protocol object; home: the
    package of the generated modules, for enums and flags that are not the overlay's own; module: `__module__`.
    """
    workshop = _Workshop(OverlayProtocol(owner, page.ops), home, module)
    for name, doc, members in page.enums:
        workshop.enum(name, doc, members)
    for name, doc, bits in page.flags:
        workshop.flags(name, doc, bits)
    workshop.found.update(page.tables)
    for item in page.classes:
        workshop.cls(item, Record if item.is_record else base)
    return workshop.found


def resolved(value: Any, found: Mapping[str, Any], home: str) -> Any:
    """A value of a page with its references resolved; tuples may hold some."""
    if isinstance(value, tuple):
        return tuple(resolved(part, found, home) for part in value)
    module = getattr(value, "module", None)
    if module is None:
        return value
    return getattr(import_module(f"{home}.{module}"), value.name) if module else found[value.name]


class _Workshop:
    def __init__(self, protocol: OverlayProtocol, home: str, module: str) -> None:
        self.protocol = protocol
        self.home = home
        self.module = module
        self.found: dict[str, Any] = {}

    def enum(self, name: str, doc: str, members: Mapping[str, tuple[int, str]]) -> None:
        kind: Any = LabelledEnum
        made = kind(name, list(members.items()), module=self.module)
        made.__doc__ = doc or f"Values of {name}; others may occur."
        self.found[name] = made

    def flags(self, name: str, doc: str, bits: Mapping[str, tuple[int, int, str]]) -> None:
        members: dict[str, Any] = {bit: Flag(*where) for bit, where in bits.items()}
        members.update(__doc__=doc or f"Bits of {name}.", __module__=self.module)
        self.found[name] = type(name, (Flags,), members)

    def cls(self, page: Any, base: type[Record]) -> None:
        low, high = page.versions
        members: dict[str, Any] = {
            "__module__": self.module,
            "__doc__": page.doc,
            "__slots__": page.slots,
            "__protocol__": self.protocol,
            "__wire__": Wire(page.layouts, low, high, page.prefix),
            "__fields__": tuple(Field(name, kind, **self.all(given)) for name, kind, given in page.fields),
            "__annotations__": dict(page.annotations),
            "__init__": _constructor(page),
            **page.constants,
        }
        if page.merge is not None:
            members["__merge__"] = Merge(**page.merge)
        for name, (view, arguments) in page.views.items():
            members[name] = getattr(views, view)(*resolved(arguments, self.found, self.home))
        self.found[page.name] = type(page.name, (base,), members)

    def all(self, given: Mapping[str, Any]) -> dict[str, Any]:
        return {key: resolved(value, self.found, self.home) for key, value in given.items()}


def _constructor(page: Any) -> Callable[..., None]:
    """`__init__` with the keyword-only parameters of the page."""
    fields = tuple((name, default) for name, _, default in page.parameters)
    required = tuple(name for name, default in fields if default is page.required)
    known = frozenset(name for name, _ in fields) | (set() if page.is_record else {"version", "trailing"})
    where = f"{page.name}.__init__()"
    high = page.versions[1]

    def __init__(self: Any, **given: Any) -> None:
        for name in given:
            if name not in known:
                raise TypeError(f"{where} got an unexpected keyword argument {name!r}")
        missing = [name for name in required if name not in given]
        if missing:
            raise TypeError(f"{where} is missing keyword arguments: {', '.join(missing)}")
        values = tuple(given.get(name, None if default is page.required else default) for name, default in fields)
        if page.is_record:
            build(self, values)
        else:
            build(self, values, given.get("version", high), given.get("trailing", b""))

    __init__.__qualname__ = f"{page.name}.__init__"
    __init__.__signature__ = _signature(page)  # type: ignore[attr-defined]
    return __init__


def _signature(page: Any) -> Any:
    """For help() and editors."""
    from inspect import Parameter, Signature

    parameters = [Parameter("self", Parameter.POSITIONAL_OR_KEYWORD)]
    for name, annotation, default in page.parameters:
        default = Parameter.empty if default is page.required else default
        parameters.append(Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=annotation))
    if not page.is_record:
        parameters.append(Parameter("version", Parameter.KEYWORD_ONLY, default=page.versions[1], annotation="int"))
        parameters.append(Parameter("trailing", Parameter.KEYWORD_ONLY, default=b"", annotation="bytes"))
    return Signature(parameters, return_annotation=None)
