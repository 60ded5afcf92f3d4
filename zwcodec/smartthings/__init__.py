"""The Z-Wave half of SmartThings Classic, and its Hubitat dialect: what device handlers call `zwave`.

    from zwcodec.smartthings import zwave
    cmd = zwave.parse("zw device: 02, command: 2003, payload: FF")     # BasicReport(value: 255)
    zwave.basicV1.basicSet(value=0xFF).format()                         # "2001FF"

Why this layer has field tables of its own (specs/smartthings, printed by `python -m codegen`) and does not
read through the native codec: the platform's model of a payload was flat. It read one parameter of the Z-Wave XML of
its day after the other, without conditions, into its own names, with null for a missing byte, exceptions for a short
list and whole groups left out; the native specs are corrected, merged over versions, nested and conditional, and go on
changing. A view on them would have to undo every one of these virtues, command by command, for an API that will never
change again. So a page says per command which fields follow each other, the compiler prints from it the table and a
straight-line reader, and the same table is interpreted wherever a byte is missing. A test compares the pages with the
native specs field by field for the classes that both know, so that neither can drift into an error unseen.
"""

from __future__ import annotations

from .api import CommandClass, ZWave, zwave
from .command import Command
from .decisions import Decisions
from .errors import FormatError, ParseError
from .handler import HubAction, Protocol, createEvent, delayBetween, response

__all__ = [
    "Command", "CommandClass", "Decisions", "FormatError", "HubAction", "ParseError", "Protocol", "ZWave",
    "createEvent", "delayBetween", "response", "zwave",
]  # fmt: skip
