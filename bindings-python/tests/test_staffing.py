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
        assert isinstance(answer, krarup.Staffing)
        assert columns.agents[row] == answer.agents
        assert columns.service_level[row] == answer.at["service_level"]


def test_masked_rows_name_their_error() -> None:
    columns = krarup.required_agents([100, -1, math.nan], 1800, 180, sl=0.8, on_error="mask")
    assert isinstance(columns, krarup.StaffingColumns)
    assert columns.error == [None, "invalid_input", "invalid_input"]


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
        assert isinstance(answer, krarup.Staffing)
        assert not math.isnan(answer.at["service_level"])


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
    if function == "erlang_c":
        return krarup.erlang_c(**arguments)
    numbers: dict[str, Any] = arguments
    return krarup.erlang_a(**numbers)


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
