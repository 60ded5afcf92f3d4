"""ZDO frames as devices and hubs sent them: what they say, and that they come back.

The rule: every frame names its source. Round trips, truncation and hostile bytes of all commands are the engine's
(tests/engine); here is what ZDO adds to it: dispatch by cluster, answers that failed, descriptors, printed addresses.
"""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.corpus import strictly
from tests.engine.test_hostile import mutated
from zclcodec import zdo
from zclcodec.smartthings import hub
from zclcodec.zdo.commands import binding, discovery, management
from zclcodec.zdo.commands.common import DestinationMode, MacCapability, ServerMask, Status
from zclcodec.zdo.registry import COMMANDS
from zwcodec import DecodeError, EncodeError

# (cluster, frame, class, where it was seen)
SEEN = [
    (0x0006, "d5fdff040101190000", "MatchDescReq", "SmartThings community, catchall of a device F0AE"),
    (0x8021, "2a00", "BindRsp", "SmartThings community, catchall of a device 8DCF"),
    (0x8021, "7500", "BindRsp", "SmartThings community, catchall of a device 7992"),
    (
        0x8031,
        "010005000 3a2af8c59f50396b43a7007feff57b414d1b712010148a2af8c59f50396b458b73602008d15003d581201013a"
        "a2af8c59f50396b49b2d30feffbd1bec24cb12010146",
        "MgmtLqiRsp",
        "zigpy tests/test_zdo_types.py test_neighbors, behind sequence number and status",
    ),
]


@pytest.mark.parametrize(("cluster", "text", "name", "source"), SEEN, ids=[f"{s[2]}-{s[1][:8]}" for s in SEEN])
def test_frames_from_the_air(cluster: int, text: str, name: str, source: str) -> None:
    data = bytes.fromhex(text.replace(" ", ""))
    frame = zdo.decode(data, cluster=cluster, strict=True)
    assert frame.command.name == name
    assert frame.cluster == frame.command.cluster == cluster
    assert frame.tsn == data[0]
    assert frame.to_bytes() == bytes(frame) == data
    assert pickle.loads(pickle.dumps(frame)) == frame  # noqa: S301
    assert frame.command.is_response is (cluster >= 0x8000)


def test_neighbors() -> None:
    data = bytes.fromhex(SEEN[3][1].replace(" ", ""))
    command = zdo.decode(data, cluster=0x8031).command
    assert isinstance(command, management.MgmtLqiRsp)
    assert command.neighbors is not None
    first = command.neighbors[0]
    assert (first.ieee_address, first.nwk_address, first.lqi) == (0x14B457FFFE07703A, 0xB7D1, 72)
    assert first.device_type is management.NeighborType.END_DEVICE
    assert first.relationship is management.Relationship.CHILD
    assert first.permit_joining is management.PermitJoining.ACCEPTING
    assert "ieee_address=0x14B457FFFE07703A, nwk_address=0xB7D1" in repr(first)


def test_binding_table() -> None:
    """Composed after ZigBee specification R22 2.4.4.4.4."""
    text = "5e00010001377f7605006f0d0001010003a68f5d05006f0d0001"
    command = zdo.decode(bytes.fromhex(text), cluster=0x8033).command
    assert isinstance(command, management.MgmtBindRsp)
    assert command.bindings is not None
    (entry,) = command.bindings
    assert entry.destination_mode is DestinationMode.DEVICE
    assert (entry.cluster_id, entry.destination_address, entry.destination_group) == (1, 0x000D6F00055D8FA6, None)


def test_node_descriptor() -> None:
    frame = zdo.decode(bytes.fromhex("1200f45c0240804e10525200002c520000"), cluster=0x8002)
    found = frame.command.descriptor
    assert isinstance(found, discovery.NodeDescriptor)
    assert found.logical_type is discovery.LogicalType.END_DEVICE
    assert found.manufacturer_code == 0x104E
    assert MacCapability(found.mac_capability).allocate_address
    assert not MacCapability(found.mac_capability).mains_powered
    assert ServerMask(found.server_mask).stack_compliance_revision == 22
    assert discovery.FrequencyBand(found.frequency_band).band_2400_mhz


def test_simple_descriptor_is_one_record_everywhere() -> None:
    frame = zdo.decode(bytes.fromhex("0100f45c1801040102040007000001000300200002040005050b011900"), cluster=0x8004)
    found = frame.command.descriptor
    assert found == discovery.SimpleDescriptor(
        endpoint=1,
        profile=0x0104,
        device=0x0402,
        device_version=0,
        input_clusters=(0, 1, 3, 0x20, 0x0402, 0x0500, 0x0B05),
        output_clusters=(0x19,),
    )
    built = discovery.SimpleDescRsp(status=Status.SUCCESS, nwk_address=0x5CF4, descriptors=(found,))
    assert zdo.ZdoFrame(command=built, tsn=1) == frame


@pytest.mark.parametrize(
    ("cluster", "text", "status"),
    [
        (0x8000, "0181", Status.DEVICE_NOT_FOUND),
        (0x8002, "0181f45c", Status.DEVICE_NOT_FOUND),
        (0x8004, "0182f45c00", Status.INVALID_ENDPOINT),
        (0x8004, "0183f45c", Status.NOT_ACTIVE),
        (0x8004, "0189", Status.NO_DESCRIPTOR),
        (0x8005, "0180f45c00", Status.INVALID_REQUEST_TYPE),
        (0x8031, "0184", Status.NOT_SUPPORTED),
        (0x8038, "01c2", Status.NWK_INVALID_REQUEST),
    ],
)
def test_failed_answers_end_where_they_end(cluster: int, text: str, status: Status) -> None:
    frame = zdo.decode(bytes.fromhex(text), cluster=cluster, strict=True)
    assert frame.command.status is status  # type: ignore[attr-defined]
    assert frame.command.descriptor is None
    assert frame.to_bytes().hex() == text


def test_unknown_status_and_command_survive() -> None:
    frame = zdo.decode(b"\x01\x77", cluster=0x8021)
    assert frame.command == binding.BindRsp(status=0x77)
    unknown = zdo.decode(b"\x01\x02\x03", cluster=0x7FFF)
    assert unknown.command == zdo.UnknownZdoCommand(cluster=0x7FFF, payload=b"\x02\x03")
    assert unknown.to_bytes() == b"\x01\x02\x03"
    assert unknown.as_dict()["command"]["name"] == "UnknownZdoCommand"


@pytest.mark.parametrize(
    ("cluster", "text", "path", "offset"),
    [
        (0x8021, "", "tsn", 0),
        (0x8021, "01", "status", 1),
        (0x8002, "0100f45c0240", "descriptors[0].mac_capability", 6),
        (0x8004, "0100f45c180104", "descriptors", 5),
        (0x0021, "01377f7605006f0d0001020407a68f", "", 13),
        (0x8031, "0100050003a2af", "neighbors[0].extended_pan_id", 5),
    ],
)
def test_errors_say_where(cluster: int, text: str, path: str, offset: int) -> None:
    with pytest.raises(DecodeError) as caught:
        zdo.decode(bytes.fromhex(text), cluster=cluster)
    assert caught.value.offset == offset
    assert caught.value.path == path


def test_leftovers_are_kept_and_strictly_refused() -> None:
    data = bytes.fromhex("0100f45c10c1" + "00")
    frame = zdo.decode(data, cluster=0x8003)
    assert frame.command.trailing == b"\0"
    assert frame.to_bytes() == data
    with pytest.raises(DecodeError, match="left over"):
        zdo.decode(data, cluster=0x8003, strict=True)


R23 = [  # cluster, frame without tagged values: R23 appends some to it
    (0x0002, "01f45c"),
    (0x0036, "013c01"),
    (0x8002, "0100f45c0240804e10525200002c520000"),
    (0x8043, "0100"),
]


@pytest.mark.parametrize(("cluster", "text"), R23)
def test_tagged_values_of_newer_devices(cluster: int, text: str) -> None:
    """Before R23 there are none; the length in front of a value is one less than its bytes."""
    old = zdo.decode(bytes.fromhex(text), cluster=cluster, strict=True)
    assert old.command.as_dict()["tlvs"] == []
    data = bytes.fromhex(text + "4704f45c018000" + "430162" + "1a")
    new = zdo.decode(data, cluster=cluster, strict=True)
    tlvs = new.command.as_dict()["tlvs"]
    assert [(tlv["tag"], tlv["value"].hex()) for tlv in tlvs] == [(71, "f45c018000"), (67, "621a")]
    assert new.to_bytes() == data
    with pytest.raises(DecodeError) as caught:
        zdo.decode(data[:-1], cluster=cluster)
    assert caught.value.path == "tlvs[1].value"


def test_values_out_of_range_are_refused() -> None:
    with pytest.raises(EncodeError):
        discovery.SimpleDescReq(nwk_address=0x10000, endpoint=1)
    with pytest.raises(EncodeError):
        zdo.ZdoFrame(command=binding.BindRsp(status=0), tsn=256)


def test_the_hub_of_the_smartthings_layer_sends_the_same() -> None:
    """Its private encoder and this one, on the lines that handlers sent."""
    lines = [
        "zdo bind 0x5CF4 0x01 0x01 0x0402 {000D6F0005767F37} {}",
        "zdo unbind unicast 0x5CF4 {000D6F0005767F37} 1 0x0402 {000D6F00055D8FA6} 1",
        "zdo mgmt-bind 0x5CF4 0",
    ]
    for sent in hub.frames(lines, tsn=7):
        frame = zdo.decode(bytes(sent), cluster=sent.cluster, strict=True)
        assert frame.to_bytes() == bytes(sent)
        assert isinstance(frame.command, (binding.BindReq, binding.UnbindReq, management.MgmtBindReq))


def test_every_request_has_its_answer() -> None:
    for number, (_, name) in COMMANDS.items():
        if name.endswith("Req"):
            assert COMMANDS[number | 0x8000][1] == name.removesuffix("Req") + "Rsp"
    assert len(COMMANDS) == 110


@given(st.data())
def test_strict_readers_agree(data: st.DataObject) -> None:
    fast, wise = strictly("zdo", data.draw(mutated("zdo")))
    assert bool(fast) == bool(wise)


@given(st.binary(max_size=80), st.sampled_from([*sorted(COMMANDS), 0x7FFF]), st.booleans())
def test_any_bytes(data: bytes, cluster: int, strict: bool) -> None:
    try:
        frame = zdo.decode(data, cluster=cluster, strict=strict)
    except DecodeError:
        return
    assert frame.to_bytes() == data
    assert isinstance(repr(frame), str)
