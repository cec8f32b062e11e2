//! Bounded queues and small populations.

use super::field::*;
use super::proof::{
    ASA_BELOW, CARRIED_LOAD, LEVEL_BELOW, MAX_BLOCKING, NEEDED, NO_STATE, P_ABANDON_BELOW, P_BLOCK,
    P_WAIT_BELOW, fewest, proof, targets,
};
use super::{Chosen, Model, given};
use crate::staffing::{Engset, FiniteRoom};

const WAITING_PLACES: Input =
    input("waiting_places", "contacts", "contacts that can wait, without those at the agents; whole");

const SOURCES: Input = input("sources", "contacts", "who can call; whole");

const IDLE_LOAD: Input =
    input("idle_source_load", "erl", "calls of a source per idle second × handling time");

const P_BLOCK_BELOW: Output =
    output("p_block_at_minus_one", "share", "contacts that are blocked with one fewer").absent_when(NO_STATE);

const FINITE_ROOM: (&str, &str) = (
    "Poisson arrivals, exponential handling times and patience, first come first served; who finds every place taken is blocked and does not call again",
    "stationary law of the birth-death chain M/M/n/K(+M); waits after Riordan 1962",
);

const ENGSET: (&str, &str) = (
    "a fixed number of like sources, each with at most one call; who is blocked is lost and becomes an idle source again",
    "Engset 1918; series of the inverse",
);

pub(super) const MODELS: &[Model] = &[
    Model {
        name: "finite_room",
        about: "waiting in a bounded number of places (M/M/n/K), with or without abandonment",
        inputs: &[AGENTS, VOLUME, INTERVAL_S, AHT_S, WAITING_PLACES, PATIENCE_IF_ANY, TARGET_WAIT_S],
        outputs: &[
            P_BLOCK,
            output("ln_p_block", "ln", "natural logarithm of p_block, also where that is below 1e-308"),
            output("p_wait_of_offered", "share", "of all contacts, those who wait"),
            output(
                "ln_p_wait_of_offered",
                "ln",
                "natural logarithm of p_wait_of_offered, also where that is below 1e-308",
            ),
            output("p_wait_of_admitted", "share", "of contacts that are not blocked, those who wait"),
            output("p_abandon_of_offered", "share", "of all contacts, those who abandon"),
            output("service_level", "share", "service level over all contacts, blocked ones as missed"),
            output("service_level_of_admitted", "share", "service level over contacts that are not blocked"),
            QUEUE_LENGTH,
            output("mean_wait_of_admitted_s", "s", "mean wait of all contacts that are not blocked"),
            OCCUPANCY,
        ],
        has_definition: true,
        has_patience: false,
        assumes: FINITE_ROOM.0,
        source: FINITE_ROOM.1,
        rows: |rows, Chosen { definition, .. }| {
            rows.fill(|[agents, volume, interval_s, aht_s, places, patience_s, target_wait_s]| {
                let room = FiniteRoom::new(volume, interval_s, aht_s, places, given(patience_s))?;
                let state = room.at(agents)?;
                let m = state.measures();
                Ok([
                    m.p_block,
                    m.ln_p_block,
                    m.p_wait_of_offered,
                    m.ln_p_wait_of_offered,
                    m.p_wait_of_admitted,
                    m.p_abandon_of_offered,
                    state.service_level(target_wait_s, definition)?,
                    state.service_level_of_admitted(target_wait_s, definition)?,
                    m.mean_queue_length,
                    m.mean_wait_of_admitted_s,
                    m.occupancy,
                ])
            })
        },
    },
    Model {
        name: "finite_room_agents",
        about: "fewest agents for targets in a bounded queue",
        inputs: &[
            VOLUME,
            INTERVAL_S,
            AHT_S,
            WAITING_PLACES,
            PATIENCE_IF_ANY,
            TARGET_WAIT_S,
            LEAST_SERVICE_LEVEL,
            MAX_P_WAIT,
            MAX_ABANDONMENT,
            MAX_ASA_S,
            MAX_BLOCKING.optional(),
        ],
        outputs: &[
            NEEDED,
            SERVICE_LEVEL,
            P_WAIT,
            P_ABANDON,
            ASA_S,
            LEVEL_BELOW,
            P_WAIT_BELOW,
            P_ABANDON_BELOW,
            ASA_BELOW,
            P_BLOCK,
            P_BLOCK_BELOW,
        ],
        has_definition: true,
        has_patience: false,
        assumes: FINITE_ROOM.0,
        source: FINITE_ROOM.1,
        rows: |rows, Chosen { definition, .. }| {
            rows.fill(
                |[
                    volume,
                    interval_s,
                    aht_s,
                    places,
                    patience_s,
                    target_wait_s,
                    sl,
                    p_wait,
                    left,
                    asa_s,
                    blocked,
                ]| {
                    let room = FiniteRoom::new(volume, interval_s, aht_s, places, given(patience_s))?;
                    let mut targets = targets(definition, target_wait_s, [sl, p_wait, left, asa_s]);
                    targets.max_blocking = given(blocked);
                    let answer = room.fewest_agents(&targets)?;
                    let [a, b, c, d, e, f, g, h, i] = proof(answer);
                    let below = answer.at_minus_one.map_or(f64::NAN, |levels| levels.p_block);
                    Ok([a, b, c, d, e, f, g, h, i, answer.at.p_block, below])
                },
            )
        },
    },
    Model {
        name: "finite_room_places",
        about: "fewest waiting places that block no more than a share",
        inputs: &[AGENTS, VOLUME, INTERVAL_S, AHT_S, PATIENCE_IF_ANY, MAX_BLOCKING],
        outputs: &[
            output("waiting_places", "contacts", "fewest places that keep blocking within its bound"),
            P_BLOCK,
            P_BLOCK_BELOW,
        ],
        has_definition: false,
        has_patience: false,
        assumes: FINITE_ROOM.0,
        source: FINITE_ROOM.1,
        rows: |rows, _| {
            rows.fill(|[agents, volume, interval_s, aht_s, patience_s, max_blocking]| {
                let room = FiniteRoom::new(volume, interval_s, aht_s, 0.0, given(patience_s))?;
                Ok(fewest(room.fewest_places(agents, max_blocking)?))
            })
        },
    },
    Model {
        name: "engset",
        about: "lost calls of a small population",
        inputs: &[input("agents", "agents", "lines; whole"), SOURCES, IDLE_LOAD],
        outputs: &[
            output("time_congestion", "share", "time with every line busy"),
            output(
                "ln_time_congestion",
                "ln",
                "natural logarithm of time_congestion, also where that is below 1e-308",
            ),
            output("call_congestion", "share", "calls that find every line busy"),
            output(
                "ln_call_congestion",
                "ln",
                "natural logarithm of call_congestion, also where that is below 1e-308",
            ),
            CARRIED_LOAD,
            output("offered_load_erl", "erl", "calls × handling time, lost calls included"),
            OCCUPANCY,
        ],
        has_definition: false,
        has_patience: false,
        assumes: ENGSET.0,
        source: ENGSET.1,
        rows: |rows, _| {
            rows.fill(|[agents, sources, load]| {
                let m = Engset::new(sources, load)?.at(agents)?;
                Ok([
                    m.time_congestion,
                    m.ln_time_congestion,
                    m.call_congestion,
                    m.ln_call_congestion,
                    m.carried_load_erl,
                    m.offered_load_erl,
                    m.occupancy,
                ])
            })
        },
    },
    Model {
        name: "engset_agents",
        about: "fewest lines for a small population",
        inputs: &[SOURCES, IDLE_LOAD, input("max_call_congestion", "share", "greatest share of lost calls")],
        outputs: &[
            output("agents", "agents", "fewest lines that keep call congestion within its bound"),
            output("call_congestion", "share", "calls that find every line busy"),
            output("call_congestion_at_minus_one", "share", "the same with one line fewer")
                .absent_when(NO_STATE),
        ],
        has_definition: false,
        has_patience: false,
        assumes: ENGSET.0,
        source: ENGSET.1,
        rows: |rows, _| {
            rows.fill(|[sources, load, limit]| Ok(fewest(Engset::new(sources, load)?.fewest_agents(limit)?)))
        },
    },
];
