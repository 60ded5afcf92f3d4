"""What the shared runtime must ask for the APS header: only where the layouts are.

The rule: these frames are rare, so the interpreter reads and writes them on every back end; no C is made for them.
"""

from __future__ import annotations

from zclcodec import protocol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Protocol(protocol.Protocol):
    """The protocol object of runtime/context.py; typed values are those of the cluster library."""

    @property
    def ops(self) -> dict[str, tuple[Any, ...]]:
        """Layout name -> operations."""
        from zclcodec.aps._ops import OPS

        return OPS

    def may_nest(self, message: object) -> bool:
        """Whether a frame takes this as its header."""
        from zclcodec.aps.commands._frame import Header

        return isinstance(message, Header)


PROTOCOL = Protocol()
