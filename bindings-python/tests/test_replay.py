"""A recorded log under another configuration."""

import json
from pathlib import Path
from typing import Any

import krarup
import pytest

GOLDEN = Path(__file__).parents[2] / "core/tests/golden"


def config(delay_us: int = 0) -> dict[str, Any]:
    ann = {"id": "ann", "queues": {"sales": {"delay_us": delay_us}}, "presence": "available"}
    return {
        "queues": [{"id": "sales"}],
        "agents": [ann, {"id": "bo", "queues": {"sales": {}}, "presence": "available"}],
    }


def log() -> list[bytes]:
    router = krarup.Router(config(), 0)
    router.apply(5_000_000, {"type": "enqueue", "interaction": "c1", "queue": "sales"})
    router.apply(9_000_000, {"type": "accept", "interaction": "c1", "agent": "ann"})
    router.tick(20_000_000)
    return router.drain_inputs()


def test_the_same_configuration_reproduces_every_event() -> None:
    told: list[tuple[int, int]] = []
    report = krarup.replay(iter(log()), progress=lambda done, total: told.append((done, total)))
    assert report.reproduced and report.difference is None
    assert (report.inputs, report.ticks, told) == (4, 1, [(4, 4)])
    assert report.recorded == report.replayed
    assert report.recorded["waits"] == {"count": 1, "mean_us": 4_000_000, "longest_us": 4_000_000}
    assert krarup.replay(log(), config()).reproduced


def test_the_first_difference_comes_with_the_decision_behind_it() -> None:
    report = krarup.replay(log(), config(delay_us=60_000_000))
    assert not report.reproduced and report.difference is not None
    difference = report.difference
    assert (difference["seq"], difference["index"], difference["at_us"]) == (1, 1, 5_000_000)
    assert difference["recorded"]["event"]["agent"] == "ann"
    assert difference["replayed"]["event"]["why"]["runner_up"] is None
    assert difference["decision"]["replayed"][0] == {
        "agent": "ann",
        "verdict": {"rule": "delayed", "until_us": 65_000_000},
    }
    assert report.replayed["refused"] == {"offer_gone": 1}
    assert report.interactions["answered_only_recorded"] == 1
    assert "ann     may, and is the best    delayed until 65 s" in str(report)
    assert repr(report) == str(report) and "<pre>" in report._repr_html_()


def test_the_golden_report_comes_out_to_the_bit() -> None:
    golden = json.loads((GOLDEN / "replay.json").read_text())
    inputs = json.loads((GOLDEN / "routing.jsonl").read_text().splitlines()[-1])["inputs"]
    report = krarup.replay([b"\x01" + text.encode() for text in inputs], golden["config"])
    assert str(report) == golden["text"]
    assert {key: getattr(report, key) for key in golden["report"]} == golden["report"]


def test_what_is_no_log_is_refused() -> None:
    cases: dict[str, Any] = {
        "invalid_log": lambda: krarup.replay(log()[1:]),
        "malformed_encoding": lambda: krarup.replay([b"\x01{}"]),
        "invalid_config": lambda: krarup.replay(log(), {"ques": []}),
    }
    for code, work in cases.items():
        with pytest.raises(krarup.InvalidInputError) as caught:
            work()
        assert caught.value.code == code

    def fails(done: int, total: int) -> None:
        raise RuntimeError(f"{done} of {total}")

    with pytest.raises(RuntimeError, match="4 of 4"):
        krarup.replay(log(), progress=fails)
