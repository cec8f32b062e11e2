"""Patience from waits, against SciPy and back into the models."""

import math
from collections.abc import Mapping
from typing import Any

import krarup
import numpy as np
import pytest
from scipy import stats

rng = np.random.default_rng(5)
ANSWERED_AFTER = rng.exponential(120, 4000)
WAITED = rng.weibull(0.7, 4000) * 180
WAITS = np.minimum(ANSWERED_AFTER, WAITED)
ABANDONED = WAITED < ANSWERED_AFTER
FIT = krarup.fit_patience(WAITS, ABANDONED)


def test_survival_and_its_error_are_scipys() -> None:
    ecdf = stats.ecdf(stats.CensoredData.right_censored(np.round(WAITS, 6), ~ABANDONED))
    curve = ecdf.sf
    errors = curve._sf * np.sqrt(
        np.cumsum(np.where(curve._n > curve._d, curve._d / (curve._n * (curve._n - curve._d)), 0))
    )
    places = np.searchsorted(curve.quantiles, FIT.survival["at_s"])
    assert np.allclose(curve.probabilities[places], FIT.survival["survival"], rtol=1e-12)
    assert np.allclose(errors[places], FIT.survival["standard_error"], rtol=1e-9)
    assert FIT.survival["at_risk"] == [int(at_risk) for at_risk in curve._n[places]]


def test_means_and_the_bias() -> None:
    assert FIT.mean_s == pytest.approx(WAITS.sum() / ABANDONED.sum(), rel=1e-6)
    assert FIT.naive_mean_s == pytest.approx(WAITS[ABANDONED].mean(), rel=1e-6)
    assert FIT.mean_s is not None and FIT.naive_mean_s is not None and FIT.naive_bias is not None
    assert FIT.naive_bias == pytest.approx(FIT.naive_mean_s / FIT.mean_s - 1) and FIT.naive_bias < -0.5


def test_the_test_of_exponentiality() -> None:
    test = FIT.exponentiality
    assert test is not None
    # The same by numpy: stretches of equal exposure, counts, likelihood ratio.
    ordered = np.sort(WAITS)
    exposure = np.array([np.minimum(ordered, at).sum() for at in WAITS[ABANDONED]])
    counts = np.bincount(np.clip(np.ceil(exposure / WAITS.sum() * 10), 1, 10).astype(int), minlength=11)[1:]
    expected = ABANDONED.sum() / 10
    statistic = 2 * sum(count * math.log(count / expected) for count in counts if count)
    assert test.statistic == pytest.approx(statistic, rel=1e-3)
    assert test.degrees_of_freedom == 9
    assert test.p_value == pytest.approx(stats.chi2.sf(test.statistic, 9), rel=1e-9)
    assert test.p_value < 1e-4


def p_abandon(law: Mapping[str, Any]) -> float:
    return krarup.erlang_g(20, 200, 1800, 180, patience=law)["p_abandon"]


def test_the_law_goes_straight_into_the_model() -> None:
    assert FIT.law is not None
    truth = {"type": "weibull", "mean_s": 180 * math.gamma(1 + 1 / 0.7), "shape": 0.7}
    assert p_abandon(FIT.law) == pytest.approx(p_abandon(truth), abs=0.01)
    assert FIT.hazard["from_s"][0] == 0.0 and FIT.hazard["to_s"][-1] is None
    assert sum(FIT.hazard["abandoned"]) == pytest.approx(ABANDONED.sum())


def test_any_column_of_waits_will_do() -> None:
    pandas, polars, pyarrow = (pytest.importorskip(name) for name in ("pandas", "polars", "pyarrow"))
    for make in (list, pandas.Series, polars.Series, pyarrow.array):
        other = krarup.fit_patience(make(WAITS), make(ABANDONED))
        assert (other.mean_s, other.law) == (FIT.mean_s, FIT.law)


def test_an_announcement_is_found() -> None:
    patience = np.where(rng.random(4000) < 0.3, 45.0, 400.0 * rng.random(4000))
    fit = krarup.fit_patience(np.minimum(ANSWERED_AFTER, patience), patience < ANSWERED_AFTER)
    [mass] = fit.announcements
    assert mass.at_s == 45.0
    # Of those still there at 45 s: three tenths announced, seven tenths with a ninth of their patience over.
    assert mass.share == pytest.approx(0.3 / (0.3 + 0.7 * (1 - 45 / 400)), abs=4 * mass.standard_error)
    assert "leave at   45.0 s" in str(fit)


def test_a_plot_shows_the_three_curves() -> None:
    pytest.importorskip("matplotlib").use("Agg")
    axes = FIT.plot()
    assert [line.get_label() for line in axes.lines] == ["Kaplan-Meier", "hazard by pieces", "if exponential"]
    by_law = np.array(axes.lines[1].get_ydata())
    assert by_law[0] == 1.0 and (np.diff(by_law) <= 0).all()


@pytest.mark.parametrize(
    ("waits", "abandoned", "message"),
    [
        ([1.0, -1.0], [True, False], r"waits_s of row 1 is -1"),
        ([1.0], [True, False], "abandoned has 2"),
        ([1.0, 2.0], [True, "no"], "abandoned is 'no' in row 1"),
        ([1.0, 2.0], [True, None], "abandoned is None in row 1"),
    ],
)
def test_what_is_wrong_is_named(waits: list[float], abandoned: list[Any], message: str) -> None:
    with pytest.raises(krarup.InvalidInputError, match=message):
        krarup.fit_patience(waits, abandoned)


def test_nobody_abandoned() -> None:
    nobody = krarup.fit_patience([1.0, 2.0], [False, False])
    assert (nobody.mean_s, nobody.law, len(nobody.hazard)) == (None, None, 0)
