"""What one decode or encode call shares between all messages and records that it meets.

A protocol object answers `may_nest(message)`, `nested_read(data, start, end, context)`, `nested_write(message,
out, context)`, `typed_read(data, pos, end, type_id, depth, little) -> (value, pos)`,
`typed_write(out, type_id, value)`, `is_analog(type_id)`, and has `ops` (layout name -> operations) and `little` (byte
order of typed values).
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from .trace import Recorder

MAX_DEPTH = 8  # messages inside one another, the outermost included


class Context:
    """`versions` maps what the protocol calls a class to the version of that class to read with; the protocol's
    `nested_read` looks it up. `probing` is set while a hint is looked for. With `lenient`, a message's list that runs
    to the end of the frame stops in front of the first bad element, and the rest is trailing."""

    __slots__ = ("careful", "depth", "lenient", "probing", "protocol", "recorder", "strict", "versions")

    def __init__(
        self,
        protocol: Any,
        versions: Mapping[Any, int] | None = None,
        strict: bool = False,
        *,
        depth: int = 0,
        recorder: Recorder | None = None,
        probing: bool = False,
        lenient: bool = False,
    ) -> None:
        self.protocol = protocol
        self.versions = versions
        self.strict = strict
        self.depth = depth
        self.recorder = recorder
        self.probing = probing
        self.careful = strict or recorder is not None
        self.lenient = lenient
