"""The strict decoder: it refuses what the specs call wrong, takes what they call right, and the oracle thinks the same.

The rule: every claim is made about every example of every spec. The bits of a field are set to something wrong, found
with the trace, and the frame is shown to three judges: the decoder (must take it), the strict decoder (must refuse it,
and name the field) and the strict oracle (must refuse it too). What no claim is made about must at least be judged
alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.corpus import spans_of, strictly
from tests.engine.test_hostile import mutated
from tests.engine.trials import ENGINES, Trial, command_of, engine, trials
from zwcodec.runtime.errors import DecodeError
from zwcodec.runtime.trace import Span

PROTOCOLS = tuple(ENGINES)


@cache
def modules(protocol: str) -> dict[str, list[Trial]]:
    """The examples by spec file."""
    found: dict[str, list[Trial]] = {}
    for trial in trials(protocol):
        found.setdefault(trial.identity.partition(".")[0], []).append(trial)
    return found


@cache
def right(protocol: str, module: str) -> list[Trial]:
    """The examples that a strict decoder takes."""
    return [trial for trial in modules(protocol)[module] if judged(protocol, trial) == ("", "")]


MODULES = [(protocol, module) for protocol in PROTOCOLS for module in modules(protocol)]
every_module = pytest.mark.parametrize(("protocol", "module"), MODULES, ids=[f"{p}-{m}" for p, m in MODULES])


def judged(protocol: str, trial: Trial) -> tuple[str, str]:
    """Where decoder and oracle object in strict mode; one must object if the other does."""
    fast, wise = strictly(protocol, trial)
    assert bool(fast) == bool(wise), (trial.identity, trial.data.hex(" "), fast, wise)
    return fast, wise


def refused(protocol: str, trial: Trial, path: str) -> None:
    """Legal for a plain decoder, refused at `path` by a strict one."""
    try:
        engine(protocol).decode(trial)
    except DecodeError as error:
        raise AssertionError((trial.identity, trial.data.hex(" "))) from error
    fast, _ = judged(protocol, trial)
    assert fast == path, (trial.identity, trial.data.hex(" "))


def with_bits(data: bytes, span: Span, value: int) -> bytes:
    """The frame with other bits in the place of a span."""
    number = int.from_bytes(data, "big")
    shift = 8 * len(data) - 8 * span.byte_offset - span.bit_offset - span.bit_length
    mask = (1 << span.bit_length) - 1
    return (number & ~(mask << shift) | (value & mask) << shift).to_bytes(len(data), "big")


def bits_of(data: bytes, span: Span) -> int:
    shift = 8 * len(data) - 8 * span.byte_offset - span.bit_offset - span.bit_length
    return int.from_bytes(data, "big") >> shift & (1 << span.bit_length) - 1


def altered(trial: Trial, span: Any) -> Iterator[Trial]:
    """The span's bits all set, all cleared, and changed a little."""
    here = bits_of(trial.data, span)
    everything = (1 << span.bit_length) - 1
    for value in sorted({everything, 0, here ^ 1, here ^ (1 << span.bit_length - 1)} - {here}):
        yield trial.with_data(with_bits(trial.data, span, value))


def unpathed(path: str) -> str:
    """The path inside the innermost message."""
    return path.rpartition(" > ")[2]


def meanings(protocol: str, trial: Trial) -> dict[str, tuple[Any, Any]]:
    """Path -> field and value, of the header too."""
    trace = spans_of(protocol, trial)
    return {} if trace.error else {span.path: (span.field, span.value) for span in trace.spans}


def is_wrong(field: Any, value: Any) -> bool:
    """Whether the spec says that this number has no business there (specs/README.md, 4.6)."""
    if field is None or field.kind != "int" or not isinstance(value, int):
        return False
    if field.special and value in field.special or field.duration:
        return False
    if field.enum is not None:
        return value not in {int(member) for member in field.enum}
    return not field.minimum <= value <= field.maximum if field.minimum is not None else False


@every_module
def test_examples_are_strictly_right(protocol: str, module: str) -> None:
    """But for those that show what devices do: a member that nobody knows, a reserved bit, bytes left over."""
    for trial in modules(protocol)[module]:
        fast, _ = judged(protocol, trial)
        if fast and fast != "trailing":
            field, value = meanings(protocol, trial)[fast]
            assert is_wrong(field, value) or field.reserved and value, (trial.identity, trial.data.hex(" "), fast)
    assert right(protocol, module) or not modules(protocol)[module]


@every_module
def test_leftover_bytes_are_refused(protocol: str, module: str) -> None:
    """Where a longer frame has no other meaning, the byte is left over."""
    for trial in right(protocol, module):
        longer = trial.with_data(trial.data + b"\x00")
        message = _read(protocol, longer)
        if message is not None and message.trailing:
            refused(protocol, longer, "trailing")
        else:
            judged(protocol, longer)


@every_module
def test_reserved_bits_are_refused(protocol: str, module: str) -> None:
    for trial in right(protocol, module):
        for span in spans_of(protocol, trial).spans:
            if span.field is not None and span.field.reserved:
                for bit in range(span.bit_length):
                    refused(protocol, trial.with_data(with_bits(trial.data, span, 1 << bit)), span.path)


@every_module
def test_wrong_values_are_refused(protocol: str, module: str) -> None:
    """Unknown members and numbers out of range, in whatever field; the others are judged alike."""
    for trial in modules(protocol)[module]:
        for span in spans_of(protocol, trial).spans:
            if span.field is None or span.bit_length > 64:
                continue
            for other in altered(trial, span):
                fast, _ = judged(protocol, other)
                field, value = meanings(protocol, other).get(span.path, (None, None))
                if is_wrong(field, value):
                    assert fast, (other.identity, other.data.hex(" "), span.path, value)


@every_module
def test_wrong_checksums_are_refused(protocol: str, module: str) -> None:
    machine = engine(protocol)
    for trial in modules(protocol)[module]:
        for span in spans_of(protocol, trial).spans:
            if span.field is not None and span.field.kind == "checksum":
                for other in altered(trial, span):
                    fast, _ = judged(protocol, other)
                    assert unpathed(fast).endswith(span.field.name), (other.identity, other.data.hex(" "), fast)
                    try:
                        assert machine.encode(machine.decode(other)) == other.data
                    except DecodeError as error:  # one that is verified always
                        assert error.path == span.path


def test_newer_bits_are_refused() -> None:
    """Bits that an older version keeps reserved: a plain decoder reads them, a strict one of that version does not."""
    machine = engine("zwave")
    tried = set()
    for trial in trials("zwave"):
        for span in spans_of("zwave", trial).spans:
            if span.field is None or " > " in span.path or not (span.field.group or span.field.newer_bits):
                continue
            filled = with_bits(trial.data, span, (1 << span.bit_length) - 1)
            newest = max([span.field.since, *(version for version, _ in span.field.newer_bits)])
            for version in range(_lowest(trial), newest):
                older = Trial(filled, trial.identity, trial.number, version, trial.head)
                field, value = meanings("zwave", older).get(span.path, (None, 0))
                if field is not None and _is_newer(field, value, version):
                    fast, _ = judged("zwave", older)
                    assert fast, (older.identity, version, filled.hex(" "), span.path)
                    assert machine.encode(machine.decode(older)) == filled
                    tried.add((trial.identity.partition("-")[0], span.path))
    assert len(tried) > 20, tried


def _is_newer(field: Any, value: Any, version: int) -> bool:
    if field.newer_bits:
        return any(version < since and value & bits for since, bits in field.newer_bits)
    return bool(field.group and value and version < field.since)


@pytest.mark.parametrize("protocol", PROTOCOLS)
@given(data=st.data())
def test_strict_readers_agree(protocol: str, data: st.DataObject) -> None:
    judged(protocol, data.draw(mutated(protocol)))


def _read(protocol: str, trial: Trial) -> Any:
    try:
        message = engine(protocol).decode(trial)
    except DecodeError:
        return None
    return command_of(message)


def _lowest(trial: Trial) -> int:
    command = type(engine("zwave").decode(trial))
    return int(command.__codec__.wire.low)
