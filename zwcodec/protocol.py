"""What the shared runtime must ask Z-Wave: which class a nested frame has, and where the layouts are.

The rule: this object is the only road from the runtime to the protocol. Everything behind it is loaded when it is first
needed: the layout functions with the compiled core, the operations with the first error or strict decode.
"""

from __future__ import annotations

from zwcodec.runtime import BACKEND

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from zwcodec.runtime.context import Context
    from zwcodec.runtime.message import Message


class Protocol:
    """The protocol object of runtime/context.py. Z-Wave has no typed values."""

    little = False
    layouts: Any = None
    hooks: Any = None

    @property
    def ops(self) -> dict[str, tuple[Any, ...]]:
        """Layout name -> operations."""
        from zwcodec._ops import OPS

        return OPS

    def may_nest(self, message: object) -> bool:
        """Whether a field for a command takes this one."""
        from zwcodec.command import Command

        return isinstance(message, Command)

    def nested_read(self, data: bytes, start: int, end: int, context: Context) -> Message:
        """Read the whole frame `data[start:end]` that stands inside another."""
        from zwcodec.frame import read

        message: Message = read(data, start, end, context)
        return message

    def nested_write(self, message: Message, out: bytearray, context: Context) -> None:
        """Write a frame inside another."""
        from zwcodec.frame import write

        write(message, out, context)


PROTOCOL: Protocol = Protocol()
if BACKEND == "cython":
    from zwcodec._frame import hooks
    from zwcodec._layouts import table

    PROTOCOL.layouts = table()
    PROTOCOL.hooks = hooks()
