//! The selection keys `score`, a queue's own expression, and `weighted_random`, drawn by lot.

use super::order::Fraction;
use super::world::{Item, World};
use krarup::random::Philox;
use krarup::routing::{Fact, IdleBasis, Score};
use xxhash_rust::xxh3::xxh3_64;

/// The purpose of the random numbers that selection draws.
const LOT: u64 = 1;
const SECOND: i64 = 1_000_000;

impl World {
    /// The agent's worth by his queue's score; whatever does not fit 64 bits stays at the bound.
    pub(crate) fn worth(&self, score: &Score, item: &Item, number: usize) -> i64 {
        let of = |part: &Score| self.worth(part, item, number);
        let config = &self.agents[number].config;
        match score {
            Score::Number(number) => *number,
            Score::Add { add } => add.iter().map(of).fold(0, i64::saturating_add),
            Score::Mul { mul } => mul.iter().map(of).fold(1, i64::saturating_mul),
            Score::Min { min } => min.iter().map(of).min().unwrap_or(0),
            Score::Max { max } => max.iter().map(of).max().unwrap_or(0),
            Score::Choose { choose } => {
                let is_enough = of(&choose.value) >= of(&choose.at_least);
                of(if is_enough { &choose.then } else { &choose.otherwise })
            }
            Score::Skill { skill } => config.skills.get(skill).map_or(0, |level| i64::from(*level)),
            Score::Agent { agent } => config.attributes.get(agent).copied().unwrap_or(0),
            Score::Interaction { interaction } => {
                item.facts.attributes.get(interaction).copied().unwrap_or(0)
            }
            Score::Fact { fact } => self.fact(*fact, item, number),
        }
    }

    fn fact(&self, fact: Fact, item: &Item, number: usize) -> i64 {
        let membership = self.membership(item, number).copied().unwrap_or_default();
        let used = self.used(number);
        match fact {
            Fact::Priority => i64::from(item.facts.priority),
            Fact::AgeS => self.age(item).div_euclid(SECOND),
            Fact::IdleS => (self.now - self.idle_since(item, number)).div_euclid(SECOND),
            Fact::UsedUnits => used,
            Fact::FreeUnits => i64::from(self.agents[number].config.capacity.total) - used,
            Fact::Contacts => self.agents[number].contacts,
            Fact::Tier => i64::from(membership.tier),
            Fact::Position => i64::from(membership.position),
            Fact::Penalty => i64::from(self.penalty(item, number)),
        }
    }

    pub(crate) fn idle_since(&self, item: &Item, number: usize) -> i64 {
        let agent = &self.agents[number];
        match self.idle_basis(item) {
            IdleBasis::LastContactEnd => agent.last_contact_end,
            IdleBasis::LastInboundEnd => agent.last_inbound_end,
            IdleBasis::AvailableSince => agent.last_contact_end.max(agent.available_since),
        }
    }

    /// An exponential draw over his weight, for the next offer; without a weight he comes last.
    pub(crate) fn lot(&self, item: &Item, number: usize) -> Fraction {
        let membership = self.membership(item, number).copied().unwrap_or_default();
        if membership.weight == 0 {
            return Fraction(1, 0);
        }
        let philox = Philox::new([u64::from(self.config.seed), LOT]);
        let agent = xxh3_64(self.agents[number].config.id.as_bytes());
        let word = philox.block([agent, item.order as u64, self.offers_made, 0])[0];
        // In 2^53 equal steps up to 1, never 0.
        let uniform = ((word >> 11) as f64 + 1.0) / 2_f64.powi(53);
        let drawn = (-libm::log(uniform) * 2_f64.powi(40)).round();
        Fraction(drawn as i128, i128::from(membership.weight))
    }
}
