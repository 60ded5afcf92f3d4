"""All fuzz targets by name, with the inputs that a search begins from.

The rule: a target is a function of bytes that returns or raises; an exception is a finding. Seeds come from the specs'
examples and from descriptions made of them, never from a fuzzer's own corpus: that one is not committed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tests.engine.trials import trials

from . import frames, texts

ROOT = Path(__file__).resolve().parents[2]
_APS = ("000108000401010a00010a", "0c01020006000401012018010a000000", "40010600040101010201", "02010600040101000201")
_LINES = (
    "st rattr 0xFC6E 0x01 0x0006 0x0000\ndelay 2000",
    "st wattr 0xFC6E 1 0x0000 0x4010 0x20 {0A}\nst cmd 0xFC6E 0x01 8 4 {FE0000}",
    "zcl global read 0x0402 0x0000\nsend 0xFC6E 1 1",
    "zcl mfg-code 0x110A\nzcl global write 0x0500 0x10 0xf0 {0123456789ABCDEF}\nsend 0xFC6E 1 1\ndelay 5",
    "zcl global send-me-a-report 0x0B04 0x050B 0x29 1 600 {0500}\nsend 0xFC6E 1 1",
    "zdo bind 0xFC6E 0x01 0x01 0x0006 {000D6F00055D8FA6} {}\nzdo mgmt-bind 0xFC6E 0",
    "raw 0x0006 {01 07 02}\nsend 0xFC6E 1 1\nst cr 0xFC6E 1 0x0006 0x0000 0x10 0x0000 0x0258 {}",
    "he cmd 0xFC6E 0x01 0x0006 0x02 {} {0x110A}\nhe rattr 0xFC6E 0x01 0x0006 0x0000 {}",
    "he wattr 0xFC6E 0x01 0x0000 0x4010 0x20 {0A} {}\nhe raw 0xFC6E 1 1 0x0006 {01 07 02}",
)
_ZIGBEE_TEXTS = (
    "catchall: 0104 0006 01 01 0000 00 632F 00 00 0000 0B 01 0000",
    "catchall: 0000 8033 00 00 0040 00 632F 00 00 0000 00 00 7200010001A68F5D05006F0D000106000301020304050607080A",
    "read attr - raw: FC6E01000008200000200A, dni: FC6E, endpoint: 01, cluster: 0000, size: 8, attrId: 0000,"
    " encoding: 20, value: 0a",
    "read attr - raw: FC6E0104020A00002900F4, dni: FC6E, endpoint: 01, cluster: 0402, size: 0A, attrId: 0000,"
    " result: success, encoding: 29, value: f400",
    "zone status 0x0021 -- extended status 0x00",
    "temperature: 21.5",
    "humidity: 45%",
    "on/off: 1",
    "illuminance: 12",
    "enroll request endpoint 0x01 : data 0x0D 0x00",
)
_COMMAND_LINES = (
    b"\0002003FF", b"\0\0--json\x002003FF\x009881", b"\0--command-class-version=0x20=1\x00-\0\x002003FF\n# x\n6C01",
    b"\x01--cluster=6\x00011202", b"\x01--cluster\x000x0402\x00--json\x0018120a00002934 12",
    b"\x01--aps\x0000 01 0600 0401 01 02", b"\x01--zdo\x000x8033\x000100", b"\x01--greenpower\x008c 30",
    b"\0zw device: 02, command: 2503, payload: FF", b"\x01catchall: 0104 0006 01 01 0000 00 632F 00 00 0000 0B 01 0000",
)  # fmt: skip


class Target(NamedTuple):
    """`run` on an input; `seeds()` begin the search. `weight`: what a run costs, as many times a frame's."""

    run: Callable[[bytes], None]
    seeds: Callable[[], tuple[bytes, ...]]
    weight: int = 1


@cache
def _zwave() -> tuple[bytes, ...]:
    return tuple(bytes((1, trial.version or 0)) + trial.data for trial in trials("zwave"))


@cache
def _zcl() -> tuple[bytes, ...]:
    return tuple(b"\3" + trial.number.to_bytes(2, "big") + trial.data for trial in trials("zcl"))


@cache
def _zdo() -> tuple[bytes, ...]:
    return tuple(b"\1" + trial.number.to_bytes(2, "big") + trial.data for trial in trials("zdo"))


@cache
def _green_power() -> tuple[bytes, ...]:
    return tuple(b"\1" + trial.data for trial in trials("greenpower"))


def _aps() -> tuple[bytes, ...]:
    return tuple(b"\0" + bytes.fromhex(text) for text in _APS)


def _encapsulations() -> tuple[bytes, ...]:
    wrapped = tuple(b"\3\0\1\4\5\5\0" + seed[2:] for seed in _zwave()[::7])
    return (*wrapped, *(b"\0\x98\x81\0" + seed[2:] for seed in _zwave()[::50]))


def _transport() -> tuple[bytes, ...]:
    from zwcodec.transport import fragment

    def fed(size: int, version: int) -> Iterator[bytes]:
        yield bytes((version - 1,))
        for segment in fragment(bytes(range(size)), 3, version=version, size=17):
            data = segment.to_bytes()
            yield bytes((len(data),)) + data

    return tuple(b"".join(fed(size, version)) for size in (1, 17, 40, 100) for version in (1, 2))


def _descriptions() -> tuple[bytes, ...]:
    def text(data: bytes) -> bytes:
        payload = " ".join(f"{byte:02X}" for byte in data[2:])
        return f"\0zw device: 02, command: {data[:2].hex().upper()}, payload: {payload}".encode()

    return tuple(text(seed[2:]) for seed in _zwave() if seed[2] < 0xF1)


def _catchalls() -> tuple[bytes, ...]:
    from zclcodec.smartthings import hub

    made = (hub.describe_frame(seed[3:], 0x632F, int.from_bytes(seed[1:3], "big")) for seed in _zcl()[::3])
    return tuple(text.encode() for text in (*_ZIGBEE_TEXTS, *made))


def _received() -> tuple[bytes, ...]:
    return (*(seed for seed in _zcl()[::3]), *(b"\0" + seed[1:] for seed in _zdo()))


def _yaml(folder: str, head: bytes) -> tuple[bytes, ...]:
    """Small specs of a folder, and the bad ones of the tests, which have something in them that others lack."""
    paths = (*sorted((ROOT / "specs" / folder).glob("*.yaml")), *sorted((ROOT / "tests/codegen/bad").glob("*.yaml")))
    found = (path.read_bytes() for path in paths)
    return tuple(text for text in found if len(text) < 3000 and head in text)


TARGETS = {
    "zwave": Target(frames.zwave, _zwave),
    "zcl": Target(frames.zcl, _zcl),
    "zdo": Target(frames.zdo_frames, _zdo),
    "aps": Target(frames.aps_frames, _aps),
    "green_power": Target(frames.green_power, _green_power),
    "encapsulation": Target(frames.encapsulations, _encapsulations),
    "transport": Target(frames.transport, _transport),
    "command_lists": Target(frames.command_lists, lambda: (b"\x20\x25\xef\x26\xf1\x00\x62\xef\x63",)),
    "smartthings_zwave": Target(texts.smartthings_zwave, _descriptions),
    "smartthings_zigbee": Target(texts.smartthings_zigbee, _catchalls),
    "hub_lines": Target(texts.hub_lines, lambda: tuple(text.encode() for text in _LINES)),
    "hub_descriptions": Target(texts.hub_descriptions, _received),
    "overlay_zwave": Target(texts.overlay_zwave, lambda: _yaml("zwave", b"command_class:"), 20),
    "overlay_zcl": Target(texts.overlay_zcl, lambda: _yaml("overlays", b"cluster:"), 20),
    "command_line": Target(texts.command_line, lambda: _COMMAND_LINES, 10),
}
