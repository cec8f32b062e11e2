//! The figures that are promised of routing and of the exact day, as ratios in one process: prints a table and fails when one is missed.
#![allow(clippy::expect_used, clippy::unwrap_used)]

use krarup::staffing::{Day, Method, ServiceLevel, ShiftEnd};
use krarup_benches::{LargeCentre, PlainDay, Population};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::alloc::System;
use std::time::{Duration, Instant};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Times of operations, sorted.
struct Times(Vec<Duration>);

impl Times {
    fn of(count: usize, mut operation: impl FnMut()) -> Self {
        let times = (0..count).map(|_| {
            let start = Instant::now();
            operation();
            start.elapsed()
        });
        Self::sorted(times.collect())
    }

    fn sorted(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        Self(times)
    }

    fn mean(&self) -> f64 {
        self.0.iter().map(Duration::as_secs_f64).sum::<f64>() / self.0.len() as f64
    }

    fn quantile(&self, share: f64) -> f64 {
        let place = ((self.0.len() - 1) as f64 * share) as usize;
        self.0[place].as_secs_f64()
    }
}

fn show(name: &str, times: &Times) {
    let ns = |seconds: f64| seconds * 1e9;
    let [p50, p99, p999] = [0.5, 0.99, 0.999].map(|share| ns(times.quantile(share)));
    println!(
        "{name:<58} mean {:>9.0}  p50 {p50:>9.0}  p99 {p99:>9.0}  p99.9 {p999:>9.0} ns",
        ns(times.mean())
    );
}

/// What a workload took, as a whole and by its commands.
fn measured(
    name: &str,
    centre: &mut LargeCentre,
    count: usize,
    mut operation: impl FnMut(&mut LargeCentre),
) -> Times {
    centre.time_commands();
    let times = Times::of(count, || operation(centre));
    show(&format!("  {name}"), &times);
    for (command, times) in centre.timings() {
        show(&format!("    {command}"), &Times::sorted(times));
    }
    times
}

/// A contact ends, its agent takes what he is offered next, and another contact comes.
fn cycle(centre: &mut LargeCentre) {
    centre.complete();
    centre.enqueue();
}

/// How much faster the indexed router is than the naive one at a size the naive one can do: its median, and its slowest
/// of a thousand, each beside the naive router's median.
fn ratios(population: Population) -> (f64, f64) {
    let centre = || LargeCentre::saturated(NAIVE_AGENTS, population, NAIVE_WAITING);
    let (mut indexed, mut naive) = (centre(), centre().into_naive());
    let name = format!("{NAIVE_AGENTS} agents, {NAIVE_WAITING} waiting");
    let indexed = measured(&name, &mut indexed, CYCLES, cycle);
    let naive = measured("the same by the naive router", &mut naive, 4, cycle);
    (naive.quantile(0.5) / indexed.quantile(0.5), naive.quantile(0.5) / indexed.quantile(0.999))
}

/// The median of a cycle with so much waiting, and the bytes that each waiting contact takes beside the rest.
fn large(population: Population, waiting: usize) -> (f64, usize) {
    let held = |waiting| {
        let region = Region::new(ALLOCATOR);
        let mut centre = LargeCentre::saturated(AGENTS, population, waiting);
        centre.drain();
        let change = region.change();
        (centre, change.bytes_allocated - change.bytes_deallocated)
    };
    let (mut centre, bytes) = held(waiting);
    let name = format!("{AGENTS} agents, {waiting} waiting, one free at a time");
    let times = measured(&name, &mut centre, CYCLES, cycle);
    let (_, without) = held(0);
    (times.quantile(0.5), bytes.saturating_sub(without) / waiting)
}

/// Everybody logs in at once, with much waiting.
fn storm(population: Population) {
    let mut centre = LargeCentre::new(STORM, population);
    (0..2 * STORM).for_each(|_| centre.enqueue());
    let mut agents = 0..STORM;
    measured(&format!("{STORM} agents log in, each takes a contact"), &mut centre, STORM, |centre| {
        centre.log_in(agents.next().unwrap_or_default());
    });
}

/// Nine of ten contacts demand what few agents have.
fn skewed(population: Population) {
    let mut centre = LargeCentre::saturated(AGENTS, population, 0);
    let name = format!("{AGENTS} agents, nine of ten contacts for a few of them");
    measured(&name, &mut centre, CYCLES, |centre| {
        centre.enqueue_skewed();
        centre.complete();
    });
}

/// Not much more comes than the agents can do.
fn steady(population: Population) {
    let mut centre = LargeCentre::saturated(AGENTS, population, 0);
    (0..centre.busy() / 20).for_each(|_| {
        centre.complete();
    });
    measured(&format!("{AGENTS} agents, one of twenty free"), &mut centre, CYCLES, |centre| {
        centre.enqueue();
        centre.complete();
    });
}

const AGENTS: usize = 10_000;
const STORM: usize = 5_000;
const CYCLES: usize = 20_000;
/// What the naive router does within seconds.
const NAIVE_AGENTS: usize = 200;
const NAIVE_WAITING: usize = 1_000;
/// How often the contact that takes longest of a thousand goes into the naive router's median, at least.
const SLOWEST: f64 = 20.0;
/// What a contact that waits may take, its id of 17 bytes and what was foretold of its wait included.
const MOST_BYTES: usize = 200;

/// How much faster an exact day of 48 half-hours at up to 100 agents is than plain uniformisation of all its
/// states, and how far their mean queues are apart.
fn exact_day() -> (f64, f64) {
    let wave = |i: usize| 0.55 - 0.45 * (i as f64 / 48.0 * std::f64::consts::TAU).cos();
    let volume: Vec<f64> = (0..48).map(|i| 560.0 * wave(i)).collect();
    let staff: Vec<u32> = volume.iter().map(|volume| (volume / 6.0 + 6.0).ceil() as u32).collect();
    let day = Day::from_columns(&volume, &[300.0], 1800.0)
        .and_then(|day| day.patience(120.0))
        .and_then(|day| day.service_level(20.0, ServiceLevel::Offered))
        .unwrap()
        .shift_end(ShiftEnd::Preempt);
    let plain = PlainDay {
        volume: &volume,
        staff: &staff,
        interval_s: 1800.0,
        aht_s: 300.0,
        patience_s: 120.0,
        target_s: 20.0,
        cap: 260,
    };
    println!("an exact day of 48 half-hours, up to {} agents", staff.iter().max().unwrap());
    let exact = Times::of(20, || drop(day.evaluate(&staff, Method::Exact).unwrap()));
    let baseline = Times::of(7, || drop(plain.run()));
    show("  windowed, with steady states seen", &exact);
    show("  plain uniformisation, all states, every step", &baseline);
    let intervals = day.evaluate(&staff, Method::Exact).unwrap().intervals;
    let apart = intervals.iter().zip(plain.run()).map(|(got, want)| (got.mean_queue_length - want.1).abs());
    (baseline.quantile(0.5) / exact.quantile(0.5), apart.fold(0.0, f64::max))
}

fn main() {
    // Cargo says --bench, or --test when it only wants to know whether it runs.
    let mut missed = Vec::new();
    let mut promise = |what: String, kept: bool| {
        println!("  {} {what}", if kept { "kept:" } else { "MISSED:" });
        if !kept {
            missed.push(what);
        }
    };
    for (population, name, least) in [
        (Population::Sets, "200 sets of skills", 200.0),
        (Population::AllDifferent, "all agents different", 50.0),
    ] {
        println!("{name}; times of a whole contact (complete, offer, accept, enqueue), then of its commands");
        let (faster, slowest) = ratios(population);
        promise(format!("{faster:.0} times the naive router, at least {least} promised"), faster >= least);
        promise(
            format!("the slowest of a thousand {slowest:.0} times its median, at least {SLOWEST} promised"),
            slowest >= SLOWEST,
        );
        steady(population);
        skewed(population);
        storm(population);
        let (some, bytes) = large(population, 100_000);
        let (many, _) = large(population, 1_000_000);
        let growth = many / some;
        promise(
            format!("100,000 to 1,000,000 waiting costs {growth:.2} times, less than 3 promised"),
            growth < 3.0,
        );
        promise(
            format!("{bytes} bytes for each of 100,000 that wait, at most {MOST_BYTES} promised"),
            bytes <= MOST_BYTES,
        );
    }
    let (faster, apart) = exact_day();
    promise(format!("{faster:.1} times plain uniformisation, at least 6 promised"), faster >= 6.0);
    promise(format!("{apart:.0e} at most between their mean queues, 1e-9 promised"), apart <= 1e-9);
    assert!(missed.is_empty(), "missed: {missed:#?}");
}
