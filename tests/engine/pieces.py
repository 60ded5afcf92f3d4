"""The bytes of a frame while it is drawn: pieces whose size is known before their content, in regions.

The rule: a length is written in front of what it measures, so content comes last: `make` is called with all bytes in
front, once the region is complete. What only the end of a region can tell (`remaining`) is checked when it is closed.
"""

from __future__ import annotations

from binascii import crc_hqx
from collections.abc import Callable
from dataclasses import dataclass, field


class Illegal(Exception):
    """What was drawn so far can't become a legal frame."""


def demand(holds: bool) -> None:
    if not holds:
        raise Illegal


@dataclass(frozen=True)
class Piece:
    size: int
    make: Callable[[bytes], bytes]


@dataclass
class Region:
    """`ended`: a field that may be missing was. `budget`: bytes that must be filled exactly, None if that is free."""

    budget: int | None = None
    ended: bool = False
    size: int = 0
    pieces: list[Piece] = field(default_factory=list)
    checks: list[tuple[int, Callable[[int], bool]]] = field(default_factory=list)

    def put(self, size: int, make: Callable[[bytes], bytes]) -> None:
        self.pieces.append(Piece(size, make))
        self.size += size

    def raw(self, data: bytes) -> None:
        self.put(len(data), lambda before: data)

    def number(self, width: int, little: bool, value: Callable[[], int], signed: bool = False) -> None:
        self.put(width, lambda before: value().to_bytes(width, "little" if little else "big", signed=signed))

    def checksum(self) -> None:
        self.put(2, lambda before: crc_hqx(before, 0x1D0F).to_bytes(2, "big"))

    def when_closed(self, holds: Callable[[int], bool]) -> None:
        """`holds(remaining)` must be true of the bytes that follow from here on."""
        self.checks.append((self.size, holds))

    def left(self, reserve: int) -> int | None:
        """Bytes that a field which takes the rest must take."""
        if self.budget is None:
            return None
        demand(self.budget - self.size - reserve >= 0)
        return self.budget - self.size - reserve

    def close(self) -> None:
        demand(self.budget in (None, self.size))
        for at, holds in self.checks:
            demand(holds(self.size - at))

    def into(self, outer: Region) -> None:
        """This region as a piece of another one."""
        self.close()
        outer.put(self.size, self.data)

    def data(self, before: bytes = b"") -> bytes:
        out = bytearray(before)
        for piece in self.pieces:
            made = piece.make(bytes(out))
            assert len(made) == piece.size
            out += made
        return bytes(out[len(before) :])
