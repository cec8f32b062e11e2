"""A day whose intervals hand their backlog on: what a staff gives, and which staff is the least."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from ._krarup import optimised_day
from .column_table import ColumnTable
from .progress import Progress, reporter
from .queue_targets import DEFAULT_DEFINITION, definition_of
from .structured import answer, as_json, columns_of, floats

if TYPE_CHECKING:
    from ._krarup import Column

Method = Literal[
    "exact", "sipp", "sipp_max", "sipp_mix", "lag", "lag_max", "lag_mix", "mol", "mol_max", "mol_mix"
]


class DayEvaluation(ColumnTable):
    """What a staff gives, interval by interval as columns, and over the day."""

    _whole = frozenset({"agents"})

    def __init__(self, told: dict[str, Any]) -> None:
        super().__init__(columns_of(told["intervals"]))
        self.method: Method = told["method"]
        self.definition: str = told["definition"]
        self.service_level: float | None = told["service_level"]
        self.p_wait: float | None = told["p_wait"]
        self.p_abandon: float | None = told["p_abandon"]
        self.agent_hours: float = told["agent_hours"]
        self.overtime_hours: float = told["overtime_hours"]
        self.in_system_at_end: float = told["in_system_at_end"]
        self.mass_error: float = told["mass_error"]
        self.moments: list[dict[str, float]] = told.get("moments", [])
        """The exact state at each of `times_s`: `p_wait`, `mean_queue_length`, `mean_in_system`."""
        self.offered_load: list[dict[str, float]] = told.get("offered_load", [])
        """Erlangs of endlessly many agents, by interval."""

    def plot(self, ax: Any = None) -> Any:
        """Draws the service level and the agents of each interval (needs matplotlib); gives the axes."""
        from .plots import day

        return day(self, ax)


@dataclass
class MethodStaffing:
    """What a stationary method would have staffed, and what that truly gives."""

    method: Method
    staff: list[int]
    agent_hours: float
    service_level: float | None
    worst_service_level: float | None
    intervals_missed: list[int]
    is_day_missed: bool


@dataclass
class DayStaffing:
    """The fewest agent-hours that meet the targets; without any one agent a target is missed."""

    staff: list[int]
    at: DayEvaluation
    evaluations: int
    instead: list[MethodStaffing]


@dataclass
class StaffedDay:
    """A method's staff, what it truly gives, and what the method says that it gives."""

    staff: list[int]
    exact: DayEvaluation
    by_method: DayEvaluation


@dataclass
class IteratedStaffing:
    """Staff by which at most a share of the time finds all agents busy, in every interval."""

    staff: list[int]
    p_wait: list[float]
    iterations: int
    has_converged: bool


@dataclass
class Day:
    """Arrivals and handling times by interval (M(t)/M/s(t)+M).

    `start` is who is in system at first: "empty", "stationary", or how many. `shift_end` is what becomes of a
    call whose agent's shift ends: "finish" in overtime, or "preempt", to be taken by another agent.
    """

    volume: Column
    aht_s: Column
    interval_s: float = 1800.0
    patience_s: float | None = None
    start: Literal["empty", "stationary"] | int = "empty"
    shift_end: Literal["finish", "preempt"] = "finish"
    target_wait_s: float = 20.0
    definition: str = DEFAULT_DEFINITION
    short_s: float | None = None

    def _plain(self) -> dict[str, Any]:
        return {
            "volume": floats("volume", self.volume),
            "interval_s": self.interval_s,
            "aht_s": floats("aht_s", self.aht_s),
            "patience_s": self.patience_s,
            "start": self.start if isinstance(self.start, str) else {"in_system": self.start},
            "shift_end": self.shift_end,
            "target_wait_s": self.target_wait_s,
            "definition": definition_of(self.definition, self.short_s),
        }

    def _ask(self, question: str, **more: Any) -> dict[str, Any]:
        told: dict[str, Any] = answer(question, day=self._plain(), **more)
        return told

    def evaluate(
        self, staff: Sequence[int] | Any, method: Method = "exact", times_s: Iterable[float] = ()
    ) -> DayEvaluation:
        """What `staff`, agents on duty by interval, gives; at `times_s` the exact state is told too."""
        times = floats("times_s", list(times_s))
        return DayEvaluation(self._ask("evaluate_day", staff=list(staff), method=method, times_s=times))

    def staff(
        self,
        method: Method,
        *,
        service_level: float | None = None,
        max_p_wait: float | None = None,
        max_abandonment: float | None = None,
    ) -> StaffedDay:
        """Staff by a method that takes each interval by itself, and what it truly gives."""
        targets = {
            "service_level": service_level,
            "max_p_wait": max_p_wait,
            "max_abandonment": max_abandonment,
        }
        told = self._ask("staff_day", targets=targets, method=method)
        return StaffedDay(told["staff"], DayEvaluation(told["exact"]), DayEvaluation(told["by_method"]))

    def optimise(
        self,
        *,
        service_level: float | None = None,
        max_p_wait: float | None = None,
        max_abandonment: float | None = None,
        day_service_level: float | None = None,
        day_max_abandonment: float | None = None,
        progress: Progress | None = None,
    ) -> DayStaffing:
        """The fewest agent-hours that meet all targets, of every interval and of the day, exactly.

        `instead` says what SIPP, its lag and modified offered load would have cost and missed.
        `progress=True` shows a tqdm bar; a function gets (steps done, steps in all), and what it raises ends
        the work.
        """
        targets = {
            "service_level": service_level,
            "max_p_wait": max_p_wait,
            "max_abandonment": max_abandonment,
            "day_service_level": day_service_level,
            "day_max_abandonment": day_max_abandonment,
        }
        day = as_json("", {"day": self._plain(), "targets": targets})
        told = json.loads(optimised_day(day, reporter(progress, "step")))
        instead = [MethodStaffing(**one) for one in told["instead"]]
        return DayStaffing(told["staff"], DayEvaluation(told["at"]), told["evaluations"], instead)

    def iterate(self, max_p_wait: float) -> IteratedStaffing:
        """Iterated staffing (Feldman, Mandelbaum, Massey and Whitt 2008) with the exact law of the day."""
        return IteratedStaffing(**self._ask("iterate_day", max_p_wait=max_p_wait))


class OfferedLoad(ColumnTable):
    """Erlangs of endlessly many agents by interval: `at_start`, `at_end` and `mean`."""


def offered_load(
    volume: Column, aht_s: Column, *, interval_s: float = 1800.0, initial_load_erl: float = 0.0
) -> OfferedLoad:
    """The offered load of piecewise constant arrivals, which lags behind them.

    m' = rate - m / AHT, solved exactly.
    """
    told = answer(
        "offered_load",
        volume=floats("volume", volume),
        aht_s=floats("aht_s", aht_s),
        interval_s=interval_s,
        initial_load_erl=initial_load_erl,
    )
    return OfferedLoad(columns_of(told))


def sinusoidal_volumes(
    mean_rate: float, amplitude: float, omega: float, *, until: float, slices: int
) -> list[float]:
    """Volumes of a `Day` whose rate is a sine, two intervals a slice, right to the fourth order.

    Rates and times are in any one unit, of which a `Day` of these volumes has
    `interval_s = until / (2 * slices)`. `sinusoidal_load` gives the offered load at a time.
    """
    volumes: list[float] = answer(
        "sinusoidal_volumes",
        mean_rate=mean_rate,
        amplitude=amplitude,
        omega=omega,
        until=until,
        slices=slices,
    )
    return volumes
