//! Silence: agents are logged out, contacts given up.

use super::world::{Served, World};
use krarup::routing::{Command, Event, Presence, SelfServiceOutcome};

impl World {
    /// An accepted command was heard of the agent and the interaction it names.
    pub(crate) fn hear(&mut self, command: &Command) {
        let words = serde_json::to_value(command).expect("commands are data");
        let named = |key: &str| words.get(key).and_then(|name| name.as_str());
        // Whoever is asked or gets it, and whoever asks or gives it.
        for agent in ["agent", "by", "from"].into_iter().filter_map(named) {
            if let Some(number) = self.agent_number(agent) {
                self.agents[number].heard_at = self.now;
            }
        }
        let now = self.now;
        if let Some(served) = named("interaction").and_then(|id| self.served.get_mut(id)) {
            served.heard_at = now;
        }
        if let Some(item) = named("interaction").and_then(|id| self.items.get_mut(id)) {
            item.heard_at = now;
        }
    }

    pub(crate) fn end_leases(&mut self) {
        if let Some(lease) = self.config.agent_lease {
            for number in 0..self.agents.len() {
                let agent = &self.agents[number];
                if agent.presence != Presence::Offline && agent.heard_at + lease.as_micros() <= self.now {
                    self.tally.count("lease", "agent");
                    self.set_presence(number, Presence::Offline, Some("lease_expired".to_owned()));
                }
            }
        }
        let Some(lease) = self.config.contact_lease else { return };
        let is_silent = |served: &Served| served.heard_at + lease.as_micros() <= self.now;
        let silent = self.served.iter().filter(|(_, served)| is_silent(served));
        let silent: Vec<String> = silent.map(|(id, _)| id.clone()).collect();
        // OPEN: before those that agents have.
        for id in silent {
            self.end_self_service(&id, SelfServiceOutcome::Lost);
        }
        for id in self.ids(|item| !item.is_queued() && item.heard_at + lease.as_micros() <= self.now) {
            let item = &self.items[&id];
            let (queue, Some(holder)) = (item.facts.queue.clone(), item.holder) else { continue };
            let direction = item.facts.direction;
            let is_joined = if holder.is_connected { "joined_contact" } else { "contact" };
            self.tally.count("lease", is_joined);
            self.all_leave(&id);
            self.finish(&id);
            // OPEN: he is idle from now on; wrap-up, which follows a conversation that ended, does not begin.
            self.stops_being_busy(holder.agent, direction);
            let agent = self.agent_id(holder.agent);
            self.emit(Event::ContactLost { interaction: id, agent, queue });
        }
    }
}
