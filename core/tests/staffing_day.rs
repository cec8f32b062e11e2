//! The exact day against an ODE solver written separately, against stationary models, and its optimum.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use krarup::staffing::{
    Day, DayTargets, ErlangA, ErlangC, Method, OptimiseDay, Over, ServiceLevel, ShiftEnd, StaffingError,
    Start, evaluate_day, optimise_day,
};

const WEIGHTS: [f64; 4] = [1.0 / 6.0, 1.0 / 3.0, 1.0 / 3.0, 1.0 / 6.0];

/// One classical step: the four points at which the slope was taken, and where it leads.
fn runge_kutta(p: &[f64], dt: f64, slope: impl Fn(&[f64]) -> Vec<f64>) -> ([Vec<f64>; 4], Vec<f64>) {
    let along = |k: &[f64], h: f64| -> Vec<f64> { p.iter().zip(k).map(|(p, k)| p + h * k).collect() };
    let k1 = slope(p);
    let p2 = along(&k1, dt / 2.0);
    let k2 = slope(&p2);
    let p3 = along(&k2, dt / 2.0);
    let k3 = slope(&p3);
    let p4 = along(&k3, dt);
    let k4 = slope(&p4);
    let mut next = p.to_vec();
    for (weight, k) in WEIGHTS.iter().zip([k1, k2, k3, k4]) {
        next.iter_mut().zip(k).for_each(|(next, k)| *next += dt * weight * k);
    }
    ([p.to_vec(), p2, p3, p4], next)
}

/// Kolmogorov's equations, every state up to a cap, by classical Runge–Kutta.
struct Naive {
    cap: usize,
    interval_s: f64,
    mu: f64,
    theta: f64,
    steps: usize,
}

impl Naive {
    fn slope(&self, p: &[f64], lambda: f64, agents: usize) -> Vec<f64> {
        let leave = |n: usize| n.min(agents) as f64 * self.mu + n.saturating_sub(agents) as f64 * self.theta;
        (0..=self.cap)
            .map(|n| {
                let mut slope = -leave(n) * p[n];
                if n < self.cap {
                    slope += leave(n + 1) * p[n + 1] - lambda * p[n];
                }
                if n > 0 {
                    slope += lambda * p[n - 1];
                }
                slope
            })
            .collect()
    }

    /// Laws at the end of each interval, the time integral of the queue and of all being busy in each.
    fn run(&self, volume: &[f64], staff: &[u32], in_system: usize) -> Vec<(Vec<f64>, f64, f64)> {
        let mut p = vec![0.0; self.cap + 1];
        p[in_system] = 1.0;
        let dt = self.interval_s / self.steps as f64;
        let mut seen = Vec::new();
        for (volume, agents) in volume.iter().zip(staff) {
            let (lambda, agents) = (volume / self.interval_s, *agents as usize);
            let queue = |p: &[f64]| -> f64 { (agents..=self.cap).map(|n| (n - agents) as f64 * p[n]).sum() };
            let busy = |p: &[f64]| -> f64 { p[agents.min(self.cap)..].iter().sum() };
            let (mut queued, mut all_busy) = (0.0, 0.0);
            for _ in 0..self.steps {
                let (points, next) = runge_kutta(&p, dt, |p| self.slope(p, lambda, agents));
                let over = |measure: &dyn Fn(&[f64]) -> f64| -> f64 {
                    WEIGHTS.iter().zip(&points).map(|(weight, p)| dt * weight * measure(p)).sum()
                };
                queued += over(&queue);
                all_busy += over(&busy);
                p = next;
            }
            seen.push((p.clone(), queued, all_busy));
        }
        seen
    }
}

#[test]
fn agrees_with_runge_kutta_over_changing_staff() {
    let volume = [40.0, 130.0, 90.0, 10.0, 0.0, 60.0];
    let staff = [8, 18, 14, 14, 3, 9];
    for patience_s in [None, Some(150.0)] {
        let naive = Naive {
            cap: 320,
            interval_s: 1800.0,
            mu: 1.0 / 280.0,
            theta: patience_s.map_or(0.0, |patience_s: f64| 1.0 / patience_s),
            steps: 18_000,
        };
        let mut day = Day::from_columns(&volume, &[280.0], 1800.0)
            .unwrap()
            .start(Start::InSystem(25))
            .shift_end(ShiftEnd::Preempt);
        if let Some(patience_s) = patience_s {
            day = day.patience(patience_s).unwrap();
        }
        let exact = day.evaluate(&staff, Method::Exact).unwrap();
        assert!(exact.mass_error < 1e-12, "{}", exact.mass_error);
        for (index, (law, queued, all_busy)) in naive.run(&volume, &staff, 25).iter().enumerate() {
            let interval = &exact.intervals[index];
            let close = |got: f64, want: f64| {
                assert!((got - want).abs() < 1e-8 * want.max(1e-2), "{index}: {got} {want}");
            };
            close(interval.mean_queue_length, queued / 1800.0);
            if volume[index] > 0.0 {
                close(interval.p_wait, all_busy / 1800.0);
            }
            let at = day.moments(&staff, &[1800.0 * (index + 1) as f64]).unwrap()[0];
            close(at.mean_in_system, law.iter().enumerate().map(|(n, p)| n as f64 * p).sum());
        }
    }
}

/// P(answered by the deadline) of one customer in every moment, by the naive solver of his own chain.
#[test]
fn the_service_level_follows_a_wait_into_the_next_intervals() {
    let (volume, staff, theta, mu, target) =
        ([60.0, 20.0, 40.0], [9u32, 5, 12], 1.0 / 100.0, 1.0 / 120.0, 250.0);
    let interval_s = 200.0;
    let (cap, dt) = (140usize, 0.25);
    let steps = (interval_s / dt) as usize;
    for (shift_end, definition) in
        [(ShiftEnd::Preempt, ServiceLevel::Offered), (ShiftEnd::Finish, ServiceLevel::Virtual)]
    {
        let day = Day::from_columns(&volume, &[120.0], interval_s)
            .unwrap()
            .patience(100.0)
            .unwrap()
            .shift_end(shift_end)
            .service_level(target, definition)
            .unwrap();
        let got = day.evaluate(&staff, Method::Exact).unwrap();
        let leaves = if definition == ServiceLevel::Offered { theta } else { 0.0 };
        let naive = Naive { cap, interval_s: dt, mu, theta, steps: 2 };
        let tagged = Tagged { day: &day, staff: &staff, mu, theta, leaves, cap, shift_end };
        let mut p = vec![0.0; cap + 1];
        p[0] = 1.0;
        for index in 0..3 {
            if index > 0 && shift_end == ShiftEnd::Finish && staff[index] < staff[index - 1] {
                let (stay, leave) = (staff[index] as usize, (staff[index - 1] - staff[index]) as usize);
                let mut after = vec![0.0; cap + 1];
                for (n, value) in p.iter().enumerate() {
                    after[n - n.saturating_sub(stay).min(leave)] += value;
                }
                p = after;
            }
            let mut levels = Vec::new();
            for step in 0..=steps {
                // Where the deadline meets a change of staff the level jumps: both sides of each moment.
                if step % 20 == 0 {
                    let start = index as f64 * interval_s + step as f64 * dt;
                    let agents = staff[index] as usize;
                    levels.push([-1e-9, 1e-9].map(|side| -> f64 {
                        let at = tagged.answered(start, target + side, index);
                        (0..=cap).map(|n| p[n] * if n < agents { 1.0 } else { at[n - agents] }).sum()
                    }));
                }
                if step < steps {
                    let lambda = volume[index] / interval_s;
                    p = runge_kutta(&p, dt, |p| naive.slope(p, lambda, staff[index] as usize)).1;
                }
            }
            // Simpson.
            let panels: Vec<f64> = (0..levels.len() - 1)
                .step_by(2)
                .map(|i| (levels[i][1] + 4.0 * levels[i + 1][0] + levels[i + 2][0]) / 6.0)
                .collect();
            let mean = panels.iter().sum::<f64>() / panels.len() as f64;
            let level = got.intervals[index].service_level;
            assert!((level - mean).abs() < 2e-5, "{shift_end:?} {index}: {level} {mean}");
        }
    }
}

/// A customer who waits, with his own chain: how many are ahead of him.
struct Tagged<'a> {
    day: &'a Day,
    staff: &'a [u32],
    mu: f64,
    theta: f64,
    /// His own rate of leaving.
    leaves: f64,
    cap: usize,
    shift_end: ShiftEnd,
}

impl Tagged<'_> {
    /// For each number ahead at `start`, in interval `at_interval`: P(answered within `target`), in small steps.
    fn answered(&self, start: f64, target: f64, at_interval: usize) -> Vec<f64> {
        let Self { day, staff, mu, theta, leaves, cap, shift_end } = *self;
        // Backwards equation: f(m) at the deadline is 0.
        let mut answered = vec![0.0; 2 * cap];
        let end = start + target;
        let last = day.intervals().len() - 1;
        let mut until = end;
        let mut interval = last;
        loop {
            let begin = day.interval_s() * interval as f64;
            let from = if interval == at_interval { start } else { begin };
            if from < until {
                let steps = ((until - from) / 0.5).ceil().max(1.0) as usize;
                let h = (until - from) / steps as f64;
                let served = f64::from(staff[interval]) * mu;
                let slope = |f: &[f64]| -> Vec<f64> {
                    (0..f.len())
                        .map(|m| {
                            let fewer = if m == 0 { 1.0 } else { f[m - 1] };
                            (served + m as f64 * theta) * (fewer - f[m]) - leaves * f[m]
                        })
                        .collect()
                };
                for _ in 0..steps {
                    answered = runge_kutta(&answered, h, slope).1;
                }
                until = from;
            }
            if interval == at_interval {
                return answered;
            }
            // Into the interval before.
            if begin < end {
                let fewer = i64::from(staff[interval - 1]) - i64::from(staff[interval]);
                let fewer = if shift_end == ShiftEnd::Finish { fewer.min(0) } else { fewer };
                answered = (0..2 * cap as i64)
                    .map(|m| match m + fewer {
                        now if now < 0 => 1.0,
                        now => answered.get(now as usize).copied().unwrap_or(0.0),
                    })
                    .collect();
            }
            interval -= 1;
        }
    }
}

#[test]
fn constant_rates_tend_to_the_stationary_models() {
    let volume = vec![100.0; 60];
    let staff = vec![20; 60];
    let open = Day::from_columns(&volume, &[300.0], 1800.0).unwrap();
    let model = ErlangC::from_volume(100.0, 1800.0, 300.0).unwrap().at(20.0).unwrap();
    let last = open.evaluate(&staff, Method::Exact).unwrap().intervals[59];
    assert!((last.p_wait - model.measures().p_wait).abs() < 1e-10);
    assert!((last.service_level - model.service_level(20.0).unwrap()).abs() < 1e-10);
    let model = ErlangA::new(100.0, 1800.0, 300.0, 90.0).unwrap().at(17.0).unwrap();
    for definition in [
        ServiceLevel::Offered,
        ServiceLevel::NoShort { short_s: 5.0 },
        ServiceLevel::AbandonedWithinOut,
        ServiceLevel::AbandonedWithinGood,
        ServiceLevel::Virtual,
    ] {
        for start in [Start::Empty, Start::Stationary] {
            let day =
                open.clone().patience(90.0).unwrap().service_level(20.0, definition).unwrap().start(start);
            let last = day.evaluate(&[17; 60], Method::Exact).unwrap().intervals[59];
            let want = model.service_level(20.0, definition).unwrap();
            assert!(
                (last.service_level - want).abs() < 1e-9,
                "{definition:?}: {} {want}",
                last.service_level
            );
            assert!((last.p_abandon - model.measures().p_abandon).abs() < 1e-10);
        }
    }
}

fn peak_day() -> Day {
    let volume = [20.0, 45.0, 95.0, 130.0, 110.0, 60.0, 0.0, 25.0];
    Day::from_columns(&volume, &[240.0], 1800.0).unwrap().patience(180.0).unwrap()
}

#[test]
fn no_agent_of_the_optimum_can_go() {
    for targets in [
        DayTargets { service_level: Some(0.8), ..Default::default() },
        DayTargets { day_service_level: Some(0.8), ..Default::default() },
        DayTargets { service_level: Some(0.6), day_max_abandonment: Some(0.02), ..Default::default() },
    ] {
        for shift_end in [ShiftEnd::Finish, ShiftEnd::Preempt] {
            let day = peak_day().shift_end(shift_end);
            let found = day.optimise(&targets, &mut |_, _| true).unwrap().unwrap();
            let meets = |staff: &[u32]| {
                let at = day.evaluate(staff, Method::Exact).unwrap();
                let each = at.intervals.iter().all(|interval| {
                    interval.volume == 0.0
                        || targets.service_level.is_none_or(|level| interval.service_level >= level - 2e-9)
                });
                each && targets.day_service_level.is_none_or(|level| at.service_level >= level - 2e-9)
                    && targets.day_max_abandonment.is_none_or(|most| at.p_abandon <= most + 2e-9)
            };
            assert!(meets(&found.staff), "{targets:?} {:?}", found.staff);
            for interval in 0..found.staff.len() {
                let mut staff = found.staff.clone();
                if staff[interval] > 0 {
                    staff[interval] -= 1;
                    assert!(!meets(&staff), "{targets:?} {:?} at {interval}", found.staff);
                }
            }
            assert_eq!(found.instead.len(), 3);
            for other in &found.instead {
                let is_met = other.intervals_missed.is_empty() && !other.is_day_missed;
                assert_eq!(is_met, meets(&other.staff));
                assert!(!is_met || found.at.agent_hours <= other.agent_hours);
            }
        }
    }
}

#[test]
fn the_optimum_of_a_small_day_is_that_of_all_staffs() {
    for (volume, patience_s, level) in [
        ([6.0, 14.0, 5.0], 120.0, 0.8),
        ([14.0, 9.0, 3.0], 120.0, 0.7),
        ([2.0, 0.0, 12.0], 60.0, 0.8),
        ([10.0, 10.0, 10.0], 600.0, 0.6),
        ([1.0, 15.0, 15.0], 300.0, 0.5),
    ] {
        let day = Day::from_columns(&volume, &[300.0], 1800.0).unwrap().patience(patience_s).unwrap();
        for targets in [
            DayTargets { service_level: Some(level), ..Default::default() },
            DayTargets { day_service_level: Some(level), ..Default::default() },
        ] {
            let found = day.optimise(&targets, &mut |_, _| true).unwrap().unwrap();
            let mut least = u32::MAX;
            for code in 0..9 * 9 * 9 {
                let staff = [code % 9, code / 9 % 9, code / 81];
                let at = day.evaluate(&staff, Method::Exact).unwrap();
                let is_met = match targets.service_level {
                    Some(level) => at
                        .intervals
                        .iter()
                        .all(|interval| interval.volume == 0.0 || interval.service_level >= level - 1e-9),
                    None => at.service_level >= level - 1e-9,
                };
                if is_met {
                    least = least.min(staff.iter().sum());
                }
            }
            assert_eq!(found.staff.iter().sum::<u32>(), least, "{volume:?} {targets:?} {:?}", found.staff);
        }
    }
}

#[test]
fn optimise_stops_when_asked_and_counts_upwards() {
    let targets = DayTargets { service_level: Some(0.8), ..Default::default() };
    let mut steps = Vec::new();
    let stopped = peak_day()
        .optimise(&targets, &mut |done, of| {
            steps.push((done, of));
            done < 5
        })
        .unwrap();
    assert!(stopped.is_none());
    assert_eq!(steps.iter().map(|step| step.0).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    assert!(steps.iter().all(|(done, of)| done <= of));
}

#[test]
fn stationary_methods_are_what_they_say() {
    let day = peak_day();
    let targets = DayTargets { service_level: Some(0.8), ..Default::default() };
    let sipp = day.staff_by(&targets, Method::Sipp(Over::Mean)).unwrap();
    assert_eq!(sipp[6], 0);
    for (method, name) in Method::ALL.into_iter().map(|method| (method, method.name())) {
        assert_eq!(Method::from_name(name), Ok(method));
        if method != Method::Exact {
            let staff = day.staff_by(&targets, method).unwrap();
            let says = day.evaluate(&staff, method).unwrap();
            assert!(
                says.intervals.iter().all(|interval| interval.volume == 0.0 || interval.service_level >= 0.8)
            );
        }
    }
    let at_least = |more: Method, fewer: Method| {
        let (more, fewer) = (day.staff_by(&targets, more).unwrap(), day.staff_by(&targets, fewer).unwrap());
        assert!(more.iter().zip(&fewer).all(|(more, fewer)| more >= fewer), "{more:?} {fewer:?}");
    };
    at_least(Method::Sipp(Over::Max), Method::Sipp(Over::Mix));
    at_least(Method::Sipp(Over::Mix), Method::Sipp(Over::Mean));
    at_least(Method::Lag(Over::Max), Method::Lag(Over::Mean));
    at_least(Method::Mol(Over::Max), Method::Mol(Over::Mean));
}

#[test]
fn iterated_staffing_keeps_the_share_who_wait() {
    // Patience as long as a call: the number in system does not depend on staff, so one step is enough.
    let day = Day::from_columns(&[50.0, 120.0, 180.0, 120.0, 60.0], &[300.0], 1800.0).unwrap();
    let day = day.patience(300.0).unwrap().start(Start::InSystem(8)).shift_end(ShiftEnd::Preempt);
    let found = day.iterate(0.2).unwrap();
    assert!(found.has_converged && found.iterations <= 3);
    assert!(found.p_wait.iter().all(|share| *share <= 0.2), "{:?}", found.p_wait);
    let mut fewer = found.staff.clone();
    fewer.iter_mut().for_each(|agents| *agents -= 1);
    let at = day.evaluate(&fewer, Method::Exact).unwrap();
    assert!(at.intervals.iter().all(|interval| interval.p_wait > 0.2));
}

#[test]
fn plain_input_reads_and_answers_without_nan() {
    let input = r#"{"day": {"volume": [10, 60, 0], "interval_s": 1800, "aht_s": [240], "patience_s": 120,
        "start": {"in_system": 3}, "definition": {"id": "sl.offered"}},
        "staff": [4, 8, 0], "method": "exact", "times_s": [900]}"#;
    let answer = evaluate_day(&serde_json::from_str(input).unwrap()).unwrap();
    let shown = serde_json::to_value(&answer).unwrap();
    assert_eq!(shown["method"], "exact");
    assert!(shown["intervals"][2]["service_level"].is_null());
    assert_eq!(shown["moments"].as_array().unwrap().len(), 1);
    let input = r#"{"day": {"volume": [10, 60], "interval_s": 1800, "aht_s": [240]},
        "targets": {"service_level": 0.8}}"#;
    let input: OptimiseDay = serde_json::from_str(input).unwrap();
    assert_eq!(optimise_day(&input, &mut |_, _| true).unwrap().unwrap().staff.len(), 2);
    assert!(serde_json::from_str::<OptimiseDay>(r#"{"day": {"volumes": []}}"#).is_err());
}

#[test]
fn bad_input_is_a_typed_error() {
    let code = |result: Result<(), StaffingError>| result.unwrap_err().code();
    let day = peak_day();
    assert_eq!(code(day.evaluate(&[1, 2], Method::Exact).map(drop)), "invalid_input");
    assert_eq!(code(day.moments(&[9; 8], &[5.0, 4.0]).map(drop)), "invalid_input");
    assert_eq!(code(day.optimise(&DayTargets::default(), &mut |_, _| true).map(drop)), "invalid_input");
    let one = DayTargets { service_level: Some(1.0), ..Default::default() };
    assert_eq!(code(day.optimise(&one, &mut |_, _| true).map(drop)), "invalid_input");
    let endless = Day::from_columns(&[10.0], &[300.0], 1800.0).unwrap();
    let abandon = DayTargets { day_max_abandonment: Some(0.1), ..Default::default() };
    assert_eq!(code(endless.optimise(&abandon, &mut |_, _| true).map(drop)), "invalid_input");
    assert_eq!(code(endless.staff_by(&abandon, Method::Mol(Over::Mean)).map(drop)), "invalid_input");
    assert_eq!(code(Day::new(Vec::new(), 1800.0).map(drop)), "invalid_input");
    assert_eq!(code(Day::from_columns(&[f64::NAN], &[1.0], 1800.0).map(drop)), "invalid_input");
    assert_eq!(code(day.clone().service_level(20.0, ServiceLevel::Answered).map(drop)), "invalid_input");
    let endless = Day::from_columns(&[100.0], &[300.0], 1800.0).unwrap().start(Start::Stationary);
    assert_eq!(code(endless.evaluate(&[16], Method::Exact).map(drop)), "unstable");
    let huge = Day::from_columns(&[1e9], &[1.0], 1800.0).unwrap();
    assert_eq!(code(huge.evaluate(&[600_000], Method::Exact).map(drop)), "no_convergence");
}

mod properties {
    use super::*;
    use proptest::prelude::*;

    fn magnitude() -> impl Strategy<Value = f64> {
        prop_oneof![
            Just(0.0),
            Just(f64::NAN),
            Just(-1.0),
            Just(f64::INFINITY),
            (-9.0..12.0).prop_map(|e: f64| 10f64.powf(e))
        ]
    }

    #[test]
    fn a_load_that_fades_away_is_none() {
        // An hour after the last of one customer who takes a minute.
        let day = Day::from_columns(&[0.0, 0.0, 0.0], &[60.0], 900.0).unwrap().start(Start::InSystem(1));
        let targets = DayTargets { service_level: Some(0.8), ..Default::default() };
        assert!(day.optimise(&targets, &mut |_, _| true).unwrap().is_some());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        #[test]
        fn any_day_has_an_optimum_no_dearer_than_what_meets_its_targets(
            volume in proptest::collection::vec(prop_oneof![3 => 0.0..60.0, 1 => Just(0.0)], 1..6),
            aht_s in 60.0..1200.0,
            patience_s in proptest::option::of(30.0..900.0),
            level in 0.0..0.99,
            of_day in any::<bool>(),
            in_system in 0..30u32,
        ) {
            let mut day = Day::from_columns(&volume, &[aht_s], 900.0).unwrap().start(Start::InSystem(in_system));
            if let Some(patience_s) = patience_s {
                day = day.patience(patience_s).unwrap();
            }
            let targets = match of_day {
                true => DayTargets { day_service_level: Some(level), ..Default::default() },
                false => DayTargets { service_level: Some(level), ..Default::default() },
            };
            let found = day.optimise(&targets, &mut |_, _| true).unwrap().unwrap();
            if of_day {
                prop_assert!(volume.iter().sum::<f64>() == 0.0 || found.at.service_level >= level - 2e-9);
            } else {
                prop_assert!(found.at.intervals.iter().all(|i| i.volume == 0.0 || i.service_level >= level - 2e-9));
            }
            for other in &found.instead {
                let is_met = other.intervals_missed.is_empty() && !other.is_day_missed;
                prop_assert!(!is_met || found.at.agent_hours <= other.agent_hours);
            }
        }

        #[test]
        fn hostile_days_give_shares_or_errors(
            volume in proptest::collection::vec(prop_oneof![3 => 0.0..60.0, 1 => magnitude()], 1..5),
            aht_s in prop_oneof![3 => 1.0..900.0, 1 => magnitude()],
            interval_s in prop_oneof![3 => 60.0..3600.0, 1 => magnitude()],
            patience_s in prop_oneof![3 => 1.0..900.0, 1 => magnitude()],
            target in prop_oneof![3 => 0.0..100.0, 1 => magnitude()],
            staff in proptest::collection::vec(prop_oneof![4 => 0..40u32, 1 => any::<u32>()], 1..5),
            in_system in prop_oneof![3 => 0..50u32, 1 => any::<u32>()],
            preempt in any::<bool>(),
        ) {
            let Ok(day) = Day::from_columns(&volume, &[aht_s], interval_s) else { return Ok(()) };
            let Ok(day) = day.patience(patience_s) else { return Ok(()) };
            let Ok(day) = day.service_level(target, ServiceLevel::default()) else { return Ok(()) };
            let day = day.start(Start::InSystem(in_system))
                .shift_end(if preempt { ShiftEnd::Preempt } else { ShiftEnd::Finish });
            let mut staff = staff;
            staff.resize(volume.len(), 3);
            for method in [Method::Exact, Method::Sipp(Over::Max), Method::Lag(Over::Mix), Method::Mol(Over::Mean)] {
                let Ok(at) = day.evaluate(&staff, method) else { continue };
                prop_assert!(at.mass_error < 1e-12, "{}", at.mass_error);
                for interval in &at.intervals {
                    if interval.volume > 0.0 {
                        prop_assert!((0.0..=1.0).contains(&interval.service_level), "{interval:?}");
                        prop_assert!((0.0..=1.0).contains(&interval.p_wait), "{interval:?}");
                        prop_assert!(interval.p_abandon >= 0.0, "{interval:?}");
                    }
                    prop_assert!((0.0..=1.0).contains(&interval.occupancy), "{interval:?}");
                }
            }
        }
    }
}

/// Made by scripts/staffing_oracle/day.py.
#[test]
fn agrees_with_matrix_exponentials() {
    let cases: serde_json::Value = serde_json::from_str(include_str!("staffing_oracle/day.json")).unwrap();
    let cases = cases.as_array().unwrap();
    assert_eq!(cases.len(), 10);
    for case in cases {
        let number = |key: &str| case[key].as_f64().unwrap();
        let volume: Vec<f64> =
            case["volume"].as_array().unwrap().iter().map(|value| value.as_f64().unwrap()).collect();
        let staff: Vec<u32> =
            case["staff"].as_array().unwrap().iter().map(|value| value.as_u64().unwrap() as u32).collect();
        let shift_end = ShiftEnd::from_name(case["shift_end"].as_str().unwrap()).unwrap();
        let day = Day::from_columns(&volume, &[number("aht_s")], number("interval_s"))
            .unwrap()
            .patience(number("patience_s"))
            .unwrap()
            .start(Start::InSystem(number("in_system_at_start") as u32))
            .shift_end(shift_end)
            .service_level(number("target_wait_s"), ServiceLevel::Offered)
            .unwrap();
        let exact = day.evaluate(&staff, Method::Exact).unwrap();
        let close = |got: f64, want: &serde_json::Value| {
            let want = want.as_f64().unwrap();
            assert!((got - want).abs() < 1e-10 * want.max(1.0), "{got} {want}");
        };
        for (interval, want) in exact.intervals.iter().zip(case["intervals"].as_array().unwrap()) {
            close(interval.mean_queue_length, &want["mean_queue_length"]);
            close(interval.p_wait, &want["p_wait"]);
            if !want["sl_offered"].is_null() {
                close(interval.service_level, &want["sl_offered"]);
            }
        }
        if shift_end == ShiftEnd::Preempt {
            close(exact.in_system_at_end, &case["intervals"][4]["in_system_without_overtime_at_end"]);
        }
    }
}
