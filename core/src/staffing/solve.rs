//! The questions a requirement answers: how many agents, how much volume, how long a handling time.

use super::erlang_c::{ErlangC, is_occupancy_met};
use super::error::{MAX_AGENTS, StaffingError, check, load_of};
use super::requirement::{At, Binding, Measures, Requirement, Staffing, model};
use super::search;
use serde::Serialize;

/// Contacts in an interval, and seconds of handling, beyond which nothing is looked for.
const GREATEST: f64 = 1e12;

/// The most that given agents can bear, and the proof.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Bearable {
    /// The greatest volume, or handling time in seconds, with which every target is met.
    pub value: f64,
    /// Offered load in erlangs with it.
    pub offered_load_erl: f64,
    /// The target that any more would miss.
    pub binding: Binding,
    /// The measures with it.
    pub at: Measures,
}

impl Requirement {
    /// The fewest agents that meet every target.
    ///
    /// # Errors
    /// `invalid_input` for a bad value or when no target is given; `infeasible` when no number of
    /// agents meets a target, such as a service level of 1 under Erlang C.
    pub fn solve(&self) -> Result<Staffing, StaffingError> {
        self.check()?;
        self.check_targets()?;
        let load = load_of(self.volume, self.interval_s, self.aht_s)?;
        let (lowest, undecided) = match (self.volume, self.patience_s) {
            (0.0, _) => (0, Binding::NoVolume),
            (_, None) => (ErlangC::new(load, self.aht_s)?.fewest_stable(), Binding::Stability),
            // Even nobody at work may do, such as for a mean wait no shorter than patience.
            (_, Some(_)) => (0, self.first_target()),
        };
        let known_as = model(self.patience_s.is_some());
        self.fewest(known_as, lowest, undecided, |agents| self.at(agents))
    }

    /// The fewest agents from `lowest` on, by the states of some model; `undecided` where nothing missed a target.
    pub(super) fn fewest(
        &self,
        model: &'static str,
        lowest: u32,
        undecided: Binding,
        state: impl Fn(f64) -> Result<At, StaffingError>,
    ) -> Result<Staffing, StaffingError> {
        let load = load_of(self.volume, self.interval_s, self.aht_s)?;
        let (mut met, mut missed) = (None, None);
        let agents = search::fewest(lowest, self.guess(load), load, |agents| {
            let at = state(f64::from(agents))?;
            let (margin, target) = self.margin(f64::from(agents), &at);
            match target {
                None => met = Some((agents, at)),
                Some(target) => missed = Some((target, at)),
            }
            Ok((target.is_none(), margin))
        })?;
        let at = match met {
            Some((met, at)) if met == agents => at,
            _ => state(f64::from(agents))?,
        };
        Ok(Staffing {
            agents,
            offered_load_erl: load,
            model,
            definition: self.definition.id(),
            binding: missed.as_ref().map_or(undecided, |(target, _)| *target),
            at: at.measures(self),
            // The search tried the one below the answer last of all that miss.
            at_minus_one: missed.map(|(_, at)| at.measures(self)),
        })
    }

    /// The fractional number of agents that meets every target exactly; its ceiling is [`Staffing::agents`].
    ///
    /// Use it to add up many queues before rounding: rounding each first overstates the plan.
    ///
    /// # Errors
    /// As [`Requirement::solve`].
    pub fn solve_fractional(&self) -> Result<f64, StaffingError> {
        let answer = self.solve()?;
        self.fractional_below(answer.agents)
    }

    /// As [`Requirement::solve_fractional`], from the whole number of agents that is known already.
    pub(super) fn fractional_below(&self, agents: u32) -> Result<f64, StaffingError> {
        if agents == 0 {
            return Ok(0.0);
        }
        let whole = f64::from(agents);
        Ok(search::last_met(whole, whole - 1.0, |agents| self.is_met_with(agents)))
    }

    /// The greatest volume that `agents` bear at the targets, handling time and patience given; `volume` is not looked at.
    ///
    /// ```
    /// use krarup::staffing::Requirement;
    /// let bearable = Requirement::new(0.0, 1800.0, 180.0).service_level(0.8, 20.0).volume_for(24.0)?;
    /// assert!(bearable.value > 200.0 && bearable.value < 212.0);
    /// # Ok::<(), krarup::staffing::StaffingError>(())
    /// ```
    ///
    /// # Errors
    /// As [`Requirement::solve`]; `infeasible` when the least volume misses a target, or none is too great.
    pub fn volume_for(&self, agents: f64) -> Result<Bearable, StaffingError> {
        self.greatest(agents, |volume| Self { volume, ..*self }, |requirement| requirement.volume)
    }

    /// The longest handling time in seconds that `agents` bear at the targets, volume and patience given.
    ///
    /// # Errors
    /// As [`Requirement::volume_for`].
    pub fn aht_for(&self, agents: f64) -> Result<Bearable, StaffingError> {
        self.greatest(agents, |aht_s| Self { aht_s, ..*self }, |requirement| requirement.aht_s)
    }

    fn greatest(
        &self,
        agents: f64,
        with: impl Fn(f64) -> Self,
        of: impl Fn(&Self) -> f64,
    ) -> Result<Bearable, StaffingError> {
        super::error::agents(agents)?;
        check("agents", agents, agents > 0.0, "must be greater than 0")?;
        // A value of 1 gives the load of one unit, so `unit` is where agents and load are equal, or as near as
        // halves and doubles of it can be told apart.
        let one = with(1.0);
        one.check()?;
        one.check_targets()?;
        let load_of_one = load_of(one.volume, one.interval_s, one.aht_s)?;
        let unit = (agents / load_of_one).clamp(1e-290, GREATEST);
        let is_met = |value: f64| with(value).is_met_with(agents);
        let mut missed = unit;
        // Not to a number that is met: what is beyond any meaning may be beyond any double.
        while missed > GREATEST || is_met(missed) {
            missed *= 2.0;
            if missed * load_of_one > MAX_AGENTS || missed > GREATEST {
                let why = "these agents meet the targets however much there is, up to 10,000,000 erlangs";
                return Err(StaffingError::Infeasible { why });
            }
        }
        let mut met = missed / 2.0;
        while !is_met(met) {
            met /= 2.0;
            if met <= unit * 1e-12 {
                let why = "these agents miss the targets however little there is";
                return Err(StaffingError::Infeasible { why });
            }
        }
        let value = search::last_met(met, (2.0 * met).min(missed), is_met);
        let answer = with(value);
        let beyond = with(value * (1.0 + 1e-9));
        let binding = match beyond.at(agents) {
            Ok(at) => beyond.margin(agents, &at).1,
            Err(_) => Some(Binding::Stability),
        };
        Ok(Bearable {
            value: of(&answer),
            offered_load_erl: load_of(answer.volume, answer.interval_s, answer.aht_s)?,
            binding: binding.unwrap_or_else(|| self.first_target()),
            at: answer.at(agents)?.measures(&answer),
        })
    }

    /// What is said to decide where nothing else does.
    pub(super) fn first_target(&self) -> Binding {
        self.targets().next().map_or(Binding::Stability, |(target, _)| target)
    }

    /// What is no stable state meets no target.
    pub(super) fn is_met_with(&self, agents: f64) -> bool {
        self.at(agents).is_ok_and(|at| self.margin(agents, &at).1.is_none())
    }

    /// By how much the tightest target is met, as a logarithm, and the first target that is missed.
    ///
    /// The logarithm of what remains to a target is nearly linear in agents, so it leads a search; it decides nothing.
    pub(super) fn margin(&self, agents: f64, at: &At) -> (f64, Option<Binding>) {
        let (mut margin, mut missed) = (f64::INFINITY, None);
        if self.volume == 0.0 {
            return (margin, None);
        }
        for (target, limit) in self.targets() {
            let value = at.value(self, target);
            // Both as what should be small.
            let (bad, limit, is_met) = match target {
                Binding::ServiceLevel | Binding::MaxWait => (1.0 - value, 1.0 - limit, value >= limit),
                // Without agents nobody is busy, yet that meets no target.
                Binding::Occupancy => (value, limit, agents > 0.0 && is_occupancy_met(value, limit)),
                _ => (value, limit, value <= limit),
            };
            if !is_met && missed.is_none() {
                missed = Some(target);
            }
            margin = margin.min(search::roughly_ln(limit / bad.max(f64::MIN_POSITIVE)));
        }
        (margin, missed)
    }

    /// Near the answer, by the normal approximation: a load and some square roots of it.
    fn guess(&self, load: f64) -> f64 {
        let root = load.sqrt();
        // P(wait) ≈ e^(−1.24β − 0.26β²) with a + β√a agents (a fit to Halfin and Whitt); a target wait adds β√a·T/h.
        let beta = |bad: f64, wait_s: f64| {
            let wanted = -search::roughly_ln(bad.clamp(1e-300, 1.0));
            let linear = 1.24 + root * wait_s / self.aht_s;
            ((linear * linear + 1.04 * wanted).sqrt() - linear) / 0.52
        };
        let by_target = |(target, limit)| match target {
            Binding::ServiceLevel => beta(1.0 - limit, self.target_wait_s),
            Binding::MaxWait => beta(1.0 - limit, self.max_wait_s.unwrap_or(0.0)),
            Binding::PWait => beta(limit, 0.0),
            _ => 0.5,
        };
        let beta = self.targets().map(by_target).fold(0.0, f64::max);
        let by_occupancy = self.max_occupancy.map_or(0.0, |limit| load / limit);
        // Who abandons need not be served.
        let stays = if self.patience_s.is_some() { 0.5 } else { 0.0 };
        (load + (beta - stays) * root).max(by_occupancy)
    }
}
