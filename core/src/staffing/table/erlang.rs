//! Erlang B, C and A.

use super::field::*;
use super::{Chosen, Model, given};
use crate::staffing::erlang_c::level_of_stable;
use crate::staffing::error::load_of;
use crate::staffing::{ErlangA, ErlangC, erlang_b, erlang_b_ln};

pub(super) const MODELS: &[Model] = &[
    Model {
        name: "erlang_b",
        about: "blocking of lines without waiting room",
        inputs: &[AGENTS, LOAD],
        outputs: &[
            output("blocking", "share", "contacts that find every line busy"),
            output(
                "ln_blocking",
                "ln",
                "natural logarithm of blocking, also where blocking itself is below 1e-308",
            ),
            output("carried_load_erl", "erl", "load that is served"),
            output("occupancy", "share", "busy share of the lines"),
        ],
        has_definition: false,
        has_patience: false,
        assumes: "Poisson arrivals; who finds every line busy is lost and does not call again; any law of handling times",
        source: "Erlang 1917; series 1/B = Σ n(n−1)…(n−j+1)/aʲ, fractional n by Fortet's integral",
        rows: |rows, _| {
            rows.fill(|[agents, load]| {
                let blocking = erlang_b(agents, load)?;
                let carried = load * (1.0 - blocking);
                let occupancy = if agents > 0.0 { (carried / agents).min(1.0) } else { 0.0 };
                Ok([blocking, erlang_b_ln(agents, load)?, carried, occupancy])
            })
        },
    },
    Model {
        name: "erlang_c",
        about: "waiting without abandonment (M/M/n)",
        inputs: &[AGENTS, LOAD, AHT_S, TARGET_WAIT_S, QUANTILE],
        outputs: &[
            P_WAIT,
            SERVICE_LEVEL,
            ASA_S,
            output("mean_wait_of_delayed_s", "s", "mean wait of those who wait"),
            QUEUE_LENGTH,
            OCCUPANCY,
            output(
                "ln_p_wait",
                "ln",
                "natural logarithm of p_wait, also where p_wait itself is below 1e-308",
            ),
            QUANTILE_WAIT_S,
        ],
        has_definition: false,
        has_patience: false,
        assumes: "Poisson arrivals, exponential handling times, nobody abandons, first come first served, load below agents",
        source: "Erlang 1917; C = nB/(n − a(1 − B))",
        rows: |rows, _| {
            rows.fill(|[agents, load, aht_s, target_wait_s, quantile]| {
                let state = ErlangC::new(load, aht_s)?.at(agents)?;
                let m = state.measures();
                Ok([
                    m.p_wait,
                    state.service_level(target_wait_s)?,
                    m.asa_s,
                    m.mean_wait_of_delayed_s,
                    m.mean_queue_length,
                    m.occupancy,
                    state.ln_p_wait(),
                    state.wait_quantile(quantile)?,
                ])
            })
        },
    },
    Model {
        name: "erlang_a",
        about: "waiting with exponential patience (M/M/n+M)",
        inputs: &[AGENTS, VOLUME, INTERVAL_S, AHT_S, PATIENCE_S, TARGET_WAIT_S],
        outputs: &[
            P_WAIT,
            P_ABANDON,
            SERVICE_LEVEL,
            ASA_S,
            QUEUE_LENGTH,
            OCCUPANCY,
            OFFERED_LOAD,
            output("p_wait_gt_t", "share", "customers who wait longer than target_wait_s, answered or not"),
            output("p_abandon_within_t", "share", "customers who abandon within target_wait_s"),
        ],
        has_definition: true,
        has_patience: false,
        assumes: "Poisson arrivals, exponential handling times and patience, first come first served",
        source: "Palm 1957; Zeltyn and Mandelbaum 2005",
        rows: |rows, Chosen { definition, .. }| {
            rows.fill(|[agents, volume, interval_s, aht_s, patience_s, target_wait_s]| {
                let model = ErlangA::new(volume, interval_s, aht_s, patience_s)?;
                let state = model.at(agents)?;
                let m = state.measures();
                let level = state.service_level(target_wait_s, definition)?;
                let load = model.offered_load_erl();
                Ok([
                    m.p_wait,
                    m.p_abandon,
                    level,
                    m.asa_s,
                    m.mean_queue_length,
                    m.occupancy,
                    load,
                    state.waits_longer_than(target_wait_s)?,
                    state.abandoned_within(target_wait_s)?,
                ])
            })
        },
    },
    Model {
        name: "service_level",
        about: "service level alone, by Erlang C, or by Erlang A where patience is given",
        inputs: &[AGENTS, VOLUME, INTERVAL_S, AHT_S, PATIENCE_S.optional(), TARGET_WAIT_S],
        outputs: &[SERVICE_LEVEL],
        has_definition: true,
        has_patience: false,
        assumes: "as erlang_c without patience_s, as erlang_a with it",
        source: "1 − C·e^(−(n−a)t/AHT); with patience as erlang_a",
        rows: |rows, Chosen { definition, .. }| {
            rows.fill(|[agents, volume, interval_s, aht_s, patience_s, target_wait_s]| {
                if let Some(patience_s) = given(patience_s) {
                    let state = ErlangA::new(volume, interval_s, aht_s, patience_s)?.at(agents)?;
                    return Ok([state.service_level(target_wait_s, definition)?]);
                }
                if let Some(level) = level_of_stable(agents, volume, interval_s, aht_s, target_wait_s) {
                    return Ok([level]);
                }
                let load = load_of(volume, interval_s, aht_s)?;
                Ok([ErlangC::new(load, aht_s)?.at(agents)?.service_level(target_wait_s)?])
            })
        },
    },
];
