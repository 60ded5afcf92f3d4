"""What is in an array, set, bag or structure whose cluster says what it holds: plain values out of it, and into it.

The rule: `of` is the name of a type (of each element), or pairs of name and type (the members of the structure, or of
each element, which then is one). A value that its sender made otherwise is read as it is, with as many names as fit.
"""

from __future__ import annotations

from zwcodec.runtime.errors import EncodeError

from .data_types import TYPE_IDS, DataType
from .value_types import Sequence, Structure

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    Of = str | tuple[tuple[str, str], ...]

STRUCTURE = 0x4C


def contents_of(value: Any, of: Of) -> Any:
    """A tuple of the elements, a dict of the members (a tuple, if there are more or fewer of them than names); any
    other value as it is."""
    if isinstance(value, Sequence):
        return None if value.values is None else tuple(contents_of(item, of) for item in value)
    if not isinstance(value, Structure):
        return value
    names = () if isinstance(of, str) else tuple(name for name, _ in of)
    items = tuple(contents_of(item, "") for _, item in value)
    return dict(zip(names, items, strict=True)) if len(names) == len(items) and names else items


def collected(contents: Any, of: Of, row: DataType) -> Any:
    """The typed value that an attribute of the type `row` is written with. Raises EncodeError."""
    if contents is None:
        return None
    if row.id == STRUCTURE:
        return _structure(contents, of)
    if row.cls is None or not issubclass(row.cls, Sequence):
        raise EncodeError("no collection", value=contents, allowed="a value of the type itself")
    if not of:
        raise EncodeError("the cluster does not say of which type the elements are", value=contents)
    if isinstance(of, str):
        return row.cls(TYPE_IDS[of], contents)
    return row.cls(STRUCTURE, [_structure(item, of) for item in contents])


def _structure(contents: Mapping[str, Any] | Iterable[Any], of: Of) -> Structure:
    if isinstance(of, str):
        raise EncodeError("the cluster does not say which members the structure has", value=contents)
    names = [name for name, _ in of]
    values = [contents[name] for name in names if name in contents] if isinstance(contents, dict) else list(contents)
    if len(values) != len(names) or len(contents) != len(names):  # type: ignore[arg-type]
        raise EncodeError("other members than the structure has", value=contents, allowed=", ".join(names))
    return Structure((TYPE_IDS[kind], value) for (_, kind), value in zip(of, values, strict=True))


def text_of(contents: Any) -> str:
    """Contents for people: `[Off, Heating]`, `{date: 2024-02-29, time: 01:02:03.04}`."""
    if isinstance(contents, dict):
        return "{" + ", ".join(f"{name}: {text_of(value)}" for name, value in contents.items()) + "}"
    if isinstance(contents, tuple):
        return "[" + ", ".join(map(text_of, contents)) + "]"
    if contents is None or isinstance(contents, bool):
        return {None: "no value", True: "true", False: "false"}[contents]
    return contents.hex(" ") if isinstance(contents, (bytes, bytearray)) else str(contents)
