"""What changes with the staff or with one input: the frontier of cost, and sensitivities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._krarup import frontier_columns
from .column_table import ColumnTable
from .instants import invalid
from .staffing import Measures, OnError, staffing_models

if TYPE_CHECKING:
    from ._krarup import Column


class Frontier(ColumnTable):
    """Cost and measures by number of agents, and what service level the last of them bought per cost."""

    _whole = frozenset({"agents"})

    def plot(self, ax: Any = None) -> Any:
        """Draws service level against cost, agent by agent (needs matplotlib); gives the axes."""
        from .plots import frontier

        return frontier(self, ax)


def frontier(
    volume: float,
    interval_s: float,
    aht_s: float,
    *,
    fewest: int,
    most: int,
    per_agent_hour: float,
    per_waiting_hour: float = 0.0,
    per_abandoned: float = 0.0,
    patience_s: float | None = None,
    target_wait_s: float | None = None,
    definition: str | None = None,
    short_s: float | None = None,
) -> Frontier:
    """Cost and measures of every number of agents from `fewest` to `most`, where that is a stable state.

    Costs are in one currency: of an agent at work for an hour, of a customer waiting for an hour, and (with
    `patience_s`) of one who abandons. `staff_cost` gives the same for columns of anything.
    """
    return Frontier(
        dict(
            frontier_columns(
                volume,
                interval_s,
                aht_s,
                fewest=fewest,
                most=most,
                per_agent_hour=per_agent_hour,
                per_waiting_hour=per_waiting_hour,
                per_abandoned=per_abandoned,
                patience_s=patience_s,
                target_wait_s=target_wait_s,
                definition=definition,
                short_s=short_s,
            )
        )
    )


class Sensitivity(ColumnTable):
    """The measures of `model` by the values of its input `over`."""

    def __init__(self, model: dict[str, Any], over: str, columns: dict[str, Any]) -> None:
        super().__init__(columns)
        self.model: str = model["name"]
        self.over = over
        self.units: dict[str, str] = {
            field["name"]: field["unit"] for field in [*model["outputs"], *model["inputs"]]
        }

    def plot(self, *measures: str, ax: Any = None) -> Any:
        """Draws measures (of one unit each, all of the first one's if none is named) over the input.

        Needs matplotlib; gives the axes. Rows without answer are gaps.
        """
        from .plots import sensitivity

        known = [name for name in self.columns if name not in (self.over, "error")]
        for measure in measures:
            if measure not in known:
                raise invalid(f"{measure!r} is no measure of {self.model}; it has {', '.join(known)}")
        shown = measures or tuple(name for name in known if self.units[name] == self.units[known[0]])
        units = {self.units[name] for name in shown}
        if len(units) > 1:
            raise invalid(f"measures have units {', '.join(sorted(units))}, but one plot has one")
        return sensitivity(self, shown, ax)


def sensitivity(
    model: str,
    over: str,
    values: Column,
    *,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "mask",
    **fixed: float | None,
) -> Sensitivity:
    """Every measure of a model of `staffing_models()` over a range of one input, the others fixed.

    Rows without answer are NaN with a code in `error`, unless `on_error="raise"`. An input that is an output
    too (as `agents` of `staff_cost`) is told once.
    """
    models = {entry["name"]: entry for entry in staffing_models()}
    # The core says what is wrong with a name that it does not know.
    answer: Measures[Any] = Measures(model, {**fixed, over: values}, definition, short_s, on_error)
    taken = values.to_pylist() if hasattr(values, "to_pylist") else values
    try:
        axis = [float(value) for value in taken]  # type: ignore[union-attr]
    except TypeError:
        raise invalid(f"{over} is {values!r}, but must be a column of numbers") from None
    columns: dict[str, Any] = {over: axis}
    columns |= {name: column for name, column in answer.items() if name != over}
    return Sensitivity(models[model], over, columns)
