//! `counts NAME TIMES` does a piece of work so many times, for `scripts/bench_counts.py`, which counts its instructions
//! as those of many times less those of none. Without arguments it lists the names and how often each is worth doing.

use krarup::staffing::{ErlangA, Requirement, ServiceLevel};
use krarup_benches::{LargeCentre, Population, contact, idle_centre};
use std::hint::black_box;

/// A name, how often, and what is made ready first and then done so often.
type Work = (&'static str, u32, fn(u32));

const WORK: [Work; 9] = [
    ("routing: a contact among 100 alike and idle", 200, |times| {
        let mut router = idle_centre(100);
        (0..times).for_each(|number| {
            contact(&mut router, i64::from(number) + 1);
        });
    }),
    ("routing: saturated, 200 sets of skills", 200, |times| saturated(Population::Sets, times)),
    ("routing: saturated, all agents different", 200, |times| saturated(Population::AllDifferent, times)),
    ("routing: one of twenty free, 200 sets of skills", 200, |times| steady(Population::Sets, times)),
    ("routing: one of twenty free, all agents different", 200, |times| {
        steady(Population::AllDifferent, times)
    }),
    ("routing: an agent of 200 sets logs in", 200, |times| storm(Population::Sets, times)),
    ("routing: an agent unlike all others logs in", 200, |times| storm(Population::AllDifferent, times)),
    ("staffing: agents for 200 calls, Erlang C", 1_000, |times| {
        (0..times).for_each(|_| {
            let requirement = Requirement::new(black_box(200.0), 1800.0, 180.0).service_level(0.8, 20.0);
            let _ = black_box(requirement.solve());
        });
    }),
    ("staffing: service level of 100 agents, Erlang A", 1_000, |times| {
        (0..times).for_each(|_| {
            let model = ErlangA::new(black_box(900.0), 1800.0, 180.0, 90.0);
            let level = model.and_then(|model| model.at(100.0)?.service_level(20.0, ServiceLevel::default()));
            let _ = black_box(level);
        });
    }),
];

const AGENTS: usize = 800;
const WAITING: usize = 3_000;

fn saturated(population: Population, times: u32) {
    let mut centre = LargeCentre::saturated(AGENTS, population, WAITING);
    for _ in 0..times {
        centre.complete();
        centre.enqueue();
    }
}

fn steady(population: Population, times: u32) {
    let mut centre = LargeCentre::saturated(AGENTS, population, 0);
    (0..centre.busy() / 20).for_each(|_| {
        centre.complete();
    });
    for _ in 0..times {
        centre.enqueue();
        centre.complete();
    }
}

fn storm(population: Population, times: u32) {
    let mut centre = LargeCentre::new(AGENTS, population);
    (0..WAITING).for_each(|_| centre.enqueue());
    (0..times as usize).for_each(|agent| centre.log_in(agent));
}

fn main() -> Result<(), String> {
    let mut arguments = std::env::args().skip(1);
    let Some(name) = arguments.next() else {
        WORK.iter().for_each(|(name, times, _)| println!("{times}\t{name}"));
        return Ok(());
    };
    let work = WORK.iter().find(|work| work.0 == name).ok_or("no such name")?;
    let times = arguments.next().and_then(|times| times.parse().ok()).ok_or("how often?")?;
    work.2(times);
    Ok(())
}
