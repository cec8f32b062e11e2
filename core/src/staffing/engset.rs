use super::Fewest;
use super::error::{self, StaffingError, check};

/// Engset: a fixed number of sources, each of which calls only while it has no call of its own.
///
/// Who finds every agent (line) busy is lost and tries again later as any idle source does.
/// Source: Engset 1918; the inverse series 1/E = Σ Π (n − i)/((S − n + 1 + i)·α), which has no cancellation.
///
/// ```
/// use krarup::staffing::Engset;
/// let at_10 = Engset::new(1000.0, 0.008)?.at(10.0)?;
/// assert!((at_10.time_congestion - 0.119_022_749_433_142_34).abs() < 1e-15);
/// # Ok::<(), krarup::staffing::StaffingError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Engset {
    sources: f64,
    idle_source_load: f64,
}

/// What Engset says of one number of agents.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EngsetMeasures {
    /// Share of time with every agent busy.
    pub time_congestion: f64,
    /// Natural logarithm of `time_congestion`, also where that is below 1e-308.
    pub ln_time_congestion: f64,
    /// Share of the calls that is lost: what a caller meets, who is not among the busy sources himself.
    pub call_congestion: f64,
    /// Natural logarithm of `call_congestion`, also where that is below 1e-308.
    pub ln_call_congestion: f64,
    /// Mean number of busy agents.
    pub carried_load_erl: f64,
    /// Calls per mean handling time, lost ones included.
    pub offered_load_erl: f64,
    /// Busy share of the agents.
    pub occupancy: f64,
}

impl Engset {
    /// From the number of sources and the load of a source while it is idle: its calls per idle second × AHT.
    ///
    /// # Errors
    /// `invalid_input` unless the sources are a whole number from 0 to 10,000,000 and 0 ≤ load ≤ 1e12.
    pub fn new(sources: f64, idle_source_load: f64) -> Result<Self, StaffingError> {
        error::whole("sources", sources)?;
        error::not_negative("idle_source_load", idle_source_load)?;
        Ok(Self { sources, idle_source_load })
    }

    /// The measures with `agents`, a whole number.
    ///
    /// # Errors
    /// `invalid_input` for a bad number of agents.
    pub fn at(&self, agents: f64) -> Result<EngsetMeasures, StaffingError> {
        error::whole("agents", agents)?;
        let Self { sources, idle_source_load } = *self;
        let time = Congestion::of(agents, sources, idle_source_load);
        // A caller sees the other sources alone.
        let call = Congestion::of(agents, (sources - 1.0).max(0.0), idle_source_load);
        let taken = idle_source_load * call.free();
        // A busy source offers nothing: carried = α·(S − carried)·(1 − lost).
        let carried_load_erl = sources * taken / (1.0 + taken);
        Ok(EngsetMeasures {
            time_congestion: time.share(),
            ln_time_congestion: time.ln_share(),
            call_congestion: call.share(),
            ln_call_congestion: call.ln_share(),
            carried_load_erl,
            offered_load_erl: sources * idle_source_load / (1.0 + taken),
            occupancy: if agents == 0.0 { 0.0 } else { (carried_load_erl / agents).min(1.0) },
        })
    }

    /// The fewest agents of which at most the share `max_call_congestion` of calls (above 0, at most 1) is lost.
    ///
    /// # Errors
    /// `invalid_input` for a bad value.
    pub fn fewest_agents(&self, max_call_congestion: f64) -> Result<Fewest, StaffingError> {
        let inside = max_call_congestion > 0.0 && max_call_congestion <= 1.0;
        check("max_call_congestion", max_call_congestion, inside, "must be greater than 0 and at most 1")?;
        let load = self.sources * self.idle_source_load / (1.0 + self.idle_source_load);
        Fewest::search(0, load, |agents| {
            let lost = self.at(f64::from(agents))?.call_congestion;
            Ok((lost, lost <= max_call_congestion))
        })
    }
}

const BIG: f64 = 1e150;
const LN_BIG: f64 = 345.387_763_949_106_85;
/// A sum of e¹⁰⁰⁰ or more: the states above weigh nothing.
const FAR: f64 = 1000.0;

/// 1/E − 1 = `less_one`·e^`ln_scale`; `None` where every agent can never be busy.
struct Congestion(Option<(f64, f64)>);

impl Congestion {
    fn of(agents: f64, sources: f64, idle_source_load: f64) -> Self {
        if agents == 0.0 {
            return Self(Some((0.0, 0.0)));
        }
        if agents > sources || idle_source_load == 0.0 {
            return Self(None);
        }
        let (mut term, mut sum, mut ln_scale) = (1.0, 0.0, 0.0);
        let (mut busy, mut idle) = (agents, sources - agents);
        while busy > 0.0 {
            let ratio = busy / ((idle + 1.0) * idle_source_load);
            (busy, idle) = (busy - 1.0, idle + 1.0);
            if ratio > BIG {
                return Self::far(agents, sources, idle_source_load);
            }
            term *= ratio;
            sum += term;
            if ratio < 1.0 && term < 1e-17 * sum * (1.0 - ratio) {
                break;
            }
            if sum > BIG {
                if ln_scale > FAR {
                    return Self::far(agents, sources, idle_source_load);
                }
                (term, sum, ln_scale) = (term / BIG, sum / BIG, ln_scale + LN_BIG);
            }
        }
        Self(Some((sum, ln_scale)))
    }

    /// Where so little is lost that the states beyond do not count: the sources are busy independently.
    fn far(agents: f64, sources: f64, load: f64) -> Self {
        let ways =
            libm::lgamma(sources + 1.0) - libm::lgamma(agents + 1.0) - libm::lgamma(sources - agents + 1.0);
        Self(Some((1.0, sources * libm::log1p(load) - ways - agents * libm::log(load))))
    }

    fn share(&self) -> f64 {
        match self.0 {
            None => 0.0,
            Some((less_one, 0.0)) => 1.0 / (1.0 + less_one),
            Some(_) => libm::exp(self.ln_share()),
        }
    }

    fn free(&self) -> f64 {
        match self.0 {
            Some((less_one, 0.0)) => less_one / (1.0 + less_one),
            _ => 1.0,
        }
    }

    fn ln_share(&self) -> f64 {
        match self.0 {
            None => f64::NEG_INFINITY,
            Some((less_one, 0.0)) => -libm::log1p(less_one),
            Some((less_one, ln_scale)) => -(libm::log(less_one) + ln_scale),
        }
    }
}
