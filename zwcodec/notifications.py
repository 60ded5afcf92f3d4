"""What the event parameters of a Notification Report say: `event_parameter(report)`.

The rule: specs/zwave/notifications.yaml says by type and event what the parameter is; devices send less than they
should and other things than they should, so what does not read as announced is given as its bytes, never refused.
"""

from __future__ import annotations

from typing import NamedTuple

from zwcodec.cc.notifications import EVENT_PARAMETER_KINDS, EVENT_PARAMETER_VALUES, NOTIFICATION_EVENTS
from zwcodec.command import Command, UnknownCommand
from zwcodec.runtime.errors import DecodeError
from zwcodec.runtime.values import Duration

TYPE_CHECKING = False
if TYPE_CHECKING:
    from zwcodec.cc.notification import NotificationReport

__all__ = ["EventParameter", "event_parameter"]

_COMMANDS = ("command", "location")  # a location is a Node Location Report
_USER_ID, _RSSI = "user ID", "RSSI"
_PREVIOUS_STATE = 0x00  # "previous state is over": the parameter is the event of that state
_KEYPAD = ((0x06, 0x05), (0x06, 0x06))  # some locks send the bare user id for these
_USER_CODE_REPORT = b"\x63\x03"


class EventParameter(NamedTuple):
    """What an event parameter says.

    name    what it is, in the words of the registry: `command`, `location`, `user ID`, `sensor ID`, `duration`,
            `RSSI`, `value`, `state`, ...; "" if nobody knows
    value   a Command, a Duration, an int, or the bytes as they came
    label   what a number stands for, "" if it is just a number
    unit    "dBm" of an RSSI, otherwise ""
    """

    name: str
    value: Command | Duration | int | bytes
    label: str = ""
    unit: str = ""


def event_parameter(report: NotificationReport) -> EventParameter | None:
    """The event parameter of a report, read by what its type and event say of it; None if there is none."""
    data = report.event_parameters
    if not data or report.notification_type is None or report.event is None:
        return None
    event = int(report.notification_type), int(report.event)
    if event[1] == _PREVIOUS_STATE:
        label = NOTIFICATION_EVENTS.get((event[0], data[0]), ("", ""))[0]
        return EventParameter("state", data[0], label) if len(data) == 1 else EventParameter("state", data)
    name = EVENT_PARAMETER_KINDS.get(event, ("", ""))[0]
    if not name:
        return EventParameter("", data)
    if name in _COMMANDS:
        return _command(name, event, data)
    if name == "duration":
        return EventParameter(name, Duration(data[0], "report") if len(data) == 1 else data)
    if name == _RSSI:
        return EventParameter(name, int.from_bytes(data, "big", signed=True), unit="dBm")
    number = int.from_bytes(data, "big")
    label = EVENT_PARAMETER_VALUES.get((event[0] << 8 | event[1], number), ("", ""))[0]
    return EventParameter(name, number, label)


def _command(name: str, event: tuple[int, int], data: bytes) -> EventParameter:
    from zwcodec.frame import decode

    if len(data) == 1 and event in _KEYPAD:
        return EventParameter(_USER_ID, data[0])
    try:
        found = decode(data)
    except DecodeError:
        if data.startswith(_USER_CODE_REPORT) and len(data) > len(_USER_CODE_REPORT):
            return EventParameter(_USER_ID, data[len(_USER_CODE_REPORT)])  # a report cut off behind the user id
        return EventParameter(name, data)
    return EventParameter(name, data if isinstance(found, UnknownCommand) else found)
