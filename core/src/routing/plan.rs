//! Contingency plans: named overlays of the configuration, put in force and taken back by a command or a trigger.

use super::agent::AgentConfig;
use super::calendar::Calendar;
use super::config::Config;
use super::config_check::{ConfigError, ConfigErrors, quoted};
use super::event::{Event, PlanCause};
use super::new_interaction::voice;
use super::queue::Condition;
use super::reject::Reject;
use super::state::State;
use crate::time::{Span, Timestamp};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

type Events = Vec<(Timestamp, Event)>;

/// What is different while a plan is in force.
///
/// Queues and agents are patched as RFC 7396 says: a key that is given replaces the configured one, a list as a whole;
/// null takes it back to its default. Plans in force apply in the order in which the configuration lists them.
///
/// ```
/// use krarup::routing::Plan;
/// let plan: Plan = serde_json::from_str(
///     r#"{"id": "storm", "message": "We are very busy: shall we call you back?",
///         "queues": {"claims": {"wait_rules": [{"after_us": 60000000, "offer_callback": true}]}},
///         "agents": {"ann": {"queues": {"claims": {"rank": -1}}}},
///         "trigger": {"queue": "claims", "when": {"waiting_at_least": 30}, "hold_us": 600000000}}"#,
/// )?;
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Its id.
    pub id: String,
    /// Opaque: what the host announces meanwhile; passed on to the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Queue → what is different there.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub queues: BTreeMap<String, Map<String, Value>>,
    /// Agent → what is different of him.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub agents: BTreeMap<String, Map<String, Value>>,
    /// When it comes into force by itself; absent = by command only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trigger: Option<Trigger>,
}

/// Puts a plan in force while something is the case.
///
/// A command has the last word: a plan put in force by command stays until a command withdraws it, and one that is
/// withdrawn by command does not come back before the condition has ceased to hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Trigger {
    /// The queue that is watched.
    pub queue: String,
    /// What must be the case there once everything has been matched.
    pub when: Condition,
    /// Whose wait `estimated_wait_at_least_us` looks at: one who would come now on this channel.
    #[serde(default = "voice", skip_serializing_if = "is_voice")]
    pub channel: String,
    /// It is withdrawn when the condition has not held for so long, in microseconds.
    #[serde(default = "a_minute", rename = "hold_us")]
    pub hold: Span,
}

fn is_voice(channel: &String) -> bool {
    *channel == voice()
}

fn a_minute() -> Span {
    Span::from_seconds(60)
}

/// Where a plan stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PlanState {
    pub(crate) is_active: bool,
    /// A command put it in force.
    is_by_hand: bool,
    /// A command withdrew it while its condition held.
    is_suppressed: bool,
    /// Since when its condition does not hold, while it is in force.
    pub(crate) calm_since: Option<Timestamp>,
}

impl PlanState {
    /// Whether only its trigger keeps it in force.
    pub(crate) fn is_by_trigger(&self) -> bool {
        self.is_active && !self.is_by_hand
    }

    /// Whether it can have come about.
    pub(crate) fn is_sound(&self, now: Timestamp) -> bool {
        let Self { is_active, is_by_hand, is_suppressed, calm_since } = *self;
        (is_active || !is_by_hand)
            && !(is_active && is_suppressed)
            && calm_since.is_none_or(|since| since <= now && self.is_by_trigger())
    }
}

impl Config {
    /// The configuration with some of its plans in force.
    pub(crate) fn with_plans(&self, active: &BTreeSet<&str>) -> Result<Self, ConfigErrors> {
        let plans = self.plans.iter().enumerate();
        self.overlaid(plans.filter(|(_, plan)| active.contains(plan.id.as_str())))
    }

    fn overlaid<'a>(&self, plans: impl Iterator<Item = (usize, &'a Plan)>) -> Result<Self, ConfigErrors> {
        let (mut config, mut problems) = (self.clone(), Vec::new());
        let (queues, agents) =
            (places(&self.queues, |queue| &queue.id), places(&self.agents, |agent| &agent.id));
        for (place, plan) in plans {
            let at = |list: &str, id: &str| format!("plans[{place}].{list}[{}]", quoted(id));
            for (id, patch) in &plan.queues {
                let queue = queues.get(id.as_str()).and_then(|place| config.queues.get_mut(*place));
                overlay(queue, patch, || at("queues", id), &mut problems);
            }
            for (id, patch) in &plan.agents {
                let agent = agents.get(id.as_str()).and_then(|place| config.agents.get_mut(*place));
                overlay(agent, patch, || at("agents", id), &mut problems);
            }
        }
        if problems.is_empty() { Ok(config) } else { Err(ConfigErrors(problems)) }
    }

    /// Whether the configuration, which is sound without, holds with every plan in force, and with every two. More
    /// need not be looked at: no rule of a configuration compares more than two of its values, and a value comes from
    /// one plan.
    pub(crate) fn check_plans(&self) -> Result<(), ConfigErrors> {
        let known = Known::new(self);
        let queues = known.queue_ids();
        let plans = || self.plans.iter().enumerate();
        let pairs = plans().flat_map(|one| plans().skip(one.0 + 1).map(move |other| vec![one, other]));
        // Each alone first, so that a problem is told of the plan that has it.
        for together in plans().map(|one| vec![one]).chain(pairs) {
            let overlays = || together.iter().copied();
            // What a plan does not touch is as sound as it was; where something is wrong, all of it says where.
            let part = known.touched_by(overlays().map(|(_, plan)| plan)).overlaid(overlays());
            if part.is_ok_and(|part| part.check_among(&queues).is_ok()) {
                continue;
            }
            self.overlaid(overlays())?.check_base().map_err(|errors| {
                let within = format!("plans[{}]: ", together[0].0);
                let inside = |error: ConfigError| ConfigError { path: within.clone() + &error.path, ..error };
                ConfigErrors(errors.0.into_iter().map(inside).collect())
            })?;
        }
        Ok(())
    }
}

/// Where each id stands; the first of several.
fn places<T>(list: &[T], id: impl Fn(&T) -> &String) -> BTreeMap<&str, usize> {
    list.iter().enumerate().rev().map(|(place, entry)| (id(entry).as_str(), place)).collect()
}

/// A configuration's parts by id, so that a plan's are found without looking at all.
struct Known<'a> {
    config: &'a Config,
    queues: BTreeMap<&'a str, usize>,
    agents: BTreeMap<&'a str, usize>,
    /// Mentor → places of his trainees.
    trainees: BTreeMap<&'a str, Vec<usize>>,
}

impl<'a> Known<'a> {
    fn new(config: &'a Config) -> Self {
        let mut trainees = BTreeMap::<&str, Vec<usize>>::new();
        for (place, agent) in config.agents.iter().enumerate() {
            if let Some(trainee) = &agent.trainee {
                trainees.entry(&trainee.mentor).or_default().push(place);
            }
        }
        let queues = places(&config.queues, |queue| &queue.id);
        Self { config, queues, agents: places(&config.agents, |agent| &agent.id), trainees }
    }

    fn queue_ids(&self) -> BTreeSet<&str> {
        self.queues.keys().copied().collect()
    }

    /// What some plans change, and what is compared with that: mentors, trainees, queues that triggers watch.
    fn touched_by<'b>(&self, plans: impl Iterator<Item = &'b Plan>) -> Config {
        let (mut queues, mut agents) = (BTreeSet::<usize>::new(), BTreeSet::<usize>::new());
        for plan in plans {
            queues.extend(plan.queues.keys().filter_map(|id| self.queues.get(id.as_str())));
            for (id, patch) in &plan.agents {
                let Some(place) = self.agents.get(id.as_str()) else { continue };
                agents.insert(*place);
                agents.extend(self.trainees.get(id.as_str()).into_iter().flatten());
                let new = patch.get("trainee").and_then(|trainee| trainee.get("mentor")?.as_str());
                let old = self.config.agents[*place].trainee.as_ref().map(|trainee| trainee.mentor.as_str());
                agents.extend([new, old].into_iter().flatten().filter_map(|mentor| self.agents.get(mentor)));
            }
        }
        // A trainee who is looked at because of his mentor is compared with him; a mentor's own mentor is not.
        let mentors: Vec<usize> = agents
            .iter()
            .filter_map(|place| self.config.agents[*place].trainee.as_ref())
            .filter_map(|trainee| self.agents.get(trainee.mentor.as_str()).copied())
            .collect();
        agents.extend(mentors);
        let triggers = self.config.plans.iter().filter_map(|plan| plan.trigger.as_ref());
        queues.extend(triggers.filter_map(|trigger| self.queues.get(trigger.queue.as_str())));
        let bare = |plan: &Plan| Plan {
            id: plan.id.clone(),
            message: None,
            queues: BTreeMap::new(),
            agents: BTreeMap::new(),
            trigger: plan.trigger.clone(),
        };
        Config {
            queues: queues.into_iter().map(|place| self.config.queues[place].clone()).collect(),
            agents: agents.into_iter().map(|place| self.config.agents[place].clone()).collect(),
            calendars: self
                .config
                .calendars
                .iter()
                .map(|one| Calendar { id: one.id.clone(), open: Vec::new() })
                .collect(),
            plans: self.config.plans.iter().map(bare).collect(),
            attributes: self.config.attributes.clone(),
            limits: self.config.limits,
            ..Config::new(Vec::new(), Vec::new())
        }
    }
}

/// Puts a patch over a queue or an agent.
fn overlay<T: Serialize + DeserializeOwned>(
    target: Option<&mut T>,
    patch: &Map<String, Value>,
    path: impl Fn() -> String,
    problems: &mut Vec<ConfigError>,
) {
    let mut add = |value: String, why| problems.push(ConfigError { path: path(), value, why });
    let Some(target) = target else {
        return add("unknown".to_owned(), "must name a queue or an agent of this configuration");
    };
    if patch.contains_key("id") {
        return add("a patch of id".to_owned(), "an id cannot change");
    }
    let patched = serde_json::to_value(&*target).and_then(|mut value| {
        merge(&mut value, &Value::Object(patch.clone()));
        serde_json::from_value(value)
    });
    match patched {
        Ok(patched) => *target = patched,
        Err(error) => {
            // It may quote a word of any length.
            let told: String = error.to_string().chars().take(300).collect();
            add(format!("a patch that gives {told}"), "must give a queue or an agent as configured")
        }
    }
}

/// JSON merge patch (RFC 7396).
fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        target.clone_from(patch);
        return;
    };
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    let Value::Object(target) = target else { return };
    for (key, value) in patch {
        if value.is_null() {
            target.remove(key);
        } else {
            merge(target.entry(key.clone()).or_insert(Value::Null), value);
        }
    }
}

impl State {
    pub(crate) fn active_plans(&self) -> BTreeSet<String> {
        let active = self.plans.iter().filter(|(_, standing)| standing.is_active);
        active.map(|(id, _)| id.clone()).collect()
    }

    /// The configuration as it is with the plans in force.
    pub(crate) fn effective(&self, config: &Config) -> Result<Config, ConfigErrors> {
        let active = self.active_plans();
        config.with_plans(&active.iter().map(String::as_str).collect())
    }

    /// A supervisor puts a plan in force; one that is in force by its trigger stays by his word.
    pub(crate) fn activate_plan(&mut self, plan: &str, events: &mut Events) -> Result<(), Reject> {
        let standing = self.standing_of(plan)?;
        if !standing.is_active {
            self.switch(plan, true, PlanCause::Command, events).map_err(Reject::InvalidConfig)?;
        }
        let standing = PlanState { is_active: true, is_by_hand: true, ..PlanState::default() };
        self.plans.insert(plan.to_owned(), standing);
        Ok(())
    }

    /// A supervisor takes a plan back.
    pub(crate) fn withdraw_plan(&mut self, plan: &str, events: &mut Events) -> Result<(), Reject> {
        let standing = self.standing_of(plan)?;
        if standing.is_active {
            self.switch(plan, false, PlanCause::Command, events).map_err(Reject::InvalidConfig)?;
        }
        // Also one that its trigger was just about to put in force.
        self.plans.insert(plan.to_owned(), PlanState { is_suppressed: true, ..PlanState::default() });
        Ok(())
    }

    fn standing_of(&self, plan: &str) -> Result<PlanState, Reject> {
        let known = self.plans.get(plan).copied();
        known.ok_or_else(|| Reject::UnknownPlan { plan: plan.to_owned() })
    }

    /// Puts plans in force and withdraws them as their triggers say, and lets follow what follows from it; comes
    /// after everything has been matched.
    pub(crate) fn settle_plans(&mut self, events: &mut Events) {
        while self.follow_triggers(events) {
            self.fire_wait_rules(events);
            self.match_all(events);
        }
    }

    fn follow_triggers(&mut self, events: &mut Events) -> bool {
        let now = self.now;
        let triggers: Vec<(String, Trigger)> = self
            .config
            .plans
            .iter()
            .filter_map(|plan| Some((plan.id.clone(), plan.trigger.clone()?)))
            .collect();
        let mut has_switched = false;
        for (plan, trigger) in triggers {
            let queue = self.queues.get(&trigger.queue);
            let holds = queue.is_some_and(|queue| self.triggers(&trigger, queue));
            let Some(standing) = self.plans.get_mut(&plan) else { continue };
            if standing.is_by_hand {
                continue;
            }
            let switch = if standing.is_active {
                let calm_since = if holds { None } else { Some(standing.calm_since.unwrap_or(now)) };
                standing.calm_since = calm_since;
                calm_since.is_some_and(|since| since + trigger.hold <= now)
            } else {
                standing.is_suppressed &= holds;
                holds && !standing.is_suppressed
            };
            let active = !standing.is_active;
            // Every two plans fit together, so this cannot fail: see `check_plans`.
            if switch && self.switch(&plan, active, PlanCause::Trigger, events).is_ok() {
                has_switched = true;
            }
        }
        has_switched
    }

    fn switch(
        &mut self,
        plan: &str,
        active: bool,
        cause: PlanCause,
        events: &mut Events,
    ) -> Result<(), ConfigErrors> {
        let before = self.effective(&self.config)?;
        let standing = self.plans.get(plan).copied().unwrap_or_default();
        self.plans.insert(plan.to_owned(), PlanState { is_active: active, ..PlanState::default() });
        let after = match self.effective(&self.config) {
            Ok(after) => after,
            Err(errors) => {
                self.plans.insert(plan.to_owned(), standing);
                return Err(errors);
            }
        };
        let configured = self.config.plans.iter().find(|known| known.id == plan);
        let (message, plan) = (configured.and_then(|plan| plan.message.clone()), plan.to_owned());
        let event = if active {
            Event::PlanActivated { plan, cause, message }
        } else {
            Event::PlanWithdrawn { plan, cause }
        };
        events.push((self.now, event));
        self.replace_queues(&after);
        for (agent, known) in after.agents.into_iter().zip(before.agents) {
            if agent == known {
                continue;
            }
            if let Some(state) = self.agents.get_mut(&agent.id) {
                // Skills set by command stay, but for those that the plan is about.
                let mut skills = std::mem::take(&mut state.config.skills);
                skills
                    .retain(|skill, _| agent.skills.contains_key(skill) || !known.skills.contains_key(skill));
                let changed =
                    agent.skills.iter().filter(|(skill, level)| known.skills.get(*skill) != Some(level));
                skills.extend(changed.map(|(skill, level)| (skill.clone(), *level)));
                state.config = AgentConfig { skills, ..agent };
            }
        }
        self.compile();
        self.forget_starts_where_nobody_is_ready();
        Ok(())
    }

    /// When something about the plans may change by itself.
    pub(crate) fn plan_deadlines(&self) -> impl Iterator<Item = Timestamp> + '_ {
        let triggers = self.config.plans.iter().filter_map(|plan| Some((plan, plan.trigger.as_ref()?)));
        triggers.flat_map(|(plan, trigger)| {
            let standing = self.plans.get(&plan.id).copied().unwrap_or_default();
            let withdrawn = standing.calm_since.map(|since| since + trigger.hold);
            let queue = self.queues.get(&trigger.queue);
            let turns = queue.filter(|_| trigger.when.closed).and_then(|queue| self.next_turn(queue));
            // What holds from the start comes before the first command.
            let is_new = self.next_seq == 1 && !standing.is_active;
            let queue = queue.filter(|_| is_new);
            let holds = queue.is_some_and(|queue| self.triggers(trigger, queue));
            let later = withdrawn.into_iter().chain(turns).filter(|due| *due > self.now);
            later.chain(holds.then_some(self.now))
        })
    }
}
