"""Deferred work in Python: the core's numbers as columns."""

import krarup
import pytest

WORK = krarup.DeferredWork([10, 10, 10], 600)


def test_the_backlog_by_interval() -> None:
    told = WORK.evaluate([1, 2, 3], response_s=3600)
    assert list(told["backlog_end"]) == [7.0, 11.0, 12.0]
    assert told["oldest_s"][0] == pytest.approx(1260)


def test_the_fewest_agents_answer_all_in_time() -> None:
    fewest = WORK.fewest(3600)
    assert WORK.fewest(600) > fewest > 0
    told = WORK.evaluate([fewest] * 3, response_s=3600)
    assert told["within_response"][0] == 1.0


def test_what_is_wrong_is_named() -> None:
    with pytest.raises(krarup.KrarupError, match="agents has 2") as error:
        WORK.evaluate([1, 2], 3600)
    assert error.value.code == "invalid_input"
