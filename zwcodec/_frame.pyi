"""Stub of _frame.pyx, the compiled frames.

The rule: zwcodec.frame is the public face; nothing else imports this.
"""

from collections.abc import Mapping

from zwcodec.command import Command

def hooks() -> object: ...
def forget() -> None: ...
def decode(
    data: bytes | bytearray | memoryview, *, versions: Mapping[int, int] | None = None, strict: bool = False
) -> Command: ...
