"""Transport Service: datagrams in segments, and back. No radio, no clock: segments in, datagram out.

The rule: a segment changes nothing unless it is good (its frame check sequence, its place in the datagram, its bytes
where they were seen before); what is wrong with it is a SegmentError. Segments may come in any order and more than
once. Timers, requests for missing segments and acknowledgements are the caller's; `missing` says what to ask for.
"""

from __future__ import annotations

from binascii import crc_hqx

from zwcodec.cc.transport_service import CommandFirstSegment, CommandSubsequentSegment
from zwcodec.runtime.errors import CodecError, EncodeError, count_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Hashable

    from zwcodec.command import Command

    Segment = CommandFirstSegment | CommandSubsequentSegment
    Key = tuple[Hashable, int]

__all__ = ["MAX_DATAGRAM", "MAX_PAYLOAD", "Reassembler", "SegmentError", "fragment"]
MAX_DATAGRAM = 2047  # eleven bits
MAX_PAYLOAD = 39  # bytes of a segment: what a frame of the slowest channel has room for
_COMMAND_CLASS = 0x55


class SegmentError(CodecError):
    """This segment is of no use. `source`, `session` and `offset` say which one it is."""

    def __init__(
        self, reason: str = "", *, source: Hashable = None, session: int = 0, offset: int = 0, message: str = ""
    ) -> None:
        super().__init__(reason, message=message)
        self.source = source
        self.session = session
        self.offset = offset

    def __str__(self) -> str:
        return f"{self.message} at {self.offset} of session {self.session} of {self.source!r}: {self.reason}"


class _Session:
    """A datagram that is on its way."""

    __slots__ = ("data", "ranges")

    def __init__(self, size: int) -> None:
        self.data = bytearray(size)
        self.ranges: list[tuple[int, int]] = []  # what is there: (start, end), sorted, apart from each other

    def agrees(self, offset: int, payload: bytes) -> bool:
        """Whether these bytes are what is already there, as far as something is."""
        end = offset + len(payload)
        for start, stop in self.ranges:
            low, high = max(start, offset), min(stop, end)
            if low < high and self.data[low:high] != payload[low - offset : high - offset]:
                return False
        return True

    def add(self, offset: int, payload: bytes) -> None:
        self.data[offset : offset + len(payload)] = payload
        joined: list[tuple[int, int]] = []
        for start, end in sorted([*self.ranges, (offset, offset + len(payload))]):
            if joined and start <= joined[-1][1]:
                joined[-1] = joined[-1][0], max(end, joined[-1][1])
            else:
                joined.append((start, end))
        self.ranges = joined

    def missing(self) -> tuple[tuple[int, int], ...]:
        gaps = []
        reached = 0
        for start, end in (*self.ranges, (len(self.data), len(self.data))):
            if start > reached:
                gaps.append((reached, start - reached))
            reached = end
        return tuple(gaps)


class Reassembler:
    """Puts datagrams together, one for each pair of source and session id at a time.

    version: the version of Transport Service that segments given as bytes are read with. In version 1 the sequence
    number plays the part of the session id.
    """

    def __init__(self, version: int = 2) -> None:
        self.version = version
        self._open: dict[Key, _Session] = {}
        self._done: dict[Key, bytes] = {}  # the latest whole datagram: late copies of its segments open no new session

    def feed(self, segment: Command | bytes, source: Hashable = 0) -> bytes | None:
        """Take a segment; the datagram if it was the last one missing.

        A copy of a segment changes nothing. A first segment that contradicts its session (another size, other bytes)
        begins a new one: session ids are few and come again. source: who sent the segment, whatever tells nodes apart.
        Raises SegmentError for a segment that is wrong or contradicts its session, DecodeError for bytes that are none.
        """
        if not isinstance(segment, (CommandFirstSegment, CommandSubsequentSegment)):
            segment = self._read(segment, source)
        key, offset, size, payload = _place(segment, source)
        first = isinstance(segment, CommandFirstSegment)
        current = self._open.get(key)
        if current is None and not first:
            done = self._done.get(key, b"")
            if len(done) == size and done[offset : offset + len(payload)] == payload:
                return None
        agrees = current is not None and len(current.data) == size and current.agrees(offset, payload)
        if current is not None and not agrees and not first:
            known = len(current.data)
            reason = (
                "its bytes are not those that came before"
                if known == size
                else f"belongs to a datagram of {count_of(size, 'byte')}, this one has {known}"
            )
            raise _wrong(segment, source, reason)
        if current is None or not agrees:
            current = self._open[key] = _Session(size)
            self._done.pop(key, None)
        current.add(offset, payload)
        if current.missing():
            return None
        datagram = bytes(self._open.pop(key).data)
        self._done[key] = datagram
        return datagram

    def missing(self, session: int, source: Hashable = 0) -> tuple[tuple[int, int], ...]:
        """(offset, length) of what an open session lacks, in order: the offset of the first is what a Segment Request
        asks for. KeyError if there is no such session."""
        return self._open[source, session].missing()

    def drop(self, session: int, source: Hashable = 0) -> bool:
        """Forget a session (its time is over); whether it was open."""
        self._done.pop((source, session), None)
        return self._open.pop((source, session), None) is not None

    @property
    def sessions(self) -> tuple[tuple[Hashable, int], ...]:
        """(source, session id) of the open sessions, the oldest first."""
        return tuple(self._open)

    def _read(self, segment: Command | bytes, source: Hashable) -> Segment:
        from zwcodec.frame import decode

        if isinstance(segment, (bytes, bytearray, memoryview)):
            segment = decode(segment, versions={_COMMAND_CLASS: self.version})
        if not isinstance(segment, (CommandFirstSegment, CommandSubsequentSegment)):
            raise SegmentError("is no segment of a datagram", source=source, message=segment.name)
        return segment


def fragment(
    datagram: bytes | Command, session: int, *, version: int = 2, size: int = MAX_PAYLOAD
) -> tuple[Segment, ...]:
    """The segments of a datagram, the first one first.

    session: session id, in version 1 sequence number, 0 to 15. size: bytes of the datagram in each segment, at most 39.
    """
    data = bytes(datagram)
    if not 1 <= len(data) <= MAX_DATAGRAM:
        raise EncodeError(
            f"has {count_of(len(data), 'byte')}", path="datagram", allowed=f"1..{MAX_DATAGRAM} bytes"
        )
    if not 1 <= size <= MAX_PAYLOAD:
        raise EncodeError("out of range", path="size", value=size, allowed=f"1..{MAX_PAYLOAD}")
    session_id, sequence_number = (None, session) if version == 1 else (session, None)
    first = CommandFirstSegment(
        datagram_size=len(data),
        session_id=session_id,
        sequence_number=sequence_number,
        payload=data[:size],
        version=version,
    )
    others = (
        CommandSubsequentSegment(
            datagram_size=len(data),
            session_id=session_id,
            sequence_number=sequence_number,
            datagram_offset=offset,
            payload=data[offset : offset + size],
            version=version,
        )
        for offset in range(size, len(data), size)
    )
    return (first, *others)


def _place(segment: Segment, source: Hashable) -> tuple[Key, int, int, bytes]:
    """Where a good segment belongs: its session, offset, size of the datagram, bytes."""
    data = segment.to_bytes()
    computed = crc_hqx(data[:-2], 0x1D0F)
    if segment.frame_check_sequence != computed:
        sent = segment.frame_check_sequence or 0
        raise _wrong(segment, source, f"its frame check sequence is 0x{sent:04x}, should be 0x{computed:04x}")
    size, payload = segment.datagram_size or 0, segment.payload or b""
    offset = _offset(segment)
    if not payload:
        raise _wrong(segment, source, "carries nothing")
    if offset + len(payload) > size:
        reason = f"ends at {offset + len(payload)}, behind the end of a datagram of {count_of(size, 'byte')}"
        raise _wrong(segment, source, reason)
    return (source, _session(segment)), offset, size, payload


def _session(segment: Segment) -> int:
    return (segment.sequence_number if segment.session_id is None else segment.session_id) or 0


def _offset(segment: Segment) -> int:
    return 0 if isinstance(segment, CommandFirstSegment) else segment.datagram_offset or 0


def _wrong(segment: Segment, source: Hashable, reason: str) -> SegmentError:
    return SegmentError(
        reason, source=source, session=_session(segment), offset=_offset(segment), message=segment.name
    )
