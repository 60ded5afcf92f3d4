"""What the platform threw, as errors of this library: the Java or Groovy name beside the usual data.

The rule: a parse that failed is a `ParseError` (a DecodeError: field, offset, needed, available), a command that can't
be built or formatted a `FormatError` (an EncodeError). `thrown` is the class that the platform's log would have named.
"""

from __future__ import annotations

import sys

from zwcodec.runtime.errors import DecodeError, EncodeError

NULL_POINTER = "java.lang.NullPointerException"
INDEX_OUT_OF_BOUNDS = "java.lang.IndexOutOfBoundsException"
MISSING_METHOD = "groovy.lang.MissingMethodException"
MISSING_PROPERTY = "groovy.lang.MissingPropertyException"
CAST = "org.codehaus.groovy.runtime.typehandling.GroovyCastException"
NUMBER_FORMAT = "java.lang.NumberFormatException"


def log_debug(text: str, *values: object) -> None:
    """A line in the log `zwcodec.smartthings`. A program that never imported logging has nobody who would see it."""
    logging = sys.modules.get("logging")
    if logging is not None:
        logging.getLogger("zwcodec.smartthings").debug(text, *values)


class ParseError(DecodeError):
    """The platform gave null here, or threw from `encapsulatedCommand()`.

    thrown: the platform's exception; "" where it gave null without one (no such description).
    """

    thrown: str = ""

    @classmethod
    def of(cls, thrown: str, reason: str = "", **data: object) -> ParseError:
        """An error with the platform's name for it; `data` as for DecodeError."""
        error = cls(reason, **data)  # type: ignore[arg-type]
        error.thrown = thrown
        return error


class FormatError(EncodeError):
    """The platform threw from a constructor, from `format()` or from `encapsulate()`."""

    thrown: str = ""

    @classmethod
    def of(cls, thrown: str, reason: str, **data: object) -> FormatError:
        """An error with the platform's name for it; `data` as for EncodeError."""
        error = cls(reason, **data)  # type: ignore[arg-type]
        error.thrown = thrown
        return error
