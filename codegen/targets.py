"""Where the generated files of each protocol go and what their classes are based on.

The rule: names of packages and keys stand here and nowhere else, so that templates, layouts and the shared runtime know
no protocol.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .model import LAST, Command, SpecFile

SERVER_TO_CLIENT = 1


@dataclass(frozen=True)
class Target:
    """One protocol's output."""

    dialect: str
    coverage_title: str  # of the protocol's table, or of its part of the page that the layers share
    package: str  # dotted name
    folder: str  # of the modules, inside the package
    base_module: str
    base: str  # base class of the commands
    key_names: tuple[str, ...]  # class attributes of a command
    key_values: Callable[[SpecFile, Command], tuple[object, ...]]
    prefix: Callable[[SpecFile, Command], bytes]
    keys: Callable[[SpecFile, Command], Iterator[int]]  # registry keys
    compiled: bool = True  # layout functions are printed as Cython; else the interpreter reads and writes

    @property
    def path(self) -> str:
        """The package's folder."""
        return self.package.replace(".", "/")


def _class_bytes(file: SpecFile) -> bytes:
    assert file.id is not None
    return file.id.to_bytes(2 if file.id > 0xFF else 1, "big")


def _zwave_prefix(file: SpecFile, command: Command) -> bytes:
    plain = command.id is not None and command.id_mask == 0xFF
    return _class_bytes(file) + (bytes((command.id or 0,)) if plain else b"")


def _zwave_keys(file: SpecFile, command: Command) -> Iterator[int]:
    """class << 8 | command; a class without a command byte has `class << 8 | 0x10000 << 8` alone."""
    assert file.id is not None
    if command.id is None:
        yield file.id << 8 | NO_COMMAND
        return
    for low in range((~command.id_mask & 0xFF) + 1):
        if not low & command.id_mask:
            yield file.id << 8 | command.id | low


NO_COMMAND = 1 << 24


def _zcl_keys(file: SpecFile, command: Command) -> Iterator[int]:
    """manufacturer << 32 | cluster << 16 | direction << 8 | command; general commands as cluster 0x10000."""
    cluster = 0x10000 if file.id is None else file.id
    manufacturer = command.manufacturer or file.manufacturer or 0
    for number, name in enumerate(("client_to_server", "server_to_client")):
        if command.direction in (name, "both"):
            yield manufacturer << 40 | cluster << 16 | number << 8 | (command.id or 0)


ZWAVE = Target(
    dialect="zwave",
    coverage_title="Z-Wave command classes",
    package="zwcodec",
    folder="cc",
    base_module="zwcodec.command",
    base="Command",
    key_names=("command_class", "command"),
    key_values=lambda file, command: (file.id, command.id),
    prefix=_zwave_prefix,
    keys=_zwave_keys,
)
ZCL = Target(
    dialect="zcl",
    coverage_title="ZigBee clusters",
    package="zclcodec",
    folder="clusters",
    base_module="zclcodec.command",
    base="ClusterCommand",
    key_names=("cluster", "command_id", "__direction__", "__manufacturer__"),
    key_values=lambda file, command: (
        file.id,
        command.id,
        {"client_to_server": 0, "server_to_client": SERVER_TO_CLIENT}.get(command.direction),
        command.manufacturer or file.manufacturer,
    ),
    prefix=lambda file, command: b"",
    keys=_zcl_keys,
)


def _interpreted(dialect: str, title: str, base: str, key_name: str) -> Target:
    """Frames that are rare, so that no C is made for them: a package of its own inside of zclcodec, keyed by the id."""
    package = f"zclcodec.{dialect}"
    return Target(
        dialect=dialect,
        coverage_title=title,
        package=package,
        folder="commands",
        base_module=f"{package}.command",
        base=base,
        key_names=(key_name,),
        key_values=lambda file, command: (command.id,),
        prefix=lambda file, command: b"",
        keys=lambda file, command: iter((command.id or 0,)),
        compiled=False,
    )


ZDO = _interpreted("zdo", "ZDO", "ZdoCommand", "cluster")
APS = _interpreted("aps", "APS", "ApsCommand", "command_id")
GREEN_POWER = _interpreted("greenpower", "Green Power", "GreenPowerCommand", "command_id")
TARGETS = {target.dialect: target for target in (ZWAVE, ZCL, ZDO, APS, GREEN_POWER)}


def version_range(file: SpecFile, command: Command) -> tuple[int, int]:
    """First and last class version that has the command."""
    return max(file.low, command.since), file.high if command.until == LAST else command.until
