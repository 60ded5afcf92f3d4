"""The simulator of the platform's editor: runs a handler against a device that only `status` and `reply` describe.

    simulator = Simulator(handler)                 # a module, a class or an object with parse(), on(), off(), ...
    simulator.status("on", "command: 2003, payload: FF")
    simulator.reply("2001FF,delay 100,2502", "command: 2503, payload: FF")
    simulator.call("on").events                    # what the handler made of the reply

The rule: texts in, texts out, of whichever protocol. A handler declares its lines in a function
`simulator(status, reply)`, and finds what the platform put around it (`Simulator.names`) and whatever the caller adds
by name among its globals or attributes. What a handler
returns is taken as documented (maps are events, HubActions commands, lists are looked into); everything else is kept
in `ignored`. Two questions that the documentation leaves open:

- A reply's key with delays wants just these; a key without (the reference has both forms) fits whatever the delays.
- Of several commands, the longest run that a reply knows is answered, then the rest (`matching="longest"`);
  `matching="whole"` only answers all that were sent at once.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from types import ModuleType
from typing import Any, Literal

from .device import Device, Event, State
from .handler import HubAction, Scale, convertTemperature, delayBetween

_LISTS = (list, tuple)


class SimulatorError(RuntimeError):
    """The handler and its replies go on answering each other. `outcome` is what happened so far."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(f"still talking after {len(outcome.messages)} messages, the last one {outcome.messages[-1]!r}")
        self.outcome = outcome


class Outcome:
    """What one step led to: `events`, `commands` sent (delays among them), `messages` that parse() got, and what the
    handler returned that means nothing (`ignored`)."""

    __slots__ = ("commands", "events", "ignored", "messages")

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.commands: list[str] = []
        self.messages: list[str] = []
        self.ignored: list[Any] = []

    def values(self) -> dict[str, str | None]:
        """The last value of every attribute that had an event."""
        return {event.name: event.value for event in self.events if event.name is not None}

    def __repr__(self) -> str:
        return f"<Outcome events={self.events} commands={self.commands} messages={self.messages}>"


class Simulator:
    """One device with its handler; `names` become globals or attributes of the handler."""

    def __init__(
        self,
        handler: Any,
        /,
        *,
        device: Device | None = None,
        matching: Literal["longest", "whole"] = "longest",
        most_messages: int = 100,
        temperature_scale: Scale = "C",
        **names: Any,
    ) -> None:
        if matching not in ("longest", "whole"):
            raise ValueError(f"matching is 'longest' or 'whole', not {matching!r}")
        self.handler = handler() if isinstance(handler, type) else handler
        self.device = Device() if device is None else device
        self.state = State()
        self.statuses: dict[str, str] = {}
        self.replies: dict[tuple[str, ...], str] = {}
        self._matching = matching
        self._most = most_messages
        self._outcome = Outcome()
        self._waiting: deque[str] = deque()
        self.scheduled: list[tuple[float, str, tuple[Any, ...]]] = []  # when, in simulated seconds; what; arguments
        self._seconds = 0.0
        self.names: dict[str, Any] = {
            "device": self.device, "state": self.state, "settings": State(), "zwaveHubNodeId": 1, "zwaveInfo": State(),
            "sendEvent": self._send_event, "sendHubCommand": self._send_hub_command,
            "getDataValue": self.device.getDataValue, "updateDataValue": self.device.updateDataValue,
            "isStateChange": self._is_state_change, "now": self._now,
            "runIn": self._run_in, "unschedule": self._unschedule,
            "temperatureScale": temperature_scale, "getTemperatureScale": lambda: temperature_scale,
            "convertTemperatureIfNeeded": lambda value, scale, precision=1: convertTemperature(
                value, scale, temperature_scale, precision
            ),
            **names,
        }  # fmt: skip
        self._bind()
        declare = getattr(self.handler, "simulator", None)
        if declare is not None:
            declare(self.status, self.reply)

    # -- what the device does --------------------------------------------------------------------------------------

    def status(self, name: str, message: Any) -> None:
        """Declare what the device says when somebody operates it; a command stands for its incomingMessage()."""
        self.statuses[name] = _message(message)

    def reply(self, commands: Any, message: Any) -> None:
        """Declare what the device says to these commands: `2001FF,delay 100,2502`, or a list of them."""
        self.replies[tuple(_parts(commands))] = _message(message)

    # -- steps -----------------------------------------------------------------------------------------------------

    def send(self, name: str) -> Outcome:
        """The device says what the status of this name declares. KeyError if there is none."""
        return self.receive(self.statuses[name])

    def receive(self, *messages: Any) -> Outcome:
        """The device says this; every description goes to parse()."""
        outcome = self._start()
        self._waiting.extend(map(_message, messages))
        return self._finish(outcome)

    def call(self, command: str, *arguments: Any) -> Outcome:
        """An app calls a command of the handler; what it returns is sent to the device."""
        outcome = self._start()
        returned = getattr(self.handler, command)(*arguments)
        commands: list[str] = []
        for item in _flat(returned):
            if isinstance(item, (str, HubAction)):
                commands.append(str(item))
            elif item is not None:
                outcome.ignored.append(item)
        self._transmit(commands)
        return self._finish(outcome)

    def wait(self, seconds: float) -> Outcome:
        """Time passes; what the handler scheduled for it runs. What such functions return is not sent, as there."""
        outcome = self._start()
        end = self._seconds + seconds
        while due := sorted((item for item in self.scheduled if item[0] <= end), key=lambda item: item[0])[:1]:
            self.scheduled.remove(due[0])
            self._seconds, name, arguments = due[0]
            returned = getattr(self.handler, name)(*arguments)
            outcome.ignored += [item for item in _flat(returned) if item is not None]
            self._finish(outcome)
        self._seconds = end
        return outcome

    def _start(self) -> Outcome:
        self._bind()
        self._outcome = Outcome()
        self._waiting.clear()
        return self._outcome

    def _finish(self, outcome: Outcome) -> Outcome:
        while self._waiting:
            if len(outcome.messages) >= self._most:
                raise SimulatorError(outcome)
            message = self._waiting.popleft()
            outcome.messages.append(message)
            self._take(self.handler.parse(message))
        return outcome

    def _take(self, returned: Any) -> None:
        """What parse() returned: every item of a list is judged by itself."""
        actions: list[str] = []
        for item in _flat(returned):
            if isinstance(item, HubAction):
                actions.append(str(item))
            elif isinstance(item, Mapping) and item:
                self._outcome.events.append(self.device.fire(item))
            elif item is not None:
                self._outcome.ignored.append(item)
        self._transmit(actions)

    # -- what the handler calls ------------------------------------------------------------------------------------

    def _bind(self) -> None:
        """Again before every step: a module may serve several simulators."""
        if isinstance(self.handler, ModuleType):
            vars(self.handler).update(self.names)
        else:
            for name, value in self.names.items():
                setattr(self.handler, name, value)

    def _send_event(self, event: Mapping[str, Any] | None = None, /, **fields: Any) -> None:
        given = {**(event or {}), **fields}
        if given:
            self._outcome.events.append(self.device.fire(given))

    def _send_hub_command(self, actions: Any, delay: int = 1000) -> None:
        several = list(actions) if isinstance(actions, _LISTS) else [actions]
        wrong = [item for item in several if not isinstance(item, HubAction)]
        if wrong:
            raise TypeError(f"sendHubCommand takes HubActions, not {wrong[0]!r}: response() makes one of a command")
        self._transmit([str(item) for item in (delayBetween(several, delay) if delay else several)])

    def _is_state_change(self, device: Device, name: str, value: Any) -> bool:
        return Event(device, {"name": name, "value": value}).isStateChange

    def _now(self) -> int:
        return int(1000 * (time.time() + self._seconds))

    def _run_in(self, seconds: float, what: str | Callable[..., Any], options: Mapping[str, Any] | None = None) -> None:
        """A function is scheduled once: a new time replaces the old one, unless `overwrite` is false."""
        name = what if isinstance(what, str) else what.__name__
        if (options or {}).get("overwrite", True):
            self._unschedule(name)
        arguments = (options["data"],) if options and "data" in options else ()
        self.scheduled.append((self._seconds + seconds, name, arguments))

    def _unschedule(self, what: str | Callable[..., Any] | None = None) -> None:
        name = what if what is None or isinstance(what, str) else what.__name__
        self.scheduled = [item for item in self.scheduled if name is not None and item[1] != name]

    def _transmit(self, commands: list[str]) -> None:
        self._outcome.commands += commands
        sent = [part for command in commands for part in _parts(command)]
        at = 0
        while at < len(sent):
            known = [(count, message) for key, message in self.replies.items() if (count := _fitting(key, sent, at))]
            count, message = max(known, default=(0, ""), key=lambda item: item[0])
            whole = at == 0 and all(map(_is_delay, sent[count:]))
            if count and (whole or self._matching == "longest"):
                self._waiting.append(message)
            elif self._matching == "whole":
                return
            at += count or 1


def _fitting(key: tuple[str, ...], sent: list[str], start: int) -> int:
    """How many of the commands from `start` on the key accounts for; 0 if it does not fit."""
    timed = any(map(_is_delay, key))
    at = start
    for part in key:
        while not timed and at < len(sent) and _is_delay(sent[at]):
            at += 1
        if at >= len(sent) or sent[at] != part:
            return 0
        at += 1
    return at - start


def _is_delay(command: str) -> bool:
    return command.startswith("delay ")


def _parts(commands: Any) -> list[str]:
    """Single commands, blanks evened out: of `a,delay 100,b`, of anything with format(), of lists of these."""
    if isinstance(commands, str):
        return [part for text in commands.split(",") if (part := " ".join(text.split()))]
    if isinstance(commands, _LISTS):
        return [part for command in commands for part in _parts(command)]
    return _parts(commands.format() if hasattr(commands, "format") else str(commands))


def _message(message: Any) -> str:
    return message if isinstance(message, str) else str(message.incomingMessage())


def _flat(returned: Any) -> Iterable[Any]:
    if isinstance(returned, _LISTS):
        for item in returned:
            yield from _flat(item)
    else:
        yield returned
