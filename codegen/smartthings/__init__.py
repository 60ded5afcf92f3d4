"""Compiles specs/smartthings/*.yaml into the command classes of zwcodec.smartthings; a part of `python -m codegen`.

The rule: `load` reads a page into `model`, `emit` decides every line of code, the template prints. It stands apart from
the compiler of specs/zwave and specs/zcl because a page is a flat list of fields: no layouts, no conditions, no C.
"""

from .render import files as files
