"""The properties in which protocols differ, for the front end of the compiler.

The rule: data and small functions on plain values only; a Dialect knows no fields, no layouts and no files.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Head:
    """What may stand at the head of a file of one kind.

    `keys`: what the head itself may say; `sections`: the other top-level keys; `ids`: legal (low, high) ranges.
    """

    keys: frozenset[str]
    sections: frozenset[str]
    ids: tuple[tuple[int, int], ...] = ()
    required: frozenset[str] = frozenset()


SETS = frozenset(("doc", "source", "confidence", "enums", "flags", "tables"))
MESSAGES = SETS | {"records", "commands"}
FRAME = Head(frozenset(("name",)), SETS | {"records", "fields"}, required=frozenset(("name",)))
REGISTRY = Head(frozenset(("name",)), SETS, required=frozenset(("name",)))


@dataclass(frozen=True)
class Dialect:
    """One protocol."""

    name: str
    little: bool  # integers are little-endian unless a field says otherwise
    type_names: bool  # field types may be names of `_types.yaml`, and `typed` values exist
    heads: Mapping[str, Head]
    directions: tuple[str, ...]
    direction_is_key: bool  # commands of different directions may share an id
    command_keys: frozenset[str]  # keys of a command that only this protocol has
    # (class or cluster id, command id, id mask, bytes) -> what is wrong with the first bytes of an example, or "".
    example_problem: Callable[[int | None, int | None, int, bytes], str]
    command_ids: int = 0xFF  # the highest command id
    types_of: str = ""  # the folder beside this one whose `_types.yaml` has the data types, if it is another one
