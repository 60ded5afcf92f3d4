"""Lists of command classes with marks, as in node information: what is supported, what is controlled, what is secure.

The rule: a mark is an element of the list that names no class. Behind 0xEF stand the classes that the node controls,
behind 0xF100 those that it supports through Security 0, and of these again, behind 0xEF, those that it controls.
Splitting and joining are inverse for every list. Most commands have had their marks taken out by the decoder
(`controlled_command_classes`); this is for lists that still hold them, and for those that are to be made.
"""

from __future__ import annotations

from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["CONTROLLED_MARK", "SECURITY_0_MARK", "CommandClasses", "split_marks"]
CONTROLLED_MARK = 0xEF
SECURITY_0_MARK = 0xF100


class CommandClasses(NamedTuple):
    """A list of command classes, taken apart at its marks. None: its mark is not there; (): nothing is behind it."""

    supported: tuple[int, ...] = ()
    controlled: tuple[int, ...] | None = None
    secure_supported: tuple[int, ...] | None = None
    secure_controlled: tuple[int, ...] | None = None

    def join(self) -> tuple[int, ...]:
        """The list with its marks."""
        if self.secure_supported is None and self.secure_controlled is not None:
            raise ValueError("secure_controlled stands behind secure_supported, which is None: give it as ()")
        joined = self.supported
        for mark, part in (
            (CONTROLLED_MARK, self.controlled),
            (SECURITY_0_MARK, self.secure_supported),
            (CONTROLLED_MARK, self.secure_controlled),
        ):
            if part is not None:
                joined += (mark, *part)
        return joined


def split_marks(classes: Iterable[int]) -> CommandClasses:
    """Take a list apart at its first marks; a mark where none belongs stays in its part as it is."""
    plain, secure = _split(tuple(classes), SECURITY_0_MARK)
    supported, controlled = _split(plain, CONTROLLED_MARK)
    if secure is None:
        return CommandClasses(supported, controlled)
    return CommandClasses(supported, controlled, *_split(secure, CONTROLLED_MARK))


def _split(classes: tuple[int, ...], mark: int) -> tuple[tuple[int, ...], tuple[int, ...] | None]:
    if mark not in classes:
        return classes, None
    at = classes.index(mark)
    return classes[:at], classes[at + 1 :]
