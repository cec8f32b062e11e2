//! `docs/metrics.md` says what the registry says. `KRARUP_WRITE_GOLDEN=1 cargo test --test metrics_page`
//! writes it anew.
#![allow(clippy::unwrap_used)]

use krarup::metrics::{Level, definitions};
use std::fs;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/metrics.md");
const HEAD: &str = "# Metrics

Every metric by its id, with its formula in words. T is the target wait (20 s by default, a wait of exactly T is within),
s the limit of a short abandon (5 s). *Placed by* is the instant that puts a contact into an interval, the default first;
without intervals every contact counts once. *Level* says where the metric makes sense: `queue` = per queue, channel, type
and reason, `agent` = per agent, `any` = both. A value that cannot be given is null with its reason: `zero_denominator`,
`below_min_n`, `not_recorded`, `level_not_allowed` or `window_open`.

`num` and `den` are whole numbers: contacts, or for lengths of time microseconds, so that sums over cells are exact; `value`
is in the metric's unit, so that the mean of a length of time is `num / den / 1e6`. *Offered with known wait* is answered and
abandoned contacts whose wait is recorded, and all that flowed out or are open. A group and interval in which no metric has
anything to count has no row.

This page is written from the registry; a test keeps it so.

| id | unit | formula | placed by | level |
|---|---|---|---|---|
";

#[test]
fn the_page_is_the_registry() {
    let mut page = HEAD.to_owned();
    for definition in definitions() {
        let placed: Vec<&str> =
            definition.attributions.iter().map(|attribution| attribution.name()).collect();
        let level = match definition.level {
            Level::Queue => "queue",
            Level::Any => "any",
            Level::Agent => "agent",
        };
        let (id, unit, formula) = (definition.id, definition.unit.name(), definition.formula);
        page += &format!("| `{id}` | {unit} | {formula} | {} | {level} |\n", placed.join(", "));
    }
    if std::env::var_os("KRARUP_WRITE_GOLDEN").is_some() {
        fs::write(PAGE, &page).unwrap();
    }
    assert_eq!(fs::read_to_string(PAGE).unwrap(), page);
}
