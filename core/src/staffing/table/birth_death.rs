//! Bounded queues, small populations, recalls, redials, chat, blending, and the limits for large loads.

use super::field::*;
use super::{Input, Model, Output, fill, given};
use crate::staffing::{
    Blend, ChatConcurrency, Engset, ErlangX, ExtendedErlangB, Fewest, FewestAgents, FiniteRoom, Garnett,
    HalfinWhitt, Levels, ServiceLevel, StaffingError, Targets,
};

const WAITING_PLACES: Input =
    input("waiting_places", "contacts", "contacts that can wait, without those at the agents; whole");
const PATIENCE_IF_ANY: Input = input("patience_s", "s", "mean patience; left out = nobody abandons").optional();
const SOURCES: Input = input("sources", "contacts", "who can call; whole");
const IDLE_LOAD: Input =
    input("idle_source_load", "erl", "calls of a source per idle second × handling time");
const FIRST_LOAD: Input = input("first_offered_load_erl", "erl", "load of first calls");
const RECALL: Input = input("recall_probability", "share", "blocked callers who call again at once");
const FIRST_VOLUME: Input = input("first_volume", "contacts", "first calls in the interval");
const REDIAL: Input = input("redial_probability", "share", "abandoning callers who call again at once");
const RESERVED: Input =
    input("reserved_agents", "agents", "outbound is dialled only while more agents than these are free; whole");
const OUTBOUND: Input = input(
    "outbound_volume",
    "contacts",
    "outbound calls that could be dialled in the interval; left out = no end of them",
)
.optional();
const MAX_BLOCKING: Input = input("max_blocking", "share", "greatest share that is blocked");
const THETA_OVER_MU: Input = input("theta_over_mu", "1", "handling time over mean patience");

const MIN_SERVICE_LEVEL: Input = input("min_service_level", "share", "least service level").optional();
const MAX_P_WAIT: Input = input("max_p_wait", "share", "greatest share that waits").optional();
const MAX_ABANDONMENT: Input = input("max_abandonment", "share", "greatest share that abandons").optional();
const MAX_ASA_S: Input = input("max_asa_s", "s", "greatest mean wait").optional();

const LN_P_WAIT: Output =
    output("ln_p_wait", "ln", "natural logarithm of p_wait, also where that is below 1e-308");
const P_BLOCK: Output = output("p_block", "share", "contacts that are blocked");
const CARRIED_LOAD: Output = output("carried_load_erl", "erl", "load that is served");
const NEEDED: Output = output("agents", "agents", "fewest agents that meet every target");
const LEVEL_BELOW: Output =
    output("service_level_at_minus_one", "share", "service level with one fewer, if that is a state");
const P_WAIT_BELOW: Output =
    output("p_wait_at_minus_one", "share", "customers who wait with one fewer, if that is a state");
const P_ABANDON_BELOW: Output =
    output("p_abandon_at_minus_one", "share", "customers who abandon with one fewer, if that is a state");
const ASA_BELOW: Output = output("asa_s_at_minus_one", "s", "mean wait with one fewer, if that is a state");
const P_BLOCK_BELOW: Output =
    output("p_block_at_minus_one", "share", "contacts that are blocked with one fewer, if that is a state");

const PROOF: [Output; 9] = [
    NEEDED,
    SERVICE_LEVEL,
    P_WAIT,
    P_ABANDON,
    ASA_S,
    LEVEL_BELOW,
    P_WAIT_BELOW,
    P_ABANDON_BELOW,
    ASA_BELOW,
];

fn targets(definition: ServiceLevel, target_wait_s: f64, limits: [f64; 4]) -> Targets {
    let [level, p_wait, abandonment, asa_s] = limits.map(given);
    Targets {
        min_service_level: level,
        target_wait_s,
        definition,
        max_p_wait: p_wait,
        max_abandonment: abandonment,
        max_blocking: None,
        max_asa_s: asa_s,
    }
}

fn proof(answer: FewestAgents) -> [f64; 9] {
    let of = |levels: Levels| [levels.service_level, levels.p_wait, levels.p_abandon, levels.asa_s];
    let [level, p_wait, p_abandon, asa_s] = of(answer.at);
    let [below, p_wait_below, p_abandon_below, asa_below] = answer.at_minus_one.map_or([f64::NAN; 4], of);
    let agents = f64::from(answer.agents);
    [agents, level, p_wait, p_abandon, asa_s, below, p_wait_below, p_abandon_below, asa_below]
}

fn fewest(answer: Fewest) -> [f64; 3] {
    [f64::from(answer.count), answer.value, answer.value_at_minus_one.unwrap_or(f64::NAN)]
}

const FINITE_ROOM: (&str, &str) = (
    "Poisson arrivals, exponential handling times and patience, first come first served; who finds every place taken is blocked and does not call again",
    "stationary law of the birth-death chain M/M/n/K(+M); waits after Riordan 1962",
);
const ENGSET: (&str, &str) = (
    "a fixed number of like sources, each with at most one call; who is blocked is lost and becomes an idle source again",
    "Engset 1918; series of the inverse",
);
const EXTENDED_ERLANG_B: (&str, &str) = (
    "who recalls does so at once, and first calls with recalls arrive as a Poisson process",
    "A = A₀ + r·A·B(n, A): Jewett, Shrago and Yomtov 1980",
);
const ERLANG_X: (&str, &str) =
    (ErlangX::ASSUMPTION, "λ = λ₀ + r·λ·P(abandon | λ): Koole, Call Center Optimization, 2013");
const CHAT: (&str, &str) = (
    "Poisson arrivals, exponential patience, each chat ends at a rate that depends on how many its agent has; agents' numbers of chats stay balanced, an approximation but for one agent or one slot",
    "birth-death chain with load-dependent rates, balanced assignment as in Luo and Zhang 2013",
);
const BLEND: (&str, &str) = (
    "one handling time for inbound and outbound, exponential; a dialled customer answers at once",
    "threshold reservation as in Bhulai and Koole 2003; birth-death chain",
);
const HALFIN_WHITT: (&str, &str) = (
    "an approximation: the limit of Erlang C with a + β√a agents for an endless load a",
    "Halfin and Whitt 1981",
);
const GARNETT: (&str, &str) = (
    "an approximation: the limit of Erlang A with a + β√a agents for an endless load a",
    "Garnett, Mandelbaum and Reiman 2002",
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
        assumes: FINITE_ROOM.0,
        source: FINITE_ROOM.1,
        row: |inputs, definition, out| {
            fill(inputs, out, |[agents, volume, interval_s, aht_s, places, patience_s, target_wait_s]| {
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
            MIN_SERVICE_LEVEL,
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
        assumes: FINITE_ROOM.0,
        source: FINITE_ROOM.1,
        row: |inputs, definition, out| {
            fill(
                inputs,
                out,
                |[volume, interval_s, aht_s, places, patience_s, target_wait_s, sl, p_wait, left, asa_s, blocked]| {
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
        assumes: FINITE_ROOM.0,
        source: FINITE_ROOM.1,
        row: |inputs, _, out| {
            fill(inputs, out, |[agents, volume, interval_s, aht_s, patience_s, max_blocking]| {
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
        assumes: ENGSET.0,
        source: ENGSET.1,
        row: |inputs, _, out| {
            fill(inputs, out, |[agents, sources, load]| {
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
            output("call_congestion_at_minus_one", "share", "the same with one line fewer, if that is a state"),
        ],
        has_definition: false,
        assumes: ENGSET.0,
        source: ENGSET.1,
        row: |inputs, _, out| {
            fill(inputs, out, |[sources, load, limit]| {
                Ok(fewest(Engset::new(sources, load)?.fewest_agents(limit)?))
            })
        },
    },
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
        assumes: EXTENDED_ERLANG_B.0,
        source: EXTENDED_ERLANG_B.1,
        row: |inputs, _, out| {
            fill(inputs, out, |[agents, first, recall]| {
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
            output("blocking_at_minus_one", "share", "the same with one line fewer, if that is a state"),
        ],
        has_definition: false,
        assumes: EXTENDED_ERLANG_B.0,
        source: EXTENDED_ERLANG_B.1,
        row: |inputs, _, out| {
            fill(inputs, out, |[first, recall, limit]| {
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
        assumes: ERLANG_X.0,
        source: ERLANG_X.1,
        row: |inputs, definition, out| {
            fill(inputs, out, |[agents, volume, interval_s, aht_s, patience_s, redial, target_wait_s]| {
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
            MIN_SERVICE_LEVEL,
            MAX_P_WAIT,
            MAX_ABANDONMENT,
            MAX_ASA_S,
        ],
        outputs: &PROOF,
        has_definition: true,
        assumes: ERLANG_X.0,
        source: ERLANG_X.1,
        row: |inputs, definition, out| {
            fill(
                inputs,
                out,
                |[volume, interval_s, aht_s, patience_s, redial, target_wait_s, sl, p_wait, left, asa_s]| {
                    let model = ErlangX::new(volume, interval_s, aht_s, patience_s, redial)?;
                    let targets = targets(definition, target_wait_s, [sl, p_wait, left, asa_s]);
                    Ok(proof(model.fewest_agents(&targets)?))
                },
            )
        },
    },
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
        assumes: CHAT.0,
        source: CHAT.1,
        row: |inputs, definition, out| {
            fill(
                inputs,
                out,
                |[agents, volume, interval_s, a, b, c, d, e, f, g, h, patience_s, target_wait_s]| {
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
                },
            )
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
            MIN_SERVICE_LEVEL,
            MAX_P_WAIT,
            MAX_ABANDONMENT,
            MAX_ASA_S,
        ],
        outputs: &PROOF,
        has_definition: true,
        assumes: CHAT.0,
        source: CHAT.1,
        row: |inputs, definition, out| {
            fill(
                inputs,
                out,
                |[volume, interval_s, a, b, c, d, e, f, g, h, patience_s, target_wait_s, sl, p_wait, left, asa_s]| {
                    let chat = chat(volume, interval_s, [a, b, c, d, e, f, g, h], patience_s)?;
                    let targets = targets(definition, target_wait_s, [sl, p_wait, left, asa_s]);
                    Ok(proof(chat.fewest_agents(&targets)?))
                },
            )
        },
    },
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
        assumes: BLEND.0,
        source: BLEND.1,
        row: |inputs, definition, out| {
            fill(
                inputs,
                out,
                |[agents, volume, interval_s, aht_s, reserved, outbound, patience_s, target_wait_s]| {
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
                },
            )
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
            MIN_SERVICE_LEVEL,
            MAX_P_WAIT,
            MAX_ABANDONMENT,
            MAX_ASA_S,
        ],
        outputs: &PROOF,
        has_definition: true,
        assumes: BLEND.0,
        source: BLEND.1,
        row: |inputs, definition, out| {
            fill(
                inputs,
                out,
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
            MIN_SERVICE_LEVEL,
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
        assumes: BLEND.0,
        source: BLEND.1,
        row: |inputs, definition, out| {
            fill(
                inputs,
                out,
                |[agents, volume, interval_s, aht_s, outbound, patience_s, target_wait_s, sl, p_wait, left, asa_s]| {
                    let blend =
                        Blend::new(volume, interval_s, aht_s, 0.0, given(outbound), given(patience_s))?;
                    let targets = targets(definition, target_wait_s, [sl, p_wait, left, asa_s]);
                    Ok(proof(blend.fewest_reserved(agents, &targets)?))
                },
            )
        },
    },
    Model {
        name: "halfin_whitt",
        about: "share who wait when agents are load + beta × √load, without abandonment",
        inputs: &[input("beta", "1", "(agents − load) / √load, at least 0")],
        outputs: &[P_WAIT, LN_P_WAIT],
        has_definition: false,
        assumes: HALFIN_WHITT.0,
        source: HALFIN_WHITT.1,
        row: |inputs, _, out| {
            fill(inputs, out, |[beta]| {
                let limit = HalfinWhitt::new(beta)?;
                Ok([limit.p_wait(), limit.ln_p_wait()])
            })
        },
    },
    Model {
        name: "halfin_whitt_agents",
        about: "square-root staffing for a share who wait, without abandonment",
        inputs: &[LOAD, input("max_p_wait", "share", "share who wait")],
        outputs: &[output("agents", "agents", "load + beta × √load, not rounded"), BETA],
        has_definition: false,
        assumes: HALFIN_WHITT.0,
        source: HALFIN_WHITT.1,
        row: |inputs, _, out| {
            fill(inputs, out, |[load, p_wait]| {
                let limit = HalfinWhitt::for_p_wait(p_wait)?;
                Ok([limit.agents(load)?, limit.beta()])
            })
        },
    },
    Model {
        name: "garnett",
        about: "share who wait when agents are load + beta × √load, with abandonment",
        inputs: &[
            input("beta", "1", "(agents − load) / √load"),
            THETA_OVER_MU,
            input("offered_load_erl", "erl", "load for which p_abandon is told, if given").optional(),
        ],
        outputs: &[P_WAIT, LN_P_WAIT, P_ABANDON],
        has_definition: false,
        assumes: GARNETT.0,
        source: GARNETT.1,
        row: |inputs, _, out| {
            fill(inputs, out, |[beta, theta_over_mu, load]| {
                let limit = Garnett::new(beta, theta_over_mu)?;
                let p_abandon = given(load).map_or(Ok(f64::NAN), |load| limit.p_abandon(load))?;
                Ok([limit.p_wait(), limit.ln_p_wait(), p_abandon])
            })
        },
    },
    Model {
        name: "garnett_agents",
        about: "square-root staffing for a share who wait, with abandonment",
        inputs: &[LOAD, THETA_OVER_MU, input("max_p_wait", "share", "share who wait")],
        outputs: &[output("agents", "agents", "load + beta × √load, not rounded, at least 0"), BETA],
        has_definition: false,
        assumes: GARNETT.0,
        source: GARNETT.1,
        row: |inputs, _, out| {
            fill(inputs, out, |[load, theta_over_mu, p_wait]| {
                let limit = Garnett::for_p_wait(p_wait, theta_over_mu)?;
                Ok([limit.agents(load)?, limit.beta()])
            })
        },
    },
];

const BETA: Output = output("beta", "1", "(agents − load) / √load");

const fn level(name: &'static str, about: &'static str) -> Input {
    input(name, "s", about).optional()
}

const AHT_1_S: Input = input("aht_1_s", "s", "mean seconds a chat takes while it is its agent's only one");
const AHT_2_S: Input = level("aht_2_s", "the same while its agent has 2 chats; agents have as many slots as are given");
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
    const NAMES: [&str; 7] =
        ["aht_2_s", "aht_3_s", "aht_4_s", "aht_5_s", "aht_6_s", "aht_7_s", "aht_8_s"];
    let slots = 1 + aht_by_level_s[1..].iter().take_while(|aht_s| !aht_s.is_nan()).count();
    if slots < 8 && aht_by_level_s[slots..].iter().any(|aht_s| !aht_s.is_nan()) {
        return Err(StaffingError::Missing { field: NAMES[slots - 1] });
    }
    ChatConcurrency::new(volume, interval_s, &aht_by_level_s[..slots], given(patience_s))
}
