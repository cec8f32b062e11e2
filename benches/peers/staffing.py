"""Staffing beside the packages people use and beside SciPy over whole arrays: speed, and who answers wrongly.

Every answer is compared with exact ones (mpmath) before anything is timed. The run fails when krarup is wrong, or
slower than what is promised as a ratio. `KRARUP_WRITE_PEERS=1` writes the tables to docs/staffing/peers.md.
"""

import math
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import call_center_tools
import krarup
import numpy as np
import teletraffic
from callcenterdim import Dimensionamento
from pyworkforce.queuing import ErlangC
from scipy import special

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "bindings-python/tests"))
from erlang_oracle import erlang_b, erlang_c  # noqa: E402

PAGE = ROOT / "docs/staffing/peers.md"
MARK = "<!-- figures -->\n"
AHT_S, TARGET_S, LEVEL, INTERVAL_S = 180.0, 20.0, 0.8, 1800.0
YEAR = 365 * 48
rng = np.random.default_rng(7)

Level = Callable[[int, float], float]
Agents = Callable[[float], int]


def best(work: Callable[[], Any], runs: int = 5) -> float:
    """Seconds of the fastest run."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


# Service level of n agents at a load, each package as its documentation calls it.
def by_pyworkforce(agents: int, load: float) -> float:
    model = ErlangC(transactions=load * 10, asa=TARGET_S / 60, aht=AHT_S / 60, interval=30)
    return float(model.service_level(positions=agents))


def by_call_center_tools(agents: int, load: float) -> float:
    p_wait = call_center_tools.erlang_c(load, agents)
    return float(call_center_tools.calc_service_level(load, agents, p_wait, TARGET_S, AHT_S))


def by_callcenterdim(agents: int, load: float) -> float:
    return float(Dimensionamento.ServiceLevel(load * 10, 30, AHT_S, TARGET_S, agents))


def by_teletraffic(agents: int, load: float) -> float:
    return 1.0 - float(teletraffic.M_M_V_W_FF_R_an(load, agents, TARGET_S, AHT_S).over_wait)


LEVELS: dict[str, Level] = {
    "pyworkforce": by_pyworkforce,
    "call-center-tools": by_call_center_tools,
    "callcenterdim": by_callcenterdim,
    "teletraffic": by_teletraffic,
}


def agents_by_pyworkforce(load: float) -> int:
    model = ErlangC(transactions=load * 10, asa=TARGET_S / 60, aht=AHT_S / 60, interval=30, shrinkage=0.0)
    return int(model.required_positions(service_level=LEVEL, max_occupancy=1.0)["raw_positions"])


def agents_by_call_center_tools(load: float) -> int:
    found = call_center_tools.calc_staffing(
        load * 20, AHT_S, max_occupancy=0.9999, target_answer_time=TARGET_S, target_service_level=LEVEL
    )
    return int(found.agents)


def agents_by_callcenterdim(load: float) -> int:
    return int(Dimensionamento.AgentsReq(load * 10, 30, AHT_S, LEVEL, TARGET_S))


SOLVERS: dict[str, Agents] = {
    "pyworkforce": agents_by_pyworkforce,
    "call-center-tools": agents_by_call_center_tools,
    "callcenterdim": agents_by_callcenterdim,
}


def scipy_levels(agents: np.ndarray, load: np.ndarray) -> np.ndarray:
    """1/B from the regularised incomplete gamma function, all rows at once."""
    pmf = np.exp(agents * np.log(load) - load - special.gammaln(agents + 1.0))
    blocking = pmf / special.pdtr(agents, load)
    p_wait = agents * blocking / (agents - load * (1.0 - blocking))
    return np.where(agents > load, 1.0 - p_wait * np.exp(-(agents - load) * TARGET_S / AHT_S), 0.0)


def scipy_agents(load: np.ndarray) -> np.ndarray:
    """All rows walk together, from a start that is right for most; only those that moved are looked at again."""
    agents = np.maximum(np.floor(load) + 1.0, np.ceil(load + 0.6 * np.sqrt(load)))
    rows = np.arange(len(load))
    missed = scipy_levels(agents, load) < LEVEL
    up = rows[missed]
    while len(up):
        agents[up] += 1.0
        up = up[scipy_levels(agents[up], load[up]) < LEVEL]
    down = rows[~missed]
    while len(down):
        lower = agents[down] - 1.0
        met = (lower > load[down]) & (scipy_levels(np.maximum(lower, 1.0), load[down]) >= LEVEL)
        down = down[met]
        agents[down] -= 1.0
    return agents


def exact_level(agents: int, load: float) -> float:
    if load >= agents:
        return 0.0
    p_wait = erlang_c(agents, load, erlang_b(agents, load))
    return float(1 - p_wait * math.exp(-(agents - load) * TARGET_S / AHT_S))


def exact_agents(load: float) -> int:
    agents = math.floor(load) + 1
    while exact_level(agents, load) < LEVEL:
        agents += 1
    return agents


def krarup_levels(agents: Any, load: Any) -> Any:
    # As many contacts as make the load.
    return krarup.service_level(agents, load, AHT_S, AHT_S, target_wait_s=TARGET_S)["service_level"]


def wrong(answers: Callable[[Any], Any], cases: list[Any], exact: list[Any], slack: float) -> int:
    """Answers that are off, no number, or an exception."""
    count = 0
    for case, right in zip(cases, exact, strict=True):
        try:
            answer = answers(case)
            count += not abs(answer - right) <= slack
        except Exception:
            count += 1
    return count


def correctness() -> list[tuple[str, str, str]]:
    pairs = [(int(n), float(n * share)) for n in (1, 2, 5, 10, 50, 100, 300, 1000) for share in (0.3, 0.8, 0.97, 1.2)]
    levels = [exact_level(*pair) for pair in pairs]
    few = [0.05, 0.3, 0.45, 0.5, 0.75, 1.0, 1.6, 2.0, 2.5, 5.0, 8.5, 10.0, 20.0, 35.2, 60.0, 100.0]
    agents = [exact_agents(load) for load in few]

    def ours(pair: tuple[int, float]) -> float:
        if pair[1] >= pair[0]:
            # Unstable is an error by type here, where the service level would be 0.
            try:
                krarup_levels(float(pair[0]), pair[1])
            except krarup.KrarupError as error:
                return 0.0 if error.code == "unstable" else math.nan
        return float(krarup_levels(float(pair[0]), pair[1]))

    def solved(load: float) -> int:
        return int(krarup.required_agents(load * 10, INTERVAL_S, AHT_S, sl=LEVEL, target_s=TARGET_S).agents)

    rows = [("krarup", wrong(ours, pairs, levels, 1e-10), wrong(solved, few, agents, 0))]
    assert rows[0][1:] == (0, 0), f"krarup is wrong: {rows[0]}"
    for name, level in LEVELS.items():
        solver = SOLVERS.get(name)
        off = wrong(lambda pair, level=level: level(*pair), pairs, levels, 1e-6)
        rows.append((name, off, -1 if solver is None else wrong(solver, few, agents, 0)))
    one = lambda pair: float(scipy_levels(np.array([float(pair[0])]), np.array([pair[1]]))[0])  # noqa: E731
    several = lambda load: int(scipy_agents(np.array([load]))[0])  # noqa: E731
    rows.append(("SciPy, whole arrays", wrong(one, pairs, levels, 1e-6), wrong(several, few, agents, 0)))
    shown = lambda count, of: "no solver" if count < 0 else f"{count} of {of}"  # noqa: E731
    return [(name, shown(first, len(pairs)), shown(second, len(few))) for name, first, second in rows]


def levels_at(size: int) -> list[tuple[str, float]]:
    """Nanoseconds a service level near `size` agents."""
    agents = np.full(20_000, float(size))
    load = size * rng.uniform(0.7, 0.97, len(agents))
    rows = [("krarup, arrays", best(lambda: krarup_levels(agents, load)) / len(agents))]
    rows.append(("SciPy, whole arrays", best(lambda: scipy_levels(agents, load)) / len(agents)))
    some = load[: max(30, 20_000 // size)]
    for name, level in LEVELS.items():
        seconds = best(lambda level=level: [level(size, one) for one in some], 3)
        rows.append((name, seconds / len(some)))
    one = float(load[0])
    rows.append(("krarup, one at a time", best(lambda: [krarup_levels(float(size), one) for _ in range(500)]) / 500))
    return [(name, seconds * 1e9) for name, seconds in rows]


def year() -> list[tuple[str, float]]:
    """Milliseconds for the fewest agents of 17,520 half-hours at 5 to 130 erlangs."""
    load = rng.uniform(5, 130, YEAR)
    volume = load * 10

    def ours() -> Any:
        return krarup.required_agents(volume, INTERVAL_S, AHT_S, sl=LEVEL, target_s=TARGET_S)

    def ours_a() -> Any:
        return krarup.required_agents(volume, INTERVAL_S, AHT_S, patience_s=120.0, sl=LEVEL, target_s=TARGET_S)

    assert (np.asarray(ours().agents) == scipy_agents(load)).all(), "SciPy's year differs"
    rows = [("krarup, arrays", best(ours)), ("krarup, arrays, Erlang A", best(ours_a, 3))]
    rows.append(("SciPy, whole arrays", best(lambda: scipy_agents(load), 3)))
    few = load[:600]
    for name, solver in SOLVERS.items():
        seconds = best(lambda solver=solver: [solver(one) for one in few], 3)
        rows.append((name, seconds * YEAR / len(few)))
    return [(name, seconds * 1e3) for name, seconds in rows]


def table(title: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [title, tuple("---" if place == 0 else "---:" for place in range(len(title))), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def main() -> int:
    parts = ["Wrong answers:\n\n" + table(("who", "service level", "fewest agents"), correctness())]
    missed = []

    def promise(what: str, ratio: float, least: float) -> None:
        print(f"{what}: {ratio:.1f} times, at least {least:g} promised", file=sys.stderr)
        if ratio < least:
            missed.append(what)

    for size in (10, 100, 1000):
        rows = levels_at(size)
        ours, by = rows[0][1], dict(rows)
        parts.append(
            f"A service level at {size} agents:\n\n"
            + table(("who", "ns", "times"), [(name, f"{ns:,.0f}", f"{ns / ours:,.1f}") for name, ns in rows])
        )
        promise(f"SciPy at {size} agents", by["SciPy, whole arrays"] / ours, 3)
        if size < 1000:
            promise(f"the fastest package at {size} agents", min(by[name] for name in LEVELS) / ours, 100)
    rows = year()
    ours, by = rows[0][1], dict(rows)
    parts.append(
        "The fewest agents of a year of half-hours:\n\n"
        + table(("who", "ms", "times"), [(name, f"{ms:,.1f}", f"{ms / ours:,.1f}") for name, ms in rows])
    )
    promise("the fastest package over a year", min(by[name] for name in SOLVERS) / ours, 200)
    promise("a year of Erlang A within 15 years of Erlang C", 15 * ours / by["krarup, arrays, Erlang A"], 1)
    text = "\n".join(parts)
    print(text)
    if os.environ.get("KRARUP_WRITE_PEERS"):
        head, _, _ = PAGE.read_text().partition(MARK)
        PAGE.write_text(f"{head}{MARK}\n{text}")
    print("missed: " + ", ".join(missed) if missed else "every promise is kept")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
