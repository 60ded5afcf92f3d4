"""Names: from the wording of a standard to the names of the specs.

The rule: one function per kind of name (field, command, enum member), no knowledge of any one class. Words that the
standards write in several ways (Seq. No, Sequence number) get one spelling through `WORDS`; a name is never shortened
to something that the standard does not say.
"""

from __future__ import annotations

import re

# Phrases (after splitting into lower-case words) that get the house spelling; longest first.
WORDS: tuple[tuple[str, str], ...] = (
    ("grouping identifier", "group"),
    ("group identifier", "group"),
    ("group id", "group"),
    ("max nodes supported", "max_nodes"),
    ("reports to follow", "reports_to_follow"),
    ("report to follow", "reports_to_follow"),
    ("seq no", "sequence_number"),
    ("seqno", "sequence_number"),
    ("sequence no", "sequence_number"),
    ("parameter number", "parameter"),
    ("node id", "node"),
    ("nodeid", "node"),
    ("node number", "node"),
    ("end point", "endpoint"),
    ("user identifier", "user"),
    ("user id", "user"),
    ("scene id", "scene"),
    ("scene number", "scene"),
    ("numb of", "number_of"),
    ("no of", "number_of"),
    ("num of", "number_of"),
    ("bitmask", "bit_mask"),
    ("waittime", "wait_time"),
    ("maxvalue", "max_value"),
)
# Names that every object has already (specs/README.md section 4.1), and what a field is called instead.
TAKEN = {
    "command_class": "command_class_id",
    "command": "command_number",
    "command_id": "command_number",
    "cluster": "cluster_id",
    "name": "label",
    "version": "version_number",
    "trailing": "trailing_bytes",
    "replace": "replacement",
}
_NOISE = re.compile(r"\((version \d+|v\d+|optional|lsb first)\)", re.IGNORECASE)


def words(text: str) -> list[str]:
    """Lower-case words of a phrase, a CamelCase or an UPPER_CASE name."""
    text = _NOISE.sub(" ", text)
    text = text.replace("&", " and ").replace("%", " percent ").replace("+", " plus ").replace("°", " degrees ")
    text = re.sub(r"([a-z])([A-Z][a-z])", r"\1 \2", text)
    text = re.sub(r"(\d)\.(\d)", r"\1_\2", text)
    return [word for word in re.split(r"[^A-Za-z0-9]+", text.lower()) if word]


def snake(text: str) -> str:
    """A plain snake_case name; a digit in front gets an underscore-free prefix."""
    name = "_".join(words(text)) or "unnamed"
    return f"value_{name}" if name[0].isdigit() else name


def field_name(text: str, drop: tuple[str, ...] = ()) -> str:
    """The name of a field: `WORDS` applied, words of the command in `drop` removed in front of `value` and `level`."""
    phrase = " ".join(words(text))
    for spelled, house in WORDS:
        phrase = re.sub(rf"\b{spelled}\b", house, phrase)
    parts = phrase.split()
    if len(parts) == 2 and parts[0] in drop and parts[1] in ("value", "level"):
        parts = parts[1:]
    name = "_".join(parts) or "unnamed"
    if name[0].isdigit():
        name = f"value_{name}"
    return TAKEN.get(name, name)


def member_name(text: str) -> str:
    """The name of an enum member or flag."""
    return snake(text)


def pascal(text: str) -> str:
    """UpperCamel of an UPPER_CASE, snake_case or spoken name; acronyms are not kept."""
    return "".join(word[:1].upper() + word[1:] for word in words(text))


def plural(name: str) -> str:
    """`node` -> `nodes`; names that are lists already stay."""
    if name.endswith(("s", "list")) and not name.endswith(("ss", "us", "class", "status", "address")):
        return name
    if name.endswith(("s", "x", "ch", "sh")):
        return f"{name}es"
    if name.endswith("y") and name[-2:-1] not in tuple("aeiou"):
        return f"{name[:-1]}ies"
    return f"{name}s"


def singular(name: str) -> str:
    """`entries` -> `entry`; the name of a list element's record is made of it."""
    if name.endswith("ies"):
        return f"{name[:-3]}y"
    if name.endswith(("ches", "shes", "xes", "sses", "uses")):
        return name[:-2]
    return name[:-1] if name.endswith("s") and not name.endswith(("ss", "us")) else name


def label(text: str) -> str:
    """A label for people: blanks cleaned, first letter in upper case."""
    cleaned = " ".join(_NOISE.sub(" ", text).replace("_", " ").split())
    return cleaned[:1].upper() + cleaned[1:]


def default_label(name: str) -> str:
    """The label that a member has without saying one (specs/README.md section 2)."""
    spoken = name.replace("_", " ").strip()
    return spoken[:1].upper() + spoken[1:]


def unique(name: str, taken: set[str]) -> str:
    """`name`, or `name_2`, `name_3` if it is taken; the result is added to `taken`."""
    candidate, number = name, 2
    while candidate in taken:
        candidate = f"{name}_{number}"
        number += 1
    taken.add(candidate)
    return candidate
