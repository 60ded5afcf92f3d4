"""Green Power Device Frames: header, command, message integrity code. `decode` and `encode`.

The rule: any bytes either decode or raise DecodeError. There are no keys here: what is authenticated is read, what is
encrypted stays a payload, and the MIC is carried along unverified. The MAC header is not part of the frame; a device of
application id 2 has its IEEE address there.
"""

from __future__ import annotations

from importlib import import_module

from zclcodec.greenpower.command import GreenPowerCommand, UnknownGreenPowerCommand
from zclcodec.greenpower.commands._frame import FrameType, Header, SecurityLevel
from zclcodec.greenpower.protocol import PROTOCOL
from zclcodec.greenpower.registry import COMMANDS
from zwcodec.runtime.context import Context
from zwcodec.runtime.errors import DecodeError, EncodeError
from zwcodec.runtime.interpret import read, read_part
from zwcodec.runtime.interpret_encode import write, write_part
from zwcodec.runtime.message import Field, Record, Wire, build

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar

    from zwcodec.runtime.trace import Recorder

LPED = 1  # application id of low-power end devices, which have no short MIC
PROTOCOL_VERSION = 3
_MIC_SIZES = {SecurityLevel.SHORT_COUNTER: 2, SecurityLevel.AUTHENTICATED: 4, SecurityLevel.ENCRYPTED: 4}


class GreenPowerFrame(Record):
    """A Green Power Device Frame: `header`, `command`, and the `mic` (b"" without security)."""

    __slots__ = ("command", "header", "mic")
    __protocol__: ClassVar[Any] = PROTOCOL
    __wire__ = Wire(layouts=((1, 255, "empty"),), low=1, high=255, prefix=b"")
    __fields__ = (Field("header", "nested"), Field("command", "nested"), Field("mic", "bytes"))
    header: Header
    command: GreenPowerCommand
    mic: bytes

    def __init__(self, *, header: Header, command: GreenPowerCommand, mic: bytes = b"") -> None:
        build(self, (header, command, mic))

    @classmethod
    def of(cls, command: GreenPowerCommand, *, source_id: int | None = None) -> GreenPowerFrame:
        """An unsecured frame around a command: of the device `source_id`, or without one a maintenance frame, as
        devices send it that don't know their network yet."""
        header = Header(
            extended=False,
            auto_commissioning=False,
            protocol_version=PROTOCOL_VERSION,
            frame_type=FrameType.MAINTENANCE if source_id is None else FrameType.DATA,
            source_id=source_id,
        )
        return cls(header=header, command=command)

    def to_bytes(self) -> bytes:
        """The whole frame. Raises EncodeError where the bytes could not say what the object says."""
        return encode(self)

    def __bytes__(self) -> bytes:
        return encode(self)


def resolve(command_id: int) -> type[GreenPowerCommand] | None:
    """The class of a command id, its module imported; None if there is none."""
    known = COMMANDS.get(command_id)
    if known is None:
        return None
    found: type[GreenPowerCommand] = getattr(import_module(f"zclcodec.greenpower.commands.{known[0]}"), known[1])
    return found


def mic_size(header: Header) -> int:
    """Bytes of the MIC that a frame with this header ends with."""
    level = header.security_level or 0
    if level == SecurityLevel.SHORT_COUNTER and header.application_id == LPED:
        return 0
    return _MIC_SIZES.get(SecurityLevel(level), 0)


def decode(data: bytes | bytearray | memoryview, *, strict: bool = False) -> GreenPowerFrame:
    """Turn a Green Power Device Frame, network frame control first, into header and command.

    strict: leftover bytes, reserved bits, unknown enum values and values out of range are errors.
    Raises DecodeError where the bytes are no such frame; its `path`, `offset` and `hint` say where and why.
    """
    return interpreted(bytes(memoryview(data)), strict)


def interpreted(data: bytes, strict: bool, recorder: Recorder | None = None) -> GreenPowerFrame:
    """`decode`, recording where every bit went if somebody wants to know."""
    context = Context(PROTOCOL, None, strict, recorder=recorder)
    header, pos = read_part(Header.__codec__, data, start=0, pos=0, end=len(data), context=context)
    end = len(data) - mic_size(header)
    if end < pos:
        available = len(data) - pos
        raise DecodeError("too short", path="mic", offset=pos, needed=mic_size(header), available=available, data=data)
    command = _command(header, data, pos, end, context)
    frame: GreenPowerFrame = GreenPowerFrame.__codec__.create([header, command, data[end:]])
    return frame


def _command(header: Header, data: bytes, pos: int, end: int, context: Context) -> Any:
    if header.security_level == SecurityLevel.ENCRYPTED or pos == end:
        return UnknownGreenPowerCommand(payload=data[pos:end])
    found = resolve(data[pos])
    if found is None:
        return UnknownGreenPowerCommand(command_id=data[pos], payload=data[pos + 1 : end])
    return read(found.__codec__, data, start=0, pos=pos + 1, end=end, context=context)


def decode_command(command_id: int, payload: bytes | None, *, strict: bool = False) -> GreenPowerCommand:
    """The command that a proxy passes on in two fields of the cluster Green Power, `gpd_command_id` and
    `gpd_command_payload`. Back again: `command.command_id` and `command.to_bytes()`. Raises DecodeError."""
    data = bytes(payload or b"")
    found = resolve(command_id)
    if found is None:
        return UnknownGreenPowerCommand(command_id=command_id, payload=data)
    context = Context(PROTOCOL, None, strict)
    command: GreenPowerCommand = read(found.__codec__, data, start=0, pos=0, end=len(data), context=context)
    return command


def encode(frame: GreenPowerFrame) -> bytes:
    """The bytes of a frame. Raises EncodeError where they could not say what the object says."""
    context = Context(PROTOCOL)
    size = mic_size(frame.header)
    if len(frame.mic) != size:
        raise EncodeError("the header says how long it is", path="mic", value=frame.mic, allowed=f"{size} bytes")
    out = bytearray()
    write_part(frame.header, context, out)
    command = frame.command
    if (command.command_id is None) != (frame.header.security_level == SecurityLevel.ENCRYPTED):
        if command.command_id is not None or command.to_bytes():
            raise EncodeError("an encrypted command, and no other, has no id", path="command", value=command)
    if command.command_id is not None:
        out.append(command.command_id)
    if isinstance(command, UnknownGreenPowerCommand):
        out += command.to_bytes()
    else:
        write(command, context, out)
    return bytes(out + frame.mic)
