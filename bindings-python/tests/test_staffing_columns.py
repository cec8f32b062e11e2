"""Columns of every kind in, arrays and tables out; every model of the table, whatever numbers it gets."""

import itertools
import json
import math
import struct
import threading
import time
from pathlib import Path
from typing import Any

import krarup
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

MODELS = krarup.staffing_models()
NAMES = [model["name"] for model in MODELS]

COLUMNS = {
    "list": [21, 25, 30],
    "tuple": (21, 25.0, 30),
    "numpy float": np.array([21.0, 25, 30]),
    "numpy float32": np.array([21, 25, 30], dtype=np.float32),
    "numpy int": np.array([21, 25, 30]),
    "numpy int8": np.array([21, 25, 30], dtype=np.int8),
    "numpy strided": np.array([21.0, 0, 25, 0, 30, 0])[::2],
    "numpy int strided": np.array([21, 0, 25, 0, 30, 0])[::2],
    "numpy reversed": np.array([30.0, 25, 21])[::-1],
    "numpy read-only": np.frombuffer(struct.pack("3d", 21, 25, 30)),
    "pandas": pd.Series([21, 25, 30], index=[9, 8, 7]),
    "pandas nullable": pd.Series([21, 25, 30], dtype="Int64"),
    "pandas arrow": pd.Series([21, 25, 30], dtype="int64[pyarrow]"),
    "polars": pl.Series([21, 25, 30]),
    "polars float32": pl.Series([21, 25, 30], dtype=pl.Float32),
    "pyarrow": pa.array([21, 25, 30]),
    "pyarrow sliced": pa.array([0, 21, 25, 30, 0])[1:4],
    "pyarrow chunked": pa.chunked_array([[21, 25], [], [30]]),
    "range": range(21, 22),
}


@pytest.mark.parametrize("column", [COLUMNS[name] for name in COLUMNS if name != "range"], ids=str)
def test_every_kind_of_column_gives_the_same_bits(column: Any) -> None:
    expected = [krarup.erlang_c(agents, 20, 180) for agents in (21, 25, 30)]
    answer = krarup.erlang_c(column, 20.0, 180)
    assert set(answer) == set(expected[0])
    for name, values in answer.items():
        assert isinstance(values, np.ndarray) and values.dtype == np.float64 and values.flags.writeable
        assert values.tolist() == [one[name] for one in expected], name
    needed = krarup.required_agents(column, 180, 180, sl=0.8)
    assert isinstance(needed, krarup.StaffingColumns)
    assert needed.agents.tolist() == [
        krarup.required_agents(load, 180, 180, sl=0.8).agents for load in (21.0, 25.0, 30.0)
    ]


def test_a_column_of_one_entry_counts_for_all_rows() -> None:
    answer = krarup.erlang_c([21, 25], [20], pa.array([180.0]), np.array([20.0]))
    assert answer["p_wait"].tolist() == [krarup.erlang_c(n, 20, 180, 20)["p_wait"] for n in (21, 25)]
    with pytest.raises(krarup.InvalidInputError, match="offered_load_erl has 3 entries, but must have 2"):
        krarup.erlang_c([21, 25], [20, 20, 20], 180)
    assert krarup.erlang_c([], 20, 180)["p_wait"].tolist() == []
    assert krarup.erlang_c(range(21, 22), 20, 180)["p_wait"].shape == (1,)


def test_what_is_no_column_of_numbers_is_refused() -> None:
    wrongs: list[Any] = [np.ones((2, 2)), np.array(["1"]), pd.Series(["1"]), ["1"], b"1"]
    for wrong in wrongs:
        with pytest.raises(krarup.InvalidInputError, match="agents is"):
            krarup.erlang_c(wrong, 0.5, 180)
    sparse: list[Any] = [
        pl.Series([21, None]),
        pd.Series([21, None], dtype="Int64"),
        pa.array([21, None]),
        pd.Series([21.0, math.nan]),
        [21, None],
    ]
    for missing in sparse:
        answer = krarup.erlang_c(missing, 20, 180, on_error="mask")
        assert answer["error"] == [None, "invalid_input"], type(missing)
        assert math.isnan(answer["p_wait"][1])


def test_out_takes_columns_without_new_arrays() -> None:
    agents = np.arange(21.0, 31)
    level, waits = np.zeros(10), np.zeros(20)[::2]
    answer = krarup.erlang_c(agents, 20, 180, out={"service_level": level, "p_wait": waits})
    expected = krarup.erlang_c(agents, 20, 180)
    assert answer["service_level"] is level and answer["p_wait"] is waits
    assert level.tolist() == expected["service_level"].tolist()
    assert waits.tolist() == expected["p_wait"].tolist()
    blocking = np.zeros(10)
    assert krarup.erlang_b(agents, 20, out=blocking) is blocking
    assert blocking.tolist() == krarup.erlang_b(agents, 20).tolist()
    # An input may be an output: it is read before.
    krarup.erlang_b(blocking, 20, out=blocking)
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"asa": level}, 'out has "asa", but erlang_c gives p_wait'),
        ({"asa_s": np.zeros(9)}, "out of asa_s has 9 entries, but must have 10"),
        ({"asa_s": np.zeros(10, dtype=np.float32)}, "out of asa_s is a ndarray, but must be a writable"),
        ({"asa_s": np.frombuffer(bytes(80))}, "out of asa_s is a ndarray, but must be a writable"),
        ({"asa_s": [0.0] * 10}, "out of asa_s is a list, but must be a writable"),
    ]
    for out, message in wrong:
        with pytest.raises(krarup.InvalidInputError, match=message):
            krarup.erlang_c(agents, 20, 180, out=out)


def test_measures_are_a_table() -> None:
    masked = krarup.erlang_c([21, 10], 20, 180, on_error="mask")
    table = pa.table(masked.table)
    assert table["error"].to_pylist() == [None, "unstable"]
    assert table["p_wait"].to_pylist() == [krarup.erlang_c(21, 20, 180)["p_wait"], None]
    frame = pl.DataFrame(masked.table)
    assert frame["p_wait"].null_count() == 1
    assert pd.DataFrame.from_arrow(masked.table)["asa_s"].notna().tolist() == [True, False]
    assert pa.table(krarup.erlang_c(21, 20, 180).table).num_rows == 1


def test_other_threads_run_while_columns_are_computed() -> None:
    volume = np.linspace(100, 3000, 30_000)
    ticks, done = 0, threading.Event()

    def tick() -> None:
        nonlocal ticks
        while not done.is_set():
            ticks += 1
            time.sleep(0.0005)

    thread = threading.Thread(target=tick)
    thread.start()
    started = time.perf_counter()
    krarup.erlang_a(volume / 10, volume, 1800, 240, 120)
    took = time.perf_counter() - started
    done.set()
    thread.join()
    assert took > 0.05, "too short to tell"
    # With the lock held there would be at most the ticks of before and after.
    assert ticks > 10, (ticks, took)


GOLDEN = json.loads((Path(__file__).parents[2] / "core/tests/golden/staffing_table.json").read_text())


def digest(values: Any) -> str:
    """FNV-1a over the bits, word by word; every NaN is one."""
    word = 0xCBF29CE484222325
    for value in values:
        bits = 0x7FF8 << 48 if math.isnan(value) else struct.unpack("<Q", struct.pack("<d", value))[0]
        word = ((word ^ bits) * 0x100000001B3) & (2**64 - 1)
    return f"{word:016x}"


def test_every_model_gives_the_bits_on_file() -> None:
    assert {block["model"] for block in GOLDEN} == set(NAMES)
    for block in GOLDEN:
        arguments: dict[str, Any] = block["inputs"]
        chosen: dict[str, Any] = {name: block[name] for name in ("definition", "patience") if name in block}
        answer = krarup.evaluate(block["model"], on_error="mask", **chosen, **arguments)
        errors = [code for code in answer.get("error", []) if code is not None]
        assert {code: errors.count(code) for code in errors} == block["errors"], block["model"]
        assert {name: digest(answer[name]) for name in block["digests"]} == block["digests"], block["model"]
        for row in range(0, 150, 37):
            one: dict[str, Any] = {name: column[row] for name, column in arguments.items()}
            alone = krarup.evaluate(block["model"], on_error="mask", **chosen, **one)
            for name in block["digests"]:
                assert digest([alone[name]]) == digest([answer[name][row]]), (block["model"], name, one)


HOSTILE = [
    math.nan,
    math.inf,
    -math.inf,
    -1.0,
    -0.0,
    0.0,
    5e-324,
    1e-300,
    1e-9,
    0.5,
    1.0,
    1 - 2**-53,
    1 + 2**-52,
]
HOSTILE += [2.0, 20.0, 99.999999, 100.0, 180.0, 1800.0, 1e6, 1e7, 1e9, 1e12, 1e300, 1.7976931348623157e308]
NUMBER = st.sampled_from(HOSTILE) | st.floats() | st.floats(0, 1) | st.floats(0.1, 1e4) | st.integers(0, 500)
CODES = {"invalid_input", "unstable", "infeasible", "no_convergence"}
DEFINITIONS = [
    None,
    "sl.offered",
    "sl.answered",
    "sl.no_short",
    "sl.abn_in_T_out",
    "sl.removed",
    "sl.virtual",
]


@st.composite
def rows_of_models(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, float], str | None]:
    model = draw(st.sampled_from(MODELS))
    row: dict[str, float] = {}
    for field in model["inputs"]:
        if field["presence"] == "required" or draw(st.booleans()):
            row[field["name"]] = float(draw(NUMBER))
    return model, row, draw(st.sampled_from(DEFINITIONS))


@settings(max_examples=1500, deadline=None)
@given(rows_of_models())
def test_no_number_makes_a_model_panic_or_answer_nan(
    case: tuple[dict[str, Any], dict[str, float], str | None],
) -> None:
    model, row, definition = case
    name = model["name"]
    chosen: dict[str, Any] = {"definition": definition}
    if model["has_patience"]:
        chosen["patience"] = {"type": "exponential", "mean_s": 60}
    arguments: dict[str, Any] = row | chosen
    try:
        answer = krarup.evaluate(name, **arguments)
    except krarup.KrarupError as error:
        assert error.code in CODES, (name, row, error)
        masked = krarup.evaluate(name, on_error="mask", **arguments)
        assert masked["error"] == [error.code]
        assert all(math.isnan(masked[field["name"]]) for field in model["outputs"])
        return
    assert "error" not in answer
    for field in model["outputs"]:
        value = answer[field["name"]]
        if math.isnan(value):
            assert field["absent_when"] is not None, (name, field["name"], row)
        elif field["unit"] == "share":
            assert 0 <= value <= 1, (name, field["name"], value, row)
    twice: dict[str, Any] = {key: [value, value] for key, value in row.items()}
    columns = krarup.evaluate(name, **twice, **chosen)
    for field, at in itertools.product(model["outputs"], (0, 1)):
        assert digest([columns[field["name"]][at]]) == digest([answer[field["name"]]])
