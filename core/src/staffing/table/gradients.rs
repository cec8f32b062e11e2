//! The gradients of Erlang B, C and A.

use super::field::*;
use super::{Chosen, Model};
use crate::staffing::{ErlangA, ErlangC, erlang_b_gradient};

/// Outputs `d_<measure>_d_<input>`, measure by measure.
macro_rules! slopes {
    ([$($measure:literal),+] by $inputs:tt) => { slopes!(@each [] [$($measure),+] $inputs) };
    (@each [$($done:tt)*] [$measure:literal $(, $more:literal)*] [$($input:literal $unit:literal),+]) => {
        slopes!(@each [$($done)* $(output(
            concat!("d_", $measure, "_d_", $input),
            concat!("per ", $unit),
            concat!("change of ", $measure, " per ", $unit, " of ", $input),
        ),)+] [$($more),*] [$($input $unit),+])
    };
    (@each [$($done:tt)*] [] $inputs:tt) => { &[$($done)*] };
}

pub(super) const MODELS: &[Model] = &[
    Model {
        name: "erlang_b_gradient",
        about: "how the blocking of Erlang B changes with its inputs",
        inputs: &[AGENTS, LOAD],
        outputs: slopes!(["blocking"] by ["offered_load_erl" "erl", "agents" "agent"]),
        has_definition: false,
        has_patience: false,
        assumes: "as erlang_b; agents and load above 0",
        source: "the series of erlang_b differentiated term by term",
        rows: |rows, _| {
            rows.fill(|[agents, load]| {
                let gradient = erlang_b_gradient(agents, load)?;
                Ok([gradient.offered_load_erl, gradient.agents])
            })
        },
    },
    Model {
        name: "erlang_c_gradient",
        about: "how every measure of Erlang C changes with its inputs",
        inputs: &[AGENTS, LOAD, AHT_S, TARGET_WAIT_S],
        outputs: slopes!(
            ["p_wait", "service_level", "asa_s", "mean_queue_length", "occupancy"]
            by ["offered_load_erl" "erl", "aht_s" "s", "agents" "agent", "target_wait_s" "s"]
        ),
        has_definition: false,
        has_patience: false,
        assumes: "as erlang_c; per erlang of load the handling time is fixed, per second of handling time the load is",
        source: "the formulas of erlang_c on numbers that carry their derivatives",
        rows: |rows, _| {
            rows.fill::<4, 20>(|[agents, load, aht_s, target_wait_s]| {
                let gradients = ErlangC::new(load, aht_s)?.gradients(agents, target_wait_s)?;
                let measures = [
                    gradients.p_wait,
                    gradients.service_level,
                    gradients.asa_s,
                    gradients.mean_queue_length,
                    gradients.occupancy,
                ];
                let slopes = measures.map(|of| [of.offered_load_erl, of.aht_s, of.agents, of.target_wait_s]);
                Ok(std::array::from_fn(|place| slopes[place / 4][place % 4]))
            })
        },
    },
    Model {
        name: "erlang_a_gradient",
        about: "how every measure of Erlang A changes with its inputs",
        inputs: &[AGENTS, VOLUME, INTERVAL_S, AHT_S, PATIENCE_S, TARGET_WAIT_S],
        outputs: slopes!(
            ["p_wait", "p_abandon", "service_level", "asa_s", "mean_queue_length", "occupancy"]
            by ["volume" "contact", "aht_s" "s", "patience_s" "s", "agents" "agent", "target_wait_s" "s"]
        ),
        has_definition: true,
        has_patience: false,
        assumes: "as erlang_a; each input changes while the others are fixed",
        source: "the integrals of erlang_a on numbers that carry their derivatives",
        rows: |rows, Chosen { definition, .. }| {
            rows.fill::<6, 30>(|[agents, volume, interval_s, aht_s, patience_s, target_wait_s]| {
                let model = ErlangA::new(volume, interval_s, aht_s, patience_s)?;
                let gradients = model.gradients(agents, target_wait_s, definition)?;
                let measures = [
                    gradients.p_wait,
                    gradients.p_abandon,
                    gradients.service_level,
                    gradients.asa_s,
                    gradients.mean_queue_length,
                    gradients.occupancy,
                ];
                let slopes = measures.map(|of| {
                    [of.arrivals_per_s / interval_s, of.aht_s, of.patience_s, of.agents, of.target_wait_s]
                });
                Ok(std::array::from_fn(|place| slopes[place / 5][place % 5]))
            })
        },
    },
];
