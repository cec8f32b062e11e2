use super::Fewest;
use super::erlang_b::Inverse;
use super::error::{self, StaffingError, check, not_negative, positive};
use super::service_level::ServiceLevel;
use super::targets::{FewestAgents, Levels, Targets};
use super::waiting_line::{Line, Weights};

/// A queue with a bounded number of waiting places (M/M/n/K), with or without abandonment.
///
/// Who finds every agent busy and every place taken is blocked: he hears the busy tone and does not come back.
/// Source: the stationary law of the birth-death chain; waits after Riordan 1962.
///
/// ```
/// use krarup::staffing::FiniteRoom;
/// let room = FiniteRoom::new(60.0, 3600.0, 240.0, 5.0, None)?;
/// let measures = room.at(5.0)?.measures();
/// assert!((measures.p_block - 0.042_485_673_823_785_194).abs() < 1e-15);
/// # Ok::<(), krarup::staffing::StaffingError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FiniteRoom {
    load: f64,
    aht_s: f64,
    places: f64,
    /// `None`: nobody abandons.
    patience_s: Option<f64>,
}

/// What a bounded queue does with one number of agents; without arrivals all are 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FiniteRoomMeasures {
    /// Share of all who come that is blocked.
    pub p_block: f64,
    /// Natural logarithm of `p_block`, also where that is below 1e-308; −∞ if nobody comes.
    pub ln_p_block: f64,
    /// Share of all who come that waits.
    pub p_wait_of_offered: f64,
    /// Natural logarithm of `p_wait_of_offered`, also where that is below 1e-308; −∞ if nobody can wait.
    pub ln_p_wait_of_offered: f64,
    /// Share of those who are not blocked that waits.
    pub p_wait_of_admitted: f64,
    /// Share of all who come that abandons.
    pub p_abandon_of_offered: f64,
    /// Mean number waiting.
    pub mean_queue_length: f64,
    /// Mean wait in seconds of all who are not blocked, whether they wait or not; infinite without agents and patience.
    pub mean_wait_of_admitted_s: f64,
    /// Busy share of the agents.
    pub occupancy: f64,
}

/// A bounded queue with a number of agents; see [`FiniteRoom::at`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FiniteRoomState {
    room: FiniteRoom,
    /// In units of a mean handling time.
    line: Line,
    all: f64,
    at_once: f64,
    measures: FiniteRoomMeasures,
}

impl FiniteRoom {
    /// From `volume` arrivals in `interval_s` seconds, the handling time in seconds, the places to wait in
    /// (without those at the agents) and the mean patience in seconds, `None` if nobody abandons.
    ///
    /// # Errors
    /// `invalid_input` unless volume ≥ 0, times > 0, the load is at most 10,000,000 erlangs and the places are
    /// a whole number from 0 to 10,000,000.
    pub fn new(
        volume: f64,
        interval_s: f64,
        aht_s: f64,
        waiting_places: f64,
        patience_s: Option<f64>,
    ) -> Result<Self, StaffingError> {
        positive("aht_s", aht_s)?;
        if let Some(patience_s) = patience_s {
            positive("patience_s", patience_s)?;
        }
        error::whole("waiting_places", waiting_places)?;
        let load = error::load_of(volume, interval_s, aht_s)?;
        Ok(Self { load, aht_s, places: waiting_places, patience_s })
    }

    /// The offered load in erlangs, blocked contacts included.
    pub fn offered_load_erl(&self) -> f64 {
        self.load
    }

    /// The state with `agents`, which may be fractional.
    ///
    /// # Errors
    /// `invalid_input` for a bad number of agents; `no_convergence` beyond 20,000,000 waiting states.
    pub fn at(&self, agents: f64) -> Result<FiniteRoomState, StaffingError> {
        error::agents(agents)?;
        let leaving = self.patience_s.map_or(0.0, |patience_s| self.aht_s / patience_s);
        let line = Line { arrivals: self.load, served: agents, leaving, places: self.places };
        if self.load == 0.0 {
            let measures = FiniteRoomMeasures {
                ln_p_block: f64::NEG_INFINITY,
                ln_p_wait_of_offered: f64::NEG_INFINITY,
                ..FiniteRoomMeasures::ZERO
            };
            return Ok(FiniteRoomState { room: *self, line, all: 1.0, at_once: 1.0, measures });
        }
        let inverse = Inverse::of(agents, self.load);
        let Weights { empty, joining, full, ln_full, waiting, queue } = line.weights()?;
        let below = if empty == 0.0 { 0.0 } else { empty * inverse.less_one() };
        let all = below + joining + full;
        let share = |weight: f64| if all.is_finite() { weight / all } else { 0.0 };
        let at_once = if all.is_finite() { below / all } else { 1.0 };
        // Where all is beyond any double, the states below are all there is.
        let ln_all = if all.is_finite() { libm::log(all) } else { libm::log(empty) - inverse.ln_blocking() };
        let admitted = at_once + share(joining);
        let p_abandon_of_offered = leaving * share(queue) / self.load;
        let busy = self.load * at_once + agents * share(waiting);
        let mean_wait = if queue == 0.0 { 0.0 } else { share(queue) / (self.load * admitted) };
        let measures = FiniteRoomMeasures {
            p_block: share(full),
            ln_p_block: ln_full - ln_all,
            p_wait_of_offered: share(joining),
            ln_p_wait_of_offered: libm::log(joining) - ln_all,
            p_wait_of_admitted: match (admitted > 0.0, self.places > 0.0) {
                (true, _) => share(joining) / admitted,
                // Without agents and patience nobody gets in any more; the first who did waits.
                (false, has_places) => f64::from(u8::from(has_places)),
            },
            p_abandon_of_offered: p_abandon_of_offered.min(1.0),
            mean_queue_length: share(queue),
            mean_wait_of_admitted_s: mean_wait * self.aht_s,
            occupancy: if agents == 0.0 { 0.0 } else { (busy / agents).min(1.0) },
        };
        Ok(FiniteRoomState { room: *self, line, all, at_once, measures })
    }

    /// The fewest agents that meet every target, with the waiting places as they are.
    ///
    /// # Errors
    /// `invalid_input` for a bad target or none; `infeasible` for one that no number of agents meets.
    pub fn fewest_agents(&self, targets: &Targets) -> Result<FewestAgents, StaffingError> {
        targets.fewest(self.load > 0.0, 0, self.load, |agents| {
            let state = self.at(f64::from(agents))?;
            state.levels(targets).map(Some)
        })
    }

    /// The fewest waiting places with which `agents` block at most the share `max_blocking` (above 0, at most 1).
    ///
    /// The places of the room itself do not count. Under patience more places block fewer but keep more waiting.
    ///
    /// # Errors
    /// `invalid_input` for a bad value; `infeasible` when overload blocks more than that with any number of places.
    pub fn fewest_places(&self, agents: f64, max_blocking: f64) -> Result<Fewest, StaffingError> {
        error::agents(agents)?;
        let inside = max_blocking > 0.0 && max_blocking <= 1.0;
        check("max_blocking", max_blocking, inside, "must be greater than 0 and at most 1")?;
        if self.patience_s.is_none() && self.load > 0.0 && 1.0 - agents / self.load >= max_blocking {
            return Err(StaffingError::Infeasible {
                why: "in this overload more is blocked with any number of waiting places",
            });
        }
        Fewest::search(0, 0.0, |places| {
            let room = Self { places: f64::from(places), ..*self };
            let p_block = room.at(agents)?.measures.p_block;
            Ok((p_block, p_block <= max_blocking))
        })
    }
}

impl FiniteRoomMeasures {
    const ZERO: Self = Self {
        p_block: 0.0,
        ln_p_block: 0.0,
        p_wait_of_offered: 0.0,
        ln_p_wait_of_offered: 0.0,
        p_wait_of_admitted: 0.0,
        p_abandon_of_offered: 0.0,
        mean_queue_length: 0.0,
        mean_wait_of_admitted_s: 0.0,
        occupancy: 0.0,
    };
}

impl FiniteRoomState {
    /// All measures that need no target.
    pub fn measures(&self) -> FiniteRoomMeasures {
        self.measures
    }

    /// Service level at `target_wait_s` seconds by the given definition over all who come: a blocked contact is
    /// one that was not answered. 1 without arrivals.
    ///
    /// # Errors
    /// `invalid_input` unless the times lie between 0 and 1e12.
    pub fn service_level(&self, target_wait_s: f64, definition: ServiceLevel) -> Result<f64, StaffingError> {
        self.level(target_wait_s, definition, 1.0)
    }

    /// Service level by the given definition over those who were not blocked, as a queue's own records show it.
    ///
    /// # Errors
    /// As [`FiniteRoomState::service_level`].
    pub fn service_level_of_admitted(
        &self,
        target_wait_s: f64,
        definition: ServiceLevel,
    ) -> Result<f64, StaffingError> {
        self.level(target_wait_s, definition, self.at_once + self.measures.p_wait_of_offered)
    }

    /// `offered` is the share of contacts that counts as offered.
    fn level(
        &self,
        target_wait_s: f64,
        definition: ServiceLevel,
        offered: f64,
    ) -> Result<f64, StaffingError> {
        not_negative("target_wait_s", target_wait_s)?;
        if let ServiceLevel::NoShort { short_s } = definition {
            not_negative("short_s", short_s)?;
        }
        if self.room.load == 0.0 {
            return Ok(1.0);
        }
        let share = |weight: f64| if self.all.is_finite() { weight / self.all } else { 0.0 };
        let waits = |limit_s: f64| self.line.waits(limit_s / self.room.aht_s);
        let abandons = |limit_s: f64| {
            let (waits, reach) = (waits(limit_s), self.line.leaving * limit_s / self.room.aht_s);
            share(waits.left - waits.beyond * libm::expm1(-reach))
        };
        let at_target = waits(target_wait_s);
        let answered = self.at_once + share(at_target.served);
        let ratio = |good: f64, base: f64| if base > 0.0 { (good / base).clamp(0.0, 1.0) } else { 0.0 };
        Ok(match definition {
            ServiceLevel::Offered => ratio(answered, offered),
            ServiceLevel::Virtual => ratio(self.at_once + share(at_target.within), offered),
            // Those who are ever answered, by the agents' busy time.
            ServiceLevel::Answered => {
                let busy = self.measures.occupancy * self.line.served;
                ratio(answered, busy / self.room.load)
            }
            ServiceLevel::NoShort { short_s } => ratio(answered, offered - abandons(short_s)),
            ServiceLevel::AbandonedWithinOut => ratio(answered, offered - abandons(target_wait_s)),
            ServiceLevel::AbandonedWithinGood => ratio(answered + abandons(target_wait_s), offered),
        })
    }

    fn levels(&self, targets: &Targets) -> Result<Levels, StaffingError> {
        let m = self.measures;
        Ok(Levels {
            service_level: self.service_level(targets.target_wait_s, targets.definition)?,
            p_wait: m.p_wait_of_offered,
            p_abandon: m.p_abandon_of_offered,
            p_block: m.p_block,
            asa_s: m.mean_wait_of_admitted_s,
        })
    }
}
