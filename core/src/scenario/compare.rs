use super::format::Never;
use super::run::Play;
use crate::routing::AgentVerdict;
use serde::Serialize;
use serde_json::Value;
use std::fmt;

/// How a scenario came out.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ScenarioReport {
    /// Its id.
    pub id: String,
    /// What stands between it and success; `None` = it has passed.
    pub difference: Option<Difference>,
    /// Everything that happened and has a word in scenarios, observed or not.
    pub events: Vec<Value>,
}

/// The first thing that was not as expected, and the decision behind it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// Place among the observed events.
    pub place: usize,
    /// What should have come; `None` = nothing more, or what came is forbidden.
    pub expected: Option<Value>,
    /// What came; `None` = nothing more.
    pub got: Option<Value>,
    /// The event is one that must never happen.
    pub is_forbidden: bool,
    /// Why the agent of the offer that came was chosen.
    pub why: Option<Value>,
    /// What the rules said of every agent for the interaction concerned, at the instant of the difference.
    pub verdicts: Vec<AgentVerdict>,
}

impl ScenarioReport {
    /// Whether all came as expected.
    pub fn has_passed(&self) -> bool {
        self.difference.is_none()
    }
}

/// Compares what happened with what the scenario expects.
pub(super) fn compare(play: &Play, events: Vec<Value>) -> Result<ScenarioReport, String> {
    let scenario = &play.scenario;
    let is_observed =
        |event: &&Value| scenario.observe.iter().any(|kind| event["ev"].as_str() == Some(kind.name()));
    let expected: Vec<Value> = scenario.expect.iter().cloned().map(Value::Object).collect();
    let observed: Vec<&Value> = events.iter().filter(is_observed).collect();
    let length = observed.len().max(expected.len());
    let differing = (0..length).find(|place| observed.get(*place).copied() != expected.get(*place));
    let difference = match differing {
        Some(place) => {
            let (expected, got) = (expected.get(place).cloned(), observed.get(place).copied().cloned());
            Some(explained(play, place, expected, got, false)?)
        }
        None => match events.iter().position(|event| scenario.never.iter().any(|never| never.is(event))) {
            Some(place) => Some(explained(play, place, None, Some(events[place].clone()), true)?),
            None => None,
        },
    };
    Ok(ScenarioReport { id: scenario.id.clone(), difference, events })
}

impl Never {
    fn is(&self, event: &Value) -> bool {
        let same = |wanted: &Option<String>, key: &str| {
            wanted.as_ref().is_none_or(|wanted| event[key].as_str() == Some(wanted))
        };
        event["ev"].as_str() == Some(self.ev.name()) && same(&self.item, "item") && same(&self.agent, "agent")
    }
}

/// Plays again up to the instant of the difference and asks the router what it thinks.
fn explained(
    play: &Play,
    place: usize,
    expected: Option<Value>,
    got: Option<Value>,
    is_forbidden: bool,
) -> Result<Difference, String> {
    let both = || [&expected, &got].into_iter().flatten();
    let second = both().filter_map(|event| event["t"].as_i64()).min().unwrap_or(0);
    let played = play.until(second)?;
    let of_got = played.events.iter().rposition(|event| Some(event) == got.as_ref());
    let why = of_got.and_then(|place| played.why.get(&place).cloned());
    let item = both().find_map(|event| event["item"].as_str());
    let verdicts = item.map_or(Ok(Vec::new()), |item| played.router.explain(item)).unwrap_or_default();
    Ok(Difference { place, expected, got, is_forbidden, why, verdicts })
}

impl fmt::Display for ScenarioReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.difference {
            None => write!(f, "{} passed", self.id),
            Some(difference) => write!(f, "{} failed\n{difference}", self.id),
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let got = line(&self.got);
        if self.is_forbidden {
            write!(f, "  must never happen: {got}")?;
        } else {
            write!(f, "  event {}\n    expected  {}\n    got       {got}", self.place, line(&self.expected))?;
        }
        if let Some(why) = &self.why {
            write!(f, "\n  chosen because {why}")?;
        }
        for AgentVerdict { agent, verdict } in &self.verdicts {
            let verdict = serde_json::to_string(verdict).unwrap_or_default();
            write!(f, "\n    {agent}: {verdict}")?;
        }
        Ok(())
    }
}

/// An event on one line, its instant first.
fn line(event: &Option<Value>) -> String {
    let Some(Value::Object(event)) = event else { return "nothing more".to_owned() };
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let named = |key: &str| event.get(key).map_or_else(String::new, text);
    let rest = event.iter().filter(|(key, _)| !["t", "ev"].contains(&key.as_str()));
    let rest: String = rest.map(|(key, value)| format!(" {key}={}", text(value))).collect();
    format!("t={} {}{rest}", named("t"), named("ev"))
}
