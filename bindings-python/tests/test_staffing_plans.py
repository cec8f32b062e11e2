"""Plans of frames, the frontier of cost, sensitivities, and what their plots show."""

import builtins
import math
from datetime import UTC, datetime, timedelta
from typing import Any

import krarup
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("Agg")

STARTS = [datetime(2026, 3, 2, 8, tzinfo=UTC) + timedelta(minutes=30 * row) for row in range(4)]
COLUMNS: dict[str, list[Any]] = {
    "start": STARTS,
    "volume": [40, 0, 120, 200],
    "aht_s": [180.0, math.nan, 200.0, 180.0],
    "note": ["a", "b", "c", "d"],
}
FRAMES = {
    "mapping": COLUMNS,
    "pandas": pd.DataFrame(COLUMNS),
    "polars": pl.DataFrame(COLUMNS),
    "pyarrow": pa.table(COLUMNS),
}


@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES)
def test_a_plan_is_what_each_interval_needs(frame: Any) -> None:
    plan = krarup.plan(frame, sl=0.8, target_s=20, shrinkage=[0.1, 0.2])
    assert plan["agents"].tolist() == [7, 0, 17, 24]
    for row, volume in enumerate(COLUMNS["volume"]):
        if volume:
            one = krarup.required_agents(float(volume), 1800, COLUMNS["aht_s"][row], sl=0.8, fractional=True)
            assert isinstance(one, krarup.Staffing)
            assert (plan["agents"][row], plan["fractional"][row]) == (one.agents, one.fractional)
            assert plan["binding"][row] == one.binding
            assert plan["service_level"][row] == one.at["service_level"]
            assert plan["scheduled"][row] == pytest.approx(one.agents / 0.72)
            assert plan["heads"][row] == math.ceil(one.agents / 0.72 - 1e-9)
            assert plan.explain(row) == one.explain()
    table = pa.table(plan)
    assert table["agents"].to_pylist() == [7, 0, 17, 24]
    assert table["start"].to_pylist() == STARTS
    assert table["asa_s"].to_pylist()[1] is None
    assert pl.DataFrame(plan)["heads"].to_list() == [10, 0, 24, 34]
    assert "binding" in str(plan) and len(plan) == 4


def test_patience_is_a_column_or_an_argument() -> None:
    patient = krarup.plan({**COLUMNS, "patience_s": [60, 60, 60, 60]}, sl=0.8)
    assert patient["agents"].tolist() == krarup.plan(COLUMNS, sl=0.8, patience_s=60)["agents"].tolist()
    assert "erlang_a" in patient.explain(0)
    with pytest.raises(krarup.InvalidInputError, match="patience_s is a column of the frame and an argument"):
        krarup.plan({**COLUMNS, "patience_s": [60] * 4}, sl=0.8, patience_s=60)
    with pytest.raises(krarup.InvalidInputError, match="must have aht_s"):
        krarup.plan({"volume": [1]}, sl=0.8)
    with pytest.raises(krarup.InvalidInputError, match="the frame is a int"):
        krarup.plan(7, sl=0.8)
    masked = krarup.plan({"volume": [40, -1], "aht_s": [180, 180]}, sl=0.8, on_error="mask")
    assert masked["error"] == [None, "invalid_input"]
    assert pa.table(masked)["heads"].to_pylist() == [7, None]


def frontier() -> krarup.Frontier:
    return krarup.frontier(200, 1800, 180, fewest=10, most=40, per_agent_hour=30, per_waiting_hour=120)


def test_the_frontier_is_what_staff_cost_gives() -> None:
    points = frontier()
    assert points["agents"].tolist() == list(range(21, 41))
    costs = krarup.staff_cost(points["agents"], 200, 1800, 180, per_agent_hour=30, per_waiting_hour=120)
    for name in ("cost_per_hour", "service_level", "asa_s", "occupancy"):
        assert points[name].tolist() == costs[name].tolist()
    cheapest = krarup.cheapest_agents(200, 1800, 180, per_agent_hour=30, per_waiting_hour=120)
    assert points["cost_per_hour"].min() == cheapest["cost_per_hour"]
    assert pa.table(points)["agents"].to_pylist() == list(range(21, 41))


def test_plots_show_the_numbers_with_their_units() -> None:
    plan = krarup.plan(COLUMNS, sl=0.8, shrinkage=[0.3])
    ax = plan.plot()
    drawn = {line.get_label(): line.get_ydata().tolist() for line in ax.get_lines()}
    assert drawn == {
        "agents at work": plan["agents"].tolist(),
        "heads with shrinkage": plan["heads"].tolist(),
    }
    behind = next(other for other in ax.figure.axes if other is not ax)
    assert [bar.get_height() for bar in behind.patches] == [40, 0, 120, 200]
    assert ax.get_ylabel() == "agents" and behind.get_ylabel() == "volume (contacts per 1800 s)"
    assert ax.get_xticklabels()[0].get_text() == "08:00"

    points = frontier()
    ax = points.plot()
    (line,) = ax.get_lines()
    np.testing.assert_array_equal(line.get_xdata(), points["cost_per_hour"])
    np.testing.assert_array_equal(line.get_ydata(), points["service_level"])
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("cost (money per hour)", "service level (share)")

    by_agents = krarup.sensitivity(
        "erlang_c", "agents", range(19, 31), offered_load_erl=20, aht_s=180, target_wait_s=20
    )
    assert by_agents["error"][:2] == ["unstable", "unstable"]
    ax = by_agents.plot("service_level", "occupancy")
    assert [line.get_label() for line in ax.get_lines()] == ["service_level", "occupancy"]
    np.testing.assert_array_equal(ax.get_lines()[0].get_ydata(), by_agents["service_level"])
    np.testing.assert_array_equal(ax.get_lines()[0].get_xdata(), np.arange(19, 31))
    assert ax.get_xlabel() == "agents (agents)"
    assert ax.get_ylabel() == "service_level, occupancy (share)"
    assert by_agents.plot("asa_s", ax=matplotlib.pyplot.subplots()[1]).get_ylabel() == "asa_s (s)"
    matplotlib.pyplot.close("all")


def test_sensitivities_are_the_models_numbers() -> None:
    table = krarup.sensitivity("erlang_c", "aht_s", [170.0, 180.0], agents=24, offered_load_erl=20)
    for row, aht_s in enumerate((170.0, 180.0)):
        one = krarup.erlang_c(24, 20, aht_s)
        assert {name: table[name][row] for name in one} == one
    with pytest.raises(krarup.InvalidInputError, match="'asa' is no measure of erlang_c"):
        table.plot("asa")
    with pytest.raises(krarup.InvalidInputError, match="measures have units s, share"):
        table.plot("asa_s", "p_wait")
    with pytest.raises(krarup.InvalidInputError, match="is no input"):
        krarup.sensitivity("erlang_c", "patience", [1, 2], agents=24, offered_load_erl=20, aht_s=180)


def test_without_matplotlib_the_error_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **named: Any) -> Any:
        if name.startswith("matplotlib"):
            raise ImportError(name)
        return real(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ImportError, match=r"needs matplotlib: pip install 'krarup\[plot\]'"):
        frontier().plot()
