"""The simulator: what it hands to a handler, and what it makes of what comes back.

The rule: handlers here are a few lines each, so that one test shows one sentence of the documentation. The documented
handlers are run in tests/examples.
"""

from __future__ import annotations

from typing import Any

import pytest

from zclcodec.smartthings import ZigBee
from zwcodec.smartthings import HubAction, createEvent, delayBetween, response, zwave
from zwcodec.smartthings.device import Device, State
from zwcodec.smartthings.simulator import Simulator, SimulatorError


class Switch:
    """The switch of the page on the simulator."""

    device: Device
    state: State
    sendEvent: Any
    sendHubCommand: Any
    zwaveHubNodeId: int

    def simulator(self, status: Any, reply: Any) -> None:
        status("on", "command: 2003, payload: FF")
        status("off", zwave.basicV1.basicReport(value=0))
        reply("2001FF,delay 100,2502", "command: 2503, payload: FF")
        reply("200100,2502", "command: 2503, payload: 00")

    def parse(self, description: str) -> Any:
        cmd = zwave.parse(description)
        return None if cmd is None else createEvent(name="switch", value="on" if cmd.value else "off")

    def on(self) -> Any:
        return delayBetween([zwave.basicV1.basicSet(value=0xFF).format(), "2502"])

    def off(self) -> Any:
        return delayBetween([zwave.basicV1.basicSet(value=0).format(), zwave.switchBinaryV1.switchBinaryGet().format()])


def test_status() -> None:
    simulator = Simulator(Switch)
    assert simulator.statuses == {"on": "command: 2003, payload: FF", "off": "command: 2003, payload: 00"}
    assert simulator.send("on").values() == {"switch": "on"}
    assert simulator.send("off").values() == {"switch": "off"}
    with pytest.raises(KeyError):
        simulator.send("toggle")


def test_reply_with_and_without_delays() -> None:
    """The two pages write the key in two ways; both answer."""
    simulator = Simulator(Switch())
    on = simulator.call("on")
    assert on.commands == ["2001FF", "delay 100", "2502"]
    assert on.messages == ["command: 2503, payload: FF"]
    assert on.values() == {"switch": "on"}
    assert simulator.call("off").values() == {"switch": "off"}


def test_other_delays_do_not_answer_a_timed_key() -> None:
    simulator = Simulator(Switch)
    simulator.handler.on = lambda: delayBetween(["2001FF", "2502"], 200)
    assert simulator.call("on").messages == []


class Recorder:
    """Returns from parse() and from `act` whatever it was told to."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)

    def parse(self, description: str) -> Any:
        return self.answers.pop(0) if self.answers else None

    def act(self, *returned: Any) -> Any:
        return list(returned)


def test_runs_of_commands() -> None:
    """The longest run that a reply knows is answered, then what is left."""
    simulator = Simulator(Recorder())
    for key in ("01", "02", "01,02", "02,03"):
        simulator.reply(key, key)
    assert simulator.call("act", "01", "02", "delay 5", "03").messages == ["01,02"]
    assert simulator.call("act", "03", "02", "delay 5", "03", "01").messages == ["02,03", "01"]
    assert simulator.call("act", ["01", ["delay 1", "04"]], "02").messages == ["01", "02"]
    whole = Simulator(Recorder(), matching="whole")
    whole.reply("01,02", "both")
    assert whole.call("act", "01", "02", "delay 5").messages == ["both"]
    assert whole.call("act", "01", "02", "03").messages == []
    with pytest.raises(ValueError):
        Simulator(Recorder(), matching="some")  # type: ignore[arg-type]


def test_items_of_a_list_are_judged_one_by_one() -> None:
    asleep = response(zwave.wakeUpV1.wakeUpNoMoreInformation())
    answer = [createEvent(name="a", value=1), [response(["8002", "delay 1200"]), asleep]]
    outcome = Simulator(Recorder([*answer, None, {}, "2002"])).receive("x")
    assert outcome.values() == {"a": "1"}
    assert outcome.commands == ["8002", "delay 1200", "8408"]
    assert outcome.ignored == [{}, "2002"]


def test_commands_may_be_hub_actions() -> None:
    outcome = Simulator(Recorder()).call("act", HubAction("2002"), {"name": "a"}, None)
    assert outcome.commands == ["2002"]
    assert outcome.ignored == [{"name": "a"}]


def test_replies_to_responses() -> None:
    simulator = Simulator(Recorder(response(zwave.batteryV1.batteryGet()), createEvent(name="battery", value=80)))
    simulator.reply(zwave.batteryV1.batteryGet(), zwave.batteryV1.batteryReport(batteryLevel=80))
    outcome = simulator.receive("wake up")
    assert outcome.messages == ["wake up", "command: 8003, payload: 50"]
    assert outcome.values() == {"battery": "80"}


def test_endless_talk_is_noticed() -> None:
    simulator = Simulator(Recorder(*[response("2002")] * 20), most_messages=10)
    simulator.reply("2002", "again")
    with pytest.raises(SimulatorError) as caught:
        simulator.receive("start")
    assert caught.value.outcome.messages == ["start", *["again"] * 9]


def test_surroundings() -> None:
    device = Device("Lamp", "0A", zigbeeId="000D6F0005767F37")
    simulator = Simulator(Switch, device=device, zwaveHubNodeId=5)
    handler = simulator.handler
    assert (handler.device, handler.zwaveHubNodeId) == (device, 5)
    handler.state.count = 3
    assert (handler.state.count, handler.state["count"], handler.state.other) == (3, 3, None)
    del handler.state.count
    assert handler.state == {}
    handler.updateDataValue("MSR", "0086-0102-0064")
    assert handler.getDataValue("MSR") == "0086-0102-0064"
    simulator.send("on")
    assert (device.currentValue("switch"), device.currentSwitch, device.latestValue("level")) == ("on", "on", None)
    with pytest.raises(AttributeError):
        device.switch  # noqa: B018


def test_events_as_apps_see_them() -> None:
    """What the handler leaves out is filled in; only another value is a change of state."""
    simulator = Simulator(Switch, device=Device("Lamp"))
    first, again = simulator.send("on").events[0], simulator.send("on").events[0]
    assert (first.isStateChange, again.isStateChange) == (True, False)
    assert (first.descriptionText, first.displayed, first.linkText) == ("Lamp switch is on", True, "Lamp")
    event = simulator.device.fire(createEvent({"name": "power", "value": 5}, unit="W", isStateChange=False))
    assert (event.value, event.raw, event.descriptionText, event.isStateChange) == ("5", 5, "Lamp power is 5W", False)


def test_send_event_and_send_hub_command() -> None:
    simulator = Simulator(Recorder())

    def act() -> None:
        simulator.handler.sendEvent(name="switch", value="on")
        simulator.handler.sendEvent({"name": "level", "value": 7}, unit="%")
        simulator.handler.sendHubCommand([HubAction("2001FF"), HubAction("2002")], 3000)
        simulator.handler.sendHubCommand(HubAction("2502"))

    simulator.handler.act = act
    outcome = simulator.call("act")
    assert outcome.values() == {"switch": "on", "level": "7"}
    assert outcome.commands == ["2001FF", "delay 3000", "2002", "2502"]


def test_zigbee_lines() -> None:
    """Shields were answered by their own text; a list of lines is a key too."""
    zigbee = ZigBee()
    simulator = Simulator(Recorder(), zigbee=zigbee)
    simulator.reply(zigbee.smartShield(text="on"), "catchall: 0104 0000 01 01 0040 00 0A21 00 00 0000 0A 00 0A6F6E")
    simulator.reply(zigbee.readAttribute(6, 0), "on/off: 1")
    assert simulator.call("act", zigbee.smartShield(text="on").format()).messages[0].startswith("catchall: ")
    assert simulator.call("act", *zigbee.readAttribute(6, 0)).messages == ["on/off: 1"]
    assert simulator.call("act", "raw 0x0 {  00 00 0a 0a 6f 6e }").messages[0].endswith("0A6F6E")
    (message,) = simulator.call("act", "raw 0x0 { 00 00 0a 0a 6f 6e }").messages
    shield = zigbee.parse(message)
    assert shield is not None
    assert shield.text == "on"
