"""Fuzz targets that read frames: one function per protocol layer, from bytes to nothing or to an exception.

The rule: only the documented errors are caught, and an error must be printable and point into the frame. What decodes
encodes to the same bytes, on both back ends alike, and can do everything that an object can do. The first bytes of an
input choose options, so that seeds are made of any frame.
"""

from __future__ import annotations

import copy
import pickle
from binascii import crc_hqx
from collections.abc import Callable
from functools import cache
from typing import Any

import zclcodec
import zwcodec
from tests.engine.trials import same
from zclcodec import aps, greenpower, zdo
from zclcodec import frame as zcl_frame
from zclcodec.aps import frame as aps_frame
from zclcodec.greenpower import frame as green_power_frame
from zclcodec.zdo import frame as zdo_frame
from zwcodec import encapsulation
from zwcodec import frame as zwave_frame
from zwcodec.cc.notification import NotificationReport
from zwcodec.command_lists import split_marks
from zwcodec.notifications import event_parameter
from zwcodec.protocol import PROTOCOL
from zwcodec.runtime.context import Context
from zwcodec.runtime.errors import DecodeError, EncodeError
from zwcodec.transport import MAX_DATAGRAM, Reassembler, SegmentError, fragment

STRICT, LENIENT, WITHOUT_CLUSTER = 1, 2, 4  # bits of an input's first byte
_TWO_BYTES = range(0xF100, 0xF200)


@cache
def _all_in(version: int) -> dict[int, int]:
    """Every command class in this version."""
    return dict.fromkeys((*range(0x100), *_TWO_BYTES), version)


def _read(how: Callable[[], Any], data: bytes) -> tuple[Any, str]:
    """The object, or the sentence of the error."""
    try:
        return how(), ""
    except DecodeError as error:
        assert 0 <= error.offset <= len(data), (error.offset, data)
        copied = pickle.loads(pickle.dumps(error))  # noqa: S301
        assert str(copied) == str(error)
        return None, str(error)


def _read_alike(fast: Callable[[], Any], slow: Callable[[], Any], data: bytes) -> Any:
    """What both readers make of it; None for the same error of both."""
    found, complaint = _read(fast, data)
    twin, other = _read(slow, data)
    assert complaint == other, (complaint, other)
    assert same(found, twin), (found, twin)
    return found


def _behaves(message: Any) -> None:
    """The object is printed, hashed, compared, copied, pickled, shown as plain values and labels, and made anew."""
    assert repr(message) and hash(message) == hash(message) and message == copy.deepcopy(message)
    restored = pickle.loads(pickle.dumps(message))  # noqa: S301
    assert same(restored, message)
    assert restored.to_bytes() == message.to_bytes()
    assert isinstance(message.as_dict(), dict)
    for field in message.__codec__.fields:
        assert isinstance(message.label_of(field.name), str) and isinstance(message.unit_of(field.name), str)
    try:
        again = message.replace()
    except EncodeError:  # a constructor refuses what a decoder keeps
        return
    assert type(again) is type(message)


def zwave(data: bytes) -> None:
    """A Z-Wave frame behind a byte of options and the version of every class in it (0: the highest)."""
    if len(data) < 2:
        return
    frame, versions = data[2:], _all_in(data[1]) if data[1] else None
    found = _read_alike(
        lambda: zwcodec.decode(frame, versions=versions), lambda: zwave_frame.interpreted(frame, versions, False), frame
    )
    if data[0] & STRICT:
        strict, _ = _read(lambda: zwcodec.decode(frame, versions=versions, strict=True), frame)
        assert strict is None or same(strict, found) and not strict.trailing
    if found is None:
        return
    assert zwcodec.encode(found) == frame
    out = bytearray()
    zwave_frame.write(found, out, Context(PROTOCOL))
    assert out == frame
    _behaves(found)
    if isinstance(found, NotificationReport):
        parameter = event_parameter(found)
        assert parameter is None or str(parameter)


def zcl(data: bytes) -> None:
    """A ZCL frame behind a byte of options and the cluster, high byte first."""
    if len(data) < 3:
        return
    frame = data[3:]
    cluster = None if data[0] & WITHOUT_CLUSTER else int.from_bytes(data[1:3], "big")
    found = _read_alike(
        lambda: zclcodec.decode(frame, cluster=cluster), lambda: zcl_frame.interpreted(frame, cluster, False), frame
    )
    if data[0] & STRICT:
        strict, _ = _read(lambda: zclcodec.decode(frame, cluster=cluster, strict=True), frame)
        assert strict is None or same(strict, found) and not strict.command.trailing
    if data[0] & LENIENT:
        lenient, _ = _read(lambda: zclcodec.decode(frame, cluster=cluster, lenient=True), frame)
        assert found is None or same(found, lenient)
        if lenient is not None:
            assert lenient.to_bytes() == frame and frame.endswith(lenient.undecoded)
            assert (lenient.error is None) is (found is not None), lenient
            assert all(str(value) for value in lenient.attributes)
    if found is None:
        return
    assert zclcodec.encode(found) == frame and zcl_frame.written(found) == frame
    assert all(str(value) for value in found.attributes)
    _behaves(found)
    _behaves(found.command)


def zdo_frames(data: bytes) -> None:
    """A ZDO frame behind a byte of options and the cluster."""
    if len(data) < 3:
        return
    frame, cluster = data[3:], int.from_bytes(data[1:3], "big")
    found, _ = _read(lambda: zdo_frame.decode(frame, cluster=cluster), frame)
    if data[0] & STRICT:
        strict, _ = _read(lambda: zdo_frame.decode(frame, cluster=cluster, strict=True), frame)
        assert strict is None or same(strict, found) and not strict.command.trailing
    if found is not None:
        assert zdo.encode(found) == frame
        _behaves(found)


def aps_frames(data: bytes) -> None:
    """An APS frame behind a byte of options, with what is in it."""
    if not data:
        return
    frame = data[1:]
    found, _ = _read(lambda: aps_frame.decode(frame, strict=bool(data[0] & STRICT)), frame)
    if found is None:
        return
    assert aps.encode(found) == frame
    _behaves(found)
    inner, _ = _read(found.unwrap, frame)
    if inner is not None:
        written = aps.encode_command(inner) if isinstance(inner, aps.ApsCommand) else inner.to_bytes()
        assert written == found.payload


def green_power(data: bytes) -> None:
    """A Green Power Device Frame behind a byte of options."""
    if not data:
        return
    frame = data[1:]
    found, _ = _read(lambda: green_power_frame.decode(frame), frame)
    if data[0] & STRICT:
        strict, _ = _read(lambda: green_power_frame.decode(frame, strict=True), frame)
        assert strict is None or same(strict, found) and not strict.command.trailing
    if found is not None:
        assert greenpower.encode(found) == frame
        _behaves(found)


_WRAPPERS: tuple[Callable[[Any, int], Any], ...] = (
    lambda command, number: encapsulation.in_multi_channel(command, number & 0x7F, number & 0x7F),
    lambda command, number: encapsulation.in_multi_channel(command, 1, {number % 9}, True),
    encapsulation.in_multi_instance,
    lambda command, number: encapsulation.in_multi_command([command] * (number % 4)),
    lambda command, number: encapsulation.in_supervision(command, number, number > 0x7F),
    lambda command, number: encapsulation.in_crc_16(command),
)


def encapsulations(data: bytes) -> None:
    """A Z-Wave frame behind a byte that says how many wrappers follow it; each is a byte for its kind and a number."""
    if not data:
        return
    layers, frame = data[1 : 1 + 2 * (data[0] % 10)], data[1 + 2 * (data[0] % 10) :]
    hidden, _ = _read(lambda: encapsulation.security_0_decrypted(frame), frame)
    if hidden is not None:
        assert hidden.to_bytes() == frame
    command, _ = _read(lambda: zwcodec.decode(frame), frame)
    if command is None:
        return
    for kind, number in zip(layers[::2], layers[1::2], strict=False):
        try:
            wrapped = _WRAPPERS[kind % len(_WRAPPERS)](command, number)
            encoded = zwcodec.encode(wrapped)
        except EncodeError as error:
            assert str(error)
            break
        inside = zwcodec.decode(encoded)
        assert zwcodec.encode(inside) == encoded
        command = wrapped
    paths = encapsulation.unwrap_all(command)
    assert paths[0][1] is command and len({path for path, _ in paths}) == len(paths)
    assert all(found.unwrap() in (None, ()) for found in encapsulation.leaves(command))
    assert encapsulation.innermost(command) in [found for _, found in paths]


def transport(data: bytes) -> None:
    """Segments, each behind a byte with its length, from two sources; and the input itself in segments and back."""
    reassembler = Reassembler(version=1 + data[0] % 2 if data else 2)
    at = 1
    while at < len(data):
        size = data[at] & 0x3F
        segment = data[at + 1 : at + 1 + size]
        try:
            whole = reassembler.feed(segment, source=data[at] >> 7)
        except (SegmentError, DecodeError) as error:
            assert str(error)
            whole = None
        assert whole is None or 0 < len(whole) <= MAX_DATAGRAM
        at += 1 + size
    for source, session in reassembler.sessions:
        assert reassembler.missing(session, source) and reassembler.drop(session, source)
    if data:
        data = data[:100]
        version = 1 + data[0] % 2
        segments = fragment(data, data[0] >> 4, version=version, size=1 + data[0] % 39)
        reassembler = Reassembler(version)
        shuffled = sorted(segments, key=lambda segment: crc_hqx(segment.to_bytes(), data[0]))
        answers = [reassembler.feed(segment.to_bytes()) for segment in shuffled]
        assert answers[-1] == data and not any(answers[:-1])


def command_lists(data: bytes) -> None:
    """A list of command classes: numbers of two bytes where the first is 0xF1 and up, else of one."""
    numbers = []
    rest = iter(data)
    for number in rest:
        numbers.append(number << 8 | next(rest, 0) if number >= 0xF1 else number)
    assert split_marks(numbers).join() == tuple(numbers)
