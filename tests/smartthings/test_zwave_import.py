"""What the SmartThings face of Z-Wave loads, in modules.

The rule: no module of commands before its first command, and no machinery before it is met. How long a parse takes is
measured in benchmarks/smartthings.py.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.backend_independent
def test_import_brings_what_it_needs() -> None:
    script = (
        "import sys; from zwcodec.smartthings import zwave; first = set(sys.modules);"
        "zwave.parse('zw device: 02, command: 2003, payload: FF'); print(*first); print(*set(sys.modules) - first)"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded, more = (set(line.split()) for line in done.stdout.splitlines())
    commands = "zwcodec.smartthings.commands"
    assert not {name for name in loaded if name.startswith((commands, "zwcodec.cc"))}
    assert not {"ast", "dataclasses", "decimal", "inspect", "json", "logging"} & loaded
    assert {name for name in more if name.startswith("zwcodec")} == {commands, f"{commands}.basicv1"}


def test_zigbee_loads_no_codec() -> None:
    """Nor what only some calls need: a log, temperatures, a join message."""
    script = (
        "import sys; from zclcodec.smartthings import ZigBee\n"
        "zigbee = ZigBee(); zigbee.on(); zigbee.parseDescriptionAsMap('on/off: 1'); zigbee.setLevel('27')\n"
        "print('\\n'.join(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert not {"decimal", "_decimal", "json", "logging", "dataclasses", "inspect"} & loaded
    assert not {name for name in loaded if name.startswith(("zclcodec.clusters", "zclcodec.zdo", "zclcodec.frame"))}
