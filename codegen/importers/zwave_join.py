"""Joins what the XML had to write as two parameters but is one value on the wire.

The rule: a number split over a byte's end becomes one number of a wider bit group (spec-study section 1.4), and two
fields in a row that both take the rest of a frame become one, because nothing could tell them apart.
"""

from __future__ import annotations

from . import names
from .zwave_source import Item, Node


def join_split_numbers(nodes: list[Node]) -> list[Node]:
    """A number whose high bits end one byte and whose low bits begin the next is one number of a wider group."""
    result: list[Node] = []
    for node in nodes:
        before = result[-1] if result else None
        if before is not None and before.kind == node.kind == "fixed" and before.since == node.since:
            high, low = before.items[-1], node.items[0]
            stem = _split_stem(high.label, low.label)
            if stem and not high.reserved and before.present == node.present:
                shift = 8 * node.width
                for item in before.items:
                    item.low += shift
                joined = Item(stem, low.low, high.width + low.width, since=max(high.since, low.since))
                high.joined = low.joined = joined
                before.items = [*before.items[:-1], joined, *node.items[1:]]
                before.width += node.width
                continue
        result.append(node)
    return result


def join_remainders(nodes: list[Node]) -> list[Node]:
    """Where two fields in a row take the rest of the frame, nobody can tell them apart: they are one."""
    result: list[Node] = []
    for node in nodes:
        before = result[-1] if result else None
        if before is not None and _takes_rest(before) and _takes_rest(node):
            before.label = f"{before.label} and {node.label}"
            before.since = min(before.since, node.since)
            continue
        result.append(node)
    return result


def _takes_rest(node: Node) -> bool:
    return node.kind == "bytes" and not node.width and node.length is None and not node.encapsulates


def _split_stem(high: str, low: str) -> str:
    """The common name of `X 1` and `X 2`, `X (MSB)` and `X (LSB)`; "" if the two are no pair."""
    a, b = " ".join(names.words(high)), " ".join(names.words(low))
    for first, second in ((" 1", " 2"), (" msb", " lsb"), ("1", "2"), (" high", " low")):
        if a.endswith(first) and b.endswith(second) and a[: -len(first)] == b[: -len(second)] and a[: -len(first)]:
            stem = a[: -len(first)]
            return "" if stem.split()[-1] in ("properties", "profile", "level", "reserved", "dns") else stem
    return ""
