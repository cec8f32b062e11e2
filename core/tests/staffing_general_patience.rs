//! M/M/n+G: what it must equal, what it must bound and how it must move.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use krarup::random::Stream;
use krarup::staffing::{
    ErlangA, ErlangC, ErlangG, HazardPiece, Patience, PatienceLaw, Requirement, ServiceLevel, StaffingError,
};
use proptest::prelude::*;

const DEFINITIONS: [ServiceLevel; 6] = [
    ServiceLevel::Offered,
    ServiceLevel::Answered,
    ServiceLevel::NoShort { short_s: 5.0 },
    ServiceLevel::AbandonedWithinOut,
    ServiceLevel::AbandonedWithinGood,
    ServiceLevel::Virtual,
];

fn piece(from_s: f64, rate_per_s: f64, leave_at_start: f64) -> HazardPiece {
    HazardPiece { from_s, rate_per_s, leave_at_start }
}

fn laws() -> Vec<Patience> {
    vec![
        Patience::exponential(120.0).unwrap(),
        Patience::weibull(120.0, 0.5).unwrap(),
        Patience::weibull(120.0, 3.0).unwrap(),
        Patience::lognormal(120.0, 1.5).unwrap(),
        Patience::gamma(120.0, 2.0).unwrap(),
        Patience::hyperexponential(&[(0.4, 20.0), (0.6, 400.0)]).unwrap(),
        Patience::deterministic(60.0).unwrap(),
        Patience::uniform(10.0, 200.0).unwrap(),
        Patience::empirical(&[5.0, 30.0, 30.0, 90.0, 250.0]).unwrap(),
        Patience::hazard(&[piece(0.0, 0.01, 0.05), piece(20.0, 0.002, 0.1), piece(300.0, 0.02, 0.0)])
            .unwrap(),
        Patience::exponential(120.0).unwrap().with_balking(0.2).unwrap(),
    ]
}

fn close(got: f64, want: f64, relative: f64) -> bool {
    (got - want).abs() <= relative * want.abs() + 1e-15
}

#[test]
fn with_exponential_patience_it_is_erlang_a() {
    for (agents, volume, aht_s, patience_s) in [
        (23.0, 400.0, 180.0, 120.0),
        (100.0, 1200.0, 300.0, 60.0),
        (10.0, 1200.0, 300.0, 120.0),
        (1.0, 1.0, 30.0, 1000.0),
        (7.5, 120.0, 300.0, 45.0),
        (1000.0, 12_000.0, 300.0, 120.0),
        (100_000.0, 1_200_000.0, 300.0, 120.0),
        (1_000_000.0, 12_000_000.001, 300.0, 120.0),
        (100_000.0, 12_000_000.0, 300.0, 120.0),
    ] {
        let known = ErlangA::new(volume, 3600.0, aht_s, patience_s).unwrap();
        let known = known.at(agents).unwrap();
        let native = Patience::exponential(patience_s).unwrap();
        // The same law as other fronts have it: one needs quadrature, the other several pieces.
        let weibull = Patience::weibull(patience_s, 1.0).unwrap();
        let rate = 1.0 / patience_s;
        let pieces =
            Patience::hazard(&[piece(0.0, rate, 0.0), piece(10.0, rate, 0.0), piece(77.0, rate, 0.0)])
                .unwrap();
        for patience in [native, weibull, pieces] {
            let model = ErlangG::new(volume, 3600.0, aht_s, patience).unwrap();
            let state = model.at(agents).unwrap();
            let (got, want) = (state.measures(), known.measures());
            for (name, got, want) in [
                ("p_wait", got.p_wait, want.p_wait),
                ("p_abandon", got.p_abandon, want.p_abandon),
                ("asa_s", got.asa_s, want.asa_s),
                ("mean_queue_length", got.mean_queue_length, want.mean_queue_length),
                ("occupancy", got.occupancy, want.occupancy),
            ] {
                assert!(close(got, want, 1e-9), "{agents} {volume} {name}: {got} instead of {want}");
            }
            for definition in DEFINITIONS {
                let got = state.service_level(20.0, definition).unwrap();
                let want = known.service_level(20.0, definition).unwrap();
                assert!(close(got, want, 1e-9), "{agents} {volume} {definition:?}: {got} instead of {want}");
            }
            let (got, want) =
                (state.waits_longer_than(30.0).unwrap(), known.waits_longer_than(30.0).unwrap());
            assert!(close(got, want, 1e-9), "{agents} {volume}: {got} instead of {want}");
            let (got, want) = (state.abandoned_within(30.0).unwrap(), known.abandoned_within(30.0).unwrap());
            assert!(close(got, want, 1e-9), "{agents} {volume}: {got} instead of {want}");
        }
    }
}

#[test]
fn very_patient_customers_make_it_erlang_c() {
    let known = ErlangC::new(20.0, 180.0).unwrap().at(23.0).unwrap();
    let model = ErlangG::new(20.0, 180.0, 180.0, Patience::deterministic(1e9).unwrap()).unwrap();
    let state = model.at(23.0).unwrap();
    assert!(close(state.measures().p_wait, known.measures().p_wait, 1e-12));
    assert!(close(state.measures().asa_s, known.measures().asa_s, 1e-12));
    assert!(close(state.wait_quantile(0.95).unwrap(), known.wait_quantile(0.95).unwrap(), 1e-11));
    // All balk who find no agent free: a loss system.
    let balking = Patience::exponential(60.0).unwrap().with_balking(1.0).unwrap();
    let state_of = ErlangG::new(20.0, 180.0, 180.0, balking).unwrap();
    let lost = state_of.at(23.0).unwrap().measures();
    assert!(close(lost.p_abandon, krarup::staffing::erlang_b(23.0, 20.0).unwrap(), 1e-12));
    assert_eq!((lost.asa_s, lost.mean_queue_length), (0.0, 0.0));
}

#[test]
fn customers_who_never_abandon_can_be_too_many() {
    let stubborn = Patience::hazard(&[piece(0.0, 0.05, 0.0), piece(10.0, 0.0, 0.0)]).unwrap();
    let model = ErlangG::new(20.0, 60.0, 60.0, stubborn.clone()).unwrap();
    let fewest = model.fewest_stable();
    assert_eq!(fewest, 13, "20 erlangs · e^(−½) = 12.13");
    assert!(matches!(model.at(f64::from(fewest) - 1.0), Err(StaffingError::Unstable { .. })));
    assert!(model.at(f64::from(fewest)).unwrap().measures().p_abandon < 0.4);
    let answer = Requirement::new(20.0, 60.0, 60.0).max_p_wait(1.0).solve_with(&stubborn).unwrap();
    assert_eq!((answer.agents, answer.binding.name()), (13, "stability"));
    assert_eq!(model.patience().mean_s(), f64::INFINITY);
}

#[test]
fn ten_times_overload_is_carried_by_those_who_stay() {
    for patience in laws() {
        let model = ErlangG::new(1200.0, 360.0, 300.0, patience.clone()).unwrap();
        let state = model.at(100.0).unwrap();
        let m = state.measures();
        // 1,000 erlangs on 100 agents.
        assert!(close(m.p_abandon, 0.9, 1e-3), "{:?}: {}", patience.law(), m.p_abandon);
        assert!(m.occupancy > 0.999 && m.occupancy <= 1.0);
        assert!(m.asa_s > 0.0 && m.asa_s <= patience.mean_s() * (1.0 + 1e-12));
        let sum = m.mean_wait_of_answered_s * (1.0 - m.p_abandon) + m.mean_wait_of_abandoned_s * m.p_abandon;
        assert!(close(sum, m.asa_s, 1e-9), "{:?}", patience.law());
    }
}

#[test]
fn the_fewest_agents_meet_the_target_and_one_less_misses_it() {
    for patience in laws() {
        let open = Requirement::new(400.0, 3600.0, 180.0);
        for definition in DEFINITIONS {
            let requirement = open.service_level(0.8, 20.0).definition(definition);
            let answer = requirement.solve_with(&patience).unwrap();
            assert!(answer.at.service_level >= 0.8, "{:?} {definition:?}", patience.law());
            assert!(answer.at_minus_one.unwrap().service_level < 0.8, "{:?} {definition:?}", patience.law());
        }
        let answer = open.max_asa(5.0).solve_with(&patience).unwrap();
        assert!(answer.at.asa_s <= 5.0 && answer.at_minus_one.unwrap().asa_s > 5.0);
        let answer = open.max_p_wait(0.1).solve_with(&patience).unwrap();
        assert!(answer.at.p_wait <= 0.1 && answer.at_minus_one.unwrap().p_wait > 0.1);
        let answer = open.max_abandonment(0.01).solve_with(&patience).unwrap();
        assert!(answer.at.abandonment <= 0.01 && answer.at_minus_one.unwrap().abandonment > 0.01);
    }
    let none = Requirement::new(0.0, 1800.0, 180.0).service_level(0.8, 20.0).solve_with(&laws()[1]).unwrap();
    assert_eq!((none.agents, none.binding.name()), (0, "no_volume"));
}

#[test]
fn a_law_says_what_is_wrong_with_it() {
    let told = |law: PatienceLaw| Patience::new(law).unwrap_err().to_string();
    assert_eq!(
        told(PatienceLaw::Exponential { mean_s: 0.0 }),
        "mean_s is 0, but must lie between 1e-9 and 1e12"
    );
    assert_eq!(
        told(PatienceLaw::Weibull { mean_s: 60.0, shape: f64::NAN }),
        "shape is NaN, but must lie between 0.1 and 100"
    );
    assert_eq!(
        told(PatienceLaw::Hyperexponential { shares: vec![0.4, 0.4], means_s: vec![10.0, 20.0] }),
        "sum of shares is 0.8, but must be 1"
    );
    assert_eq!(
        told(PatienceLaw::Uniform { low_s: 9.0, high_s: 3.0 }),
        "high_s is 3, but must be greater than low_s"
    );
    assert_eq!(told(PatienceLaw::Empirical { values_s: vec![] }), "values_s is missing, but must be given");
    let late = vec![piece(1.0, 0.1, 0.0)];
    assert_eq!(told(PatienceLaw::Hazard { pieces: late }), "from_s is 1, but must be 0 in the first piece");
    assert!(Patience::exponential(60.0).unwrap().with_balking(1.1).is_err());
}

#[test]
fn a_law_as_json_comes_back_as_it_was() {
    for patience in laws() {
        let text = serde_json::to_string(&patience).unwrap();
        assert_eq!(serde_json::from_str::<Patience>(&text).unwrap(), patience, "{text}");
    }
    let law: Patience =
        serde_json::from_str(r#"{"type": "weibull", "mean_s": 120, "shape": 0.8, "balking": 0.1}"#).unwrap();
    assert_eq!(law.survival(0.0), 0.9);
    let misspelt = serde_json::from_str::<Patience>(r#"{"type": "weibull", "mean_s": 120, "shap": 0.8}"#);
    assert!(misspelt.unwrap_err().to_string().contains("shap"));
    let bad = serde_json::from_str::<Patience>(r#"{"type": "exponential", "mean_s": -1}"#);
    assert!(bad.unwrap_err().to_string().contains("mean_s is -1"));
}

/// Calls one after another to agents who are free at known times: a simulation that shares nothing with the model.
fn simulate(
    agents: usize,
    per_s: f64,
    aht_s: f64,
    patience: impl Fn(&mut Stream) -> f64,
    calls: u64,
) -> [(f64, f64); 5] {
    const BATCHES: u64 = 40;
    let mut draw = Stream::new(2_026, 7, 0, 1);
    let mut free_at = vec![0.0_f64; agents];
    let mut now = 0.0;
    let warm_up = calls / 10;
    let mut sums = vec![[0.0; 5]; BATCHES as usize];
    for call in 0..warm_up + calls {
        now += draw.exponential(1.0 / per_s).unwrap();
        let patience = patience(&mut draw);
        let service = draw.exponential(aht_s).unwrap();
        let (first, at) = free_at.iter().copied().enumerate().min_by(|a, b| a.1.total_cmp(&b.1)).unwrap();
        let virtual_wait = (at - now).max(0.0);
        let is_served = virtual_wait == 0.0 || patience >= virtual_wait;
        let wait = if is_served { virtual_wait } else { patience };
        if is_served {
            free_at[first] = now + virtual_wait + service;
        }
        if let Some(counted) = call.checked_sub(warm_up) {
            let batch = &mut sums[(counted * BATCHES / calls) as usize];
            let measures = [
                f64::from(u8::from(virtual_wait > 0.0)),
                f64::from(u8::from(!is_served)),
                f64::from(u8::from(is_served && wait <= 20.0)),
                f64::from(u8::from(wait > 20.0)),
                wait,
            ];
            batch.iter_mut().zip(measures).for_each(|(sum, value)| *sum += value);
        }
    }
    // Batch means: consecutive calls are not independent.
    let per_batch = (calls / BATCHES) as f64;
    std::array::from_fn(|measure| {
        let means: Vec<f64> = sums.iter().map(|batch| batch[measure] / per_batch).collect();
        let mean = means.iter().sum::<f64>() / BATCHES as f64;
        let variance = means.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (BATCHES - 1) as f64;
        (mean, (variance / BATCHES as f64).sqrt())
    })
}

#[test]
fn a_simulation_written_apart_agrees() {
    type Draw = Box<dyn Fn(&mut Stream) -> f64>;
    let laws: [(Patience, Draw); 6] = [
        (Patience::deterministic(60.0).unwrap(), Box::new(|_| 60.0)),
        (Patience::uniform(10.0, 100.0).unwrap(), Box::new(|s| 10.0 + 90.0 * s.uniform())),
        (
            Patience::hyperexponential(&[(0.4, 20.0), (0.6, 400.0)]).unwrap(),
            Box::new(|s| if s.uniform() < 0.4 { s.exponential(20.0) } else { s.exponential(400.0) }.unwrap()),
        ),
        (
            Patience::exponential(90.0).unwrap().with_balking(0.25).unwrap(),
            Box::new(|s| if s.uniform() < 0.25 { 0.0 } else { s.exponential(90.0).unwrap() }),
        ),
        (Patience::weibull(90.0, 0.6).unwrap(), Box::new(|s| s.weibull(90.0, 0.6).unwrap())),
        (Patience::lognormal(90.0, 1.2).unwrap(), Box::new(|s| s.lognormal(90.0, 1.2).unwrap())),
    ];
    for (patience, draw) in laws {
        // 12 erlangs on 10 agents.
        let simulated = simulate(10, 0.04, 300.0, draw, 200_000);
        let model = ErlangG::new(0.04, 1.0, 300.0, patience.clone()).unwrap();
        let state = model.at(10.0).unwrap();
        let m = state.measures();
        let expected = [
            m.p_wait,
            m.p_abandon,
            state.service_level(20.0, ServiceLevel::Offered).unwrap(),
            state.waits_longer_than(20.0).unwrap(),
            m.asa_s,
        ];
        for (measure, ((mean, error), expected)) in simulated.into_iter().zip(expected).enumerate() {
            let off = (mean - expected).abs() / error;
            assert!(
                off < 4.0,
                "{:?}, measure {measure}: {mean} ± {error}, expected {expected}",
                patience.law()
            );
        }
    }
}

fn any_law() -> impl Strategy<Value = Patience> {
    let law = prop_oneof![
        (0.01..5_000.0_f64).prop_map(|mean_s| PatienceLaw::Exponential { mean_s }),
        (0.01..5_000.0_f64, 0.1..100.0_f64)
            .prop_map(|(mean_s, shape)| PatienceLaw::Weibull { mean_s, shape }),
        (0.01..5_000.0_f64, 0.01..20.0_f64).prop_map(|(mean_s, cv)| PatienceLaw::Lognormal { mean_s, cv }),
        (0.01..5_000.0_f64, 0.1..100.0_f64).prop_map(|(mean_s, shape)| PatienceLaw::Gamma { mean_s, shape }),
        (0.01..5_000.0_f64).prop_map(|value_s| PatienceLaw::Deterministic { value_s }),
        (0.0..300.0_f64, 0.01..500.0_f64)
            .prop_map(|(low_s, width)| PatienceLaw::Uniform { low_s, high_s: low_s + width }),
        prop::collection::vec(0.0..500.0_f64, 1..20).prop_map(|values_s| PatienceLaw::Empirical { values_s }),
        (0.0..1.0_f64, 0.1..100.0_f64, 0.1..2_000.0_f64).prop_map(|(first, one, two)| {
            PatienceLaw::Hyperexponential { shares: vec![first, 1.0 - first], means_s: vec![one, two] }
        }),
    ];
    (law, prop_oneof![Just(0.0), 0.0..1.0_f64])
        .prop_map(|(law, balking)| Patience::new(law).unwrap().with_balking(balking).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn every_answer_is_a_number_in_its_range_and_moves_the_right_way(
        patience in any_law(),
        ln_load in -20.0..13.0_f64,
        ratio in prop_oneof![0.1..10.0_f64, Just(1.000_001), Just(0.999_999), Just(1.0)],
        aht_s in 1.0..2_000.0_f64,
        target_s in prop_oneof![Just(0.0), 0.0..600.0_f64, Just(1e9)],
    ) {
        let load = libm::exp(ln_load);
        let model = ErlangG::new(load, aht_s, aht_s, patience.clone()).unwrap();
        let agents = load / ratio;
        let (state, more) = (model.at(agents).unwrap(), model.at(agents + 1.0).unwrap());
        let (m, n) = (state.measures(), more.measures());
        for share in [m.p_wait, m.p_abandon, m.occupancy] {
            prop_assert!((0.0..=1.0).contains(&share), "{m:?}");
        }
        prop_assert!(m.asa_s >= 0.0 && m.asa_s <= patience.mean_s() * (1.0 + 1e-9), "{m:?}");
        let slack = 1.0 + 1e-9;
        prop_assert!(n.p_wait <= m.p_wait * slack, "{m:?} {n:?}");
        prop_assert!(n.p_abandon <= m.p_abandon * slack + 1e-15, "{m:?} {n:?}");
        prop_assert!(n.asa_s <= m.asa_s * slack, "{m:?} {n:?}");
        // Everybody is either answered or abandons.
        prop_assert!((m.occupancy * agents - load * (1.0 - m.p_abandon)).abs() <= 1e-7 * load, "{m:?}");
        for definition in DEFINITIONS {
            let level = state.service_level(target_s, definition).unwrap();
            prop_assert!((0.0..=1.0).contains(&level), "{definition:?} {level}");
            let better = more.service_level(target_s, definition).unwrap();
            prop_assert!(better >= level - 1e-9, "{definition:?} {level} {better}");
        }
        let beyond = state.waits_longer_than(target_s).unwrap();
        let within = state.abandoned_within(target_s).unwrap();
        prop_assert!((0.0..=1.0).contains(&beyond) && (0.0..=1.0).contains(&within));
        let offered = state.service_level(target_s, ServiceLevel::Offered).unwrap();
        prop_assert!((offered + beyond + within - 1.0).abs() < 1e-8, "{offered} {beyond} {within}");
        let quantile_s = state.wait_quantile(0.9).unwrap();
        prop_assert!(state.waits_longer_than(quantile_s * (1.0 + 1e-12) + 1e-12).unwrap() <= 0.1 + 1e-9);
        prop_assert!(quantile_s == 0.0 || state.waits_longer_than(quantile_s * 0.99).unwrap() >= 0.1 - 1e-9);
    }
}
