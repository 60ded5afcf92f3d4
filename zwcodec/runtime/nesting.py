"""Messages inside messages: which fields of a class carry them, what an object carries, how deep it goes.

The rule: what carries what follows from `__fields__` alone, list elements included. Nothing here recurses into
messages, so that no object is too deep for it.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from .codec import Codec

    Carrier = tuple[str, bool]  # slot, whether it holds a list of records that carry messages

_carriers: dict[Codec, tuple[Carrier, ...]] = {}


def carriers(codec: Codec) -> tuple[Carrier, ...]:
    """The slots of a class through which other messages are reached."""
    known = _carriers.get(codec)
    if known is None:
        found = []
        for field in codec.stored:
            if field.kind == "nested":
                found.append((field.slot, False))
            elif field.record is not None and carriers(field.record.__codec__):
                found.append((field.slot, True))
        known = _carriers[codec] = tuple(found)
    return known


def carried(record: Any) -> Iterator[tuple[str, Any]]:
    """(place, message) of what a record carries itself, in wire order. The place is the list element that holds the
    message, as in the path of an error: `commands[1]`; "" where the record holds it in a field of its own."""
    for slot, in_list in carriers(record.__codec__):
        value = getattr(record, slot)
        if value is None:
            continue
        if not in_list:
            yield "", value
            continue
        for index, element in enumerate(value):
            for place, message in carried(element):
                yield f"{slot}[{index}]{'.' if place else ''}{place}", message


def deeper_than(message: Any, limit: int) -> bool:
    """Whether more than `limit` messages are inside one another, this one included."""
    waiting = [(message, 1)]
    while waiting:
        current, depth = waiting.pop()
        if depth > limit:
            return True
        if carriers(current.__codec__):
            waiting += [(inner, depth + 1) for _, inner in carried(current)]
    return False
