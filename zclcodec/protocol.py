"""What the shared runtime must ask ZCL: how typed values look, and where the layouts are.

The rule: this object is the only road from the runtime to the protocol. Everything behind it is loaded when it is first
needed. ZCL commands carry no nested commands.
"""

from __future__ import annotations

from zwcodec.runtime import BACKEND

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Protocol:
    """The protocol object of runtime/context.py."""

    little = True
    layouts: Any = None
    hooks: Any = None

    @property
    def ops(self) -> dict[str, tuple[Any, ...]]:
        """Layout name -> operations."""
        from zclcodec._ops import OPS

        return OPS

    def may_nest(self, message: object) -> bool:
        """Whether a frame takes this as its header or command."""
        from zclcodec.clusters._frame import Header
        from zclcodec.command import ClusterCommand

        return isinstance(message, (Header, ClusterCommand))

    def typed_read(
        self, data: bytes, pos: int, end: int, type_id: int, depth: int, little: bool
    ) -> tuple[object, int]:
        """A value of a data type at `pos`, and where it ends."""
        from zclcodec.values import typed_read

        return typed_read(data, pos, end, type_id, depth, little)

    def typed_write(self, out: bytearray, type_id: int, value: object) -> None:
        """Append a value of a data type."""
        from zclcodec.values import typed_write

        typed_write(out, type_id, value)

    def is_analog(self, type_id: int) -> bool:
        """Whether a value of the type is a quantity, so that a report of it has a reportable change."""
        from zclcodec.values import is_analog

        return is_analog(type_id)


PROTOCOL: Protocol = Protocol()
if BACKEND == "cython":
    from zclcodec._frame import hooks
    from zclcodec._layouts import table

    PROTOCOL.layouts = table()
    PROTOCOL.hooks = hooks()
