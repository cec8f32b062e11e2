//! Another router decides, krarup follows: where would it have decided otherwise, and why?
//!
//! Words: a *fact* is a command that tells what happened; a *decision* is what the old router did with an interaction;
//! a *proposal* is an offer that krarup would make in the state which the old router has brought about. Proposals are
//! taken back as soon as they have been read, so that they reserve nobody and no timer of theirs runs.

mod claims;
mod comparison;
mod proposals;
mod report;
mod tamed;
mod text;

pub use comparison::{Comparison, ComparisonKind, Earlier, KrarupAnswer, OldDecision};
pub use report::ShadowReport;

use super::command::Command;
use super::config::Config;
use super::config_check::{ConfigError, ConfigErrors};
use super::event::Event;
use super::reject::{Reject, Rejection};
use super::router::Router;
use crate::time::{Span, Timestamp};
use claims::Claims;
use comparison::compared;
use proposals::{Proposals, queue_of};
use report::Tally;
use std::collections::BTreeMap;
use tamed::tamed;

type Events = Vec<(Timestamp, Event)>;

/// What a [`Shadow`] overlooks and keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShadowOptions {
    /// The old router may be so much slower than krarup without being late, at least 0.
    pub tolerance: Span,
    /// Disagreements kept, the oldest dropped first.
    pub log_limit: usize,
}

impl Default for ShadowOptions {
    /// A second; a thousand.
    fn default() -> Self {
        Self { tolerance: Span::from_seconds(1), log_limit: 1_000 }
    }
}

/// Follows another router and notes where krarup would have decided otherwise.
///
/// It is told the same events as the old router: facts with [`apply`](Self::apply), decisions with
/// [`decided`](Self::decided). Each decision is compared with what krarup would do at that instant, and then carried
/// out, whatever krarup thinks of it: the state follows reality. Rules that are krarup's own (wrap-ups, steps, wait
/// rules that raise a priority or send on) act by themselves; nothing is offered, declined, expired or removed that was
/// not told. No timer is needed: what fell due meanwhile is caught up with at the next call, at its own instant.
///
/// ```
/// use krarup::routing::{ComparisonKind, Shadow, ShadowOptions};
/// use krarup::time::Timestamp;
/// let config = serde_json::from_str(r#"{"queues": [{"id": "sales"}], "agents": [
///     {"id": "ann", "queues": {"sales": {}}, "presence": "available", "idle_since_us": 3000000},
///     {"id": "bo", "queues": {"sales": {}}, "presence": "available"}]}"#)?;
/// let mut shadow = Shadow::new(config, Timestamp::from_seconds(9), ShadowOptions::default())?;
/// let call = serde_json::from_str(r#"{"type": "enqueue", "interaction": "c1", "queue": "sales"}"#)?;
/// shadow.apply(Timestamp::from_seconds(10), None, call)?;
/// let compared = shadow.decided(Timestamp::from_seconds(10), "c1", Some("bo"), Some("round robin"))?;
/// assert_eq!(compared.kind, ComparisonKind::DiffersAgent);
/// assert_eq!(compared.krarup.agent.as_deref(), Some("ann"));
/// println!("{}", shadow.report());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Shadow {
    router: Router,
    claims: Claims,
    /// The member of each queue whom the old router chose last: where round robin goes on.
    cursors: BTreeMap<String, String>,
    tally: Tally,
    seq: u64,
}

impl Shadow {
    /// A shadow of a router with nothing waiting, with the rules of `config`.
    ///
    /// # Errors
    /// `invalid_config`, listing every problem; `tolerance_us` is one when it is negative.
    pub fn new(config: Config, at: Timestamp, options: ShadowOptions) -> Result<Self, ConfigErrors> {
        let ShadowOptions { tolerance, log_limit } = options;
        if tolerance < Span::ZERO {
            let (path, value) = ("tolerance_us".to_owned(), tolerance.as_micros().to_string());
            return Err(ConfigErrors(vec![ConfigError { path, value, why: "must be at least 0" }]));
        }
        // What is wrong is told of the configuration as it was given.
        config.check_start(at)?;
        let mut router = Router::new(tamed(config), at)?;
        router.stop_recording();
        let (claims, tally) = (Claims::new(tolerance), Tally::new(at, log_limit));
        Ok(Self { router, claims, cursors: BTreeMap::new(), tally, seq: 0 })
    }

    /// Follows a fact: something that happened, whoever decides. An `abandon` is a decision too, to leave it waiting
    /// until the customer left, and gives its comparison. A `command_id` that was given before does nothing.
    ///
    /// # Errors
    /// `not_a_fact` for `accept`, `decline` and `pull`; else as [`Router::apply`], and nothing changes but that time
    /// has passed.
    pub fn apply(
        &mut self,
        at: Timestamp,
        command_id: Option<&str>,
        command: Command,
    ) -> Result<Option<Comparison>, Reject> {
        let refuse = |command| Err(Reject::NotAFact { command });
        let command = match command {
            Command::Accept { .. } => return refuse("accept"),
            Command::Decline { .. } => return refuse("decline"),
            Command::Pull { .. } => return refuse("pull"),
            Command::Configure { config } => {
                config.check().map_err(Reject::InvalidConfig)?;
                Command::Configure { config: Box::new(tamed(*config)) }
            }
            fact => fact,
        };
        if command_id.is_some_and(|id| self.router.state.receipts.contains_key(id)) {
            return Ok(None);
        }
        self.advance(at)?;
        let told = self.router.apply(self.router.now(), command_id, command);
        let events = told.map_err(|Rejection { reject, .. }| reject)?.events;
        self.seq += 1;
        let abandoned = events.iter().find_map(|(_, event)| match event {
            Event::Abandoned { interaction, queue } => Some((interaction, queue)),
            _ => None,
        });
        let comparison = abandoned.map(|(interaction, queue)| {
            let earlier = self.claims.of(interaction, self.router.now());
            let kind = match earlier {
                Some(_) => ComparisonKind::LeftWaiting,
                None => ComparisonKind::Agree,
            };
            let (interaction, queue) = (interaction.clone(), queue.clone());
            let (old, krarup) = (OldDecision::default(), KrarupAnswer::default());
            Comparison {
                seq: self.seq,
                at: self.router.now(),
                interaction,
                queue,
                kind,
                old,
                krarup,
                earlier,
            }
        });
        self.look(&events);
        comparison.iter().for_each(|comparison| self.tally.count(comparison));
        Ok(comparison)
    }

    /// Compares a decision of the old router with krarup's, and carries it out: the agent has the interaction, whatever
    /// krarup's rules say. Without an `agent` the old router looked at it and left it waiting. `reason` is its own
    /// words for it.
    ///
    /// # Errors
    /// `unknown_interaction`, `not_waiting`, `wrong_state` (self-service), `unknown_agent`, `invalid_value` (an instant
    /// out of range, a reason too long), `time_backwards`; nothing changes but that time has passed.
    pub fn decided(
        &mut self,
        at: Timestamp,
        interaction: &str,
        agent: Option<&str>,
        reason: Option<&str>,
    ) -> Result<Comparison, Reject> {
        self.advance(at)?;
        let reason = reason.map(str::to_owned);
        self.router.state.checked_text("reason", reason.as_ref())?;
        self.router.state.queued_mut(interaction)?;
        if let Some(agent) = agent {
            self.router.agent(agent)?;
        }
        let (seq, at) = (self.seq + 1, self.router.now());
        let state = &mut self.router.state;
        let queue = queue_of(state, interaction);
        let mut events = Events::new();
        state.match_all(&mut events);
        let mut proposals = Proposals::read(&events, state, &self.cursors);
        self.claims.hear(at, &proposals);
        let earlier = self.claims.of(interaction, at);
        let (kind, krarup) = compared(state, &mut proposals, interaction, agent, earlier.is_some());
        proposals.withdraw_from(0, state);
        state.sync();
        let interaction = interaction.to_owned();
        if let Some(agent) = agent {
            let mut events = Events::new();
            state.assign(&interaction, agent, &mut events);
            state.last_offered.insert(queue.clone(), agent.to_owned());
            self.cursors.insert(queue.clone(), agent.to_owned());
            self.router.settle(&mut events);
            self.look(&events);
        }
        self.seq = seq;
        let old = OldDecision { agent: agent.map(str::to_owned), reason };
        let comparison = Comparison { seq, at, interaction, queue, kind, old, krarup, earlier };
        self.tally.count(&comparison);
        Ok(comparison)
    }

    /// How the two compare so far; as text it is for people.
    pub fn report(&self) -> ShadowReport {
        self.tally.report(self.router.now())
    }

    /// The router that follows, as reality has it: nothing is offered in it.
    pub fn router(&self) -> &Router {
        &self.router
    }

    /// Lets time pass: what falls due does so at its own instant, and krarup is asked there what it would do.
    fn advance(&mut self, at: Timestamp) -> Result<(), Reject> {
        let (at, clamped) = self.router.moved_to(at)?;
        while let Some(due) = self.router.next_deadline().filter(|due| *due <= at) {
            let events = self.router.tick_at(due, false).events;
            self.look(&events);
        }
        self.router.tick_at(at, clamped);
        Ok(())
    }

    /// Notes what krarup proposed in these events, and takes it back.
    fn look(&mut self, events: &Events) {
        let state = &mut self.router.state;
        let mut proposals = Proposals::read(events, state, &self.cursors);
        self.claims.forget_gone(events);
        self.claims.hear(state.now, &proposals);
        proposals.withdraw_from(0, state);
        state.sync();
    }
}
