//! A contact's whole cycle (enqueue, offer, accept, complete, wrap-up) by size of the centre.

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use krarup::routing::Router;
use krarup_benches::{contact, idle_centre};

fn cycle(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("routing/contact");
    for agents in [10, 100, 1000] {
        let mut router = idle_centre(agents);
        let mut number = 1;
        group.bench_function(BenchmarkId::from_parameter(agents), |bencher| {
            bencher.iter(|| {
                number += 1;
                contact(&mut router, number)
            });
        });
    }
    group.finish();
}

fn snapshot(criterion: &mut Criterion) {
    let mut router = idle_centre(100);
    (1..100).for_each(|number| {
        contact(&mut router, number);
    });
    let bytes = router.snapshot();
    criterion.bench_function("routing/snapshot of 100 agents", |bencher| bencher.iter(|| router.snapshot()));
    criterion
        .bench_function("routing/restore of 100 agents", |bencher| bencher.iter(|| Router::restore(&bytes)));
}

criterion_group!(benches, cycle, snapshot);
criterion_main!(benches);
