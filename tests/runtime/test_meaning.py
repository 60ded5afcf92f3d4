"""`label_of` and `unit_of`: what a value means, asked by the name of its field.

The rule: an answer considers the other fields of the same object, and is "" where there is nothing to say.
"""

from __future__ import annotations

import pytest

import zclcodec
import zwcodec

CASES = [
    ("2003FF", "value", "On", ""),
    ("200320", "value", "", ""),
    ("31050142090B", "sensor_type", "Air temperature", ""),
    ("31050142090B", "scale", "Celsius", ""),
    ("31050142090B", "value", "", "°C"),
    ("7105000000FF070800", "event", "Motion detection", ""),
    ("7105000000FF6E0800", "event", "", ""),
    ("260332630A", "duration", "10 seconds", ""),
    ("3202217400018" + "6A0003C0001869F", "previous_value", "", "W"),
    ("32022174000186A00000", "previous_value", "", ""),
    ("800355A6", "level", "", "%"),
    ("800355A6", "charging_status", "Maintaining", ""),
]


@pytest.mark.parametrize(("frame", "field", "label", "unit"), CASES)
def test_answers(frame: str, field: str, label: str, unit: str) -> None:
    message = zwcodec.decode(bytes.fromhex(frame))
    assert (message.label_of(field), message.unit_of(field)) == (label, unit)


def test_scaled_fields_say_what_they_measure() -> None:
    found = zclcodec.decode(bytes.fromhex("010100800a00"), cluster=0x0008).command
    assert (found.label_of("transition_time"), found.unit_of("transition_time")) == ("1.0 s", "s")


def test_unknown_names() -> None:
    message = zwcodec.decode(bytes.fromhex("2003FF"))
    for ask in (message.label_of, message.unit_of):
        for name in ("no", "version", "__class__"):
            with pytest.raises(AttributeError, match=f"BasicReport has no field '{name}'"):
                ask(name)
