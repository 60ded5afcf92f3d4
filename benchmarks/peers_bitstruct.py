"""bitstruct (its C extension) for the frames of the mix that have a fixed size; it has no way to say the others.

The rule: one compiled format per frame, class and command included, dicts out. ZCL is little-endian, which the C
extension can't read, so those frames pass through its byteswap first.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bitstruct import c as bitstruct

Fields = dict[str, Any]
_HEAD = "command_class command"
# frame -> format, names
ZWAVE = {
    "basic_report": ("u8u8u8", f"{_HEAD} value"),
    "switch_binary_report": ("u8u8u8", f"{_HEAD} value"),
    "switch_multilevel_report_v1": ("u8u8u8", f"{_HEAD} value"),
    "switch_multilevel_report_v4": ("u8u8u8u8u8", f"{_HEAD} value target_value duration"),
    "battery_report_v2": (
        "u8u8u8u2b1b1b1b1u2p6b1b1",
        f"{_HEAD} level charging_status rechargeable backup overheating low_fluid recharge_or_replace low_temperature "
        "disconnected",
    ),
    "manufacturer_specific_report": ("u8u8u16u16u16", f"{_HEAD} manufacturer_id product_type_id product_id"),
    "wake_up_interval_report": ("u8u8u24u8", f"{_HEAD} seconds node"),
    "central_scene_notification_v3": (
        "u8u8u8b1p4u3u8",
        f"{_HEAD} sequence_number slow_refresh key_attributes scene_number",
    ),
}
_CONTROL = "p3b1u1b1u2u8u8"
_CONTROL_NAMES = "disable_default_response direction manufacturer_specific frame_type tsn command_id"
# frame -> bytes of each field, for byteswap; format behind the header; names
ZCL = {
    "on_off_on": ("111", "", ""),
    "level_move_to_level": ("1111211", "u8u16u8u8", "level transition_time options_mask options_override"),
    "default_rsp": ("11111", "u8u8", "received_command_id status"),
    "ias_status_change": ("1112112", "u16u8u8u16", "zone_status extended_status zone_id delay"),
    "color_move_to_ct": (
        "1112211",
        "u16u16u8u8",
        "color_temperature_mireds transition_time options_mask options_override",
    ),
    "ota_query_next_image": (
        "11112242",
        "u8u16u16u32u16",
        "field_control manufacturer_code image_type current_file_version hardware_version",
    ),
}


def zwave(name: str) -> tuple[Callable[[bytes], Fields], Callable[[Fields], bytes]]:
    """Decoder and encoder of one frame."""
    form, names = ZWAVE[name]
    compiled = bitstruct.compile(form, names.split())
    return compiled.unpack, compiled.pack


def zcl(name: str) -> tuple[Callable[[bytes], Fields], Callable[[Fields], bytes]]:
    """Decoder and encoder of one frame; header and fields stand in one dict."""
    swap, form, names = ZCL[name]
    compiled = bitstruct.compile(_CONTROL + form, f"{_CONTROL_NAMES} {names}".split())
    byteswap = bitstruct.byteswap

    def decode(data: bytes) -> Fields:
        fields: Fields = compiled.unpack(byteswap(swap, data))
        return fields

    def encode(fields: Fields) -> bytes:
        data: bytes = byteswap(swap, compiled.pack(fields))
        return data

    return decode, encode
