//! Genesys Cloud: queues with bullseye rings, their members, users' skills and utilisation, as its API writes them.

mod people;
mod queue;

use super::build::Build;
use super::error::ImportError;
use super::json;
use super::ledger::Ledger;
use super::node::{Node, Size};
use super::rule::{Rule, differs, lost, maps};
use crate::routing::Config;
use people::{member, person};
use queue::queue;
use std::collections::BTreeMap;

pub(super) static RULES: &[Rule] = &[
    maps("queue.name", "queues[].id", ""),
    maps("queue.id", "", "what members call the queue by"),
    maps("skillEvaluationMethod = ALL", "queues[].selection", "`idle` among those who meet all requirements"),
    maps(
        "skillEvaluationMethod = BEST",
        "queues[].selection",
        "`proficiency_high`, then `idle`; among all agents, not the hundred longest idle alone",
    ),
    differs(
        "skillEvaluationMethod = NONE",
        "queues[].selection",
        "`idle`; give no requirements to what comes to this queue, for those given hold",
    ),
    maps(
        "scoringMethod = TimestampAndPriority",
        "queues[].scoring",
        "`conversation_score`: priority and minutes waited; so it is where nothing is said",
    ),
    maps("scoringMethod = PriorityOnly", "queues[].scoring", "`strict`"),
    maps("bullseye.rings[].expansionCriteria (TIMEOUT_SECONDS)", "queues[].rings[].stay_us", ""),
    maps("bullseye.rings[].actions.skillsToRemove", "queues[].rings[].remove", ""),
    lost(
        "bullseye.rings[] (the last)",
        "the last ring is never left: its time and skills to remove mean nothing",
    ),
    lost("bullseye.rings[] (out of reach)", "the ring before it has no timeout"),
    lost("bullseye.rings[].expansionCriteria (another)", "only a time opens the next ring"),
    lost("bullseye.rings[].memberGroups", "give the members' ringNumber: groups are not expanded"),
    maps("acwSettings.wrapupPrompt = OPTIONAL", "queues[].wrap_up_us", "none"),
    differs(
        "acwSettings.wrapupPrompt = AGENT_REQUESTED",
        "queues[].wrap_up_us",
        "none: tell `set_presence` when an agent asks for it",
    ),
    maps("acwSettings.wrapupPrompt = MANDATORY", "queues[].wrap_up_mode", "`manual`"),
    maps("acwSettings.wrapupPrompt = MANDATORY_TIMEOUT", "queues[].wrap_up_mode", "`timed`"),
    maps("acwSettings.wrapupPrompt = MANDATORY_FORCED_TIMEOUT", "queues[].wrap_up_mode", "`mandatory`"),
    maps("acwSettings.timeoutMs", "queues[].wrap_up_us", "where the prompt has a time"),
    maps(
        "mediaSettings.*.alertingTimeoutSeconds",
        "queues[].offer_timeout_us",
        "an agent who does not answer is paused, as one Not Responding",
    ),
    differs(
        "mediaSettings.*.alertingTimeoutSeconds (unequal)",
        "queues[].offer_timeout_us",
        "a queue has one time for all channels: the call's, else the first's",
    ),
    maps("mediaSettings.*.serviceLevel.durationMs", "queues[].target_wait_us", ""),
    differs(
        "mediaSettings.*.serviceLevel.durationMs (unequal)",
        "queues[].target_wait_us",
        "a queue has one target for all channels: the call's, else the first's",
    ),
    lost(
        "mediaSettings.*.serviceLevel.percentage",
        "a target of staffing and reports, which routing does not look at",
    ),
    maps("mediaSettings.*.enableAutoAnswer", "queues[].auto_accept", ""),
    differs(
        "mediaSettings.*.enableAutoAnswer (unequal)",
        "queues[].auto_accept",
        "a queue decides it for all channels: the call's, else the first's",
    ),
    lost("mediaSettings (another)", "the host's"),
    lost("routingRules", "preferred agents come with each interaction: `preferred`, or the queue's `sticky`"),
    lost("conditionalGroupRouting", "write wait rules or a contingency plan with a trigger instead"),
    lost("memberGroups", "give the members themselves: groups are not expanded"),
    maps("member.name", "agents[].id", "else his id"),
    maps("member.id", "", ""),
    maps("member.ringNumber", "agents[].queues", "`ring`"),
    maps("member.joined = true", "agents[].queues", ""),
    differs(
        "member.joined = false",
        "agents[].queues",
        "left out of the queue: put him in with `configure` when he joins",
    ),
    lost("member (of no queue)", "neither inside a queue nor with a selfUri of one"),
    lost("member (state)", "presence is live: tell it with `set_presence`"),
    maps("skills[].proficiency", "agents[].skills", "a level of 0 to 5; 1 where it is absent"),
    differs("skills[].proficiency (fractions)", "agents[].skills", "levels are whole numbers: rounded down"),
    maps("skills[].state", "", "only active ones are taken"),
    maps(
        "utilization.*.maximumCapacity",
        "agents[].capacity",
        "`max` of the channel, and the greatest as `total`; a call is the channel `voice`",
    ),
    lost(
        "utilization.*.interruptableMediaTypes",
        "give the agents `interruptible_channels` and a second pool",
    ),
    lost("utilization.*.includeNonAcd", "tell what else he does with `used_units` or `set_presence`"),
    maps(
        "(bookkeeping)",
        "",
        "dates, addresses and counts of the vendor: they decide nothing, here as there",
    ),
];

const BOOKKEEPING: [&str; 21] = [
    "selfUri",
    "dateCreated",
    "dateModified",
    "createdBy",
    "modifiedBy",
    "division",
    "description",
    "memberCount",
    "userMemberCount",
    "joinedMemberCount",
    "pageSize",
    "pageNumber",
    "total",
    "pageCount",
    "firstUri",
    "lastUri",
    "nextUri",
    "previousUri",
    "version",
    "skillUri",
    "languageUri",
];

/// What a queue is called here.
fn name_of(node: &Node) -> Option<&str> {
    node.text_of("name").or(node.text_of("id"))
}

#[derive(Default)]
struct Parts<'a> {
    queues: Vec<&'a Node>,
    /// Members outside a queue.
    members: Vec<&'a Node>,
    users: Vec<&'a Node>,
    utilization: Vec<&'a Node>,
}

pub(super) fn import(
    files: &[(&str, &str)],
    size: &mut Size,
    ledger: &mut Ledger,
) -> Result<(Config, Vec<Node>), ImportError> {
    let roots = size.read_all(files, json::read)?;
    let mut parts = Parts::default();
    roots.iter().for_each(|root| parts.find(root, ledger));
    parts.queues = ledger.last_of(&parts.queues, name_of);
    parts.users = ledger.last_of(&parts.users, |user| user.text_of("id").or(user.text_of("name")));
    if parts.queues.is_empty() {
        let expected =
            "no file has a queue with a skillEvaluationMethod, bullseye, acwSettings or mediaSettings";
        return Err(ImportError::Nothing { expected });
    }
    let config = parts.config(ledger);
    Ok((config, roots))
}

impl<'a> Parts<'a> {
    fn find(&mut self, node: &'a Node, ledger: &mut Ledger) {
        let has = |key: &str| node.get(key).is_some();
        let is_named = has("name") || has("id");
        let is_queue = ["skillEvaluationMethod", "bullseye", "acwSettings", "mediaSettings", "scoringMethod"];
        if is_named && is_queue.iter().any(|key| has(key)) {
            self.queues.push(node);
        } else if is_named && (has("ringNumber") || has("joined")) {
            self.members.push(node);
        } else if is_named && (has("skills") || has("languages") || has("utilization")) {
            self.users.push(node);
        } else if has("utilization") {
            self.utilization.extend(node.get("utilization"));
            self.rest(node, &["utilization"], ledger);
        } else {
            self.rest(node, &[], ledger);
        }
    }

    fn rest(&mut self, node: &'a Node, but: &[&str], ledger: &mut Ledger) {
        for part in node.items().filter(|part| !but.contains(&part.key.as_str())) {
            if BOOKKEEPING.contains(&part.key.as_str()) {
                ledger.tell(part, "(bookkeeping)", "");
            } else {
                self.find(part, ledger);
            }
        }
    }

    fn config(&self, ledger: &mut Ledger) -> Config {
        let mut build = Build::default();
        let mut names = BTreeMap::new();
        for node in &self.queues {
            let Some(name) = name_of(node) else { continue };
            names.extend(node.text_of("id").map(|id| (id.to_owned(), name.to_owned())));
            queue(node, build.queue(name), ledger);
        }
        let mut people = BTreeMap::new();
        for node in &self.queues {
            let name = name_of(node).unwrap_or_default();
            for part in node.get("members").into_iter().flat_map(Node::items) {
                member(part, Some(name), &mut people, &mut build, ledger);
            }
        }
        for part in &self.members {
            let by_address = part.text_of("selfUri").and_then(|uri| {
                let rest = uri.split_once("/queues/")?.1;
                names.get(rest.split('/').next()?)
            });
            let only = if self.queues.len() == 1 { self.queues[0].text_of("name") } else { None };
            member(part, by_address.map(String::as_str).or(only), &mut people, &mut build, ledger);
        }
        let mut own = Vec::new();
        for user in &self.users {
            let id = user.text_of("id").unwrap_or_default();
            let name = people.get(id).cloned().or(user.text_of("name").map(str::to_owned));
            let agent = name.unwrap_or_else(|| id.to_owned());
            person(user, &agent, &mut build, ledger);
            own.extend(user.get("utilization").map(|utilization| (agent, utilization)));
        }
        for utilization in &self.utilization {
            if let Some(capacity) = people::utilization(utilization, "", ledger) {
                build.agents().for_each(|agent| agent.capacity.clone_from(&capacity));
            }
        }
        // A user's own goes before everybody's.
        for (agent, utilization) in own {
            if let Some(capacity) = people::utilization(utilization, &agent, ledger) {
                build.agent(&agent).capacity = capacity;
            }
        }
        build.config()
    }
}
