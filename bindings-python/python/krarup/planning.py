"""Staffing of many intervals: a day's rows, and a plan of a frame."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from ._krarup import Staffing, StaffingColumns, plan_day, required_agents, scheduled
from .column_table import ColumnTable
from .instants import invalid
from .staffing import OnError


def day_plan(
    volume: Iterable[float],
    aht_s: Iterable[float | None],
    *,
    interval_s: float | None = None,
    patience_s: float | None = None,
    sl: float | None = None,
    target_s: float | None = None,
    definition: str | None = None,
    short_s: float | None = None,
    max_asa_s: float | None = None,
    max_occupancy: float | None = None,
    max_abandonment: float | None = None,
    max_p_wait: float | None = None,
    max_wait_share: float | None = None,
    max_wait_s: float | None = None,
    shrinkage: Iterable[float] = (),
    additive_shrinkage: bool = False,
) -> list[dict[str, Any]]:
    """Solves every interval with the same targets, then adds shrinkage.

    Intervals last 1800 s unless stated. Shares of shrinkage take from what the others leave, or with
    `additive_shrinkage` add up.

    Each row has `volume`, `aht_s`, `scheduled` (agents with shrinkage, not rounded) and `staffing` with
    `agents`, the binding target and the measures with that many agents and one fewer. Without arrivals
    `aht_s` does not matter and the measures are None.
    """
    rows: list[dict[str, Any]] = json.loads(
        plan_day(
            volume,
            aht_s,
            interval_s=interval_s,
            patience_s=patience_s,
            sl=sl,
            target_s=target_s,
            definition=definition,
            short_s=short_s,
            max_asa_s=max_asa_s,
            max_occupancy=max_occupancy,
            max_abandonment=max_abandonment,
            max_p_wait=max_p_wait,
            max_wait_share=max_wait_share,
            max_wait_s=max_wait_s,
            shrinkage=shrinkage,
            additive_shrinkage=additive_shrinkage,
        )
    )
    return rows


class Plan(ColumnTable):
    """The staff of every interval: `agents` at work, `heads` to schedule, the binding target, measures."""

    _whole = frozenset({"agents", "heads"})

    def __init__(self, columns: dict[str, Any], arguments: dict[str, Any], interval_s: float) -> None:
        super().__init__(columns)
        self.interval_s = interval_s
        self._arguments = arguments

    def explain(self, row: int = 0) -> str:
        """How the agents of this interval came about: model, inputs, the values at n and n − 1, source."""
        aht_s = self["aht_s"][row]
        # It does not matter without arrivals, where it may be missing.
        aht_s = 0.0 if aht_s is None or aht_s != aht_s else float(aht_s)
        arguments = dict(self._arguments)
        if "patience_s" in self.columns:
            arguments["patience_s"] = float(self["patience_s"][row])
        answer = required_agents(float(self["volume"][row]), self.interval_s, aht_s, **arguments)
        assert isinstance(answer, Staffing)
        return answer.explain()

    def plot(self, ax: Any = None) -> Any:
        """Draws agents, heads and volume by interval (needs matplotlib); gives the axes."""
        from .plots import plan

        return plan(self, ax)


def plan(
    frame: Any,
    *,
    interval_s: float = 1800.0,
    patience_s: float | None = None,
    sl: float | None = None,
    target_s: float | None = None,
    definition: str | None = None,
    short_s: float | None = None,
    max_asa_s: float | None = None,
    max_occupancy: float | None = None,
    max_abandonment: float | None = None,
    max_p_wait: float | None = None,
    max_wait_share: float | None = None,
    max_wait_s: float | None = None,
    shrinkage: Iterable[float] = (),
    additive_shrinkage: bool = False,
    on_error: OnError = "raise",
) -> Plan:
    """The staff that each interval of a frame needs for the targets.

    `frame` is a DataFrame of pandas or Polars, a pyarrow table or a mapping of columns: `volume`, `aht_s`,
    and if they are there `patience_s` (seconds) and `start` (kept as it is); other columns are not looked at.
    Shares of `shrinkage` take from what the others leave, or with `additive_shrinkage` add up. `scheduled` is
    the agents with shrinkage, `heads` the same rounded up.
    """
    names = column_names(frame)
    for name in ("volume", "aht_s"):
        if name not in names:
            raise invalid(f"the frame has columns {', '.join(names)}, but must have {name}")
    arguments: dict[str, Any] = {
        "sl": sl,
        "target_s": target_s,
        "definition": definition,
        "short_s": short_s,
        "max_asa_s": max_asa_s,
        "max_occupancy": max_occupancy,
        "max_abandonment": max_abandonment,
        "max_p_wait": max_p_wait,
        "max_wait_share": max_wait_share,
        "max_wait_s": max_wait_s,
    }
    given: dict[str, Any] = {"volume": frame["volume"], "aht_s": frame["aht_s"]}
    if "patience_s" in names:
        if patience_s is not None:
            raise invalid("patience_s is a column of the frame and an argument, but must be one of them")
        given["patience_s"] = frame["patience_s"]
    else:
        arguments["patience_s"] = patience_s
    volume, aht_s = given["volume"], given["aht_s"]
    rest = arguments | {name: column for name, column in given.items() if name == "patience_s"}
    answer = required_agents(volume, interval_s, aht_s, **rest, fractional=True, on_error=on_error)
    if not isinstance(answer, StaffingColumns):
        raise invalid("volume and aht_s are numbers, but must be columns")
    with_shrinkage, heads = scheduled(answer.agents, shrinkage, additive_shrinkage)
    columns: dict[str, Any] = {"start": _starts(frame["start"])} if "start" in names else {}
    columns |= {name: _entries(column, len(answer)) for name, column in given.items()}
    columns |= {
        "agents": answer.agents,
        "fractional": answer.fractional,
        "scheduled": with_shrinkage,
        "heads": heads,
        "binding": answer.binding,
        "offered_load_erl": answer.offered_load_erl,
        "service_level": answer.service_level,
        "service_level_at_minus_one": answer.service_level_at_minus_one,
        "asa_s": answer.asa_s,
        "occupancy": answer.occupancy,
        "abandonment": answer.abandonment,
        "p_wait": answer.p_wait,
        "error": answer.error,
    }
    return Plan(columns, arguments, interval_s)


def column_names(frame: Any) -> list[str]:
    """The names of a frame's columns, of whichever package it is."""
    for attribute in ("column_names", "columns", "keys"):
        names = getattr(frame, attribute, None)
        if names is not None:
            return [str(name) for name in (names() if callable(names) else names)]
    got = type(frame).__name__
    raise invalid(f"the frame is a {got}, but must be a DataFrame, an Arrow table or a mapping of columns")


def _entries(column: Any, rows: int) -> list[Any]:
    """One entry a row, as plain numbers or None."""
    plain = column.to_pylist() if hasattr(column, "to_pylist") else list(column)
    return plain * rows if len(plain) == 1 else plain


def _starts(column: Any) -> list[Any]:
    """Instants and labels as Python has them."""
    if hasattr(column, "to_pylist"):
        return list(column.to_pylist())
    if getattr(getattr(column, "dtype", None), "kind", "") == "M" and not hasattr(column, "dt"):
        return list(column.astype("datetime64[us]").tolist())
    return [entry.to_pydatetime() if hasattr(entry, "to_pydatetime") else entry for entry in column]
