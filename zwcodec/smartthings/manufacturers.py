"""Names of manufacturers as the platform printed them.

The rule: names that a log shows stand here and win; every other id has the name of the native registry, which is
younger than the platform. An id that the registry lacks has none.
"""

from __future__ import annotations

# zwave-naming-rule.md 3.4: printed by the platform.
RECORDED = {0x0099: "GreenWave Reality Inc.", 0x010F: "Fibargroup"}


def manufacturer_name(number: int) -> str | None:
    """The name for a manufacturer id, None if nobody knows it."""
    from zwcodec.cc.manufacturers import MANUFACTURERS

    return RECORDED.get(number) or MANUFACTURERS.get((number,), (None,))[0]
