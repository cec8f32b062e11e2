//! Filters and their targets.

use super::super::build::longer_than_nothing;
use super::super::details::{When, alternatives, constant};
use super::super::expression::{self, Op, Operand, Test};
use super::super::ledger::Ledger;
use super::super::node::Node;
use super::meaning::{Names, OnWorker};
use super::stays::{Conduct, Stays};
use crate::routing::{Condition, EntryRule, Expression, RoutingStep, Score, WaitRule};
use crate::time::Span;
use std::collections::{BTreeMap, BTreeSet};

pub(super) struct Reader<'a> {
    pub(super) queues: &'a BTreeMap<String, String>,
    pub(super) people: &'a BTreeMap<String, String>,
    pub(super) names: &'a Names,
    pub(super) ledger: &'a mut Ledger,
}

/// When a target is left although its time is not up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Skip {
    Never,
    /// Nobody took the task at once.
    NotTaken,
    /// Nobody is there.
    NobodyThere,
}

struct Target<'a> {
    node: &'a Node,
    queue: String,
    /// Who may take the task; nothing = every member.
    expression: Option<Expression>,
    skills_from: BTreeSet<String>,
    priority: Option<i32>,
    /// Absent = for ever.
    timeout: Option<Span>,
    skip: Skip,
    /// What is said of `skip_if`.
    skip_rule: &'static str,
    score: Option<Score>,
}

impl Reader<'_> {
    /// The entry rules of a workflow; `name` is asked for where there are several.
    pub(super) fn workflow(
        &mut self,
        routing: &Node,
        name: Option<&str>,
        stays: &mut Stays,
    ) -> Vec<EntryRule> {
        let mut rules = Vec::new();
        let default = routing.get("default_filter");
        let last = default.and_then(|filter| filter.text_of("queue")).map(|queue| self.queue_name(queue));
        let last = last.map(|queue| stays.queue(&queue, Conduct::default(), "default"));
        for filter in default.into_iter().flat_map(Node::items) {
            match (filter.key.as_str(), &last) {
                ("queue", Some(queue)) => self.ledger.tell(filter, "default_filter.queue", queue),
                ("queue", None) => self.ledger.unreadable(filter),
                ("filter_friendly_name" | "friendly_name", _) => {
                    self.ledger.tell(filter, "default_filter.filter_friendly_name", "");
                }
                _ => {}
            }
        }
        for (place, filter) in routing.get("filters").into_iter().flat_map(Node::items).enumerate() {
            rules.extend(self.filter(filter, place, last.as_deref(), stays));
        }
        rules.extend(last.map(|queue| EntryRule { queue: Some(queue), stop: true, ..EntryRule::default() }));
        for rule in &mut rules {
            if let Some(name) = name {
                rule.when.insert("workflow".to_owned(), BTreeSet::from([name.to_owned()]));
            }
        }
        rules
    }

    fn queue_name(&self, known_by: &str) -> String {
        self.queues.get(known_by).map_or(known_by, String::as_str).to_owned()
    }

    fn filter(
        &mut self,
        filter: &Node,
        place: usize,
        last: Option<&str>,
        stays: &mut Stays,
    ) -> Vec<EntryRule> {
        let named = filter.get("filter_friendly_name").or(filter.get("friendly_name"));
        let name = named.and_then(Node::text).map_or_else(|| format!("filter {place}"), str::to_owned);
        let mut nodes = filter.get("targets").into_iter().flat_map(Node::items);
        if !nodes.any(|target| target.text_of("queue").is_some()) {
            self.ledger.tell(filter, "filters[] (without a target)", "");
            return Vec::new();
        }
        let whens = match self.whens(filter) {
            Ok(whens) => whens,
            Err(rule) => {
                self.ledger.tell(filter, rule, "");
                return Vec::new();
            }
        };
        if let Some(named) = named {
            self.ledger.tell(named, "filters[].filter_friendly_name", "");
        }
        let targets = self.targets(filter);
        let Some((mut rule, targets)) = self.first_of(targets) else { return Vec::new() };
        rule.steps = steps(&targets);
        rule.queue = Some(self.queues(&targets, &name, last, stays));
        for target in &targets {
            if let Some(queue) = target.node.get("queue") {
                self.ledger.tell(queue, "filters[].targets[].queue", &target.queue);
            }
        }
        whens.into_iter().map(|when| EntryRule { when, ..rule.clone() }).collect()
    }

    /// What a filter lets in; else the rule by which all of it is lost.
    fn whens(&mut self, filter: &Node) -> Result<Vec<When>, &'static str> {
        let Some(node) = filter.get("expression") else { return Ok(vec![When::new()]) };
        let Some(test) = node.text().and_then(expression::read) else {
            self.ledger.unreadable(node);
            return Err("filters[] (without a condition)");
        };
        let whens = alternatives(&test).ok_or("filters[].expression (beyond entry rules)")?;
        if whens.is_empty() {
            return Err("filters[].expression (never true)");
        }
        self.ledger.tell(node, "filters[].expression", "");
        Ok(whens)
    }

    /// What the first target says of a task that comes, and the targets it can reach.
    fn first_of<'b>(&mut self, targets: Vec<Target<'b>>) -> Option<(EntryRule, Vec<Target<'b>>)> {
        let mut reached = Vec::new();
        let mut is_reached = true;
        let mut every: Option<BTreeSet<String>> = None;
        for target in targets {
            if !is_reached {
                self.ledger.tell(target.node, "filters[].targets[] (out of reach)", "");
                continue;
            }
            is_reached = target.timeout.is_some() || target.skip != Skip::Never;
            every = match every {
                None => Some(target.skills_from.clone()),
                Some(known) => Some(known.intersection(&target.skills_from).cloned().collect()),
            };
            reached.push(target);
        }
        let every = every.unwrap_or_default();
        for target in &reached {
            let Some(node) = target.node.get("expression").filter(|_| !target.skills_from.is_empty()) else {
                continue;
            };
            let rule = match target.skills_from.is_subset(&every) {
                true => "filters[].targets[].expression (task against worker)",
                false => "filters[].targets[].expression (task against worker, in some targets only)",
            };
            self.ledger.tell(node, rule, "");
        }
        let first = reached.first()?;
        let rule = EntryRule {
            priority: first.priority,
            skills_from: every.into_iter().map(|detail| (detail, 1)).collect(),
            stop: true,
            ..EntryRule::default()
        };
        Some((rule, reached))
    }

    fn targets<'b>(&mut self, filter: &'b Node) -> Vec<Target<'b>> {
        let nodes: Vec<&Node> = filter.get("targets").into_iter().flat_map(Node::items).collect();
        let mut targets: Vec<Target<'b>> = Vec::new();
        for node in nodes {
            let Some(queue) = node.text_of("queue").map(|queue| self.queue_name(queue)) else {
                if let Some(queue) = node.get("queue") {
                    self.ledger.unreadable(queue);
                }
                continue;
            };
            let (expression, skills_from) = self.who(node);
            let priority = node.get("priority").and_then(|priority| {
                let number = priority.small();
                if number.is_none() {
                    self.ledger.unreadable(priority);
                }
                number
            });
            let timeout = node.get("timeout");
            let waits = timeout.and_then(Node::seconds);
            if let Some(timeout) = timeout {
                match waits {
                    None => self.ledger.unreadable(timeout),
                    Some(Span::ZERO) => self.ledger.tell(timeout, "filters[].targets[].timeout (0)", ""),
                    // Told of with the queues.
                    Some(_) => {}
                }
            }
            let score = node.get("order_by").and_then(|order| self.order(order, &queue, targets.last()));
            targets.push(Target {
                node,
                queue,
                expression,
                skills_from,
                priority,
                timeout: waits,
                skip: Skip::Never,
                skip_rule: "",
                score,
            });
        }
        self.skips(&mut targets);
        // A target of no time is as if it were not there, unless it is the only one.
        let is_passed = |target: &Target| target.timeout == Some(Span::ZERO);
        if targets.iter().all(is_passed) {
            targets.truncate(1);
            targets.iter_mut().for_each(|target| target.timeout = None);
        }
        for target in targets.iter().filter(|target| is_passed(target)) {
            self.ledger.tell(target.node, "filters[].targets[].timeout (0)", "");
        }
        targets.retain(|target| !is_passed(target));
        targets
    }

    fn who(&mut self, target: &Node) -> (Option<Expression>, BTreeSet<String>) {
        let (mut parts, mut skills_from) = (Vec::new(), BTreeSet::new());
        if let Some(node) = target.get("expression") {
            let test = node.text().and_then(expression::read);
            match test.as_ref().map(|test| self.names.on_worker(test)) {
                None => self.ledger.unreadable(node),
                Some(None) => self.ledger.tell(node, "filters[].targets[].expression (beyond skills)", ""),
                Some(Some(OnWorker { expression, skills_from: wanted })) => {
                    skills_from = wanted;
                    if expression != (Expression::And { and: Vec::new() }) {
                        self.ledger.tell(node, "filters[].targets[].expression", "");
                        parts.push(self.with_people(expression));
                    } else if skills_from.is_empty() {
                        self.ledger.tell(node, "filters[].targets[].expression", "");
                    }
                }
            }
        }
        for key in ["known_worker_sid", "known_worker_friendly_name"] {
            let Some(node) = target.get(key) else { continue };
            let Some(known_by) = node.text() else {
                self.ledger.unreadable(node);
                continue;
            };
            if known_by.starts_with("task.") {
                self.ledger.tell(node, "filters[].targets[].known_worker (of the task)", "");
                continue;
            }
            self.ledger.tell(node, "filters[].targets[].known_worker", "");
            let agent = BTreeSet::from([known_by.to_owned()]);
            parts.push(self.with_people(Expression::Agent { agent }));
        }
        let expression = match parts.len() {
            0 | 1 => parts.pop(),
            _ => Some(Expression::And { and: parts }),
        };
        (expression, skills_from)
    }

    /// Agents by the names they have here.
    fn with_people(&self, expression: Expression) -> Expression {
        let all = |parts: Vec<Expression>| parts.into_iter().map(|part| self.with_people(part)).collect();
        match expression {
            Expression::And { and } => Expression::And { and: all(and) },
            Expression::Or { or } => Expression::Or { or: all(or) },
            Expression::Not { not } => Expression::Not { not: Box::new(self.with_people(*not)) },
            Expression::Agent { agent } => {
                let named = |id: String| self.people.get(&id).cloned().unwrap_or(id);
                Expression::Agent { agent: agent.into_iter().map(named).collect() }
            }
            skill @ Expression::Skill(_) => skill,
        }
    }

    /// `worker.level DESC, worker.seniority ASC` as a score; only the first number orders where there are several.
    fn order(&mut self, node: &Node, queue: &str, before: Option<&Target<'_>>) -> Option<Score> {
        let Some(text) = node.text() else {
            self.ledger.unreadable(node);
            return None;
        };
        let mut criteria = text.split(',');
        let words: Vec<&str> = criteria.next().unwrap_or_default().split_whitespace().collect();
        let several = criteria.next().is_some();
        let score = match words[..] {
            [name] => level_of(name),
            [name, way] if way.eq_ignore_ascii_case("desc") => level_of(name),
            [name, way] if way.eq_ignore_ascii_case("asc") => {
                level_of(name).map(|level| Score::Mul { mul: vec![Score::Number(-1), level] })
            }
            _ => None,
        };
        // Ascending where nothing is said.
        let score = match (score, words.len()) {
            (Some(level), 1) => Some(Score::Mul { mul: vec![Score::Number(-1), level] }),
            (score, _) => score,
        };
        let is_other = before.is_some_and(|before| before.queue == queue && before.score != score);
        let rule = match &score {
            None => "filters[].targets[].order_by (beyond skills)",
            Some(_) if is_other => "filters[].targets[].order_by (another in the same queue)",
            Some(_) if several => "filters[].targets[].order_by (several)",
            Some(_) => "filters[].targets[].order_by",
        };
        self.ledger.tell(node, rule, queue);
        score
    }

    fn skips(&mut self, targets: &mut [Target<'_>]) {
        let queues: Vec<String> = targets.iter().map(|target| target.queue.clone()).collect();
        for (place, target) in targets.iter_mut().enumerate() {
            let Some(node) = target.node.get("skip_if") else { continue };
            let stays = queues.get(place + 1) == Some(&target.queue);
            let test = node.text().and_then(expression::read);
            (target.skip, target.skip_rule) = match &test {
                Some(Test::Compare { left, op, right }) if constant(left, *op, right) == Some(true) => {
                    let other = "filters[].targets[].skip_if (1==1, other queue)";
                    (Skip::NotTaken, if stays { "filters[].targets[].skip_if (1==1)" } else { other })
                }
                Some(Test::Compare {
                    left: Operand::Name(name),
                    op: Op::Equal,
                    right: Operand::Number(nought),
                }) if name == "workers.available" && *nought == 0.0 => {
                    let same = "filters[].targets[].skip_if (workers.available == 0, same queue)";
                    let other = "filters[].targets[].skip_if (workers.available == 0)";
                    (Skip::NobodyThere, if stays { same } else { other })
                }
                _ => (Skip::Never, "filters[].targets[].skip_if (another)"),
            };
        }
    }

    /// The queues of targets, the last first, as each sends on to the one after it; the id of the first. Tells of the
    /// targets' times, priorities and skips.
    fn queues(
        &mut self,
        targets: &[Target<'_>],
        filter: &str,
        last: Option<&str>,
        stays: &mut Stays,
    ) -> String {
        let mut next: Option<(String, Option<i32>)> = None;
        let mut end = targets.len();
        let mut id = String::new();
        while end > 0 {
            let queue = &targets[end - 1].queue;
            let start =
                targets[..end].iter().rposition(|target| target.queue != *queue).map_or(0, |place| place + 1);
            let stay = &targets[start..end];
            let starts = starts(stay);
            let mut conduct = Conduct { wait_rules: Vec::new(), score: stay[0].score.clone() };
            for (target, start) in stay.iter().zip(&starts).skip(1) {
                if let (Some(after), Some(priority)) = (*start, target.priority) {
                    let (after, set_priority) = (after.max(AT_ONCE), Some(priority));
                    conduct.wait_rules.push(WaitRule { after, set_priority, ..WaitRule::default() });
                }
            }
            let on = |after: Span, when: Condition| match &next {
                Some((queue, priority)) => {
                    let move_to = Some(queue.clone());
                    WaitRule { after, when, set_priority: *priority, move_to, ..WaitRule::default() }
                }
                None => match last {
                    Some(last) => {
                        WaitRule { after, when, move_to: Some(last.to_owned()), ..WaitRule::default() }
                    }
                    None => {
                        let remove = Some("workflow_exhausted".to_owned());
                        WaitRule { after, when, remove, ..WaitRule::default() }
                    }
                },
            };
            let goes_nowhere = next.is_none() && last == Some(queue.as_str());
            if !goes_nowhere {
                let nobody = Condition { nobody_available: true, ..Condition::default() };
                let leaving = &stay[stay.len() - 1];
                if let Some(start) = starts[stay.len() - 1] {
                    match leaving.skip {
                        Skip::Never => {}
                        Skip::NotTaken => {
                            conduct.wait_rules.push(on(start.max(AT_ONCE), Condition::default()));
                        }
                        Skip::NobodyThere => conduct.wait_rules.push(on(start, nobody)),
                    }
                    let passed = leaving.timeout.map(|timeout| start + timeout);
                    if let Some(after) = passed.and_then(longer_than_nothing) {
                        conduct.wait_rules.push(on(after, Condition::default()));
                    }
                }
            }
            self.tell_stay(stay, &starts, goes_nowhere, queue);
            id = stays.queue(queue, conduct, filter);
            next = Some((id.clone(), stay[0].priority));
            end = start;
        }
        id
    }

    /// Tells of the times, priorities and skips of the targets in one queue, by when each of them begins.
    fn tell_stay(&mut self, stay: &[Target<'_>], starts: &[Option<Span>], goes_nowhere: bool, queue: &str) {
        for (place, (target, start)) in stay.iter().zip(starts).enumerate() {
            let moves = place + 1 == stay.len() && !goes_nowhere;
            let is_timed = start.is_some();
            if let Some(priority) = target.node.get("priority").filter(|_| target.priority.is_some()) {
                let rule = match is_timed {
                    true => "filters[].targets[].priority",
                    false => "filters[].targets[].priority (after a target without a timeout)",
                };
                self.ledger.tell(priority, rule, "");
            }
            if let Some(timeout) = target.node.get("timeout").filter(|_| target.timeout.is_some()) {
                let rule = match is_timed || !moves {
                    true => "filters[].targets[].timeout",
                    false => "filters[].targets[].timeout (after a target without a timeout)",
                };
                self.ledger.tell(timeout, rule, queue);
            }
            if let Some(skip) = target.node.get("skip_if") {
                let rule = match is_timed || !moves || target.skip == Skip::Never {
                    true => target.skip_rule,
                    false => "filters[].targets[].skip_if (after a target without a timeout)",
                };
                self.ledger.tell(skip, rule, queue);
            }
        }
    }
}

/// As soon as a wait rule can act on its own.
const AT_ONCE: Span = Span::from_micros(1);

/// When each of the targets in one queue begins, counted from the coming to the queue; nothing where no time tells,
/// because one before it ends only by its skip.
fn starts(stay: &[Target<'_>]) -> Vec<Option<Span>> {
    let mut starts = Vec::with_capacity(stay.len());
    let mut passed = Some(Span::ZERO);
    for target in stay {
        starts.push(passed);
        // Left at once where nobody takes the task.
        let at_once = (target.skip == Skip::NotTaken).then_some(Span::ZERO);
        passed = passed.zip(target.timeout.or(at_once)).map(|(passed, more)| passed + more);
    }
    starts
}

fn level_of(name: &str) -> Option<Score> {
    let attribute = name.strip_prefix("worker.").unwrap_or(name);
    let is_name = attribute.chars().all(|sign| sign.is_alphanumeric() || "_.-".contains(sign));
    let is_watched = attribute.starts_with("channel.") || attribute.starts_with("activity");
    let skill = Names::level(attribute).to_owned();
    (is_name && !is_watched && !skill.is_empty()).then_some(Score::Skill { skill })
}

/// The steps of targets that say who may take a task; none where every member of the queues may.
fn steps(targets: &[Target<'_>]) -> Vec<RoutingStep> {
    let is_plain = |target: &Target<'_>| target.expression.is_none() && target.skip == Skip::Never;
    if targets.iter().all(is_plain) {
        return Vec::new();
    }
    let step = |target: &Target<'_>| RoutingStep {
        expression: target.expression.clone().unwrap_or(Expression::And { and: Vec::new() }),
        duration: target.timeout,
        is_considered: true,
        skip_if_none_available: target.skip != Skip::Never,
    };
    targets.iter().map(step).collect()
}
