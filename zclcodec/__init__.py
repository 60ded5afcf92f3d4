"""zclcodec: ZigBee Cluster Library frames as typed Python objects, and back. Bytes in, objects out; no radio, no I/O.

    >>> import zclcodec
    >>> zclcodec.decode(bytes.fromhex("011202"), cluster=0x0006).command
    Toggle()

The rule: importing this imports no cluster and no codec; names are found when they are first used.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from zclcodec.clusters._frame import Header
    from zclcodec.command import ClusterCommand, UnknownClusterCommand
    from zclcodec.frame import Frame, decode, encode
    from zclcodec.overlay import Overlay, load_overlay
    from zwcodec.runtime import BACKEND
    from zwcodec.runtime.errors import CodecError, DecodeError, EncodeError

__version__ = "0.1.0"
__all__ = [
    "BACKEND",
    "ClusterCommand",
    "CodecError",
    "DecodeError",
    "EncodeError",
    "Frame",
    "Header",
    "Overlay",
    "UnknownClusterCommand",
    "decode",
    "encode",
    "load_overlay",
]
_PLACES = {
    "BACKEND": "zwcodec.runtime",
    "ClusterCommand": "zclcodec.command",
    "CodecError": "zwcodec.runtime.errors",
    "DecodeError": "zwcodec.runtime.errors",
    "EncodeError": "zwcodec.runtime.errors",
    "Frame": "zclcodec.frame",
    "Header": "zclcodec.clusters._frame",
    "Overlay": "zclcodec.overlay",
    "UnknownClusterCommand": "zclcodec.command",
    "decode": "zclcodec.frame",
    "encode": "zclcodec.frame",
    "load_overlay": "zclcodec.overlay",
}


def __getattr__(name: str) -> Any:
    place = _PLACES.get(name)
    if place is None:
        raise AttributeError(f"module 'zclcodec' has no attribute {name!r}")
    from importlib import import_module

    value = globals()[name] = getattr(import_module(place), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
