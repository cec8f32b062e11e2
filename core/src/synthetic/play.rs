use super::centre::SyntheticError;
use super::contacts::{Contact, Purpose, micros};
use crate::random::Stream;
use crate::recorder::Recorder;
use crate::records::{EndedBy, Interaction, Outcome, Records};
use crate::routing::{
    AgentConfig, Arrival, Command, Config, Event, NewInteraction, Place, Presence, QueueConfig, Receipt,
    Router,
};
use crate::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use xxhash_rust::xxh3::xxh3_64;

/// Agents and when they come and go.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Roster {
    /// Mean time an agent takes to accept an offer (lognormal).
    #[serde(rename = "ring_us")]
    pub ring: Span,
    /// Its coefficient of variation; 0 = always the mean.
    pub ring_cv: f64,
    /// Draws it.
    pub seed: u64,
    /// The agents.
    pub agents: Vec<AgentConfig>,
    /// Changes of presence.
    pub changes: Vec<PresenceChange>,
}

/// An agent changes his presence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PresenceChange {
    /// When.
    #[serde(rename = "at_us")]
    pub at: Timestamp,
    /// Who.
    pub agent: String,
    /// To what.
    pub presence: Presence,
    /// Why.
    pub reason: Option<String>,
}

/// What happens next.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Presence(usize),
    Enqueue(usize),
    Accept { contact: usize, agent: String, generation: u64 },
    Abandon(usize),
    Hold(usize),
    Resume(usize),
    Complete(usize),
    EndWrapUp(String),
}

/// Sends contacts through the real router with these agents and records what happened.
///
/// Customers leave when their patience ends before an agent has accepted.
/// `progress` hears how many of how many contacts have arrived.
///
/// # Errors
/// `invalid_config`, such as two agents of one name; `invalid_centre` for a negative ring or spread of it; what
/// the router says of a contact it refuses, such as `already_exists` or `unknown_queue`.
pub fn play(
    contacts: &[Contact],
    queues: &[QueueConfig],
    roster: &Roster,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Records, SyntheticError> {
    let first_change = roster.changes.iter().map(|change| change.at).min();
    let first = contacts.iter().map(|contact| contact.arrived_at).chain(first_change).min();
    let start = first.unwrap_or_default();
    let config = Config::new(queues.to_vec(), roster.agents.clone());
    let mut playing = Playing {
        recorder: Recorder::new(&config, start),
        router: Router::new(config, start)?,
        offers: vec![0; contacts.len()],
        contacts,
        numbers: contacts.iter().enumerate().map(|(index, contact)| (contact.id.as_str(), index)).collect(),
        steps: BinaryHeap::new(),
        records: Records::default(),
    };
    for (index, change) in roster.changes.iter().enumerate() {
        playing.plan(change.at, Step::Presence(index));
    }
    for (index, contact) in contacts.iter().enumerate() {
        if contact.leaves_in_menu {
            playing.records.interactions.push(left_in_menu(contact));
        } else {
            playing.plan(contact.arrived_at + contact.menu, Step::Enqueue(index));
        }
    }
    playing.run(roster, progress)?;
    Ok(playing.finish())
}

fn left_in_menu(contact: &Contact) -> Interaction {
    let mut row = Interaction::new(&contact.id, contact.arrived_at, Outcome::MenuAbandoned);
    row.channel.clone_from(&contact.channel);
    row.contact_type = Some(contact.contact_type.clone());
    row.customer_id.clone_from(&contact.customer);
    row.ended_by = Some(EndedBy::Customer);
    row.menu = Some(contact.menu);
    row.ended_at = Some(contact.arrived_at + contact.menu);
    row
}

struct Playing<'a> {
    router: Router,
    recorder: Recorder,
    /// How often each contact was offered.
    offers: Vec<u64>,
    contacts: &'a [Contact],
    numbers: BTreeMap<&'a str, usize>,
    steps: BinaryHeap<Reverse<(Timestamp, Step)>>,
    records: Records,
}

impl Playing<'_> {
    fn plan(&mut self, at: Timestamp, step: Step) {
        self.steps.push(Reverse((at, step)));
    }

    fn run(&mut self, roster: &Roster, progress: &mut dyn FnMut(u64, u64)) -> Result<(), SyntheticError> {
        let (total, mut arrived) = (self.contacts.len() as u64, 0);
        while let Some(Reverse((at, step))) = self.steps.pop() {
            let arriving = if let Step::Enqueue(index) = step { Some(index) } else { None };
            if arriving.is_some() {
                arrived += 1;
                if arrived % 256 == 0 {
                    progress(arrived, total);
                }
            }
            if let Some(command) = self.command(step, roster) {
                let receipt = match (self.router.apply(at, None, command), arriving) {
                    (Ok(receipt), _) => Some(receipt),
                    (Err(rejection), Some(index)) => {
                        let contact = self.contacts[index].id.clone();
                        return Err(SyntheticError::Refused { contact, reject: rejection.reject });
                    }
                    // A customer who has left meanwhile, an offer that is gone: the router says so, and that is all.
                    (Err(rejection), None) => rejection.tick.map(|tick| *tick),
                };
                if let Some(receipt) = receipt {
                    self.hear(&receipt, roster)?;
                }
            }
        }
        progress(total, total);
        Ok(())
    }

    fn command(&self, step: Step, roster: &Roster) -> Option<Command> {
        let id = |index: usize| self.contacts[index].id.clone();
        Some(match step {
            Step::Presence(index) => {
                let change = &roster.changes[index];
                Command::SetPresence {
                    agent: change.agent.clone(),
                    presence: change.presence,
                    reason: change.reason.clone(),
                }
            }
            Step::Enqueue(index) => {
                let contact = &self.contacts[index];
                Command::Enqueue(Box::new(NewInteraction {
                    channel: contact.channel.clone(),
                    subject: contact.customer.clone(),
                    reason: contact.reason.clone(),
                    requirements: contact.requirements.clone(),
                    ..NewInteraction::new(&contact.id, &contact.contact_type)
                }))
            }
            Step::Accept { contact, agent, generation } => {
                Command::Accept { interaction: id(contact), agent, generation: Some(generation) }
            }
            Step::Abandon(index) => {
                let waits = self.router.interaction(&self.contacts[index].id);
                if !waits.is_ok_and(|found| !matches!(found.place, Place::Assigned { .. })) {
                    return None;
                }
                Command::Abandon { interaction: id(index) }
            }
            Step::Hold(index) => Command::Hold { interaction: id(index), agent: None },
            Step::Resume(index) => Command::Resume { interaction: id(index), agent: None },
            Step::Complete(index) => {
                Command::Complete { interaction: id(index), agent: None, wrap_code: None, ended_by: None }
            }
            Step::EndWrapUp(agent) => Command::EndWrapUp { agent },
        })
    }

    /// What agents and customers do because of what happened.
    fn hear(&mut self, receipt: &Receipt, roster: &Roster) -> Result<(), SyntheticError> {
        if self.recorder.record(receipt).is_err() {
            return Ok(());
        }
        let mut last_ended = None;
        for (at, event) in &receipt.events {
            match event {
                Event::InteractionQueued(Arrival { interaction, .. }) => {
                    if let Some(index) = self.number(interaction) {
                        self.plan(*at + self.contacts[index].patience, Step::Abandon(index));
                    }
                }
                Event::OfferMade { interaction, agent, generation, .. } => {
                    if let Some(contact) = self.number(interaction) {
                        let ring = self.ring(contact, roster)?;
                        let step = Step::Accept { contact, agent: agent.clone(), generation: *generation };
                        self.plan(*at + ring, step);
                    }
                }
                Event::Assigned { interaction, .. } => self.talk(interaction, *at),
                Event::Completed { interaction, .. } => last_ended = self.number(interaction),
                Event::WrapUpStarted { agent, .. } => {
                    let wrap_up = last_ended.map_or(Span::ZERO, |index| self.contacts[index].wrap_up);
                    self.plan(*at + wrap_up, Step::EndWrapUp(agent.clone()));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// How long this offer of a contact rings: its own draw, whatever else is offered.
    fn ring(&mut self, contact: usize, roster: &Roster) -> Result<Span, SyntheticError> {
        self.offers[contact] += 1;
        if roster.ring == Span::ZERO {
            return Ok(Span::ZERO);
        }
        let entity = xxh3_64(self.contacts[contact].id.as_bytes());
        let mut stream = Stream::new(roster.seed, Purpose::Ring as u64, self.offers[contact], entity);
        let ring_s = stream.lognormal(roster.ring.as_micros() as f64 / 1e6, roster.ring_cv);
        Ok(micros(ring_s?))
    }

    /// Both sides are joined at once; talk, with a hold after a third of it.
    fn talk(&mut self, interaction: &str, at: Timestamp) {
        let Some(index) = self.number(interaction) else { return };
        let connected = Command::Connected { interaction: interaction.to_owned(), agent: None };
        if let Ok(receipt) = self.router.apply(at, None, connected) {
            let _ = self.recorder.record(&receipt);
        }
        let contact = &self.contacts[index];
        let end = at + contact.talk + contact.hold;
        if contact.hold > Span::ZERO {
            let held = at + Span::from_micros(contact.talk.as_micros() / 3);
            let resumed = held + contact.hold;
            self.plan(held, Step::Hold(index));
            self.plan(resumed, Step::Resume(index));
        }
        self.plan(end, Step::Complete(index));
    }

    fn number(&self, interaction: &str) -> Option<usize> {
        self.numbers.get(interaction).copied()
    }

    fn finish(self) -> Records {
        let rest = self.recorder.finish();
        let mut records = self.records;
        let with_menu = |mut row: Interaction| {
            if let Some(&index) = self.numbers.get(row.interaction_id.as_str()) {
                let contact = &self.contacts[index];
                row.arrived_at = contact.arrived_at;
                row.menu = Some(contact.menu);
                row.contact_type = Some(contact.contact_type.clone());
                // The router does not know who hung up.
                if row.outcome == Outcome::Answered && row.ended_by.is_none() {
                    let agent_ends = contact.agent_ends;
                    row.ended_by = Some(if agent_ends { EndedBy::Agent } else { EndedBy::Customer });
                }
            }
            row
        };
        records.interactions.extend(rest.interactions.into_iter().map(with_menu));
        records.interactions.sort_by(|one, other| {
            (one.arrived_at, &one.interaction_id, one.segment_no).cmp(&(
                other.arrived_at,
                &other.interaction_id,
                other.segment_no,
            ))
        });
        records.agent_states = rest.agent_states;
        records.agent_states.sort_by(|one, other| {
            (&one.agent, one.slot, one.start_at).cmp(&(&other.agent, other.slot, other.start_at))
        });
        records
    }
}
