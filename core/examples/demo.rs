//! Prints a staffing plan for one day: `make demo`.
#![allow(clippy::unwrap_used)]

use krarup::staffing::{PlanInterval, Requirement, Shrinkage, StaffingError, day_plan};

fn main() -> Result<(), StaffingError> {
    // Calls by half-hour of a typical bank day, 8:00 to 18:00.
    let calls = [38, 74, 112, 140, 155, 151, 138, 120, 104, 98, 101, 110, 118, 115, 104, 92, 80, 66, 51, 33];
    let intervals: Vec<PlanInterval> =
        calls.iter().map(|&volume| PlanInterval { volume: f64::from(volume), aht_s: 210.0 }).collect();
    let template =
        Requirement::new(0.0, 1800.0, 210.0).patience(150.0).service_level(0.8, 20.0).max_occupancy(0.9);
    let plan = day_plan(&intervals, &template, &Shrinkage::new(&[0.12, 0.15])?)?;
    println!("80 % within 20 s (sl.no_short, 5 s), at most 90 % busy, mean patience 150 s, Erlang A");
    println!(
        "{:>5} {:>6} {:>7} {:>10} {:>7} {:>8} {:>9} {:>10}",
        "from", "calls", "agents", "scheduled", "SL", "SL n-1", "busy", "abandon"
    );
    for (slot, row) in plan.iter().enumerate() {
        let half_hours = 16 + slot;
        println!(
            "{:>2}:{:02} {:>6} {:>7} {:>10.1} {:>6.1}% {:>7.1}% {:>8.1}% {:>9.1}%",
            half_hours / 2,
            half_hours % 2 * 30,
            row.volume,
            row.staffing.agents,
            row.scheduled,
            100.0 * row.staffing.at.service_level,
            100.0 * row.staffing.at_minus_one.map_or(0.0, |at| at.service_level),
            100.0 * row.staffing.at.occupancy,
            100.0 * row.staffing.at.abandonment,
        );
    }
    Ok(())
}
