"""Another router decides, krarup follows."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import krarup
import pytest

GOLDEN = Path(__file__).parents[2] / "core/tests/golden/shadow.json"


def config() -> dict[str, Any]:
    ann = {"id": "ann", "queues": {"sales": {}}, "presence": "available", "idle_since_us": -9_000_000}
    return {
        "queues": [{"id": "sales"}],
        "agents": [ann, {"id": "bo", "queues": {"sales": {}}, "presence": "available"}],
    }


def test_a_disagreement_has_both_reasons() -> None:
    shadow = krarup.Shadow(config(), datetime(1970, 1, 1, tzinfo=UTC))
    call = {"type": "enqueue", "interaction": "c1", "queue": "sales"}
    assert shadow.apply(10, call, "k1") is None
    assert shadow.apply(11, call, "k1") is None
    compared = shadow.decided(12, "c1", "bo", "round robin")
    assert compared["kind"] == "differs_agent"
    assert compared["old"] == {"agent": "bo", "reason": "round robin"}
    assert compared["krarup"]["agent"] == "ann"
    assert compared["krarup"]["verdict"]["beaten"] == {"agent": "ann", "by": "idle"}
    report = shadow.report()
    assert (report.decisions, report.agreement, report.kinds) == (1, 0.0, {"differs_agent": 1})
    assert report.disagreements == [compared]
    assert repr(report) == str(report) and "<pre>" in report._repr_html_()


def test_the_golden_file_comes_out_to_the_bit() -> None:
    golden = json.loads(GOLDEN.read_text())
    shadow = krarup.Shadow(golden["config"], 0, tolerance_us=500_000, log_limit=6)
    for step, outcome in zip(golden["steps"], golden["outcomes"], strict=True):
        try:
            if "command" in step:
                compared = shadow.apply(step["at_us"], step["command"])
            else:
                compared = shadow.decided(step["at_us"], step["interaction"], step["agent"], step["reason"])
            assert outcome == {"compared": compared}
        except krarup.RejectError as error:
            assert outcome == {"refused": error.code} and error.tick is None
    report = shadow.report()
    assert str(report) == golden["text"]
    assert {key: getattr(report, key) for key in golden["report"]} == golden["report"]


def test_what_cannot_be_meant_is_refused() -> None:
    cases: dict[str, Any] = {
        "invalid_config": lambda: krarup.Shadow(config(), 0, tolerance_us=-1),
        "invalid_input": lambda: krarup.Shadow(config(), 0, log_limit=-1),
        "invalid_command": lambda: krarup.Shadow(config(), 0).apply(1, {"type": "dance"}),
        "not_a_fact": lambda: krarup.Shadow(config(), 0).apply(1, {"type": "pull", "agent": "ann"}),
    }
    for code, work in cases.items():
        with pytest.raises(krarup.KrarupError) as caught:
            work()
        assert caught.value.code == code
    assert krarup.Shadow(config(), 0).report().agreement is None
