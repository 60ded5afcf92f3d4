"""The roads by which a typed value is read and written: values.py, its compiled twin, and the oracle.

The rule: a road answers None where it refuses, so that tests compare answers.
"""

from __future__ import annotations

import io
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from construct import ConstructError

from codegen.load import load
from codegen.reference_types import TypeTable
from zclcodec import values
from zwcodec.runtime.errors import DecodeError, EncodeError

SPECS = Path(__file__).resolve().parents[2] / "specs"


class Python:
    """values.py."""

    def read(self, data: bytes, type_id: int, depth: int = 0) -> tuple[Any, int] | None:
        try:
            return values.typed_read(data, 0, len(data), type_id, depth, True)
        except DecodeError:
            return None

    def write(self, type_id: int, value: object, depth: int = 0) -> bytes | None:
        out = bytearray()
        try:
            values.typed_write(out, type_id, value, depth)
        except EncodeError:
            return None
        return bytes(out)


PYTHON = Python()


def compiled() -> Any:
    """_values.pyx; it leaves to values.py the writing of what is rare."""
    return import_module("zclcodec._values")


@cache
def oracle() -> TypeTable:
    spec = load(SPECS / "zcl", "zcl")
    return TypeTable((row for file in spec.files for row in file.types), little=True)


def oracle_read(data: bytes, type_id: int) -> tuple[Any, int] | None:
    """The plain value and where it ends; None if the oracle refuses."""
    stream = io.BytesIO(data)
    try:
        return oracle().value(type_id, 0).parse_stream(stream), stream.tell()
    except ConstructError:
        return None


def exact(value: object) -> object:
    """The value with the class of every part of it, so that 1 is not True and -0.0 not 0.0."""
    return type(value), repr(value)
