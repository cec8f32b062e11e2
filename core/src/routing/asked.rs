//! What a router is asked: it tells, and nothing changes.

use super::entry::SelfService;
use super::estimate::Estimate;
use super::explain::AgentVerdict;
use super::interaction::Interaction;
use super::new_interaction::NewInteraction;
use super::overview::{Overview, QueueOverview};
use super::recent::{EventsLost, NumberedEvent};
use super::reject::Reject;
use super::router::Router;
use super::state::{Agent, QueueView};
use crate::time::Timestamp;

impl Router {
    /// When to call [`Router::tick`] next if nothing else happens; `None` = no timer runs.
    pub fn next_deadline(&self) -> Option<Timestamp> {
        self.state.next_deadline()
    }

    /// The router's instant.
    pub fn now(&self) -> Timestamp {
        self.state.now
    }

    /// For every agent, the first rule that excludes him from an interaction, or his key.
    ///
    /// # Errors
    /// `unknown_interaction`.
    pub fn explain(&self, interaction: &str) -> Result<Vec<AgentVerdict>, Reject> {
        let unknown = || Reject::UnknownInteraction { interaction: interaction.to_owned() };
        self.state.testimony(interaction).ok_or_else(unknown)
    }

    /// An interaction that is not finished.
    ///
    /// # Errors
    /// `unknown_interaction`.
    pub fn interaction(&self, id: &str) -> Result<&Interaction, Reject> {
        let unknown = || Reject::UnknownInteraction { interaction: id.to_owned() };
        self.state.interactions.get(id).ok_or_else(unknown)
    }

    /// An agent.
    ///
    /// # Errors
    /// `unknown_agent`.
    pub fn agent(&self, id: &str) -> Result<&Agent, Reject> {
        self.state.agents.get(id).ok_or_else(|| Reject::UnknownAgent { agent: id.to_owned() })
    }

    /// A queue and what is in it.
    ///
    /// # Errors
    /// `unknown_queue`.
    pub fn queue(&self, id: &str) -> Result<QueueView, Reject> {
        let unknown = || Reject::UnknownQueue { queue: id.to_owned() };
        let config = self.state.queues.get(id).ok_or_else(unknown)?.clone();
        let mut load = QueueOverview::empty(id);
        let inside = self.state.interactions.values().filter(|one| one.facts.queue == id);
        inside.for_each(|interaction| load.count(interaction));
        let QueueOverview { waiting, offered, assigned, oldest_enqueued_at, .. } = load;
        Ok(QueueView { config, waiting, offered, assigned, oldest_enqueued_at })
    }

    /// All queues and agents at a glance, with the position among the events: cheap enough to poll, as it goes over
    /// the interactions once.
    ///
    /// ```
    /// use krarup::routing::Router;
    /// use krarup::time::Timestamp;
    /// let config = serde_json::from_str(
    ///     r#"{"queues": [{"id": "sales"}],
    ///         "agents": [{"id": "ann", "queues": {"sales": {}}, "presence": "available"}]}"#,
    /// )?;
    /// let mut router = Router::new(config, Timestamp::from_seconds(0))?;
    /// let call = serde_json::from_str(r#"{"type": "enqueue", "interaction": "c1", "queue": "sales"}"#)?;
    /// router.apply(Timestamp::from_seconds(5), None, call)?;
    /// let overview = router.overview();
    /// assert_eq!((overview.queues[0].offered, &overview.agents[0].offers[0][..]), (1, "c1"));
    /// // Somebody who has read it goes on from there, and misses nothing.
    /// let accept = serde_json::from_str(r#"{"type": "accept", "interaction": "c1", "agent": "ann"}"#)?;
    /// router.apply(Timestamp::from_seconds(9), None, accept)?;
    /// let missed: Vec<_> = router.events_after(overview.as_of.seq, None)?.collect();
    /// assert_eq!((missed.len(), missed[0].event.type_name()), (1, "assigned"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn overview(&self) -> Overview {
        self.state.overview()
    }

    /// The events after the one at (`seq`, `index`), the oldest first; without `index`, after all of input `seq`,
    /// such as an overview's `as_of`. Those of ticks before refused commands are among them.
    ///
    /// The last `limits.buffered_events` are kept; they are no part of the state, so a restored router has none from
    /// before, but for what [`Router::replay`] and [`Router::from_log`] bring back.
    ///
    /// # Errors
    /// `events_lost` when events after the position are gone, or the router was never there: take the overview anew.
    pub fn events_after(
        &self,
        seq: u64,
        index: Option<usize>,
    ) -> Result<impl Iterator<Item = &NumberedEvent>, EventsLost> {
        self.recent.after(seq, index, self.state.next_seq.saturating_sub(1))
    }

    /// At most `limit` interactions that wait (or are offered) in a queue, in order of service.
    ///
    /// # Errors
    /// `unknown_queue`.
    pub fn waiting(&self, queue: &str, limit: usize) -> Result<Vec<&Interaction>, Reject> {
        if !self.state.queues.contains_key(queue) {
            return Err(Reject::UnknownQueue { queue: queue.to_owned() });
        }
        let in_queue =
            |interaction: &&Interaction| interaction.facts.queue == queue && interaction.is_queued();
        let mut waiting: Vec<&Interaction> = self.state.interactions.values().filter(in_queue).collect();
        waiting.sort_by_cached_key(|interaction| self.state.standing(interaction));
        waiting.truncate(limit);
        Ok(waiting)
    }

    /// Interactions that are not finished, by id: at most `limit`, of those after the id `after` where one is given.
    ///
    /// ```
    /// use krarup::routing::Router;
    /// use krarup::time::Timestamp;
    /// let config = serde_json::from_str(r#"{"queues": [{"id": "sales"}], "agents": []}"#)?;
    /// let mut router = Router::new(config, Timestamp::from_seconds(0))?;
    /// for id in ["c2", "c1", "c3"] {
    ///     let call = serde_json::from_value(serde_json::json!({"type": "enqueue", "interaction": id, "queue": "sales"}))?;
    ///     router.apply(Timestamp::from_seconds(5), None, call)?;
    /// }
    /// let (mut all, mut last) = (Vec::new(), None::<String>);
    /// loop {
    ///     let page = router.interactions(last.as_deref(), 2);
    ///     let Some(end) = page.last() else { break };
    ///     last = Some(end.facts.interaction.to_string());
    ///     all.extend(page.iter().map(|one| one.facts.interaction.to_string()));
    /// }
    /// assert_eq!(all, ["c1", "c2", "c3"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn interactions(&self, after: Option<&str>, limit: usize) -> Vec<&Interaction> {
        self.state.interactions.page(after, limit)
    }

    /// Contacts that a menu or a bot serves, by id: at most `limit`, of those after the id `after` where one is given.
    pub fn self_service(&self, after: Option<&str>, limit: usize) -> Vec<&SelfService> {
        self.state.self_service.page(after, limit)
    }

    /// Place of an interaction that waits (or is offered) and the wait still to come, by three estimators with their
    /// errors so far. `None` = unknown, with the reason; 0 only when an agent is asked or free for it.
    ///
    /// # Errors
    /// `unknown_interaction`; `not_waiting` when an agent has it.
    pub fn estimate(&self, interaction: &str) -> Result<Estimate, Reject> {
        let known = self.interaction(interaction)?;
        if !known.is_queued() {
            return Err(Reject::NotWaiting { interaction: interaction.to_owned() });
        }
        Ok(self.state.estimate(known))
    }

    /// The same for an interaction that would arrive now, for an announcement or a choice of channel before it does.
    /// Its id is not looked at, nor whether the queue is full.
    ///
    /// # Errors
    /// `unknown_queue`, `invalid_value`, `limit_exceeded`, as its enqueue would.
    ///
    /// ```
    /// use krarup::routing::{Config, NewInteraction, Router, Unknown};
    /// use krarup::time::{Span, Timestamp};
    /// let config: Config = serde_json::from_str(
    ///     r#"{"queues": [{"id": "sales"}, {"id": "night"}],
    ///         "agents": [{"id": "ann", "queues": {"sales": {}}, "presence": "available"},
    ///                    {"id": "bo", "queues": {"night": {}}}]}"#,
    /// )?;
    /// let router = Router::new(config, Timestamp::from_seconds(0))?;
    /// let estimate = router.estimate_for(&NewInteraction::new("", "sales"))?;
    /// assert_eq!((estimate.position, estimate.estimators[0].wait), (1, Some(Span::ZERO)));
    /// let estimate = router.estimate_for(&NewInteraction::new("", "night"))?;
    /// assert_eq!(estimate.estimators[0].unknown, Some(Unknown::NobodyLoggedIn));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn estimate_for(&self, new: &NewInteraction) -> Result<Estimate, Reject> {
        self.state.estimate_for(new)
    }
}
