//! What the solvers of the families take and give: targets, and the fewest agents with the proof.

use super::field::*;
use super::given;
use crate::staffing::{Fewest, FewestAgents, Levels, ServiceLevel, Targets};

pub(super) const NO_STATE: &str = "one fewer is no stable state, or none is needed";

pub(super) const MAX_BLOCKING: Input = input("max_blocking", "share", "greatest share that is blocked");

pub(super) const LN_P_WAIT: Output =
    output("ln_p_wait", "ln", "natural logarithm of p_wait, also where that is below 1e-308");

pub(super) const P_BLOCK: Output = output("p_block", "share", "contacts that are blocked");

pub(super) const CARRIED_LOAD: Output = output("carried_load_erl", "erl", "load that is served");

pub(super) const NEEDED: Output = output("agents", "agents", "fewest agents that meet every target");

pub(super) const LEVEL_BELOW: Output =
    output("service_level_at_minus_one", "share", "service level with one fewer").absent_when(NO_STATE);

pub(super) const P_WAIT_BELOW: Output =
    output("p_wait_at_minus_one", "share", "customers who wait with one fewer").absent_when(NO_STATE);

pub(super) const P_ABANDON_BELOW: Output =
    output("p_abandon_at_minus_one", "share", "customers who abandon with one fewer").absent_when(NO_STATE);

pub(super) const ASA_BELOW: Output =
    output("asa_s_at_minus_one", "s", "mean wait with one fewer").absent_when(NO_STATE);

pub(super) const PROOF: [Output; 9] =
    [NEEDED, SERVICE_LEVEL, P_WAIT, P_ABANDON, ASA_S, LEVEL_BELOW, P_WAIT_BELOW, P_ABANDON_BELOW, ASA_BELOW];

pub(super) fn targets(definition: ServiceLevel, target_wait_s: f64, limits: [f64; 4]) -> Targets {
    let [level, p_wait, abandonment, asa_s] = limits.map(given);
    Targets {
        service_level: level,
        target_wait_s,
        definition,
        max_p_wait: p_wait,
        max_abandonment: abandonment,
        max_blocking: None,
        max_asa_s: asa_s,
    }
}

pub(super) fn proof(answer: FewestAgents) -> [f64; 9] {
    let of = |levels: Levels| [levels.service_level, levels.p_wait, levels.p_abandon, levels.asa_s];
    let [level, p_wait, p_abandon, asa_s] = of(answer.at);
    let [below, p_wait_below, p_abandon_below, asa_below] = answer.at_minus_one.map_or([f64::NAN; 4], of);
    let agents = f64::from(answer.agents);
    [agents, level, p_wait, p_abandon, asa_s, below, p_wait_below, p_abandon_below, asa_below]
}

pub(super) fn fewest(answer: Fewest) -> [f64; 3] {
    [f64::from(answer.count), answer.value, answer.value_at_minus_one.unwrap_or(f64::NAN)]
}
