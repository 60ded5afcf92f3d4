"""zwcodec: Z-Wave application frames as typed Python commands, and back. Bytes in, objects out; no radio, no I/O.

    >>> import zwcodec
    >>> zwcodec.decode(bytes.fromhex("2003FF"))
    BasicReport(value=255)

The rule: importing this imports no command class and no codec; names are found when they are first used.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from zwcodec.command import Command, UnknownCommand
    from zwcodec.frame import decode, encode
    from zwcodec.overlay import Overlay, load_overlay
    from zwcodec.runtime import BACKEND
    from zwcodec.runtime.errors import CodecError, DecodeError, EncodeError

__version__ = "0.1.0"
__all__ = [
    "BACKEND",
    "CodecError",
    "Command",
    "DecodeError",
    "EncodeError",
    "Overlay",
    "UnknownCommand",
    "decode",
    "encode",
    "load_overlay",
]
_PLACES = {
    "BACKEND": "zwcodec.runtime",
    "CodecError": "zwcodec.runtime.errors",
    "Command": "zwcodec.command",
    "DecodeError": "zwcodec.runtime.errors",
    "EncodeError": "zwcodec.runtime.errors",
    "Overlay": "zwcodec.overlay",
    "UnknownCommand": "zwcodec.command",
    "decode": "zwcodec.frame",
    "encode": "zwcodec.frame",
    "load_overlay": "zwcodec.overlay",
}


def __getattr__(name: str) -> Any:
    place = _PLACES.get(name)
    if place is None:
        raise AttributeError(f"module 'zwcodec' has no attribute {name!r}")
    from importlib import import_module

    value = globals()[name] = getattr(import_module(place), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
