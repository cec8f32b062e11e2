//! How much every measure changes with every input, exactly: the formulas of the models on numbers that carry
//! their derivatives.

use super::dual::Dual;
use super::erlang_a::ErlangAState;
use super::erlang_b::Slopes;
use super::error::{self, StaffingError, check, not_negative};
use super::{ErlangA, ErlangC, ServiceLevel};
use serde::Serialize;

/// Derivatives of the blocking of Erlang B.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ErlangBGradient {
    /// Per erlang of offered load.
    pub offered_load_erl: f64,
    /// Per agent.
    pub agents: f64,
}

/// The gradient of [`erlang_b`](super::erlang_b); agents are more than 0.
///
/// ```
/// let gradient = krarup::staffing::erlang_b_gradient(10.0, 5.0)?;
/// assert!(gradient.offered_load_erl > 0.0 && gradient.agents < 0.0);
/// # Ok::<(), krarup::staffing::StaffingError>(())
/// ```
///
/// # Errors
/// `invalid_input` for a value outside its range, agents or load of 0 among them.
pub fn erlang_b_gradient(agents: f64, offered_load_erl: f64) -> Result<ErlangBGradient, StaffingError> {
    inside(agents, offered_load_erl)?;
    let [load, agents] = blocked(agents, offered_load_erl).slope;
    Ok(ErlangBGradient { offered_load_erl: load, agents })
}

fn inside(agents: f64, load: f64) -> Result<(), StaffingError> {
    error::agents(agents)?;
    check("agents", agents, agents > 0.0, "must be greater than 0")?;
    error::load(load)?;
    check("offered_load_erl", load, load > 0.0, "must be greater than 0: without load there is no slope")
}

/// Directions: load, agents.
fn blocked(agents: f64, load: f64) -> Dual<2> {
    let less_one = less_one(Dual::variable(load, 0), Dual::variable(agents, 1));
    if less_one.value.is_finite() { Dual::from(1.0) / (less_one + 1.0.into()) } else { 0.0.into() }
}

/// 1/B − 1, infinite and without slope where B is below any double.
fn less_one<const N: usize>(load: Dual<N>, agents: Dual<N>) -> Dual<N> {
    let Slopes { less_one, per_load, per_agent } = Slopes::of(agents.value, load.value);
    let slope = std::array::from_fn(|i| per_load * load.slope[i] + per_agent * agents.slope[i]);
    Dual { value: less_one, slope }
}

/// Derivatives of a measure of Erlang C.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ErlangCGradient {
    /// Per erlang of offered load, handling time fixed.
    pub offered_load_erl: f64,
    /// Per second of handling time, load fixed.
    pub aht_s: f64,
    /// Per agent.
    pub agents: f64,
    /// Per second of the threshold.
    pub target_wait_s: f64,
}

/// The gradients of all measures of Erlang C.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ErlangCGradients {
    /// Of the probability of waiting.
    pub p_wait: ErlangCGradient,
    /// Of the service level.
    pub service_level: ErlangCGradient,
    /// Of the mean wait.
    pub asa_s: ErlangCGradient,
    /// Of the mean number waiting.
    pub mean_queue_length: ErlangCGradient,
    /// Of the occupancy.
    pub occupancy: ErlangCGradient,
}

impl ErlangC {
    /// The gradients of all measures with `agents`.
    ///
    /// ```
    /// use krarup::staffing::ErlangC;
    /// let gradients = ErlangC::new(20.0, 180.0)?.gradients(24.0, 20.0)?;
    /// assert!(gradients.service_level.agents > 0.0 && gradients.asa_s.offered_load_erl > 0.0);
    /// # Ok::<(), krarup::staffing::StaffingError>(())
    /// ```
    ///
    /// # Errors
    /// As [`ErlangC::at`]; `invalid_input` for a load of 0 or a bad threshold.
    pub fn gradients(&self, agents: f64, target_wait_s: f64) -> Result<ErlangCGradients, StaffingError> {
        let load = self.offered_load_erl();
        inside(agents, load)?;
        not_negative("target_wait_s", target_wait_s)?;
        self.at(agents)?;
        let [load, aht, agents, target]: [Dual<4>; 4] = [
            Dual::variable(load, 0),
            Dual::variable(self.aht_s(), 1),
            Dual::variable(agents, 2),
            Dual::variable(target_wait_s, 3),
        ];
        let free = agents - load;
        let less_one = less_one(load, agents);
        let p_wait = if less_one.value.is_finite() {
            Dual::from(1.0) / (free / agents * less_one + 1.0.into())
        } else {
            0.0.into()
        };
        let asa = p_wait * aht / free;
        let of = |measure: Dual<4>| {
            let [offered_load_erl, aht_s, agents, target_wait_s] = measure.slope;
            ErlangCGradient { offered_load_erl, aht_s, agents, target_wait_s }
        };
        Ok(ErlangCGradients {
            p_wait: of(p_wait),
            service_level: of(-(p_wait * (-(free * target / aht)).exp())),
            asa_s: of(asa),
            mean_queue_length: of(asa * load / aht),
            occupancy: of(load / agents),
        })
    }
}

/// Derivatives of a measure of Erlang A.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ErlangAGradient {
    /// Per arrival a second, all else fixed.
    pub arrivals_per_s: f64,
    /// Per second of handling time.
    pub aht_s: f64,
    /// Per second of mean patience.
    pub patience_s: f64,
    /// Per agent.
    pub agents: f64,
    /// Per second of the threshold.
    pub target_wait_s: f64,
}

/// The gradients of all measures of Erlang A.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ErlangAGradients {
    /// Of the probability of waiting.
    pub p_wait: ErlangAGradient,
    /// Of the probability of abandoning.
    pub p_abandon: ErlangAGradient,
    /// Of the service level.
    pub service_level: ErlangAGradient,
    /// Of the mean wait.
    pub asa_s: ErlangAGradient,
    /// Of the mean number waiting.
    pub mean_queue_length: ErlangAGradient,
    /// Of the occupancy.
    pub occupancy: ErlangAGradient,
}

/// Shares of a range of virtual waits: all, still there at the end of it, gone by then.
#[derive(Clone, Copy)]
struct Shares {
    any: Dual<5>,
    stays: Dual<5>,
    leaves: Dual<5>,
}

impl Shares {
    const NONE: Self =
        Self { any: Dual::constant(0.0), stays: Dual::constant(0.0), leaves: Dual::constant(0.0) };

    fn add(&mut self, other: &Self) {
        self.any = self.any + other.any;
        self.stays = self.stays + other.stays;
        self.leaves = self.leaves + other.leaves;
    }

    fn times(&self, factor: Dual<5>) -> Self {
        Self { any: self.any * factor, stays: self.stays * factor, leaves: self.leaves * factor }
    }
}

/// The inputs of Erlang A as variables.
struct Variables {
    lambda: Dual<5>,
    aht: Dual<5>,
    patience: Dual<5>,
    agents: Dual<5>,
    target: Dual<5>,
}

impl Variables {
    /// The density of the virtual wait at `x`, relative to the state in which all agents are busy and nobody waits.
    fn density(&self, x: f64, ln_scale: f64) -> Shares {
        let patience = Dual::from(x) / self.patience;
        let leaves = patience.one_less_exp_of_minus();
        let stays = (-patience).exp();
        let served = self.agents / self.aht;
        let exponent = self.lambda * self.patience * leaves - served * x - ln_scale.into();
        let any = exponent.exp() * served;
        Shares { any, stays: any * stays, leaves: any * leaves }
    }
}

impl ErlangA {
    /// The gradients of all measures with `agents`, the service level by `definition`.
    ///
    /// ```
    /// use krarup::staffing::{ErlangA, ServiceLevel};
    /// let model = ErlangA::new(400.0, 3600.0, 180.0, 120.0)?;
    /// let gradients = model.gradients(23.0, 20.0, ServiceLevel::Offered)?;
    /// assert!(gradients.p_abandon.agents < 0.0 && gradients.service_level.target_wait_s > 0.0);
    /// # Ok::<(), krarup::staffing::StaffingError>(())
    /// ```
    ///
    /// # Errors
    /// As [`ErlangA::at`]; `invalid_input` for no agents, no arrivals or a bad time.
    pub fn gradients(
        &self,
        agents: f64,
        target_wait_s: f64,
        definition: ServiceLevel,
    ) -> Result<ErlangAGradients, StaffingError> {
        inside(agents, self.offered_load_erl())?;
        let state = self.at(agents)?;
        // Checks the times too.
        state.service_level(target_wait_s, definition)?;
        let variables = Variables {
            lambda: Dual::variable(self.arrivals_per_s(), 0),
            aht: Dual::variable(self.aht_s(), 1),
            patience: Dual::variable(self.patience_s(), 2),
            agents: Dual::variable(agents, 3),
            target: Dual::variable(target_wait_s, 4),
        };
        let limit_s = match definition {
            ServiceLevel::NoShort { short_s } => short_s,
            _ => target_wait_s,
        };
        // A limit that is the target moves with it.
        let limit = match definition {
            ServiceLevel::NoShort { .. } => Dual::from(limit_s),
            _ => variables.target,
        };
        let waits = Waits::of(&state, &variables, target_wait_s, limit_s, limit);
        let Variables { lambda, aht, patience, agents, .. } = variables;
        let Waits { at_once, all, within_target, within_limit, beyond_limit } = waits;
        let p_abandon = all.leaves;
        let asa = p_abandon * patience;
        let offered = at_once + within_target.stays;
        let abandoned_by_limit =
            within_limit.leaves + beyond_limit.any * (limit / patience).one_less_exp_of_minus();
        let one = Dual::from(1.0);
        let service_level = match definition {
            ServiceLevel::Offered => offered,
            ServiceLevel::Virtual => at_once + within_target.any,
            ServiceLevel::Answered => offered / (at_once + all.stays),
            ServiceLevel::NoShort { .. } | ServiceLevel::AbandonedWithinOut => {
                offered / (one - abandoned_by_limit)
            }
            ServiceLevel::AbandonedWithinGood => offered + abandoned_by_limit,
        };
        let of = |measure: Dual<5>| {
            let [arrivals_per_s, aht_s, patience_s, agents, target_wait_s] = measure.slope;
            ErlangAGradient { arrivals_per_s, aht_s, patience_s, agents, target_wait_s }
        };
        Ok(ErlangAGradients {
            p_wait: of(all.any),
            p_abandon: of(p_abandon),
            service_level: of(service_level),
            asa_s: of(asa),
            mean_queue_length: of(asa * lambda),
            occupancy: of(lambda * aht * (at_once + all.stays) / agents),
        })
    }
}

/// The virtual wait as shares of all customers.
struct Waits {
    at_once: Dual<5>,
    all: Shares,
    within_target: Shares,
    within_limit: Shares,
    beyond_limit: Shares,
}

impl Waits {
    fn of(state: &ErlangAState, variables: &Variables, target_s: f64, limit_s: f64, limit: Dual<5>) -> Self {
        let [mut all, mut within_target, mut within_limit, mut beyond_limit] = [Shares::NONE; 4];
        // Weights relative to the greatest, a constant that every ratio below is free of.
        let ln_scale = state.panels(target_s, limit_s, |low, high, top| {
            let mut panel = Shares::NONE;
            super::quadrature::for_nodes(low, high, |x, weight| {
                panel.add(&variables.density(x, top).times(weight.into()));
            });
            all.add(&panel);
            if low < target_s {
                within_target.add(&panel);
            }
            if low < limit_s { &mut within_limit } else { &mut beyond_limit }.add(&panel);
        });
        // Moving an end of a range moves what lies there from one side to the other.
        let moved = |end: Dual<5>, sign: f64| {
            let by = Dual { value: 0.0, ..end * sign };
            variables.density(end.value, ln_scale).times(by)
        };
        within_target.add(&moved(variables.target, 1.0));
        within_limit.add(&moved(limit, 1.0));
        beyond_limit.add(&moved(limit, -1.0));
        let less_one = less_one(variables.lambda * variables.aht, variables.agents);
        if !less_one.value.is_finite() {
            let none = Shares::NONE;
            return Self {
                at_once: 1.0.into(),
                all: none,
                within_target: none,
                within_limit: none,
                beyond_limit: none,
            };
        }
        let at_once = less_one * libm::exp(-ln_scale);
        let share = Dual::from(1.0) / (at_once + all.any);
        Self {
            at_once: at_once * share,
            all: all.times(share),
            within_target: within_target.times(share),
            within_limit: within_limit.times(share),
            beyond_limit: beyond_limit.times(share),
        }
    }
}
