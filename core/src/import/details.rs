//! Conditions on what arrives, as the details that entry rules look at.

use super::expression::{Op, Operand, Test};
use std::collections::{BTreeMap, BTreeSet};

/// Details that must have one of some values: the `when` of an entry rule.
pub(super) type When = BTreeMap<String, BTreeSet<String>>;

/// Entry rules that one condition may become.
const MOST_ALTERNATIVES: usize = 64;

/// What a condition over tasks or jobs says, as alternatives; `None` where entry rules cannot say it.
pub(super) fn alternatives(test: &Test) -> Option<Vec<When>> {
    match test {
        Test::Or(parts) => {
            let all: Vec<When> = parts.iter().map(alternatives).collect::<Option<Vec<_>>>()?.concat();
            (all.len() <= MOST_ALTERNATIVES).then_some(all)
        }
        Test::And(parts) => parts.iter().try_fold(vec![When::new()], |before, part| {
            let more = alternatives(part)?;
            let all: Vec<When> =
                before.iter().flat_map(|one| more.iter().filter_map(|other| both(one, other))).collect();
            (all.len() <= MOST_ALTERNATIVES).then_some(all)
        }),
        Test::Not(_) => None,
        Test::Compare { left, op, right } => {
            if let Some(is_true) = constant(left, *op, right) {
                return Some(if is_true { vec![When::new()] } else { Vec::new() });
            }
            let (name, values) = match (left, op, right) {
                (Operand::Name(name), Op::Equal | Op::Has, value) => (name, vec![detail(value)?]),
                (Operand::Name(name), Op::In, Operand::List(values)) => {
                    (name, values.iter().map(detail).collect::<Option<_>>()?)
                }
                _ => return None,
            };
            if name.starts_with("worker.") {
                return None;
            }
            let name =
                ["task.", "job."].iter().find_map(|part| name.strip_prefix(part)).unwrap_or(name).to_owned();
            Some(vec![When::from([(name, values.into_iter().collect())])])
        }
    }
}

/// Both at once; `None` where one detail would need two values.
fn both(one: &When, other: &When) -> Option<When> {
    let mut both = one.clone();
    for (name, values) in other {
        let values = match both.get(name) {
            Some(known) => known.intersection(values).cloned().collect(),
            None => values.clone(),
        };
        if values.is_empty() {
            return None;
        }
        both.insert(name.clone(), values);
    }
    Some(both)
}

/// A value as details have it; one that ends in `*` would stand for all that begin so.
fn detail(value: &Operand) -> Option<String> {
    match value {
        Operand::Text(text) if text.ends_with('*') => None,
        Operand::Text(text) => Some(text.clone()),
        Operand::Number(number) => Some(number.to_string()),
        Operand::Truth(is) => Some(is.to_string()),
        Operand::Name(_) | Operand::List(_) => None,
    }
}

/// Whether a comparison of two values, such as `1==1`, holds; `None` where it has a name in it.
pub(super) fn constant(left: &Operand, op: Op, right: &Operand) -> Option<bool> {
    let (Operand::Number(left), Operand::Number(right)) = (left, right) else { return None };
    match op {
        Op::Equal => Some(left == right),
        Op::Different => Some(left != right),
        Op::Above => Some(left > right),
        Op::AtLeast => Some(left >= right),
        Op::Below => Some(left < right),
        Op::AtMost => Some(left <= right),
        Op::Has | Op::In | Op::Contains => None,
    }
}
