"""Green Power Device Frames: what switches and sensors without a battery send.

    >>> from zclcodec import greenpower
    >>> greenpower.decode(bytes.fromhex("0c4433221122")).command
    Toggle()

The rule: importing this imports no group of commands; `zclcodec.greenpower.commands` has a module for each. The cluster
Green Power (0x0021), by which proxies pass such frames on, is one of `zclcodec.clusters`; `decode_command` reads the
command in its notifications.
"""

from __future__ import annotations

from zclcodec.greenpower.command import GreenPowerCommand, UnknownGreenPowerCommand
from zclcodec.greenpower.commands._frame import Header
from zclcodec.greenpower.frame import GreenPowerFrame, decode, decode_command, encode

__all__ = [
    "GreenPowerCommand",
    "GreenPowerFrame",
    "Header",
    "UnknownGreenPowerCommand",
    "decode",
    "decode_command",
    "encode",
]
