"""`struct` by hand for the ZCL frames of the mix: header, general commands with typed values, a few cluster commands.

The rule: as in peers_struct.py. A frame becomes (header, fields); typed values know the types that the mix has.
"""

from __future__ import annotations

from collections.abc import Callable
from struct import Struct
from typing import Any

Fields = dict[str, Any]
Header = dict[str, Any]
U16 = Struct("<H")
HEADER, LONG_HEADER = Struct("<3B"), Struct("<BHBB")
ATTRIBUTE, STATUS, REPORTING = Struct("<HB"), Struct("<HB"), Struct("<BHBHH")
LEVEL, COLOR, ZONE, IMAGE = Struct("<BHBB"), Struct("<HHBB"), Struct("<HBBH"), Struct("<BHHI")
BYTE = Struct("<B")
FIXED = {0x10: Struct("<?"), 0x18: BYTE, 0x20: BYTE, 0x23: Struct("<I"), 0x29: Struct("<h"), 0x30: BYTE}
LONG = {0x25: (6, False), 0x2A: (3, True)}  # what struct has no letter for
STRING, ANALOG = 0x42, {0x20, 0x23, 0x25, 0x29, 0x2A}


def _value(data: bytes, position: int, kind: int) -> tuple[Any, int]:
    form = FIXED.get(kind)
    if form is not None:
        return form.unpack_from(data, position)[0], position + form.size
    if kind == STRING:
        end = position + 1 + data[position]
        return data[position + 1 : end].decode(), end
    size, signed = LONG[kind]
    return int.from_bytes(data[position : position + size], "little", signed=signed), position + size


def _put_value(kind: int, value: Any) -> bytes:
    form = FIXED.get(kind)
    if form is not None:
        return form.pack(value)
    if kind == STRING:
        text: bytes = value.encode()
        return bytes((len(text),)) + text
    size, signed = LONG[kind]
    number: bytes = value.to_bytes(size, "little", signed=signed)
    return number


def _values(data: bytes, position: int) -> Fields:
    records = []
    while position < len(data):
        number, kind = ATTRIBUTE.unpack_from(data, position)
        value, position = _value(data, position + 3, kind)
        records.append({"attribute_id": number, "data_type": kind, "value": value})
    return {"records": records}


def _read_response(data: bytes, position: int) -> Fields:
    records: list[Fields] = []
    while position < len(data):
        number, status = STATUS.unpack_from(data, position)
        record = {"attribute_id": number, "status": status}
        position += 3
        if not status:
            kind = record["data_type"] = data[position]
            record["value"], position = _value(data, position + 1, kind)
        records.append(record)
    return {"records": records}


def _configure(data: bytes, position: int) -> Fields:
    records: list[Fields] = []
    while position < len(data):
        direction, number, kind, low, high = REPORTING.unpack_from(data, position)
        record = {"direction": direction, "attribute_id": number, "data_type": kind}
        record |= {"min_interval": low, "max_interval": high}
        position += 8
        if kind in ANALOG:
            record["reportable_change"], position = _value(data, position, kind)
        records.append(record)
    return {"records": records}


def _read(data: bytes, position: int) -> Fields:
    return {"attribute_ids": [U16.unpack_from(data, i)[0] for i in range(position, len(data), 2)]}


def _level(data: bytes, position: int) -> Fields:
    level, time, mask, override = LEVEL.unpack_from(data, position)
    return {"level": level, "transition_time": time, "options_mask": mask, "options_override": override}


def _color(data: bytes, position: int) -> Fields:
    mireds, time, mask, override = COLOR.unpack_from(data, position)
    return {
        "color_temperature_mireds": mireds,
        "transition_time": time,
        "options_mask": mask,
        "options_override": override,
    }


def _zone(data: bytes, position: int) -> Fields:
    status, extended, zone, delay = ZONE.unpack_from(data, position)
    return {"zone_status": status, "extended_status": extended, "zone_id": zone, "delay": delay}


def _image(data: bytes, position: int) -> Fields:
    control, manufacturer, image, version = IMAGE.unpack_from(data, position)
    fields = {"field_control": control, "manufacturer_code": manufacturer, "image_type": image}
    fields["current_file_version"] = version
    if control & 1:
        (fields["hardware_version"],) = U16.unpack_from(data, position + 9)
    return fields


# (cluster, or None for general commands; command id)
DECODE: dict[tuple[int | None, int], Callable[[bytes, int], Fields]] = {
    (6, 1): lambda data, position: {},
    (8, 0): _level,
    (None, 0): _read,
    (None, 1): _read_response,
    (None, 2): _values,
    (None, 6): _configure,
    (None, 10): _values,
    (None, 11): lambda data, position: {"received_command_id": data[position], "status": data[position + 1]},
    (0x500, 0): _zone,
    (0x300, 10): _color,
    (0x19, 1): _image,
}


def decode_zcl(data: bytes, cluster: int) -> tuple[Header, Fields]:
    control = data[0]
    if control & 4:
        _, manufacturer, tsn, command = LONG_HEADER.unpack_from(data)
        position = 5
    else:
        _, tsn, command = HEADER.unpack_from(data)
        manufacturer, position = None, 3
    header = {
        "frame_type": control & 3,
        "direction": control >> 3 & 1,
        "disable_default_response": control >> 4 & 1,
        "manufacturer_code": manufacturer,
        "tsn": tsn,
        "command_id": command,
    }
    return header, DECODE[cluster if control & 1 else None, command](data, position)


def _put_header(header: Header) -> bytes:
    control = header["frame_type"] | header["direction"] << 3 | header["disable_default_response"] << 4
    if header["manufacturer_code"] is not None:
        return LONG_HEADER.pack(control | 4, header["manufacturer_code"], header["tsn"], header["command_id"])
    return HEADER.pack(control, header["tsn"], header["command_id"])


def _put_values(fields: Fields) -> bytes:
    return b"".join(
        ATTRIBUTE.pack(record["attribute_id"], record["data_type"]) + _put_value(record["data_type"], record["value"])
        for record in fields["records"]
    )


def _put_read_response(fields: Fields) -> bytes:
    body = b""
    for record in fields["records"]:
        body += STATUS.pack(record["attribute_id"], record["status"])
        if not record["status"]:
            body += bytes((record["data_type"],)) + _put_value(record["data_type"], record["value"])
    return body


def _put_configure(fields: Fields) -> bytes:
    body = b""
    for record in fields["records"]:
        kind = record["data_type"]
        body += REPORTING.pack(
            record["direction"], record["attribute_id"], kind, record["min_interval"], record["max_interval"]
        )
        if kind in ANALOG:
            body += _put_value(kind, record["reportable_change"])
    return body


def _put_image(fields: Fields) -> bytes:
    body = IMAGE.pack(*list(fields.values())[:4])
    return body + U16.pack(fields["hardware_version"]) if fields["field_control"] & 1 else body


ENCODE: dict[tuple[int | None, int], Callable[[Fields], bytes]] = {
    (6, 1): lambda fields: b"",
    (8, 0): lambda fields: LEVEL.pack(*fields.values()),
    (None, 0): lambda fields: b"".join(map(U16.pack, fields["attribute_ids"])),
    (None, 1): _put_read_response,
    (None, 2): _put_values,
    (None, 6): _put_configure,
    (None, 10): _put_values,
    (None, 11): lambda fields: bytes(fields.values()),
    (0x500, 0): lambda fields: ZONE.pack(*fields.values()),
    (0x300, 10): lambda fields: COLOR.pack(*fields.values()),
    (0x19, 1): _put_image,
}


def encode_zcl(header: Header, fields: Fields, cluster: int) -> bytes:
    key = cluster if header["frame_type"] else None, header["command_id"]
    return _put_header(header) + ENCODE[key](fields)
