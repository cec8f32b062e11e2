//! A waiting line without bound in front of agents of any kind: what Erlang C and A say once the shares are known.

use super::error::{StaffingError, not_negative};
use super::targets::{Levels, Targets};
use super::waiting_line::{Line, Weights};
use super::{ErlangA, ErlangAMeasures, ErlangAState, ServiceLevel};

/// The arrivals and how they are served when nobody is free.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct OpenLine {
    pub(crate) volume: f64,
    pub(crate) interval_s: f64,
    /// Arrivals per mean handling time with everybody busy.
    pub(crate) load: f64,
    /// Mean handling time with everybody busy.
    pub(crate) aht_s: f64,
    /// Contacts in service with everybody busy.
    pub(crate) slots: f64,
    /// `None`: nobody abandons.
    pub(crate) patience_s: Option<f64>,
}

/// Shares and means of an [`OpenLine`] in front of a chain.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct OpenLineState {
    line: OpenLine,
    pub(crate) measures: ErlangAMeasures,
    pub(crate) at_once: f64,
    /// Share of time with everybody busy and nobody waiting.
    pub(crate) just_full: f64,
    /// Share of time with somebody waiting.
    pub(crate) waiting: f64,
    pub(crate) ln_p_wait: f64,
}

/// Weight of the states with somebody free: `sum`·e^`ln_scale` times that of the full house without line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Below {
    pub(crate) sum: f64,
    pub(crate) ln_scale: f64,
}

impl OpenLine {
    /// # Errors
    /// `unstable` when nobody abandons and the load is not below what can be served.
    pub(crate) fn behind(self, below: Below) -> Result<OpenLineState, StaffingError> {
        let Self { load, aht_s, slots, patience_s, .. } = self;
        if load == 0.0 {
            let measures = ErlangAMeasures {
                p_wait: 0.0,
                p_abandon: 0.0,
                asa_s: 0.0,
                mean_queue_length: 0.0,
                occupancy: 0.0,
            };
            let ln_p_wait = f64::NEG_INFINITY;
            let (just_full, waiting) = (0.0, 0.0);
            return Ok(OpenLineState { line: self, measures, at_once: 1.0, just_full, waiting, ln_p_wait });
        }
        if patience_s.is_none() && load >= slots {
            return Err(StaffingError::Unstable { load, agents: slots });
        }
        let leaving = patience_s.map_or(0.0, |patience_s| aht_s / patience_s);
        let line = Line { arrivals: load, served: slots, leaving, places: f64::INFINITY };
        let Weights { empty, joining, waiting, queue, .. } = line.weights()?;
        let free = if empty == 0.0 { 0.0 } else { empty * below.sum * libm::exp(below.ln_scale) };
        let all = free + joining;
        let share = |weight: f64| if all.is_finite() { weight / all } else { 0.0 };
        let ln_all = if all.is_finite() {
            libm::log(all)
        } else {
            libm::log(empty) + libm::log(below.sum) + below.ln_scale
        };
        let p_abandon = (leaving * share(queue) / load).min(1.0);
        let measures = ErlangAMeasures {
            p_wait: share(joining),
            p_abandon,
            asa_s: share(queue) / load * aht_s,
            mean_queue_length: share(queue),
            occupancy: 0.0,
        };
        Ok(OpenLineState {
            line: self,
            measures,
            at_once: if all.is_finite() { free / all } else { 1.0 },
            just_full: share(empty),
            waiting: share(waiting),
            ln_p_wait: libm::log(joining) - ln_all,
        })
    }
}

impl OpenLineState {
    /// Load of the arrivals that is served, in erlangs, when all states have the same handling time.
    pub(crate) fn carried(&self) -> f64 {
        self.line.load * self.at_once + self.line.slots * self.waiting
    }

    /// Share of the arrivals that is served; 1 without any.
    pub(crate) fn served_share(&self) -> f64 {
        if self.line.load == 0.0 { 1.0 } else { (self.carried() / self.line.load).min(1.0) }
    }

    pub(crate) fn service_level(
        &self,
        target_wait_s: f64,
        definition: ServiceLevel,
    ) -> Result<f64, StaffingError> {
        not_negative("target_wait_s", target_wait_s)?;
        if let ServiceLevel::NoShort { short_s } = definition {
            not_negative("short_s", short_s)?;
        }
        let OpenLine { volume, interval_s, load, aht_s, slots, patience_s } = self.line;
        if load == 0.0 {
            return Ok(1.0);
        }
        let Some(patience_s) = patience_s else {
            // Nobody abandons, so every definition gives the same share.
            return Ok(1.0 - self.measures.p_wait * libm::exp(-(slots - load) * target_wait_s / aht_s));
        };
        let model = ErlangA::new(volume, interval_s, aht_s, patience_s)?;
        ErlangAState::of(model, slots, self.at_once, self.measures).service_level(target_wait_s, definition)
    }

    pub(crate) fn levels(&self, targets: &Targets) -> Result<Levels, StaffingError> {
        Ok(Levels {
            service_level: self.service_level(targets.target_wait_s, targets.definition)?,
            p_wait: self.measures.p_wait,
            p_abandon: self.measures.p_abandon,
            p_block: 0.0,
            asa_s: self.measures.asa_s,
        })
    }
}
