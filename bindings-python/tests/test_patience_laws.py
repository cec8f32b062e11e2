"""Laws of patience in Python: passed with the numbers, explained, refused when they are none."""

import krarup
import numpy as np
import pytest

NUMBERS = (23.0, 400.0, 3600.0, 180.0)


def test_exponential_patience_is_erlang_a() -> None:
    law = {"type": "exponential", "mean_s": 120}
    by_law = krarup.erlang_g(*NUMBERS, patience=law, definition="sl.offered")
    by_mean = krarup.erlang_a(*NUMBERS, patience_s=120.0, definition="sl.offered")
    assert by_law["service_level"] == pytest.approx(by_mean["service_level"], rel=1e-9)
    assert "Exponential" in by_law.explain().text


def test_columns_have_the_bits_of_single_calls() -> None:
    law = {
        "type": "hazard",
        "pieces": [{"from_s": 0, "rate_per_s": 0.02}, {"from_s": 30, "rate_per_s": 0.005}],
    }
    agents = np.array([20.0, 23.0, 26.0])
    many = krarup.erlang_g(agents, 400, 3600, 180, patience=law)
    for row, number in enumerate(agents):
        one = krarup.erlang_g(float(number), 400.0, 3600.0, 180.0, patience=law)
        assert one["service_level"] == many["service_level"][row]


def test_the_fewest_agents_with_the_proof() -> None:
    law = {"type": "weibull", "mean_s": np.float64(120.0), "shape": 0.7, "balking": 0.05}
    found = krarup.erlang_g_agents(400.0, 3600.0, 180.0, service_level=0.8, patience=law)
    assert found["service_level"] >= 0.8 > found["service_level_at_minus_one"]


@pytest.mark.parametrize(
    "law",
    [
        {"type": "weibul", "mean_s": 1},
        {"type": "weibull", "mean_s": 120},
        {"type": "exponential", "mean_s": -1},
    ],
)
def test_no_law_is_named(law: dict[str, object]) -> None:
    with pytest.raises(krarup.KrarupError) as error:
        krarup.erlang_g(*NUMBERS, patience=law)
    assert error.value.code == "invalid_input"


def test_a_model_without_law_takes_none() -> None:
    with pytest.raises(krarup.KrarupError, match="patience"):
        krarup.evaluate(
            "erlang_b", agents=5.0, offered_load_erl=5.0, patience={"type": "exponential", "mean_s": 1}
        )
