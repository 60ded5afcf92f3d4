"""Frame: the bytes of one message on air, with the addressing that the lines around it gave.

It is bytes, so that it compares, prints and decodes as such; the addressing rides along as attributes.
"""

from __future__ import annotations

__all__ = ["Frame"]


class Frame(bytes):
    """A ZCL frame from its frame control on, or a ZDO message from its sequence number on (profile 0)."""

    dni: str  # network id of the device, hex digits
    endpoint: int  # of the device; 0 for ZDO
    hub_endpoint: int
    cluster: int
    profile: int
    literal: bool  # written out byte by byte in a raw line, sequence number included

    def __new__(
        cls,
        data: bytes,
        *,
        dni: str = "0000",
        endpoint: int = 1,
        hub_endpoint: int = 1,
        cluster: int = 0,
        profile: int = 0x0104,
        literal: bool = False,
    ) -> Frame:
        """`data` are the bytes, the rest is where they go."""
        self = super().__new__(cls, data)
        self.dni = dni
        self.endpoint = endpoint
        self.hub_endpoint = hub_endpoint
        self.cluster = cluster
        self.profile = profile
        self.literal = literal
        return self

    @property
    def tsn(self) -> int:
        """The sequence number. Raises IndexError when the frame is too short to have one."""
        if self.profile == 0:
            return self[0]
        return self[3 if self[0] & 0x04 else 1]
