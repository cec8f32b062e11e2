//! One day in half-hours: what came, how many agents it needs, and how it goes with them.

use krarup::metrics::{Attribution, KpiSpec, KpiTable};
use krarup::records::{Outcome, Records};
use krarup::report::{Chart, Report, Shape};
use krarup::routing::{AgentConfig, Membership, Presence};
use krarup::staffing::{PlanInterval, PlannedInterval, Requirement, Shrinkage, StaffingError, day_plan};
use krarup::synthetic::{Centre, PresenceChange, Roster, SyntheticError, play};
use krarup::time::{Every, Grid, Interval, Span, TimeError, Zone};
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt;

/// A day's half-hours and their plan.
pub(crate) struct Day {
    pub(crate) date: String,
    pub(crate) staffing: Vec<PlannedInterval>,
    interval: Interval,
    zone: String,
    half_hours: Vec<Interval>,
    labels: Vec<String>,
    seen: Vec<usize>,
    table: KpiTable,
}

/// The day with the most contacts.
pub(crate) fn busiest_day(records: &Records, zone: &str) -> Result<Option<Interval>, TimeError> {
    let grid = Grid::new(Every::Day, zone)?;
    let mut days: BTreeMap<Interval, usize> = BTreeMap::new();
    for row in records.interactions.iter().filter(|row| row.outcome == Outcome::Answered) {
        *days.entry(grid.interval_of(row.arrived_at)?).or_default() += 1;
    }
    Ok(days.into_iter().max_by_key(|(day, count)| (*count, std::cmp::Reverse(*day))).map(|(day, _)| day))
}

impl Day {
    /// Plans one pool of agents for all calls of the day.
    pub(crate) fn plan(
        records: &Records,
        zone: &str,
        day: Interval,
        patience_s: f64,
    ) -> Result<Self, Box<dyn Error>> {
        let calls = calls_of(records, day);
        let table = half_hourly(&calls, zone, &["offered", "aht", "sl.no_short", "wait_p50", "wait_p90"])?;
        let half_hours: Vec<Interval> = table.cells().filter_map(|cell| cell[0].interval).collect();
        let clock = Zone::new(zone)?;
        let labels = half_hours
            .iter()
            .map(|half_hour| Ok(clock.label(half_hour.start)?[11..16].to_owned()))
            .collect::<Result<_, TimeError>>()?;
        let overall = KpiSpec::new(&["aht"]).compute(&calls)?.value(&[], "aht").unwrap_or(180.0);
        let volumes: Vec<PlanInterval> = table
            .cells()
            .map(|cell| PlanInterval {
                volume: cell[0].value.unwrap_or(0.0),
                aht_s: cell[1].value.filter(|aht| *aht > 0.0).unwrap_or(overall),
            })
            .collect();
        Ok(Self {
            date: clock.label(day.start)?[..10].to_owned(),
            staffing: plan(&volumes, patience_s)?,
            interval: day,
            zone: zone.to_owned(),
            seen: agents_seen(&calls, &half_hours),
            labels,
            half_hours,
            table,
        })
    }

    fn column(table: &KpiTable, metric: &str) -> Vec<Option<f64>> {
        table.rows.iter().filter(|row| row.metric == metric).map(|row| row.value).collect()
    }

    fn required(&self) -> Vec<Option<f64>> {
        self.staffing.iter().map(|row| Some(f64::from(row.staffing.agents))).collect()
    }

    pub(crate) fn report(&self, report: Report) -> Report {
        let labels: Vec<&str> = self.labels.iter().map(String::as_str).collect();
        let seen: Vec<Option<f64>> = self.seen.iter().map(|count| Some(*count as f64)).collect();
        let level = Self::column(&self.table, "sl.no_short");
        let empty = |title: &str, unit: &str| Chart {
            title: title.to_owned(),
            labels: self.labels.clone(),
            unit: unit.to_owned(),
            series: Vec::new(),
        };
        report
            .heading(&format!("{} in half-hours", self.date))
            .chart(&Chart::bars("Calls offered", &labels, "calls", &Self::column(&self.table, "offered")))
            .chart(&empty("Service level (sl.no_short, 20 s)", "%").with(
                "service level",
                Shape::Line,
                &level,
            ))
            .chart(
                &empty("Waits of answered calls in seconds", "s")
                    .with("median", Shape::Line, &Self::column(&self.table, "wait_p50"))
                    .with("90th percentile", Shape::Line, &Self::column(&self.table, "wait_p90")),
            )
            .chart(&empty("Agents", "agents").with("seen answering", Shape::Bars, &seen).with(
                "required (Erlang A, 80 % in 20 s)",
                Shape::Steps,
                &self.required(),
            ))
    }

    /// The generated day again, with the planned number of agents who can do everything.
    pub(crate) fn play(&self, centre: &Centre, seed: u64) -> Result<Records, SyntheticError> {
        let queues = centre.queues();
        let most = self.staffing.iter().map(|row| row.staffing.agents).max().unwrap_or(0);
        let ring = Span::from_micros((centre.ring_s * 1e6) as i64);
        let mut roster = Roster { ring, ..Roster::default() };
        for number in 0..most {
            let id = format!("planned {:02}", number + 1);
            let mut is_there = false;
            for (half_hour, row) in self.half_hours.iter().zip(&self.staffing) {
                if is_there != (number < row.staffing.agents) {
                    is_there = !is_there;
                    let presence = if is_there { Presence::Available } else { Presence::Offline };
                    let agent = id.clone();
                    roster.changes.push(PresenceChange {
                        at: half_hour.start,
                        agent,
                        presence,
                        reason: None,
                    });
                }
            }
            if let (true, Some(last)) = (is_there, self.half_hours.last()) {
                let (agent, presence) = (id.clone(), Presence::Offline);
                roster.changes.push(PresenceChange { at: last.end, agent, presence, reason: None });
            }
            roster.agents.push(AgentConfig {
                queues: queues.iter().map(|queue| (queue.id.clone(), Membership::default())).collect(),
                ..AgentConfig::new(id)
            });
        }
        let mut contacts = centre.contacts(seed)?;
        contacts.retain(|contact| {
            contact.channel == "voice"
                && (self.interval.start..self.interval.end).contains(&contact.arrived_at)
        });
        Ok(play(&contacts, &queues, &roster, &mut |_, _| {})?)
    }

    pub(crate) fn report_played(&self, report: Report, played: &Records) -> Result<Report, Box<dyn Error>> {
        let table = half_hourly(played, &self.zone, &["sl.no_short"])?;
        let known: BTreeMap<Interval, Option<f64>> =
            table.rows.iter().filter_map(|row| Some((row.interval?, row.value))).collect();
        let after: Vec<Option<f64>> =
            self.half_hours.iter().map(|half_hour| known.get(half_hour).copied().flatten()).collect();
        let chart = Chart {
            title: "Service level before and with the plan".to_owned(),
            labels: self.labels.clone(),
            unit: "%".to_owned(),
            series: vec![
                ("as it was".to_owned(), Shape::Line, Self::column(&self.table, "sl.no_short")),
                ("with the planned agents".to_owned(), Shape::Line, after),
            ],
        };
        Ok(report.chart(&chart))
    }
}

fn plan(volumes: &[PlanInterval], patience_s: f64) -> Result<Vec<PlannedInterval>, StaffingError> {
    let mut template = Requirement::new(0.0, 1800.0, 180.0).service_level(0.8, 20.0);
    if patience_s.is_finite() {
        template = template.patience(patience_s);
    }
    day_plan(volumes, &template, &Shrinkage::new(&[0.12, 0.15])?)
}

/// Calls only: several chats at once are not what Erlang's agents do.
fn calls_of(records: &Records, day: Interval) -> Records {
    let of_day = |row: &&krarup::records::Interaction| {
        row.channel == "voice" && (day.start..day.end).contains(&row.arrived_at)
    };
    Records {
        interactions: records.interactions.iter().filter(of_day).cloned().collect(),
        agent_states: Vec::new(),
    }
}

fn half_hourly(records: &Records, zone: &str, metrics: &[&str]) -> Result<KpiTable, Box<dyn Error>> {
    let spec = KpiSpec {
        every: Some(Every::Minutes30),
        zone: zone.to_owned(),
        attribution: Some(Attribution::Arrival),
        ..KpiSpec::new(metrics)
    };
    Ok(spec.compute(records)?)
}

fn agents_seen(records: &Records, half_hours: &[Interval]) -> Vec<usize> {
    let in_interval = |interval: &Interval| {
        let answers = records.interactions.iter().filter(|row| {
            row.connected_at
                .or(row.answered_at)
                .is_some_and(|at| (interval.start..interval.end).contains(&at))
        });
        answers.filter_map(|row| row.agent.as_deref()).collect::<BTreeSet<_>>().len()
    };
    half_hours.iter().map(in_interval).collect()
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:>5} {:>6} {:>6} {:>9} {:>10} {:>7} {:>9} {:>9} {:>5}",
            "from", "calls", "AHT", "required", "scheduled", "SL", "SL n-1", "abandon", "seen"
        )?;
        for ((label, row), seen) in self.labels.iter().zip(&self.staffing).zip(&self.seen) {
            let aht = if row.volume > 0.0 { format!("{:.0}", row.aht_s) } else { "-".to_owned() };
            let short = row.staffing.at_minus_one.map_or("-".to_owned(), |at| percent(at.service_level));
            writeln!(
                f,
                "{label:>5} {:>6} {aht:>6} {:>9} {:>10.1} {:>7} {short:>9} {:>9} {seen:>5}",
                row.volume,
                row.staffing.agents,
                row.scheduled,
                percent(row.staffing.at.service_level),
                percent(row.staffing.at.abandonment),
            )?;
        }
        Ok(())
    }
}

fn percent(share: f64) -> String {
    format!("{:.1}%", 100.0 * share)
}
