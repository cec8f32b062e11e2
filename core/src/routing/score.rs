//! A house's own selection key: a bounded whole-number expression over what is declared of agents and interactions.

use super::config_check::quoted;
use super::interaction::Interaction;
use super::requirement::{MAX_DEPTH, only_one};
use super::state::{Agent, State};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeSet;
use std::fmt;

/// A whole number worked out for an agent and an interaction, for the selection key `score`: the greatest is chosen.
///
/// Results beyond 64 bits stay at the nearest bound, so that it never fails.
///
/// ```
/// use krarup::routing::Score;
/// // Danish counts three times, ten points for whoever is free for two minutes, and nobody gains by a long idle time.
/// let score: Score = serde_json::from_str(
///     r#"{"add": [{"mul": [3, {"skill": "da"}]},
///                 {"choose": {"if": {"fact": "idle_s"}, "at_least": 120, "then": 10, "else": 0}},
///                 {"agent": "seniority"}]}"#,
/// )?;
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged, try_from = "Written")]
pub enum Score {
    /// A number.
    Number(i64),
    /// The sum of the parts; of none, 0.
    Add {
        /// The parts.
        add: Vec<Score>,
    },
    /// The product of the parts; of none, 1.
    Mul {
        /// The parts.
        mul: Vec<Score>,
    },
    /// The least of the parts; of none, 0.
    Min {
        /// The parts.
        min: Vec<Score>,
    },
    /// The greatest of the parts; of none, 0.
    Max {
        /// The parts.
        max: Vec<Score>,
    },
    /// One of two, by a comparison.
    Choose {
        /// What is compared, and the two.
        choose: Box<Choice>,
    },
    /// The agent's level of a skill; 0 where he lacks it.
    Skill {
        /// The skill.
        skill: String,
    },
    /// An attribute of the agent, one of the configuration's `attributes`; 0 where he has none.
    Agent {
        /// The attribute.
        agent: String,
    },
    /// An attribute of the interaction, one of the configuration's `attributes`; 0 where it has none.
    Interaction {
        /// The attribute.
        interaction: String,
    },
    /// Something the router knows.
    Fact {
        /// What.
        fact: Fact,
    },
}

/// `then` where `if` is at least `at_least`, otherwise `else`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// What is compared.
    #[serde(rename = "if")]
    pub value: Score,
    /// With what.
    pub at_least: Score,
    /// When it is as much or more.
    pub then: Score,
    /// When it is less.
    #[serde(rename = "else")]
    pub otherwise: Score,
}

/// Something the router knows of an agent and an interaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// The interaction's priority.
    Priority,
    /// Its age in whole seconds, rounded down also below 0.
    AgeS,
    /// Whole seconds the agent has been idle, rounded down, by the `idle_basis` of the queue.
    IdleS,
    /// His units in use.
    UsedUnits,
    /// His units that are free.
    FreeUnits,
    /// Contacts he has answered since the start.
    Contacts,
    /// Tier of his membership.
    Tier,
    /// Position of his membership.
    Position,
    /// His penalty, as it is at the interaction's age.
    Penalty,
}

/// A score as it is written: a number, or exactly one of its forms.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(untagged))]
enum Written {
    /// A number.
    Number(i64),
    Form(Form),
}

/// By hand, as an untagged enum says neither where in it what is wrong.
impl<'de> Deserialize<'de> for Written {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NumberOrForm)
    }
}

struct NumberOrForm;

impl<'de> Visitor<'de> for NumberOrForm {
    type Value = Written;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number, or an object with exactly one of ")?;
        f.write_str("add, mul, min, max, choose, skill, agent, interaction, fact")
    }

    fn visit_i64<E>(self, number: i64) -> Result<Written, E> {
        Ok(Written::Number(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Written, E> {
        let number = i64::try_from(number);
        number.map(Written::Number).map_err(|_| E::custom("a number of a score must have at most 64 bits"))
    }

    fn visit_map<A: MapAccess<'de>>(self, form: A) -> Result<Written, A::Error> {
        Form::deserialize(MapAccessDeserializer::new(form)).map(Written::Form)
    }
}

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", schemars(rename = "ScoreForm"))]
struct Form {
    /// The sum of the parts; of none, 0.
    add: Option<Vec<Score>>,
    /// The product of the parts; of none, 1.
    mul: Option<Vec<Score>>,
    /// The least of the parts; of none, 0.
    min: Option<Vec<Score>>,
    /// The greatest of the parts; of none, 0.
    max: Option<Vec<Score>>,
    /// One of two, by a comparison.
    choose: Option<Box<Choice>>,
    /// The agent's level of a skill; 0 where he lacks it.
    skill: Option<String>,
    /// An attribute of the agent, one of the configuration's `attributes`; 0 where he has none.
    agent: Option<String>,
    /// An attribute of the interaction, one of the configuration's `attributes`; 0 where it has none.
    interaction: Option<String>,
    /// Something the router knows.
    fact: Option<Fact>,
}

impl TryFrom<Written> for Score {
    type Error = &'static str;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        let form = match written {
            Written::Number(number) => return Ok(Self::Number(number)),
            Written::Form(form) => form,
        };
        let forms = [
            form.add.map(|add| Self::Add { add }),
            form.mul.map(|mul| Self::Mul { mul }),
            form.min.map(|min| Self::Min { min }),
            form.max.map(|max| Self::Max { max }),
            form.choose.map(|choose| Self::Choose { choose }),
            form.skill.map(|skill| Self::Skill { skill }),
            form.agent.map(|agent| Self::Agent { agent }),
            form.interaction.map(|interaction| Self::Interaction { interaction }),
            form.fact.map(|fact| Self::Fact { fact }),
        ];
        only_one(forms).ok_or(
            "a score is a whole number or has exactly one of add, mul, min, max, choose, skill, agent, \
             interaction, fact",
        )
    }
}

impl Score {
    fn parts(&self) -> Vec<&Self> {
        match self {
            Self::Add { add: parts }
            | Self::Mul { mul: parts }
            | Self::Min { min: parts }
            | Self::Max { max: parts } => parts.iter().collect(),
            Self::Choose { choose } => {
                vec![&choose.value, &choose.at_least, &choose.then, &choose.otherwise]
            }
            Self::Number(_)
            | Self::Skill { .. }
            | Self::Agent { .. }
            | Self::Interaction { .. }
            | Self::Fact { .. } => Vec::new(),
        }
    }

    /// Its parts, itself included, and how deep they are nested.
    fn size(&self) -> (usize, usize) {
        self.size_at(0)
    }

    /// The same, at most one deeper than is allowed, so that the stack holds whatever is given.
    fn size_at(&self, above: usize) -> (usize, usize) {
        if above >= MAX_DEPTH {
            return (1, 1);
        }
        let parts = self.parts().into_iter().map(|part| part.size_at(above + 1));
        parts.fold((1, 1), |(parts, depth), (more, deep)| (parts + more, depth.max(deep + 1)))
    }

    /// What is wrong with it, if anything: too large, too deep, or over attributes that are not declared.
    pub(crate) fn problem(
        &self,
        limit: usize,
        declared: &BTreeSet<String>,
    ) -> Option<(String, &'static str)> {
        let (size, depth) = self.size();
        if size > limit {
            return Some((format!("{size} parts"), "exceeds limits.expression_parts"));
        }
        if depth > MAX_DEPTH {
            return Some(("deeper".to_owned(), "must be nested at most 32 deep"));
        }
        self.undeclared(declared).map(|name| (quoted(name), "must be declared in `attributes`"))
    }

    fn undeclared(&self, declared: &BTreeSet<String>) -> Option<&str> {
        match self {
            Self::Agent { agent: name } | Self::Interaction { interaction: name } => {
                (!declared.contains(name)).then_some(name.as_str())
            }
            _ => self.parts().into_iter().find_map(|part| part.undeclared(declared)),
        }
    }
}

impl State {
    /// The worth of `agent` for `interaction` by `score`.
    pub(crate) fn worth(&self, score: &Score, agent: &Agent, interaction: &Interaction) -> i64 {
        let worth = |part: &Score| self.worth(part, agent, interaction);
        let attribute =
            |of: &std::collections::BTreeMap<String, i64>, name| of.get(name).copied().unwrap_or(0);
        match score {
            Score::Number(number) => *number,
            Score::Add { add } => add.iter().map(worth).fold(0, i64::saturating_add),
            Score::Mul { mul } => mul.iter().map(worth).fold(1, i64::saturating_mul),
            Score::Min { min } => min.iter().map(worth).min().unwrap_or(0),
            Score::Max { max } => max.iter().map(worth).max().unwrap_or(0),
            Score::Choose { choose } => {
                let is_enough = worth(&choose.value) >= worth(&choose.at_least);
                worth(if is_enough { &choose.then } else { &choose.otherwise })
            }
            Score::Skill { skill } => agent.config.skills.get(skill).copied().map_or(0, i64::from),
            Score::Agent { agent: name } => attribute(&agent.config.attributes, name),
            Score::Interaction { interaction: name } => attribute(&interaction.facts.attributes, name),
            Score::Fact { fact } => self.fact(*fact, agent, interaction),
        }
    }

    fn fact(&self, fact: Fact, agent: &Agent, interaction: &Interaction) -> i64 {
        let membership = agent.config.queues.get(&interaction.facts.queue).copied().unwrap_or_default();
        let used = || self.used_units(agent);
        match fact {
            Fact::Priority => i64::from(interaction.facts.priority),
            Fact::AgeS => interaction.age(self.now).as_micros().div_euclid(1_000_000),
            Fact::IdleS => (self.now - agent.idle_since(self.idle_basis(&interaction.facts.queue)))
                .as_micros()
                .div_euclid(1_000_000),
            Fact::UsedUnits => used(),
            Fact::FreeUnits => i64::from(agent.config.capacity.total) - used(),
            Fact::Contacts => agent.contacts.min(i64::MAX as u64) as i64,
            Fact::Tier => i64::from(membership.tier),
            Fact::Position => i64::from(membership.position),
            Fact::Penalty => i64::from(self.stage(agent, interaction).penalty),
        }
    }
}
