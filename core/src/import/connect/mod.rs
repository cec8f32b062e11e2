//! Amazon Connect: routing profiles with their queues, queues, users with their proficiencies, and routing criteria, as
//! its API writes them.

mod criteria;
mod profile;

use super::build::Build;
use super::error::ImportError;
use super::json;
use super::ledger::Ledger;
use super::node::{Node, Size};
use super::rule::{Rule, differs, lost, maps};
use crate::routing::{Config, EntryRule, IdleBasis, Presence};
use crate::time::Span;
use criteria::criteria;
use profile::Profile;
use std::collections::{BTreeMap, BTreeSet};

pub(super) static RULES: &[Rule] = &[
    maps(
        "RoutingProfile.Name",
        "",
        "users are found by the profile's id; without users it names one agent who shows what each would have",
    ),
    maps("RoutingProfile (ids)", "", "what users call the profile by"),
    maps(
        "QueueConfigs[].QueueId",
        "agents[].queues",
        "of every user of the profile; the queue's name is its id where the queue is given",
    ),
    maps("QueueConfigs[].Priority", "agents[].queues", "`rank`, lower first"),
    maps("QueueConfigs[].Delay", "agents[].queues", "`delay_us`"),
    differs(
        "QueueConfigs[] (channels of one queue unequal)",
        "agents[].queues",
        "a membership holds for all channels: the first rank and the shortest delay count",
    ),
    maps(
        "QueueConfigs[].Channel",
        "agents[].channels",
        "with the channels of MediaConcurrencies, all of which the queue has",
    ),
    differs(
        "QueueConfigs[].Channel (not all of the profile's)",
        "agents[].queues",
        "a membership holds for all channels of MediaConcurrencies: work of another channel in this queue reaches him too",
    ),
    maps("MediaConcurrencies[].Channel", "agents[].channels", "in lower case"),
    maps("MediaConcurrencies[].Concurrency", "agents[].capacity", "`max` of the channel"),
    maps(
        "CrossChannelBehavior = ROUTE_ANY_CHANNEL",
        "agents[].capacity",
        "`total` is the sum of the concurrencies",
    ),
    maps(
        "CrossChannelBehavior = ROUTE_CURRENT_CHANNEL_ONLY",
        "agents[].capacity",
        "one of a channel that takes one at a time costs the whole capacity",
    ),
    differs(
        "CrossChannelBehavior = ROUTE_CURRENT_CHANNEL_ONLY (several with more than one)",
        "agents[].capacity",
        "channels that take several at a time may mix, up to the greatest of them",
    ),
    maps(
        "AgentAvailabilityTimer",
        "idle_basis",
        "`available_since`, or `last_inbound_end` where every profile has TIME_SINCE_LAST_INBOUND",
    ),
    differs(
        "AgentAvailabilityTimer (profiles unequal)",
        "idle_basis",
        "the basis is the queue's or the configuration's, not the agent's: `available_since` for all",
    ),
    lost("RoutingProfile.DefaultOutboundQueueId", "the host dials"),
    maps("Queue.Name", "queues[].id", ""),
    maps("Queue (ids)", "", "what profiles call the queue by"),
    maps("Queue.MaxContacts", "queues[].max_waiting", ""),
    lost("Queue.HoursOfOperationId", "give the queue a `calendar` of instants, and wait rules for `closed`"),
    maps("Queue.Status = ENABLED", "", ""),
    lost("Queue.Status = DISABLED", "do not send contacts to it"),
    lost("Queue (telephony)", "the host dials and tells who calls"),
    maps("User.Username", "agents[].id", ""),
    maps("User (ids)", "", "what others call the user by"),
    maps("User.RoutingProfileId", "agents[].queues", ""),
    lost("User (unknown profile)", "the routing profile is not in these files; the agent serves no queue"),
    differs(
        "User.PhoneConfig.AfterContactWorkTimeLimit",
        "queues[].wrap_up_us",
        "a queue has one wrap-up for all its agents: the longest of theirs; 0, which is no limit, becomes `manual`",
    ),
    differs(
        "User.PhoneConfig.AutoAccept",
        "queues[].auto_accept",
        "a queue decides it for all its agents: on where all of them have it",
    ),
    lost("User (telephony and person)", "the host dials, and personal data stay out"),
    maps("UserProficiencyList[]", "agents[].skills", "`AttributeName=AttributeValue` with the level"),
    lost("UserProficiencyList[] (fractions)", "levels are whole numbers"),
    lost("UserProficiencyList[] (of no user)", "give the list inside the user it belongs to"),
    maps(
        "Steps[].Expression",
        "entry_rules[].steps[].expr",
        "AND, OR and NOT of skills with their levels; `arrive` names the queue by the detail `queue`",
    ),
    maps("Steps[].Expression (agents)", "entry_rules[].steps[].expr.agent", "the users' names by their ids"),
    lost(
        "Steps[].Expression (unknown agent)",
        "no user in these files has this id: give the list of users too",
    ),
    lost("Steps[].Expression (another)", "the step admits every member of the queue"),
    maps(
        "Steps[].Expiry.DurationInSeconds",
        "entry_rules[].steps[].duration_us",
        "the clock runs on while an agent is asked",
    ),
    maps("Steps[].Status", "", "where a contact stood; each begins with the first step"),
    lost("Steps[] (out of reach)", "the step before it never expires"),
    maps(
        "(bookkeeping)",
        "",
        "dates, addresses and counts of the vendor: they decide nothing, here as there",
    ),
];

const BOOKKEEPING: [&str; 10] = [
    "Description",
    "Tags",
    "LastModifiedTime",
    "LastModifiedRegion",
    "InstanceId",
    "NextToken",
    "NumberOfAssociatedQueues",
    "NumberOfAssociatedUsers",
    "IsDefault",
    "InstanceArn",
];
/// Connect rings an agent for so long.
const RING: Span = Span::from_seconds(20);

#[derive(Default)]
struct Parts<'a> {
    profiles: Vec<&'a Node>,
    queues: Vec<&'a Node>,
    users: Vec<&'a Node>,
    /// Each with what it is asked for by.
    criteria: Vec<(&'a str, &'a Node)>,
}

pub(super) fn import(
    files: &[(&str, &str)],
    size: &mut Size,
    ledger: &mut Ledger,
) -> Result<(Config, Vec<Node>), ImportError> {
    let roots = size.read_all(files, json::read)?;
    let mut parts = Parts::default();
    for (root, (file, _)) in roots.iter().zip(files) {
        parts.find(root, file, ledger);
    }
    parts.queues = ledger.last_of(&parts.queues, |queue| queue.text_of("Name").or(queue.text_of("QueueId")));
    parts.users = ledger.last_of(&parts.users, |user| {
        let inner = user.get("User").unwrap_or(user);
        inner.text_of("Username").or(inner.text_of("Id"))
    });
    if parts.profiles.is_empty() && parts.queues.is_empty() {
        return Err(ImportError::Nothing { expected: "no file has a routing profile or a queue" });
    }
    let config = parts.config(ledger);
    Ok((config, roots))
}

impl<'a> Parts<'a> {
    fn find(&mut self, node: &'a Node, file: &'a str, ledger: &mut Ledger) {
        let has = |key: &str| node.get(key).is_some();
        let has_queues = QUEUE_LISTS.iter().any(|key| has(key));
        if has("Steps") {
            self.criteria.push((file, node));
        } else if has("RoutingProfile") && has_queues {
            // A profile beside the list of its queues.
            self.profiles.push(node);
        } else if has("MediaConcurrencies")
            || has_queues
            || (has("RoutingProfileId") && has("Name") && !has("Username"))
        {
            self.profiles.push(node);
        } else if has("Username") || has("User") {
            self.users.push(node);
        } else if (has("QueueId") || has("QueueArn")) && has("Name") || has("MaxContacts") {
            self.queues.push(node);
        } else {
            for part in node.items() {
                match part.key.as_str() {
                    key if BOOKKEEPING.contains(&key) => ledger.tell(part, "(bookkeeping)", ""),
                    "UserProficiencyList" => ledger.tell(part, "UserProficiencyList[] (of no user)", ""),
                    _ => self.find(part, file, ledger),
                }
            }
        }
    }

    fn config(&self, ledger: &mut Ledger) -> Config {
        let mut build = Build::default();
        let names = self.queue_names();
        for queue in &self.queues {
            queue_of(queue, &names, &mut build, ledger);
        }
        let mut staff = Staff::default();
        let (basis, timers) = self.idle_basis();
        for (place, node) in self.profiles.iter().enumerate() {
            let inner = node.get("RoutingProfile").unwrap_or(node);
            let profile = Profile::read(node, &names, timers, ledger);
            for id in
                ["RoutingProfileId", "RoutingProfileArn", "Name"].iter().filter_map(|key| inner.text_of(key))
            {
                staff.places.insert(id.to_owned(), place);
            }
            profile.memberships.keys().for_each(|queue| _ = build.queue(queue));
            staff.profiles.push(profile);
        }
        for user in &self.users {
            staff.user(user, &mut build, ledger);
        }
        let profiles = staff.profiles.iter().enumerate();
        for (_, profile) in profiles.filter(|(place, _)| !staff.used.contains(place)) {
            profile.give(&profile.name, &mut build);
        }
        for queue in build.queues() {
            queue.offer_timeout = Some(RING);
            queue.on_timeout = Some(Presence::Paused);
        }
        settle(&staff.work, &mut build);
        let several = self.criteria.len() > 1;
        let people = self.people();
        let rules: Vec<EntryRule> = self
            .criteria
            .iter()
            .map(|(file, node)| criteria(node, several.then_some(file), &people, ledger))
            .collect();
        let mut config = build.config();
        config.idle_basis = basis;
        if !rules.is_empty() {
            // A flow names the queue; so does what arrives.
            let queues = config.queues.iter().filter(|queue| !queue.id.ends_with('*'));
            config.entry_rules = queues.map(|queue| by_queue(&queue.id)).collect();
        }
        config.entry_rules.extend(rules);
        config
    }

    fn queue_names(&self) -> BTreeMap<String, String> {
        let mut names = BTreeMap::new();
        for queue in &self.queues {
            let Some(name) = queue.text_of("Name").or(queue.text_of("QueueId")) else { continue };
            for id in ["QueueId", "QueueArn", "Name"].iter().filter_map(|key| queue.text_of(key)) {
                names.insert(id.to_owned(), name.to_owned());
            }
        }
        names
    }

    /// Users' names by their ids.
    fn people(&self) -> BTreeMap<&str, &str> {
        let mut people = BTreeMap::new();
        for user in &self.users {
            let inner = user.get("User").unwrap_or(user);
            let Some(name) = inner.text_of("Username").or(inner.text_of("Id")) else { continue };
            people.extend(["Id", "UserId", "Arn"].iter().filter_map(|key| Some((inner.text_of(key)?, name))));
        }
        people
    }

    fn idle_basis(&self) -> (IdleBasis, &'static str) {
        let timers = self.profiles.iter().map(|node| {
            let inner = node.get("RoutingProfile").unwrap_or(node);
            inner.text_of("AgentAvailabilityTimer") == Some("TIME_SINCE_LAST_INBOUND")
        });
        let timers: BTreeSet<bool> = timers.collect();
        match (timers.contains(&true), timers.contains(&false)) {
            (true, false) => (IdleBasis::LastInboundEnd, "AgentAvailabilityTimer"),
            (true, true) => (IdleBasis::AvailableSince, "AgentAvailabilityTimer (profiles unequal)"),
            (false, _) => (IdleBasis::AvailableSince, "AgentAvailabilityTimer"),
        }
    }
}

/// What agents have of their own, by queue: seconds of wrap-up, and whether he is connected at once.
type Work = BTreeMap<String, Vec<(Option<i64>, bool)>>;

/// Profiles, and the users who have them.
#[derive(Default)]
struct Staff {
    profiles: Vec<Profile>,
    /// Places among the profiles, by all that users call them by.
    places: BTreeMap<String, usize>,
    used: BTreeSet<usize>,
    work: Work,
}

impl Staff {
    fn user(&mut self, node: &Node, build: &mut Build, ledger: &mut Ledger) {
        let inner = node.get("User").unwrap_or(node);
        let Some(name) = inner.text_of("Username").or(inner.text_of("Id")) else { return };
        build.agent(name);
        let phone = inner.get("PhoneConfig");
        for part in inner.items() {
            match part.key.as_str() {
                "Username" => ledger.tell(part, "User.Username", name),
                "Id" | "Arn" | "UserId" => ledger.tell(part, "User (ids)", ""),
                "RoutingProfileId" => match part.text().and_then(|id| self.places.get(id)) {
                    Some(place) => {
                        self.used.insert(*place);
                        self.profiles[*place].give(name, build);
                        ledger.tell(part, "User.RoutingProfileId", name);
                    }
                    None => ledger.tell(part, "User (unknown profile)", ""),
                },
                "PhoneConfig" => {
                    for part in part.items() {
                        let rule = match part.key.as_str() {
                            "AfterContactWorkTimeLimit" if part.seconds().is_none() => {
                                ledger.unreadable(part);
                                continue;
                            }
                            "AfterContactWorkTimeLimit" => "User.PhoneConfig.AfterContactWorkTimeLimit",
                            "AutoAccept" => "User.PhoneConfig.AutoAccept",
                            "PhoneType" | "DeskPhoneNumber" | "PersistentConnection" => {
                                "User (telephony and person)"
                            }
                            _ => continue,
                        };
                        ledger.tell(part, rule, "");
                    }
                }
                "UserProficiencyList" | "UserProficiencies" | "Proficiencies" => {
                    proficiencies(part, name, build, ledger)
                }
                "IdentityInfo" | "DirectoryUserId" | "HierarchyGroupId" | "SecurityProfileIds" => {
                    ledger.tell(part, "User (telephony and person)", "");
                }
                key if BOOKKEEPING.contains(&key) => ledger.tell(part, "(bookkeeping)", ""),
                _ => {}
            }
        }
        for part in node.items().filter(|_| node.id != inner.id) {
            if matches!(part.key.as_str(), "UserProficiencyList" | "UserProficiencies") {
                proficiencies(part, name, build, ledger);
            }
        }
        let limit = phone.and_then(|phone| phone.get("AfterContactWorkTimeLimit")?.seconds());
        let limit = limit.map(|limit| limit.as_micros() / 1_000_000);
        let accepts = phone.and_then(|phone| phone.get("AutoAccept")?.is_true()).unwrap_or(false);
        let queues: Vec<String> = build.agent(name).queues.keys().cloned().collect();
        for queue in queues {
            self.work.entry(queue).or_default().push((limit, accepts));
        }
    }
}

/// To a queue whose name what arrives has as its detail `queue`; a name that ends in `*` cannot be asked for.
fn by_queue(id: &str) -> EntryRule {
    let when = BTreeMap::from([("queue".to_owned(), BTreeSet::from([id.to_owned()]))]);
    EntryRule { when, queue: Some(id.to_owned()), ..EntryRule::default() }
}

/// What the agents of queues have of their own, as the queues'.
fn settle(work: &Work, build: &mut Build) {
    for (id, agents) in work {
        let queue = build.queue(id);
        queue.auto_accept = agents.iter().all(|(_, accepts)| *accepts);
        let limits: Vec<i64> = agents.iter().filter_map(|(limit, _)| *limit).collect();
        if limits.contains(&0) {
            queue.wrap_up_mode = crate::routing::WrapUpMode::Manual;
        } else if let Some(longest) = limits.into_iter().max() {
            queue.wrap_up = Span::from_seconds(longest);
        }
    }
}

fn proficiencies(list: &Node, agent: &str, build: &mut Build, ledger: &mut Ledger) {
    for entry in list.items() {
        let named = entry.text_of("AttributeName").zip(entry.text_of("AttributeValue"));
        let level = entry.get("Level").and_then(Node::small);
        match named.zip(level) {
            Some(((name, value), level)) => {
                build.agent(agent).skills.insert(format!("{name}={value}"), level);
                for key in ["AttributeName", "AttributeValue", "Level"] {
                    entry
                        .get(key)
                        .into_iter()
                        .for_each(|part| ledger.tell(part, "UserProficiencyList[]", agent));
                }
            }
            None => ledger.tell(entry, "UserProficiencyList[] (fractions)", ""),
        }
    }
}

const QUEUE_LISTS: [&str; 2] = ["QueueConfigs", "RoutingProfileQueueConfigSummaryList"];

fn queue_of(node: &Node, names: &BTreeMap<String, String>, build: &mut Build, ledger: &mut Ledger) {
    let id = ["QueueId", "QueueArn", "Name"].iter().find_map(|key| names.get(node.text_of(key)?));
    let Some(id) = id else { return };
    let queue = build.queue(id);
    for part in node.items() {
        let rule = match part.key.as_str() {
            "Name" => "Queue.Name",
            "QueueId" | "QueueArn" => "Queue (ids)",
            "MaxContacts" => {
                match part.number().and_then(|most| usize::try_from(most).ok()).filter(|most| *most > 0) {
                    Some(most) => {
                        queue.max_waiting = Some(most);
                        "Queue.MaxContacts"
                    }
                    None => {
                        ledger.unreadable(part);
                        continue;
                    }
                }
            }
            "HoursOfOperationId" => "Queue.HoursOfOperationId",
            "Status" => match part.text() {
                Some("ENABLED") => "Queue.Status = ENABLED",
                Some("DISABLED") => "Queue.Status = DISABLED",
                _ => {
                    ledger.unreadable(part);
                    continue;
                }
            },
            "OutboundCallerConfig" | "OutboundEmailConfig" | "QuickConnectIds" => "Queue (telephony)",
            key if BOOKKEEPING.contains(&key) => "(bookkeeping)",
            _ => continue,
        };
        ledger.tell(part, rule, id);
    }
}
