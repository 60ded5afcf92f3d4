"""Joining of Z-Wave devices: raw descriptions, fingerprints, and which device type wins.

The rule: SmartThings' page on fingerprinting (reference/smartthings/fingerprinting.txt). A raw description is None
where the text is none; a fingerprint that says something impossible raises EncodeError. What the page leaves open is
decided here:

- `cc` and `ccOut` also find classes that the description lists under `sec` and `secOut`: they "are reported as
  supported", and SmartThings' own lock handler finds locks by `inClusters: "0x62"` that list 62 under `sec` only.
- `ff` and `ui` match as prefixes, as `type` does: all three are ranked by their length.
- `prod` and `model` say nothing without `mfr`, and a fingerprint that asks for nothing fits nothing.
- `ver` (staff's announcement of the format, not on the page) must be equal, and does not count for the rank.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from zwcodec.runtime.errors import EncodeError
from zwcodec.runtime.joining import SHOWN, DeviceType, Match, hex_codes, hex_text, join, matches
from zwcodec.runtime.joining import Fingerprint as AnyFingerprint

__all__ = ["DeviceType", "Fingerprint", "Match", "RawDescription", "join", "matches"]

_LISTS: Final = ("cc", "ccOut", "sec", "secOut")
_KINDS: Final = ("type", "ff", "ui")
_PRODUCT: Final = ("mfr", "prod", "model")
_MODERN: Final = {"deviceId": "type", "inClusters": "cc", "outClusters": "ccOut"}
_MARK: Final = "EF"  # COMMAND_CLASS_MARK: classes behind it are controlled, not supported
_FIELD: Final = re.compile(r"(\w+):(\[[^\]]*\]|\S*)(?:\s+|\Z)")
_OLD: Final = re.compile(r"0 0 0x([0-9A-Fa-f]{4}) 0 0 0 ([0-9A-Fa-f]+)((?: 0x[0-9A-Fa-f]{2})*)\s*")


class RawDescription:
    """What the hub learnt about a device when it joined: `zw:Ss type:2101 mfr:0086 ... cc:5E,86 ui:8C07`.

    `fields` are the texts by name, in order. Devices from before that form have `0 0 0x1106 0 0 0 2 0x72 0x86`, which
    says type, cc and (behind class EF) ccOut; `old` tells which form it was.
    """

    __slots__ = ("fields", "old")

    def __init__(self, fields: Mapping[str, str] | None = None, /, *, old: bool = False, **named: str) -> None:
        self.fields: dict[str, str] = {**(fields or {}), **named}
        self.old = old

    @classmethod
    def parse(cls, text: str) -> RawDescription | None:
        """The raw description that a text is, None if it is none."""
        text = text.strip()
        if match := _OLD.fullmatch(text):
            return cls._parse_old(match[1], int(match[2], 16), match[3].replace("0x", "").split())
        fields: dict[str, str] = {}
        at = 0
        while at < len(text):
            item = _FIELD.match(text, at)
            if item is None or item[1] in fields:
                return None
            fields[item[1]] = item[2]
            at = item.end()
        return cls(fields) if "zw" in fields else None

    @classmethod
    def _parse_old(cls, kind: str, count: int, codes: list[str]) -> RawDescription | None:
        if count != len(codes):
            return None
        codes = [code.upper() for code in codes]
        mark = codes.index(_MARK) if _MARK in codes else len(codes)
        fields = {"type": kind.upper(), "cc": ",".join(codes[:mark])}
        if mark < len(codes):
            fields["ccOut"] = ",".join(codes[mark + 1 :])
        return cls(fields, old=True)

    def format(self) -> str:
        """The text again."""
        if not self.old:
            return " ".join(f"{name}:{value}" for name, value in self.fields.items())
        codes = self._list("cc")
        if "ccOut" in self.fields:
            codes = [*codes, _MARK, *self._list("ccOut")]
        return " ".join([f"0 0 0x{self.fields['type']} 0 0 0 {len(codes):x}", *(f"0x{code}" for code in codes)])

    def as_map(self) -> dict[str, Any]:
        """What a handler sees as `zwaveInfo`: texts, and lists of the command classes."""
        return {name: self._list(name) if name in _LISTS else value for name, value in self.fields.items()}

    def _list(self, name: str) -> list[str]:
        return [code for code in self.fields.get(name, "").split(",") if code]

    def codes(self, *names: str) -> frozenset[str]:
        """The command classes that these fields list."""
        return frozenset(code.upper() for name in names for code in self._list(name))

    def __getitem__(self, name: str) -> str:
        """A field's text, "" if the description lacks it."""
        return self.fields.get(name, "")

    @property
    def listening(self) -> bool:
        """Always reachable."""
        return self["zw"].startswith("L")

    @property
    def sleepy(self) -> bool:
        """Reachable when it wakes up."""
        return self["zw"].startswith("S")

    @property
    def beamable(self) -> bool:
        """Reachable through a beam: wakes up for a moment every second or quarter of one."""
        return self["zw"].startswith("F")

    @property
    def secure(self) -> bool:
        """Securely included."""
        return self["zw"].endswith("s")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RawDescription) and (self.fields, self.old) == (other.fields, other.old)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<RawDescription {self.format()}>"


class Fingerprint(AnyFingerprint):
    """`fingerprint mfr: "0086", prod: "0102", model: "0064"` as `Fingerprint(mfr="0086", prod="0102", model="0064")`.

    Legacy parameters (deviceId, inClusters, outClusters, hex with 0x) are understood; `modern()` rewrites them.
    """

    __slots__ = ("_asked", "_kind")
    NAMES = (*_KINDS, "deviceId", *_PRODUCT, "ver", *_LISTS, "inClusters", "outClusters", *SHOWN)

    def __init__(self, parameters: Mapping[str, str] | None = None, /, **named: Any) -> None:
        super().__init__(parameters, **named)
        values: dict[str, str] = {}
        for name, value in self.parameters.items():
            modern = _MODERN.get(name, name)
            if modern in values:
                raise EncodeError(f"is {modern} again", message="fingerprint", path=name, value=value)
            values[modern] = value
        kinds = [name for name in _KINDS if name in values]
        if len(kinds) > 1:
            raise EncodeError(
                f"can't stand beside {kinds[0]}", message="fingerprint", path=kinds[1], value=values[kinds[1]],
                allowed="one of type, deviceId, ff, ui",
            )  # fmt: skip
        self._kind = (kinds[0], hex_text(values[kinds[0]], kinds[0])) if kinds else None
        self._asked: dict[str, Any] = {name: hex_text(values[name], name) for name in _PRODUCT if name in values}
        self._asked |= {name: hex_codes(values[name], name, 2) for name in _LISTS if name in values}
        if "ver" in values:
            self._asked["ver"] = values["ver"].strip()

    @property
    def legacy(self) -> bool:
        """Written in the form from before raw descriptions: other names, or hex with 0x."""
        hexes = (value for name, value in self.parameters.items() if name not in (*SHOWN, "ver"))
        return any(name in _MODERN for name in self.parameters) or any("0x" in value.lower() for value in hexes)

    def modern(self) -> Fingerprint:
        """The same in the new form: `type: "1104", cc: "26,2B", ccOut: "20"`."""
        rewritten = {}
        for name, value in self.parameters.items():
            if name not in (*SHOWN, "ver"):
                name = _MODERN.get(name, name)
                value = ",".join(hex_text(code, name) for code in value.split(",") if code.strip())
            rewritten[name] = value
        return Fingerprint(rewritten)

    def matches(self, device: Any) -> bool:
        """Whether a device fits; `device` is a RawDescription."""
        if self._kind is None and not self._asked:
            return False
        if self._kind is not None and not device[self._kind[0]].upper().startswith(self._kind[1]):
            return False
        return all(self._fits(name, value, device) for name, value in self._asked.items())

    def _fits(self, name: str, value: Any, device: RawDescription) -> bool:
        if name == "mfr":
            return bool(device[name].upper() == value)
        if name in _PRODUCT:
            return "mfr" in self._asked and device[name].upper().startswith(value)
        if name == "ver":
            return bool(device[name] == value)
        secure = {"cc": ("cc", "sec"), "ccOut": ("ccOut", "secOut")}
        return bool(value <= device.codes(*secure.get(name, (name,))))

    @property
    def rank(self) -> tuple[int, ...]:
        """How many of mfr, prod and model; how many command classes; how long type, ff or ui."""
        return (
            sum(name in self._asked for name in _PRODUCT),
            sum(len(self._asked[name]) for name in _LISTS if name in self._asked),
            len(self._kind[1]) if self._kind else 0,
        )
