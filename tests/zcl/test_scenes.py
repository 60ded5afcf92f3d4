"""Extension field sets of scenes: what a cluster keeps in a scene, as attributes.

The rule: attributes come in the order of the cluster, trailing ones may be missing; nothing of other clusters, and
nothing behind the attributes known here, is lost.
"""

from __future__ import annotations

import pytest

import zclcodec
from zclcodec.clusters.color_control import ColorLoopActive
from zclcodec.clusters.door_lock import LockState
from zclcodec.clusters.scenes import AddScene, ExtensionFieldSet, ViewSceneResponse
from zwcodec import DecodeError, EncodeError

HEAD = "01 2a 00 0100 05 0200 00"  # AddScene of group 1, scene 5, two seconds, no name
SETS = [
    (ExtensionFieldSet(cluster_id=0x0006, on_off=True), "0600 01 01"),
    (ExtensionFieldSet(cluster_id=0x0006), "0600 00"),
    (ExtensionFieldSet(cluster_id=0x0008, current_level=254), "0800 01 fe"),
    (ExtensionFieldSet(cluster_id=0x0008, current_level=254, current_frequency=100), "0800 03 fe 6400"),
    (ExtensionFieldSet(cluster_id=0x001C, current_level=1, data=b"\x07"), "1c00 02 01 07"),
    (ExtensionFieldSet(cluster_id=0x0101, lock_state=LockState.UNLOCKED), "0101 01 02"),
    (ExtensionFieldSet(cluster_id=0x0102, current_position_lift_percentage=40), "0201 01 28"),
    (
        ExtensionFieldSet(cluster_id=0x0201, occupied_cooling_setpoint=2600, occupied_heating_setpoint=-50),
        "0102 04 280a ceff",
    ),
    (ExtensionFieldSet(cluster_id=0x0300, current_x=1, current_y=2, enhanced_current_hue=3), "0003 06 0100 0200 0300"),
    (ExtensionFieldSet(cluster_id=0xFC03, data=b"\xaa"), "03fc 01 aa"),
]


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace(" ", ""))


@pytest.mark.parametrize(("item", "text"), SETS, ids=[text for _, text in SETS])
def test_sets(item: ExtensionFieldSet, text: str) -> None:
    data = _bytes(HEAD + text)
    frame = zclcodec.decode(data, cluster=0x0005)
    assert isinstance(frame.command, AddScene)
    assert frame.command.extension_field_sets == (item,)
    assert frame.to_bytes() == data
    made = AddScene(group_id=1, scene_id=5, transition_time=2, scene_name="", extension_field_sets=[item])
    assert made.to_bytes() == data[3:]


def test_a_device_that_answers() -> None:
    """A color light's scene, as ZCL 8 orders its attributes."""
    text = "09 2a 01 00 0100 05 0200 00 0600 01 01 0800 01 80 0003 0d 1b60 b65f 0000 00 01 00 1900 7201"
    command = zclcodec.decode(_bytes(text), cluster=0x0005, strict=True).command
    assert isinstance(command, ViewSceneResponse) and command.extension_field_sets is not None
    switch, level, color = command.extension_field_sets
    assert (switch.on_off, level.current_level, color.length) == (True, 128, 13)
    assert (color.current_x, color.current_y) == (0x601B, 0x5FB6)
    assert color.color_loop_active is ColorLoopActive.ACTIVE and color.color_temperature_mireds == 0x0172
    assert color.on_off is None and color.data is None


def test_a_cut_attribute_is_named() -> None:
    with pytest.raises(DecodeError) as caught:
        zclcodec.decode(_bytes(HEAD + "0003 03 1b60 b6"), cluster=0x0005)
    assert caught.value.path == "extension_field_sets[0].current_y"


@pytest.mark.parametrize(
    "wrong",
    [
        {"cluster_id": 0x0006, "current_level": 1},
        {"cluster_id": 0x0300, "current_y": 1},
        {"cluster_id": 0x0300, "current_x": 1, "data": b"\1"},
        {"cluster_id": 0xFC03, "on_off": True},
    ],
)
def test_what_the_bytes_could_not_say_is_refused(wrong: dict[str, object]) -> None:
    """Another cluster's attribute, and one behind a missing one."""
    with pytest.raises(EncodeError):
        AddScene(
            group_id=1,
            scene_id=5,
            transition_time=0,
            scene_name="",
            extension_field_sets=[ExtensionFieldSet(**wrong)],  # type: ignore[arg-type]
        ).to_bytes()
