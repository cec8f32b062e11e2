"""The PBX example: its recording has its expected outcome, however often and in whatever order it is told."""

import asyncio
import itertools

import pytest
from krarup import KrarupError, LiveRouter
from pbx import Leg, Pbx, blocks
from replay import RECORDING, replay

BLOCKS = list(blocks(RECORDING.read_text()))
EXPECTED = RECORDING.with_name("expected.txt").read_text().splitlines()
CONTACTS = {block["Uniqueid"] for block in BLOCKS if block.get("UserEvent") == "Waits"}


def events(lines: list[str]) -> list[str]:
    """What the router says happened, without actions and late blocks."""
    return [line for line in lines if not line[6:].startswith("   ")]


def test_the_recording_has_its_expected_outcome() -> None:
    lines, router = replay(BLOCKS)
    assert lines == EXPECTED
    queue = router.queue("sales")
    assert (queue["waiting"], queue["offered"], queue["assigned"]) == (0, 0, 0)


def test_every_block_told_twice_changes_nothing() -> None:
    twice = [block for block in BLOCKS for _ in range(2)]
    lines, _ = replay(twice)
    assert events(lines) == events(EXPECTED)
    actions = [line for line in lines if "  -> " in line and "CoreShowChannels" not in line]
    assert actions == [line for line in EXPECTED if "  -> " in line and "CoreShowChannels" not in line]


def test_every_block_told_again_at_the_end_changes_nothing() -> None:
    end = BLOCKS[-1]["Timestamp"]
    # Holds are told by their instant, devices by their state: those of the end would be new ones.
    again = [block | {"Timestamp": end} for block in BLOCKS if block["Event"] != "DeviceStateChange"]
    assert len(again) > 50
    assert events(replay(BLOCKS + again)[0]) == events(EXPECTED)


def test_neighbours_that_overtake_each_other_leave_no_call_behind_and_end_none_twice() -> None:
    swaps = 0
    for n, (first, second) in enumerate(itertools.pairwise(BLOCKS)):
        apart_s = float(second["Timestamp"]) - float(first["Timestamp"])
        # A contact must be there first, and the list of channels is one answer.
        in_order = any(
            block.get("UserEvent") == "Waits" or "Core" in block["Event"] for block in (first, second)
        )
        if apart_s > 1 or in_order:
            continue
        swaps += 1
        swapped = [second | {"Timestamp": first["Timestamp"]}, first | {"Timestamp": second["Timestamp"]}]
        lines, router = replay(BLOCKS[:n] + swapped + BLOCKS[n + 2 :])
        ends = [
            line.split()[2] for line in lines if line.split()[1] in ("completed", "abandoned", "contact_lost")
        ]
        assert sorted(ends) == sorted(CONTACTS), (first, second)
        assert router.queue("sales")["assigned"] == 0
    assert swaps > 10


def test_the_end_of_a_leg_whose_agent_has_handed_the_call_on_ends_nothing_of_his_successor() -> None:
    config = {
        "queues": [{"id": "sales"}, {"id": "service"}],
        "agents": [
            {"id": "ann", "queues": {"sales": {}}, "presence": "available"},
            {"id": "bo", "queues": {"service": {}}, "presence": "available"},
        ],
    }

    async def run() -> None:
        with LiveRouter(config) as live:
            pbx = Pbx(live, ["sales", "service"], act=lambda action: None, late=lambda what, code: None)
            ann, bo = Leg(0, "ann", "1.1"), Leg(1, "bo", "1.1")
            pbx.receive({"Event": "UserEvent", "UserEvent": "Waits", "Uniqueid": "1.1", "Queue": "sales"})
            pbx.receive({"Event": "BridgeEnter", "Uniqueid": ann.channel_id})
            live.apply({"type": "transfer", "interaction": "1.1", "queue": "service"})
            pbx.receive({"Event": "BridgeEnter", "Uniqueid": bo.channel_id})
            for leg, place in ((ann, "bo"), (bo, None)):
                pbx.receive({"Event": "Hangup", "Uniqueid": leg.channel_id, "ChannelStateDesc": "Up"})
                waits = live.router.queue("service")["assigned"]
                assert waits == (place is not None)

    asyncio.run(run())


def test_an_agent_who_is_in_no_configuration_is_an_error_that_somebody_sees() -> None:
    stranger = [block | {"Agent": "cy"} if "Agent" in block else block for block in BLOCKS]
    with pytest.raises(KrarupError) as error:
        replay(stranger)
    assert error.value.code == "unknown_agent"


def test_blocks_end_with_an_empty_line_whatever_ends_a_line() -> None:
    text = "Event: Hangup\r\nUniqueid: 1.2\r\nCause-txt: Normal: so\r\n\r\n\r\nEvent: Hold\r\n\r\n"
    assert list(blocks(text)) == [
        {"Event": "Hangup", "Uniqueid": "1.2", "Cause-txt": "Normal: so"},
        {"Event": "Hold"},
    ]
    assert Leg.of("1796112005.17") is None
    assert Leg.of(Leg(7, "ann", "1.2").channel_id) == Leg(7, "ann", "1.2")
