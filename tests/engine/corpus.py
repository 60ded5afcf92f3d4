"""Frames of tests/corpus/*.yaml and what must hold for them, for tests that know nothing of a single command.

The rule: an entry says everything in data. `hex` is a whole frame (of ZCL and ZDO with its header, and `cluster`),
`version` the class version that it is read with. All readers must agree on it and give it back; beyond that every key
of CHECKS is a claim about it. Values are compared exactly: what is not listed is not compared, null says "not there".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from codegen.names import constant
from codegen.reference import OracleError
from tests.engine.trials import Trial, agree, command_of, engine
from zclcodec import frame as zcl_frame
from zclcodec.aps import frame as aps_frame
from zclcodec.greenpower import frame as green_power_frame
from zclcodec.zdo import frame as zdo_frame
from zwcodec import frame as zwave_frame
from zwcodec.protocol import PROTOCOL as ZWAVE
from zwcodec.runtime.context import Context
from zwcodec.runtime.errors import DecodeError, EncodeError
from zwcodec.runtime.message import Message
from zwcodec.runtime.trace import record
from zwcodec.runtime.values import Duration, Flags, LabelledEnum, Special

CORPUS = Path(__file__).resolve().parents[1] / "corpus"


class _Loader(yaml.SafeLoader):
    """Scalars as the specs read them: `on` and `80 03` are texts, a decimal number is exact, keys are there once."""

    yaml_implicit_resolvers: dict[str, list[Any]] = {}

    def mapping(self, node: Any) -> dict[Any, Any]:
        mapping: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in mapping:
                raise ValueError(f"{key!r} is there twice, line {key_node.start_mark.line + 1}")
            mapping[key] = self.construct_object(value_node, deep=True)
        return mapping


_SCALARS: tuple[tuple[str, str, str, Callable[[str], Any]], ...] = (
    ("bool", r"true|false", "tf", lambda text: text == "true"),
    ("null", r"null", "n", lambda text: None),
    ("int", r"-?(?:0|[1-9][0-9]*|0x[0-9A-Fa-f]+)", "-0123456789", lambda text: int(text, 0)),
    ("float", r"-?[0-9]+\.[0-9]+", "-0123456789", Decimal),
)


def _scalar(make: Callable[[str], Any]) -> Callable[[Any, Any], Any]:
    return lambda loader, node: make(node.value)


for _name, _pattern, _first, _make in _SCALARS:
    _tag = f"tag:yaml.org,2002:{_name}"
    _Loader.add_implicit_resolver(_tag, re.compile(f"(?:{_pattern})\\Z"), list(_first))
    _Loader.add_constructor(_tag, _scalar(_make))
_Loader.add_constructor("tag:yaml.org,2002:map", _Loader.mapping)


@cache
def load(name: str) -> Any:
    """A file of the corpus; it says what produced it."""
    page = yaml.load((CORPUS / name).read_text("utf-8"), Loader=_Loader)
    assert page["source"], name
    return page


def says(expected: Any, found: Any, path: str) -> None:
    """`found` is what `expected` says. Members go by name, bytes and nested commands by their hex."""
    if isinstance(expected, Mapping):
        for name, value in expected.items():
            says(value, found[name] if isinstance(found, Mapping) else getattr(found, name), f"{path}.{name}")
    elif isinstance(expected, list):
        assert not isinstance(found, (str, bytes)), path
        items = list(found)
        assert len(expected) == len(items), f"{path}: {items}"
        for index, value in enumerate(expected):
            says(value, items[index], f"{path}[{index}]")
    elif isinstance(found, (bytes, Message)):
        assert bytes.fromhex(expected) == bytes(found), f"{path}: {bytes(found).hex(' ')}"
    elif isinstance(expected, str) and isinstance(found, LabelledEnum):
        assert type(found).__members__.get(constant(expected)) is found, f"{path}: {found!r}"
    elif expected is None or isinstance(expected, bool):
        assert found is expected, f"{path}: {found!r}"
    else:
        assert not isinstance(found, bool) and expected == found, f"{path}: {found!r}"


def place(message: Any, path: str) -> tuple[Any, str]:
    """The record and the field that a path such as `objects[0].value` ends in."""
    *steps, name = path.split(".")
    for step in steps:
        attribute, _, index = step.partition("[")
        message = getattr(message, attribute)
        if index:
            message = message[int(index.rstrip("]"))]
    return message, name


def field_of(record: Any, name: str) -> Any:
    """The description of a field."""
    return next(field for field in type(record).__codec__.fields if field.name == name)


def label_of(record: Any, name: str) -> str:
    """What a field's value is called: by itself, or by a table that other fields select the row of."""
    value = getattr(record, name)
    if isinstance(value, (LabelledEnum, Special, Duration)):
        return str(value)
    row = field_of(record, name).row(record)
    return row[0] if row else ""


def unit_of(record: Any, name: str) -> str:
    field = field_of(record, name)
    row = field.row(record)
    return str((row and row[1]) or field.unit)


def flags_of(record: Any, name: str) -> list[str]:
    """Names of the bits that are set."""
    flags: Flags = field_of(record, name).flags(getattr(record, name))
    return [bit for bit, value in flags.as_dict().items() if value]


def _each(read: Callable[[Any, str], Any]) -> Callable[[Any, Any, Mapping[str, Any]], None]:
    def check(protocol: str, message: Any, expected: Mapping[str, Any]) -> None:
        for path, value in expected.items():
            record, name = place(message, path)
            assert read(record, name) == value, f"{path}: {read(record, name)!r}"

    return check


def _refuses(protocol: str, message: Any, values: Mapping[str, Any]) -> None:
    """The constructor or the encoder refuses each of these values, and names the field."""
    for name, value in values.items():
        try:
            data = message.replace(**{name: value}).to_bytes()
        except EncodeError as error:
            assert error.field == name or error.path == name, error
        else:
            raise AssertionError(f"{name} = {value!r} was sent: {data.hex(' ')}")


def _built(protocol: str, message: Any, values: Mapping[str, Any]) -> None:
    """The constructor makes the same frame of these values."""
    given = {name: bytes.fromhex(value[4:]) if _is_hex(value) else value for name, value in values.items()}
    again = type(message)(**given, version=message.version)
    assert again.to_bytes() == message.to_bytes(), again.to_bytes().hex(" ")


def _is_hex(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("hex ")


# Key of an entry -> what it claims about the command that was read.
CHECKS: dict[str, Callable[[str, Any, Any], None]] = {
    "class": lambda protocol, message, expected: says(expected, str(message.name), "name"),
    "value": lambda protocol, message, expected: says(expected, message, message.name),
    "label": _each(label_of),
    "unit": _each(unit_of),
    "scale": _each(lambda record, name: field_of(record, name).scale),
    "flags": _each(flags_of),
    "seconds": _each(lambda record, name: getattr(record, name).seconds),
    "refuses": _refuses,
    "built": _built,
}
_OTHER = frozenset(("hex", "version", "cluster", "error", "strict", "about", "read", "theirs", "why"))


def trial_of(protocol: str, entry: Mapping[str, Any], identity: str) -> Trial:
    data = bytes.fromhex(entry["hex"])
    number = class_of(data) if protocol == "zwave" else entry.get("cluster", 0)  # a Green Power frame has none
    return Trial(data, identity, number, entry.get("version"), 2)


def class_of(data: bytes) -> int:
    """The command class of a frame."""
    return data[0] << 8 | data[1] if data[0] >= 0xF1 else data[0]


def is_known(protocol: str, number: int) -> bool:
    """Whether there is a spec for the command class or cluster."""
    return any(file.id == number and file.kind in ("command_class", "cluster") for file in engine(protocol).spec.files)


def check(protocol: str, entry: Mapping[str, Any], identity: str) -> Any:
    """All that an entry with a frame claims. The command, or the error that it claims."""
    unknown = entry.keys() - CHECKS.keys() - _OTHER
    assert not unknown, unknown
    machine = engine(protocol)
    trial = trial_of(protocol, entry, identity)
    message = agree(machine, trial)
    if "error" in entry:
        assert isinstance(message, DecodeError), message
        assert entry["error"] in (True, message.path), message
        return message
    assert not isinstance(message, DecodeError), message
    command = command_of(message)
    for key, claim in CHECKS.items():
        if key in entry:
            claim(protocol, command, entry[key])
    if "strict" in entry:
        fast, wise = strictly(protocol, trial)
        assert fast == ("" if entry["strict"] is True else entry["strict"]), (fast, wise)
        assert bool(fast) == bool(wise), (fast, wise)
    return command


def strictly(protocol: str, trial: Trial) -> tuple[str, str]:
    """The place that the strict decoder objects to, and the one that the strict oracle does; "" if none."""
    machine = engine(protocol)
    fast = wise = ""
    try:
        machine.decode(trial, strict=True)
    except DecodeError as error:
        fast = error.path or "frame"
    try:
        machine.oracle(trial, strict=True)
    except OracleError as error:
        wise = error.path or "frame"
    return fast, wise


def spans_of(protocol: str, trial: Trial) -> Any:
    """The trace of a frame, with its header."""
    data, number = trial.data, trial.number

    def read(context: Context) -> Any:
        if protocol == "zwave":
            return zwave_frame.read(data, 0, len(data), context)
        if protocol == "zcl":
            return zcl_frame.interpreted(data, number, False, context.recorder)
        if protocol == "zdo":
            return zdo_frame.interpreted(data, number, False, context.recorder)
        if protocol == "aps":
            return aps_frame.interpreted_command(data, False, context.recorder)
        assert protocol == "greenpower", protocol
        return green_power_frame.interpreted(data, False, context.recorder)

    versions = None if trial.version is None else {number: trial.version}
    return record(read, Context(ZWAVE, versions))  # the others' readers know their protocol


def values_of(message: Any) -> dict[str, Any]:
    """What the constructor takes: everything that is stored, bit sets by their bytes."""
    codec = type(message).__codec__
    derived = {field.name for field in codec.fields if field.kind in ("derived", "computed")}
    kept = [field for field in codec.stored if field.name not in derived]
    names = [field.slot if field.kind == "bitset" else field.name for field in kept]
    return {name: getattr(message, name) for name in names}


def rebuilt(message: Any, **changes: Any) -> Any:
    """A command made from the values of another one."""
    given = {**values_of(message), "version": message.version, "trailing": message.trailing, **changes}
    return type(message)(**given)


def declared(record: Any, values: Mapping[str, Any]) -> Any:
    """What the constructor makes of the values that an entry lists, and of nothing else; `record` is what was read. A
    bit set that is longer than its values need is listed with its bytes, too, as `<name>_raw`; computed values are
    only claimed."""
    computed = {field.name for field in type(record).__codec__.fields if field.kind == "computed"}
    given: dict[str, Any] = {}
    for name, value in values.items():
        if f"{name}_raw" in values or name in computed:
            continue
        found = getattr(record, name)
        if isinstance(value, list) and any(isinstance(part, Mapping) for part in value):
            found = tuple(declared(item, part) for item, part in zip(found, value, strict=True))
        given[name] = found
    if isinstance(record, Message):
        given["version"] = record.version
    return type(record)(**given)
