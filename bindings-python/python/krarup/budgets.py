"""What staff cost, whom to hire and when, and where the money went."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from .column_table import ColumnTable
from .instants import invalid
from .planning import column_names
from .queue_targets import QueueTargets
from .structured import answer, columns_of, floats

if TYPE_CHECKING:
    from ._krarup import Column


class Budget(ColumnTable):
    """Agents, paid hours and cost by interval as columns, and over all of them."""

    _whole = frozenset({"agents"})

    def __init__(self, told: dict[str, Any]) -> None:
        super().__init__(columns_of(told["intervals"]))
        self.volume: float = told["volume"]
        self.productive_hours: float = told["productive_hours"]
        self.paid_hours: float = told["paid_hours"]
        self.staff_cost: float = told["staff_cost"]
        self.outsourced_cost: float = told["outsourced_cost"]
        self.cost: float = told["cost"]
        self.cost_per_contact: float | None = told["cost_per_contact"]
        self.utilisation: float | None = told["utilisation"]
        """Share of paid time spent on handling contacts."""


def budget(
    volume: Column,
    aht_s: Column,
    targets: QueueTargets,
    *,
    cost_per_paid_hour: float,
    interval_s: float = 1800.0,
    shrinkage: Iterable[float] = (),
    additive_shrinkage: bool = False,
    whole_heads: bool = False,
    outsourced_share: float = 0.0,
    cost_per_outsourced_contact: float = 0.0,
) -> Budget:
    """Agents by interval for the targets, then shrinkage, paid hours and cost.

    With `whole_heads` nobody is paid in part. A partner takes `outsourced_share` of the contacts, drawn at
    random, at a price for each.
    """
    return Budget(
        answer(
            "budget",
            volume=floats("volume", volume),
            aht_s=floats("aht_s", aht_s),
            targets=targets._plain(),
            interval_s=interval_s,
            shrinkage=floats("shrinkage", list(shrinkage)),
            shrinkage_adds_up=additive_shrinkage,
            whole_heads=whole_heads,
            cost_per_paid_hour=cost_per_paid_hour,
            outsourced_share=outsourced_share,
            cost_per_outsourced_contact=cost_per_outsourced_contact,
        )
    )


class HeadcountPlan(ColumnTable):
    """Hires, paid and effective staff, leavers and cost by month as columns, and over all of them."""

    def __init__(self, told: dict[str, Any]) -> None:
        super().__init__(columns_of(told["months"]))
        self.hires: float = told["hires"]
        self.leavers: float = told["leavers"]
        self.closing_fte: float = told["closing_fte"]
        self.cost: float = told["cost"]
        self.first_short_month: int | None = told["first_short_month"]
        """The first month, from 0, whose requirement is missed."""


def plan_headcount(
    required_fte: Column,
    opening_fte: float,
    *,
    monthly_attrition: float = 0.0,
    training_months: int = 0,
    ramp: Iterable[float] = (),
    hires: Column | None = None,
    whole_hires: bool = True,
    cost_per_fte_month: float = 0.0,
    cost_per_hire: float = 0.0,
) -> HeadcountPlan:
    """Staff by month from hires; with `hires=None`, the hires that the required staff needs in time.

    Hires join when a month begins, are paid and take no contacts for `training_months`, then are worth `ramp`
    month by month, then 1. At the end of each month the share `monthly_attrition` of everybody leaves.
    """
    return HeadcountPlan(
        answer(
            "plan_headcount",
            required_fte=floats("required_fte", required_fte),
            opening_fte=opening_fte,
            monthly_attrition=monthly_attrition,
            training_months=training_months,
            ramp=floats("ramp", list(ramp)),
            hires=None if hires is None else floats("hires", hires),
            whole_hires=whole_hires,
            cost_per_fte_month=cost_per_fte_month,
            cost_per_hire=cost_per_hire,
        )
    )


class BudgetVariance(ColumnTable):
    """Actual less budget in hours and cost, in parts that add up to it, row by row; `total` sums the rows."""

    def __init__(self, told: dict[str, Any]) -> None:
        super().__init__(columns_of(told["rows"]))
        self.total: dict[str, float] = told["total"]


def _spending(name: str, frame: Any) -> list[dict[str, float]]:
    given = [one for one in _SPENDING if one in column_names(frame)]
    columns = [floats(f"{name}.{one}", frame[one]) for one in given]
    return [dict(zip(given, row, strict=True)) for row in zip(*columns, strict=True)]


_SPENDING = ("volume", "aht_s", "paid_hours", "cost_per_paid_hour")


def budget_variance(budget: Any, actual: Any) -> BudgetVariance:
    """How much of what was paid beyond the budget is volume, handling time, productivity and pay.

    `budget` and `actual` are frames, Arrow tables or mappings of columns with a row for each period or queue:
    `volume`, `aht_s`, `paid_hours` and, for cost, `cost_per_paid_hour`.
    """
    planned, came = _spending("budget", budget), _spending("actual", actual)
    if len(planned) != len(came):
        raise invalid(f"actual has {len(came)} rows, but must have as many as budget: {len(planned)}")
    rows = [{"budget": one, "actual": other} for one, other in zip(planned, came, strict=True)]
    return BudgetVariance(answer("budget_variance", rows=rows))
