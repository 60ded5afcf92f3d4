"""How the platform wrote values into logs.

The rule: Groovy's text of a value: null, true, [1, 2], BigDecimal with its scale; strings without quotes.
"""

from __future__ import annotations

from typing import Any

_UNPRINTED = 5  # properties of a command that are no fields: class, payload, CMD and the two ids


def shown(value: Any) -> str:
    """A field's value as `toString()` printed it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(shown, value))}]"
    if isinstance(value, (bytes, bytearray)):
        return f"[{', '.join(map(str, value))}]"
    if isinstance(value, dict):
        return f"[{', '.join(f'{key}:{shown(item)}' for key, item in value.items()) or ':'}]"
    return str(value)


def _java_hash(text: str) -> int:
    """The spread hash of a string in java.util.HashMap of Java 7."""
    number = 0
    for letter in text:
        number = number * 31 + ord(letter) & 0xFFFFFFFF
    number ^= number >> 20 ^ number >> 12
    return number ^ number >> 7 ^ number >> 4


def hashmap_order(names: tuple[str, ...]) -> tuple[str, ...]:
    """The order in which a Java 7 HashMap gives its keys when they were put in this order (zwave-behaviour.md 3).

    Recorded: 2 and 6 names in 16 buckets, 10 in 32, and chains that no growth turned round. So the map was made large
    enough at once, for more than the names that were printed; how many more is not recorded (3 to 6 explain it).
    """
    count = 16
    while len(names) + _UNPRINTED > count * 3 // 4:
        count *= 2
    buckets: list[list[str]] = [[] for _ in range(count)]
    for name in names:
        buckets[_java_hash(name) % count].insert(0, name)
    return tuple(name for bucket in buckets for name in bucket)
