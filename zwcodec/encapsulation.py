"""Commands inside commands: unwrapping to any depth, wrapping, and what a hub shows of Security 0.

The rule: an encapsulation is any command whose class has a field for another command; nothing here lists them. What
`in_...` builds encodes to the bytes that it was unwrapped from. Nesting ends at 8 commands, the frame included
(specs/README.md section 4.6): deeper frames are a DecodeError, deeper objects an EncodeError of the constructor.
Places are written as in errors: `multi_channel_cmd_encap > multi_cmd_encap.commands[1] > basic_set`.
"""

from __future__ import annotations

from zwcodec.command import Command
from zwcodec.runtime.errors import DecodeError, EncodeError, snake_case
from zwcodec.runtime.message import Field, Record, Wire, build
from zwcodec.runtime.nesting import carried

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from typing import ClassVar

    from zwcodec.cc.crc_16_encap import Crc16Encap
    from zwcodec.cc.multi_channel import MultiChannelCmdEncap, MultiInstanceCmdEncap
    from zwcodec.cc.multi_cmd import MultiCmdEncap
    from zwcodec.cc.supervision import SupervisionGet

__all__ = [
    "DecryptedSecurity0",
    "endpoints_of",
    "in_crc_16",
    "in_multi_channel",
    "in_multi_command",
    "in_multi_instance",
    "in_security_0",
    "in_supervision",
    "innermost",
    "leaves",
    "security_0_decrypted",
    "unwrap_all",
]
_ADDRESSABLE = 7  # end points that a bit address has bits for


def unwrap_all(command: Command) -> tuple[tuple[str, Command], ...]:
    """(path, command) of everything inside the command and of the command itself, each in front of what it carries,
    otherwise in wire order."""
    found = []
    waiting = [(_step(command), command)]
    while waiting:
        path, current = waiting.pop()
        found.append((path, current))
        inside = [
            (f"{path}{'.' if place else ''}{place} > {_step(inner)}", inner) for place, inner in carried(current)
        ]
        waiting += reversed(inside)
    return tuple(found)


def leaves(command: Command) -> tuple[Command, ...]:
    """The commands that carry no other, in wire order: what is left when every encapsulation is taken off."""
    return tuple(found for _, found in unwrap_all(command) if next(carried(found), None) is None)


def innermost(command: Command) -> Command:
    """What is left when every encapsulation of a single command is taken off: a plain command, or the encapsulation
    that holds several commands (Multi Command) or none."""
    current = command
    while True:
        inside = [inner for _, inner in carried(current)]
        if len(inside) != 1:
            return current
        current = inside[0]


def _step(command: Command) -> str:
    return snake_case(command.__codec__.name)


def in_multi_channel(
    command: Command, source: int = 0, destination: int | Collection[int] = 1, bit_address: bool = False
) -> MultiChannelCmdEncap:
    """The command between end points; end point 0 is the device itself.

    destination: one end point, or a collection of them, which are sent as a bit address. `bit_address=True` sends a
    single end point so too. Bits stand for the end points 1 to 7 only.
    """
    from zwcodec.cc.multi_channel import MultiChannelCmdEncap

    if not isinstance(destination, int):
        several, bit_address = tuple(destination), True
    else:
        several = (destination,)
    number = _mask(several) if bit_address else several[0]
    return MultiChannelCmdEncap(
        source_endpoint=source, bit_address=bit_address, destination_endpoint=number, encapsulated=command
    )


def endpoints_of(number: int, bit_address: bool) -> tuple[int, ...]:
    """The end points that an address names: those whose bits are set, or the one with this number. For
    `destination_endpoint` of Multi Channel and `endpoint` of Multi Channel Association with their `bit_address`."""
    if not bit_address:
        return (int(number),)
    return tuple(bit + 1 for bit in range(_ADDRESSABLE) if number >> bit & 1)


def _mask(endpoints: Iterable[int]) -> int:
    mask = 0
    for endpoint in endpoints:
        if not 1 <= endpoint <= _ADDRESSABLE:
            raise EncodeError(
                "has no bit in a bit address",
                message="MultiChannelCmdEncap",
                path="destination_endpoint",
                value=endpoint,
                allowed=f"1..{_ADDRESSABLE}",
            )
        mask |= 1 << endpoint - 1
    if not mask:
        raise EncodeError(
            "a bit address needs an end point", message="MultiChannelCmdEncap", path="destination_endpoint"
        )
    return mask


def in_multi_instance(command: Command, instance: int) -> MultiInstanceCmdEncap:
    """The command for an instance (Multi Instance, the first version of Multi Channel)."""
    from zwcodec.cc.multi_channel import MultiInstanceCmdEncap

    return MultiInstanceCmdEncap(instance=instance, encapsulated=command)


def in_multi_command(commands: Iterable[Command]) -> MultiCmdEncap:
    """Several commands in one frame, in this order."""
    from zwcodec.cc.multi_cmd import EncapsulatedCommand, MultiCmdEncap

    return MultiCmdEncap(commands=tuple(EncapsulatedCommand(encapsulated=command) for command in commands))


def in_supervision(command: Command, session: int, status_updates: bool = False) -> SupervisionGet:
    """The command with the wish for a report about its outcome. session: 0 to 63, comes back in the report."""
    from zwcodec.cc.supervision import SupervisionGet

    return SupervisionGet(status_updates=status_updates, session_id=session, encapsulated=command)


def in_crc_16(command: Command) -> Crc16Encap:
    """The command with a checksum."""
    from zwcodec.cc.crc_16_encap import Crc16Encap

    return Crc16Encap(encapsulated=command)


class DecryptedSecurity0(Record):
    """What a hub shows of a Security 0 encapsulation that it has decrypted: `98 81`, a byte of flags, the command.

    No device ever sends these bytes: on air the same class and command bytes are followed by a nonce, encrypted bytes
    and an authentication code (`zwcodec.cc.security.SecurityMessageEncapsulation`), and `zwcodec.decode` reads them so.

    Fields:
        nonce_get: the second command byte, 0xC1, was used: the sender asks for a nonce for a second half
        second_frame: this is the second half of a command
        sequenced: the command came in two halves
        sequence_counter: the same in both halves
        encapsulated: the command; None if this is a half
        fragment: the bytes of the half
    """

    __slots__ = (
        "encapsulated", "fragment", "nonce_get", "reserved", "second_frame", "sequence_counter", "sequenced"
    )  # fmt: skip
    __wire__ = Wire(layouts=((1, 255, ""),), low=1, high=255, prefix=b"")
    __fields__ = (
        Field("nonce_get", "bool"),
        Field("reserved", "int", minimum=0, maximum=3, reserved=True),
        Field("second_frame", "bool"),
        Field("sequenced", "bool"),
        Field("sequence_counter", "int", minimum=0, maximum=15),
        Field("encapsulated", "nested", conditional=True),
        Field("fragment", "bytes", conditional=True),
    )
    __match_args__: ClassVar[tuple[str, ...]] = ("encapsulated",)
    nonce_get: bool
    reserved: int
    second_frame: bool
    sequenced: bool
    sequence_counter: int
    encapsulated: Command | None
    fragment: bytes | None

    def __init__(
        self,
        *,
        nonce_get: bool = False,
        reserved: int = 0,
        second_frame: bool = False,
        sequenced: bool = False,
        sequence_counter: int = 0,
        encapsulated: Command | None = None,
        fragment: bytes | None = None,
    ) -> None:
        if (fragment if sequenced else encapsulated) is None or (encapsulated if sequenced else fragment) is not None:
            missing = "fragment" if sequenced else "encapsulated"
            reason = f"is needed, and nothing else, where sequenced is {sequenced}"
            raise EncodeError(reason, message=type(self).__name__, path=missing)
        flags = (nonce_get, reserved, second_frame, sequenced, sequence_counter)
        build(self, (*flags, encapsulated, fragment))

    @property
    def flags(self) -> int:
        """The byte behind the class and command bytes."""
        return self.reserved << 6 | self.second_frame << 5 | self.sequenced << 4 | self.sequence_counter

    def to_bytes(self) -> bytes:
        """The bytes as the hub showed them."""
        inside = self.fragment or b"" if self.encapsulated is None else self.encapsulated.to_bytes()
        return bytes((0x98, 0xC1 if self.nonce_get else 0x81, self.flags)) + inside

    def __bytes__(self) -> bytes:
        return self.to_bytes()


def in_security_0(command: Command) -> DecryptedSecurity0:
    """The command as a hub takes it for encryption: `98 81 00` and the command."""
    return DecryptedSecurity0(encapsulated=command)


def security_0_decrypted(
    data: bytes, *, versions: Mapping[int, int] | None = None, strict: bool = False
) -> DecryptedSecurity0:
    """Read what a hub shows of a decrypted Security 0 encapsulation; the inverse is `to_bytes()` of the result.

    versions, strict: as for `zwcodec.decode`. Raises DecodeError, its offset counted in `data`.
    """
    name = DecryptedSecurity0.__name__
    if len(data) < 3:
        path = ("command_class", "command", "flags")[len(data)]
        raise DecodeError(message=name, path=path, offset=len(data), needed=1, available=0, data=data)
    if data[0] != 0x98 or data[1] not in (0x81, 0xC1):
        wrong = data[0] == 0x98
        path = "command" if wrong else "command_class"
        raise DecodeError("is no Security 0 encapsulation", message=name, path=path, offset=int(wrong), data=data)
    flags = data[2]
    if strict and flags >> 6:
        raise DecodeError("reserved bits must be 0", message=name, path="reserved", offset=2, data=data)
    sequenced = bool(flags & 0x10)
    return DecryptedSecurity0(
        nonce_get=data[1] == 0xC1,
        reserved=flags >> 6,
        second_frame=bool(flags & 0x20),
        sequenced=sequenced,
        sequence_counter=flags & 0x0F,
        encapsulated=None if sequenced else _decrypted(data, versions, strict),
        fragment=data[3:] if sequenced else None,
    )


def _decrypted(data: bytes, versions: Mapping[int, int] | None, strict: bool) -> Command:
    from zwcodec.frame import read
    from zwcodec.protocol import PROTOCOL
    from zwcodec.runtime.context import Context

    name = DecryptedSecurity0.__name__
    if len(data) == 3:
        raise DecodeError(message=name, path="encapsulated", offset=3, needed=1, available=0, data=data)
    try:
        found: Command = read(data, 3, len(data), Context(PROTOCOL, versions, strict, depth=1))
    except DecodeError as error:
        error.leave_nested("encapsulated")
        error.leave_message(name)
        error.data = data
        raise
    return found
