//! The router for Node. Configurations, commands and receipts cross as JSON text; index.cjs turns them into objects.

use crate::errors::{self, Guarded, error, invalid, parsed};
use crate::records::{Progress, reporter};
use krarup::routing::{
    Command, Config, Input, NewInteraction, Reject, Rejection, Router as Core, Telling, replay,
};
use krarup::time::Timestamp;
use napi::bindgen_prelude::{Buffer, Result};
use napi_derive::napi;
use serde::Serialize;

/// The JSON Schema of a configuration, as JSON.
#[napi(catch_unwind)]
pub fn config_schema() -> String {
    Config::schema().to_owned()
}

/// The JSON Schema of a command, as JSON.
#[napi(catch_unwind)]
pub fn command_schema() -> String {
    Command::schema().to_owned()
}

/// What can hardly be meant in a configuration, as JSON.
#[napi(catch_unwind)]
pub fn lint_config(config: String) -> Result<String> {
    let config: Config = parsed("invalid_config", "config", &config)?;
    config.check().map_err(|e| error(e.code(), &e))?;
    json(&config.lint())
}

/// What keeps everybody from an interaction for ever, as JSON.
#[napi(catch_unwind)]
pub fn unmet_by_all(config: String, interaction: String, limit: f64) -> Result<String> {
    let config: Config = parsed("invalid_config", "config", &config)?;
    let interaction: NewInteraction = parsed("invalid_command", "interaction", &interaction)?;
    let unmet = config.unmet(&interaction, whole("limit", limit)? as usize);
    json(&unmet.map_err(|e| reject(&e))?)
}

/// A log under its own configuration and under another one: the report as JSON and as people read it.
#[napi(catch_unwind)]
pub fn replay_log(
    inputs: Vec<Buffer>,
    config: Option<String>,
    progress: Progress<'_>,
) -> Result<Vec<String>> {
    let log = inputs.iter().map(|input| decode(input)).collect::<Result<Vec<_>>>()?;
    let config: Option<Config> =
        config.map(|config| parsed("invalid_config", "config", &config)).transpose()?;
    let report = replay(&log, config.as_ref(), &mut reporter(&progress)).map_err(|e| error(e.code(), &e))?;
    Ok(vec![json(&report)?, report.to_string()])
}

/// A whole number that is not negative.
fn whole(name: &str, value: f64) -> Result<u32> {
    if value.fract() != 0.0 || !(0.0..=4_294_967_295.0).contains(&value) {
        return Err(invalid(format_args!("{name} is {value}, but must be a whole number, at least 0")));
    }
    Ok(value as u32)
}

/// A sequence number, as large as JavaScript's numbers are exact.
pub(crate) fn position(name: &str, value: f64) -> Result<u64> {
    if value.fract() != 0.0 || !(0.0..=9_007_199_254_740_991.0).contains(&value) {
        return Err(invalid(format_args!("{name} is {value}, but must be a whole number, at least 0")));
    }
    Ok(value as u64)
}

/// The raw router behind `Router`.
#[napi]
pub struct RawRouter {
    pub(crate) core: Guarded<Core>,
    /// What time brought about before the last command was refused.
    refused_tick: Option<String>,
}

pub(crate) fn instant(at_us: f64) -> Result<Timestamp> {
    if at_us.fract() != 0.0 || at_us.abs() > 9_007_199_254_740_991.0 || at_us.is_nan() {
        let why = "must be a Date or whole microseconds within Number.MAX_SAFE_INTEGER";
        return Err(invalid(format_args!("at is {at_us} us, but {why}")));
    }
    Ok(Timestamp::from_micros(at_us as i64))
}

pub(crate) fn json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(invalid)
}

fn rejected(rejection: Rejection) -> napi::Error {
    reject(&rejection.reject)
}

/// A reject is told from other errors by the word before its code.
pub(crate) fn reject(reject: &Reject) -> napi::Error {
    error(&format!("reject {}", reject.code()), reject)
}

fn decode(input: &[u8]) -> Result<Input> {
    Input::decode(input).map_err(|e| error(e.code(), &e))
}

#[napi]
impl RawRouter {
    #[napi(constructor, catch_unwind)]
    pub fn new(config: String, at_us: f64) -> Result<Self> {
        let config: Config = parsed("invalid_config", "config", &config)?;
        let core = Core::new(config, instant(at_us)?).map_err(|e| error(e.code(), &e))?;
        Ok(Self { core: Guarded::new(core), refused_tick: None })
    }

    #[napi(factory, catch_unwind)]
    pub fn restore(snapshot: Buffer) -> Result<Self> {
        let core = Core::restore(&snapshot).map_err(|e| error(e.code(), &e))?;
        Ok(Self { core: Guarded::new(core), refused_tick: None })
    }

    #[napi(factory, catch_unwind)]
    pub fn from_log(inputs: Vec<Buffer>) -> Result<Self> {
        let log = inputs.iter().map(|input| decode(input)).collect::<Result<Vec<_>>>()?;
        let core = Core::from_log(log).map_err(|e| error(e.code(), &e))?;
        Ok(Self { core: Guarded::new(core), refused_tick: None })
    }

    #[napi(catch_unwind)]
    pub fn apply(&mut self, at_us: f64, command_id: Option<String>, command: String) -> Result<String> {
        let mut refused_tick = None;
        let receipt = self.core.with(|core| {
            let command = errors::command(&command)?;
            match core.apply(instant(at_us)?, command_id.as_deref(), command) {
                Ok(receipt) => json(&receipt),
                Err(rejection) => {
                    refused_tick = rejection.tick.as_ref().map(json).transpose()?;
                    Err(rejected(rejection))
                }
            }
        });
        self.refused_tick = refused_tick;
        receipt
    }

    /// The receipt of the tick before the command that was refused last.
    #[napi(catch_unwind)]
    pub fn refused_tick(&self) -> Option<String> {
        self.refused_tick.clone()
    }

    #[napi(catch_unwind)]
    pub fn overview(&mut self) -> Result<String> {
        self.core.with(|core| json(&core.overview()))
    }

    #[napi(catch_unwind)]
    pub fn events_after(&mut self, seq: f64, index: Option<f64>) -> Result<String> {
        let index = index.map(|index| position("index", index)).transpose()?;
        let (seq, index) = (position("seq", seq)?, index.map(|index| index as usize));
        self.core.with(|core| {
            let events = core.events_after(seq, index).map_err(|e| error(e.code(), e))?;
            json(&events.collect::<Vec<_>>())
        })
    }

    #[napi(catch_unwind)]
    pub fn drain_inputs(&mut self) -> Result<Vec<Buffer>> {
        self.core.with(|core| {
            let inputs = core.drain_inputs().map_err(|e| error(e.code(), &e))?;
            Ok(inputs.iter().map(|input| input.encode().into()).collect())
        })
    }

    #[napi(catch_unwind)]
    pub fn replay(&mut self, input: Buffer) -> Result<String> {
        self.refused_tick = None;
        self.core.with(|core| json(&core.replay(decode(&input)?).map_err(rejected)?))
    }

    #[napi(catch_unwind)]
    pub fn tell(&mut self, telling: String) -> Result<()> {
        let telling: Telling = parsed("invalid_input", "telling", &telling)?;
        self.core.with(|core| {
            core.tell(telling);
            Ok(())
        })
    }

    #[napi(catch_unwind)]
    pub fn tick(&mut self, at_us: f64) -> Result<String> {
        self.refused_tick = None;
        self.core.with(|core| json(&core.tick(instant(at_us)?).map_err(rejected)?))
    }

    #[napi(catch_unwind)]
    pub fn next_deadline_us(&mut self) -> Result<Option<f64>> {
        self.core.with(|core| Ok(core.next_deadline().map(|at| at.as_micros() as f64)))
    }

    #[napi(catch_unwind)]
    pub fn view(&mut self, what: String, id: String, limit: f64) -> Result<String> {
        let limit = whole("limit", limit)?;
        self.core.with(|core| match what.as_str() {
            "explain" => json(&core.explain(&id).map_err(|e| reject(&e))?),
            "agent" => json(core.agent(&id).map_err(|e| reject(&e))?),
            "queue" => json(&core.queue(&id).map_err(|e| reject(&e))?),
            "interaction" => json(core.interaction(&id).map_err(|e| reject(&e))?),
            "estimate" => json(&core.estimate(&id).map_err(|e| reject(&e))?),
            "interactions" => json(&core.interactions(Some(&id), limit as usize)),
            "self_service" => json(&core.self_service(Some(&id), limit as usize)),
            _ => json(&core.waiting(&id, limit as usize).map_err(|e| reject(&e))?),
        })
    }

    #[napi(catch_unwind)]
    pub fn estimate_for(&mut self, interaction: String) -> Result<String> {
        let new: NewInteraction = parsed("invalid_command", "interaction", &interaction)?;
        self.core.with(|core| json(&core.estimate_for(&new).map_err(|e| reject(&e))?))
    }

    #[napi(catch_unwind)]
    pub fn snapshot(&mut self) -> Result<Buffer> {
        self.core.with(|core| Ok(core.snapshot().into()))
    }

    #[napi(catch_unwind)]
    pub fn digest(&mut self) -> Result<String> {
        self.core.with(|core| Ok(format!("{:032x}", core.digest())))
    }

    /// For tests: panics inside.
    #[napi(catch_unwind)]
    pub fn panic_inside(&mut self) -> Result<()> {
        self.core.with(|_| panic!("asked to"))
    }
}
