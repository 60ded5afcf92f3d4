"""ZigBee Cluster Library: little-endian, typed values, one command id space per direction and manufacturer.

An example is the payload behind the ZCL header; any bytes may be one.
"""

from __future__ import annotations

from .base import FRAME, MESSAGES, REGISTRY, SETS, Dialect, Head


def example_problem(class_id: int | None, command_id: int | None, id_mask: int, data: bytes) -> str:
    """Cluster and command ids stand in the header, which is no part of an example."""
    return ""


ZCL = Dialect(
    name="zcl",
    little=True,
    type_names=True,
    heads={
        "cluster": Head(
            keys=frozenset(("id", "name", "manufacturer", "model")),
            sections=MESSAGES | {"attributes"},
            ids=((0x0000, 0xFFFF),),
            required=frozenset(("id", "name")),
        ),
        "general": Head(
            keys=frozenset(("name",)),
            sections=MESSAGES | {"attributes"},
            required=frozenset(("name",)),
        ),
        "frame": FRAME,
        "registry": REGISTRY,
        "types": Head(keys=frozenset(), sections=SETS),
    },
    directions=("client_to_server", "server_to_client", "both"),
    direction_is_key=True,
    command_keys=frozenset(("manufacturer",)),
    example_problem=example_problem,
)
