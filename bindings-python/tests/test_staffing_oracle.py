"""Erlang B, C and A against mpmath on a seeded sample of the whole range that must hold.

`KRARUP_ORACLE_CASES` sets how many random cases each test draws beside the fixed ones.
"""

import math
import os
import random

import krarup
import pytest

pytest.importorskip("mpmath")
from erlang_oracle import ErlangA, erlang_b, erlang_b_continuous, erlang_c
from mpmath import mp, mpf

CASES = int(os.environ.get("KRARUP_ORACLE_CASES", "6"))
FLOOR = mpf(10) ** -15
NO_FLOOR = mpf(0)


def error(value: float, exact: mpf, floor: mpf = NO_FLOOR) -> mpf:
    """Relative error, where the exact value is not below what a double can hold."""
    return abs(mpf(value) - exact) / max(abs(exact), floor, mpf("1e-290"))


def spread(rng: random.Random, low: float, high: float) -> float:
    return math.exp(rng.uniform(math.log(low), math.log(high)))


def loads(rng: random.Random, agents: float) -> list[float]:
    """Far below, near, within 1e-6 of saturation and ten times beyond it."""
    near = agents * (1 - spread(rng, 1e-3, 0.5))
    far = spread(rng, max(1e-9, agents * 0.3) if agents > 3000 else 1e-9, 1e6)
    return [far, near, agents - 1e-6, agents * spread(rng, 1.001, 10)]


def test_erlang_b_and_c_to_twelve_digits() -> None:
    rng = random.Random(5)
    worst = mpf(0)
    fixed = [1, 2, 10, 100, 1000, 100_000, 1_000_000]
    for agents in fixed + [int(spread(rng, 1, 1e6)) for _ in range(CASES)]:
        for load in loads(rng, agents):
            exact = erlang_b(agents, load)
            if exact > mpf("1e-290"):
                worst = max(worst, error(krarup.erlang_b(agents, load), exact))
            told = krarup.explain("erlang_b", agents=agents, offered_load_erl=load)
            ln = next(one["value"] for one in told.outputs if one["name"] == "ln_blocking")
            assert error(ln, mp.log(exact), FLOOR) < 1e-12, (agents, load)
            if load < agents:
                c = erlang_c(agents, load, exact)
                measures = krarup.erlang_c(agents, load, 180.0, 20.0)
                if c > mpf("1e-290"):
                    worst = max(worst, error(measures["p_wait"], c))
                    asa = c * 180 / (mpf(agents) - mpf(load))
                    worst = max(worst, error(measures["asa_s"], asa))
                level = 1 - c * mp.exp(-(mpf(agents) - mpf(load)) * 20 / 180)
                # 1 − x has no more digits than 1 has.
                worst = max(worst, error(measures["service_level"], level, mpf("1e-3")))
                assert error(measures["ln_p_wait"], mp.log(c), FLOOR) < 1e-12, (agents, load)
    assert worst < 1e-12, worst


def test_fractional_agents_to_ten_digits() -> None:
    rng = random.Random(6)
    for _ in range(4 * CASES):
        agents = spread(rng, 0.01, 3000)
        for load in loads(rng, agents):
            if 0 < load < 1e4:
                exact = erlang_b_continuous(agents, load)
                if exact > mpf("1e-290"):
                    assert error(krarup.erlang_b(agents, load), exact) < 1e-11, (agents, load)


def test_erlang_a_to_nine_digits() -> None:
    rng = random.Random(7)
    cases = [
        (23, 400 / 3600, 180.0, 120.0, 20.0),
        (1, 0.001, 300.0, 5.0, 1.0),
        (10_000, 60.0, 180.0, 90.0, 20.0),
    ]
    for _ in range(CASES):
        agents = int(spread(rng, 1, 2000))
        load = agents * spread(rng, 0.1, 10)
        aht_s = spread(rng, 20, 1000)
        cases.append((agents, load / aht_s, aht_s, spread(rng, 5, 1000), spread(rng, 1, 100)))
    for agents, per_s, aht_s, patience_s, target_s in cases:
        exact = ErlangA(agents, per_s, aht_s, patience_s)
        got = krarup.erlang_a(agents, per_s, 1.0, aht_s, patience_s, target_s, definition="sl.offered")
        case = (agents, per_s, aht_s, patience_s, target_s)
        assert error(got["p_wait"], exact.p_wait, FLOOR) < 1e-9, case
        assert error(got["p_abandon"], exact.p_abandon, FLOOR) < 1e-9, case
        assert error(got["mean_queue_length"], exact.mean_queue, FLOOR) < 1e-9, case
        assert error(got["service_level"], exact.served_within(target_s), FLOOR) < 1e-9, case
