//! One day in half-hours: what came, how many agents it needs, and how it goes with them.

use crate::show::percent;
use krarup::metrics::{Attribution, Dimension, KpiSpec, KpiTable};
use krarup::records::{Interaction, Records};
use krarup::report::{Chart, Report, Shape};
use krarup::routing::{AgentConfig, Membership, Presence};
use krarup::staffing::{PlanInterval, PlannedInterval, Requirement, Shrinkage, StaffingError, day_plan};
use krarup::synthetic::{Centre, PresenceChange, Roster, SyntheticError, play};
use krarup::time::{Every, Grid, Interval, TimeError, Zone};
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt;

/// Used where the file records no handle time.
const ASSUMED_AHT_S: f64 = 180.0;

/// A day's half-hours and their plan, for one channel.
pub(crate) struct Day {
    pub(crate) date: String,
    pub(crate) channel: String,
    pub(crate) staffing: Vec<PlannedInterval>,
    /// What a reader should know of the plan.
    pub(crate) notes: Vec<String>,
    /// Erlang's formula.
    pub(crate) model: &'static str,
    interval: Interval,
    zone: String,
    half_hours: Vec<Interval>,
    labels: Vec<String>,
    seen: Vec<Option<usize>>,
    table: KpiTable,
}

/// The channel to plan for, with its day of most answers: `voice` where it has answers, else the one with most;
/// `None` where nobody was answered.
pub(crate) fn busiest_day(
    records: &Records,
    zone: &str,
) -> Result<Option<(String, Interval)>, Box<dyn Error>> {
    let spec = KpiSpec {
        by: vec![Dimension::Channel],
        zone: zone.to_owned(),
        attribution: Some(Attribution::Arrival),
        ..KpiSpec::new(&["answered"])
    };
    // The greatest; of equal ones the first.
    let most = |table: &KpiTable, channel: Option<&str>| {
        let rows = table.rows.iter().rev().filter(|row| row.value.is_some_and(|answered| answered > 0.0));
        let rows = rows.filter(|row| channel.is_none_or(|channel| row.group[0].as_deref() == Some(channel)));
        let best = rows.max_by(|one, other| one.value.partial_cmp(&other.value).unwrap())?;
        Some((best.group[0].clone()?, best.interval))
    };
    let channels = spec.compute(records)?;
    let Some((channel, _)) = most(&channels, Some("voice")).or_else(|| most(&channels, None)) else {
        return Ok(None);
    };
    let days = KpiSpec { every: Some(Every::Day), ..spec }.compute(records)?;
    Ok(most(&days, Some(&channel)).and_then(|(channel, day)| Some((channel, day?))))
}

impl Day {
    /// Plans one pool of agents for all contacts of the channel on this day; without a patience by Erlang C.
    pub(crate) fn plan(
        records: &Records,
        zone: &str,
        (channel, day): (String, Interval),
        patience_s: Option<f64>,
    ) -> Result<Self, Box<dyn Error>> {
        let contacts = contacts_of(records, &channel, day);
        let table = half_hourly(&contacts, zone, &["offered", "aht", "sl.no_short", "wait_p50", "wait_p90"])?;
        let known: BTreeSet<Interval> = table.rows.iter().filter_map(|row| row.interval).collect();
        let half_hours = match (known.first(), known.last()) {
            (Some(first), Some(last)) => {
                Grid::new(Every::Minutes30, zone)?.intervals(first.start, last.end)?
            }
            _ => Vec::new(),
        };
        let clock = Zone::new(zone)?;
        let labels = half_hours
            .iter()
            .map(|half_hour| Ok(clock.label(half_hour.start)?[11..16].to_owned()))
            .collect::<Result<_, TimeError>>()?;
        let positive = |aht: &f64| *aht > 0.0;
        let overall = KpiSpec::new(&["aht"]).compute(&contacts)?.value(&[], "aht").filter(positive);
        let volumes: Vec<PlanInterval> = column(&table, "offered", &half_hours)
            .into_iter()
            .zip(column(&table, "aht", &half_hours))
            .map(|(volume, aht)| PlanInterval {
                volume: volume.unwrap_or(0.0),
                aht_s: aht.filter(positive).or(overall).unwrap_or(ASSUMED_AHT_S),
            })
            .collect();
        let mut notes = vec![format!(
            "The plan pools all contact types of channel {channel} into one group of agents who can do everything; \
             \"scheduled\" adds breaks and training of 12 % and absence of 15 %."
        )];
        if channel != "voice" {
            notes.push(format!("No answered contact is of channel voice: {channel} has the most."));
        }
        if overall.is_none() {
            notes.push(format!("No handle time is recorded: {ASSUMED_AHT_S:.0} s assumed."));
        }
        Ok(Self {
            date: clock.label(day.start)?[..10].to_owned(),
            staffing: plan(&volumes, patience_s)?,
            notes,
            model: if patience_s.is_some() { "Erlang A" } else { "Erlang C" },
            interval: day,
            zone: zone.to_owned(),
            seen: agents_seen(&contacts, &half_hours),
            channel,
            labels,
            half_hours,
            table,
        })
    }

    pub(crate) fn title(&self) -> String {
        let Self { date, channel, model, .. } = self;
        format!("Staffing plan of {date} for channel {channel}: 80 % within 20 s (sl.no_short), {model}")
    }

    fn column(&self, metric: &str) -> Vec<Option<f64>> {
        column(&self.table, metric, &self.half_hours)
    }

    pub(crate) fn report(&self, report: Report) -> Report {
        let labels: Vec<&str> = self.labels.iter().map(String::as_str).collect();
        let offered: Vec<Option<f64>> = self.staffing.iter().map(|row| Some(row.volume)).collect();
        let required: Vec<Option<f64>> =
            self.staffing.iter().map(|row| Some(f64::from(row.staffing.agents))).collect();
        let seen: Vec<Option<f64>> = self.seen.iter().map(|count| count.map(|count| count as f64)).collect();
        let empty = |title: &str, unit: &str| Chart {
            title: title.to_owned(),
            labels: self.labels.clone(),
            unit: unit.to_owned(),
            series: Vec::new(),
        };
        let rows: Vec<Vec<String>> = self.lines().into_iter().map(Vec::from).collect();
        let report = report
            .heading(&format!("{} in half-hours, channel {}", self.date, self.channel))
            .chart(&Chart::bars("Calls offered", &labels, "calls", &offered))
            .chart(&empty("Service level (sl.no_short, 20 s)", "%").with(
                "service level",
                Shape::Line,
                &self.column("sl.no_short"),
            ))
            .chart(
                &empty("Waits of answered calls in seconds", "s")
                    .with("median", Shape::Line, &self.column("wait_p50"))
                    .with("90th percentile", Shape::Line, &self.column("wait_p90")),
            )
            .chart(&empty("Agents", "agents").with("seen answering", Shape::Bars, &seen).with(
                &format!("required ({}, 80 % in 20 s)", self.model),
                Shape::Steps,
                &required,
            ))
            .heading(&self.title());
        self.notes.iter().fold(report, |report, note| report.text(note)).table(
            &HEADER.map(str::to_owned),
            1,
            &rows,
        )
    }

    /// The generated day again, with the planned number of agents who can do everything.
    pub(crate) fn play(&self, centre: &Centre, seed: u64) -> Result<Records, SyntheticError> {
        let queues = centre.queues();
        let most = self.staffing.iter().map(|row| row.staffing.agents).max().unwrap_or(0);
        let mut skills: BTreeMap<String, i32> = BTreeMap::new();
        for required in centre.types.iter().flat_map(|kind| &kind.requirements) {
            let level = skills.entry(required.skill.clone()).or_insert(required.level);
            *level = required.level.max(*level);
        }
        let mut roster = Roster { agents: Vec::new(), changes: Vec::new(), ..centre.roster(seed)? };
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
                skills: skills.clone(),
                ..AgentConfig::new(id)
            });
        }
        let mut contacts = centre.contacts(seed)?;
        contacts.retain(|contact| {
            contact.channel == self.channel
                && (self.interval.start..self.interval.end).contains(&contact.arrived_at)
        });
        play(&contacts, &queues, &roster, &mut |_, _| {})
    }

    pub(crate) fn report_played(&self, report: Report, played: &Records) -> Result<Report, Box<dyn Error>> {
        let table = half_hourly(played, &self.zone, &["sl.no_short"])?;
        let chart = Chart {
            title: "Service level before and with the plan".to_owned(),
            labels: self.labels.clone(),
            unit: "%".to_owned(),
            series: vec![
                ("as it was".to_owned(), Shape::Line, self.column("sl.no_short")),
                (
                    "with the planned agents".to_owned(),
                    Shape::Line,
                    column(&table, "sl.no_short", &self.half_hours),
                ),
            ],
        };
        Ok(report.chart(&chart))
    }

    /// The plan's table, a line a half-hour.
    fn lines(&self) -> Vec<[String; 9]> {
        let line = |((label, row), seen): ((&String, &PlannedInterval), &Option<usize>)| {
            // Nobody came: there is no share of anything.
            let of_contacts = |text: String| if row.volume > 0.0 { text } else { "-".to_owned() };
            let short = row.staffing.at_minus_one.map_or("-".to_owned(), |at| percent(at.service_level));
            [
                label.clone(),
                format!("{:.0}", row.volume),
                of_contacts(format!("{:.0}", row.aht_s)),
                row.staffing.agents.to_string(),
                format!("{:.1}", row.scheduled),
                of_contacts(percent(row.staffing.at.service_level)),
                of_contacts(short),
                of_contacts(percent(row.staffing.at.abandonment)),
                seen.map_or("-".to_owned(), |count| count.to_string()),
            ]
        };
        self.labels.iter().zip(&self.staffing).zip(&self.seen).map(line).collect()
    }
}

const HEADER: [&str; 9] =
    ["from", "calls", "AHT s", "required", "scheduled", "SL", "SL n-1", "abandon", "seen"];

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for note in &self.notes {
            writeln!(f, "{note}")?;
        }
        for [from, calls, aht, required, scheduled, level, short, abandon, seen] in
            std::iter::once(HEADER.map(str::to_owned)).chain(self.lines())
        {
            writeln!(
                f,
                "{from:>5} {calls:>6} {aht:>6} {required:>9} {scheduled:>10} {level:>7} {short:>9} {abandon:>9} {seen:>5}"
            )?;
        }
        Ok(())
    }
}

fn plan(volumes: &[PlanInterval], patience_s: Option<f64>) -> Result<Vec<PlannedInterval>, StaffingError> {
    let mut template = Requirement::new(0.0, 1800.0, ASSUMED_AHT_S).service_level(0.8, 20.0);
    if let Some(patience_s) = patience_s {
        template = template.patience(patience_s);
    }
    day_plan(volumes, &template, &Shrinkage::new(&[0.12, 0.15])?)
}

/// One channel only: several chats at once are not what Erlang's agents do.
fn contacts_of(records: &Records, channel: &str, day: Interval) -> Records {
    let of_day =
        |row: &&Interaction| row.channel == channel && (day.start..day.end).contains(&row.arrived_at);
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

/// The metric in each half-hour; `None` where nobody came.
fn column(table: &KpiTable, metric: &str, half_hours: &[Interval]) -> Vec<Option<f64>> {
    let rows = table.rows.iter().filter(|row| row.metric == metric);
    let known: BTreeMap<Interval, Option<f64>> =
        rows.filter_map(|row| Some((row.interval?, row.value))).collect();
    half_hours.iter().map(|half_hour| known.get(half_hour).copied().flatten()).collect()
}

/// Agents who answered in each half-hour; `None` where the file does not say who answered when.
fn agents_seen(records: &Records, half_hours: &[Interval]) -> Vec<Option<usize>> {
    let answers: Vec<_> = records
        .interactions
        .iter()
        .filter_map(|row| Some((row.answer_instant()?, row.agent.as_deref()?)))
        .collect();
    let seen = |interval: &Interval| {
        let within = answers.iter().filter(|(at, _)| (interval.start..interval.end).contains(at));
        (!answers.is_empty()).then(|| within.map(|(_, agent)| agent).collect::<BTreeSet<_>>().len())
    };
    half_hours.iter().map(seen).collect()
}
