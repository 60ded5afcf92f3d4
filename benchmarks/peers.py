"""The subjects: zwcodec and zclcodec, and the peers that read the same frames.

The rule: a subject turns a frame into a Case, the statements that decode and encode it, and is checked before it is
measured: what it decodes agrees with the frame, what it encodes is the frame. A subject may pass on frames that it has
no way to say. Statements are text, so that the timing loop calls what a user would write and no wrapper around it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from operator import itemgetter
from typing import Any

from benchmarks import peers_bitstruct, peers_construct, peers_struct, peers_struct_zcl
from benchmarks.frames import FRAMES, Frame, agrees


@dataclass(frozen=True)
class Case:
    """One frame as one subject treats it. The statements name what is in `names` in braces."""

    frame: Frame
    decode: str
    encode: str
    names: dict[str, Any] = field(repr=False)
    view: Callable[[Any], Any]  # what was decoded -> plain fields

    def statement(self, operation: str, suffix: str = "") -> str:
        """Python, every name with the suffix."""
        text = self.decode if operation == "decode" else self.encode
        return text.format_map({name: name + suffix for name in self.names})


@dataclass(frozen=True)
class Subject:
    """A codec under measurement. `prepare` gives None for a frame that it can't say."""

    name: str
    prepare: Callable[[Frame], Case | None]

    def cases(self, protocol: str) -> list[Case]:
        return [case for frame in FRAMES[protocol] if (case := self.prepare(frame)) is not None]


def check(case: Case) -> None:
    """AssertionError where a subject disagrees with the frame."""
    decoded = eval(case.statement("decode"), dict(case.names))  # noqa: S307 (the statements are this module's)
    seen = case.view(decoded)
    assert agrees(case.frame.fields, seen), (case.frame.name, case.frame.fields, seen)
    encoded = eval(case.statement("encode"), dict(case.names))  # noqa: S307
    assert encoded == case.frame.data, (case.frame.name, encoded.hex())


def _own(frame: Frame) -> Case:
    if frame.protocol == "zwave":
        import zwcodec

        command = zwcodec.decode(frame.data)
        names = {"decode": zwcodec.decode, "encode": zwcodec.encode, "data": frame.data, "command": command}
        return Case(frame, "{decode}({data})", "{encode}({command})", names, _command_fields)
    import zclcodec

    whole = zclcodec.decode(frame.data, cluster=frame.cluster)
    names = {"decode": zclcodec.decode, "encode": zclcodec.encode, "data": frame.data, "frame": whole}
    names["cluster"] = frame.cluster
    return Case(frame, "{decode}({data}, cluster={cluster})", "{encode}({frame})", names, _frame_fields)


def _command_fields(command: Any) -> Any:
    return command.as_dict()


def _frame_fields(frame: Any) -> Any:
    return frame.command.as_dict()


def _struct(frame: Frame) -> Case:
    if frame.protocol == "zwave":
        fields = peers_struct.decode_zwave(frame.data)
        names = {
            "decode": peers_struct.decode_zwave,
            "encode": peers_struct.ENCODE[frame.name],
            "data": frame.data,
            "fields": fields,
        }
        return Case(frame, "{decode}({data})", "{encode}({fields})", names, dict)
    assert frame.cluster is not None
    header, fields = peers_struct_zcl.decode_zcl(frame.data, frame.cluster)
    names = {
        "decode": peers_struct_zcl.decode_zcl,
        "encode": peers_struct_zcl.encode_zcl,
        "data": frame.data,
        "header": header,
        "fields": fields,
        "cluster": frame.cluster,
    }
    encode = "{encode}({header}, {fields}, {cluster})"
    return Case(frame, "{decode}({data}, {cluster})", encode, names, itemgetter(1))


def _bitstruct(frame: Frame) -> Case | None:
    if frame.name not in peers_bitstruct.ZWAVE and frame.name not in peers_bitstruct.ZCL:
        return None
    make = peers_bitstruct.zwave if frame.protocol == "zwave" else peers_bitstruct.zcl
    decode, encode = make(frame.name)
    names = {"decode": decode, "encode": encode, "data": frame.data, "fields": decode(frame.data)}
    return Case(frame, "{decode}({data})", "{encode}({fields})", names, dict)


def _construct(compiled: bool, frame: Frame) -> Case:
    declared = {"zwave": peers_construct.ZWAVE, "zcl": peers_construct.ZCL}[frame.protocol][frame.name]
    form = declared.compile() if compiled else declared
    names = {"form": form, "data": frame.data, "fields": form.parse(frame.data)}
    return Case(frame, "{form}.parse({data})", "{form}.build({fields})", names, lambda found: dict(_flat(found)))


def _flat(found: Any) -> Iterator[tuple[str, Any]]:
    """The fields of a container and of the bit groups inside it."""
    for name, value in found.items():
        if name in ("bits", "more", "type", "control"):
            yield from _flat(value)
        elif name != "_io":
            yield name, value


SUBJECTS = (
    Subject("zwcodec", _own),
    Subject("bitstruct", _bitstruct),
    Subject("struct", _struct),
    Subject("construct, compiled", partial(_construct, True)),
    Subject("construct", partial(_construct, False)),
)
