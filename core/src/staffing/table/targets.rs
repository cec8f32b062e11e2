//! What given staff bear, and what staff and waiting cost.

use super::field::*;
use super::{Chosen, Model, given};
use crate::staffing::error::{StaffingError, check};
use crate::staffing::{Bearable, Costed, Costs, Requirement, ServiceLevel};

const PER_AGENT_HOUR: Input = input("per_agent_hour", "money", "cost of one agent at work for an hour");
const PER_WAITING_HOUR: Input =
    input("per_waiting_hour", "money", "cost of one customer waiting for an hour").or(0.0);
const PER_ABANDONED: Input =
    input("per_abandoned", "money", "cost of one customer who abandons; needs patience").or(0.0);

const COST_PER_HOUR: Output = output("cost_per_hour", "money", "staff, waiting and abandonment");
const STAFF_PER_HOUR: Output = output("staff_per_hour", "money", "staff alone");
const LEVEL_PER_COST: Output =
    output("service_level_per_cost", "1/money", "service level gained per unit of cost by the last agent")
        .absent_when("no smaller number of agents makes a stable queue");

const EMPTY: &str = "volume is 0";

const ASSUMES: &str = "as erlang_c without patience_s, as erlang_a with it";

/// The targets in the order of the inputs.
pub(super) fn targeted(open: Requirement, targets: [f64; 8], definition: ServiceLevel) -> Requirement {
    let [level, target_wait_s, asa, occupancy, abandonment, p_wait, share, seconds] = targets;
    Requirement {
        service_level: given(level),
        target_wait_s,
        definition,
        max_asa_s: given(asa),
        max_occupancy: given(occupancy),
        max_abandonment: given(abandonment),
        max_p_wait: given(p_wait),
        max_wait_share: given(share),
        max_wait_s: given(seconds),
        ..open
    }
}

fn bearable(found: Bearable) -> [f64; 7] {
    let Bearable { value, offered_load_erl, at, .. } = found;
    [value, offered_load_erl, at.service_level, at.asa_s, at.abandonment, at.p_wait, at.occupancy]
}

fn costed(found: Costed) -> [f64; 8] {
    let Costed { agents, cost_per_hour, staff_per_hour, service_level_per_cost, at } = found;
    let worth = service_level_per_cost.unwrap_or(f64::NAN);
    let agents = f64::from(agents);
    [agents, cost_per_hour, staff_per_hour, worth, at.service_level, at.asa_s, at.abandonment, at.occupancy]
}

pub(super) fn demand(volume: f64, interval_s: f64, aht_s: f64, patience_s: f64) -> Requirement {
    Requirement { patience_s: given(patience_s), ..Requirement::new(volume, interval_s, aht_s) }
}

pub(super) const MODELS: &[Model] = &[
    Model {
        name: "volume_for_agents",
        about: "the greatest volume with which given staff meet every target",
        inputs: &[
            AGENTS,
            INTERVAL_S,
            AHT_S,
            PATIENCE_IF_ANY,
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
            output("volume", "contacts", "greatest volume in the interval"),
            OFFERED_LOAD,
            SERVICE_LEVEL,
            ASA_S,
            ABANDONMENT,
            P_WAIT,
            OCCUPANCY,
        ],
        has_definition: true,
        has_patience: false,
        assumes: ASSUMES,
        source: "bisection of erlang_c or erlang_a in the volume, to the last bit",
        rows: |rows, Chosen { definition, .. }| {
            rows.fill(|[agents, interval_s, aht_s, patience_s, a, b, c, d, e, f, g, h]| {
                let open = demand(0.0, interval_s, aht_s, patience_s);
                targeted(open, [a, b, c, d, e, f, g, h], definition).volume_for(agents).map(bearable)
            })
        },
    },
    Model {
        name: "aht_for_agents",
        about: "the longest handling time with which given staff meet every target",
        inputs: &[
            AGENTS,
            VOLUME,
            INTERVAL_S,
            PATIENCE_IF_ANY,
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
            output("aht_s", "s", "longest average handling time"),
            OFFERED_LOAD,
            SERVICE_LEVEL,
            ASA_S,
            ABANDONMENT,
            P_WAIT,
            OCCUPANCY,
        ],
        has_definition: true,
        has_patience: false,
        assumes: ASSUMES,
        source: "bisection of erlang_c or erlang_a in the handling time, to the last bit",
        rows: |rows, Chosen { definition, .. }| {
            rows.fill(|[agents, volume, interval_s, patience_s, a, b, c, d, e, f, g, h]| {
                let open = demand(volume, interval_s, 1.0, patience_s);
                targeted(open, [a, b, c, d, e, f, g, h], definition).aht_for(agents).map(bearable)
            })
        },
    },
    Model {
        name: "cheapest_agents",
        about: "the number of agents at which staff, waiting and abandonment together cost least",
        inputs: &[
            VOLUME,
            INTERVAL_S,
            AHT_S,
            PATIENCE_IF_ANY,
            TARGET_WAIT_S,
            PER_AGENT_HOUR,
            PER_WAITING_HOUR,
            PER_ABANDONED,
        ],
        outputs: &[
            output("agents", "agents", "the cheapest number of agents"),
            COST_PER_HOUR,
            STAFF_PER_HOUR,
            LEVEL_PER_COST,
            SERVICE_LEVEL.absent_when(EMPTY),
            ASA_S.absent_when(EMPTY),
            ABANDONMENT.absent_when(EMPTY),
            OCCUPANCY.absent_when("there are no agents"),
        ],
        has_definition: true,
        has_patience: false,
        assumes: ASSUMES,
        source: "the least of every number up to the one whose staff alone costs more; of over 5,000 by bisection",
        rows: |rows, Chosen { definition, .. }| {
            rows.fill(|[volume, interval_s, aht_s, patience_s, target_wait_s, agent, waiting, abandoned]| {
                let open = demand(volume, interval_s, aht_s, patience_s);
                let requirement = Requirement { definition, target_wait_s, ..open };
                let costs =
                    Costs { per_agent_hour: agent, per_waiting_hour: waiting, per_abandoned: abandoned };
                requirement.cheapest(&costs).map(costed)
            })
        },
    },
    Model {
        name: "staff_cost",
        about: "what a number of agents costs with the waiting they leave, and what the last of them buys",
        inputs: &[
            AGENTS,
            VOLUME,
            INTERVAL_S,
            AHT_S,
            PATIENCE_IF_ANY,
            TARGET_WAIT_S,
            PER_AGENT_HOUR,
            PER_WAITING_HOUR,
            PER_ABANDONED,
        ],
        outputs: &[
            output("agents", "agents", "agents at work"),
            COST_PER_HOUR,
            STAFF_PER_HOUR,
            LEVEL_PER_COST,
            SERVICE_LEVEL.absent_when(EMPTY),
            ASA_S.absent_when(EMPTY),
            ABANDONMENT.absent_when(EMPTY),
            OCCUPANCY.absent_when("there are no agents"),
        ],
        has_definition: true,
        has_patience: false,
        assumes: ASSUMES,
        source: "erlang_c or erlang_a with n and with n − 1 agents",
        rows: |rows, Chosen { definition, .. }| {
            rows.fill(
                |[
                    agents,
                    volume,
                    interval_s,
                    aht_s,
                    patience_s,
                    target_wait_s,
                    agent,
                    waiting,
                    abandoned,
                ]| {
                    let open = demand(volume, interval_s, aht_s, patience_s);
                    let requirement = Requirement { definition, target_wait_s, ..open };
                    let costs =
                        Costs { per_agent_hour: agent, per_waiting_hour: waiting, per_abandoned: abandoned };
                    requirement.cost_of(&costs, whole(agents)?).map(costed)
                },
            )
        },
    },
];

/// Staff on a cost frontier are whole.
fn whole(agents: f64) -> Result<u32, StaffingError> {
    let is_whole = (0.0..=1e7).contains(&agents) && libm::floor(agents) == agents;
    check("agents", agents, is_whole, "must be a whole number between 0 and 10,000,000")?;
    Ok(agents as u32)
}
