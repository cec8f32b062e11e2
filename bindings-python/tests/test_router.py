"""The router from Python."""

from datetime import UTC, datetime, timedelta

import krarup
import pytest

START = datetime(2026, 11, 2, 9, tzinfo=UTC)
CONFIG = {
    "queues": [{"id": "sales", "offer_timeout_us": 20_000_000, "wrap_up_us": 30_000_000}],
    "agents": [{"id": "ann", "queues": {"sales": {}}, "presence": "available"}],
}


def seconds(n: int) -> datetime:
    return START + timedelta(seconds=n)


def enqueue(interaction: str) -> dict[str, str]:
    return {"type": "enqueue", "interaction": interaction, "queue": "sales"}


def test_a_call_from_queue_to_wrap_up() -> None:
    router = krarup.Router(CONFIG, START)
    receipt = router.apply(seconds(5), enqueue("c1"), "cmd-1")
    assert [event["type"] for _, event in receipt["events"]] == ["interaction_queued", "offer_made"]
    assert router.next_deadline() == seconds(25)
    assert router.apply(seconds(6), enqueue("c1"), "cmd-1")["repeated"]
    router.apply(seconds(8), {"type": "accept", "interaction": "c1", "agent": "ann"})
    router.apply(seconds(9), {"type": "connected", "interaction": "c1"})
    ended = router.apply(seconds(60), {"type": "complete", "interaction": "c1"})
    assert [event["type"] for _, event in ended["events"]] == ["completed", "wrap_up_started"]
    router.apply(seconds(61), enqueue("c2"))
    assert router.explain("c2")[0]["verdict"]["rule"] == "wrap_up"
    assert [view["facts"]["interaction"] for view in router.waiting("sales")] == ["c2"]
    restored = krarup.Router.restore(router.snapshot())
    assert restored.digest() == router.digest()
    assert len(router.drain_inputs()) == 6


def test_a_reject_has_a_code() -> None:
    router = krarup.Router(CONFIG, START)
    with pytest.raises(krarup.RejectError) as caught:
        router.apply(START, {"type": "complete", "interaction": "nobody"})
    assert caught.value.code == "unknown_interaction"
    with pytest.raises(krarup.InvalidInputError, match="enque"):
        router.apply(START, {"type": "enque"})
    with pytest.raises(krarup.InvalidInputError, match="aware"):
        router.tick(datetime(2026, 1, 1))
    with pytest.raises(krarup.InvalidInputError, match="must name a queue"):
        krarup.Router({"queues": [], "agents": [{"id": "a", "queues": {"nowhere": {}}}]}, 0)


def test_a_panic_becomes_an_error_and_poisons() -> None:
    router = krarup.Router(CONFIG, START)
    with pytest.raises(krarup.KrarupError) as caught:
        router._raw._panic()
    assert caught.value.code == "internal_panic"
    with pytest.raises(krarup.KrarupError) as poisoned:
        router.digest()
    assert poisoned.value.code == "poisoned"
