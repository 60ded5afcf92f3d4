"""The binding table that a device answers to `zdo mgmt-bind` (ZDO Mgmt_Bind_rsp, cluster 0x8033).

The rule: handlers rely on `table_entries`, `dstAddrMode` and the hex text `dstAddr` (1 is a group); the
remaining key names are the project's. Wire layout: ZigBee specification 2.4.4.3.4.
"""

from __future__ import annotations

from typing import Any

from .description import CATCHALL

__all__ = ["binding_table"]

_GROUP, _DEVICE = 1, 3  # destination address modes of a binding entry


def binding_table(description: str) -> dict[str, Any] | None:
    """status, totalEntries, startIndex and the list table_entries; None when the description is something else.

    Entries that are cut short are left out.
    """
    match = CATCHALL.fullmatch(description)
    if match is None or match.group(2) != "0000" or match.group(3) != "8033":
        return None
    data = bytes.fromhex(match.group(14))
    if len(data) < 2:  # sequence number, status
        return None
    table: dict[str, Any] = {"status": data[1], "totalEntries": 0, "startIndex": 0, "table_entries": []}
    if len(data) < 5:
        return table
    table["totalEntries"], table["startIndex"] = data[2], data[3]
    at = 5
    for _ in range(data[4]):
        mode = data[at + 11] if len(data) > at + 11 else 0
        size = {_GROUP: 14, _DEVICE: 21}.get(mode)
        if size is None or len(data) < at + size:
            break
        entry: dict[str, Any] = {
            "srcAddr": _text(data[at : at + 8]),
            "srcEndpoint": data[at + 8],
            "clusterId": _text(data[at + 9 : at + 11]),
            "dstAddrMode": mode,
            "dstAddr": _text(data[at + 12 : at + (14 if mode == _GROUP else 20)]),
        }
        if mode == _DEVICE:
            entry["dstEndpoint"] = data[at + 20]
        table["table_entries"].append(entry)
        at += size
    return table


def _text(data: bytes) -> str:
    return data[::-1].hex().upper()
