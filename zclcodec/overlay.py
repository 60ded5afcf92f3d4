"""`load_overlay`: a cluster, or what a manufacturer adds to one, from one YAML file at run time.

The rule: this and zwcodec/overlay.py are the only modules that import the compiler's front end (codegen/, installed as
zwcodec.codegen), and only when an overlay is loaded. An overlay is for a cluster and a manufacturer code; one that
names models is asked only where `decode` gets such a model, and may say there what others say otherwise.
"""

from __future__ import annotations

from zclcodec import frame, named
from zclcodec.attributes import Attribute, Attributes
from zclcodec.command import ClusterCommand
from zclcodec.protocol import PROTOCOL
from zclcodec.registry import COMMANDS
from zwcodec.runtime import BACKEND
from zwcodec.runtime.assemble import resolved
from zwcodec.runtime.overlays import NEEDS_YAML, Overlay, make_importable, realize, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path
    from typing import Any

__all__ = ["Overlay", "load_overlay", "shipped"]

DIALECT = "zcl"
HOME = "zclcodec.clusters"
_loaded: list[Overlay] = []


def __getattr__(name: str) -> Any:
    if name == "SpecProblem":  # what is raised for a bad overlay; importing it imports the front end
        return _compiler().SpecProblem
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def load_overlay(source: str | Path, *, replace: bool = False, manufacturer: int | None = None) -> Overlay:
    """Load a cluster: `decode`, `encode` and everything else know it from now on, until `remove()`.

    source: the path of a YAML file as in specs/README.md, its text, or the name of an overlay that comes with this
        package (`shipped()` lists them), such as "tuya"
    replace: take the place of commands and attributes that are built in or come from another overlay
    manufacturer: a code in place of the one that the file says, for makers with several codes
    Raises SpecProblem, which lists everything that is wrong (`zclcodec.overlay.SpecProblem`), conflicts included;
    ImportError without PyYAML, which the extra `overlay` brings.
    """
    dynamic = _compiler()
    name, text = text_of(source, dynamic.shipped)
    page = dynamic.page(name, text, DIALECT, manufacturer)
    if not replace:
        dynamic.refuse([*_taken_commands(page), *_taken_attributes(page)])
    overlay = realize(page, ClusterCommand, PROTOCOL, HOME, _attributes, _remove)
    _loaded.append(overlay)
    _publish()
    return overlay


def shipped() -> tuple[str, ...]:
    """Names of the overlays that come with this package."""
    names: tuple[str, ...] = _compiler().shipped_names()
    return names


def _compiler() -> Any:
    make_importable("zwcodec.codegen", "codegen")
    try:
        from zwcodec.codegen import dynamic
    except ModuleNotFoundError as error:
        if error.name != "yaml":
            raise
        raise ImportError(NEEDS_YAML, name="yaml") from error
    return dynamic


def _attributes(page: Any, found: Mapping[str, Any]) -> Attributes | None:
    """Descriptions of the cluster's attributes."""
    if not page.attributes:
        return None
    return Attributes(
        *(
            Attribute(number, name, kind, **{key: resolved(value, found, HOME) for key, value in given.items()})
            for _, number, name, kind, given in page.attributes
        )
    )


def _rivals(page: Any) -> list[Overlay]:
    """The overlays that are asked in the same place: for all models, or for one of these."""
    models = set(page.file.models)
    return [item for item in _loaded if not models and not item.models or models & set(item.models)]


def _taken_commands(page: Any) -> Iterator[tuple[Any, str]]:
    """Commands that frames decode to already."""
    taken = {} if page.file.models else {key: name for key, (_, name) in COMMANDS.items()}
    for overlay in _rivals(page):
        origin = f"of the overlay {overlay.name} ({overlay.file})"
        taken.update((key, f"{item.__name__} {origin}") for key, item in overlay.keys.items())
    for item in page.classes:
        found = next((taken[key] for key in item.keys if key in taken), None)
        if found is not None:
            yield item.where, f"{item.name}: the command is taken by {found} (replace=True replaces it)"


def _taken_attributes(page: Any) -> Iterator[tuple[Any, str]]:
    """Attributes that have a description already."""
    known: list[tuple[Attributes, str]] = []
    if not page.file.models:
        for maker in dict.fromkeys((page.file.manufacturer, None)):
            built_in = named.built_in(page.file.id, maker)
            if built_in is not None:
                known.append((built_in, ""))
    for overlay in _rivals(page):
        if overlay.id == page.file.id and overlay.attributes is not None:
            known.append((overlay.attributes, f" of the overlay {overlay.name} ({overlay.file})"))
    for where, number, name, _, given in page.attributes:
        side = given.get("side", "server")
        for attributes, origin in known:
            found = _on_any(attributes, number, ("server", "client") if side == "both" else (side,), given)
            if found is not None:
                yield where, f"{name}: the attribute is taken by {found.name}{origin} (replace=True replaces it)"
                break


def _on_any(
    attributes: Attributes, number: int, sides: Iterable[str], given: Mapping[str, Any]
) -> Attribute | None:
    found = (attributes.find(number, side, given.get("manufacturer")) for side in sides)
    return next((item for item in found if item is not None), None)


def _remove(overlay: Overlay) -> None:
    _loaded.remove(overlay)
    _publish()


def _publish() -> None:
    """Tell `frame` and `named` what is loaded; what was loaded last wins."""
    frame.overlays = {key: item for overlay in _loaded if not overlay.models for key, item in overlay.keys.items()}
    frame.models = {}
    named.overlays = []
    named.merged = {}
    for overlay in _loaded:
        for model in overlay.models:
            frame.models.setdefault(model, {}).update(overlay.keys)
        if overlay.attributes is not None:
            named.overlays.append((overlay.id, overlay.models, overlay.attributes))
    frame._resolved.clear()
    if BACKEND == "cython":
        from zclcodec._frame import forget

        forget()
