//! The report as a supervisor reads it.

use super::report::{Decision, Difference, Happened, Outcome, ReplayReport, WorldSummary};
use crate::routing::command::Command;
use crate::routing::event::{Event, Why};
use crate::routing::explain::{AgentVerdict, Beaten, Verdict};
use crate::routing::selection::SelectionKey;
use crate::time::{Span, Timestamp};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Agents shown of a decision; the verdicts themselves name all.
const AGENTS_SHOWN: usize = 20;

impl fmt::Display for ReplayReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let commands = self.inputs - self.ticks - 1;
        let span = self.ended_at - self.started_at;
        write!(f, "{commands} commands and {} ticks in {span}: ", self.ticks)?;
        match &self.difference {
            None => writeln!(f, "every event was reproduced")?,
            Some(difference) => {
                writeln!(f, "other events from input {} on\n", difference.seq)?;
                difference.write(f, self.started_at)?;
            }
        }
        if self.skipped_configurations > 0 {
            writeln!(f, "\nSkipped {} later changes of the configuration.", self.skipped_configurations)?;
        }
        self.write_summary(f)?;
        let counts = &self.interactions;
        write!(
            f,
            "\nOf {} interactions {} went to another agent and {} to another queue; {} were answered only as \
             recorded, {} only as replayed.",
            counts.total,
            counts.another_agent,
            counts.another_queue,
            counts.answered_only_recorded,
            counts.answered_only_replayed,
        )?;
        if self.difference.is_some() {
            write!(
                f,
                "\nWho accepted, abandoned or finished, and when, is as recorded: from the difference on, take the \
                 summary as an indication."
            )?;
        }
        Ok(())
    }
}

impl ReplayReport {
    fn write_summary(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (recorded, replayed) = (&self.recorded, &self.replayed);
        let row = |f: &mut fmt::Formatter<'_>, name: &str, one: String, other: String| {
            writeln!(f, "{name:<28}{one:>18}{other:>18}")
        };
        let counts = |f: &mut fmt::Formatter<'_>, of: fn(&WorldSummary) -> &BTreeMap<&'static str, u64>| {
            let (one, other) = (of(recorded), of(replayed));
            let names: BTreeSet<&&str> = one.keys().chain(other.keys()).collect();
            names.into_iter().try_for_each(|name| {
                let count = |all: &BTreeMap<&str, u64>| all.get(name).copied().unwrap_or(0).to_string();
                row(f, &format!("  {name}"), count(one), count(other))
            })
        };
        let span = |span: Option<Span>| span.map_or("-".to_owned(), tenths);
        let refused = |world: &WorldSummary| world.refused.values().sum::<u64>().to_string();
        writeln!(f)?;
        row(f, "", "as recorded".to_owned(), "as replayed".to_owned())?;
        let (one, other) = (&recorded.waits, &replayed.waits);
        row(f, "answered", one.count.to_string(), other.count.to_string())?;
        row(f, "  mean wait", span(one.mean), span(other.mean))?;
        row(f, "  longest wait", span(one.longest), span(other.longest))?;
        row(f, "commands refused", refused(recorded), refused(replayed))?;
        counts(f, |world| &world.refused)?;
        writeln!(f, "events")?;
        counts(f, |world| &world.events)
    }
}

impl Difference {
    fn write(&self, f: &mut fmt::Formatter<'_>, start: Timestamp) -> fmt::Result {
        let Self { seq, index, at, .. } = self;
        let asked = self.command.as_ref().map_or("time passed".to_owned(), asked);
        writeln!(
            f,
            "First difference: event {index} of input {seq}, {} after the start ({asked})",
            *at - start
        )?;
        let line = |outcome: &Option<Outcome>| match outcome {
            None => "nothing more".to_owned(),
            Some(outcome) if outcome.at > *at => format!("{outcome}, {} later", outcome.at - *at),
            Some(outcome) => outcome.to_string(),
        };
        let (recorded, replayed) = (line(&self.recorded), line(&self.replayed));
        writeln!(f, "  as recorded   {recorded}\n  as replayed   {replayed}")?;
        if recorded == replayed {
            self.write_fields(f)?;
        }
        self.decision.as_ref().map_or(Ok(()), |decision| decision.write(f, start))
    }
}

impl Difference {
    /// What is not the same in two events that read the same.
    fn write_fields(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fields = |outcome: &Option<Outcome>| match outcome {
            Some(Outcome { happened: Happened::Event(event), .. }) => serde_json::to_value(event).ok(),
            _ => None,
        };
        let (Some(recorded), Some(replayed)) = (fields(&self.recorded), fields(&self.replayed)) else {
            return Ok(());
        };
        let names = recorded.as_object().into_iter().flatten().map(|(name, _)| name);
        for name in names.filter(|name| recorded[*name] != replayed[*name]) {
            writeln!(f, "  but {name} is {}, then {}", recorded[name], replayed[name])?;
        }
        Ok(())
    }
}

impl Decision {
    fn write(&self, f: &mut fmt::Formatter<'_>, start: Timestamp) -> fmt::Result {
        let mut verdicts: BTreeMap<&str, [Option<&Verdict>; 2]> = BTreeMap::new();
        for (world, all) in [&self.recorded, &self.replayed].into_iter().enumerate() {
            for AgentVerdict { agent, verdict } in all {
                verdicts.entry(agent).or_default()[world] = Some(verdict);
            }
        }
        let matters = |[one, other]: &[Option<&Verdict>; 2]| {
            let is_eligible = |verdict: &Option<&Verdict>| matches!(verdict, Some(Verdict::Eligible { .. }));
            one != other || is_eligible(one)
        };
        let shown: Vec<(&str, [String; 2])> = verdicts
            .iter()
            .filter(|(_, worlds)| matters(worlds))
            .take(AGENTS_SHOWN)
            .map(|(agent, worlds)| {
                (*agent, worlds.map(|one| one.map_or("not there".to_owned(), |one| said(one, start))))
            })
            .collect();
        let width = |texts: &mut dyn Iterator<Item = &str>| texts.map(|text| text.chars().count()).max();
        let agent = width(&mut shown.iter().map(|(agent, _)| *agent).chain(["agent"])).unwrap_or(0);
        let recorded = shown.iter().map(|(_, [recorded, _])| recorded.as_str());
        let recorded = width(&mut recorded.chain(["as recorded"])).unwrap_or(0);
        writeln!(f, "  Who may take {} then:", self.interaction)?;
        writeln!(f, "    {:agent$}   {:recorded$}   as replayed", "agent", "as recorded")?;
        for (id, [one, other]) in &shown {
            writeln!(f, "    {id:agent$}   {one:recorded$}   {other}")?;
        }
        match verdicts.len() - shown.len() {
            0 => Ok(()),
            1 => writeln!(f, "    and 1 other"),
            rest => writeln!(f, "    and {rest} others"),
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.happened {
            Happened::Refused { code, message } => write!(f, "refused, {code}: {message}"),
            Happened::Event(event) => {
                write!(f, "{}", event.type_name())?;
                let (interaction, agent, queue) = event.about();
                if let Some(interaction) = interaction {
                    write!(f, " {interaction}")?;
                }
                if let Some(agent) = agent {
                    write!(f, ", agent {agent}")?;
                }
                if let Some(queue) = queue {
                    write!(f, ", queue {queue}")?;
                }
                match event {
                    Event::OfferMade { why: Some(why), .. } => write!(f, ", {}", reasons(why)),
                    Event::AgentStateChanged { presence, .. } => write!(f, ", {}", word(presence)),
                    Event::PriorityChanged { priority, .. } => write!(f, ", {priority}"),
                    Event::StepEntered { step, .. } => write!(f, ", {step}"),
                    _ => Ok(()),
                }
            }
        }
    }
}

/// Seconds to the tenth.
pub(in crate::routing) fn tenths(span: Span) -> String {
    let tenths = (span.as_micros().saturating_add(50_000)) / 100_000;
    format!("{}.{} s", tenths / 10, tenths % 10)
}

pub(in crate::routing) fn reasons(why: &Why) -> String {
    match &why.runner_up {
        None => "the only candidate".to_owned(),
        Some(runner_up) => {
            let (by, candidates) = (by(runner_up.by), why.candidates.unwrap_or_default());
            format!("before {} by {by}, of {candidates} candidates", runner_up.agent)
        }
    }
}

fn by(key: Option<SelectionKey>) -> String {
    key.map_or("id".to_owned(), |key| word(&key))
}

/// What a command asked, and of whom.
fn asked(command: &Command) -> String {
    let name = serde_json::to_value(command).ok();
    let name = name.as_ref().and_then(|value| value["type"].as_str()).unwrap_or("command");
    let (interaction, agent) = command.names();
    [Some(name), interaction, agent].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// The word that a value without fields is written with.
fn word(value: &impl Serialize) -> String {
    let value = serde_json::to_value(value).ok();
    value.as_ref().and_then(|value| value.as_str()).unwrap_or_default().to_owned()
}

/// A verdict in a few words; instants count from the start.
pub(in crate::routing) fn said(verdict: &Verdict, start: Timestamp) -> String {
    let until = |until: &Timestamp| format!("until {}", *until - start);
    let ever = |at: &Option<Timestamp>| at.as_ref().map_or("for ever".to_owned(), until);
    match verdict {
        Verdict::Eligible { beaten: None, .. } => "may, and is the best".to_owned(),
        Verdict::Eligible { beaten: Some(Beaten { agent, by: key }), .. } => {
            format!("may, behind {agent} by {}", by(*key))
        }
        Verdict::HasIt => "has it or is asked".to_owned(),
        Verdict::NotMember => "does not serve the queue".to_owned(),
        Verdict::NotAvailable { presence } => format!("is {}", word(presence)),
        Verdict::WrapUp { until: Some(at) } => format!("in wrap-up {}", until(at)),
        Verdict::WrapUp { until: None } => "in wrap-up".to_owned(),
        Verdict::ChannelNotHandled => "does not handle the channel".to_owned(),
        Verdict::NotBefore { until: at } => format!("nobody {}", until(at)),
        Verdict::OutsideWindow { until } => format!("outside its windows {}", ever(until)),
        Verdict::HeldFor { agent, until: at } => format!("held for {agent} {}", until(at)),
        Verdict::Delayed { until: at } => format!("delayed {}", until(at)),
        Verdict::RingClosed { ring, until } => format!("ring {ring} closed {}", ever(until)),
        Verdict::TierClosed { tier, until } => format!("tier {tier} closed {}", ever(until)),
        Verdict::PenaltyOutside { penalty } => format!("penalty {penalty} outside the bounds"),
        Verdict::SkillNotMet { skill, have, op, need } => {
            let have = have.map_or("lacks it".to_owned(), |have| format!("has {have}"));
            format!("{skill} {} {need} not met, {have}", word(op))
        }
        Verdict::StepNotMet { step } => format!("step {step} not met"),
        Verdict::AboveTrainee { priority, max } => format!("learns: priority {priority} is above {max}"),
        Verdict::MentorNotAvailable { mentor, presence } => format!("mentor {mentor} is {}", word(presence)),
        Verdict::MentorEngaged { mentor, trainees, max } => {
            format!("mentor {mentor} helps {trainees} of at most {max}")
        }
        Verdict::CapacityFull { used, cost, total } => format!("{used} of {total} units used, needs {cost}"),
        Verdict::ChannelMaximum { count, max } => format!("{count} of this channel, at most {max}"),
        Verdict::Declined => "declined it".to_owned(),
        Verdict::Reserved { free, kept } => format!("{free} of {kept} kept for more important ones"),
    }
}
