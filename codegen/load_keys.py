"""The keys of specs/README.md section 4: which kinds of fields there are, and what each of them may say.

The rule: a key that is not in these tables is an unknown key. A new key is one entry here, one line in the README and
the code that reads it.
"""

from __future__ import annotations

import re

VALUE_KEYS = frozenset(("enum", "flags", "special", "duration", "unit", "scale", "lookup", "min", "max", "ref"))
INT_KEYS = VALUE_KEYS | {"extended_from", "endian", "part_of", "at"}
INTEGER = re.compile(r"([ui])(8|16|24|32|40|48|56|64)\Z")
CHARSETS = ("ascii", "utf-8", "latin-1")
DURATIONS = ("set", "report", "timeout")
REFS = ("node", "command_class", "cluster", "attribute", "manufacturer", "endpoint", "device_class",
        "eui64", "network", "profile")
KINDS = ("type", "bits", "list", "columns", "group", "switch", "within", "const", "reserved")
COMMON = frozenset(("doc", "since", "until", "optional", "present_if", "source", "confidence"))
CONFIDENCES = ("high", "medium", "low")
KIND_KEYS: dict[str, frozenset[str]] = {
    "bits": COMMON | {"bits", "endian"},
    "list": COMMON | {"name", "list", "record", "count", "length", "while"},
    "columns": COMMON | {"name", "columns", "record", "count"},
    "group": COMMON | {"group"},
    "switch": COMMON | {"switch", "cases"},
    "within": COMMON | {"within", "fields"},
    "const": COMMON | {"const"},
    "reserved": COMMON | {"name", "reserved", "endian"},
}
SCALAR_KEYS: dict[str, frozenset[str]] = {
    "bool": frozenset(),
    "int": (VALUE_KEYS - {"duration"}) | {"length", "sizes", "endian"},
    "uint": (VALUE_KEYS - {"duration"}) | {"length", "sizes", "endian"},
    "decimal": frozenset(("length", "precision", "sizes", "signed", "endian", "special", "unit", "scale", "lookup")),
    "bytes": frozenset(("length", "prefix", "endian")),
    "text": frozenset(("length", "prefix", "endian", "charset")),
    "bitset": frozenset(("length", "start", "table", "enum", "ref")),
    "command": frozenset(("length",)),
    "typed": frozenset(("of", "analog_only")),
    "checksum": frozenset(("algorithm", "verify")),
}
SCALAR_KEYS |= dict.fromkeys(("f16", "f32", "f64"), frozenset(("unit", "scale", "lookup", "endian")))
BIT_KEYS = VALUE_KEYS | {"width", "type", "signed", "since", "until", "part_of", "at", "doc"}
DEFAULT_SIZES = (1, 2, 4)
RESERVED = re.compile(r"reserved(_[0-9]+)?\Z")
