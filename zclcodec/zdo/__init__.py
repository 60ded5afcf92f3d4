"""ZigBee Device Objects: the frames of profile 0x0000, by which devices describe themselves and networks are run.

    >>> from zclcodec import zdo
    >>> zdo.decode(bytes.fromhex("2a00"), cluster=0x8021)
    ZdoFrame(tsn=42, command=BindRsp(status=Status.SUCCESS))

The rule: importing this imports no group of commands; `zclcodec.zdo.commands` has a module for each.
"""

from __future__ import annotations

from zclcodec.zdo.command import UnknownZdoCommand, ZdoCommand
from zclcodec.zdo.frame import PROFILE, ZdoFrame, decode, encode

__all__ = ["PROFILE", "UnknownZdoCommand", "ZdoCommand", "ZdoFrame", "decode", "encode"]
