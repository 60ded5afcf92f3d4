"""The zoo: small specs with every shape that the language has, used by a real command or not (tests/engine/zoo/).

The rule: they are compiled like any other spec, layouts included, into a copy of the package that has no other command
classes; there the properties of this folder run over them, on the back end of this run. What only these specs have must
work on all readers before a real spec needs it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import zwcodec

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
PROPERTIES = ("test_roundtrip.py", "test_examples.py", "test_hostile.py", "test_strict.py")
GENERATE = """
from pathlib import Path
from codegen.render import protocol_files
for name, text in protocol_files(Path("specs"), "zwave").items():
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(text, "utf-8")
"""
COMPILE = """
from Cython.Build import cythonize
from setuptools import Extension, setup
pages = [Extension("zwcodec._layouts", ["zwcodec/_layouts.pyx"], include_dirs=["zwcodec/runtime"])]
setup(name="zoo", packages=[], ext_modules=cythonize(pages, quiet=True), script_args=["-q", "build_ext", "--inplace"])
"""


@pytest.fixture(scope="module")
def zoo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout whose only Z-Wave classes are those of the zoo."""
    folder = tmp_path_factory.mktemp("zoo")
    without = shutil.ignore_patterns("_layouts*.so", "_layouts*.pyd", "cc", "__pycache__")
    shutil.copytree(ROOT / "zwcodec", folder / "zwcodec", ignore=without)
    for name in ("codegen", "zclcodec"):
        (folder / name).symlink_to(ROOT / name, target_is_directory=True)
    (folder / "specs").mkdir()
    for page in (ROOT / "specs").iterdir():
        if page.is_dir() and page.name not in ("zwave", "smartthings"):
            (folder / "specs" / page.name).symlink_to(page, target_is_directory=True)
    shutil.copytree(HERE / "zoo", folder / "specs" / "zwave")
    (folder / "tests").mkdir()
    for name in ("__init__.py", "conftest.py"):
        shutil.copy(ROOT / "tests" / name, folder / "tests" / name)
    shutil.copytree(HERE, folder / "tests" / "engine", ignore=shutil.ignore_patterns("zoo", "__pycache__"))
    run(folder, "-c", GENERATE)
    if zwcodec.BACKEND == "cython":
        run(folder, "-c", COMPILE)
    shutil.copy(ROOT / "pyproject.toml", folder / "pyproject.toml")  # for pytest; setuptools is not to see it
    return folder


def run(folder: Path, *arguments: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONSAFEPATH": "1", "ZWCODEC_BACKEND": zwcodec.BACKEND}
    environment.pop("PYTEST_XDIST_WORKER", None)
    done = subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{done.stdout[-20_000:]}\n{done.stderr[-4_000:]}"
    return done.stdout


@pytest.mark.alone
@pytest.mark.parametrize("properties", PROPERTIES)
def test_every_shape(zoo: Path, properties: str) -> None:
    ours = " or ".join(["zwave", *sorted(page.stem for page in (HERE / "zoo").iterdir())])
    told = run(zoo, "-m", "pytest", "-q", "-k", ours, "-p", "no:cacheprovider", f"tests/engine/{properties}")
    assert " passed" in told
