"""What a type checker sees of zclcodec: each line says the type that it must find.

The rule: this is read by mypy and never run. `type: ignore` stands where a mistake must be found.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, assert_type

import zclcodec
from zclcodec import ClusterCommand, DecodeError, Frame, Header, UnknownClusterCommand, aps, greenpower
from zclcodec.aps.commands.security import KeyType, TransportKey
from zclcodec.attributes import Attribute, Attributes
from zclcodec.clusters import level_control, on_off
from zclcodec.clusters._frame import Direction, FrameType
from zclcodec.clusters._general import (
    AttributeStatus,
    AttributeValue,
    ConfigureReporting,
    DataType,
    ReadAttributes,
    ReadAttributesResponse,
    ReportAttributes,
    ReportingConfiguration,
    Status,
)
from zclcodec.clusters.ias_zone import ZoneStatus, ZoneStatusChangeNotification
from zclcodec.clusters.ota_upgrade import ImageBlockResponse
from zclcodec.named import NamedValue


def entrances(data: bytes) -> None:
    frame = zclcodec.decode(data, cluster=0x0006)
    assert_type(frame, Frame)
    assert_type(zclcodec.decode(memoryview(data), strict=True), Frame)
    assert_type(zclcodec.encode(frame), bytes)
    assert_type(frame.to_bytes(), bytes)
    assert_type(frame.header, Header)
    assert_type(frame.command, ClusterCommand)
    assert_type(frame.cluster, int | None)
    assert_type(frame.attributes, tuple[NamedValue, ...])
    assert_type(Frame.of(on_off.Toggle(), tsn=5), Frame)
    zclcodec.decode(data, 0x0006)  # type: ignore[call-arg]
    zclcodec.decode("18330a")  # type: ignore[arg-type]
    Frame.of(frame)  # type: ignore[arg-type]


def header(header: Header) -> None:
    assert_type(header.frame_type, FrameType | int)
    assert_type(header.direction, Direction | int)
    assert_type(header.manufacturer_code, int | None)
    assert_type(header.disable_default_response, bool)
    assert_type(header.tsn, int)
    assert_type(header.command_id, int)


def commands(command: ClusterCommand, block: ImageBlockResponse) -> None:
    assert_type(command.name, str)
    assert_type(command.cluster, int | None)
    assert_type(command.as_dict(), dict[str, Any])
    assert_type(command.trailing, bytes)
    assert_type(block.status, Status | int)
    assert_type(block.image_data, bytes | None)
    assert_type(block.minimum_block_period, int | None)
    if isinstance(command, level_control.MoveToLevel):
        assert_type(command.level, int)
        assert_type(command.options_mask, int | None)
        assert_type(command.replace(level=1), level_control.MoveToLevel)
    match command:
        case ZoneStatusChangeNotification(zone_status=status):
            assert_type(status, int)
            assert_type(ZoneStatus(status).tamper, int)
        case UnknownClusterCommand(payload=payload):
            assert_type(payload, bytes)
    level_control.MoveToLevel(level=128, transition_time=10)
    level_control.MoveToLevel(level="128", transition_time=10)  # type: ignore[arg-type]
    level_control.MoveToLevel(transition_time=10)  # type: ignore[call-arg]


def records(report: ReportAttributes, answer: ReadAttributesResponse, question: ReadAttributes) -> None:
    assert_type(report.records, tuple[AttributeValue, ...])
    assert_type(answer.records, tuple[AttributeStatus, ...])
    assert_type(question.attribute_ids, tuple[int, ...])
    for record in answer.records:
        assert_type(record.attribute_id, int)
        assert_type(record.status, Status | int)
        assert_type(record.data_type, DataType | int | None)
        assert_type(record.value, object)
    ReadAttributes(attribute_ids=[4, 5])
    ReportAttributes(records=[AttributeValue(attribute_id=0, data_type=DataType.INT16, value=2315)])
    reporting = ReportingConfiguration(
        direction=0, attribute_id=0, data_type=DataType.UINT8, min_interval=1, max_interval=300, reportable_change=1
    )
    ConfigureReporting(records=[reporting])
    ConfigureReporting(records=[report])  # type: ignore[list-item]
    ReadAttributes(attribute_ids=4)  # type: ignore[arg-type]


def attributes(found: Attribute | None, named: NamedValue) -> None:
    assert_type(level_control.attributes, Attributes)
    assert_type(level_control.attributes.current_level, Attribute)
    assert_type(level_control.attributes.find(0x0000), Attribute | None)
    assert_type([one.name for one in level_control.attributes], list[str])
    if found is not None:
        assert_type(found.id, int)
        assert_type(found.unit, str)
        assert_type(found.scaled(5), Decimal | None)
        assert_type(found.describe(5), str)
        assert_type(found.label(5), str)
    assert_type(named.name, str)
    assert_type(named.text, str)


def aps_commands(data: bytes) -> None:
    command = aps.decode_command(data)
    assert_type(command, aps.ApsCommand)
    assert_type(aps.encode_command(command), bytes)
    assert_type(aps.ApsFrame.of(command), aps.ApsFrame)
    assert_type(greenpower.decode_command(0x22, data), greenpower.GreenPowerCommand)
    TransportKey(key_type=KeyType.NETWORK_KEY, key=bytes(16))
    TransportKey(key=bytes(16))  # type: ignore[call-arg]


def errors(error: DecodeError) -> None:
    assert_type(error.path, str)
    assert_type(error.offset, int)
