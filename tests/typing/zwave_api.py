"""What a type checker sees of zwcodec: each line says the type that it must find.

The rule: this is read by mypy and never run. `type: ignore` stands where a mistake must be found: strict mode
complains about one that nothing needs.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, assert_type

import zwcodec
from zwcodec import BACKEND, CodecError, Command, DecodeError, EncodeError, UnknownCommand
from zwcodec.cc.battery import BatteryReport, ChargingStatus
from zwcodec.cc.meter import MeterReport
from zwcodec.cc.multi_channel import MultiChannelCmdEncap
from zwcodec.cc.notification import NotificationReport, NotificationStatus, NotificationSupportedReport
from zwcodec.cc.sensor_multilevel import SensorMultilevelReport
from zwcodec.cc.sensor_types import SensorType
from zwcodec.cc.switch_binary import SwitchBinaryReport
from zwcodec.cc.user_code import UserCodeReport
from zwcodec.cc.version import FirmwareTarget, VersionReport
from zwcodec.cc.wake_up import WakeUpIntervalReport
from zwcodec.runtime.message import Message
from zwcodec.runtime.values import Duration


def entrances(data: bytes, versions: Mapping[int, int]) -> None:
    command = zwcodec.decode(data)
    assert_type(command, Command)
    assert_type(zwcodec.decode(bytearray(data), versions={0x26: 1}, strict=True), Command)
    assert_type(zwcodec.decode(memoryview(data), versions=versions), Command)
    assert_type(zwcodec.encode(command), bytes)
    assert_type(BACKEND, str)
    zwcodec.decode(data.hex())  # type: ignore[arg-type]
    zwcodec.decode(data, versions={"meter": 1})  # type: ignore[dict-item]
    zwcodec.decode(data, {0x26: 1})  # type: ignore[call-arg]
    zwcodec.encode(data)  # type: ignore[arg-type]


def every_command(command: Command) -> None:
    assert_type(command.command_class, int)
    assert_type(command.command, int | None)
    assert_type(command.version, int)
    assert_type(command.name, str)
    assert_type(command.trailing, bytes)
    assert_type(command.to_bytes(), bytes)
    assert_type(bytes(command), bytes)
    assert_type(command.as_dict(), dict[str, Any])
    assert_type(command.replace(version=2), Command)
    hash(command)
    assert_type(command.level, int)  # type: ignore[attr-defined, assert-type]


def narrowed(command: Command) -> None:
    """What a program does with a decoded command."""
    if isinstance(command, BatteryReport):
        assert_type(command.level, int)
        assert_type(command.replace(level=5), BatteryReport)
    match command:
        case SensorMultilevelReport(sensor_type=SensorType.AIR_TEMPERATURE, value=value):
            assert_type(value, Decimal | None)
        case UnknownCommand():
            assert_type(command.payload, bytes)


def numbers(sensor: SensorMultilevelReport, meter: MeterReport, wake_up: WakeUpIntervalReport) -> None:
    assert_type(sensor.value, Decimal | None)
    assert_type(sensor.precision, int)
    assert_type(meter.previous_value, Decimal | None)
    assert_type(meter.delta_time, int | None)
    assert_type(wake_up.seconds, int)
    SensorMultilevelReport(sensor_type=1, scale=0, value="23.15")
    SensorMultilevelReport(sensor_type=SensorType.HUMIDITY, scale=0, value=Decimal("23.15"), precision=2, size=2)
    SensorMultilevelReport(sensor_type=1, scale=0, value=40)
    SensorMultilevelReport(sensor_type=1, scale=0, value=23.15)  # type: ignore[arg-type]
    SensorMultilevelReport(sensor_type="air", scale=0, value=1)  # type: ignore[arg-type]
    SensorMultilevelReport(scale=0, value=1)  # type: ignore[call-arg]
    SensorMultilevelReport(1, scale=0, value="23.15")  # type: ignore[call-arg]


def members(battery: BatteryReport, switch: SwitchBinaryReport, notification: NotificationReport) -> None:
    assert_type(battery.charging_status, ChargingStatus | int | None)
    assert_type(notification.notification_status, NotificationStatus | int | None)
    assert_type(ChargingStatus.CHARGING.label, str)
    assert_type(switch.duration, Duration | int | None)
    if isinstance(switch.duration, Duration):
        assert_type(switch.duration.seconds, int | None)
    BatteryReport(level=85, charging_status=ChargingStatus.CHARGING, version=2)
    BatteryReport(level=85, charging_status=3)
    BatteryReport(level=None)  # type: ignore[arg-type]


def lists(version: VersionReport, supported: NotificationSupportedReport) -> None:
    assert_type(version.firmware_targets, tuple[FirmwareTarget, ...] | None)
    assert_type(version.number_of_firmware_targets, int | None)
    assert_type(supported.notification_types, tuple[int, ...] | None)
    for target in version.firmware_targets or ():
        assert_type(target.firmware_version, int)
        assert_type(target.as_dict(), dict[str, Any])
    NotificationSupportedReport(notification_types=[1, 7], v1_alarm=False)
    NotificationSupportedReport(notification_types=b"\x82", v1_alarm=False)
    VersionReport(number_of_firmware_targets=1)  # type: ignore[call-arg]


def others(user_code: UserCodeReport, encap: MultiChannelCmdEncap) -> None:
    assert_type(user_code.user_code, str)
    assert_type(encap.encapsulated, Message)
    assert_type(encap.bit_address, bool)
    MultiChannelCmdEncap(source_endpoint=1, destination_endpoint=2, encapsulated=user_code)
    MultiChannelCmdEncap(source_endpoint=1, destination_endpoint=2, encapsulated=b"\x20\x02")  # type: ignore[arg-type]


def errors(decoding: DecodeError, encoding: EncodeError) -> None:
    both: CodecError = decoding
    both = encoding
    assert_type(both.path, str)
    assert_type(both.field, str)
    assert_type(decoding.offset, int)
    assert_type(decoding.bit_offset, int)
    assert_type(decoding.needed, int | None)
    assert_type(decoding.available, int | None)
    assert_type(decoding.hint, str)
    assert_type(decoding.data, bytes)
    assert_type(encoding.value, object)
    assert_type(encoding.allowed, str)
    ValueError.__str__(both)
