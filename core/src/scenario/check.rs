//! What the types of version 1 cannot say: names that must be known, ranges, where null is a value.

use super::format::{Action, Item, Kind, Scenario};
use serde_json::{Map, Number, Value};
use std::collections::BTreeSet;

/// Numbers compare by value, so 1.0 is 1; and null stands only where the format names it.
pub(super) fn normalised(value: &Value, path: &str) -> Result<Value, String> {
    const MAY_BE_NULL: [&str; 2] = ["level", "reason"];
    Ok(match value {
        Value::Null if MAY_BE_NULL.iter().any(|key| path.ends_with(key)) => Value::Null,
        Value::Null => return Err(format!("{path} is null, but must be left out or given")),
        Value::Number(number) => Value::Number(whole(number)),
        Value::Array(list) => {
            let entries = list.iter().enumerate();
            Value::Array(
                entries
                    .map(|(i, entry)| normalised(entry, &format!("{path}[{i}]")))
                    .collect::<Result<_, _>>()?,
            )
        }
        Value::Object(map) => {
            let entry = |(key, value): (&String, &Value)| {
                Ok::<_, String>((key.clone(), normalised(value, &format!("{path}.{key}"))?))
            };
            Value::Object(map.iter().map(entry).collect::<Result<Map<_, _>, _>>()?)
        }
        other => other.clone(),
    })
}

fn whole(number: &Number) -> Number {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match number.as_f64() {
        Some(value) if number.is_f64() && value.fract() == 0.0 && value.abs() < EXACT => {
            Number::from(value as i64)
        }
        _ => number.clone(),
    }
}

/// Names that a scenario may use.
pub(super) struct Names {
    pub(super) agents: BTreeSet<String>,
    pub(super) queues: BTreeSet<String>,
    items: BTreeSet<String>,
    needs_levels_from_one: bool,
}

impl Names {
    pub(super) fn new<'a>(
        agents: BTreeSet<String>,
        queues: BTreeSet<String>,
        actions: impl Iterator<Item = &'a Action>,
        needs_levels_from_one: bool,
    ) -> Self {
        let item = |action: &Action| match action {
            Action::Enqueue(item) => Some(item.item.clone()),
            _ => None,
        };
        Self { agents, queues, items: actions.filter_map(item).collect(), needs_levels_from_one }
    }

    pub(super) fn check(&self, place: usize, action: &Action) -> Result<(), String> {
        let at = |what: String| format!("steps[{place}]: {what}");
        let check = || match action {
            Action::Enqueue(item) => self.item(item),
            Action::Accept { item, agent }
            | Action::Reject { item, agent }
            | Action::ForceAssign { item, agent } => self.known_item(item).and_then(|()| self.agent(agent)),
            Action::Complete { item, agent } => {
                self.known_item(item)?;
                agent.as_ref().map_or(Ok(()), |agent| self.agent(agent))
            }
            Action::Abandon { item } | Action::AdjustAge { item, .. } | Action::ToCallback { item } => {
                self.known_item(item)
            }
            Action::ExtendWrapup { agent, by } if *by < 1 => {
                self.agent(agent)?;
                Err(format!("by is {by}, but must be at least 1"))
            }
            Action::AgentState { agent, .. }
            | Action::ExtendWrapup { agent, .. }
            | Action::EndWrapup { agent }
            | Action::Pull { agent }
            | Action::SetSkill { agent, .. } => self.agent(agent),
        };
        check().map_err(at)
    }

    /// What is expected or forbidden must be about something.
    pub(super) fn check_expected(&self, scenario: &Scenario) -> Result<(), String> {
        for (place, event) in scenario.expect.iter().enumerate() {
            let at = |what: String| format!("expect[{place}]: {what}");
            let kind = event.get("ev").cloned().unwrap_or_default();
            serde_json::from_value::<Kind>(kind).map_err(|error| at(format!("ev: {error}")))?;
            if !event.get("t").is_some_and(Value::is_i64) && !event.get("t").is_some_and(Value::is_u64) {
                return Err(at("t must be a whole second".to_owned()));
            }
            let text = |key: &str| event.get(key).and_then(Value::as_str);
            text("item").map_or(Ok(()), |item| self.known_item(item)).map_err(at)?;
            text("agent").map_or(Ok(()), |agent| self.agent(agent)).map_err(at)?;
            for key in ["to", "from"] {
                text(key).map_or(Ok(()), |queue| self.queue(queue)).map_err(at)?;
            }
        }
        for (place, never) in scenario.never.iter().enumerate() {
            let at = |what: String| format!("never[{place}]: {what}");
            never.item.as_ref().map_or(Ok(()), |item| self.known_item(item)).map_err(at)?;
            never.agent.as_ref().map_or(Ok(()), |agent| self.agent(agent)).map_err(at)?;
        }
        Ok(())
    }

    fn item(&self, item: &Item) -> Result<(), String> {
        self.queue(&item.queue)?;
        if item.not_before < 0 {
            return Err(format!("not_before is {}, but must be at least 0", item.not_before));
        }
        let low = item.require.iter().find(|need| self.needs_levels_from_one && need.level < 1);
        if let Some(need) = low {
            return Err(format!("level is {}, but selector_score needs levels of at least 1", need.level));
        }
        item.steps.iter().try_for_each(|step| self.agents_in(&step.expr))
    }

    fn agents_in(&self, expression: &Value) -> Result<(), String> {
        match expression {
            Value::Array(list) => list.iter().try_for_each(|entry| self.agents_in(entry)),
            Value::Object(map) => map.iter().try_for_each(|(key, value)| match (key.as_str(), value) {
                ("agent", Value::Array(ids)) => {
                    ids.iter().filter_map(Value::as_str).try_for_each(|id| self.agent(id))
                }
                _ => self.agents_in(value),
            }),
            _ => Ok(()),
        }
    }

    fn agent(&self, id: &str) -> Result<(), String> {
        known(&self.agents, id, "an agent of the setup")
    }

    fn queue(&self, id: &str) -> Result<(), String> {
        known(&self.queues, id, "a queue of the setup")
    }

    fn known_item(&self, id: &str) -> Result<(), String> {
        known(&self.items, id, "an item that a step enqueues")
    }
}

fn known(names: &BTreeSet<String>, id: &str, what: &str) -> Result<(), String> {
    if names.contains(id) { Ok(()) } else { Err(format!("{id:?} is not {what}")) }
}
