//! Work after a contact: how it begins, lasts longer and ends.

use super::agent::Presence;
use super::config_check::LONGEST;
use super::event::Event;
use super::new_interaction::Direction;
use super::queue::WrapUpMode;
use super::reject::Reject;
use super::state::{State, WrapUp};
use crate::time::{Span, Timestamp};

type Events = Vec<(Timestamp, Event)>;

impl State {
    /// Idle time starts, and wrap-up by the queue whose interaction ended.
    pub(crate) fn contact_ended(
        &mut self,
        agent: &str,
        queue: &str,
        direction: Direction,
        events: &mut Events,
    ) {
        let now = self.now;
        let queue = self.queues.get(queue).map(|queue| (queue.wrap_up, queue.wrap_up_mode));
        let (length, mode) = queue.unwrap_or_default();
        let Some(state) = self.agents.get_mut(agent) else { return };
        state.contact_ends(direction, now);
        // One who is logged out cannot end it himself.
        let is_endable = mode == WrapUpMode::Manual && state.presence != Presence::Offline;
        if length > Span::ZERO || is_endable {
            let until = (length > Span::ZERO).then(|| now + length);
            state.wrap_up = Some(WrapUp { until, is_mandatory: mode == WrapUpMode::Mandatory });
            events.push((now, Event::WrapUpStarted { agent: agent.to_owned(), until }));
        }
    }

    pub(crate) fn end_wrap_up(&mut self, id: &str, events: &mut Events) -> Result<(), Reject> {
        match &mut self.agent_mut(id)?.wrap_up {
            None => return Err(Reject::NotInWrapUp { agent: id.to_owned() }),
            Some(WrapUp { until: Some(until), is_mandatory: true }) => {
                return Err(Reject::WrapUpMandatory { agent: id.to_owned(), until: *until });
            }
            wrap_up => *wrap_up = None,
        }
        events.push((self.now, Event::WrapUpEnded { agent: id.to_owned() }));
        Ok(())
    }

    pub(crate) fn extend_wrap_up(&mut self, id: &str, by: Span, events: &mut Events) -> Result<(), Reject> {
        if by <= Span::ZERO {
            let (value, why) = (by.as_micros().to_string(), "must be greater than 0");
            return Err(Reject::InvalidValue { field: "by_us", value, why });
        }
        self.config.checked_span("by_us", by)?;
        let latest = self.now + LONGEST;
        match &mut self.agent_mut(id)?.wrap_up {
            Some(WrapUp { until, .. }) => {
                *until = until.map(|until| (until + by).min(latest));
                let (agent, until) = (id.to_owned(), *until);
                events.push((self.now, Event::WrapUpExtended { agent, until }));
            }
            None => return Err(Reject::NotInWrapUp { agent: id.to_owned() }),
        }
        Ok(())
    }
}
