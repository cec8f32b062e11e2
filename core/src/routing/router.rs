use super::admission::Admissions;
use super::command::Command;
use super::config::Config;
use super::config_check::ConfigErrors;
use super::engine::Engine;
use super::event::{Event, Receipt};
use super::facts::Demands;
use super::input::{DecodeError, Input, InputsLost, LogError, Step, decode, encode};
use super::memory::Memory;
use super::recent::Recent;
use super::reject::{Reject, Rejection};
use super::state::{Agent, State};
use super::telling::Telling;
use super::told::Stamp;
use super::tracked::Tracked;
use crate::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

pub(super) type Events = Vec<(Timestamp, Event)>;

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
    pub(super) state: State,
    inputs: VecDeque<Input>,
    /// First and last input that went from `inputs` undrained.
    lost: Option<(u64, u64)>,
    /// No part of the state: what a reader may have missed.
    pub(super) recent: Recent,
    /// No part of the state: what the host wants to hear.
    pub(super) telling: Telling,
    /// What happens, until it is told; empty between calls.
    pub(super) happening: Events,
    /// A recorded input is applied: it is not recorded anew.
    replaying: bool,
}

impl Router {
    /// A router with nothing waiting; the configuration is input 0, at `at`.
    ///
    /// # Errors
    /// `invalid_config`, listing every problem.
    pub fn new(config: Config, at: Timestamp) -> Result<Self, ConfigErrors> {
        config.check_start(at)?;
        let queues = config.queues.iter().map(|queue| (queue.id.clone(), queue.clone())).collect();
        let agents = config.agents.iter().map(|agent| Agent::new(agent, at)).collect();
        let plans = config.plans.iter().map(|plan| (plan.id.clone(), Default::default())).collect();
        let input = Input { seq: 0, at, clamped: false, step: Step::Configure(Box::new(config.clone())) };
        let mut state = State {
            config,
            now: at,
            next_seq: 1,
            next_order: 0,
            next_generation: 0,
            configured_at: 0,
            queues,
            agents,
            interactions: Tracked::default(),
            self_service: Tracked::default(),
            plans,
            last_offered: BTreeMap::new(),
            last_agents: Memory::default(),
            abandonments: Memory::default(),
            histories: BTreeMap::new(),
            finished: VecDeque::new(),
            finished_ids: BTreeSet::new(),
            receipts: BTreeMap::new(),
            receipt_order: BTreeMap::new(),
            admissions: Admissions::default(),
            engine: Engine::indexed(),
            demands: Demands::default(),
            witness: None,
        };
        state.compile();
        let mut router = Self::in_state(state, Recent::beginning(0));
        router.buffer(input);
        Ok(router)
    }

    fn in_state(state: State, recent: Recent) -> Self {
        Self {
            state,
            inputs: VecDeque::new(),
            lost: None,
            recent,
            telling: Telling::default(),
            happening: Vec::new(),
            replaying: false,
        }
    }

    /// The same router without its index: it goes over all interactions and agents at every decision. It decides the
    /// same, which is what it is for.
    #[cfg(feature = "naive")]
    pub fn into_naive(mut self) -> Self {
        self.state.engine = Engine::NAIVE;
        self
    }

    /// A router in the state of a snapshot.
    ///
    /// # Errors
    /// `unknown_encoding_version`, `malformed_encoding`.
    pub fn restore(snapshot: &[u8]) -> Result<Self, DecodeError> {
        let mut state: State = decode(snapshot)?;
        state.compile();
        state.check().map_err(|detail| DecodeError::Malformed { detail })?;
        let recent = Recent::beginning(state.next_seq);
        Ok(Self::in_state(state, recent))
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
    /// receipt, told as [`Router::tell`] says now, and does nothing (the last `limits.remembered_commands` are remembered).
    ///
    /// # Errors
    /// A [`Rejection`] with the code of the [`Reject`]; nothing changed beyond the tick, whose receipt it holds.
    /// `limit_exceeded` of `events_per_input`: the tick has stopped on the way; apply the command again.
    pub fn apply(
        &mut self,
        at: Timestamp,
        command_id: Option<&str>,
        command: Command,
    ) -> Result<Receipt, Rejection> {
        if let Some(first) = self.first_receipt(command_id) {
            return Ok(self.telling.of(Receipt { repeated: true, ..first.clone() }));
        }
        let (at, clamped) = self.moved_to(at).map_err(|reject| Rejection { reject, tick: None })?;
        self.apply_at(at, clamped, command_id, command)
    }

    pub(super) fn apply_at(
        &mut self,
        at: Timestamp,
        clamped: bool,
        command_id: Option<&str>,
        command: Command,
    ) -> Result<Receipt, Rejection> {
        let mut events = Vec::new();
        let (stamp, outcome) = self.happen(at, clamped, command_id, command, &mut events);
        let receipt = self.told(stamp, events);
        match outcome {
            Ok(()) => Ok(receipt),
            Err(reject) => Err(Rejection { reject, tick: Some(Box::new(receipt)) }),
        }
    }

    /// Lets a command happen; what it brings about, or the tick before a refused one, is added to `events`.
    pub(super) fn happen(
        &mut self,
        at: Timestamp,
        clamped: bool,
        command_id: Option<&str>,
        command: Command,
        events: &mut Events,
    ) -> (Stamp, Result<(), Reject>) {
        self.state.advance(at, events);
        if self.state.now < at {
            let limit = self.state.config.limits.events_per_input;
            let reject = Reject::LimitExceeded { what: "events_per_input", limit };
            return (self.log(self.state.now, clamped, Step::Tick), Err(reject));
        }
        let done = self.checked_id(command_id).and_then(|()| self.state.execute(&command, events));
        if done.is_err() {
            return (self.log(at, clamped, Step::Tick), done);
        }
        self.state.heard_of(&command);
        self.settle(events);
        let id = command_id.map(str::to_owned);
        let stamp = self.log(at, clamped, Step::Command { id: id.clone(), command });
        if let Some(id) = id {
            self.state.receipts.insert(id.clone(), stamp.receipt(events.clone()));
            self.state.receipt_order.insert(stamp.seq, id);
            while self.state.receipts.len() > self.state.config.limits.remembered_commands {
                let Some((_, oldest)) = self.state.receipt_order.pop_first() else { break };
                self.state.receipts.remove(&oldest);
            }
        }
        (stamp, Ok(()))
    }

    /// What follows from a change: rules fire, what waits is matched, plans come and go.
    pub(super) fn settle(&mut self, events: &mut Events) {
        self.state.end_windows(events);
        self.state.fire_wait_rules(events);
        self.state.match_all(events);
        self.state.settle_plans(events);
    }

    /// Lets time pass to `at`: fires due timers, each at its own instant, in (due, kind, id) order. When more than
    /// `limits.events_per_input` events come of it, it stops on the way: the receipt says where, and
    /// [`Router::next_deadline`] is past, so that the host ticks again.
    ///
    /// # Errors
    /// `time_backwards` in strict mode; otherwise the clock is clamped and the receipt says so. `invalid_value`
    /// when the instant is out of range or further ahead than `limits.clock_jump_us`.
    pub fn tick(&mut self, at: Timestamp) -> Result<Receipt, Rejection> {
        let (at, clamped) = self.moved_to(at).map_err(|reject| Rejection { reject, tick: None })?;
        Ok(self.tick_at(at, clamped))
    }

    pub(super) fn tick_at(&mut self, at: Timestamp, clamped: bool) -> Receipt {
        let mut events = Vec::new();
        let stamp = self.pass(at, clamped, &mut events);
        self.told(stamp, events)
    }

    /// Lets time pass; what it brings about is added to `events`.
    pub(super) fn pass(&mut self, at: Timestamp, clamped: bool, events: &mut Events) -> Stamp {
        self.state.advance(at, events);
        self.log(self.state.now, clamped, Step::Tick)
    }

    /// Applies an input of a log again, such as the tail after a snapshot; it is not recorded anew. To compare a
    /// whole log with another configuration: [`super::replay()`].
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
        if input.at < self.state.now || input.at - self.state.now > self.state.config.limits.clock_jump {
            return refuse(
                input.at.to_string(),
                "must be at or after the last input, within limits.clock_jump_us",
            );
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

    /// Keeps no log from now on.
    pub(super) fn stop_recording(&mut self) {
        self.replaying = true;
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

    /// The whole state as bytes: one version byte, then JSON with sorted maps.
    pub fn snapshot(&self) -> Vec<u8> {
        encode(&self.state)
    }

    /// XXH3-128 of the snapshot: equal states have equal digests on every platform.
    pub fn digest(&self) -> u128 {
        xxhash_rust::xxh3::xxh3_128(&self.snapshot())
    }

    /// The instant at which an input told at `at` takes effect, and whether the clock was clamped.
    pub(super) fn moved_to(&self, at: Timestamp) -> Result<(Timestamp, bool), Reject> {
        let (now, config) = (self.state.now, &self.state.config);
        config.checked_instant("at", at)?;
        if at - now > config.limits.clock_jump {
            let (value, why) = (at.to_string(), "must be at most limits.clock_jump_us after the last input");
            return Err(Reject::InvalidValue { field: "at", value, why });
        }
        if at >= now {
            return Ok((at, false));
        }
        if self.state.config.strict_time {
            return Err(Reject::TimeBackwards { at, now });
        }
        Ok((now, true))
    }

    pub(super) fn first_receipt(&self, command_id: Option<&str>) -> Option<&Receipt> {
        self.state.receipts.get(command_id?)
    }

    fn checked_id(&self, command_id: Option<&str>) -> Result<(), Reject> {
        match command_id {
            Some(id) => self.state.checked_id("command_id", id),
            None => Ok(()),
        }
    }

    fn log(&mut self, at: Timestamp, clamped: bool, step: Step) -> Stamp {
        self.state.sync();
        let seq = self.state.next_seq;
        self.state.next_seq += 1;
        if !self.replaying {
            self.buffer(Input { seq, at, clamped, step });
        }
        Stamp { seq, at, clamped, repeated: false }
    }
}
