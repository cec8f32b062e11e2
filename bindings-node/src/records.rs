//! Records and KPIs for Node: rows, specifications and tables cross as JSON text.

use crate::errors::{self, Guarded, error, invalid, parsed};
use crate::routing::{instant, json};
use krarup::metrics::{KpiSpec, KpiTable, definitions, patience_waits};
use krarup::recorder::Recorder;
use krarup::records::{self as core, AgentState, Interaction, QualityReport};
use krarup::routing::{Config, Receipt};
use krarup::staffing::PatienceFit;
use krarup::synthetic::Centre;
use krarup::time::Zone;
use napi::bindgen_prelude::{Buffer, Float64Array, FnArgs, Function, Result, Uint8Array};
use napi_derive::napi;
use serde_json::{Value, json as object};
use std::fs::File;

/// Hears (done, total) while work goes on.
pub(crate) type Progress<'a> = Option<Function<'a, FnArgs<(f64, f64)>, ()>>;

pub(crate) fn reporter(progress: &Progress<'_>) -> impl FnMut(u64, u64) {
    let mut failed = false;
    move |done, total| {
        if let (Some(progress), false) = (progress, failed) {
            failed = progress.call((done as f64, total as f64).into()).is_err();
        }
    }
}

/// The raw records behind `Records`.
#[napi]
pub struct RawRecords {
    core: core::Records,
    quality: QualityReport,
}

impl RawRecords {
    fn checked(core: core::Records) -> Self {
        let core::Loaded { records: core, quality } = core::check(core);
        Self { core, quality }
    }
}

#[napi]
impl RawRecords {
    #[napi(factory, catch_unwind)]
    pub fn from_rows(interactions: String, agent_states: String) -> Result<Self> {
        let fail = |problem| error("invalid_records", problem);
        let interactions: Vec<Interaction> = serde_json::from_str(&interactions).map_err(fail)?;
        let agent_states: Vec<AgentState> = serde_json::from_str(&agent_states).map_err(fail)?;
        Ok(Self::checked(core::Records { interactions, agent_states }))
    }

    #[napi(catch_unwind)]
    pub fn interactions(&self) -> Result<String> {
        json(&self.core.interactions)
    }

    #[napi(catch_unwind)]
    pub fn agent_states(&self) -> Result<String> {
        json(&self.core.agent_states)
    }

    /// Numbers of interactions and agent states.
    #[napi(catch_unwind)]
    pub fn sizes(&self) -> Vec<u32> {
        let sizes = [self.core.interactions.len(), self.core.agent_states.len()];
        sizes.map(|size| u32::try_from(size).unwrap_or(u32::MAX)).to_vec()
    }

    #[napi(catch_unwind)]
    pub fn quality(&self) -> Result<Vec<String>> {
        Ok(vec![json(&self.quality)?, self.quality.to_string()])
    }

    #[napi(catch_unwind)]
    pub fn write_csv(&self, path: String) -> Result<()> {
        let fail = |problem| error("unreadable_file", format_args!("{path} cannot be written: {problem}"));
        let file = File::create(&path).map_err(fail)?;
        core::write_csv(&self.core.interactions, file).map_err(fail)
    }

    #[napi(catch_unwind)]
    pub fn kpis(&self, spec: String) -> Result<Vec<String>> {
        let spec: KpiSpec = serde_json::from_str(&spec).map_err(|problem| error("invalid_spec", problem))?;
        let table = spec.compute(&self.core).map_err(|problem| error(problem.code(), &problem))?;
        Ok(vec![rows(&table)?, table.to_string()])
    }

    #[napi(catch_unwind)]
    pub fn patience(&self) -> Result<Vec<String>> {
        told(&PatienceFit::of_spans(patience_waits(&self.core.interactions)))
    }
}

/// A fit as JSON and as text.
fn told(fit: &PatienceFit) -> Result<Vec<String>> {
    Ok(vec![json(fit)?, fit.to_string()])
}

/// The patience behind waits in seconds; `abandoned` has a byte for each, not 0 where it ended by abandonment.
#[napi(catch_unwind)]
pub fn fit_patience_waits(waits_s: Float64Array, abandoned: Uint8Array) -> Result<Vec<String>> {
    let abandoned: Vec<bool> = abandoned.iter().map(|byte| *byte != 0).collect();
    told(&PatienceFit::of(&waits_s, &abandoned).map_err(errors::staffing)?)
}

/// Rows with the names that JavaScript uses.
fn rows(table: &KpiTable) -> Result<String> {
    let zone = Zone::new(&table.zone).map_err(|problem| error(problem.code(), &problem))?;
    let row = |row: &krarup::metrics::KpiRow| {
        let group: serde_json::Map<String, Value> = table
            .by
            .iter()
            .zip(&row.group)
            .map(|(by, value)| (by.name().to_owned(), value.clone().into()))
            .collect();
        object!({
            "group": group,
            "intervalStartUs": row.interval.map(|interval| interval.start),
            "intervalLabel": row.interval.and_then(|interval| zone.label(interval.start).ok()),
            "metric": row.metric,
            "value": row.value,
            "unit": row.unit,
            "num": row.num,
            "den": row.den,
            "n": row.n,
            "openN": row.open_n,
            "ci": row.ci,
            "nullReason": row.null_reason,
            "attribution": row.attribution,
            "defHash": format!("{:016x}", row.def_hash),
        })
    };
    json(&table.rows.iter().map(row).collect::<Vec<_>>())
}

/// Reads a CSV file through a mapping.
#[napi(catch_unwind)]
pub fn load_csv(path: String, mapping: String, progress: Progress<'_>) -> Result<RawRecords> {
    let mapping = core::Mapping::from_json(&mapping).map_err(|problem| error(problem.code(), &problem))?;
    let file = File::open(&path)
        .map_err(|problem| error("unreadable_file", format_args!("{path} cannot be read: {problem}")))?;
    let total = file.metadata().map_or(0, |metadata| metadata.len());
    let mut report = reporter(&progress);
    let loaded = core::load_csv(file, &mapping, &mut |done| report(done, total))
        .map_err(|problem| error(problem.code(), format_args!("{path}: {problem}")))?;
    Ok(RawRecords { core: loaded.records, quality: loaded.quality })
}

/// The example centre.
#[napi(catch_unwind)]
pub fn example_centre() -> Result<String> {
    json(&Centre::example())
}

/// Generates a centre's records.
#[napi(catch_unwind)]
pub fn generate(centre: String, seed: f64, progress: Progress<'_>) -> Result<RawRecords> {
    if seed.fract() != 0.0 || !(0.0..=9_007_199_254_740_991.0).contains(&seed) {
        return Err(invalid(format_args!("seed is {seed}, but must be a whole number of at least 0")));
    }
    let centre: Centre = serde_json::from_str(&centre).map_err(|problem| error("invalid_centre", problem))?;
    let records = centre
        .generate(seed as u64, &mut reporter(&progress))
        .map_err(|problem| error(problem.code(), &problem))?;
    Ok(RawRecords::checked(records))
}

/// Every metric.
#[napi(catch_unwind)]
pub fn metric_definitions() -> Result<String> {
    json(&definitions())
}

/// The raw recorder behind `Recorder`.
#[napi]
pub struct RawRecorder(Guarded<Recorder>);

#[napi]
impl RawRecorder {
    #[napi(constructor, catch_unwind)]
    pub fn new(config: String, at_us: f64) -> Result<Self> {
        let config: Config = parsed("invalid_config", "config", &config)?;
        Ok(Self(Guarded::new(Recorder::new(&config, instant(at_us)?))))
    }

    #[napi(factory, catch_unwind)]
    pub fn restore(snapshot: Buffer) -> Result<Self> {
        let core = Recorder::restore(&snapshot).map_err(|e| error(e.code(), &e))?;
        Ok(Self(Guarded::new(core)))
    }

    #[napi(catch_unwind)]
    pub fn snapshot(&mut self) -> Result<Buffer> {
        self.0.with(|core| Ok(core.snapshot().into()))
    }

    #[napi(catch_unwind)]
    pub fn record(&mut self, receipt: String) -> Result<()> {
        self.0.with(|core| {
            let receipt: Receipt = parsed("invalid_receipt", "receipt", &receipt)?;
            core.record(&receipt).map_err(|e| error(e.code(), e))
        })
    }

    #[napi(catch_unwind)]
    pub fn drain(&mut self) -> Result<RawRecords> {
        self.0.with(|core| Ok(RawRecords::checked(core.drain())))
    }

    /// Everything not drained, what is open included; the recorder goes on.
    #[napi(catch_unwind)]
    pub fn finish(&mut self) -> Result<RawRecords> {
        self.0.with(|core| {
            let all = core.clone().finish();
            core.drain();
            Ok(RawRecords::checked(all))
        })
    }
}
