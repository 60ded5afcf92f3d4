"""Where the ZAP XML is wrong or silent, as changes to the records that zcl_source read.

The rule: an entry names its correction (spec-study.md 3.5) and touches exactly one attribute or command. Conditions of
the form "only if status == 0" and array counts need no entry here: they are taken from the corrections file itself.
What cannot be said as a change of the XML's vocabulary is left to the person who curates the file (`CURATED`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from .zcl_names import ARGUMENTS
from .zcl_source import Argument, Attribute, Cluster, Command, number

OPTIONS = (
    Argument("optionsMask", "BITMAP8", optional=True),
    Argument("optionsOverride", "BITMAP8", optional=True),
)
# Corrections that rules of the importer make: counts (ZCL-113), tails (ZCL-112), options (ZCL-072), enum aliases and
# raw keys (which the spec language has), and entries that find the XML right.
BY_RULE = frozenset(
    f"ZCL-{number:03}"
    for number in (
        (33, 46, 47, 48, 77, 78, 79, 86, 87, 88, 97, 99, 100, 106, 107)
        + (72, 75, 81, 82)
        + (57, 90, 91, 93, 108)
        + (51, 74, 84)
    )
)
RELATIVE_LOCATION = ("locationMethod", "qualityMeasure", "locationAge")


@dataclass
class Corrections:
    """What the corrections file says, by cluster."""

    counts: dict[tuple[int, str, int, str], str] = field(default_factory=dict)  # cluster, source, command, array
    # (cluster, response) -> correction id, first argument that depends on success
    on_success: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)
    listed: dict[int, list[tuple[str, str]]] = field(default_factory=dict)  # cluster -> (id, what is right)


def load(path: Path | None) -> Corrections:
    """The parts of xml-corrections.json that this importer uses; an empty set without a file."""
    made = Corrections()
    if path is None:
        return made
    document = json.loads(path.read_text(encoding="utf-8"))
    for entry in document["zcl_generated"]["array_counts"]:
        key = (number(entry["cluster"]), entry["source"], number(entry["id"]), entry["array"])
        made.counts[key] = entry["verdict"]
    for entry in document["zcl"]:
        if not entry["cluster"].startswith("0x"):
            continue
        cluster = number(entry["cluster"])
        made.listed.setdefault(cluster, []).append((entry["id"], f"{entry['name']}: {entry['correct']}"))
        codes = re.findall(r"0x[0-9A-Fa-f]+", entry["command_or_attr_id"])
        if entry["kind"] == "condition" and entry["correct"].startswith("only if status == 0") and len(codes) == 1:
            first = re.match(r"\w*", entry["field"])
            made.on_success[(cluster, number(codes[0]))] = (entry["id"], first.group() if first else "")
    return made


def apply(cluster: Cluster) -> Cluster:
    """The cluster with every entry of `CHANGES` that is meant for it."""
    cluster = replace(cluster, commands=tuple(_renamed(item, cluster.id) for item in cluster.commands))
    for identifier, cluster_id, change in CHANGES:
        if cluster_id == cluster.id and cluster.manufacturer is None:
            cluster = change(cluster, identifier)
    return cluster


def _renamed(item: Command, cluster_id: int) -> Command:
    arguments = (replace(each, name=ARGUMENTS.get((cluster_id, each.name), each.name)) for each in item.arguments)
    return replace(item, arguments=tuple(arguments))


def applied(cluster_id: int) -> set[str]:
    """Ids of the corrections that `apply` makes in the cluster."""
    return {identifier for identifier, target, _ in CHANGES if target == cluster_id} | BY_RULE


Change = Callable[[Cluster, str], Cluster]


def add_attribute(code: int, name: str, kind: str, **more: object) -> Change:
    """Add a server attribute that the XML lacks."""

    def change(cluster: Cluster, identifier: str) -> Cluster:
        made = Attribute(code, name, kind, "server", optional=True, corrections=(identifier,))
        return replace(cluster, attributes=(*cluster.attributes, replace(made, **more)))  # type: ignore[arg-type]

    return change


def attribute_type(code: int, kind: str) -> Change:
    """Give a server attribute another type."""

    def change(cluster: Cluster, identifier: str) -> Cluster:
        made = tuple(
            replace(item, type=kind, corrections=(*item.corrections, identifier))
            if item.id == code and item.side == "server"
            else item
            for item in cluster.attributes
        )
        return replace(cluster, attributes=made)

    return change


def attribute_id(wrong: int, right: int) -> Change:
    """Give a server attribute its right id."""

    def change(cluster: Cluster, identifier: str) -> Cluster:
        made = tuple(
            replace(item, id=right, corrections=(*item.corrections, identifier))
            if item.id == wrong and item.side == "server"
            else item
            for item in cluster.attributes
        )
        return replace(cluster, attributes=made)

    return change


def command(source: str, code: int, change_arguments: Callable[[tuple[Argument, ...]], tuple[Argument, ...]]) -> Change:
    """Change the arguments of one command."""

    def change(cluster: Cluster, identifier: str) -> Cluster:
        made = tuple(
            replace(item, arguments=change_arguments(item.arguments), corrections=(*item.corrections, identifier))
            if item.id == code and item.source in (source, "either")
            else item
            for item in cluster.commands
        )
        return replace(cluster, commands=made)

    return change


def all_commands(change_arguments: Callable[[tuple[Argument, ...]], tuple[Argument, ...]]) -> Change:
    """Change the arguments of every command that the change touches at all."""

    def change(cluster: Cluster, identifier: str) -> Cluster:
        made = []
        for item in cluster.commands:
            arguments = change_arguments(item.arguments)
            if arguments != item.arguments:
                item = replace(item, arguments=arguments, corrections=(*item.corrections, identifier))
            made.append(item)
        return replace(cluster, commands=tuple(made))

    return change


def add_command(source: str, code: int, name: str, *arguments: Argument) -> Change:
    """Add a command that the XML lacks."""

    def change(cluster: Cluster, identifier: str) -> Cluster:
        made = Command(code, name, source, arguments, corrections=(identifier,))
        return replace(cluster, commands=(*cluster.commands, made))

    return change


def tail(*more: Argument) -> Callable[[tuple[Argument, ...]], tuple[Argument, ...]]:
    """Add arguments behind those of the XML."""
    return lambda arguments: arguments + more


def body(*new: Argument) -> Callable[[tuple[Argument, ...]], tuple[Argument, ...]]:
    """Replace the arguments altogether."""
    return lambda arguments: new


def present(condition: str, *names: str) -> Callable[[tuple[Argument, ...]], tuple[Argument, ...]]:
    """Some arguments are there only under a condition."""
    return lambda arguments: tuple(
        replace(item, present_if=condition) if item.name in names else item for item in arguments
    )


def typed(**kinds: str) -> Callable[[tuple[Argument, ...]], tuple[Argument, ...]]:
    """Some arguments have another type."""
    return lambda arguments: tuple(replace(item, type=kinds.get(item.name, item.type)) for item in arguments)


def optional(*names: str) -> Callable[[tuple[Argument, ...]], tuple[Argument, ...]]:
    """Some trailing arguments may be missing."""
    return lambda arguments: tuple(replace(item, optional=True) if item.name in names else item for item in arguments)


CHANGES: tuple[tuple[str, int, Change], ...] = (
    ("ZCL-018", 0x0000, add_attribute(0x000C, "manufacturer version details", "CHAR_STRING")),
    ("ZCL-018", 0x0000, add_attribute(0x000D, "serial number", "CHAR_STRING")),
    ("ZCL-018", 0x0000, add_attribute(0x000E, "product label", "CHAR_STRING")),
    ("ZCL-022", 0x0008, add_attribute(0x0002, "min level", "INT8U")),
    ("ZCL-022", 0x0008, add_attribute(0x0003, "max level", "INT8U")),
    ("ZCL-022", 0x0008, add_attribute(0x0004, "current frequency", "INT16U")),
    ("ZCL-022", 0x0008, add_attribute(0x0005, "min frequency", "INT16U")),
    ("ZCL-022", 0x0008, add_attribute(0x0006, "max frequency", "INT16U")),
    ("ZCL-023", 0x0008, command("client", 0x04, tail(*OPTIONS))),
    ("ZCL-024", 0x0008, command("client", 0x05, tail(*OPTIONS))),
    ("ZCL-025", 0x0008, command("client", 0x06, tail(*OPTIONS))),
    ("ZCL-026", 0x0008, command("client", 0x07, tail(*OPTIONS))),
    ("ZCL-027", 0x0008, add_command("client", 0x08, "MoveToClosestFrequency", Argument("frequency", "INT16U"))),
    ("ZCL-030", 0x000B, command("server", 0x01, present("!(locationType & 2)", "coordinate3"))),
    ("ZCL-030", 0x000B, command("server", 0x01, present("!(locationType & 1)", *RELATIVE_LOCATION))),
    ("ZCL-031", 0x000B, command("server", 0x02, present("!(locationType & 2)", "coordinate3"))),
    ("ZCL-031", 0x000B, command("server", 0x02, present("!(locationType & 1)", *RELATIVE_LOCATION))),
    ("ZCL-031", 0x000B, command("server", 0x03, present("!(locationType & 2)", "coordinate3"))),
    ("ZCL-031", 0x000B, command("server", 0x03, present("!(locationType & 1)", *RELATIVE_LOCATION))),
    ("ZCL-032", 0x000B, command("client", 0x03, present("!(flags & 4)", "targetAddress"))),
    ("ZCL-036", 0x0019, command("client", 0x01, present("fieldControl & 1", "hardwareVersion"))),
    ("ZCL-037", 0x0019, command("client", 0x03, present("fieldControl & 1", "requestNodeAddress"))),
    (
        "ZCL-038",
        0x0019,
        command("client", 0x03, tail(Argument("minimumBlockPeriod", "INT16U", present_if="fieldControl & 2"))),
    ),
    ("ZCL-039", 0x0019, command("client", 0x04, present("fieldControl & 1", "requestNodeAddress"))),
    ("ZCL-040", 0x0019, command("server", 0x00, present("payloadType >= 1", "manufacturerId"))),
    ("ZCL-040", 0x0019, command("server", 0x00, present("payloadType >= 2", "imageType"))),
    ("ZCL-040", 0x0019, command("server", 0x00, present("payloadType >= 3", "newFileVersion"))),
    ("ZCL-049", 0x001A, command("server", 0x0B, optional("powerProfileStartTime"))),
    ("ZCL-050", 0x001B, command("server", 0x00, optional("applianceStatus2"))),
    ("ZCL-050", 0x001B, command("server", 0x01, optional("applianceStatus2"))),
    ("ZCL-052", 0x0021, command("client", 0x00, present("options & 0x4000", "gppShortAddress", "gppDistance"))),
    ("ZCL-053", 0x0021, command("client", 0x04, present("options & 0x0800", "gppShortAddress", "gppLink"))),
    ("ZCL-061", 0x0101, command("server", 0x0C, typed(daysMask="DoorLockDayOfWeek"))),
    (
        "ZCL-062",
        0x0101,
        all_commands(typed(pin="OCTET_STRING", PIN="OCTET_STRING", id="OCTET_STRING", rfid="OCTET_STRING")),
    ),
    ("ZCL-063", 0x0201, add_attribute(0x0034, "occupied setback", "INT8U", writable=True)),
    ("ZCL-063", 0x0201, add_attribute(0x0035, "occupied setback min", "INT8U")),
    ("ZCL-063", 0x0201, add_attribute(0x0036, "occupied setback max", "INT8U")),
    ("ZCL-063", 0x0201, add_attribute(0x0037, "unoccupied setback", "INT8U", writable=True)),
    ("ZCL-063", 0x0201, add_attribute(0x0038, "unoccupied setback min", "INT8U")),
    ("ZCL-063", 0x0201, add_attribute(0x0039, "unoccupied setback max", "INT8U")),
    ("ZCL-063", 0x0201, add_attribute(0x003A, "emergency heat delta", "INT8U", writable=True)),
    ("ZCL-066", 0x0201, command("server", 0x01, typed(relayStatus="BITMAP8"))),
    ("ZCL-067", 0x0300, command("client", 0x40, tail(*OPTIONS))),
    ("ZCL-068", 0x0300, command("client", 0x41, tail(*OPTIONS))),
    ("ZCL-069", 0x0300, command("client", 0x42, tail(*OPTIONS))),
    ("ZCL-070", 0x0300, command("client", 0x43, tail(*OPTIONS))),
    ("ZCL-071", 0x0300, command("client", 0x44, tail(*OPTIONS))),
    ("ZCL-073", 0x0403, attribute_type(0x0013, "INT16U")),
    ("ZCL-076", 0x0501, command("server", 0x03, typed(zoneStatus="IasZoneStatus"))),
    (
        "ZCL-095",
        0x0905,
        command(
            "server",
            0x08,
            body(
                Argument("status", "ENUM8"),
                Argument("cid", "INT16U"),
                Argument("uid", "INT16U"),
                Argument("address", "DATA16", present_if="status == 0"),
                Argument("endpoint", "INT8U", present_if="status == 0"),
                Argument("nickname", "CHAR_STRING", present_if="status == 0"),
            ),
        ),
    ),
    ("ZCL-080", 0x0501, command("server", 0x01, body(Argument("sections", "BITMAP16", array=True, count="16")))),
    ("ZCL-096", 0x0905, attribute_id(0x0020, 0x0012)),
    ("ZCL-098", 0x0B03, command("server", 0x00, typed(timeStamp="UTC_TIME"))),
    ("ZCL-098", 0x0B03, command("server", 0x01, typed(timeStamp="UTC_TIME"))),
    ("ZCL-101", 0x0B04, add_attribute(0x0512, "average rms over voltage counter", "INT16U", writable=True)),
    (
        "ZCL-103",
        0x0B04,
        command("client", 0x01, typed(attributeId="ATTRIBUTE_ID", startTime="UTC_TIME", numberOfIntervals="INT8U")),
    ),
    ("ZCL-104", 0x0B04, command("server", 0x01, typed(attributeId="ATTRIBUTE_ID", startTime="UTC_TIME"))),
    (
        "ZCL-105",
        0x1000,
        command(
            "server",
            0x01,
            present("numberOfSubDevices == 1", "endpointId", "profileId", "deviceId", "deviceVersion", "groupIdCount"),
        ),
    ),
)
