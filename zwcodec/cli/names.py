"""Names of classes and clusters, for people: from the registries, which import nothing.

The rule: a name that somebody types is found however it is spelled: `switch_multilevel`, `SwitchMultilevel`,
`"Switch Multilevel"`. A number is decimal unless it says 0x; `0402` could be either and is refused.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    Row = tuple[int | None, int | None, str, str, int, int]  # of a registry's MODULES


_SPELLED = {
    "Av": "AV", "Bacnet": "BACnet", "Crc16": "CRC-16", "Dcp": "DCP", "Dmx": "DMX", "Dst": "DST", "Ghz": "GHz",
    "Hrv": "HRV", "Ias": "IAS", "Id": "ID", "Ieee11073": "IEEE 11073", "Ip": "IP", "Ir": "IR", "Iso7816": "ISO 7816",
    "Mdu": "MDU", "Mtp": "MTP", "Nd": "ND", "Ota": "OTA", "Ph": "pH", "Pm25": "PM2.5", "Rssi": "RSSI",
    "Security2": "Security 2", "Wd": "WD", "Zip": "Z/IP", "Zip6lowpan": "Z/IP 6LoWPAN", "Zwave": "Z-Wave",
    "Zwaveplus": "Z-Wave Plus",
}  # fmt: skip


def spaced(name: str) -> str:
    """`SwitchMultilevel` as `Switch Multilevel`, `Crc16Encap` as `CRC-16 Encap`; otherwise digits stay with the word
    in front of them. Punctuation aside, the result is still found by `find`."""
    return " ".join(_SPELLED.get(word, word) for word in re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).split(" "))


def folded(name: str) -> str:
    """What is left of a name when spelling does not matter."""
    return re.sub(r"[\W_]+", "", name).lower()


def number_of(text: str, limit: int) -> int | None:
    """The number that a text spells, None if it is none. ValueError if it is unclear or out of range."""
    text = text.strip()
    if re.fullmatch(r"0[xX][0-9A-Fa-f]+", text):
        number = int(text, 16)
    elif re.fullmatch(r"0|[1-9][0-9]*", text):
        number = int(text)
    elif re.fullmatch(r"0[0-9A-Fa-f]+", text):
        raise ValueError(f"{text} could be hexadecimal or decimal: write 0x{text}")
    else:
        return None
    if number > limit:
        raise ValueError(f"{text} is above 0x{limit:X}")
    return number


def find(rows: Iterable[Row], text: str) -> list[Row]:
    """The registry rows that the name means."""
    wanted = folded(text)
    return [row for row in rows if wanted and wanted in (folded(row[2]), folded(row[3]))]
