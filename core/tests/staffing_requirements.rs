//! Every answer meets all its targets, and one agent fewer misses one.
#![allow(clippy::unwrap_used)]

use krarup::staffing::{
    Binding, ErlangA, Measures, OnError, PlanInterval, Requirement, RequirementColumns, ServiceLevel,
    Shrinkage, StaffingError, day_plan, required_agents,
};
use proptest::prelude::*;

/// Written apart from the solver: which targets hold with `agents`.
fn is_met(requirement: &Requirement, agents: u32, m: &Measures) -> bool {
    requirement.service_level.is_none_or(|least| m.service_level >= least)
        && requirement.max_asa_s.is_none_or(|limit| m.asa_s <= limit)
        && requirement.max_abandonment.is_none_or(|limit| m.abandonment <= limit)
        && requirement.max_p_wait.is_none_or(|limit| m.p_wait <= limit)
        // 70 erlangs at 0.7 are 100 agents, whatever the rounding.
        && requirement.max_occupancy.is_none_or(|limit| agents > 0 && m.occupancy <= limit * (1.0 + 1e-15))
}

fn definitions() -> impl Strategy<Value = ServiceLevel> {
    prop_oneof![
        Just(ServiceLevel::Offered),
        Just(ServiceLevel::Answered),
        (0.0..400.0).prop_map(|short_s| ServiceLevel::NoShort { short_s }),
        Just(ServiceLevel::AbandonedWithinOut),
        Just(ServiceLevel::AbandonedWithinGood),
        Just(ServiceLevel::Virtual),
    ]
}

/// Loads from 0.001 to 300 erlangs, patience from a tenth of a second to a day.
fn requirements() -> impl Strategy<Value = Requirement> {
    let demand =
        ((-3.0..2.5).prop_map(|e: f64| 10.0_f64.powf(e)), (0.5..3.5).prop_map(|e: f64| 10.0_f64.powf(e)));
    let targets = (
        proptest::option::of(0.0..0.999),
        prop_oneof![Just(0.0), 0.1..600.0],
        definitions(),
        proptest::option::of(0.1..300.0),
        proptest::option::of(0.05..=1.0),
        proptest::option::of(0.001..=1.0),
        proptest::option::of(0.01..=1.0),
    );
    let patience = proptest::option::of((-1.0..5.0).prop_map(|e: f64| 10.0_f64.powf(e)));
    (demand, targets, patience).prop_map(|((load, aht_s), targets, patience_s)| {
        let (service_level, target_wait_s, definition, max_asa_s, max_occupancy, max_abandonment, max_p_wait) =
            targets;
        Requirement {
            patience_s,
            service_level,
            target_wait_s,
            definition,
            max_asa_s,
            max_occupancy,
            max_abandonment: max_abandonment.filter(|_| patience_s.is_some()),
            max_p_wait,
            ..Requirement::new(load, aht_s, aht_s)
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_answer_is_the_least_that_meets_every_target(requirement in requirements()) {
        match requirement.solve() {
            Err(StaffingError::NoTarget) => {}
            Err(error) => prop_assert!(false, "{error}"),
            Ok(answer) => {
                prop_assert!(is_met(&requirement, answer.agents, &answer.at), "{answer:?}");
                prop_assert_eq!(answer.at, requirement.measures(f64::from(answer.agents)).unwrap());
                match answer.at_minus_one {
                    Some(fewer) => {
                        prop_assert!(!is_met(&requirement, answer.agents - 1, &fewer), "{answer:?}");
                        prop_assert_eq!(fewer, requirement.measures(f64::from(answer.agents - 1)).unwrap());
                    }
                    None => prop_assert!(answer.agents == 0 || answer.binding == Binding::Stability),
                }
            }
        }
    }

    /// The reference walks up from nobody and knows nothing of bisection.
    #[test]
    fn a_walk_from_nobody_upward_finds_the_same(requirement in requirements()) {
        if let Ok(answer) = requirement.solve() {
            let least = (0..=answer.agents).find(|&agents| {
                requirement.measures(f64::from(agents)).is_ok_and(|m| is_met(&requirement, agents, &m))
            });
            prop_assert_eq!(least, Some(answer.agents));
        }
    }

    #[test]
    fn the_fractional_answer_rounds_up_to_the_whole_one(requirement in requirements()) {
        if let Ok(answer) = requirement.solve() {
            prop_assert_eq!(requirement.solve_fractional().unwrap().ceil(), f64::from(answer.agents));
        }
    }

    #[test]
    fn no_measure_gets_worse_with_an_agent_more(requirement in requirements(), agents in 1_u32..200) {
        let requirement = Requirement { patience_s: Some(requirement.patience_s.unwrap_or(60.0)), ..requirement };
        let less = requirement.measures(f64::from(agents)).unwrap();
        let more = requirement.measures(f64::from(agents + 1)).unwrap();
        let rounding = 1e-11;
        prop_assert!(more.service_level >= less.service_level - rounding, "{less:?} {more:?}");
        prop_assert!(more.asa_s <= less.asa_s * (1.0 + rounding), "{less:?} {more:?}");
        prop_assert!(more.occupancy <= less.occupancy + rounding, "{less:?} {more:?}");
        prop_assert!(more.abandonment <= less.abandonment + rounding, "{less:?} {more:?}");
        prop_assert!(more.p_wait <= less.p_wait + rounding, "{less:?} {more:?}");
    }
}

#[test]
fn occupancy_binds_under_erlang_a() {
    let busy = Requirement::new(100.0, 3600.0, 180.0).patience(120.0);
    let answer = busy.max_occupancy(0.8).solve().unwrap();
    assert!(answer.agents > 0 && answer.at.occupancy <= 0.8 && answer.at_minus_one.unwrap().occupancy > 0.8);
    let both = Requirement::new(400.0, 3600.0, 180.0).patience(120.0).service_level(0.8, 20.0);
    let answer = both.max_occupancy(0.5).solve().unwrap();
    assert_eq!(answer.binding, Binding::Occupancy);
    assert!(answer.at.occupancy <= 0.5 && answer.at.service_level >= 0.8);
    // Hardly anybody calls: one agent is idle nearly always, yet one it takes.
    let answer = Requirement::new(1.0, 36_000.0, 180.0).patience(120.0).max_occupancy(0.9).solve().unwrap();
    assert_eq!((answer.agents, answer.binding), (1, Binding::Occupancy));
}

/// Long calls and short patience: the density of the virtual wait has two very different scales.
#[test]
fn service_levels_agree_with_a_sum_over_a_fine_grid() {
    for aht_s in [30.0, 180.0, 3600.0] {
        for patience_s in [4.3, 60.0, 2000.0] {
            for agents in [1.0, 2.0, 20.0, 190.0] {
                let load = 179.0;
                let state = ErlangA::new(load, aht_s, aht_s, patience_s).unwrap().at(agents).unwrap();
                let (lambda, served) = (load / aht_s, agents / aht_s);
                let phi = |x: f64| -lambda * patience_s * (-x / patience_s).exp_m1() - served * x;
                let peak = ((lambda / served).ln() * patience_s).max(0.0);
                let end = (peak + 45.0 / served).max(50.0 * patience_s);
                let (target, steps) = (300.0, 400_000);
                // Midpoints, and the target on an edge.
                let step = target / (f64::from(steps) * (target / end).min(1.0)).ceil();
                let (mut all, mut inside, mut there, mut there_inside) = (0.0, 0.0, 0.0, 0.0);
                let mut x = step / 2.0;
                while x < end {
                    let density = (phi(x) - phi(peak)).exp();
                    let stays = density * (-x / patience_s).exp();
                    all += density;
                    there += stays;
                    if x < target {
                        inside += density;
                        there_inside += stays;
                    }
                    x += step;
                }
                let waits = state.measures().p_wait;
                let at_once = 1.0 - waits;
                let close = |definition, want: f64| {
                    let got = state.service_level(target, definition).unwrap();
                    assert!(
                        (got - want).abs() < 1e-6,
                        "{definition:?} {aht_s} {patience_s} {agents}: {got} {want}"
                    );
                };
                let offered = at_once + waits * there_inside / all;
                close(ServiceLevel::Offered, offered);
                close(ServiceLevel::Virtual, at_once + waits * inside / all);
                close(ServiceLevel::Answered, offered / (at_once + waits * there / all));
            }
        }
    }
}

#[test]
fn a_target_and_a_load_in_range_are_needed() {
    let shown = |requirement: Requirement| requirement.solve().unwrap_err().to_string();
    let open = Requirement::new(200.0, 1800.0, 180.0);
    assert!(shown(open).starts_with("a target is needed"));
    for patience_s in [None, Some(60.0)] {
        let heavy = |volume| Requirement {
            patience_s,
            ..Requirement::new(volume, 1.0, 1.0).service_level(0.8, 20.0)
        };
        assert_eq!(
            shown(heavy(10_000_001.0)),
            "volume is 10000001, but volume * aht_s / interval_s, the offered load, must be at most 10,000,000 erlangs"
        );
    }
    let most = Requirement::new(1e7, 1.0, 1.0).service_level(0.8, 20.0);
    assert!(matches!(most.solve(), Err(StaffingError::Infeasible { .. })));
}

#[test]
fn an_empty_interval_needs_nobody_whatever_its_handling_time() {
    for patience_s in [None, Some(90.0)] {
        let template =
            Requirement { patience_s, ..Requirement::new(0.0, 1800.0, 1.0).service_level(0.8, 20.0) };
        for aht_s in [f64::NAN, 0.0, -1.0, 180.0] {
            let answer = Requirement { aht_s, ..template }.solve().unwrap();
            assert_eq!((answer.agents, answer.binding), (0, Binding::NoVolume));
            assert!(answer.at.service_level.is_nan() && answer.at_minus_one.is_none());
            let plan =
                day_plan(&[PlanInterval { volume: 0.0, aht_s }], &template, &Shrinkage::default()).unwrap();
            assert_eq!((plan[0].staffing.agents, plan[0].aht_s), (0, 0.0));
            let written = serde_json::to_value(plan[0]).unwrap();
            assert!(written["staffing"]["at"]["service_level"].is_null());
        }
    }
}

fn columns<'a>() -> RequirementColumns<'a> {
    RequirementColumns {
        volume: &[40.0, 0.0, 120.0],
        interval_s: &[1800.0],
        aht_s: &[180.0, f64::NAN, 200.0],
        patience_s: Some(&[90.0]),
        service_level: Some(&[0.8]),
        ..RequirementColumns::default()
    }
}

#[test]
fn columns_hold_what_each_row_alone_gives() {
    let answer = required_agents(&columns(), OnError::Raise).unwrap();
    assert_eq!((answer.model, answer.definition), ("erlang_a", "sl.no_short"));
    let one = Requirement::new(120.0, 1800.0, 200.0).patience(90.0).service_level(0.8, 20.0).solve().unwrap();
    assert_eq!(answer.agents, [answer.agents[0], 0.0, f64::from(one.agents)]);
    assert_eq!(answer.service_level_at_minus_one[2], one.at_minus_one.unwrap().service_level);
    assert_eq!(answer.offered_load_erl[2], one.offered_load_erl);
    assert!(answer.service_level[1].is_nan() && answer.service_level_at_minus_one[1].is_nan());
}

#[test]
fn an_empty_column_is_not_the_same_as_none() {
    for wrong in [
        RequirementColumns { patience_s: Some(&[]), ..columns() },
        RequirementColumns { service_level: Some(&[]), max_asa_s: Some(&[10.0]), ..columns() },
        RequirementColumns { aht_s: &[], ..columns() },
        RequirementColumns { volume: &[], ..columns() },
    ] {
        let error = required_agents(&wrong, OnError::Mask).unwrap_err();
        assert!(matches!(error, StaffingError::UnequalLengths { .. }), "{error}");
    }
    let none = RequirementColumns { volume: &[], aht_s: &[180.0], ..columns() };
    assert!(required_agents(&none, OnError::Raise).unwrap().agents.is_empty());
}

#[test]
fn bad_rows_are_named_and_masked_ones_hold_no_numbers() {
    let wrong = RequirementColumns { volume: &[40.0, -2.0, 120.0], ..columns() };
    let error = required_agents(&wrong, OnError::Raise).unwrap_err();
    assert_eq!(error.to_string(), "volume of row 1 is -2, but must be 0 or lie between 1e-9 and 1e12");
    assert_eq!(error.code(), "invalid_input");
    let masked = required_agents(&wrong, OnError::Mask).unwrap();
    assert!(masked.agents[1].is_nan() && masked.asa_s[1].is_nan() && masked.offered_load_erl[1].is_nan());
    assert_eq!((masked.binding[1], masked.error[1]), (None, Some("invalid_input")));
    let untargeted = RequirementColumns { service_level: None, ..columns() };
    assert_eq!(required_agents(&untargeted, OnError::Mask), Err(StaffingError::NoTarget));
}

#[test]
fn shrinkage_may_add_up() {
    assert_eq!(Shrinkage::additive(&[0.1, 0.2]).unwrap().scheduled(14.0), 14.0 / (1.0 - (0.1 + 0.2)));
    assert!(matches!(Shrinkage::additive(&[0.5, 0.5]), Err(StaffingError::Infeasible { .. })));
}
