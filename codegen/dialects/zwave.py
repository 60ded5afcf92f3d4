"""Z-Wave: big-endian, command classes with versions; an example is a whole frame, command class byte first.

Classes 0xF1 to 0xFF are the first of two bytes (SDS13781, extended command classes).
"""

from __future__ import annotations

from .base import FRAME, MESSAGES, REGISTRY, Dialect, Head


def example_problem(class_id: int | None, command_id: int | None, id_mask: int, data: bytes) -> str:
    """An example starts with the class and command bytes."""
    if class_id is None:
        return ""
    expected = class_id.to_bytes(2 if class_id > 0xFF else 1, "big")
    if not data.startswith(expected):
        return f"starts with {data[: len(expected)].hex(' ') or 'nothing'}, not with the class, {expected.hex(' ')}"
    if command_id is None:
        return ""
    rest = data[len(expected) :]
    if not rest or rest[0] & id_mask != command_id:
        return f"the command byte is {rest[:1].hex() or 'missing'}, not {command_id:02x}"
    return ""


ZWAVE = Dialect(
    name="zwave",
    little=False,
    type_names=False,
    heads={
        "command_class": Head(
            keys=frozenset(("id", "name", "versions")),
            sections=MESSAGES,
            ids=((0x00, 0xFF), (0xF100, 0xFFFF)),
            required=frozenset(("id", "name", "versions")),
        ),
        "frame": FRAME,
        "registry": REGISTRY,
    },
    directions=("controlling", "supporting", "both"),
    direction_is_key=False,
    command_keys=frozenset(),
    example_problem=example_problem,
)
