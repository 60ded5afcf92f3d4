"""One command from several reports: `merge(reports)`, for answers that do not fit one frame.

The rule: what is joined, counted and compared stands in the spec (`merge:`, specs/README.md section 3) and comes here
as `__merge__` of the class. Nothing is lost: a field that is neither joined nor declared must be the same in all
reports, or they are refused.
"""

from __future__ import annotations

from zwcodec.command import Command
from zwcodec.runtime.errors import CodecError, count_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any, TypeVar

    from zwcodec.runtime.fields import Field
    from zwcodec.runtime.message import Merge

    Report = TypeVar("Report", bound=Command)
    Column = list[Any]  # what the reports hold in one field

__all__ = ["MergeError", "is_last", "merge"]


class MergeError(CodecError):
    """These reports are no whole answer. `index` is the report that does not fit (None: all of them), `path` its
    place, `reports[1].group`; `value` what it says and `expected` what it should."""

    def __init__(
        self,
        reason: str = "",
        *,
        message: str = "",
        field: str = "",
        index: int | None = None,
        value: object = None,
        expected: object = None,
    ) -> None:
        place = "" if index is None else f"reports[{index}]"
        super().__init__(reason, message=message, path=".".join(part for part in (place, field) if part))
        self.index = index
        self.value = value
        self.expected = expected

    def __str__(self) -> str:
        value = "" if self.value is None else f" = {_shown(self.value)}"
        expected = "" if self.expected is None else f" (expected: {_shown(self.expected)})"
        return f"{self._where}{value}: {self.reason}{expected}".lstrip(": ")


def merge(reports: Iterable[Report]) -> Report:
    """The one report that these, in the order in which they came, are the parts of.

    It says what its sender would have said in a single frame of any length: no report is left to follow; lists, bytes
    and texts are joined in order (texts as bytes, so that a character may begin in one report and end in the next),
    bit sets united. It is an ordinary command, though one that may be too long to be encoded.

    Raises MergeError if a report is missing, out of order, of another answer, or says something that the merged one
    could not say. Missing first reports are seen only where reports are numbered (`index` in the spec).
    """
    parts = tuple(reports)
    if not parts:
        raise MergeError("there is nothing to merge")
    first = parts[0]
    rules = _rules(first)
    codec = first.__codec__
    for index, part in enumerate(parts):
        if type(part) is not type(first):
            raise MergeError(f"is a {part.name}", message=codec.name, index=index)
    rows = [codec.values(part) for part in parts]
    columns: dict[str, Column] = {field.name: [row[slot] for row in rows] for slot, field in enumerate(codec.stored)}
    _check_same(codec.name, "version", [part.version for part in parts])
    _check_same(codec.name, "trailing", [part.trailing for part in parts])
    for name in rules.key:
        _check_same(codec.name, name, columns[name], "is of another answer")
    fields = {field.name: field for field in codec.stored}
    if rules.left:
        _check_left(codec.name, fields[rules.left], columns[rules.left])
    if rules.next is not None:
        _check_next(codec.name, rules, parts, columns[rules.next[0]])
    take = dict(rules.take)
    announces = rules.left or (rules.next or ("",))[0]
    merged = []
    for name, column in columns.items():
        if name in rules.concat:
            merged.append(_join(codec.name, fields[name], column, len(rules.concat) > 1))
        elif name == announces:
            merged.append(column[-1])
        elif name in take:
            merged.append(_take(codec.name, name, take[name], column, rules, columns))
        else:
            _check_same(codec.name, name, column)
            merged.append(column[0])
    whole: Report = codec.create(merged, first.version, first.trailing, type(first))
    return whole


def is_last(report: Command) -> bool:
    """Whether no other report follows this one. TypeError for a command that is never continued."""
    rules = _rules(report)
    name = rules.left or (rules.next or ("",))[0]
    return not getattr(report, name)


def _rules(report: Command) -> Merge:
    if report.__merge__ is None:
        raise TypeError(f"no {report.name} is ever continued by another: there is nothing to merge")
    return report.__merge__


def _check_same(
    message: str, name: str, column: Sequence[object], reason: str = "differs from the first report"
) -> None:
    for index, value in enumerate(column):
        if value != column[0]:
            raise MergeError(reason, message=message, field=name, index=index, value=value, expected=column[0])


def _check_left(message: str, field: Field, column: Column) -> None:
    """Counts down to 0, or is set in all but the last. A special value (0xFF: unknown) fits everywhere but there."""

    def wrong(index: int, reason: str, expected: object = None) -> MergeError:
        value = column[index]
        return MergeError(reason, message=message, field=field.name, index=index, value=value, expected=expected)

    unknown = {value for value in field.special or () if value}
    for index, (left, after) in enumerate(zip(column[:-1], column[1:], strict=True)):
        if not left:
            raise wrong(index + 1, "comes behind the last report")
        if field.kind == "bool" or left in unknown or after in unknown:
            continue
        if after >= left:
            raise wrong(index + 1, "is out of order", left - 1)
        if after != left - 1:
            raise wrong(index + 1, f"{count_of(left - 1 - after, 'report')} in front of it missing", left - 1)
    left = column[-1]
    if left:
        number = "the rest" if field.kind == "bool" or left in unknown else count_of(int(left), "report")
        raise wrong(len(column) - 1, f"{number} behind it missing")


def _check_next(message: str, rules: Merge, parts: Sequence[Command], column: Column) -> None:
    assert rules.next is not None
    name, begins = rules.next
    slot, _, inner = begins.partition(".")
    for index, announced in enumerate(column[:-1]):
        if not announced:
            value = column[index + 1]
            raise MergeError("comes behind the last report", message=message, field=name, index=index + 1, value=value)
        found = getattr(parts[index + 1], slot)
        if inner:
            found = getattr(found[0], inner) if found else None
        if found != announced:
            place = f"{slot}[0].{inner}" if inner else slot
            reason = "does not go on where the report before ended"
            raise MergeError(
                reason, message=message, field=place, index=index + 1, value=found, expected=announced
            )
    if column[-1]:
        raise MergeError(
            "the rest behind it missing", message=message, field=name, index=len(column) - 1, value=column[-1]
        )


def _take(
    message: str, name: str, how: str, column: Column, rules: Merge, columns: dict[str, Column]
) -> object:
    if how == "last":
        return column[-1]
    if how == "all":
        return None if column[0] is None else all(column)
    if how == "index":
        expected = column[0]
        for index, elements in enumerate(columns[rules.concat[0]]):
            if column[index] != expected:
                reason = "does not go on where the report before ended"
                raise MergeError(
                    reason, message=message, field=name, index=index, value=column[index], expected=expected
                )
            expected += len(elements or ())
    return column[0]


def _join(message: str, field: Field, column: Column, in_step: bool) -> object:
    """The joined value; None, absent, where it is so in all reports."""
    there = [value for value in column if value is not None]
    if not there:
        return None
    if field.kind == "text":
        charset = field.charset or "utf-8"
        return b"".join(part.encode(charset, "surrogateescape") for part in there).decode(charset, "surrogateescape")
    if field.kind == "bytes":
        return b"".join(there)
    if field.kind == "bitset":
        return _unite(message, field, column, in_step)
    return tuple(element for part in there for element in part)


def _unite(message: str, field: Field, column: Column, in_step: bool) -> bytes:
    """All bits. Where a list is joined too (a value for each bit), the bits must rise from report to report, or they
    and the list would no longer be in step."""
    numbers = [int.from_bytes(part or b"", "little") for part in column]
    united = 0
    for index, number in enumerate(numbers):
        if in_step and number and united and (number & -number).bit_length() <= united.bit_length():
            raise MergeError("its bits do not follow those before", message=message, field=field.name, index=index)
        united |= number
    return united.to_bytes(max(len(part or b"") for part in column), "little")


def _shown(value: object) -> str:
    """A number plainly, without its label."""
    plain: Callable[[Any], str] = repr
    return plain(int(value)) if isinstance(value, int) and not isinstance(value, bool) else plain(value)
