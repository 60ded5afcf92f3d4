"""What a handler finds around it while it runs: `device`, `state`, events.

The rule: the device remembers what events said, as the platform did; nothing is stored anywhere else. An event's value
is kept as text, `currentValue` gives what the handler gave. What the platform filled in where a handler said nothing
is here too, and its wording (`<device> <name> is <value><unit>`) is a decision: the documentation only says that it is
made of name, value and unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .text import shown


class State(dict[str, Any]):
    """`state.lastbatt`: a dictionary whose keys are attributes too; what was never set is None."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self.get(name)

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value

    def __delattr__(self, name: str) -> None:
        self.pop(name, None)


class Event:
    """An event as apps saw it. `given` is the handler's map; what it left out is filled in."""

    __slots__ = (
        "descriptionText", "displayed", "given", "isStateChange", "linkText", "name", "raw", "unit", "value",
    )  # fmt: skip

    def __init__(self, device: Device, given: Mapping[str, Any]) -> None:
        self.given = dict(given)
        self.name: str | None = given.get("name")
        self.raw = given.get("value")
        self.value = None if self.raw is None else shown(self.raw)
        self.unit: str | None = given.get("unit")
        text = given.get("descriptionText")
        self.descriptionText = text if text is not None else f"{device} {self.name} is {self.value}{self.unit or ''}"
        self.displayed = bool(given.get("displayed", True))
        self.linkText = given.get("linkText") or str(device)
        before = device.currentState(self.name) if self.name else None
        changed = self.name is not None and (before is None or before.value != self.value)
        self.isStateChange = bool(given.get("isStateChange", changed))

    def __repr__(self) -> str:
        return f"<Event {self.name}={self.value} {self.descriptionText!r}>"


class Device:
    """The device that a handler stands for. Further attributes (`zigbeeId`, `hub`) are the caller's."""

    def __init__(self, displayName: str = "Device", deviceNetworkId: str = "02", **attributes: Any) -> None:
        self.displayName = displayName
        self.deviceNetworkId = deviceNetworkId
        self.data: dict[str, str] = {}
        self._states: dict[str, Event] = {}
        self.__dict__.update(attributes)

    def currentState(self, attribute: str) -> Event | None:
        """The last event of an attribute, None if there was none."""
        return self._states.get(attribute)

    latestState = currentState

    def currentValue(self, attribute: str) -> Any:
        """The last value of an attribute, None if there was none."""
        event = self._states.get(attribute)
        return None if event is None else event.raw

    latestValue = currentValue

    def getDataValue(self, name: str) -> str | None:
        """A text that updateDataValue stored."""
        return self.data.get(name)

    def updateDataValue(self, name: str, value: Any) -> None:
        """Store a text with the device."""
        self.data[name] = shown(value)

    def fire(self, given: Mapping[str, Any]) -> Event:
        """The event of a handler's map; the device has that state from now on."""
        event = Event(self, given)
        if event.name is not None:
            self._states[event.name] = event
        return event

    def __getattr__(self, name: str) -> Any:
        """`device.currentSwitch` is `device.currentValue("switch")`."""
        if name.startswith("current") and name[7:8].isupper():
            return self.currentValue(name[7].lower() + name[8:])
        raise AttributeError(f"{self} has no {name}")

    def __str__(self) -> str:
        return self.displayName
