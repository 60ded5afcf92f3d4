"""The peer that everybody writes first: `struct` and index arithmetic by hand, a function per message, dicts out.

The rule: this is what a careful programmer writes who knows which messages will come: looked up by class and command
(ZCL: by what follows from header and cluster), nothing checked that Python doesn't check by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from struct import Struct
from typing import Any

Fields = dict[str, Any]
SIGNED = {1: Struct(">b"), 2: Struct(">h"), 4: Struct(">i")}
U16, U24, U32 = Struct(">H"), Struct(">BH"), Struct(">I")
LEVEL, CENTRAL, IDS = Struct("5B"), Struct("5B"), Struct(">2x3H")
WAKE_UP = Struct(">2xBHB")


def _plain(data: bytes) -> Fields:
    return {"value": data[2]}


def _multilevel(data: bytes) -> Fields:
    if len(data) == 3:
        return {"value": data[2]}
    _, _, value, target, duration = LEVEL.unpack(data)
    return {"value": value, "target_value": target, "duration": duration}


def _scaled(kind: str) -> Callable[[bytes], Fields]:
    def decode(data: bytes) -> Fields:
        bits = data[3]
        size = bits & 7
        (value,) = SIGNED[size].unpack_from(data, 4)
        return {kind: data[2], "precision": bits >> 5, "scale": bits >> 3 & 3, "size": size, "value": value}

    return decode


def _meter(data: bytes) -> Fields:
    kind, bits = data[2], data[3]
    size = bits & 7
    number = SIGNED[size]
    (value,) = number.unpack_from(data, 4)
    (delta,) = U16.unpack_from(data, 4 + size)
    fields = {
        "scale": kind >> 5 & 4 | bits >> 3 & 3,
        "rate_type": kind >> 5 & 3,
        "meter_type": kind & 31,
        "precision": bits >> 5,
        "size": size,
        "value": value,
        "delta_time": delta,
    }
    if delta:
        (fields["previous_value"],) = number.unpack_from(data, 6 + size)
    return fields


def _notification(data: bytes) -> Fields:
    bits = data[8]
    length = bits & 31
    fields = {
        "v1_alarm_type": data[2],
        "v1_alarm_level": data[3],
        "notification_status": data[5],
        "notification_type": data[6],
        "event": data[7],
        "sequence": bits >> 7,
        "event_parameters_length": length,
        "event_parameters": data[9 : 9 + length],
    }
    if bits >> 7:
        fields["sequence_number"] = data[9 + length]
    return fields


def _configuration(data: bytes) -> Fields:
    size = data[3] & 7
    return {"parameter": data[2], "size": size, "value": SIGNED[size].unpack_from(data, 4)[0]}


def _battery(data: bytes) -> Fields:
    _, _, level, bits, more = LEVEL.unpack(data)
    return {
        "level": level,
        "charging_status": bits >> 6,
        "rechargeable": bits >> 5 & 1,
        "backup": bits >> 4 & 1,
        "overheating": bits >> 3 & 1,
        "low_fluid": bits >> 2 & 1,
        "recharge_or_replace": bits & 3,
        "low_temperature": more >> 1 & 1,
        "disconnected": more & 1,
    }


def _association(data: bytes) -> Fields:
    return {"group": data[2], "max_nodes": data[3], "reports_to_follow": data[4], "nodes": list(data[5:])}


def _manufacturer(data: bytes) -> Fields:
    manufacturer, product_type, product = IDS.unpack(data)
    return {"manufacturer_id": manufacturer, "product_type_id": product_type, "product_id": product}


def _version(data: bytes) -> Fields:
    return {
        "library_type": data[2],
        "protocol_version": data[3],
        "protocol_sub_version": data[4],
        "firmware_0_version": data[5],
        "firmware_0_sub_version": data[6],
        "hardware_version": data[7],
        "firmware_targets": [
            {"firmware_version": data[i], "firmware_sub_version": data[i + 1]} for i in range(9, 9 + 2 * data[8], 2)
        ],
    }


def _multi_channel(data: bytes) -> Fields:
    return {
        "source_endpoint": data[2] & 127,
        "bit_address": data[3] >> 7,
        "destination_endpoint": data[3] & 127,
        "encapsulated": decode_zwave(data[4:]),
    }


def _wake_up(data: bytes) -> Fields:
    high, low, node = WAKE_UP.unpack(data)
    return {"seconds": high << 16 | low, "node": node}


def _central_scene(data: bytes) -> Fields:
    _, _, sequence, bits, scene = CENTRAL.unpack(data)
    return {"sequence_number": sequence, "slow_refresh": bits >> 7, "key_attributes": bits & 7, "scene_number": scene}


DECODE: dict[bytes, Callable[[bytes], Fields]] = {
    b"\x20\x03": _plain,
    b"\x25\x03": _plain,
    b"\x26\x03": _multilevel,
    b"\x31\x05": _scaled("sensor_type"),
    b"\x32\x02": _meter,
    b"\x71\x05": _notification,
    b"\x70\x06": _configuration,
    b"\x80\x03": _battery,
    b"\x85\x03": _association,
    b"\x72\x05": _manufacturer,
    b"\x86\x12": _version,
    b"\x43\x03": _scaled("setpoint_type"),
    b"\x60\x0d": _multi_channel,
    b"\x84\x06": _wake_up,
    b"\x5b\x03": _central_scene,
}


def decode_zwave(data: bytes) -> Fields:
    return DECODE[data[:2]](data)


# And back: name of the frame in the mix -> encoder. A class would know its encoder; so does the caller here.
def _put_scaled(prefix: bytes, kind: str) -> Callable[[Fields], bytes]:
    def encode(fields: Fields) -> bytes:
        size = fields["size"]
        bits = fields["precision"] << 5 | fields["scale"] << 3 | size
        return prefix + bytes((fields[kind], bits)) + SIGNED[size].pack(fields["value"])

    return encode


def _put_meter(fields: Fields) -> bytes:
    size, scale, delta = fields["size"], fields["scale"], fields["delta_time"]
    head = bytes((
        0x32,
        0x02,
        (scale & 4) << 5 | fields["rate_type"] << 5 | fields["meter_type"],
        fields["precision"] << 5 | (scale & 3) << 3 | size,
    ))
    number = SIGNED[size]
    frame = head + number.pack(fields["value"]) + U16.pack(delta)
    return frame + number.pack(fields["previous_value"]) if delta else frame


def _put_notification(fields: Fields) -> bytes:
    parameters: bytes = fields["event_parameters"]
    head = bytes((
        0x71,
        0x05,
        fields["v1_alarm_type"],
        fields["v1_alarm_level"],
        0,
        fields["notification_status"],
        fields["notification_type"],
        fields["event"],
        fields["sequence"] << 7 | len(parameters),
    ))
    return head + parameters + (bytes((fields["sequence_number"],)) if fields["sequence"] else b"")


def _put_configuration(f: Fields) -> bytes:
    return b"\x70\x06" + bytes((f["parameter"], f["size"])) + SIGNED[f["size"]].pack(f["value"])


def _put_multi_channel(f: Fields) -> bytes:
    head = bytes((0x60, 0x0D, f["source_endpoint"], f["bit_address"] << 7 | f["destination_endpoint"]))
    return head + ENCODE["switch_binary_report"](f["encapsulated"])


def _put_battery(f: Fields) -> bytes:
    bits = f["charging_status"] << 6 | f["rechargeable"] << 5 | f["backup"] << 4 | f["overheating"] << 3
    bits |= f["low_fluid"] << 2 | f["recharge_or_replace"]
    return LEVEL.pack(0x80, 0x03, f["level"], bits, f["low_temperature"] << 1 | f["disconnected"])


def _put_version(f: Fields) -> bytes:
    targets = f["firmware_targets"]
    numbers = [0x86, 0x12, f["library_type"], f["protocol_version"], f["protocol_sub_version"]]
    numbers += [f["firmware_0_version"], f["firmware_0_sub_version"], f["hardware_version"], len(targets)]
    for target in targets:
        numbers += (target["firmware_version"], target["firmware_sub_version"])
    return bytes(numbers)


ENCODE: dict[str, Callable[[Fields], bytes]] = {
    "basic_report": lambda f: bytes((0x20, 0x03, f["value"])),
    "switch_binary_report": lambda f: bytes((0x25, 0x03, f["value"])),
    "switch_multilevel_report_v1": lambda f: bytes((0x26, 0x03, f["value"])),
    "switch_multilevel_report_v4": lambda f: LEVEL.pack(0x26, 0x03, f["value"], f["target_value"], f["duration"]),
    "sensor_multilevel_report_v5": _put_scaled(b"\x31\x05", "sensor_type"),
    "meter_report_v3": _put_meter,
    "notification_report_v8": _put_notification,
    "configuration_report": _put_configuration,
    "battery_report_v2": _put_battery,
    "association_report_5": lambda f: bytes(
        (0x85, 0x03, f["group"], f["max_nodes"], f["reports_to_follow"], *f["nodes"])
    ),
    "manufacturer_specific_report": lambda f: b"\x72\x05"
    + IDS.pack(f["manufacturer_id"], f["product_type_id"], f["product_id"])[2:],
    "version_report_v2": _put_version,
    "thermostat_setpoint_report": _put_scaled(b"\x43\x03", "setpoint_type"),
    "multichannel_encap": _put_multi_channel,
    "wake_up_interval_report": lambda f: b"\x84\x06"
    + WAKE_UP.pack(f["seconds"] >> 16, f["seconds"] & 0xFFFF, f["node"])[2:],
    "central_scene_notification_v3": lambda f: CENTRAL.pack(
        0x5B, 0x03, f["sequence_number"], f["slow_refresh"] << 7 | f["key_attributes"], f["scene_number"]
    ),
}
