"""Spelling of layouts: a layout is named after what it does (`u8_u16_b17`), so that generated code can be read.

The rule: equal operations have equal names and different operations different ones; where the short spelling is too
long or leaves something out, four hex digits of a checksum over the operations make it unique.
"""

from __future__ import annotations

from typing import Any
from zlib import crc32

Op = tuple[Any, ...]
LONGEST = 48


def spell(ops: tuple[Op, ...]) -> str:
    """The name of a layout."""
    words = _words(ops)
    short = "_".join(words) or "empty"
    exact = _exact(ops)
    if len(short) > LONGEST:
        short = short[:LONGEST].rstrip("_")
        exact = False
    return short if exact else f"{short}_{crc32(repr(ops).encode()) & 0xFFFF:04x}"


def _exact(ops: tuple[Op, ...]) -> bool:
    """Whether the words say everything: plain runs whose slots count up."""
    slots: list[int] = []
    for op in ops:
        if op[0] != "run":
            return False
        for load in op[2]:
            if load[0] == "int" and load[6] == -1 and not load[7]:
                slots.append(load[5])
            elif load[0] == "bits" and all(item[2] in "ub" and item[4] == -1 and not item[5] for item in load[4]):
                if any(item[1] == 1 and item[2] != "b" or item[1] > 1 and item[2] != "u" for item in load[4]):
                    return False
                slots += [item[3] for item in load[4]]
            else:
                return False
    return slots == list(range(len(slots)))


def _words(ops: tuple[Op, ...]) -> list[str]:
    words: list[str] = []
    for op in ops:
        match op[0]:
            case "run":
                words += [_load(load) for load in op[2]]
            case "join":
                pass
            case "sized":
                words.append("sized")
            case "ext":
                words.append("ext")
            case "bytes":
                words.append(("text" if op[3] else "bytes") + ("_rest" if op[2][0] == "rest" else ""))
            case "prefixed":
                words.append(f"{'str' if op[4] else 'octets'}{8 * op[2]}")
            case "list" | "columns":
                words.append(op[0] if op[0] == "columns" else f"list_{op[2][0]}")
            case "nested" | "typed" | "checksum":
                words.append(op[0])
            case "if":
                words += ["if", *_words(op[2]), "end"]
            case "tail":
                words += [f"since{op[2]}" if op[2] else "opt", *_words(op[6])]
            case "with" | "within":
                words += [op[0], *_words(op[2])]
            case "patch":
                words += _words(op[4])
            case "switch":
                words.append(f"switch{len(op[2])}")
            case _:
                raise AssertionError(f"no spelling for operation {op[0]!r}")
    return words


def _load(load: Op) -> str:
    match load[0]:
        case "int":
            return f"{'i' if load[3] else 'u'}{8 * load[2]}{'l' if load[4] else ''}"
        case "bits":
            widths = [str(item[1]) for item in load[4]]
            joint = "" if all(len(width) == 1 for width in widths) else "_"
            return f"b{joint.join(widths)}{'l' if load[3] else ''}"
        case "bool":
            return "bool"
        case "float":
            return f"f{8 * load[2]}{'l' if load[3] else ''}"
        case "raw":
            return f"raw{load[2]}"
        case "const":
            return f"const{load[2].hex()}"
    raise AssertionError(f"no spelling for load {load[0]!r}")
