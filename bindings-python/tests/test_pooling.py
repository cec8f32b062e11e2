"""Pooling and skills in Python: the core's numbers as columns."""

import krarup
import pytest

TARGETS = krarup.QueueTargets(sl=0.8)


def test_pooling_saves_agents_until_handling_is_slower() -> None:
    told = krarup.pool_queues(["sales", "service"], [100, 100], 180, TARGETS)
    assert (told.agents_apart, told.pooled["agents"], told.agents_saved) == (28, 24, 4)
    assert told["name"] == ["sales", "service"] and told["agents"] == [14, 14]
    slower = krarup.pool_queues(["sales", "service"], [100, 100], 180, TARGETS, pooled_aht_factor=1.25)
    assert slower.agents_saved <= 0


def test_skills_start_with_as_many_as_one_team() -> None:
    told = krarup.staff_skills(["sales", "service", "technical"], [120, 60, 30], 300, TARGETS)
    assert sum(told["agents"]) == told.pooled["agents"] == sum(group.agents for group in told.groups)
    assert told.coverage.is_feasible
    assert all(len(group.skills) == 2 for group in told.groups)
    # What it found can be asked again.
    loads = dict(zip(told["name"], told["offered_load_erl"], strict=True))
    again = krarup.skill_coverage(loads, told.groups)
    assert again.served_load_erl == told.coverage.served_load_erl


def test_coverage_names_the_skills_that_are_short() -> None:
    told = krarup.skill_coverage(
        {"french": 8, "german": 7, "english": 3},
        [(["french"], 5), (("french", "german"), 9), krarup.SkillGroup(("english",), 20)],
    )
    assert told.short_skills == ["french", "german"]
    assert (told.short_load_erl, told.short_capacity_erl, told.served_load_erl) == (15.0, 14.0, 17.0)
    assert told["group_2"] == [0.0, 0.0, 3.0]


def test_what_is_wrong_is_named() -> None:
    with pytest.raises(krarup.KrarupError, match="volume has 1 rows"):
        krarup.pool_queues(["sales", "service"], [100], 180, TARGETS)
    with pytest.raises(krarup.KrarupError, match="names must differ"):
        krarup.staff_skills(["sales", "sales"], [100, 100], 180, TARGETS)
    with pytest.raises(krarup.KrarupError, match="danish") as error:
        krarup.skill_coverage({"french": 8}, [(["danish"], 1)])
    assert error.value.code == "invalid_input"
