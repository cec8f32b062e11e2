//! From what is known of a contact as it arrives to a queue, a priority and requirements; and contacts that are served
//! without an agent.

use super::calendar::Window;
use super::event::{Event, SelfServiceOutcome};
use super::new_interaction::{Direction, NewInteraction, is_default, voice};
use super::order::Points;
use super::preference::Preference;
use super::reject::Reject;
use super::requirement::{Operator, Requirement, RoutingStep};
use super::state::State;
use super::tracked::Named;
use crate::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

type Events = Vec<(Timestamp, Event)>;

/// Classifies what arrives: every rule whose conditions hold applies, one after the other; a later one has the last
/// word on queue, priority, lane and steps, and requirements add up.
///
/// ```
/// use krarup::routing::EntryRule;
/// let rules: Vec<EntryRule> = serde_json::from_str(
///     r#"[{"queue": "service"},
///         {"when": {"dialled": ["+4570*"], "menu": ["2"]}, "queue": "sales"},
///         {"when": {"tier": ["gold"]}, "priority": 10},
///         {"when": {"language": ["*"]}, "skills_from": {"language": 1}}]"#,
/// )?;
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct EntryRule {
    /// Detail → values of which it must have one; a value that ends in `*` stands for all that begin so. All details
    /// must fit; without any, the rule always applies.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub when: BTreeMap<String, BTreeSet<String>>,
    /// The queue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queue: Option<String>,
    /// The priority, higher first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<i32>,
    /// The lane, higher first, before any score is looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lane: Option<i32>,
    /// Conditions on the agent, beside those of other rules.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub requirements: Vec<Requirement>,
    /// The steps it takes, in place of the contact's own and those of rules before; empty = those.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<RoutingStep>,
    /// Detail → level: the skill that bears the detail's value as its name is required, such as `da` for a language.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub skills_from: BTreeMap<String, i32>,
    /// No later rule applies.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub stop: bool,
}

impl EntryRule {
    fn applies(&self, details: &BTreeMap<String, String>) -> bool {
        let fits = |value: &str, wanted: &String| match wanted.strip_suffix('*') {
            Some(beginning) => value.starts_with(beginning),
            None => value == wanted,
        };
        self.when.iter().all(|(name, wanted)| {
            details.get(name).is_some_and(|value| wanted.iter().any(|wanted| fits(value, wanted)))
        })
    }
}

/// A contact as it arrives, before anybody has said where it belongs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NewContact {
    /// Its id, chosen by the host; the interaction's later.
    pub interaction: String,
    /// The channel.
    #[serde(default = "voice")]
    pub channel: String,
    /// Who began it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub direction: Direction,
    /// What is known of it: the number dialled, answers in a menu, language, customer tier … The entry rules read
    /// them, and they become the interaction's labels.
    #[serde(default)]
    pub details: BTreeMap<String, String>,
    /// It is served by a menu or a bot first: `classify` sends it on to a queue, `complete` says that it is content,
    /// `abandon` that it is gone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub self_service: bool,
    /// Conditions on the agent, beside those of the rules.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requirements: Vec<Requirement>,
    /// As of an interaction that is enqueued.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<RoutingStep>,
    /// Lane where no rule gives one.
    #[serde(default, skip_serializing_if = "is_default")]
    pub lane: i32,
    /// As of an interaction that is enqueued, in microseconds.
    #[serde(default, rename = "age_adjustment_us", skip_serializing_if = "is_default")]
    pub age_adjustment: Span,
    /// As of an interaction that is enqueued, in microseconds.
    #[serde(default, rename = "head_start_us", skip_serializing_if = "is_default")]
    pub head_start: Span,
    /// As of an interaction that is enqueued.
    #[serde(default, skip_serializing_if = "is_default")]
    pub accel_per_min: Points,
    /// As of an interaction that is enqueued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_priority: Option<Points>,
    /// Priority where no rule gives one.
    #[serde(default, skip_serializing_if = "is_default")]
    pub priority: i32,
    /// As of an interaction that is enqueued.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub preferred: Vec<Preference>,
    /// As of an interaction that is enqueued.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub windows: Vec<Window>,
    /// As of an interaction that is enqueued.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, i64>,
    /// As of an interaction that is enqueued.
    #[serde(default, skip_serializing_if = "is_default")]
    pub callback: bool,
    /// As of an interaction that is enqueued.
    #[serde(default, rename = "not_before_us", skip_serializing_if = "Option::is_none")]
    pub not_before: Option<Timestamp>,
    /// As of an interaction that is enqueued.
    #[serde(default, rename = "due_at_us", skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
    /// Opaque: the customer.
    #[serde(default)]
    pub subject: Option<String>,
    /// Opaque: why he makes contact.
    #[serde(default)]
    pub reason: Option<String>,
    /// Opaque: a reference into the host's data.
    #[serde(default)]
    pub context_ref: Option<String>,
}

impl NewContact {
    /// A voice contact of which nothing is known.
    pub fn new(interaction: impl Into<String>) -> Self {
        Self {
            interaction: interaction.into(),
            channel: voice(),
            direction: Direction::Inbound,
            requirements: Vec::new(),
            steps: Vec::new(),
            lane: 0,
            age_adjustment: Span::ZERO,
            head_start: Span::ZERO,
            accel_per_min: Points::default(),
            max_priority: None,
            details: BTreeMap::new(),
            self_service: false,
            priority: 0,
            preferred: Vec::new(),
            windows: Vec::new(),
            attributes: BTreeMap::new(),
            callback: false,
            not_before: None,
            due_at: None,
            subject: None,
            reason: None,
            context_ref: None,
        }
    }

    /// The interaction it would be, in a queue that nobody has named yet.
    fn interaction(&self) -> NewInteraction {
        NewInteraction {
            channel: self.channel.clone(),
            direction: self.direction,
            requirements: self.requirements.clone(),
            steps: self.steps.clone(),
            lane: self.lane,
            age_adjustment: self.age_adjustment,
            head_start: self.head_start,
            accel_per_min: self.accel_per_min,
            max_priority: self.max_priority,
            priority: self.priority,
            preferred: self.preferred.clone(),
            windows: self.windows.clone(),
            labels: self.details.clone(),
            attributes: self.attributes.clone(),
            callback: self.callback,
            not_before: self.not_before,
            due_at: self.due_at,
            subject: self.subject.clone(),
            reason: self.reason.clone(),
            context_ref: self.context_ref.clone(),
            ..NewInteraction::new(self.interaction.clone(), "")
        }
    }

    /// What the rules make of it, and the places of those that applied.
    fn classified(&self, rules: &[EntryRule]) -> (Option<NewInteraction>, Vec<usize>) {
        let (mut queue, mut applied, mut new) = (None, Vec::new(), self.interaction());
        for (place, rule) in rules.iter().enumerate().filter(|(_, rule)| rule.applies(&self.details)) {
            applied.push(place);
            queue = rule.queue.clone().or(queue);
            new.priority = rule.priority.unwrap_or(new.priority);
            new.lane = rule.lane.unwrap_or(new.lane);
            new.requirements.extend(rule.requirements.iter().cloned());
            if !rule.steps.is_empty() {
                new.steps.clone_from(&rule.steps);
            }
            let named = rule.skills_from.iter();
            new.requirements.extend(named.filter_map(|(detail, level)| {
                let skill = self.details.get(detail)?.clone();
                Some(Requirement { skill, op: Operator::AtLeast, level: *level, expires_after: None })
            }));
            if rule.stop {
                break;
            }
        }
        (queue.map(|queue| NewInteraction { queue, ..new }), applied)
    }
}

/// A contact that a menu or a bot serves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SelfService {
    /// As it arrived; no queue is known of it before it is classified.
    pub contact: NewContact,
    /// Since when it is served.
    #[serde(default, rename = "started_at_us")]
    pub started_at: Timestamp,
    /// When something was last heard of it, or another configuration began its lease.
    #[serde(rename = "heard_at_us", alias = "heard_at")]
    pub heard_at: Timestamp,
}

impl Named for SelfService {
    fn id(&self) -> &str {
        &self.contact.interaction
    }
}

impl State {
    /// A contact arrives: it is classified, or served without an agent first.
    pub(crate) fn arrive(&mut self, contact: &NewContact, events: &mut Events) -> Result<(), Reject> {
        if !contact.self_service {
            return self.classify_and_enqueue(contact, events);
        }
        let id = &contact.interaction;
        self.check_is_new(id)?;
        self.check_has_room()?;
        contact.interaction().check(&self.config)?;
        let (contact_now, now) = (contact.clone(), self.now);
        self.self_service.insert(SelfService { contact: contact_now, started_at: now, heard_at: now });
        events.push((
            self.now,
            Event::SelfServiceStarted {
                interaction: id.clone(),
                channel: contact.channel.clone(),
                direction: contact.direction,
                subject: contact.subject.clone(),
                reason: contact.reason.clone(),
                context_ref: contact.context_ref.clone(),
            },
        ));
        Ok(())
    }

    /// A contact in self-service needs an agent: what was learnt of it is added, and it goes to a queue.
    pub(crate) fn classify(
        &mut self,
        id: &str,
        details: &BTreeMap<String, String>,
        events: &mut Events,
    ) -> Result<(), Reject> {
        let Some(served) = self.self_service.remove(id) else {
            self.interaction_mut(id, |interaction| Reject::UnknownInteraction { interaction })?;
            let (interaction, state, asked) = (id.to_owned(), "not in self-service", "classified");
            return Err(Reject::WrongState { interaction, state, asked });
        };
        let mut contact = served.contact.clone();
        contact.details.extend(details.clone());
        let mut classified = Vec::new();
        if let Err(reject) = self.classify_and_enqueue(&contact, &mut classified) {
            self.self_service.insert(served);
            return Err(reject);
        }
        // Turned away, it has not come to a queue: that it is blocked says it all.
        if self.interactions.contains_key(id) {
            let (interaction, outcome) = (id.to_owned(), SelfServiceOutcome::Queued);
            events.push((self.now, Event::SelfServiceEnded { interaction, outcome }));
        }
        events.append(&mut classified);
        Ok(())
    }

    fn classify_and_enqueue(&mut self, contact: &NewContact, events: &mut Events) -> Result<(), Reject> {
        let (new, rules) = contact.classified(&self.config.entry_rules);
        let Some(new) = new else {
            return Err(Reject::NotClassified { interaction: contact.interaction.clone() });
        };
        let mut queued = Vec::new();
        self.enqueue(&new, &mut queued)?;
        let (interaction, queue) = (new.interaction, new.queue);
        events.push((self.now, Event::Classified { interaction, queue, rules }));
        events.append(&mut queued);
        Ok(())
    }

    /// A contact in self-service ends there; whether it was one.
    pub(crate) fn end_self_service(
        &mut self,
        id: &str,
        outcome: SelfServiceOutcome,
        events: &mut Events,
    ) -> bool {
        if self.self_service.remove(id).is_none() {
            return false;
        }
        self.finish(id);
        events.push((self.now, Event::SelfServiceEnded { interaction: id.to_owned(), outcome }));
        true
    }
}
