"""What every generated class stands on: messages, values, errors and the interpreter of layout operations.

The rule: nothing here knows a protocol. Bytes, operations and fields come in as data; what a protocol must decide
(which class a nested message has, what a typed value looks like) it is asked for through its protocol object.
Nothing third-party is imported. `BACKEND` says who does the work: "cython" where the compiled core is at hand (and
ZWCODEC_BACKEND is not "python"), else "python".
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

core: Any = None
if os.environ.get("ZWCODEC_BACKEND") != "python":
    try:
        from importlib import import_module

        core = import_module("zwcodec.runtime.core")
    except ImportError:
        core = None

BACKEND: Final = "python" if core is None else "cython"
