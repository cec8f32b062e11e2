//! Iterated staffing: a staff whose share of waiting customers is the same in every interval.

use super::Day;
use super::law::Work;
use crate::staffing::error::{StaffingError, check};
use serde::Serialize;

/// A staff found by [`Day::iterate`].
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct IteratedStaffing {
    /// Agents on duty by interval.
    pub staff: Vec<u32>,
    /// Share of each interval's time in which all agents are busy, with this staff.
    pub p_wait: Vec<f64>,
    /// Staffs that were tried.
    pub iterations: u32,
    /// The last staff gave itself again; else it was one of a few that follow each other for ever.
    pub has_converged: bool,
}

const MAX_ITERATIONS: u32 = 50;

impl Day {
    /// Staff by iteration: from endlessly many agents, each interval gets the fewest that would all be busy at
    /// most a share `max_p_wait` of the time if the numbers in system stayed as the staff before made them.
    ///
    /// Source: Feldman, Mandelbaum, Massey & Whitt 2008, "Staffing of time-varying queues to achieve
    /// time-stable performance", with the exact law in place of their simulation.
    ///
    /// # Errors
    /// `invalid_input` unless the share is at least 1e-6 and below 1; else as [`Day::evaluate`].
    pub fn iterate(&self, max_p_wait: f64) -> Result<IteratedStaffing, StaffingError> {
        let inside = (1e-6..1.0).contains(&max_p_wait);
        check("max_p_wait", max_p_wait, inside, "must be at least 1e-6 and below 1")?;
        // So many that nobody waits.
        let many = |load: f64| (load + 20.0 * load.sqrt() + 50.0).min(9e6) as u32;
        let loads = self.offered_load();
        let mut staff: Vec<u32> = loads.iter().map(|load| many(load.at_start.max(load.at_end))).collect();
        let mut iterations = 0;
        loop {
            iterations += 1;
            let (next, _) = self.next_staff(&staff, max_p_wait)?;
            let has_converged = next == staff;
            if has_converged || iterations == MAX_ITERATIONS {
                let (_, p_wait) = self.next_staff(&next, max_p_wait)?;
                return Ok(IteratedStaffing { staff: next, p_wait, iterations, has_converged });
            }
            staff = next;
        }
    }

    fn next_staff(&self, staff: &[u32], max_p_wait: f64) -> Result<(Vec<u32>, Vec<f64>), StaffingError> {
        self.check_staff(staff)?;
        let mut work = Work::default();
        let mut carried = self.at_start(staff)?;
        let (mut next, mut p_wait) = (Vec::with_capacity(staff.len()), Vec::with_capacity(staff.len()));
        for interval in 0..staff.len() {
            carried = self.change_staff(&carried, staff, interval);
            let chain = self.chain(staff, interval);
            let (end, time) = chain.advance_with_time(&carried.law, self.interval_s, &mut work)?;
            p_wait.push((time.at_least(staff[interval]) / self.interval_s).min(1.0));
            let allowed = max_p_wait * self.interval_s;
            let (mut beyond, mut fewest) = (0.0, 0);
            for (number, seconds) in time.states().collect::<Vec<_>>().into_iter().rev() {
                beyond += seconds;
                if beyond > allowed {
                    fewest = number + 1;
                    break;
                }
            }
            next.push(if chain.lambda > 0.0 { fewest as u32 } else { 0 });
            carried.law = end;
        }
        Ok((next, p_wait))
    }
}
