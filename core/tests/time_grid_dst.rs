//! Grids on the days on which clocks change, in three zones.
#![allow(clippy::unwrap_used)]

use krarup::time::{Every, Grid, Span, Timestamp, Zone};
use proptest::prelude::*;

/// Zone, the day its clock goes forward, the day it goes back, and the shift in quarter hours.
const CHANGES: [(&str, &str, &str, usize); 3] = [
    ("Europe/Copenhagen", "2026-03-29", "2026-10-25", 4),
    ("America/New_York", "2026-03-08", "2026-11-01", 4),
    ("Australia/Lord_Howe", "2026-10-04", "2026-04-05", 2),
];

fn quarters_of(zone: &str, date: &str) -> usize {
    let noon = Zone::new(zone).unwrap().at(date, "12:00:00").unwrap();
    let day = Grid::new(Every::Day, zone).unwrap().interval_of(noon).unwrap();
    Grid::new(Every::Minutes15, zone).unwrap().intervals(day.start, day.end).unwrap().len()
}

#[test]
fn a_spring_day_is_shorter_and_a_fall_back_day_longer() {
    for (zone, forward, back, shift) in CHANGES {
        assert_eq!(quarters_of(zone, forward), 96 - shift, "{zone}");
        assert_eq!(quarters_of(zone, back), 96 + shift, "{zone}");
    }
}

#[test]
fn the_repeated_hour_is_two_intervals() {
    let zone = Zone::new("Europe/Copenhagen").unwrap();
    let first = zone.at("2026-10-25", "2:30:00").unwrap();
    let grid = Grid::new(Every::Minutes60, "Europe/Copenhagen").unwrap();
    let (one, two) =
        (grid.interval_of(first).unwrap(), grid.interval_of(first + Span::from_seconds(3600)).unwrap());
    assert_eq!(zone.label(one.start).unwrap(), "2026-10-25T02:00:00+02:00");
    assert_eq!(zone.label(two.start).unwrap(), "2026-10-25T02:00:00+01:00");
    assert_eq!(one.end, two.start);
}

#[test]
fn an_unknown_zone_is_a_typed_error() {
    let error = Zone::new("Europe/Kopenhagen").unwrap_err();
    assert_eq!(error.code(), "unknown_zone");
    assert!(error.to_string().contains("Kopenhagen"));
}

proptest! {
    #[test]
    fn intervals_tile_the_time_line(zone in 0_usize..3, every in 0_usize..4, seconds in 1_760_000_000_i64..1_800_000_000) {
        let zone = CHANGES[zone].0;
        let every = [Every::Minutes15, Every::Minutes30, Every::Minutes60, Every::Day][every];
        let grid = Grid::new(every, zone).unwrap();
        let at = Timestamp::from_seconds(seconds);
        let interval = grid.interval_of(at).unwrap();
        prop_assert!(interval.start <= at && at < interval.end);
        prop_assert_eq!(grid.interval_of(interval.start).unwrap(), interval);
        prop_assert_eq!(grid.interval_of(interval.end - Span::from_micros(1)).unwrap(), interval);
        prop_assert_eq!(grid.interval_of(interval.end).unwrap().start, interval.end);
    }
}
