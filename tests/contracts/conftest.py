"""The sources as the contract tests see them: modules of the repository and what each imports.

The rule: sources are read, never imported, so that a contract holds for code that no test runs. An import is known by
the absolute name of what it names, whether it runs when the module is imported (`eager`), whether only a type checker
sees it (`typing_only`) and whether it is written with dots (`relative`). Compiled modules count like the others.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("zwcodec", "zclcodec", "codegen")
_CYTHON_IMPORT = re.compile(r"^(\s*)(?:from\s+([\w.]+)\s+c?import\s+\(?(.*)|c?import\s+(.*))", re.MULTILINE)


@dataclass(frozen=True)
class Import:
    """One name that one module takes from another."""

    module: str  # the module that is named; for `from package import name` this is package.name if that is a module
    line: int
    eager: bool
    typing_only: bool
    relative: bool = False

    def within(self, *packages: str) -> bool:
        return _is_within(self.module, *packages)


@dataclass(frozen=True)
class Source:
    """One module of the repository."""

    path: str  # relative to the repository
    name: str
    generated: bool
    imports: tuple[Import, ...]

    def within(self, *packages: str) -> bool:
        return _is_within(self.name, *packages)


def _is_within(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(package + ".") for package in packages)


def _module_name(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _is_type_checking(test: ast.expr) -> bool:
    return any(isinstance(node, ast.Name) and node.id == "TYPE_CHECKING" for node in ast.walk(test)) and not any(
        isinstance(node, ast.Not) for node in ast.walk(test)
    )


def _python_imports(tree: ast.Module, package: str, known: frozenset[str]) -> Iterator[Import]:
    def visit(node: ast.AST, eager: bool, typing_only: bool) -> Iterator[Import]:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, node.lineno, eager, typing_only)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parents = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*parents, base]).rstrip(".")
            for alias in node.names:
                whole = f"{base}.{alias.name}"
                yield Import(whole if whole in known else base, node.lineno, eager, typing_only, node.level > 0)
        elif isinstance(node, ast.If) and _is_type_checking(node.test):
            for seen in node.body:
                yield from visit(seen, eager, True)
            for other in node.orelse:
                yield from visit(other, eager, typing_only)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            for child in ast.iter_child_nodes(node):
                yield from visit(child, False, typing_only)
        else:
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if called == "import_module" and isinstance(node.args[0].value, str):
                    yield Import(node.args[0].value, node.lineno, eager, typing_only)
            for child in ast.iter_child_nodes(node):
                yield from visit(child, eager, typing_only)

    yield from visit(tree, True, False)


def _cython_imports(text: str, known: frozenset[str]) -> Iterator[Import]:
    for match in _CYTHON_IMPORT.finditer(text):
        indent, base, names, plain = match.groups()
        line = text.count("\n", 0, match.start()) + 1
        for name in re.findall(r"[\w.]+", names or plain or ""):
            whole = f"{base}.{name}" if base else name
            yield Import(whole if whole in known or not base else base, line, not indent, False)
        if base:
            yield Import(base, line, not indent, False)


def _sources() -> tuple[Source, ...]:
    paths = sorted(
        path.relative_to(ROOT)
        for package in PACKAGES
        for suffix in (".py", ".pyi", ".pyx", ".pxd")
        for path in (ROOT / package).rglob(f"*{suffix}")
    )
    known = frozenset(_module_name(path) for path in paths)
    found = []
    for path in paths:
        text = (ROOT / path).read_text(encoding="utf-8")
        name = _module_name(path)
        if path.suffix in (".py", ".pyi"):
            package = name if path.stem == "__init__" else name.rpartition(".")[0]
            imports = tuple(_python_imports(ast.parse(text), package, known))
        else:
            imports = tuple(_cython_imports(text, known))
        generated = "# Generated by `python -m codegen`" in text[:400]
        found.append(Source(path.as_posix(), name, generated, imports))
    return tuple(found)


@pytest.fixture(scope="session")
def sources() -> tuple[Source, ...]:
    """Every module of the packages and of codegen."""
    return _sources()


@pytest.fixture(scope="session")
def repository() -> Path:
    return ROOT
