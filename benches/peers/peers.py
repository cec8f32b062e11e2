"""One table: what is done, by whom, seconds of the best of five runs, and how many times krarup's.

Every pair of answers is compared before it is timed.
"""

import time
from collections.abc import Callable
from typing import Any

import krarup
import numpy as np
import pandas as pd
import polars as pl

ROWS = 200_000
rng = np.random.default_rng(1)


def best(work: Callable[[], Any], runs: int = 5) -> float:
    """Seconds of the fastest run."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def kpis() -> list[tuple[str, str, float]]:
    """Offered, answered, ASA and a service level by queue and half-hour of a table of interactions."""
    wait = rng.exponential(25, ROWS)
    patience = rng.exponential(120, ROWS)
    frame = pd.DataFrame(
        {
            "interaction_id": np.arange(ROWS).astype(str),
            "arrived_at": pd.Timestamp("2026-03-02", tz="UTC")
            + pd.to_timedelta(np.sort(rng.integers(0, 28 * 86_400, ROWS)), unit="s").astype("timedelta64[us]"),
            "queue": rng.choice(["sales", "service", "billing", "chat"], ROWS),
            "outcome": np.where(wait <= patience, "answered", "abandoned"),
            "wait_us": (np.minimum(wait, patience) * 1e6).round().astype("int64"),
        }
    )
    polars_frame = pl.from_pandas(frame)

    def by_pandas() -> pd.DataFrame:
        answered = frame["outcome"].eq("answered")
        wait = frame["wait_us"]
        table = frame.assign(
            answered=answered,
            within=answered & wait.le(20_000_000),
            counted=answered | wait.gt(5_000_000),
            answer_wait=wait.where(answered),
            half_hour=frame["arrived_at"].dt.floor("30min"),
        )
        cells = table.groupby(["queue", "half_hour"])
        sums = cells[["answered", "within", "counted"]].sum()
        sums["offered"] = cells.size()
        sums["asa"] = cells["answer_wait"].mean() / 1e6
        sums["sl"] = sums["within"] / sums["counted"]
        return sums

    def by_polars() -> pl.DataFrame:
        answered, wait = pl.col("outcome") == "answered", pl.col("wait_us")
        return (
            polars_frame.lazy()
            .group_by("queue", pl.col("arrived_at").dt.truncate("30m"))
            .agg(
                offered=pl.len(),
                answered=answered.sum(),
                asa=wait.filter(answered).mean() / 1e6,
                sl=(answered & (wait <= 20_000_000)).sum() / (answered | (wait > 5_000_000)).sum(),
            )
            .collect()
        )

    def by_krarup() -> krarup.KpiTable:
        metrics = ["offered", "answered", "asa", "sl.no_short"]
        return krarup.kpis(polars_frame, metrics, by="queue", every="30min", attribution="arrival")

    ours = pl.DataFrame(by_krarup()).filter(pl.col("metric") == "sl.no_short")
    theirs = by_pandas()["sl"].dropna()
    values = ours.filter(pl.col("value").is_not_null()).sort("queue", "interval_start")["value"]
    assert np.allclose(values.to_numpy(), theirs.sort_index().to_numpy(), rtol=1e-12), "the service levels differ"
    what = f"four KPIs of {ROWS:,} contacts by queue and half-hour"
    return [
        (what, "krarup", best(by_krarup)),
        (what, f"pandas {pd.__version__}", best(by_pandas)),
        (what, f"Polars {pl.__version__} (two threads)", best(by_polars)),
    ]


rows = kpis()
ours = rows[0][2]
for what, who, seconds in rows:
    print(f"{what:<52} {who:<32} {seconds:>10.4f} s {seconds / ours:>8.1f}×")
