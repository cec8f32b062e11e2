//! The figures that are promised of routing, as ratios in one process: prints a table and fails when one is missed.
#![allow(clippy::expect_used, clippy::unwrap_used)]

use krarup_benches::{LargeCentre, Population};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::alloc::System;
use std::time::{Duration, Instant};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Times of operations, sorted.
struct Times(Vec<Duration>);

impl Times {
    fn of(count: usize, mut operation: impl FnMut()) -> Self {
        let mut times: Vec<Duration> = (0..count)
            .map(|_| {
                let start = Instant::now();
                operation();
                start.elapsed()
            })
            .collect();
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

fn cycle(centre: &mut LargeCentre) {
    centre.complete();
    centre.enqueue();
}

fn main() {
    for population in [Population::Sets, Population::AllDifferent] {
        for waiting in [100_000, 1_000_000] {
            let region = Region::new(ALLOCATOR);
            let start = Instant::now();
            let mut centre = LargeCentre::saturated(10_000, population, waiting);
            centre.drain();
            let set_up = start.elapsed();
            let change = region.change();
            let bytes = change.bytes_allocated - change.bytes_deallocated;
            println!(
                "{population:?} {waiting}: {} busy, set up in {set_up:.1?}, {bytes} bytes held",
                centre.busy()
            );
            let times = Times::of(100_000, || cycle(&mut centre));
            show(&format!("{population:?}, {waiting} waiting: complete, offer, accept, enqueue"), &times);
        }
    }
}
