//! Patience of any law.

use super::field::*;
use super::targets::targeted;
use super::{Chosen, Model};
use crate::staffing::error::StaffingError;
use crate::staffing::{ErlangG, Patience, Requirement, Staffing};

const ASSUMES: &str = "Poisson arrivals, exponential handling times, patience of the law given and independent of everything else, first come first served";
const SOURCE: &str = "Baccelli and Hebuterne 1981; Zeltyn and Mandelbaum 2005";
const NO_STATE: &str = "one agent fewer is no stable state, or nobody is needed";

pub(super) const MODELS: &[Model] = &[
    Model {
        name: "erlang_g",
        about: "waiting with patience of any law (M/M/n+G)",
        inputs: &[AGENTS, VOLUME, INTERVAL_S, AHT_S, TARGET_WAIT_S, QUANTILE],
        outputs: &[
            P_WAIT,
            P_ABANDON,
            SERVICE_LEVEL,
            ASA_S,
            output("mean_wait_of_answered_s", "s", "mean wait of those who are answered")
                .absent_when("nobody is answered"),
            output("mean_wait_of_abandoned_s", "s", "mean wait of those who abandon")
                .absent_when("nobody abandons"),
            QUEUE_LENGTH,
            OCCUPANCY,
            OFFERED_LOAD,
            output("p_wait_gt_t", "share", "customers who wait longer than target_wait_s, answered or not"),
            output("p_abandon_within_t", "share", "customers who abandon within target_wait_s"),
            QUANTILE_WAIT_S,
        ],
        has_definition: true,
        has_patience: true,
        assumes: ASSUMES,
        source: SOURCE,
        rows: |rows, Chosen { definition, patience }| {
            let patience = law(patience)?;
            rows.fill(|[agents, volume, interval_s, aht_s, target_wait_s, quantile]| {
                let model = ErlangG::new(volume, interval_s, aht_s, patience.clone())?;
                let state = model.at(agents)?;
                let m = state.measures();
                Ok([
                    m.p_wait,
                    m.p_abandon,
                    state.service_level(target_wait_s, definition)?,
                    m.asa_s,
                    m.mean_wait_of_answered_s,
                    m.mean_wait_of_abandoned_s,
                    m.mean_queue_length,
                    m.occupancy,
                    model.offered_load_erl(),
                    state.waits_longer_than(target_wait_s)?,
                    state.abandoned_within(target_wait_s)?,
                    state.wait_quantile(quantile)?,
                ])
            })
        },
    },
    Model {
        name: "erlang_g_agents",
        about: "the fewest agents that meet every target, with patience of any law",
        inputs: &[
            VOLUME,
            INTERVAL_S,
            AHT_S,
            LEAST_SERVICE_LEVEL,
            TARGET_WAIT_S,
            MAX_ASA_S,
            MAX_OCCUPANCY,
            MAX_ABANDONMENT,
            MAX_P_WAIT,
            MAX_WAIT_SHARE,
            MAX_WAIT_S,
        ],
        outputs: &[
            output("agents", "agents", "fewest agents that meet every target"),
            OFFERED_LOAD,
            SERVICE_LEVEL.absent_when("volume is 0"),
            ASA_S.absent_when("volume is 0"),
            ABANDONMENT.absent_when("volume is 0"),
            P_WAIT.absent_when("volume is 0"),
            OCCUPANCY.absent_when("there are no agents"),
            output("service_level_at_minus_one", "share", "service level with one agent fewer")
                .absent_when(NO_STATE),
            output("asa_s_at_minus_one", "s", "mean wait with one agent fewer").absent_when(NO_STATE),
            output("abandonment_at_minus_one", "share", "customers who abandon with one agent fewer")
                .absent_when(NO_STATE),
        ],
        has_definition: true,
        has_patience: true,
        assumes: ASSUMES,
        source: SOURCE,
        rows: |rows, Chosen { definition, patience }| {
            let patience = law(patience)?;
            rows.fill(|[volume, interval_s, aht_s, a, target_wait_s, b, c, d, e, f, g]| {
                let open = Requirement::new(volume, interval_s, aht_s);
                let requirement = targeted(open, [a, target_wait_s, b, c, d, e, f, g], definition);
                requirement.solve_with(patience).map(proof)
            })
        },
    },
];

fn law(patience: Option<&Patience>) -> Result<&Patience, StaffingError> {
    patience.ok_or(StaffingError::Missing { field: "patience" })
}

fn proof(found: Staffing) -> [f64; 10] {
    let Staffing { agents, offered_load_erl, at, at_minus_one, .. } = found;
    let below = at_minus_one.map_or([f64::NAN; 3], |m| [m.service_level, m.asa_s, m.abandonment]);
    let occupancy = at.occupancy;
    let [level, asa_s, abandonment] = [at.service_level, at.asa_s, at.abandonment];
    let [level_below, asa_below, abandonment_below] = below;
    let agents = f64::from(agents);
    [
        agents,
        offered_load_erl,
        level,
        asa_s,
        abandonment,
        at.p_wait,
        occupancy,
        level_below,
        asa_below,
        abandonment_below,
    ]
}
