//! Many commands in one call, as typed columns in and out.

use crate::errors::invalid;
use crate::routing::{RawRouter, instant};
use krarup::routing::{Command, Event, NewInteraction, Presence, Receipt, Router};
use napi::bindgen_prelude::{Either, Float64Array, Int32Array, Null, Result, Uint8Array, Uint32Array};
use napi_derive::napi;
use std::collections::HashMap;

/// Stands for "none" in a column of indexes.
const NONE: u32 = u32::MAX;

/// Commands that a batch can hold, in the order of their codes.
pub(crate) const COMMANDS: [&str; 17] = [
    "enqueue",
    "accept",
    "decline",
    "connected",
    "connect_failed",
    "hold",
    "resume",
    "complete",
    "abandon",
    "transfer",
    "set_presence",
    "end_wrap_up",
    "to_callback",
    "force_assign",
    "pull",
    "heartbeat",
    "keep_alive",
];

/// Events in the order of their codes.
pub(crate) const EVENTS: [&str; 26] = [
    "interaction_queued",
    "offer_made",
    "offer_declined",
    "offer_expired",
    "offer_revoked",
    "assigned",
    "connected",
    "connect_failed",
    "held",
    "resumed",
    "completed",
    "abandoned",
    "moved",
    "wrap_up_started",
    "wrap_up_ended",
    "agent_state_changed",
    "blocked",
    "step_entered",
    "priority_changed",
    "callback_requested",
    "removed",
    "place_regained",
    "callback_offered",
    "contact_lost",
    "reason_changed",
    "reconfigured",
];

#[napi(object)]
pub struct CommandColumns {
    pub at_us: Float64Array,
    pub r#type: Uint8Array,
    pub ids: Vec<String>,
    pub interaction: Option<Uint32Array>,
    pub queue: Option<Uint32Array>,
    pub agent: Option<Uint32Array>,
    pub channel: Option<Uint32Array>,
    pub priority: Option<Int32Array>,
    pub presence: Option<Uint8Array>,
}

#[napi(object)]
pub struct EventColumns {
    pub command: Uint32Array,
    pub at_us: Float64Array,
    pub r#type: Uint8Array,
    pub ids: Vec<String>,
    pub interaction: Uint32Array,
    pub agent: Uint32Array,
    pub queue: Uint32Array,
    pub error: Vec<Either<String, Null>>,
}

/// Names of the command codes.
#[napi(catch_unwind)]
pub fn command_types() -> Vec<String> {
    COMMANDS.map(str::to_owned).to_vec()
}

/// Names of the event codes.
#[napi(catch_unwind)]
pub fn event_types() -> Vec<String> {
    EVENTS.map(str::to_owned).to_vec()
}

#[napi]
impl RawRouter {
    /// Applies commands one after the other; a refused one has its code in `error` and the rest go on.
    #[napi(catch_unwind)]
    pub fn apply_batch(&mut self, columns: CommandColumns) -> Result<EventColumns> {
        // Everything is checked before anything happens.
        let commands = (0..columns.at_us.len())
            .map(|row| Ok((instant(columns.at_us[row])?, columns.command(row)?)))
            .collect::<Result<Vec<_>>>()?;
        self.core.with(|core| Ok(Written::default().run(core, commands)))
    }
}

impl CommandColumns {
    fn command(&self, row: usize) -> Result<Command> {
        let code = self.r#type.get(row).copied().unwrap_or(u8::MAX);
        let interaction = || self.id("interaction", self.interaction.as_deref(), row);
        let agent = || self.id("agent", self.agent.as_deref(), row);
        let queue = || self.id("queue", self.queue.as_deref(), row);
        Ok(match COMMANDS.get(usize::from(code)).copied() {
            Some("enqueue") => Command::Enqueue(Box::new(NewInteraction {
                channel: match self.channel.as_deref().and_then(|column| column.get(row)) {
                    None | Some(&NONE) => "voice".to_owned(),
                    Some(_) => self.id("channel", self.channel.as_deref(), row)?,
                },
                priority: self.priority.as_ref().and_then(|column| column.get(row)).copied().unwrap_or(0),
                ..NewInteraction::new(interaction()?, queue()?)
            })),
            Some("accept") => {
                Command::Accept { interaction: interaction()?, agent: agent()?, generation: None }
            }
            Some("decline") => {
                Command::Decline { interaction: interaction()?, agent: agent()?, generation: None }
            }
            Some("connected") => Command::Connected { interaction: interaction()? },
            Some("connect_failed") => Command::ConnectFailed { interaction: interaction()? },
            Some("hold") => Command::Hold { interaction: interaction()? },
            Some("resume") => Command::Resume { interaction: interaction()? },
            Some("complete") => Command::Complete {
                interaction: interaction()?,
                agent: match self.agent.as_deref().and_then(|column| column.get(row)) {
                    None | Some(&NONE) => None,
                    Some(_) => Some(agent()?),
                },
                wrap_code: None,
            },
            Some("abandon") => Command::Abandon { interaction: interaction()? },
            Some("transfer") => Command::Transfer { interaction: interaction()?, queue: queue()? },
            Some("set_presence") => {
                let presence = match self.presence.as_ref().and_then(|column| column.get(row)) {
                    Some(0) => Presence::Offline,
                    Some(1) => Presence::Available,
                    Some(2) => Presence::Paused,
                    _ => {
                        let why = "must be 0 (offline), 1 (available) or 2 (paused)";
                        return Err(invalid(format_args!("presence of row {row} {why}")));
                    }
                };
                Command::SetPresence { agent: agent()?, presence, reason: None }
            }
            Some("end_wrap_up") => Command::EndWrapUp { agent: agent()? },
            Some("to_callback") => Command::ToCallback { interaction: interaction()? },
            Some("force_assign") => Command::ForceAssign { interaction: interaction()?, agent: agent()? },
            Some("pull") => Command::Pull { agent: agent()? },
            Some("heartbeat") => Command::Heartbeat { agent: agent()? },
            Some("keep_alive") => Command::KeepAlive { interaction: interaction()? },
            _ => {
                let why = "must be the place of a name in commandTypes";
                return Err(invalid(format_args!("type of row {row} is {code}, but {why}")));
            }
        })
    }

    fn id(&self, field: &str, column: Option<&[u32]>, row: usize) -> Result<String> {
        let index = column.and_then(|column| column.get(row)).copied();
        index.and_then(|index| self.ids.get(index as usize)).cloned().ok_or_else(|| {
            let why = "must be the place of an id in ids";
            invalid(format_args!("{field} of row {row} is {index:?}, but {why}"))
        })
    }
}

/// Events as columns, ids as places in a list.
#[derive(Default)]
struct Written {
    command: Vec<u32>,
    at_us: Vec<f64>,
    kind: Vec<u8>,
    interaction: Vec<u32>,
    agent: Vec<u32>,
    queue: Vec<u32>,
    places: HashMap<String, u32>,
    ids: Vec<String>,
    error: Vec<Either<String, Null>>,
}

impl Written {
    fn run(mut self, core: &mut Router, commands: Vec<(krarup::time::Timestamp, Command)>) -> EventColumns {
        for (row, (at, command)) in commands.into_iter().enumerate() {
            match core.apply(at, None, command) {
                Ok(receipt) => {
                    self.error.push(Either::B(Null));
                    self.receipt(row, &receipt);
                }
                Err(rejection) => {
                    self.error.push(Either::A(rejection.code().to_owned()));
                    if let Some(tick) = &rejection.tick {
                        self.receipt(row, tick);
                    }
                }
            }
        }
        EventColumns {
            command: self.command.into(),
            at_us: self.at_us.into(),
            r#type: self.kind.into(),
            ids: self.ids,
            interaction: self.interaction.into(),
            agent: self.agent.into(),
            queue: self.queue.into(),
            error: self.error,
        }
    }

    fn place(&mut self, id: Option<&str>) -> u32 {
        let Some(id) = id else { return NONE };
        if let Some(place) = self.places.get(id) {
            return *place;
        }
        let place = self.ids.len() as u32;
        self.ids.push(id.to_owned());
        self.places.insert(id.to_owned(), place);
        place
    }

    fn receipt(&mut self, row: usize, receipt: &Receipt) {
        for (at, event) in &receipt.events {
            let (code, interaction, agent, queue) = parts(event);
            self.command.push(row as u32);
            self.at_us.push(at.as_micros() as f64);
            self.kind.push(code);
            let (interaction, agent, queue) = (self.place(interaction), self.place(agent), self.place(queue));
            self.interaction.push(interaction);
            self.agent.push(agent);
            self.queue.push(queue);
        }
    }
}

type Parts<'a> = (u8, Option<&'a str>, Option<&'a str>, Option<&'a str>);

/// Code, interaction, agent and queue of an event.
fn parts(event: &Event) -> Parts<'_> {
    match event {
        Event::InteractionQueued(arrival) => (0, Some(&arrival.interaction), None, Some(&arrival.queue)),
        Event::OfferMade { interaction, agent, .. } => (1, Some(interaction), Some(agent), None),
        Event::OfferDeclined { interaction, agent, .. } => (2, Some(interaction), Some(agent), None),
        Event::OfferExpired { interaction, agent, .. } => (3, Some(interaction), Some(agent), None),
        Event::OfferRevoked { interaction, agent, .. } => (4, Some(interaction), Some(agent), None),
        Event::Assigned { interaction, agent, queue } => (5, Some(interaction), Some(agent), Some(queue)),
        Event::Connected { interaction, agent } => (6, Some(interaction), Some(agent), None),
        Event::ConnectFailed { interaction, agent } => (7, Some(interaction), Some(agent), None),
        Event::Held { interaction, agent } => (8, Some(interaction), Some(agent), None),
        Event::Resumed { interaction, agent } => (9, Some(interaction), Some(agent), None),
        Event::Completed { interaction, agent, queue, .. } => {
            (10, Some(interaction), Some(agent), Some(queue))
        }
        Event::Abandoned { interaction, queue } => (11, Some(interaction), None, Some(queue)),
        Event::Moved { interaction, to, agent, .. } => (12, Some(interaction), agent.as_deref(), Some(to)),
        Event::WrapUpStarted { agent, .. } => (13, None, Some(agent), None),
        Event::WrapUpEnded { agent } => (14, None, Some(agent), None),
        Event::AgentStateChanged { agent, .. } => (15, None, Some(agent), None),
        Event::Blocked { arrival, .. } => (16, Some(&arrival.interaction), None, Some(&arrival.queue)),
        Event::StepEntered { interaction, .. } => (17, Some(interaction), None, None),
        Event::PriorityChanged { interaction, .. } => (18, Some(interaction), None, None),
        Event::CallbackRequested { interaction } => (19, Some(interaction), None, None),
        Event::Removed { interaction, queue, .. } => (20, Some(interaction), None, Some(queue)),
        Event::PlaceRegained { interaction, .. } => (21, Some(interaction), None, None),
        Event::CallbackOffered { interaction } => (22, Some(interaction), None, None),
        Event::ContactLost { interaction, agent, queue } => (23, Some(interaction), Some(agent), Some(queue)),
        Event::ReasonChanged { agent, .. } => (24, None, Some(agent), None),
        Event::Reconfigured { .. } => (25, None, None, None),
    }
}
