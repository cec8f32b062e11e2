//! Who is lost calls again: recalls of the blocked, redials of those who abandoned.

use super::field::*;
use super::proof::{CARRIED_LOAD, MAX_BLOCKING, NO_STATE, PROOF, fewest, proof, targets};
use super::{Chosen, Model};
use crate::staffing::{ErlangX, ExtendedErlangB};

const FIRST_LOAD: Input = input("first_offered_load_erl", "erl", "load of first calls");

const RECALL: Input = input("recall_probability", "share", "blocked callers who call again at once");

const FIRST_VOLUME: Input = input("first_volume", "contacts", "first calls in the interval");

const REDIAL: Input = input("redial_probability", "share", "abandoning callers who call again at once");

const EXTENDED_ERLANG_B: (&str, &str) = (
    "who recalls does so at once, and first calls with recalls arrive as a Poisson process",
    "A = A₀ + r·A·B(n, A): Jewett, Shrago and Yomtov 1980",
);

const ERLANG_X: (&str, &str) =
    (ErlangX::ASSUMPTION, "λ = λ₀ + r·λ·P(abandon | λ): Koole, Call Center Optimization, 2013");

pub(super) const MODELS: &[Model] = &[
    Model {
        name: "extended_erlang_b",
        about: "blocking when blocked callers call again",
        inputs: &[AGENTS, FIRST_LOAD, RECALL],
        outputs: &[
            output("total_offered_load_erl", "erl", "load of first calls and recalls"),
            output("blocking", "share", "attempts that are blocked"),
            output("ln_blocking", "ln", "natural logarithm of blocking, also where that is below 1e-308"),
            output("attempts_per_first_call", "1", "attempts per first call"),
            output("p_lost_for_ever", "share", "first calls that never get through"),
            CARRIED_LOAD,
            OCCUPANCY,
        ],
        has_definition: false,
        has_patience: false,
        assumes: EXTENDED_ERLANG_B.0,
        source: EXTENDED_ERLANG_B.1,
        rows: |rows, _| {
            rows.fill(|[agents, first, recall]| {
                let m = ExtendedErlangB::new(first, recall)?.at(agents)?;
                Ok([
                    m.total_offered_load_erl,
                    m.blocking,
                    m.ln_blocking,
                    m.attempts_per_first_call,
                    m.p_lost_for_ever,
                    m.carried_load_erl,
                    m.occupancy,
                ])
            })
        },
    },
    Model {
        name: "extended_erlang_b_agents",
        about: "fewest lines when blocked callers call again",
        inputs: &[FIRST_LOAD, RECALL, MAX_BLOCKING],
        outputs: &[
            output("agents", "agents", "fewest lines that keep blocking within its bound"),
            output("blocking", "share", "attempts that are blocked"),
            output("blocking_at_minus_one", "share", "the same with one line fewer").absent_when(NO_STATE),
        ],
        has_definition: false,
        has_patience: false,
        assumes: EXTENDED_ERLANG_B.0,
        source: EXTENDED_ERLANG_B.1,
        rows: |rows, _| {
            rows.fill(|[first, recall, limit]| {
                Ok(fewest(ExtendedErlangB::new(first, recall)?.fewest_agents(limit)?))
            })
        },
    },
    Model {
        name: "erlang_x",
        about: "waiting with patience when who abandons calls again",
        inputs: &[AGENTS, FIRST_VOLUME, INTERVAL_S, AHT_S, PATIENCE_S, REDIAL, TARGET_WAIT_S],
        outputs: &[
            output("total_volume", "contacts", "attempts in the interval, first calls included"),
            output("attempts_per_first_call", "1", "attempts per first call"),
            output("p_lost_for_ever", "share", "first calls whose caller gives up in the end"),
            output("p_wait", "share", "attempts that wait"),
            output("p_abandon", "share", "attempts that are abandoned"),
            output("service_level", "share", "service level of attempts, by the definition"),
            output("asa_s", "s", "mean wait over all attempts"),
            QUEUE_LENGTH,
            OCCUPANCY,
        ],
        has_definition: true,
        has_patience: false,
        assumes: ERLANG_X.0,
        source: ERLANG_X.1,
        rows: |rows, Chosen { definition, .. }| {
            rows.fill(|[agents, volume, interval_s, aht_s, patience_s, redial, target_wait_s]| {
                let state = ErlangX::new(volume, interval_s, aht_s, patience_s, redial)?.at(agents)?;
                let m = state.measures();
                Ok([
                    state.total_volume(),
                    state.attempts_per_first_call(),
                    state.p_lost_for_ever(),
                    m.p_wait,
                    m.p_abandon,
                    state.service_level(target_wait_s, definition)?,
                    m.asa_s,
                    m.mean_queue_length,
                    m.occupancy,
                ])
            })
        },
    },
    Model {
        name: "erlang_x_agents",
        about: "fewest agents for targets when who abandons calls again",
        inputs: &[
            FIRST_VOLUME,
            INTERVAL_S,
            AHT_S,
            PATIENCE_S,
            REDIAL,
            TARGET_WAIT_S,
            LEAST_SERVICE_LEVEL,
            MAX_P_WAIT,
            MAX_ABANDONMENT,
            MAX_ASA_S,
        ],
        outputs: &PROOF,
        has_definition: true,
        has_patience: false,
        assumes: ERLANG_X.0,
        source: ERLANG_X.1,
        rows: |rows, Chosen { definition, .. }| {
            rows.fill(
                |[volume, interval_s, aht_s, patience_s, redial, target_wait_s, sl, p_wait, left, asa_s]| {
                    let model = ErlangX::new(volume, interval_s, aht_s, patience_s, redial)?;
                    let targets = targets(definition, target_wait_s, [sl, p_wait, left, asa_s]);
                    Ok(proof(model.fewest_agents(&targets)?))
                },
            )
        },
    },
];
