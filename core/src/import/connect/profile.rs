//! Routing profiles: what each of their users has.

use super::super::build::Build;
use super::super::ledger::Ledger;
use super::super::node::Node;
use super::{BOOKKEEPING, QUEUE_LISTS};
use crate::routing::Membership;
use std::collections::{BTreeMap, BTreeSet};

/// What the users of a profile have.
#[derive(Default)]
pub(super) struct Profile {
    pub(super) memberships: BTreeMap<String, Membership>,
    channels: BTreeMap<String, u32>,
    /// Channels that may come beside others.
    is_mixed: bool,
    pub(super) name: String,
}

/// What an entry of a profile's list of queues calls its queue by.
fn reference_of(entry: &Node) -> Option<&str> {
    let reference = entry.get("QueueReference").unwrap_or(entry);
    reference.text_of("QueueId").or(reference.text_of("QueueArn"))
}

/// The channels that the users of a profile have.
fn channels_of(profile: &Node) -> BTreeSet<&str> {
    let media = profile.get("MediaConcurrencies").into_iter().flat_map(Node::items);
    media.filter_map(|entry| entry.text_of("Channel")).collect()
}

/// The channels of each queue in a profile's list.
fn by_queue(list: &Node) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut found = BTreeMap::<_, BTreeSet<_>>::new();
    for entry in list.items() {
        let channel = entry.get("QueueReference").unwrap_or(entry).text_of("Channel");
        if let Some((known_by, channel)) = reference_of(entry).zip(channel) {
            found.entry(known_by).or_default().insert(channel);
        }
    }
    found
}

impl Profile {
    pub(super) fn read(
        node: &Node,
        names: &BTreeMap<String, String>,
        timer: &str,
        ledger: &mut Ledger,
    ) -> Self {
        let inner = node.get("RoutingProfile").unwrap_or(node);
        let id = inner.text_of("Name").or(inner.text_of("RoutingProfileId")).unwrap_or("routing profile");
        let mut profile = Self { name: id.to_owned(), is_mixed: true, ..Self::default() };
        let parts = inner
            .items()
            .chain(node.items().filter(|part| node.id != inner.id && part.key != "RoutingProfile"));
        for part in parts {
            match part.key.as_str() {
                "Name" => ledger.tell(part, "RoutingProfile.Name", ""),
                "RoutingProfileId" | "RoutingProfileArn" => ledger.tell(part, "RoutingProfile (ids)", ""),
                "DefaultOutboundQueueId" => ledger.tell(part, "RoutingProfile.DefaultOutboundQueueId", ""),
                "AgentAvailabilityTimer" => ledger.tell(part, timer, ""),
                key if QUEUE_LISTS.contains(&key) => {
                    let channels = channels_of(inner);
                    let by_queue = by_queue(part);
                    for entry in part.items() {
                        let own = reference_of(entry).and_then(|known_by| by_queue.get(known_by));
                        let has_all = own.is_none_or(|own| channels.is_subset(own));
                        profile.queue(entry, names, has_all, ledger);
                    }
                }
                "MediaConcurrencies" => profile.media(part, ledger),
                key if BOOKKEEPING.contains(&key) => ledger.tell(part, "(bookkeeping)", ""),
                _ => {}
            }
        }
        profile
    }

    fn queue(
        &mut self,
        entry: &Node,
        names: &BTreeMap<String, String>,
        has_all_channels: bool,
        ledger: &mut Ledger,
    ) {
        let reference = entry.get("QueueReference").unwrap_or(entry);
        let Some(known_by) = reference_of(entry) else { return };
        let named = entry.text_of("QueueName");
        let queue = names.get(known_by).map(String::as_str).or(named).unwrap_or(known_by).to_owned();
        let before = self.memberships.get(&queue).copied();
        let mut membership = before.unwrap_or_default();
        let parts = reference
            .items()
            .chain(entry.items().filter(|part| entry.id != reference.id && part.key != "QueueReference"));
        let mut is_unequal = false;
        for part in parts {
            let rule = match part.key.as_str() {
                "QueueId" | "QueueArn" | "QueueName" => "QueueConfigs[].QueueId",
                "Channel" if has_all_channels => "QueueConfigs[].Channel",
                "Channel" => "QueueConfigs[].Channel (not all of the profile's)",
                "Priority" => match (part.small(), before) {
                    (Some(rank), None) => {
                        membership.rank = rank;
                        "QueueConfigs[].Priority"
                    }
                    (Some(rank), Some(before)) => {
                        is_unequal |= before.rank != rank;
                        "QueueConfigs[].Priority"
                    }
                    (None, _) => {
                        ledger.unreadable(part);
                        continue;
                    }
                },
                "Delay" => match (part.seconds(), before) {
                    (Some(delay), None) => {
                        membership.delay = delay;
                        "QueueConfigs[].Delay"
                    }
                    (Some(delay), Some(before)) => {
                        is_unequal |= before.delay != delay;
                        membership.delay = before.delay.min(delay);
                        "QueueConfigs[].Delay"
                    }
                    (None, _) => {
                        ledger.unreadable(part);
                        continue;
                    }
                },
                _ => continue,
            };
            ledger.tell(part, rule, &self.name);
        }
        if is_unequal {
            for part in ["Priority", "Delay"].iter().filter_map(|key| entry.get(key)) {
                ledger.tell(part, "QueueConfigs[] (channels of one queue unequal)", &self.name);
            }
        }
        self.memberships.insert(queue, membership);
    }

    fn media(&mut self, list: &Node, ledger: &mut Ledger) {
        let name = self.name.clone();
        let several =
            list.items().filter(|entry| entry.get("Concurrency").and_then(Node::number) > Some(1)).count()
                > 1;
        for entry in list.items() {
            let channel = entry.text_of("Channel").map(str::to_lowercase);
            let most = entry
                .get("Concurrency")
                .and_then(|part| u32::try_from(part.number()?).ok())
                .filter(|most| *most <= 1_000);
            for part in entry.items() {
                match (part.key.as_str(), &channel, most) {
                    ("Channel", Some(_), _) => ledger.tell(part, "MediaConcurrencies[].Channel", &name),
                    ("Concurrency", Some(channel), Some(most)) => {
                        self.channels.insert(channel.clone(), most);
                        ledger.tell(part, "MediaConcurrencies[].Concurrency", &name);
                    }
                    ("Channel" | "Concurrency", ..) => ledger.unreadable(part),
                    _ => {}
                }
            }
            let behaviour = entry.get("CrossChannelBehavior");
            let said = behaviour.and_then(|part| part.get("BehaviorType"));
            let rule = match said.and_then(Node::text) {
                Some("ROUTE_ANY_CHANNEL") => "CrossChannelBehavior = ROUTE_ANY_CHANNEL",
                Some("ROUTE_CURRENT_CHANNEL_ONLY") | None => {
                    self.is_mixed = false;
                    match several {
                        true => {
                            "CrossChannelBehavior = ROUTE_CURRENT_CHANNEL_ONLY (several with more than one)"
                        }
                        false => "CrossChannelBehavior = ROUTE_CURRENT_CHANNEL_ONLY",
                    }
                }
                Some(_) => {
                    said.into_iter().for_each(|said| ledger.unreadable(said));
                    continue;
                }
            };
            said.into_iter().for_each(|said| ledger.tell(said, rule, &name));
        }
    }

    /// Gives an agent what the profile says.
    pub(super) fn give(&self, agent: &str, build: &mut Build) {
        let config = build.agent(agent);
        config.queues.clone_from(&self.memberships);
        if self.channels.is_empty() {
            return;
        }
        config.channels =
            Some(self.channels.iter().filter(|(_, most)| **most > 0).map(|(one, _)| one.clone()).collect());
        config.capacity.max = self.channels.clone();
        let (sum, greatest) =
            self.channels.values().fold((0, 1), |(sum, greatest), most| (sum + most, greatest.max(*most)));
        config.capacity.total = if self.is_mixed { sum } else { greatest };
        if !self.is_mixed {
            let whole = self.channels.iter().filter(|(_, most)| **most == 1);
            config.capacity.cost = whole.map(|(channel, _)| (channel.clone(), greatest)).collect();
        }
    }
}
