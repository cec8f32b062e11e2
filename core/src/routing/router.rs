use super::command::{Command, NewInteraction};
use super::config::{Config, ConfigErrors, Presence};
use super::event::{Event, Receipt, RevokeCause};
use super::explain::AgentVerdict;
use super::input::{DecodeError, Input, InputsLost, LogError, Step, decode, encode};
use super::reject::{Reject, Rejection};
use super::state::{Agent, Interaction, Place, QueueView, State};
use crate::time::{Span, Timestamp};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

type Events = Vec<(Timestamp, Event)>;

/// The router: see the module for its contract.
///
/// ```
/// use krarup::routing::{Command, Config, Event, NewInteraction, Router};
/// use krarup::time::Timestamp;
/// let config: Config = serde_json::from_str(
///     r#"{"queues": [{"id": "sales"}],
///         "agents": [{"id": "ann", "queues": {"sales": {}}, "presence": "available"}]}"#,
/// )?;
/// let mut router = Router::new(config, Timestamp::from_seconds(0))?;
/// let call: Command = serde_json::from_str(r#"{"type": "enqueue", "interaction": "c1", "queue": "sales"}"#)?;
/// let receipt = router.apply(Timestamp::from_seconds(5), Some("cmd-1"), call)?;
/// assert!(matches!(&receipt.events[1].1, Event::OfferMade { agent, .. } if agent == "ann"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Router {
    state: State,
    inputs: VecDeque<Input>,
    /// First and last input that went from `inputs` undrained.
    lost: Option<(u64, u64)>,
    /// A recorded input is applied: it is not recorded anew.
    replaying: bool,
}

impl Router {
    /// A router with nothing waiting; the configuration is input 0, at `at`.
    ///
    /// # Errors
    /// `invalid_config`, listing every problem.
    pub fn new(config: Config, at: Timestamp) -> Result<Self, ConfigErrors> {
        config.check()?;
        let queues = config.queues.iter().map(|queue| (queue.id.clone(), queue.clone())).collect();
        let agents = config
            .agents
            .iter()
            .map(|agent| {
                let state = Agent {
                    config: agent.clone(),
                    presence: agent.presence,
                    reason: None,
                    wrap_up_until: None,
                    last_contact_end: agent.idle_since.map_or(at, |since| since.min(at)),
                    available_since: agent.idle_since.map_or(at, |since| since.min(at)),
                };
                (agent.id.clone(), state)
            })
            .collect();
        let input = Input { seq: 0, at, clamped: false, step: Step::Configure(Box::new(config.clone())) };
        let state = State {
            config,
            now: at,
            next_seq: 1,
            next_order: 0,
            next_generation: 0,
            queues,
            agents,
            interactions: BTreeMap::new(),
            finished: BTreeMap::new(),
            finished_ids: BTreeSet::new(),
            receipts: BTreeMap::new(),
            receipt_order: BTreeMap::new(),
        };
        let mut router = Self { state, inputs: VecDeque::new(), lost: None, replaying: false };
        router.buffer(input);
        Ok(router)
    }

    /// A router in the state of a snapshot.
    ///
    /// # Errors
    /// `unknown_encoding_version`, `malformed_encoding`.
    pub fn restore(snapshot: &[u8]) -> Result<Self, DecodeError> {
        let state: State = decode(snapshot)?;
        state.check().map_err(|detail| DecodeError::Malformed { detail })?;
        Ok(Self { state, inputs: VecDeque::new(), lost: None, replaying: false })
    }

    /// A router in the state at the end of a log: the configuration of input 0, then every input after it.
    ///
    /// # Errors
    /// `invalid_log` when the log does not begin with a configuration, has a gap, or holds a command that
    /// this configuration refuses.
    ///
    /// ```
    /// use krarup::routing::{Input, Router};
    /// use krarup::time::Timestamp;
    /// let config = serde_json::from_str(r#"{"queues": [{"id": "sales"}], "agents": []}"#)?;
    /// let mut router = Router::new(config, Timestamp::from_seconds(0))?;
    /// router.tick(Timestamp::from_seconds(9))?;
    /// let log: Vec<Vec<u8>> = router.drain_inputs()?.iter().map(Input::encode).collect();
    /// let inputs: Result<Vec<Input>, _> = log.iter().map(|bytes| Input::decode(bytes)).collect();
    /// assert_eq!(Router::from_log(inputs?)?.digest(), router.digest());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_log(log: impl IntoIterator<Item = Input>) -> Result<Self, LogError> {
        let mut log = log.into_iter();
        let mut router = match log.next() {
            Some(Input { seq: 0, at, step: Step::Configure(config), .. }) => {
                Self::new(*config, at).map_err(LogError::Config)?
            }
            _ => return Err(LogError::NoConfiguration),
        };
        (router.inputs, router.lost) = (VecDeque::new(), None);
        for input in log {
            let seq = input.seq;
            router.replay(input).map_err(|Rejection { reject, .. }| LogError::Refused { seq, reject })?;
        }
        Ok(router)
    }

    /// Ticks to `at`, then applies `command`. A `command_id` that was accepted before returns its first
    /// receipt and does nothing (the last `limits.remembered_commands` are remembered).
    ///
    /// # Errors
    /// A [`Rejection`] with the code of the [`Reject`]; nothing changed beyond the tick, whose receipt it holds.
    pub fn apply(
        &mut self,
        at: Timestamp,
        command_id: Option<&str>,
        command: Command,
    ) -> Result<Receipt, Rejection> {
        if let Some(first) = command_id.and_then(|id| self.state.receipts.get(id)) {
            return Ok(Receipt { repeated: true, ..first.clone() });
        }
        let (at, clamped) = self.moved_to(at)?;
        self.apply_at(at, clamped, command_id, command)
    }

    fn apply_at(
        &mut self,
        at: Timestamp,
        clamped: bool,
        command_id: Option<&str>,
        command: Command,
    ) -> Result<Receipt, Rejection> {
        let mut events = self.state.advance(at);
        let seq = self.state.next_seq;
        if let Err(reject) =
            self.checked_id(command_id).and_then(|()| self.state.execute(&command, &mut events))
        {
            let tick = self.log(at, clamped, Step::Tick, events);
            return Err(Rejection { reject, tick: Some(Box::new(tick)) });
        }
        self.state.match_all(&mut events);
        let id = command_id.map(str::to_owned);
        let receipt = self.log(at, clamped, Step::Command { id: id.clone(), command }, events);
        if let Some(id) = id {
            self.state.receipts.insert(id.clone(), receipt.clone());
            self.state.receipt_order.insert(seq, id);
            while self.state.receipts.len() > self.state.config.limits.remembered_commands {
                let Some((_, oldest)) = self.state.receipt_order.pop_first() else { break };
                self.state.receipts.remove(&oldest);
            }
        }
        Ok(receipt)
    }

    /// Lets time pass to `at`: fires due timers, each at its own instant, in (due, kind, id) order.
    ///
    /// # Errors
    /// `time_backwards` in strict mode; otherwise the clock is clamped and the receipt says so.
    pub fn tick(&mut self, at: Timestamp) -> Result<Receipt, Rejection> {
        let (at, clamped) = self.moved_to(at)?;
        Ok(self.tick_at(at, clamped))
    }

    fn tick_at(&mut self, at: Timestamp, clamped: bool) -> Receipt {
        let events = self.state.advance(at);
        self.log(at, clamped, Step::Tick, events)
    }

    /// Applies an input of a log again, such as the tail after a snapshot; it is not recorded anew.
    ///
    /// # Errors
    /// As [`Router::apply`]; `invalid_value` when the input does not follow the last one, or is a
    /// configuration (which begins a log: [`Router::from_log`]).
    pub fn replay(&mut self, input: Input) -> Result<Receipt, Rejection> {
        let refuse = |value: String, why| {
            Err(Rejection { reject: Reject::InvalidValue { field: "input", value, why }, tick: None })
        };
        if input.seq != self.state.next_seq {
            return refuse(format!("number {}", input.seq), "must follow the last input");
        }
        if input.at < self.state.now {
            return refuse(input.at.to_string(), "must not be before the last input");
        }
        if matches!(input.step, Step::Configure(_)) {
            return refuse("a configuration".to_owned(), "must be the first input of a log");
        }
        self.replaying = true;
        let receipt = match input.step {
            Step::Command { id, command } => self.apply_at(input.at, input.clamped, id.as_deref(), command),
            Step::Tick | Step::Configure(_) => Ok(self.tick_at(input.at, input.clamped)),
        };
        self.replaying = false;
        receipt
    }

    /// Inputs since the last call, for the host to keep as its log; at most `limits.buffered_inputs` are
    /// held. A host that keeps no log need not call this.
    ///
    /// # Errors
    /// `inputs_lost` when there were more; what is still held comes with the next call.
    pub fn drain_inputs(&mut self) -> Result<Vec<Input>, InputsLost> {
        match self.lost.take() {
            Some((first, last)) => {
                Err(InputsLost { first, last, limit: self.state.config.limits.buffered_inputs })
            }
            None => Ok(std::mem::take(&mut self.inputs).into()),
        }
    }

    fn buffer(&mut self, input: Input) {
        self.inputs.push_back(input);
        while self.inputs.len() > self.state.config.limits.buffered_inputs {
            let Some(Input { seq, .. }) = self.inputs.pop_front() else { break };
            self.lost = Some((self.lost.map_or(seq, |(first, _)| first), seq));
        }
    }

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
        let interaction = self.interaction(interaction)?;
        let verdict = |(id, agent): (&String, &Agent)| AgentVerdict {
            agent: id.clone(),
            verdict: self.state.verdict(agent, interaction),
        };
        Ok(self.state.agents.iter().map(verdict).collect())
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
        let mut view = QueueView { config, waiting: 0, offered: 0, assigned: 0, oldest_enqueued_at: None };
        for interaction in self.state.interactions.values().filter(|one| one.facts.queue == id) {
            match interaction.place {
                Place::Waiting => view.waiting += 1,
                Place::Offered { .. } => view.offered += 1,
                Place::Assigned { .. } => {
                    view.assigned += 1;
                    continue;
                }
            }
            let oldest = view.oldest_enqueued_at.unwrap_or(Timestamp::MAX);
            view.oldest_enqueued_at = Some(oldest.min(interaction.enqueued_at));
        }
        Ok(view)
    }

    /// At most `limit` interactions that wait (or are offered) in a queue, in order of service.
    ///
    /// # Errors
    /// `unknown_queue`.
    pub fn waiting(&self, queue: &str, limit: usize) -> Result<Vec<&Interaction>, Reject> {
        if !self.state.queues.contains_key(queue) {
            return Err(Reject::UnknownQueue { queue: queue.to_owned() });
        }
        let in_queue = |interaction: &&Interaction| {
            interaction.facts.queue == queue && !matches!(interaction.place, Place::Assigned { .. })
        };
        let mut waiting: Vec<&Interaction> = self.state.interactions.values().filter(in_queue).collect();
        waiting.sort_by_key(|i| (std::cmp::Reverse(i.facts.priority), i.enqueued_at, i.order));
        waiting.truncate(limit);
        Ok(waiting)
    }

    /// The whole state as bytes: one version byte, then JSON with sorted maps.
    pub fn snapshot(&self) -> Vec<u8> {
        encode(&self.state)
    }

    /// XXH3-128 of the snapshot: equal states have equal digests on every platform.
    pub fn digest(&self) -> u128 {
        xxhash_rust::xxh3::xxh3_128(&self.snapshot())
    }

    fn moved_to(&self, at: Timestamp) -> Result<(Timestamp, bool), Rejection> {
        let now = self.state.now;
        if at >= now {
            return Ok((at, false));
        }
        if self.state.config.strict_time {
            return Err(Rejection { reject: Reject::TimeBackwards { at, now }, tick: None });
        }
        Ok((now, true))
    }

    fn checked_id(&self, command_id: Option<&str>) -> Result<(), Reject> {
        match command_id {
            Some(id) => self.state.checked_id("command_id", id),
            None => Ok(()),
        }
    }

    fn log(&mut self, at: Timestamp, clamped: bool, step: Step, events: Events) -> Receipt {
        let seq = self.state.next_seq;
        self.state.next_seq += 1;
        if !self.replaying {
            self.buffer(Input { seq, at, clamped, step });
        }
        Receipt { seq, at, clamped, repeated: false, events }
    }
}

impl State {
    /// Fires every timer due at or before `at`, then moves the clock there.
    fn advance(&mut self, at: Timestamp) -> Events {
        let mut events = Vec::new();
        while let Some(due) = self.next_deadline().filter(|due| *due <= at) {
            self.now = due;
            self.expire_offers(&mut events);
            self.end_wrap_ups(&mut events);
            self.match_all(&mut events);
        }
        self.now = at;
        events
    }

    /// The next instant at which something happens by itself.
    fn next_deadline(&self) -> Option<Timestamp> {
        let offers = self.interactions.values().filter_map(|interaction| match interaction.place {
            Place::Offered { expires_at, .. } => expires_at,
            _ => None,
        });
        let wrap_ups = self.agents.values().filter_map(|agent| agent.wrap_up_until);
        let waiting = self.interactions.values().filter(|interaction| interaction.place == Place::Waiting);
        let opening = waiting.flat_map(|interaction| {
            let delays = self
                .agents
                .values()
                .filter_map(|agent| agent.config.queues.get(&interaction.facts.queue))
                .map(|membership| membership.delay);
            let expiries = interaction.facts.requirements.iter().filter_map(|req| req.expires_after);
            delays
                .chain(expiries)
                .filter(|after| *after > Span::ZERO)
                .map(|after| interaction.enqueued_at + after)
                .filter(|due| *due > self.now)
        });
        offers.chain(wrap_ups).chain(opening).min()
    }

    fn expire_offers(&mut self, events: &mut Events) {
        let due: Vec<(String, String, u64)> = self
            .interactions
            .iter()
            .filter_map(|(id, interaction)| match &interaction.place {
                Place::Offered { agent, generation, expires_at: Some(expires_at) }
                    if *expires_at <= self.now =>
                {
                    Some((id.clone(), agent.clone(), *generation))
                }
                _ => None,
            })
            .collect();
        for (id, agent, generation) in due {
            let Some(interaction) = self.interactions.get_mut(&id) else { continue };
            // The presence change of an earlier expiry may have revoked this one.
            if !matches!(&interaction.place, Place::Offered { generation: open, .. } if *open == generation) {
                continue;
            }
            interaction.place = Place::Waiting;
            interaction.declined_by.insert(agent.clone());
            let queue = interaction.facts.queue.clone();
            events
                .push((self.now, Event::OfferExpired { interaction: id, agent: agent.clone(), generation }));
            if let Some(presence) = self.queues.get(&queue).and_then(|queue| queue.on_timeout) {
                self.set_presence(&agent, presence, Some("no_answer".to_owned()), events);
            }
        }
    }

    fn end_wrap_ups(&mut self, events: &mut Events) {
        for (id, agent) in &mut self.agents {
            if agent.wrap_up_until.is_some_and(|until| until <= self.now) {
                agent.wrap_up_until = None;
                events.push((self.now, Event::WrapUpEnded { agent: id.clone() }));
            }
        }
    }

    fn set_presence(&mut self, id: &str, presence: Presence, reason: Option<String>, events: &mut Events) {
        let now = self.now;
        let Some(agent) = self.agents.get_mut(id) else { return };
        if agent.presence == presence {
            return;
        }
        agent.presence = presence;
        agent.reason.clone_from(&reason);
        if presence == Presence::Available {
            agent.available_since = now;
        }
        events.push((now, Event::AgentStateChanged { agent: id.to_owned(), presence, reason }));
        for interaction in self.interactions.values_mut() {
            if presence == Presence::Available {
                interaction.declined_by.remove(id);
            } else if interaction.holder() == Some(id) {
                revoke(interaction, RevokeCause::Presence, now, events);
            }
        }
    }

    fn checked_id(&self, field: &'static str, id: &str) -> Result<(), Reject> {
        if id.is_empty() || id.len() > self.config.limits.id_bytes {
            let why = "must have 1 to limits.id_bytes bytes";
            return Err(Reject::InvalidValue { field, value: format!("{} bytes long", id.len()), why });
        }
        Ok(())
    }

    /// An interaction that is not finished; one that is gets the reject of what it no longer is.
    fn interaction_mut(
        &mut self,
        id: &str,
        finished: impl FnOnce(String) -> Reject,
    ) -> Result<&mut Interaction, Reject> {
        if self.finished_ids.contains(id) {
            return Err(finished(id.to_owned()));
        }
        let unknown = || Reject::UnknownInteraction { interaction: id.to_owned() };
        self.interactions.get_mut(id).ok_or_else(unknown)
    }

    fn agent_mut(&mut self, id: &str) -> Result<&mut Agent, Reject> {
        self.agents.get_mut(id).ok_or_else(|| Reject::UnknownAgent { agent: id.to_owned() })
    }

    /// Checks first, then changes: an error leaves everything as it was.
    fn execute(&mut self, command: &Command, events: &mut Events) -> Result<(), Reject> {
        let now = self.now;
        match command {
            Command::Enqueue(new) => return self.enqueue(new, events),
            Command::Accept { interaction: id, agent, generation } => {
                let interaction = self.interaction_mut(id, |id| offer_gone(id, agent))?;
                open_offer(interaction, id, agent, *generation)?;
                interaction.place = Place::Assigned { agent: agent.clone(), connected: false, held: false };
                let queue = interaction.facts.queue.clone();
                events.push((now, Event::Assigned { interaction: id.clone(), agent: agent.clone(), queue }));
            }
            Command::Decline { interaction: id, agent, generation } => {
                let interaction = self.interaction_mut(id, |id| offer_gone(id, agent))?;
                let generation = open_offer(interaction, id, agent, *generation)?;
                interaction.place = Place::Waiting;
                interaction.declined_by.insert(agent.clone());
                let event =
                    Event::OfferDeclined { interaction: id.clone(), agent: agent.clone(), generation };
                events.push((now, event));
            }
            Command::Connected { interaction: id } => {
                let (agent, connected, _) = assigned(self.interaction_mut(id, not_assigned)?, id)?;
                if *connected {
                    return Err(wrong_state(id, "connected", "connected again"));
                }
                *connected = true;
                events.push((now, Event::Connected { interaction: id.clone(), agent: agent.clone() }));
            }
            Command::ConnectFailed { interaction: id } => {
                let interaction = self.interaction_mut(id, not_assigned)?;
                let (agent, connected, _) = assigned(interaction, id)?;
                if *connected {
                    return Err(wrong_state(id, "connected", "put back"));
                }
                let agent = agent.clone();
                interaction.place = Place::Waiting;
                events.push((now, Event::ConnectFailed { interaction: id.clone(), agent }));
            }
            Command::Hold { interaction: id } | Command::Resume { interaction: id } => {
                let hold = matches!(command, Command::Hold { .. });
                let (agent, connected, held) = assigned(self.interaction_mut(id, not_assigned)?, id)?;
                if !*connected {
                    return Err(wrong_state(id, "not connected", "held or resumed"));
                }
                if *held == hold {
                    let state = if hold { "on hold" } else { "not on hold" };
                    return Err(wrong_state(id, state, if hold { "held" } else { "resumed" }));
                }
                *held = hold;
                let (interaction, agent) = (id.clone(), agent.clone());
                let event = if hold {
                    Event::Held { interaction, agent }
                } else {
                    Event::Resumed { interaction, agent }
                };
                events.push((now, event));
            }
            Command::Complete { interaction: id, agent: ended_by, wrap_code } => {
                let interaction = self.interaction_mut(id, not_assigned)?;
                let agent = assigned(interaction, id)?.0.clone();
                if ended_by.as_ref().is_some_and(|ended_by| *ended_by != agent) {
                    return Err(not_assigned(id.clone()));
                }
                let queue = interaction.facts.queue.clone();
                self.finish(id);
                let (interaction, wrap_code) = (id.clone(), wrap_code.clone());
                let event =
                    Event::Completed { interaction, agent: agent.clone(), queue: queue.clone(), wrap_code };
                events.push((now, event));
                self.contact_ended(&agent, &queue, events);
            }
            Command::Abandon { interaction: id } => {
                let not_waiting = |interaction| Reject::NotWaiting { interaction };
                let interaction = self.interaction_mut(id, not_waiting)?;
                if matches!(interaction.place, Place::Assigned { .. }) {
                    return Err(not_waiting(id.clone()));
                }
                revoke(interaction, RevokeCause::Abandoned, now, events);
                let queue = interaction.facts.queue.clone();
                self.finish(id);
                events.push((now, Event::Abandoned { interaction: id.clone(), queue }));
            }
            Command::Transfer { interaction: id, queue } => {
                if !self.queues.contains_key(queue) {
                    return Err(Reject::UnknownQueue { queue: queue.clone() });
                }
                let interaction =
                    self.interaction_mut(id, |interaction| Reject::UnknownInteraction { interaction })?;
                revoke(interaction, RevokeCause::Transferred, now, events);
                let agent = interaction.holder().map(str::to_owned);
                let from = std::mem::replace(&mut interaction.facts.queue, queue.clone());
                interaction.place = Place::Waiting;
                interaction.declined_by.clear();
                let (interaction, to) = (id.clone(), queue.clone());
                events
                    .push((now, Event::Moved { interaction, from: from.clone(), to, agent: agent.clone() }));
                if let Some(agent) = agent {
                    self.contact_ended(&agent, &from, events);
                }
            }
            Command::SetPresence { agent, presence, reason } => {
                self.agent_mut(agent)?;
                self.set_presence(agent, *presence, reason.clone(), events);
            }
            Command::EndWrapUp { agent: id } => {
                let not_in_wrap_up = || Reject::NotInWrapUp { agent: id.clone() };
                self.agent_mut(id)?.wrap_up_until.take().ok_or_else(not_in_wrap_up)?;
                events.push((now, Event::WrapUpEnded { agent: id.clone() }));
            }
            Command::ExtendWrapUp { agent: id, by } => {
                if *by <= Span::ZERO {
                    let (value, why) = (by.as_micros().to_string(), "must be greater than 0");
                    return Err(Reject::InvalidValue { field: "by_us", value, why });
                }
                match &mut self.agent_mut(id)?.wrap_up_until {
                    Some(until) => *until = *until + *by,
                    None => return Err(Reject::NotInWrapUp { agent: id.clone() }),
                }
            }
            Command::SetSkill { agent: id, skill, level } => {
                let limit = self.config.limits.skills;
                self.checked_id("skill", skill)?;
                let skills = &mut self.agent_mut(id)?.config.skills;
                match level {
                    Some(_) if skills.len() >= limit && !skills.contains_key(skill) => {
                        return Err(Reject::LimitExceeded { what: "skills", limit });
                    }
                    Some(level) => skills.insert(skill.clone(), *level),
                    None => skills.remove(skill),
                };
            }
        }
        Ok(())
    }

    fn enqueue(&mut self, new: &NewInteraction, events: &mut Events) -> Result<(), Reject> {
        let id = &new.interaction;
        self.checked_id("interaction", id)?;
        if self.interactions.contains_key(id) || self.finished_ids.contains(id) {
            return Err(Reject::AlreadyExists { interaction: id.clone() });
        }
        if !self.queues.contains_key(&new.queue) {
            return Err(Reject::UnknownQueue { queue: new.queue.clone() });
        }
        let limits = self.config.limits;
        if self.interactions.len() >= limits.interactions {
            return Err(Reject::LimitExceeded { what: "interactions", limit: limits.interactions });
        }
        if new.requirements.len() > limits.skills {
            return Err(Reject::LimitExceeded { what: "skills", limit: limits.skills });
        }
        if new.requirements.iter().any(|req| req.expires_after.is_some_and(|after| after <= Span::ZERO)) {
            let why = "must be greater than 0";
            return Err(Reject::InvalidValue {
                field: "expires_after_us",
                value: "0 or less".to_owned(),
                why,
            });
        }
        let interaction = Interaction {
            facts: new.clone(),
            enqueued_at: self.now,
            order: self.next_order,
            place: Place::Waiting,
            declined_by: BTreeSet::new(),
        };
        self.next_order += 1;
        self.interactions.insert(id.clone(), interaction);
        let event = Event::InteractionQueued {
            interaction: id.clone(),
            queue: new.queue.clone(),
            channel: new.channel.clone(),
            priority: new.priority,
            subject: new.subject.clone(),
            reason: new.reason.clone(),
            context_ref: new.context_ref.clone(),
        };
        events.push((self.now, event));
        Ok(())
    }

    /// Idle time starts, and wrap-up by the queue whose interaction ended.
    fn contact_ended(&mut self, agent: &str, queue: &str, events: &mut Events) {
        let now = self.now;
        let wrap_up = self.queues.get(queue).map_or(Span::ZERO, |queue| queue.wrap_up);
        let Some(state) = self.agents.get_mut(agent) else { return };
        state.last_contact_end = now;
        if wrap_up > Span::ZERO {
            let until = now + wrap_up;
            state.wrap_up_until = Some(until);
            events.push((now, Event::WrapUpStarted { agent: agent.to_owned(), until }));
        }
    }
}

fn not_assigned(interaction: String) -> Reject {
    Reject::NotAssigned { interaction }
}

fn offer_gone(interaction: String, agent: &str) -> Reject {
    Reject::OfferGone { interaction, agent: agent.to_owned() }
}

fn wrong_state(id: &str, state: &'static str, asked: &'static str) -> Reject {
    Reject::WrongState { interaction: id.to_owned(), state, asked }
}

fn open_offer(
    interaction: &Interaction,
    id: &str,
    agent: &str,
    generation: Option<u64>,
) -> Result<u64, Reject> {
    match &interaction.place {
        Place::Offered { agent: asked, generation: open, .. }
            if asked == agent && generation.is_none_or(|given| given == *open) =>
        {
            Ok(*open)
        }
        _ => Err(offer_gone(id.to_owned(), agent)),
    }
}

fn assigned<'a>(
    interaction: &'a mut Interaction,
    id: &str,
) -> Result<(&'a mut String, &'a mut bool, &'a mut bool), Reject> {
    match &mut interaction.place {
        Place::Assigned { agent, connected, held } => Ok((agent, connected, held)),
        _ => Err(not_assigned(id.to_owned())),
    }
}

/// Takes back the open offer of an interaction, if there is one.
fn revoke(interaction: &mut Interaction, cause: RevokeCause, now: Timestamp, events: &mut Events) {
    if let Place::Offered { agent, generation, .. } = &interaction.place {
        let event = Event::OfferRevoked {
            interaction: interaction.facts.interaction.clone(),
            agent: agent.clone(),
            generation: *generation,
            cause,
        };
        events.push((now, event));
        interaction.place = Place::Waiting;
    }
}
