"""APS: the header between a network layer payload and the ZCL or ZDO frame in it, without security.

    >>> from zclcodec import aps
    >>> aps.decode(bytes.fromhex("400106000401012a011202")).unwrap().command
    Toggle()

The rule: what is encrypted stays opaque; there are no keys here.
"""

from __future__ import annotations

from zclcodec.aps.frame import ApsFrame, decode, encode
from zclcodec.aps.headers._frame import Header

__all__ = ["ApsFrame", "Header", "decode", "encode"]
