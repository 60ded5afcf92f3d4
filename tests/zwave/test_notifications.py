"""Event parameters of notifications: what the registry announces is what is read, what isn't so stays bytes.

The rule: no bytes are refused; every kind of parameter that the registry names has a case here.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zwcodec import Command
from zwcodec.cc.node_naming import NodeNamingNodeLocationReport
from zwcodec.cc.notification import NotificationReport
from zwcodec.cc.notifications import EVENT_PARAMETER_KINDS
from zwcodec.cc.user_code import UserCodeReport
from zwcodec.notifications import event_parameter
from zwcodec.runtime.values import Duration

LOCATION = NodeNamingNodeLocationReport(char_presentation=0, node_location=b"A")
CASES: list[tuple[int, int, str, str, Any, str, str]] = [
    # type, event, parameters, name, value, label, unit
    (0x06, 0x06, "63 03 01 01 31 32", "command", UserCodeReport(user=1, user_id_status=1, user_code="12"), "", ""),
    (0x06, 0x06, "01", "user ID", 1, "", ""),  # devices that send the bare number
    (0x06, 0x0D, "01", "command", b"\x01", "", ""),  # they do so for the keypad only
    (0x06, 0x05, "63 03 05", "user ID", 5, "", ""),  # cut off
    (0x06, 0x05, "63 03", "command", b"\x63\x03", "", ""),
    (0x06, 0x05, "de ad be ef", "command", b"\xde\xad\xbe\xef", "", ""),
    (0x06, 0x16, "01", "value", 1, "Window/door is open in tilt position", ""),
    (0x06, 0x16, "07", "value", 7, "", ""),
    (0x06, 0x21, "01 23", "user ID", 0x123, "", ""),
    (0x06, 0x42, "0a", "duration", Duration(10, "report"), "", ""),
    (0x06, 0x42, "0a 00", "duration", b"\x0a\x00", "", ""),
    (0x06, 0x49, "03", "sensor ID", 3, "", ""),
    (0x07, 0x0C, "a0", "RSSI", -96, "", "dBm"),
    (0x07, 0x00, "08", "state", 8, "Motion detection", ""),
    (0x07, 0x00, "08 01", "state", b"\x08\x01", "", ""),
    (0x01, 0x01, "77 06 00 41", "location", LOCATION, "", ""),
    (0x11, 0x01, "02", "schedule ID", 2, "", ""),
    (0x11, 0x03, "02", "valve table ID", 2, "", ""),
    (0x15, 0x09, "04", "filter number", 4, "", ""),
    (0x14, 0x03, "12 34", "", b"\x12\x34", "", ""),
    (0x99, 0x01, "12", "", b"\x12", "", ""),
]


@pytest.mark.parametrize("case", CASES, ids=[f"{row[0]:02x}{row[1]:02x}-{row[2].replace(' ', '')}" for row in CASES])
def test_reads_as_announced(case: tuple[int, int, str, str, Any, str, str]) -> None:
    kind, event, text, *expected = case
    report = NotificationReport(
        v1_alarm_type=0,
        v1_alarm_level=0,
        zensor_net_source_node=0,
        notification_status=0xFF,
        notification_type=kind,
        event=event,
        event_parameters=bytes.fromhex(text),
    )
    found = event_parameter(report)
    assert found is not None
    assert list(found) == expected
    assert type(found.value) is type(expected[1])


def test_every_kind_has_a_case() -> None:
    assert {row[0] for row in EVENT_PARAMETER_KINDS.values()} <= {case[3] for case in CASES}


@pytest.mark.parametrize("kind", [None, 0x06])
def test_nothing_announced(kind: int | None) -> None:
    report = NotificationReport(v1_alarm_type=1, v1_alarm_level=2, version=1)
    if kind is not None:
        report = NotificationReport(
            v1_alarm_type=0, v1_alarm_level=0, notification_type=kind, event=6, event_parameters=b""
        )
    assert event_parameter(report) is None


@given(st.sampled_from(sorted(EVENT_PARAMETER_KINDS)) | st.tuples(*[st.integers(0, 255)] * 2), st.binary(max_size=31))
def test_any_bytes_are_read(event: tuple[int, int], data: bytes) -> None:
    report = NotificationReport(
        v1_alarm_type=0, v1_alarm_level=0, notification_type=event[0], event=event[1], event_parameters=data
    )
    found = event_parameter(report)
    assert (found is None) == (not data)
    if found is not None and isinstance(found.value, Command):
        assert found.value.to_bytes() == data
