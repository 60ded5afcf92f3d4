"""What a build may cost, and that what it makes is whole: sdist, wheel and an installation of it.

The rule: everything here is done to one build from source, in a temporary folder, without the network. The figures are
the ones that the project promises; the build leaves room below each.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from benchmarks.build import Built, build

pytestmark = [pytest.mark.backend_independent, pytest.mark.alone]

C_LINES = 150_000  # all of both protocols (issue 3)
EXTENSION_BYTES = 4_000_000
WHEEL_BYTES = 2_000_000
EXTENSIONS = {"zwcodec/runtime/core", "zwcodec/_layouts", "zwcodec/_frame", "zclcodec/_layouts", "zclcodec/_frame"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build(tmp_path_factory.mktemp("build"))


@pytest.fixture(scope="module")
def python(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of a new virtual environment that has the wheel and nothing else."""
    folder = tmp_path_factory.mktemp("venv")
    venv.create(folder, with_pip=False)
    with zipfile.ZipFile(built.wheel) as archive:
        scripts = archive.read("zwcodec-0.1.0.dist-info/entry_points.txt").decode()
    assert "zwdecode = zwcodec.cli:zwdecode" in scripts
    found = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    _run(sys.executable, "-m", "pip", "--python", str(found), "install", "--no-index", "--no-deps", str(built.wheel))
    return found


def _run(*command: str, **variables: str) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "ZWCODEC"))}
    done = subprocess.run(
        command, cwd="/", env={**environment, **variables}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def test_generated_c(built: Built) -> None:
    assert set(built.c_lines) >= {f"{name}.c" for name in EXTENSIONS}
    assert sum(built.c_lines.values()) < C_LINES, built.c_lines


def test_extensions(built: Built) -> None:
    assert {name.partition(".")[0] for name in built.extensions} >= EXTENSIONS
    assert sum(built.extensions.values()) < EXTENSION_BYTES, built.extensions
    assert built.wheel.stat().st_size < WHEEL_BYTES


def test_sdist_has_sources_only(built: Built) -> None:
    names = built.sdist_names
    assert not [name for name in names if name.endswith((".c", ".so", ".pyc", ".html"))]
    for name in (
        "LICENSE", "NOTICE", "CHANGELOG.md", "Makefile", "setup.py", "specs/README.md", "specs/zwave/basic.yaml",
        "codegen/templates/layouts.pyx.j2", "zwcodec/runtime/wire.h", "tests/conftest.py", "benchmarks/frames.json",
    ):
        assert name in names


def test_wheel_is_typed_and_licensed(built: Built) -> None:
    names = built.sizes
    for name in ("zwcodec/py.typed", "zclcodec/py.typed", "zwcodec/runtime/core.pxd", "zwcodec/runtime/wire.h"):
        assert name in names
    assert {Path(name).name for name in names if "/licenses/" in name} == {"LICENSE", "NOTICE"}
    stubs = {name[: -len(".pyi")] for name in names if name.endswith(".pyi")}
    assert EXTENSIONS - {name for name in EXTENSIONS if name.endswith("_layouts")} <= stubs


def test_wheel_has_of_codegen_what_overlays_need(built: Built) -> None:
    """Nothing that prints, compares or needs construct; and nothing that is there misses a neighbour."""
    there = {
        Path(name).stem for name in built.sizes if re.fullmatch(r"zwcodec/codegen/\w+\.py", name)
    }
    assert {"load", "model", "layout", "validate"} <= there
    assert not [name for name in there if name.startswith(("reference", "emit", "render", "evolve", "explain"))]
    assert "zwcodec/codegen/specs/zcl/_types.yaml" in built.sizes
    with zipfile.ZipFile(built.wheel) as archive:
        for name in sorted(there):
            tree = ast.parse(archive.read(f"zwcodec/codegen/{name}.py"))
            wanted = {
                node.module.partition(".")[0] if node.module else alias.name
                for node in ast.walk(tree)
                if isinstance(node, ast.ImportFrom) and node.level == 1
                for alias in node.names
            }
            assert wanted <= there | {"dialects"}, name


def test_installed_command_answers(python: Path) -> None:
    answer = _run(str(python.parent / "zwdecode"), "2003FF")
    assert "Basic" in answer
    assert "255" in answer


def test_installed_packages_are_compiled(python: Path) -> None:
    script = "import zwcodec, zclcodec; print(zwcodec.BACKEND, zclcodec.BACKEND)"
    assert _run(str(python), "-c", script).split() == ["cython", "cython"]
    assert _run(str(python), "-c", script, ZWCODEC_BACKEND="python").split() == ["python", "python"]


def test_installed_codegen_finds_what_overlays_refer_to(python: Path) -> None:
    script = (
        "from importlib.resources import files; "
        "print(files('zwcodec.codegen.specs').joinpath('zcl', '_types.yaml').read_text('utf-8'))"
    )
    assert "types:" in _run(str(python), "-c", script)


def test_pure_wheel_fits_every_machine(tmp_path: Path) -> None:
    made = build(tmp_path, pure=True)
    assert made.wheel.name.endswith("-py3-none-any.whl")
    assert not made.extensions
    script = "import zwcodec; print(zwcodec.BACKEND, int(zwcodec.decode(bytes.fromhex('2003ff')).value))"
    script = f"import sys; sys.path.insert(0, {str(made.wheel)!r}); {script}"
    assert _run(sys.executable, "-I", "-c", script).split() == ["python", "255"]
