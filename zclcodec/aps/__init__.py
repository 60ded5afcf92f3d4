"""APS: the header between a network layer payload and the ZCL or ZDO frame in it, and the commands of the layer itself.

    >>> from zclcodec import aps
    >>> aps.decode(bytes.fromhex("400106000401012a011202")).unwrap().command
    Toggle()
    >>> aps.decode(bytes.fromhex("012a0901")).unwrap()
    SwitchKey(key_sequence_number=1)

The rule: what is encrypted stays opaque; there are no keys here. `decode_command` reads what somebody has decrypted.
"""

from __future__ import annotations

from zclcodec.aps.command import ApsCommand, UnknownApsCommand
from zclcodec.aps.commands._frame import FrameType, Header
from zclcodec.aps.frame import ApsFrame, decode, decode_command, encode, encode_command

__all__ = [
    "ApsCommand",
    "ApsFrame",
    "FrameType",
    "Header",
    "UnknownApsCommand",
    "decode",
    "decode_command",
    "encode",
    "encode_command",
]
