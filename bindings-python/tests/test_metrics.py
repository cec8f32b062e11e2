"""Records and KPIs from Python: whatever the tables come from, the numbers are the same."""

import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import krarup
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

DAY = krarup.generate(krarup.centre() | {"days": 1}, seed=7)
METRICS = [d["id"] for d in krarup.definitions()]


def arrow(table: Any) -> pa.Table:
    return pa.table(table)


def test_pandas_polars_and_pyarrow_give_identical_tables() -> None:
    expected = arrow(krarup.kpis(DAY, METRICS, by="queue", every="30min", zone="Europe/Copenhagen"))
    calls, states = arrow(DAY.interactions), arrow(DAY.agent_states)
    tables = {
        "pyarrow": (calls, states),
        "polars": (pl.from_arrow(calls), pl.from_arrow(states)),
        "pandas": (calls.to_pandas(), states.to_pandas()),
        "dictionaries": (calls.set_column(8, "queue", calls["queue"].dictionary_encode()), states),
        "views": (calls.cast(pa.schema(_views(calls.schema))), states),
    }
    for name, (interactions, agent_states) in tables.items():
        got = krarup.kpis(
            interactions,
            METRICS,
            by=["queue"],
            every="30min",
            zone="Europe/Copenhagen",
            agent_states=agent_states,
        )
        assert arrow(got).equals(expected), name
    assert expected.num_rows > 1000


def _views(schema: pa.Schema) -> list[Any]:
    return [pa.field(f.name, pa.string_view()) if f.type == pa.string() else f for f in schema]


def test_the_columns_people_have() -> None:
    frame = pd.DataFrame(
        {
            "interaction_id": [1, 2, 3],
            "arrived_at": pd.to_datetime(
                ["2026-05-04 08:00", "2026-05-04 08:01", "2026-05-04 08:02"], utc=True
            ),
            "outcome": ["answered", "abandoned", "answered"],
            "queue": ["sales", "sales", None],
            "wait_s": [4.5, 30.0, np.nan],
            "handle": pd.to_timedelta([120, None, 60], unit="s"),
        }
    )
    table = pl.from_arrow(pa.table(krarup.kpis(frame, ["offered", "asa", "sl.offered", "aht"], by="queue")))
    values = {(row["queue"], row["metric"]): row["value"] for row in table.to_dicts()}
    assert values[("sales", "offered")] == 2
    assert values[("sales", "asa")] == 4.5
    assert values[("sales", "sl.offered")] == 0.5
    assert values[("sales", "aht")] == 120.0
    assert pa.table(krarup.kpis(frame, "aht"))["value"].to_pylist() == [90.0]
    nulls = table.filter(pl.col("value").is_null()).to_dicts()
    assert {row["null_reason"] for row in nulls} == {"not_recorded"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"outcome": ["lost"]}, "unknown variant `lost`"),
        ({"interaction_id": [None]}, "interaction_id is null in row 1"),
        ({"arrived_at": [datetime(2026, 5, 4)]}, "instants with a time zone"),
        ({"wait": [3]}, "column wait is of type Int64"),
        ({"segment_no": [-1]}, "segment_no is -1"),
        ({"agent": [1.5]}, "column agent is of type Float64"),
        ({"wait_us": [1], "wait_s": [1.0]}, "columns wait_us and wait_s give the same field"),
    ],
)
def test_a_wrong_table_is_named(change: dict[str, Any], message: str) -> None:
    columns = {
        "interaction_id": ["a"],
        "arrived_at": [datetime(2026, 5, 4, tzinfo=UTC)],
        "outcome": ["answered"],
    }
    with pytest.raises(krarup.InvalidInputError, match=message) as caught:
        krarup.Records(pa.table(columns | change))
    assert caught.value.code == "invalid_records"


CALLS = [
    {
        "interaction_id": "a",
        "arrived_at": datetime(2026, 5, 4, tzinfo=UTC),
        "outcome": "answered",
        "wait_s": wait,
        "last_update_at": datetime(2026, 5, 4, tzinfo=UTC),
        "agent": None,
        "colour": "red",
    }
    for wait in (10.0, 20.0)
]


@pytest.mark.parametrize("table", [pl.DataFrame, pd.DataFrame, pa.Table.from_pylist])
def test_columns_of_nulls_other_columns_and_duplicates(table: Any) -> None:
    records = krarup.Records(table(CALLS))
    assert len(records.interactions) == 1
    assert pa.table(krarup.kpis(records, "asa"))["value"].to_pylist() == [20.0]
    findings = {finding["rule"]: finding for finding in records.quality.findings}
    assert findings["duplicate"]["first_rows"] == [1]
    assert findings["ignored_column"]["about"] == "colour"
    assert "colour" in repr(records.quality)
    assert records.quality.count("answered_without_agent") == 1


def test_a_table_without_ids_is_named_even_if_empty() -> None:
    for table in (
        pl.DataFrame({"id": []}),
        pd.DataFrame({"id": []}),
        pa.table({"id": pa.array([], "int64")}),
    ):
        with pytest.raises(krarup.InvalidInputError, match="no column interaction_id") as caught:
            krarup.Records(table)
        assert caught.value.code == "invalid_records"
    empty = pa.Table.from_pylist(CALLS).slice(0, 0)
    assert len(krarup.kpis(empty, "offered")) == 0


def test_an_absurd_instant_is_in_a_row_without_an_interval() -> None:
    calls = {"interaction_id": ["a", "b"], "arrived_at_us": [9 * 10**18, 0], "outcome": ["answered"] * 2}
    records = krarup.Records(pa.table(calls))
    table = pa.table(krarup.kpis(records, "arrived", every="day"))
    assert table["interval_label"].to_pylist() == [None, "1970-01-01T00:00:00+00:00"]
    assert records.quality.count("implausible_instant") == 1


def test_tables_show_themselves() -> None:
    table = krarup.kpis(DAY, "offered", by="queue")
    assert repr(table) == str(table)
    assert table._repr_html_().startswith("<pre>")
    assert DAY.quality._repr_html_().startswith("<pre>")
    assert "interactions" in DAY._repr_html_()


def test_other_threads_go_on_while_records_are_made() -> None:
    done = threading.Event()
    ticks = 0

    def tick() -> None:
        nonlocal ticks
        while not done.wait(0.001):
            ticks += 1

    thread = threading.Thread(target=tick)
    thread.start()
    krarup.generate(krarup.centre() | {"days": 3}, seed=1)
    done.set()
    thread.join()
    assert ticks > 10


def test_a_wrong_question_is_named() -> None:
    for metrics in ([], ["asa", "asa"]):
        with pytest.raises(krarup.InvalidInputError) as caught:
            krarup.kpis(DAY, metrics)
        assert caught.value.code == "invalid_spec"
    with pytest.raises(krarup.InvalidInputError, match=r'"waiting".*"talking"'):
        krarup.kpis(DAY, ["waiting", "talking"])
    with pytest.raises(krarup.InvalidInputError, match="agent_states") as caught:
        krarup.kpis(DAY, "offered", agent_states=DAY.agent_states)
    assert caught.value.code == "invalid_spec"
    with pytest.raises(krarup.InvalidInputError, match=r"sl\.no_short") as caught:
        krarup.kpis(DAY, "sl")
    assert caught.value.code == "unknown_metric"
    with pytest.raises(krarup.InvalidInputError) as caught:
        krarup.kpis(DAY, "offered", attribution="answer")
    assert caught.value.code == "attribution_not_allowed"
    with pytest.raises(krarup.InvalidInputError, match="__arrow_c_stream__"):
        krarup.kpis([1, 2], "offered")  # type: ignore[arg-type]
    with pytest.raises(krarup.InvalidInputError) as caught:
        krarup.generate(krarup.centre() | {"days": 0})
    assert caught.value.code == "invalid_centre"


def test_files_out_and_in_with_progress(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    DAY.write_csv(path)
    mapping = (Path(__file__).parents[2] / "core/examples/mappings/krarup.json").read_text()
    heard: list[tuple[int, int]] = []
    loaded = krarup.load_csv(path, mapping, progress=lambda done, total: heard.append((done, total)))
    assert heard[-1] == (path.stat().st_size, path.stat().st_size)
    assert loaded.quality.rows_read == len(DAY.interactions)
    metrics = ["offered", "sl.no_short", "aht", "wait_p90"]
    assert arrow(krarup.kpis(loaded, metrics)).equals(arrow(krarup.kpis(DAY, metrics)))
    with pytest.raises(FileNotFoundError) as missing:
        krarup.load_csv(tmp_path / "none.csv", mapping)
    assert missing.value.filename == str(tmp_path / "none.csv")
    with pytest.raises(FileNotFoundError, match="nowhere"):
        DAY.write_csv(tmp_path / "nowhere" / "calls.csv")
    (tmp_path / "other.csv").write_text("a,b")
    with pytest.raises(krarup.InvalidInputError, match=r"other\.csv: the file has no column"):
        krarup.load_csv(tmp_path / "other.csv", mapping)
    with pytest.raises(krarup.InvalidInputError) as caught:
        krarup.load_csv(path, {"zone": "UTC", "fields": {}, "outcome": []})
    assert caught.value.code == "invalid_mapping"
    with pytest.raises(ZeroDivisionError):
        krarup.load_csv(path, mapping, progress=lambda done, total: 1 / 0)
    krarup.load_csv(path, mapping, progress=True)


def test_patience_and_the_day_that_follows() -> None:
    patience = krarup.fit_patience(DAY)
    assert patience.mean_s is not None and 60 < patience.mean_s < 1000
    assert all(0 <= share < 1 for share in patience.survival["survival"])
    plan = krarup.day_plan([90, 0], [180, 0], patience_s=patience.mean_s, sl=0.8, shrinkage=[0.1, 0.2])
    first = plan[0]["staffing"]
    assert first["at"]["service_level"] >= 0.8 > first["at_minus_one"]["service_level"]
    assert plan[0]["scheduled"] == pytest.approx(first["agents"] / 0.9 / 0.8)
    assert plan[1]["staffing"]["agents"] == 0
    with pytest.raises(krarup.InvalidInputError, match="shrinkage"):
        krarup.day_plan([90], [180], sl=0.8, shrinkage=[1.0])
    with pytest.raises(ValueError):
        krarup.day_plan([90, 1], [180], sl=0.8)


DATA = Path(__file__).parents[3] / "shared/data/bank_calls_1999-08-01_14.csv"


@pytest.mark.skipif(not DATA.exists(), reason="the bank's calls are not published with the project")
def test_the_bank_file_equals_pandas() -> None:
    mapping = (Path(__file__).parents[2] / "core/examples/mappings/bank.json").read_text()
    records = krarup.load_csv(DATA, mapping)
    calls = pd.read_csv(DATA)
    calls = calls[calls.outcome != "PHANTOM"]
    answered = calls.outcome == "AGENT"
    offered = answered | (calls.q_time > 0)
    within = calls.q_time <= 20
    short = offered & ~answered & (calls.q_time <= 5)
    hour, minute = (calls.vru_entry.str.split(":").str[n].astype(int) for n in (0, 1))
    half_hour = calls.date + "T" + hour.map("{:02}".format) + ":" + (minute // 30 * 30).map("{:02}".format)
    frame = pd.DataFrame(
        {
            "contact_type": calls.type,
            "from": half_hour,
            "offered": offered,
            "answered": answered,
            "good": answered & within,
            "base": offered & ~short,
            "wait": calls.q_time.where(answered),
            "handle": calls.ser_time.where(answered),
        }
    )
    groups = frame.groupby(["contact_type", "from"])
    expected = pd.DataFrame(
        {
            "offered": groups.offered.sum().astype(float),
            "answered": groups.answered.sum().astype(float),
            "sl.no_short": groups.good.sum() / groups.base.sum().replace(0, np.nan),
            "asa": groups.wait.mean(),
            "wait_p90": groups.wait.quantile(0.9),
            "wait_sd": groups.wait.std(),
            "aht": groups.handle.mean(),
            "handle_sd": groups.handle.std(),
            "handle_p50": groups.handle.median(),
        }
    )
    table = krarup.kpis(
        records,
        list(expected.columns),
        by="contact_type",
        every="30min",
        zone="Asia/Jerusalem",
        attribution="arrival",
    )
    got = pa.table(table).to_pandas()
    got["from"] = got.interval_label.str[:16]
    pivot = got.pivot(index=["contact_type", "from"], columns="metric", values="value")[expected.columns]
    pd.testing.assert_frame_equal(
        pivot, expected, check_names=False, check_exact=False, rtol=1e-9, atol=1e-9, check_dtype=False
    )
    assert records.quality.count("set_aside") == len(pd.read_csv(DATA)) - len(calls)
    unnamed = answered & calls.server.isna()
    assert records.quality.count("answered_without_agent") == unnamed.sum()
