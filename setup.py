"""The build: which packages, data and extensions make up the distribution.

The rule: an install never fails for want of a compiler. Extensions are optional, and where they are missing the same
operations run as plain Python. ZWCODEC_PURE=1 leaves them out. C is made from the .pyx at build time, under build/, and
never committed. The folder codegen/ is installed as zwcodec.codegen, less what only this repository needs: what is left
loads overlays at run time.
"""

from __future__ import annotations

import multiprocessing
import os
import platform
import re
from pathlib import Path

from setuptools import Extension, find_packages, setup
from setuptools.command.build_ext import build_ext
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent
RUNTIME = "zwcodec/runtime"
SOURCES = (
    f"{RUNTIME}/core.pyx",
    "zwcodec/_layouts.pyx",
    "zwcodec/_frame.pyx",
    "zclcodec/_layouts.pyx",
    "zclcodec/_values.pyx",
    "zclcodec/_frame.pyx",
)
HEADERS = sorted(f"{RUNTIME}/{path.name}" for path in (ROOT / RUNTIME).iterdir() if path.suffix in (".h", ".pxd"))
# Printing files, comparing them and the oracle are the repository's business; so are importers/ and templates/.
REPOSITORY_ONLY = re.compile(r"__main__|coverage|emit(_.*)?|evolve|explain|reference(_.*)?|render")
SHARED_SPEC = re.compile(r"^(registry|types|general):", re.MULTILINE)  # what an overlay may refer to (dynamic.py)


def packages() -> tuple[list[str], dict[str, str], dict[str, list[str]]]:
    """Names, folders that are not where their name says, and data files."""
    names = find_packages(include=["zwcodec", "zwcodec.*", "zclcodec", "zclcodec.*"])
    data = {name: ["py.typed", "*.pyi", "*.pxd", "*.h"] for name in names}
    folders = {"zwcodec.codegen": "codegen", "zwcodec.codegen.dialects": "codegen/dialects"}
    names += folders
    folders["zwcodec.codegen.specs"] = "specs"
    names.append("zwcodec.codegen.specs")
    data["zwcodec.codegen.specs"] = sorted(
        path.relative_to(ROOT / "specs").as_posix()
        for path in (ROOT / "specs").glob("z*/*.yaml")
        if SHARED_SPEC.search(path.read_text(encoding="utf-8"))
    )
    overlays = sorted((ROOT / "specs" / "overlays").glob("*.yaml"))
    data["zwcodec.codegen.specs"] += [f"overlays/{path.name}" for path in overlays]
    return names, folders, data


def extensions() -> list[Extension]:
    """The compiled parts that there are; none if nobody wants them."""
    if os.environ.get("ZWCODEC_PURE") == "1":
        return []
    return [
        Extension(path[:-4].replace("/", "."), [path], include_dirs=[RUNTIME], depends=HEADERS, optional=True)
        for path in SOURCES
        if (ROOT / path).exists()
    ]


class BuildExtensions(build_ext):
    """All of them at the same time, from C that is made just before, with the flags that keep them small."""

    def finalize_options(self) -> None:
        super().finalize_options()
        self.parallel = self.parallel or os.cpu_count()

    def build_extensions(self) -> None:
        try:
            from Cython.Build import cythonize
        except ImportError:
            self.warn("there is no Cython: the packages will run as plain Python")
            self.extensions = []
            return
        forks = multiprocessing.get_start_method() == "fork"  # elsewhere every worker would run this file
        workers = os.cpu_count() if forks else 0
        made = cythonize(self.extensions, build_dir="build/cython", include_path=["."], nthreads=workers, quiet=True)
        for extension, translated in zip(self.extensions, made, strict=True):
            extension.sources = translated.sources
            if self.compiler.compiler_type == "unix":
                extension.extra_compile_args = ["-O2", "-g0", "-fvisibility=hidden"]
                extension.extra_link_args = ["-Wl,-x" if platform.system() == "Darwin" else "-Wl,-s"]
        super().build_extensions()


class BuildPython(build_py):
    """The modules of the packages, without what REPOSITORY_ONLY names."""

    def find_package_modules(self, package: str, package_dir: str) -> list[tuple[str, str, str]]:
        found: list[tuple[str, str, str]] = super().find_package_modules(package, package_dir)
        if package != "zwcodec.codegen":
            return found
        return [entry for entry in found if not REPOSITORY_ONLY.fullmatch(entry[1])]


if __name__ == "__main__":
    names, folders, data = packages()
    setup(
        packages=names,
        package_dir=folders,
        package_data=data,
        include_package_data=False,
        ext_modules=extensions(),
        cmdclass={"build_ext": BuildExtensions, "build_py": BuildPython},
        zip_safe=False,
    )
