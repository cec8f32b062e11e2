//! What the demo prints.

use crate::day::Day;
use krarup::metrics::KpiTable;
use std::fmt::Write as _;
use std::io::{IsTerminal, Write as _};
use std::time::Instant;

pub(crate) fn title(text: &str) {
    println!("\n{text}\n{}", "─".repeat(text.chars().count()));
}

/// A progress bar on the error stream, where that is a terminal.
pub(crate) struct Progress {
    what: &'static str,
    start: Instant,
    visible: bool,
}

impl Progress {
    pub(crate) fn new(what: &'static str) -> Self {
        Self { what, start: Instant::now(), visible: std::io::stderr().is_terminal() }
    }

    pub(crate) fn show(&mut self, done: u64, total: u64) {
        if self.visible && total > 0 {
            let share = (done as f64 / total as f64).min(1.0);
            let bar = "█".repeat((share * 30.0) as usize);
            eprint!("\r{:>10} {:>3.0}% |{bar:<30}|", self.what, share * 100.0);
            let _ = std::io::stderr().flush();
        }
    }

    pub(crate) fn end(self) {
        let clear = if self.visible { "\r\x1b[2K" } else { "" };
        eprintln!("{clear}{:>10} done in {:.1} s", self.what, self.start.elapsed().as_secs_f64());
    }
}

pub(crate) fn table(table: &KpiTable) {
    if table.rows.is_empty() {
        println!("no contacts");
    }
    print!("{table}");
}

pub(crate) fn percent(share: f64) -> String {
    format!("{:.1}%", 100.0 * share)
}

/// Every number in a form that the other languages print too, to the last bit.
pub(crate) fn numbers(daily: &KpiTable, variants: &KpiTable, patience_s: f64, plan: Option<&Day>) -> String {
    let mut text = String::new();
    for row in daily.rows.iter().chain(&variants.rows) {
        let group = row.group[0].as_deref().unwrap_or("-");
        let from = row.interval.map_or(0, |interval| interval.start.as_micros());
        let value = row.value.map_or("null".to_owned(), bits);
        let _ = writeln!(text, "{group} {from} {} {value}", row.metric);
    }
    let _ = writeln!(text, "patience_s {}", bits(patience_s));
    if let Some(Day { date, channel, .. }) = plan {
        let _ = writeln!(text, "plan {date} {channel}");
    }
    for row in plan.iter().flat_map(|plan| &plan.staffing) {
        let numbers = [row.volume, row.aht_s, row.staffing.at.service_level, row.scheduled].map(bits);
        let _ = writeln!(text, "plan {} {}", row.staffing.agents, numbers.join(" "));
    }
    text
}

fn bits(value: f64) -> String {
    // A share of no customers, which the other languages hold as null.
    if value.is_nan() {
        return "null".to_owned();
    }
    format!("{:016x}", value.to_bits())
}
