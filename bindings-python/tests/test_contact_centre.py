"""What a contact centre asks of its router beyond queues and skills, one short story a test.

Callbacks, consultation, entry rules, contingency plans, presets, scores and estimated waits: docs/routing.md
describes them all.
"""

import asyncio
from typing import Any

import krarup
import pyarrow as pa
import pytest

SECOND = 1_000_000


def agent(name: str, *queues: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "queues": {queue: {} for queue in queues}, "presence": "available"} | more


def apply(router: krarup.Router, at_s: int, type: str, **fields: Any) -> list[dict[str, Any]]:
    """The events of a command, time having passed to its second."""
    return [event for _, event in router.apply(at_s * SECOND, {"type": type, **fields})["events"]]


def types(events: list[dict[str, Any]]) -> list[str]:
    return [event["type"] for event in events]


def test_a_callback_is_tried_again_when_the_customer_is_busy() -> None:
    callbacks = {"attempts": 2, "retry_after_us": 60 * SECOND}
    router = krarup.Router(
        {"queues": [{"id": "sales", "callbacks": callbacks}], "agents": [agent("ann", "sales")]}, 0
    )
    # Agent first, as it is by default: she is asked as for any contact, and rings the customer.
    apply(router, 0, "enqueue", interaction="c1", queue="sales", callback=True)
    apply(router, 2, "accept", interaction="c1", agent="ann")
    (failed,) = apply(router, 9, "callback_failed", interaction="c1", outcome="busy")
    assert (failed["agent"], failed["attempt"], failed["outcome"]) == ("ann", 1, "busy")
    assert failed["retry_at_us"] == router.next_deadline_us() == 69 * SECOND
    assert router.overview()["agents"][0]["contacts"] == []
    # Until then it is nobody's work; then she is asked again, as the attempt was no decline.
    assert router.explain("c1")[0]["verdict"] == {"rule": "not_before", "until_us": 69 * SECOND}
    ((at_us, offer),) = router.tick(69 * SECOND)["events"]
    assert (at_us, offer["type"], offer["agent"]) == (69 * SECOND, "offer_made", "ann")
    apply(router, 70, "accept", interaction="c1", agent="ann")
    failed, removed = apply(router, 80, "callback_failed", interaction="c1", outcome="no_answer")
    assert (failed["attempt"], failed["retry_at_us"]) == (2, None)
    assert (removed["type"], removed["reason"]) == ("removed", "callback_failed")


def test_customer_first_rings_by_the_clock_and_asks_an_agent_when_he_answers() -> None:
    # More attempts than a slow machine can miss before it hears of one.
    callbacks = {
        "first": "customer",
        "attempts": 100,
        "dial_timeout_us": 20_000,
        "retry_after_us": 20_000,
    }
    config = {"queues": [{"id": "sales", "callbacks": callbacks}], "agents": [agent("ann", "sales")]}

    async def run() -> list[dict[str, Any]]:
        seen: list[dict[str, Any]] = []
        assigned = asyncio.Event()
        with krarup.LiveRouter(config) as live:

            def ring(event: dict[str, Any]) -> None:
                # Here the host dials. The first call is never heard of again, the second is answered.
                if event["attempt"] == 2:
                    live.apply({"type": "callback_answered", "interaction": event["interaction"]})

            def accept(event: dict[str, Any]) -> None:
                live.apply({"type": "accept", "interaction": event["interaction"], "agent": event["agent"]})

            live.on("*", seen.append)
            live.on("callback_started", ring)
            live.on("offer_made", accept)
            live.on("assigned", lambda event: assigned.set())
            live.apply({"type": "enqueue", "interaction": "c1", "queue": "sales", "callback": True})
            await asyncio.wait_for(assigned.wait(), 10)
        return seen

    seen = asyncio.run(run())
    assert types(seen[:2]) == ["interaction_queued", "callback_requested"]
    started, failed, again = seen[2:5]
    assert types(seen[2:5]) == ["callback_started", "callback_failed", "callback_started"]
    assert types(seen[-3:]) == ["callback_answered", "offer_made", "assigned"]
    # Nothing but the one timer told of the failure and of the next attempt, each at its microsecond.
    assert (failed["at_us"], failed["outcome"], failed["agent"]) == (started["until_us"], "timeout", None)
    assert again["at_us"] == failed["retry_at_us"] == failed["at_us"] + 20_000


def test_a_warm_hand_over_keeps_the_conversation_going() -> None:
    config = {
        "queues": [{"id": "sales", "wrap_up_us": 15 * SECOND}],
        "agents": [agent("ann", "sales"), agent("bo", "sales")],
    }
    router = krarup.Router(config, 0)
    apply(router, 0, "enqueue", interaction="c1", queue="sales")
    apply(router, 2, "accept", interaction="c1", agent="ann")
    apply(router, 3, "connected", interaction="c1", agent="ann")
    (asked,) = apply(router, 30, "consult", interaction="c1", agent="bo")
    assert (asked["type"], asked["agent"], asked["by"]) == ("consult_started", "bo", "ann")
    assert router.interaction("c1")["others"] == {"bo": "consulted"}
    apply(router, 40, "conference", interaction="c1", agent="bo")
    assert router.interaction("c1")["others"] == {"bo": "in_conference"}
    handed, wrap_up = apply(router, 50, "hand_over", interaction="c1", agent="bo")
    assert (handed["type"], handed["from"], handed["agent"]) == ("handed_over", "ann", "bo")
    assert handed["connected"], "to one who is not on the line yet it says False, and the host connects him"
    assert (wrap_up["type"], wrap_up["agent"]) == ("wrap_up_started", "ann")
    # What her telephone still tells of her does no harm when the host says of whom it speaks.
    for late in ("hold", "resume", "connect_failed", "complete"):
        with pytest.raises(krarup.RejectError) as caught:
            apply(router, 51, late, interaction="c1", agent="ann")
        assert caught.value.code == "not_assigned"
    (held,) = apply(router, 55, "hold", interaction="c1", agent="bo")
    assert (held["type"], held["agent"]) == ("held", "bo")
    ended = apply(router, 90, "complete", interaction="c1", agent="bo")
    assert types(ended) == ["wrap_up_ended", "completed", "wrap_up_started"]


def test_an_agent_who_is_consulted_is_busy_until_he_leaves() -> None:
    config = {"queues": [{"id": "sales"}], "agents": [agent("ann", "sales"), agent("bo", "sales")]}
    router = krarup.Router(config, 0)
    apply(router, 0, "enqueue", interaction="c1", queue="sales")
    apply(router, 0, "accept", interaction="c1", agent="ann")
    apply(router, 0, "connected", interaction="c1")
    apply(router, 1, "consult", interaction="c1", agent="bo")
    apply(router, 2, "enqueue", interaction="c2", queue="sales")
    assert {one["agent"]: one["verdict"]["rule"] for one in router.explain("c2")} == {
        "ann": "capacity_full",
        "bo": "capacity_full",
    }
    left, offer = apply(router, 9, "leave", interaction="c1", agent="bo")
    assert (left["type"], left["agent"]) == ("agent_left", "bo")
    assert (offer["type"], offer["interaction"], offer["agent"]) == ("offer_made", "c2", "bo")


ENTRY = {
    "queues": [{"id": "service"}, {"id": "sales"}],
    "agents": [agent("ann", "service", "sales", skills={"da": 3})],
    "entry_rules": [
        {"queue": "service"},
        {"when": {"dialled": ["+4570*"]}, "queue": "sales"},
        {"when": {"tier": ["gold"]}, "priority": 10},
        {"when": {"language": ["*"]}, "skills_from": {"language": 2}},
    ],
}


def test_entry_rules_say_where_a_contact_belongs() -> None:
    router = krarup.Router(ENTRY, 0)
    details = {"dialled": "+45701234", "tier": "gold", "language": "da"}
    classified, queued, offer = apply(router, 0, "arrive", interaction="c1", details=details)
    # Every rule that fits has its say, and the event tells which they were.
    assert (classified["type"], classified["queue"], classified["rules"]) == (
        "classified",
        "sales",
        [0, 1, 2, 3],
    )
    assert (queued["queue"], queued["priority"]) == ("sales", 10)
    assert (offer["type"], offer["agent"]) == ("offer_made", "ann")
    facts = router.interaction("c1")["facts"]
    assert [(need["skill"], need["level"]) for need in facts["requirements"]] == [("da", 2)]
    assert facts["labels"] == details


def test_self_service_contains_a_contact_or_sends_it_on() -> None:
    router = krarup.Router(ENTRY, 0)
    recorder = krarup.Recorder(ENTRY, 0)

    def told(at_s: int, type: str, interaction: str, **fields: Any) -> list[dict[str, Any]]:
        receipt = router.apply(at_s * SECOND, {"type": type, "interaction": interaction, **fields})
        recorder.record(receipt)
        return [event for _, event in receipt["events"]]

    for interaction in ("content", "gone", "needs help"):
        (menu,) = told(0, "arrive", interaction, self_service=True, details={"tier": "gold"})
        assert menu["type"] == "self_service_started"
    assert router.overview()["self_service"] == ["content", "gone", "needs help"]
    (ended,) = told(40, "complete", "content")
    assert (ended["type"], ended["outcome"]) == ("self_service_ended", "contained")
    (ended,) = told(50, "abandon", "gone")
    assert ended["outcome"] == "abandoned"
    # What the menu has learnt is added to what was known as he came.
    ended, classified, *_ = told(60, "classify", "needs help", details={"language": "da"})
    assert (ended["outcome"], classified["rules"]) == ("queued", [0, 2, 3])
    told(70, "accept", "needs help", agent="ann")
    told(90, "complete", "needs help")
    rows = pa.table(recorder.finish().interactions).to_pylist()
    assert {row["interaction_id"]: row["outcome"] for row in rows} == {
        "content": "self_service",
        "gone": "menu_abandoned",
        "needs help": "answered",
    }


STORM = {
    "queues": [{"id": "sales"}],
    "agents": [agent("ann", "sales", presence="paused"), agent("bo")],
    "plans": [
        {"id": "help", "agents": {"bo": {"queues": {"sales": {"rank": 1}}}}},
        {
            "id": "storm",
            "message": "We are very busy.",
            "queues": {"sales": {"wait_rules": [{"after_us": 10 * SECOND, "offer_callback": True}]}},
            "trigger": {"queue": "sales", "when": {"waiting_at_least": 2}, "hold_us": 30 * SECOND},
        },
    ],
}


def test_a_plan_lends_an_agent_by_command() -> None:
    router = krarup.Router(STORM, 0)
    apply(router, 0, "enqueue", interaction="c1", queue="sales")
    active, offer = apply(router, 1, "activate_plan", plan="help")
    assert (active["plan"], active["cause"], active["message"]) == ("help", "command", None)
    assert (offer["type"], offer["agent"]) == ("offer_made", "bo")
    assert router.overview()["plans"] == ["help"]
    apply(router, 2, "accept", interaction="c1", agent="bo")
    (withdrawn,) = apply(router, 3, "withdraw_plan", plan="help")
    assert (withdrawn["type"], withdrawn["cause"]) == ("plan_withdrawn", "command")
    # What he has he keeps, and nothing more comes.
    assert types(apply(router, 9, "complete", interaction="c1")) == ["completed"]
    apply(router, 10, "enqueue", interaction="c2", queue="sales")
    assert router.explain("c2")[1] == {"agent": "bo", "verdict": {"rule": "not_member"}}


def test_a_plan_comes_into_force_by_itself_and_goes_when_it_is_calm() -> None:
    router = krarup.Router(STORM, 0)
    apply(router, 0, "enqueue", interaction="c1", queue="sales")
    *_, active = apply(router, 5, "enqueue", interaction="c2", queue="sales")
    assert (active["type"], active["plan"], active["cause"]) == ("plan_activated", "storm", "trigger")
    assert active["message"] == "We are very busy."
    events = [(at_us // SECOND, event["type"]) for at_us, event in router.tick(15 * SECOND)["events"]]
    assert events == [(10, "callback_offered"), (15, "callback_offered")]
    apply(router, 20, "abandon", interaction="c1")
    # Calm since second 20; another tick need not come before.
    assert router.next_deadline_us() == 50 * SECOND
    ((at_us, withdrawn),) = router.tick(60 * SECOND)["events"]
    assert (at_us, withdrawn["type"], withdrawn["cause"]) == (50 * SECOND, "plan_withdrawn", "trigger")
    assert router.overview()["plans"] == []


def test_a_first_configuration_is_five_lines() -> None:
    config = {
        "queues": [{"id": "calls", "preset": "voice"}, {"id": "chats", "preset": "chat", "max_misses": 3}],
        "agents": [{"id": "ann", "queues": {"calls": {}, "chats": {}}, "presence": "available"}],
    }
    router = krarup.Router(config, 0)
    assert krarup.lint(config) == []
    _, offer = apply(router, 0, "enqueue", interaction="c1", queue="calls")
    assert offer["expires_at_us"] == 20 * SECOND
    apply(router, 5, "accept", interaction="c1", agent="ann")
    _, wrap_up = apply(router, 60, "complete", interaction="c1")
    assert wrap_up["until_us"] == 90 * SECOND
    # What the preset gives can be read, and what is given has the last word.
    chats = router.queue("chats")["config"]
    assert (chats["selection"], chats["max_misses"]) == (["load_ratio", "idle"], 3)
    with pytest.raises(krarup.InvalidInputError, match="unknown variant `fax`"):
        krarup.Router({"queues": [{"id": "q", "preset": "fax"}], "agents": []}, 0)


def test_a_score_of_the_queues_own_chooses_the_agent() -> None:
    seniority = {"agent": "seniority"}
    score = {
        "choose": {
            "if": {"interaction": "value"},
            "at_least": 100,
            "then": seniority,
            "else": {"mul": [-1, seniority]},
        }
    }
    config = {
        "attributes": ["seniority", "value"],
        "queues": [{"id": "sales", "selection": ["score"], "score": score}],
        "agents": [
            agent("ann", "sales", attributes={"seniority": 9}),
            agent("bo", "sales", attributes={"seniority": 2}),
        ],
    }

    def chosen(value: int) -> dict[str, Any]:
        router = krarup.Router(config, 0)
        _, offer = apply(router, 0, "enqueue", interaction="c1", queue="sales", attributes={"value": value})
        return offer

    assert (chosen(99)["agent"], chosen(100)["agent"]) == ("bo", "ann")
    why = chosen(100)["why"]
    assert why["key"] == [{"by": "score", "value": 9, "of": 1}]
    assert why["runner_up"] == {"agent": "bo", "by": "score"}
    with pytest.raises(krarup.InvalidInputError, match=r"queues\[0\]\.score.*must be declared") as caught:
        krarup.Router(config | {"attributes": ["value"]}, 0)
    assert caught.value.code == "invalid_config"


def test_lots_are_drawn_by_weight_and_the_seed_draws_them_again() -> None:
    def drawn(seed: int) -> list[str]:
        config = {
            "seed": seed,
            "queues": [{"id": "sales", "selection": ["weighted_random"], "auto_accept": True}],
            "agents": [
                {"id": name, "queues": {"sales": {"weight": weight}}, "presence": "available"}
                for name, weight in [("ann", 1), ("bo", 3), ("cy", 0)]
            ],
        }
        router = krarup.Router(config, 0)
        names = []
        for n in range(400):
            _, offer, _ = apply(router, n, "enqueue", interaction=f"c{n}", queue="sales")
            names.append(offer["agent"])
            apply(router, n, "complete", interaction=f"c{n}")
        return names

    names = drawn(7)
    assert names == drawn(7) != drawn(8)
    # Three quarters of 400, give or take four standard deviations.
    assert abs(names.count("bo") - 300) < 35
    assert "cy" not in names


def test_a_trainee_is_asked_while_his_mentor_is_there() -> None:
    config = {
        "queues": [{"id": "sales"}],
        "agents": [
            agent("tim", "sales", trainee={"mentor": "ann", "max_priority": 5}),
            agent("ann", presence="paused"),
        ],
    }
    router = krarup.Router(config, 0)
    apply(router, 0, "enqueue", interaction="vip", queue="sales", priority=6)
    apply(router, 0, "enqueue", interaction="c1", queue="sales")
    assert router.explain("c1")[1]["verdict"] == {
        "rule": "mentor_not_available",
        "mentor": "ann",
        "presence": "paused",
    }
    _, offer = apply(router, 5, "set_presence", agent="ann", presence="available")
    assert (offer["interaction"], offer["agent"]) == ("c1", "tim")
    assert router.explain("vip")[1]["verdict"] == {"rule": "above_trainee", "priority": 6, "max": 5}


def test_who_would_wait_for_too_long_goes_elsewhere_as_he_comes() -> None:
    long = {"estimated_wait_at_least_us": 90 * SECOND, "estimator": "queue_length"}
    config = {
        "queues": [
            {"id": "sales", "auto_accept": True, "wait_rules": [{"when": long, "move_to": "service"}]},
            {"id": "service"},
        ],
        "agents": [agent("ann", "sales")],
    }
    router = krarup.Router(config, 0)
    apply(router, 0, "enqueue", interaction="c1", queue="sales")
    apply(router, 60, "complete", interaction="c1")
    apply(router, 61, "enqueue", interaction="c2", queue="sales")
    # A contact has taken a minute: the announcement to one who would come now, then to the next.
    for at_s, interaction, position, wait_s in [(62, "c3", 1, 60), (63, "c4", 2, 120)]:
        estimate = router.estimate_for("sales")
        assert (estimate["position"], estimate["best"]) == (position, "queue_length")
        assert estimate["estimators"][0]["wait_us"] == wait_s * SECOND
        events = apply(router, at_s, "enqueue", interaction=interaction, queue="sales")
    moved = events[-1]
    assert (moved["type"], moved["interaction"], moved["to"]) == ("moved", "c4", "service")
    # Each estimator keeps score: c3 waited for 58 s where 60 s were foretold.
    apply(router, 120, "complete", interaction="c2")
    (queue_length, *_) = router.estimate_for("sales")["estimators"]
    assert (queue_length["scored"], queue_length["mean_error_us"]) == (1, 2 * SECOND)


@pytest.mark.parametrize(
    ("code", "command", "message"),
    [
        (
            "agent_not_free",
            {"type": "consult", "interaction": "c1", "agent": "bo"},
            'agent "bo" cannot take part: he is not available',
        ),
        (
            "agent_not_free",
            {"type": "hand_over", "interaction": "c1", "agent": "ann"},
            'agent "ann" cannot take part: he has this contact already',
        ),
        (
            "not_classified",
            {"type": "arrive", "interaction": "c2", "details": {"menu": "2"}},
            'no entry rule names a queue for interaction "c2": '
            "let the first rule, without conditions, name one",
        ),
        (
            "unknown_plan",
            {"type": "activate_plan", "plan": "storm"},
            'plan "storm" is not in the configuration',
        ),
        (
            "unknown_plan",
            {"type": "withdraw_plan", "plan": "storm"},
            'plan "storm" is not in the configuration',
        ),
    ],
)
def test_a_refusal_has_a_code_and_names_what_is_wrong(
    code: str, command: dict[str, Any], message: str
) -> None:
    config = {
        "queues": [{"id": "sales", "auto_accept": True}],
        "agents": [agent("ann", "sales"), agent("bo", "sales", presence="paused")],
        "entry_rules": [{"when": {"menu": ["1"]}, "queue": "sales"}],
    }
    router = krarup.Router(config, 0)
    apply(router, 0, "enqueue", interaction="c1", queue="sales")
    apply(router, 1, "connected", interaction="c1")
    twin = krarup.Router.restore(router.snapshot())
    twin.tick(2 * SECOND)
    with pytest.raises(krarup.RejectError) as caught:
        router.apply(2 * SECOND, command)
    assert (type(caught.value), caught.value.code, str(caught.value)) == (krarup.RejectError, code, message)
    assert caught.value.tick is not None
    assert caught.value.tick["events"] == []
    assert code in krarup.ERROR_CODES
    assert router.digest() == twin.digest(), "a refused command is a tick and changes nothing else"


@pytest.mark.parametrize(
    ("part", "message"),
    [
        ({"plans": [{"id": "p", "queues": {"nowhere": {}}}]}, r'plans\[0\]\.queues\["nowhere"\]'),
        ({"plans": [{"id": "p", "trigger": {"queue": "q", "when": {}}}]}, r"plans\[0\]\.trigger\.when"),
        ({"entry_rules": [{"queue": "nowhere"}]}, r"entry_rules\[0\]\.queue"),
        ({"agents": [agent("ann", "q", trainee={"mentor": "bo"})]}, r"agents\[0\]\.trainee\.mentor"),
        ({"queues": [{"id": "q", "selection": ["score"]}]}, r"queues\[0\]\.score"),
        ({"queues": [{"id": "q", "callbacks": {"attempts": 0}}]}, r"queues\[0\]\.callbacks\.attempts"),
    ],
)
def test_a_wrong_configuration_is_refused_by_its_place(part: dict[str, Any], message: str) -> None:
    with pytest.raises(krarup.InvalidInputError, match=message) as caught:
        krarup.Router({"queues": [{"id": "q"}], "agents": []} | part, 0)
    assert caught.value.code == "invalid_config"
