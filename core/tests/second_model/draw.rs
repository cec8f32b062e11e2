//! Draws: dice, and the inputs of a run as they come, most of them such as mean something at the moment.

use super::swarm::{Feature, PLANS, SKILLS, Swarm, Theme};
use super::world::{Agent, Item, World};
use krarup::random::Stream;
use krarup::routing::{Command, Hold, InteractionUpdate, Part, Preference, Presence, Side};
use krarup::time::{Span, Timestamp};

/// Whole numbers and choices from a stream.
pub(crate) struct Dice(pub(crate) Stream);

impl Dice {
    pub(crate) fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.bits() % bound
    }

    pub(crate) fn between(&mut self, least: i64, most: i64) -> i64 {
        least + self.below((most - least + 1) as u64) as i64
    }

    pub(crate) fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    pub(crate) fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len() as u64) as usize]
    }
}

/// One input of a run; without a command it is a tick.
#[derive(Clone, Debug)]
pub(crate) struct RunInput {
    pub(crate) at: i64,
    pub(crate) id: Option<String>,
    pub(crate) command: Option<Command>,
}

impl Swarm {
    pub(crate) fn input(&self, dice: &mut Dice, world: &World) -> RunInput {
        let units = match dice.below(20) {
            0..10 => 0,
            10..14 => 1,
            14..19 => dice.between(2, 6),
            _ if self.has(Feature::Jumps) => dice.between(7, 120),
            _ => 3,
        };
        let backwards = self.has(Feature::Backwards) && dice.chance(8);
        let units = if backwards { -dice.between(1, 9) } else { units };
        let ids = self.has(Feature::CommandIds) && dice.chance(30);
        let id = ids.then(|| format!("k{}", dice.below(40)));
        let command = (!dice.chance(6)).then(|| self.command(dice, world));
        RunInput { at: world.now + units * self.unit, id, command }
    }

    fn command(&self, dice: &mut Dice, world: &World) -> Command {
        if self.has(Feature::Faults) && dice.chance(4) {
            return self.fault(dice, world);
        }
        let drawn = (0..8).find_map(|_| self.meaningful(dice, world));
        drawn.unwrap_or_else(|| self.presence(dice, world))
    }

    /// A command that the state at the moment gives a meaning to, mostly; `None` = what was drawn has none.
    fn meaningful(&self, dice: &mut Dice, world: &World) -> Option<Command> {
        if self.has(Feature::Reconfigurations) && dice.chance(6) {
            let config = Box::new(self.reconfiguration(dice, world));
            return Some(Command::Configure { config });
        }
        if self.has(Feature::WrapUpModes) && dice.chance(17) {
            let is_bound = |agent: &Agent| agent.wrap_up.is_some_and(|wrap_up| wrap_up.is_mandatory);
            let agent = self.an_agent(dice, world, is_bound)?;
            return Some(Command::EndWrapUp { agent });
        }
        if self.has(Feature::Plans) && dice.chance(9) {
            let plan = (*dice.pick(&PLANS)).to_owned();
            let activates = dice.chance(50);
            return Some(if activates {
                Command::ActivatePlan { plan }
            } else {
                Command::WithdrawPlan { plan }
            });
        }
        if self.has(Feature::ForcedAssignments) && dice.chance(3) {
            let interaction = self.an_interaction(dice, world, Item::is_queued)?;
            return Some(Command::ForceAssign { interaction, agent: dice.pick(&self.agents).clone() });
        }
        if self.has(Feature::Transfers) && dice.chance(2) {
            let interaction = self.an_interaction(dice, world, |item| !item.offers.is_empty())?;
            return Some(self.transfer(dice, world, interaction));
        }
        if self.has(Feature::Pull) && dice.chance(6) {
            let agent = self.an_agent(dice, world, |agent| agent.presence == Presence::Available)?;
            return Some(Command::Pull { agent });
        }
        // What an agent has is given away by him, or by one who had it.
        if self.has(Feature::Transfers) && dice.chance(5) {
            let interaction = self.an_interaction(dice, world, |item| !item.is_queued())?;
            return Some(self.transfer(dice, world, interaction));
        }
        if self.has(Feature::Updates) && dice.chance(8) {
            return self.update(dice, world);
        }
        if self.has(Feature::AgentLeases) && dice.chance(4) {
            return Some(Command::Heartbeat { agent: dice.pick(&self.agents).clone() });
        }
        if self.has(Feature::ContactLeases) && dice.chance(4) {
            let interaction = self.an_interaction(dice, world, |_| true)?;
            return Some(Command::KeepAlive { interaction });
        }
        if self.has(Feature::Callbacks) && dice.chance(if self.theme == Theme::Callbacks { 35 } else { 15 }) {
            return self.callback(dice, world);
        }
        if self.has(Feature::Consults) && dice.chance(if self.theme == Theme::Consults { 80 } else { 15 }) {
            return self.consultation(dice, world);
        }
        if self.has(Feature::Entry) && dice.chance(if self.theme == Theme::Entry { 55 } else { 20 }) {
            return self.entry(dice, world);
        }
        let wanted = if world.items.len() < self.crowd { 26 } else { 3 };
        let roll = dice.below(100);
        if roll < wanted {
            return Some(Command::Enqueue(Box::new(self.interaction(dice, world))));
        }
        Some(match roll {
            0..42 => {
                let (interaction, agent, generation) = self.an_offer(dice, world)?;
                if dice.chance(self.declines) {
                    Command::Decline { interaction, agent, generation }
                } else {
                    Command::Accept { interaction, agent, generation }
                }
            }
            // In such runs conversations last for longer.
            42..56 if self.theme == Theme::Consults && dice.chance(60) => return None,
            42..56 => {
                let interaction = self.an_interaction(dice, world, |item| !item.is_queued())?;
                let agent = dice.chance(20).then(|| dice.pick(&self.agents).clone());
                let wrap_code = dice.chance(10).then(|| "sold".to_owned());
                let ended_by = *dice.pick(&[None, Some(Side::Customer), Some(Side::Agent)]);
                Command::Complete { interaction, agent, wrap_code, ended_by }
            }
            56..66 => self.presence(dice, world),
            66..70 => {
                let agent = self.an_agent(dice, world, |agent| agent.wrap_up.is_some())?;
                if dice.chance(50) {
                    Command::EndWrapUp { agent }
                } else {
                    Command::ExtendWrapUp { agent, by: self.span(dice, 1, 8) }
                }
            }
            70..74 => Command::Abandon { interaction: self.an_interaction(dice, world, Item::is_queued)? },
            74..76 if self.has(Feature::Transfers) => {
                let is_meant = |item: &Item| !item.is_waiting() || item.order % 4 == 0;
                let interaction = self.an_interaction(dice, world, is_meant)?;
                self.transfer(dice, world, interaction)
            }
            76..85 if self.has(Feature::Holds) => self.conversation(dice, world)?,
            85..88 if self.has(Feature::AgeAdjustments) => Command::AdjustAge {
                interaction: self.an_interaction(dice, world, Item::is_queued)?,
                by: self.span(dice, -20, 20),
            },
            88..90 if self.has(Feature::PriorityChanges) => Command::SetPriority {
                interaction: self.an_interaction(dice, world, Item::is_queued)?,
                priority: dice.between(-2, 5) as i32,
            },
            90..92 if self.has(Feature::Callbacks) => Command::ToCallback {
                interaction: self.an_interaction(dice, world, |item| !item.offers.is_empty())?,
                not_before: dice.chance(30).then(|| self.instant(dice, world)),
            },
            92..94 if self.has(Feature::ForcedAssignments) => Command::ForceAssign {
                interaction: self.an_interaction(dice, world, Item::is_queued)?,
                agent: dice.pick(&self.agents).clone(),
            },
            94..97 if self.has(Feature::SkillChanges) => Command::SetSkill {
                agent: dice.pick(&self.agents).clone(),
                skill: (*dice.pick(&SKILLS)).to_owned(),
                level: dice.chance(75).then(|| dice.between(0, 5) as i32),
            },
            97..100 if self.has(Feature::Pull) => Command::Pull { agent: dice.pick(&self.agents).clone() },
            _ => return None,
        })
    }

    fn transfer(&self, dice: &mut Dice, world: &World, interaction: String) -> Command {
        let agent = self.a_giver(dice, world, &interaction);
        Command::Transfer { interaction, queue: dice.pick(&self.queues).clone(), agent }
    }

    /// Mostly nobody in particular, else who has the interaction or one who had it.
    fn a_giver(&self, dice: &mut Dice, world: &World, interaction: &str) -> Option<String> {
        if dice.chance(55) {
            return None;
        }
        let holder = world.items.get(interaction).and_then(|item| item.holder);
        let holder = holder.filter(|_| dice.chance(60)).map(|holder| world.agent_id(holder.agent));
        Some(holder.unwrap_or_else(|| dice.pick(&self.agents).clone()))
    }

    /// Some things that are known of an interaction from now on.
    fn update(&self, dice: &mut Dice, world: &World) -> Option<Command> {
        let waits = dice.chance(65);
        let interaction = self.an_interaction(dice, world, |item| item.is_queued() == waits)?;
        let new = self.interaction(dice, world);
        let mut update = InteractionUpdate {
            requirements: dice.chance(40).then_some(new.requirements),
            steps: dice.chance(40).then_some(new.steps),
            preferred: dice.chance(30).then_some(new.preferred),
            labels: dice.chance(30).then_some(new.labels),
            attributes: dice.chance(30).then_some(new.attributes),
            due_at: new.due_at,
            interaction,
        };
        if self.has(Feature::Faults) && dice.chance(10) {
            update.requirements = Some((0..7).map(|_| self.requirement(dice)).collect());
        }
        Some(Command::Update(Box::new(update)))
    }

    fn presence(&self, dice: &mut Dice, world: &World) -> Command {
        let away = self.an_agent(dice, world, |agent| agent.presence != Presence::Available);
        let (agent, presence) = match away {
            Some(agent) if dice.chance(72) => (agent, Presence::Available),
            _ => (dice.pick(&self.agents).clone(), *dice.pick(&[Presence::Paused, Presence::Offline])),
        };
        let reason = dice.chance(20).then(|| "coffee".to_owned());
        Command::SetPresence { agent, presence, reason }
    }

    /// What may happen to a customer who is called back.
    fn callback(&self, dice: &mut Dice, world: &World) -> Option<Command> {
        let is_tried = |item: &Item| {
            item.dialling.is_some() || (item.is_callback && item.holder.is_some_and(|one| !one.is_connected))
        };
        Some(match dice.below(14) {
            0..3 => Command::CallbackAnswered {
                interaction: self.an_interaction(dice, world, |item| item.dialling.is_some())?,
            },
            3..8 => {
                let interaction = self.an_interaction(dice, world, is_tried)?;
                let attempts = world.items.get(&interaction).map_or(0, |item| item.attempts);
                // The attempt that is under way, or the one before.
                let attempt = dice.chance(70).then(|| attempts + u32::from(dice.chance(45)));
                Command::CallbackFailed {
                    interaction,
                    attempt,
                    outcome: dice.chance(30).then(|| "busy".to_owned()),
                }
            }
            8 => Command::CallbackAnswered {
                interaction: self.an_interaction(dice, world, |item| item.is_callback && item.is_queued())?,
            },
            9..13 => Command::ToCallback {
                interaction: self.an_interaction(dice, world, |item| item.dialling.is_some())?,
                not_before: dice.chance(80).then(|| self.instant(dice, world)),
            },
            _ => Command::ToCallback {
                interaction: self.an_interaction(dice, world, Item::is_queued)?,
                not_before: dice.chance(60).then(|| self.instant(dice, world)),
            },
        })
    }

    /// What may happen between the agents of a contact.
    fn consultation(&self, dice: &mut Dice, world: &World) -> Option<Command> {
        let roll = dice.below(100);
        let is_not_joined = |item: &Item| item.holder.is_some_and(|holder| !holder.is_connected);
        if roll < 25
            && let Some(interaction) = world.ids(is_not_joined).pop()
        {
            return Some(Command::Connected { interaction, agent: None });
        }
        if roll < 44 {
            let has_others = dice.chance(65);
            let is_joined = |item: &Item| {
                item.holder.is_some_and(|holder| holder.is_connected)
                    && (!has_others || !item.others.is_empty())
            };
            let interaction = self.an_interaction(dice, world, is_joined)?;
            let in_wrap_up = dice.chance(40);
            let is_ready = |agent: &Agent| {
                agent.presence == Presence::Available && agent.wrap_up.is_some() == in_wrap_up
            };
            let ready = self.an_agent(dice, world, is_ready);
            let agent = ready.filter(|_| dice.chance(80)).unwrap_or_else(|| dice.pick(&self.agents).clone());
            return Some(if roll < 40 {
                let by = self.a_giver(dice, world, &interaction);
                Command::Consult { interaction, agent, by }
            } else {
                let from = self.a_giver(dice, world, &interaction);
                Command::HandOver { interaction, agent, from }
            });
        }
        // Conferences and contacts in which several take part are rare, so they come first.
        let is_rare = |item: &Item| match roll {
            60..77 => item.others.values().any(|part| *part == Part::InConference),
            _ => item.others.len() > 1,
        };
        let rare = world.ids(is_rare).pop().filter(|_| dice.chance(97));
        let interaction = match rare {
            Some(interaction) => interaction,
            None => self.an_interaction(dice, world, |item| !item.others.is_empty())?,
        };
        let others = world.items.get(&interaction).map(|item| item.others.clone()).unwrap_or_default();
        let wanted = if dice.chance(88) { Part::InConference } else { Part::Consulted };
        let such = others.iter().filter(|(_, part)| roll < 60 || **part == wanted).map(|(agent, _)| *agent);
        let such: Vec<usize> = such.collect();
        let others: Vec<usize> = if such.is_empty() { others.into_keys().collect() } else { such };
        let any = dice.pick(&self.agents).clone();
        let is_one = !others.is_empty() && dice.chance(92);
        let agent = if is_one { world.agent_id(*dice.pick(&others)) } else { any };
        Some(match roll {
            44..60 => Command::Conference { interaction, agent },
            60..77 => Command::Leave { interaction, agent, unanswered: dice.chance(40) },
            _ => {
                let from = self.a_giver(dice, world, &interaction);
                Command::HandOver { interaction, agent, from }
            }
        })
    }

    /// What may happen to a contact before it is an interaction.
    fn entry(&self, dice: &mut Dice, world: &World) -> Option<Command> {
        let has_room = world.items.len() + world.served.len() < self.crowd;
        let any = dice.pick(&self.ids).clone();
        let served: Vec<&String> = world.served.keys().collect();
        let interaction =
            if served.is_empty() || dice.chance(4) { any } else { (*dice.pick(&served)).clone() };
        Some(match dice.below(100) {
            0..45 if has_room => Command::Arrive(Box::new(self.contact(dice, world))),
            _ if served.is_empty() && dice.chance(95) => return None,
            0..63 => Command::Classify { interaction, details: self.details(dice) },
            63..79 => Command::Complete { interaction, agent: None, wrap_code: None, ended_by: None },
            79..91 => Command::Abandon { interaction },
            91..94 => Command::KeepAlive { interaction },
            // What only an interaction can be asked.
            94 => Command::Transfer { interaction, queue: dice.pick(&self.queues).clone(), agent: None },
            95 => Command::Connected { interaction, agent: None },
            96 => Command::ToCallback { interaction, not_before: None },
            97 => Command::Leave { interaction, agent: dice.pick(&self.agents).clone(), unanswered: false },
            98 => Command::Accept { interaction, agent: dice.pick(&self.agents).clone(), generation: None },
            _ => Command::CallbackFailed { interaction, attempt: None, outcome: None },
        })
    }

    fn instant(&self, dice: &mut Dice, world: &World) -> Timestamp {
        Timestamp::from_micros(world.now + self.unit * dice.between(-3, 10))
    }

    /// The next thing that may happen in a conversation, or now and then another.
    fn conversation(&self, dice: &mut Dice, world: &World) -> Option<Command> {
        let interaction = self.an_interaction(dice, world, |item| !item.is_queued())?;
        let holder = world.items.get(&interaction).and_then(|item| item.holder);
        let (is_connected, is_held) =
            holder.map_or((false, false), |holder| (holder.is_connected, holder.is_held));
        // Mostly whoever has it, or nobody in particular.
        let agent = holder.filter(|_| dice.chance(20)).map(|holder| world.agent_id(holder.agent));
        let agent = if dice.chance(4) { Some(dice.pick(&self.agents).clone()) } else { agent };
        Some(match (is_connected, is_held) {
            _ if dice.chance(5) => Command::Connected { interaction, agent },
            _ if dice.chance(5) => Command::ConnectFailed { interaction, agent },
            _ if dice.chance(5) => Command::Resume { interaction, agent },
            (false, _) if dice.chance(80) => Command::Connected { interaction, agent },
            (false, _) => Command::ConnectFailed { interaction, agent },
            (true, false) => Command::Hold { interaction, agent },
            (true, true) => Command::Resume { interaction, agent },
        })
    }

    /// An open offer if there is one, seldom any pair.
    fn an_offer(&self, dice: &mut Dice, world: &World) -> Option<(String, String, Option<u64>)> {
        if dice.chance(4) {
            return Some((dice.pick(&self.ids).clone(), dice.pick(&self.agents).clone(), None));
        }
        let mut open = Vec::new();
        for (id, item) in &world.items {
            open.extend(item.offers.iter().map(|(agent, offer)| (id, *agent, offer.generation)));
        }
        if open.is_empty() {
            return None;
        }
        let (id, agent, generation) = *dice.pick(&open);
        let late = if dice.chance(15) { generation.wrapping_sub(1) } else { generation };
        Some((id.clone(), world.agent_id(agent), dice.chance(30).then_some(late)))
    }

    /// One of those meant if there are any, seldom any at all.
    fn an_interaction(
        &self,
        dice: &mut Dice,
        world: &World,
        is_meant: impl Fn(&Item) -> bool,
    ) -> Option<String> {
        let meant = if dice.chance(4) { self.ids.clone() } else { world.ids(is_meant) };
        (!meant.is_empty()).then(|| dice.pick(&meant).clone())
    }

    fn an_agent(&self, dice: &mut Dice, world: &World, is_meant: impl Fn(&Agent) -> bool) -> Option<String> {
        let meant: Vec<&Agent> = world.agents.iter().filter(|agent| is_meant(agent)).collect();
        if dice.chance(4) {
            return Some(dice.pick(&self.agents).clone());
        }
        (!meant.is_empty()).then(|| dice.pick(&meant).config.id.clone())
    }

    /// A command with one thing wrong.
    fn fault(&self, dice: &mut Dice, world: &World) -> Command {
        let agent = "nobody".to_owned();
        let waiting = self.an_interaction(dice, world, Item::is_queued);
        let interaction = waiting.unwrap_or_else(|| dice.pick(&self.ids).clone());
        let mut new = self.interaction(dice, world);
        match dice.below(16) {
            0 => return Command::Pull { agent },
            14 => return Command::Heartbeat { agent },
            1 => return Command::SetPresence { agent, presence: Presence::Paused, reason: None },
            2 => return Command::EndWrapUp { agent },
            3 => return Command::SetSkill { agent, skill: SKILLS[0].to_owned(), level: Some(1) },
            4 => return Command::Transfer { interaction, queue: "nowhere".to_owned(), agent: None },
            5 => return Command::ForceAssign { interaction, agent },
            6 => return Command::AdjustAge { interaction, by: Span::from_seconds(200 * 366 * 86_400) },
            7 => {
                let agent = dice.pick(&self.agents).clone();
                return Command::SetSkill { agent, skill: format!("s{}", dice.below(9)), level: Some(1) };
            }
            8 | 12 => new.queue = "nowhere".to_owned(),
            9 => new.interaction = String::new(),
            10 => new.requirements = (0..7).map(|_| self.requirement(dice)).collect(),
            11 => {
                new.preferred = vec![Preference {
                    agent,
                    hold: Hold { logged_in: Span::from_micros(-1), ..Hold::default() },
                }];
            }
            13 => {
                new.windows = self.windows(dice, world.now);
                new.windows.reverse();
                new.windows[0].to = new.windows[0].from;
            }
            _ => new.not_before = Some(Timestamp::from_micros(i64::MAX)),
        }
        Command::Enqueue(Box::new(new))
    }
}
