"""What desktops and wallboards read."""

import asyncio
import random
from typing import Any

import krarup
import pytest

QUEUES, AGENTS = ["sales", "service"], ["ann", "bo", "cy"]


def config(buffered_events: int | None = None) -> dict[str, Any]:
    limits = {} if buffered_events is None else {"buffered_events": buffered_events}
    queues = [{"id": id, "offer_timeout_us": 9_000_000, "wrap_up_us": 4_000_000} for id in QUEUES]
    agents = [{"id": id, "queues": {queue: {} for queue in QUEUES}, "presence": "available"} for id in AGENTS]
    return {"queues": queues, "agents": agents, "limits": limits}


def random_command(draws: random.Random) -> dict[str, Any]:
    interaction, agent = f"c{draws.randrange(30)}", draws.choice(AGENTS)
    return draws.choice(
        [
            {"type": "enqueue", "interaction": interaction, "queue": draws.choice(QUEUES)},
            {"type": "accept", "interaction": interaction, "agent": agent},
            {"type": "complete", "interaction": interaction},
            {"type": "abandon", "interaction": interaction},
            {"type": "transfer", "interaction": interaction, "queue": draws.choice(QUEUES)},
            {"type": "set_presence", "agent": agent, "presence": draws.choice(["available", "paused"])},
        ]
    )


def step(router: krarup.Router, at_us: int, draws: random.Random) -> dict[str, Any]:
    try:
        return router.apply(at_us, random_command(draws))
    except krarup.RejectError as error:
        assert error.tick is not None
        return error.tick


def test_the_overview_says_what_one_question_each_would() -> None:
    draws, router = random.Random(1), krarup.Router(config(), 0)
    for n in range(400):
        receipt = step(router, n * 1_500_000, draws)
        view = router.overview()
        assert view["as_of"] == {"seq": receipt["seq"], "at_us": n * 1_500_000}
        assert [queue["queue"] for queue in view["queues"]] == QUEUES
        for queue in view["queues"]:
            one = {key: value for key, value in router.queue(queue["queue"]).items() if key != "config"}
            assert queue == {"queue": queue["queue"], **one}
        assert [agent["agent"] for agent in view["agents"]] == AGENTS
        for agent in view["agents"]:
            one = router.agent(agent["agent"])
            assert [agent[key] for key in ("presence", "reason", "wrap_up")] == [
                one[key] for key in ("presence", "reason", "wrap_up")
            ]
            for interaction in agent["offers"]:
                assert agent["agent"] in router.interaction(interaction)["place"]["offers"]
            for interaction in agent["contacts"]:
                assert router.interaction(interaction)["place"]["agent"] == agent["agent"]
            is_free = one["presence"] == "available" and not (
                one["wrap_up"] or agent["offers"] or agent["contacts"]
            )
            assert agent["idle_since_us"] == (one["last_contact_end_us"] if is_free else None)


@pytest.mark.parametrize("buffered_events", [0, 4, 10_000])
def test_a_reader_who_comes_back_misses_nothing_and_hears_nothing_twice(buffered_events: int) -> None:
    draws, router = random.Random(2), krarup.Router(config(buffered_events), 0)
    happened: list[dict[str, Any]] = []
    heard: list[dict[str, Any]] = []
    begun, position, lost = 0, (0, None), 0
    for n in range(600):
        receipt = step(router, n * 1_500_000, draws)
        happened += (
            {"seq": receipt["seq"], "index": index, "at_us": at_us, **event}
            for index, (at_us, event) in enumerate(receipt["events"])
        )
        if draws.random() < 0.8:
            continue
        try:
            for event in router.events_after(*position)[: draws.choice([2, None])]:
                heard.append(event)
                position = (event["seq"], event["index"])
        except krarup.InvalidInputError as error:
            assert error.code == "events_lost"
            lost, begun, heard = lost + 1, len(happened), []
            position = (router.overview()["as_of"]["seq"], None)
        assert heard == happened[begun : begun + len(heard)]
    assert (lost > 10) == (buffered_events < 10_000)
    assert len(happened) > 300


def test_positions_that_are_none_are_refused() -> None:
    router = krarup.Router(config(), 0)
    for position in ((-1,), (True,), (1.5,), ("1",), (0, -1), (2**64,)):
        with pytest.raises(krarup.InvalidInputError, match="must be a whole number") as caught:
            router.events_after(*position)
        assert caught.value.code == "invalid_input"
    with pytest.raises(krarup.InvalidInputError, match="last input is 0") as caught:
        router.events_after(7)
    assert caught.value.code == "events_lost"
    router.tick(1)
    restored = krarup.Router.restore(router.snapshot())
    with pytest.raises(krarup.InvalidInputError, match="event 0 of input 2"):
        restored.events_after(0)
    assert restored.events_after(1) == []


def test_live_events_carry_their_position() -> None:
    async def run() -> None:
        with krarup.LiveRouter(config()) as live:
            seen: list[dict[str, Any]] = []
            live.on("*", seen.append)
            live.apply({"type": "enqueue", "interaction": "c1", "queue": "sales"})
            view = live.overview()
            assert view["as_of"]["seq"] == 1
            live.apply({"type": "accept", "interaction": "c1", "agent": "ann"})
            assert [(event["seq"], event["index"]) for event in seen] == [(1, 0), (1, 1), (2, 0)]
            assert live.events_after(0) == seen
            assert live.events_after(1, 0) == seen[1:]
            assert live.events_after(view["as_of"]["seq"]) == seen[2:]

    asyncio.run(run())


def test_everything_open_is_listed_page_by_page() -> None:
    router = krarup.Router({**config(), "entry_rules": [{"queue": "sales"}], "plans": [{"id": "storm"}]}, 0)
    router.apply(1, {"type": "activate_plan", "plan": "storm"})
    receipt = router.apply(1, {"type": "enqueue", "interaction": "c2", "queue": "sales"})
    why = next(event["why"] for _, event in receipt["events"] if event["type"] == "offer_made")
    assert (why["configured_at_seq"], why["plans"]) == (0, ["storm"])
    for interaction in ("c1", "c3"):
        router.apply(1, {"type": "enqueue", "interaction": interaction, "queue": "sales"})

    def ids(page: list[dict[str, Any]]) -> list[str]:
        return [one["facts"]["interaction"] for one in page]

    assert ids(router.interactions()) == ["c1", "c2", "c3"]
    assert ids(router.interactions(limit=2)) == ["c1", "c2"]
    assert ids(router.interactions("c2", 2)) == ["c3"]
    assert router.interactions("c3") == []
    assert router.interactions("c1", 1) == [router.interaction("c2")]
    router.apply(2, {"type": "arrive", "interaction": "m", "self_service": True, "details": {"menu": "2"}})
    router.apply(5, {"type": "keep_alive", "interaction": "m"})
    (served,) = router.self_service()
    assert (served["contact"]["interaction"], served["contact"]["details"]) == ("m", {"menu": "2"})
    assert (served["started_at_us"], served["heard_at_us"]) == (2, 5)
    assert router.self_service("m") == []
    with pytest.raises(krarup.InvalidInputError):
        router.interactions(limit=-1)
