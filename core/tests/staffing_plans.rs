//! Plans against models written apart, laws they keep, and hostile inputs.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use krarup::random::Stream;
use krarup::staffing::{
    BudgetAndActual, BudgetInput, CoverageInput, HeadcountInput, PoolingInput, QueueDemand, QueueTargets,
    SkillGroup, SkillLoad, SkillStaffingInput, Spending, StaffingError, VarianceInput, budget,
    budget_variance, plan_headcount, pool_queues, skill_coverage, staff_skills,
};
use proptest::prelude::*;
use std::fmt::Debug;

fn targets() -> QueueTargets {
    QueueTargets { service_level: Some(0.8), ..QueueTargets::default() }
}

/// Erlang C by its recursion, agent by agent.
fn plain_agents(volume: f64, interval_s: f64, aht_s: f64, level: f64) -> u32 {
    let load = volume * aht_s / interval_s;
    if volume == 0.0 {
        return 0;
    }
    let mut blocking = 1.0;
    for agents in 1_u32.. {
        let n = f64::from(agents);
        blocking = load * blocking / (n + load * blocking);
        if n > load {
            let p_wait = n * blocking / (n - load * (1.0 - blocking));
            if 1.0 - p_wait * (-(n - load) * 20.0 / aht_s).exp() >= level {
                return agents;
            }
        }
    }
    unreachable!()
}

fn close(got: f64, want: f64) -> bool {
    (got - want).abs() <= 1e-9 * want.abs().max(1.0)
}

fn queues(volumes: &[f64], aht_s: &[f64]) -> Vec<QueueDemand> {
    let one = |(place, (volume, aht_s)): (usize, (&f64, &f64))| QueueDemand {
        name: format!("q{place}"),
        volume: *volume,
        aht_s: *aht_s,
    };
    volumes.iter().zip(aht_s).enumerate().map(one).collect()
}

/// Every cohort walks through its months by itself: (effective, paid) by month.
fn plain_headcount(input: &HeadcountInput, hires: &[f64]) -> Vec<(f64, f64)> {
    let mut cohorts = vec![(usize::MAX / 2, input.opening_fte)];
    let mut told = Vec::new();
    for number in hires {
        cohorts.push((0, *number));
        let (mut effective, mut paid) = (0.0, 0.0);
        for (tenure, size) in &mut cohorts {
            let trained = tenure.checked_sub(input.training_months as usize);
            effective += *size * trained.map_or(0.0, |at| input.ramp.get(at).copied().unwrap_or(1.0));
            paid += *size;
            *size *= 1.0 - input.monthly_attrition;
            *tenure += 1;
        }
        told.push((effective, paid));
    }
    told
}

fn coverage_input(loads: &[f64], groups: &[(u32, f64)], max_occupancy: f64) -> CoverageInput {
    let name = |place: usize| format!("s{place}");
    let skills = loads.iter().enumerate();
    let of = |set: u32| (0..loads.len()).filter(|place| set >> place & 1 == 1).map(name).collect();
    CoverageInput {
        skills: skills
            .map(|(place, load)| SkillLoad { name: name(place), offered_load_erl: *load })
            .collect(),
        groups: groups.iter().map(|(set, agents)| SkillGroup { skills: of(*set), agents: *agents }).collect(),
        max_occupancy,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_budget_is_that_of_plain_sums(
        rows in prop::collection::vec((0_u32..400, 60_u32..600), 0..12),
        shrinkage in prop::collection::vec(0.0..0.4_f64, 0..3),
        (adds_up, whole_heads) in any::<(bool, bool)>(),
        (rate, outsourced, price) in (0.0..60.0_f64, prop_oneof![Just(0.0), Just(1.0), 0.0..1.0_f64], 0.0..9.0_f64),
    ) {
        let adds_up = adds_up && shrinkage.iter().sum::<f64>() < 0.99;
        let input = BudgetInput {
            volume: rows.iter().map(|row| f64::from(row.0)).collect(),
            aht_s: rows.iter().map(|row| f64::from(row.1)).collect(),
            interval_s: 900.0,
            targets: targets(),
            shrinkage: shrinkage.clone(),
            shrinkage_adds_up: adds_up,
            whole_heads,
            cost_per_paid_hour: rate,
            outsourced_share: outsourced,
            cost_per_outsourced_contact: price,
        };
        let told = budget(&input).unwrap();
        let left = if adds_up { 1.0 - shrinkage.iter().sum::<f64>() } else { shrinkage.iter().map(|one| 1.0 - one).product() };
        let (mut hours, mut cost) = (0.0, 0.0);
        for (one, (volume, aht_s)) in told.intervals.iter().zip(&rows) {
            let volume = f64::from(*volume);
            let agents = plain_agents(volume - volume * outsourced, 900.0, f64::from(*aht_s), 0.8);
            prop_assert_eq!(one.staffing.agents, agents);
            let paid = f64::from(agents) / left;
            let scheduled = if whole_heads { (paid - 1e-6).ceil() } else { paid };
            prop_assert!(close(one.scheduled, scheduled), "{one:?}, not {scheduled}");
            hours += scheduled / 4.0;
            cost += scheduled / 4.0 * rate + volume * outsourced * price;
            prop_assert_eq!(one.cost_per_contact.is_some(), volume > 0.0);
        }
        prop_assert!(close(told.paid_hours, hours) && close(told.cost, cost), "{told:?}");
        prop_assert!(close(told.staff_cost + told.outsourced_cost, told.cost));
        prop_assert!(told.utilisation.is_none_or(|share| (0.0..=1.0).contains(&share)));
        prop_assert!(told.productive_hours <= told.paid_hours + 1e-9);
    }

    #[test]
    fn staff_by_month_are_those_of_cohorts_that_walk(
        months in prop::collection::vec((0.0..300.0_f64, 0.0..20.0_f64), 1..30),
        opening_fte in 0.0..200.0_f64,
        monthly_attrition in prop_oneof![Just(0.0), 0.0..0.3_f64],
        training_months in 0_u32..4,
        ramp in prop::collection::vec(prop_oneof![Just(0.0), 0.01..1.0_f64], 0..4),
        (is_given, whole_hires) in any::<(bool, bool)>(),
    ) {
        let input = HeadcountInput {
            required_fte: months.iter().map(|month| month.0).collect(),
            opening_fte, monthly_attrition, training_months, ramp: ramp.clone(),
            hires: is_given.then(|| months.iter().map(|month| month.1).collect()),
            whole_hires, cost_per_fte_month: 10.0, cost_per_hire: 3.0,
        };
        let plan = plan_headcount(&input).unwrap();
        let hires: Vec<f64> = plan.months.iter().map(|month| month.hires).collect();
        for (place, (month, (effective, paid))) in plan.months.iter().zip(plain_headcount(&input, &hires)).enumerate() {
            prop_assert!(close(month.effective_fte, effective) && close(month.paid_fte, paid), "{month:?}: {effective}, {paid}");
            prop_assert!(month.effective_fte + month.in_training_fte <= month.paid_fte * (1.0 + 1e-9));
            prop_assert!(close(month.shortfall_fte, (month.required_fte - effective).max(0.0)), "{month:?}");
            prop_assert!(close(month.cost, paid * 10.0 + month.hires * 3.0));
            // A hire of the first month counts by then, unless that month of the ramp is worth nothing.
            let lead = training_months as usize + ramp.len();
            let counts = place >= lead
                || place.checked_sub(training_months as usize).is_some_and(|at| ramp[at] > 0.0);
            prop_assert!(is_given || !counts || month.shortfall_fte == 0.0, "{place} {month:?}");
            prop_assert!(is_given || !whole_hires || month.hires.fract() == 0.0);
        }
        prop_assert!(close(opening_fte + plan.hires - plan.leavers, plan.closing_fte));
        prop_assert_eq!(plan.first_short_month.is_some(), plan.months.iter().any(|month| month.shortfall_fte > 0.0));
        if is_given {
            return Ok(());
        }
        // Nobody is hired for nothing: one fewer in any month leaves some month short.
        for place in 0..hires.len() {
            let one = if whole_hires { 1.0 } else { hires[place] * 1e-3 };
            if hires[place] < one || one == 0.0 {
                continue;
            }
            let mut fewer = hires.clone();
            fewer[place] -= one;
            let told = plain_headcount(&input, &fewer);
            let misses = |staff: &[(f64, f64)]| {
                staff.iter().zip(&input.required_fte).filter(|(at, need)| at.0 < **need * (1.0 - 1e-12)).count()
            };
            let before = plain_headcount(&input, &hires);
            // Later hires were found after earlier ones, which may by then do alone.
            let is_last = hires[place + 1..].iter().all(|number| *number == 0.0);
            prop_assert!(!is_last || place == 0 || misses(&told) > misses(&before), "{place} of {hires:?}");
        }
    }

    #[test]
    fn variances_add_up_and_single_causes_stand_alone(
        rows in prop::collection::vec(((0_u32..500, 60.0..600.0_f64, 0.0..90.0_f64), (0_u32..500, 60.0..600.0_f64, 0.0..90.0_f64), 10.0..40.0_f64, 10.0..40.0_f64), 1..8),
        factor in 0.5..2.0_f64,
    ) {
        let of = |(volume, aht_s, paid_hours): (u32, f64, f64), cost_per_paid_hour| {
            Spending { volume: f64::from(volume), aht_s, paid_hours, cost_per_paid_hour }
        };
        let input = VarianceInput {
            rows: rows.iter().map(|row| BudgetAndActual { budget: of(row.0, row.2), actual: of(row.1, row.3) }).collect(),
        };
        let told = budget_variance(&input).unwrap();
        for (one, row) in told.rows.iter().zip(&input.rows).chain([(&told.total, &input.rows[0])]) {
            prop_assert!(close(one.hours, one.volume_hours + one.handle_time_hours + one.productivity_hours + one.unplanned_hours));
            prop_assert!(close(one.cost, one.volume_cost + one.handle_time_cost + one.productivity_cost + one.unplanned_cost + one.rate_cost));
            prop_assert!(row.budget.volume > 0.0 || one.volume_hours == 0.0 || one == &told.total);
        }
        let base = Spending { volume: 100.0, aht_s: 300.0, paid_hours: 20.0, cost_per_paid_hour: 25.0 };
        let changed = [
            Spending { volume: 100.0 * factor, paid_hours: 20.0 * factor, ..base },
            Spending { aht_s: 300.0 * factor, paid_hours: 20.0 * factor, ..base },
            Spending { paid_hours: 20.0 * factor, ..base },
            Spending { cost_per_paid_hour: 25.0 * factor, ..base },
        ];
        for (cause, actual) in changed.into_iter().enumerate() {
            let one = budget_variance(&VarianceInput { rows: vec![BudgetAndActual { budget: base, actual }] }).unwrap().total;
            let parts = [one.volume_cost, one.handle_time_cost, one.productivity_cost, one.rate_cost];
            for (place, part) in parts.into_iter().enumerate() {
                let want = if place == cause { 500.0 * (factor - 1.0) } else { 0.0 };
                prop_assert!((part - want).abs() < 1e-9, "{cause} {place}: {parts:?}");
            }
        }
    }

    #[test]
    fn one_team_for_contacts_of_one_length_needs_no_more(
        volumes in prop::collection::vec(0_u32..300, 1..6),
        aht_s in 60.0..600.0_f64,
        factor in 1.0..1.5_f64,
    ) {
        let volumes: Vec<f64> = volumes.into_iter().map(f64::from).collect();
        let input = PoolingInput {
            queues: queues(&volumes, &vec![aht_s; volumes.len()]),
            interval_s: 1800.0,
            targets: targets(),
            pooled_aht_factor: 1.0,
        };
        let told = pool_queues(&input).unwrap();
        for (one, volume) in told.apart.iter().zip(&volumes) {
            prop_assert_eq!(one.agents, plain_agents(*volume, 1800.0, aht_s, 0.8));
        }
        prop_assert_eq!(told.pooled.agents, plain_agents(volumes.iter().sum(), 1800.0, aht_s, 0.8));
        prop_assert!(told.agents_saved >= 0);
        prop_assert_eq!(told.agents_saved, told.agents_apart as i64 - i64::from(told.pooled.agents));
        prop_assert_eq!(told.saved_share.is_none(), volumes.iter().sum::<f64>() == 0.0);
        let slower = pool_queues(&PoolingInput { pooled_aht_factor: factor, ..input }).unwrap();
        prop_assert!(slower.agents_saved <= told.agents_saved);
        let plain = plain_agents(volumes.iter().sum(), 1800.0, aht_s * factor, 0.8);
        prop_assert_eq!(slower.pooled.agents, plain);
        prop_assert_eq!(slower.agents_apart, told.agents_apart);
    }
}

#[test]
fn hires_join_just_early_enough() {
    let input = HeadcountInput {
        required_fte: vec![10.0, 10.0, 10.0, 14.0, 14.0, 15.0],
        opening_fte: 10.0,
        monthly_attrition: 0.0,
        training_months: 1,
        ramp: vec![0.5],
        hires: None,
        whole_hires: true,
        cost_per_fte_month: 0.0,
        cost_per_hire: 0.0,
    };
    // A month of training and one of half productivity before the month that needs them.
    let hires = |input: &HeadcountInput| -> Vec<f64> {
        plan_headcount(input).unwrap().months.iter().map(|month| month.hires).collect()
    };
    assert_eq!(hires(&input), [0.0, 4.0, 0.0, 1.0, 0.0, 0.0]);
    // Needed sooner than they can be full, they join at once, and twice as many.
    let sooner = HeadcountInput { required_fte: vec![12.0, 12.0, 10.0], ..input };
    assert_eq!(hires(&sooner), [4.0, 0.0, 0.0]);
    assert_eq!(plan_headcount(&sooner).unwrap().first_short_month, Some(0));
}

#[test]
fn utilisation_is_the_busy_share_of_paid_time() {
    for patience_s in [None, Some(40.0)] {
        let told = budget(&BudgetInput {
            volume: vec![300.0, 40.0, 0.0],
            aht_s: vec![240.0, 300.0, 0.0],
            interval_s: 1800.0,
            targets: QueueTargets { patience_s, max_asa_s: Some(20.0), ..QueueTargets::default() },
            shrinkage: vec![0.1, 0.2],
            shrinkage_adds_up: false,
            whole_heads: true,
            cost_per_paid_hour: 20.0,
            outsourced_share: 0.0,
            cost_per_outsourced_contact: 0.0,
        })
        .unwrap();
        // The model's own occupancy, which is not how the budget comes to it.
        let busy = told
            .intervals
            .iter()
            .map(|one| f64::from(one.staffing.agents) * one.staffing.occupancy.unwrap_or(0.0) / 2.0);
        assert!(close(told.utilisation.unwrap() * told.paid_hours, busy.sum()), "{told:?}");
        assert!(patience_s.is_none() || told.intervals[0].staffing.abandonment.unwrap() > 0.02);
    }
}

/// Numbers that planners do not give.
fn odd(dice: &mut Stream) -> f64 {
    const NOTABLE: [f64; 16] = [
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::MAX,
        f64::MIN_POSITIVE,
        5e-324,
        -1.0,
        -0.0,
        0.0,
        1.0,
        0.5,
        1e-9,
        1e7,
        1e12,
        0.999_999_999,
        1e300,
    ];
    match dice.next_u64() % 10 {
        0 => NOTABLE[(dice.next_u64() % 16) as usize],
        1 => 10.0_f64.powf(dice.uniform() * 24.0 - 12.0),
        2..=5 => dice.uniform(),
        _ => (dice.uniform() * 400.0).round(),
    }
}

fn is_told<T: Debug + serde::Serialize>(
    answer: Result<T, StaffingError>,
    input: &dyn Debug,
    answered: &mut u32,
) {
    match answer {
        Err(error) => assert!(!error.code().is_empty() && !error.to_string().is_empty()),
        Ok(answer) => {
            *answered += 1;
            let shown = format!("{answer:?}");
            assert!(!shown.contains("NaN") && !shown.contains("inf"), "{shown} of {input:?}");
            serde_json::to_string(&answer).unwrap();
        }
    }
}

#[test]
fn hostile_plans_are_answered_or_refused() {
    let mut answered = [0; 6];
    for row in 0..30_000 {
        let mut dice = Stream::new(11, 0, 0, row);
        // Most rows have few odd numbers, or all would be refused.
        let is_odd = dice.next_u64().is_multiple_of(3);
        let mut some = |usual: f64| {
            if is_odd && dice.next_u64().is_multiple_of(4) {
                odd(&mut dice)
            } else {
                usual * (0.5 + dice.uniform())
            }
        };
        let targets = QueueTargets {
            service_level: Some(some(0.5)),
            patience_s: (row % 2 == 0).then(|| some(100.0)),
            target_wait_s: some(20.0),
            ..QueueTargets::default()
        };
        let list = |some: &mut dyn FnMut(f64) -> f64, usual: f64| vec![some(usual), some(usual), some(usual)];
        let [volume, aht_s] = [list(&mut some, 100.0), list(&mut some, 200.0)];
        let queues = queues(&volume, &aht_s);
        let interval_s = some(1800.0);
        let one = BudgetInput {
            volume,
            aht_s,
            interval_s,
            targets,
            shrinkage: list(&mut some, 0.2),
            shrinkage_adds_up: row % 3 == 0,
            whole_heads: row % 5 == 0,
            cost_per_paid_hour: some(20.0),
            outsourced_share: some(0.3),
            cost_per_outsourced_contact: some(2.0),
        };
        is_told(budget(&one), &one, &mut answered[0]);
        let one = HeadcountInput {
            required_fte: list(&mut some, 100.0),
            opening_fte: some(90.0),
            monthly_attrition: some(0.05),
            training_months: (row % 7) as u32,
            ramp: list(&mut some, 0.5),
            hires: (row % 2 == 0).then(|| list(&mut some, 10.0)),
            whole_hires: row % 3 == 0,
            cost_per_fte_month: some(3000.0),
            cost_per_hire: some(1000.0),
        };
        is_told(plan_headcount(&one), &one, &mut answered[1]);
        let mut spending = || Spending {
            volume: some(100.0),
            aht_s: some(200.0),
            paid_hours: some(50.0),
            cost_per_paid_hour: some(20.0),
        };
        let one = VarianceInput { rows: vec![BudgetAndActual { budget: spending(), actual: spending() }; 2] };
        is_told(budget_variance(&one), &one, &mut answered[2]);
        let one = PoolingInput { queues: queues.clone(), interval_s, targets, pooled_aht_factor: some(1.0) };
        is_told(pool_queues(&one), &one, &mut answered[3]);
        let one = SkillStaffingInput {
            skills: queues,
            interval_s,
            targets,
            skills_per_agent: 1 + (row % 3) as u32,
        };
        is_told(staff_skills(&one), &one, &mut answered[4]);
        let groups = [(some(3.0) as u32, some(5.0)), (some(3.0) as u32, some(5.0))];
        let one = coverage_input(&list(&mut some, 4.0), &groups, some(0.6));
        is_told(skill_coverage(&one), &one, &mut answered[5]);
    }
    println!("answered {answered:?} of 30000");
    assert!(answered.iter().all(|number| *number > 5_000), "{answered:?}");
}

#[test]
fn what_is_wrong_is_named() {
    let twice =
        queues(&[1.0, 2.0], &[60.0, 60.0]).into_iter().map(|queue| QueueDemand { name: "a".into(), ..queue });
    let start = SkillStaffingInput {
        skills: twice.collect(),
        interval_s: 1800.0,
        targets: targets(),
        skills_per_agent: 2,
    };
    let told = |error: StaffingError| (error.code(), error.to_string());
    let (code, text) = told(staff_skills(&start).unwrap_err());
    assert!(
        code == "invalid_input" && text.contains("skills is 1") && text.contains("names must differ"),
        "{text}"
    );

    let mut coverage = coverage_input(&[1.0], &[(1, 2.0)], 1.0);
    coverage.groups[0].skills.push("latin".into());
    let (code, text) = told(skill_coverage(&coverage).unwrap_err());
    assert!(code == "invalid_input" && text.contains("latin") && text.contains("s0"), "{text}");

    let pooling = PoolingInput {
        queues: queues(&[1.0, -2.0], &[60.0, 60.0]),
        interval_s: 1800.0,
        targets: targets(),
        pooled_aht_factor: 1.0,
    };
    let (code, text) = told(pool_queues(&pooling).unwrap_err());
    assert!(code == "invalid_input" && text.contains("volume of row 1 is -2"), "{text}");
    let open = PoolingInput { targets: QueueTargets::default(), queues: queues(&[1.0], &[60.0]), ..pooling };
    assert_eq!(pool_queues(&open).unwrap_err(), StaffingError::NoTarget);

    let json = r#"{"required_fte": [10, 10], "opening_fte": 9, "attrition": 0.1}"#;
    let error = serde_json::from_str::<HeadcountInput>(json).unwrap_err().to_string();
    assert!(error.contains("unknown field `attrition`"), "{error}");
}
