use super::super::state::State;
use super::due::Owner;
use super::{Engine, Handle, Index};

/// More groups than this beside two for each agent: most of them have no member any more.
pub(super) const SPARE_GROUPS: usize = 1_000;

/// More names of channels than this beside one for each interaction: most of them are of contacts that are gone.
pub(super) const SPARE_CHANNELS: usize = 1_000;

impl State {
    /// Brings the index up to what was touched since the last call; costs nothing when that is nothing.
    pub(crate) fn sync(&mut self) {
        let is_touched =
            self.agents.has_touched() || self.interactions.has_touched() || self.self_service.has_touched();
        if !is_touched {
            return;
        }
        let mut agents = self.agents.take_touched();
        let mut contacts = self.interactions.take_touched();
        let served = self.self_service.take_touched();
        let Some(mut index) = self.engine.0.take() else { return };
        // Whether an interaction is held for an agent depends on whether he is logged in.
        for handle in &agents {
            let presence = self.agents.at(*handle).map(|agent| agent.presence);
            if let Some(entry) = index.agent(*handle).filter(|entry| entry.presence() != presence) {
                contacts.extend(&entry.preferred_by);
            }
        }
        for handle in &contacts {
            if let Some(contact) = self.interactions.at_untouched(*handle) {
                contact.facts.share(&mut self.demands);
            }
        }
        let in_order = |handles: &mut Vec<Handle>| {
            handles.sort_unstable();
            handles.dedup();
        };
        in_order(&mut contacts);
        let left = index.leave(&contacts);
        for (handle, known) in contacts.into_iter().zip(&left) {
            index.follow_contact(handle, known, self, &mut agents);
        }
        in_order(&mut agents);
        for handle in agents {
            index.follow_agent(handle, self);
        }
        for handle in served {
            index.follow_served(handle, self);
        }
        let is_overgrown = index.groups.len() > 2 * self.agents.len() + SPARE_GROUPS
            || index.channel_names.len() > self.interactions.len() + SPARE_CHANNELS;
        self.engine = Engine(Some(index));
        if is_overgrown {
            self.reindex();
        }
    }
}

impl Index {
    fn follow_served(&mut self, handle: Handle, state: &State) {
        let due = state.self_service.at(handle).and_then(|served| state.lease_of_self_service(served));
        if self.served.len() <= handle as usize {
            self.served.resize(handle as usize + 1, None);
        }
        let known = std::mem::replace(&mut self.served[handle as usize], due);
        known.into_iter().for_each(|at| {
            self.timers.remove(&(at, Owner::Served, handle));
        });
        due.into_iter().for_each(|at| {
            self.timers.insert((at, Owner::Served, handle));
        });
    }
}
