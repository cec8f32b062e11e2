//! The shadow for Node. Configurations, commands and comparisons cross as JSON text; lib/shadow.cjs turns them into
//! objects.

use crate::errors::{Guarded, error, parsed};
use crate::routing::{instant, json, position, reject};
use krarup::routing::{Command, Config, Shadow, ShadowOptions};
use krarup::time::Span;
use napi::bindgen_prelude::Result;
use napi_derive::napi;

/// The raw shadow behind `Shadow`.
#[napi]
pub struct RawShadow {
    core: Guarded<Shadow>,
}

#[napi]
impl RawShadow {
    #[napi(constructor, catch_unwind)]
    pub fn new(
        config: String,
        at_us: f64,
        tolerance_us: Option<f64>,
        log_limit: Option<f64>,
    ) -> Result<Self> {
        let config: Config = parsed("invalid_config", "config", &config)?;
        let usual = ShadowOptions::default();
        let tolerance = tolerance_us.map(|tolerance| position("toleranceUs", tolerance)).transpose()?;
        let log_limit = log_limit.map(|limit| position("logLimit", limit)).transpose()?;
        let options = ShadowOptions {
            tolerance: tolerance.map_or(usual.tolerance, |us| Span::from_micros(us as i64)),
            log_limit: log_limit.map_or(usual.log_limit, |limit| limit as usize),
        };
        let core = Shadow::new(config, instant(at_us)?, options).map_err(|e| error(e.code(), &e))?;
        Ok(Self { core: Guarded::new(core) })
    }

    #[napi(catch_unwind)]
    pub fn apply(&mut self, at_us: f64, command_id: Option<String>, command: String) -> Result<String> {
        self.core.with(|core| {
            let command: Command = parsed("invalid_command", "command", &command)?;
            let ended = core.apply(instant(at_us)?, command_id.as_deref(), command);
            json(&ended.map_err(|e| reject(&e))?)
        })
    }

    #[napi(catch_unwind)]
    pub fn decided(
        &mut self,
        at_us: f64,
        interaction: String,
        agent: Option<String>,
        reason: Option<String>,
    ) -> Result<String> {
        self.core.with(|core| {
            let compared = core.decided(instant(at_us)?, &interaction, agent.as_deref(), reason.as_deref());
            json(&compared.map_err(|e| reject(&e))?)
        })
    }

    /// The report as JSON and as people read it.
    #[napi(catch_unwind)]
    pub fn report(&mut self) -> Result<Vec<String>> {
        self.core.with(|core| {
            let report = core.report();
            Ok(vec![json(&report)?, report.to_string()])
        })
    }
}
