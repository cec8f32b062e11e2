//! What expressions over workers mean here: conditions on skills.

use super::super::details::constant;
use super::super::expression::{Op, Operand, Test};
use crate::routing::{Expression, Operator, SkillTest};
use std::collections::BTreeSet;

/// Attributes of workers that are lists or texts, and how their values are called as skills.
#[derive(Default)]
pub(super) struct Names {
    /// Attributes whose values are skills by their own name, as a task's value must find them.
    pub(super) bare: BTreeSet<String>,
}

/// A condition on workers.
pub(super) struct OnWorker {
    pub(super) expression: Expression,
    /// Attributes of the task whose value is the name of a skill the worker must have.
    pub(super) skills_from: BTreeSet<String>,
}

impl Names {
    /// Skills by their own name: Flex's, and those a task's attribute is compared with.
    pub(super) fn learn(&mut self, test: &Test) {
        match test {
            Test::And(parts) | Test::Or(parts) => parts.iter().for_each(|part| self.learn(part)),
            Test::Not(part) => self.learn(part),
            Test::Compare { left, op, right } => {
                if let Some((_, worker)) = pair(left, *op, right) {
                    self.bare.insert(worker);
                }
            }
        }
    }

    /// The skill that stands for a value of a worker's attribute.
    pub(super) fn skill(&self, attribute: &str, value: &str) -> String {
        let is_bare = matches!(attribute, "skills" | "routing.skills") || self.bare.contains(attribute);
        if is_bare { value.to_owned() } else { format!("{attribute}={value}") }
    }

    /// The skill that stands for a worker's number.
    pub(super) fn level(attribute: &str) -> &str {
        attribute.strip_prefix("routing.levels.").unwrap_or(attribute)
    }

    /// What an expression over workers says; `None` where skills cannot say it.
    pub(super) fn on_worker(&self, test: &Test) -> Option<OnWorker> {
        let mut skills_from = BTreeSet::new();
        let mut parts = Vec::new();
        // A task's attribute can only be asked for beside everything else.
        let all = match test {
            Test::And(all) => all.iter().collect(),
            one => vec![one],
        };
        for part in all {
            match part {
                Test::Compare { left, op, right } if pair(left, *op, right).is_some() => {
                    skills_from.extend(pair(left, *op, right).map(|(task, _)| task));
                }
                part => parts.push(self.expression(part)?),
            }
        }
        let expression = match parts.len() {
            1 => parts.pop()?,
            _ => Expression::And { and: parts },
        };
        // As much as a configuration may have, and room for a known worker beside it.
        let (size, depth) = expression.size();
        (size <= 900 && depth <= 30).then_some(OnWorker { expression, skills_from })
    }

    fn expression(&self, test: &Test) -> Option<Expression> {
        let all = |parts: &[Test]| parts.iter().map(|part| self.expression(part)).collect::<Option<Vec<_>>>();
        match test {
            Test::And(parts) => Some(Expression::And { and: all(parts)? }),
            Test::Or(parts) => Some(Expression::Or { or: all(parts)? }),
            Test::Not(part) => Some(not(self.expression(part)?)),
            Test::Compare { left, op, right } => self.compared(left, *op, right),
        }
    }

    fn compared(&self, left: &Operand, op: Op, right: &Operand) -> Option<Expression> {
        if let Some(is_true) = constant(left, op, right) {
            return Some(if is_true {
                Expression::And { and: Vec::new() }
            } else {
                Expression::Or { or: Vec::new() }
            });
        }
        let (name, op, value) = match (left, op, right) {
            (Operand::Name(name), op, value) => (name, op, value),
            // `'en' IN worker.languages` says what `worker.languages HAS 'en'` does.
            (value, Op::In, Operand::Name(name)) => (name, Op::Has, value),
            _ => return None,
        };
        let attribute = attribute_of_worker(name)?;
        let skill = |value: &str| has(self.skill(attribute, value));
        match (op, value) {
            (Op::Equal | Op::Has, Operand::Text(text)) if is_identity(attribute) => {
                Some(Expression::Agent { agent: BTreeSet::from([text.clone()]) })
            }
            (Op::Different, value) => Some(not(self.compared(left, Op::Equal, value)?)),
            (Op::Equal | Op::Has, Operand::Text(text)) => Some(skill(text)),
            (Op::Equal, Operand::Truth(true)) => Some(has(attribute.to_owned())),
            (Op::Equal, Operand::Truth(false)) => Some(not(has(attribute.to_owned()))),
            (Op::In, Operand::List(values)) => {
                let one = |value: &Operand| self.compared(left, Op::Equal, value);
                Some(Expression::Or { or: values.iter().map(one).collect::<Option<_>>()? })
            }
            (op, Operand::Number(number)) => {
                let op = match op {
                    Op::Equal => Operator::Equal,
                    Op::Above => Operator::Above,
                    Op::AtLeast => Operator::AtLeast,
                    Op::Below => Operator::Below,
                    Op::AtMost => Operator::AtMost,
                    Op::Different | Op::Has | Op::In | Op::Contains => return None,
                };
                let skill = Self::level(attribute).to_owned();
                Some(Expression::Skill(SkillTest { skill, op, level: whole(*number)? }))
            }
            _ => None,
        }
    }
}

/// The attributes of task and worker where one is compared with the other.
fn pair(left: &Operand, op: Op, right: &Operand) -> Option<(String, String)> {
    let (Operand::Name(left), Operand::Name(right)) = (left, right) else { return None };
    let (task, worker) = match op {
        Op::Has | Op::Equal if right.starts_with("task.") => (right, left),
        Op::In | Op::Equal if left.starts_with("task.") => (left, right),
        _ => return None,
    };
    let worker = attribute_of_worker(worker)?;
    (!is_identity(worker)).then(|| (task["task.".len()..].to_owned(), worker.to_owned()))
}

/// An attribute of a worker, without what the router itself watches.
fn attribute_of_worker(name: &str) -> Option<&str> {
    let name = name.strip_prefix("worker.").unwrap_or(name);
    let is_watched = ["task.", "workers.", "channel.", "activity"].iter().any(|part| name.starts_with(part));
    (!is_watched).then_some(name)
}

fn is_identity(attribute: &str) -> bool {
    matches!(attribute, "sid" | "name" | "friendly_name")
}

fn has(skill: String) -> Expression {
    Expression::Skill(SkillTest { skill, op: Operator::AtLeast, level: 1 })
}

fn not(expression: Expression) -> Expression {
    Expression::Not { not: Box::new(expression) }
}

/// A level.
pub(super) fn whole(number: f64) -> Option<i32> {
    let is_whole = number.fract() == 0.0 && number.abs() < f64::from(i32::MAX);
    is_whole.then_some(number as i32)
}
