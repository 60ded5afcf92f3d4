"""Attribute values with names: what a general command carries, seen through the cluster that it was sent to.

The rule: nothing is lost and nothing is guessed. A record of an attribute that the cluster doesn't define keeps its id
and has no description.
"""

from __future__ import annotations

from importlib import import_module

from zclcodec.attributes import NO_VALUE
from zclcodec.data_types import DATA_TYPES
from zclcodec.registry import MODULES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from decimal import Decimal
    from typing import Any

    from zclcodec.attributes import Attribute, Attributes
    from zclcodec.frame import Frame

_MODULES = {(number, manufacturer): module for number, manufacturer, module, _, _, _ in MODULES}
overlays: list[tuple[int, tuple[str, ...], Attributes]] = []  # cluster, models, attributes: what overlay.py loaded
merged: dict[tuple[int, int | None, str | None], Attributes] = {}  # with those of overlays, for what was asked before
_FROM_CLIENT = frozenset((0x00, 0x02, 0x03, 0x05, 0x06, 0x08, 0x0C, 0x0E, 0x0F, 0x11, 0x13, 0x15))  # requests


class NamedValue:
    """An attribute record: `id`, `name` ("" where unknown), `attribute` (its description or None) and
    the `record` itself; `value` and `type` where the record has them."""

    __slots__ = ("attribute", "id", "name", "record")

    def __init__(self, identifier: int, attribute: Attribute | None, record: Any) -> None:
        self.id = identifier
        self.attribute = attribute
        self.name = "" if attribute is None else attribute.name
        self.record = record

    @property
    def value(self) -> Any:
        """The value as the cluster names it (`Attribute.named`): it still is the number that was sent. None where the
        record has none, and where the number that was sent says so and has no name in the cluster. What the data type
        alone makes of it is `record.value`."""
        sent = self._sent()
        return sent if sent is None or self.attribute is None else self.attribute.named(sent)

    @property
    def text(self) -> str:
        """The value with its label and unit, `23.15 °C`."""
        sent = self._sent()
        if self.attribute is None:
            return str(sent)
        return NO_VALUE if sent is None else self.attribute.describe(sent)

    @property
    def scaled(self) -> Decimal | None:
        """The reading in `unit`, exact; None where the value is no reading, or nobody knows what it measures."""
        return None if self.attribute is None else self.attribute.scaled(self._sent())

    @property
    def unit(self) -> str:
        """The unit of `scaled`; "" if there is none."""
        return "" if self.attribute is None else self.attribute.unit

    @property
    def label(self) -> str:
        """The name of the value in the cluster; "" if it has none."""
        sent = self._sent()
        return self.attribute.label(int(sent)) if self.attribute is not None and isinstance(sent, int) else ""

    def _sent(self) -> Any:
        """The record's value, or the number that its type reads as None where the cluster has a name for it. The type
        is the sender's, which need not be that of the attribute."""
        value = getattr(self.record, "value", None)
        type_id = getattr(self.record, "data_type", None)  # None where a status says why there is no value
        if value is not None or type_id is None or self.attribute is None or not hasattr(self.record, "value"):
            return value
        row = DATA_TYPES.get(type_id)
        if row is None or row.invalid is None or row.form not in ("integer", "bool"):
            return None
        return row.invalid if self.attribute.label(row.invalid) else None

    def __repr__(self) -> str:
        return f"NamedValue({self.name or hex(self.id)}={self.text})"


def built_in(cluster: int, manufacturer: int | None) -> Attributes | None:
    """The attributes that the cluster's own module describes; None for a cluster without one."""
    module = _MODULES.get((cluster, manufacturer)) or _MODULES.get((cluster, None))
    if module is None:
        return None
    found: Attributes | None = getattr(import_module(f"zclcodec.clusters.{module}"), "attributes", None)
    return found


def attributes_of(
    cluster: int | None, manufacturer: int | None = None, model: str | None = None
) -> Attributes | None:
    """The attributes of a cluster, its module imported; None for a cluster without spec. What an overlay describes
    takes the place of what is built in, what it describes for a model that of what it describes for all."""
    if cluster is None:
        return None
    found = built_in(cluster, manufacturer)
    added = [item for item in overlays if item[0] == cluster and (not item[1] or model in item[1])]
    if not added:
        return found
    key = cluster, manufacturer, model
    if key not in merged:
        from zclcodec.attributes import Attributes

        added.sort(key=lambda item: bool(item[1]))  # in the order in which they were loaded, but models last
        best = {
            (item.id, item.side, item.manufacturer): item
            for attributes in (found or (), *(attributes for _, _, attributes in added))
            for item in attributes
        }
        merged[key] = Attributes(*best.values())
    return merged[key]


def named_values(frame: Frame, model: str | None = None) -> tuple[NamedValue, ...]:
    """The attribute records of a frame's general command; () for any other command. `model`: as in `decode`."""
    if frame.command.cluster is not None:
        return ()
    manufacturer = frame.header.manufacturer_code
    attributes = attributes_of(frame.cluster, manufacturer, model)
    # A request is about attributes of the side that it is sent to, everything else about those of its sender.
    is_request = frame.header.command_id in _FROM_CLIENT
    side = "server" if bool(frame.header.direction) != is_request else "client"
    from zclcodec.clusters._general import attributes as common  # those that every cluster has

    found = []
    for record in getattr(frame.command, "records", None) or ():
        identifier = getattr(record, "attribute_id", None)
        if identifier is None:
            continue
        attribute = None if attributes is None else attributes.find(identifier, side, manufacturer)
        if attribute is None:
            attribute = common.find(identifier, side)
        found.append(NamedValue(identifier, attribute, record))
    return tuple(found)
