"""Joining of ZigBee devices: the hub's `zbjoin` message, fingerprints, and which device type wins.

The rule: SmartThings' pages on fingerprinting and on device discovery. Text that is no join message is None; a
fingerprint that says something impossible raises EncodeError. What the pages leave open is decided here:

- A fingerprint fits a device if one endpoint has all that it asks for; the order of clusters does not matter.
- Manufacturer and model are what that endpoint's Basic cluster says, else what the device's first one says that says
  something: they describe the device, and further endpoints often leave them out.
- Rank, by analogy with Z-Wave: how many of manufacturer and model, how many clusters, how many other parameters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from zwcodec.runtime.joining import SHOWN, DeviceType, Match, hex_codes, hex_text, join, matches
from zwcodec.runtime.joining import Fingerprint as AnyFingerprint

__all__ = ["DeviceType", "Endpoint", "Fingerprint", "Match", "ZigBeeJoin", "join", "matches"]

_PRODUCT: Final = ("manufacturer", "model")
_CLUSTERS: Final = ("inClusters", "outClusters")
_HEAD: Final = {"endpointId": 2, "profileId": 4, "deviceId": 4, "deviceVersion": 2}  # parameter: hex digits
_SIMPLE: Final = re.compile(r"([0-9A-F]{2}) ([0-9A-F]{4}) ([0-9A-F]{4}) ([0-9A-F]{2})((?: [0-9A-F]+)*)", re.ASCII)


class Endpoint:
    """One endpoint of a join message: its simple descriptor, and what its Basic cluster answered (None: nothing).

    endpointId, profileId, deviceId and deviceVersion are upper-case hex, inClusters and outClusters tuples of it.
    """

    __slots__ = (*_HEAD, *_CLUSTERS, "application", *_PRODUCT)

    def __init__(
        self,
        endpointId: str,
        profileId: str,
        deviceId: str,
        deviceVersion: str = "00",
        inClusters: Iterable[str] = (),
        outClusters: Iterable[str] = (),
        *,
        application: str | None = None,
        manufacturer: str | None = None,
        model: str | None = None,
    ) -> None:
        self.endpointId = endpointId
        self.profileId = profileId
        self.deviceId = deviceId
        self.deviceVersion = deviceVersion
        self.inClusters = tuple(inClusters)
        self.outClusters = tuple(outClusters)
        self.application = application
        self.manufacturer = manufacturer
        self.model = model

    @classmethod
    def parse(cls, simple: str, **answers: str | None) -> Endpoint | None:
        """The endpoint of `01 0104 0402 00 02 0000 0001 01 0019`, None for other text.

        This is also what a device's page shows as its raw description.
        """
        match = _SIMPLE.fullmatch(simple.strip().upper())
        if match is None:
            return None
        lists: list[tuple[str, ...]] = []
        codes = match[5].split()
        while codes:
            count = int(codes[0], 16)
            listed = tuple(codes[1 : 1 + count])
            if len(listed) < count or any(len(code) != 4 for code in listed):
                return None
            lists.append(listed)
            codes = codes[1 + count :]
        if len(lists) != 2:
            return None
        return cls(match[1], match[2], match[3], match[4], lists[0], lists[1], **answers)

    @property
    def simple(self) -> str:
        """The simple descriptor as text."""
        parts = [self.endpointId, self.profileId, self.deviceId, self.deviceVersion]
        for clusters in (self.inClusters, self.outClusters):
            parts += [f"{len(clusters):02X}", *clusters]
        return " ".join(parts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Endpoint) and all(
            getattr(self, name) == getattr(other, name) for name in Endpoint.__slots__
        )

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<Endpoint {self.simple} {self.manufacturer!r} {self.model!r}>"


class ZigBeeJoin:
    """`zbjoin: {"dni": "5CF4", "d": "000D6F0005767F37", "capabilities": "80", "endpoints": [...]}`.

    `d` is the device's 64-bit id, `fields` everything that the message had beside its endpoints.
    """

    __slots__ = ("endpoints", "fields")

    def __init__(self, endpoints: Iterable[Endpoint], fields: Mapping[str, Any] | None = None) -> None:
        self.endpoints = tuple(endpoints)
        self.fields = dict(fields or {})

    @classmethod
    def parse(cls, text: str) -> ZigBeeJoin | None:
        """The join message that a text is, None if it is none."""
        from json import loads

        kind, _, body = text.partition(":")
        if kind.strip() != "zbjoin":
            return None
        try:
            fields = loads(body)
            described = fields.pop("endpoints")
            endpoints = [
                Endpoint.parse(item["simple"], **{name: item.get(name) for name in ("application", *_PRODUCT)})
                for item in described
            ]
        except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
            return None
        known = [endpoint for endpoint in endpoints if endpoint is not None]
        return cls(known, fields) if len(known) == len(endpoints) else None

    def format(self) -> str:
        """The message as text, without blanks between its parts."""
        from json import dumps

        endpoints = [
            {"simple": item.simple, **{name: getattr(item, name) for name in ("application", *_PRODUCT)}}
            for item in self.endpoints
        ]
        return "zbjoin: " + dumps({**self.fields, "endpoints": endpoints}, separators=(",", ":"), ensure_ascii=False)

    def answer(self, endpoint: Endpoint, name: str) -> str | None:
        """Manufacturer or model of an endpoint, or of the device."""
        own: str | None = getattr(endpoint, name)
        return own if own else next((text for other in self.endpoints if (text := getattr(other, name))), None)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ZigBeeJoin) and (self.endpoints, self.fields) == (other.endpoints, other.fields)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<ZigBeeJoin {self.format()}>"


class Fingerprint(AnyFingerprint):
    """`fingerprint profileId: "0104", inClusters: "0000,0006"` as `Fingerprint(profileId=..., inClusters=...)`."""

    __slots__ = ("_clusters", "_head", "_product")
    NAMES = (*_HEAD, *_CLUSTERS, "application", *_PRODUCT, *SHOWN)

    def __init__(self, parameters: Mapping[str, str] | None = None, /, **named: Any) -> None:
        super().__init__(parameters, **named)
        given = self.parameters
        self._head = {name: hex_text(given[name], name).zfill(width) for name, width in _HEAD.items() if name in given}
        self._clusters = {name: hex_codes(given[name], name, 4) for name in _CLUSTERS if name in given}
        self._product = {name: given[name] for name in ("application", *_PRODUCT) if name in given}

    def matches(self, device: Any) -> bool:
        """Whether a device fits; `device` is a ZigBeeJoin."""
        if not (self._head or self._clusters or self._product):
            return False
        return any(self._fits(endpoint, device) for endpoint in device.endpoints)

    def _fits(self, endpoint: Endpoint, device: ZigBeeJoin) -> bool:
        return (
            all(getattr(endpoint, name) == value for name, value in self._head.items())
            and all(codes <= frozenset(getattr(endpoint, name)) for name, codes in self._clusters.items())
            and all(device.answer(endpoint, name) == value for name, value in self._product.items())
        )

    @property
    def rank(self) -> tuple[int, ...]:
        """How many of manufacturer and model; how many clusters; how many other parameters."""
        return (
            sum(name in self._product for name in _PRODUCT),
            sum(map(len, self._clusters.values())),
            len(self._head) + ("application" in self._product),
        )
