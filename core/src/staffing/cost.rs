//! Staff against waiting in money: the cheapest number of agents, and what each further agent buys.

use super::error::{StaffingError, check, load_of, not_negative, positive};
use super::requirement::{Measures, Requirement};
use super::{ErlangC, search};
use serde::{Deserialize, Serialize};

/// What staff and waiting cost, in one currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Costs {
    /// One agent at work for an hour.
    pub per_agent_hour: f64,
    /// One customer waiting for an hour.
    #[serde(default)]
    pub per_waiting_hour: f64,
    /// One customer who abandons.
    #[serde(default)]
    pub per_abandoned: f64,
}

/// One number of agents with its cost.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Costed {
    /// Agents at work, before shrinkage.
    pub agents: u32,
    /// Cost of an hour: staff, waiting and abandonment.
    pub cost_per_hour: f64,
    /// The staff's part of it.
    pub staff_per_hour: f64,
    /// Service level gained per unit of cost by the last of these agents; `None` for the fewest who serve at all.
    pub service_level_per_cost: Option<f64>,
    /// The measures with them.
    pub at: Measures,
}

/// Beyond this many candidates the search relies on cost falling and then rising, which is what it does at such sizes.
const ALL_TRIED: u32 = 5_000;

impl Costs {
    fn check(&self) -> Result<(), StaffingError> {
        positive("per_agent_hour", self.per_agent_hour)?;
        not_negative("per_waiting_hour", self.per_waiting_hour)?;
        not_negative("per_abandoned", self.per_abandoned)
    }
}

impl Requirement {
    /// The number of agents at which staff, waiting and abandonment together cost least; targets are not looked at.
    ///
    /// Every number is tried up to the one whose staff alone costs more than the best; of more than 5,000 of them the
    /// cost is taken to fall and then rise.
    ///
    /// ```
    /// use krarup::staffing::{Costs, Requirement};
    /// let costs = Costs { per_agent_hour: 30.0, per_waiting_hour: 120.0, per_abandoned: 0.0 };
    /// let cheapest = Requirement::new(200.0, 1800.0, 180.0).cheapest(&costs)?;
    /// assert_eq!(cheapest.agents, 26);
    /// # Ok::<(), krarup::staffing::StaffingError>(())
    /// ```
    ///
    /// # Errors
    /// `invalid_input` for a bad value; abandonment has a cost only with patience.
    pub fn cheapest(&self, costs: &Costs) -> Result<Costed, StaffingError> {
        self.check()?;
        costs.check()?;
        if self.patience_s.is_none() {
            let why = "must be 0 without patience_s: under Erlang C nobody abandons";
            check("per_abandoned", costs.per_abandoned, costs.per_abandoned == 0.0, why)?;
        }
        let load = load_of(self.volume, self.interval_s, self.aht_s)?;
        let lowest = self.fewest_at_all(load)?;
        let cost = |agents: u32| self.costed(agents, costs);
        let mut best = cost(lowest)?;
        // Staff alone costs as much as the best so far.
        let bound = |best: &Costed| (best.cost_per_hour / costs.per_agent_hour).min(1e7) as u32;
        // The quotient may fall short of the number by rounding.
        if bound(&best).saturating_sub(lowest) > ALL_TRIED {
            let rises = |agents: u32| Ok(cost(agents + 1)?.cost_per_hour >= cost(agents)?.cost_per_hour);
            let found = search::first(lowest, bound(&best), rises)?;
            return self.cost_of(costs, found);
        }
        let mut agents = lowest;
        while agents < bound(&best) {
            agents += 1;
            let next = cost(agents)?;
            if next.cost_per_hour < best.cost_per_hour {
                best = next;
            }
        }
        self.cost_of(costs, best.agents)
    }

    /// Cost and measures of every number of agents from `fewest` to `most`, and what the last agent of each bought.
    ///
    /// Numbers that are no stable state are left out.
    ///
    /// # Errors
    /// As [`Requirement::cheapest`]; `invalid_input` when `most` is below `fewest` or 100,000 or more above it.
    pub fn frontier(&self, costs: &Costs, fewest: u32, most: u32) -> Result<Vec<Costed>, StaffingError> {
        self.check()?;
        costs.check()?;
        let inside = most >= fewest && most - fewest < 100_000;
        let why = "must be at least the fewest agents, and less than 100,000 above them";
        check("most_agents", f64::from(most), inside, why)?;
        let load = load_of(self.volume, self.interval_s, self.aht_s)?;
        (fewest.max(self.fewest_at_all(load)?)..=most).map(|agents| self.cost_of(costs, agents)).collect()
    }

    /// Cost and measures of one number of agents, and what the last of them bought.
    ///
    /// # Errors
    /// As [`Requirement::cheapest`]; `unstable` under Erlang C when the load is not below the agents.
    pub fn cost_of(&self, costs: &Costs, agents: u32) -> Result<Costed, StaffingError> {
        self.check()?;
        costs.check()?;
        let mut point = self.costed(agents, costs)?;
        if agents > self.fewest_at_all(load_of(self.volume, self.interval_s, self.aht_s)?)? {
            let below = self.at(f64::from(agents - 1))?.measures(self);
            let gained = point.at.service_level - below.service_level;
            point.service_level_per_cost = Some(gained / costs.per_agent_hour);
        }
        Ok(point)
    }

    fn fewest_at_all(&self, load: f64) -> Result<u32, StaffingError> {
        match (self.volume, self.patience_s) {
            (0.0, _) | (_, Some(_)) => Ok(0),
            (_, None) => Ok(ErlangC::new(load, self.aht_s)?.fewest_stable()),
        }
    }

    fn costed(&self, agents: u32, costs: &Costs) -> Result<Costed, StaffingError> {
        let at = self.at(f64::from(agents))?.measures(self);
        let arrivals_per_hour = self.volume / self.interval_s * 3600.0;
        let staff_per_hour = costs.per_agent_hour * f64::from(agents);
        let (waiting, abandoned) = if self.volume == 0.0 {
            (0.0, 0.0)
        } else {
            // Hours waited in an hour are the mean number waiting.
            (at.asa_s / 3600.0 * arrivals_per_hour, at.abandonment * arrivals_per_hour)
        };
        let cost_per_hour =
            staff_per_hour + costs.per_waiting_hour * waiting + costs.per_abandoned * abandoned;
        if !cost_per_hour.is_finite() {
            return Err(StaffingError::NotRepresentable { output: "cost_per_hour" });
        }
        Ok(Costed { agents, cost_per_hour, staff_per_hour, service_level_per_cost: None, at })
    }
}
