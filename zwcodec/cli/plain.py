"""Rows and errors as JSON objects, one on a line for each frame.

The rule: plain JSON that any reader takes. A decimal is a string, so that it stays exact; bytes are hex; a float that
is no number is a string. Keys of `labels`, `units` and `computed` are paths as in the spans and in errors.
"""

from __future__ import annotations

import json
from decimal import Decimal
from math import isfinite

from .rows import COMPUTED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from zwcodec.runtime.errors import DecodeError

    from .rows import Row


def plain(value: Any) -> Any:
    """The value in terms of JSON."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return float(value) if isfinite(value) else str(float(value))
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return plain(value.as_dict())


def line(content: dict[str, Any], encoding: str) -> str:
    """The object on one line, in characters that the output has. Bytes that are no UTF-8 are lone surrogates."""
    if encoding.lower().replace("-", "") != "utf8":
        return json.dumps(content)
    return json.dumps(content, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()


def spans(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Which bits each value came from."""
    return [
        {"path": row.path, "byte_offset": row.place[0], "bit_offset": row.place[1], "bit_length": row.place[2]}
        for row in rows
        if row.place is not None
    ]


def words(rows: Sequence[Row]) -> dict[str, dict[str, str]]:
    """What the values mean, by path."""
    return {
        "labels": {row.path: row.meaning.label for row in rows if row.path and row.meaning.label},
        "units": {row.path: row.meaning.unit for row in rows if row.path and row.meaning.unit},
        "computed": {row.path: str(row.meaning) for row in rows if row.kind == COMPUTED},
    }


def failure(error: DecodeError) -> dict[str, Any]:
    """What an error knows about its place and reason."""
    return {
        "message": error.message,
        "path": error.path,
        "byte_offset": error.offset,
        "bit_offset": error.bit_offset,
        "needed": error.needed,
        "available": error.available,
        "hint": error.hint,
    }
