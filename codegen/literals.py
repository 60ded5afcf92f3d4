"""Python literals as the formatter would write them: double quotes, trailing commas only where they are needed.

The rule: what is printed here evaluates to the value that was given.
"""

from __future__ import annotations


def literal(value: object) -> str:
    """Source text of a string, bytes, number, None or tuple of these."""
    if isinstance(value, str):
        body = repr(value)[1:-1]
        if repr(value)[0] == "'":
            body = body.replace("\\'", "'").replace('"', '\\"')
        return f'"{body}"'
    if isinstance(value, bytes):
        return 'b"' + "".join(f"\\x{byte:02x}" for byte in value) + '"'
    if isinstance(value, tuple):
        comma = "," if len(value) == 1 else ""
        return f"({', '.join(literal(item) for item in value)}{comma})"
    return repr(value)
