//! Many commands in one call, as typed columns in and out.

use crate::errors::{invalid, parsed};
use crate::routing::{RawRouter, instant};
use krarup::routing::{Command, Event, NewInteraction, Presence, Receipt, Requirement, Router};
use krarup::time::Timestamp;
use napi::bindgen_prelude::{Either, Float64Array, Int32Array, Null, Result, Uint8Array, Uint32Array};
use napi_derive::napi;
use std::collections::HashMap;

/// Stands for "none" in a column of indexes.
const NONE: u32 = u32::MAX;

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
    pub generation: Option<Float64Array>,
    pub command_id: Option<Uint32Array>,
    pub subject: Option<Uint32Array>,
    pub requirements: Option<Uint32Array>,
    /// Lists of requirements as JSON.
    pub requirement_sets: Option<Vec<String>>,
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
    pub generation: Float64Array,
    pub error: Vec<Either<String, Null>>,
}

/// Names of the command codes.
#[napi(catch_unwind)]
pub fn command_types() -> Vec<String> {
    Command::TYPES.map(str::to_owned).to_vec()
}

/// Names of the event codes.
#[napi(catch_unwind)]
pub fn event_types() -> Vec<String> {
    Event::TYPES.map(str::to_owned).to_vec()
}

#[napi]
impl RawRouter {
    /// Applies commands one after the other; a refused one has its code in `error` and the rest go on.
    #[napi(catch_unwind)]
    pub fn apply_batch(&mut self, columns: CommandColumns) -> Result<EventColumns> {
        // Everything is checked before anything happens.
        columns.check_lengths()?;
        let sets = columns.requirement_sets()?;
        let commands = (0..columns.at_us.len())
            .map(|row| {
                let id = columns.optional("commandId", &columns.command_id, row)?;
                Ok(Row { at: instant(columns.at_us[row])?, id, command: columns.command(row, &sets)? })
            })
            .collect::<Result<Vec<_>>>()?;
        self.core.with(|core| Ok(Written::default().run(core, commands)))
    }
}

/// One command of a batch.
struct Row {
    at: Timestamp,
    id: Option<String>,
    command: Command,
}

impl CommandColumns {
    fn check_lengths(&self) -> Result<()> {
        let rows = self.at_us.len();
        let of = |column: &Option<Uint32Array>| column.as_ref().map(|column| column.len());
        let lengths = [
            ("type", Some(self.r#type.len())),
            ("interaction", of(&self.interaction)),
            ("queue", of(&self.queue)),
            ("agent", of(&self.agent)),
            ("channel", of(&self.channel)),
            ("commandId", of(&self.command_id)),
            ("subject", of(&self.subject)),
            ("requirements", of(&self.requirements)),
            ("priority", self.priority.as_ref().map(|column| column.len())),
            ("presence", self.presence.as_ref().map(|column| column.len())),
            ("generation", self.generation.as_ref().map(|column| column.len())),
        ];
        match lengths.into_iter().find(|(_, length)| length.is_some_and(|length| length != rows)) {
            None => Ok(()),
            Some((name, length)) => {
                let length = length.unwrap_or(0);
                Err(invalid(format_args!("{name} has {length} rows, but must have {rows}, as atUs")))
            }
        }
    }

    fn requirement_sets(&self) -> Result<Vec<Vec<Requirement>>> {
        let sets = self.requirement_sets.iter().flatten();
        sets.map(|set| parsed("invalid_command", "requirementSets", set)).collect()
    }

    /// An id where the column is there and names one.
    fn optional(&self, field: &str, column: &Option<Uint32Array>, row: usize) -> Result<Option<String>> {
        match column.as_deref().and_then(|column| column.get(row)) {
            None | Some(&NONE) => Ok(None),
            Some(_) => self.id(field, column.as_deref(), row).map(Some),
        }
    }

    fn generation(&self, row: usize) -> Result<Option<u64>> {
        let Some(given) = self.generation.as_ref().map(|column| column[row]).filter(|given| !given.is_nan())
        else {
            return Ok(None);
        };
        if given < 0.0 || given.fract() != 0.0 || given > 9_007_199_254_740_991.0 {
            let why = "must be the number of an offer, or NaN";
            return Err(invalid(format_args!("generation of row {row} is {given}, but {why}")));
        }
        Ok(Some(given as u64))
    }

    fn requirements(&self, sets: &[Vec<Requirement>], row: usize) -> Result<Vec<Requirement>> {
        match self.requirements.as_ref().map(|column| column[row]) {
            None | Some(NONE) => Ok(Vec::new()),
            Some(place) => sets.get(place as usize).cloned().ok_or_else(|| {
                let why = "must be the place of a list in requirementSets";
                invalid(format_args!("requirements of row {row} is {place}, but {why}"))
            }),
        }
    }

    fn command(&self, row: usize, sets: &[Vec<Requirement>]) -> Result<Command> {
        let code = self.r#type.get(row).copied().unwrap_or(u8::MAX);
        let interaction = || self.id("interaction", self.interaction.as_deref(), row);
        let agent = || self.id("agent", self.agent.as_deref(), row);
        let queue = || self.id("queue", self.queue.as_deref(), row);
        Ok(match Command::TYPES.get(usize::from(code)).copied() {
            Some("enqueue") => Command::Enqueue(Box::new(NewInteraction {
                priority: self.priority.as_ref().map_or(0, |column| column[row]),
                requirements: self.requirements(sets, row)?,
                subject: self.optional("subject", &self.subject, row)?,
                ..match self.optional("channel", &self.channel, row)? {
                    Some(channel) => {
                        NewInteraction { channel, ..NewInteraction::new(interaction()?, queue()?) }
                    }
                    None => NewInteraction::new(interaction()?, queue()?),
                }
            })),
            Some("accept") => Command::Accept {
                interaction: interaction()?,
                agent: agent()?,
                generation: self.generation(row)?,
            },
            Some("decline") => Command::Decline {
                interaction: interaction()?,
                agent: agent()?,
                generation: self.generation(row)?,
            },
            Some("connected") => Command::Connected {
                interaction: interaction()?,
                agent: self.optional("agent", &self.agent, row)?,
            },
            Some("connect_failed") => Command::ConnectFailed {
                interaction: interaction()?,
                agent: self.optional("agent", &self.agent, row)?,
            },
            Some("hold") => Command::Hold {
                interaction: interaction()?,
                agent: self.optional("agent", &self.agent, row)?,
            },
            Some("resume") => Command::Resume {
                interaction: interaction()?,
                agent: self.optional("agent", &self.agent, row)?,
            },
            Some("complete") => Command::Complete {
                interaction: interaction()?,
                agent: self.optional("agent", &self.agent, row)?,
                wrap_code: None,
                ended_by: None,
            },
            Some("abandon") => Command::Abandon { interaction: interaction()? },
            Some("transfer") => Command::Transfer {
                interaction: interaction()?,
                queue: queue()?,
                agent: self.optional("agent", &self.agent, row)?,
            },
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
            Some("to_callback") => Command::ToCallback { interaction: interaction()?, not_before: None },
            Some("callback_answered") => Command::CallbackAnswered { interaction: interaction()? },
            Some("callback_failed") => {
                Command::CallbackFailed { interaction: interaction()?, attempt: None, outcome: None }
            }
            Some("consult") => Command::Consult { interaction: interaction()?, agent: agent()?, by: None },
            Some("conference") => Command::Conference { interaction: interaction()?, agent: agent()? },
            Some("leave") => {
                Command::Leave { interaction: interaction()?, agent: agent()?, unanswered: false }
            }
            Some("hand_over") => {
                Command::HandOver { interaction: interaction()?, agent: agent()?, from: None }
            }
            Some("force_assign") => Command::ForceAssign { interaction: interaction()?, agent: agent()? },
            Some("pull") => Command::Pull { agent: agent()? },
            Some("heartbeat") => Command::Heartbeat { agent: agent()? },
            Some("keep_alive") => Command::KeepAlive { interaction: interaction()? },
            Some("set_priority") => Command::SetPriority {
                interaction: interaction()?,
                priority: self.priority.as_ref().map_or(0, |column| column[row]),
            },
            Some(name) => {
                let why = "has values that no column holds; apply it by itself";
                return Err(invalid(format_args!("type of row {row} is {name}, which {why}")));
            }
            None => {
                let why = "must be the place of a name in commandTypes";
                return Err(invalid(format_args!("type of row {row} is {code}, but {why}")));
            }
        })
    }

    fn id(&self, field: &str, column: Option<&[u32]>, row: usize) -> Result<String> {
        let index = column.and_then(|column| column.get(row)).copied();
        index.and_then(|index| self.ids.get(index as usize)).cloned().ok_or_else(|| {
            let why = "must be the place of an id in ids";
            let value = index.map_or("absent".to_owned(), |index| index.to_string());
            invalid(format_args!("{field} of row {row} is {value}, but {why}"))
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
    generation: Vec<f64>,
    places: HashMap<String, u32>,
    ids: Vec<String>,
    error: Vec<Either<String, Null>>,
}

impl Written {
    fn run(mut self, core: &mut Router, commands: Vec<Row>) -> EventColumns {
        for (row, Row { at, id, command }) in commands.into_iter().enumerate() {
            match core.apply(at, id.as_deref(), command) {
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
            generation: self.generation.into(),
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
            let (interaction, agent, queue) = event.about();
            self.command.push(row as u32);
            self.at_us.push(at.as_micros() as f64);
            self.kind.push(event.kind() as u8);
            let (interaction, agent, queue) = (self.place(interaction), self.place(agent), self.place(queue));
            self.interaction.push(interaction);
            self.agent.push(agent);
            self.queue.push(queue);
            self.generation.push(match event {
                Event::OfferMade { generation, .. }
                | Event::OfferDeclined { generation, .. }
                | Event::OfferExpired { generation, .. }
                | Event::OfferRevoked { generation, .. } => *generation as f64,
                _ => f64::NAN,
            });
        }
    }
}
