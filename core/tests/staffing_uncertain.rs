//! Uncertain volume and deferred work against simulation and sums written apart.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use krarup::random::Stream;
use krarup::staffing::{DeferredWork, Requirement, ServiceLevel, UncertainVolume};
use proptest::prelude::*;

fn requirement(patience_s: Option<f64>) -> Requirement {
    let open = Requirement { patience_s, ..Requirement::new(400.0, 3600.0, 180.0) };
    Requirement { definition: ServiceLevel::Offered, ..open.service_level(0.8, 20.0) }
}

#[test]
fn a_guarantee_of_nine_days_in_ten_holds_on_nine_days_in_ten() {
    for (patience_s, cv) in [(Some(120.0), 0.1), (None, 0.2), (Some(60.0), 0.6)] {
        let volume = UncertainVolume::new(400.0, cv).unwrap();
        let requirement = requirement(patience_s);
        let agents = volume.guaranteed(&requirement, 0.9).unwrap().agents;
        let mut days = Stream::new(3, 0, 0, (cv * 100.0) as u64);
        let kept = |agents: u32, days: &mut Stream| {
            let met = (0..10_000).filter(|_| {
                let today =
                    Requirement { volume: days.gamma(400.0, 1.0 / (cv * cv)).unwrap(), ..requirement };
                today.measures(f64::from(agents)).is_ok_and(|m| m.service_level >= 0.8)
            });
            met.count() as f64 / 10_000.0
        };
        // The whole agent may give more than is asked; one fewer gives less.
        let (with, without) = (kept(agents, &mut days), kept(agents - 1, &mut days));
        assert!(with > 0.89 && without < 0.91, "{patience_s:?} {cv}: {with}, {without}");
        for (agents, kept) in [(agents, with), (agents - 1, without)] {
            let told = volume.probability_met(&requirement, f64::from(agents)).unwrap();
            assert!((told - kept).abs() < 4.0 * 0.005, "{agents}: told {told}, kept {kept}");
        }
    }
}

#[test]
fn expectations_are_those_of_simulated_days() {
    for (patience_s, cv) in [(Some(120.0), 0.15), (None, 0.1), (Some(300.0), 1.5)] {
        let volume = UncertainVolume::new(400.0, cv).unwrap();
        let requirement = requirement(patience_s);
        let told = volume.expected(&requirement, 26.0).unwrap();
        let mut days = Stream::new(4, 0, 0, (cv * 100.0) as u64);
        let draws = 40_000;
        let (mut calls, mut good, mut waited, mut unstable) = (0.0, Vec::new(), 0.0, 0.0);
        for _ in 0..draws {
            let today = days.gamma(400.0, 1.0 / (cv * cv)).unwrap();
            calls += today;
            match (Requirement { volume: today, ..requirement }).measures(26.0) {
                Ok(m) => {
                    good.push(today * m.service_level);
                    waited += today * m.p_wait;
                }
                Err(_) => {
                    (unstable, waited) = (unstable + 1.0, waited + today);
                    good.push(0.0);
                }
            }
        }
        let level = good.iter().sum::<f64>() / calls;
        let spread = good.iter().map(|one| (one - level * 400.0).powi(2)).sum::<f64>().sqrt() / calls;
        assert!((told.service_level - level).abs() < 5.0 * spread, "{told:?} against {level} ± {spread}");
        assert!((told.p_wait - waited / calls).abs() < 0.02, "{told:?} against {}", waited / calls);
        assert!((told.p_unstable - unstable / f64::from(draws)).abs() < 0.015, "{told:?} against {unstable}");
    }
}

/// ∫ over the day's volume by Simpson's rule up to where Erlang C ends, beyond which nobody is answered in time.
fn plain_expectation(requirement: &Requirement, volume: f64, cv: f64, agents: f64) -> (f64, f64) {
    const STEPS: u32 = 20_000;
    // Weighed by volume the gamma law has a shape greater by 1.
    let (shape, scale) = (1.0 / (cv * cv) + 1.0, volume * cv * cv);
    let corner = agents * requirement.interval_s / requirement.aht_s;
    let (mut level, mut unhurried) = (0.0, 0.0);
    // The density is 0 at a volume of 0, the service level and the share who do not wait at the corner.
    for step in 1..STEPS {
        let today = corner * f64::from(step) / f64::from(STEPS);
        let density =
            ((shape - 1.0) * (today / scale).ln() - today / scale - libm::lgamma(shape)).exp() / scale;
        let weight = density * corner / f64::from(STEPS) / 3.0 * if step % 2 == 1 { 4.0 } else { 2.0 };
        let m = Requirement { volume: today, ..*requirement }.measures(agents).unwrap();
        level += weight * m.service_level;
        unhurried += weight * (1.0 - m.p_wait);
    }
    (level, 1.0 - unhurried)
}

#[test]
fn expectations_keep_their_digits_across_the_end_of_erlang_c() {
    for (mean, cv, agents) in
        [(400.0, 0.1, 22.0), (400.0, 0.3, 26.0), (400.0, 0.7, 26.0), (40_000.0, 0.05, 2_010.0)]
    {
        let requirement = Requirement { volume: mean, ..requirement(None) };
        let told = UncertainVolume::new(mean, cv).unwrap().expected(&requirement, agents).unwrap();
        let (level, p_wait) = plain_expectation(&requirement, mean, cv, agents);
        assert!((told.service_level - level).abs() < 1e-7, "{mean} {cv}: {told:?}, not {level}");
        assert!((told.p_wait - p_wait).abs() < 1e-7, "{mean} {cv}: {told:?}, not {p_wait}");
    }
}

#[test]
fn a_forecast_interval_becomes_the_law_that_has_it() {
    let law = UncertainVolume::from_interval(320.0, 500.0, 0.9).unwrap();
    assert!((law.probability_at_most(320.0) - 0.05).abs() < 1e-9);
    assert!((law.probability_at_most(500.0) - 0.95).abs() < 1e-9);
    assert!((law.quantile(0.95).unwrap() - 500.0).abs() < 1e-6);
    assert!(UncertainVolume::from_interval(500.0, 320.0, 0.9).is_err());
    assert!(UncertainVolume::from_interval(1e-8, 1e12, 0.5).is_err());
}

/// Case by case, each a little at a time.
fn plain_backlog(work: &DeferredWork, staff: &[f64]) -> Vec<f64> {
    const STEPS: u32 = 2_000;
    let mut backlog = work.initial_backlog;
    let mut ends = Vec::new();
    for (volume, agents) in work.arrivals.iter().zip(staff) {
        for _ in 0..STEPS {
            backlog += volume / f64::from(STEPS);
            backlog = (backlog - agents * work.interval_s / work.aht_s / f64::from(STEPS)).max(0.0);
        }
        ends.push(backlog);
    }
    ends
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_backlog_is_never_less_than_a_case_by_case_sum(
        rows in prop::collection::vec((0.0..80.0_f64, 0_u32..12), 1..12),
        aht_s in 60.0..900.0_f64,
        initial_backlog in 0.0..40.0_f64,
        response_s in 600.0..20_000.0_f64,
    ) {
        let arrivals: Vec<f64> = rows.iter().map(|row| (row.0 * 1000.0).round() / 1000.0).collect();
        let staff: Vec<f64> = rows.iter().map(|row| f64::from(row.1)).collect();
        let work = DeferredWork { arrivals: arrivals.clone(), aht_s, interval_s: 1800.0, initial_backlog };
        let told = work.evaluate(&staff, response_s).unwrap();
        let plain = plain_backlog(&work, &staff);
        for (one, plain) in told.iter().zip(&plain) {
            // Work that comes late in an interval cannot be done early in it, which the fluid of whole intervals allows.
            prop_assert!(one.backlog_end <= plain + 1e-6, "{one:?} {plain}");
            prop_assert!((0.0..=1.0).contains(&one.occupancy) && one.oldest_s >= 0.0);
            prop_assert!(one.within_response.is_none_or(|share| (0.0..=1.0).contains(&share)));
        }
        let done: f64 = told.iter().map(|one| one.done).sum();
        let left = told.last().map_or(0.0, |one| one.backlog_end);
        let all = initial_backlog + arrivals.iter().sum::<f64>();
        prop_assert!((done + left - all).abs() <= 1e-9 * all.max(1.0));
        let open: Vec<bool> = vec![true; staff.len()];
        if let Ok(fewest) = work.fewest(&open, response_s) {
            let enough = vec![f64::from(fewest); staff.len()];
            for (place, one) in work.evaluate(&enough, response_s).unwrap().iter().enumerate() {
                let is_due = 1800.0 * (place + 1) as f64 + response_s <= 1800.0 * staff.len() as f64;
                prop_assert!(!is_due || one.within_response.is_none_or(|share| share >= 1.0), "{fewest} {one:?}");
            }
        }
    }

    #[test]
    fn more_agents_meet_the_target_on_more_days(cv in 0.01..1.0_f64, agents in 5.0..60.0_f64, patient in any::<bool>()) {
        let volume = UncertainVolume::new(400.0, cv).unwrap();
        let requirement = requirement(patient.then_some(120.0));
        let (few, many) = (
            volume.probability_met(&requirement, agents).unwrap(),
            volume.probability_met(&requirement, agents + 1.0).unwrap(),
        );
        prop_assert!(few <= many + 1e-12 && (0.0..=1.0).contains(&few) && (0.0..=1.0).contains(&many));
        let (less, more) = (
            volume.expected(&requirement, agents).unwrap(),
            volume.expected(&requirement, agents + 1.0).unwrap(),
        );
        prop_assert!(less.service_level <= more.service_level + 1e-9);
    }
}
