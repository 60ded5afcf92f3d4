"""Reads the ZAP XML files into plain records, without judging them.

The rule: this module knows the XML vocabulary (spec-study.md 3.1) and nothing of the spec language. Numbers are parsed,
cluster extensions are merged into their clusters, text is stripped; what a value means is decided elsewhere.
"""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field, replace
from pathlib import Path


@dataclass(frozen=True)
class Argument:
    """One `arg` of a command or `item` of a struct."""

    name: str
    type: str
    array: bool = False
    count: str = ""  # C expression over earlier arguments, or the name of one
    counts_next: bool = False  # arrayLength: this argument is the element count of the next
    present_if: str = ""
    optional: bool = False
    introduced: str = ""


@dataclass(frozen=True)
class Command:
    id: int
    name: str
    source: str  # "client", "server", "either": who sends it
    arguments: tuple[Argument, ...] = ()
    introduced: str = ""
    manufacturer: int | None = None
    corrections: tuple[str, ...] = ()


@dataclass(frozen=True)
class Attribute:
    id: int
    name: str
    type: str
    side: str
    minimum: str = ""
    maximum: str = ""
    default: str = ""
    writable: bool = False
    reportable: bool = False
    optional: bool = False
    array: bool = False
    manufacturer: int | None = None
    corrections: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cluster:
    id: int
    name: str
    file: str
    manufacturer: int | None = None
    attributes: tuple[Attribute, ...] = ()
    commands: tuple[Command, ...] = ()


@dataclass(frozen=True)
class Enumeration:
    name: str
    base: str
    items: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Bitmap:
    name: str
    base: str
    fields: tuple[tuple[str, int], ...]  # name, mask


@dataclass(frozen=True)
class Struct:
    name: str
    items: tuple[Argument, ...]
    length: int = 0  # of an opaque blob without items


@dataclass
class Source:
    """Everything the files say. Clusters are keyed by (id, manufacturer code or None)."""

    clusters: dict[tuple[int, int | None], Cluster] = field(default_factory=dict)
    enums: dict[str, Enumeration] = field(default_factory=dict)
    bitmaps: dict[str, Bitmap] = field(default_factory=dict)
    structs: dict[str, Struct] = field(default_factory=dict)


def read(folder: Path) -> Source:
    """All clusters and types of the XML files in `folder` (device type and code list files have none)."""
    source = Source()
    extensions: list[ElementTree.Element] = []
    for path in sorted(folder.glob("*.xml")):
        root = ElementTree.parse(path).getroot()
        for node in root.iter("enum"):
            source.enums[node.attrib["name"]] = _enumeration(node)
        for node in root.iter("bitmap"):
            source.bitmaps[node.attrib["name"]] = _bitmap(node)
        for node in root.iter("struct"):
            source.structs[node.attrib["name"]] = _struct(node)
        extensions += root.iter("clusterExtension")
        for node in root.iter("cluster"):
            if node.findtext("code") is None:  # a device type's reference to a cluster
                continue
            cluster = _cluster(node, path.name)
            source.clusters[(cluster.id, cluster.manufacturer)] = cluster
    if not source.clusters:
        raise FileNotFoundError(f"no ZAP cluster in the XML files of {folder}")
    for node in extensions:
        _extend(source, node)
    return source


def number(text: str) -> int:
    """An integer written in decimal or hexadecimal."""
    return int(text.strip(), 0)


def _extend(source: Source, node: ElementTree.Element) -> None:
    key = (number(node.attrib["code"]), None)
    if key not in source.clusters:
        raise ValueError(f"clusterExtension of an unknown cluster {node.attrib['code']}")
    cluster = source.clusters[key]
    source.clusters[key] = replace(
        cluster,
        attributes=cluster.attributes + tuple(_attribute(item) for item in node.findall("attribute")),
        commands=cluster.commands + tuple(_command(item) for item in node.findall("command")),
    )


def _cluster(node: ElementTree.Element, file: str) -> Cluster:
    return Cluster(
        id=number(node.findtext("code", "")),
        name=node.findtext("name", "").strip(),
        file=file,
        manufacturer=_manufacturer(node),
        attributes=tuple(_attribute(item) for item in node.findall("attribute")),
        commands=tuple(_command(item) for item in node.findall("command")),
    )


def _attribute(node: ElementTree.Element) -> Attribute:
    return Attribute(
        id=number(node.attrib["code"]),
        name=(node.text or "").strip() or (node.findtext("description") or "").strip() or node.attrib["define"],
        type=node.attrib["type"],
        side=node.attrib["side"],
        minimum=node.get("min", ""),
        maximum=node.get("max", ""),
        default=node.get("default", ""),
        writable=_true(node, "writable"),
        reportable=_true(node, "reportable"),
        optional=_true(node, "optional"),
        array=_true(node, "array"),
        manufacturer=_manufacturer(node),
    )


def _command(node: ElementTree.Element) -> Command:
    arguments = tuple(_argument(item) for item in node.findall("arg") if item.get("removedIn") is None)
    return Command(
        id=number(node.attrib["code"]),
        name=node.attrib["name"],
        source=node.attrib["source"],
        arguments=arguments,
        introduced=node.get("introducedIn", ""),
        manufacturer=_manufacturer(node),
    )


def _argument(node: ElementTree.Element) -> Argument:
    return Argument(
        name=node.attrib["name"],
        type=node.attrib["type"],
        array=_true(node, "array"),
        count=node.get("countArg", ""),
        counts_next=_true(node, "arrayLength"),
        present_if=node.get("presentIf", ""),
        optional=_true(node, "optional"),
        introduced=node.get("introducedIn", ""),
    )


def _enumeration(node: ElementTree.Element) -> Enumeration:
    items = tuple((item.attrib["name"], number(item.attrib["value"])) for item in node.findall("item"))
    return Enumeration(node.attrib["name"], node.attrib["type"], items)


def _bitmap(node: ElementTree.Element) -> Bitmap:
    fields = tuple((item.attrib["name"], number(item.attrib["mask"])) for item in node.findall("field"))
    return Bitmap(node.attrib["name"], node.attrib["type"], fields)


def _struct(node: ElementTree.Element) -> Struct:
    return Struct(
        name=node.attrib["name"],
        items=tuple(_argument(item) for item in node.findall("item")),
        length=number(node.get("length", "0")),
    )


def _manufacturer(node: ElementTree.Element) -> int | None:
    code = node.get("manufacturerCode")
    return None if code is None else number(code)


def _true(node: ElementTree.Element, name: str) -> bool:
    return node.get(name, "").lower() in ("true", "1")
