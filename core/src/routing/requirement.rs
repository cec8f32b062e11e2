use crate::time::Span;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// One condition on an agent's skill; all of an interaction's conditions must hold.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, expecting = "an object with skill, and op, level, expires_after_us")]
pub struct Requirement {
    /// The skill; an agent without it satisfies no condition.
    pub skill: String,
    /// The comparison.
    #[serde(default)]
    pub op: Operator,
    /// The level compared with.
    #[serde(default = "first_level")]
    pub level: i32,
    /// The condition is dropped from this time after enqueue on, in microseconds.
    #[serde(default, rename = "expires_after_us")]
    pub expires_after: Option<Span>,
}

fn first_level() -> i32 {
    1
}

/// How a level is compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Operator {
    /// At least.
    #[default]
    #[serde(rename = ">=")]
    AtLeast,
    /// More than.
    #[serde(rename = ">")]
    Above,
    /// Exactly.
    #[serde(rename = "==")]
    Equal,
    /// At most.
    #[serde(rename = "<=")]
    AtMost,
    /// Less than.
    #[serde(rename = "<")]
    Below,
}

impl Operator {
    /// As it is written.
    pub(crate) fn sign(self) -> &'static str {
        match self {
            Self::AtLeast => ">=",
            Self::Above => ">",
            Self::Equal => "==",
            Self::AtMost => "<=",
            Self::Below => "<",
        }
    }

    pub(crate) fn holds(self, have: i32, need: i32) -> bool {
        match self {
            Self::AtLeast => have >= need,
            Self::Above => have > need,
            Self::Equal => have == need,
            Self::AtMost => have <= need,
            Self::Below => have < need,
        }
    }
}

/// A condition on an agent in AND, OR and NOT.
///
/// ```
/// use krarup::routing::Expression;
/// let german_or_dutch: Expression = serde_json::from_str(
///     r#"{"and": [{"or": [{"skill": "de", "level": 3}, {"skill": "nl", "level": 3}]},
///                 {"not": {"skill": "trainee"}}]}"#,
/// )?;
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged, try_from = "Written")]
pub enum Expression {
    /// All hold; of none at all, true.
    And {
        /// The conditions.
        and: Vec<Expression>,
    },
    /// One holds; of none at all, false.
    Or {
        /// The conditions.
        or: Vec<Expression>,
    },
    /// It does not hold: true of an agent who lacks the skill.
    Not {
        /// The condition.
        not: Box<Expression>,
    },
    /// He is one of these.
    Agent {
        /// Their ids.
        agent: BTreeSet<String>,
    },
    /// He has the skill and the comparison holds.
    Skill(SkillTest),
}

/// A comparison with an agent's level; he who lacks the skill satisfies none.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SkillTest {
    /// The skill.
    pub skill: String,
    /// The comparison.
    #[serde(default)]
    pub op: Operator,
    /// The level compared with.
    #[serde(default = "first_level")]
    pub level: i32,
}

/// An expression as it is written: exactly one of its forms.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(
    deny_unknown_fields,
    expecting = "an object with exactly one of and, or, not, agent, skill (with op and level)"
)]
struct Written {
    /// All hold; of none at all, true.
    and: Option<Vec<Expression>>,
    /// One holds; of none at all, false.
    or: Option<Vec<Expression>>,
    /// It does not hold: true of an agent who lacks the skill.
    not: Option<Box<Expression>>,
    /// He is one of these.
    agent: Option<BTreeSet<String>>,
    /// He has the skill and the comparison holds.
    skill: Option<String>,
    /// The comparison; `>=` where absent.
    op: Option<Operator>,
    /// The level compared with; 1 where absent.
    level: Option<i32>,
}

impl TryFrom<Written> for Expression {
    type Error = &'static str;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        let Written { and, or, not, agent, skill, op, level } = written;
        let is_skill = skill.is_some();
        let test = |skill| SkillTest { skill, op: op.unwrap_or_default(), level: level.unwrap_or(1) };
        let forms = [
            and.map(|and| Self::And { and }),
            or.map(|or| Self::Or { or }),
            not.map(|not| Self::Not { not }),
            agent.map(|agent| Self::Agent { agent }),
            skill.map(|skill| Self::Skill(test(skill))),
        ];
        only_one(forms)
            .filter(|_| is_skill || (op.is_none() && level.is_none()))
            .ok_or("an expression has exactly one of and, or, not, agent, skill (with op and level)")
    }
}

/// The form that is given, if it is exactly one.
pub(super) fn only_one<T>(forms: impl IntoIterator<Item = Option<T>>) -> Option<T> {
    let mut given = forms.into_iter().flatten();
    given.next().filter(|_| given.next().is_none())
}

/// Deepest nesting of an expression.
pub(crate) const MAX_DEPTH: usize = 32;

impl Expression {
    /// Whether it holds for an agent of this id and these skills.
    pub fn holds(&self, agent: &str, skills: &BTreeMap<String, i32>) -> bool {
        match self {
            Self::And { and } => and.iter().all(|part| part.holds(agent, skills)),
            Self::Or { or } => or.iter().any(|part| part.holds(agent, skills)),
            Self::Not { not } => !not.holds(agent, skills),
            Self::Agent { agent: named } => named.contains(agent),
            Self::Skill(test) => skills.get(&test.skill).is_some_and(|have| test.op.holds(*have, test.level)),
        }
    }

    pub(crate) fn names_agents(&self) -> bool {
        match self {
            Self::And { and: parts } | Self::Or { or: parts } => parts.iter().any(Self::names_agents),
            Self::Not { not } => not.names_agents(),
            Self::Agent { .. } => true,
            Self::Skill(_) => false,
        }
    }

    /// The skills and agents it names.
    pub(crate) fn names(&self) -> Vec<&String> {
        match self {
            Self::And { and: parts } | Self::Or { or: parts } => parts.iter().flat_map(Self::names).collect(),
            Self::Not { not } => not.names(),
            Self::Agent { agent } => agent.iter().collect(),
            Self::Skill(test) => vec![&test.skill],
        }
    }

    /// Its parts, itself included, and how deep they are nested.
    pub(crate) fn size(&self) -> (usize, usize) {
        self.size_at(0)
    }

    /// The same, at most one deeper than is allowed, so that the stack holds whatever is given.
    fn size_at(&self, above: usize) -> (usize, usize) {
        if above >= MAX_DEPTH {
            return (1, 1);
        }
        let together = |parts: &[Self]| {
            parts
                .iter()
                .map(|part| part.size_at(above + 1))
                .fold((1, 1), |(parts, depth), (more, deep)| (parts + more, depth.max(deep + 1)))
        };
        match self {
            Self::And { and: parts } | Self::Or { or: parts } => together(parts),
            Self::Not { not } => together(std::slice::from_ref(not)),
            Self::Agent { agent } => (1 + agent.len(), 1),
            Self::Skill(_) => (1, 1),
        }
    }
}

/// One step of a list that relaxes as time goes: its condition holds until the step ends.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(
    deny_unknown_fields,
    expecting = "an object with expr, and duration_us, consider_if, skip_if_none_available"
)]
pub struct RoutingStep {
    /// Who may take the interaction meanwhile, beside its requirements.
    #[serde(rename = "expr")]
    pub expression: Expression,
    /// Length in microseconds; absent = for ever. After the last step there is no condition.
    #[serde(default, rename = "duration_us")]
    pub duration: Option<Span>,
    /// False = as if the step were not there.
    #[serde(default = "considered", rename = "consider_if")]
    pub is_considered: bool,
    /// The step is left out when nobody is free for it as it begins, and ends when all it admits have declined.
    #[serde(default)]
    pub skip_if_none_available: bool,
}

fn considered() -> bool {
    true
}
