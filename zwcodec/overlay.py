"""`load_overlay`: a command class from one YAML file at run time, no compiler needed.

The rule: this and zclcodec/overlay.py are the only modules that import the compiler's front end (codegen/, installed as
zwcodec.codegen), and only when an overlay is loaded. Later overlays win over earlier ones and over what is built in,
which nobody gets without saying `replace=True`.
"""

from __future__ import annotations

from zwcodec import frame
from zwcodec.command import Command
from zwcodec.protocol import PROTOCOL
from zwcodec.registry import COMMANDS
from zwcodec.runtime import BACKEND
from zwcodec.runtime.overlays import NEEDS_YAML, Overlay, make_importable, realize, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from typing import Any

__all__ = ["Overlay", "load_overlay"]

DIALECT = "zwave"
_loaded: list[Overlay] = []


def __getattr__(name: str) -> Any:
    if name == "SpecProblem":  # what is raised for a bad overlay; importing it imports the front end
        return _compiler().SpecProblem
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def load_overlay(source: str | Path, *, replace: bool = False) -> Overlay:
    """Load a command class: `decode`, `encode` and everything else know it from now on, until `remove()`.

    source: the path of a YAML file as in specs/README.md, or its text
    replace: take the place of commands that are built in or come from another overlay
    Raises SpecProblem, which lists everything that is wrong (`zwcodec.overlay.SpecProblem`), conflicts included;
    ImportError without PyYAML, which the extra `overlay` brings.
    """
    dynamic = _compiler()
    name, text = text_of(source, lambda _: None)
    page = dynamic.page(name, text, DIALECT)
    if not replace:
        dynamic.refuse(_conflicts(page))
    overlay = realize(page, Command, PROTOCOL, "zwcodec.cc", _no_attributes, _remove)
    _loaded.append(overlay)
    _publish()
    return overlay


def _compiler() -> Any:
    make_importable("zwcodec.codegen", "codegen")
    try:
        from zwcodec.codegen import dynamic
    except ModuleNotFoundError as error:
        if error.name != "yaml":
            raise
        raise ImportError(NEEDS_YAML, name="yaml") from error
    return dynamic


def _no_attributes(page: Any, found: Mapping[str, Any]) -> None:
    """Command classes have none."""


def _conflicts(page: Any) -> Iterator[tuple[Any, str]]:
    """Commands that frames decode to already. A class without command byte takes all frames of its class."""
    taken: dict[int, str] = {key: name for key, (_, name) in COMMANDS.items()}
    for overlay in _loaded:
        origin = f"of the overlay {overlay.name} ({overlay.file})"
        taken.update((key, f"{item.__name__} {origin}") for key, item in overlay.keys.items())
    for item in page.classes:
        for key in item.keys:
            number = key & ~(frame.NO_COMMAND | 0xFF)
            same = [other for other in taken if other & ~(frame.NO_COMMAND | 0xFF) == number]
            found = key if key in taken else next(
                (other for other in same if (key | other) & frame.NO_COMMAND), None
            )
            if found is not None:
                yield item.where, f"{item.name}: the command is taken by {taken[found]} (replace=True replaces it)"
                break


def _remove(overlay: Overlay) -> None:
    _loaded.remove(overlay)
    _publish()


def _publish() -> None:
    """Tell `frame` what is loaded."""
    frame.overlays = {key: item for overlay in _loaded for key, item in overlay.keys.items()}
    frame._resolved.clear()
    if BACKEND == "cython":
        from zwcodec._frame import forget

        forget()
