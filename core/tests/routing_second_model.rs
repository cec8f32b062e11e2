//! The router against a second model written from the documents alone: swarm-generated runs, the same events, rejects,
//! orders and exclusions at every step, and each rule hit often. `KRARUP_RANDOM_INPUTS` sets how many commands,
//! `KRARUP_SEED` the seed.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod second_model;

use krarup::random::Stream;
use second_model::compare::{Difference, Pair};
use second_model::draw::{Dice, RunInput};
use second_model::swarm::Swarm;
use second_model::tally::Tally;

/// Hits that every rule needs in a run of at least this many commands.
const ENOUGH: u64 = 1_000;
const FULL_RUN: u64 = 1_200_000;

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).map_or(default, |text| text.parse().unwrap())
}

/// One run: a draw of features, a configuration and inputs. Its number alone decides what it is.
struct Run {
    swarm: Swarm,
    config: krarup::routing::Config,
    inputs: Vec<RunInput>,
    tally: Tally,
}

fn play(seed: u64, number: u64) -> Result<Run, Box<(Run, Difference)>> {
    let mut dice = Dice(Stream::new(seed, 0, 0, number));
    let mut swarm = Swarm::draw(&mut dice);
    let config = swarm.config(&mut dice);
    let mut pair = Pair::new(&config, &swarm);
    let mut inputs = Vec::new();
    for _ in 0..swarm.length(&mut dice) {
        let input = swarm.input(&mut dice, &pair.world);
        inputs.push(input);
        if let Err(difference) = pair.input(&inputs[inputs.len() - 1]) {
            let tally = pair.world.tally;
            return Err(Box::new((Run { swarm, config, inputs, tally }, difference)));
        }
    }
    Ok(Run { swarm, config, inputs, tally: pair.world.tally })
}

/// The first difference that these inputs show, if any.
fn replay(run: &Run, inputs: &[RunInput]) -> Option<(usize, Difference)> {
    let mut pair = Pair::new(&run.config, &run.swarm);
    inputs.iter().enumerate().find_map(|(place, input)| Some((place, pair.input(input).err()?)))
}

/// Leaves out inputs, many at first, as long as there is still a difference.
fn shrink(run: &Run) -> (Vec<RunInput>, Option<Difference>) {
    let (mut inputs, mut shown) = (run.inputs.clone(), None);
    let mut length = inputs.len().div_ceil(2);
    loop {
        let mut from = 0;
        while from < inputs.len() {
            let rest = inputs[..from].iter().chain(inputs.iter().skip(from + length));
            let fewer: Vec<RunInput> = rest.cloned().collect();
            match replay(run, &fewer) {
                Some((place, difference)) => {
                    inputs = fewer;
                    inputs.truncate(place + 1);
                    shown = Some(difference);
                }
                None => from += length,
            }
        }
        if length == 1 {
            return (inputs, shown);
        }
        length = length.div_ceil(2);
    }
}

fn report(seed: u64, number: u64, run: &Run, first: Difference) -> String {
    let (inputs, shown) = shrink(run);
    let difference = shown.unwrap_or(first);
    let lines = inputs.iter().map(|RunInput { at, id, command }| {
        format!("  {at} {id:?} {}", serde_json::to_string(command).unwrap())
    });
    let lines: Vec<String> = lines.collect();
    let config = serde_json::to_string(&run.config).unwrap();
    let start = run.swarm.start;
    let Difference { what, router, model } = difference;
    format!(
        "seed {seed}, run {number}: {what} differs\nconfiguration, from {start}:\n  {config}\ninputs:\n{}\n\
         router: {router}\nmodel: {model}",
        lines.join("\n")
    )
}

#[test]
fn router_and_second_model_agree() {
    let (wanted, seed) = (number("KRARUP_RANDOM_INPUTS", FULL_RUN), number("KRARUP_SEED", 1));
    let threads = std::thread::available_parallelism().map_or(1, usize::from) as u64;
    // Every thread plays each so many-th run, until it has played its share of inputs.
    let share = |first: u64| {
        let (mut tally, mut played, mut number) = (Tally::default(), 0, first);
        while played < wanted.div_ceil(threads) {
            let run = play(seed, number).map_err(|failed| report(seed, number, &failed.0, failed.1))?;
            played += run.inputs.len() as u64;
            tally.add(&run.tally);
            number += threads;
        }
        Ok::<_, String>(tally)
    };
    let mut all = Tally::default();
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|first| scope.spawn(move || share(first))).collect();
        for worker in workers {
            match worker.join().unwrap() {
                Ok(tally) => all.add(&tally),
                Err(report) => panic!("{report}"),
            }
        }
    });
    let rules = all.of_all_rules();
    rules.iter().for_each(|(kind, rule, hits)| println!("{hits:>9} {kind} {rule}"));
    let rare: Vec<_> = rules.iter().filter(|(_, _, hits)| *hits < ENOUGH).collect();
    assert!(wanted < FULL_RUN || rare.is_empty(), "hit less than {ENOUGH} times: {rare:?}");
}
