"""construct for the frames of the mix, interpreted and compiled: one declaration per message.

The rule: declarations as construct's documentation writes them. Class and command are constants of each; nothing is
looked up, which flatters it a little. Its lists and switches keep their own containers.
"""

from __future__ import annotations

import construct as c

_SIGNED = {1: c.Int8sb, 2: c.Int16sb, 4: c.Int32sb}


def _number(size: str = "size") -> c.Construct:
    return c.Switch(c.this[size], _SIGNED)


def _command(prefix: str, *fields: c.Construct) -> c.Construct:
    return c.Struct(c.Const(bytes.fromhex(prefix)), *fields)


def _bits(*fields: c.Construct) -> c.Construct:
    return c.BitStruct(*fields)


def _scaled(prefix: str, kind: str) -> c.Construct:
    return _command(
        prefix,
        kind / c.Int8ub,
        "bits" / _bits("precision" / c.BitsInteger(3), "scale" / c.BitsInteger(2), "size" / c.BitsInteger(3)),
        "value" / c.Switch(c.this.bits.size, _SIGNED),
    )


_BINARY = _command("2503", "value" / c.Int8ub)
ZWAVE = {
    "basic_report": _command("2003", "value" / c.Int8ub),
    "switch_binary_report": _BINARY,
    "switch_multilevel_report_v1": _command("2603", "value" / c.Int8ub),
    "switch_multilevel_report_v4": _command(
        "2603", "value" / c.Int8ub, "target_value" / c.Int8ub, "duration" / c.Int8ub
    ),
    "sensor_multilevel_report_v5": _scaled("3105", "sensor_type"),
    "meter_report_v3": _command(
        "3202",
        "type" / _bits("scale_2" / c.Flag, "rate_type" / c.BitsInteger(2), "meter_type" / c.BitsInteger(5)),
        "bits" / _bits("precision" / c.BitsInteger(3), "scale" / c.BitsInteger(2), "size" / c.BitsInteger(3)),
        "value" / c.Switch(c.this.bits.size, _SIGNED),
        "delta_time" / c.Int16ub,
        "previous_value" / c.If(c.this.delta_time != 0, c.Switch(c.this.bits.size, _SIGNED)),
    ),
    "notification_report_v8": _command(
        "7105",
        "v1_alarm_type" / c.Int8ub,
        "v1_alarm_level" / c.Int8ub,
        c.Padding(1),
        "notification_status" / c.Int8ub,
        "notification_type" / c.Int8ub,
        "event" / c.Int8ub,
        "bits" / _bits("sequence" / c.Flag, c.Padding(2), "event_parameters_length" / c.BitsInteger(5)),
        "event_parameters" / c.Bytes(c.this.bits.event_parameters_length),
        "sequence_number" / c.If(c.this.bits.sequence, c.Int8ub),
    ),
    "configuration_report": _command("7006", "parameter" / c.Int8ub, "size" / c.Int8ub, "value" / _number()),
    "battery_report_v2": _command(
        "8003",
        "level" / c.Int8ub,
        "bits"
        / _bits(
            "charging_status" / c.BitsInteger(2),
            "rechargeable" / c.Flag,
            "backup" / c.Flag,
            "overheating" / c.Flag,
            "low_fluid" / c.Flag,
            "recharge_or_replace" / c.BitsInteger(2),
        ),
        "more" / _bits(c.Padding(6), "low_temperature" / c.Flag, "disconnected" / c.Flag),
    ),
    "association_report_5": _command(
        "8503",
        "group" / c.Int8ub,
        "max_nodes" / c.Int8ub,
        "reports_to_follow" / c.Int8ub,
        "nodes" / c.GreedyRange(c.Int8ub),
    ),
    "manufacturer_specific_report": _command(
        "7205", "manufacturer_id" / c.Int16ub, "product_type_id" / c.Int16ub, "product_id" / c.Int16ub
    ),
    "version_report_v2": _command(
        "8612",
        "library_type" / c.Int8ub,
        "protocol_version" / c.Int8ub,
        "protocol_sub_version" / c.Int8ub,
        "firmware_0_version" / c.Int8ub,
        "firmware_0_sub_version" / c.Int8ub,
        "hardware_version" / c.Int8ub,
        "firmware_targets"
        / c.PrefixedArray(c.Int8ub, c.Struct("firmware_version" / c.Int8ub, "firmware_sub_version" / c.Int8ub)),
    ),
    "thermostat_setpoint_report": _scaled("4303", "setpoint_type"),
    "multichannel_encap": _command(
        "600d",
        "source_endpoint" / c.Int8ub,
        "bits" / _bits("bit_address" / c.Flag, "destination_endpoint" / c.BitsInteger(7)),
        "encapsulated" / _BINARY,
    ),
    "wake_up_interval_report": _command("8406", "seconds" / c.Int24ub, "node" / c.Int8ub),
    "central_scene_notification_v3": _command(
        "5b03",
        "sequence_number" / c.Int8ub,
        "bits" / _bits("slow_refresh" / c.Flag, c.Padding(4), "key_attributes" / c.BitsInteger(3)),
        "scene_number" / c.Int8ub,
    ),
}

_TYPES = {
    0x10: c.Flag,
    0x18: c.Int8ul,
    0x20: c.Int8ul,
    0x23: c.Int32ul,
    0x25: c.BytesInteger(6, swapped=True),
    0x29: c.Int16sl,
    0x2A: c.BytesInteger(3, signed=True, swapped=True),
    0x30: c.Int8ul,
    0x42: c.PascalString(c.Int8ul, "utf8"),
}
_ANALOG = {number: _TYPES[number] for number in (0x20, 0x23, 0x25, 0x29, 0x2A)}
_VALUE = c.Switch(c.this.data_type, _TYPES)
_VALUES = c.GreedyRange(c.Struct("attribute_id" / c.Int16ul, "data_type" / c.Int8ul, "value" / _VALUE))
_OPTIONS = ("options_mask" / c.Int8ul, "options_override" / c.Int8ul)


def _frame(*fields: c.Construct) -> c.Construct:
    control = _bits(
        c.Padding(3),
        "disable_default_response" / c.Flag,
        "direction" / c.BitsInteger(1),
        "manufacturer_specific" / c.Flag,
        "frame_type" / c.BitsInteger(2),
    )
    manufacturer = c.If(c.this.control.manufacturer_specific, c.Int16ul)
    head = ("control" / control, "manufacturer" / manufacturer, "tsn" / c.Int8ul, "command_id" / c.Int8ul)
    return c.Struct(*head, *fields)


ZCL = {
    "on_off_on": _frame(),
    "level_move_to_level": _frame("level" / c.Int8ul, "transition_time" / c.Int16ul, *_OPTIONS),
    "report_1": _frame("records" / _VALUES),
    "report_4_mixed": _frame("records" / _VALUES),
    "read_attrs_3": _frame("attribute_ids" / c.GreedyRange(c.Int16ul)),
    "read_rsp_mixed": _frame(
        "records"
        / c.GreedyRange(
            c.Struct(
                "attribute_id" / c.Int16ul,
                "status" / c.Int8ul,
                "data_type" / c.If(c.this.status == 0, c.Int8ul),
                "value" / c.If(c.this.status == 0, _VALUE),
            )
        )
    ),
    "config_report_2": _frame(
        "records"
        / c.GreedyRange(
            c.Struct(
                "direction" / c.Int8ul,
                "attribute_id" / c.Int16ul,
                "data_type" / c.Int8ul,
                "min_interval" / c.Int16ul,
                "max_interval" / c.Int16ul,
                "reportable_change" / c.Switch(c.this.data_type, _ANALOG),
            )
        )
    ),
    "write_attrs_2": _frame("records" / _VALUES),
    "ias_status_change": _frame(
        "zone_status" / c.Int16ul, "extended_status" / c.Int8ul, "zone_id" / c.Int8ul, "delay" / c.Int16ul
    ),
    "default_rsp": _frame("received_command_id" / c.Int8ul, "status" / c.Int8ul),
    "color_move_to_ct": _frame("color_temperature_mireds" / c.Int16ul, "transition_time" / c.Int16ul, *_OPTIONS),
    "ota_query_next_image": _frame(
        "field_control" / c.Int8ul,
        "manufacturer_code" / c.Int16ul,
        "image_type" / c.Int16ul,
        "current_file_version" / c.Int32ul,
        "hardware_version" / c.If(c.this.field_control & 1, c.Int16ul),
    ),
    "mfr_report_2": _frame("records" / _VALUES),
}
