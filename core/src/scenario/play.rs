use super::setup::{config, extended};
use super::version::{Version, agrees};
use super::words::scenarios;
use crate::routing::{AgentVerdict, Command, Config, Event, Receipt, Router};
use crate::time::Timestamp;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Second 0 of every scenario.
pub(super) const ORIGIN_S: i64 = 1_800_000_000;

/// A scenario ready to be played as often as needed.
pub(super) struct Play {
    pub(super) id: String,
    pub(super) version: Version,
    pub(super) config: Config,
    /// The configuration as patches find it; empty in version 1, which has none.
    pub(super) setup: Map<String, Value>,
    pub(super) steps: Vec<TimedStep>,
    pub(super) run_until: Option<i64>,
    pub(super) observe: Vec<String>,
    pub(super) expect: Vec<Value>,
    pub(super) never: Vec<Map<String, Value>>,
}

pub(super) struct TimedStep {
    pub(super) t: i64,
    /// Place in the scenario's list.
    pub(super) place: usize,
    pub(super) given: Map<String, Value>,
    /// The command's id, where repeating it matters.
    pub(super) id: Option<String>,
    pub(super) act: Act,
}

pub(super) enum Act {
    Command(Box<Command>),
    /// A setup in the place of the one in force, or over it by id.
    Configure {
        setup: Map<String, Value>,
        is_patch: bool,
    },
    /// What `explain` must say of some agents, by id.
    Explain {
        item: String,
        expect: Map<String, Value>,
    },
}

/// What has happened up to an instant.
pub(super) struct Played {
    pub(super) router: Router,
    pub(super) events: Vec<Value>,
    /// Explanations of the offers in the router's words, by place among the events.
    pub(super) why: BTreeMap<usize, Value>,
    pub(super) misses: Vec<Miss>,
}

/// An `explain` that said something else than expected.
pub(super) struct Miss {
    /// How many events came before it.
    pub(super) place: usize,
    pub(super) expected: Value,
    pub(super) got: Value,
    pub(super) verdicts: Vec<AgentVerdict>,
}

impl Play {
    /// Sorted by second; those of one second keep their order.
    pub(super) fn in_order(mut self) -> Self {
        self.steps.sort_by_key(|step| step.t);
        self
    }

    /// Plays all that is due up to a second, or to the end of the scenario if that comes first.
    pub(super) fn until(&self, second: i64) -> Result<Played, String> {
        let router = Router::new(self.config.clone(), instant(0)).map_err(|error| error.to_string())?;
        let (events, why, misses) = (Vec::new(), BTreeMap::new(), Vec::new());
        let mut played = Played { router, events, why, misses };
        let mut setup = self.setup.clone();
        for step in self.steps.iter().take_while(|step| step.t <= second) {
            let at = instant(step.t);
            let mut proposed = None;
            let command = match &step.act {
                Act::Command(command) => (**command).clone(),
                Act::Configure { setup: given, is_patch } => {
                    let path = format!("steps[{}]", step.place);
                    let new = if *is_patch { extended(setup.clone(), given) } else { given.clone() };
                    let config = Box::new(config(&new, &path)?);
                    proposed = Some(new);
                    Command::Configure { config }
                }
                Act::Explain { item, expect } => {
                    played.pass(self.version, at)?;
                    played.explain(step.t, item, expect);
                    continue;
                }
            };
            match played.router.apply(at, step.id.as_deref(), command) {
                Ok(receipt) if receipt.repeated => {}
                Ok(receipt) => {
                    setup = proposed.unwrap_or(setup);
                    played.hear(self.version, &receipt);
                }
                Err(rejection) => {
                    if let Some(tick) = &rejection.tick {
                        played.hear(self.version, tick);
                    }
                    let refused = self.version.refused(&step.given, &rejection);
                    let mut error = refused.map_err(|why| format!("the step at t = {}: {why}", step.t))?;
                    error["t"] = json!(step.t);
                    played.events.push(error);
                }
            }
        }
        let last = self.steps.last().map_or(0, |step| step.t);
        let end = self.run_until.unwrap_or(last).max(last);
        played.pass(self.version, instant(end.min(second)))?;
        Ok(played)
    }
}

impl Played {
    /// Lets time pass, in as many ticks as the router's limits ask for.
    fn pass(&mut self, version: Version, at: Timestamp) -> Result<(), String> {
        loop {
            let receipt = self.router.tick(at).map_err(|error| error.to_string())?;
            self.hear(version, &receipt);
            let is_done = self.router.next_deadline().is_none_or(|due| due > at);
            if is_done || receipt.events.is_empty() {
                return Ok(());
            }
        }
    }

    fn hear(&mut self, version: Version, receipt: &Receipt) {
        for (at, event) in &receipt.events {
            let Some(mut told) = version.told(event) else { continue };
            told["t"] = json!((*at - instant(0)).as_micros() / 1_000_000);
            if let Event::OfferMade { why, .. } = event
                && let Ok(why) = serde_json::to_value(why)
            {
                self.why.insert(self.events.len(), why);
            }
            self.events.push(told);
        }
    }

    fn explain(&mut self, t: i64, item: &str, expect: &Map<String, Value>) {
        let place = self.events.len();
        let verdicts = match self.router.explain(item) {
            Ok(verdicts) => verdicts,
            Err(reject) => {
                let expected = json!({ "t": t, "ev": "explain", "item": item, "verdicts": expect });
                let got = json!({ "t": t, "ev": "error", "item": item, "code": reject.code() });
                return self.misses.push(Miss { place, expected, got, verdicts: Vec::new() });
            }
        };
        for (agent, expected) in expect {
            let said = verdicts.iter().find(|verdict| verdict.agent == *agent);
            let said = said.and_then(|said| serde_json::to_value(&said.verdict).ok());
            let said = said.as_ref().map_or(Value::Null, scenarios);
            if !agrees(expected, &said) {
                let told = |verdict: &Value| json!({ "t": t, "ev": "explain", "item": item, "agent": agent, "verdict": verdict });
                let (expected, got) = (told(expected), told(&said));
                self.misses.push(Miss { place, expected, got, verdicts: verdicts.clone() });
            }
        }
    }
}

fn instant(second: i64) -> Timestamp {
    Timestamp::from_seconds(ORIGIN_S.saturating_add(second))
}
