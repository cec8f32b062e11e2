"""Batches of commands: `Router.apply_batch`."""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path
from typing import Any

import krarup
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

CONFIG: dict[str, Any] = {
    "queues": [{"id": "sales", "offer_timeout_us": 20_000_000, "wrap_up_us": 30_000_000}],
    "agents": [
        {"id": "ann", "queues": {"sales": {}}, "skills": {"da": 3}, "presence": "available"},
        {"id": "bo", "queues": {"sales": {"rank": 2}}},
    ],
    "entry_rules": [{"queue": "sales"}],
}
CONTACTS = st.sampled_from(["c0", "c1", "c2", "æ\n"])
AGENTS = st.sampled_from(["ann", "bo", "nobody"])


def command(type: str, **fields: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({"type": st.just(type), **fields})


def on_contact(*types: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({"type": st.sampled_from(types), "interaction": CONTACTS})


COMMANDS = st.one_of(
    command(
        "enqueue",
        interaction=CONTACTS,
        queue=st.sampled_from(["sales", "nowhere"]),
        priority=st.integers(-3, 3),
        requirements=st.lists(
            st.fixed_dictionaries({"skill": st.just("da"), "level": st.integers(1, 5)}), max_size=1
        ),
    ),
    command("accept", interaction=CONTACTS, agent=AGENTS),
    command("decline", interaction=CONTACTS, agent=AGENTS),
    on_contact("arrive", "complete", "abandon", "hold", "resume", "connected"),
    command("set_presence", agent=AGENTS, presence=st.sampled_from(["offline", "available", "paused"])),
    command("end_wrap_up", agent=AGENTS),
    command("configure", config=st.just(CONFIG | {"queues": [{"id": "sales"}]})),
)
# Seconds since the one before, now and then backwards; the same id twice is the same command twice.
TIMED = st.tuples(st.integers(-5, 30), COMMANDS, st.none() | st.sampled_from(["id-1", "id-2"]))


def told(outcome: dict[str, Any] | krarup.RejectError) -> object:
    if isinstance(outcome, krarup.RejectError):
        return outcome.code, str(outcome), outcome.tick
    return outcome


def one_by_one(router: krarup.Router, rows: list[Any]) -> list[object]:
    answers: list[object] = []
    for row in rows:
        try:
            answers.append(router.apply(*row))
        except krarup.RejectError as error:
            answers.append(told(error))
    return answers


@settings(max_examples=200, deadline=None)
@given(st.lists(TIMED, max_size=60), st.integers(1, 60), st.booleans())
def test_a_batch_is_its_commands_one_after_the_other(
    steps: list[tuple[int, dict[str, Any], str | None]], size: int, strict: bool
) -> None:
    config = CONFIG | {"strict_time": strict}
    single, batched = krarup.Router(config, 0), krarup.Router(config, 0)
    rows, now = [], 0
    for seconds, command, id in steps:
        now += seconds * 1_000_000
        rows.append((now, command) if id is None else (now, command, id))
    answers: list[object] = []
    for first in range(0, len(rows), size):
        answers += map(told, batched.apply_batch(rows[first : first + size]))
    assert answers == one_by_one(single, rows)
    assert batched.digest() == single.digest()
    assert batched.drain_inputs() == single.drain_inputs()


def test_the_golden_file_in_one_batch() -> None:
    text = (Path(__file__).parents[2] / "core/tests/golden/routing.jsonl").read_text()
    header, *steps, _ = map(json.loads, text.splitlines())
    single, batched = (krarup.Router(header["config"], header["at_us"]) for _ in range(2))
    rows = [(step["at_us"], step["command"], step["command_id"]) for step in steps if step.get("command")]
    answers = batched.apply_batch(iter(rows))
    assert [told(answer) for answer in answers] == one_by_one(single, rows)
    refused = [answer.code for answer in answers if isinstance(answer, krarup.RejectError)]
    assert len(set(refused)) > 3, refused
    assert batched.digest() == single.digest()


def test_a_refused_command_does_not_stop_the_rest() -> None:
    router = krarup.Router(CONFIG, 0)
    call = {"type": "enqueue", "interaction": "c1", "queue": "sales"}
    first, refused, last = router.apply_batch(
        [
            (1_000_000, call, "cmd-1"),
            (30_000_000, {"type": "complete", "interaction": "c2"}),
            (31_000_000, call, "cmd-1"),
        ]
    )
    assert isinstance(first, dict) and isinstance(last, dict)
    assert [event["type"] for _, event in first["events"]] == ["interaction_queued", "offer_made"]
    assert last["repeated"] and last["events"] == first["events"]
    assert isinstance(refused, krarup.RejectError) and refused.code == "unknown_interaction"
    assert refused.tick is not None and refused.tick["events"][0][1]["type"] == "offer_expired"
    assert router.apply_batch([]) == []


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ((1, {"type": "enque"}), "commands[1].type: "),
        ((1, {"type": "enqueue", "interaction": "c", "queue": 7}), "commands[1].queue: "),
        (
            (
                1,
                {
                    "type": "enqueue",
                    "interaction": "c",
                    "queue": "sales",
                    "requirements": [{"skill": "da", "op": "="}],
                },
            ),
            "commands[1].requirements[0].op: ",
        ),
        ((1, {"type": "configure", "config": {"queues": [{"id": 1}]}}), "commands[1].config.queues[0].id: "),
        ((1, {"type": "update", "interaction": "c", "priority": float("nan")}), "commands[1].priority: "),
        ((1, ["enqueue"]), "commands[1]: "),
        ((1.5, {"type": "pull", "agent": "ann"}), "commands[1]: at is 1.5"),
        ((1,), "commands[1] has 1 parts, but must be (at, command) or (at, command, command_id)"),
        ((1, {"type": "pull", "agent": "ann"}, None, 4), "commands[1] has 4 parts"),
    ],
)
def test_a_malformed_batch_changes_nothing_and_says_where(wrong: Any, told: str) -> None:
    router = krarup.Router(CONFIG, 0)
    before = router.digest()
    call = {"type": "enqueue", "interaction": "c1", "queue": "sales"}
    with pytest.raises(krarup.InvalidInputError) as caught:
        router.apply_batch([(1_000_000, call), wrong, (2_000_000, {"type": "too late"})])
    assert str(caught.value).startswith(told), caught.value
    assert caught.value.code == (
        "invalid_command" if isinstance(wrong[0], int) and len(wrong) == 2 else "invalid_input"
    )
    with pytest.raises(TypeError):
        router.apply_batch([(1_000_000, call, 17)])  # type: ignore[list-item]
    assert router.digest() == before


@pytest.mark.parametrize("detached", [False, True])
def test_a_panic_poisons_batches_too(detached: bool) -> None:
    router = krarup.Router(CONFIG, 0)
    with pytest.raises(krarup.KrarupError) as caught:
        router._raw._panic(detached)
    assert caught.value.code == "internal_panic"
    with pytest.raises(krarup.KrarupError) as poisoned:
        router.apply_batch([(1, {"type": "pull", "agent": "ann"})])
    assert poisoned.value.code == "poisoned"


def test_other_threads_run_meanwhile_and_wait_for_their_turn() -> None:
    router = krarup.Router(CONFIG, 0)
    rows = [(n, {"type": "enqueue", "interaction": f"c{n}", "queue": "sales"}) for n in range(5_000)]
    started, returned = threading.Event(), threading.Event()

    def work() -> None:
        started.set()
        router.apply_batch(rows)
        returned.set()

    worker = threading.Thread(target=work)
    usual = sys.getswitchinterval()
    # So long that this thread runs only where the other lets it.
    sys.setswitchinterval(600)
    try:
        worker.start()
        started.wait()
        ran_meanwhile = not returned.is_set()
        waiting = router.queue("sales")["waiting"]
    finally:
        sys.setswitchinterval(usual)
        worker.join()
    assert ran_meanwhile
    assert waiting in (0, len(rows) - 1)
    assert router.queue("sales")["waiting"] == len(rows) - 1


def test_a_call_from_inside_a_call_is_refused_and_does_not_hang() -> None:
    router = krarup.Router(CONFIG, 0)
    before = router.digest()
    with pytest.raises(RuntimeError, match="inside another call"):
        router._raw._call(router.digest)
    assert router.digest() == before
