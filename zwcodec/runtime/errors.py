"""The errors that a user can catch: each carries its data, and the sentence is made once, in `__str__`.

`DecodeError` is the peer's fault, `EncodeError` the caller's. While an error travels outwards, every list element,
nested message and message that it leaves adds itself to `path`; nobody builds a path before something has failed.
A path reads `records[2].value`; behind a nested message the chain of messages stands in front:
`multi_channel_cmd_encap > meter_report.value`.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_SHOWN_VALUE = 60  # characters of a value that a sentence quotes
_SHOWN_BYTES = 32  # bytes of a frame that a sentence quotes


def snake_case(name: str) -> str:
    """`MeterReport` as `meter_report`."""
    words = []
    for index, letter in enumerate(name):
        if index and letter.isupper() and (not name[index - 1].isupper() or name[index + 1 : index + 2].islower()):
            words.append("_")
        words.append(letter.lower())
    return "".join(words)


def count_of(number: int, noun: str) -> str:
    """`1 byte`, `2 bytes`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


class CodecError(ValueError):
    """Base of all errors of this package. `message` is the class name of the innermost message concerned."""

    def __init__(self, reason: str = "", *, message: str = "", path: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.message = message
        self.path = path
        self._nested = False  # the path starts with a chain of messages

    @property
    def field(self) -> str:
        """The attribute's name: the end of the path without its index."""
        return self.path.rpartition(" > ")[2].rpartition(".")[2].partition("[")[0]

    def leave_element(self, name: str, index: int) -> None:
        """The error happened in element `index` of the list `name`."""
        joint = "." if self.path and not self.path.startswith(" > ") else ""
        self.path = f"{name}[{index}]{joint}{self.path}"

    def leave_nested(self, name: str) -> None:
        """The error happened in the nested message that the field `name` holds."""
        if self._nested:
            self.path = f" > {self.path}"
        elif self.message:
            self.path = f" > {snake_case(self.message)}{'.' if self.path else ''}{self.path}"
            self._nested = True
        else:
            self.leave_field(name)

    def leave_field(self, name: str) -> None:
        """The error happened while somebody else read or wrote the value of the field `name`."""
        joint = "." if self.path and not self.path.startswith("[") else ""
        self.path = f"{name}{joint}{self.path}"

    def leave_message(self, name: str) -> bool:
        """The error leaves the message of class `name`; True if this is the innermost one."""
        if self._nested:
            joint = "" if self.path.startswith(" > ") else "."
            self.path = f"{snake_case(name)}{joint}{self.path}"
            return False
        if self.message:
            return False
        self.message = name
        return True

    @property
    def _where(self) -> str:
        if self._nested:
            return self.path
        return ".".join(part for part in (self.message, self.path) if part)

    def __reduce__(self) -> tuple[Callable[..., object], tuple[Any, ...]]:
        return _restore, (type(self), dict(self.__dict__))


def _restore(cls: type[CodecError], attributes: dict[str, Any]) -> CodecError:
    error = cls(attributes["reason"])
    error.__dict__.update(attributes)
    return error


class DecodeError(CodecError):
    """These bytes are no such message.

    `offset` counts bytes from the start of the outermost frame, `bit_offset` bits from the most significant one of
    that byte. `needed` and `available` are bytes from `offset` on, None where the length was not the problem.
    `hint` says what would help, and is true. `data` is the whole outermost frame.
    """

    def __init__(
        self,
        reason: str = "",
        *,
        message: str = "",
        path: str = "",
        offset: int = 0,
        bit_offset: int = 0,
        needed: int | None = None,
        available: int | None = None,
        hint: str = "",
        data: bytes = b"",
    ) -> None:
        super().__init__(reason, message=message, path=path)
        self.offset = offset
        self.bit_offset = bit_offset
        self.needed = needed
        self.available = available
        self.hint = hint
        self.data = data

    def __str__(self) -> str:
        reason = self.reason
        if self.needed is not None and not reason:
            left = f"{count_of(self.available or 0, 'byte')} left"
            reason = f"{count_of(self.needed, 'byte')} needed, {left}"
        place = f"at byte {self.offset}" + (f", bit {self.bit_offset}" if self.bit_offset else "")
        sentence = f"{self._where} {place}: {reason}".lstrip()
        if self.data:
            shown = self.data[:_SHOWN_BYTES].hex(" ") + (" ..." if len(self.data) > _SHOWN_BYTES else "")
            sentence += f" (in {shown})"
        return f"{sentence}; {self.hint}" if self.hint else sentence


class EncodeError(CodecError):
    """This value can't be sent. `allowed` describes what could be, `value` is None where one is missing."""

    def __init__(
        self, reason: str = "", *, message: str = "", path: str = "", value: object = None, allowed: str = ""
    ) -> None:
        super().__init__(reason, message=message, path=path)
        self.value = value
        self.allowed = allowed

    def __str__(self) -> str:
        quoted = ""
        if self.value is not None:
            text = repr(self.value)
            quoted = " = " + (text if len(text) <= _SHOWN_VALUE else text[:_SHOWN_VALUE] + "...")
        allowed = f" (allowed: {self.allowed})" if self.allowed else ""
        return f"{self._where}{quoted}: {self.reason}{allowed}"
