"""What the names of the staffing cases are here: a function a model, with outputs by the cases' names."""

import math
from collections.abc import Callable
from typing import Any

import krarup

Inputs = dict[str, Any]
Outputs = dict[str, float]


class UnsupportedError(Exception):
    """No function does this yet."""


def load(given: Inputs) -> float:
    if "offered_load_erl" in given:
        return float(given["offered_load_erl"])
    if "arrivals_per_s" in given:
        return float(given["arrivals_per_s"] * given["aht_s"])
    return float(given["arrivals"] * given["aht_s"] / given["interval_s"])


def table(model: str, arguments: Inputs, outputs: dict[str, str], definition: str | None = None) -> Outputs:
    """A model of the table, its outputs by the cases' names."""
    if model not in {entry["name"] for entry in krarup.staffing_models()}:
        raise UnsupportedError(model)
    given: Inputs = {name: value for name, value in arguments.items() if value is not None}
    answer = krarup.evaluate(model, definition=definition, **given)
    return {case: answer[ours] for case, ours in outputs.items()}


def same(*names: str) -> dict[str, str]:
    return {name: name for name in names}


def hourly(given: Inputs, volume: str = "volume", rate: str = "arrivals_per_hour") -> Inputs:
    return {volume: given[rate], "interval_s": 3600, "aht_s": given["aht_s"]}


def erlang_b(given: Inputs) -> Outputs:
    return table("erlang_b", {"agents": given["agents"], "offered_load_erl": load(given)}, same("blocking"))


def erlang_b_solve_agents(given: Inputs) -> Outputs:
    agents = krarup.agents_for_blocking(load(given), given["max_blocking"])
    return {
        "agents": agents,
        "blocking_at_agents": krarup.erlang_b(agents, load(given)),
        "blocking_at_agents_minus_1": krarup.erlang_b(agents - 1, load(given)),
    }


def erlang_b_solve_load(given: Inputs) -> Outputs:
    return {"offered_load_erl": krarup.load_for_blocking(given["agents"], given["max_blocking"])}


def erlang_c(given: Inputs) -> Outputs:
    # Cases of the probability of waiting alone need no handling time.
    arguments = {
        "agents": given["agents"],
        "offered_load_erl": load(given),
        "aht_s": given.get("aht_s", 1.0),
        "target_wait_s": given.get("target_wait_s"),
        "quantile": given.get("quantile"),
    }
    names = ("p_wait", "service_level", "asa_s", "mean_wait_of_delayed_s", "mean_queue_length", "occupancy")
    answer = table("erlang_c", arguments, same(*names) | {"wait_s": "quantile_wait_s"})
    return answer | {"offered_load_erl": load(given)}


def erlang_c_unstable(given: Inputs) -> Outputs:
    try:
        erlang_c(given)
    except krarup.UnstableError:
        return {"p_wait": 1, "service_level": 0, "asa_s": math.inf, "stable": 0}
    return {"stable": 1}


def erlang_c_solve(given: Inputs) -> Outputs:
    aht_s = given.get("aht_s", 1.0)
    # The load as arrivals in one handling time keeps it exact.
    volume, interval_s = load(given), aht_s
    if "arrivals" in given:
        volume, interval_s = given["arrivals"], given["interval_s"]
    elif "arrivals_per_s" in given:
        volume, interval_s = given["arrivals_per_s"], 1.0
    answer = krarup.required_agents(
        volume,
        interval_s,
        aht_s,
        sl=given.get("target_sl"),
        target_s=given.get("target_wait_s"),
        max_asa_s=given.get("max_asa_s"),
        max_occupancy=given.get("max_occupancy"),
    )
    assert isinstance(answer, krarup.Staffing)
    at = answer.at
    below = answer.at_minus_one
    frame = {"volume": [volume], "aht_s": [aht_s]}
    plan = krarup.plan(
        frame,
        interval_s=interval_s,
        sl=given.get("target_sl"),
        target_s=given.get("target_wait_s"),
        max_asa_s=given.get("max_asa_s"),
        max_occupancy=given.get("max_occupancy"),
        shrinkage=[given.get("shrinkage", 0.0)],
    )
    return {
        "agents": answer.agents,
        "service_level": at["service_level"],
        "service_level_at_agents_minus_1": 0.0 if below is None else below["service_level"],
        "occupancy": at["occupancy"],
        "asa_s": at["asa_s"],
        "offered_load_erl": answer.offered_load_erl,
        "scheduled": plan["heads"][0],
    }


def erlang_c_solve_volume(given: Inputs) -> Outputs:
    arguments = {
        "agents": given["agents"],
        "interval_s": given["interval_s"],
        "aht_s": given["aht_s"],
        "service_level": given["target_sl"],
        "target_wait_s": given["target_wait_s"],
    }
    names = {"max_arrivals": "volume", "offered_load_erl": "offered_load_erl"}
    return table("volume_for_agents", arguments, names)


DEFINITIONS = {
    "sl_offered": "sl.offered",
    "sl_answered": "sl.answered",
    "sl_virtual": "sl.virtual",
    "p_virtual_wait_le_t": "sl.virtual",
    "sl_excluding_short_abandons": "sl.abn_in_T_out",
    "sl_with_short_abandons": "sl.removed",
}


def erlang_a(given: Inputs) -> Outputs:
    arguments = hourly(given) | {
        "agents": given["agents"],
        "patience_s": given["mean_patience_s"],
        "target_wait_s": given.get("target_wait_s", 0.0),
    }
    names = same("p_wait", "p_abandon", "occupancy", "p_wait_gt_t", "p_abandon_within_t")
    answer = table("erlang_a", arguments, names | {"asa_all_s": "asa_s", "mean_queue": "mean_queue_length"})
    for name, definition in DEFINITIONS.items():
        answer |= table("erlang_a", arguments, {name: "service_level"}, definition)
    return answer


def erlang_a_solve(given: Inputs) -> Outputs:
    constraint, bound = given["constraint"], given["bound"]
    limits = {
        "p_abandon": ("max_abandonment", "abandonment"),
        "asa_all_s": ("max_asa_s", "asa_s"),
        "asa": ("max_asa_s", "asa_s"),
        "p_wait": ("max_p_wait", "p_wait"),
    }
    limit, measure = limits.get(constraint, ("sl", "service_level"))
    targets: dict[str, Any] = {limit: bound, "definition": DEFINITIONS.get(constraint)}
    answer = krarup.required_agents(
        given["arrivals_per_hour"],
        3600,
        given["aht_s"],
        patience_s=given["mean_patience_s"],
        target_s=given["target_wait_s"],
        **targets,
    )
    assert isinstance(answer, krarup.Staffing)
    below = answer.at_minus_one
    return {
        "agents": answer.agents,
        "value_at_agents": answer.at[measure],
        "value_at_agents_minus_1": math.nan if below is None else below[measure],
    }


def solve_occupancy(given: Inputs) -> Outputs:
    answer = krarup.required_agents(load(given), 1, 1, max_occupancy=given["max_occupancy"])
    return {"agents": answer.agents}


def shrinkage(given: Inputs) -> Outputs:
    from krarup._krarup import scheduled

    shares = given["shrinkage_components"]
    compound, heads = scheduled([given["productive"]], shares)
    answer = {"scheduled_fte": compound[0], "scheduled_heads": heads[0]}
    answer["scheduled_fte_multiplicative"] = compound[0]
    if sum(shares) < 1:
        answer["scheduled_fte_additive"] = scheduled([given["productive"]], shares, True)[0][0]
    return answer


def erlang_b_gradient(given: Inputs) -> Outputs:
    arguments = {"agents": given["agents"], "offered_load_erl": load(given)}
    names = {"dB_dload": "d_blocking_d_offered_load_erl", "dB_dagents": "d_blocking_d_agents"}
    return table("erlang_b_gradient", arguments, names)


def erlang_c_gradient(given: Inputs) -> Outputs:
    arguments = {
        "agents": given["agents"],
        "offered_load_erl": load(given),
        "aht_s": given.get("aht_s", 1.0),
        "target_wait_s": given.get("target_wait_s", 0.0),
    }
    names = {
        "dSL_dload_at_fixed_aht": "d_service_level_d_offered_load_erl",
        "dPwait_dload": "d_p_wait_d_offered_load_erl",
    }
    return table("erlang_c_gradient", arguments, names)


def erlang_a_gradient(given: Inputs) -> Outputs:
    arguments = hourly(given) | {
        "agents": given["agents"],
        "patience_s": given["mean_patience_s"],
        "target_wait_s": given.get("target_wait_s", 0.0),
    }
    names = {
        "dPabandon_per_call_per_hour": "d_p_abandon_d_volume",
        "dSLoffered_per_call_per_hour": "d_service_level_d_volume",
    }
    return table("erlang_a_gradient", arguments, names, "sl.offered")


def finite_room(given: Inputs) -> Outputs:
    arguments = hourly(given) | {
        "agents": given["agents"],
        "waiting_places": given["waiting_places"],
        "patience_s": given.get("mean_patience_s"),
    }
    names = same(
        "p_block",
        "p_wait_of_offered",
        "p_wait_of_admitted",
        "p_abandon_of_offered",
        "mean_wait_of_admitted_s",
        "occupancy",
    )
    return table("finite_room", arguments, names | {"mean_queue": "mean_queue_length"})


def engset(given: Inputs) -> Outputs:
    return table("engset", given, same("time_congestion", "call_congestion"))


def extended_erlang_b(given: Inputs) -> Outputs:
    return table("extended_erlang_b", given, same("total_offered_load_erl", "blocking"))


def erlang_x(given: Inputs) -> Outputs:
    arguments = hourly(given, "first_volume", "first_arrivals_per_hour") | {
        "agents": given["agents"],
        "patience_s": given["mean_patience_s"],
        "redial_probability": given["redial_probability"],
        "target_wait_s": given.get("target_wait_s"),
    }
    names = {
        "total_arrivals_per_hour": "total_volume",
        "p_abandon_per_attempt": "p_abandon",
        "sl_offered_per_attempt": "service_level",
        "p_lost_for_ever_per_first_call": "p_lost_for_ever",
    }
    return table("erlang_x", arguments, names, "sl.offered")


def feasible(of: Callable[[Inputs], Outputs]) -> Callable[[Inputs], Outputs]:
    def answer(given: Inputs) -> Outputs:
        try:
            of(given)
        except krarup.InfeasibleError:
            return {"feasible": 0}
        return {"feasible": 1}

    return answer


def chat(given: Inputs) -> Outputs:
    levels = given["aht_by_level_s"]
    arguments: Inputs = {f"aht_{level}_s": aht_s for level, aht_s in enumerate(levels, 1)} | {
        "agents": given["agents"],
        "volume": given["arrivals_per_hour"],
        "interval_s": 3600,
        "patience_s": given.get("mean_patience_s"),
    }
    names = same("p_wait", "p_abandon", "mean_chats_in_service")
    return table("chat", arguments, names | {"mean_queue": "mean_queue_length"})


def limit(model: str) -> Callable[[Inputs], Outputs]:
    return lambda given: table(model, given, {"p_wait_limit": "p_wait"})


def law(given: Inputs) -> Inputs:
    """The law of a case as it is here."""
    kind = given["type"]
    if kind == "hyperexponential2":
        shares, means_s = [given["p1"], 1 - given["p1"]], [given["mean1_s"], given["mean2_s"]]
        return {"type": "hyperexponential", "shares": shares, "means_s": means_s}
    if kind == "erlang2":
        return {"type": "gamma", "mean_s": given["mean_s"], "shape": 2}
    return given


def erlang_g(given: Inputs) -> Outputs:
    agents, per_s, aht_s = given["agents"], given["arrivals_per_s"], given["aht_s"]
    arguments = {"volume": per_s, "interval_s": 1, "aht_s": aht_s, "target_wait_s": given["target_wait_s"]}
    answers = {
        name: krarup.erlang_g(agents, **arguments, patience=law(given["patience"]), definition=f"sl.{name}")
        for name in ("offered", "answered", "virtual")
    }
    measures = answers["offered"]
    names = same("p_wait", "p_abandon", "p_wait_gt_t") | {"mean_wait_all_s": "asa_s"}
    levels = {f"sl_{name}": answer["service_level"] for name, answer in answers.items()}
    return {case: measures[ours] for case, ours in names.items()} | levels


def gamma_rate(given: Inputs) -> Outputs:
    arguments = hourly(given, rate="mean_arrivals_per_hour") | {
        "agents": given["agents"],
        "rate_cv": given["rate_cv"],
        "patience_s": given["mean_patience_s"],
        "target_wait_s": given["target_wait_s"],
    }
    outputs = {
        "sl_offered_call_weighted": "expected_service_level",
        "p_abandon_call_weighted": "expected_abandonment",
    }
    return table("uncertain_volume", arguments, outputs, "sl.offered")


def newsvendor(given: Inputs) -> Outputs:
    arguments = {"mean_load_erl": given["mean_load"], "sd_load_erl": given["sd_load"]}
    costs = {name: given[name] for name in ("understaff_cost", "overstaff_cost")}
    return table("newsvendor", arguments | costs, same("staff", "critical_ratio"))


def backlog(given: Inputs) -> Outputs:
    work = krarup.DeferredWork(
        given["arrivals"], given["aht_s"], given["interval_s"], given["initial_backlog"]
    )
    ends = work.evaluate(given["agents"], 3600)["backlog_end"]
    return {f"backlog_end_{place}": end for place, end in enumerate(ends)}


def day(given: Inputs, volume: list[float]) -> krarup.Day:
    start: Any = given.get("in_system_at_start", given.get("start", "empty"))
    return krarup.Day(
        volume,
        given["aht_s"],
        given["interval_s"],
        patience_s=given["mean_patience_s"],
        start=start,
        target_wait_s=given.get("target_wait_s", 20.0),
        definition="sl.offered",
    )


def transient(given: Inputs) -> Outputs:
    intervals, hours = given["intervals"], given["interval_s"] / 3600
    volume = [one["arrivals_per_hour"] * hours for one in intervals]
    staff = [one["agents"] for one in intervals]
    ends = [given["interval_s"] * (place + 1) for place in range(len(intervals))]
    names = {"p_delay": "p_wait", "mean_queue": "mean_queue_length", "mean_in_system": "mean_in_system"}
    times = sorted({*ends, *range(30, int(ends[-1]), 30)})
    moments = day(given, volume).evaluate(staff, times_s=times).moments
    return {
        f"{case}@{int(moment['time_s'])}": moment[ours] for moment in moments for case, ours in names.items()
    }


def carry_over(given: Inputs) -> Outputs:
    volume = [given["arrivals_per_hour"] * given["interval_s"] / 3600]
    level = day(given, volume).evaluate([given["agents"]])["service_level"][0]
    return {"sl_offered_over_interval": level}


def sinusoid(given: Inputs) -> tuple[float, float, float]:
    return given["mean_rate"], given["amplitude"], given["omega"]


def sinusoidal_load(given: Inputs) -> Outputs:
    fixed = "service" in given
    handling = given["service"] if fixed else 1 / given["mu"]
    told = krarup.sinusoidal_load(*sinusoid(given), handling=handling, at=given["t"])
    return {"offered_load": told["offered_load_fixed" if fixed else "offered_load_exponential"]}


def piecewise_load(given: Inputs) -> Outputs:
    told = krarup.offered_load(
        given["arrivals_per_interval"],
        given["aht_s"],
        interval_s=given["interval_s"],
        initial_load_erl=given["initial_load"],
    )
    names = {"m_end": "at_end", "m_mean": "mean"}
    return {f"{case}_{row}": told[ours][row] for case, ours in names.items() for row in range(len(told))}


def transient_sinusoid(given: Inputs) -> Outputs:
    slices, until = 400, given["T"]
    volume = krarup.sinusoidal_volumes(*sinusoid(given), until=until, slices=slices)
    interval_s = until / (2 * slices)
    sine = krarup.Day(
        volume,
        1 / given["mu"],
        interval_s,
        patience_s=1 / given["theta"],
        start=given["start"],
        target_wait_s=interval_s,
        short_s=interval_s,
    )
    # The slices' lengths may not add up to the last bit.
    end = min(interval_s * len(volume), until)
    [moment] = sine.evaluate([given["agents"]] * len(volume), times_s=[end]).moments
    names = {"p_delay": "p_wait", "mean_queue": "mean_queue_length", "mean_in_system": "mean_in_system"}
    return {case: moment[ours] for case, ours in names.items()}


CASES: dict[str, Callable[[Inputs], Outputs]] = {
    "erlang_b": erlang_b,
    "erlang_b_continuous": erlang_b,
    "erlang_b_solve_agents": erlang_b_solve_agents,
    "erlang_b_solve_load": erlang_b_solve_load,
    "published_erlang_b_load": erlang_b_solve_load,
    "erlang_c": erlang_c,
    "erlang_c_continuous": erlang_c,
    "erlang_c_wait_percentile": erlang_c,
    "published_erlang_c": erlang_c,
    "erlang_c_unstable": erlang_c_unstable,
    "erlang_c_solve_sl": erlang_c_solve,
    "erlang_c_solve_asa": erlang_c_solve,
    "published_erlang_c_solve": erlang_c_solve,
    "erlang_c_solve_volume": erlang_c_solve_volume,
    "erlang_a": erlang_a,
    "erlang_a_solve": erlang_a_solve,
    "solve_occupancy": solve_occupancy,
    "shrinkage": shrinkage,
    "erlang_b_gradient": erlang_b_gradient,
    "erlang_c_gradient": erlang_c_gradient,
    "erlang_a_gradient": erlang_a_gradient,
    "mmnk": finite_room,
    "mmnk_plus_m": finite_room,
    "engset": engset,
    "extended_erlang_b": extended_erlang_b,
    "extended_erlang_b_infeasible": feasible(extended_erlang_b),
    "erlang_x_redial": erlang_x,
    "erlang_x_redial_infeasible": feasible(erlang_x),
    "chat_balanced_concurrency": chat,
    "erlang_a_gamma_rate": gamma_rate,
    "newsvendor_normal_load": newsvendor,
    "backlog_fluid": backlog,
    "mmn_plus_g": erlang_g,
    "transient_mtmst_plus_m": transient,
    "offered_load_sinusoid_exp": sinusoidal_load,
    "offered_load_sinusoid_det": sinusoidal_load,
    "offered_load_piecewise": piecewise_load,
    "transient_sinusoid": transient_sinusoid,
    "interval_sl_with_carry_over": carry_over,
    "halfin_whitt": limit("halfin_whitt"),
    "garnett": limit("garnett"),
}


def failure(case: dict[str, Any]) -> str | None:
    """Why the case fails; None if it passes."""
    if case["model"] not in CASES:
        return f"unsupported: {case['model']}"
    try:
        answer = CASES[case["model"]](case["inputs"])
    except (UnsupportedError, krarup.KrarupError) as error:
        return f"{type(error).__name__}: {error}"
    tolerance = case["tolerance"]
    for name, wanted in case["expected"].items():
        if name not in answer:
            return f"unsupported: {case['model']}.{name}"
        got, want = float(answer[name]), float(wanted)
        if "exact" in tolerance or math.isinf(want):
            passes = got == want
        else:
            passes = abs(got - want) <= max(tolerance.get("rel", 0.0) * abs(want), tolerance.get("abs", 0.0))
        if not passes:
            return f"{name}: expected {want!r}, got {got!r}"
    return None if case["expected"] else "the case expects nothing"
