"""The `zigbee` object of a device handler, in both dialects.

The rule: building lines may raise ValueError for an argument that makes no line; reading a description never
raises. What cannot be read gives {} or None, as on the platform, and is logged at debug level under
`zclcodec.smartthings`. `platform` is "smartthings" or "hubitat".
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar

from .bindings import binding_table
from .commands import Commands
from .decisions import DEFAULT_HUB_ZIGBEE_ID, Decisions
from .description import catchall_map, hubitat_read_map, read_map, shield
from .events import EventContext, attribute_event, catchall_event, decimal, event_from_text, temperature_in_scale
from .lines import DIALECTS
from .shield import SmartShield
from .text import Number, hex_text, hex_to_int, is_hex, java_hex, strip_prefix, swap_endian
from .zonestatus import ZoneStatus, zone_status_value

if TYPE_CHECKING:
    from decimal import Decimal

__all__ = ["ZigBee"]

_T = TypeVar("_T")


class ZigBee(Commands):
    """Builds the lines for one device's hub and reads the descriptions that it hands over."""

    BASIC_CLUSTER: Final = 0x0000
    POWER_CONFIGURATION_CLUSTER: Final = 0x0001
    ONOFF_CLUSTER: Final = 0x0006
    LEVEL_CONTROL_CLUSTER: Final = 0x0008
    COLOR_CONTROL_CLUSTER: Final = 0x0300
    TEMPERATURE_MEASUREMENT_CLUSTER: Final = 0x0402
    RELATIVE_HUMIDITY_CLUSTER: Final = 0x0405
    IAS_ZONE_CLUSTER: Final = 0x0500
    SIMPLE_METERING_CLUSTER: Final = 0x0702
    ELECTRICAL_MEASUREMENT_CLUSTER: Final = 0x0B04
    ATTRIBUTE_IAS_ZONE_STATUS: Final = 0x0002
    ATTRIBUTE_IAS_ZONE_CIE_ADDRESS: Final = 0x0010
    ATTRIBUTE_ACTIVE_POWER: Final = 0x050B
    ATTRIBUTE_INSTANTANEOUS_POWER_DEMAND: Final = 0x0400
    ATTRIBUTE_COLOR_TEMPERATURE: Final = 0x0007

    def __init__(
        self,
        device_network_id: Number = 0xFC6E,
        endpoint_id: Number = 1,
        hub_zigbee_id: Number = DEFAULT_HUB_ZIGBEE_ID,
        platform: Literal["smartthings", "hubitat"] = "smartthings",
        *,
        zigbee_id: Number = None,
        temperature_scale: Literal["C", "F"] = "C",
        display_name: str = "device",
        decisions: Decisions | None = None,
        **choices: Any,
    ) -> None:
        """`device_network_id`, `endpoint_id` and the two 64-bit ids: numbers or hex text.

        `zigbee_id` is the device's own id, which handlers put into `zdo bind`; without it the hub's is printed,
        as the guide describes it. `temperature_scale` and `display_name` are the location's and the device's, for
        getEvent. `choices` are fields of Decisions. Raises ValueError for an unknown platform or scale, TypeError
        for an unknown choice.
        """
        if platform not in DIALECTS:
            raise ValueError(f"platform is one of {', '.join(DIALECTS)}, not {platform!r}")
        if temperature_scale not in ("C", "F"):
            raise ValueError(f"temperature_scale is C or F, not {temperature_scale!r}")
        self.platform = platform
        self.decisions = (decisions or Decisions()).replace(**choices)
        self.endpointId = endpoint_id
        self._dialect = DIALECTS[platform](self.decisions)
        self._hubitat = platform == "hubitat"
        dni = hex_text(device_network_id, 4)
        self._dni = dni.upper() if is_hex(dni) else dni
        self._endpoint = hex_text(endpoint_id, 2)
        self._hub_eui = hex_text(hub_zigbee_id, 16)
        self._bind_eui = self._hub_eui if zigbee_id is None else hex_text(zigbee_id, 16)
        # Events look at keys that the maps of 2018 lack.
        self._event_decisions = self.decisions.replace(library="2019")
        self._context = EventContext(self.decisions, self._hubitat, temperature_scale, display_name)

    # -- reading ---------------------------------------------------------------------------------------------

    def parse(self, description: str) -> SmartShield | None:
        """The SmartShield of a `catchall:` description, None for any other text."""
        return _read(description, lambda text: shield(text, self.decisions), None, "parse")

    def parseDescriptionAsMap(self, description: str) -> dict[str, Any]:
        """The map of a `read attr` or `catchall` description, {} for any other text."""
        try:
            if description[:4] == "read":
                found = hubitat_read_map(description) if self._hubitat else read_map(description, self.decisions)
            else:
                found = catchall_map(description, self.decisions, self._hubitat)
        except (ValueError, TypeError, AttributeError) as problem:
            _log_debug("parseDescriptionAsMap: %r: %s", description, problem)
            return {}
        if found is None:
            _log_debug("parseDescriptionAsMap: nothing in %r", description)
            return {}
        return found

    def getEvent(self, description: str) -> dict[str, Any]:
        """[name:, value:] as a dict, {} when the description holds no event that the library knows."""
        return _read(description, self._event, {}, "getEvent")

    def getEventFromAttrData(self, cluster: Number, attribute: Number, encoding: Number, value: str) -> dict[str, Any]:
        """The event of one attribute; `value` is hex text, most significant byte first. {} if there is none."""
        try:
            numbers = [int(hex_text(number, 2), 16) for number in (cluster, attribute)]
            return attribute_event(numbers[0], numbers[1], hex_text(encoding, 2), value, self._context)
        except (ValueError, TypeError, AttributeError) as problem:
            _log_debug("getEventFromAttrData: %s", problem)
            return {}

    def getKnownDescription(self, description: str) -> dict[str, Any]:
        """getEvent in the form of the library of 2015: [type: name, value: value]."""
        event = self.getEvent(description)
        return {"type": event["name"], "value": event["value"]} if event else {}

    def parseZoneStatus(self, description: str) -> ZoneStatus | None:
        """The ZoneStatus of a `zone status 0x0021 -- ...` description, None for any other text."""
        reports = self.decisions.zone_report_is_zone_status
        value = _read(description, lambda text: zone_status_value(text, reports), None, "parseZoneStatus")
        return None if value is None else ZoneStatus(value)

    def parseBindingTableResponse(self, description: str) -> dict[str, Any] | None:
        """The ZDO Mgmt_Bind_rsp (8033) in a catchall: status, counts and `table_entries`; None for other texts."""
        return _read(description, binding_table, None, "parseBindingTableResponse")

    def parseHATemperatureValue(self, description: str, prefix: str, scale: str) -> Decimal | int | None:
        """The number after `prefix`, taken as Celsius and given in `scale` ("C" or "F"); None if there is none."""
        decimals = self.decisions.temperature_decimals

        def read(text: str) -> Decimal | int | None:
            number = decimal(text.strip().removeprefix(prefix.strip()).strip())
            return temperature_in_scale(number, scale, decimals) if abs(number) < 10**9 else None

        return _read(description, read, None, "parseHATemperatureValue")

    def _event(self, text: str) -> dict[str, Any]:
        found = catchall_map(text, self._event_decisions, False)
        if found is not None:
            return catchall_event(found, self._context)
        fields = hubitat_read_map(text) if self._hubitat else read_map(text, self.decisions)
        if fields is None:
            return event_from_text(text, self._context)
        if "encoding" not in fields or "value" not in fields:
            return {}
        cluster, attribute = fields["clusterInt"], fields["attrInt"]
        return attribute_event(cluster, attribute, fields["encoding"], fields["value"], self._context)

    # -- helpers ---------------------------------------------------------------------------------------------

    def smartShield(self, text: str | Mapping[str, Any] | None = None) -> SmartShield:
        """A frame that carries `text` to a SmartThings shield; `.format()` gives its line."""
        if isinstance(text, Mapping):  # smartShield([text: "on"])
            text = text.get("text")
        return SmartShield(text, command=0x0A)

    def convertToHexString(self, value: int, width: int = 2) -> str:
        """Upper-case hex of at least `width` digits."""
        return java_hex(int(value), width)

    def convertHexToInt(self, value: str) -> int:
        """Integer.parseInt(value, 16). Raises ValueError where that threw: no hex, or beyond 32 bits."""
        return hex_to_int(value)

    def convertToInt(self, value: int | str, radix: int = 10) -> int:
        """A number, or text in the given radix, as int. Raises ValueError for other text."""
        return int(value, radix) if isinstance(value, str) else int(value)

    def hexNotEqual(self, hex1: str, hex2: str) -> bool:
        """True when the two hex numbers differ; leading zeros and case do not matter. No hex: compared as text."""
        try:
            return int(strip_prefix(hex1), 16) != int(strip_prefix(hex2), 16)
        except (ValueError, TypeError):
            return hex1 != hex2

    def swapEndianHex(self, hex: str) -> str:
        """The bytes of hex text in reverse order. Raises ValueError for an odd number of digits."""
        return swap_endian(hex)

    def swapOctets(self, hex: str) -> str:
        """Hubitat's name of swapEndianHex."""
        return swap_endian(hex)

    def lux(self, value: int) -> int:
        """Lux of an Illuminance MeasuredValue (10000 * log10(lux) + 1, ZCL8 4.2.2.2.1.1); 0 is too low to measure.

        Raises ValueError outside 0 to 0xFFFE.
        """
        number = int(value)
        if not 0 <= number <= 0xFFFE:
            raise ValueError(f"not an illuminance value: {value!r}")
        return math.floor(10 ** ((number - 1) / 10000) + 0.5) if number else 0


def _read(description: Any, reader: Callable[[str], _T | None], nothing: _T, method: str) -> _T:
    """Run a reader over whatever was handed in; what it cannot read is `nothing` and one debug line."""
    try:
        found = reader(description)
    except (ValueError, TypeError, AttributeError, ArithmeticError) as problem:
        _log_debug("%s: %r: %s", method, description, problem)
        return nothing
    if found is None:
        _log_debug("%s: nothing in %r", method, description)
        return nothing
    return found


def _log_debug(text: str, *values: object) -> None:
    """A line in the log. A program that never imported logging has nobody who would see it."""
    logging = sys.modules.get("logging")
    if logging is not None:
        logging.getLogger("zclcodec.smartthings").debug(text, *values)
