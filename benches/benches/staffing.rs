//! Erlang models by number of agents, and a year of half-hours in one call.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use krarup::staffing::{
    ErlangA, ErlangC, OnError, Requirement, RequirementColumns, ServiceLevel, erlang_b, required_agents,
};
use std::hint::black_box;

const YEAR: usize = 365 * 48;

fn models(criterion: &mut Criterion) {
    for agents in [10.0_f64, 100.0, 1000.0] {
        let load = 0.9 * agents;
        let volume = load * 10.0;
        criterion.bench_with_input(
            BenchmarkId::new("staffing/erlang_b", agents),
            &agents,
            |bencher, &agents| {
                bencher.iter(|| erlang_b(black_box(agents), load));
            },
        );
        criterion.bench_with_input(
            BenchmarkId::new("staffing/erlang_c", agents),
            &agents,
            |bencher, &agents| {
                bencher.iter(|| ErlangC::new(load, 180.0)?.at(black_box(agents))?.service_level(20.0));
            },
        );
        criterion.bench_with_input(
            BenchmarkId::new("staffing/erlang_a", agents),
            &agents,
            |bencher, &agents| {
                bencher.iter(|| {
                    ErlangA::new(volume, 1800.0, 180.0, 90.0)?
                        .at(black_box(agents))?
                        .service_level(20.0, ServiceLevel::default())
                });
            },
        );
    }
    criterion.bench_function("staffing/solve 200 calls", |bencher| {
        bencher.iter(|| Requirement::new(black_box(200.0), 1800.0, 180.0).service_level(0.8, 20.0).solve());
    });
}

fn year(criterion: &mut Criterion) {
    let volume: Vec<f64> = (0..YEAR).map(|row| 50.0 + (row % 48) as f64 * 25.0).collect();
    let mut group = criterion.benchmark_group("staffing/year");
    group.throughput(Throughput::Elements(YEAR as u64)).sample_size(20);
    for (name, patience_s) in [("Erlang C", None), ("Erlang A", Some([90.0].as_slice()))] {
        group.bench_function(name, |bencher| {
            let columns = RequirementColumns {
                volume: &volume,
                interval_s: &[1800.0],
                aht_s: &[180.0],
                patience_s,
                service_level: Some(&[0.8]),
                target_wait_s: Some(&[20.0]),
                ..RequirementColumns::default()
            };
            bencher.iter(|| required_agents(&columns, OnError::Raise));
        });
    }
    group.finish();
}

criterion_group!(benches, models, year);
criterion_main!(benches);
