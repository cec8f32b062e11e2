"""How long customers would wait, from waits of which an answer cuts most short."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, overload

from ._krarup import fit_patience as _of_records
from ._krarup import fit_patience_waits as _of_waits
from .as_text import AsText
from .column_table import ColumnTable
from .instants import invalid
from .records import as_records
from .structured import columns_of

if TYPE_CHECKING:
    from ._krarup import Column
    from .records import ArrowTable, Records


@dataclass(frozen=True)
class PatienceMass:
    """The share of those still waiting who leave at one moment, beyond what leaves around it anyway."""

    at_s: float
    share: float
    standard_error: float


@dataclass(frozen=True)
class Exponentiality:
    """Likelihood ratio of rates by stretches of the wait against one rate for all (chi-square)."""

    statistic: float
    degrees_of_freedom: int
    p_value: float


class Hazard(ColumnTable):
    """By piece of the wait: `from_s`, `to_s`, `exposure_s`, `abandoned`, `rate_per_s`, its standard error."""


class Survival(ColumnTable):
    """The share who would wait longer than `at_s`, by Kaplan and Meier, with Greenwood's standard error."""

    _whole = frozenset({"at_risk"})


class PatienceFit(AsText):
    """What waits say of patience; print it to read it.

    `mean_s` is the mean if patience is exponential (None when nobody abandoned), `naive_mean_s` the mean wait
    of those who abandoned, which is not patience; `naive_bias` says how far it is off. `law` is the hazard
    with its masses, for `erlang_g(..., patience=fit.law)`.
    """

    def __init__(self, told: dict[str, Any], text: str) -> None:
        self.text = text
        self.waits: int = told["waits"]
        self.abandoned: int = told["abandoned"]
        self.mean_s: float | None = told["mean_s"]
        self.standard_error_s: float | None = told["standard_error_s"]
        self.naive_mean_s: float | None = told["naive_mean_s"]
        self.naive_bias: float | None = told["naive_bias"]
        self.median_s: float | None = told["median_s"]
        """The time by which half would have left; None if that was never seen."""
        self.longest_wait_s: float = told["longest_wait_s"]
        """Beyond it nothing is known, and the law goes on at its last rate."""
        self.balking = None if told["balking"] is None else PatienceMass(**told["balking"])
        """Those who leave at once; None = no more than leave soon after."""
        self.announcements = [PatienceMass(**one) for one in told["announcements"]]
        """Moments at which far more leave than just before and after."""
        self.hazard = Hazard(columns_of(told["hazard"]))
        test = told["exponentiality"]
        self.exponentiality = None if test is None else Exponentiality(**test)
        """None with fewer than 20 abandonments."""
        self.survival = Survival(columns_of(told["survival"]))
        self.law: dict[str, Any] | None = told["law"]

    def plot(self, ax: Any = None) -> Any:
        """Draws the survival found, by the law and if exponential (needs matplotlib); gives the axes."""
        from .plots import patience

        return patience(self, ax)


@overload
def fit_patience(data: Records | ArrowTable, abandoned: None = None) -> PatienceFit: ...


@overload
def fit_patience(data: Column, abandoned: Iterable[Any]) -> PatienceFit: ...


def fit_patience(data: Any, abandoned: Iterable[Any] | None = None) -> PatienceFit:
    """Fits the patience of everybody who was offered to a queue, under censoring.

    `data` is records or a table of interactions; or a column of waits in seconds, with `abandoned` saying of
    each whether it ended by abandonment.
    """
    if abandoned is None:
        json_text, text = _of_records(as_records(data, None)._raw)
    else:
        json_text, text = _of_waits(data, _flags(abandoned))
    return PatienceFit(json.loads(json_text), text)


def _flags(abandoned: Iterable[Any]) -> bytes:
    plain = abandoned.to_pylist() if hasattr(abandoned, "to_pylist") else list(abandoned)
    for row, entry in enumerate(plain):
        if isinstance(entry, str) or entry not in (0, 1):
            raise invalid(f"abandoned is {entry!r} in row {row}, but must be true or false")
    return bytes(bytearray(int(entry) for entry in plain))
