//! Routing criteria: steps that relax as they expire.

use super::super::ledger::Ledger;
use super::super::node::Node;
use crate::routing::{EntryRule, Expression, Operator, RoutingStep, SkillTest};
use crate::time::Span;
use std::collections::{BTreeMap, BTreeSet};

/// What was made of a step's parts, told of only when all of the step can be said.
type Told<'a> = Vec<(&'a Node, &'static str)>;

/// Routing criteria as an entry rule; where there are several, for the detail `routing_criteria`, the file's name.
/// `people` has users by their ids.
pub(super) fn criteria(
    node: &Node,
    file: Option<&&str>,
    people: &BTreeMap<&str, &str>,
    ledger: &mut Ledger,
) -> EntryRule {
    let mut rule = EntryRule::default();
    if let Some(file) = file {
        rule.when.insert("routing_criteria".to_owned(), BTreeSet::from([(*file).to_owned()]));
    }
    let mut is_reached = true;
    for step in node.get("Steps").into_iter().flat_map(Node::items) {
        if !is_reached {
            ledger.tell(step, "Steps[] (out of reach)", "");
            continue;
        }
        let duration = step.get("Expiry").and_then(|expiry| expiry.get("DurationInSeconds"));
        let span = duration.and_then(Node::seconds).filter(|span| *span > Span::ZERO);
        if let Some(duration) = duration {
            match span {
                Some(_) => ledger.tell(duration, "Steps[].Expiry.DurationInSeconds", ""),
                None => ledger.unreadable(duration),
            }
        }
        if let Some(status) = step.get("Status") {
            ledger.tell(status, "Steps[].Status", "");
        }
        let mut told = Told::new();
        let said = step.get("Expression");
        let expression = said.and_then(|expression| translated(expression, people, &mut told));
        let expression = expression.filter(|expression| expression.size().0 <= 1_000);
        if expression.is_some() {
            told.into_iter().for_each(|(part, rule)| ledger.tell(part, rule, ""));
        }
        if let Some(said) = step.get("Expression").filter(|_| expression.is_none()) {
            ledger.tell(said, "Steps[].Expression (another)", "");
        }
        is_reached = span.is_some();
        rule.steps.push(RoutingStep {
            expression: expression.unwrap_or(Expression::And { and: Vec::new() }),
            duration: span,
            is_considered: true,
            skip_if_none_available: false,
        });
    }
    rule
}

/// A step's expression; `None` where skills cannot say it.
fn translated<'a>(node: &'a Node, people: &BTreeMap<&str, &str>, told: &mut Told<'a>) -> Option<Expression> {
    let mut forms = node.items();
    let form = forms.next()?;
    if forms.next().is_some() {
        return None;
    }
    let mut all =
        |form: &'a Node| form.items().map(|part| translated(part, people, told)).collect::<Option<Vec<_>>>();
    match form.key.as_str() {
        "AndExpression" => Some(Expression::And { and: all(form)? }),
        "OrExpression" => Some(Expression::Or { or: all(form)? }),
        "AttributeCondition" => condition(form, people, told),
        "NotAttributeCondition" => Some(Expression::Not { not: Box::new(condition(form, people, told)?) }),
        _ => None,
    }
}

fn condition<'a>(node: &'a Node, people: &BTreeMap<&str, &str>, told: &mut Told<'a>) -> Option<Expression> {
    const KNOWN: [&str; 5] = ["Name", "Value", "ProficiencyLevel", "ComparisonOperator", "Range"];
    let agents =
        node.get("MatchCriteria").and_then(|criteria| criteria.get("AgentsCriteria")?.get("AgentIds"));
    if let Some(agents) = agents {
        let mut agent = BTreeSet::new();
        for id in agents.items() {
            match id.text().and_then(|id| people.get(id)) {
                Some(name) => {
                    agent.insert((*name).to_owned());
                    told.push((id, "Steps[].Expression (agents)"));
                }
                None => told.push((id, "Steps[].Expression (unknown agent)")),
            }
        }
        // Of nobody known nothing is left to ask for.
        return (!agent.is_empty()).then_some(Expression::Agent { agent });
    }
    let skill = format!("{}={}", node.text_of("Name")?, node.text_of("Value")?);
    let test = |op, level| Expression::Skill(SkillTest { skill: skill.clone(), op, level });
    let expression = if let Some(range) = node.get("Range") {
        let bound = |key: &str| range.get(key)?.small();
        let (least, most) = (bound("MinProficiencyLevel")?, bound("MaxProficiencyLevel")?);
        Expression::And { and: vec![test(Operator::AtLeast, least), test(Operator::AtMost, most)] }
    } else {
        let level = node.get("ProficiencyLevel").map_or(Some(1), Node::small)?;
        let op = match node.text_of("ComparisonOperator").unwrap_or("NumberGreaterOrEqualTo") {
            "NumberGreaterOrEqualTo" => Operator::AtLeast,
            "NumberGreaterThan" => Operator::Above,
            "NumberEqualTo" => Operator::Equal,
            "NumberLessThan" => Operator::Below,
            "NumberLessOrEqualTo" => Operator::AtMost,
            _ => return None,
        };
        test(op, level)
    };
    let known = node.items().filter(|part| KNOWN.contains(&part.key.as_str()));
    told.extend(known.map(|part| (part, "Steps[].Expression")));
    Some(expression)
}
