"""The `zbjoin` message of a hub: what it learned about a device that joined, as JSON with simple descriptors in words.

The rule: SmartThings' page on device discovery. Text that is no such message, or one with holes, is None. Numbers stay
the upper-case hex that the page shows, because fingerprints compare them as text; `Endpoint.descriptor` and
`Endpoint.of` lead to the descriptors of `zclcodec.zdo` and back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from zclcodec.zdo.commands.discovery import SimpleDescriptor

__all__ = ["Endpoint", "ZigBeeJoin"]

PRODUCT: Final = ("manufacturer", "model")
CLUSTERS: Final = ("inClusters", "outClusters")
HEAD: Final = {"endpointId": 2, "profileId": 4, "deviceId": 4, "deviceVersion": 2}  # parameter: hex digits
_SIMPLE: Final = re.compile(r"([0-9A-F]{2}) ([0-9A-F]{4}) ([0-9A-F]{4}) ([0-9A-F]{2})((?: [0-9A-F]+)*)", re.ASCII)


def _answers(item: Mapping[str, Any]) -> dict[str, str | None]:
    """What the Basic cluster of an endpoint answered. Raises TypeError for what no Basic cluster answers."""
    found = {name: item.get(name) for name in ("application", *PRODUCT)}
    if not all(text is None or isinstance(text, str) for text in found.values()):
        raise TypeError("texts are texts")
    return found


class Endpoint:
    """One endpoint of a join message: its simple descriptor, and what its Basic cluster answered (None: nothing).

    endpointId, profileId, deviceId and deviceVersion are upper-case hex, inClusters and outClusters tuples of it.
    """

    __slots__ = (*HEAD, *CLUSTERS, "application", *PRODUCT)

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

    @property
    def descriptor(self) -> SimpleDescriptor:
        """The same as the ZDO descriptor that the hub was told. Raises EncodeError for numbers that it can't hold."""
        from zclcodec.zdo.commands.discovery import SimpleDescriptor

        version = int(self.deviceVersion, 16)
        return SimpleDescriptor(
            endpoint=int(self.endpointId, 16),
            profile=int(self.profileId, 16),
            device=int(self.deviceId, 16),
            reserved=version >> 4,
            device_version=version & 0x0F,
            input_clusters=[int(cluster, 16) for cluster in self.inClusters],
            output_clusters=[int(cluster, 16) for cluster in self.outClusters],
        )

    @classmethod
    def of(cls, descriptor: SimpleDescriptor, **answers: str | None) -> Endpoint:
        """The endpoint of a ZDO descriptor."""
        return cls(
            f"{descriptor.endpoint:02X}",
            f"{descriptor.profile:04X}",
            f"{descriptor.device:04X}",
            f"{descriptor.reserved << 4 | descriptor.device_version:02X}",
            [f"{cluster:04X}" for cluster in descriptor.input_clusters],
            [f"{cluster:04X}" for cluster in descriptor.output_clusters],
            **answers,
        )

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
            endpoints = [Endpoint.parse(item["simple"], **_answers(item)) for item in described]
        except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
            return None
        known = [endpoint for endpoint in endpoints if endpoint is not None]
        return cls(known, fields) if len(known) == len(endpoints) else None

    def format(self) -> str:
        """The message as text, without blanks between its parts."""
        from json import dumps

        endpoints = [
            {"simple": item.simple, **{name: getattr(item, name) for name in ("application", *PRODUCT)}}
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
