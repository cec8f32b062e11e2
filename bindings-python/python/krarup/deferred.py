"""Work that can wait: email and cases as a backlog that is worked off in order of arrival."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .column_table import ColumnTable
from .structured import answer, floats

if TYPE_CHECKING:
    from ._krarup import Column


class Backlog(ColumnTable):
    """By interval: `done`, `backlog_end`, `oldest_s`, `occupancy` and `within_response`."""


@dataclass
class DeferredWork:
    """Cases that arrive in each interval; what is not done at its end is the backlog of the next.

    A fluid: an interval's agents can do `agents * interval_s / aht_s` cases of what is there or comes in it.
    """

    arrivals: Column
    aht_s: float
    interval_s: float = 1800.0
    initial_backlog: float = 0.0

    def _ask(self, question: str, **more: Any) -> Any:
        work = {
            "arrivals": floats("arrivals", self.arrivals),
            "aht_s": self.aht_s,
            "interval_s": self.interval_s,
            "initial_backlog": self.initial_backlog,
        }
        return answer(question, work=work, **more)

    def evaluate(self, agents: Column, response_s: float) -> Backlog:
        """What agents by interval make of it; `within_response` is the share begun within `response_s`."""
        told = self._ask("evaluate_backlog", agents=floats("agents", agents), response_s=response_s)
        names = ("done", "backlog_end", "oldest_s", "occupancy", "within_response")
        return Backlog({name: [one[name] for one in told] for name in names})

    def fewest(self, response_s: float, is_open: Iterable[bool] | None = None) -> int:
        """The fewest agents, the same in all open intervals, with which every case is done in time."""
        opened = (
            [True] * len(floats("arrivals", self.arrivals))
            if is_open is None
            else [bool(one) for one in is_open]
        )
        found: int = self._ask("staff_backlog", is_open=opened, response_s=response_s)
        return found
