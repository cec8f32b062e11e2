use super::ScenarioError;
use super::check::{Names, normalised};
use super::compare::{ScenarioReport, compare};
use super::format::{Action, Agent, Queue, Scenario, Setup};
use super::translate::{ORIGIN_S, refused, spoken};
use crate::routing::{Command, Config, Router};
use crate::time::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Plays a scenario on a fresh router and compares what happened with what it expects.
///
/// `shared` is the setup that a file gives to all of its scenarios; the scenario's own extends it by id.
///
/// # Errors
/// `invalid_scenario` when it is not written as the format says; nothing is played then. A scenario that fails is
/// no error: its report says so.
///
/// ```
/// use krarup::scenario::run_scenario;
/// let scenario = serde_json::json!({
///     "id": "X1", "name": "queue length limit",
///     "setup": { "agents": [], "queues": [{ "id": "q", "max_len": 1 }] },
///     "steps": [{ "t": 0, "do": "enqueue", "item": "a", "queue": "q" },
///               { "t": 1, "do": "enqueue", "item": "b", "queue": "q" }],
///     "observe": ["removed"],
///     "expect": [{ "t": 1, "ev": "removed", "item": "b", "reason": "queue_full" }],
/// });
/// assert!(run_scenario(&scenario, None)?.has_passed());
/// # Ok::<(), krarup::scenario::ScenarioError>(())
/// ```
pub fn run_scenario(scenario: &Value, shared: Option<&Value>) -> Result<ScenarioReport, ScenarioError> {
    let id = scenario.get("id").and_then(Value::as_str).unwrap_or("(no id)").to_owned();
    let play = || -> Result<ScenarioReport, String> {
        let play = Play::new(scenario, shared)?;
        let events = play.until(i64::MAX)?.events;
        compare(&play, events)
    };
    play().map_err(|why| ScenarioError { scenario: id, why })
}

/// Plays every scenario of a file (JSON text); each comes out by itself, in the file's order.
///
/// # Errors
/// `invalid_scenario` when the file is no JSON object of schema `krarup-routing-scenarios/1` with a list of
/// scenarios, or two have the same id.
pub fn run_file(file: &str) -> Result<Vec<Result<ScenarioReport, ScenarioError>>, ScenarioError> {
    let wrong = |why: String| ScenarioError { scenario: "(file)".to_owned(), why };
    let file: Value = serde_json::from_str(file).map_err(|error| wrong(error.to_string()))?;
    let schema = file.get("schema").and_then(Value::as_str).unwrap_or("absent");
    if schema != "krarup-routing-scenarios/1" {
        return Err(wrong(format!("schema is {schema:?}, but must be \"krarup-routing-scenarios/1\"")));
    }
    let scenarios = file.get("scenarios").and_then(Value::as_array);
    let scenarios = scenarios.ok_or_else(|| wrong("scenarios must be a list".to_owned()))?;
    let mut ids = BTreeSet::new();
    for id in scenarios.iter().filter_map(|scenario| scenario.get("id")?.as_str()) {
        if !ids.insert(id) {
            return Err(wrong(format!("two scenarios have the id {id:?}")));
        }
    }
    Ok(scenarios.iter().map(|scenario| run_scenario(scenario, file.get("setup"))).collect())
}

/// A scenario ready to be played as often as needed.
pub(super) struct Play {
    pub(super) scenario: Scenario,
    config: Config,
    steps: Vec<TimedStep>,
    end: i64,
}

struct TimedStep {
    t: i64,
    given: Map<String, Value>,
    command: Command,
}

/// What has happened up to an instant.
pub(super) struct Played {
    pub(super) router: Router,
    pub(super) events: Vec<Value>,
    /// Explanations of the offers, by place among the events.
    pub(super) why: BTreeMap<usize, Value>,
}

impl Play {
    fn new(scenario: &Value, shared: Option<&Value>) -> Result<Self, String> {
        let scenario: Scenario = parsed(normalised(scenario, "scenario")?, "scenario")?;
        let shared: Setup = match shared {
            Some(setup) => parsed(normalised(setup, "the file's setup")?, "the file's setup")?,
            None => Setup::default(),
        };
        let own = &scenario.setup;
        let agents: Vec<Agent> = extended(&shared.agents, &own.agents, "agents")?;
        let queues: Vec<Queue> = extended(&shared.queues, &own.queues, "queues")?;
        let mut timed: Vec<(i64, usize, Map<String, Value>, Action)> = Vec::new();
        for (place, given) in scenario.steps.iter().enumerate() {
            let mut rest = given.clone();
            let t = rest.remove("t").and_then(|t| t.as_i64()).filter(|t| *t >= 0);
            let t = t.ok_or_else(|| format!("steps[{place}].t must be a whole second, at least 0"))?;
            timed.push((t, place, given.clone(), parsed(rest.into(), &format!("steps[{place}]"))?));
        }
        let selects_by_score = queues.iter().any(|queue| {
            let keys = queue.selection.as_ref().and_then(Value::as_array);
            keys.is_some_and(|keys| keys.contains(&json!("selector_score")))
        });
        let names = Names::new(
            agents.iter().map(|agent| agent.id.clone()).collect(),
            queues.iter().map(|queue| queue.id.clone()).collect(),
            timed.iter().map(|(.., action)| action),
            selects_by_score,
        );
        timed.iter().try_for_each(|(_, place, _, action)| names.check(*place, action))?;
        names.check_expected(&scenario)?;
        let mut steps = Vec::new();
        for (t, place, given, action) in timed {
            let command = parsed(action.command(), &format!("steps[{place}]"))?;
            steps.push(TimedStep { t, given, command });
        }
        steps.sort_by_key(|step| step.t);
        let last = steps.last().map_or(0, |step| step.t);
        let end = scenario.run_until.unwrap_or(last).max(last);
        let basis = own.idle_basis.as_ref().or(shared.idle_basis.as_ref());
        let config = json!({
            "agents": agents.iter().map(Agent::config).collect::<Result<Vec<_>, _>>()?,
            "queues": queues.iter().map(Queue::config).collect::<Result<Vec<_>, _>>()?,
            "idle_basis": basis.unwrap_or(&json!("last_contact_end")),
        });
        let config: Config = parsed(config, "setup")?;
        config.check().map_err(|errors| errors.to_string())?;
        Ok(Self { scenario, config, steps, end })
    }

    /// Plays all that is due up to a second, or to the end of the scenario if that comes first.
    pub(super) fn until(&self, second: i64) -> Result<Played, String> {
        let origin = Timestamp::from_seconds(ORIGIN_S);
        let mut router = Router::new(self.config.clone(), origin).map_err(|error| error.to_string())?;
        let mut played = (Vec::new(), BTreeMap::new());
        let mut hear = |at: Timestamp, event: Option<Value>, why: Option<Value>| {
            let Some(mut event) = event else { return };
            event["t"] = json!((at - origin).as_micros() / 1_000_000);
            if let Some(why) = why {
                played.1.insert(played.0.len(), why);
            }
            played.0.push(event);
        };
        for step in self.steps.iter().take_while(|step| step.t <= second) {
            let at = Timestamp::from_seconds(ORIGIN_S.saturating_add(step.t));
            let (receipt, error) = match router.apply(at, None, step.command.clone()) {
                Ok(receipt) => (Some(receipt), None),
                // The scenario's own format has no words for a value out of range.
                Err(rejection) if ["invalid_value", "limit_exceeded"].contains(&rejection.code()) => {
                    return Err(format!("the step at t = {}: {rejection}", step.t));
                }
                Err(rejection) => {
                    let error = refused(&step.given, &rejection);
                    (rejection.tick.map(|tick| *tick), Some(error))
                }
            };
            for (at, event) in receipt.iter().flat_map(|receipt| &receipt.events) {
                hear(*at, spoken(event), why(event));
            }
            hear(at, error, None);
        }
        let end = Timestamp::from_seconds(ORIGIN_S.saturating_add(self.end.min(second)));
        let rest = router.tick(end).map_err(|error| error.to_string())?;
        rest.events.iter().for_each(|(at, event)| hear(*at, spoken(event), why(event)));
        Ok(Played { router, events: played.0, why: played.1 })
    }
}

fn why(event: &crate::routing::Event) -> Option<Value> {
    match event {
        crate::routing::Event::OfferMade { why, .. } => serde_json::to_value(why).ok(),
        _ => None,
    }
}

fn parsed<T: DeserializeOwned>(value: Value, what: &str) -> Result<T, String> {
    serde_json::from_value(value).map_err(|error| format!("{what}: {error}"))
}

/// The file's agents or queues with the scenario's over them, by id.
fn extended<T: DeserializeOwned>(
    shared: &Option<Vec<Map<String, Value>>>,
    own: &Option<Vec<Map<String, Value>>>,
    list: &str,
) -> Result<Vec<T>, String> {
    if shared.is_none() && own.is_none() {
        return Err(format!("setup has no {list}"));
    }
    let mut all: Vec<Map<String, Value>> = Vec::new();
    for entries in [shared, own].into_iter().flatten() {
        let mut ids = BTreeSet::new();
        for entry in entries {
            let id = entry.get("id").and_then(Value::as_str);
            let id = id.ok_or_else(|| format!("setup.{list} has an entry without an id"))?;
            if !ids.insert(id) {
                return Err(format!("setup.{list} has the id {id:?} twice"));
            }
            match all.iter_mut().find(|known| known.get("id").and_then(Value::as_str) == Some(id)) {
                Some(known) => known.extend(entry.clone()),
                None => all.push(entry.clone()),
            }
        }
    }
    all.into_iter().map(|entry| parsed(entry.into(), &format!("setup.{list}"))).collect()
}
