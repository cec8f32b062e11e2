"""Staffing models over numbers and whole columns: the same bits for both.

Give numbers and get numbers; give a column (list, numpy array, Series, Arrow array …) for any argument and
get a numpy array a measure (an `array.array` where numpy is not installed). What is left out is None.
"""

# Numbers alone give numbers, and are columns of one entry too.
# mypy: disable-error-code="overload-overlap"

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar, overload

from . import _krarup
from .as_text import AsText
from .structured import as_json

if TYPE_CHECKING:
    from ._krarup import Column, Numbers, Table
Value = TypeVar("Value")
OnError = Literal["raise", "mask"]
Law = Mapping[str, Any]
"""A law of patience, such as `{"type": "weibull", "mean_s": 120, "shape": 0.8, "balking": 0.05}`.

Types: `exponential` (`mean_s`), `weibull` and `gamma` (`mean_s`, `shape`), `lognormal` (`mean_s`, `cv`),
`hyperexponential` (`shares`, `means_s`), `deterministic` (`value_s`), `uniform` (`low_s`, `high_s`),
`empirical` (`values_s`) and `hazard` (`pieces` of `from_s`, `rate_per_s` and `leave_at_start`); each may have
`balking`.
"""


class Explanation(AsText):
    """How a number came about: model, inputs with units, definition, intermediate values, source."""

    def __init__(self, json_text: str, text: str) -> None:
        self.text = text
        told: dict[str, Any] = json.loads(json_text)
        self.model: str = told["model"]
        self.about: str = told["about"]
        self.definition: str | None = told["definition"]
        self.patience: Law | None = told.get("patience")
        self.inputs: list[dict[str, Any]] = told["inputs"]
        self.outputs: list[dict[str, Any]] = told["outputs"]
        self.assumes: str = told["assumes"]
        self.source: str = told["source"]


class Measures(dict[str, Value], Generic[Value]):
    """The measures of a model by name, as numbers or as columns; a table for whoever reads Arrow."""

    def __init__(
        self,
        model: str,
        arguments: dict[str, Any],
        definition: str | None,
        short_s: float | None,
        on_error: str,
        out: Mapping[str, Any] | None = None,
        patience: Law | None = None,
    ) -> None:
        outs, law = None if out is None else dict(out), _law(patience)
        super().__init__(_krarup.evaluate(model, arguments, definition, short_s, on_error, outs, law))
        self._how = (model, arguments, definition, short_s, law)

    @property
    def table(self) -> Table:
        """The measures as an Arrow table, and `error` where rows are masked; NaN is null there."""
        kinds = {"error": "text"}
        columns: dict[str, Any] = {
            name: value if hasattr(value, "__len__") else [value] for name, value in self.items()
        }
        return _krarup.columns_as_table(
            [(name, kinds.get(name, "number"), value) for name, value in columns.items()]
        )

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self.table.__arrow_c_stream__(requested_schema)

    def explain(self, row: int = 0) -> Explanation:
        """How the numbers of this row came about."""
        model, arguments, definition, short_s, law = self._how
        one = {name: _entry(value, row) for name, value in arguments.items()}
        return Explanation(*_krarup.explain_model(model, one, definition, short_s, law))


def _law(patience: Law | None) -> str | None:
    return None if patience is None else as_json("patience", dict(patience))


def _entry(value: Any, row: int) -> Any:
    """The entry of this row; numbers and columns of one entry count for all rows."""
    if not hasattr(value, "__len__"):
        return value
    entries = list(value)
    return entries[0] if len(entries) == 1 else entries[row]


def explain(
    model: str,
    *,
    definition: str | None = None,
    short_s: float | None = None,
    patience: Law | None = None,
    **arguments: float | None,
) -> Explanation:
    """How a model of `staffing_models()` comes to its numbers for these arguments."""
    return Explanation(*_krarup.explain_model(model, arguments, definition, short_s, _law(patience)))


def staffing_models() -> list[dict[str, Any]]:
    """Every model: name, inputs and outputs with units, assumptions, source."""
    models: list[dict[str, Any]] = json.loads(_krarup.staffing_models())
    return models


def evaluate(
    model: str,
    *,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
    patience: Law | None = None,
    **arguments: Column | None,
) -> Measures[Any]:
    """Any model of `staffing_models()` by its name, over numbers or columns.

    `on_error="mask"` gives NaN, and `error` with codes, for rows without answer. `out` has writable float64
    arrays by measure, which then hold that measure.
    """
    return Measures(model, arguments, definition, short_s, on_error, out, patience)


@overload
def erlang_b(agents: float, offered_load_erl: float) -> float: ...
@overload
def erlang_b(agents: Column, offered_load_erl: Column, *, out: Any = None) -> Numbers: ...
def erlang_b(agents: Column, offered_load_erl: Column, *, out: Any = None) -> float | Numbers:
    """Blocking of `agents` lines without waiting room; agents may be fractional.

    `out`, a writable float64 array, then holds the answer. `evaluate("erlang_b", …)` gives every measure.
    """
    arguments = {"agents": agents, "offered_load_erl": offered_load_erl}
    outs = None if out is None else {"blocking": out}
    blocking: float | Numbers = _krarup.evaluate("erlang_b", arguments, out=outs)["blocking"]
    return blocking
