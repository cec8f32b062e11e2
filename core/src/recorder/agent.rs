use crate::records::{AgentState, Interaction, Records, StateKind};
use crate::routing::Presence;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What one agent is doing, and since when.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct AgentLog {
    id: String,
    pub(super) presence: Presence,
    pub(super) reason: Option<String>,
    /// Interactions he is asked for.
    pub(super) offers: BTreeSet<String>,
    contacts: Vec<Contact>,
    state: StateKind,
    state_reason: Option<String>,
    since: Timestamp,
    /// A segment that has just ended; a wrap-up may begin with it.
    ended: Option<Interaction>,
    /// The segment whose wrap-up runs.
    wrapping: Option<Interaction>,
    wrapping_since: Option<Timestamp>,
}

/// One of the contacts he has at the same time.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Contact {
    interaction: String,
    queue: Option<String>,
    channel: String,
    slot: u16,
    held: bool,
    since: Timestamp,
}

impl AgentLog {
    pub(super) fn new(id: &str, presence: Presence, at: Timestamp) -> Self {
        let mut log = Self {
            id: id.to_owned(),
            presence,
            reason: None,
            offers: BTreeSet::new(),
            contacts: Vec::new(),
            state: StateKind::Offline,
            state_reason: None,
            since: at,
            ended: None,
            wrapping: None,
            wrapping_since: None,
        };
        log.state = log.current();
        log
    }

    /// Closes the presence-layer state if it is another one now; states of no length leave no row.
    pub(super) fn update(&mut self, at: Timestamp, done: &mut Records) {
        let state = self.current();
        if state == self.state && self.reason == self.state_reason {
            return;
        }
        if at > self.since {
            let row = self.row(self.state, self.state_reason.clone(), self.since, Some(at));
            done.agent_states.push(row);
        }
        self.state = state;
        self.state_reason.clone_from(&self.reason);
        self.since = at;
    }

    pub(super) fn start_contact(&mut self, facts: &Interaction, at: Timestamp) {
        let free = |slot: &u16| self.contacts.iter().all(|contact| contact.slot != *slot);
        let slot = (0..=u16::MAX).find(free).unwrap_or(u16::MAX);
        self.contacts.push(Contact {
            interaction: facts.interaction_id.clone(),
            queue: facts.queue.clone(),
            channel: facts.channel.clone(),
            slot,
            held: false,
            since: at,
        });
    }

    pub(super) fn has_contact(&self, interaction: &str) -> bool {
        self.contacts.iter().any(|contact| contact.interaction == interaction)
    }

    pub(super) fn hold(&mut self, interaction: &str, held: bool, at: Timestamp, done: &mut Records) {
        let Some(index) = self.contacts.iter().position(|contact| contact.interaction == interaction) else {
            return;
        };
        self.close(index, at, done);
        self.contacts[index].held = held;
        self.contacts[index].since = at;
    }

    pub(super) fn end_contact(&mut self, interaction: &str, at: Timestamp, done: &mut Records) {
        if let Some(index) = self.contacts.iter().position(|contact| contact.interaction == interaction) {
            self.close(index, at, done);
            self.contacts.remove(index);
        }
    }

    /// A segment of his has ended.
    pub(super) fn end(&mut self, facts: Interaction, at: Timestamp, done: &mut Records) {
        self.end_contact(&facts.interaction_id, at, done);
        done.interactions.extend(self.ended.replace(facts));
    }

    /// The wrap-up of the segment that has just ended begins; one that runs ends.
    pub(super) fn start_wrap_up(&mut self, at: Timestamp, done: &mut Records) {
        self.end_wrap_up(at, done);
        self.wrapping = self.ended.take();
        self.wrapping_since = Some(at);
    }

    pub(super) fn end_wrap_up(&mut self, at: Timestamp, done: &mut Records) {
        let since = self.wrapping_since.take();
        if let (Some(mut facts), Some(since)) = (self.wrapping.take(), since) {
            facts.wrap_up = Some(at - since);
            facts.wrap_up_ended_at = Some(at);
            done.interactions.push(facts);
        }
    }

    /// At the end of a receipt: what ended without a wrap-up is finished.
    pub(super) fn settle(&mut self, done: &mut Records) {
        done.interactions.extend(self.ended.take());
    }

    /// What is still open at the end of the recording.
    pub(super) fn finish(mut self, done: &mut Records) {
        if let Some(mut facts) = self.wrapping.take() {
            facts.wrap_up = None;
            facts.wrap_up_ended_at = None;
            done.interactions.push(facts);
        }
        done.agent_states.push(self.row(self.state, self.state_reason.clone(), self.since, None));
        let open = std::mem::take(&mut self.contacts);
        done.agent_states.extend(open.iter().map(|contact| contact.row(&self.id, None)));
    }

    /// Contacts before offers before wrap-up before presence: one state a moment, however many contacts.
    fn current(&self) -> StateKind {
        if !self.contacts.is_empty() {
            let all_held = self.contacts.iter().all(|contact| contact.held);
            return if all_held { StateKind::Hold } else { StateKind::Contact };
        }
        if !self.offers.is_empty() {
            return StateKind::Ringing;
        }
        if self.wrapping_since.is_some() && self.presence != Presence::Offline {
            return StateKind::WrapUp;
        }
        match self.presence {
            Presence::Available => StateKind::Available,
            Presence::Offline => StateKind::Offline,
            Presence::Paused => match self.reason.as_deref() {
                Some("break") => StateKind::Break,
                Some("lunch") => StateKind::Lunch,
                Some("training") => StateKind::Training,
                Some("meeting") => StateKind::Meeting,
                Some("coaching") => StateKind::Coaching,
                Some("back_office") => StateKind::BackOffice,
                Some("no_answer") => StateKind::NotResponding,
                _ => StateKind::OtherPaused,
            },
        }
    }

    fn close(&self, index: usize, at: Timestamp, done: &mut Records) {
        let contact = &self.contacts[index];
        if at > contact.since {
            done.agent_states.push(contact.row(&self.id, Some(at)));
        }
    }

    fn row(
        &self,
        state: StateKind,
        reason: Option<String>,
        start_at: Timestamp,
        end_at: Option<Timestamp>,
    ) -> AgentState {
        AgentState {
            agent: self.id.clone(),
            start_at,
            end_at,
            state,
            reason,
            interaction_id: None,
            queue: None,
            channel: None,
            slot: None,
        }
    }
}

impl Contact {
    fn row(&self, agent: &str, end_at: Option<Timestamp>) -> AgentState {
        AgentState {
            agent: agent.to_owned(),
            start_at: self.since,
            end_at,
            state: if self.held { StateKind::Hold } else { StateKind::Contact },
            reason: None,
            interaction_id: Some(self.interaction.clone()),
            queue: self.queue.clone(),
            channel: Some(self.channel.clone()),
            slot: Some(self.slot),
        }
    }
}
