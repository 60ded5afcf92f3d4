"""The "ZigBee Dimmer" handler of the SmartThings documentation, in Python.

Statements stand in the order of the Groovy original. The tiles are left out: they describe an app's screen. The
original has no simulator lines, those here are this port's: what a lamp says when somebody switches it by hand, and
what it answers.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from zclcodec.smartthings import ZigBee, hub
from zclcodec.smartthings.fingerprints import Fingerprint
from zwcodec.smartthings.device import Device

log = logging.getLogger(__name__)

# Whoever runs the handler puts the device's own here.
zigbee = ZigBee()
sendEvent = Device().fire

definition = {
    "name": "ZigBee Dimmer",
    "capabilities": ("Actuator", "Configuration", "Refresh", "Switch", "Switch Level"),
}

COMMON = "0000, 0003, 0004, 0005, 0006, 0008"
fingerprints = (
    Fingerprint(profileId="0104", inClusters=COMMON),
    Fingerprint(
        profileId="0104", inClusters=f"{COMMON}, 0B04, FC0F", outClusters="0019", manufacturer="OSRAM",
        model="LIGHTIFY A19 ON/OFF/DIM", deviceJoinName="OSRAM LIGHTIFY LED Smart Connected Light",
    ),
    Fingerprint(
        profileId="0104", inClusters=f"{COMMON}, FF00", outClusters="0019", manufacturer="MRVL", model="MZ100",
        deviceJoinName="Wemo Bulb",
    ),
    Fingerprint(
        profileId="0104", inClusters=f"{COMMON}, 0B05", outClusters="0019", manufacturer="OSRAM SYLVANIA",
        model="iQBR30", deviceJoinName="Sylvania Ultra iQ",
    ),
)  # fmt: skip


def simulator(status: Callable[[str, Any], None], reply: Callable[[Any, Any], None]) -> None:
    status("on", "on/off: 1")
    status("off", "on/off: 0")
    status("level 50%", hub.describe_attribute("FC6E010008080000207F"))
    # Default responses of cluster 0006 to the commands 01 and 00; the level that a lamp reports when asked for 50 %.
    reply(zigbee.on(), hub.describe_frame(bytes.fromhex("18010B0100"), "FC6E", 0x0006))
    reply(zigbee.off(), hub.describe_frame(bytes.fromhex("18020B0000"), "FC6E", 0x0006))
    reply(zigbee.setLevel(50), hub.describe_attribute("FC6E010008080000207F"))


def parse(description: str) -> None:
    log.debug("description is %s", description)
    event = zigbee.getEvent(description)
    if event:
        sendEvent(event)
    else:
        log.warning("DID NOT PARSE MESSAGE for description : %s", description)
        log.debug("%s", zigbee.parseDescriptionAsMap(description))


def off() -> Any:
    return zigbee.off()


def on() -> Any:
    return zigbee.on()


def setLevel(value: int) -> Any:
    return zigbee.setLevel(value)


def refresh() -> Any:
    return (
        zigbee.readAttribute(0x0006, 0x0000)
        + zigbee.readAttribute(0x0008, 0x0000)
        + zigbee.configureReporting(0x0006, 0x0000, 0x10, 0, 600, None)
        + zigbee.configureReporting(0x0008, 0x0000, 0x20, 1, 3600, 0x01)
    )


def configure() -> Any:
    log.debug("Configuring reporting and bindings.")
    return (
        zigbee.configureReporting(0x0006, 0x0000, 0x10, 0, 600, None)
        + zigbee.configureReporting(0x0008, 0x0000, 0x20, 1, 3600, 0x01)
        + zigbee.readAttribute(0x0006, 0x0000)
        + zigbee.readAttribute(0x0008, 0x0000)
    )
