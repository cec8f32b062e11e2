//! Patience from waits that answers cut short, against the laws they were drawn from and against figures of other tools.
#![allow(clippy::unwrap_used)]

use krarup::random::Stream;
use krarup::staffing::{ErlangG, HazardPiece, Patience, PatienceFit, PatienceLaw};

/// Patience drawn from a law, by inverting its survival.
fn draw(law: &Patience, stream: &mut Stream) -> f64 {
    let u = stream.uniform();
    let (mut low, mut high) = (0.0, 1e7);
    for _ in 0..80 {
        let middle = 0.5 * (low + high);
        if law.survival(middle) >= u { low = middle } else { high = middle }
    }
    // Halving comes as near to a mass as doubles let it.
    libm::round(high * 1e6) / 1e6
}

/// Waits of a queue in which three quarters have to wait, two minutes in the mean if they are patient.
fn waits(law: &Patience, number: usize, seed: u64) -> (Vec<f64>, Vec<bool>) {
    let mut stream = Stream::new(seed, 0, 0, 0);
    (0..number)
        .map(|_| {
            if stream.uniform() < 0.25 {
                return (0.0, false);
            }
            let answered_after = -120.0 * libm::log(1.0 - stream.uniform());
            let patience = draw(law, &mut stream);
            (answered_after.min(patience), patience < answered_after)
        })
        .unzip()
}

fn laws() -> Vec<(&'static str, Patience)> {
    let piece = |from_s, rate_per_s, leave_at_start| HazardPiece { from_s, rate_per_s, leave_at_start };
    let announced = [piece(0.0, 0.01, 0.08), piece(30.0, 0.004, 0.12), piece(90.0, 0.004, 0.05)];
    vec![
        ("exponential", Patience::exponential(150.0).unwrap()),
        ("weibull", Patience::weibull(200.0, 0.6).unwrap()),
        ("lognormal", Patience::lognormal(150.0, 1.3).unwrap()),
        ("hyperexponential", Patience::hyperexponential(&[(0.4, 20.0), (0.6, 300.0)]).unwrap()),
        ("uniform", Patience::uniform(20.0, 240.0).unwrap()),
        ("deterministic", Patience::deterministic(60.0).unwrap()),
        ("announced", Patience::hazard(&announced).unwrap()),
    ]
}

#[test]
fn laws_are_recovered_from_a_hundred_thousand_calls() {
    for (name, law) in laws() {
        let (waits_s, abandoned) = waits(&law, 100_000, 7);
        let fit = PatienceFit::of(&waits_s, &abandoned).unwrap();
        let found = fit.patience().unwrap();
        // As far as one in a hundred callers saw.
        let worst = (0..=500)
            .map(|step| f64::from(step) + 0.5)
            .filter(|at_s| waits_s.iter().filter(|wait| *wait >= at_s).count() >= 1_000)
            .map(|at_s| (found.survival(at_s) - law.survival(at_s)).abs())
            .fold(0.0, f64::max);
        assert!(worst < 0.02, "{name}: {worst}");
        // What it says of a queue is what the law says.
        let lost = |patience: Patience| {
            ErlangG::new(200.0, 1800.0, 180.0, patience).unwrap().at(19.0).unwrap().measures().p_abandon
        };
        let (truth, told) = (lost(law), lost(found));
        assert!((truth - told).abs() < 0.003, "{name}: {truth} {told}");
    }
}

#[test]
fn masses_are_found_where_they_are_and_nowhere_else() {
    for (name, law) in laws() {
        let (waits_s, abandoned) = waits(&law, 100_000, 11);
        for step_s in [0.0, 1.0] {
            // As a log would write them that knows whole seconds.
            let written: Vec<f64> =
                waits_s.iter().map(|wait| if step_s > 0.0 { libm::floor(*wait) } else { *wait }).collect();
            let fit = PatienceFit::of(&written, &abandoned).unwrap();
            let masses: Vec<f64> =
                fit.balking.iter().chain(&fit.announcements).map(|mass| mass.at_s).collect();
            let expected: &[f64] = match name {
                "announced" => &[0.0, 30.0, 90.0],
                "deterministic" => &[60.0],
                // Half of those who leave within two seconds leave within 0.63 of one: in whole seconds, at once.
                "weibull" if step_s > 0.0 => &[0.0],
                _ => &[],
            };
            assert_eq!(masses, expected, "{name} at {step_s}");
            if name != "announced" {
                continue;
            }
            let Some(balking) = fit.balking else { panic!("{name}") };
            assert!((balking.share - 0.08).abs() < 4.0 * balking.standard_error + 0.002, "{balking:?}");
            let [at_30, at_90] = fit.announcements[..] else { panic!("{name}") };
            assert!((at_30.share - 0.12).abs() < 4.0 * at_30.standard_error + 0.002, "{at_30:?}");
            assert!((at_90.share - 0.05).abs() < 4.0 * at_90.standard_error + 0.002, "{at_90:?}");
        }
    }
}

#[test]
fn exponential_patience_is_told_from_other() {
    let p_values = |law: &Patience| -> Vec<f64> {
        (0..120)
            .map(|seed| {
                let (waits_s, abandoned) = waits(law, 1_000, seed);
                PatienceFit::of(&waits_s, &abandoned).unwrap().exponentiality.unwrap().p_value
            })
            .collect()
    };
    let share_below = |values: &[f64], limit: f64| {
        values.iter().filter(|value| **value < limit).count() as f64 / values.len() as f64
    };
    // Under the hypothesis a test at 5 and at 50 per cent rejects so often.
    let exponential = p_values(&Patience::exponential(150.0).unwrap());
    assert!((share_below(&exponential, 0.05) - 0.05).abs() < 0.05, "{}", share_below(&exponential, 0.05));
    assert!((share_below(&exponential, 0.5) - 0.5).abs() < 0.12, "{}", share_below(&exponential, 0.5));
    for (name, law) in laws().into_iter().skip(1) {
        let power = share_below(&p_values(&law), 0.05);
        assert!(power > 0.8, "{name}: {power}");
    }
}

#[test]
fn the_naive_mean_is_told_with_its_bias() {
    let (waits_s, abandoned) = waits(&Patience::exponential(300.0).unwrap(), 50_000, 3);
    let fit = PatienceFit::of(&waits_s, &abandoned).unwrap();
    let (mean_s, error_s) = (fit.mean_s.unwrap(), fit.standard_error_s.unwrap());
    assert!((mean_s - 300.0).abs() < 4.0 * error_s, "{mean_s} ± {error_s}");
    // Waits end at the rate of answers and of abandonments together: 1/(1/120 + 1/300) s.
    assert!((fit.naive_mean_s.unwrap() - 85.7).abs() < 3.0, "{:?}", fit.naive_mean_s);
    assert!((fit.naive_bias.unwrap() + 0.714).abs() < 0.02, "{:?}", fit.naive_bias);
}

/// By hand: ten waits, and the figures of Kaplan, Meier and Greenwood.
#[test]
fn small_waits_by_hand() {
    let waits_s = [2.0, 5.0, 8.0, 10.0, 14.0, 21.0, 30.0, 33.0, 45.0, 80.0];
    let abandoned = [false, false, true, false, true, false, false, true, false, true];
    let fit = PatienceFit::of(&waits_s, &abandoned).unwrap();
    assert_eq!((fit.waits, fit.abandoned, fit.longest_wait_s), (10, 4, 80.0));
    assert_eq!((fit.mean_s, fit.standard_error_s), (Some(62.0), Some(31.0)));
    let survival: Vec<(f64, u64, f64)> =
        fit.survival.iter().map(|s| (s.at_s, s.at_risk, s.survival)).collect();
    let (first, second) = (7.0 / 8.0, 7.0 / 8.0 * 5.0 / 6.0);
    let expected = [(8.0, 8, first), (14.0, 6, second), (33.0, 3, second * 2.0 / 3.0), (80.0, 1, 0.0)];
    for (found, expected) in survival.iter().zip(expected) {
        assert_eq!((found.0, found.1), (expected.0, expected.1));
        assert!((found.2 - expected.2).abs() < 1e-15, "{found:?}");
    }
    let greenwood = second * (1.0_f64 / (8.0 * 7.0) + 1.0 / (6.0 * 5.0)).sqrt();
    assert!((fit.survival[1].standard_error - greenwood).abs() < 1e-15);
    assert_eq!((fit.balking, fit.announcements.len(), fit.exponentiality), (None, 0, None));
    let [piece] = fit.hazard[..] else { panic!("{:?}", fit.hazard) };
    assert_eq!((piece.from_s, piece.to_s, piece.exposure_s, piece.abandoned), (0.0, None, 248.0, 4.0));
    assert!(fit.to_string().contains("mean if exponential  62.0 s ± 31.0 s"), "{fit}");
}

#[test]
fn too_few_waits_say_nothing_and_bad_ones_are_refused() {
    let none = PatienceFit::of(&[], &[]).unwrap();
    assert_eq!((none.mean_s, none.naive_bias, none.law.clone()), (None, None, None));
    let answered = PatienceFit::of(&[3.0, 0.0, 60.0], &[false; 3]).unwrap();
    assert!(answered.patience().is_none() && answered.hazard.is_empty());
    // Everybody leaves at once.
    let fit = PatienceFit::of(&[0.0; 30], &[true; 30]).unwrap();
    assert_eq!(fit.balking.map(|mass| mass.share), Some(1.0));
    assert_eq!(fit.patience().unwrap().survival(0.0), 0.0);
    assert_eq!((fit.mean_s, fit.exponentiality), (Some(0.0), None));
    for (waits_s, abandoned, field) in [
        (vec![1.0, -1.0], vec![true, false], "waits_s of row 1"),
        (vec![f64::NAN], vec![true], "waits_s of row 0"),
        (vec![1.0, 2.0], vec![true], "abandoned has 1"),
    ] {
        let error = PatienceFit::of(&waits_s, &abandoned).unwrap_err();
        assert!(error.to_string().contains(field) && error.code() == "invalid_input", "{error}");
    }
}

mod properties {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_waits_give_a_law_or_none(
            waits in proptest::collection::vec(
                (prop_oneof![2 => 0.0..300.0, 1 => Just(0.0), 1 => Just(30.0), 1 => 0.0..1e12], any::<bool>()),
                0..200,
            ),
            whole in any::<bool>(),
        ) {
            let (waits_s, abandoned): (Vec<f64>, Vec<bool>) =
                waits.into_iter().map(|(wait, abandoned)| (if whole { libm::floor(wait) } else { wait }, abandoned)).unzip();
            let fit = PatienceFit::of(&waits_s, &abandoned).unwrap();
            prop_assert_eq!(fit.law.is_some(), abandoned.contains(&true));
            for step in &fit.survival {
                prop_assert!((0.0..=1.0).contains(&step.survival) && step.standard_error >= 0.0);
            }
            prop_assert!(fit.survival.windows(2).all(|pair| pair[1].survival <= pair[0].survival));
            // Every abandonment is in a piece or in a mass.
            let masses: f64 = fit.balking.iter().chain(&fit.announcements).map(|mass| mass.share).sum();
            let in_pieces: f64 = fit.hazard.iter().map(|piece| piece.abandoned).sum();
            prop_assert!(in_pieces <= fit.abandoned as f64 + 1e-9);
            prop_assert!(masses > 0.0 || (in_pieces - fit.abandoned as f64).abs() < 1e-6);
            if let Some(PatienceLaw::Hazard { pieces }) = &fit.law {
                prop_assert!(pieces.iter().all(|piece| piece.rate_per_s.is_finite() && piece.rate_per_s >= 0.0));
                let patience = fit.patience();
                prop_assert!(patience.is_some());
                prop_assert!(!patience.unwrap().mean_s().is_nan());
            }
        }
    }
}
