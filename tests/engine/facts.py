"""What stands in tables rather than in frames, for tests whose data say what should stand there.

The rule: a fact is an entry of a corpus file; only what the entry names is compared.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any


def attribute(attribute: str, **expected: Any) -> None:
    """`cluster.name`, and what is known about it."""
    module, _, name = attribute.partition(".")
    found = import_module(f"zclcodec.clusters.{module}").attributes[name]
    told = {key: getattr(found, key) for key in expected if key not in ("enum", "flags")}
    told.update((key, getattr(found, key).__name__) for key in expected if key in ("enum", "flags"))
    assert told == expected
