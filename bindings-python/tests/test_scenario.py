"""Routing configurations tested like code, with the cases that all three languages share."""

import json
from pathlib import Path
from typing import Any

import krarup
import pytest

FOLDER = Path(__file__).parents[2] / "core/tests/conformance"


def scenario() -> dict[str, Any]:
    return {
        "id": "X",
        "name": "the longest idle is asked",
        "setup": {
            "agents": [
                {"id": "ann", "queues": ["q"], "idle_since": -10},
                {"id": "bo", "queues": ["q"], "idle_since": -90},
            ],
            "queues": [{"id": "q"}],
        },
        "steps": [{"t": 0, "do": "enqueue", "item": "a", "queue": "q"}],
        "observe": ["offer"],
        "expect": [{"t": 0, "ev": "offer", "item": "a", "agent": "bo"}],
    }


@pytest.mark.parametrize(("name", "least"), [("routing_scenarios.json", 60), ("scenarios_v2.json", 25)])
def test_every_shared_case_passes(name: str, least: int) -> None:
    cases = FOLDER / name
    reports = krarup.run_scenarios(cases)
    assert [str(report) for report in reports if not report.passed] == []
    assert len(reports) == len(json.loads(cases.read_text())["scenarios"]) > least


def test_a_difference_shows_the_decision_behind_it() -> None:
    assert krarup.run_scenario(scenario()).passed
    wrong = scenario()
    wrong["expect"][0]["agent"] = "ann"
    report = krarup.run_scenario(wrong)
    assert not report.passed
    assert report.difference is not None
    assert report.difference["got"]["agent"] == "bo"
    assert report.difference["why"]["runner_up"] == {"agent": "ann", "by": "idle"}
    assert "expected  t=0 offer agent=ann item=a" in str(report)


def test_version_2_has_the_routers_words() -> None:
    second = scenario() | {"schema": "krarup-routing-scenarios/2", "observe": ["offer_made", "moved"]}
    second["steps"].append({"t": 9, "do": "transfer", "item": "a", "queue": "p"})
    second["setup"]["queues"].append({"id": "p"})
    why = {"runner_up": {"agent": "ann", "by": "idle"}, "key": [{"value": -90}]}
    second["expect"] = [
        {"t": 0, "ev": "offer_made", "agent": "bo", "why": why},
        {"t": 9, "ev": "moved", "item": "a", "to": "p"},
    ]
    report = krarup.run_scenario(second)
    assert report.passed, report
    second["steps"][0]["interaction"] = second["steps"][0].pop("item")
    with pytest.raises(krarup.InvalidInputError, match=r"steps\[0\].interaction must be item"):
        krarup.run_scenario(second)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"observe": ["offers"]}, "unknown variant `offers`"),
        (
            {"steps": [{"t": 0, "do": "enqueue", "item": "a", "queue": "p"}]},
            '"p" is not a queue of the setup',
        ),
        ({"steps": [{"t": 0, "do": "abandon", "item": "z"}]}, '"z" is not an item that a step enqueues'),
        ({"steps": [{"do": "pull", "agent": "ann"}]}, r"steps\[0\].t must be a whole second"),
        ({"run_until": None}, "run_until is null"),
        ({"expected": []}, "unknown field `expected`"),
    ],
)
def test_what_is_not_as_the_format_says_is_named(change: dict[str, Any], message: str) -> None:
    with pytest.raises(krarup.InvalidInputError, match=message) as caught:
        krarup.run_scenario(scenario() | change)
    assert caught.value.code == "invalid_scenario"
    file = {"schema": "krarup-routing-scenarios/1", "scenarios": [scenario() | change]}
    (report,) = krarup.run_scenarios(file)
    assert not report.passed and report.id is None


def test_a_file_gives_its_setup_to_all() -> None:
    shared = scenario()
    setup = shared.pop("setup")
    assert krarup.run_scenario(shared, setup).passed
    with pytest.raises(krarup.InvalidInputError, match="setup has no agents"):
        krarup.run_scenario(shared)
    with pytest.raises(krarup.InvalidInputError, match="schema"):
        krarup.run_scenarios({"scenarios": []})
