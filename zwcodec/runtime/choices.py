"""Answers to open questions as an object: a subclass's annotations name them, its attributes are the default answers.

The rule: an answer is given by keyword and never changes. A `Literal` annotation is checked: another value is a
ValueError, another name a TypeError. This is what a frozen dataclass would do, whose machinery takes longer to import
than everything that needs the answers.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Self, dataclass_transform
else:

    def dataclass_transform(**options):
        """Only type checkers look."""
        return lambda cls: cls


@dataclass_transform(kw_only_default=True, frozen_default=True)
class Choices:
    """`class Decisions(Choices): order: Literal["a", "b"] = "a"`, then `Decisions(order="b")`."""

    def __init__(self, **changes: Any) -> None:
        if changes:
            self._check(changes)
            self.__dict__.update(changes)

    @classmethod
    def _check(cls, changes: dict[str, Any]) -> None:
        from typing import Literal, get_args, get_origin, get_type_hints

        hints = get_type_hints(cls)
        for name, value in changes.items():
            if name not in hints:
                raise TypeError(f"{cls.__name__} has no {name!r}")
            allowed = get_args(hints[name]) if get_origin(hints[name]) is Literal else None
            if allowed is not None and value not in allowed:
                raise ValueError(f"{name} is one of {', '.join(map(repr, allowed))}, not {value!r}")

    def replace(self, **changes: Any) -> Self:
        """The same with other answers."""
        return type(self)(**{**self.__dict__, **changes}) if changes else self

    def as_dict(self) -> dict[str, Any]:
        """Every answer by name."""
        return {name: getattr(self, name) for name in type(self).__annotations__}

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} can't be changed; replace({name}=...) makes another one")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Choices) and type(other) is type(self) and self.as_dict() == other.as_dict()

    def __hash__(self) -> int:
        return hash(tuple(self.as_dict().items()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self.as_dict().items())})"
