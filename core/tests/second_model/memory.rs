//! What is remembered of customers: the agent each had last, and who abandoned.

use super::world::{Item, World};
use krarup::routing::{AgentConfig, Preference, Presence};

/// A list of so many at most; the one written longest ago goes first.
#[derive(Clone)]
pub(crate) struct Memory<T>(Vec<(String, T)>);

/// What a customer who abandoned has lost.
#[derive(Clone)]
pub(crate) struct Abandonment {
    interaction: String,
    queue: String,
    at: i64,
    /// The instant his age counted from.
    aged_since: i64,
}

impl<T> Memory<T> {
    pub(crate) fn new() -> Self {
        Self(Vec::new())
    }

    pub(crate) fn of(&self, subject: &str) -> Option<&T> {
        self.0.iter().find(|(known, _)| known == subject).map(|(_, what)| what)
    }

    pub(crate) fn write(&mut self, subject: &str, what: T, limit: usize) {
        self.forget(subject);
        self.0.push((subject.to_owned(), what));
        while self.0.len() > limit {
            self.0.remove(0);
        }
    }

    pub(crate) fn forget(&mut self, subject: &str) {
        self.0.retain(|(known, _)| known != subject);
    }
}

impl World {
    /// The agents whom an interaction is held for now, and how long since enqueue.
    pub(crate) fn held_for(&self, item: &Item) -> Vec<(usize, i64)> {
        let preferences = item.facts.preferred.iter().chain(&item.sticky);
        let holds = |preference: &Preference| {
            let number = self.agent_number(&preference.agent)?;
            let AgentConfig { queues, channels, .. } = &self.agents[number].config;
            let serves = queues.contains_key(&self.queue_of(item).config.id);
            if !serves || channels.as_ref().is_some_and(|handled| !handled.contains(&item.facts.channel)) {
                return None;
            }
            let is_logged_in = self.agents[number].presence != Presence::Offline;
            let hold = if is_logged_in { preference.hold.logged_in } else { preference.hold.logged_out };
            let is_held = self.since_enqueue(item) < hold.as_micros() && !item.excluded.contains(&number);
            is_held.then_some((number, hold.as_micros()))
        };
        preferences.filter_map(holds).collect()
    }

    /// The hold of a queue for the agent who last had a contact of this customer.
    pub(crate) fn sticky(&self, queue: usize, subject: Option<&str>) -> Option<Preference> {
        let hold = self.queues[queue].config.sticky?;
        let agent = self.last_agents.of(subject?)?.clone();
        Some(Preference { agent, hold })
    }

    /// He had a contact of this customer; only where some queue is sticky does that matter.
    pub(crate) fn remember_agent(&mut self, subject: Option<&str>, agent: usize) {
        let is_wanted = self.queues.iter().any(|queue| queue.config.sticky.is_some());
        let Some(subject) = subject.filter(|_| is_wanted) else { return };
        let (agent, limit) = (self.agent_id(agent), self.config.limits.remembered_subjects);
        self.last_agents.write(subject, agent, limit);
    }

    /// The customer leaves; where a queue lets him regain his place, that is remembered.
    pub(crate) fn remember_abandonment(&mut self, id: &str) {
        let item = &self.items[id];
        let queue = &self.queue_of(item).config;
        let Some(subject) = item.facts.subject.clone().filter(|_| queue.regain_within.is_some()) else {
            return;
        };
        let (interaction, queue, at) = (id.to_owned(), queue.id.clone(), self.now);
        let abandonment = Abandonment { interaction, queue, at, aged_since: self.now - self.age(item) };
        self.abandonments.write(&subject, abandonment, self.config.limits.remembered_subjects);
    }

    /// He comes again within the time of the queue he left: the interaction he abandoned, and when his age began.
    pub(crate) fn regained(&mut self, queue: usize, subject: Option<&str>) -> Option<(String, i64)> {
        let config = &self.queues[queue].config;
        let within = config.regain_within?.as_micros();
        let left = self.abandonments.of(subject?)?;
        let fits = left.queue == config.id;
        let rule = match (fits, self.now - left.at <= within) {
            (false, _) => "another_queue",
            (true, false) => "too_late",
            (true, true) => "regained",
        };
        let found = (rule == "regained").then(|| (left.interaction.clone(), left.aged_since));
        self.tally.count("regain", rule);
        if found.is_some() {
            self.abandonments.forget(subject?);
        }
        found
    }

    /// Counts what makes holds and what ends them.
    pub(crate) fn tally_holds(&mut self, id: &str) {
        let item = &self.items[id];
        let held_for = self.held_for(item);
        let own = item.facts.preferred.iter().map(|preference| (preference, "preferred"));
        let sticky = item.sticky.iter().map(|preference| (preference, "sticky"));
        let mut rules = Vec::new();
        for (preference, kind) in own.chain(sticky) {
            let Some(number) = self.agent_number(&preference.agent) else {
                rules.push("unknown");
                continue;
            };
            let is_logged_in = self.agents[number].presence != Presence::Offline;
            if held_for.iter().any(|(held, _)| *held == number) {
                rules.extend([kind, if is_logged_in { "logged_in" } else { "logged_out" }]);
            } else if item.excluded.contains(&number) {
                rules.push("declined");
            }
        }
        rules.into_iter().for_each(|rule| self.tally.count("hold", rule));
    }
}
