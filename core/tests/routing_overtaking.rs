//! How long one can be overtaken under `deadline` and `service_level` order: the bounds that docs/routing.md states, over
//! random arrivals, targets and service times.
#![allow(clippy::unwrap_used)]

use krarup::routing::{Command, Config, Event, Router};
use krarup::time::Timestamp;
use proptest::prelude::*;
use serde_json::json;
use std::collections::BTreeMap;

/// Targets of the three queues that one pool of agents serves, in seconds.
const TARGETS: [i64; 3] = [20, 60, 300];

#[derive(Clone, Debug)]
struct Arrival {
    after_s: i64,
    queue: usize,
    service_s: i64,
}

fn arrival() -> impl Strategy<Value = Arrival> {
    (0..30_i64, 0..TARGETS.len(), 1..200_i64).prop_map(|(after_s, queue, service_s)| Arrival {
        after_s,
        queue,
        service_s,
    })
}

/// When each came, to which queue, and when it began to be served, in seconds.
fn served(scoring: &str, agents: usize, arrivals: &[Arrival]) -> Vec<(i64, usize, i64)> {
    let queues: Vec<_> = TARGETS
        .iter()
        .map(|target| {
            let id = format!("within {target}");
            json!({ "id": id, "scoring": scoring, "auto_accept": true, "target_wait_us": target * 1_000_000 })
        })
        .collect();
    let memberships: BTreeMap<String, serde_json::Value> =
        TARGETS.iter().map(|target| (format!("within {target}"), json!({}))).collect();
    let agents: Vec<_> = (0..agents)
        .map(|n| json!({ "id": format!("a{n}"), "queues": memberships, "presence": "available" }))
        .collect();
    let config: Config = serde_json::from_value(json!({ "queues": queues, "agents": agents })).unwrap();
    let at = Timestamp::from_seconds;
    let mut router = Router::new(config, at(0)).unwrap();
    // What ends next: (when, which). An end comes before an arrival at the same second.
    let mut ends: std::collections::BTreeSet<(i64, usize)> = Default::default();
    let mut came = Vec::new();
    let mut began: BTreeMap<usize, i64> = BTreeMap::new();
    let mut now_s = 0;
    let mut hear = |second: i64,
                    events: Vec<(Timestamp, Event)>,
                    ends: &mut std::collections::BTreeSet<(i64, usize)>| {
        for (_, event) in events {
            if let Event::Assigned { interaction, .. } = event {
                let number: usize = interaction.parse().unwrap();
                began.insert(number, second);
                ends.insert((second + arrivals[number].service_s, number));
            }
        }
    };
    for number in 0..=arrivals.len() {
        let next_s = arrivals.get(number).map_or(i64::MAX, |arrival| now_s + arrival.after_s);
        while let Some((end_s, which)) = ends.first().copied().filter(|(end_s, _)| *end_s <= next_s) {
            ends.pop_first();
            let over = Command::Complete {
                interaction: which.to_string(),
                agent: None,
                wrap_code: None,
                ended_by: None,
            };
            hear(end_s, router.apply(at(end_s), None, over).unwrap().events, &mut ends);
        }
        let Some(arrival) = arrivals.get(number) else { break };
        now_s = next_s;
        came.push(now_s);
        let queue = format!("within {}", TARGETS[arrival.queue]);
        let new = json!({ "type": "enqueue", "interaction": number.to_string(), "queue": queue });
        let new: Command = serde_json::from_value(new).unwrap();
        hear(now_s, router.apply(at(now_s), None, new).unwrap().events, &mut ends);
    }
    let all = arrivals.iter().enumerate();
    all.map(|(number, arrival)| (came[number], arrival.queue, began[&number])).collect()
}

/// Those that came later and were served earlier, while it waited.
fn overtakers<'a>(
    all: &'a [(i64, usize, i64)],
    place: usize,
) -> impl Iterator<Item = &'a (i64, usize, i64)> + 'a {
    let (_, _, began) = all[place];
    all[place + 1..].iter().filter(move |other| other.2 < began)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn under_deadline_order_only_what_is_due_earlier_overtakes(
        agents in 1..4_usize,
        arrivals in prop::collection::vec(arrival(), 1..60),
    ) {
        let all = served("deadline", agents, &arrivals);
        for (place, &(came, queue, _)) in all.iter().enumerate() {
            for &(other_came, other_queue, _) in overtakers(&all, place) {
                prop_assert!(other_came + TARGETS[other_queue] <= came + TARGETS[queue]);
                prop_assert!(other_came - came <= TARGETS[queue] - TARGETS[0]);
            }
        }
    }

    #[test]
    fn under_service_level_order_only_what_came_in_the_first_part_of_the_wait_overtakes(
        agents in 1..4_usize,
        arrivals in prop::collection::vec(arrival(), 1..60),
    ) {
        let all = served("service_level", agents, &arrivals);
        for (place, &(came, queue, began)) in all.iter().enumerate() {
            for &(other_came, other_queue, other_began) in overtakers(&all, place) {
                // Exactly: the other had used up at least as much of its target when it was taken.
                let (own, other) = (other_began - came, other_began - other_came);
                prop_assert!(other * TARGETS[queue] >= own * TARGETS[other_queue]);
                let wait = began - came;
                prop_assert!((other_came - came) * TARGETS[queue] <= wait * (TARGETS[queue] - TARGETS[0]));
            }
        }
    }
}

#[test]
fn overtaking_does_happen() {
    let arrival = |after_s, queue, service_s| Arrival { after_s, queue, service_s };
    let arrivals = [arrival(0, 0, 100), arrival(1, 2, 10), arrival(10, 0, 10)];
    for scoring in ["deadline", "service_level"] {
        let all = served(scoring, 1, &arrivals);
        assert_eq!(all, [(0, 0, 0), (1, 2, 110), (11, 0, 100)], "{scoring}");
    }
}
