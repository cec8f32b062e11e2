"""Plots of plans, frontiers and sensitivities; matplotlib is asked for only here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .day import DayEvaluation
    from .planning import Plan
    from .what_if import Frontier, Sensitivity


def _axes(ax: Any) -> Any:
    if ax is not None:
        return ax
    try:
        from matplotlib import pyplot
    except ImportError as error:
        raise ImportError("plot() needs matplotlib: pip install 'krarup[plot]'") from error
    return pyplot.subplots()[1]


def _or_gap(column: Any) -> list[float]:
    return [float("nan") if entry is None else float(entry) for entry in column]


def plan(table: Plan, ax: Any) -> Any:
    """Agents and heads as steps, volume as bars behind them on an axis of its own."""
    ax = _axes(ax)
    starts = table.columns.get("start")
    x = list(range(len(table)))
    behind = ax.twinx()
    behind.bar(x, _or_gap(table["volume"]), color="0.88", label="volume")
    behind.set_ylabel(f"volume (contacts per {table.interval_s:g} s)")
    ax.set_zorder(behind.get_zorder() + 1)
    ax.patch.set_visible(False)
    ax.step(x, _or_gap(table["agents"]), where="mid", label="agents at work")
    if any(head != agent for head, agent in zip(table["heads"], table["agents"], strict=True)):
        ax.step(x, _or_gap(table["heads"]), where="mid", label="heads with shrinkage")
    ax.set_ylabel("agents")
    ax.set_xlabel("start of interval" if starts else "interval")
    if starts:
        every = max(1, len(x) // 8)
        labels = [f"{start:%H:%M}" if hasattr(start, "strftime") else str(start) for start in starts]
        ax.set_xticks(x[::every], labels[::every])
    ax.set_ylim(bottom=0)
    ax.legend(loc="upper left")
    return ax


def day(table: DayEvaluation, ax: Any) -> Any:
    """Service level as points joined, agents as steps behind them on an axis of their own."""
    ax = _axes(ax)
    x = list(range(len(table)))
    behind = ax.twinx()
    behind.step(x, _or_gap(table["agents"]), where="mid", color="0.6", label="agents on duty")
    behind.set_ylabel("agents")
    behind.set_ylim(bottom=0)
    ax.set_zorder(behind.get_zorder() + 1)
    ax.patch.set_visible(False)
    ax.plot(x, _or_gap(table["service_level"]), marker="o", label=f"{table.definition} by {table.method}")
    ax.set_ylabel("service level (share)")
    ax.set_xlabel("interval")
    ax.set_ylim(0, 1.02)
    ax.legend(loc="lower left")
    return ax


def frontier(table: Frontier, ax: Any) -> Any:
    """Service level against cost, a point a number of agents."""
    ax = _axes(ax)
    cost, level = _or_gap(table["cost_per_hour"]), _or_gap(table["service_level"])
    ax.plot(cost, level, marker="o", label="one point a number of agents")
    every = max(1, len(cost) // 8)
    for place in range(0, len(cost), every):
        at = (cost[place], level[place])
        ax.annotate(f"{table['agents'][place]:g}", at, textcoords="offset points", xytext=(4, -10))
    ax.set_xlabel("cost (money per hour)")
    ax.set_ylabel("service level (share)")
    ax.legend()
    return ax


def sensitivity(table: Sensitivity, measures: Sequence[str], ax: Any) -> Any:
    """Measures of one unit over the input."""
    ax = _axes(ax)
    for measure in measures:
        ax.plot(table[table.over], _or_gap(table[measure]), label=measure)
    ax.set_xlabel(f"{table.over} ({table.units[table.over]})")
    ax.set_ylabel(f"{', '.join(measures)} ({table.units[measures[0]]})")
    ax.legend()
    return ax
