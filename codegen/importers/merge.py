"""Merges the versions of one command into one layout, or into the few variants that it needs.

The rule: versions are folded oldest first. As long as the wire shapes of one are the beginning of the other's, they are
one layout and what is new gets `since`; bits that were reserved and became a field get it on the item. A version that
breaks the shape starts a new variant. Names and labels of the newest version win.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass

from .zwave_source import Item, Member, Node


@dataclass
class Merged:
    low: int
    high: int
    nodes: list[Node]
    id_item: Item | None = None


def merge_versions(bodies: list[tuple[int, list[Node], Item | None]]) -> list[Merged]:
    """`bodies` are (version, nodes, item in the command byte), versions ascending."""
    result: list[Merged] = []
    for version, nodes, id_item in bodies:
        current = result[-1] if result else None
        if current is None or not _fits(current.nodes, nodes):
            fresh = deepcopy(nodes)
            if current is None:
                _stamp(fresh, version)
            result.append(Merged(version, version, fresh, deepcopy(id_item)))
            continue
        current.high = version
        current.id_item = deepcopy(id_item)
        _merge_lists(current.nodes, nodes, version)
    return result


def _stamp(nodes: list[Node], version: int) -> None:
    for node in nodes:
        node.since = version
        for item in node.items:
            item.since = version
        for member in [*node.members, *(member for item in node.items for member in item.members)]:
            member.since = version
        _stamp(node.elements, version)


def _fits(old: list[Node], new: list[Node]) -> bool:
    """Whether the old shapes are the beginning of the new ones."""
    if len(new) < len(old):
        return False
    pairs = list(zip(old, new, strict=False))
    if any(_shape(a) != _shape(b) for a, b in pairs):
        return False
    # Nothing may be added behind what reaches to the end of the frame, except a list that a marker ends.
    open_ended = bool(old) and old[-1].kind in ("bytes", "bitset", "list") and not old[-1].width and not old[-1].length
    return len(new) == len(old) or not open_ended


def _shape(node: Node) -> tuple[object, ...]:
    return node.shape()


def _merge_lists(old: list[Node], new: list[Node], version: int) -> None:
    for position, node in enumerate(new):
        if position < len(old):
            old[position] = _merge_node(old[position], node, version)
        else:
            fresh = deepcopy(node)
            _stamp([fresh], version)
            old.append(fresh)


def _merge_node(old: Node, new: Node, version: int) -> Node:
    merged = deepcopy(new)
    merged.since = old.since
    if new.kind == "fixed":
        merged.items = _merge_items(old.items, new.items, version)
    merged.members = merge_members(old.members, new.members, version)
    elements = deepcopy(old.elements)
    _merge_lists(elements, new.elements, version)
    merged.elements = elements
    return merged


def _merge_items(old: list[Item], new: list[Item], version: int) -> list[Item]:
    result: list[Item] = []
    for item in new:
        fresh = deepcopy(item)
        twin = next((other for other in old if other.low == item.low and not other.reserved), None)
        if item.reserved:
            same = twin is not None and twin.width == item.width
            if same and twin is not None and not twin.until:
                fresh = deepcopy(twin)
                fresh.until = version - 1
            elif same and twin is not None:
                fresh = deepcopy(twin)
        elif twin is not None and not twin.until:
            fresh.since = twin.since
            fresh.members = merge_members(twin.members, item.members, version)
        else:
            fresh.since = version
            for member in fresh.members:
                member.since = version
        result.append(fresh)
    return result


def merge_members(old: list[Member], new: list[Member], version: int) -> list[Member]:
    """One growing set; the newest label wins, values that the newer version dropped stay."""
    table = {member.value: deepcopy(member) for member in old}
    for member in new:
        known = table.get(member.value)
        if known is None:
            table[member.value] = Member(member.value, member.label, version)
        elif not member.label.lower().startswith("reserved"):
            known.label = member.label
    return [table[value] for value in sorted(table)]
