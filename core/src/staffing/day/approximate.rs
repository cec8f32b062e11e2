//! The stationary approximations planners use: each interval on its own, with a load that stands for it.

use super::{Day, DayEvaluation, DayInterval, DayTargets, Start, unknown};
use crate::staffing::erlang_a::ErlangA;
use crate::staffing::erlang_c::ErlangC;
use crate::staffing::error::{StaffingError, volume_or_none};
use crate::staffing::service_level::ServiceLevel;
use serde::{Deserialize, Serialize};

/// Which load of an interval stands for all of it.
///
/// Source: Green, Kolesar & Soares 2001, "Improving the SIPP approach for staffing service systems that have
/// cyclic demands".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Over {
    /// The mean.
    #[default]
    Mean,
    /// The greatest. Arrival rates are taken to change linearly from the middle of an interval to the next.
    Max,
    /// The mean where the load rises, else the greatest.
    Mix,
}

/// How a day is evaluated or staffed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Method {
    /// The chain of all states from interval to interval, with backlog and calls that carry over.
    Exact,
    /// Stationary, independent period by period: Erlang C, or A with patience, at the interval's arrival rate.
    Sipp(Over),
    /// SIPP with the arrival rate of one handling time earlier, the mean time by which exponential handling
    /// times make the load lag.
    Lag(Over),
    /// Modified offered load: the stationary model at the load of endlessly many agents.
    Mol(Over),
}

impl Method {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Exact,
        Self::Sipp(Over::Mean),
        Self::Sipp(Over::Max),
        Self::Sipp(Over::Mix),
        Self::Lag(Over::Mean),
        Self::Lag(Over::Max),
        Self::Lag(Over::Mix),
        Self::Mol(Over::Mean),
        Self::Mol(Over::Max),
        Self::Mol(Over::Mix),
    ];

    /// The name in every language.
    pub fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Sipp(Over::Mean) => "sipp",
            Self::Sipp(Over::Max) => "sipp_max",
            Self::Sipp(Over::Mix) => "sipp_mix",
            Self::Lag(Over::Mean) => "lag",
            Self::Lag(Over::Max) => "lag_max",
            Self::Lag(Over::Mix) => "lag_mix",
            Self::Mol(Over::Mean) => "mol",
            Self::Mol(Over::Max) => "mol_max",
            Self::Mol(Over::Mix) => "mol_mix",
        }
    }

    /// The method of this name.
    ///
    /// # Errors
    /// `invalid_input` for an unknown name.
    pub fn from_name(name: &str) -> Result<Self, StaffingError> {
        Self::ALL.into_iter().find(|method| method.name() == name).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.into_iter().map(Self::name).collect();
            unknown("method of a day", name, &names.join(", "))
        })
    }
}

impl From<Method> for String {
    fn from(method: Method) -> Self {
        method.name().to_owned()
    }
}

impl TryFrom<String> for Method {
    type Error = StaffingError;

    fn try_from(name: String) -> Result<Self, StaffingError> {
        Self::from_name(&name)
    }
}

impl Day {
    /// The load, in erlangs, that stands for each interval; the exact method has none and gets the mean of MOL.
    ///
    /// It is what the models take for the volume of one handling time, and may fade away.
    pub(super) fn loads(&self, method: Method) -> Vec<f64> {
        self.loads_by(method).into_iter().map(volume_or_none).collect()
    }

    fn loads_by(&self, method: Method) -> Vec<f64> {
        let choose = |over, mean: f64, greatest: f64, rises: bool| match over {
            Over::Mean => mean,
            Over::Mix if rises => mean,
            Over::Max | Over::Mix => greatest,
        };
        let (lagged, over) = match method {
            Method::Exact => return self.offered_load().iter().map(|load| load.mean).collect(),
            Method::Mol(over) => {
                let loads = self.offered_load();
                return loads
                    .iter()
                    .map(|load| {
                        let greatest = load.at_start.max(load.at_end);
                        choose(over, load.mean, greatest, load.at_end > load.at_start)
                    })
                    .collect();
            }
            Method::Sipp(over) => (false, over),
            Method::Lag(over) => (true, over),
        };
        (0..self.intervals.len())
            .map(|index| {
                let aht_s = self.intervals[index].aht_s;
                if over == Over::Mean && !lagged {
                    return self.load(index);
                }
                // In intervals, from the day's start.
                let from = index as f64 - if lagged { aht_s / self.interval_s } else { 0.0 };
                let (start, end) = (self.volume_at(from), self.volume_at(from + 1.0));
                let middle = (index as f64 + 0.5 - from).rem_euclid(1.0) + from;
                let mean = self.volume_between(from);
                let greatest = mean.max(start).max(end).max(self.volume_at(middle));
                choose(over, mean, greatest, end > start) * aht_s / self.interval_s
            })
            .collect()
    }

    /// Volume per interval around index `i`; outside the day none, or as at its start when that is stationary.
    fn volume_of(&self, i: f64) -> f64 {
        if i < 0.0 {
            return if self.start == Start::Stationary { self.intervals[0].volume } else { 0.0 };
        }
        self.intervals[(i as usize).min(self.intervals.len() - 1)].volume
    }

    /// Volume in the interval's length from `from` intervals after the day's start.
    fn volume_between(&self, from: f64) -> f64 {
        let into = from - libm::floor(from);
        let later = if into > 0.0 { into * self.volume_of(libm::floor(from) + 1.0) } else { 0.0 };
        (1.0 - into) * self.volume_of(libm::floor(from)) + later
    }

    /// Arrival rate, per interval, on the line through the middles of the intervals.
    fn volume_at(&self, at: f64) -> f64 {
        let into = at - 0.5 - libm::floor(at - 0.5);
        let left = self.volume_of(libm::floor(at - 0.5));
        left + into * (self.volume_of(libm::floor(at - 0.5) + 1.0) - left)
    }

    /// The staff by a method, interval by interval: the fewest agents whose stationary measures meet the
    /// targets of every interval; a target of the day is applied to each. None where there is no load.
    ///
    /// # Errors
    /// As [`Day::optimise`].
    pub fn staff_by(&self, targets: &DayTargets, method: Method) -> Result<Vec<u32>, StaffingError> {
        if method == Method::Exact {
            // Nobody asks it to stop.
            return Ok(self.optimise(targets, &mut |_, _| true)?.map_or_else(Vec::new, |found| found.staff));
        }
        let targets = targets.for_each_interval(self)?;
        let solve = |(load, interval): (f64, &crate::staffing::PlanInterval)| {
            Ok(targets.requirement(self, load, interval.aht_s).solve()?.agents)
        };
        self.loads(method).into_iter().zip(&self.intervals).map(solve).collect()
    }

    fn stationary_interval(
        &self,
        agents: u32,
        index: usize,
        load: f64,
    ) -> Result<DayInterval, StaffingError> {
        let super::PlanInterval { volume, aht_s } = self.intervals[index];
        let mut measures = DayInterval {
            agents,
            volume,
            service_level: f64::NAN,
            p_wait: f64::NAN,
            p_abandon: f64::NAN,
            mean_queue_length: 0.0,
            mean_in_system: 0.0,
            occupancy: 0.0,
            overtime_s: 0.0,
            counted: 1.0,
        };
        if load == 0.0 {
            if volume > 0.0 {
                // A lagged load may be none although customers come.
                let answered = f64::from(u8::from(agents > 0));
                (measures.service_level, measures.p_wait, measures.p_abandon) =
                    (answered, 1.0 - answered, 0.0);
            }
            return Ok(measures);
        }
        let (level, p_wait, p_abandon);
        if let Some(patience_s) = self.patience_s {
            let state = ErlangA::new(load, aht_s, aht_s, patience_s)?.at(f64::from(agents))?;
            let stationary = state.measures();
            level = state.service_level(self.target_wait_s, self.definition)?;
            measures.counted = match self.definition {
                ServiceLevel::NoShort { short_s } => 1.0 - state.abandoned_within(short_s)?,
                ServiceLevel::AbandonedWithinOut => 1.0 - state.abandoned_within(self.target_wait_s)?,
                _ => 1.0,
            };
            (p_wait, p_abandon) = (stationary.p_wait, stationary.p_abandon);
            measures.mean_queue_length = stationary.mean_queue_length;
            measures.occupancy = stationary.occupancy;
        } else {
            p_abandon = 0.0;
            match ErlangC::new(load, aht_s)?.at(f64::from(agents)) {
                Ok(state) => {
                    let stationary = state.measures();
                    level = state.service_level(self.target_wait_s)?;
                    p_wait = stationary.p_wait;
                    measures.mean_queue_length = stationary.mean_queue_length;
                    measures.occupancy = stationary.occupancy;
                }
                Err(StaffingError::Unstable { .. }) => {
                    (level, p_wait) = (0.0, 1.0);
                    measures.mean_queue_length = f64::NAN;
                    measures.occupancy = f64::from(u8::from(agents > 0));
                }
                Err(error) => return Err(error),
            }
        }
        measures.mean_in_system = measures.mean_queue_length + measures.occupancy * f64::from(agents);
        if volume > 0.0 {
            (measures.service_level, measures.p_wait, measures.p_abandon) = (level, p_wait, p_abandon);
        }
        Ok(measures)
    }
}

pub(super) fn evaluate(day: &Day, staff: &[u32], method: Method) -> Result<DayEvaluation, StaffingError> {
    let loads = day.loads(method);
    let intervals = (0..staff.len())
        .map(|index| day.stationary_interval(staff[index], index, loads[index]))
        .collect::<Result<_, _>>()?;
    Ok(day.sum_up(staff, method, intervals, 0.0, 0.0))
}
