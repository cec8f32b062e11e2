"""Values of the birth-death models from their whole chains in 40 digits: core/tests/staffing_oracle/birth_death.json.

Nothing here is shared with the engine: stationary laws from detailed balance over all states, waits from the
incomplete gamma or beta function of each state, fixed points by bisection, limits from mpmath's normal law.
"""

import json
import pathlib
import random

from mpmath import beta as beta_function
from mpmath import betainc, binomial, erfc, exp, gammainc, inf, mp, mpf, ncdf, npdf, sqrt

mp.dps = 40
HERE = pathlib.Path(__file__).resolve().parents[2] / "core/tests/staffing_oracle/birth_death.json"


def stationary(birth, death, last):
    """Stationary law of states 0 ... last."""
    weights = [mpf(1)]
    for state in range(1, last + 1):
        weights.append(weights[-1] * birth(state - 1) / death(state))
    total = sum(weights)
    return [weight / total for weight in weights]


def waits(law, full, served, theta, t):
    """Per contact that joins: shares within t by virtual wait, served by t, left by t, beyond t by virtual wait."""
    within = served_share = left = beyond = mpf(0)
    for ahead, share in enumerate(law[full:]):
        if theta == 0:
            late = gammainc(ahead + 1, served * t, inf, regularized=True)
            gone = kept = 1 - late
            lost = mpf(0)
        else:
            c, x = served / theta, 1 - exp(-theta * t)
            gone = betainc(ahead + 1, c, 0, x) / beta_function(ahead + 1, c)
            late = 1 - gone
            kept = betainc(ahead + 1, c + 1, 0, x) / beta_function(ahead + 1, c)
            lost = gone - kept
        within, beyond = within + share * gone, beyond + share * late
        served_share, left = served_share + share * kept, left + share * lost
    return within, served_share, left, beyond


def levels(law, full, room, served, theta, t, short):
    """Every definition of the service level over all who come; `room` places bound the line."""
    joins = law[: full + room]
    at_once = sum(law[:full])
    within, answered, left, beyond = waits(joins, full, served, theta, t)
    good = at_once + answered
    abandoned = left + beyond * (1 - exp(-theta * t))
    _, _, left_short, beyond_short = waits(joins, full, served, theta, short)
    abandoned_short = left_short + beyond_short * (1 - exp(-theta * short))
    ever = at_once + sum(
        share * served / (served + (ahead + 1) * theta) for ahead, share in enumerate(joins[full:])
    )
    return {
        "sl.offered": good,
        "sl.answered": good / ever,
        "sl.no_short": good / (1 - abandoned_short),
        "sl.abn_in_T_out": good / (1 - abandoned),
        "sl.removed": good + abandoned,
        "sl.virtual": at_once + within,
    }


def finite_room(rng):
    n, places = rng.choice([1, 2, 5, 12, 40]), rng.choice([0, 1, 3, 10, 60])
    aht, patience = mpf(rng.choice([60, 240, 480])), rng.choice([None, 20, 120, 900])
    load = mpf(round(n * rng.choice([0.3, 0.9, 1.0, 1.1, 3.0, 8.0]), 6))
    volume, mu = load * 3600 / aht, 1 / aht
    lam, theta = volume / 3600, mpf(0) if patience is None else mpf(1) / patience
    law = stationary(lambda _: lam, lambda k: min(k, n) * mu + max(k - n, 0) * theta, n + places)
    queue = sum((k - n) * p for k, p in enumerate(law) if k > n)
    waiting = sum(law[n : n + places])
    t, short = mpf(rng.choice([0, 5, 20, 90])), mpf(5)
    out = levels(law, n, places, n * mu, theta, t, short)
    out |= {
        "p_block": law[-1],
        "p_wait_of_offered": waiting,
        "p_wait_of_admitted": waiting / (1 - law[-1]),
        "p_abandon_of_offered": theta * queue / lam,
        "mean_queue_length": queue,
        "mean_wait_of_admitted_s": queue / lam / (1 - law[-1]),
        "occupancy": sum(min(k, n) * p for k, p in enumerate(law)) / n,
    }
    given = {"agents": n, "waiting_places": places, "volume": volume, "interval_s": 3600, "aht_s": aht}
    return given | {"patience_s": patience, "target_wait_s": t}, out


def engset(rng):
    sources = rng.choice([1, 4, 30, 400])
    n = rng.randint(1, sources)
    alpha = mpf(rng.choice([0.001, 0.05, 0.7, 6.0]))

    def congestion(size):
        if n > size:
            return mpf(0)
        return binomial(size, n) * alpha**n / sum(binomial(size, k) * alpha**k for k in range(n + 1))

    total = sum(binomial(sources, k) * alpha**k for k in range(n + 1))
    carried = sum(k * binomial(sources, k) * alpha**k for k in range(n + 1)) / total
    out = {"time_congestion": congestion(sources), "call_congestion": congestion(sources - 1)}
    out |= {"carried_load_erl": carried, "offered_load_erl": alpha * (sources - carried)}
    return {"agents": n, "sources": sources, "idle_source_load": alpha}, out


def bisect(rising, low, high):
    for _ in range(140):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < 0 else (low, middle)
    return (low + high) / 2


def extended_erlang_b(rng):
    n, recall = rng.choice([1, 6, 30, 120]), mpf(rng.choice([0, 0.25, 0.9, 1]))
    first = n * mpf(rng.choice([0.2, 0.8, 0.97] if recall == 1 else [0.2, 0.9, 1.3, 5.0]))

    def blocking(load):
        value = mpf(1)
        for k in range(1, n + 1):
            value = load * value / (k + load * value)
        return value

    high = first * (1 / (1 - recall) if recall < 1 else 10**4) + 1
    total = bisect(lambda load: load * (1 - recall * blocking(load)) - first, first, high)
    out = {"total_offered_load_erl": total, "blocking": blocking(total)}
    out["p_lost_for_ever"] = 1 - total * (1 - blocking(total)) / first
    return {"agents": n, "first_offered_load_erl": first, "recall_probability": recall}, out


def erlang_x(rng):
    n, redial = rng.choice([1, 4, 15]), mpf(rng.choice([0.3, 0.8, 1]))
    aht, patience = mpf(rng.choice([120, 300])), mpf(rng.choice([60, 150]))
    first = n * mpf(rng.choice([0.4, 0.8, 0.9] if redial == 1 else [0.6, 1.0, 1.6])) / aht
    mu, theta = 1 / aht, 1 / patience

    def law(lam):
        last = n + int(lam / theta * 2 + 40 * sqrt(lam / theta) + 120)
        return stationary(lambda _: lam, lambda k: min(k, n) * mu + max(k - n, 0) * theta, last)

    def abandons(lam):
        return sum((k - n) * p for k, p in enumerate(law(lam)) if k > n) * theta / lam

    mp.dps = 25
    lam = bisect(lambda lam: lam * (1 - redial * abandons(lam)) - first, first, first * 60)
    mp.dps = 40
    share = abandons(lam)
    found = law(lam)
    out = {"total_volume": lam * 3600, "p_abandon": share, "p_lost_for_ever": 1 - lam * (1 - share) / first}
    out["sl.offered"] = levels(found, n, len(found) - n, n * mu, theta, mpf(20), mpf(5))["sl.offered"]
    given = {"agents": n, "first_volume": first * 3600, "interval_s": 3600, "aht_s": aht, "patience_s": patience}
    return given | {"redial_probability": redial}, out


def halfin_whitt(rng):
    beta = mpf(round(rng.uniform(0, 8), 3))
    return {"beta": beta}, {"p_wait": 1 / (1 + beta * ncdf(beta) / npdf(beta))}


def garnett(rng):
    beta, ratio = mpf(round(rng.uniform(-6, 8), 3)), mpf(rng.choice([0.05, 0.7, 1, 9]))

    def hazard(x):
        return npdf(x) / (erfc(x / sqrt(2)) / 2)

    hat = beta / sqrt(ratio)
    p_wait = 1 / (1 + sqrt(ratio) * hazard(hat) / hazard(-beta))
    p_abandon = sqrt(ratio / 400) * (hazard(hat) - hat) * p_wait
    return {"beta": beta, "theta_over_mu": ratio}, {"p_wait": p_wait, "p_abandon_at_400": min(p_abandon, mpf(1))}


def chat(rng):
    """Agents one by one: every chat goes to the one with the fewest, numbers are kept balanced."""
    n, slots = rng.choice([1, 2, 7, 15]), rng.choice([1, 2, 3, 5])
    aht = [mpf(300)]
    for level in range(1, slots):
        aht.append(aht[-1] + rng.choice([30, 60, 200]) * level)
    patience = mpf(rng.choice([40, 200]))
    lam = n * slots / aht[-1] * mpf(rng.choice([0.3, 0.9, 1.2, 2.5]))
    full, theta = n * slots, 1 / patience

    def rate(chats):
        spread = [chats // n + (agent < chats % n) for agent in range(n)]
        return sum(count / aht[count - 1] for count in spread if count)

    rates = [rate(chats) for chats in range(full + 1)]
    last = full + int(3 * lam / theta + 250)
    law = stationary(lambda _: lam, lambda k: rates[min(k, full)] + max(k - full, 0) * theta, last)
    queue = sum((k - full) * p for k, p in enumerate(law) if k > full)
    out = levels(law, full, last - full + 1, rates[full], theta, mpf(20), mpf(5))
    out |= {"p_wait": sum(law[full:]), "p_abandon": theta * queue / lam, "mean_queue_length": queue}
    out["mean_chats_in_service"] = sum(min(k, full) * p for k, p in enumerate(law))
    out["occupancy"] = sum(min(k, n) * p for k, p in enumerate(law)) / n
    out["asa_s"] = queue / lam
    given = {"agents": n, "aht_by_level_s": aht, "volume": lam * 3600, "interval_s": 3600, "patience_s": patience}
    return given, out


def blend(rng):
    n = rng.choice([2, 9, 30])
    reserved, aht = rng.choice([0, 1, n // 2, n]), mpf(180)
    load, outbound = n * mpf(rng.choice([0.2, 0.7, 0.95])), rng.choice([None, 0.1, 0.6, 3.0])
    patience = mpf(rng.choice([60, 400]))
    lam, mu, theta = load / aht, 1 / aht, 1 / patience
    least = n - reserved if outbound is None else 0
    gamma = mpf(0) if outbound is None else n * mpf(outbound) / aht
    last = n + int(3 * lam / theta + 300)
    law = stationary(
        lambda k: lam + (gamma if k + least < n - reserved else 0),
        lambda k: min(k + least, n) * mu + max(k + least - n, 0) * theta,
        last - least,
    )
    full = n - least
    queue = sum((k - full) * p for k, p in enumerate(law) if k > full)
    dialled = least * mu * law[0] if outbound is None else gamma * sum(law[: max(n - reserved, 0)])
    out = levels(law, full, len(law) - full + 1, n * mu, theta, mpf(20), mpf(5))
    out |= {"p_wait": sum(law[full:]), "p_abandon": theta * queue / lam, "mean_queue_length": queue}
    out["outbound_carried"] = dialled * 3600
    out["occupancy"] = sum(min(k + least, n) * p for k, p in enumerate(law)) / n
    given = {"agents": n, "reserved_agents": reserved, "volume": lam * 3600, "interval_s": 3600, "aht_s": aht}
    given |= {"outbound_volume": None if outbound is None else gamma * 3600, "patience_s": patience}
    return given, out


FAMILIES = {
    finite_room: 60,
    engset: 25,
    extended_erlang_b: 20,
    erlang_x: 12,
    halfin_whitt: 8,
    garnett: 12,
    chat: 25,
    blend: 25,
}


def plain(value):
    if isinstance(value, list):
        return [plain(one) for one in value]
    return float(value) if isinstance(value, mpf) else value


def main():
    rng, cases = random.Random(20261201), []
    for family, count in FAMILIES.items():
        for _ in range(count):
            given, found = family(rng)
            cases.append({
                "model": family.__name__,
                "inputs": {name: plain(value) for name, value in given.items()},
                "expected": {name: plain(value) for name, value in found.items()},
            })
    HERE.parent.mkdir(exist_ok=True)
    lines = ",\n".join(json.dumps(case) for case in cases)
    HERE.write_text(f"[\n{lines}\n]\n")


if __name__ == "__main__":
    main()
