"""The `zbjoin` message of a hub: what it learned about a device that joined, as JSON with simple descriptors in words.

The rule: the descriptor is the one of `zclcodec.zdo`, so that a join reads like the Simple_Desc_rsp that the hub made
it from. Texts that are no such message, or one with holes, give None; a wrong descriptor alone raises ValueError.
Numbers are hexadecimal, as the guide shows them (Developing device handlers, "Device discovery").
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from .text import is_hex

if TYPE_CHECKING:
    from zclcodec.zdo.commands.discovery import SimpleDescriptor

__all__ = ["Join", "JoinedEndpoint", "join", "join_text", "simple_descriptor", "simple_text"]

_PREFIX: Final = "zbjoin:"
_WIDTHS: Final = (2, 4, 4, 2)  # digits of endpoint, profile, device, version


@dataclass(frozen=True, slots=True)
class JoinedEndpoint:
    """An endpoint: its simple descriptor and what the Basic cluster said, None where the hub got no answer."""

    simple: SimpleDescriptor
    application: str | None = None
    manufacturer: str | None = None
    model: str | None = None


@dataclass(frozen=True, slots=True)
class Join:
    """A device that joined: network id, IEEE address, MAC capabilities (of its announcement) and endpoints."""

    dni: int
    ieee_address: int
    capabilities: int
    endpoints: tuple[JoinedEndpoint, ...]


def simple_descriptor(text: str) -> SimpleDescriptor:
    """`01 0104 0402 00 07 0000 .. 0B05 01 0019` as a descriptor. Raises ValueError for other texts."""
    from zclcodec.zdo.commands.discovery import SimpleDescriptor

    words = text.split()
    numbers = [int(word, 16) for word in words if is_hex(word)]
    if len(numbers) < len(words) or len(words) < len(_WIDTHS) + 2:
        raise ValueError(f"no simple descriptor: {text!r}")
    endpoint, profile, device, version, *counted = numbers
    inputs, rest = _counted(counted, text)
    outputs, rest = _counted(rest, text)
    if rest:
        raise ValueError(f"more clusters than counted: {text!r}")
    return SimpleDescriptor(
        endpoint=endpoint,
        profile=profile,
        device=device,
        device_version=version,
        input_clusters=inputs,
        output_clusters=outputs,
    )


def _counted(numbers: list[int], text: str) -> tuple[tuple[int, ...], list[int]]:
    """As many clusters as the first number says, and what stands behind them."""
    if not numbers or numbers[0] >= len(numbers):
        raise ValueError(f"fewer clusters than counted: {text!r}")
    end = numbers[0] + 1
    return tuple(numbers[1:end]), numbers[end:]


def simple_text(descriptor: SimpleDescriptor) -> str:
    """The words that `simple_descriptor` reads."""
    words = [f"{descriptor.endpoint:02X}", f"{descriptor.profile:04X}", f"{descriptor.device:04X}"]
    words.append(f"{descriptor.device_version:02X}")
    for clusters in (descriptor.input_clusters, descriptor.output_clusters):
        words += [f"{len(clusters):02X}", *(f"{cluster:04X}" for cluster in clusters)]
    return " ".join(words)


def join(description: str) -> Join | None:
    """The join that a `zbjoin: {...}` text tells of; None for any other text."""
    if not description.startswith(_PREFIX):
        return None
    try:
        content = json.loads(description[len(_PREFIX) :])
        return Join(
            dni=int(content["dni"], 16),
            ieee_address=int(content["d"], 16),
            capabilities=int(content["capabilities"], 16),
            endpoints=tuple(map(_endpoint, content["endpoints"])),
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def _endpoint(content: dict[str, Any]) -> JoinedEndpoint:
    texts = [content.get(key) for key in ("application", "manufacturer", "model")]
    if any(text is not None and not isinstance(text, str) for text in texts):
        raise TypeError("texts are texts")
    return JoinedEndpoint(simple_descriptor(content["simple"]), *texts)


def join_text(joined: Join) -> str:
    """The text that `join` reads."""
    content = {
        "dni": f"{joined.dni:04X}",
        "d": f"{joined.ieee_address:016X}",
        "capabilities": f"{joined.capabilities:02X}",
        "endpoints": [
            {
                "simple": simple_text(endpoint.simple),
                "application": endpoint.application,
                "manufacturer": endpoint.manufacturer,
                "model": endpoint.model,
            }
            for endpoint in joined.endpoints
        ],
    }
    return f"{_PREFIX} {json.dumps(content, separators=(',', ':'))}"
