"""A day's staffing, interval by interval."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from ._krarup import plan_day


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
