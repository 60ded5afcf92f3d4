"""Who may import whom: the sentences of docs/architecture.md as checks on the sources.

The rule: every sentence about a direction that somebody relies on stands here as a test; a direction that no test
forbids is allowed. `import_module("...")` counts as an import; names put together at run time don't.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

import pytest

pytestmark = pytest.mark.backend_independent

SMARTTHINGS = ("zwcodec.smartthings", "zclcodec.smartthings")
RUNTIME = "zwcodec.runtime"
OVERLAY_LOADERS = ("zwcodec.overlay", "zclcodec.overlay")
PLAIN = ("__future__", "collections.abc", "decimal", "enum", "typing")
# Where a third-party module may be imported, and which.
THIRD_PARTY = {
    "codegen.load_nodes": {"yaml"},
    "codegen.importers": {"yaml"},
    "codegen.render": {"jinja2"},
    "codegen.reference": {"construct", "bitstruct"},
    "zwcodec.cli": {"argcomplete"},  # in a function: completion is an extra
}


if TYPE_CHECKING:
    from tests.contracts.conftest import Import, Source

    Sources = tuple[Source, ...]


def _is_oracle(name: str) -> bool:
    return name == "codegen.reference" or name.startswith("codegen.reference_")


def _is_outside(allowed: tuple[str, ...], source: Source, item: Import) -> bool:
    return not item.within(*allowed)


def _violations(sources: Iterable[Source], wrong: Callable[[Source, Import], bool]) -> list[str]:
    return [
        f"{source.path}:{item.line}: {item.module}"
        for source in sources
        for item in source.imports
        if wrong(source, item)
    ]


def test_sources_are_found(sources: Sources) -> None:
    names = {source.name for source in sources}
    assert {"zwcodec", "zwcodec.runtime.core", "zclcodec", "codegen.layout", "codegen.reference"} <= names
    core = next(source for source in sources if source.path == "zwcodec/runtime/core.pyx")
    assert any(item.module == "zwcodec.runtime.wire" for item in core.imports)


def test_runtime_knows_no_protocol(sources: Sources) -> None:
    """Shared by both protocols, so it may import neither, not even lazily."""
    runtime = [source for source in sources if source.within(RUNTIME)]
    assert not _violations(
        runtime, lambda _, item: item.within("zwcodec", "zclcodec", "codegen") and not item.within(RUNTIME)
    )


def test_zclcodec_knows_only_the_runtime_of_zwcodec(sources: Sources) -> None:
    zcl = [source for source in sources if source.within("zclcodec")]
    assert not _violations(
        zcl,
        lambda source, item: item.within("zwcodec")
        and not item.within(RUNTIME)
        and not (source.name in OVERLAY_LOADERS and item.within("zwcodec.codegen")),
    )


def test_zwcodec_knows_zclcodec_only_in_its_commands(sources: Sources) -> None:
    """The command line tools of both protocols live in zwcodec/cli."""
    zwave = [source for source in sources if source.within("zwcodec") and not source.within("zwcodec.cli")]
    assert not _violations(zwave, lambda _, item: item.within("zclcodec"))


def test_nothing_below_imports_the_smartthings_layers(sources: Sources) -> None:
    """The command line stands above them: it reads what hubs wrote, when it meets it."""
    below = [source for source in sources if not source.within("zwcodec.cli")]
    assert not _violations(
        below,
        lambda source, item: any(
            item.within(layer) and not source.within(layer) for layer in SMARTTHINGS
        ),
    )
    above = [source for source in sources if source.within("zwcodec.cli")]
    assert not _violations(above, lambda _, item: item.eager and any(map(item.within, SMARTTHINGS)))


def test_only_overlay_loaders_import_codegen(sources: Sources) -> None:
    """And they do it when an overlay is loaded, under the name that the folder is installed by."""
    packages = [source for source in sources if source.within("zwcodec", "zclcodec")]
    assert not _violations(
        packages,
        lambda source, item: item.within("codegen")
        or item.within("zwcodec.codegen")
        and (source.name not in OVERLAY_LOADERS or item.eager and not item.typing_only),
    )


def test_codegen_imports_no_package(sources: Sources) -> None:
    """It must run before the packages exist, and under two names: as codegen here, as zwcodec.codegen installed."""
    compiler = [source for source in sources if source.within("codegen")]
    assert not _violations(compiler, lambda _, item: item.within("zwcodec", "zclcodec"))
    assert not _violations(compiler, lambda _, item: item.within("codegen") and not item.relative)


def _reach(sources: Sources, start: str) -> Iterator[str]:
    """Modules of this repository that importing one leads to, lazily or not, but for type checkers' eyes."""
    by_name: dict[str, list[Source]] = {}
    for source in sources:
        by_name.setdefault(source.name, []).append(source)
    seen, waiting = {start}, [start]
    while waiting:
        for source in by_name.get(waiting.pop(), []):
            for item in source.imports:
                if not item.typing_only and item.module in by_name and item.module not in seen:
                    seen.add(item.module)
                    waiting.append(item.module)
    yield from sorted(seen)


def test_oracle_knows_no_layout(sources: Sources) -> None:
    """It reads the Spec. A mistake in lowering must not be able to hide in it, on whatever way it comes in."""
    allowed = {"codegen", "codegen.model", "codegen.expr", "codegen.derive"}
    reached = [name for name in _reach(sources, "codegen.reference") if not _is_oracle(name)]
    assert set(reached) <= allowed
    assert {"codegen.model", "codegen.expr"} <= set(reached)


def test_only_explain_asks_the_oracle(sources: Sources) -> None:
    outside = [source for source in sources if not _is_oracle(source.name)]
    assert not _violations(
        outside, lambda source, item: _is_oracle(item.module) and source.name != "codegen.explain"
    )


def test_loading_knows_nothing_of_printing(sources: Sources) -> None:
    """What is installed for overlays must run without the modules that stay in the repository."""
    printing = {"codegen.render", "codegen.emit", "codegen.emit_decode", "codegen.emit_encode", "codegen.__main__"}
    for start in ("codegen.load", "codegen.layout"):
        assert not printing & set(_reach(sources, start)), start


def test_third_party_modules_stand_where_they_may(sources: Sources) -> None:
    """And the packages need none."""
    known = sys.stdlib_module_names | {"zwcodec", "zclcodec", "codegen", "cpython", "cython", "libc"}

    def wrong(source: Source, item: Import) -> bool:
        top = item.module.partition(".")[0]
        if top in known:
            return False
        allowed = {
            name
            for place, names in THIRD_PARTY.items()
            if source.within(place) or place == "codegen.reference" and _is_oracle(source.name)
            for name in names
        }
        return top not in allowed or source.within("zwcodec", "zclcodec") and item.eager

    assert not _violations(sources, wrong)


def test_generated_modules_import_only_their_base(sources: Sources) -> None:
    """A command class brings the runtime, its protocol's base classes and modules of its own kind, and no more."""
    layers = ("zclcodec.zdo.commands", "zclcodec.aps.commands", "zclcodec.greenpower.commands")
    for folder in ("zwcodec.cc", "zclcodec.clusters", *layers):
        package = folder.rpartition(".")[0]
        bases = (folder, RUNTIME, *(f"{package}.{base}" for base in ("command", "protocol", "attributes")))
        modules = [source for source in sources if source.within(folder)]
        assert modules
        assert all(source.generated for source in modules), folder
        assert not _violations(modules, partial(_is_outside, (*bases, *PLAIN)))


def test_registries_import_nothing(sources: Sources) -> None:
    tables = [source for source in sources if source.name.endswith((".registry", "._ops")) and source.generated]
    assert len(tables) == 10  # every protocol has both
    assert not _violations(tables, lambda _, item: not item.within("__future__", "typing"))
