use super::translate::{refused, spoken};
use super::words::{self, told};
use super::{version_1, version_2};
use crate::routing::{Event, Rejection};
use serde_json::{Map, Value, json};

/// The formats of scenarios: 1 has words of its own, 2 adds the router's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Version {
    One,
    Two,
}

impl Version {
    const ALL: [(&'static str, Self); 2] =
        [("krarup-routing-scenarios/1", Self::One), ("krarup-routing-scenarios/2", Self::Two)];

    /// What `schema` says of a file or a scenario, where there is one.
    pub(super) fn of(value: &Value) -> Result<Option<Self>, String> {
        let Some(schema) = value.get("schema") else { return Ok(None) };
        let known = Self::ALL.iter().find(|(name, _)| schema.as_str() == Some(name));
        let [(first, _), (second, _)] = Self::ALL;
        let wrong = || format!("schema is {schema}, but must be {first:?} or {second:?}");
        known.map(|(_, version)| Some(*version)).ok_or_else(wrong)
    }

    pub(super) fn read(self, scenario: &Value, shared: Option<&Value>) -> Result<super::play::Play, String> {
        match self {
            Self::One => version_1::read(scenario, shared),
            Self::Two => version_2::read(scenario, shared),
        }
    }

    /// An event in the words of this version, if it has any for it.
    pub(super) fn told(self, event: &Event) -> Option<Value> {
        match self {
            Self::One => spoken(event),
            Self::Two => told(event),
        }
    }

    /// A refused command as an event.
    pub(super) fn refused(self, step: &Map<String, Value>, rejection: &Rejection) -> Result<Value, String> {
        match self {
            // Version 1 has no words for a value out of range.
            Self::One if ["invalid_value", "limit_exceeded"].contains(&rejection.code()) => {
                Err(rejection.to_string())
            }
            Self::One => Ok(refused(step, rejection)),
            Self::Two => {
                let mut event: Map<String, Value> =
                    step.iter().filter(|(key, _)| words::NAMES.contains(&key.as_str())).map(owned).collect();
                event.insert("ev".to_owned(), json!("error"));
                event.insert("code".to_owned(), json!(rejection.code()));
                event.insert("message".to_owned(), json!(rejection.to_string()));
                Ok(event.into())
            }
        }
    }

    /// An event as the name stands for it; `None` = the name is another event's.
    pub(super) fn seen_as(self, event: &Value, name: &str) -> Option<Value> {
        match self {
            Self::One => (event["ev"].as_str() == Some(name)).then(|| event.clone()),
            Self::Two => words::seen_as(event, name),
        }
    }

    /// Whether an event is the one expected: as JSON values in version 1, as far as keys are given in version 2.
    pub(super) fn is_expected(self, event: &Value, expected: &Value) -> bool {
        let seen = expected["ev"].as_str().and_then(|name| self.seen_as(event, name));
        seen.is_some_and(|seen| match self {
            Self::One => seen == *expected,
            Self::Two => agrees(expected, &seen),
        })
    }
}

fn owned((key, value): (&String, &Value)) -> (String, Value) {
    (key.clone(), value.clone())
}

/// Whether what is given is so: keys that are not given do not count, and null is what is not there.
pub(super) fn agrees(given: &Value, value: &Value) -> bool {
    match (given, value) {
        (Value::Object(given), Value::Object(value)) => {
            given.iter().all(|(key, given)| agrees(given, value.get(key).unwrap_or(&Value::Null)))
        }
        (Value::Array(given), Value::Array(list)) => {
            given.len() == list.len() && given.iter().zip(list).all(|(given, value)| agrees(given, value))
        }
        _ => given == value,
    }
}
