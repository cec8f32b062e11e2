//! The report as a supervisor reads it.

use super::comparison::{Comparison, ComparisonKind};
use super::report::ShadowReport;
use crate::routing::replay::{reasons, said, tenths};
use crate::time::Timestamp;
use std::collections::BTreeMap;
use std::fmt;

/// Disagreements shown, the latest; the data have all that are kept.
const SHOWN: usize = 20;

impl fmt::Display for ShadowReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} decisions in {}", self.decisions, self.ended_at - self.started_at)?;
        let Some(agreement) = self.agreement else { return Ok(()) };
        writeln!(f, ": krarup agrees with {:.1} %\n", 100.0 * agreement)?;
        self.write_table(f)?;
        if !self.rules.is_empty() {
            let rules: Vec<String> =
                self.rules.iter().map(|(rule, count)| format!("{rule} {count}")).collect();
            writeln!(f, "\nOf agents whom it would not have asked its rules say: {}", rules.join(", "))?;
        }
        let all = self.disagreements.len();
        if all == 0 {
            return Ok(());
        }
        let shown = all.min(SHOWN);
        write!(f, "\nThe last {shown} of {} disagreements:", all as u64 + self.dropped)?;
        self.disagreements[all - shown..].iter().try_for_each(|comparison| {
            writeln!(f)?;
            comparison.write(f, self.started_at)
        })
    }
}

impl ShadowReport {
    /// A row for each queue, a column for each kind that came.
    fn write_table(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.queues.keys().map(|queue| queue.chars().count());
        let width = names.chain(["all queues".len()]).max().unwrap_or(0);
        let row = |f: &mut fmt::Formatter<'_>, name: &str, kinds: &BTreeMap<ComparisonKind, u64>| {
            write!(f, "{name:width$}  {:>9}", kinds.values().sum::<u64>())?;
            for kind in self.kinds.keys() {
                let count = kinds.get(kind).copied().unwrap_or(0);
                write!(f, "  {count:>0$}", kind.word().len())?;
            }
            writeln!(f)
        };
        write!(f, "{:width$}  decisions", "queue")?;
        self.kinds.keys().try_for_each(|kind| write!(f, "  {}", kind.word()))?;
        writeln!(f)?;
        self.queues.iter().try_for_each(|(queue, kinds)| row(f, queue, kinds))?;
        if self.queues.len() > 1 { row(f, "all queues", &self.kinds) } else { Ok(()) }
    }
}

impl Comparison {
    /// Both reasons; instants count from the start.
    fn write(&self, f: &mut fmt::Formatter<'_>, start: Timestamp) -> fmt::Result {
        let Self { seq, at, interaction, queue, kind, old, krarup, earlier } = self;
        writeln!(
            f,
            "  {} after the start (input {seq}), {interaction} of {queue}: {}",
            *at - start,
            kind.word()
        )?;
        let chosen = old.agent.as_deref().unwrap_or("nobody");
        match &old.reason {
            Some(reason) => writeln!(f, "    old router  {chosen}: {reason}")?,
            None => writeln!(f, "    old router  {chosen}")?,
        }
        write!(f, "    krarup      ")?;
        match (&krarup.agent, &krarup.why) {
            (Some(agent), Some(why)) => write!(f, "{agent}, {}", reasons(why))?,
            _ => write!(f, "nobody")?,
        }
        if let Some(verdict) = &krarup.verdict {
            write!(f, "; {chosen} {}", said(verdict, start))?;
        }
        if let Some(instead) = &krarup.instead {
            write!(f, "; {chosen} would have got {instead}")?;
        }
        if let Some(earlier) = earlier {
            write!(f, "; {} earlier it would have asked {}", tenths(earlier.by), earlier.agent)?;
        }
        Ok(())
    }
}
