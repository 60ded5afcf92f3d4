"""The commands `zwdecode` and `zcldecode`: frames in, readable text or JSON lines out.

The rule: nothing is imported before it is needed, and of the command classes only the one that a frame belongs to, so
that a first run answers in a tenth of a second. Whatever the input, there is no traceback: a frame that does not
decode is one line on stderr. Exit codes: 0 all frames decoded, 1 at least one did not, 2 wrong usage; 130 after Ctrl-C
and 141 where nobody reads the output any more, as shells count them.
"""

from __future__ import annotations


def zwdecode() -> int:
    """Entry point of `zwdecode` and `python -m zwcodec`: Z-Wave frames. Returns the exit code."""
    from .zwave import TOOL

    return TOOL.run()


def zcldecode() -> int:
    """Entry point of `zcldecode`: ZCL frames. Returns the exit code."""
    from .zigbee import TOOL

    return TOOL.run()
