use super::super::state::State;
use super::Handle;
use crate::time::Timestamp;

/// Whose timer it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Owner {
    Contact,
    Agent,
    Served,
}

impl State {
    /// The first of all timers but those of plans.
    pub(crate) fn first_timer(&self) -> Option<Timestamp> {
        match self.engine.index() {
            Some(index) => index.timers.first().map(|(due, ..)| *due),
            None => self.timers().min(),
        }
    }

    /// The timers that are due fire; until the next call, they are what [`State::due_contacts`] and the like name.
    pub(crate) fn begin_due(&mut self) {
        self.sync();
        let Some(index) = &mut self.engine.0 else { return };
        index.due.clear();
        while let Some(&(due, owner, handle)) = index.timers.first().filter(|(due, ..)| *due <= self.now) {
            index.timers.remove(&(due, owner, handle));
            index.due.push((owner, handle));
            index.forget_timer(owner, handle);
            match owner {
                Owner::Contact => self.interactions.touch(handle),
                Owner::Agent => self.agents.touch(handle),
                Owner::Served => self.self_service.touch(handle),
            }
        }
    }

    /// Interactions whose timers have just fired, by id in the order of the ids; without an index, all.
    pub(crate) fn due_contacts(&self) -> Vec<String> {
        match self.fired(Owner::Contact) {
            Some(fired) => self.ids_of(fired),
            None => self.interactions.ids(),
        }
    }

    /// The same of agents.
    pub(crate) fn due_agents(&self) -> Vec<String> {
        let Some(fired) = self.fired(Owner::Agent) else { return self.agents.ids() };
        let known = fired.into_iter().filter_map(|handle| self.agents.at(handle));
        sorted(known.map(|agent| agent.config.id.clone()).collect())
    }

    /// The same of contacts in self-service.
    pub(crate) fn due_served(&self) -> Vec<String> {
        let Some(fired) = self.fired(Owner::Served) else {
            return self.self_service.ids();
        };
        let known = fired.into_iter().filter_map(|handle| self.self_service.at(handle));
        sorted(known.map(|served| served.contact.interaction.clone()).collect())
    }

    fn fired(&self, whose: Owner) -> Option<Vec<Handle>> {
        let due = &self.engine.index()?.due;
        Some(due.iter().filter(|(owner, _)| *owner == whose).map(|(_, handle)| *handle).collect())
    }
}

fn sorted(mut ids: Vec<String>) -> Vec<String> {
    ids.sort_unstable();
    ids
}

impl super::Index {
    /// A timer that has fired is set anew when its owner is looked at.
    fn forget_timer(&mut self, owner: Owner, handle: Handle) {
        match owner {
            Owner::Contact => self.forget_contact_timer(handle),
            Owner::Agent => self.agent_entry(handle).forget_timer(),
            Owner::Served => {
                if let Some(due) = self.served.get_mut(handle as usize) {
                    *due = None;
                }
            }
        }
    }
}
