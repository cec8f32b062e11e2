"""Budgets, headcount and variance in Python: the core's numbers as columns."""

import krarup
import pytest

TARGETS = krarup.QueueTargets(sl=0.8)


def test_a_budget_by_interval_and_over_all() -> None:
    told = krarup.budget([200, 100], 180, TARGETS, shrinkage=[0.3], whole_heads=True, cost_per_paid_hour=28)
    assert (told.productive_hours, told.paid_hours, told.cost) == (19.0, 27.5, 770.0)
    assert list(told["agents"]) == [24, 14]
    assert told["cost_per_contact"][0] == 2.45
    assert list(krarup.plan({"volume": [200, 100], "aht_s": [180, 180]}, sl=0.8)["agents"]) == told["agents"]


def test_a_partner_takes_a_share() -> None:
    own = krarup.budget([200, 100], 180, TARGETS, cost_per_paid_hour=28)
    shared = krarup.budget(
        [200, 100],
        180,
        TARGETS,
        cost_per_paid_hour=28,
        outsourced_share=0.25,
        cost_per_outsourced_contact=3,
    )
    assert shared["outsourced"] == [50.0, 25.0]
    assert shared.outsourced_cost == 225.0
    assert shared.staff_cost < own.staff_cost


def test_a_budget_reads_as_a_frame() -> None:
    polars = pytest.importorskip("polars")
    frame = polars.DataFrame(
        krarup.budget([200, 0], 180, krarup.QueueTargets(max_asa_s=30), cost_per_paid_hour=20)
    )
    assert frame["agents"].to_list() == [23, 0]
    assert frame["cost_per_contact"].to_list()[1] is None


def test_headcount_finds_hires_in_time() -> None:
    plan = krarup.plan_headcount(
        [100, 100, 100, 110],
        105,
        monthly_attrition=0.03,
        training_months=1,
        ramp=[0.6],
        cost_per_fte_month=3500,
        cost_per_hire=2000,
    )
    assert plan["hires"] == [2.0, 14.0, 0.0, 0.0]
    assert plan.first_short_month is None
    given = krarup.plan_headcount([100, 100], 100, monthly_attrition=0.1, hires=[0, 0])
    assert given.first_short_month == 1
    assert given["effective_fte"] == [100.0, 90.0]


def test_a_variance_of_frames() -> None:
    pandas = pytest.importorskip("pandas")
    budget = pandas.DataFrame(
        {"volume": [1200], "aht_s": [300], "paid_hours": [200], "cost_per_paid_hour": [25]}
    )
    actual = {"volume": [1320], "aht_s": [270], "paid_hours": [210], "cost_per_paid_hour": [26]}
    told = krarup.budget_variance(budget, actual)
    assert (told["volume_hours"], told["handle_time_hours"], told["productivity_hours"]) == (
        [20.0],
        [-22.0],
        [12.0],
    )
    assert (told.total["cost"], told.total["rate_cost"]) == (460.0, 210.0)


def test_what_is_wrong_is_named() -> None:
    with pytest.raises(krarup.KrarupError, match="aht_s") as error:
        krarup.budget([1, 2, 3], [180, 200], TARGETS, cost_per_paid_hour=28)
    assert error.value.code == "invalid_input"
    with pytest.raises(krarup.KrarupError, match="target"):
        krarup.budget([1], 180, krarup.QueueTargets(), cost_per_paid_hour=28)
    with pytest.raises(krarup.KrarupError, match=r"short_s is 5\.0, but is for sl\.no_short alone"):
        krarup.budget(
            [1],
            180,
            krarup.QueueTargets(sl=0.8, definition="sl.offered", short_s=5.0),
            cost_per_paid_hour=28,
        )
    with pytest.raises(krarup.KrarupError, match="actual has 2 rows"):
        one = {"volume": [1], "aht_s": [60], "paid_hours": [1]}
        krarup.budget_variance(one, {name: [*column, 1] for name, column in one.items()})
    with pytest.raises(krarup.KrarupError, match="monthly_attrition"):
        krarup.plan_headcount([1], 1, monthly_attrition=0.6)
