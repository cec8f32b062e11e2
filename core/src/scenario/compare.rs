use super::play::{Play, Played};
use super::version::{Version, agrees};
use super::words::scenarios;
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
pub(super) fn compare(play: &Play, played: Played) -> Result<ScenarioReport, String> {
    let version = play.version;
    let observed: Vec<(usize, &Value)> =
        played.events.iter().enumerate().filter(|(_, event)| play.observed_as(event).is_some()).collect();
    let length = observed.len().max(play.expect.len());
    let differing = (0..length).find(|place| match (observed.get(*place), play.expect.get(*place)) {
        (Some((_, event)), Some(expected)) => !version.is_expected(event, expected),
        _ => true,
    });
    let differing = differing.map(|place| {
        let among_all = observed.get(place).map_or(played.events.len(), |(among_all, _)| *among_all);
        let (got, expected) = (observed.get(place).map(|(_, event)| *event), play.expect.get(place));
        let t = [got, expected].into_iter().flatten().filter_map(second).min().unwrap_or(0);
        (t, among_all, place, expected, got)
    });
    let first_miss = played.misses.first().filter(|miss| match (&differing, second(&miss.expected)) {
        (Some((t, among_all, ..)), Some(at)) => (at, miss.place) <= (*t, *among_all),
        _ => true,
    });
    let difference = match (first_miss, differing) {
        (Some(miss), _) => Some(Difference {
            place: observed.iter().filter(|(among_all, _)| *among_all < miss.place).count(),
            expected: Some(miss.expected.clone()),
            got: Some(miss.got.clone()),
            is_forbidden: false,
            why: None,
            verdicts: miss.verdicts.clone(),
        }),
        (None, Some((_, _, place, expected, got))) => {
            Some(explained(play, place, expected.cloned(), got, false)?)
        }
        (None, None) => match play.first_forbidden(&played.events)? {
            Some((place, event)) => Some(explained(play, place, None, Some(event), true)?),
            None => None,
        },
    };
    let events = played.events.iter().map(|event| play.observed_as(event).unwrap_or_else(|| event.clone()));
    Ok(ScenarioReport { id: play.id.clone(), difference, events: events.collect() })
}

fn second(event: &Value) -> Option<i64> {
    event["t"].as_i64()
}

impl Play {
    /// An event under the first observed name that stands for it.
    fn observed_as(&self, event: &Value) -> Option<Value> {
        self.observe.iter().find_map(|name| self.version.seen_as(event, name))
    }

    /// The first event that must never happen, with its place among all.
    fn first_forbidden<'a>(&self, events: &'a [Value]) -> Result<Option<(usize, &'a Value)>, String> {
        for (place, event) in events.iter().enumerate() {
            for (entry, never) in self.never.iter().enumerate() {
                let name = never.get("ev").and_then(Value::as_str).unwrap_or_default();
                let Some(seen) = self.version.seen_as(event, name) else { continue };
                // A key that no event has would make a test that cannot fail.
                let unknown = never.keys().find(|key| seen.get(key.as_str()).is_none());
                match (unknown, self.version) {
                    (Some(key), Version::Two) => {
                        let t = &event["t"];
                        let why = format!("never[{entry}].{key}: the {name} at t = {t} has no such key");
                        return Err(why);
                    }
                    (None, _) if agrees(&Value::Object(never.clone()), &seen) => {
                        return Ok(Some((place, event)));
                    }
                    _ => {}
                }
            }
        }
        Ok(None)
    }
}

/// Plays again up to the instant of the difference and asks the router what it thinks.
fn explained(
    play: &Play,
    place: usize,
    expected: Option<Value>,
    event: Option<&Value>,
    is_forbidden: bool,
) -> Result<Difference, String> {
    let both = || [expected.as_ref(), event].into_iter().flatten();
    let played = play.until(both().filter_map(second).min().unwrap_or(0))?;
    let of_got = played.events.iter().rposition(|one| Some(one) == event);
    let why = of_got.and_then(|place| played.why.get(&place).cloned());
    let item = both().find_map(|event| event["item"].as_str());
    let verdicts = item.map_or(Ok(Vec::new()), |item| played.router.explain(item)).unwrap_or_default();
    let name = expected.as_ref().and_then(|expected| expected["ev"].as_str());
    let got = event.map(|event| {
        let as_expected = name.and_then(|name| play.version.seen_as(event, name));
        as_expected.or_else(|| play.observed_as(event)).unwrap_or_else(|| event.clone())
    });
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
        // Of why, the parts that are expected, and all of it below.
        let why = self.expected.as_ref().and_then(|expected| expected.get("why"));
        let mut shown = self.got.clone();
        if let (Some(why), Some(got)) = (why, shown.as_mut().and_then(|got| got.get_mut("why"))) {
            *got = parts(got, why);
        }
        let got = line(&shown, self.why.is_some() && why.is_none());
        if self.is_forbidden {
            write!(f, "  must never happen: {got}")?;
        } else {
            let expected = line(&self.expected, false);
            write!(f, "  event {}\n    expected  {expected}\n    got       {got}", self.place)?;
        }
        if let Some(why) = &self.why {
            write!(f, "\n  chosen because {}", scenarios(why))?;
        }
        for AgentVerdict { agent, verdict } in &self.verdicts {
            let verdict = serde_json::to_value(verdict).as_ref().map_or(Value::Null, scenarios);
            write!(f, "\n    {agent}: {verdict}")?;
        }
        Ok(())
    }
}

/// Of a value the keys that another has.
fn parts(value: &Value, wanted: &Value) -> Value {
    let (Value::Object(value), Value::Object(wanted)) = (value, wanted) else { return value.clone() };
    let given = wanted.iter().filter_map(|(key, wanted)| Some((key.clone(), parts(value.get(key)?, wanted))));
    Value::Object(given.collect())
}

/// An event on one line, its instant first; the explanation of an offer may stand elsewhere.
fn line(event: &Option<Value>, is_explained: bool) -> String {
    let Some(Value::Object(event)) = event else { return "nothing more".to_owned() };
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let named = |key: &str| event.get(key).map_or_else(String::new, text);
    let hidden: &[&str] = if is_explained { &["t", "ev", "why"] } else { &["t", "ev"] };
    let rest = event.iter().filter(|(key, _)| !hidden.contains(&key.as_str()));
    let rest: String = rest.map(|(key, value)| format!(" {key}={}", text(value))).collect();
    format!("t={} {}{rest}", named("t"), named("ev"))
}
