//! What must rise or fall with an input does, for random centres. `KRARUP_RANDOM_INPUTS` sets how many comparisons.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use krarup::random::Stream;
use krarup::staffing::{OnError, Requirement, ServiceLevel, table};

const COMPARISONS: u64 = 20_000;
/// Rounding may turn what is nearly equal.
const ROUNDING: f64 = 1e-11;

#[derive(Clone, Copy, PartialEq)]
enum Way {
    Up,
    Down,
}
use Way::{Down, Up};

/// Model, input that grows, outputs and which way they go.
type Law = (&'static str, &'static str, &'static [(&'static str, Way)]);

const LAWS: &[Law] = &[
    ("erlang_b", "agents", &[("blocking", Down), ("carried_load_erl", Up), ("occupancy", Down)]),
    ("erlang_b", "offered_load_erl", &[("blocking", Up), ("carried_load_erl", Up), ("occupancy", Up)]),
    ("erlang_c", "agents", &[("p_wait", Down), ("service_level", Up), ("asa_s", Down), ("occupancy", Down)]),
    ("erlang_c", "offered_load_erl", &[("p_wait", Up), ("service_level", Down), ("asa_s", Up)]),
    ("erlang_c", "aht_s", &[("service_level", Down), ("asa_s", Up)]),
    ("erlang_c", "target_wait_s", &[("service_level", Up)]),
    ("erlang_c", "quantile", &[("quantile_wait_s", Up)]),
    (
        "erlang_a",
        "agents",
        &[("p_wait", Down), ("p_abandon", Down), ("service_level", Up), ("asa_s", Down), ("occupancy", Down)],
    ),
    (
        "erlang_a",
        "volume",
        &[("p_wait", Up), ("p_abandon", Up), ("service_level", Down), ("asa_s", Up), ("occupancy", Up)],
    ),
    ("erlang_a", "aht_s", &[("p_wait", Up), ("p_abandon", Up), ("asa_s", Up)]),
    ("erlang_a", "patience_s", &[("p_wait", Up), ("p_abandon", Down), ("asa_s", Up), ("occupancy", Up)]),
    ("erlang_a", "target_wait_s", &[("service_level", Up)]),
];

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).map_or(default, |text| text.parse().unwrap())
}

fn ordinary(name: &str, dice: &mut Stream) -> f64 {
    let between = |low: f64, high: f64, dice: &mut Stream| low + (high - low) * dice.uniform();
    match name {
        "quantile" => dice.uniform(),
        "agents" => between(0.0, 200.0, dice),
        "offered_load_erl" => between(0.0, 200.0, dice),
        "interval_s" => 1800.0,
        "target_wait_s" => between(0.0, 120.0, dice),
        "volume" => between(1.0, 900.0, dice),
        _ => 10.0_f64.powf(between(0.5, 3.0, dice)),
    }
}

#[test]
fn measures_rise_and_fall_as_theory_says() {
    let mut compared = vec![0_u64; LAWS.len()];
    for run in 0..number("KRARUP_RANDOM_INPUTS", COMPARISONS) {
        let mut dice = Stream::new(number("KRARUP_SEED", 1), 1, 0, run);
        let place = (run % LAWS.len() as u64) as usize;
        let (name, grown, laws) = LAWS[place];
        let model = table::model(name).unwrap();
        let mut low: Vec<(&str, f64)> =
            model.inputs.iter().map(|input| (input.name, ordinary(input.name, &mut dice))).collect();
        let mut high = low.clone();
        let at = low.iter().position(|(name, _)| *name == grown).unwrap();
        let step =
            if dice.next_u64().is_multiple_of(2) { ordinary(grown, &mut dice) } else { low[at].1 * 1e-3 };
        high[at].1 += step;
        if grown == "quantile" {
            (low[at].1, high[at].1) = (low[at].1.min(step), low[at].1.max(step));
        }
        let evaluate = |inputs: &[(&str, f64)]| {
            let columns: Vec<(&str, &[f64])> =
                inputs.iter().map(|(name, value)| (*name, std::slice::from_ref(value))).collect();
            table::evaluate(name, &columns, ServiceLevel::Offered, OnError::Raise).ok()
        };
        let (Some(below), Some(above)) = (evaluate(&low), evaluate(&high)) else { continue };
        compared[place] += 1;
        for (output, way) in laws {
            let (from, to) = (below.get(output).unwrap()[0], above.get(output).unwrap()[0]);
            let slack = ROUNDING * from.abs().max(to.abs()).max(1e-3);
            let is_right = if *way == Up { to >= from - slack } else { to <= from + slack };
            assert!(
                is_right,
                "{name}: {output} goes from {from} to {to} as {grown} grows: {low:?} to {high:?}"
            );
        }
    }
    for ((name, grown, _), compared) in LAWS.iter().zip(&compared) {
        assert!(*compared > 200, "{name} by {grown}: only {compared} comparisons");
    }
}

#[test]
fn more_work_or_a_harder_target_never_needs_fewer_agents() {
    let mut solved = 0;
    for run in 0..number("KRARUP_RANDOM_INPUTS", COMPARISONS) / 4 {
        let mut dice = Stream::new(number("KRARUP_SEED", 1), 2, 0, run);
        let draw = |name, dice: &mut Stream| ordinary(name, dice);
        let (volume, aht_s) = (draw("volume", &mut dice), draw("aht_s", &mut dice));
        let (level, within_s) = (0.98 * dice.uniform(), draw("target_wait_s", &mut dice));
        let patience_s = (dice.next_u64().is_multiple_of(2)).then(|| draw("patience_s", &mut dice));
        let agents = |volume: f64, aht_s: f64, level: f64, within_s: f64| {
            let open = Requirement { patience_s, ..Requirement::new(volume, 1800.0, aht_s) };
            let asked =
                Requirement { definition: ServiceLevel::Offered, ..open.service_level(level, within_s) };
            asked.solve().map(|found| found.agents)
        };
        let Ok(fewest) = agents(volume, aht_s, level, within_s) else { continue };
        solved += 1;
        let more = 1.0 + dice.uniform();
        let harder = level + (0.99 - level) * dice.uniform();
        for (what, agents) in [
            ("volume", agents(volume * more, aht_s, level, within_s)),
            ("handling time", agents(volume, aht_s * more, level, within_s)),
            ("level", agents(volume, aht_s, harder, within_s)),
            ("threshold", agents(volume, aht_s, level, within_s / more)),
        ] {
            let agents = agents.unwrap();
            assert!(
                agents >= fewest,
                "{what}: {fewest} agents, then {agents}, for {volume} × {aht_s} s, {level} in {within_s} s, {patience_s:?}"
            );
        }
    }
    assert!(solved > 1_000, "only {solved} were solved");
}
