"""Fingerprints of ZigBee devices, and which device type wins.

The rule: SmartThings' page on fingerprinting; devices are the `ZigBeeJoin`s of `joining`. A fingerprint that says
something impossible raises EncodeError. What the page leaves open is decided here:

- A fingerprint fits a device if one endpoint has all that it asks for; the order of clusters does not matter.
- Manufacturer and model are what that endpoint's Basic cluster says, else what the device's first one says that says
  something: they describe the device, and further endpoints often leave them out.
- Rank, by analogy with Z-Wave: how many of manufacturer and model, how many clusters, how many other parameters.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zwcodec.runtime.joining import SHOWN, DeviceType, Match, hex_codes, hex_text, join, matches
from zwcodec.runtime.joining import Fingerprint as AnyFingerprint

from .joining import CLUSTERS, HEAD, PRODUCT, Endpoint, ZigBeeJoin

__all__ = ["DeviceType", "Endpoint", "Fingerprint", "Match", "ZigBeeJoin", "join", "matches"]


class Fingerprint(AnyFingerprint):
    """`fingerprint profileId: "0104", inClusters: "0000,0006"` as `Fingerprint(profileId=..., inClusters=...)`."""

    __slots__ = ("_clusters", "_head", "_product")
    NAMES = (*HEAD, *CLUSTERS, "application", *PRODUCT, *SHOWN)

    def __init__(self, parameters: Mapping[str, str] | None = None, /, **named: Any) -> None:
        super().__init__(parameters, **named)
        given = self.parameters
        self._head = {name: hex_text(given[name], name).zfill(width) for name, width in HEAD.items() if name in given}
        self._clusters = {name: hex_codes(given[name], name, 4) for name in CLUSTERS if name in given}
        self._product = {name: given[name] for name in ("application", *PRODUCT) if name in given}

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
            sum(name in self._product for name in PRODUCT),
            sum(map(len, self._clusters.values())),
            len(self._head) + ("application" in self._product),
        )
