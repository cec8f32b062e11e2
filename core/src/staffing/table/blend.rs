//! Outbound calls while inbound leaves agents free.

use super::field::*;
use super::proof::{ASA_BELOW, LEVEL_BELOW, LN_P_WAIT, P_ABANDON_BELOW, P_WAIT_BELOW, PROOF, proof, targets};
use super::{Chosen, Model, given};
use crate::staffing::Blend;

const RESERVED: Input = input(
    "reserved_agents",
    "agents",
    "outbound is dialled only while more agents than these are free; whole",
);

const OUTBOUND: Input = input(
    "outbound_volume",
    "contacts",
    "outbound calls that could be dialled in the interval; left out = no end of them",
)
.optional();

const BLEND: (&str, &str) = (
    "one handling time for inbound and outbound, exponential; a dialled customer answers at once",
    "threshold reservation as in Bhulai and Koole 2003; birth-death chain",
);

pub(super) const MODELS: &[Model] = &[
    Model {
        name: "blend",
        about: "inbound and outbound by the same agents, some reserved for inbound",
        inputs: &[
            AGENTS,
            VOLUME,
            INTERVAL_S,
            AHT_S,
            RESERVED.or(0.0),
            OUTBOUND,
            PATIENCE_IF_ANY,
            TARGET_WAIT_S,
        ],
        outputs: &[
            P_WAIT,
            LN_P_WAIT,
            P_ABANDON,
            output("service_level", "share", "service level of inbound, by the definition"),
            ASA_S,
            QUEUE_LENGTH,
            output("outbound_carried", "contacts", "outbound calls made in the interval"),
            output("occupancy", "share", "busy share of the agents, outbound included"),
        ],
        has_definition: true,
        has_patience: false,
        assumes: BLEND.0,
        source: BLEND.1,
        rows: |rows, Chosen { definition, .. }| {
            rows.fill(|[agents, volume, interval_s, aht_s, reserved, outbound, patience_s, target_wait_s]| {
                let blend =
                    Blend::new(volume, interval_s, aht_s, reserved, given(outbound), given(patience_s))?;
                let state = blend.at(agents)?;
                let m = state.measures();
                Ok([
                    m.p_wait,
                    m.ln_p_wait,
                    m.p_abandon,
                    state.service_level(target_wait_s, definition)?,
                    m.asa_s,
                    m.mean_queue_length,
                    m.outbound_carried,
                    m.occupancy,
                ])
            })
        },
    },
    Model {
        name: "blend_agents",
        about: "fewest agents for targets of inbound with so many of them reserved",
        inputs: &[
            VOLUME,
            INTERVAL_S,
            AHT_S,
            RESERVED.or(0.0),
            OUTBOUND,
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
        assumes: BLEND.0,
        source: BLEND.1,
        rows: |rows, Chosen { definition, .. }| {
            rows.fill(
                |[
                    volume,
                    interval_s,
                    aht_s,
                    reserved,
                    outbound,
                    patience_s,
                    target_wait_s,
                    sl,
                    p_wait,
                    left,
                    asa_s,
                ]| {
                    let blend =
                        Blend::new(volume, interval_s, aht_s, reserved, given(outbound), given(patience_s))?;
                    let targets = targets(definition, target_wait_s, [sl, p_wait, left, asa_s]);
                    Ok(proof(blend.fewest_agents(&targets)?))
                },
            )
        },
    },
    Model {
        name: "blend_reserved",
        about: "fewest reserved agents for targets of inbound",
        inputs: &[
            AGENTS,
            VOLUME,
            INTERVAL_S,
            AHT_S,
            OUTBOUND,
            PATIENCE_IF_ANY,
            TARGET_WAIT_S,
            LEAST_SERVICE_LEVEL,
            MAX_P_WAIT,
            MAX_ABANDONMENT,
            MAX_ASA_S,
        ],
        outputs: &[
            output("reserved_agents", "agents", "fewest reserved agents that meet every target"),
            SERVICE_LEVEL,
            P_WAIT,
            P_ABANDON,
            ASA_S,
            LEVEL_BELOW,
            P_WAIT_BELOW,
            P_ABANDON_BELOW,
            ASA_BELOW,
        ],
        has_definition: true,
        has_patience: false,
        assumes: BLEND.0,
        source: BLEND.1,
        rows: |rows, Chosen { definition, .. }| {
            rows.fill(
                |[
                    agents,
                    volume,
                    interval_s,
                    aht_s,
                    outbound,
                    patience_s,
                    target_wait_s,
                    sl,
                    p_wait,
                    left,
                    asa_s,
                ]| {
                    let blend =
                        Blend::new(volume, interval_s, aht_s, 0.0, given(outbound), given(patience_s))?;
                    let targets = targets(definition, target_wait_s, [sl, p_wait, left, asa_s]);
                    Ok(proof(blend.fewest_reserved(agents, &targets)?))
                },
            )
        },
    },
];
