//! Plays inputs on both routers and finds the first difference.

use super::clock::Outcome;
use super::draw::RunInput;
use super::eligibility::Declines;
use super::engines::Judge;
use super::estimates::Record;
use super::ledger::{Ledger, nobody_idle_beside};
use super::swarm::{Feature, Swarm};
use super::world::{Item, World};
use krarup::routing::{
    AgentConfig, Command, Config, Event, Part, Place, Receipt, Rejection, Router, Verdict, WaitEstimate,
};
use krarup::time::{Span, Timestamp};
use std::collections::BTreeSet;
use std::fmt::Debug;

/// The two routers side by side.
pub(crate) struct Pair {
    router: Router,
    judge: Judge,
    ledger: Ledger,
    pub(crate) world: World,
}

/// What the two say of the same thing.
#[derive(Debug)]
pub(crate) struct Difference {
    pub(crate) what: String,
    pub(crate) router: String,
    pub(crate) model: String,
}

pub(crate) fn agree<T: PartialEq + Debug>(
    what: impl Into<String>,
    router: T,
    model: T,
) -> Result<(), Difference> {
    if router == model {
        return Ok(());
    }
    Err(Difference { what: what.into(), router: format!("{router:?}"), model: format!("{model:?}") })
}

fn broken(what: String) -> Difference {
    Difference { what: "a law".to_owned(), router: what, model: "it holds".to_owned() }
}

impl Pair {
    pub(crate) fn new(config: &Config, swarm: &Swarm) -> Self {
        let router = Router::new(config.clone(), Timestamp::from_micros(swarm.start));
        let router = router.expect("the swarm draws valid configurations");
        let mut world = World::new(config.clone(), swarm.start, swarm.unit);
        world.knows_estimates = swarm.has(Feature::Estimates);
        let (judge, ledger) = (Judge::new(&router), Ledger::default());
        Self { router, judge, ledger, world }
    }

    /// Estimates are judged whenever something falls due, be it a timer that brings nothing about: a second router
    /// that goes from one deadline to the next says when.
    fn instants_due(&self, at: Timestamp) -> BTreeSet<i64> {
        let mut due = BTreeSet::new();
        if at <= self.router.now() {
            return due;
        }
        let mut ahead = self.router.clone();
        while let Some(next) = ahead.next_deadline().filter(|next| *next <= at) {
            if ahead.tick(next).is_err() {
                break;
            }
            due.insert(next.as_micros());
        }
        due
    }

    pub(crate) fn input(&mut self, input: &RunInput) -> Result<(), Difference> {
        let RunInput { at, id, command } = input;
        let deadline = self.router.next_deadline();
        let at = Timestamp::from_micros(*at);
        self.world.due_at = self.world.knows_estimates.then(|| self.instants_due(at));
        let router = match command.clone() {
            None => self.router.tick(at),
            Some(command) => self.router.apply(at, id.as_deref(), command),
        };
        self.judge.judge(&mut self.router, input, &router)?;
        self.book(&router, command.as_ref())?;
        // Where on the way it stops depends on timers that bring nothing about, so the model is told.
        let ticked =
            router.as_ref().map_or_else(|rejection| rejection.tick.is_some(), |receipt| !receipt.repeated);
        self.world.stop_at =
            Some(self.router.now()).filter(|now| ticked && *now < at).map(Timestamp::as_micros);
        let model = self.world.input(at.as_micros(), id.as_deref(), command.as_ref());
        let router = router
            .map(without_keys)
            .map_err(|rejection| (rejection.code(), rejection.tick.map(|tick| without_keys(*tick))));
        self.tally(&model, command.is_none(), at);
        if router != model {
            let (router, model) = (shown(&router), shown(&model));
            return Err(Difference { what: "outcome".to_owned(), router, model });
        }
        self.agree_on_deadlines(deadline)?;
        self.agree_on_order()?;
        self.agree_on_state()?;
        self.agree_on_exclusions()?;
        if self.world.knows_estimates {
            self.agree_on_estimates()?;
        }
        self.agree_on_books()?;
        Ok(())
    }

    /// What must hold whatever the rules are.
    fn book(
        &mut self,
        outcome: &Result<Receipt, Rejection>,
        command: Option<&Command>,
    ) -> Result<(), Difference> {
        let receipt = match outcome {
            Ok(receipt) => Some(receipt),
            Err(rejection) => rejection.tick.as_deref(),
        };
        let Some(receipt) = receipt.filter(|receipt| !receipt.repeated) else { return Ok(()) };
        if let (Ok(_), Some(command)) = (outcome, command) {
            self.ledger.accepted(command);
        }
        receipt.events.iter().try_for_each(|(_, event)| self.ledger.enter(event)).map_err(broken)?;
        // No event lies before another, before the last input or after the clock.
        let mut instants: Vec<Timestamp> = receipt.events.iter().map(|(at, _)| *at).collect();
        instants.insert(0, Timestamp::from_micros(self.world.now));
        instants.push(receipt.at);
        agree("instants of events in order", instants.is_sorted(), true)
    }

    fn agree_on_books(&self) -> Result<(), Difference> {
        let queues: Vec<&str> = self.world.queues.iter().map(|queue| queue.config.id.as_str()).collect();
        let agents: Vec<&AgentConfig> = self.world.agents.iter().map(|agent| &agent.config).collect();
        self.ledger.balance(&self.router, &queues, &agents).map_err(broken)
    }

    fn agree_on_deadlines(&self, before: Option<Timestamp>) -> Result<(), Difference> {
        let world = &self.world;
        agree("now", self.router.now().as_micros(), world.now)?;
        // Nothing happens by itself before the deadline the router gave.
        if let Some(woke_at) = world.woke_at.filter(|at| before.is_none_or(|before| *at < before.as_micros()))
        {
            return agree("deadline", before.map(Timestamp::as_micros), Some(woke_at));
        }
        if world.stop_at.is_some() {
            return agree("goes on", self.router.next_deadline().is_some(), true);
        }
        // Until an input has come, what holds from the start is due at the start: a refused clock is no input.
        let is_at_start = self.router.overview().as_of.seq == 0;
        let next = self.router.next_deadline().filter(|_| !is_at_start);
        agree("a deadline is past", next.filter(|next| next.as_micros() <= world.now), None)
    }

    fn agree_on_order(&self) -> Result<(), Difference> {
        for (number, queue) in self.world.queues.iter().enumerate() {
            let id = &queue.config.id;
            let waiting = self.router.waiting(id, usize::MAX).expect("the queue is in the configuration");
            let router: Vec<&str> = waiting.iter().map(|item| item.id()).collect();
            agree(format!("order of {id}"), router, self.world.waiting(number))?;
        }
        Ok(())
    }

    /// What desktops and wallboards read.
    fn agree_on_state(&self) -> Result<(), Difference> {
        for (id, item) in &self.world.items {
            let known = self.router.interaction(id).expect("it is not finished");
            let said =
                (known.facts.queue.clone(), known.facts.priority, known.is_callback, known.step().index);
            let model = (item.facts.queue.clone(), item.facts.priority, item.is_callback, item.step);
            agree(format!("state of {id}"), said, model)?;
            agree(format!("sticky agent of {id}"), &known.sticky, &item.sticky)?;
            let until = match known.place {
                Place::Dialling { until } => Some(until.as_micros()),
                _ => None,
            };
            let mut others: Vec<(String, Part)> =
                item.others.iter().map(|(agent, part)| (self.world.agent_id(*agent), *part)).collect();
            others.sort_by(|one, other| one.0.cmp(&other.0));
            agree(format!("others of {id}"), known.others.clone().into_iter().collect(), others)?;
            agree(format!("order of enqueue of {id}"), known.order, item.order as u64)?;
            let said = (until, known.attempts, known.facts.own().not_before);
            let model = (item.dialling, item.attempts, item.facts.not_before);
            agree(format!("callback of {id}"), said, model)?;
            let said = (&known.rules_fired, &known.left_queues, known.enqueued_at.as_micros());
            let model = (&item.rules_fired, &item.left_queues, item.enqueued_at);
            agree(format!("rules and place of {id}"), said, model)?;
            let said = (known.queue_entered_at().as_micros(), known.age_adjustment.as_micros());
            agree(format!("age of {id}"), said, (item.entered_at, item.adjustment))?;
            let declined: Vec<String> = known.declined_by.iter().cloned().collect();
            let mut excluded: Vec<String> =
                item.excluded.iter().map(|agent| self.world.agent_id(*agent)).collect();
            excluded.sort();
            agree(format!("exclusions of {id}"), declined, excluded)?;
        }
        let active = self.world.standings.iter().filter(|(_, standing)| standing.is_active);
        let active: Vec<String> = active.map(|(id, _)| id.clone()).collect();
        agree("plans in force", self.router.overview().plans, active)?;
        for agent in &self.world.agents {
            let id = &agent.config.id;
            let known = self.router.agent(id).expect("he is in the configuration");
            let wrap_up =
                known.wrap_up.map(|wrap_up| (wrap_up.until.map(Timestamp::as_micros), wrap_up.is_mandatory));
            let own_wrap_up = agent.wrap_up.map(|wrap_up| (wrap_up.until, wrap_up.is_mandatory));
            let idle_since = known.last_contact_end.as_micros();
            let said =
                (known.presence, wrap_up, idle_since, known.contacts, known.misses, &known.config.skills);
            let (contacts, skills) = (agent.contacts as u64, &agent.config.skills);
            let model = (agent.presence, own_wrap_up, agent.last_contact_end, contacts, agent.misses, skills);
            agree(format!("state of {id}"), said, model)?;
        }
        let router = self.world.queues.iter().map(|queue| self.router.queue(&queue.config.id));
        for (number, view) in router.enumerate() {
            let view = view.expect("the queue is in the configuration");
            let here = || self.world.items.values().filter(|item| item.queue == number);
            let waiting = here().filter(|item| item.is_queued() && item.offers.is_empty()).count();
            let offered = here().filter(|item| !item.offers.is_empty()).count();
            let assigned = here().filter(|item| !item.is_queued()).count();
            let counts = (view.waiting, view.offered, view.assigned);
            agree(format!("counts of {}", view.config.id), counts, (waiting, offered, assigned))?;
        }
        Ok(())
    }

    /// What `explain` says of each agent and interaction: the first rule that excludes him, or who beats him by what.
    fn agree_on_exclusions(&mut self) -> Result<(), Difference> {
        for id in self.world.ids(Item::is_queued) {
            let verdicts = self.router.explain(&id).expect("it is not finished");
            let item = &self.world.items[&id];
            let is_tried = self.world.is_to_dial(item) && !self.world.may_dial(item);
            if is_tried && item.is_waiting() && !self.world.eligible_members(item).is_empty() {
                self.world.tally.count("callback", "no_agent_left");
            }
            let item = &self.world.items[&id];
            if item.is_waiting() && !is_tried && self.world.queue_of(item).config.push {
                nobody_idle_beside(&id, &verdicts).map_err(broken)?;
            }
            let item = self.world.items[&id].clone();
            let eligible = self.world.queue_of(&item).members.iter().map(|(number, _)| *number);
            let eligible = eligible.filter(|number| self.world.is_eligible(&item, *number, Declines::Count));
            let eligible: Vec<usize> = eligible.collect();
            for (number, said) in verdicts.iter().enumerate() {
                let what = format!("verdict of {} on {id}", said.agent);
                agree(format!("agent of the {what}"), &said.agent, &self.world.agent_id(number))?;
                let rule = self.world.exclusion(&item, number, Declines::Count);
                let rule = rule.unwrap_or_else(|| self.world.standing(&item, number, &eligible));
                self.world.tally.count("exclusion", rule_name(&rule));
                agree(what, without_key(&said.verdict), rule)?;
            }
            self.world.tally_holds(&id);
        }
        Ok(())
    }

    /// What callers are told of their wait, and how the estimators fare.
    fn agree_on_estimates(&mut self) -> Result<(), Difference> {
        for id in self.world.ids(Item::is_queued) {
            let said = self.router.estimate(&id).expect("it is queued");
            let item = &self.world.items[&id];
            let (foresight, history) = (self.world.foresee(item), self.world.history(item));
            let router: Vec<_> = said.estimators.iter().map(|one| (one.wait, one.unknown)).collect();
            let wait = |us: i64| Some(Span::from_micros(us));
            let model = foresight.waits.map(|known| (known.ok().and_then(wait), known.err()));
            agree(format!("estimates of {id}"), router, model.to_vec())?;
            let errors = |one: &WaitEstimate| {
                let errors = [one.mean_error, one.mean_absolute_error, one.root_mean_square_error];
                (one.scored, errors)
            };
            let router: Vec<_> = said.estimators.iter().map(errors).collect();
            let scores = |one: &Record| {
                let errors = one.errors().map_or([None; 3], |errors| errors.map(wait));
                (one.scored as u64, errors)
            };
            let model: Vec<_> = history.records.iter().map(scores).collect();
            agree(format!("errors of estimates of {id}"), router, model)?;
            let model = (foresight.position, foresight.is_agent_free, foresight.best, history.censored);
            let router = (said.position, said.is_agent_free, said.best, said.censored);
            agree(format!("place, agent, best and censored of the estimate of {id}"), router, model)?;
            self.world.tally_estimate(&foresight);
        }
        Ok(())
    }

    fn tally(&mut self, outcome: &Outcome, is_tick: bool, at: Timestamp) {
        let tally = &mut self.world.tally;
        let receipt = match outcome {
            Ok(receipt) => Some(receipt),
            Err((code, tick)) => {
                tally.count("reject", code);
                tick.as_ref()
            }
        };
        let Some(receipt) = receipt else { return };
        if receipt.repeated {
            return tally.count("input", "repeated");
        }
        if self.world.stop_at.is_some() {
            tally.count("input", "stopped");
        }
        if receipt.clamped {
            tally.count("input", "clamped");
        }
        if is_tick {
            tally.count("input", "tick");
        }
        if receipt.events.iter().any(|(when, _)| when.as_micros() + 6 * self.world.unit < at.as_micros()) {
            tally.count("input", "jump");
        }
        receipt.events.iter().for_each(|(_, event)| tally.count_event(event));
    }
}

/// An outcome for people, an event a line.
fn shown(outcome: &Outcome) -> String {
    let (code, receipt) = match outcome {
        Ok(receipt) => ("accepted", Some(receipt)),
        Err((code, tick)) => (*code, tick.as_ref()),
    };
    let Some(receipt) = receipt else { return code.to_owned() };
    let (seq, at, clamped, repeated) = (receipt.seq, receipt.at, receipt.clamped, receipt.repeated);
    let head = format!("{code}, input {seq} at {}, clamped {clamped}, repeated {repeated}", at.as_micros());
    let line = |(at, event): &(Timestamp, Event)| {
        format!("\n  {} {}", at.as_micros(), serde_json::to_string(event).expect("events are data"))
    };
    receipt.events.iter().map(line).fold(head, |text, line| text + &line)
}

/// A verdict but for the figures of its key.
fn without_key(verdict: &Verdict) -> Verdict {
    match verdict.clone() {
        Verdict::Eligible { beaten, .. } => Verdict::Eligible { key: Vec::new(), beaten },
        other => other,
    }
}

/// The model does not give the winning key's figures.
fn without_keys(mut receipt: Receipt) -> Receipt {
    for (_, event) in &mut receipt.events {
        match event {
            Event::OfferMade { why: Some(why), .. } => why.key.clear(),
            // Nor the words for what each agent lacks, but how much it is.
            Event::CannotBeMet { nearest, .. } => {
                nearest.iter_mut().flat_map(|unmet| &mut unmet.lacks).for_each(String::clear);
            }
            _ => {}
        }
    }
    receipt
}

fn rule_name(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Eligible { .. } => "none",
        Verdict::HasIt => "has_it",
        Verdict::NotMember => "not_member",
        Verdict::NotAvailable { .. } => "not_available",
        Verdict::WrapUp { .. } => "wrap_up",
        Verdict::ChannelNotHandled => "channel_not_handled",
        Verdict::NotBefore { .. } => "not_before",
        Verdict::Delayed { .. } => "delayed",
        Verdict::RingClosed { .. } => "ring_closed",
        Verdict::TierClosed { .. } => "tier_closed",
        Verdict::PenaltyOutside { .. } => "penalty_outside",
        Verdict::SkillNotMet { .. } => "skill_not_met",
        Verdict::StepNotMet { .. } => "step_not_met",
        Verdict::AboveTrainee { .. } => "above_trainee",
        Verdict::MentorNotAvailable { .. } => "mentor_not_available",
        Verdict::MentorEngaged { .. } => "mentor_engaged",
        Verdict::CapacityFull { .. } => "capacity_full",
        Verdict::ChannelMaximum { .. } => "channel_maximum",
        Verdict::Declined => "declined",
        Verdict::OutsideWindow { .. } => "outside_window",
        Verdict::HeldFor { .. } => "held_for",
        Verdict::Reserved { .. } => "reserved",
    }
}
