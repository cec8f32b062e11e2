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

from .staffing import Law, Measures, OnError

if TYPE_CHECKING:
    from ._krarup import Column, Numbers

__all__ = [
    "aht_for_agents",
    "blend",
    "blend_agents",
    "blend_reserved",
    "chat",
    "chat_agents",
    "cheapest_agents",
    "engset",
    "engset_agents",
    "erlang_a",
    "erlang_a_gradient",
    "erlang_b_gradient",
    "erlang_c",
    "erlang_c_gradient",
    "erlang_g",
    "erlang_g_agents",
    "erlang_x",
    "erlang_x_agents",
    "extended_erlang_b",
    "extended_erlang_b_agents",
    "finite_room",
    "finite_room_agents",
    "finite_room_places",
    "garnett",
    "garnett_agents",
    "guaranteed_agents",
    "halfin_whitt",
    "halfin_whitt_agents",
    "newsvendor",
    "service_level",
    "sinusoidal_load",
    "staff_cost",
    "uncertain_volume",
    "volume_for_agents",
    "volume_of_forecast",
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
def service_level(
    agents: float,
    volume: float,
    interval_s: float,
    aht_s: float,
    patience_s: float | None = None,
    target_wait_s: float | None = None,
    *,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
) -> Measures[float]: ...
@overload
def service_level(
    agents: Column,
    volume: Column,
    interval_s: Column,
    aht_s: Column,
    patience_s: Column | None = None,
    target_wait_s: Column | None = None,
    *,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Numbers]: ...
def service_level(
    agents: Column,
    volume: Column,
    interval_s: Column,
    aht_s: Column,
    patience_s: Column | None = None,
    target_wait_s: Column | None = None,
    *,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Any]:
    """Service level alone, by Erlang C, or by Erlang A where patience is given.

    The service level is by `definition`, `sl.no_short` with `short_s` 5 unless given.

    Takes:
        agents: agents at work; may be fractional (agents)
        volume: arrivals in the interval (contacts)
        interval_s: length of the interval (s)
        aht_s: average handling time: talk + hold + wrap-up (s)
        patience_s: mean patience (s); may be left out
        target_wait_s: threshold of the service level (s); 20 unless given
    Gives:
        service_level: service level at the threshold, by the definition (share)
    Assumes: as erlang_c without patience_s, as erlang_a with it.
    Source: 1 − C·e^(−(n−a)t/AHT); with patience as erlang_a.
    """
    arguments: dict[str, Any] = {
        "agents": agents,
        "volume": volume,
        "interval_s": interval_s,
        "aht_s": aht_s,
        "patience_s": patience_s,
        "target_wait_s": target_wait_s,
    }
    return Measures("service_level", arguments, definition, short_s, on_error, out)


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
        patience_s: mean patience; left out = nobody abandons (s); may be left out
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
        patience_s: mean patience; left out = nobody abandons (s); may be left out
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
        patience_s: mean patience; left out = nobody abandons (s); may be left out
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
        patience_s: mean patience; left out = nobody abandons (s); may be left out
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


@overload
def finite_room(
    agents: float,
    volume: float,
    interval_s: float,
    aht_s: float,
    waiting_places: float,
    patience_s: float | None = None,
    target_wait_s: float | None = None,
    *,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
) -> Measures[float]: ...
@overload
def finite_room(
    agents: Column,
    volume: Column,
    interval_s: Column,
    aht_s: Column,
    waiting_places: Column,
    patience_s: Column | None = None,
    target_wait_s: Column | None = None,
    *,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Numbers]: ...
def finite_room(
    agents: Column,
    volume: Column,
    interval_s: Column,
    aht_s: Column,
    waiting_places: Column,
    patience_s: Column | None = None,
    target_wait_s: Column | None = None,
    *,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Any]:
    """Waiting in a bounded number of places (M/M/n/K), with or without abandonment.

    The service level is by `definition`, `sl.no_short` with `short_s` 5 unless given.

    Takes:
        agents: agents at work; may be fractional (agents)
        volume: arrivals in the interval (contacts)
        interval_s: length of the interval (s)
        aht_s: average handling time: talk + hold + wrap-up (s)
        waiting_places: contacts that can wait, without those at the agents; whole (contacts)
        patience_s: mean patience; left out = nobody abandons (s); may be left out
        target_wait_s: threshold of the service level (s); 20 unless given
    Gives:
        p_block: contacts that are blocked (share)
        ln_p_block: natural logarithm of p_block, also where that is below 1e-308 (ln)
        p_wait_of_offered: of all contacts, those who wait (share)
        ln_p_wait_of_offered: natural logarithm of p_wait_of_offered, also where that is below 1e-308 (ln)
        p_wait_of_admitted: of contacts that are not blocked, those who wait (share)
        p_abandon_of_offered: of all contacts, those who abandon (share)
        service_level: service level over all contacts, blocked ones as missed (share)
        service_level_of_admitted: service level over contacts that are not blocked (share)
        mean_queue_length: mean number waiting (contacts)
        mean_wait_of_admitted_s: mean wait of all contacts that are not blocked (s)
        occupancy: busy share of the agents (share)
    Assumes: Poisson arrivals, exponential handling times and patience, first come first served; who finds every place taken is blocked and does not call again.
    Source: stationary law of the birth-death chain M/M/n/K(+M); waits after Riordan 1962.
    """
    arguments: dict[str, Any] = {
        "agents": agents,
        "volume": volume,
        "interval_s": interval_s,
        "aht_s": aht_s,
        "waiting_places": waiting_places,
        "patience_s": patience_s,
        "target_wait_s": target_wait_s,
    }
    return Measures("finite_room", arguments, definition, short_s, on_error, out)


@overload
def finite_room_agents(
    volume: float,
    interval_s: float,
    aht_s: float,
    waiting_places: float,
    patience_s: float | None = None,
    target_wait_s: float | None = None,
    service_level: float | None = None,
    max_p_wait: float | None = None,
    max_abandonment: float | None = None,
    max_asa_s: float | None = None,
    max_blocking: float | None = None,
    *,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
) -> Measures[float]: ...
@overload
def finite_room_agents(
    volume: Column,
    interval_s: Column,
    aht_s: Column,
    waiting_places: Column,
    patience_s: Column | None = None,
    target_wait_s: Column | None = None,
    service_level: Column | None = None,
    max_p_wait: Column | None = None,
    max_abandonment: Column | None = None,
    max_asa_s: Column | None = None,
    max_blocking: Column | None = None,
    *,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Numbers]: ...
def finite_room_agents(
    volume: Column,
    interval_s: Column,
    aht_s: Column,
    waiting_places: Column,
    patience_s: Column | None = None,
    target_wait_s: Column | None = None,
    service_level: Column | None = None,
    max_p_wait: Column | None = None,
    max_abandonment: Column | None = None,
    max_asa_s: Column | None = None,
    max_blocking: Column | None = None,
    *,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Any]:
    """Fewest agents for targets in a bounded queue.

    The service level is by `definition`, `sl.no_short` with `short_s` 5 unless given.

    Takes:
        volume: arrivals in the interval (contacts)
        interval_s: length of the interval (s)
        aht_s: average handling time: talk + hold + wrap-up (s)
        waiting_places: contacts that can wait, without those at the agents; whole (contacts)
        patience_s: mean patience; left out = nobody abandons (s); may be left out
        target_wait_s: threshold of the service level (s); 20 unless given
        service_level: least service level (share); may be left out
        max_p_wait: greatest share who wait at all (share); may be left out
        max_abandonment: greatest abandonment; needs patience (share); may be left out
        max_asa_s: greatest mean wait (s); may be left out
        max_blocking: greatest share that is blocked (share); may be left out
    Gives:
        agents: fewest agents that meet every target (agents)
        service_level: service level at the threshold, by the definition (share)
        p_wait: customers who wait at all (share)
        p_abandon: customers who abandon (share)
        asa_s: mean wait over all customers (s)
        service_level_at_minus_one: service level with one fewer (share)
        p_wait_at_minus_one: customers who wait with one fewer (share)
        p_abandon_at_minus_one: customers who abandon with one fewer (share)
        asa_s_at_minus_one: mean wait with one fewer (s)
        p_block: contacts that are blocked (share)
        p_block_at_minus_one: contacts that are blocked with one fewer (share)
    Assumes: Poisson arrivals, exponential handling times and patience, first come first served; who finds every place taken is blocked and does not call again.
    Source: stationary law of the birth-death chain M/M/n/K(+M); waits after Riordan 1962.
    """
    arguments: dict[str, Any] = {
        "volume": volume,
        "interval_s": interval_s,
        "aht_s": aht_s,
        "waiting_places": waiting_places,
        "patience_s": patience_s,
        "target_wait_s": target_wait_s,
        "service_level": service_level,
        "max_p_wait": max_p_wait,
        "max_abandonment": max_abandonment,
        "max_asa_s": max_asa_s,
        "max_blocking": max_blocking,
    }
    return Measures("finite_room_agents", arguments, definition, short_s, on_error, out)


@overload
def finite_room_places(
    agents: float,
    volume: float,
    interval_s: float,
    aht_s: float,
    *,
    patience_s: float | None = None,
    max_blocking: float,
    on_error: OnError = "raise",
) -> Measures[float]: ...
@overload
def finite_room_places(
    agents: Column,
    volume: Column,
    interval_s: Column,
    aht_s: Column,
    *,
    patience_s: Column | None = None,
    max_blocking: Column,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Numbers]: ...
def finite_room_places(
    agents: Column,
    volume: Column,
    interval_s: Column,
    aht_s: Column,
    *,
    patience_s: Column | None = None,
    max_blocking: Column,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Any]:
    """Fewest waiting places that block no more than a share.

    Takes:
        agents: agents at work; may be fractional (agents)
        volume: arrivals in the interval (contacts)
        interval_s: length of the interval (s)
        aht_s: average handling time: talk + hold + wrap-up (s)
        patience_s: mean patience; left out = nobody abandons (s); may be left out
        max_blocking: greatest share that is blocked (share)
    Gives:
        waiting_places: fewest places that keep blocking within its bound (contacts)
        p_block: contacts that are blocked (share)
        p_block_at_minus_one: contacts that are blocked with one fewer (share)
    Assumes: Poisson arrivals, exponential handling times and patience, first come first served; who finds every place taken is blocked and does not call again.
    Source: stationary law of the birth-death chain M/M/n/K(+M); waits after Riordan 1962.
    """
    arguments: dict[str, Any] = {
        "agents": agents,
        "volume": volume,
        "interval_s": interval_s,
        "aht_s": aht_s,
        "patience_s": patience_s,
        "max_blocking": max_blocking,
    }
    return Measures("finite_room_places", arguments, None, None, on_error, out)


@overload
def engset(
    agents: float,
    sources: float,
    idle_source_load: float,
    *,
    on_error: OnError = "raise",
) -> Measures[float]: ...
@overload
def engset(
    agents: Column,
    sources: Column,
    idle_source_load: Column,
    *,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Numbers]: ...
def engset(
    agents: Column,
    sources: Column,
    idle_source_load: Column,
    *,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Any]:
    """Lost calls of a small population.

    Takes:
        agents: lines; whole (agents)
        sources: who can call; whole (contacts)
        idle_source_load: calls of a source per idle second × handling time (erl)
    Gives:
        time_congestion: time with every line busy (share)
        ln_time_congestion: natural logarithm of time_congestion, also where that is below 1e-308 (ln)
        call_congestion: calls that find every line busy (share)
        ln_call_congestion: natural logarithm of call_congestion, also where that is below 1e-308 (ln)
        carried_load_erl: load that is served (erl)
        offered_load_erl: calls × handling time, lost calls included (erl)
        occupancy: busy share of the agents (share)
    Assumes: a fixed number of like sources, each with at most one call; who is blocked is lost and becomes an idle source again.
    Source: Engset 1918; series of the inverse.
    """
    arguments: dict[str, Any] = {"agents": agents, "sources": sources, "idle_source_load": idle_source_load}
    return Measures("engset", arguments, None, None, on_error, out)


@overload
def engset_agents(
    sources: float,
    idle_source_load: float,
    max_call_congestion: float,
    *,
    on_error: OnError = "raise",
) -> Measures[float]: ...
@overload
def engset_agents(
    sources: Column,
    idle_source_load: Column,
    max_call_congestion: Column,
    *,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Numbers]: ...
def engset_agents(
    sources: Column,
    idle_source_load: Column,
    max_call_congestion: Column,
    *,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Any]:
    """Fewest lines for a small population.

    Takes:
        sources: who can call; whole (contacts)
        idle_source_load: calls of a source per idle second × handling time (erl)
        max_call_congestion: greatest share of lost calls (share)
    Gives:
        agents: fewest lines that keep call congestion within its bound (agents)
        call_congestion: calls that find every line busy (share)
        call_congestion_at_minus_one: the same with one line fewer (share)
    Assumes: a fixed number of like sources, each with at most one call; who is blocked is lost and becomes an idle source again.
    Source: Engset 1918; series of the inverse.
    """
    arguments: dict[str, Any] = {
        "sources": sources,
        "idle_source_load": idle_source_load,
        "max_call_congestion": max_call_congestion,
    }
    return Measures("engset_agents", arguments, None, None, on_error, out)


@overload
def extended_erlang_b(
    agents: float,
    first_offered_load_erl: float,
    recall_probability: float,
    *,
    on_error: OnError = "raise",
) -> Measures[float]: ...
@overload
def extended_erlang_b(
    agents: Column,
    first_offered_load_erl: Column,
    recall_probability: Column,
    *,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Numbers]: ...
def extended_erlang_b(
    agents: Column,
    first_offered_load_erl: Column,
    recall_probability: Column,
    *,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Any]:
    """Blocking when blocked callers call again.

    Takes:
        agents: agents at work; may be fractional (agents)
        first_offered_load_erl: load of first calls (erl)
        recall_probability: blocked callers who call again at once (share)
    Gives:
        total_offered_load_erl: load of first calls and recalls (erl)
        blocking: attempts that are blocked (share)
        ln_blocking: natural logarithm of blocking, also where that is below 1e-308 (ln)
        attempts_per_first_call: attempts per first call (1)
        p_lost_for_ever: first calls that never get through (share)
        carried_load_erl: load that is served (erl)
        occupancy: busy share of the agents (share)
    Assumes: who recalls does so at once, and first calls with recalls arrive as a Poisson process.
    Source: A = A₀ + r·A·B(n, A): Jewett, Shrago and Yomtov 1980.
    """
    arguments: dict[str, Any] = {
        "agents": agents,
        "first_offered_load_erl": first_offered_load_erl,
        "recall_probability": recall_probability,
    }
    return Measures("extended_erlang_b", arguments, None, None, on_error, out)


@overload
def extended_erlang_b_agents(
    first_offered_load_erl: float,
    recall_probability: float,
    max_blocking: float,
    *,
    on_error: OnError = "raise",
) -> Measures[float]: ...
@overload
def extended_erlang_b_agents(
    first_offered_load_erl: Column,
    recall_probability: Column,
    max_blocking: Column,
    *,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Numbers]: ...
def extended_erlang_b_agents(
    first_offered_load_erl: Column,
    recall_probability: Column,
    max_blocking: Column,
    *,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Any]:
    """Fewest lines when blocked callers call again.

    Takes:
        first_offered_load_erl: load of first calls (erl)
        recall_probability: blocked callers who call again at once (share)
        max_blocking: greatest share that is blocked (share)
    Gives:
        agents: fewest lines that keep blocking within its bound (agents)
        blocking: attempts that are blocked (share)
        blocking_at_minus_one: the same with one line fewer (share)
    Assumes: who recalls does so at once, and first calls with recalls arrive as a Poisson process.
    Source: A = A₀ + r·A·B(n, A): Jewett, Shrago and Yomtov 1980.
    """
    arguments: dict[str, Any] = {
        "first_offered_load_erl": first_offered_load_erl,
        "recall_probability": recall_probability,
        "max_blocking": max_blocking,
    }
    return Measures("extended_erlang_b_agents", arguments, None, None, on_error, out)


@overload
def erlang_x(
    agents: float,
    first_volume: float,
    interval_s: float,
    aht_s: float,
    patience_s: float,
    redial_probability: float,
    target_wait_s: float | None = None,
    *,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
) -> Measures[float]: ...
@overload
def erlang_x(
    agents: Column,
    first_volume: Column,
    interval_s: Column,
    aht_s: Column,
    patience_s: Column,
    redial_probability: Column,
    target_wait_s: Column | None = None,
    *,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Numbers]: ...
def erlang_x(
    agents: Column,
    first_volume: Column,
    interval_s: Column,
    aht_s: Column,
    patience_s: Column,
    redial_probability: Column,
    target_wait_s: Column | None = None,
    *,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Any]:
    """Waiting with patience when who abandons calls again.

    The service level is by `definition`, `sl.no_short` with `short_s` 5 unless given.

    Takes:
        agents: agents at work; may be fractional (agents)
        first_volume: first calls in the interval (contacts)
        interval_s: length of the interval (s)
        aht_s: average handling time: talk + hold + wrap-up (s)
        patience_s: mean patience (s)
        redial_probability: abandoning callers who call again at once (share)
        target_wait_s: threshold of the service level (s); 20 unless given
    Gives:
        total_volume: attempts in the interval, first calls included (contacts)
        attempts_per_first_call: attempts per first call (1)
        p_lost_for_ever: first calls whose caller gives up in the end (share)
        p_wait: attempts that wait (share)
        p_abandon: attempts that are abandoned (share)
        service_level: service level of attempts, by the definition (share)
        asa_s: mean wait over all attempts (s)
        mean_queue_length: mean number waiting (contacts)
        occupancy: busy share of the agents (share)
    Assumes: who redials does so at once, and first calls with redials arrive as a Poisson process.
    Source: λ = λ₀ + r·λ·P(abandon | λ): Koole, Call Center Optimization, 2013.
    """
    arguments: dict[str, Any] = {
        "agents": agents,
        "first_volume": first_volume,
        "interval_s": interval_s,
        "aht_s": aht_s,
        "patience_s": patience_s,
        "redial_probability": redial_probability,
        "target_wait_s": target_wait_s,
    }
    return Measures("erlang_x", arguments, definition, short_s, on_error, out)


@overload
def erlang_x_agents(
    first_volume: float,
    interval_s: float,
    aht_s: float,
    patience_s: float,
    redial_probability: float,
    target_wait_s: float | None = None,
    service_level: float | None = None,
    max_p_wait: float | None = None,
    max_abandonment: float | None = None,
    max_asa_s: float | None = None,
    *,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
) -> Measures[float]: ...
@overload
def erlang_x_agents(
    first_volume: Column,
    interval_s: Column,
    aht_s: Column,
    patience_s: Column,
    redial_probability: Column,
    target_wait_s: Column | None = None,
    service_level: Column | None = None,
    max_p_wait: Column | None = None,
    max_abandonment: Column | None = None,
    max_asa_s: Column | None = None,
    *,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Numbers]: ...
def erlang_x_agents(
    first_volume: Column,
    interval_s: Column,
    aht_s: Column,
    patience_s: Column,
    redial_probability: Column,
    target_wait_s: Column | None = None,
    service_level: Column | None = None,
    max_p_wait: Column | None = None,
    max_abandonment: Column | None = None,
    max_asa_s: Column | None = None,
    *,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Any]:
    """Fewest agents for targets when who abandons calls again.

    The service level is by `definition`, `sl.no_short` with `short_s` 5 unless given.

    Takes:
        first_volume: first calls in the interval (contacts)
        interval_s: length of the interval (s)
        aht_s: average handling time: talk + hold + wrap-up (s)
        patience_s: mean patience (s)
        redial_probability: abandoning callers who call again at once (share)
        target_wait_s: threshold of the service level (s); 20 unless given
        service_level: least service level (share); may be left out
        max_p_wait: greatest share who wait at all (share); may be left out
        max_abandonment: greatest abandonment; needs patience (share); may be left out
        max_asa_s: greatest mean wait (s); may be left out
    Gives:
        agents: fewest agents that meet every target (agents)
        service_level: service level at the threshold, by the definition (share)
        p_wait: customers who wait at all (share)
        p_abandon: customers who abandon (share)
        asa_s: mean wait over all customers (s)
        service_level_at_minus_one: service level with one fewer (share)
        p_wait_at_minus_one: customers who wait with one fewer (share)
        p_abandon_at_minus_one: customers who abandon with one fewer (share)
        asa_s_at_minus_one: mean wait with one fewer (s)
    Assumes: who redials does so at once, and first calls with redials arrive as a Poisson process.
    Source: λ = λ₀ + r·λ·P(abandon | λ): Koole, Call Center Optimization, 2013.
    """
    arguments: dict[str, Any] = {
        "first_volume": first_volume,
        "interval_s": interval_s,
        "aht_s": aht_s,
        "patience_s": patience_s,
        "redial_probability": redial_probability,
        "target_wait_s": target_wait_s,
        "service_level": service_level,
        "max_p_wait": max_p_wait,
        "max_abandonment": max_abandonment,
        "max_asa_s": max_asa_s,
    }
    return Measures("erlang_x_agents", arguments, definition, short_s, on_error, out)


@overload
def chat(
    agents: float,
    volume: float,
    interval_s: float,
    aht_1_s: float,
    aht_2_s: float | None = None,
    aht_3_s: float | None = None,
    aht_4_s: float | None = None,
    aht_5_s: float | None = None,
    aht_6_s: float | None = None,
    aht_7_s: float | None = None,
    aht_8_s: float | None = None,
    patience_s: float | None = None,
    target_wait_s: float | None = None,
    *,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
) -> Measures[float]: ...
@overload
def chat(
    agents: Column,
    volume: Column,
    interval_s: Column,
    aht_1_s: Column,
    aht_2_s: Column | None = None,
    aht_3_s: Column | None = None,
    aht_4_s: Column | None = None,
    aht_5_s: Column | None = None,
    aht_6_s: Column | None = None,
    aht_7_s: Column | None = None,
    aht_8_s: Column | None = None,
    patience_s: Column | None = None,
    target_wait_s: Column | None = None,
    *,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Numbers]: ...
def chat(
    agents: Column,
    volume: Column,
    interval_s: Column,
    aht_1_s: Column,
    aht_2_s: Column | None = None,
    aht_3_s: Column | None = None,
    aht_4_s: Column | None = None,
    aht_5_s: Column | None = None,
    aht_6_s: Column | None = None,
    aht_7_s: Column | None = None,
    aht_8_s: Column | None = None,
    patience_s: Column | None = None,
    target_wait_s: Column | None = None,
    *,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Any]:
    """Agents with several chats at once, the slower the more they have.

    The service level is by `definition`, `sl.no_short` with `short_s` 5 unless given.

    Takes:
        agents: agents at work; whole (agents)
        volume: arrivals in the interval (contacts)
        interval_s: length of the interval (s)
        aht_1_s: mean seconds a chat takes while it is its agent's only one (s)
        aht_2_s: the same while its agent has 2 chats; agents have as many slots as are given (s); may be left out
        aht_3_s: the same while its agent has 3 chats (s); may be left out
        aht_4_s: the same while its agent has 4 chats (s); may be left out
        aht_5_s: the same while its agent has 5 chats (s); may be left out
        aht_6_s: the same while its agent has 6 chats (s); may be left out
        aht_7_s: the same while its agent has 7 chats (s); may be left out
        aht_8_s: the same while its agent has 8 chats (s); may be left out
        patience_s: mean patience; left out = nobody abandons (s); may be left out
        target_wait_s: threshold of the service level (s); 20 unless given
    Gives:
        p_wait: customers who wait at all (share)
        ln_p_wait: natural logarithm of p_wait, also where that is below 1e-308 (ln)
        p_abandon: customers who abandon (share)
        service_level: service level at the threshold, by the definition (share)
        asa_s: mean wait over all customers (s)
        mean_queue_length: mean number waiting (contacts)
        mean_chats_in_service: mean number of chats that agents have open (contacts)
        mean_handling_s: mean time from taking a chat to its end (s)
        occupancy: share of agents with at least one chat (share)
        slot_occupancy: share of slots taken (share)
    Assumes: Poisson arrivals, exponential patience, each chat ends at a rate that depends on how many its agent has; agents' numbers of chats stay balanced, an approximation but for one agent or one slot.
    Source: birth-death chain with load-dependent rates, balanced assignment as in Luo and Zhang 2013.
    """
    arguments: dict[str, Any] = {
        "agents": agents,
        "volume": volume,
        "interval_s": interval_s,
        "aht_1_s": aht_1_s,
        "aht_2_s": aht_2_s,
        "aht_3_s": aht_3_s,
        "aht_4_s": aht_4_s,
        "aht_5_s": aht_5_s,
        "aht_6_s": aht_6_s,
        "aht_7_s": aht_7_s,
        "aht_8_s": aht_8_s,
        "patience_s": patience_s,
        "target_wait_s": target_wait_s,
    }
    return Measures("chat", arguments, definition, short_s, on_error, out)


@overload
def chat_agents(
    volume: float,
    interval_s: float,
    aht_1_s: float,
    aht_2_s: float | None = None,
    aht_3_s: float | None = None,
    aht_4_s: float | None = None,
    aht_5_s: float | None = None,
    aht_6_s: float | None = None,
    aht_7_s: float | None = None,
    aht_8_s: float | None = None,
    patience_s: float | None = None,
    target_wait_s: float | None = None,
    service_level: float | None = None,
    max_p_wait: float | None = None,
    max_abandonment: float | None = None,
    max_asa_s: float | None = None,
    *,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
) -> Measures[float]: ...
@overload
def chat_agents(
    volume: Column,
    interval_s: Column,
    aht_1_s: Column,
    aht_2_s: Column | None = None,
    aht_3_s: Column | None = None,
    aht_4_s: Column | None = None,
    aht_5_s: Column | None = None,
    aht_6_s: Column | None = None,
    aht_7_s: Column | None = None,
    aht_8_s: Column | None = None,
    patience_s: Column | None = None,
    target_wait_s: Column | None = None,
    service_level: Column | None = None,
    max_p_wait: Column | None = None,
    max_abandonment: Column | None = None,
    max_asa_s: Column | None = None,
    *,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Numbers]: ...
def chat_agents(
    volume: Column,
    interval_s: Column,
    aht_1_s: Column,
    aht_2_s: Column | None = None,
    aht_3_s: Column | None = None,
    aht_4_s: Column | None = None,
    aht_5_s: Column | None = None,
    aht_6_s: Column | None = None,
    aht_7_s: Column | None = None,
    aht_8_s: Column | None = None,
    patience_s: Column | None = None,
    target_wait_s: Column | None = None,
    service_level: Column | None = None,
    max_p_wait: Column | None = None,
    max_abandonment: Column | None = None,
    max_asa_s: Column | None = None,
    *,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Any]:
    """Fewest agents for targets of chat.

    The service level is by `definition`, `sl.no_short` with `short_s` 5 unless given.

    Takes:
        volume: arrivals in the interval (contacts)
        interval_s: length of the interval (s)
        aht_1_s: mean seconds a chat takes while it is its agent's only one (s)
        aht_2_s: the same while its agent has 2 chats; agents have as many slots as are given (s); may be left out
        aht_3_s: the same while its agent has 3 chats (s); may be left out
        aht_4_s: the same while its agent has 4 chats (s); may be left out
        aht_5_s: the same while its agent has 5 chats (s); may be left out
        aht_6_s: the same while its agent has 6 chats (s); may be left out
        aht_7_s: the same while its agent has 7 chats (s); may be left out
        aht_8_s: the same while its agent has 8 chats (s); may be left out
        patience_s: mean patience; left out = nobody abandons (s); may be left out
        target_wait_s: threshold of the service level (s); 20 unless given
        service_level: least service level (share); may be left out
        max_p_wait: greatest share who wait at all (share); may be left out
        max_abandonment: greatest abandonment; needs patience (share); may be left out
        max_asa_s: greatest mean wait (s); may be left out
    Gives:
        agents: fewest agents that meet every target (agents)
        service_level: service level at the threshold, by the definition (share)
        p_wait: customers who wait at all (share)
        p_abandon: customers who abandon (share)
        asa_s: mean wait over all customers (s)
        service_level_at_minus_one: service level with one fewer (share)
        p_wait_at_minus_one: customers who wait with one fewer (share)
        p_abandon_at_minus_one: customers who abandon with one fewer (share)
        asa_s_at_minus_one: mean wait with one fewer (s)
    Assumes: Poisson arrivals, exponential patience, each chat ends at a rate that depends on how many its agent has; agents' numbers of chats stay balanced, an approximation but for one agent or one slot.
    Source: birth-death chain with load-dependent rates, balanced assignment as in Luo and Zhang 2013.
    """
    arguments: dict[str, Any] = {
        "volume": volume,
        "interval_s": interval_s,
        "aht_1_s": aht_1_s,
        "aht_2_s": aht_2_s,
        "aht_3_s": aht_3_s,
        "aht_4_s": aht_4_s,
        "aht_5_s": aht_5_s,
        "aht_6_s": aht_6_s,
        "aht_7_s": aht_7_s,
        "aht_8_s": aht_8_s,
        "patience_s": patience_s,
        "target_wait_s": target_wait_s,
        "service_level": service_level,
        "max_p_wait": max_p_wait,
        "max_abandonment": max_abandonment,
        "max_asa_s": max_asa_s,
    }
    return Measures("chat_agents", arguments, definition, short_s, on_error, out)


@overload
def blend(
    agents: float,
    volume: float,
    interval_s: float,
    aht_s: float,
    reserved_agents: float | None = None,
    outbound_volume: float | None = None,
    patience_s: float | None = None,
    target_wait_s: float | None = None,
    *,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
) -> Measures[float]: ...
@overload
def blend(
    agents: Column,
    volume: Column,
    interval_s: Column,
    aht_s: Column,
    reserved_agents: Column | None = None,
    outbound_volume: Column | None = None,
    patience_s: Column | None = None,
    target_wait_s: Column | None = None,
    *,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Numbers]: ...
def blend(
    agents: Column,
    volume: Column,
    interval_s: Column,
    aht_s: Column,
    reserved_agents: Column | None = None,
    outbound_volume: Column | None = None,
    patience_s: Column | None = None,
    target_wait_s: Column | None = None,
    *,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Any]:
    """Inbound and outbound by the same agents, some reserved for inbound.

    The service level is by `definition`, `sl.no_short` with `short_s` 5 unless given.

    Takes:
        agents: agents at work; may be fractional (agents)
        volume: arrivals in the interval (contacts)
        interval_s: length of the interval (s)
        aht_s: average handling time: talk + hold + wrap-up (s)
        reserved_agents: outbound is dialled only while more agents than these are free; whole (agents); 0 unless given
        outbound_volume: outbound calls that could be dialled in the interval; left out = no end of them (contacts); may be left out
        patience_s: mean patience; left out = nobody abandons (s); may be left out
        target_wait_s: threshold of the service level (s); 20 unless given
    Gives:
        p_wait: customers who wait at all (share)
        ln_p_wait: natural logarithm of p_wait, also where that is below 1e-308 (ln)
        p_abandon: customers who abandon (share)
        service_level: service level of inbound, by the definition (share)
        asa_s: mean wait over all customers (s)
        mean_queue_length: mean number waiting (contacts)
        outbound_carried: outbound calls made in the interval (contacts)
        occupancy: busy share of the agents, outbound included (share)
    Assumes: one handling time for inbound and outbound, exponential; a dialled customer answers at once.
    Source: threshold reservation as in Bhulai and Koole 2003; birth-death chain.
    """
    arguments: dict[str, Any] = {
        "agents": agents,
        "volume": volume,
        "interval_s": interval_s,
        "aht_s": aht_s,
        "reserved_agents": reserved_agents,
        "outbound_volume": outbound_volume,
        "patience_s": patience_s,
        "target_wait_s": target_wait_s,
    }
    return Measures("blend", arguments, definition, short_s, on_error, out)


@overload
def blend_agents(
    volume: float,
    interval_s: float,
    aht_s: float,
    reserved_agents: float | None = None,
    outbound_volume: float | None = None,
    patience_s: float | None = None,
    target_wait_s: float | None = None,
    service_level: float | None = None,
    max_p_wait: float | None = None,
    max_abandonment: float | None = None,
    max_asa_s: float | None = None,
    *,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
) -> Measures[float]: ...
@overload
def blend_agents(
    volume: Column,
    interval_s: Column,
    aht_s: Column,
    reserved_agents: Column | None = None,
    outbound_volume: Column | None = None,
    patience_s: Column | None = None,
    target_wait_s: Column | None = None,
    service_level: Column | None = None,
    max_p_wait: Column | None = None,
    max_abandonment: Column | None = None,
    max_asa_s: Column | None = None,
    *,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Numbers]: ...
def blend_agents(
    volume: Column,
    interval_s: Column,
    aht_s: Column,
    reserved_agents: Column | None = None,
    outbound_volume: Column | None = None,
    patience_s: Column | None = None,
    target_wait_s: Column | None = None,
    service_level: Column | None = None,
    max_p_wait: Column | None = None,
    max_abandonment: Column | None = None,
    max_asa_s: Column | None = None,
    *,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Any]:
    """Fewest agents for targets of inbound with so many of them reserved.

    The service level is by `definition`, `sl.no_short` with `short_s` 5 unless given.

    Takes:
        volume: arrivals in the interval (contacts)
        interval_s: length of the interval (s)
        aht_s: average handling time: talk + hold + wrap-up (s)
        reserved_agents: outbound is dialled only while more agents than these are free; whole (agents); 0 unless given
        outbound_volume: outbound calls that could be dialled in the interval; left out = no end of them (contacts); may be left out
        patience_s: mean patience; left out = nobody abandons (s); may be left out
        target_wait_s: threshold of the service level (s); 20 unless given
        service_level: least service level (share); may be left out
        max_p_wait: greatest share who wait at all (share); may be left out
        max_abandonment: greatest abandonment; needs patience (share); may be left out
        max_asa_s: greatest mean wait (s); may be left out
    Gives:
        agents: fewest agents that meet every target (agents)
        service_level: service level at the threshold, by the definition (share)
        p_wait: customers who wait at all (share)
        p_abandon: customers who abandon (share)
        asa_s: mean wait over all customers (s)
        service_level_at_minus_one: service level with one fewer (share)
        p_wait_at_minus_one: customers who wait with one fewer (share)
        p_abandon_at_minus_one: customers who abandon with one fewer (share)
        asa_s_at_minus_one: mean wait with one fewer (s)
    Assumes: one handling time for inbound and outbound, exponential; a dialled customer answers at once.
    Source: threshold reservation as in Bhulai and Koole 2003; birth-death chain.
    """
    arguments: dict[str, Any] = {
        "volume": volume,
        "interval_s": interval_s,
        "aht_s": aht_s,
        "reserved_agents": reserved_agents,
        "outbound_volume": outbound_volume,
        "patience_s": patience_s,
        "target_wait_s": target_wait_s,
        "service_level": service_level,
        "max_p_wait": max_p_wait,
        "max_abandonment": max_abandonment,
        "max_asa_s": max_asa_s,
    }
    return Measures("blend_agents", arguments, definition, short_s, on_error, out)


@overload
def blend_reserved(
    agents: float,
    volume: float,
    interval_s: float,
    aht_s: float,
    outbound_volume: float | None = None,
    patience_s: float | None = None,
    target_wait_s: float | None = None,
    service_level: float | None = None,
    max_p_wait: float | None = None,
    max_abandonment: float | None = None,
    max_asa_s: float | None = None,
    *,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
) -> Measures[float]: ...
@overload
def blend_reserved(
    agents: Column,
    volume: Column,
    interval_s: Column,
    aht_s: Column,
    outbound_volume: Column | None = None,
    patience_s: Column | None = None,
    target_wait_s: Column | None = None,
    service_level: Column | None = None,
    max_p_wait: Column | None = None,
    max_abandonment: Column | None = None,
    max_asa_s: Column | None = None,
    *,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Numbers]: ...
def blend_reserved(
    agents: Column,
    volume: Column,
    interval_s: Column,
    aht_s: Column,
    outbound_volume: Column | None = None,
    patience_s: Column | None = None,
    target_wait_s: Column | None = None,
    service_level: Column | None = None,
    max_p_wait: Column | None = None,
    max_abandonment: Column | None = None,
    max_asa_s: Column | None = None,
    *,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Any]:
    """Fewest reserved agents for targets of inbound.

    The service level is by `definition`, `sl.no_short` with `short_s` 5 unless given.

    Takes:
        agents: agents at work; may be fractional (agents)
        volume: arrivals in the interval (contacts)
        interval_s: length of the interval (s)
        aht_s: average handling time: talk + hold + wrap-up (s)
        outbound_volume: outbound calls that could be dialled in the interval; left out = no end of them (contacts); may be left out
        patience_s: mean patience; left out = nobody abandons (s); may be left out
        target_wait_s: threshold of the service level (s); 20 unless given
        service_level: least service level (share); may be left out
        max_p_wait: greatest share who wait at all (share); may be left out
        max_abandonment: greatest abandonment; needs patience (share); may be left out
        max_asa_s: greatest mean wait (s); may be left out
    Gives:
        reserved_agents: fewest reserved agents that meet every target (agents)
        service_level: service level at the threshold, by the definition (share)
        p_wait: customers who wait at all (share)
        p_abandon: customers who abandon (share)
        asa_s: mean wait over all customers (s)
        service_level_at_minus_one: service level with one fewer (share)
        p_wait_at_minus_one: customers who wait with one fewer (share)
        p_abandon_at_minus_one: customers who abandon with one fewer (share)
        asa_s_at_minus_one: mean wait with one fewer (s)
    Assumes: one handling time for inbound and outbound, exponential; a dialled customer answers at once.
    Source: threshold reservation as in Bhulai and Koole 2003; birth-death chain.
    """
    arguments: dict[str, Any] = {
        "agents": agents,
        "volume": volume,
        "interval_s": interval_s,
        "aht_s": aht_s,
        "outbound_volume": outbound_volume,
        "patience_s": patience_s,
        "target_wait_s": target_wait_s,
        "service_level": service_level,
        "max_p_wait": max_p_wait,
        "max_abandonment": max_abandonment,
        "max_asa_s": max_asa_s,
    }
    return Measures("blend_reserved", arguments, definition, short_s, on_error, out)


@overload
def halfin_whitt(
    beta: float,
    *,
    on_error: OnError = "raise",
) -> Measures[float]: ...
@overload
def halfin_whitt(
    beta: Column,
    *,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Numbers]: ...
def halfin_whitt(
    beta: Column,
    *,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Any]:
    """Share who wait when agents are load + beta × √load, without abandonment.

    Takes:
        beta: (agents − load) / √load, at least 0 (1)
    Gives:
        p_wait: customers who wait at all (share)
        ln_p_wait: natural logarithm of p_wait, also where that is below 1e-308 (ln)
    Assumes: an approximation: the limit of Erlang C with a + β√a agents for an endless load a.
    Source: Halfin and Whitt 1981.
    """
    arguments: dict[str, Any] = {"beta": beta}
    return Measures("halfin_whitt", arguments, None, None, on_error, out)


@overload
def halfin_whitt_agents(
    offered_load_erl: float,
    max_p_wait: float,
    *,
    on_error: OnError = "raise",
) -> Measures[float]: ...
@overload
def halfin_whitt_agents(
    offered_load_erl: Column,
    max_p_wait: Column,
    *,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Numbers]: ...
def halfin_whitt_agents(
    offered_load_erl: Column,
    max_p_wait: Column,
    *,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Any]:
    """Square-root staffing for a share who wait, without abandonment.

    Takes:
        offered_load_erl: arrivals × handling time (erl)
        max_p_wait: share who wait (share)
    Gives:
        agents: load + beta × √load, not rounded (agents)
        beta: (agents − load) / √load (1)
    Assumes: an approximation: the limit of Erlang C with a + β√a agents for an endless load a.
    Source: Halfin and Whitt 1981.
    """
    arguments: dict[str, Any] = {"offered_load_erl": offered_load_erl, "max_p_wait": max_p_wait}
    return Measures("halfin_whitt_agents", arguments, None, None, on_error, out)


@overload
def garnett(
    beta: float,
    theta_over_mu: float,
    offered_load_erl: float | None = None,
    *,
    on_error: OnError = "raise",
) -> Measures[float]: ...
@overload
def garnett(
    beta: Column,
    theta_over_mu: Column,
    offered_load_erl: Column | None = None,
    *,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Numbers]: ...
def garnett(
    beta: Column,
    theta_over_mu: Column,
    offered_load_erl: Column | None = None,
    *,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Any]:
    """Share who wait when agents are load + beta × √load, with abandonment.

    Takes:
        beta: (agents − load) / √load (1)
        theta_over_mu: handling time over mean patience (1)
        offered_load_erl: load for which p_abandon is told, if given (erl); may be left out
    Gives:
        p_wait: customers who wait at all (share)
        ln_p_wait: natural logarithm of p_wait, also where that is below 1e-308 (ln)
        p_abandon: customers who abandon (share)
    Assumes: an approximation: the limit of Erlang A with a + β√a agents for an endless load a.
    Source: Garnett, Mandelbaum and Reiman 2002.
    """
    arguments: dict[str, Any] = {
        "beta": beta,
        "theta_over_mu": theta_over_mu,
        "offered_load_erl": offered_load_erl,
    }
    return Measures("garnett", arguments, None, None, on_error, out)


@overload
def garnett_agents(
    offered_load_erl: float,
    theta_over_mu: float,
    max_p_wait: float,
    *,
    on_error: OnError = "raise",
) -> Measures[float]: ...
@overload
def garnett_agents(
    offered_load_erl: Column,
    theta_over_mu: Column,
    max_p_wait: Column,
    *,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Numbers]: ...
def garnett_agents(
    offered_load_erl: Column,
    theta_over_mu: Column,
    max_p_wait: Column,
    *,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Any]:
    """Square-root staffing for a share who wait, with abandonment.

    Takes:
        offered_load_erl: arrivals × handling time (erl)
        theta_over_mu: handling time over mean patience (1)
        max_p_wait: share who wait (share)
    Gives:
        agents: load + beta × √load, not rounded, at least 0 (agents)
        beta: (agents − load) / √load (1)
    Assumes: an approximation: the limit of Erlang A with a + β√a agents for an endless load a.
    Source: Garnett, Mandelbaum and Reiman 2002.
    """
    arguments: dict[str, Any] = {
        "offered_load_erl": offered_load_erl,
        "theta_over_mu": theta_over_mu,
        "max_p_wait": max_p_wait,
    }
    return Measures("garnett_agents", arguments, None, None, on_error, out)


@overload
def erlang_g(
    agents: float,
    volume: float,
    interval_s: float,
    aht_s: float,
    target_wait_s: float | None = None,
    quantile: float | None = None,
    *,
    patience: Law,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
) -> Measures[float]: ...
@overload
def erlang_g(
    agents: Column,
    volume: Column,
    interval_s: Column,
    aht_s: Column,
    target_wait_s: Column | None = None,
    quantile: Column | None = None,
    *,
    patience: Law,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Numbers]: ...
def erlang_g(
    agents: Column,
    volume: Column,
    interval_s: Column,
    aht_s: Column,
    target_wait_s: Column | None = None,
    quantile: Column | None = None,
    *,
    patience: Law,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Any]:
    """Waiting with patience of any law (M/M/n+G).

    The service level is by `definition`, `sl.no_short` with `short_s` 5 unless given.

    Takes:
        agents: agents at work; may be fractional (agents)
        volume: arrivals in the interval (contacts)
        interval_s: length of the interval (s)
        aht_s: average handling time: talk + hold + wrap-up (s)
        target_wait_s: threshold of the service level (s); 20 unless given
        quantile: share of customers who wait no longer than quantile_wait_s (share); 0.9 unless given
        patience: law of patience, as `krarup.staffing.Law` says
    Gives:
        p_wait: customers who wait at all (share)
        p_abandon: customers who abandon (share)
        service_level: service level at the threshold, by the definition (share)
        asa_s: mean wait over all customers (s)
        mean_wait_of_answered_s: mean wait of those who are answered (s)
        mean_wait_of_abandoned_s: mean wait of those who abandon (s)
        mean_queue_length: mean number waiting (contacts)
        occupancy: busy share of the agents (share)
        offered_load_erl: arrivals × handling time (erl)
        p_wait_gt_t: customers who wait longer than target_wait_s, answered or not (share)
        p_abandon_within_t: customers who abandon within target_wait_s (share)
        quantile_wait_s: wait that the share `quantile` of customers does not exceed (s)
    Assumes: Poisson arrivals, exponential handling times, patience of the law given and independent of everything else, first come first served.
    Source: Baccelli and Hebuterne 1981; Zeltyn and Mandelbaum 2005.
    """
    arguments: dict[str, Any] = {
        "agents": agents,
        "volume": volume,
        "interval_s": interval_s,
        "aht_s": aht_s,
        "target_wait_s": target_wait_s,
        "quantile": quantile,
    }
    return Measures("erlang_g", arguments, definition, short_s, on_error, out, patience)


@overload
def erlang_g_agents(
    volume: float,
    interval_s: float,
    aht_s: float,
    service_level: float | None = None,
    target_wait_s: float | None = None,
    max_asa_s: float | None = None,
    max_occupancy: float | None = None,
    max_abandonment: float | None = None,
    max_p_wait: float | None = None,
    max_wait_share: float | None = None,
    max_wait_s: float | None = None,
    *,
    patience: Law,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
) -> Measures[float]: ...
@overload
def erlang_g_agents(
    volume: Column,
    interval_s: Column,
    aht_s: Column,
    service_level: Column | None = None,
    target_wait_s: Column | None = None,
    max_asa_s: Column | None = None,
    max_occupancy: Column | None = None,
    max_abandonment: Column | None = None,
    max_p_wait: Column | None = None,
    max_wait_share: Column | None = None,
    max_wait_s: Column | None = None,
    *,
    patience: Law,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Numbers]: ...
def erlang_g_agents(
    volume: Column,
    interval_s: Column,
    aht_s: Column,
    service_level: Column | None = None,
    target_wait_s: Column | None = None,
    max_asa_s: Column | None = None,
    max_occupancy: Column | None = None,
    max_abandonment: Column | None = None,
    max_p_wait: Column | None = None,
    max_wait_share: Column | None = None,
    max_wait_s: Column | None = None,
    *,
    patience: Law,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Any]:
    """The fewest agents that meet every target, with patience of any law.

    The service level is by `definition`, `sl.no_short` with `short_s` 5 unless given.

    Takes:
        volume: arrivals in the interval (contacts)
        interval_s: length of the interval (s)
        aht_s: average handling time: talk + hold + wrap-up (s)
        service_level: least service level (share); may be left out
        target_wait_s: threshold of the service level (s); 20 unless given
        max_asa_s: greatest mean wait (s); may be left out
        max_occupancy: greatest occupancy (share); may be left out
        max_abandonment: greatest abandonment; needs patience (share); may be left out
        max_p_wait: greatest share who wait at all (share); may be left out
        max_wait_share: least share who wait at most max_wait_s (share); may be left out
        max_wait_s: what max_wait_share waits at most (s); may be left out
        patience: law of patience, as `krarup.staffing.Law` says
    Gives:
        agents: fewest agents that meet every target (agents)
        offered_load_erl: arrivals × handling time (erl)
        service_level: service level at the threshold, by the definition (share)
        asa_s: mean wait over all customers (s)
        abandonment: customers who abandon (share)
        p_wait: customers who wait at all (share)
        occupancy: busy share of the agents (share)
        service_level_at_minus_one: service level with one agent fewer (share)
        asa_s_at_minus_one: mean wait with one agent fewer (s)
        abandonment_at_minus_one: customers who abandon with one agent fewer (share)
    Assumes: Poisson arrivals, exponential handling times, patience of the law given and independent of everything else, first come first served.
    Source: Baccelli and Hebuterne 1981; Zeltyn and Mandelbaum 2005.
    """
    arguments: dict[str, Any] = {
        "volume": volume,
        "interval_s": interval_s,
        "aht_s": aht_s,
        "service_level": service_level,
        "target_wait_s": target_wait_s,
        "max_asa_s": max_asa_s,
        "max_occupancy": max_occupancy,
        "max_abandonment": max_abandonment,
        "max_p_wait": max_p_wait,
        "max_wait_share": max_wait_share,
        "max_wait_s": max_wait_s,
    }
    return Measures("erlang_g_agents", arguments, definition, short_s, on_error, out, patience)


@overload
def uncertain_volume(
    agents: float,
    volume: float,
    interval_s: float,
    aht_s: float,
    rate_cv: float,
    patience_s: float | None = None,
    target_wait_s: float | None = None,
    service_level: float | None = None,
    *,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
) -> Measures[float]: ...
@overload
def uncertain_volume(
    agents: Column,
    volume: Column,
    interval_s: Column,
    aht_s: Column,
    rate_cv: Column,
    patience_s: Column | None = None,
    target_wait_s: Column | None = None,
    service_level: Column | None = None,
    *,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Numbers]: ...
def uncertain_volume(
    agents: Column,
    volume: Column,
    interval_s: Column,
    aht_s: Column,
    rate_cv: Column,
    patience_s: Column | None = None,
    target_wait_s: Column | None = None,
    service_level: Column | None = None,
    *,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Any]:
    """What staff give over many days whose volume is around a forecast.

    The service level is by `definition`, `sl.no_short` with `short_s` 5 unless given.

    Takes:
        agents: agents at work; may be fractional (agents)
        volume: arrivals in the interval (contacts)
        interval_s: length of the interval (s)
        aht_s: average handling time: talk + hold + wrap-up (s)
        rate_cv: standard deviation of a day's rate over its mean: 0, or 0.001 to 3 (1)
        patience_s: mean patience; left out = nobody abandons (s); may be left out
        target_wait_s: threshold of the service level (s); 20 unless given
        service_level: least service level (share); 0.8 unless given
    Gives:
        expected_service_level: service level of all customers of all days (share)
        expected_abandonment: customers of all days who abandon (share)
        expected_p_wait: customers of all days who wait (share)
        p_unstable: days whose load is not below the agents, without patience (share)
        days_met: days on which the service level is met (share)
    Assumes: a day's rate has a gamma law around the volume; given the rate as erlang_c without patience_s, as erlang_a with it.
    Source: Jongbloed and Koole 2001; mixture by Gauss-Legendre panels in the logarithm of the rate.
    """
    arguments: dict[str, Any] = {
        "agents": agents,
        "volume": volume,
        "interval_s": interval_s,
        "aht_s": aht_s,
        "rate_cv": rate_cv,
        "patience_s": patience_s,
        "target_wait_s": target_wait_s,
        "service_level": service_level,
    }
    return Measures("uncertain_volume", arguments, definition, short_s, on_error, out)


@overload
def guaranteed_agents(
    volume: float,
    interval_s: float,
    aht_s: float,
    rate_cv: float,
    days: float | None = None,
    patience_s: float | None = None,
    service_level: float | None = None,
    target_wait_s: float | None = None,
    max_asa_s: float | None = None,
    max_occupancy: float | None = None,
    max_abandonment: float | None = None,
    max_p_wait: float | None = None,
    *,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
) -> Measures[float]: ...
@overload
def guaranteed_agents(
    volume: Column,
    interval_s: Column,
    aht_s: Column,
    rate_cv: Column,
    days: Column | None = None,
    patience_s: Column | None = None,
    service_level: Column | None = None,
    target_wait_s: Column | None = None,
    max_asa_s: Column | None = None,
    max_occupancy: Column | None = None,
    max_abandonment: Column | None = None,
    max_p_wait: Column | None = None,
    *,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Numbers]: ...
def guaranteed_agents(
    volume: Column,
    interval_s: Column,
    aht_s: Column,
    rate_cv: Column,
    days: Column | None = None,
    patience_s: Column | None = None,
    service_level: Column | None = None,
    target_wait_s: Column | None = None,
    max_asa_s: Column | None = None,
    max_occupancy: Column | None = None,
    max_abandonment: Column | None = None,
    max_p_wait: Column | None = None,
    *,
    definition: str | None = None,
    short_s: float | None = None,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Any]:
    """The fewest agents that meet every target on a share of all days.

    The service level is by `definition`, `sl.no_short` with `short_s` 5 unless given.

    Takes:
        volume: arrivals in the interval (contacts)
        interval_s: length of the interval (s)
        aht_s: average handling time: talk + hold + wrap-up (s)
        rate_cv: standard deviation of a day's rate over its mean: 0, or 0.001 to 3 (1)
        days: share of days on which the targets must be met (share); 0.9 unless given
        patience_s: mean patience; left out = nobody abandons (s); may be left out
        service_level: least service level (share); may be left out
        target_wait_s: threshold of the service level (s); 20 unless given
        max_asa_s: greatest mean wait (s); may be left out
        max_occupancy: greatest occupancy (share); may be left out
        max_abandonment: greatest abandonment; needs patience (share); may be left out
        max_p_wait: greatest share who wait at all (share); may be left out
    Gives:
        agents: fewest agents (agents)
        volume_of_the_day: volume that the share of days does not exceed (contacts)
        service_level: service level at the threshold, by the definition (share)
        asa_s: mean wait over all customers (s)
        abandonment: customers who abandon (share)
        occupancy: busy share of the agents (share)
    Assumes: a day's rate has a gamma law around the volume; given the rate as erlang_c without patience_s, as erlang_a with it.
    Source: the measures are monotone in volume: the agents for the volume that the share of days does not exceed.
    """
    arguments: dict[str, Any] = {
        "volume": volume,
        "interval_s": interval_s,
        "aht_s": aht_s,
        "rate_cv": rate_cv,
        "days": days,
        "patience_s": patience_s,
        "service_level": service_level,
        "target_wait_s": target_wait_s,
        "max_asa_s": max_asa_s,
        "max_occupancy": max_occupancy,
        "max_abandonment": max_abandonment,
        "max_p_wait": max_p_wait,
    }
    return Measures("guaranteed_agents", arguments, definition, short_s, on_error, out)


@overload
def volume_of_forecast(
    low_volume: float,
    high_volume: float,
    confidence: float | None = None,
    *,
    on_error: OnError = "raise",
) -> Measures[float]: ...
@overload
def volume_of_forecast(
    low_volume: Column,
    high_volume: Column,
    confidence: Column | None = None,
    *,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Numbers]: ...
def volume_of_forecast(
    low_volume: Column,
    high_volume: Column,
    confidence: Column | None = None,
    *,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Any]:
    """The gamma law of a day's volume from a forecast interval.

    Takes:
        low_volume: lower end of the forecast interval (contacts)
        high_volume: upper end of the forecast interval (contacts)
        confidence: probability that the volume lies between them (share); 0.9 unless given
    Gives:
        volume: mean volume (contacts)
        rate_cv: standard deviation over mean (1)
    Assumes: the volume has a gamma law, with the same probability below and above the interval.
    Source: quantiles of the gamma law.
    """
    arguments: dict[str, Any] = {
        "low_volume": low_volume,
        "high_volume": high_volume,
        "confidence": confidence,
    }
    return Measures("volume_of_forecast", arguments, None, None, on_error, out)


@overload
def newsvendor(
    mean_load_erl: float,
    sd_load_erl: float,
    understaff_cost: float,
    overstaff_cost: float,
    *,
    on_error: OnError = "raise",
) -> Measures[float]: ...
@overload
def newsvendor(
    mean_load_erl: Column,
    sd_load_erl: Column,
    understaff_cost: Column,
    overstaff_cost: Column,
    *,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Numbers]: ...
def newsvendor(
    mean_load_erl: Column,
    sd_load_erl: Column,
    understaff_cost: Column,
    overstaff_cost: Column,
    *,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Any]:
    """The staff of least expected cost when the load is normal.

    Takes:
        mean_load_erl: mean offered load (erl)
        sd_load_erl: standard deviation of the load (erl)
        understaff_cost: cost of one erlang too few (money)
        overstaff_cost: cost of one erlang too many (money)
    Gives:
        staff: staff, not rounded (agents)
        critical_ratio: probability that the staff is enough (share)
    Assumes: load is normal; costs are proportional to what is too few and too many.
    Source: Arrow, Harris and Marschak 1951.
    """
    arguments: dict[str, Any] = {
        "mean_load_erl": mean_load_erl,
        "sd_load_erl": sd_load_erl,
        "understaff_cost": understaff_cost,
        "overstaff_cost": overstaff_cost,
    }
    return Measures("newsvendor", arguments, None, None, on_error, out)


@overload
def sinusoidal_load(
    mean_rate: float,
    amplitude: float,
    omega: float,
    handling: float,
    at: float,
    *,
    on_error: OnError = "raise",
) -> Measures[float]: ...
@overload
def sinusoidal_load(
    mean_rate: Column,
    amplitude: Column,
    omega: Column,
    handling: Column,
    at: Column,
    *,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Numbers]: ...
def sinusoidal_load(
    mean_rate: Column,
    amplitude: Column,
    omega: Column,
    handling: Column,
    at: Column,
    *,
    on_error: OnError = "raise",
    out: Mapping[str, Any] | None = None,
) -> Measures[Any]:
    """Offered load at one time of arrivals whose rate is a sine, which lags behind it and varies less.

    Takes:
        mean_rate: mean arrival rate, in any one unit of time (1/time)
        amplitude: amplitude of the rate, at most its mean (1/time)
        omega: 2π over the period (1/time)
        handling: mean handling time (time)
        at: when (time)
    Gives:
        rate: arrival rate at that time (1/time)
        offered_load_exponential: offered load with exponential handling times (erl)
        offered_load_fixed: offered load when every contact takes the mean (erl)
    Assumes: Poisson arrivals at the rate mean + amplitude·sin(omega·t) since ever, endlessly many agents.
    Source: Eick, Massey and Whitt 1993.
    """
    arguments: dict[str, Any] = {
        "mean_rate": mean_rate,
        "amplitude": amplitude,
        "omega": omega,
        "handling": handling,
        "at": at,
    }
    return Measures("sinusoidal_load", arguments, None, None, on_error, out)
