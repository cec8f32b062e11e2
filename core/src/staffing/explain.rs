//! How a solved requirement came about.

use super::ServiceLevel;
use super::requirement::{Binding, Measures, Requirement, Staffing};
use super::table::{self, Explanation};
use serde::Serialize;
use std::fmt;

/// One target, and what it is with the agents found and with one fewer.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct TargetShown {
    /// The target's name.
    pub target: &'static str,
    /// The limit that was given.
    pub limit: f64,
    /// The value with the agents found.
    pub at: f64,
    /// The value with one agent fewer; `None` where that is no stable state.
    pub at_minus_one: Option<f64>,
}

/// An answer with its proof and its formula.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StaffingExplained {
    /// Agents needed.
    pub agents: u32,
    /// The target that decided.
    pub binding: Binding,
    /// Every target that was given.
    pub targets: Vec<TargetShown>,
    /// The model with the agents found; `None` without arrivals or agents.
    pub model: Option<Explanation>,
}

impl Requirement {
    /// How `answer`, which [`Requirement::solve`] gave, came about.
    ///
    /// ```
    /// use krarup::staffing::Requirement;
    /// let requirement = Requirement::new(200.0, 1800.0, 180.0).service_level(0.8, 20.0);
    /// let told = requirement.explain(&requirement.solve()?).to_string();
    /// assert!(told.starts_with("24 agents, decided by service_level"));
    /// # Ok::<(), krarup::staffing::StaffingError>(())
    /// ```
    pub fn explain(&self, answer: &Staffing) -> StaffingExplained {
        let shown = |target: Binding, limit: Option<f64>, of: fn(&Measures) -> f64| {
            limit.map(|limit| TargetShown {
                target: target.name(),
                limit,
                at: of(&answer.at),
                at_minus_one: answer.at_minus_one.as_ref().map(of),
            })
        };
        let targets = [
            shown(Binding::ServiceLevel, self.service_level, |m| m.service_level),
            shown(Binding::Asa, self.max_asa_s, |m| m.asa_s),
            shown(Binding::Abandonment, self.max_abandonment, |m| m.abandonment),
            shown(Binding::PWait, self.max_p_wait, |m| m.p_wait),
            shown(Binding::Occupancy, self.max_occupancy, |m| m.occupancy),
            shown(Binding::MaxWait, self.max_wait_share, |m| m.share_within_max_wait.unwrap_or(f64::NAN)),
        ];
        StaffingExplained {
            agents: answer.agents,
            binding: answer.binding,
            targets: targets.into_iter().flatten().collect(),
            model: self.explain_model(answer),
        }
    }

    fn explain_model(&self, answer: &Staffing) -> Option<Explanation> {
        let (agents, target) = (("agents", f64::from(answer.agents)), ("target_wait_s", self.target_wait_s));
        let aht = ("aht_s", self.aht_s);
        let inputs = match self.patience_s {
            None => vec![agents, ("offered_load_erl", answer.offered_load_erl), aht, target],
            Some(patience_s) => vec![
                agents,
                ("volume", self.volume),
                ("interval_s", self.interval_s),
                aht,
                ("patience_s", patience_s),
                target,
            ],
        };
        if self.volume == 0.0 || answer.agents == 0 {
            return None;
        }
        let definition: ServiceLevel = self.definition;
        table::explain(answer.model, &inputs, definition).ok()
    }
}

impl fmt::Display for StaffingExplained {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} agents, decided by {}", self.agents, self.binding.name())?;
        let n = format!("n = {}", self.agents);
        write!(f, "\n  {:16} {:>10} {n:>14} {:>14}", "target", "limit", "n - 1")?;
        for TargetShown { target, limit, at, at_minus_one } in &self.targets {
            let below = at_minus_one.map_or("unstable".to_owned(), |value| format!("{value:.6}"));
            write!(f, "\n  {target:16} {limit:>10} {at:>14.6} {below:>14}")?;
        }
        match &self.model {
            Some(model) => write!(f, "\n{model}"),
            None => write!(f, "\nnobody arrives, or nobody is needed"),
        }
    }
}
