"""Reads the Z-Wave Alliance's XML of command classes into nodes, one tree per class, version and command.

The rule: this module says what the XML says (spec-study section 1.3), in wire order and with references kept as
(parameter index, mask); it corrects nothing and names nothing. Bit fields are held most significant first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

FIXED = {"BYTE": 1, "CONST": 1, "WORD": 2, "BIT_24": 3, "DWORD": 4, "MULTI_ARRAY": 1}
END = 255  # "to the end of the frame" in paramoffs
PARENT = 0x80  # 0x80 + n: parameter n of the enclosing scope


@dataclass(frozen=True)
class Ref:
    """Parameter `index` of this scope (or of the parent's), the bits under `mask`."""

    index: int
    mask: int
    up: bool = False


@dataclass
class Member:
    value: int
    label: str
    since: int = 1


@dataclass
class Item:
    """Bits of a group. `flag`: one bit that the XML calls a flag."""

    label: str
    low: int
    width: int
    reserved: bool = False
    since: int = 1
    until: int = 0
    members: list[Member] = field(default_factory=list)
    kind: str = ""  # encaptype of the whole parameter
    name: str = ""  # given when the command is rendered
    joined: Item | None = None  # the number that this half became part of

    def spoken(self) -> str:
        return self.joined.name if self.joined else self.name


@dataclass
class Node:
    """One parameter or group. kind: fixed, bytes, bitset, list, const."""

    kind: str
    label: str
    index: int
    width: int = 0  # bytes of a fixed node, fixed length of bytes and bit sets
    items: list[Item] = field(default_factory=list)
    length: Ref | None = None  # of bytes, bit sets (bytes) and lists (count); None and no width: to the end
    change: int = 0
    ascii: bool = False
    named_values: bool = False  # a BYTE with names for single values
    encapsulates: str = ""
    elements: list[Node] = field(default_factory=list)
    present: Ref | None = None
    more: Ref | None = None
    marker: bytes = b""
    members: list[Member] = field(default_factory=list)  # of a bit set
    since: int = 1
    name: str = ""

    def shape(self) -> tuple[object, ...]:
        """What the wire sees; two versions with equal shapes share the node."""
        length = (self.length.index, self.length.mask) if self.length else None
        if self.kind == "fixed":
            return ("fixed", self.width)
        if self.kind == "const":
            return ("const", self.marker)
        kind = "list" if self.kind == "list" else "bytes"
        return (kind, self.width, length, self.change if length else 0, tuple(item.shape() for item in self.elements))


@dataclass
class SourceCommand:
    id: int
    name: str
    id_mask: int
    nodes: list[Node]
    id_item: Item | None = None
    comment: str = ""


@dataclass
class SourceVersion:
    version: int
    name: str
    comment: str
    commands: dict[int, SourceCommand]


def read(path: Path) -> tuple[str, dict[int, list[SourceVersion]]]:
    """The revision of the XML and all classes by id, versions ascending."""
    root = ElementTree.parse(path).getroot()
    classes: dict[int, list[SourceVersion]] = {}
    for entry in root.iter("cmd_class"):
        commands = {command.id: command for command in map(_command, entry.findall("cmd"))}
        made = SourceVersion(int(entry.get("version", "1")), entry.get("name", ""), entry.get("comment", ""), commands)
        classes.setdefault(int(entry.get("key", "0"), 16), []).append(made)
    for versions in classes.values():
        versions.sort(key=lambda version: version.version)
    return root.get("version", ""), dict(sorted(classes.items()))


def device_classes(path: Path) -> Iterator[tuple[str, int, int, str]]:
    """("basic" | "generic" | "specific", id, id of the generic class or 0, label)."""
    root = ElementTree.parse(path).getroot()
    for entry in root:
        if entry.tag == "bas_dev":
            yield "basic", int(entry.get("key", "0"), 16), 0, entry.get("help", "")
        elif entry.tag == "gen_dev":
            generic = int(entry.get("key", "0"), 16)
            yield "generic", generic, 0, entry.get("help", "")
            for child in entry.findall("spec_dev"):
                yield "specific", int(child.get("key", "0"), 16), generic, child.get("help", "")


def _command(entry: ElementTree.Element) -> SourceCommand:
    command = SourceCommand(
        id=int(entry.get("key", "0"), 16),
        name=entry.get("name", ""),
        id_mask=int(entry.get("cmd_mask", "0xFF"), 16),
        nodes=_nodes(entry),
        comment=entry.get("comment", ""),
    )
    if command.id_mask != 0xFF:
        # The first structure describes the low bits of the command byte; it takes no byte of its own.
        first = command.nodes.pop(0)
        low = [item for item in first.items if item.low + item.width <= 3]
        command.id_item = low[-1] if low else None
        for node in command.nodes:
            _shift_references(node)
    return command


def _shift_references(node: Node) -> None:
    """References count the structure in the command byte; it is gone from the list."""
    if node.length and not node.length.up:
        node.length = Ref(node.length.index - 1, node.length.mask)
    if node.present and not node.present.up:
        node.present = Ref(node.present.index - 1, node.present.mask)
    node.index -= 1


def _nodes(parent: ElementTree.Element) -> list[Node]:
    entries = [entry for entry in parent if entry.tag in ("param", "variant_group")]
    return [_node(entry, index) for index, entry in enumerate(entries)]


def _number(entry: ElementTree.Element, key: str, default: str = "0") -> int:
    return int(entry.get(key, default), 0)


def _reference(entry: ElementTree.Element, offset: str, mask: str) -> Ref | None:
    if entry.get(offset) is None:
        return None
    index = _number(entry, offset)
    if index == END:
        return None
    return Ref(index & ~PARENT, _number(entry, mask, "0xFF"), bool(index & PARENT))


def _members(entry: ElementTree.Element, tag: str) -> list[Member]:
    return [Member(_number(child, "flagmask"), child.get("flagname", "")) for child in entry.findall(tag)]


def _node(entry: ElementTree.Element, index: int) -> Node:
    label = entry.get("name", "")
    present = _reference(entry, "optionaloffs", "optionalmask")
    if entry.tag == "variant_group":
        length = _reference(entry, "paramOffs", "sizemask")
        more = _reference(entry, "moretofollowoffs", "moretofollowmask")
        return Node("list", label, index, length=length, elements=_nodes(entry), present=present, more=more)
    kind = entry.get("type", "")
    encapsulates = entry.get("encaptype", "")
    if kind in FIXED:
        width = FIXED[kind]
        members = _members(entry, "const") or _members(entry, "bitflag")
        item = Item(label, 0, 8 * width, members=members, kind=encapsulates, reserved=is_reserved(label))
        made = Node("fixed", label, index, width=width, items=[item], present=present, encapsulates=encapsulates)
        made.named_values = kind == "BYTE"
        return made
    if kind == "STRUCT_BYTE":
        return Node("fixed", label, index, width=1, items=_bit_items(entry), present=present)
    if kind == "MARKER":
        data = bytes(_number(child, "flagmask") for child in [*entry.findall("const"), *entry.findall("bitflag")])
        return Node("const", label, index, marker=data or b"\0", present=present)
    if kind == "ARRAY":
        attributes = entry.find("arrayattrib")
        assert attributes is not None, label
        return Node(
            "bytes", label, index, width=_number(attributes, "len"), ascii=attributes.get("is_ascii") == "true",
            present=present, encapsulates=encapsulates,
        )  # fmt: skip
    if kind == "BITMASK":
        mask = entry.find("bitmask")
        assert mask is not None, label
        members = [Member(_number(flag, "flagmask"), flag.get("flagname", "")) for flag in entry.findall("bitflag")]
        width = _number(mask, "len") if mask.get("len") else 0
        length = None if width else _reference(mask, "paramoffs", "lenmask")
        return Node("bitset", label, index, width=width, length=length, members=members, present=present)
    assert kind == "VARIANT", kind
    variant = entry.find("variant")
    assert variant is not None, label
    return Node(
        "bytes", label, index, length=_reference(variant, "paramoffs", "sizemask"),
        change=_number(variant, "sizechange"), ascii=variant.get("is_ascii") == "true", present=present,
        encapsulates=encapsulates,
    )  # fmt: skip


def is_reserved(label: str) -> bool:
    """Whether the XML's name says that nobody uses the bits."""
    plain = label.strip().lower().replace("_", " ")
    return plain.rstrip("0123456789. ") in ("reserved", "res", "zero", "unused", "not used")


def _bit_items(entry: ElementTree.Element) -> list[Item]:
    items: list[Item] = []
    for child in entry:
        if child.tag == "bitflag":
            mask, label, members = _number(child, "flagmask"), child.get("flagname", ""), []
        else:
            mask, label = _number(child, "fieldmask"), child.get("fieldname", "")
            members = _field_values(child) if child.tag == "fieldenum" else []
        if mask:
            low = (mask & -mask).bit_length() - 1
            items.append(Item(label, low, mask.bit_count(), reserved=is_reserved(label), members=members))
    items.sort(key=lambda item: -item.low)
    return fill(items, 8)


def _field_values(entry: ElementTree.Element) -> list[Member]:
    """Values run 0..n in order unless the first key is above 0: then the keys are the values."""
    children = entry.findall("fieldenum")
    keys = [_number(child, "key", "0") for child in children]
    explicit = bool(keys) and keys[0] > 0
    return [
        Member(key if explicit else number, child.get("value", ""))
        for number, (key, child) in enumerate(zip(keys, children, strict=True))
    ]


def fill(items: list[Item], width: int) -> list[Item]:
    """The items, most significant first, with reserved items in every gap."""
    filled: list[Item] = []
    top = width
    for item in items:
        if item.low + item.width < top:
            filled.append(Item("Reserved", item.low + item.width, top - item.low - item.width, reserved=True))
        filled.append(item)
        top = item.low
    if top > 0:
        filled.append(Item("Reserved", 0, top, reserved=True))
    return filled
