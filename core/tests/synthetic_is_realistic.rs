//! The generated week looks like a contact centre's, is the same for the same seed, and keeps its
//! contacts when something else changes.
#![allow(clippy::unwrap_used)]

use krarup::metrics::{Dimension, KpiSpec};
use krarup::records::{EndedBy, Interaction, Outcome, Rule, check};
use krarup::statistics::KaplanMeier;
use krarup::synthetic::{Centre, Contact, play};
use krarup::time::{Every, Span, Zone};
use std::collections::BTreeSet;

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
        let expected = kind.talk_s + kind.hold_s * kind.hold_share + kind.wrap_up_s;
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

/// Coefficient of variation.
fn spread(values: &[f64]) -> f64 {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / values.len() as f64;
    variance.sqrt() / mean
}

fn seconds(span: Option<Span>) -> f64 {
    span.unwrap().as_micros() as f64 / 1e6
}

#[test]
fn a_repeat_is_a_conversation_of_its_own_about_the_same() {
    let contacts = Centre::example().contacts(3).unwrap();
    let first = |again: &Contact| {
        let id = again.id.strip_suffix("-again")?;
        contacts.iter().find(|contact| contact.id == id)
    };
    let pairs: Vec<_> = contacts.iter().filter_map(|again| Some((first(again)?, again))).collect();
    assert!(pairs.len() > 200, "{} repeats", pairs.len());
    for (first, again) in pairs {
        assert_eq!(
            (&first.customer, &first.reason, &first.requirements),
            (&again.customer, &again.reason, &again.requirements)
        );
        assert_ne!((first.talk, first.patience), (again.talk, again.patience), "{}", again.id);
        assert!(first.menu != again.menu || first.channel == "chat", "{}", again.id);
        assert!(first.wrap_up != again.wrap_up || first.channel == "chat", "{}", again.id);
        let days = (again.arrived_at - first.arrived_at).as_micros() as f64 / 86.4e9;
        assert!((0.9..6.1).contains(&days), "{} after {days} days", again.id);
    }
}

#[test]
fn nobody_comes_when_it_is_closed() {
    let centre = Centre { days: 14, ..Centre::example() };
    let zone = Zone::new(&centre.zone).unwrap();
    let mut days = BTreeSet::new();
    let mut came_back = 0;
    for contact in centre.contacts(4).unwrap() {
        let label = zone.label(contact.arrived_at).unwrap();
        assert!(("08:00".."18:00").contains(&&label[11..16]), "{} at {label}", contact.id);
        came_back += usize::from(&label[..10] == "2026-03-09" && contact.id.contains("2026-03-06"));
        days.insert(label[..10].to_owned());
    }
    let open: Vec<String> = [2, 3, 4, 5, 6, 9, 10, 11, 12, 13].map(|day| format!("2026-03-{day:02}")).into();
    assert!(days.iter().eq(&open), "{days:?}");
    assert!(came_back > 30, "only {came_back} of Friday's customers came back on Monday");
}

#[test]
fn holds_rings_and_the_end_of_calls_vary_as_people_do() {
    let centre = Centre::example();
    let week = centre.generate(5, &mut |_, _| {}).unwrap();
    let answered: Vec<&Interaction> =
        week.interactions.iter().filter(|row| row.outcome == Outcome::Answered).collect();
    let held = answered.iter().filter(|row| row.hold.unwrap() > Span::ZERO);
    let shares: Vec<f64> = held.map(|row| seconds(row.hold) / seconds(row.talk)).collect();
    assert!(shares.len() > 300 && spread(&shares) > 0.5, "{} of spread {}", shares.len(), spread(&shares));
    let rings: Vec<f64> = answered.iter().map(|row| seconds(row.ring)).collect();
    let mean = rings.iter().sum::<f64>() / rings.len() as f64;
    assert!((mean / centre.ring_s - 1.0).abs() < 0.05, "{mean} s");
    assert!((spread(&rings) / centre.ring_cv - 1.0).abs() < 0.1, "{}", spread(&rings));
    let ended_by = |who| answered.iter().filter(|row| row.ended_by == Some(who)).count();
    let share = ended_by(EndedBy::Agent) as f64 / answered.len() as f64;
    assert!((share - 0.15).abs() < 0.02, "agents end {share}");
    assert_eq!(ended_by(EndedBy::Agent) + ended_by(EndedBy::Customer), answered.len());
    assert!(week.interactions.iter().all(|row| row.ended_by.is_some()));
}

#[test]
fn contacts_that_ask_for_a_skill_get_agents_who_have_it() {
    let centre = Centre::example();
    let contacts = centre.contacts(6).unwrap();
    let week = centre.generate(6, &mut |_, _| {}).unwrap();
    let (mut asked, mut levels) = (0, BTreeSet::new());
    for contact in contacts.iter().filter(|contact| !contact.requirements.is_empty()) {
        let row = week.interactions.iter().find(|row| row.interaction_id == contact.id).unwrap();
        let Some(agent) = &row.agent else { continue };
        let agent = centre.agents.iter().find(|known| known.id == *agent).unwrap();
        for required in &contact.requirements {
            assert!(agent.skills[&required.skill] >= required.level, "{} took {contact:?}", agent.id);
            levels.insert((&required.skill, required.level));
            asked += 1;
        }
    }
    assert!(asked > 300 && levels.len() == 2, "{asked} of {levels:?}");
}

#[test]
fn ids_are_unique_whatever_the_types_are_called() {
    let mut centre = Centre { days: 2, ..Centre::example() };
    let mut twin = centre.types[2].clone();
    twin.id = twin.id.replace(' ', "-");
    centre.types.push(twin);
    let contacts = centre.contacts(7).unwrap();
    let ids: BTreeSet<&str> = contacts.iter().map(|contact| contact.id.as_str()).collect();
    assert_eq!(ids.len(), contacts.len());
}

#[test]
fn a_contact_that_the_router_refuses_is_an_error() {
    let centre = Centre { days: 1, ..Centre::example() };
    let mut contacts = centre.contacts(8).unwrap();
    contacts.truncate(3);
    contacts.iter_mut().for_each(|contact| contact.leaves_in_menu = false);
    contacts[1].contact_type = "nowhere".into();
    let refused = play(&contacts, &centre.queues(), &centre.roster(8).unwrap(), &mut |_, _| {}).unwrap_err();
    assert_eq!(refused.code(), "unknown_queue");
    assert!(refused.to_string().contains(&contacts[1].id), "{refused}");
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
    assert_eq!(with(&|centre| centre.ring_cv = -1.0).code(), "invalid_centre");
    assert_eq!(with(&|centre| centre.types[0].requirements[0].share = 2.0).code(), "invalid_centre");
    assert_eq!(with(&|centre| centre.zone = "Mars".into()).code(), "unknown_zone");
    assert_eq!(with(&|centre| centre.agents[0].from = "soon".into()).code(), "invalid_local_time");
    assert_eq!(with(&|centre| centre.agents.push(centre.agents[0].clone())).code(), "invalid_config");
}

/// `docs/synthetic.md` lists the keys of the example's JSON, no more and no less.
#[test]
fn every_key_is_documented() {
    let example = serde_json::to_value(Centre::example()).unwrap();
    let (kind, agent) = (&example["types"][0], &example["agents"][0]);
    let docs = include_str!("../../docs/synthetic.md");
    let mut sections = docs.split("\n## ").skip(1);
    for object in [&example, kind, &kind["requirements"][0], agent] {
        let section = sections.next().unwrap();
        let rows = section.lines().filter_map(|line| line.strip_prefix("| `"));
        let listed: BTreeSet<&str> = rows.map(|row| row.split('`').next().unwrap()).collect();
        let keys: BTreeSet<&str> = object.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(listed, keys, "{section}");
    }
    assert_eq!(sections.next(), None);
}
