"""The sending half of the `zigbee` object: every method returns the flat list of lines for the hub.

The rule: a method collects blocks (one per message to the device) from the dialect and puts `delay N` behind
each; N is 2000 unless the caller gives one, and 0 leaves the line out. The optional `additionalParams` map may
hold `mfgCode` and `destEndpoint`; both can be given as keywords as well. Arguments may be numbers or hex text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from .datatype import ANALOG, FLOAT_FORMATS, WIDTHS, DataType, pack_bytes, type_number
from .decisions import Decisions
from .lines import Block, Dialect
from .text import Number, hex_text, java_hex, manufacturer_code, swap_endian, to_integer

__all__ = ["Commands"]

Params = Mapping[str, Any] | None

_DELAY: Final = 2000  # milliseconds, recorded on both platforms
_FULL_LEVEL: Final = 254  # ZCL8 3.10.2.3.1: 0xFF is no level


class Commands:
    """Mixed into ZigBee, which provides the four attributes below."""

    decisions: Decisions
    _dialect: Dialect
    _dni: str  # digits without 0x, as printed
    _endpoint: str
    _hub_eui: str
    _bind_eui: str

    def command(
        self,
        cluster: Number,
        command: Number,
        *payload: Any,
        delay: int | None = None,
        mfgCode: int | str | None = None,
        destEndpoint: Number = None,
    ) -> list[str]:
        """A cluster-specific command. `payload`: hex texts in air order, joined as they stand.

        As on both platforms a map among the arguments is additionalParams and a number after it the delay.
        Raises TypeError for a number elsewhere and for lists and bytes, ValueError for an mfgCode that is none.
        """
        texts: list[str] = []
        params: Params = None
        for item in payload:
            if isinstance(item, Mapping):
                params = item
            elif isinstance(item, int):
                if params is None:
                    raise TypeError(f"a payload is hex text, not the number {item!r}")
                delay = item
            elif isinstance(item, (list, tuple, bytes, bytearray)):
                raise TypeError(f"a payload is hex texts one by one, not {item!r}")
            elif item is not None:
                texts.append(str(item))
        endpoint, mfg = self._target(params, mfgCode, destEndpoint)
        return _delayed([self._dialect.command(self._dni, endpoint, cluster, command, "".join(texts), mfg)], delay)

    def readAttribute(
        self,
        cluster: Number,
        attributeId: Number | Sequence[Number],
        additionalParams: Params = None,
        delay: int | None = None,
        *,
        mfgCode: int | str | None = None,
        destEndpoint: Number = None,
    ) -> list[str]:
        """Read one attribute, or each of a list (Hubitat)."""
        endpoint, mfg = self._target(additionalParams, mfgCode, destEndpoint)
        listed = isinstance(attributeId, Sequence) and not isinstance(attributeId, str)
        attributes: Iterable[Any] = attributeId if listed else (attributeId,)  # type: ignore[assignment]
        return _delayed([self._dialect.read(self._dni, endpoint, cluster, one, mfg) for one in attributes], delay)

    def writeAttribute(
        self,
        cluster: Number,
        attributeId: Number,
        dataType: Number,
        value: Any,
        additionalParams: Params = None,
        delay: int | None = None,
        *,
        mfgCode: int | str | None = None,
        destEndpoint: Number = None,
    ) -> list[str]:
        """Write one attribute. A text is printed as it stands, a number packed big endian to the type's width.

        Raises ValueError for a number that does not fit. Numbers of types without a width print unpadded.
        """
        endpoint, mfg = self._target(additionalParams, mfgCode, destEndpoint)
        body = _packed(value, dataType, "big")
        return _delayed([self._dialect.write(self._dni, endpoint, cluster, attributeId, dataType, body, mfg)], delay)

    def configureReporting(
        self,
        cluster: Number,
        attributeId: Number,
        dataType: Number,
        minReportTime: Number,
        maxReportTime: Number,
        reportableChange: Any = None,
        additionalParams: Params = None,
        delay: int | None = None,
        *,
        mfgCode: int | str | None = None,
        destEndpoint: Number = None,
    ) -> list[str]:
        """Bind the cluster to the hub, then configure one report. Times in seconds; change None for discrete types.

        Raises ValueError for a change that does not fit the type.
        """
        if isinstance(reportableChange, Mapping):  # the change left out, the map given
            reportableChange, additionalParams = None, reportableChange
        endpoint, mfg = self._target(additionalParams, mfgCode, destEndpoint)
        change = ""
        if self._dialect.reports_change(type_number(dataType) in ANALOG):
            change = _packed(reportableChange, dataType, self.decisions.reporting_change_order)
        times = (minReportTime, maxReportTime)
        report = self._dialect.report(self._dni, endpoint, cluster, attributeId, dataType, times, change, mfg)
        return _delayed([self._dialect.bind(self._dni, endpoint, cluster, self._bind_eui), report], delay)

    def addBinding(
        self, cluster: Number, additionalParams: Params = None, delay: int | None = None, *, destEndpoint: Number = None
    ) -> list[str]:
        """Bind the device's cluster to the hub: the first half of configureReporting (8.8)."""
        endpoint, _ = self._target(additionalParams, None, destEndpoint)
        return _delayed([self._dialect.bind(self._dni, endpoint, cluster, self._bind_eui)], delay)

    def removeBinding(
        self, cluster: Number, srcEui: str, srcEndpoint: Number, dstEui: str, dstEndpoint: Number
    ) -> list[str]:
        """Remove the binding of (srcEui, srcEndpoint) to (dstEui, dstEndpoint); text not recorded (8.8)."""
        ends = (srcEui, srcEndpoint), (dstEui, dstEndpoint)
        return _delayed([self._dialect.unbind(self._dni, cluster, *ends)], None)

    def enrollResponse(self, delay: int | None = None) -> list[str]:
        """Tell the device the hub's address and accept its enrolment in zone 0 (text not recorded, 1.3)."""
        return _delayed(self._dialect.enroll(self._dni, self._endpoint, self._hub_eui), delay)

    def on(self, delay: int | None = None) -> list[str]:
        """On/Off cluster, command 1."""
        return self.command(0x0006, 0x01, delay=delay)

    def off(self, delay: int | None = None) -> list[str]:
        """On/Off cluster, command 0."""
        return self.command(0x0006, 0x00, delay=delay)

    def setLevel(self, level: Any, rate: Any = None, delay: int | None = None) -> list[str]:
        """Move to level. `level` 0 to 100 (clamped), `rate` in tenths of a second, None: the device's own (FFFF).

        Raises ValueError when either is no number.
        """
        percent = min(100, max(0, to_integer(level)))
        if self.decisions.level_formula == "round254":
            value = (percent * _FULL_LEVEL + 50) // 100
        else:
            value = min(_FULL_LEVEL, percent * 255 // 100)
        # Recorded: the level in lower case, one blank, the rate low byte first.
        return self.command(0x0008, 0x04, f"{value:02x} {self._rate(rate, 'FFFF')}", delay=delay)

    def setColorTemperature(self, value: Any, rate: Any = None, delay: int | None = None) -> list[str]:
        """Move to colour temperature. `value` in kelvin, `rate` in tenths of a second (text not recorded, 8.4).

        Raises ValueError when either is no number, or when the value is not positive.
        """
        kelvin = to_integer(value)
        if kelvin <= 0:
            raise ValueError(f"a colour temperature is positive: {value!r}")
        mired = min(0xFEFF, (2000000 + kelvin) // (2 * kelvin))  # halves up
        time = self._rate(rate, self.decisions.color_temperature_time)
        return self.command(0x0300, 0x0A, f"{swap_endian(java_hex(mired, 4))} {time}", delay=delay)

    def onOffConfig(self, minReportTime: Number = 0, maxReportTime: Number = 600) -> list[str]:
        """Report OnOff."""
        return self.configureReporting(0x0006, 0x0000, DataType.BOOLEAN, minReportTime, maxReportTime, None)

    def levelConfig(
        self, minReportTime: Number = 1, maxReportTime: Number = 3600, reportableChange: Any = 0x01
    ) -> list[str]:
        """Report CurrentLevel."""
        return self._config(0x0008, 0x0000, DataType.UINT8, minReportTime, maxReportTime, reportableChange)

    def colorTemperatureConfig(
        self, minReportTime: Number = 1, maxReportTime: Number = 3600, reportableChange: Any = 0x10
    ) -> list[str]:
        """Report ColorTemperatureMireds."""
        return self._config(0x0300, 0x0007, DataType.UINT16, minReportTime, maxReportTime, reportableChange)

    def electricMeasurementPowerConfig(
        self, minReportTime: Number = 1, maxReportTime: Number = 600, reportableChange: Any = 0x0005
    ) -> list[str]:
        """Report ActivePower."""
        return self._config(0x0B04, 0x050B, DataType.INT16, minReportTime, maxReportTime, reportableChange)

    def simpleMeteringPowerConfig(
        self, minReportTime: Number = 1, maxReportTime: Number = 600, reportableChange: Any = 0x05
    ) -> list[str]:
        """Report InstantaneousDemand."""
        return self._config(0x0702, 0x0400, DataType.INT24, minReportTime, maxReportTime, reportableChange)

    def batteryConfig(
        self, minReportTime: Number = 30, maxReportTime: Number = 21600, reportableChange: Any = 0x01
    ) -> list[str]:
        """Report BatteryVoltage."""
        return self._config(0x0001, 0x0020, DataType.UINT8, minReportTime, maxReportTime, reportableChange)

    def temperatureConfig(
        self, minReportTime: Number = 30, maxReportTime: Number = 3600, reportableChange: Any = 0x0064
    ) -> list[str]:
        """Report MeasuredValue of Temperature Measurement."""
        return self._config(0x0402, 0x0000, DataType.INT16, minReportTime, maxReportTime, reportableChange)

    def iasZoneConfig(self, minReportTime: Number = 0, maxReportTime: Number = 3600) -> list[str]:
        """Enrol, then report ZoneStatus and the CIE address (PR 4141)."""
        return (
            self.enrollResponse()
            + self.configureReporting(0x0500, 0x0002, DataType.BITMAP16, minReportTime, maxReportTime, None)
            + self.configureReporting(0x0500, 0x0010, DataType.IEEE_ADDRESS, minReportTime, maxReportTime, None)
        )

    def onOffRefresh(self, delay: int | None = None) -> list[str]:
        """Read OnOff."""
        return self.readAttribute(0x0006, 0x0000, None, delay)

    def levelRefresh(self, delay: int | None = None) -> list[str]:
        """Read CurrentLevel."""
        return self.readAttribute(0x0008, 0x0000, None, delay)

    def hueSaturationRefresh(self, delay: int | None = None) -> list[str]:
        """Read CurrentHue, then CurrentSaturation."""
        return self.readAttribute(0x0300, 0x0000, None, delay) + self.readAttribute(0x0300, 0x0001, None, delay)

    def colorTemperatureRefresh(self, delay: int | None = None) -> list[str]:
        """Read ColorTemperatureMireds."""
        return self.readAttribute(0x0300, 0x0007, None, delay)

    def electricMeasurementPowerRefresh(self, delay: int | None = None) -> list[str]:
        """Read ActivePower."""
        return self.readAttribute(0x0B04, 0x050B, None, delay)

    def simpleMeteringPowerRefresh(self, delay: int | None = None) -> list[str]:
        """Read InstantaneousDemand."""
        return self.readAttribute(0x0702, 0x0400, None, delay)

    def _config(self, cluster: int, attribute: int, type: int, low: Number, high: Number, change: Any) -> list[str]:
        return self.configureReporting(cluster, attribute, type, low, high, change)

    def _rate(self, rate: Any, default: str) -> str:
        if rate is None:
            return default
        number = max(0, to_integer(rate))
        if self.decisions.max_rate is not None:
            number = min(self.decisions.max_rate, number)
        return swap_endian(java_hex(min(0xFFFF, number), 4))

    def _target(self, params: Params, code: int | str | None, destination: Number) -> tuple[str, int | None]:
        if params:
            code = params.get("mfgCode") if code is None else code
            destination = params.get("destEndpoint") if destination is None else destination
        endpoint = self._endpoint if destination is None else hex_text(destination, 2)
        # An empty text is no code: Groovy's `if (params.mfgCode)`.
        return endpoint, None if code is None or code == "" else manufacturer_code(code)


def _packed(value: Any, type: Number, byteorder: str) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    number = type_number(type)
    if number not in WIDTHS or (WIDTHS[number] == 0):
        return java_hex(to_integer(value), 2)
    if isinstance(value, float) and number not in FLOAT_FORMATS:
        value = to_integer(value)
    return pack_bytes(value, number, byteorder).hex().upper()


def _delayed(blocks: Iterable[Block], delay: int | None) -> list[str]:
    pause = _DELAY if delay is None else int(delay)
    lines: list[str] = []
    for block in blocks:
        lines += block
        if pause:
            lines.append(f"delay {pause}")
    return lines
