"""The host chooses what is told; nothing is decided otherwise."""

import asyncio
import random
from typing import Any

import krarup
import pytest
from test_read_model import config, random_command

CALL = {"type": "enqueue", "interaction": "c1", "queue": "sales"}


def applied(router: krarup.Router, at_us: int, command: dict[str, Any], id: str | None) -> dict[str, Any]:
    try:
        return router.apply(at_us, command, id)
    except krarup.RejectError as error:
        assert error.tick is not None
        return error.tick


def positions(receipt: dict[str, Any]) -> dict[int, dict[str, Any]]:
    indexes = receipt.get("indexes", range(len(receipt["events"])))
    return {index: event for index, (_, event) in zip(indexes, receipt["events"], strict=True)}


def test_the_same_happens_whatever_is_told() -> None:
    draws = random.Random(4)
    router, quiet = krarup.Router(config(), 0), krarup.Router(config(), 0)
    quiet.tell(["offer_made", "wrap_up_ended"], why="key")
    left_out = offers = 0
    for step in range(400):
        if step == 200:
            quiet = krarup.Router.restore(quiet.snapshot())
            quiet.tell(events=("offer_made", "wrap_up_ended"), why="none")
        at_us, id = step * 700_000, draws.choice([None, f"k{draws.randrange(40)}"])
        command = random_command(draws)
        everything = positions(applied(router, at_us, command, id))
        told = positions(applied(quiet, at_us, command, id))
        expected = {
            index: event
            for index, event in everything.items()
            if event["type"] in ("offer_made", "wrap_up_ended")
        }
        left_out += len(everything) - len(told)
        for event in expected.values():
            if event["type"] == "offer_made":
                offers += 1
                del event["why"]["candidates"]
                event["why"]["runner_up"] = None
                if step >= 200:
                    del event["why"]
        assert told == expected
        assert router.digest() == quiet.digest()
    assert left_out > 200 and offers > 50


def test_a_repeated_command_is_told_as_the_choice_is_now() -> None:
    router = krarup.Router(config(), 0)
    first = router.apply(1, CALL, "k1")
    router.tell([])
    again = router.apply(2, CALL, "k1")
    assert again == {**first, "repeated": True, "events": [], "indexes": []}
    (batch,) = router.apply_batch([(3, CALL, "k1")])
    assert batch == again
    router.tell()
    assert router.apply(4, CALL, "k1") == {**first, "repeated": True}


def test_a_live_routers_events_keep_their_positions() -> None:
    async def run() -> None:
        with krarup.LiveRouter(config()) as live:
            live.tell(events=["offer_made", "assigned"], why="none")
            seen: list[dict[str, Any]] = []
            live.on("*", seen.append)
            live.apply(CALL)
            live.apply({"type": "accept", "interaction": "c1", "agent": "ann"})
            assert [(event["seq"], event["index"]) for event in seen] == [(1, 1), (2, 0)]
            assert "why" not in seen[0]
            assert live.events_after(0) == seen

    asyncio.run(run())


def test_what_is_not_known_is_named() -> None:
    router = krarup.Router(config(), 0)
    for wrong, word in (({"events": ["assined"]}, "assined"), ({"why": "runner_up"}, "runner_up")):
        with pytest.raises(krarup.InvalidInputError, match=word) as caught:
            router.tell(**wrong)
        assert caught.value.code == "invalid_input"


def test_a_recorder_takes_no_receipt_that_lacks_events() -> None:
    router, recorder = krarup.Router(config(), 0), krarup.Recorder(config(), 0)
    router.tell(["assigned"])
    with pytest.raises(krarup.InvalidInputError) as caught:
        recorder.record(router.apply(1, CALL))
    assert caught.value.code == "incomplete_receipt"
