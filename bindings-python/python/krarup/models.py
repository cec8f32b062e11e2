"""A function for every model of the staffing table, with names, units and source.

scripts/staffing_wrappers.py writes this file from the staffing table.
`on_error="mask"` gives NaN, and `error` with codes, for rows without answer; `out` has writable float64 arrays by
measure, which then hold that measure.
"""

# Numbers alone give numbers, and are columns of one entry too.
# mypy: disable-error-code="overload-overlap"
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, overload

from .staffing import Measures, OnError

if TYPE_CHECKING:
    from ._krarup import Column, Numbers

__all__ = [
    "aht_for_agents",
    "cheapest_agents",
    "erlang_a",
    "erlang_a_gradient",
    "erlang_b_gradient",
    "erlang_c",
    "erlang_c_gradient",
    "staff_cost",
    "volume_for_agents",
]


@overload
def erlang_c(
    agents: float,
    offered_load_erl: float,
    aht_s: float,
    target_wait_s: float | None = None,
    quantile: float | None = None,
    *,
    on_error: OnError = "raise",
) -> Measures[float]: ...
@overload
def erlang_c(
    agents: Column,
    offered_load_erl: Column,
    aht_s: Column,
    target_wait_s: Column | None = None,
    quantile: Column | None = None,
    *,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Numbers]: ...
def erlang_c(
    agents: Column,
    offered_load_erl: Column,
    aht_s: Column,
    target_wait_s: Column | None = None,
    quantile: Column | None = None,
    *,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Any]:
    """Waiting without abandonment (M/M/n).

    Takes:
        agents: agents at work; may be fractional (agents)
        offered_load_erl: arrivals × handling time (erl)
        aht_s: average handling time: talk + hold + wrap-up (s)
        target_wait_s: threshold of the service level (s); 20 unless given
        quantile: share of customers who wait no longer than quantile_wait_s (share); 0.9 unless given
    Gives:
        p_wait: customers who wait at all (share)
        service_level: service level at the threshold, by the definition (share)
        asa_s: mean wait over all customers (s)
        mean_wait_of_delayed_s: mean wait of those who wait (s)
        mean_queue_length: mean number waiting (contacts)
        occupancy: busy share of the agents (share)
        ln_p_wait: natural logarithm of p_wait, also where p_wait itself is below 1e-308 (ln)
        quantile_wait_s: wait that the share `quantile` of customers does not exceed (s)
    Assumes: Poisson arrivals, exponential handling times, nobody abandons, first come first served, load below agents.
    Source: Erlang 1917; C = nB/(n − a(1 − B)).
    """
    arguments: dict[str, Any] = {
        "agents": agents,
        "offered_load_erl": offered_load_erl,
        "aht_s": aht_s,
        "target_wait_s": target_wait_s,
        "quantile": quantile,
    }
    return Measures("erlang_c", arguments, None, None, on_error, out)


@overload
def erlang_a(
    agents: float,
    volume: float,
    interval_s: float,
    aht_s: float,
    patience_s: float,
    target_wait_s: float | None = None,
    *,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
) -> Measures[float]: ...
@overload
def erlang_a(
    agents: Column,
    volume: Column,
    interval_s: Column,
    aht_s: Column,
    patience_s: Column,
    target_wait_s: Column | None = None,
    *,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Numbers]: ...
def erlang_a(
    agents: Column,
    volume: Column,
    interval_s: Column,
    aht_s: Column,
    patience_s: Column,
    target_wait_s: Column | None = None,
    *,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Any]:
    """Waiting with exponential patience (M/M/n+M).

    The service level is by `definition`, `sl.no_short` with `short_s` 5 unless given.

    Takes:
        agents: agents at work; may be fractional (agents)
        volume: arrivals in the interval (contacts)
        interval_s: length of the interval (s)
        aht_s: average handling time: talk + hold + wrap-up (s)
        patience_s: mean patience (s)
        target_wait_s: threshold of the service level (s); 20 unless given
    Gives:
        p_wait: customers who wait at all (share)
        p_abandon: customers who abandon (share)
        service_level: service level at the threshold, by the definition (share)
        asa_s: mean wait over all customers (s)
        mean_queue_length: mean number waiting (contacts)
        occupancy: busy share of the agents (share)
        offered_load_erl: arrivals × handling time (erl)
        p_wait_gt_t: customers who wait longer than target_wait_s, answered or not (share)
        p_abandon_within_t: customers who abandon within target_wait_s (share)
    Assumes: Poisson arrivals, exponential handling times and patience, first come first served.
    Source: Palm 1957; Zeltyn and Mandelbaum 2005.
    """
    arguments: dict[str, Any] = {
        "agents": agents,
        "volume": volume,
        "interval_s": interval_s,
        "aht_s": aht_s,
        "patience_s": patience_s,
        "target_wait_s": target_wait_s,
    }
    return Measures("erlang_a", arguments, definition, short_s, on_error, out)


@overload
def erlang_b_gradient(
    agents: float,
    offered_load_erl: float,
    *,
    on_error: OnError = "raise",
) -> Measures[float]: ...
@overload
def erlang_b_gradient(
    agents: Column,
    offered_load_erl: Column,
    *,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Numbers]: ...
def erlang_b_gradient(
    agents: Column,
    offered_load_erl: Column,
    *,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Any]:
    """How the blocking of Erlang B changes with its inputs.

    Takes:
        agents: agents at work; may be fractional (agents)
        offered_load_erl: arrivals × handling time (erl)
    Gives:
        d_blocking_d_offered_load_erl: change of blocking per erl of offered_load_erl (per erl)
        d_blocking_d_agents: change of blocking per agent of agents (per agent)
    Assumes: as erlang_b; agents and load above 0.
    Source: the series of erlang_b differentiated term by term.
    """
    arguments: dict[str, Any] = {"agents": agents, "offered_load_erl": offered_load_erl}
    return Measures("erlang_b_gradient", arguments, None, None, on_error, out)


@overload
def erlang_c_gradient(
    agents: float,
    offered_load_erl: float,
    aht_s: float,
    target_wait_s: float | None = None,
    *,
    on_error: OnError = "raise",
) -> Measures[float]: ...
@overload
def erlang_c_gradient(
    agents: Column,
    offered_load_erl: Column,
    aht_s: Column,
    target_wait_s: Column | None = None,
    *,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Numbers]: ...
def erlang_c_gradient(
    agents: Column,
    offered_load_erl: Column,
    aht_s: Column,
    target_wait_s: Column | None = None,
    *,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Any]:
    """How every measure of Erlang C changes with its inputs.

    Takes:
        agents: agents at work; may be fractional (agents)
        offered_load_erl: arrivals × handling time (erl)
        aht_s: average handling time: talk + hold + wrap-up (s)
        target_wait_s: threshold of the service level (s); 20 unless given
    Gives:
        d_p_wait_d_offered_load_erl: change of p_wait per erl of offered_load_erl (per erl)
        d_p_wait_d_aht_s: change of p_wait per s of aht_s (per s)
        d_p_wait_d_agents: change of p_wait per agent of agents (per agent)
        d_p_wait_d_target_wait_s: change of p_wait per s of target_wait_s (per s)
        d_service_level_d_offered_load_erl: change of service_level per erl of offered_load_erl (per erl)
        d_service_level_d_aht_s: change of service_level per s of aht_s (per s)
        d_service_level_d_agents: change of service_level per agent of agents (per agent)
        d_service_level_d_target_wait_s: change of service_level per s of target_wait_s (per s)
        d_asa_s_d_offered_load_erl: change of asa_s per erl of offered_load_erl (per erl)
        d_asa_s_d_aht_s: change of asa_s per s of aht_s (per s)
        d_asa_s_d_agents: change of asa_s per agent of agents (per agent)
        d_asa_s_d_target_wait_s: change of asa_s per s of target_wait_s (per s)
        d_mean_queue_length_d_offered_load_erl: change of mean_queue_length per erl of offered_load_erl (per erl)
        d_mean_queue_length_d_aht_s: change of mean_queue_length per s of aht_s (per s)
        d_mean_queue_length_d_agents: change of mean_queue_length per agent of agents (per agent)
        d_mean_queue_length_d_target_wait_s: change of mean_queue_length per s of target_wait_s (per s)
        d_occupancy_d_offered_load_erl: change of occupancy per erl of offered_load_erl (per erl)
        d_occupancy_d_aht_s: change of occupancy per s of aht_s (per s)
        d_occupancy_d_agents: change of occupancy per agent of agents (per agent)
        d_occupancy_d_target_wait_s: change of occupancy per s of target_wait_s (per s)
    Assumes: as erlang_c; per erlang of load the handling time is fixed, per second of handling time the load is.
    Source: the formulas of erlang_c on numbers that carry their derivatives.
    """
    arguments: dict[str, Any] = {
        "agents": agents,
        "offered_load_erl": offered_load_erl,
        "aht_s": aht_s,
        "target_wait_s": target_wait_s,
    }
    return Measures("erlang_c_gradient", arguments, None, None, on_error, out)


@overload
def erlang_a_gradient(
    agents: float,
    volume: float,
    interval_s: float,
    aht_s: float,
    patience_s: float,
    target_wait_s: float | None = None,
    *,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
) -> Measures[float]: ...
@overload
def erlang_a_gradient(
    agents: Column,
    volume: Column,
    interval_s: Column,
    aht_s: Column,
    patience_s: Column,
    target_wait_s: Column | None = None,
    *,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Numbers]: ...
def erlang_a_gradient(
    agents: Column,
    volume: Column,
    interval_s: Column,
    aht_s: Column,
    patience_s: Column,
    target_wait_s: Column | None = None,
    *,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Any]:
    """How every measure of Erlang A changes with its inputs.

    The service level is by `definition`, `sl.no_short` with `short_s` 5 unless given.

    Takes:
        agents: agents at work; may be fractional (agents)
        volume: arrivals in the interval (contacts)
        interval_s: length of the interval (s)
        aht_s: average handling time: talk + hold + wrap-up (s)
        patience_s: mean patience (s)
        target_wait_s: threshold of the service level (s); 20 unless given
    Gives:
        d_p_wait_d_volume: change of p_wait per contact of volume (per contact)
        d_p_wait_d_aht_s: change of p_wait per s of aht_s (per s)
        d_p_wait_d_patience_s: change of p_wait per s of patience_s (per s)
        d_p_wait_d_agents: change of p_wait per agent of agents (per agent)
        d_p_wait_d_target_wait_s: change of p_wait per s of target_wait_s (per s)
        d_p_abandon_d_volume: change of p_abandon per contact of volume (per contact)
        d_p_abandon_d_aht_s: change of p_abandon per s of aht_s (per s)
        d_p_abandon_d_patience_s: change of p_abandon per s of patience_s (per s)
        d_p_abandon_d_agents: change of p_abandon per agent of agents (per agent)
        d_p_abandon_d_target_wait_s: change of p_abandon per s of target_wait_s (per s)
        d_service_level_d_volume: change of service_level per contact of volume (per contact)
        d_service_level_d_aht_s: change of service_level per s of aht_s (per s)
        d_service_level_d_patience_s: change of service_level per s of patience_s (per s)
        d_service_level_d_agents: change of service_level per agent of agents (per agent)
        d_service_level_d_target_wait_s: change of service_level per s of target_wait_s (per s)
        d_asa_s_d_volume: change of asa_s per contact of volume (per contact)
        d_asa_s_d_aht_s: change of asa_s per s of aht_s (per s)
        d_asa_s_d_patience_s: change of asa_s per s of patience_s (per s)
        d_asa_s_d_agents: change of asa_s per agent of agents (per agent)
        d_asa_s_d_target_wait_s: change of asa_s per s of target_wait_s (per s)
        d_mean_queue_length_d_volume: change of mean_queue_length per contact of volume (per contact)
        d_mean_queue_length_d_aht_s: change of mean_queue_length per s of aht_s (per s)
        d_mean_queue_length_d_patience_s: change of mean_queue_length per s of patience_s (per s)
        d_mean_queue_length_d_agents: change of mean_queue_length per agent of agents (per agent)
        d_mean_queue_length_d_target_wait_s: change of mean_queue_length per s of target_wait_s (per s)
        d_occupancy_d_volume: change of occupancy per contact of volume (per contact)
        d_occupancy_d_aht_s: change of occupancy per s of aht_s (per s)
        d_occupancy_d_patience_s: change of occupancy per s of patience_s (per s)
        d_occupancy_d_agents: change of occupancy per agent of agents (per agent)
        d_occupancy_d_target_wait_s: change of occupancy per s of target_wait_s (per s)
    Assumes: as erlang_a; each input changes while the others are fixed.
    Source: the integrals of erlang_a on numbers that carry their derivatives.
    """
    arguments: dict[str, Any] = {
        "agents": agents,
        "volume": volume,
        "interval_s": interval_s,
        "aht_s": aht_s,
        "patience_s": patience_s,
        "target_wait_s": target_wait_s,
    }
    return Measures("erlang_a_gradient", arguments, definition, short_s, on_error, out)


@overload
def volume_for_agents(
    agents: float,
    interval_s: float,
    aht_s: float,
    patience_s: float | None = None,
    service_level: float | None = None,
    target_wait_s: float | None = None,
    max_asa_s: float | None = None,
    max_occupancy: float | None = None,
    max_abandonment: float | None = None,
    max_p_wait: float | None = None,
    max_wait_share: float | None = None,
    max_wait_s: float | None = None,
    *,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
) -> Measures[float]: ...
@overload
def volume_for_agents(
    agents: Column,
    interval_s: Column,
    aht_s: Column,
    patience_s: Column | None = None,
    service_level: Column | None = None,
    target_wait_s: Column | None = None,
    max_asa_s: Column | None = None,
    max_occupancy: Column | None = None,
    max_abandonment: Column | None = None,
    max_p_wait: Column | None = None,
    max_wait_share: Column | None = None,
    max_wait_s: Column | None = None,
    *,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Numbers]: ...
def volume_for_agents(
    agents: Column,
    interval_s: Column,
    aht_s: Column,
    patience_s: Column | None = None,
    service_level: Column | None = None,
    target_wait_s: Column | None = None,
    max_asa_s: Column | None = None,
    max_occupancy: Column | None = None,
    max_abandonment: Column | None = None,
    max_p_wait: Column | None = None,
    max_wait_share: Column | None = None,
    max_wait_s: Column | None = None,
    *,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Any]:
    """The greatest volume with which given staff meet every target.

    The service level is by `definition`, `sl.no_short` with `short_s` 5 unless given.

    Takes:
        agents: agents at work; may be fractional (agents)
        interval_s: length of the interval (s)
        aht_s: average handling time: talk + hold + wrap-up (s)
        patience_s: mean patience (s); may be left out
        service_level: least service level (share); may be left out
        target_wait_s: threshold of the service level (s); 20 unless given
        max_asa_s: greatest mean wait (s); may be left out
        max_occupancy: greatest occupancy (share); may be left out
        max_abandonment: greatest abandonment; needs patience (share); may be left out
        max_p_wait: greatest share who wait at all (share); may be left out
        max_wait_share: least share who wait at most max_wait_s (share); may be left out
        max_wait_s: what max_wait_share waits at most (s); may be left out
    Gives:
        volume: greatest volume in the interval (contacts)
        offered_load_erl: arrivals × handling time (erl)
        service_level: service level at the threshold, by the definition (share)
        asa_s: mean wait over all customers (s)
        abandonment: customers who abandon (share)
        p_wait: customers who wait at all (share)
        occupancy: busy share of the agents (share)
    Assumes: as erlang_c without patience_s, as erlang_a with it.
    Source: bisection of erlang_c or erlang_a in the volume, to the last bit.
    """
    arguments: dict[str, Any] = {
        "agents": agents,
        "interval_s": interval_s,
        "aht_s": aht_s,
        "patience_s": patience_s,
        "service_level": service_level,
        "target_wait_s": target_wait_s,
        "max_asa_s": max_asa_s,
        "max_occupancy": max_occupancy,
        "max_abandonment": max_abandonment,
        "max_p_wait": max_p_wait,
        "max_wait_share": max_wait_share,
        "max_wait_s": max_wait_s,
    }
    return Measures("volume_for_agents", arguments, definition, short_s, on_error, out)


@overload
def aht_for_agents(
    agents: float,
    volume: float,
    interval_s: float,
    patience_s: float | None = None,
    service_level: float | None = None,
    target_wait_s: float | None = None,
    max_asa_s: float | None = None,
    max_occupancy: float | None = None,
    max_abandonment: float | None = None,
    max_p_wait: float | None = None,
    max_wait_share: float | None = None,
    max_wait_s: float | None = None,
    *,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
) -> Measures[float]: ...
@overload
def aht_for_agents(
    agents: Column,
    volume: Column,
    interval_s: Column,
    patience_s: Column | None = None,
    service_level: Column | None = None,
    target_wait_s: Column | None = None,
    max_asa_s: Column | None = None,
    max_occupancy: Column | None = None,
    max_abandonment: Column | None = None,
    max_p_wait: Column | None = None,
    max_wait_share: Column | None = None,
    max_wait_s: Column | None = None,
    *,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Numbers]: ...
def aht_for_agents(
    agents: Column,
    volume: Column,
    interval_s: Column,
    patience_s: Column | None = None,
    service_level: Column | None = None,
    target_wait_s: Column | None = None,
    max_asa_s: Column | None = None,
    max_occupancy: Column | None = None,
    max_abandonment: Column | None = None,
    max_p_wait: Column | None = None,
    max_wait_share: Column | None = None,
    max_wait_s: Column | None = None,
    *,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Any]:
    """The longest handling time with which given staff meet every target.

    The service level is by `definition`, `sl.no_short` with `short_s` 5 unless given.

    Takes:
        agents: agents at work; may be fractional (agents)
        volume: arrivals in the interval (contacts)
        interval_s: length of the interval (s)
        patience_s: mean patience (s); may be left out
        service_level: least service level (share); may be left out
        target_wait_s: threshold of the service level (s); 20 unless given
        max_asa_s: greatest mean wait (s); may be left out
        max_occupancy: greatest occupancy (share); may be left out
        max_abandonment: greatest abandonment; needs patience (share); may be left out
        max_p_wait: greatest share who wait at all (share); may be left out
        max_wait_share: least share who wait at most max_wait_s (share); may be left out
        max_wait_s: what max_wait_share waits at most (s); may be left out
    Gives:
        aht_s: longest average handling time (s)
        offered_load_erl: arrivals × handling time (erl)
        service_level: service level at the threshold, by the definition (share)
        asa_s: mean wait over all customers (s)
        abandonment: customers who abandon (share)
        p_wait: customers who wait at all (share)
        occupancy: busy share of the agents (share)
    Assumes: as erlang_c without patience_s, as erlang_a with it.
    Source: bisection of erlang_c or erlang_a in the handling time, to the last bit.
    """
    arguments: dict[str, Any] = {
        "agents": agents,
        "volume": volume,
        "interval_s": interval_s,
        "patience_s": patience_s,
        "service_level": service_level,
        "target_wait_s": target_wait_s,
        "max_asa_s": max_asa_s,
        "max_occupancy": max_occupancy,
        "max_abandonment": max_abandonment,
        "max_p_wait": max_p_wait,
        "max_wait_share": max_wait_share,
        "max_wait_s": max_wait_s,
    }
    return Measures("aht_for_agents", arguments, definition, short_s, on_error, out)


@overload
def cheapest_agents(
    volume: float,
    interval_s: float,
    aht_s: float,
    *,
    patience_s: float | None = None,
    target_wait_s: float | None = None,
    per_agent_hour: float,
    per_waiting_hour: float | None = None,
    per_abandoned: float | None = None,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
) -> Measures[float]: ...
@overload
def cheapest_agents(
    volume: Column,
    interval_s: Column,
    aht_s: Column,
    *,
    patience_s: Column | None = None,
    target_wait_s: Column | None = None,
    per_agent_hour: Column,
    per_waiting_hour: Column | None = None,
    per_abandoned: Column | None = None,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Numbers]: ...
def cheapest_agents(
    volume: Column,
    interval_s: Column,
    aht_s: Column,
    *,
    patience_s: Column | None = None,
    target_wait_s: Column | None = None,
    per_agent_hour: Column,
    per_waiting_hour: Column | None = None,
    per_abandoned: Column | None = None,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Any]:
    """The number of agents at which staff, waiting and abandonment together cost least.

    The service level is by `definition`, `sl.no_short` with `short_s` 5 unless given.

    Takes:
        volume: arrivals in the interval (contacts)
        interval_s: length of the interval (s)
        aht_s: average handling time: talk + hold + wrap-up (s)
        patience_s: mean patience (s); may be left out
        target_wait_s: threshold of the service level (s); 20 unless given
        per_agent_hour: cost of one agent at work for an hour (money)
        per_waiting_hour: cost of one customer waiting for an hour (money); 0 unless given
        per_abandoned: cost of one customer who abandons; needs patience (money); 0 unless given
    Gives:
        agents: the cheapest number of agents (agents)
        cost_per_hour: staff, waiting and abandonment (money)
        staff_per_hour: staff alone (money)
        service_level_per_cost: service level gained per unit of cost by the last agent (1/money)
        service_level: service level at the threshold, by the definition (share)
        asa_s: mean wait over all customers (s)
        abandonment: customers who abandon (share)
        occupancy: busy share of the agents (share)
    Assumes: as erlang_c without patience_s, as erlang_a with it.
    Source: the least of every number up to the one whose staff alone costs more; of over 5,000 by bisection.
    """
    arguments: dict[str, Any] = {
        "volume": volume,
        "interval_s": interval_s,
        "aht_s": aht_s,
        "patience_s": patience_s,
        "target_wait_s": target_wait_s,
        "per_agent_hour": per_agent_hour,
        "per_waiting_hour": per_waiting_hour,
        "per_abandoned": per_abandoned,
    }
    return Measures("cheapest_agents", arguments, definition, short_s, on_error, out)


@overload
def staff_cost(
    agents: float,
    volume: float,
    interval_s: float,
    aht_s: float,
    *,
    patience_s: float | None = None,
    target_wait_s: float | None = None,
    per_agent_hour: float,
    per_waiting_hour: float | None = None,
    per_abandoned: float | None = None,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
) -> Measures[float]: ...
@overload
def staff_cost(
    agents: Column,
    volume: Column,
    interval_s: Column,
    aht_s: Column,
    *,
    patience_s: Column | None = None,
    target_wait_s: Column | None = None,
    per_agent_hour: Column,
    per_waiting_hour: Column | None = None,
    per_abandoned: Column | None = None,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Numbers]: ...
def staff_cost(
    agents: Column,
    volume: Column,
    interval_s: Column,
    aht_s: Column,
    *,
    patience_s: Column | None = None,
    target_wait_s: Column | None = None,
    per_agent_hour: Column,
    per_waiting_hour: Column | None = None,
    per_abandoned: Column | None = None,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Any]:
    """What a number of agents costs with the waiting they leave, and what the last of them buys.

    The service level is by `definition`, `sl.no_short` with `short_s` 5 unless given.

    Takes:
        agents: agents at work; may be fractional (agents)
        volume: arrivals in the interval (contacts)
        interval_s: length of the interval (s)
        aht_s: average handling time: talk + hold + wrap-up (s)
        patience_s: mean patience (s); may be left out
        target_wait_s: threshold of the service level (s); 20 unless given
        per_agent_hour: cost of one agent at work for an hour (money)
        per_waiting_hour: cost of one customer waiting for an hour (money); 0 unless given
        per_abandoned: cost of one customer who abandons; needs patience (money); 0 unless given
    Gives:
        agents: agents at work (agents)
        cost_per_hour: staff, waiting and abandonment (money)
        staff_per_hour: staff alone (money)
        service_level_per_cost: service level gained per unit of cost by the last agent (1/money)
        service_level: service level at the threshold, by the definition (share)
        asa_s: mean wait over all customers (s)
        abandonment: customers who abandon (share)
        occupancy: busy share of the agents (share)
    Assumes: as erlang_c without patience_s, as erlang_a with it.
    Source: erlang_c or erlang_a with n and with n − 1 agents.
    """
    arguments: dict[str, Any] = {
        "agents": agents,
        "volume": volume,
        "interval_s": interval_s,
        "aht_s": aht_s,
        "patience_s": patience_s,
        "target_wait_s": target_wait_s,
        "per_agent_hour": per_agent_hour,
        "per_waiting_hour": per_waiting_hour,
        "per_abandoned": per_abandoned,
    }
    return Measures("staff_cost", arguments, definition, short_s, on_error, out)
