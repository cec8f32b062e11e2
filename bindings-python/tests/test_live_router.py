"""LiveRouter: the clock, the one timer, the events."""

import asyncio
import random
from typing import Any

import krarup
import pytest

CONFIG: dict[str, Any] = {
    "queues": [{"id": "sales", "offer_timeout_us": 20_000, "wrap_up_us": 5_000, "auto_accept": False}],
    "agents": [{"id": f"a{n}", "queues": {"sales": {}}, "presence": "available"} for n in range(8)],
}


def test_an_offer_expires_by_itself() -> None:
    async def run() -> list[str]:
        with krarup.LiveRouter(CONFIG) as live:
            seen: list[str] = []
            expired = asyncio.Event()
            live.on("*", lambda event: seen.append(event["type"]))
            live.on("offer_expired", lambda event: expired.set())
            live.apply({"type": "enqueue", "interaction": "c1", "queue": "sales"})
            await asyncio.wait_for(expired.wait(), 5)
            return seen

    assert asyncio.run(run())[:3] == ["interaction_queued", "offer_made", "offer_expired"]


def test_a_thousand_contacts_and_no_timer_left() -> None:
    async def run() -> None:
        # Offers long enough that a slow machine's accepts are never too late.
        live = krarup.LiveRouter(
            CONFIG | {"queues": [{**CONFIG["queues"][0], "offer_timeout_us": 30_000_000}]}
        )
        draws = random.Random(1)
        done = asyncio.Event()
        finished = 0

        def offered(event: dict[str, Any]) -> None:
            loop = asyncio.get_running_loop()
            loop.call_soon(accept, event["interaction"], event["agent"], event["generation"])

        def accept(interaction: str, agent: str, generation: int) -> None:
            command = {"type": "accept", "interaction": interaction, "agent": agent, "generation": generation}
            live.apply(command)

        def assigned(event: dict[str, Any]) -> None:
            command = {"type": "complete", "interaction": event["interaction"]}
            asyncio.get_running_loop().call_later(draws.random() / 1000, live.apply, command)

        def completed(_: dict[str, Any]) -> None:
            nonlocal finished
            finished += 1
            if finished == 1000:
                done.set()

        live.on("offer_made", offered)
        live.on("assigned", assigned)
        live.on("completed", completed)
        for n in range(1000):
            live.apply({"type": "enqueue", "interaction": f"c{n}", "queue": "sales"})
            await asyncio.sleep(0)
        await asyncio.wait_for(done.wait(), 60)
        live.close()
        assert live._timer is None
        with pytest.raises(krarup.KrarupError, match="closed"):
            live.apply({"type": "enqueue", "interaction": "late", "queue": "sales"})

    asyncio.run(run())


def test_events_can_be_iterated_until_close() -> None:
    async def run() -> list[str]:
        live = krarup.LiveRouter(CONFIG)

        async def read() -> list[str]:
            return [event["type"] async for event in live.events()]

        reader = asyncio.create_task(read())
        await asyncio.sleep(0)
        live.apply({"type": "enqueue", "interaction": "c1", "queue": "sales"}, "cmd-1")
        assert live.apply({"type": "enqueue", "interaction": "c1", "queue": "sales"}, "cmd-1")["repeated"]
        live.close()
        return await reader

    assert asyncio.run(run()) == ["interaction_queued", "offer_made"]


def test_a_reject_hands_out_the_events_of_its_tick() -> None:
    now = 0

    async def run() -> list[str]:
        nonlocal now
        seen: list[str] = []
        with krarup.LiveRouter(CONFIG, clock_us=lambda: now) as live:
            live.on("*", lambda event: seen.append(event["type"]))
            live.apply({"type": "enqueue", "interaction": "c1", "queue": "sales"})
            now = 30_000
            with pytest.raises(krarup.RejectError):
                live.apply({"type": "hold", "interaction": "c1"})
        return seen

    assert "offer_expired" in asyncio.run(run())


def test_records_from_a_live_routers_receipts() -> None:
    router = krarup.Router(CONFIG, 0)
    recorder = krarup.Recorder(CONFIG, 0)
    for at_us, command in [
        (1_000_000, {"type": "enqueue", "interaction": "c1", "queue": "sales"}),
        (1_010_000, {"type": "accept", "interaction": "c1", "agent": "a0"}),
        (9_000_000, {"type": "complete", "interaction": "c1"}),
    ]:
        recorder.record(router.apply(at_us, command))
    assert router.queue("sales")["waiting"] == 0
    records = recorder.finish()
    assert str(krarup.kpis(records, ["answered", "asa"])).split() == ["answered", "asa", "1", "0.0", "s"]
    with pytest.raises(krarup.InvalidInputError) as caught:
        recorder.record({"seq": 9, "at_us": 0, "clamped": False, "repeated": False, "events": []})
    assert caught.value.code == "missing_receipt"


def test_a_handler_that_applies_commands_does_not_change_the_order_others_hear() -> None:
    async def run() -> list[str]:
        seen: list[str] = []
        with krarup.LiveRouter(CONFIG) as live:

            def accept(event: dict[str, Any]) -> None:
                command = {"type": "accept", "interaction": event["interaction"], "agent": event["agent"]}
                live.apply(command)

            live.on("offer_made", accept)
            live.on("*", lambda event: seen.append(event["type"]))
            live.apply({"type": "enqueue", "interaction": "c1", "queue": "sales"})
        return seen

    assert asyncio.run(run()) == ["interaction_queued", "offer_made", "assigned"]


def test_a_handler_that_raises_loses_nobody_an_event() -> None:
    async def run() -> tuple[list[str], list[str]]:
        seen: list[str] = []
        told: list[str] = []
        asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(context["message"]))
        with krarup.LiveRouter(CONFIG) as live:
            live.on("interaction_queued", lambda event: 1 / 0)
            live.on("*", lambda event: seen.append(event["type"]))
            live.apply({"type": "enqueue", "interaction": "c1", "queue": "sales"})
        return seen, told

    seen, told = asyncio.run(run())
    assert seen == ["interaction_queued", "offer_made"]
    assert told == ["a handler of LiveRouter failed at interaction_queued"]


def test_it_needs_a_running_loop_before_anything_happens() -> None:
    with pytest.raises(RuntimeError, match="no running event loop"):
        krarup.LiveRouter(CONFIG)


def test_events_come_from_the_call_on_and_end_with_close() -> None:
    async def run() -> tuple[list[str], list[str]]:
        live = krarup.LiveRouter(CONFIG)
        events = live.events()
        live.apply({"type": "enqueue", "interaction": "c1", "queue": "sales"})
        live.close()
        heard = [event["type"] async for event in events]
        return heard, [event["type"] async for event in live.events()]

    assert asyncio.run(run()) == (["interaction_queued", "offer_made"], [])


def test_a_coroutine_hears_events_and_what_it_raises_is_told() -> None:
    async def run() -> tuple[list[str], list[str]]:
        heard: list[str] = []
        failures: list[str] = []
        asyncio.get_running_loop().set_exception_handler(
            lambda _, context: failures.append(context["message"])
        )

        async def listen(event: dict[str, Any]) -> None:
            heard.append(event["type"])
            if event["type"] == "offer_made":
                raise ValueError("from the caller")

        with krarup.LiveRouter(CONFIG) as live:
            live.on("*", listen)
            with pytest.raises(krarup.InvalidInputError, match="offer_mad"):
                live.on("offer_mad", listen)
            live.apply({"type": "enqueue", "interaction": "c1", "queue": "sales"})
            await asyncio.sleep(0.01)
        return heard, failures

    heard, failures = asyncio.run(run())
    assert heard == ["interaction_queued", "offer_made"]
    assert failures == ["a handler of LiveRouter failed at offer_made"]


def test_a_strict_clock_that_steps_back_stops_no_timer() -> None:
    async def run() -> list[str]:
        clock = [10_000_000]
        seen: list[str] = []
        with krarup.LiveRouter(CONFIG | {"strict_time": True}, clock_us=lambda: clock[0]) as live:
            live.on("offer_expired", lambda event: seen.append(event["type"]))
            live.apply({"type": "enqueue", "interaction": "c1", "queue": "sales"})
            clock[0] -= 1_000
            await asyncio.sleep(0.05)
            clock[0] += 30_000
            await asyncio.sleep(0.05)
        return seen

    assert asyncio.run(run())[:1] == ["offer_expired"]


def test_a_long_absence_is_made_up_for() -> None:
    async def run() -> int:
        clock = [0]
        count = 0

        def counted(_: dict[str, Any]) -> None:
            nonlocal count
            count += 1

        config = CONFIG | {"agents": CONFIG["agents"][:1], "limits": {"events_per_input": 10}}
        with krarup.LiveRouter(config, clock_us=lambda: clock[0]) as live:
            live.on("offer_expired", counted)
            live.apply({"type": "enqueue", "interaction": "c1", "queue": "sales"})
            clock[0] = 1_000_000
            live.apply({"type": "set_presence", "agent": "a0", "presence": "offline"})
        return count

    assert asyncio.run(run()) == 50
