//! Agents who have several chats at a time.

use super::field::*;
use super::proof::{LN_P_WAIT, PROOF, proof, targets};
use super::{Chosen, Model, given};
use crate::staffing::error::positive;
use crate::staffing::{ChatConcurrency, StaffingError};

const CHAT: (&str, &str) = (
    "Poisson arrivals, exponential patience, each chat ends at a rate that depends on how many its agent has; agents' numbers of chats stay balanced, an approximation but for one agent or one slot",
    "birth-death chain with load-dependent rates, balanced assignment as in Luo and Zhang 2013",
);

pub(super) const MODELS: &[Model] = &[
    Model {
        name: "chat",
        about: "agents with several chats at once, the slower the more they have",
        inputs: &[
            input("agents", "agents", "agents at work; whole"),
            VOLUME,
            INTERVAL_S,
            AHT_1_S,
            AHT_2_S,
            AHT_3_S,
            AHT_4_S,
            AHT_5_S,
            AHT_6_S,
            AHT_7_S,
            AHT_8_S,
            PATIENCE_IF_ANY,
            TARGET_WAIT_S,
        ],
        outputs: &[
            P_WAIT,
            LN_P_WAIT,
            P_ABANDON,
            SERVICE_LEVEL,
            ASA_S,
            QUEUE_LENGTH,
            output("mean_chats_in_service", "contacts", "mean number of chats that agents have open"),
            output("mean_handling_s", "s", "mean time from taking a chat to its end"),
            output("occupancy", "share", "share of agents with at least one chat"),
            output("slot_occupancy", "share", "share of slots taken"),
        ],
        has_definition: true,
        has_patience: false,
        assumes: CHAT.0,
        source: CHAT.1,
        rows: |rows, Chosen { definition, .. }| {
            rows.fill(|[agents, volume, interval_s, a, b, c, d, e, f, g, h, patience_s, target_wait_s]| {
                let chat = chat(volume, interval_s, [a, b, c, d, e, f, g, h], patience_s)?;
                crate::staffing::error::whole("agents", agents)?;
                let state = chat.at(agents as u32)?;
                let m = state.measures();
                Ok([
                    m.p_wait,
                    m.ln_p_wait,
                    m.p_abandon,
                    state.service_level(target_wait_s, definition)?,
                    m.asa_s,
                    m.mean_queue_length,
                    m.mean_chats_in_service,
                    m.mean_handling_s,
                    m.occupancy,
                    m.slot_occupancy,
                ])
            })
        },
    },
    Model {
        name: "chat_agents",
        about: "fewest agents for targets of chat",
        inputs: &[
            VOLUME,
            INTERVAL_S,
            AHT_1_S,
            AHT_2_S,
            AHT_3_S,
            AHT_4_S,
            AHT_5_S,
            AHT_6_S,
            AHT_7_S,
            AHT_8_S,
            PATIENCE_IF_ANY,
            TARGET_WAIT_S,
            LEAST_SERVICE_LEVEL,
            MAX_P_WAIT,
            MAX_ABANDONMENT,
            MAX_ASA_S,
        ],
        outputs: &PROOF,
        has_definition: true,
        has_patience: false,
        assumes: CHAT.0,
        source: CHAT.1,
        rows: |rows, Chosen { definition, .. }| {
            rows.fill(
                |[
                    volume,
                    interval_s,
                    a,
                    b,
                    c,
                    d,
                    e,
                    f,
                    g,
                    h,
                    patience_s,
                    target_wait_s,
                    sl,
                    p_wait,
                    left,
                    asa_s,
                ]| {
                    let chat = chat(volume, interval_s, [a, b, c, d, e, f, g, h], patience_s)?;
                    let targets = targets(definition, target_wait_s, [sl, p_wait, left, asa_s]);
                    Ok(proof(chat.fewest_agents(&targets)?))
                },
            )
        },
    },
];

const fn level(name: &'static str, about: &'static str) -> Input {
    input(name, "s", about).optional()
}

const AHT_1_S: Input = input("aht_1_s", "s", "mean seconds a chat takes while it is its agent's only one");
const AHT_2_S: Input =
    level("aht_2_s", "the same while its agent has 2 chats; agents have as many slots as are given");
const AHT_3_S: Input = level("aht_3_s", "the same while its agent has 3 chats");
const AHT_4_S: Input = level("aht_4_s", "the same while its agent has 4 chats");
const AHT_5_S: Input = level("aht_5_s", "the same while its agent has 5 chats");
const AHT_6_S: Input = level("aht_6_s", "the same while its agent has 6 chats");
const AHT_7_S: Input = level("aht_7_s", "the same while its agent has 7 chats");
const AHT_8_S: Input = level("aht_8_s", "the same while its agent has 8 chats");

/// From the handling times by level, the first ones given.
fn chat(
    volume: f64,
    interval_s: f64,
    aht_by_level_s: [f64; 8],
    patience_s: f64,
) -> Result<ChatConcurrency, StaffingError> {
    const NAMES: [&str; 8] =
        ["aht_1_s", "aht_2_s", "aht_3_s", "aht_4_s", "aht_5_s", "aht_6_s", "aht_7_s", "aht_8_s"];
    let slots = 1 + aht_by_level_s[1..].iter().take_while(|aht_s| !aht_s.is_nan()).count();
    if slots < 8 && aht_by_level_s[slots..].iter().any(|aht_s| !aht_s.is_nan()) {
        return Err(StaffingError::Missing { field: NAMES[slots] });
    }
    for (name, aht_s) in NAMES.iter().zip(&aht_by_level_s[..slots]) {
        positive(name, *aht_s)?;
    }
    ChatConcurrency::new(volume, interval_s, &aht_by_level_s[..slots], given(patience_s))
}
