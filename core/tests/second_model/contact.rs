//! Draws of an interaction as it arrives: whom it needs, in which steps, and what makes its score.

use super::draw::Dice;
use super::swarm::{CHANNELS, DETAILS, Feature, LABEL_VALUES, LABELS, SKILLS, Swarm, Theme};
use super::world::World;
use krarup::routing::{
    Direction, Expression, Hold, NewContact, NewInteraction, Operator, Points, Preference, Requirement,
    RoutingStep, SkillTest, Window,
};
use krarup::time::Timestamp;
use std::collections::BTreeMap;

impl Swarm {
    pub(crate) fn interaction(&self, dice: &mut Dice, world: &World) -> NewInteraction {
        let id = (0..4).map(|_| dice.pick(&self.ids).clone()).find(|id| !world.is_taken(id));
        let id = id.unwrap_or_else(|| self.ids[0].clone());
        let mut new = NewInteraction::new(id, dice.pick(&self.queues).clone());
        if dice.chance(50) {
            new.channel = (*dice.pick(&CHANNELS)).to_owned();
        }
        if dice.chance(25) {
            new.direction = *dice.pick(&[Direction::Outbound, Direction::Internal]);
        }
        new.priority = if dice.chance(if self.is_newest_first { 7 } else { 18 }) {
            dice.between(-2, 5) as i32
        } else {
            0
        };
        if self.has(Feature::Lanes) {
            new.lane = dice.between(-1, 1) as i32;
        }
        if self.has(Feature::Requirements) {
            new.requirements = (0..*dice.pick(&[0, 1, 1, 2, 3])).map(|_| self.requirement(dice)).collect();
        }
        if self.has(Feature::Steps) {
            new.steps = (0..dice.below(5)).map(|_| self.step(dice)).collect();
        }
        if self.has(Feature::Labels) {
            for name in LABELS {
                if dice.chance(75) {
                    new.labels.insert(name.to_owned(), (*dice.pick(&LABEL_VALUES)).to_owned());
                }
            }
        }
        if self.has(Feature::AgeAdjustments) && dice.chance(30) {
            new.age_adjustment = self.span(dice, -10, 20);
        }
        let instant = |units: i64| Timestamp::from_micros(world.now + units * self.unit);
        if self.has(Feature::NotBefore) && dice.chance(40) {
            new.not_before = Some(instant(dice.between(-5, 15)));
        }
        new.due_at = dice.chance(40).then(|| instant(dice.between(-10, 40)));
        if dice.chance(30) {
            new.head_start = self.span(dice, -10, 40);
        }
        if dice.chance(50) {
            new.accel_per_min =
                Points::from_millionths(*dice.pick(&[333_333, 1_000_000, 30_000_000, -500_000]));
            new.max_priority =
                dice.chance(50).then(|| Points::from_millionths(dice.between(-1, 12) * 500_000));
        }
        if self.has(Feature::Preferred) && dice.chance(50) {
            new.preferred = (0..dice.between(1, 2)).map(|_| self.preference(dice)).collect();
        }
        if self.has(Feature::Windows) && dice.chance(50) {
            new.windows = self.windows(dice, world.now);
        }
        new.reason = dice.chance(10).then(|| "bill".to_owned());
        new.context_ref = dice.chance(10).then(|| "crm/7".to_owned());
        new.attributes = self.attributes(dice);
        if self.has(Feature::Faults) && dice.chance(2) {
            new.attributes.insert("undeclared".to_owned(), 1);
        }
        new.callback = self.has(Feature::Callbacks) && dice.chance(35);
        let customers = if self.has(Feature::Sticky) || self.has(Feature::Regain) { 80 } else { 10 };
        new.subject = dice.chance(customers).then(|| format!("customer {}", dice.below(4)));
        new
    }

    /// A contact of which some things are known; the rest is as of an interaction.
    pub(crate) fn contact(&self, dice: &mut Dice, world: &World) -> NewContact {
        let new = self.interaction(dice, world);
        NewContact {
            channel: new.channel,
            details: self.details(dice),
            self_service: dice.chance(65),
            priority: new.priority,
            preferred: new.preferred,
            windows: new.windows,
            attributes: new.attributes,
            callback: new.callback,
            not_before: new.not_before,
            due_at: new.due_at,
            subject: new.subject,
            reason: new.reason,
            context_ref: new.context_ref,
            ..NewContact::new(new.interaction)
        }
    }

    pub(crate) fn details(&self, dice: &mut Dice) -> BTreeMap<String, String> {
        let mut details = BTreeMap::new();
        for detail in DETAILS {
            let values: &[&str] = if detail == "language" { &SKILLS } else { &LABEL_VALUES };
            if dice.chance(50) {
                details.insert(detail.to_owned(), (*dice.pick(values)).to_owned());
            }
        }
        details
    }

    fn preference(&self, dice: &mut Dice) -> Preference {
        let unknown = "nobody".to_owned();
        let agent = if dice.chance(5) { unknown } else { dice.pick(&self.agents).clone() };
        Preference { agent, hold: self.hold(dice) }
    }

    pub(crate) fn hold(&self, dice: &mut Dice) -> Hold {
        Hold { logged_in: self.span(dice, 0, 15), logged_out: self.span(dice, 0, 6) }
    }

    /// Intervals about an instant, some of them touching.
    pub(crate) fn windows(&self, dice: &mut Dice, now: i64) -> Vec<Window> {
        let count = *dice.pick(&[1, 1, 2, 2, 3, 3, 3, 7]);
        let mut from = now + self.unit * dice.between(-8, 6);
        let next = |_| {
            let to = from + self.unit * dice.between(1, 12);
            let window = Window { from: Timestamp::from_micros(from), to: Timestamp::from_micros(to) };
            from = to + self.unit * dice.between(0, 12);
            window
        };
        (0..count).map(next).collect()
    }

    /// Opening hours from about the start on.
    pub(crate) fn openings(&self, dice: &mut Dice) -> Vec<Window> {
        let mut from = self.start + self.unit * dice.between(-20, 40);
        let next = |_| {
            let to = from + self.unit * dice.between(5, 60);
            let window = Window { from: Timestamp::from_micros(from), to: Timestamp::from_micros(to) };
            from = to + self.unit * dice.between(0, 60);
            window
        };
        (0..6).map(next).collect()
    }

    pub(crate) fn requirement(&self, dice: &mut Dice) -> Requirement {
        let most = *dice.pick(&[1, 2, 2, 3, 5]);
        Requirement {
            skill: (*dice.pick(&SKILLS)).to_owned(),
            op: operator(dice),
            level: dice.between(self.least_level, most) as i32,
            expires_after: dice.chance(40).then(|| self.span(dice, 1, 20)),
        }
    }

    fn step(&self, dice: &mut Dice) -> RoutingStep {
        RoutingStep {
            // In runs about steps, such as agents who decline can end.
            expression: self.expression(dice, if self.theme == Theme::Steps { 0 } else { 2 }),
            duration: dice
                .chance(if self.theme == Theme::Steps { 40 } else { 70 })
                .then(|| self.span(dice, 1, 12)),
            is_considered: dice.chance(80),
            skip_if_none_available: dice.chance(if self.theme == Theme::Steps { 80 } else { 60 }),
        }
    }

    /// A step for an entry rule: its expression has one part, which every limit allows.
    pub(crate) fn short_step(&self, dice: &mut Dice) -> RoutingStep {
        let (skill, level) = ((*dice.pick(&SKILLS)).to_owned(), dice.between(0, 5) as i32);
        let expression = Expression::Skill(SkillTest { skill, op: operator(dice), level });
        RoutingStep { expression, ..self.step(dice) }
    }

    fn expression(&self, dice: &mut Dice, depth: u32) -> Expression {
        let several =
            |dice: &mut Dice| (0..dice.below(3)).map(|_| self.expression(dice, depth - 1)).collect();
        match dice.below(if depth == 0 { 2 } else { 7 }) {
            0 | 6 => {
                Expression::Agent { agent: self.agents.iter().filter(|_| dice.chance(50)).cloned().collect() }
            }
            2 => Expression::And { and: several(dice) },
            3 => Expression::Or { or: several(dice) },
            4 => Expression::Not { not: Box::new(self.expression(dice, depth - 1)) },
            _ => {
                let (skill, level) = ((*dice.pick(&SKILLS)).to_owned(), dice.between(0, 5) as i32);
                Expression::Skill(SkillTest { skill, op: operator(dice), level })
            }
        }
    }
}

fn operator(dice: &mut Dice) -> Operator {
    *dice.pick(&[
        Operator::AtLeast,
        Operator::AtLeast,
        Operator::AtLeast,
        Operator::Above,
        Operator::Equal,
        Operator::AtMost,
        Operator::Below,
    ])
}
