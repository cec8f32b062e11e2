//! The table of models: every entry is what it says, and columns give the bits of single calls.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use krarup::staffing::table::{self, Chosen, Input};
use krarup::staffing::{ErlangA, ErlangG, OnError, Patience, ServiceLevel, StaffingError};
use proptest::prelude::*;
use std::collections::BTreeSet;

#[test]
fn every_model_names_its_fields_once_and_answers() {
    let mut names = BTreeSet::new();
    let law = Patience::deterministic(60.0).unwrap();
    for model in table::models() {
        assert!(names.insert(model.name), "two models are called {}", model.name);
        let fields = model.inputs.iter().map(|input| input.name).collect::<BTreeSet<_>>();
        assert_eq!(fields.len(), model.inputs.len(), "{}", model.name);
        let fields = model.outputs.iter().map(|output| output.name).collect::<BTreeSet<_>>();
        assert_eq!(fields.len(), model.outputs.len(), "{}", model.name);
        // Whether the row function takes and gives as many numbers as are listed.
        let ones: Vec<(&str, &[f64])> = model.inputs.iter().map(|input| (input.name, &[0.5][..])).collect();
        let patience = model.has_patience.then_some(&law);
        let chosen = Chosen { definition: ServiceLevel::Offered, patience };
        let answer = table::evaluate(model.name, &ones, chosen, OnError::Mask).unwrap();
        assert_eq!(answer.values.len(), model.outputs.len());
    }
}

/// What somebody would give, so that only the input in question is wrong.
fn plausible(input: &Input) -> f64 {
    match (input.name, input.unit) {
        ("agents" | "sources", _) => 20.0,
        ("interval_s", _) => 1800.0,
        (name, _) if name.starts_with("aht_") => 180.0,
        ("high_volume", _) => 90.0,
        ("most" | "rate_cv", _) => 0.2,
        (_, "share") => 0.5,
        (_, "contacts") => 60.0,
        (_, "erl") => 6.0,
        _ => 30.0,
    }
}

#[test]
fn an_error_names_an_input_of_the_model() {
    let law = Patience::deterministic(60.0).unwrap();
    let mut strange = BTreeSet::new();
    for model in table::models() {
        let names: Vec<&str> = model.inputs.iter().map(|input| input.name).collect();
        for (wrong, bad) in
            names.iter().flat_map(|name| [f64::NAN, -1.5, f64::INFINITY, 0.5].map(|bad| (*name, bad)))
        {
            let inputs: Vec<(&str, f64)> = (model.inputs.iter())
                .map(|input| (input.name, if input.name == wrong { bad } else { plausible(input) }))
                .collect();
            let patience = model.has_patience.then_some(&law);
            let chosen = Chosen { definition: ServiceLevel::Offered, patience };
            let columns: Vec<(&str, &[f64])> =
                inputs.iter().map(|(name, value)| (*name, std::slice::from_ref(value))).collect();
            let answer = table::evaluate(model.name, &columns, chosen, OnError::Raise);
            match answer.map_err(StaffingError::without_row) {
                Err(StaffingError::InvalidInput { field, .. }) if !names.contains(&field) => {
                    strange.insert(format!("{}: {field} for {wrong} = {bad}", model.name));
                }
                Ok(_) if bad.is_nan() => {
                    strange.insert(format!("{}: {wrong} may be NaN", model.name));
                }
                _ => {}
            }
        }
    }
    assert!(strange.is_empty(), "{strange:#?}");
}

#[test]
fn names_are_checked() {
    let load: (&str, &[f64]) = ("offered_load_erl", &[5.0]);
    let evaluate = |model: &str, inputs: &[(&str, &[f64])]| {
        table::evaluate(model, inputs, ServiceLevel::Offered, OnError::Raise).unwrap_err().to_string()
    };
    assert!(evaluate("erlang_z", &[]).starts_with("\"erlang_z\" is no model; known are erlang_b, erlang_c"));
    assert_eq!(
        evaluate("erlang_b", &[load, ("agent", &[5.0])]),
        "\"agent\" is no input; known are agents, offered_load_erl"
    );
    assert_eq!(evaluate("erlang_b", &[load]), "agents is missing, but must be given");
    assert_eq!(
        evaluate("erlang_b", &[load, ("agents", &[5.0, -1.0])]),
        "agents of row 1 is -1, but must be 0 or lie between 1e-9 and 10,000,000"
    );
}

#[test]
fn a_law_of_patience_is_asked_for_and_given_only_where_it_counts() {
    let law = Patience::weibull(120.0, 0.8).unwrap();
    let chosen = Chosen { definition: ServiceLevel::Offered, patience: Some(&law) };
    let inputs: [(&str, &[f64]); 4] =
        [("agents", &[23.0]), ("volume", &[400.0]), ("interval_s", &[3600.0]), ("aht_s", &[180.0])];
    let missing = table::evaluate("erlang_g", &inputs, ServiceLevel::Offered, OnError::Raise).unwrap_err();
    assert_eq!(missing.to_string(), "patience is missing, but must be given");
    let b: [(&str, &[f64]); 2] = [("agents", &[5.0]), ("offered_load_erl", &[5.0])];
    let unknown = table::evaluate("erlang_b", &b, chosen, OnError::Raise).unwrap_err();
    assert_eq!(unknown.to_string(), "\"patience\" is no input; known are agents, offered_load_erl");
    let answer = table::evaluate("erlang_g", &inputs, chosen, OnError::Raise).unwrap();
    let typed = ErlangG::new(400.0, 3600.0, 180.0, law.clone()).unwrap();
    let level = typed.at(23.0).unwrap().service_level(20.0, ServiceLevel::Offered).unwrap();
    assert_eq!(answer.get("service_level").unwrap()[0].to_bits(), level.to_bits());
    let told = table::explain("erlang_g", &inputs.map(|(name, column)| (name, column[0])), chosen).unwrap();
    assert!(told.to_string().contains("patience: Weibull"), "{told}");
}

#[test]
fn an_explanation_shows_units_definition_and_source() {
    let inputs = [
        ("agents", 23.0),
        ("volume", 400.0),
        ("interval_s", 3600.0),
        ("aht_s", 180.0),
        ("patience_s", 120.0),
    ];
    let told = table::explain("erlang_a", &inputs, ServiceLevel::Answered).unwrap();
    assert_eq!(told.definition, Some("sl.answered"));
    let wait = told.inputs.iter().find(|quantity| quantity.name == "target_wait_s").unwrap();
    assert_eq!((wait.value, wait.unit), (20.0, "s"));
    let load = told.outputs.iter().find(|quantity| quantity.name == "offered_load_erl").unwrap();
    assert_eq!((load.value, load.unit), (20.0, "erl"));
    let text = told.to_string();
    assert!(
        text.contains("Palm 1957") && text.contains("sl.answered") && text.contains("mean patience"),
        "{text}"
    );
}

proptest! {
    #[test]
    fn columns_give_the_bits_of_single_calls(
        rows in prop::collection::vec((0.0..60.0_f64, 0.1..500.0_f64, 1.0..900.0_f64), 1..8),
        patience_s in 5.0..600.0_f64,
    ) {
        let agents: Vec<f64> = rows.iter().map(|row| row.0).collect();
        let volume: Vec<f64> = rows.iter().map(|row| row.1).collect();
        let aht_s: Vec<f64> = rows.iter().map(|row| row.2).collect();
        let inputs: [(&str, &[f64]); 5] = [
            ("agents", &agents),
            ("volume", &volume),
            ("interval_s", &[1800.0]),
            ("aht_s", &aht_s),
            ("patience_s", &[patience_s]),
        ];
        let level = ServiceLevel::default();
        let columns = table::evaluate("erlang_a", &inputs, level, OnError::Raise).unwrap();
        for (row, (agents, volume, aht_s)) in rows.iter().enumerate() {
            let state = ErlangA::new(*volume, 1800.0, *aht_s, patience_s).unwrap().at(*agents).unwrap();
            let p_abandon = columns.get("p_abandon").unwrap()[row];
            prop_assert_eq!(p_abandon.to_bits(), state.measures().p_abandon.to_bits());
            let service_level = columns.get("service_level").unwrap()[row];
            prop_assert_eq!(service_level.to_bits(), state.service_level(20.0, level).unwrap().to_bits());
        }
    }
}
