"""What both protocols need to load an overlay: where its text comes from, the compiler's front end, the handle.

The rule: an overlay is there or it is not. Everything is checked before anything is registered; `remove()` leaves the
package as it was before; objects of its classes that somebody kept go on working.
"""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import MappingProxyType, ModuleType

from .assemble import assemble
from .errors import snake_case
from .message import Message, Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType
    from typing import Any, Self

NEEDS_YAML = "loading an overlay needs PyYAML: pip install 'zwcodec[overlay]'"


class Overlay:
    """A loaded overlay; a context manager that removes it in the end. What it defines is an attribute of it, too.

    name         of the command class or cluster
    id           its number
    manufacturer, models    what else it is for, where the protocol has such; None and () if it is for all
    classes      commands and records, enums and flags by name
    commands     those of `classes` that frames decode to
    attributes   descriptions of the cluster's attributes, None without any
    """

    def __init__(
        self, page: Any, found: Mapping[str, Any], attributes: Any, module: str, on_remove: Callable[[Overlay], None]
    ) -> None:
        self.name: str = page.file.name
        self.file: str = page.file.where.file
        self.id: int = page.file.id
        self.manufacturer: int | None = page.file.manufacturer
        self.models: tuple[str, ...] = page.file.models
        self.classes: Mapping[str, Any] = MappingProxyType(dict(found))
        self.attributes = attributes
        self.commands: Mapping[str, Any] = MappingProxyType(
            {name: item for name, item in found.items() if isinstance(item, type) and issubclass(item, Message)}
        )
        self.keys: Mapping[int, Any] = MappingProxyType(
            {key: found[item.name] for item in page.classes for key in item.keys}
        )
        self._module = module
        self._on_remove: Callable[[Overlay], None] | None = on_remove
        # A module of this name lets objects be pickled while the overlay is loaded.
        home = ModuleType(module, page.file.doc or None)
        home.__dict__.update(found)
        sys.modules[module] = home

    def remove(self) -> None:
        """Take it out again; harmless if that was done before."""
        if self._on_remove is not None:
            self._on_remove(self)
            self._on_remove = None
            sys.modules.pop(self._module, None)

    @property
    def is_loaded(self) -> bool:
        return self._on_remove is not None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.remove()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in self.classes:
            raise AttributeError(f"the overlay {self.name} has no {name!r}", name=name, obj=self)
        return self.classes[name]

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.classes]

    def __repr__(self) -> str:
        state = "" if self.is_loaded else ", removed"
        return f"<Overlay {self.name} {self.id:#06x}: {len(self.commands)} commands{state}>"


def make_importable(package: str, folder: str) -> None:
    """In a checkout, `package` is a folder of another name beside the top-level packages."""
    if package in sys.modules:
        return
    from importlib.util import find_spec

    if find_spec(package) is not None:
        return
    place = Path(__file__).resolve().parents[2] / folder
    spec = spec_from_file_location(package, place / "__init__.py", submodule_search_locations=[str(place)])
    if spec is None or spec.loader is None or not place.is_dir():
        raise ImportError(f"{package} is not installed, and there is no folder {folder}", name=package)
    module = module_from_spec(spec)
    sys.modules[package] = module
    spec.loader.exec_module(module)


def text_of(source: str | Path, shipped: Callable[[str], Path | None]) -> tuple[str, str]:
    """Name and text of an overlay: a file, an overlay that comes with the packages, or the text itself."""
    if isinstance(source, str) and ("\n" in source or ": " in source):
        return "overlay.yaml", source
    path = Path(source)
    if isinstance(source, str) and path.name == source and not path.suffix:
        path = shipped(source) or path
    return str(path), path.read_text(encoding="utf-8")


def realize(
    page: Any,
    base: type[Record],
    owner: Any,
    home: str,
    attributes: Callable[[Any, Mapping[str, Any]], Any],
    on_remove: Callable[[Overlay], None],
) -> Overlay:
    """The overlay's classes made and its handle; nothing is registered."""
    stem = f"{home.partition('.')[0]}.overlays.{snake_case(page.file.name)}"
    module, number = stem, 2
    while module in sys.modules:
        module, number = f"{stem}_{number}", number + 1
    found = assemble(page, base, owner, home, module)
    return Overlay(page, found, attributes(page, found), module, on_remove)
