//! The cheapest staff is the least of all, the frontier tells each agent's worth, and what staff bear is the most.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use krarup::staffing::{Binding, Costs, Requirement};
use proptest::prelude::*;

fn requirement() -> impl Strategy<Value = Requirement> {
    let demand = (0.5..400.0_f64, 20.0..600.0_f64, prop::option::of(20.0..600.0_f64));
    demand.prop_map(|(volume, aht_s, patience_s)| Requirement {
        patience_s,
        ..Requirement::new(volume, 1800.0, aht_s).service_level(0.8, 20.0)
    })
}

proptest! {
    #[test]
    fn no_other_number_is_cheaper(
        requirement in requirement(),
        per_waiting_hour in 0.0..500.0_f64,
        per_abandoned in 0.0..30.0_f64,
    ) {
        let per_abandoned = if requirement.patience_s.is_some() { per_abandoned } else { 0.0 };
        let costs = Costs { per_agent_hour: 30.0, per_waiting_hour, per_abandoned };
        let best = requirement.cheapest(&costs).unwrap();
        for point in requirement.frontier(&costs, 0, best.agents + 60).unwrap() {
            prop_assert!(point.cost_per_hour >= best.cost_per_hour);
        }
    }

    #[test]
    fn staff_bear_what_they_say_and_no_more(requirement in requirement(), agents in 2..80_u32) {
        let agents = f64::from(agents);
        for (bearable, with) in [
            (requirement.volume_for(agents).unwrap(), (|r, volume| Requirement { volume, ..r }) as fn(Requirement, f64) -> _),
            (requirement.aht_for(agents).unwrap(), |r, aht_s| Requirement { aht_s, ..r }),
        ] {
            prop_assert!(with(requirement, bearable.value).measures(agents).unwrap().service_level >= 0.8);
            let beyond = with(requirement, bearable.value * (1.0 + 1e-9)).measures(agents);
            prop_assert!(beyond.is_err() || beyond.unwrap().service_level < 0.8);
            prop_assert_eq!(bearable.binding, Binding::ServiceLevel);
        }
    }

    #[test]
    fn a_percentile_is_the_share_within_its_wait(requirement in requirement(), share in 0.5..0.98_f64) {
        let requirement = Requirement { service_level: None, ..requirement }.max_wait(share, 30.0);
        let answer = requirement.solve().unwrap();
        prop_assert!(answer.at.share_within_max_wait.unwrap() >= share);
        if let Some(below) = answer.at_minus_one {
            prop_assert!(below.share_within_max_wait.unwrap() < share);
            prop_assert_eq!(answer.binding, Binding::MaxWait);
        }
    }
}

#[test]
fn large_centres_are_searched_as_well() {
    let costs = Costs { per_agent_hour: 1.0, per_waiting_hour: 10.0, per_abandoned: 5.0 };
    let requirement = Requirement::new(100_000.0, 1800.0, 300.0).patience(120.0);
    let best = requirement.cheapest(&costs).unwrap();
    for point in requirement.frontier(&costs, best.agents - 200, best.agents + 200).unwrap() {
        assert!(point.cost_per_hour >= best.cost_per_hour);
    }
}

#[test]
fn errors_name_the_cost() {
    let requirement = Requirement::new(100.0, 1800.0, 180.0);
    let costs = Costs { per_agent_hour: 30.0, per_waiting_hour: 0.0, per_abandoned: 2.0 };
    let error = requirement.cheapest(&costs).unwrap_err().to_string();
    assert_eq!(error, "per_abandoned is 2, but must be 0 without patience_s: under Erlang C nobody abandons");
    let free = Costs::default();
    let error = requirement.cheapest(&free).unwrap_err().to_string();
    assert_eq!(error, "per_agent_hour is 0, but must lie between 1e-9 and 1e12");
    let requirement = requirement.max_occupancy(1.0);
    let error = requirement.patience(1e9).max_abandonment(1.0).volume_for(0.0).unwrap_err().to_string();
    assert_eq!(error, "agents is 0, but must be greater than 0");
}

#[test]
fn a_rate_that_rounds_below_the_fewest_agents_costs_no_panic() {
    let mut fell_short = 0;
    for cents in 1..400 {
        let per_agent_hour = f64::from(cents) / 100.0;
        let costs = Costs { per_agent_hour, ..Costs::default() };
        let cheapest = Requirement::new(200.0, 1800.0, 180.0).cheapest(&costs).unwrap();
        assert_eq!(
            cheapest.agents, 21,
            "nothing but staff costs, so the fewest who serve at all are cheapest"
        );
        fell_short += u32::from(per_agent_hour * 21.0 / per_agent_hour < 21.0);
    }
    assert!(fell_short > 0, "no rate rounds down: this test shows nothing");
}
