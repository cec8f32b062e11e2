//! Random inputs, most of them hostile, to every model of the table: an answer or a typed error, never NaN by surprise,
//! never a panic, never a loop. `KRARUP_RANDOM_INPUTS` sets how many rows, `KRARUP_SEED` the seed.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use krarup::random::Stream;
use krarup::staffing::table::{self, Chosen, Model, Presence};
use krarup::staffing::{OnError, Patience, ServiceLevel};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

const ROWS: u64 = 40_000;
/// No row may take so long, on a machine that does other things too.
const TOO_LONG: Duration = Duration::from_secs(60);

/// What has broken somebody's formula before.
const NOTABLE: [f64; 24] = [
    f64::NAN,
    f64::INFINITY,
    f64::NEG_INFINITY,
    0.0,
    -0.0,
    -1.0,
    1.0,
    f64::MIN_POSITIVE,
    5e-324,
    f64::MAX,
    f64::EPSILON,
    1.0 - f64::EPSILON / 2.0,
    1.0 + f64::EPSILON,
    1e-9,
    1e6,
    1e7,
    1e300,
    0.5,
    0.8,
    10.0,
    10.5,
    170.0,
    171.0,
    100_000.0,
];

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).map_or(default, |text| text.parse().unwrap())
}

fn between(dice: &mut Stream, least: f64, greatest: f64) -> f64 {
    least + (greatest - least) * dice.uniform()
}

/// What a planner would give, by the unit.
fn ordinary(unit: &str, dice: &mut Stream) -> f64 {
    match unit {
        "share" => dice.uniform(),
        "agents" => between(dice, 0.0, 120.0).round(),
        "contacts" if dice.next_u64().is_multiple_of(2) => between(dice, 0.0, 500.0).round(),
        _ => 10.0_f64.powf(between(dice, -1.0, 3.5)),
    }
}

fn draw(unit: &str, dice: &mut Stream) -> f64 {
    match dice.next_u64() % 32 {
        0..=24 => ordinary(unit, dice),
        25 | 26 => 10.0_f64.powf(between(dice, -12.0, 7.0)),
        27 => f64::from_bits(dice.next_u64()),
        28 => -ordinary(unit, dice),
        _ => NOTABLE[(dice.next_u64() % NOTABLE.len() as u64) as usize],
    }
}

fn definition(dice: &mut Stream) -> ServiceLevel {
    match dice.next_u64() % 4 {
        0 => ServiceLevel::Offered,
        1 => ServiceLevel::Answered,
        2 => ServiceLevel::Virtual,
        _ => ServiceLevel::default(),
    }
}

/// A law, of those that the row's numbers cannot tell.
fn patience(dice: &mut Stream) -> Patience {
    let mean_s = 10.0_f64.powf(between(dice, -1.0, 4.0));
    let law = match dice.next_u64() % 4 {
        0 => Patience::exponential(mean_s),
        1 => Patience::weibull(mean_s, between(dice, 0.2, 5.0)),
        2 => Patience::deterministic(mean_s),
        _ => Patience::uniform(0.0, mean_s),
    };
    law.unwrap().with_balking([0.0, 0.1][(dice.next_u64() % 2) as usize]).unwrap()
}

#[test]
fn every_row_is_answered_or_refused_by_a_typed_error() {
    let (rows, seed) = (number("KRARUP_RANDOM_INPUTS", ROWS), number("KRARUP_SEED", 1));
    let models: Vec<&Model> = table::models().collect();
    let mut extreme = BTreeMap::<String, u64>::new();
    let (mut answered, mut slowest) = (vec![0_u64; models.len()], (Duration::ZERO, String::new()));
    for row in 0..rows {
        let mut dice = Stream::new(seed, 0, 0, row);
        let place = (row % models.len() as u64) as usize;
        let model = models[place];
        let mut inputs = Vec::new();
        for input in model.inputs {
            if input.presence == Presence::Required || dice.next_u64().is_multiple_of(2) {
                inputs.push((input.name, draw(input.unit, &mut dice)));
            }
        }
        let (level, law) = (definition(&mut dice), patience(&mut dice));
        let chosen = Chosen { definition: level, patience: model.has_patience.then_some(&law) };
        let columns: Vec<(&str, &[f64])> =
            inputs.iter().map(|(name, value)| (*name, std::slice::from_ref(value))).collect();
        let start = Instant::now();
        let answer = table::evaluate(model.name, &columns, chosen, OnError::Mask).unwrap();
        let took = start.elapsed();
        let shown = || format!("{} of {inputs:?} by {chosen:?}", model.name);
        if took > slowest.0 {
            slowest = (took, shown());
        }
        assert!(took < TOO_LONG, "{took:?} for {}", shown());
        if let Some(code) = answer.error[0] {
            if code == "not_representable" {
                let error = table::evaluate(model.name, &columns, chosen, OnError::Raise).unwrap_err();
                *extreme.entry(format!("{}: {}", model.name, error.without_row())).or_default() += 1;
            }
            continue;
        }
        answered[place] += 1;
        for (field, column) in model.outputs.iter().zip(&answer.values) {
            let value = column[0];
            assert!(!value.is_nan() || field.absent_when.is_some(), "{} is NaN: {}", field.name, shown());
            if field.unit == "share" && !value.is_nan() {
                assert!((0.0..=1.0).contains(&value), "{} is {value}: {}", field.name, shown());
            }
        }
    }
    println!("rows beyond what a double can hold: {extreme:#?}");
    let count: u64 = extreme.values().sum();
    assert!(count * 200 < rows, "{count} rows of {rows} are called too extreme");
    println!("slowest row: {:?} {}", slowest.0, slowest.1);
    for (model, answered) in models.iter().zip(&answered) {
        let each = rows / models.len() as u64;
        println!("{:28} {answered} of {each} answered", model.name);
        assert!(answered * 200 > each || each < 500, "{} answered {answered} of {each}", model.name);
    }
}
