"""The command line over overlays: what the tools know of a class of their own says nothing about one of a user.

The rule: names may be anybody's; a tool tells its own classes by where they come from.
"""

from __future__ import annotations

import zwcodec
from tests.cli.console import run

SPEC = """\
command_class: {id: 0xE3, name: PumpNotification, versions: 1}
commands:
  - id: 0x01
    name: NotificationReport
    fields: [{name: event_parameters, type: bytes, length: rest}]
"""


def test_a_class_with_a_name_that_is_known() -> None:
    with zwcodec.load_overlay(SPEC):
        answer = run("zwdecode", ["E301AABB"])
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.splitlines()[-1].endswith("event_parameters = aa bb")
