"""Values of the exact day from matrix exponentials of whole generators: core/tests/staffing_oracle/day.json.

Nothing here is shared with the engine: every state up to a cap, scipy's `expm` for the law and for the time spent
in each state (augmented matrix), `expm` of the tagged customer's own chain, and `solve_ivp` as a second solver
that must agree.
"""

import json
import pathlib
import random

import numpy as np
from scipy.integrate import solve_ivp
from scipy.linalg import expm

HERE = pathlib.Path(__file__).resolve().parents[2] / "core/tests/staffing_oracle/day.json"


def generator(arrival, aht, patience, agents, cap):
    rates = np.zeros((cap + 1, cap + 1))
    for n in range(cap + 1):
        if n < cap:
            rates[n, n + 1] = arrival
        if n > 0:
            rates[n, n - 1] = min(n, agents) / aht + max(n - agents, 0) / patience
        rates[n, n] = -rates[n].sum()
    return rates


def with_time(rates, law, seconds):
    """The law after `seconds`, and the time spent in each state."""
    size = len(law)
    both = np.zeros((2 * size, 2 * size))
    both[:size, :size] = rates
    both[:size, size:] = np.eye(size)
    power = expm(both * seconds)
    return law @ power[:size, :size], law @ power[:size, size:]


def answered(aht, patience, agents, most, seconds):
    """P(answered within `seconds` | m ahead): state 0 is answered, m + 1 has m ahead, a last one has abandoned."""
    chain = np.zeros((most + 3, most + 3))
    for ahead in range(most + 1):
        chain[ahead + 1, ahead] = agents / aht + ahead / patience
        chain[ahead + 1, most + 2] = 1 / patience
        chain[ahead + 1, ahead + 1] = -chain[ahead + 1].sum()
    return expm(chain * seconds)[1 : most + 2, 0]


def leave_with_calls(law, stay, leave):
    after = np.zeros_like(law)
    for n, share in enumerate(law):
        after[n - min(max(n - stay, 0), leave)] += share
    return after


def case(draw, shift_end):
    intervals, cap = 5, 150
    aht, patience = draw.uniform(100, 400), draw.uniform(40, 300)
    seconds, target = draw.choice([900.0, 1800.0]), draw.uniform(5, 60)
    volume = [round(draw.uniform(0, 20) * seconds / aht, 3) for _ in range(intervals)]
    staff = [draw.randint(1, 22) for _ in range(intervals)]
    start = draw.randint(0, 40)
    law = np.zeros(cap + 1)
    law[start] = 1.0
    rows = []
    for index, (arrivals, agents) in enumerate(zip(volume, staff)):
        if index and shift_end == "finish" and agents < staff[index - 1]:
            law = leave_with_calls(law, agents, staff[index - 1] - agents)
        rates = generator(arrivals / seconds, aht, patience, agents, cap)
        second = solve_ivp(lambda _, p: p @ rates, (0, seconds), law, method="LSODA", rtol=1e-10, atol=1e-14)
        law, time = with_time(rates, law, seconds)
        assert abs(second.y[:, -1] - law).max() < 1e-8, abs(second.y[:, -1] - law).max()
        assert law[-1] < 1e-13
        time /= seconds
        queue = np.maximum(np.arange(cap + 1) - agents, 0)
        row = {
            "in_system_without_overtime_at_end": law @ np.arange(cap + 1),
            "mean_queue_length": time @ queue,
            "p_wait": time[agents:].sum(),
        }
        if index == intervals - 1:
            # As the engine has it, staff stays after the last interval.
            by_ahead = answered(aht, patience, agents, cap - agents, target)
            row["sl_offered"] = time[:agents].sum() + time[agents:] @ by_ahead
        rows.append({key: float(value) for key, value in row.items()})
    return {
        "volume": volume, "staff": staff, "interval_s": seconds, "aht_s": aht, "patience_s": patience,
        "target_wait_s": target, "in_system_at_start": start, "shift_end": shift_end, "intervals": rows,
    }  # fmt: skip


def main():
    draw = random.Random(20_261_201)
    cases = [case(draw, shift_end) for shift_end in ("finish", "preempt") for _ in range(5)]
    HERE.write_text(json.dumps(cases, indent=1) + "\n")


if __name__ == "__main__":
    main()
