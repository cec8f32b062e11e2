//! What a configuration must satisfy, and the problems of one that does not.

use super::agent::{AgentConfig, Presence, Trainee};
use super::calendar::{Calendar, are_in_order};
use super::config::{Config, Limits};
use super::entry::EntryRule;
use super::preference::Hold;
use super::queue::{Condition, QueueConfig, Ring, Scoring, WaitRule};
use super::reject::Reject;
use super::requirement::MAX_DEPTH;
use super::selection::SelectionKey;
use crate::time::{Span, Timestamp};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use thiserror::Error;

/// The longest span a configuration or command may hold: a hundred years.
pub(crate) const LONGEST: Span = Span::from_seconds(36_525 * 86_400);

/// The first and last instant the router knows: the years 1 and 9999.
const FIRST: Timestamp = Timestamp::from_seconds(-62_135_596_800);
const LAST: Timestamp = Timestamp::from_seconds(253_402_300_799);

/// One problem of a configuration.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{path} is {value}, but {why}")]
pub struct ConfigError {
    /// Where, such as `agents[3].queues`.
    pub path: String,
    /// What was given.
    pub value: String,
    /// What would be right.
    pub why: &'static str,
}

/// Every problem of a configuration, not only the first; but where a list exceeds its limit only that, and a thousand
/// at most.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub struct ConfigErrors(pub Vec<ConfigError>);

impl ConfigErrors {
    /// The stable code of this error in every language.
    pub fn code(&self) -> &'static str {
        "invalid_config"
    }
}

impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let problems = if self.0.len() == 1 { "problem" } else { "problems" };
        write!(f, "the configuration has {} {problems}", self.0.len())?;
        self.0.iter().try_for_each(|error| write!(f, "\n{error}"))
    }
}

impl Config {
    /// Lists every problem, but where a list exceeds its limit only that, and a thousand at most.
    ///
    /// # Errors
    /// `invalid_config`.
    pub fn check(&self) -> Result<(), ConfigErrors> {
        self.check_base()?;
        self.check_plans()
    }

    /// The same, with no plan in force.
    pub(crate) fn check_base(&self) -> Result<(), ConfigErrors> {
        self.check_among(&self.queues.iter().map(|queue| queue.id.as_str()).collect())
    }

    /// The same of a part of a configuration that has `queues` in all.
    pub(crate) fn check_among(&self, queues: &BTreeSet<&str>) -> Result<(), ConfigErrors> {
        let mut problems = Problems(Vec::new());
        if self.semantics_version != 1 {
            problems.add("semantics_version", self.semantics_version, "must be 1");
        }
        if self.limits.events_per_input == 0 {
            problems.add("limits.events_per_input", 0, "must be at least 1");
        }
        problems.longer_than_nothing("limits.clock_jump_us".to_owned(), Some(self.limits.clock_jump));
        if self.agents.len() > self.limits.agents {
            problems.add("agents", format_args!("{} long", self.agents.len()), "exceeds limits.agents");
        }
        if self.queues.len() > self.limits.queues {
            problems.add("queues", format_args!("{} long", self.queues.len()), "exceeds limits.queues");
        }
        if self.entry_rules.len() > self.limits.entry_rules {
            let length = format_args!("{} long", self.entry_rules.len()).to_string();
            problems.add("entry_rules", length, "exceeds limits.entry_rules");
        }
        if self.plans.len() > self.limits.plans {
            problems.add("plans", format_args!("{} long", self.plans.len()), "exceeds limits.plans");
        }
        if self.calendars.len() > self.limits.queues {
            let length = format_args!("{} long", self.calendars.len()).to_string();
            problems.add("calendars", length, "exceeds limits.queues");
        }
        if !problems.0.is_empty() {
            // What is too much is not read on.
            return Err(ConfigErrors(problems.0));
        }
        let mut seen = BTreeSet::new();
        for (place, queue) in self.queues.iter().enumerate() {
            let path = format!("queues[{place}]");
            problems.id(&path, &queue.id, self.limits.id_bytes);
            if !seen.insert(queue.id.as_str()) {
                problems.add(format!("{path}.id"), quoted(&queue.id), "must be unique among the queues");
            }
        }
        let calendars = problems.calendars(&self.calendars, &self.limits);
        for (place, queue) in self.queues.iter().enumerate() {
            let path = format!("queues[{place}]");
            problems.queue(&path, queue, queues, &self.limits);
            if queue.selection.contains(&SelectionKey::Score) && queue.score.is_none() {
                problems.add(format!("{path}.score"), "absent", "must be given for the selection key score");
            }
            let score = queue.score.as_ref();
            let parts = self.limits.expression_parts;
            if let Some((value, why)) = score.and_then(|score| score.problem(parts, &self.attributes)) {
                problems.add(format!("{path}.score"), value, why);
            }
            if let Some(calendar) = queue.calendar.as_ref().filter(|id| !calendars.contains(id.as_str())) {
                problems.add(
                    format!("{path}.calendar"),
                    quoted(calendar),
                    "must name a calendar of this configuration",
                );
            }
        }
        if self.attributes.len() > self.limits.skills {
            problems.add(
                "attributes",
                format_args!("{} long", self.attributes.len()),
                "exceeds limits.skills",
            );
        }
        if let Some(name) = self.attributes.iter().find(|name| name.len() > self.limits.id_bytes) {
            problems.add("attributes", quoted(name), "must have at most limits.id_bytes bytes");
        }
        problems.entry_rules(&self.entry_rules, queues, &self.limits);
        problems.plans(self, queues);
        problems.longer_than_nothing("agent_lease_us".to_owned(), self.agent_lease);
        problems.longer_than_nothing("contact_lease_us".to_owned(), self.contact_lease);
        let trainees: BTreeMap<&str, bool> =
            self.agents.iter().map(|agent| (agent.id.as_str(), agent.trainee.is_some())).collect();
        let mut agents = BTreeSet::new();
        for (place, agent) in self.agents.iter().enumerate() {
            let path = format!("agents[{place}]");
            problems.id(&path, &agent.id, self.limits.id_bytes);
            if !agents.insert(agent.id.as_str()) {
                problems.add(format!("{path}.id"), quoted(&agent.id), "must be unique among the agents");
            }
            problems.agent(&path, agent, queues, &self.limits);
            if let Some(Trainee { mentor, .. }) = &agent.trainee
                && trainees.get(mentor.as_str()).copied() != Some(false)
            {
                let why = "must name an agent of this configuration who is no trainee himself";
                problems.add(format!("{path}.trainee.mentor"), quoted(mentor), why);
            }
            if let Some(name) = agent.attributes.keys().find(|name| !self.attributes.contains(*name)) {
                problems.add(format!("{path}.attributes"), quoted(name), "must be declared in `attributes`");
            }
        }
        if problems.0.is_empty() { Ok(()) } else { Err(ConfigErrors(problems.0)) }
    }

    /// The same, with the instant a router starts at.
    pub(crate) fn check_start(&self, at: Timestamp) -> Result<(), ConfigErrors> {
        self.check()?;
        self.checked_instant("at", at).map_err(|_| {
            let why = "must lie in the years 1 to 9999, in microseconds";
            ConfigErrors(vec![ConfigError { path: "at".to_owned(), value: at.as_micros().to_string(), why }])
        })
    }

    /// A span from outside, of a hundred years at most either way.
    pub(crate) fn checked_span(&self, field: &'static str, span: Span) -> Result<(), Reject> {
        if span > LONGEST || span < Span::ZERO - LONGEST {
            let (value, why) = (span.as_micros().to_string(), "must lie within a hundred years");
            return Err(Reject::InvalidValue { field, value, why });
        }
        Ok(())
    }

    /// An instant from outside.
    pub(crate) fn checked_instant(&self, field: &'static str, at: Timestamp) -> Result<(), Reject> {
        if at < FIRST || at > LAST {
            let (value, why) =
                (at.as_micros().to_string(), "must lie in the years 1 to 9999, in microseconds");
            return Err(Reject::InvalidValue { field, value, why });
        }
        Ok(())
    }
}

/// Problems that are listed; more help nobody.
const MOST_PROBLEMS: usize = 1_000;

/// As much of a name as a message has room for.
pub(crate) fn quoted(id: &str) -> String {
    const SHOWN: usize = 60;
    match id.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{:?}… ({} bytes)", &id[..end], id.len()),
        None => format!("{id:?}"),
    }
}

/// The problems found so far.
struct Problems(Vec<ConfigError>);

impl Problems {
    fn add(&mut self, path: impl Into<String>, value: impl fmt::Display, why: &'static str) {
        if self.0.len() < MOST_PROBLEMS {
            self.0.push(ConfigError { path: path.into(), value: value.to_string(), why });
        }
    }

    fn id(&mut self, path: &str, id: &str, limit: usize) {
        if id.is_empty() || id.len() > limit {
            self.add(format!("{path}.id"), quoted(id), "must have 1 to limits.id_bytes bytes");
        }
    }

    fn longer_than_nothing(&mut self, path: String, span: Option<Span>) {
        if let Some(span) = span.filter(|span| *span <= Span::ZERO || *span > LONGEST) {
            self.add(path, span.as_micros(), "must be greater than 0 and at most a hundred years");
        }
    }

    fn not_negative(&mut self, path: String, span: Span) {
        if span < Span::ZERO || span > LONGEST {
            self.add(path, span.as_micros(), "must be at least 0 and at most a hundred years");
        }
    }

    fn calendars<'a>(&mut self, calendars: &'a [Calendar], limits: &Limits) -> BTreeSet<&'a str> {
        let mut ids = BTreeSet::new();
        for (place, calendar) in calendars.iter().enumerate() {
            let path = format!("calendars[{place}]");
            self.id(&path, &calendar.id, limits.id_bytes);
            if !ids.insert(calendar.id.as_str()) {
                self.add(format!("{path}.id"), quoted(&calendar.id), "must be unique among the calendars");
            }
            if calendar.open.len() > limits.windows {
                let length = format_args!("{} long", calendar.open.len()).to_string();
                self.add(format!("{path}.open"), length, "exceeds limits.windows");
            }
            if !are_in_order(&calendar.open) {
                self.add(
                    format!("{path}.open"),
                    "not in order",
                    "intervals must end after they begin, in order and apart",
                );
            }
        }
        ids
    }

    fn entry_rules(&mut self, rules: &[EntryRule], queues: &BTreeSet<&str>, limits: &Limits) {
        for (place, rule) in rules.iter().enumerate() {
            let path = format!("entry_rules[{place}]");
            if let Some(queue) = rule.queue.as_ref().filter(|queue| !queues.contains(queue.as_str())) {
                self.add(format!("{path}.queue"), quoted(queue), "must name a queue of this configuration");
            }
            let lists = [rule.when.len(), rule.requirements.len(), rule.steps.len(), rule.skills_from.len()];
            let values = rule.when.values().map(BTreeSet::len);
            if let Some(length) = lists.into_iter().chain(values).find(|length| *length > limits.skills) {
                self.add(path.clone(), format_args!("{length} long"), "exceeds limits.skills");
            }
            let texts = rule.when.iter().flat_map(|(name, values)| values.iter().chain([name]));
            let texts = texts.chain(rule.requirements.iter().map(|need| &need.skill));
            let texts = texts.chain(rule.steps.iter().flat_map(|step| step.expression.names()));
            let mut texts = texts.chain(rule.skills_from.keys());
            if let Some(text) = texts.find(|text| text.len() > limits.id_bytes) {
                self.add(
                    path.clone(),
                    quoted(text),
                    "a name or value must have at most limits.id_bytes bytes",
                );
            }
            for (need_place, need) in rule.requirements.iter().enumerate() {
                let path = format!("{path}.requirements[{need_place}].expires_after_us");
                self.longer_than_nothing(path, need.expires_after);
            }
            for (step_place, step) in rule.steps.iter().enumerate() {
                let path = format!("{path}.steps[{step_place}]");
                self.longer_than_nothing(format!("{path}.duration_us"), step.duration);
                let (size, depth) = step.expression.size();
                if size > limits.expression_parts {
                    let why = "exceeds limits.expression_parts";
                    self.add(format!("{path}.expr"), format_args!("{size} parts"), why);
                }
                if depth > MAX_DEPTH {
                    self.add(format!("{path}.expr"), "deeper", "must be nested at most 32 deep");
                }
            }
        }
    }

    fn plans(&mut self, config: &Config, queues: &BTreeSet<&str>) {
        let limits = &config.limits;
        let mut ids = BTreeSet::new();
        for (place, plan) in config.plans.iter().enumerate() {
            let path = format!("plans[{place}]");
            self.id(&path, &plan.id, limits.id_bytes);
            if !ids.insert(plan.id.as_str()) {
                self.add(format!("{path}.id"), quoted(&plan.id), "must be unique among the plans");
            }
            if let Some(message) = plan.message.as_ref().filter(|message| message.len() > limits.text_bytes) {
                self.add(format!("{path}.message"), quoted(message), "exceeds limits.text_bytes");
            }
            let Some(trigger) = &plan.trigger else { continue };
            self.longer_than_nothing(format!("{path}.trigger.hold_us"), Some(trigger.hold));
            if trigger.channel.len() > limits.id_bytes {
                let why = "must have at most limits.id_bytes bytes";
                self.add(format!("{path}.trigger.channel"), quoted(&trigger.channel), why);
            }
            if !queues.contains(trigger.queue.as_str()) {
                let why = "must name a queue of this configuration";
                self.add(format!("{path}.trigger.queue"), quoted(&trigger.queue), why);
            }
            if trigger.when == Condition::default() {
                self.add(format!("{path}.trigger.when"), "empty", "must have a condition");
            }
            let watched = config.queues.iter().find(|queue| queue.id == trigger.queue);
            self.condition(&format!("{path}.trigger.when"), &trigger.when, watched);
        }
    }

    fn condition(&mut self, path: &str, when: &Condition, queue: Option<&QueueConfig>) {
        let field = format!("{path}.estimated_wait_at_least_us");
        self.longer_than_nothing(field, when.estimated_wait_at_least);
        if when.estimator.is_some() && when.estimated_wait_at_least.is_none() {
            self.add(format!("{path}.estimator"), "alone", "needs estimated_wait_at_least_us beside it");
        }
        if when.closed && queue.is_some_and(|queue| queue.calendar.is_none()) {
            self.add(format!("{path}.closed"), true, "needs the queue to have a calendar");
        }
    }

    fn hold(&mut self, path: &str, hold: &Hold) {
        self.not_negative(format!("{path}.logged_in_us"), hold.logged_in);
        self.not_negative(format!("{path}.logged_out_us"), hold.logged_out);
    }

    fn queue(&mut self, path: &str, queue: &QueueConfig, queues: &BTreeSet<&str>, limits: &Limits) {
        let at = |field: &str| format!("{path}.{field}");
        self.longer_than_nothing(at("offer_timeout_us"), queue.offer_timeout);
        self.longer_than_nothing(at("target_wait_us"), queue.target_wait);
        self.not_negative(at("wrap_up_us"), queue.wrap_up);
        if queue.on_timeout == Some(Presence::Available) {
            self.add(at("on_timeout"), "available", "must be paused or offline");
        }
        self.longer_than_nothing(at("offer_more_after_us"), queue.offer_more_after);
        self.longer_than_nothing(at("regain_within_us"), queue.regain_within);
        if let Some(hold) = &queue.sticky {
            self.hold(&at("sticky"), hold);
        }
        if queue.scoring == Scoring::ServiceLevel && queue.target_wait.is_none() {
            self.add(at("target_wait_us"), "absent", "must be given for service_level scoring");
        }
        self.longer_than_nothing(at("callbacks.retry_after_us"), Some(queue.callbacks.retry_after));
        self.longer_than_nothing(at("callbacks.dial_timeout_us"), Some(queue.callbacks.dial_timeout));
        if queue.callbacks.attempts == 0 {
            self.add(at("callbacks.attempts"), 0, "must be at least 1");
        }
        if queue.max_misses == 0 {
            self.add(at("max_misses"), 0, "must be at least 1");
        }
        if queue.max_offers == 0 {
            self.add(at("max_offers"), 0, "must be at least 1");
        }
        if queue.max_waiting == Some(0) {
            self.add(at("max_waiting"), 0, "must be at least 1");
        }
        let lists = [
            ("selection", queue.selection.len()),
            ("wait_rules", queue.wait_rules.len()),
            ("reserves", queue.reserves.len()),
            ("rings", queue.rings.len()),
            ("penalty_rules", queue.penalty_rules.len()),
        ];
        for (field, length) in lists {
            if length > limits.skills {
                self.add(at(field), format_args!("{length} long"), "exceeds limits.skills");
            }
        }
        for (place, rule) in queue.wait_rules.iter().enumerate() {
            let WaitRule { after, when, on_arrival, set_priority, move_to, remove, offer_callback } = rule;
            let path = at(&format!("wait_rules[{place}]"));
            if *when == Condition::default() && *after == Span::ZERO {
                let why = "must be greater than 0 in a rule without `when`";
                self.add(format!("{path}.after_us"), 0, why);
            }
            self.not_negative(format!("{path}.after_us"), *after);
            if *on_arrival && *after != Span::ZERO {
                let why = "must be 0 in a rule with on_arrival";
                self.add(format!("{path}.after_us"), after.as_micros(), why);
            }
            self.condition(&format!("{path}.when"), when, Some(queue));
            if let Some(queue) = move_to.as_ref().filter(|queue| !queues.contains(queue.as_str())) {
                self.add(format!("{path}.move_to"), quoted(queue), "must name a queue of this configuration");
            }
            if let Some(reason) = remove.as_ref().filter(|reason| reason.len() > limits.text_bytes) {
                self.add(format!("{path}.remove"), quoted(reason), "exceeds limits.text_bytes");
            }
            match (set_priority.is_some() || *offer_callback, move_to.is_some(), remove.is_some()) {
                (false, false, false) => {
                    let why = "must have set_priority, move_to, remove or offer_callback";
                    self.add(path, "without effect", why);
                }
                (_, true, true) => {
                    self.add(path, "move_to and remove", "must have only one of the two");
                }
                _ => {}
            }
        }
        let last = queue.rings.len().saturating_sub(1);
        for (place, Ring { stay, remove }) in queue.rings.iter().enumerate() {
            let path = at(&format!("rings[{place}]"));
            self.longer_than_nothing(format!("{path}.stay_us"), *stay);
            if place < last && stay.is_none() {
                self.add(format!("{path}.stay_us"), "absent", "must be given, except in the last ring");
            }
            if place == last && (stay.is_some() || !remove.is_empty()) {
                self.add(path, "not empty", "must be empty, as the last ring is never left");
            }
        }
        self.longer_than_nothing(at("tier_rules.wait_us"), queue.tier_rules.map(|rules| rules.wait));
        for (place, rule) in queue.penalty_rules.iter().enumerate() {
            self.longer_than_nothing(at(&format!("penalty_rules[{place}].after_us")), Some(rule.after));
        }
    }

    fn agent(&mut self, path: &str, agent: &AgentConfig, queues: &BTreeSet<&str>, limits: &Limits) {
        let at = |field: &str| format!("{path}.{field}");
        let lists = [("skills", agent.skills.len()), ("labels", agent.labels.len())];
        for (field, length) in lists {
            if length > limits.skills {
                self.add(at(field), format_args!("{length} long"), "exceeds limits.skills");
            }
        }
        let names = agent.skills.keys().chain(agent.labels.iter().flat_map(|(name, value)| [name, value]));
        let names =
            names.chain(agent.channels.iter().flatten()).chain(&agent.capacity.interruptible_channels);
        let mut names = names.chain(agent.capacity.cost.keys()).chain(agent.capacity.max.keys());
        if let Some(name) = names.find(|name| name.len() > limits.id_bytes) {
            self.add(path, quoted(name), "a skill, label or channel must have at most limits.id_bytes bytes");
        }
        if let Some(since) = agent.idle_since.filter(|since| *since < FIRST || *since > LAST) {
            self.add(at("idle_since_us"), since.as_micros(), "must lie in the years 1 to 9999");
        }
        if agent.occupancy_ppm.is_some_and(|ppm| ppm > 1_000_000) {
            self.add(
                at("occupancy_ppm"),
                "more than a million",
                "must be at most 1000000, which is all the time",
            );
        }
        for (queue, membership) in &agent.queues {
            if !queues.contains(queue.as_str()) {
                self.add(at("queues"), quoted(queue), "must name a queue of this configuration");
            }
            self.not_negative(at(&format!("queues[{}].delay_us", quoted(queue))), membership.delay);
            if membership.ring == 0 {
                self.add(at(&format!("queues[{}].ring", quoted(queue))), 0, "must be at least 1");
            }
        }
    }
}
