//! Draws of a configuration that uses the features of a run.

use super::choice::KEYS;
use super::draw::Dice;
use super::swarm::{
    ATTRIBUTES, CALENDARS, CHANNELS, DETAILS, Feature, LABEL_VALUES, LABELS, PATTERNS, SKILLS, Swarm, Theme,
};
use krarup::routing::{
    AgentConfig, Calendar, CallbackFirst, CallbackPolicy, Capacity, Choice, Condition, Config, EntryRule,
    Estimator, Fact, IdleBasis, Limits, Membership, OnDecline, PenaltyRule, Presence, QueueConfig, Reserve,
    Ring, Score, Scoring, SelectionKey, TierRules, Trainee, WaitRule, WrapUpMode,
};
use krarup::time::{Span, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// What a score may know.
const FACTS: [Fact; 9] = [
    Fact::Priority,
    Fact::AgeS,
    Fact::IdleS,
    Fact::UsedUnits,
    Fact::FreeUnits,
    Fact::Contacts,
    Fact::Tier,
    Fact::Position,
    Fact::Penalty,
];

pub(crate) const BASES: [IdleBasis; 3] =
    [IdleBasis::AvailableSince, IdleBasis::LastContactEnd, IdleBasis::LastInboundEnd];

impl Swarm {
    pub(crate) fn config(&mut self, dice: &mut Dice) -> Config {
        let several = dice.between(1, 4);
        let mut keys: Vec<SelectionKey> = (0..several).map(|_| dice.pick(&KEYS).0).collect();
        if self.theme == Theme::Selection {
            // Levels seldom differ among the eligible.
            let seldom = [
                SelectionKey::ProficiencyHigh,
                SelectionKey::ProficiencyLow,
                SelectionKey::SelectorScore,
                SelectionKey::OpenWork,
                SelectionKey::LeastTalk,
            ];
            keys = vec![if dice.chance(30) { *dice.pick(&seldom) } else { dice.pick(&KEYS).0 }];
        } else if dice.chance(30) {
            // Figures that seldom differ among the eligible.
            let seldom = [
                SelectionKey::ProficiencyHigh,
                SelectionKey::ProficiencyHigh,
                SelectionKey::ProficiencyLow,
                SelectionKey::ProficiencyLow,
                SelectionKey::SelectorScore,
                SelectionKey::SelectorScore,
                SelectionKey::LabelMatch,
                SelectionKey::LoadRatio,
                SelectionKey::Pack,
                SelectionKey::OpenWork,
                SelectionKey::LeastTalk,
                SelectionKey::Fewest,
            ];
            keys = vec![*dice.pick(&seldom)];
        }
        self.use_what_keys_look_at(&keys);
        self.keys.clone_from(&keys);
        let queues = self.queues.clone().into_iter().map(|id| self.queue(dice, id, &keys)).collect();
        let agents = self.agents.clone().into_iter().map(|id| self.agent(dice, id)).collect();
        let idle_basis = *dice.pick(&BASES);
        let strict_time = self.has(Feature::Backwards) && dice.chance(30);
        let calendars = self.calendars(dice);
        let agent_lease = self.has(Feature::AgentLeases).then(|| self.span(dice, 5, 40));
        let contact_lease = self.has(Feature::ContactLeases).then(|| self.span(dice, 3, 18));
        let config = Config {
            calendars,
            agent_lease,
            contact_lease,
            entry_rules: self.entry_rules(dice),
            idle_basis,
            attributes: ATTRIBUTES.iter().map(|name| (*name).to_owned()).collect(),
            seed: dice.below(3) as u32,
            strict_time,
            limits: self.limits(dice),
            ..Config::new(queues, agents)
        };
        self.with_plans(dice, config)
    }

    pub(crate) fn calendars(&self, dice: &mut Dice) -> Vec<Calendar> {
        let calendar = |id: &&str| Calendar { id: (*id).to_owned(), open: self.openings(dice) };
        if self.has(Feature::Calendars) { CALENDARS.iter().map(calendar).collect() } else { Vec::new() }
    }

    /// Keys over requirements and labels decide nothing without them.
    fn use_what_keys_look_at(&mut self, keys: &[SelectionKey]) {
        let has = |key| keys.contains(&key);
        if has(SelectionKey::SelectorScore) {
            self.least_level = 1;
        }
        if has(SelectionKey::SelectorScore)
            || has(SelectionKey::ProficiencyHigh)
            || has(SelectionKey::ProficiencyLow)
        {
            self.features |= 1 << Feature::Requirements as u8;
        }
        if has(SelectionKey::LabelMatch) {
            self.features |= 1 << Feature::Labels as u8;
        }
    }

    pub(crate) fn entry_rules(&self, dice: &mut Dice) -> Vec<EntryRule> {
        if !self.has(Feature::Entry) {
            return Vec::new();
        }
        let mut rules: Vec<EntryRule> = (0..dice.between(0, 4)).map(|_| self.entry_rule(dice)).collect();
        if dice.chance(80) {
            let queue = Some(dice.pick(&self.queues).clone());
            rules.insert(0, EntryRule { queue, ..EntryRule::default() });
        }
        rules
    }

    fn entry_rule(&self, dice: &mut Dice) -> EntryRule {
        let mut rule = EntryRule { stop: dice.chance(22), ..EntryRule::default() };
        for detail in DETAILS {
            if dice.chance(40) {
                let values = (0..dice.between(1, 2)).map(|_| (*dice.pick(&PATTERNS)).to_owned());
                rule.when.insert(detail.to_owned(), values.collect());
            }
            if dice.chance(25) {
                rule.skills_from.insert(detail.to_owned(), dice.between(1, 3) as i32);
            }
        }
        rule.queue = dice.chance(50).then(|| dice.pick(&self.queues).clone());
        rule.priority = dice.chance(30).then(|| dice.between(-2, 5) as i32);
        rule.lane = dice.chance(30).then(|| dice.between(-1, 1) as i32);
        rule.requirements = (0..dice.below(2)).map(|_| self.requirement(dice)).collect();
        rule.steps = (0..dice.below(3).saturating_sub(1)).map(|_| self.short_step(dice)).collect();
        rule
    }

    pub(crate) fn limits(&self, dice: &mut Dice) -> Limits {
        let defaults = Limits::default();
        if !self.has(Feature::Limits) {
            return defaults;
        }
        Limits {
            skills: *dice.pick(&[defaults.skills, 6]),
            interactions: *dice.pick(&[defaults.interactions, 4]),
            expression_parts: *dice.pick(&[defaults.expression_parts, 5]),
            events_per_input: *dice.pick(&[defaults.events_per_input, defaults.events_per_input, 5, 2, 1]),
            windows: *dice.pick(&[defaults.windows, 6]),
            remembered_subjects: *dice.pick(&[defaults.remembered_subjects, 2, 0]),
            remembered_commands: *dice.pick(&[defaults.remembered_commands, 2, 0]),
            remembered_interactions: *dice.pick(&[defaults.remembered_interactions, 3, 0]),
            clock_jump: if dice.chance(50) { self.span(dice, 20, 90) } else { defaults.clock_jump },
            ..defaults
        }
    }

    pub(crate) fn queue(&self, dice: &mut Dice, id: String, keys: &[SelectionKey]) -> QueueConfig {
        let mut queue = QueueConfig::new(id);
        let several: &[u64] = if self.theme == Theme::Selection { &[1] } else { &[0, 1, 1, 1, 2, 2, 2, 3] };
        queue.selection = (0..*dice.pick(several)).map(|_| *dice.pick(keys)).collect();
        if keys.contains(&SelectionKey::Score) {
            // The least limit there is lets five parts pass.
            let depth = if self.has(Feature::Limits) { 1 } else { 3 };
            queue.score = Some(self.score(dice, depth));
        }
        queue.scoring = *dice.pick(&[
            Scoring::Strict,
            Scoring::NewestFirst,
            Scoring::NewestFirst,
            Scoring::NewestFirst,
            Scoring::ConversationScore,
            Scoring::Accelerated,
            Scoring::AgePlusBase,
            Scoring::Deadline,
            Scoring::ServiceLevel,
        ]);
        if self.is_newest_first {
            queue.scoring = Scoring::NewestFirst;
        }
        if self.has(Feature::Weights) {
            queue.weight = dice.between(-1, 2) as i32;
        }
        let needs_target = queue.scoring == Scoring::ServiceLevel;
        queue.target_wait = (needs_target || dice.chance(75)).then(|| self.span(dice, 1, 30));
        queue.push = !(self.has(Feature::Pull) && dice.chance(40));
        queue.auto_accept = self.has(Feature::AutoAccept) && dice.chance(50);
        if self.has(Feature::OfferTimeouts) || dice.chance(60) {
            queue.offer_timeout = Some(self.span(dice, 1, 12));
        }
        if self.has(Feature::OnTimeout) || self.has(Feature::Misses) {
            queue.on_timeout = *dice.pick(&[None, Some(Presence::Paused), Some(Presence::Offline)]);
        }
        if self.has(Feature::ParallelOffers) {
            queue.max_offers = dice.between(1, 3) as u32;
        }
        if self.has(Feature::WrapUp) {
            queue.wrap_up = self.span(dice, 0, 10);
        }
        if self.has(Feature::WrapUpModes) {
            queue.wrap_up_mode = *dice.pick(&[WrapUpMode::Timed, WrapUpMode::Mandatory, WrapUpMode::Manual]);
        }
        queue.idle_basis = dice.chance(30).then(|| *dice.pick(&BASES));
        if self.has(Feature::Progressive) && dice.chance(70) {
            queue.max_offers = dice.between(2, 4) as u32;
            queue.offer_more_after = Some(self.span(dice, 1, 5));
        }
        queue.sticky = (self.has(Feature::Sticky) && dice.chance(80)).then(|| self.hold(dice));
        let regains = self.has(Feature::Regain) && dice.chance(80);
        queue.regain_within = regains.then(|| self.span(dice, 5, 45));
        if self.has(Feature::Callbacks) {
            queue.callbacks = CallbackPolicy {
                first: if dice.chance(55) { CallbackFirst::Customer } else { CallbackFirst::Agent },
                attempts: dice.between(1, 3) as u32,
                retry_after: self.span(dice, 1, 8),
                dial_timeout: self.span(dice, 1, 8),
            };
        }
        if self.has(Feature::Reserves) {
            let reserve = |dice: &mut Dice| Reserve {
                agents: dice.between(0, 3) as u32,
                below_priority: dice.between(-1, 5) as i32,
            };
            queue.reserves = (0..dice.between(0, 2)).map(|_| reserve(dice)).collect();
        }
        if self.has(Feature::Misses) {
            queue.max_misses = dice.between(1, 3) as u32;
        }
        queue.on_decline = *dice.pick(&[OnDecline::Exclude, OnDecline::ExcludeUntilAll]);
        if self.has(Feature::MaxWaiting) {
            queue.max_waiting = dice.chance(60).then(|| dice.between(1, 4) as usize);
        }
        if self.has(Feature::Calendars) {
            queue.calendar = dice.chance(80).then(|| (*dice.pick(&CALENDARS)).to_owned());
        }
        let make_rules = [Feature::WaitRules, Feature::Conditions, Feature::Calendars, Feature::Estimates];
        if make_rules.into_iter().any(|feature| self.has(feature)) {
            let has_calendar = queue.calendar.is_some();
            queue.wait_rules = (0..dice.between(0, 3)).map(|_| self.wait_rule(dice, has_calendar)).collect();
        }
        if self.has(Feature::Rings) && dice.chance(70) {
            queue.rings = self.rings(dice);
        }
        if self.has(Feature::Tiers) && dice.chance(70) {
            let (multiply, no_agent_no_wait) = (dice.chance(50), dice.chance(50));
            queue.tier_rules = Some(TierRules { wait: self.span(dice, 1, 15), multiply, no_agent_no_wait });
        }
        if self.has(Feature::Penalties) {
            queue.min_penalty = dice.chance(30).then(|| dice.between(0, 2) as i32);
            queue.max_penalty = dice.chance(60).then(|| dice.between(0, 4) as i32);
        }
        if self.has(Feature::PenaltyRules) {
            let rule = |dice: &mut Dice| PenaltyRule {
                after: self.span(dice, 1, 20),
                max_add: dice.chance(60).then(|| dice.between(-1, 3) as i32),
                raise_to: dice.chance(50).then(|| dice.between(0, 4) as i32),
            };
            queue.penalty_rules = (0..dice.between(0, 3)).map(|_| rule(dice)).collect();
        }
        queue
    }

    fn score(&self, dice: &mut Dice, depth: u32) -> Score {
        let several = |dice: &mut Dice| {
            let count = *dice.pick(&[0, 1, 2, 2, 2, 3]);
            (0..count).map(|_| self.score(dice, depth - 1)).collect()
        };
        match dice.below(if depth == 0 { 7 } else { 12 }) {
            0 => Score::Number(*dice.pick(&[-2, 0, 1, 3, 100, i64::MAX, i64::MIN])),
            1 => Score::Skill { skill: (*dice.pick(&SKILLS)).to_owned() },
            2 | 3 => Score::Fact { fact: *dice.pick(&FACTS) },
            4 => Score::Interaction { interaction: (*dice.pick(&ATTRIBUTES)).to_owned() },
            5 | 6 => Score::Agent { agent: (*dice.pick(&ATTRIBUTES)).to_owned() },
            7 => Score::Add { add: several(dice) },
            8 => Score::Mul { mul: several(dice) },
            9 => Score::Min { min: several(dice) },
            10 => Score::Max { max: several(dice) },
            _ => {
                let mut part = || self.score(dice, depth - 1);
                let (value, at_least, then, otherwise) = (part(), part(), part(), part());
                Score::Choose { choose: Box::new(Choice { value, at_least, then, otherwise }) }
            }
        }
    }

    /// Some of the attributes that are declared.
    pub(crate) fn attributes(&self, dice: &mut Dice) -> BTreeMap<String, i64> {
        if !self.keys.contains(&SelectionKey::Score) {
            return BTreeMap::new();
        }
        let some = ATTRIBUTES.iter().filter(|_| dice.chance(70));
        let some: Vec<String> = some.map(|name| (*name).to_owned()).collect();
        let figure = |dice: &mut Dice| *dice.pick(&[-5, -1, 0, 1, 2, 7, i64::MAX, i64::MIN]);
        some.into_iter().map(|name| (name, figure(dice))).collect()
    }

    fn condition(&self, dice: &mut Dice, has_calendar: bool) -> Condition {
        let mut when = Condition::default();
        if has_calendar && dice.chance(60) {
            when.closed = true;
        }
        if self.has(Feature::Conditions) {
            match dice.below(8) {
                0 | 1 if self.theme == Theme::Overflow => {
                    when.waiting_at_least = Some(dice.between(0, 2) as usize)
                }
                0 | 1 => when.waiting_at_least = Some(dice.between(0, 5) as usize),
                2 | 5 => when.nobody_logged_in = true,
                3 => when.nobody_available = true,
                4 => {
                    when.waiting_at_least = Some(dice.between(1, 3) as usize);
                    when.nobody_available = dice.chance(50);
                    when.nobody_logged_in = dice.chance(50);
                }
                _ => {}
            }
        }
        self.look_at_waits(dice, &mut when);
        when.on_the_line = self.has(Feature::Callbacks) && dice.chance(25);
        when
    }

    /// A condition on the wait still to come, where the run is about such.
    pub(crate) fn look_at_waits(&self, dice: &mut Dice, when: &mut Condition) {
        if self.has(Feature::Estimates) && dice.chance(75) {
            // What is left of waits that have been is seldom long.
            let [length, head, last] = Estimator::ALL.map(Some);
            when.estimator =
                *dice.pick(&[None, None, length, length, length, head, head, head, last, last, last]);
            let most = if matches!(when.estimator, None | Some(Estimator::QueueLength)) { 15 } else { 4 };
            when.estimated_wait_at_least = Some(self.span(dice, 1, most));
        }
    }

    pub(crate) fn wait_rule(&self, dice: &mut Dice, has_calendar: bool) -> WaitRule {
        let when = self.condition(dice, has_calendar);
        let after = self.span(dice, 1, 25);
        let overflows = self.theme == Theme::Overflow;
        let at_once = when != Condition::default() && dice.chance(if overflows { 90 } else { 65 });
        let after = if at_once { Span::ZERO } else { after };
        let mut rule = WaitRule { after, when, ..WaitRule::default() };
        rule.on_arrival = at_once && dice.chance(25);
        rule.offer_callback = self.has(Feature::Conditions) && dice.chance(30);
        match if overflows { 0 } else { dice.below(4) } {
            0 | 1 => rule.move_to = Some(dice.pick(&self.queues).clone()),
            2 => rule.remove = Some("too_long".to_owned()),
            _ => {}
        }
        let has_effect = rule.move_to.is_some() || rule.remove.is_some() || rule.offer_callback;
        if dice.chance(40) || !has_effect {
            rule.set_priority = Some(dice.between(-2, 6) as i32);
        }
        rule
    }

    fn rings(&self, dice: &mut Dice) -> Vec<Ring> {
        let inner = (0..dice.between(0, 3)).map(|_| {
            let remove = SKILLS.iter().filter(|_| dice.chance(30)).map(|skill| (*skill).to_owned());
            let remove: BTreeSet<String> = remove.collect();
            Ring { stay: Some(self.span(dice, 1, 12)), remove }
        });
        let mut rings: Vec<Ring> = inner.collect();
        rings.push(Ring::default());
        rings
    }

    pub(crate) fn agent(&self, dice: &mut Dice, id: String) -> AgentConfig {
        let mut agent = AgentConfig::new(id);
        for queue in &self.queues {
            if dice.chance(80) {
                agent.queues.insert(queue.clone(), self.membership(dice));
            }
        }
        for skill in SKILLS {
            if dice.chance(80) {
                agent.skills.insert(skill.to_owned(), dice.between(1, 5) as i32);
            }
        }
        for label in LABELS {
            if dice.chance(70) {
                agent.labels.insert(label.to_owned(), (*dice.pick(&LABEL_VALUES)).to_owned());
            }
        }
        if self.has(Feature::Channels) && dice.chance(50) {
            let some = CHANNELS.iter().filter(|_| dice.chance(70));
            agent.channels = Some(some.map(|channel| (*channel).to_owned()).collect());
        }
        agent.capacity = self.capacity(dice);
        if self.has(Feature::UsedUnits) {
            agent.used_units = dice.between(0, 1) as u32;
        }
        agent.attributes = self.attributes(dice);
        self.teach(dice, &mut agent);
        agent.penalty = dice.between(0, 3) as i32;
        agent.occupancy_ppm = dice.chance(25).then(|| *dice.pick(&[0, 250_000, 500_000, 1_000_000]));
        agent.presence = *dice.pick(&[
            Presence::Available,
            Presence::Available,
            Presence::Available,
            Presence::Paused,
            Presence::Offline,
        ]);
        let since = Timestamp::from_micros(self.start - self.unit * dice.between(-3, 20));
        agent.idle_since = dice.chance(60).then_some(since);
        agent
    }

    /// The first two are mentors, some of the others learn.
    fn teach(&self, dice: &mut Dice, agent: &mut AgentConfig) {
        if !self.has(Feature::Trainees) {
            return;
        }
        let mentors = &self.agents[..2];
        if mentors.contains(&agent.id) {
            agent.trainees_at_once = dice.chance(75).then(|| dice.between(0, 2) as u32);
        } else if dice.chance(70) {
            let max_priority = dice.chance(60).then(|| dice.between(-1, 2) as i32);
            agent.trainee = Some(Trainee { mentor: dice.pick(mentors).clone(), max_priority });
        }
    }

    fn membership(&self, dice: &mut Dice) -> Membership {
        let mut membership = Membership { position: dice.between(0, 2) as i32, ..Membership::default() };
        if self.has(Feature::Ranks) {
            membership.rank = dice.between(0, 2) as i32;
        }
        if self.has(Feature::Delays) && dice.chance(60) {
            membership.delay = self.span(dice, 0, 15);
        }
        let weighs = [SelectionKey::WeightedRandom, SelectionKey::ShareOfQueue, SelectionKey::ShareOfAgent];
        if weighs.iter().any(|key| self.keys.contains(key)) {
            membership.weight = *dice.pick(&[0, 1, 1, 2, 10]);
        }
        membership.tier = dice.between(0, 2) as u32;
        membership.ring = dice.between(1, 4) as u32;
        membership.penalty = dice.chance(50).then(|| dice.between(0, 4) as i32);
        membership
    }

    fn capacity(&self, dice: &mut Dice) -> Capacity {
        if !self.has(Feature::Capacities) {
            return Capacity::units(dice.between(1, 3) as u32);
        }
        let mut capacity = Capacity::units(*dice.pick(&[0, 1, 2, 3, 4, 5, 6, 6]));
        for channel in CHANNELS {
            if dice.chance(60) {
                capacity.cost.insert(channel.to_owned(), dice.between(0, 3) as u32);
            }
            if dice.chance(40) {
                capacity.max.insert(channel.to_owned(), dice.between(0, 2) as u32);
            }
        }
        if self.has(Feature::InterruptiblePools) {
            capacity.interruptible_total = dice.chance(70).then(|| dice.between(0, 4) as u32);
            let some = CHANNELS.iter().filter(|_| dice.chance(50));
            capacity.interruptible_channels = some.map(|channel| (*channel).to_owned()).collect();
        }
        capacity
    }
}
