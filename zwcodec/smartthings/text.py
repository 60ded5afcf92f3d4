"""How the platform wrote values into logs.

The rule: Groovy's text of a value: null, true, [1, 2], BigDecimal with its scale; strings without quotes.
"""

from __future__ import annotations

from typing import Any


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
    """The order in which a Java 7 HashMap gives its keys when they were put in this order (zwave-behaviour.md 3)."""
    buckets: list[list[str]] = [[] for _ in range(16)]
    for count, name in enumerate(names):
        slot = _java_hash(name) % len(buckets)
        if count >= len(buckets) * 3 // 4 and buckets[slot]:
            buckets = _resized(buckets)
            slot = _java_hash(name) % len(buckets)
        buckets[slot].insert(0, name)
    return tuple(name for bucket in buckets for name in bucket)


def _resized(buckets: list[list[str]]) -> list[list[str]]:
    """Java 7 walks each chain from its head and puts every entry at the head of its new chain."""
    larger: list[list[str]] = [[] for _ in range(2 * len(buckets))]
    for bucket in buckets:
        for name in bucket:
            larger[_java_hash(name) % len(larger)].insert(0, name)
    return larger
