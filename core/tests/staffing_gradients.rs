//! Gradients against central differences of the models themselves.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use krarup::staffing::{OnError, ServiceLevel, table};
use proptest::prelude::*;

/// Of every output of `model`, its slope in every input, by differences of higher order.
fn compare(model: &str, inputs: &[(&str, f64)], definition: ServiceLevel) -> Result<(), TestCaseError> {
    let evaluate = |model: &str, inputs: &[(&str, f64)]| {
        let columns: Vec<(&str, &[f64])> =
            inputs.iter().map(|(name, value)| (*name, std::slice::from_ref(value))).collect();
        table::evaluate(model, &columns, definition, OnError::Raise).unwrap()
    };
    let gradient = evaluate(&format!("{model}_gradient"), inputs);
    for (output, slope) in gradient.model.outputs.iter().zip(&gradient.values) {
        let (measure, input) = output.name.strip_prefix("d_").unwrap().split_once("_d_").unwrap();
        let place = inputs.iter().position(|(name, _)| *name == input).unwrap();
        let step = 1e-3 * inputs[place].1;
        let at = |steps: f64| {
            let mut moved = inputs.to_vec();
            moved[place].1 += steps * step;
            evaluate(model, &moved).get(measure).unwrap()[0]
        };
        // Six points: what is left out is of the seventh order in the step.
        let difference =
            (45.0 * (at(1.0) - at(-1.0)) - 9.0 * (at(2.0) - at(-2.0)) + (at(3.0) - at(-3.0))) / (60.0 * step);
        // What the differences can tell: the measure's own rounding over the step.
        let rounding = 1e-14 * at(0.0).abs().max(1e-3) / step;
        prop_assert!(
            (slope[0] - difference).abs() <= 1e-7 * difference.abs() + 20.0 * rounding,
            "{}: {} but by differences {difference}, at {inputs:?}",
            output.name,
            slope[0]
        );
    }
    Ok(())
}

const DEFINITIONS: [ServiceLevel; 6] = [
    ServiceLevel::Offered,
    ServiceLevel::Answered,
    ServiceLevel::NoShort { short_s: 5.0 },
    ServiceLevel::AbandonedWithinOut,
    ServiceLevel::AbandonedWithinGood,
    ServiceLevel::Virtual,
];

proptest! {
    #[test]
    fn of_erlang_b(agents in 0.2..300.0_f64, per_agent in 0.05..3.0_f64) {
        compare("erlang_b", &[("agents", agents), ("offered_load_erl", agents * per_agent)], DEFINITIONS[0])?;
    }

    #[test]
    fn of_erlang_c(agents in 0.5..300.0_f64, per_agent in 0.2..0.97_f64, target_wait_s in 1.0..60.0_f64) {
        let inputs = [
            ("agents", agents),
            ("offered_load_erl", agents * per_agent),
            ("aht_s", 200.0),
            ("target_wait_s", target_wait_s),
        ];
        compare("erlang_c", &inputs, DEFINITIONS[0])?;
    }

    #[test]
    fn of_erlang_a(
        agents in 0.5..300.0_f64,
        per_agent in 0.2..2.5_f64,
        patience_s in 20.0..600.0_f64,
        target_wait_s in 6.0..60.0_f64,
        definition in 0..6_usize,
    ) {
        let inputs = [
            ("agents", agents),
            ("volume", agents * per_agent * 9.0),
            ("interval_s", 1800.0),
            ("aht_s", 200.0),
            ("patience_s", patience_s),
            ("target_wait_s", target_wait_s),
        ];
        compare("erlang_a", &inputs, DEFINITIONS[definition])?;
    }
}

#[test]
fn where_b_is_below_any_double_nothing_changes() {
    for load in [1e-9, 1.0, 40.0] {
        let gradient = krarup::staffing::erlang_b_gradient(1e6, load).unwrap();
        assert_eq!((gradient.offered_load_erl, gradient.agents), (0.0, 0.0));
    }
}
