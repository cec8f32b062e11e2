//! The generated week looks like a contact centre's, is the same for the same seed, and keeps its
//! contacts when something else changes.
#![allow(clippy::unwrap_used)]

use krarup::metrics::{Dimension, KpiSpec};
use krarup::records::{Outcome, Rule, check};
use krarup::statistics::KaplanMeier;
use krarup::synthetic::Centre;
use krarup::time::{Every, Span};

#[test]
fn a_week_has_the_shape_that_was_asked_for() {
    let centre = Centre::example();
    let mut heard = Vec::new();
    let week = centre.generate(1, &mut |done, total| heard.push((done, total))).unwrap();
    assert!(heard.len() > 5 && heard.last().unwrap().0 == heard.last().unwrap().1);
    let spec = KpiSpec {
        zone: centre.zone.clone(),
        by: vec![Dimension::ContactType],
        ..KpiSpec::new(&["arrived", "aht", "handle_cv", "abandon_rate.all", "sl.no_short", "repeat_rate"])
    };
    let table = spec.compute(&week).unwrap();
    for kind in &centre.types {
        let arrived = table.value(&[&kind.id], "arrived").unwrap();
        let expected = kind.contacts_per_day * 5.0 * (1.0 + 0.5 * kind.repeat_share);
        assert!((arrived / expected - 1.0).abs() < 0.2, "{} has {arrived} instead of {expected}", kind.id);
        let aht = table.value(&[&kind.id], "aht").unwrap();
        let expected = kind.talk_s * (1.0 + 0.25 * kind.hold_share) + kind.wrap_up_s;
        assert!((aht / expected - 1.0).abs() < 0.15, "{}: {aht} instead of {expected}", kind.id);
        let abandoned = table.value(&[&kind.id], "abandon_rate.all").unwrap();
        assert!((0.0..0.35).contains(&abandoned), "{}: {abandoned}", kind.id);
    }
    let days = KpiSpec { every: Some(Every::Day), by: vec![], ..spec }.compute(&week).unwrap();
    assert_eq!(days.cells().count(), 5, "closed at the weekend");
    let quality = check(week.clone()).quality;
    for rule in
        [Rule::Duplicate, Rule::WrongOrder, Rule::WaitDisagrees, Rule::OverlappingStates, Rule::StillOpen]
    {
        assert_eq!(quality.count(rule), 0, "{quality}");
    }
}

#[test]
fn patience_can_be_found_again_under_censoring() {
    let mut centre = Centre::example();
    for kind in &mut centre.types {
        kind.patience_shape = 1.0;
        kind.patience_s = 240.0;
    }
    // Fewer agents, so that many customers find out how patient they are.
    centre.agents.retain(|agent| agent.id.ends_with(['1', '2', '3', '4', '5']));
    let week = centre.generate(2, &mut |_, _| {}).unwrap();
    let waits: Vec<(Span, bool)> = week
        .interactions
        .iter()
        .filter(|row| row.was_offered())
        .filter_map(|row| Some((row.waiting_time()?, row.outcome == Outcome::Abandoned)))
        .collect();
    let mean_s = KaplanMeier::fit(&waits).exponential_mean_s().unwrap();
    assert!((mean_s / 240.0 - 1.0).abs() < 0.1, "{mean_s} s instead of 240 s");
}

#[test]
fn contacts_stay_when_another_type_or_more_days_come() {
    let one = Centre { days: 1, ..Centre::example() };
    let mut other = Centre { days: 2, ..Centre::example() };
    other.types[1].contacts_per_day *= 3.0;
    let (before, after) = (one.contacts(9).unwrap(), other.contacts(9).unwrap());
    let regular = before.iter().filter(|contact| contact.contact_type == "regular");
    assert!(regular.clone().count() > 500);
    assert!(regular.clone().all(|contact| after.contains(contact)));
    assert_ne!(one.contacts(9).unwrap(), one.contacts(10).unwrap());
}

#[test]
fn a_wrong_centre_is_a_typed_error() {
    let with = |change: &dyn Fn(&mut Centre)| {
        let mut centre = Centre::example();
        change(&mut centre);
        centre.generate(1, &mut |_, _| {}).unwrap_err()
    };
    let error = with(&|centre| centre.types[0].repeat_share = 1.5);
    assert_eq!(error.code(), "invalid_centre");
    assert_eq!(error.to_string(), "repeat_share of type \"regular\" is 1.5, but must lie between 0 and 1");
    assert_eq!(with(&|centre| centre.days = 0).code(), "invalid_centre");
    assert_eq!(with(&|centre| centre.types[0].talk_s = f64::NAN).code(), "invalid_centre");
    assert_eq!(with(&|centre| centre.types[0].contacts_per_day = 1e6 * 10.0).code(), "invalid_centre");
    assert_eq!(with(&|centre| centre.zone = "Mars".into()).code(), "unknown_zone");
    assert_eq!(with(&|centre| centre.agents[0].from = "soon".into()).code(), "invalid_local_time");
    assert_eq!(with(&|centre| centre.agents.push(centre.agents[0].clone())).code(), "invalid_config");
}
