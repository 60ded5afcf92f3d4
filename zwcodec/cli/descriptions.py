"""What hubs write into logs in the place of frames, and how to read it.

The rule: a description is looked for anywhere in a text, as a log line holds it, and read as it stands. One of ZigBee
says the cluster and the profile, too: its bytes carry them along.
"""

from __future__ import annotations

import re

from .inputs import SHOWN, NotAFrame, visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_ZWAVE = re.compile(r"\b(?:zw device|command|payload)\s*:", re.IGNORECASE)
_COMMAND = re.compile(r"\bcommand\s*:([^,\]]*)", re.IGNORECASE)
_PAYLOAD = re.compile(r"\bpayload\s*:([^,\]]*)", re.IGNORECASE)
_ZIGBEE = re.compile(r"\b(?:catchall:[0-9A-Fa-f ]*[0-9A-Fa-f]|read attr - .*\bvalue: ?[0-9A-Fa-f]*)", re.ASCII)
_ZIGBEE_BEGIN = re.compile(r"\b(?:catchall:|read attr\b)")


class Descriptions:
    """`words`: what a shell makes of an unquoted description; `read(text)`: the bytes, or the hex in it, or None if
    the text is no description. NotAFrame if it is one without a frame in it."""

    __slots__ = ("read", "words")

    def __init__(self, words: frozenset[str], read: Callable[[str], bytes | str | None]) -> None:
        self.words = words
        self.read = read

    def split(self, arguments: list[str]) -> bool:
        """Whether a shell took a description apart."""
        return any(word.lower() in self.words for word in arguments)


class Described(bytes):
    """The bytes of a ZigBee description, with the cluster and the profile that it names."""

    cluster: int
    profile: int

    def __new__(cls, data: bytes, cluster: int, profile: int) -> Described:
        self = super().__new__(cls, data)
        self.cluster = cluster
        self.profile = profile
        return self


def _zwave(text: str) -> str | None:
    if not _ZWAVE.search(text):
        return None
    command, payload = _COMMAND.search(text), _PAYLOAD.search(text)
    if command is None or not command[1].strip():
        raise NotAFrame(f'no command in the description "{visible(text, SHOWN)}"')
    return f"{command[1]} {'' if payload is None else payload[1]}"


def _zigbee(text: str) -> Described | None:
    if not _ZIGBEE_BEGIN.search(text):
        return None
    found = _ZIGBEE.search(text)
    if found is None:
        raise NotAFrame(f'no frame in the description "{visible(text, SHOWN)}"')
    from zclcodec.smartthings.received import received

    try:
        frame = received(found[0])
    except ValueError:
        raise NotAFrame(f'no frame in the description "{visible(text, SHOWN)}"') from None
    return Described(bytes(frame), frame.cluster, frame.profile)


ZWAVE = Descriptions(frozenset(("device:", "command:", "payload:")), _zwave)
ZIGBEE = Descriptions(frozenset(("catchall:", "attr", "raw:")), _zigbee)
