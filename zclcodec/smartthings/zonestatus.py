"""The ZoneStatus attribute of the IAS Zone cluster (0x0500/0x0002), bit by bit.

A property is the bit as 0 or 1, `is<Property>Set()` the same as a bool. Bits 10 to 15 have no name on
the platform; `value` keeps them.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["ZoneStatus", "zone_status_value"]

_VALUE: Final = r"(?:0[xX])?([0-9A-Fa-f]{1,4})(?![0-9A-Fa-fxX])"
_STATUS: Final = re.compile(rf"\s*zone status\s+{_VALUE}", re.ASCII)
_REPORT: Final = re.compile(rf"\s*zone report :: type: 19 value: {_VALUE}", re.ASCII)


def zone_status_value(description: str, reports: bool = True) -> int | None:
    """The number in a `zone status 0x0021 -- ...` description (and in a `zone report :: ...`); None otherwise."""
    match = _STATUS.match(description)
    if match is None and reports:
        match = _REPORT.match(description)
    return None if match is None else int(match.group(1), 16)


class ZoneStatus:
    """ZoneStatus(0x41).alarm1 is 1, .isTroubleSet() is True, .battery is 0."""

    __slots__ = ("value",)

    def __init__(self, zonestatus: int) -> None:
        """`zonestatus`: the attribute's value, 16 bits."""
        self.value = int(zonestatus)

    def _bit(self, number: int) -> int:
        return self.value >> number & 1

    @property
    def alarm1(self) -> int:
        """Bit 0: 1 opened or alarmed."""
        return self._bit(0)

    @property
    def alarm2(self) -> int:
        """Bit 1: 1 opened or alarmed."""
        return self._bit(1)

    @property
    def tamper(self) -> int:
        """Bit 2: 1 tampered."""
        return self._bit(2)

    @property
    def battery(self) -> int:
        """Bit 3: 1 battery low."""
        return self._bit(3)

    @property
    def supervisionReports(self) -> int:
        """Bit 4: 1 sends supervision reports."""
        return self._bit(4)

    @property
    def restoreReports(self) -> int:
        """Bit 5: 1 reports restore."""
        return self._bit(5)

    @property
    def trouble(self) -> int:
        """Bit 6: 1 trouble or failure."""
        return self._bit(6)

    @property
    def ac(self) -> int:
        """Bit 7: 1 mains fault."""
        return self._bit(7)

    @property
    def test(self) -> int:
        """Bit 8: 1 in test mode."""
        return self._bit(8)

    @property
    def batteryDefect(self) -> int:
        """Bit 9: 1 defective battery."""
        return self._bit(9)

    def isAlarm1Set(self) -> bool:
        """Bit 0."""
        return self.alarm1 == 1

    def isAlarm2Set(self) -> bool:
        """Bit 1."""
        return self.alarm2 == 1

    def isTamperSet(self) -> bool:
        """Bit 2."""
        return self.tamper == 1

    def isBatterySet(self) -> bool:
        """Bit 3."""
        return self.battery == 1

    def isSupervisionReportsSet(self) -> bool:
        """Bit 4."""
        return self.supervisionReports == 1

    def isRestoreReportsSet(self) -> bool:
        """Bit 5."""
        return self.restoreReports == 1

    def isTroubleSet(self) -> bool:
        """Bit 6."""
        return self.trouble == 1

    def isAcSet(self) -> bool:
        """Bit 7."""
        return self.ac == 1

    def isTestSet(self) -> bool:
        """Bit 8."""
        return self.test == 1

    def isBatteryDefectSet(self) -> bool:
        """Bit 9."""
        return self.batteryDefect == 1

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ZoneStatus) and other.value == self.value

    def __hash__(self) -> int:
        return hash((ZoneStatus, self.value))

    def __repr__(self) -> str:
        return f"ZoneStatus(0x{self.value:04X})"
