"""The day in time: the core's numbers as columns, and what is refused."""

import krarup
import numpy as np
import pandas as pd
import pytest

PEAK = krarup.Day([40, 120, 40], 300, 1800, patience_s=180)


def test_an_evaluation_is_columns_and_the_day() -> None:
    exact = PEAK.evaluate([9, 19, 9])
    assert [round(1000 * level) for level in exact["service_level"]] == [899, 694, 779]
    assert exact.agent_hours == 18.5
    assert exact.mass_error < 1e-12
    assert list(pd.DataFrame(exact.columns)["agents"]) == [9, 19, 9]
    sipp = PEAK.evaluate([9, 19, 9], "sipp")
    assert [round(1000 * level) for level in sipp["service_level"]] == [845, 585, 845]


def test_columns_of_any_library_give_the_same_bits() -> None:
    day = krarup.Day(pd.Series([40, 120, 40]), np.array([300.0]), 1800, patience_s=180)
    assert day.evaluate(np.array([9, 19, 9])).columns == PEAK.evaluate([9, 19, 9]).columns


def test_the_optimum_and_what_sipp_would_have_cost() -> None:
    found = PEAK.optimise(service_level=0.8)
    assert found.staff == [8, 21, 10]
    sipp = found.instead[0]
    assert (sipp.method, sipp.staff, sipp.intervals_missed) == ("sipp", [9, 23, 9], [2])
    assert PEAK.staff("sipp", service_level=0.8).staff == [9, 23, 9]
    assert PEAK.iterate(0.5).has_converged


def test_the_state_at_a_time() -> None:
    [moment] = PEAK.evaluate([9, 19, 9], times_s=[1800]).moments
    assert 0 < moment["p_wait"] < 1


def test_what_is_wrong_is_named() -> None:
    with pytest.raises(krarup.KrarupError, match="staff") as error:
        PEAK.evaluate([9, 19])
    assert error.value.code == "invalid_input"
    with pytest.raises(krarup.KrarupError, match="method"):
        PEAK.evaluate([9, 19, 9], "erlang")  # type: ignore[arg-type]
    with pytest.raises(krarup.KrarupError, match="volume"):
        krarup.Day([-1], 300).evaluate([1])


def test_a_plot_shows_service_level_and_agents() -> None:
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    axes = PEAK.evaluate([9, 19, 9]).plot()
    assert axes.get_ylabel() == "service level (share)"
    assert list(axes.lines[0].get_ydata()) == PEAK.evaluate([9, 19, 9])["service_level"]


@pytest.mark.parametrize(
    ("volume", "staff", "message"),
    [
        (["forty"], [1], r"volume is \['forty'\], but must be a number"),
        ([float("nan")], [1], r"day\.volume\[0\] is nan, but must be a finite number"),
        ([10], [1.5], r"staff\[0\]"),
        ([], [], "intervals is 0"),
    ],
)
def test_what_is_no_number_is_named(volume: list[float], staff: list[int], message: str) -> None:
    with pytest.raises(krarup.KrarupError, match=message) as error:
        krarup.Day(volume, 300).evaluate(staff)
    assert error.value.code == "invalid_input"


def test_optimising_tells_how_far_it_is_and_stops_when_its_listener_fails() -> None:
    heard: list[tuple[int, int]] = []
    PEAK.optimise(service_level=0.8, progress=lambda done, total: heard.append((done, total)))
    assert heard and [done for done, _ in heard] == sorted(done for done, _ in heard)
    assert all(done <= total for done, total in heard)
    with pytest.raises(ZeroDivisionError):
        PEAK.optimise(service_level=0.8, progress=lambda done, total: 1 / 0)
    PEAK.optimise(service_level=0.8, progress=True)


def test_the_offered_load_lags_behind_the_arrivals() -> None:
    told = krarup.offered_load([10, 500, 10], 600, interval_s=900)
    assert told["mean"][2] > 100 and told["at_end"][2] < 64
    assert krarup.sinusoidal_load([100.0, 100.0], 20.0, 1.0, 1.0, 1.5707963267948966)[
        "offered_load_exponential"
    ].tolist() == pytest.approx([110.0, 110.0])
    with pytest.raises(krarup.InvalidInputError, match="amplitude is 200"):
        krarup.sinusoidal_volumes(100, 200, 1, until=10, slices=4)
