use super::calendar::{Window, are_in_order};
use super::config::{Config, Limits};
use super::config_check::LONGEST;
use super::order::Points;
use super::preference::Preference;
use super::reject::Reject;
use super::requirement::{Requirement, RoutingStep};
use crate::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An interaction as it arrives.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NewInteraction {
    /// Its id, chosen by the host.
    pub interaction: String,
    /// The queue.
    pub queue: String,
    /// The channel.
    #[serde(default = "voice")]
    pub channel: String,
    /// Who began it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub direction: Direction,
    /// Higher first.
    #[serde(default)]
    pub priority: i32,
    /// Higher first, before any score is looked at.
    #[serde(default, skip_serializing_if = "is_default")]
    pub lane: i32,
    /// Conditions on the agent; all must hold.
    #[serde(default)]
    pub requirements: Vec<Requirement>,
    /// Conditions that relax one after the other, beside the requirements.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<RoutingStep>,
    /// Agents it should go to, beside the rest; it is held for them for a time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub preferred: Vec<Preference>,
    /// When it may be begun, such as the hours in which a customer may be rung up; empty = always.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub windows: Vec<Window>,
    /// Words that describe it, compared with the agents' by the selection key `label_match`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// Numbers for the queues' `score`, each declared in the configuration's `attributes`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, i64>,
    /// Added to its age from the start, in microseconds.
    #[serde(default, rename = "age_adjustment_us", skip_serializing_if = "is_default")]
    pub age_adjustment: Span,
    /// The customer is not on the line: he is to be called back in his turn.
    #[serde(default, skip_serializing_if = "is_default")]
    pub callback: bool,
    /// Nobody is asked before this instant; it waits and ages meanwhile.
    #[serde(default, rename = "not_before_us", skip_serializing_if = "Option::is_none")]
    pub not_before: Option<Timestamp>,
    /// When it is due, for `deadline` scoring.
    #[serde(default, rename = "due_at_us", skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
    /// Head start for `age_plus_base` scoring, in microseconds.
    #[serde(default, rename = "head_start_us", skip_serializing_if = "is_default")]
    pub head_start: Span,
    /// Points gained a minute, for `accelerated` scoring.
    #[serde(default, skip_serializing_if = "is_default")]
    pub accel_per_min: Points,
    /// Most points it can reach, for `accelerated` scoring.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_priority: Option<Points>,
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

/// Who began a contact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// The customer.
    #[default]
    Inbound,
    /// The contact centre.
    Outbound,
    /// A colleague.
    Internal,
}

pub(super) fn voice() -> String {
    "voice".to_owned()
}

pub(super) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl NewInteraction {
    /// A voice contact for a queue, with nothing special about it.
    pub fn new(interaction: impl Into<String>, queue: impl Into<String>) -> Self {
        Self {
            interaction: interaction.into(),
            queue: queue.into(),
            channel: voice(),
            direction: Direction::Inbound,
            priority: 0,
            lane: 0,
            requirements: Vec::new(),
            steps: Vec::new(),
            preferred: Vec::new(),
            windows: Vec::new(),
            labels: BTreeMap::new(),
            attributes: BTreeMap::new(),
            age_adjustment: Span::ZERO,
            callback: false,
            not_before: None,
            due_at: None,
            head_start: Span::ZERO,
            accel_per_min: Points::default(),
            max_priority: None,
            subject: None,
            reason: None,
            context_ref: None,
        }
    }

    /// What a configuration's limits and the ranges of values say of it, but for its id and queue.
    pub(crate) fn check(&self, config: &Config) -> Result<(), Reject> {
        if let Some(name) = self.attributes.keys().find(|name| !config.attributes.contains(*name)) {
            let (value, why) = (format!("{name:?}"), "must be declared in the configuration");
            return Err(Reject::InvalidValue { field: "attributes", value, why });
        }
        self.check_within(&config.limits, config)
    }

    /// Whether the rest of the router can rely on it, whatever limits and attributes a later configuration has.
    pub(crate) fn is_sound(&self, config: &Config) -> bool {
        self.check_within(&Limits::NONE, config).is_ok()
    }

    fn check_within(&self, limits: &Limits, config: &Config) -> Result<(), Reject> {
        let invalid = |field, value: String, why| Err(Reject::InvalidValue { field, value, why });
        let lists = [self.requirements.len(), self.labels.len(), self.steps.len(), self.preferred.len()];
        if lists.into_iter().any(|length| length > limits.skills) {
            return Err(Reject::LimitExceeded { what: "skills", limit: limits.skills });
        }
        if self.windows.len() > limits.windows {
            return Err(Reject::LimitExceeded { what: "windows", limit: limits.windows });
        }
        if !are_in_order(&self.windows) {
            let why = "windows must end after they begin, in order and apart";
            return invalid("windows", format!("a list of {}", self.windows.len()), why);
        }
        let holds = self.preferred.iter().flat_map(|one| [one.hold.logged_in, one.hold.logged_out]);
        if let Some(hold) = holds.into_iter().find(|hold| *hold < Span::ZERO || *hold > LONGEST) {
            let why = "a hold must be at least 0 and at most a hundred years";
            return invalid("preferred", hold.as_micros().to_string(), why);
        }
        let names = self.labels.iter().flat_map(|(name, value)| [name, value]);
        let names = names.chain(self.requirements.iter().map(|need| &need.skill)).chain([&self.channel]);
        let names = names.chain(self.preferred.iter().map(|preference| &preference.agent));
        let names = names.chain(self.steps.iter().flat_map(|step| step.expression.names()));
        if let Some(name) = names.into_iter().find(|name| name.len() > limits.id_bytes) {
            let why = "a channel, skill, label or agent must have at most limits.id_bytes bytes";
            return invalid("interaction", format!("{} bytes long", name.len()), why);
        }
        if let Some(subject) = self.subject.as_ref().filter(|subject| subject.len() > limits.id_bytes) {
            let why = "must have at most limits.id_bytes bytes";
            return invalid("subject", format!("{} bytes long", subject.len()), why);
        }
        let texts = [("reason", &self.reason), ("context_ref", &self.context_ref)];
        for (field, text) in texts {
            if let Some(text) = text.as_ref().filter(|text| text.len() > limits.text_bytes) {
                let why = "must have at most limits.text_bytes bytes";
                return invalid(field, format!("{} bytes long", text.len()), why);
            }
        }
        let spans = [("age_adjustment_us", self.age_adjustment), ("head_start_us", self.head_start)];
        spans.into_iter().try_for_each(|(field, span)| config.checked_span(field, span))?;
        let instants = [("not_before_us", self.not_before), ("due_at_us", self.due_at)];
        for (field, at) in instants {
            at.map_or(Ok(()), |at| config.checked_instant(field, at))?;
        }
        let lengths = self.requirements.iter().map(|need| ("expires_after_us", need.expires_after));
        let lengths = lengths.chain(self.steps.iter().map(|step| ("duration_us", step.duration)));
        for (field, length) in lengths {
            let Some(length) = length else { continue };
            config.checked_span(field, length)?;
            if length <= Span::ZERO {
                return invalid(field, length.as_micros().to_string(), "must be greater than 0");
            }
        }
        for step in &self.steps {
            let (size, depth) = step.expression.size();
            if size > limits.expression_parts {
                let (what, limit) = ("expression_parts", limits.expression_parts);
                return Err(Reject::LimitExceeded { what, limit });
            }
            if depth > super::requirement::MAX_DEPTH {
                return invalid("expr", "deeper".to_owned(), "must be nested at most 32 deep");
            }
        }
        Ok(())
    }
}
