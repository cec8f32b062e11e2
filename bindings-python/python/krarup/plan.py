"""A day's staffing, interval by interval."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from ._krarup import plan_day


def day_plan(
    volume: Iterable[float],
    aht_s: Iterable[float],
    *,
    interval_s: float = 1800.0,
    patience_s: float | None = None,
    sl: float | None = None,
    target_s: float = 20.0,
    definition: str = "sl.no_short",
    short_s: float = 5.0,
    max_asa_s: float | None = None,
    max_occupancy: float | None = None,
    max_abandonment: float | None = None,
    shrinkage: Iterable[float] = (),
) -> list[dict[str, Any]]:
    """Solves every interval with the same targets, then adds shrinkage (shares that take from each other).

    Each row has `volume`, `aht_s`, `scheduled` (agents with shrinkage, not rounded) and `staffing` with
    `agents`, the binding target and the measures with that many agents and one fewer.
    """
    level: dict[str, Any] = {"id": definition}
    if definition == "sl.no_short":
        level["short_s"] = short_s
    template = {
        "volume": 0.0,
        "interval_s": interval_s,
        "aht_s": 1.0,
        "patience_s": patience_s,
        "service_level": sl,
        "target_wait_s": target_s,
        "definition": level,
        "max_asa_s": max_asa_s,
        "max_occupancy": max_occupancy,
        "max_abandonment": max_abandonment,
    }
    intervals = list(zip(map(float, volume), map(float, aht_s), strict=True))
    rows: list[dict[str, Any]] = json.loads(plan_day(intervals, json.dumps(template), list(shrinkage)))
    return rows
