"""Staffing from Python: the same answers as the core, and typed errors for bad input."""

import json
import math
from pathlib import Path
from typing import Any

import krarup
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st


def test_popular_example_needs_24_agents() -> None:
    answer = krarup.required_agents(200, 1800, 180, sl=0.8, target_s=20)
    assert isinstance(answer, krarup.Staffing)
    assert answer.agents == 24
    assert answer.at_minus_one is not None
    assert answer.at_minus_one["service_level"] < 0.8 <= answer.at["service_level"]


def test_columns_equal_scalars() -> None:
    volume = np.linspace(0, 500, 101)
    columns = krarup.required_agents(volume, 1800, 240, patience_s=90, sl=0.8)
    assert isinstance(columns, krarup.StaffingColumns)
    assert len(columns) == 101
    assert np.asarray(columns.agents)[0] == 0
    for row, one in enumerate(volume):
        answer = krarup.required_agents(float(one), 1800, 240, patience_s=90, sl=0.8)
        assert columns.agents[row] == answer.agents
        np.testing.assert_equal(columns.service_level[row], answer.at["service_level"])
        np.testing.assert_equal(columns.offered_load_erl[row], answer.offered_load_erl)
        fewer = math.nan if answer.at_minus_one is None else answer.at_minus_one["service_level"]
        np.testing.assert_equal(columns.service_level_at_minus_one[row], fewer)
        assert (columns.model, columns.definition) == (answer.model, answer.definition)


def test_masked_rows_name_their_error() -> None:
    columns = krarup.required_agents([100, -1, math.nan], 1800, 180, sl=0.8, on_error="mask")
    assert columns.error == [None, "invalid_input", "invalid_input"]
    assert columns.binding == ["service_level", None, None]
    assert [math.isnan(agents) for agents in columns.agents] == [False, True, True]
    assert [math.isnan(level) for level in columns.service_level] == [False, True, True]


@pytest.mark.parametrize(
    ("agents", "load"),
    [(-5, 3), (math.nan, 3), (3, -3), (3, math.nan), (3, math.inf), (math.inf, 3)],
)
def test_bad_erlang_input_is_refused(agents: float, load: float) -> None:
    with pytest.raises(krarup.InvalidInputError) as caught:
        krarup.erlang_b(agents, load)
    assert caught.value.code == "invalid_input"
    with pytest.raises(ValueError):
        krarup.erlang_c(agents, load, 180)


def test_errors_have_classes_and_codes() -> None:
    with pytest.raises(krarup.UnstableError) as unstable:
        krarup.erlang_c(10, 12, 180)
    assert unstable.value.code == "unstable"
    with pytest.raises(krarup.InfeasibleError) as infeasible:
        krarup.required_agents(100, 1800, 180, sl=1.0)
    assert infeasible.value.code == "infeasible"
    with pytest.raises(krarup.InvalidInputError, match=r"sl\.answered"):
        krarup.required_agents(100, 1800, 180, sl=0.8, definition="service_level")
    with pytest.raises(krarup.InvalidInputError, match="volume"):
        krarup.required_agents("many", 1800, 180, sl=0.8)  # type: ignore[arg-type]


@given(st.floats(), st.floats(), st.floats(), st.floats(), st.floats())
def test_no_input_panics_or_gives_nan(
    volume: float, interval: float, aht: float, sl: float, wait: float
) -> None:
    try:
        answer = krarup.required_agents(volume, interval, aht, sl=sl, target_s=wait)
    except krarup.KrarupError as error:
        assert error.code in {"invalid_input", "unstable", "infeasible"}
    else:
        assert math.isnan(answer.at["service_level"]) == (volume == 0)


def test_columns_come_from_and_go_to_any_table() -> None:
    expected = krarup.required_agents([40, 120], 1800, 180, sl=0.8)
    columns = [np.array([40, 120]), pd.Series([40.0, 120.0]), pl.Series([40, 120]), pa.array([40, 120])]
    for column in columns:
        answer = krarup.required_agents(column, 1800, 180, sl=0.8)
        assert pa.table(answer).equals(pa.table(expected)), type(column)
    masked = pl.DataFrame(krarup.required_agents([40, -1], 1800, 180, sl=0.8, on_error="mask"))
    assert masked["agents"].to_list() == [7, None]
    assert masked["error"].to_list() == [None, "invalid_input"]
    with pytest.raises(krarup.InvalidInputError, match="volume is None in row 1, but must be a number"):
        krarup.required_agents(pl.Series([40, None]), 1800, 180, sl=0.8)
    with pytest.raises(krarup.InvalidInputError, match="volume is a str, but"):
        krarup.required_agents("forty", 1800, 180, sl=0.8)  # type: ignore[arg-type]
    with pytest.raises(krarup.InvalidInputError, match="volume is a bytes, but"):
        krarup.required_agents(b"forty", 1800, 180, sl=0.8)


DEFINITIONS = ["sl.offered", "sl.answered", "sl.no_short", "sl.abn_in_T_out", "sl.removed", "sl.virtual"]


@given(
    st.floats(0.01, 200),
    st.none() | st.floats(0.5, 5000),
    st.none() | st.floats(0, 0.999),
    st.sampled_from(DEFINITIONS),
    st.none() | st.floats(0.1, 300),
    st.none() | st.floats(0.05, 1),
    st.none() | st.floats(0.001, 1),
)
def test_answers_meet_every_target_and_one_fewer_does_not(
    load: float,
    patience: float | None,
    sl: float | None,
    definition: str,
    asa: float | None,
    occupancy: float | None,
    abandonment: float | None,
) -> None:
    abandonment = None if patience is None else abandonment
    if sl is asa is occupancy is abandonment is None:
        sl = 0.8
    answer = krarup.required_agents(
        load,
        180,
        180,
        patience_s=patience,
        sl=sl,
        definition=definition,
        max_asa_s=asa,
        max_occupancy=occupancy,
        max_abandonment=abandonment,
    )

    def is_met(agents: int, m: dict[str, float]) -> bool:
        return (
            (sl is None or m["service_level"] >= sl)
            and (asa is None or m["asa_s"] <= asa)
            and (occupancy is None or (agents > 0 and m["occupancy"] <= occupancy * (1 + 1e-15)))
            and (abandonment is None or m["abandonment"] <= abandonment)
        )

    assert is_met(answer.agents, answer.at)
    if answer.at_minus_one is not None:
        assert not is_met(answer.agents - 1, answer.at_minus_one)
    else:
        assert answer.agents == 0 or answer.binding == "stability"


def test_bad_columns_are_named() -> None:
    with pytest.raises(krarup.InvalidInputError, match="volume of row 1 is -2, but must be 0 or lie"):
        krarup.required_agents([40, -2], 1800, 180, sl=0.8)
    with pytest.raises(krarup.InvalidInputError, match="patience_s has 0 entries, but must have 2"):
        krarup.required_agents([40, 90], 1800, 180, patience_s=[], sl=0.8)
    with pytest.raises(krarup.InvalidInputError, match="service_level has 0 entries"):
        krarup.required_agents([40, 90], 1800, 180, sl=[], max_asa_s=10)
    with pytest.raises(krarup.InvalidInputError, match="a target is needed"):
        krarup.required_agents(40, 1800, 180)
    with pytest.raises(krarup.InvalidInputError, match=r"volume is 10000001, but .* 10,000,000 erlangs"):
        krarup.required_agents(10_000_001, 1, 1, sl=0.8)
    one = krarup.required_agents(np.array([40]), 1800, 180, sl=0.8)
    assert isinstance(one, krarup.StaffingColumns)


def test_empty_intervals_need_nobody_in_both_functions() -> None:
    for aht in (math.nan, 0, None):
        assert list(krarup.required_agents([40, 0], 1800, [180, aht], sl=0.8).agents) == [7, 0]
        plan = krarup.day_plan([40, 0], [180, aht], sl=0.8)
        assert [row["staffing"]["agents"] for row in plan] == [7, 0]
        assert plan[1]["staffing"]["at"]["service_level"] is None


def test_day_plan_refuses_what_it_cannot_plan() -> None:
    with pytest.raises(krarup.InvalidInputError, match="aht_s has 1 entries, but must have 2"):
        krarup.day_plan([40, 120], [180], sl=0.8)
    for bad in (math.nan, math.inf):
        with pytest.raises(krarup.InvalidInputError, match="max_asa_s of row 0"):
            krarup.day_plan([40], [180], max_asa_s=bad)
    compound = krarup.day_plan([40], [180], sl=0.8, shrinkage=[0.1, 0.2])
    additive = krarup.day_plan([40], [180], sl=0.8, shrinkage=[0.1, 0.2], additive_shrinkage=True)
    assert compound[0]["scheduled"] == pytest.approx(7 / 0.72)
    assert additive[0]["scheduled"] == pytest.approx(7 / 0.7)
    with pytest.raises(krarup.InfeasibleError):
        krarup.day_plan([40], [180], sl=0.8, shrinkage=[0.5, 0.5], additive_shrinkage=True)


def test_erlang_models_take_columns() -> None:
    agents = np.arange(21, 40)
    blocking = krarup.erlang_b(agents, 20)
    c = krarup.erlang_c(agents, 20, [180] * len(agents))
    a = krarup.erlang_a(agents.astype(float), 200, 1800, 180, 90, definition="sl.answered")
    for row, n in enumerate(agents.tolist()):
        assert blocking[row] == krarup.erlang_b(n, 20)
        assert {name: column[row] for name, column in c.items()} == krarup.erlang_c(n, 20, 180)
        one = krarup.erlang_a(n, 200, 1800, 180, 90, definition="sl.answered")
        assert {name: column[row] for name, column in a.items()} == one
    with pytest.raises(krarup.UnstableError, match="row 1: 10 agents cannot serve"):
        krarup.erlang_c([30, 10], 20, 180)


def test_the_inverses() -> None:
    lines = krarup.agents_for_blocking(8, 0.01)
    assert krarup.erlang_b(lines, 8) <= 0.01 < krarup.erlang_b(lines - 1, 8)
    assert krarup.erlang_b(15, krarup.load_for_blocking(15, 0.01)) == pytest.approx(0.01)
    wait = krarup.wait_quantile(24, 20, 180, 0.9)
    assert krarup.erlang_c(24, 20, 180, wait)["service_level"] == pytest.approx(0.9)
    answer = krarup.required_agents(200, 1800, 180, max_p_wait=0.1)
    assert (answer.binding, answer.at["p_wait"] <= 0.1) == ("p_wait", True)


BAD_INPUT = json.loads((Path(__file__).parents[2] / "core/tests/golden/staffing_bad_input.json").read_text())


def outputs(function: str, arguments: dict[str, float]) -> dict[str, float]:
    if function == "erlang_b":
        return {"blocking": krarup.erlang_b(**arguments)}
    if function == "required_agents":
        answer = krarup.required_agents(
            arguments["volume"],
            arguments["interval_s"],
            arguments["aht_s"],
            patience_s=arguments.get("patience_s"),
            sl=arguments["service_level"],
            target_s=arguments.get("target_wait_s", 20),
        )
        assert isinstance(answer, krarup.Staffing)
        return {"agents": answer.agents}
    numbers: dict[str, Any] = arguments
    return krarup.evaluate(function, **numbers)


@pytest.mark.parametrize("case", BAD_INPUT["cases"], ids=lambda case: f"{case['function']} {case['id']}")
def test_bad_input_gives_the_code_or_the_defined_value(case: dict[str, Any]) -> None:
    arguments = {name: float(value) for name, value in case["arguments"].items()}
    if "error" in case:
        with pytest.raises(krarup.KrarupError) as caught:
            outputs(case["function"], arguments)
        assert caught.value.code == case["error"]
    else:
        answer = outputs(case["function"], arguments)
        assert {name: answer[name] for name in case["value"]} == pytest.approx(
            case["value"], rel=1e-12, abs=0
        )
