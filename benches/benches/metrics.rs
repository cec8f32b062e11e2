//! KPIs of a generated week.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use krarup::metrics::{Dimension, KpiSpec, definitions, patience};
use krarup::time::Every;
use krarup_benches::week;

fn kpis(criterion: &mut Criterion) {
    let records = week();
    let mut group = criterion.benchmark_group("metrics");
    group.throughput(Throughput::Elements(records.interactions.len() as u64));
    let by_half_hour = |metrics: &[&str]| KpiSpec {
        by: vec![Dimension::Queue],
        every: Some(Every::Minutes30),
        zone: "Europe/Copenhagen".to_owned(),
        ..KpiSpec::new(metrics)
    };
    let few = by_half_hour(&["offered", "sl.no_short", "asa", "abandon_rate.all"]);
    let ids: Vec<&str> = definitions().iter().map(|definition| definition.id).collect();
    let all = by_half_hour(&ids);
    group
        .bench_function("four KPIs by queue and half-hour", |bencher| bencher.iter(|| few.compute(&records)));
    group.bench_function("all KPIs by queue and half-hour", |bencher| bencher.iter(|| all.compute(&records)));
    group.bench_function("patience", |bencher| bencher.iter(|| patience(&records.interactions)));
    group.finish();
}

criterion_group!(benches, kpis);
criterion_main!(benches);
