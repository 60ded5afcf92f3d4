"""What stands beside and below the cluster library: ZDO (profile 0x0000), APS, Green Power Device Frames.

All three are little-endian; an example is what stands behind the header. A ZDO command's id is its cluster id.
"""

from __future__ import annotations

from .base import FRAME, MESSAGES, REGISTRY, Dialect, Head


def example_problem(class_id: int | None, command_id: int | None, id_mask: int, data: bytes) -> str:
    """Ids stand in front of the bytes of an example, or come with the message; any bytes may be one."""
    return ""


GROUP = Head(keys=frozenset(("name",)), sections=MESSAGES, required=frozenset(("name",)))

ZDO = Dialect(
    name="zdo",
    little=True,
    type_names=False,
    heads={"zdo": GROUP, "frame": FRAME, "registry": REGISTRY},
    directions=("both",),
    direction_is_key=False,
    command_keys=frozenset(),
    example_problem=example_problem,
    command_ids=0xFFFF,
)
APS = Dialect(
    name="aps",
    little=True,
    type_names=False,
    heads={"aps": GROUP, "frame": FRAME},
    directions=("both",),
    direction_is_key=False,
    command_keys=frozenset(),
    example_problem=example_problem,
)
GREEN_POWER = Dialect(
    name="greenpower",
    little=True,
    type_names=True,
    heads={"green_power": GROUP, "frame": FRAME, "registry": REGISTRY},
    directions=("to_device", "from_device", "both"),
    direction_is_key=False,
    command_keys=frozenset(),
    example_problem=example_problem,
    types_of="zcl",
)
