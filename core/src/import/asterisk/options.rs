//! The options of one queue.

use super::super::build::{Build, longer_than_nothing};
use super::super::ledger::Ledger;
use super::super::node::Node;
use super::super::rule::REPEATED;
use super::is_hosts;
use crate::routing::{Condition, Presence, SelectionKey, WaitRule, WrapUpMode};
use crate::time::Span;
use std::collections::BTreeMap;

/// How long a phone rings where nothing is said.
const USUAL_TIMEOUT: Span = Span::from_seconds(15);
/// As many ring at a time as nobody has members.
const ALL: u32 = 1_000;

/// A queue with the lines that count.
pub(super) struct Queue<'a> {
    pub(super) id: &'a str,
    pub(super) lines: Vec<&'a Node>,
    pub(super) is_shared: bool,
}

impl<'a> Queue<'a> {
    fn line(&self, key: &str) -> Option<&'a Node> {
        self.lines.iter().copied().find(|line| line.key == key)
    }

    pub(super) fn default_rule(&self) -> Option<&'a Node> {
        self.line("defaultrule")
    }

    /// `names` are the agents by what they are called, each with his interface.
    pub(super) fn build(&self, build: &mut Build, names: &mut BTreeMap<String, String>, ledger: &mut Ledger) {
        let id = self.id;
        let queue = build.queue(id);
        queue.offer_timeout = Some(USUAL_TIMEOUT);
        queue.wrap_up_mode = WrapUpMode::Mandatory;
        self.members(build, names, ledger);
        self.strategy(build, ledger);
        let queue = build.queue(id);
        for line in &self.lines {
            let key = line.key.as_str();
            let rule = match key {
                "timeout" => line.seconds().map(|timeout| {
                    queue.offer_timeout = longer_than_nothing(timeout);
                    if timeout == Span::ZERO { "timeout = 0" } else { "timeout" }
                }),
                "wrapuptime" => line.seconds().map(|wrap_up| {
                    queue.wrap_up = wrap_up;
                    if self.is_shared { "wrapuptime" } else { "wrapuptime (without shared_lastcall)" }
                }),
                "weight" => line.small().map(|weight| {
                    queue.weight = weight;
                    key
                }),
                "maxlen" => line.number().and_then(|most| usize::try_from(most).ok()).map(|most| {
                    queue.max_waiting = (most > 0).then_some(most);
                    key
                }),
                "servicelevel" => line.seconds().map(|target| {
                    queue.target_wait = longer_than_nothing(target);
                    key
                }),
                "autofill" => line.is_true().map(|is| if is { "autofill = yes" } else { "autofill = no" }),
                "ringinuse" => line.is_true().map(|is| if is { "ringinuse = yes" } else { "ringinuse = no" }),
                "autopause" => match (line.text(), line.is_true()) {
                    (Some("all"), _) => {
                        queue.on_timeout = Some(Presence::Paused);
                        Some("autopause = all")
                    }
                    (_, Some(true)) => {
                        queue.on_timeout = Some(Presence::Paused);
                        Some("autopause = yes")
                    }
                    (_, Some(false)) => Some("autopause = no"),
                    _ => None,
                },
                "joinempty" | "leavewhenempty" => {
                    let empty = empty(key, line);
                    if let Some((Some(rule), _)) = &empty {
                        queue.wait_rules.push(rule.clone());
                    }
                    empty.map(|(_, told)| told)
                }
                "retry"
                | "timeoutpriority"
                | "timeoutrestart"
                | "autopausedelay"
                | "autopausebusy"
                | "autopauseunavail"
                | "penaltymemberslimit"
                | "memberdelay" => Some(key),
                // Elsewhere.
                "member" | "strategy" | "defaultrule" => continue,
                _ if is_hosts(key) => Some("(announcements, music, recording, variables, logs)"),
                // Lost as unknown.
                _ => continue,
            };
            match rule {
                Some("retry") => ledger.tell(line, "retry", ""),
                Some(rule) => ledger.tell(line, rule, id),
                None => ledger.unreadable(line),
            }
        }
    }

    fn strategy(&self, build: &mut Build, ledger: &mut Ledger) {
        let by_penalty = |key| vec![SelectionKey::Penalty, key];
        let (all_equal, id) = (self.has_equal_penalties(), self.id);
        let line = self.line("strategy");
        let word = line.map_or(Some("ringall"), Node::text).unwrap_or_default().to_ascii_lowercase();
        let (selection, rule) = match word.as_str() {
            "ringall" if all_equal => {
                (by_penalty(SelectionKey::Idle), "strategy = ringall (equal penalties)")
            }
            "ringall" => (by_penalty(SelectionKey::Idle), "strategy = ringall"),
            "leastrecent" => (by_penalty(SelectionKey::Idle), "strategy = leastrecent"),
            "fewestcalls" => (by_penalty(SelectionKey::Fewest), "strategy = fewestcalls"),
            "random" => (by_penalty(SelectionKey::WeightedRandom), "strategy = random"),
            "rrmemory" | "rrordered" | "roundrobin" => {
                (by_penalty(SelectionKey::RoundRobin), "strategy = rrmemory")
            }
            "linear" => (by_penalty(SelectionKey::Position), "strategy = linear"),
            "wrandom" => (vec![SelectionKey::WeightedRandom], "strategy = wrandom"),
            _ => {
                line.into_iter().for_each(|line| ledger.unreadable(line));
                return;
            }
        };
        let queue = build.queue(id);
        queue.selection = selection;
        if word == "ringall" {
            queue.max_offers = ALL;
        }
        line.into_iter().for_each(|line| ledger.tell(line, rule, id));
        if word == "wrandom" {
            for agent in build.agents() {
                if let Some(membership) = agent.queues.get_mut(id) {
                    let penalty = membership.penalty.unwrap_or(0).max(0).unsigned_abs();
                    membership.weight = (ALL / penalty.saturating_add(1)).max(1);
                }
            }
        }
    }

    fn members(&self, build: &mut Build, names: &mut BTreeMap<String, String>, ledger: &mut Ledger) {
        let members = self.lines.iter().filter(|line| line.key == "member");
        let mut known = BTreeMap::<String, &Node>::new();
        for (place, line) in members.enumerate() {
            let parts: Vec<&str> = line.text().unwrap_or_default().split(',').map(str::trim).collect();
            let part = |at: usize| parts.get(at).copied().filter(|part| !part.is_empty());
            let Some(interface) = part(0) else {
                ledger.unreadable(line);
                continue;
            };
            let penalty = part(1).map(str::parse::<i32>);
            if matches!(penalty, Some(Err(_))) {
                ledger.unreadable(line);
                continue;
            }
            // Several interfaces may bear one name.
            let name = part(2).filter(|name| names.get(*name).is_none_or(|known| known == interface));
            let agent = name.unwrap_or(interface);
            names.insert(agent.to_owned(), interface.to_owned());
            if let Some(before) = known.insert(agent.to_owned(), line) {
                ledger.tell(before, REPEATED.key, agent);
            }
            let membership = build.membership(agent, self.id);
            membership.position = i32::try_from(place + 1).unwrap_or(i32::MAX);
            membership.penalty = penalty.and_then(Result::ok);
            ledger.tell(line, "member", agent);
            let extras = [
                (part(1).is_some(), "member (penalty)"),
                (part(3).is_some(), "member (state interface)"),
                (part(4).is_some_and(|word| word != "no"), "member (ringinuse = yes)"),
                (part(5).is_some_and(|word| word != "0"), "member (wrapuptime)"),
                (part(6).is_some(), "member (paused)"),
            ];
            for (_, rule) in extras.into_iter().filter(|(is_given, _)| *is_given) {
                ledger.tell(line, rule, agent);
            }
        }
    }

    fn has_equal_penalties(&self) -> bool {
        let members = self.lines.iter().filter(|line| line.key == "member").filter_map(|line| line.text());
        let mut penalties = members.map(|member| {
            let penalty = member.split(',').nth(1).map(str::trim).filter(|penalty| !penalty.is_empty());
            penalty.unwrap_or("0")
        });
        let first = penalties.next();
        penalties.all(|penalty| Some(penalty) == first)
    }
}

/// The wait rule of `joinempty` or `leavewhenempty`, if any, with what is told of it; `None` = unreadable.
fn empty(key: &str, line: &Node) -> Option<(Option<WaitRule>, &'static str)> {
    let is_join = key == "joinempty";
    let strict = "penalty,paused,invalid,unavailable";
    let said = line.text()?.to_ascii_lowercase();
    let factors = match (said.as_str(), line.is_true()) {
        ("strict", _) => strict,
        ("loose", _) => "penalty,invalid",
        (_, Some(is)) if is == is_join => "",
        (_, Some(_)) => "penalty,paused,invalid",
        (list, None) => list,
    };
    let factors: Vec<&str> = factors.split(',').map(str::trim).filter(|factor| !factor.is_empty()).collect();
    let known = ["paused", "penalty", "inuse", "ringing", "unavailable", "invalid", "unknown", "wrapup"];
    if factors.iter().any(|factor| !known.contains(factor)) {
        return None;
    }
    let has = |names: &[&str]| factors.iter().any(|factor| names.contains(factor));
    let when = Condition {
        nobody_available: has(&["paused"]),
        nobody_logged_in: !has(&["paused"]) && has(&["invalid", "unavailable"]),
        ..Condition::default()
    };
    let is_of_busy = has(&["inuse", "ringing", "wrapup"]);
    if when == Condition::default() {
        let told = match (factors.is_empty(), is_join) {
            (true, true) => "joinempty = yes",
            (true, false) => "leavewhenempty = no",
            (false, _) => "joinempty or leavewhenempty (busy members only)",
        };
        return Some((None, told));
    }
    let remove = Some(if is_join { "join_empty" } else { "leave_empty" }.to_owned());
    let told = match (is_of_busy, is_join) {
        (true, _) => "joinempty or leavewhenempty (busy members too)",
        (false, true) => "joinempty",
        (false, false) => "leavewhenempty",
    };
    Some((Some(WaitRule { when, on_arrival: is_join, remove, ..WaitRule::default() }), told))
}
