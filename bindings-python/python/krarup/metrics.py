"""KPIs with their definitions."""

from __future__ import annotations

import json
from collections.abc import Iterable
from html import escape
from typing import Any, Literal

from ._krarup import RawKpis, Table, compute_kpis, definitions_json
from .instants import Instant, micros
from .records import ArrowTable, Records, as_records


class KpiTable:
    """One row a group, interval and metric; print it to read it, give it to pandas or Polars to work with.

    `num` and `den` are whole: contacts, or for lengths of time microseconds, while `value` is in seconds.
    """

    def __init__(self, raw: RawKpis) -> None:
        self._raw = raw
        self._table = raw.table()

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self._table.__arrow_c_stream__(requested_schema)

    @property
    def table(self) -> Table:
        """The rows as an Arrow table."""
        return self._table

    def __len__(self) -> int:
        return len(self._table)

    def __str__(self) -> str:
        return self._raw.text()

    def __repr__(self) -> str:
        return self._raw.text()

    def _repr_html_(self) -> str:
        return f"<pre>{escape(self._raw.text())}</pre>"


def kpis(
    data: Records | ArrowTable,
    metrics: str | Iterable[str],
    *,
    by: Literal["queue", "agent", "channel", "contact_type", "reason"]
    | Iterable[Literal["queue", "agent", "channel", "contact_type", "reason"]] = (),
    every: Literal["15min", "30min", "60min", "day"] | None = None,
    zone: str | None = None,
    attribution: Literal["arrival", "enqueue", "answer", "end"] | None = None,
    target_wait_s: float | None = None,
    comparison: Literal["at_most", "less_than"] | None = None,
    short_abandon_s: float | None = None,
    repeat_window_s: float | None = None,
    confidence: float | None = None,
    min_n: int | None = None,
    as_of: Instant | None = None,
    agent_states: ArrowTable | None = None,
) -> KpiTable:
    """Computes metrics over records or a table of interactions (a DataFrame of pandas, Polars, pyarrow …).

    `definitions()` lists the metrics. What is not given follows the defaults of the definitions: 20 s target
    (at most), abandons of 5 s or less are short, repeats within 7 days, 95 % confidence, zone UTC, each
    metric's own attribution. A value that cannot be given is null with a `null_reason`.
    """
    spec: dict[str, Any] = {
        "metrics": [metrics] if isinstance(metrics, str) else list(metrics),
        "by": [by] if isinstance(by, str) else list(by),
    }
    seconds = {
        "target_wait_us": target_wait_s,
        "short_abandon_us": short_abandon_s,
        "repeat_window_us": repeat_window_s,
    }
    spec |= {name: round(value * 1e6) for name, value in seconds.items() if value is not None}
    given = {
        "every": every,
        "zone": zone,
        "attribution": attribution,
        "comparison": comparison,
        "confidence": confidence,
        "min_n": min_n,
        "as_of_us": None if as_of is None else micros(as_of),
    }
    spec |= {name: value for name, value in given.items() if value is not None}
    return KpiTable(compute_kpis(as_records(data, agent_states)._raw, json.dumps(spec)))


def definitions() -> list[dict[str, Any]]:
    """Every metric: id, version, unit, formula, attributions (the default first), level."""
    values: list[dict[str, Any]] = json.loads(definitions_json())
    return values
