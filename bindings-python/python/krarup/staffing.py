"""Staffing models over numbers and whole columns: the same bits for both.

Give numbers and get numbers; give a column (list, numpy array, Series, Arrow array …) for any argument and get
an `array` a measure, which numpy reads without a copy. What is left out is None.
"""

from __future__ import annotations

import json
from array import array
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from . import _krarup
from .as_text import AsText

if TYPE_CHECKING:
    from ._krarup import Column
Value = TypeVar("Value")


class Explanation(AsText):
    """How a number came about: model, inputs with units, definition, intermediate values, assumptions, source."""

    def __init__(self, json_text: str, text: str) -> None:
        self.text = text
        told: dict[str, Any] = json.loads(json_text)
        self.model: str = told["model"]
        self.about: str = told["about"]
        self.definition: str | None = told["definition"]
        self.inputs: list[dict[str, Any]] = told["inputs"]
        self.outputs: list[dict[str, Any]] = told["outputs"]
        self.assumes: str = told["assumes"]
        self.source: str = told["source"]


class Measures(dict[str, Value], Generic[Value]):
    """The measures of a model by name, as numbers or as columns."""

    def __init__(
        self, model: str, arguments: dict[str, Any], definition: str | None, short_s: float | None, on_error: str
    ) -> None:
        super().__init__(_krarup.evaluate(model, arguments, definition, short_s, on_error))
        self._how = (model, arguments, definition, short_s)

    def explain(self, row: int = 0) -> Explanation:
        """How the numbers of this row came about."""
        model, arguments, definition, short_s = self._how
        one = {name: _entry(value, row) for name, value in arguments.items()}
        return Explanation(*_krarup.explain_model(model, one, definition, short_s))


def _entry(value: Any, row: int) -> Any:
    """The entry of this row; numbers and columns of one entry count for all rows."""
    if not hasattr(value, "__len__"):
        return value
    entries = list(value)
    return entries[0] if len(entries) == 1 else entries[row]


def explain(
    model: str, *, definition: str | None = None, short_s: float | None = None, **arguments: float | None
) -> Explanation:
    """How a model of `staffing_models()` comes to its numbers for these arguments."""
    return Explanation(*_krarup.explain_model(model, arguments, definition, short_s))


def staffing_models() -> list[dict[str, Any]]:
    """Every model: name, inputs and outputs with units, assumptions, source."""
    models: list[dict[str, Any]] = json.loads(_krarup.staffing_models())
    return models


@overload
def erlang_b(agents: float, offered_load_erl: float) -> float: ...
@overload
def erlang_b(agents: Column, offered_load_erl: Column) -> array[float]: ...
def erlang_b(agents: Column, offered_load_erl: Column) -> float | array[float]:
    """Blocking of `agents` lines without waiting room; agents may be fractional."""
    arguments = {"agents": agents, "offered_load_erl": offered_load_erl}
    blocking: float | array[float] = _krarup.evaluate("erlang_b", arguments)["blocking"]
    return blocking


@overload
def erlang_c(
    agents: float,
    offered_load_erl: float,
    aht_s: float,
    target_wait_s: float | None = None,
    quantile: float | None = None,
    *,
    on_error: str = "raise",
) -> Measures[float]: ...
@overload
def erlang_c(
    agents: Column,
    offered_load_erl: Column,
    aht_s: Column,
    target_wait_s: Column | None = None,
    quantile: Column | None = None,
    *,
    on_error: str = "raise",
) -> Measures[array[float]]: ...
def erlang_c(
    agents: Column,
    offered_load_erl: Column,
    aht_s: Column,
    target_wait_s: Column | None = None,
    quantile: Column | None = None,
    *,
    on_error: str = "raise",
) -> Measures[Any]:
    """Waiting without abandonment (M/M/n): `p_wait`, `service_level`, `asa_s`, `occupancy` …

    `target_wait_s` is 20 unless given; `quantile_wait_s` is the wait of `quantile`, 0.9. `on_error="mask"` gives NaN, and `error` with codes, for rows without answer.
    """
    arguments = {
        "agents": agents,
        "offered_load_erl": offered_load_erl,
        "aht_s": aht_s,
        "target_wait_s": target_wait_s,
        "quantile": quantile,
    }
    return Measures("erlang_c", arguments, None, None, on_error)


@overload
def erlang_a(
    agents: float,
    volume: float,
    interval_s: float,
    aht_s: float,
    patience_s: float,
    target_wait_s: float | None = None,
    definition: str | None = None,
    short_s: float | None = None,
    *,
    on_error: str = "raise",
) -> Measures[float]: ...
@overload
def erlang_a(
    agents: Column,
    volume: Column,
    interval_s: Column,
    aht_s: Column,
    patience_s: Column,
    target_wait_s: Column | None = None,
    definition: str | None = None,
    short_s: float | None = None,
    *,
    on_error: str = "raise",
) -> Measures[array[float]]: ...
def erlang_a(
    agents: Column,
    volume: Column,
    interval_s: Column,
    aht_s: Column,
    patience_s: Column,
    target_wait_s: Column | None = None,
    definition: str | None = None,
    short_s: float | None = None,
    *,
    on_error: str = "raise",
) -> Measures[Any]:
    """Waiting with exponential patience (M/M/n+M): `p_wait`, `p_abandon`, `service_level`, `asa_s`, `occupancy` …

    The service level is `sl.no_short` with 20 s and 5 s unless `definition`, `target_wait_s` and `short_s` say else.
    """
    arguments = {
        "agents": agents,
        "volume": volume,
        "interval_s": interval_s,
        "aht_s": aht_s,
        "patience_s": patience_s,
        "target_wait_s": target_wait_s,
    }
    return Measures("erlang_a", arguments, definition, short_s, on_error)
