"""Plots of plans, frontiers and sensitivities; matplotlib is asked for only here."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .day import DayEvaluation
    from .patience import PatienceFit
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


def patience(fit: PatienceFit, ax: Any) -> Any:
    """Survival as steps with a band of two standard errors, and the law and the exponential through it."""
    ax = _axes(ax)
    at_s, share = fit.survival["at_s"], fit.survival["survival"]
    low, high = (
        [
            min(1.0, max(0.0, one + side * error))
            for one, error in zip(share, fit.survival["standard_error"], strict=True)
        ]
        for side in (-2, 2)
    )
    ax.fill_between(at_s, low, high, step="post", color="0.88", label="two standard errors")
    ax.step([0.0, *at_s], [1.0, *share], where="post", label="Kaplan-Meier")
    last = max(at_s, default=fit.longest_wait_s)
    grid = [last * place / 400 for place in range(401)]
    if fit.law is not None:
        ax.plot(grid, [_survival(fit.law["pieces"], x) for x in grid], label="hazard by pieces")
    if fit.mean_s:
        ax.plot(grid, [exp(-x / fit.mean_s) for x in grid], linestyle=":", label="if exponential")
    ax.set_xlabel("time waited (s)")
    ax.set_ylabel("would wait longer (share)")
    ax.set_ylim(0, 1.02)
    ax.legend()
    return ax


def _survival(pieces: list[dict[str, float]], at_s: float) -> float:
    share, ends = 1.0, [*(piece["from_s"] for piece in pieces[1:]), float("inf")]
    for piece, end in zip(pieces, ends, strict=True):
        if piece["from_s"] > at_s:
            break
        share *= (1.0 - piece["leave_at_start"]) * exp(
            -piece["rate_per_s"] * (min(end, at_s) - piece["from_s"])
        )
    return share
