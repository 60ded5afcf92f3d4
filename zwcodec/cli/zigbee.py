"""`zcldecode`: what is ZigBee's about it. The header's bits are rows, too; values go by the name of their attribute.

The rule: the cluster comes from the caller, as it does on the air, or from a hub's description; without one, general
commands still decode, only their attributes have no names. Paths of the header start with `header.`, because a command
may have such fields too.
"""

from __future__ import annotations

from importlib import import_module

from zclcodec.clusters._frame import Header
from zclcodec.command import UnknownClusterCommand
from zclcodec.frame import interpreted
from zclcodec.named import attributes_of
from zclcodec.protocol import PROTOCOL
from zclcodec.registry import MODULES
from zwcodec.runtime.context import Context
from zwcodec.runtime.trace import Span, record

from . import overlays
from .descriptions import ZIGBEE, Described
from .inputs import NotAFrame
from .names import find, number_of, spaced
from .rows import Words, rows_of
from .tool import Decoded, Tool
from .values import Meaning, meaning, plain_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable
    from typing import Any

    from zclcodec.attributes import Attribute
    from zclcodec.frame import Frame
    from zclcodec.named import NamedValue
    from zwcodec.runtime.message import Field

    from .names import Row as Names
    from .rows import Row

PAYLOAD = "payload"
ZDO = 0x0000  # the profile
_IN_HEX = ("data_type", "command_id")  # as the standard's tables print them
_NAMES = {number: spaced(name) for number, code, _, name, _, _ in MODULES if number is not None and code is None}
_NAMES_OF_MAKERS = {(number, code): spaced(name) for number, code, _, name, _, _ in MODULES if code is not None}

EXAMPLES = """\
  zcldecode --cluster 0x0402 18330a0000290b09         report of a temperature
  zcldecode --cluster on_off 01 12 02                 toggle
  zcldecode --cluster temperature_measurement --json - < frames.txt
  zcldecode "catchall: 0104 0006 01 01 0000 00 632F 00 00 0000 0B 01 0000"    from the log of a hub
  zcldecode --profile 0 --cluster 0x8005 2a00f45c0101         answer of a device object (ZDO)
  zcldecode --aps 400106000401012a011202              with the APS header in front
  zcldecode --green-power 0c4433221122                a switch without a battery
"""


def cluster_text(number: int, manufacturer: int | None = None) -> str:
    """`0x0402 Temperature Measurement`."""
    return f"0x{number:04X} {_cluster_name(number, manufacturer)}".rstrip()


def _cluster_name(number: int, manufacturer: int | None) -> str:
    own = "" if manufacturer is None else _NAMES_OF_MAKERS.get((number, manufacturer), "")
    return own or _NAMES.get(number, "")


class ClusterWords(Words):
    """Names of clusters, commands and attributes, for one frame."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.manufacturer = frame.header.manufacturer_code
        self.named: dict[int, NamedValue] = {id(value.record): value for value in frame.attributes}

    def title(self, message: Any) -> str:
        return spaced(type(message).__name__)

    def reference(self, kind: str, number: int) -> str:
        if kind == "attribute":  # outside of a record: requests ask for attributes of the side that they are sent to
            found = self.attribute(number, "client" if self.frame.header.direction else "server")
            return "" if found is None else found.name
        return _cluster_name(number, self.manufacturer) if kind == "cluster" else ""

    def attribute(self, number: int, side: str) -> Attribute | None:
        attributes = attributes_of(self.frame.cluster, self.manufacturer)
        found = None if attributes is None else attributes.find(number, side, self.manufacturer)
        if found is None and self.frame.cluster is not None:
            found = import_module("zclcodec.clusters._general").attributes.find(number, side, self.manufacturer)
        return found

    def described(self, named: NamedValue) -> Attribute | None:
        """The attribute of a record, those that every cluster has included."""
        return named.attribute or self.attribute(named.id, "server") or self.attribute(named.id, "client")

    def heading(self, name: str, record: Any) -> str:
        return ""

    def field(self, field: Field, value: Any, owner: Any) -> tuple[str, Meaning]:
        named = self.named.get(id(owner))
        attribute = None if named is None else self.described(named)
        if field.kind == "typed":
            name = attribute.name if attribute is not None and field.name == "value" else field.name
            return name, typed_meaning(value, attribute)
        what = meaning(field, value, owner, self.reference)
        if field.ref == "attribute" and named is not None:
            what.label = "" if attribute is None else attribute.name
        elif field.name.endswith(_IN_HEX) and isinstance(value, int):
            what.shown = f"0x{value:02X}"
            if owner is self.frame.header:
                command = self.frame.command
                what.label = "unknown" if isinstance(command, UnknownClusterCommand) else self.title(command)
        return field.name, what


def typed_meaning(value: Any, attribute: Attribute | None) -> Meaning:
    """A value that says its own type, as the attribute reads it."""
    shown = plain_text(value)
    if attribute is None or isinstance(value, (str, bytes)):
        return Meaning(shown)
    text = attribute.describe(value)
    if text == shown:
        return Meaning(shown)
    if text == f"{shown} {attribute.unit}":
        return Meaning(shown, "", attribute.unit)
    return Meaning(shown, text, attribute.unit)


def _rows(frame: Frame, spans: list[Span], data: bytes, words: ClusterWords) -> list[Row]:
    """Those of the header, then those of the command; also of one that nobody knows."""
    last = Header.__fields__[-1]
    size = 1 + next(position for position, span in enumerate(spans) if span.field is last)
    rows = rows_of(frame.header, spans[:size], words)
    for row in rows:
        row.path = f"header.{row.path}"
    command, behind = frame.command, spans[size:]
    if isinstance(command, UnknownClusterCommand) and command.payload:
        begin = spans[size - 1].byte_offset + 1
        payload = next(field for field in command.__fields__ if field.name == PAYLOAD)
        behind = [Span(PAYLOAD, payload, command.payload, begin, 0, 8 * (len(data) - begin))]
    return rows + rows_of(command, behind, words)


def _facts(frame: Frame) -> str:
    """What kind of command this is, and where it goes."""
    header, command = frame.header, frame.command
    general = command.cluster is None and header.frame_type == 0
    facts = [f"{'general command' if general else 'command'} 0x{header.command_id:02X}"]
    if frame.cluster is not None:
        facts.append(f"cluster {cluster_text(frame.cluster, header.manufacturer_code)}")
    elif not general:
        facts.append("no cluster given (--cluster)")
    if header.manufacturer_code is not None:
        facts.append(f"manufacturer 0x{header.manufacturer_code:04X}")
    facts.append("server to client" if header.direction else "client to server")
    return ", ".join(facts)


def decode(data: bytes, cluster: int | None, strict: bool, model: str | None = None) -> Decoded:
    """One frame. DecodeError if it is none."""
    trace = record(
        lambda context: interpreted(data, cluster, strict, context.recorder, model=model),
        Context(PROTOCOL, None, strict),
    )
    if trace.error is not None:
        raise trace.error
    frame: Frame = trace.message
    header, command = frame.header, frame.command
    words = ClusterWords(frame)
    named = [(value.id, words.described(value)) for value in words.named.values()]
    content = {
        "name": command.name,
        "cluster": cluster,
        "cluster_name": None if cluster is None else _cluster_name(cluster, header.manufacturer_code) or None,
        "command_id": header.command_id,
        "direction": "server_to_client" if header.direction else "client_to_server",
        "manufacturer_code": header.manufacturer_code,
        "header": header.as_dict(),
        "fields": command.as_dict(),
        "attributes": [{"id": number, "name": None if found is None else found.name} for number, found in named],
        "trailing": command.trailing,
    }
    return Decoded(spaced(command.name), _facts(frame), content, _rows(frame, trace.spans, data, words))


def cluster_of(text: str, more: Iterable[Names] = ()) -> int:
    """`0x0402` or `temperature_measurement`. ValueError if it is neither."""
    number = number_of(text, 0xFFFF)
    if number is not None:
        return number
    found = [row[0] for row in find((*more, *MODULES), text) if row[0] is not None]
    if not found:
        raise ValueError(f'no cluster is called "{text}"')
    return found[0]


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--cluster",
        metavar="CLUSTER",
        help="cluster of the message, 0x0402 or temperature_measurement; without it only general commands are known",
    )
    overlays.add_argument(parser, "a cluster from a YAML file, or an overlay of this package, such as tuya")
    parser.add_argument("--model", help="what the device calls itself, for overlays that are for certain models")
    parser.add_argument(
        "--profile",
        metavar="PROFILE",
        help="profile of the message; 0 is ZDO, whose clusters are commands: 0x8004 or simple_desc_rsp",
    )
    layer = parser.add_mutually_exclusive_group()
    layer.add_argument("--aps", action="store_true", help="frames start with an APS header, which says the cluster")
    layer.add_argument("--green-power", action="store_true", help="frames are Green Power Device Frames")


def _load(sources: list[str]) -> list[Names]:
    """Overlays, whose names are known from then on."""
    if not sources:
        return []
    from zclcodec.overlay import load_overlay

    rows = overlays.load(sources, load_overlay)
    for number, code, _, name, _, _ in rows:
        if code is not None:
            _NAMES_OF_MAKERS[number, code] = spaced(name)
        elif number is not None:
            _NAMES[number] = spaced(name)
    return rows


def _prepare(options: argparse.Namespace) -> Callable[[bytes], Decoded]:
    rows = _load(options.overlay)
    strict: bool = options.strict
    profile = None if options.profile is None else number_of(options.profile, 0xFFFF)
    if options.profile is not None and profile is None:
        raise ValueError(f"{options.profile} is no profile: 0x0000 or 0x0104")
    if options.aps or options.green_power:
        if options.cluster is not None or profile is not None:
            raise ValueError("--cluster and --profile are for frames that don't say them themselves")
        from . import layers

        return _bare(layers.aps_decoder(strict) if options.aps else layers.green_power_decoder(strict))
    if profile == ZDO:
        from . import layers

        return _bare(layers.zdo_decoder(options.cluster, strict))
    cluster = None if options.cluster is None else cluster_of(options.cluster, rows)

    def answer(data: bytes) -> Decoded:
        if not isinstance(data, Described):
            return decode(data, cluster, strict, options.model)
        if data.profile == ZDO:
            from . import layers

            return layers.decode_zdo(data, data.cluster, strict)
        return decode(data, data.cluster, strict, options.model)

    return answer


def _bare(decode_layer: Callable[[bytes], Decoded]) -> Callable[[bytes], Decoded]:
    """A decoder for bytes as they were on the air: a description has no such layer."""

    def answer(data: bytes) -> Decoded:
        if isinstance(data, Described):
            raise NotAFrame("a description says its profile and cluster itself: no --profile, --aps or --green-power")
        return decode_layer(data)

    return answer


TOOL = Tool(
    name="zcldecode",
    description="Explain ZCL frames: which bits are what, and what they mean.",
    examples=EXAMPLES,
    described=ZIGBEE,
    add_arguments=_add_arguments,
    prepare=_prepare,
)
