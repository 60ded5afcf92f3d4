"""Everything that nobody recorded about the platform's `zwave` object, decided here and nowhere else.

The rule of this file: one field, one question that the recordings leave open; its comment names the evidence, its
default is the answer that the evidence favours. `ZWave(missing_version="null")` or `ZWave(decisions=Decisions(...))`
changes an answer. Section numbers are those of `zwave-behaviour.md` in the project's reference collection.
"""

# Decided without a parameter, because only one answer has evidence or the difference is spelling:
# - Text that is no description (`Err 106 ...`, `updated`, ""; section 4): null, as all handlers assume.
# - An integer of several bytes that is cut short is made of the bytes that are there. That is what CRC-16 shows
#   (section 6): its two-byte checksum was printed as 125, the last byte, with the other one still in `data`. The same
#   print says that a list which runs to the end leaves one byte for every parameter behind it, whatever its width.
# - A list of fixed length (the XML's ARRAY: names, addresses, nonces) takes what is there, up to its length: the
#   recorded IndexOutOfBoundsException concerns lists that a size field measures, and names of less than 16 bytes are
#   what devices send. Formatted, it is filled with zeros where something stands behind it.
# - A meter's previous value that is cut short is empty where the delta time is 0: handlers in production parsed the
#   `data` of CRC-16 (one byte of the checksum still in it, section 6) as version 3 without catching anything.
# - A list whose length field is null, and a byte of bit fields that is missing, end the parse (NullPointerException).
# - Bytes behind the last field are ignored and not part of `payload`, except where the XML has a group or a marker
#   there: these have no field and "are reachable only through payload".
# - `res01` of MultiChannelCmdEncap exists but is not printed (two of three prints, the later ones).
# - A plain byte that the XML calls reserved is the field `reserved`, and printed, as reserved bits are.
# - The reserved bits of SecurityMessageEncapsulation are `reserved03`, after the XML's key (section 10).
# - Constructors turn numbers into Booleans for flags (recorded: 59034002) and refuse names that a class hasn't.
# - Crc16Encap.encapsulate() computes the checksum; format() writes what the fields say, as everywhere.
# - MultiCmdEncap.encapsulate() takes commands as well as formatted strings.
# - Command ids that share a byte with data (Transport Service V1, 6LoWPAN) are found by their exact id only.

from __future__ import annotations

from typing import Literal

from zwcodec.runtime.choices import Choices

__all__ = ["Decisions"]


class Decisions(Choices):
    """The open questions and the project's answers; every field can be overridden by keyword."""

    # 5, 10: a versions map that names a version the platform lacks. Handlers in production do it and work, so null is
    # unlikely; "lower" takes the highest version not above it (the lowest there is, if all are), "highest" the default.
    missing_version: Literal["lower", "highest", "null"] = "lower"

    # 2: a plain field that the constructor does not get. Recorded only through format() (00), which throws for null.
    constructor_default: Literal["zero", "null"] = "zero"

    # 2, 10: `size` left out beside a list or a scaled value. "fit": the list's length, or 1, 2 or 4 bytes, whichever
    # holds the value; a number: that many bytes.
    default_size: Literal["fit", 1, 2, 4] = "fit"

    # 3.4 of the naming rule: `precision` left out beside a scaled value. "fit": the decimals of the value.
    default_precision: Literal["fit", 0] = "fit"

    # 5, 10: a field of several bytes of which none is left, as in a MeterReport V3 of a device that sends V1.
    absent_integer: Literal["null", "zero"] = "null"

    # 10: numbers beyond their field, negative ones too. "wrap" keeps the low bits, as Java's narrowing does.
    out_of_range: Literal["wrap", "refuse"] = "wrap"

    # Class 0x33 version 1 has two names on the platform. The page lists colorControlV1; SwitchColor came later.
    version_1_of_color: Literal["colorControl", "switchColor"] = "colorControl"

    # 10: order of the components in switchColorSet.format(). "ascending": by component id; "given": as the
    # constructor got them.
    color_order: Literal["ascending", "given"] = "ascending"

    # 4, 10: text of incomingMessage(): `payload: FF 00` or `payload: FF00`.
    incoming_message: Literal["spaced", "contiguous"] = "spaced"

    # 6: Hubitat's MultiInstanceCmdEncap was once recorded with the instance behind class and command, an order that
    # nobody could parse. "wire" is what the standard and incoming frames have.
    multi_instance_format: Literal["wire", "recorded"] = "wire"

    # 3: order of the printed fields. "hashmap" is what three early prints show: a Java 7 HashMap filled in wire order.
    print_order: Literal["alphabetical", "hashmap"] = "alphabetical"

    # 3: whether fields that later builds did not print (res01) are printed.
    print_unprinted: bool = False
