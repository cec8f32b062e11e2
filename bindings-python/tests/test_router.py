"""The router from Python."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import krarup
import pyarrow as pa
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


def test_the_golden_file_replays_to_the_bit() -> None:
    text = (Path(__file__).parents[2] / "core/tests/golden/routing.jsonl").read_text()
    header, *steps, last = map(json.loads, text.splitlines())

    def outcome(router: krarup.Router, step: dict[str, Any]) -> dict[str, Any]:
        if step.get("command") is None:
            return {"receipt": router.tick(step["at_us"])}
        try:
            return {"receipt": router.apply(step["at_us"], step["command"], step["command_id"])}
        except krarup.RejectError as error:
            return {"error": error.code, "tick": error.tick}

    router = krarup.Router(header["config"], header["at_us"])
    for number, step in enumerate(steps):
        assert outcome(router, step) == step["outcome"], number
        if number == 100:
            inputs = router.drain_inputs()
            router = krarup.Router.restore(router.snapshot())
    inputs += router.drain_inputs()
    assert router.digest() == last["digest"]
    assert inputs == [b"\x01" + text.encode() for text in last["inputs"]]
    assert krarup.Router.from_log(inputs).digest() == last["digest"]
    with pytest.raises(krarup.InvalidInputError) as caught:
        krarup.Router.from_log(inputs[1:])
    assert caught.value.code == "invalid_log"


def test_what_fails_has_a_code_of_the_catalogue() -> None:
    router = krarup.Router(CONFIG, START)
    codes = {}
    cases: dict[str, Callable[[], object]] = {
        "restore": lambda: krarup.Router.restore(b"nonsense"),
        "replay": lambda: router.replay(b"\x01{}"),
        "queue": lambda: router.queue("nowhere"),
        "config": lambda: krarup.Router({"ques": []}, 0),
        "plan": lambda: krarup.day_plan([1.0], [-1.0], sl=0.8),
        "metric": lambda: krarup.kpis(krarup.generate(krarup.centre() | {"days": 1}), "sl"),
        "zone": lambda: krarup.generate(krarup.centre() | {"zone": "Mars"}),
    }
    for name, work in cases.items():
        with pytest.raises(krarup.KrarupError) as caught:
            work()
        codes[name] = caught.value.code
    assert codes == {
        "restore": "unknown_encoding_version",
        "replay": "malformed_encoding",
        "queue": "unknown_queue",
        "config": "invalid_config",
        "plan": "invalid_input",
        "metric": "unknown_metric",
        "zone": "unknown_zone",
    }
    assert set(codes.values()) <= set(krarup.ERROR_CODES)
    assert len(krarup.ERROR_CODES) > 30


def test_what_is_malformed_is_named_by_its_path() -> None:
    with pytest.raises(krarup.InvalidInputError, match=r"config\.queues\[0\]\.?.*wrapup") as caught:
        krarup.Router({"queues": [{"id": "q", "wrapup": 1}], "agents": []}, 0)
    assert caught.value.code == "invalid_config"
    assert " line " not in str(caught.value)
    for at in (2**70, 1.5, True, "now"):
        with pytest.raises(krarup.InvalidInputError, match="at is"):
            krarup.Router({"queues": [], "agents": []}, at)  # type: ignore[arg-type]
    router = krarup.Router({"queues": [{"id": "q"}], "agents": []}, 0)
    with pytest.raises(krarup.InvalidInputError, match="limit is -1"):
        router.waiting("q", -1)


def test_a_recorder_goes_on_after_a_restart() -> None:
    config = {
        "queues": [{"id": "q"}],
        "agents": [{"id": "ann", "queues": {"q": {}}, "presence": "available"}],
    }
    router, recorder = krarup.Router(config, 0), krarup.Recorder(config, 0)
    recorder.record(router.apply(1_000_000, {"type": "enqueue", "interaction": "a", "queue": "q"}))
    recorder.record(router.apply(4_000_000, {"type": "accept", "interaction": "a", "agent": "ann"}))
    router = krarup.Router.restore(router.snapshot())
    recorder = krarup.Recorder.restore(recorder.snapshot())
    end = {"type": "complete", "interaction": "a", "ended_by": "customer"}
    recorder.record(router.apply(9_000_000, end))
    (row,) = pa.table(recorder.finish().interactions).to_pylist()
    assert (row["ended_by"], row["outcome"]) == ("customer", "answered")
    with pytest.raises(krarup.InvalidInputError) as caught:
        krarup.Recorder.restore(b"")
    assert caught.value.code == "malformed_encoding"


def test_what_can_hardly_be_meant_is_found() -> None:
    config = {"queues": [{"id": "q", "auto_accept": True}], "agents": [{"id": "ann", "queues": {"q": {}}}]}
    assert krarup.lint(config) == []
    assert [found["code"] for found in krarup.lint(config | {"agents": []})] == ["queue_without_members"]
    call = {"type": "enqueue", "interaction": "a", "queue": "q", "requirements": [{"skill": "da"}]}
    assert krarup.unmet(config, call) == [{"agent": "ann", "lacks": ['skill "da" >= 1 (lacks it)']}]
    assert krarup.unmet(config, call | {"requirements": []}) == []
    with pytest.raises(krarup.RejectError) as caught:
        krarup.unmet(config, {"queue": "nowhere"})
    assert caught.value.code == "unknown_queue"


@pytest.mark.parametrize(
    ("command", "place"),
    [
        (enqueue("c") | {"requirements": [{"skill": "da"}, "fr"]}, "command.requirements[1]: "),
        (enqueue("c") | {"requirements": [{"skill": "da", "op": "="}]}, "command.requirements[0].op: "),
        (enqueue("c") | {"steps": [{"expr": {"or": [{"nott": {}}]}}]}, "command.steps[0].expr.or[0].nott: "),
        (enqueue("c") | {"steps": [{"expr": "da >= 3"}]}, "command.steps[0].expr: "),
        ({"type": "arrive", "interaction": "c", "windows": [{"from_us": 0}]}, "command.windows[0]: "),
        ({"type": "update", "interaction": "c", "preferred": ["ann"]}, "command.preferred[0]: "),
        ({"type": "configure", "config": {"queues": [{"id": 1}]}}, "command.config.queues[0].id: "),
        ({"type": "set_presence", "agent": "ann", "presence": "ready"}, "command: "),
    ],
)
def test_what_is_wrong_in_a_command_is_told_with_its_place(command: dict[str, Any], place: str) -> None:
    router = krarup.Router(CONFIG, START)
    with pytest.raises(krarup.InvalidInputError) as caught:
        router.apply(seconds(1), command)
    assert caught.value.code == "invalid_command"
    assert str(caught.value).startswith(place), caught.value
    assert "struct" not in str(caught.value)


def test_position_and_estimated_wait() -> None:
    config = {
        "queues": [{"id": "q", "auto_accept": True}],
        "agents": [{"id": "ann", "queues": {"q": {}}, "presence": "available"}],
    }
    router = krarup.Router(config, 0)
    for at_s, id in [(0, "a"), (10, "b"), (20, "c")]:
        router.apply(at_s * 1_000_000, {"type": "enqueue", "interaction": id, "queue": "q"})
    router.apply(60_000_000, {"type": "complete", "interaction": "a"})
    estimate = router.estimate("c")
    assert (estimate["position"], estimate["waited_us"], estimate["is_agent_free"]) == (1, 40_000_000, False)
    found = {one["estimator"]: one["wait_us"] or one["unknown"] for one in estimate["estimators"]}
    # Ann took 60 s; nobody is before it; b waited for 50 s.
    assert found == {
        "queue_length": 60_000_000,
        "head_of_line": "nobody_ahead",
        "last_to_enter_service": 10_000_000,
    }
    assert estimate["best"] == "queue_length"
    assert router.estimate_for("q")["position"] == 2
    new = {"type": "enqueue", "queue": "q", "requirements": [{"skill": "da"}]}
    assert router.estimate_for(new)["estimators"][0]["unknown"] == "cannot_be_met"
    assert krarup.Router.restore(router.snapshot()).estimate_for("q") == router.estimate_for("q")
    refused: list[tuple[Callable[[], object], str]] = [
        (lambda: router.estimate("b"), "not_waiting"),
        (lambda: router.estimate("a"), "unknown_interaction"),
        (lambda: router.estimate_for("nowhere"), "unknown_queue"),
        (lambda: router.estimate_for({"queue": "q", "prio": 1}), "invalid_command"),
    ]
    for call, code in refused:
        with pytest.raises(krarup.KrarupError) as caught:
            call()
        assert caught.value.code == code


def test_what_nobody_could_ever_take_is_told_and_waits() -> None:
    config = {
        "queues": [{"id": "q"}],
        "agents": [{"id": "ann", "queues": {"q": {}}, "presence": "available"}],
    }
    router = krarup.Router(config, 0)
    call = {"type": "enqueue", "interaction": "a", "queue": "q", "requirements": [{"skill": "da"}]}
    events = [event for _, event in router.apply(0, call)["events"]]
    assert [event["type"] for event in events] == ["interaction_queued", "cannot_be_met"]
    assert events[1]["nearest"] == krarup.unmet(config, call)
    assert router.queue("q")["waiting"] == 1
