//! What each bad or borderline input gives; Python and Node run the same file.
#![allow(clippy::unwrap_used)]

use krarup::staffing::{ErlangA, ErlangC, Requirement, ServiceLevel, StaffingError, erlang_b};
use serde_json::Value;

const FILE: &str = include_str!("golden/staffing_bad_input.json");

fn outputs(case: &Value) -> Result<Vec<(&'static str, f64)>, StaffingError> {
    let number = |name: &str| match &case["arguments"][name] {
        Value::String(text) => text.parse().ok(),
        value => value.as_f64(),
    };
    let given = |name: &str| number(name).unwrap_or_else(|| panic!("{case} lacks {name}"));
    Ok(match case["function"].as_str().unwrap() {
        "erlang_b" => vec![("blocking", erlang_b(given("agents"), given("offered_load_erl"))?)],
        "erlang_c" => {
            let state = ErlangC::new(given("offered_load_erl"), given("aht_s"))?.at(given("agents"))?;
            let m = state.measures();
            let level = state.service_level(given("target_wait_s"))?;
            vec![
                ("p_wait", m.p_wait),
                ("service_level", level),
                ("asa_s", m.asa_s),
                ("occupancy", m.occupancy),
            ]
        }
        "erlang_a" => {
            let (volume, interval_s) = (given("volume"), given("interval_s"));
            let model = ErlangA::new(volume, interval_s, given("aht_s"), given("patience_s"))?;
            let state = model.at(given("agents"))?;
            let m = state.measures();
            let level = state.service_level(20.0, ServiceLevel::default())?;
            vec![
                ("p_wait", m.p_wait),
                ("p_abandon", m.p_abandon),
                ("service_level", level),
                ("asa_s", m.asa_s),
                ("occupancy", m.occupancy),
            ]
        }
        _ => {
            let target_wait_s = number("target_wait_s").unwrap_or(20.0);
            let requirement = Requirement {
                patience_s: number("patience_s"),
                ..Requirement::new(given("volume"), given("interval_s"), given("aht_s"))
                    .service_level(given("service_level"), target_wait_s)
            };
            vec![("agents", f64::from(requirement.solve()?.agents))]
        }
    })
}

#[test]
fn every_cell_is_an_error_with_its_code_or_the_defined_value() {
    let file: Value = serde_json::from_str(FILE).unwrap();
    let cases = file["cases"].as_array().unwrap();
    assert!(cases.len() > 60);
    for case in cases {
        match (outputs(case), case["error"].as_str()) {
            (Err(error), expected) => assert_eq!(Some(error.code()), expected, "{case}"),
            (Ok(outputs), expected) => {
                assert_eq!(expected, None, "{case} gave {outputs:?}");
                for (name, want) in case["value"].as_object().unwrap() {
                    let got = outputs.iter().find(|(output, _)| output == name).unwrap().1;
                    let want = want.as_f64().unwrap();
                    assert!((got - want).abs() <= 1e-12 * want.abs(), "{case}: {name} is {got}");
                }
            }
        }
    }
}
