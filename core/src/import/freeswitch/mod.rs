//! FreeSWITCH `mod_callcenter`: `callcenter.conf.xml` with its queues, agents and tiers.

mod queue;

use super::build::{Build, longer_than_nothing};
use super::error::ImportError;
use super::ledger::Ledger;
use super::node::{Node, Size};
use super::rule::{REPEATED, Rule, differs, lost, maps};
use super::xml;
use crate::routing::{Config, Presence};
use crate::time::Span;
use queue::Queue;
use std::collections::{BTreeMap, BTreeSet};

pub(super) static RULES: &[Rule] = &[
    maps("queue name", "queues[].id", ""),
    maps(
        "strategy = longest-idle-agent",
        "queues[].selection",
        "tier, idle since the last contact, position",
    ),
    differs(
        "strategy = round-robin",
        "queues[].selection",
        "the circle goes by the agents' ids within a tier; each queue has its own",
    ),
    maps(
        "strategy = top-down",
        "queues[].selection",
        "tier, position; an agent who does not answer is asked again only after the others, and one who is away halts nobody",
    ),
    differs(
        "strategy = agent-with-least-talk-time",
        "queues[].selection",
        "by `occupancy`: the share of the time since log-in, not the sum of seconds",
    ),
    maps("strategy = agent-with-fewest-calls", "queues[].selection", "tier, contacts answered, position"),
    maps("strategy = sequentially-by-agent-order", "queues[].selection", "tier, position, idle"),
    maps("strategy = random", "queues[].selection", "tier, then by lot; `seed` decides the lots"),
    maps("strategy = ring-all", "queues[].max_offers", "up to a thousand at once"),
    maps(
        "strategy = ring-progressively",
        "queues[].offer_more_after_us",
        "tier, position; one more rings each time, up to a thousand",
    ),
    maps("ring-progressively-delay", "queues[].offer_more_after_us", "10 s where it is absent"),
    maps("ring-progressively-delay (another strategy)", "", "only ring-progressively looks at it"),
    maps(
        "time-base-score = queue",
        "queues[].scoring",
        "`age_plus_base`: seconds in the queue and the `head_start_us` you enqueue with",
    ),
    differs(
        "time-base-score = system",
        "queues[].scoring",
        "`age_plus_base`, but what a caller waited before the queue is known to the host alone: give it as `head_start_us`",
    ),
    maps(
        "tier-rules-apply = true",
        "queues[].tier_rules",
        "the lowest level in use is open at once, also where mod_callcenter counts up to it first",
    ),
    maps("tier-rules-apply = false", "queues[].tier_rules", "absent: all tiers are open"),
    maps("tier-rule-wait-second", "queues[].tier_rules.wait_us", ""),
    maps("tier-rule-wait-second = 0", "queues[].tier_rules", "absent: all tiers are open"),
    maps("tier-rule-wait-multiply-level", "queues[].tier_rules.multiply", ""),
    maps(
        "tier-rule-no-agent-no-wait",
        "queues[].tier_rules.no_agent_no_wait",
        "nobody logged in: who is on a break counts as there",
    ),
    maps("tier-rule-… (tier-rules-apply is false)", "", "no tier rules apply"),
    maps("max-wait-time", "queues[].wait_rules", "removed with the reason `max_wait_time`; 0 = never"),
    differs(
        "max-wait-time-with-no-agent",
        "queues[].wait_rules",
        "removed with the reason `no_agent` when nobody is logged in; the time counts from the caller's coming, not from the last agent's going",
    ),
    maps("max-wait-time-with-no-agent = 0", "", "callers wait for whoever may come"),
    lost(
        "max-wait-time-with-no-agent-time-reached",
        "each caller has his own time; callers who come later are not turned away sooner",
    ),
    maps(
        "abandoned-resume-allowed = true",
        "queues[].regain_within_us",
        "as long as discard-abandoned-after, 60 s where it is absent; give `subject`, the caller's number",
    ),
    maps("abandoned-resume-allowed = false", "queues[].regain_within_us", "absent: he starts anew"),
    maps(
        "discard-abandoned-after",
        "queues[].regain_within_us",
        "only where abandoned-resume-allowed is true",
    ),
    maps("agent-no-answer-status", "queues[].on_timeout", "`On Break` pauses, `Logged Out` logs out"),
    lost("skip-agents-with-external-calls", "the host tells who is busy elsewhere: `set_presence`"),
    lost("(announcements, music, recording)", "what callers hear and how calls are recorded is the host's"),
    maps("agent name", "agents[].id", ""),
    lost(
        "agent (type, contact, status)",
        "the host rings the agent and tells his presence with `set_presence`",
    ),
    maps("agent contact (timeout)", "queues[].offer_timeout_us", "of the queues he serves"),
    differs(
        "agent contact (unequal timeouts)",
        "queues[].offer_timeout_us",
        "a queue has one for all its agents: the shortest",
    ),
    maps("agent max-no-answer", "queues[].max_misses", "he is paused then; in all queues he serves alike"),
    differs(
        "agent max-no-answer (unequal)",
        "queues[].max_misses",
        "a queue has one number for all its agents: the greatest",
    ),
    maps("agent max-no-answer = 0", "queues[].on_timeout", "absent: he is asked again"),
    maps("agent wrap-up-time", "queues[].wrap_up_us", "of the queues he serves"),
    differs(
        "agent wrap-up-time (unequal)",
        "queues[].wrap_up_us",
        "a queue has one wrap-up for all its agents: the longest",
    ),
    lost(
        "agent (delays after a decline)",
        "who declined or did not answer is asked again only when all others have been, or when he next becomes available",
    ),
    maps("tier (queue, agent)", "agents[].queues", ""),
    maps(
        "tier level",
        "agents[].queues",
        "`tier`: its distance to the lowest level of the queue; 1 where it is absent",
    ),
    maps("tier position", "agents[].queues", "`position`; 1 where it is absent"),
    lost("tier (state)", "the router knows who is offered what"),
    lost("tier (unknown queue)", "no queue has this name"),
    lost("settings", "the router's state is kept by its log and snapshots; it needs no database"),
    lost(
        "X-PRE-PROCESS",
        "the importer reads no files of its own accord: give the file as FreeSWITCH expands it",
    ),
    maps("(wrapping)", "", "names and descriptions of the document: they decide nothing, here as there"),
];

/// As many ring at a time as nobody has agents.
const ALL: u32 = 1_000;

pub(super) fn import(
    files: &[(&str, &str)],
    size: &mut Size,
    ledger: &mut Ledger,
) -> Result<(Config, Vec<Node>), ImportError> {
    let roots = size.read_all(files, xml::read)?;
    let mut found = Found::default();
    roots.iter().for_each(|root| found.walk(root, ledger));
    found.queues = ledger.last_of(&found.queues, |queue| queue.text_of("@name"));
    if found.queues.is_empty() {
        return Err(ImportError::Nothing { expected: "no file has a <queue> with a name" });
    }
    let config = found.config(ledger);
    Ok((config, roots))
}

/// Elements by what they are.
#[derive(Default)]
struct Found<'a> {
    queues: Vec<&'a Node>,
    agents: Vec<&'a Node>,
    tiers: Vec<&'a Node>,
}

impl<'a> Found<'a> {
    fn walk(&mut self, node: &'a Node, ledger: &mut Ledger) {
        for part in &node.children {
            match part.key.as_str() {
                "queue" if part.text_of("@name").is_some() => self.queues.push(part),
                "agent" if part.text_of("@name").is_some() => self.agents.push(part),
                "tier" => self.tiers.push(part),
                "settings" => ledger.tell(part, "settings", ""),
                "X-PRE-PROCESS" => ledger.tell(part, "X-PRE-PROCESS", ""),
                "@name" | "@description" | "@type" => ledger.tell(part, "(wrapping)", ""),
                "document" | "section" | "configuration" | "queues" | "agents" | "tiers"
                    if part.children.is_empty() =>
                {
                    ledger.tell(part, "(wrapping)", "");
                }
                "document" | "section" | "configuration" | "queues" | "agents" | "tiers" => {
                    self.walk(part, ledger)
                }
                // Lost as unknown.
                _ => {}
            }
        }
    }

    fn config(&self, ledger: &mut Ledger) -> Config {
        let mut build = Build::default();
        for queue in &self.queues {
            let id = queue.text_of("@name").unwrap_or_default();
            Queue::read(queue, id, ledger).build(&mut build, ledger);
        }
        let members = self.tiers(&mut build, ledger);
        self.agents(&members, &mut build, ledger);
        build.config()
    }

    /// Agents of each queue.
    fn tiers(&self, build: &mut Build, ledger: &mut Ledger) -> BTreeMap<String, BTreeSet<String>> {
        let level = |tier: &Node| tier.get("@level").map_or(Some(1), Node::small);
        let mut lowest = BTreeMap::<&str, i32>::new();
        for tier in &self.tiers {
            if let (Some(queue), Some(level)) = (tier.text_of("@queue"), level(tier)) {
                lowest.entry(queue).and_modify(|least| *least = level.min(*least)).or_insert(level);
            }
        }
        let mut members = BTreeMap::<String, BTreeSet<String>>::new();
        let mut last = BTreeMap::new();
        for tier in &self.tiers {
            let before = last.insert((tier.text_of("@agent"), tier.text_of("@queue")), *tier);
            before.into_iter().for_each(|before| ledger.tell(before, REPEATED.key, ""));
        }
        for tier in last.into_values() {
            let (Some(agent), Some(queue)) = (tier.text_of("@agent"), tier.text_of("@queue")) else {
                continue;
            };
            if !build.has_queue(queue) {
                ledger.tell(tier, "tier (unknown queue)", "");
                continue;
            }
            members.entry(queue.to_owned()).or_default().insert(agent.to_owned());
            let membership = build.membership(agent, queue);
            membership.position = 1;
            let above = level(tier).zip(lowest.get(queue)).map(|(level, lowest)| level.abs_diff(*lowest));
            membership.tier = above.unwrap_or_default();
            for part in &tier.children {
                match part.key.as_str() {
                    "@agent" | "@queue" => ledger.tell(part, "tier (queue, agent)", agent),
                    "@level" if above.is_some() => ledger.tell(part, "tier level", agent),
                    "@level" => ledger.unreadable(part),
                    "@position" => match part.small() {
                        Some(position) => {
                            membership.position = position;
                            ledger.tell(part, "tier position", agent);
                        }
                        None => ledger.unreadable(part),
                    },
                    "@state" => ledger.tell(part, "tier (state)", ""),
                    _ => {}
                }
            }
        }
        members
    }

    fn agents(&self, members: &BTreeMap<String, BTreeSet<String>>, build: &mut Build, ledger: &mut Ledger) {
        let by_name: BTreeMap<&str, &Node> =
            self.agents.iter().filter_map(|agent| Some((agent.text_of("@name")?, *agent))).collect();
        for agent in &self.agents {
            let name = agent.text_of("@name").unwrap_or_default();
            if by_name.get(name).is_some_and(|last| last.id != agent.id) {
                ledger.tell(agent, REPEATED.key, name);
                continue;
            }
            build.agent(name);
            for part in &agent.children {
                match part.key.as_str() {
                    "@name" => ledger.tell(part, "agent name", name),
                    // Told of with the queues he serves.
                    "@contact" if timeout_in(part).is_some() => {}
                    "@type" | "@contact" | "@status" => {
                        ledger.tell(part, "agent (type, contact, status)", "")
                    }
                    "@reject-delay-time" | "@busy-delay-time" | "@no-answer-delay-time" => {
                        ledger.tell(part, "agent (delays after a decline)", "");
                    }
                    "@max-no-answer" => match part.number().filter(|most| (0..=1_000_000).contains(most)) {
                        None => ledger.unreadable(part),
                        Some(0) => ledger.tell(part, "agent max-no-answer = 0", ""),
                        Some(_) => {}
                    },
                    "@wrap-up-time" if part.seconds().is_none() => ledger.unreadable(part),
                    _ => {}
                }
            }
        }
        for (queue, agents) in members {
            let agents: Vec<&Node> =
                agents.iter().filter_map(|agent| by_name.get(agent.as_str()).copied()).collect();
            per_queue(build, queue, &agents, ledger);
        }
        // Of agents in no queue nothing is left to say.
        for agent in by_name.values() {
            let name = agent.text_of("@name").unwrap_or_default();
            if !members.values().any(|agents| agents.contains(name)) {
                let timers =
                    [("@max-no-answer", "agent max-no-answer"), ("@wrap-up-time", "agent wrap-up-time")];
                for (key, rule) in timers {
                    if let Some(part) =
                        agent.get(key).filter(|part| part.seconds().is_some() && part.number() != Some(0))
                    {
                        ledger.tell(part, rule, "");
                    }
                }
                if let Some(part) = agent.get("@contact").filter(|part| timeout_in(part).is_some()) {
                    ledger.tell(part, "agent contact (timeout)", "");
                }
                if let Some(part) = agent.get("@wrap-up-time").filter(|part| part.number() == Some(0)) {
                    ledger.tell(part, "agent wrap-up-time", "");
                }
            }
        }
    }
}

/// What agents say that a queue decides here.
fn per_queue(build: &mut Build, id: &str, agents: &[&Node], ledger: &mut Ledger) {
    let queue = build.queue(id);
    let wrap_ups: Vec<(&Node, Span)> = agents
        .iter()
        .filter_map(|agent| agent.get("@wrap-up-time"))
        .filter_map(|part| Some((part, part.seconds()?)))
        .collect();
    let longest = wrap_ups.iter().map(|(_, span)| *span).max();
    let is_equal = wrap_ups.iter().all(|(_, span)| Some(*span) == longest)
        && (wrap_ups.is_empty() || wrap_ups.len() == agents.len());
    queue.wrap_up = longest.unwrap_or(Span::ZERO);
    for (part, _) in &wrap_ups {
        ledger.tell(part, if is_equal { "agent wrap-up-time" } else { "agent wrap-up-time (unequal)" }, id);
    }
    let misses: Vec<(&Node, u32)> = agents
        .iter()
        .filter_map(|agent| agent.get("@max-no-answer"))
        .filter_map(|part| {
            Some((part, u32::try_from(part.number()?).ok().filter(|most| (1..=1_000_000).contains(most))?))
        })
        .collect();
    let most = misses.iter().map(|(_, most)| *most).max();
    let is_equal = misses.iter().all(|(_, one)| Some(*one) == most) && misses.len() == agents.len();
    if let Some(most) = most {
        queue.max_misses = most;
        queue.on_timeout = Some(queue.on_timeout.unwrap_or(Presence::Paused));
    } else {
        // Nobody is taken off for not answering.
        queue.on_timeout = None;
    }
    for (part, _) in &misses {
        ledger.tell(part, if is_equal { "agent max-no-answer" } else { "agent max-no-answer (unequal)" }, id);
    }
    let contacts = agents.iter().filter_map(|agent| agent.get("@contact"));
    let timeouts: Vec<(&Node, Span)> = contacts.filter_map(|part| Some((part, timeout_in(part)?))).collect();
    let shortest = timeouts.iter().map(|(_, span)| *span).min();
    let is_equal = timeouts.iter().all(|(_, span)| Some(*span) == shortest) && timeouts.len() == agents.len();
    queue.offer_timeout = shortest;
    for (part, _) in &timeouts {
        let rule = if is_equal { "agent contact (timeout)" } else { "agent contact (unequal timeouts)" };
        ledger.tell(part, rule, id);
    }
}

/// `leg_timeout`, `call_timeout` or `originate_timeout` in a dial string.
fn timeout_in(contact: &Node) -> Option<Span> {
    let text = contact.text()?;
    let at = ["leg_timeout=", "call_timeout=", "originate_timeout="]
        .iter()
        .find_map(|key| Some(text.find(key)? + key.len()))?;
    let digits: String = text[at..].chars().take_while(char::is_ascii_digit).take(6).collect();
    longer_than_nothing(Span::from_seconds(digits.parse().ok()?))
}
