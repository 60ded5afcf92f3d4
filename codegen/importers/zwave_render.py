"""Turns merged nodes of one Z-Wave command into fields of the spec language.

The rule: this is spec-study section 4.3 as code, and it knows no single command: what a field means beyond the XML
comes from the generated correction lists (`Facts`). References become names here, after the merge has settled them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from . import names
from .yaml_out import Hex
from .zwave_join import join_remainders, join_split_numbers
from .zwave_source import Item, Member, Node, Ref

NODE, CLASS, COMMAND, DATA, WHOLE = "NODE_NUMBER", "CMD_CLASS_REF", "CMD_REF", "CMD_DATA", "CMD_ENCAP"
DEVICE = {
    "GEN_DEV_REF": {"enum": "device_classes.GenericDeviceClass"},
    "SPEC_DEV_REF": {"ref": "device_class"},
    "BAS_DEV_REF": {"enum": "device_classes.BasicDeviceClass"},
}
CC_LIST = {"type": "u8", "extended_from": Hex(0xF1), "ref": "command_class"}
UNSIGNED = {1: "u8", 2: "u16", 3: "u24", 4: "u32", 5: "u40", 6: "u48", 7: "u56", 8: "u64"}


@dataclass
class Facts:
    """What the generated lists say of one command: keys are the XML's field names."""

    decimals: set[str] = field(default_factory=set)
    durations: dict[str, str] = field(default_factory=dict)
    starts: dict[str, int] = field(default_factory=dict)
    drop: tuple[str, ...] = ()  # words of the command that are left out in front of `value` and `level`
    command: str = ""


@dataclass
class Use:
    """A set of named values met in a field; `assign` writes the enum's name into the field."""

    concept: str
    command: str
    members: list[Member]
    assign: Callable[[str], None]
    bitset: bool = False


Scope = dict[int, list[tuple[int, int, Item]]]  # by parameter index: lowest bit, width, item


class Renderer:
    """One command (or list element): nodes in, field mappings out."""

    def __init__(self, facts: Facts, low: int, parent: Renderer | None = None) -> None:
        self.facts = facts
        self.low = low
        self.parent = parent
        self.taken: set[str] = set()
        self.uses: list[Use] = []
        self.scope: Scope = {}

    def render(self, nodes: list[Node]) -> list[dict[str, Any]]:
        self.scope = {node.index: [(item.low, item.width, item) for item in node.items] for node in nodes}
        nodes = join_remainders(join_split_numbers(nodes))
        self._name(nodes)
        fields: list[dict[str, Any]] = []
        position = 0
        while position < len(nodes):
            made, used = self._next(nodes, position)
            fields += made
            position += used
        return fields

    # names -----------------------------------------------------------------------------------------------------------
    def _name(self, nodes: list[Node]) -> None:
        reserved = 0
        for node in nodes:
            for item in node.items:
                if item.reserved and not item.until:
                    reserved += 1
                    item.name = "reserved" if reserved == 1 else f"reserved_{reserved}"
                    continue
                item.name = item.name or self._unique(item.label)
            if node.kind in ("bytes", "bitset", "list"):
                node.name = self._unique(self._label(node))

    def _label(self, node: Node) -> str:
        plain = node.label.lower()
        if node.kind == "list" and (plain.startswith("vg") or plain in ("", "variant")):
            inner = [item.label for element in node.elements for item in element.items if not item.reserved]
            inner += [element.label for element in node.elements if element.kind != "fixed"]
            return names.plural(names.field_name(inner[0])) if len(node.elements) == 1 and inner else "entries"
        if node.encapsulates in (NODE, CLASS) or node.kind == "list":
            return names.plural(names.field_name(node.label))
        return node.label

    def _unique(self, text: str) -> str:
        return names.unique(names.field_name(text, self.facts.drop), self.taken)

    def target(self, ref: Ref) -> str:
        """The name (or expression) that a reference means."""
        if ref.up:
            assert self.parent is not None
            return f"parent.{self.parent.target(Ref(ref.index, ref.mask))}"
        items = self.scope.get(ref.index, [])
        if len(items) == 1:
            return items[0][2].spoken()
        for low, width, item in items:
            if ((1 << width) - 1) << low == ref.mask:
                return item.spoken()
        inside = [item for low, width, item in items if not item.reserved and (ref.mask >> low) & ((1 << width) - 1)]
        return inside[-1].spoken() if inside else "0"

    def condition(self, ref: Ref) -> str:
        """The presence expression of `optionaloffs`."""
        name = self.target(ref)
        found = [(low, width) for low, width, item in self.scope.get(ref.index, []) if item.spoken() == name]
        if not found:
            return name
        low, width = found[0]
        mask = (ref.mask >> low) & ((1 << width) - 1)
        if width == 1:
            return name
        full = (1 << min(width, 8)) - 1
        return f"{name} != 0" if mask & full == full else f"{name} & 0x{mask:02X}"

    # fields ----------------------------------------------------------------------------------------------------------
    def _next(self, nodes: list[Node], position: int) -> tuple[list[dict[str, Any]], int]:
        node = nodes[position]
        following = nodes[position + 1 :]
        if node.encapsulates == CLASS and node.kind == "fixed" and following and following[0].encapsulates == COMMAND:
            data = following[1] if len(following) > 1 and following[1].encapsulates == DATA else None
            if data is not None:
                return [self._nested(node, data)], 3
        if node.kind == "list" and node.length is not None:
            columns = [node]
            for other in following:
                if other.kind == "list" and other.length == node.length and other.present == node.present:
                    columns.append(other)
                else:
                    break
            if len(columns) > 1:
                return [self._columns(columns)], len(columns)
        if node.kind == "const":
            return [self._marked(node, following)], 1 + len(following)
        marker = following[0].marker if following and following[0].kind == "const" else b""
        made = self._field(node, marker)
        if self._is_checksum(nodes, position):
            made = {"name": made["name"], "type": "checksum", "algorithm": "crc16_aug_ccitt", "verify": "strict"}
        return [made], 1

    def _is_checksum(self, nodes: list[Node], position: int) -> bool:
        """A last word behind what runs to the end of the frame and says that it checks."""
        node, before = nodes[position], nodes[position - 1] if position else None
        if before is None or position + 1 < len(nodes) or node.width != 2 or node.kind != "fixed":
            return False
        open_ended = before.kind == "bytes" and before.length is None and not before.width
        return open_ended and node.items[0].name in ("checksum", "frame_check_sequence")

    def _common(self, node: Node, made: dict[str, Any]) -> dict[str, Any]:
        if node.since > self.low:
            if "bits" in made or "group" in made:
                made = {"since": node.since, **made}
            else:
                made["since"] = node.since
        if node.present is not None:
            made["present_if"] = self.condition(node.present)
        return made

    def _field(self, node: Node, marker: bytes) -> dict[str, Any]:
        if node.kind == "fixed":
            return self._common(node, self._fixed(node))
        if node.kind == "list":
            return self._common(node, self._list(node, marker))
        if node.kind == "bitset":
            made: dict[str, Any] = {"name": node.name, "type": "bitset", "length": self._length(node)}
            start = self.facts.starts.get(node.label, 0)
            if start:
                made["start"] = start
            self._use(made, node.label, node.members, bitset=True)
            return self._common(node, made)
        return self._common(node, self._bytes(node, marker))

    def _fixed(self, node: Node) -> dict[str, Any]:
        if len(node.items) == 1:
            item = node.items[0]
            if item.reserved and not item.until:
                return {"reserved": UNSIGNED[node.width], **({} if item.name == "reserved" else {"name": item.name})}
            made: dict[str, Any] = {"name": item.name, "type": UNSIGNED[node.width]}
            duration = self.facts.durations.get(item.label)
            if duration:
                return {**made, "duration": duration}
            self._mean(made, item, special=node.named_values and len(item.members) <= 4, width=node.width)
            return made
        bits: dict[str, Any] = {}
        for item in node.items:
            entry: dict[str, Any] = {"width": item.width}
            if not item.reserved or item.until:
                self._mean(entry, item, special=False, width=1)
                if item.since > node.since:
                    entry["since"] = item.since
                if item.until:
                    entry["until"] = item.until
            bits[item.name] = item.width if len(entry) == 1 else entry
            if len(entry) > 1:
                self._collapse_later(bits, item)
        return {"bits": bits}

    def _collapse_later(self, bits: dict[str, Any], item: Item) -> None:
        """An entry whose enum turned out empty is a plain width again."""
        entry = bits[item.name]
        if set(entry) == {"width"}:
            bits[item.name] = item.width

    def _mean(self, made: dict[str, Any], item: Item, *, special: bool, width: int) -> None:
        if item.kind == NODE:
            made["ref"] = "node"
        elif item.kind == CLASS:
            made["ref"] = "command_class"
        elif item.kind in DEVICE:
            made.update(DEVICE[item.kind])
        members = [member for member in item.members if usable(member)]
        if special and members and width == 1:
            made["special"] = {Hex(member.value): names.member_name(member.label) for member in members}
        elif members:
            self._use(made, item.label, members)

    def _use(self, made: dict[str, Any], label: str, members: list[Member], bitset: bool = False) -> None:
        members = [member for member in members if usable(member) and not (bitset and member.value == 0xFF)]
        if not members:
            return
        made["enum"] = ""  # keeps the key's place

        def assign(name: str) -> None:
            if name:
                made["enum"] = name
            else:
                made.pop("enum", None)

        self.uses.append(Use(names.pascal(names.field_name(label)), self.facts.command, members, assign, bitset))

    def _length(self, node: Node) -> Any:
        if node.width:
            return node.width
        if node.length is None:
            return "rest"
        name = self.target(node.length)
        return f"{name} - {-node.change}" if node.change < 0 else name

    def _bytes(self, node: Node, marker: bytes) -> dict[str, Any]:
        element: dict[str, Any] | None = None
        if node.encapsulates == NODE:
            element = {"type": "u8", "ref": "node"}
        elif node.encapsulates == CLASS:
            element = dict(CC_LIST)
        if element is not None or marker:
            made: dict[str, Any] = {"name": node.name, "list": element or {"type": "u8"}}
            if node.length is not None or node.width:
                made["length"] = self._length(node)
            else:
                made["until"] = {"marker": marker_value(marker)} if marker else "end"
            return made
        if node.encapsulates == WHOLE:
            return {"name": "encapsulated", "type": "command", "length": self._length(node)}
        sized = self._sized(node)
        if sized:
            return sized
        if node.ascii:
            return {"name": node.name, "type": "text", "length": self._length(node), "charset": "ascii"}
        return {"name": node.name, "type": "bytes", "length": self._length(node)}

    def _sized(self, node: Node) -> dict[str, Any]:
        """Size/scale/precision headers, and integers whose size is a 3-bit number."""
        if node.length is None:
            return {}
        renderer = self.parent if node.length.up and self.parent else self
        header = renderer.scope.get(node.length.index, [])
        sizes = [entry for entry in header if entry[2].name.startswith("size")]
        if not sizes or sizes[0][1] > 4 or node.length.mask != ((1 << sizes[0][1]) - 1) << sizes[0][0]:
            return {}
        length = self._length(node)
        precision = next((item.name for _, _, item in header if item.name.startswith("precision")), "")
        if node.label in self.facts.decimals and precision:
            made = {"name": node.name, "type": "decimal", "length": length, "precision": precision}
        else:
            made = {"name": node.name, "type": "int", "length": length}
        return {**made, "sizes": [1, 2, 4]}

    def _list(self, node: Node, marker: bytes) -> dict[str, Any]:
        inner = Renderer(self.facts, max(self.low, node.since), self)
        fields = inner.render(node.elements)
        self.uses += inner.uses
        made: dict[str, Any] = {"name": node.name}
        # A list of one scalar has bare elements; everything else is a list of records.
        bare = len(fields) == 1 and fields[0].get("type") in UNSIGNED.values() and "present_if" not in fields[0]
        if bare:
            fields[0].pop("name")
            made["list"] = fields[0]
        else:
            made["list"] = fields
        if node.more is not None:
            made["while"] = inner.target(node.more)
        elif marker:
            made["until"] = {"marker": marker_value(marker)}
        elif node.length is None or self._wrong_count(node.length):
            made["until"] = "end"
        else:
            made["count"] = self.target(node.length)
        return made

    def _wrong_count(self, ref: Ref) -> bool:
        """Some groups name a neighbour as their count (spec-study 1.4): these run to the end of the frame."""
        return self.target(ref) in ("reports_to_follow", "group")

    def _columns(self, lists: list[Node]) -> dict[str, Any]:
        columns: list[dict[str, Any]] = []
        taken: set[str] = set()
        for node in lists:
            inner = Renderer(self.facts, self.low, self)
            inner.taken = taken
            columns += inner.render(node.elements)
            self.uses += inner.uses
        assert lists[0].length is not None
        made: dict[str, Any] = {"name": "entries", "columns": columns, "count": self.target(lists[0].length)}
        return self._common(lists[0], made)

    def _nested(self, node: Node, data: Node) -> dict[str, Any]:
        length: Any = "rest"
        if data.length is not None:
            name = self.target(data.length)
            length = name if data.change in (0, -2) else f"{name} - {-data.change - 2}"
        return self._common(node, {"name": "encapsulated", "type": "command", "length": length})

    def _marked(self, node: Node, following: list[Node]) -> dict[str, Any]:
        """The marker and what follows are there together or not at all."""
        const: dict[str, Any] = {"const": marker_value(node.marker)}
        rest: list[dict[str, Any]] = []
        for position, other in enumerate(following):
            marker = following[position + 1 : position + 2]
            rest.append(self._field(other, marker[0].marker if marker and marker[0].kind == "const" else b""))
        return self._common(node, {"group": [const, *rest], "optional": True})


def marker_value(marker: bytes) -> Any:
    return Hex(marker[0]) if len(marker) == 1 else marker.hex(" ").upper()


def usable(member: Member) -> bool:
    plain = member.label.strip().lower().replace("_", " ").rstrip("0123456789. ")
    return not (plain.startswith("reserved") or plain in ("res", "", "not used", "unused", "not to be used")
                or plain == "not supported" and member.label[-1:].isdigit())  # fmt: skip
