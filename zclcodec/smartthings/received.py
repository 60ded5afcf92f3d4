"""The frame behind a description: what a device sent, out of the text that the hub made of it.

The rule: the text is the hub's and says less than the air did. Sequence numbers and the wish for no default response
are lost and read as 0; a `read attr` text does not say which command brought the attribute, so that a status in its
place makes it a read response and nothing else a report. Text that is no description raises ValueError.
"""

from __future__ import annotations

from .description import CATCHALL, READ
from .frame import Frame

__all__ = ["received"]

_READ_RESPONSE, _REPORT = 0x01, 0x0A
_FROM_SERVER = 0x08  # frame control, ZCL 8 clause 2.4.1.1
_OWN = 0x04
_RECORDS = 12  # hex digits of network id, endpoint, cluster and size in front of the records


def received(description: str) -> Frame:
    """The frame that a `catchall: ...` or `read attr - raw: ...` text describes, addressed as it says: a ZCL frame, or
    a ZDO message where the profile is 0. Raises ValueError for other texts and for hex that is cut short."""
    match = CATCHALL.fullmatch(description)
    if match is not None:
        _, profile, cluster, source, target, _, _, dni, specific, own, code, command, way, text = match.groups()
        body = bytes.fromhex(text)
        if int(profile, 16):
            control = (specific == "01") | (own == "01") * _OWN | (way == "01") * _FROM_SERVER
            maker = int(code, 16).to_bytes(2, "little") if own == "01" else b""
            body = bytes((control, *maker, 0, int(command, 16))) + body
        return Frame(
            body,
            dni=dni,
            endpoint=int(source, 16),
            hub_endpoint=int(target, 16),
            cluster=int(cluster, 16),
            profile=int(profile, 16),
        )
    match = READ.fullmatch(description)
    if match is None or not match[1]:
        raise ValueError(f"no catchall and no read attribute: {description!r}")
    raw, dni, endpoint, cluster, command = match[1], match[2], match[3], match[4], match[9]
    if len(raw) < _RECORDS + 6 or len(raw) % 2:
        raise ValueError(f"raw is cut short: {raw!r}")
    records = bytes.fromhex(raw[_RECORDS:])
    if command is None:  # SmartThings: a type 00 (no data) is never reported, so it is the status of a read response
        number = _REPORT if records[2] else _READ_RESPONSE
    else:  # Hubitat names the command and drops the status of the first record, which can only be success
        number = int(command, 16)
        if number == _READ_RESPONSE:
            records = records[:2] + b"\0" + records[2:]
    control = bytes((_FROM_SERVER, 0, number))
    return Frame(control + records, dni=dni, endpoint=int(endpoint, 16), cluster=int(cluster, 16))
