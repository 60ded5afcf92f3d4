"""Everything that nobody recorded about the `zigbee` helper, decided here and nowhere else.

The rule of this file: one field, one question that the recordings leave open; its comment names the
evidence, its default is the answer that the evidence favours. `ZigBee(..., level_formula="min254")`
or `ZigBee(..., decisions=Decisions(...))` changes an answer. Section numbers are those of
`zigbee-behaviour.md` in the project's reference collection.
"""

# Decided without a parameter, because only one answer has evidence or the difference is spelling:
# - enrollResponse (1.3): the block that commit db4f161e5 replaced one to one, with the device's endpoint in `send`;
#   on Hubitat the same two messages as `he wattr` and `he raw`.
# - configureReporting with mfgCode (1.5): mfg-code, send-me-a-report, send, by analogy with read and write.
# - addBinding is the bind half of configureReporting; removeBinding prints the handlers' `zdo unbind unicast` (8.8).
# - writeAttribute packs a number big endian, upper case, to the width of its type (1.2, 8.6), mfgCode or not.
# - An mfgCode read prints the arguments of the call: the recorder's label contradicts its own output (8.11).
# - Numbers given as text are hex, destEndpoint too; only mfgCode reads text without 0x as decimal (1.1, recorded).
# - Hubitat rattr ends in {} or {code}, wattr and cr in {code} or {}, cmd in {code} only with one (8.13).
# - Descriptions that hold no attribute and no frame (on/off, zone status, zbjoin, ...) make the empty map.
# - A 42 value keeps its hex text in SmartThings maps (as the description shows it) and is decoded, as UTF-8 with
#   replacement, in Hubitat maps.
# - setLevel clamps to 0..100; setColorTemperature is command 0A with round(1000000 / K) and 0xFEFF as the top.

from __future__ import annotations

from typing import Final, Literal

from zwcodec.runtime.choices import Choices

__all__ = ["DEFAULT_HUB_ZIGBEE_ID", "PACK_STRING_LENGTH_PREFIX", "Decisions"]

# The hub id of the recordings (device FC6E); any 16 hex digits would do.
DEFAULT_HUB_ZIGBEE_ID: Final = "000D6F00055D8FA6"

# DataType.pack("on", STRING_CHAR): a ZCL character string (ZCL8 2.6.2.21) starts with its length, and the
# documentation calls the result "packed", so the length byte is written. A static method knows no instance,
# hence a module constant and not a field below.
PACK_STRING_LENGTH_PREFIX: Final = True


class Decisions(Choices):
    """The open questions and the project's answers; every field can be overridden by keyword."""

    # 1.1, 8.5: both formulas fit all six recorded levels and differ for 25 others.
    # "round254": round(level * 254 / 100), halves up; "min254": min(254, trunc(level * 255 / 100)).
    level_formula: Literal["round254", "min254"] = "round254"

    # The reference calls 100 the "max value" of setLevel's rate (tenths of a second), one port caps it there; no
    # recording goes beyond. None passes on what the caller said (0xFFFF is a meaningful rate), 100 caps.
    max_rate: int | None = None

    # 1.5, 8.7: `zdo bind dni A B` was recorded only with A == B == 0x01. The guide and most handlers put the
    # device's endpoint first ("device-first"); one pasted list has it second ("hub-first").
    bind_order: Literal["device-first", "hub-first"] = "device-first"

    # 1.5: the first braces of `zdo bind`. Handlers write the device's id there and leave the second empty, which makes
    # it the binding's source and the hub the destination; the guide's prose calls it the hub's id, the destination
    # (the source is then unknown and zero). Only hub.frames and hub.lines need to know.
    bind_eui: Literal["source", "destination"] = "source"

    # 8.12: `send dni A B`, again only recorded with both 0x01; handlers before the library wrote the hub's first.
    send_order: Literal["hub-first", "device-first"] = "hub-first"

    # 1.4, 8.1: reportable change of two bytes and more; commit db4f161e5 replaced {05 00} and {6400} one to one.
    reporting_change_order: Literal["little", "big"] = "little"

    # 1.6, 8.4: transition time of setColorTemperature, two bytes as they go on air. Handlers wrote 0000 or 2000.
    color_temperature_time: str = "0000"

    # 4, 5: "2018" maps lack raw, dni and the three header keys; "2014" prints SmartShield fields alphabetically.
    library: Literal["2019", "2018", "2014"] = "2019"

    # 4, 8.10: is a value that ZCL reserves as "invalid" (0xFF of a UINT8) `isValidForDataType`? Only `true` was
    # ever recorded, and never with such a value. A value of the wrong width is never valid.
    reserved_values_are_invalid: bool = True

    # 6: the switch event of cluster 0006 was recorded for attribute 0x0011 too, so the attribute is not looked at.
    switch_event_from_any_attribute: bool = True

    # 6: a default response (0B) that carries an error status: recorded only with status 00. False follows the
    # recorded rule (data[0] alone decides), True wants status 00.
    default_response_needs_success: bool = False

    # 6, 8.9: divisor of the level event; 254 undoes "round254". 0xFE is 100 either way.
    level_event_scale: Literal[254, 255] = 254

    # 6: temperature events carry decimals since July 2020 (PRs 39019, 38946), whole numbers before.
    temperature_decimals: bool = True

    # Section 3 shows `zone report :: type: 19 value: 0031` next to `zone status 0x0031`; only the latter is
    # documented as input of parseZoneStatus. True reads both.
    zone_report_is_zone_status: bool = True

    # 2, 8.13: Hubitat prints cluster and command of on() in decimal ("6 1"); whether command() does is not recorded.
    hubitat_command_numbers: Literal["decimal", "hex"] = "decimal"
