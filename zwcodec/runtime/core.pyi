"""Stub of core.pyx.

The rule: only runtime/message.py and the compiled frames call these.
"""

from zwcodec.runtime.codec import Codec
from zwcodec.runtime.message import Message

class Registry: ...

def bind(cls: type, codec: Codec) -> bool: ...
def to_bytes(message: Message) -> bytes: ...
