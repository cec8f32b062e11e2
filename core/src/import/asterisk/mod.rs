//! Asterisk `app_queue`: `queues.conf` and `queuerules.conf`.

mod options;
mod penalties;

use super::build::Build;
use super::error::ImportError;
use super::ini;
use super::ledger::Ledger;
use super::node::{Node, Size};
use super::rule::{REPEATED, Rule, differs, lost, maps};
use crate::routing::Config;
use options::Queue;
use std::collections::{BTreeMap, BTreeSet};

pub(super) static RULES: &[Rule] = &[
    maps("[queue]", "queues[]", ""),
    maps("[template](!)", "", "its keys stand in the queues that name it"),
    lost("[template](!) (used by none)", "no queue names this template"),
    lost("[queue](unknown template)", "the template is not in these files"),
    lost(
        "#include",
        "the importer reads no files of its own accord: give the text of the included file as another file",
    ),
    lost("#exec", "the importer runs nothing"),
    differs(
        "strategy = ringall",
        "queues[].max_offers",
        "up to a thousand at once; members with higher penalties ring too, not only when the lower ones have not answered",
    ),
    maps("strategy = ringall (equal penalties)", "queues[].max_offers", "up to a thousand at once"),
    differs(
        "strategy = leastrecent",
        "queues[].selection",
        "who does not answer is asked again only when all others have been; calls of other queues count too",
    ),
    differs(
        "strategy = fewestcalls",
        "queues[].selection",
        "the same, and calls are counted over all queues since the start",
    ),
    maps("strategy = random", "queues[].selection", "`seed` decides the lots"),
    differs(
        "strategy = rrmemory",
        "queues[].selection",
        "the circle goes by the members' ids, not by the order of the file",
    ),
    maps(
        "strategy = linear",
        "queues[].selection",
        "by `position`; who does not answer is asked again only when all others have been",
    ),
    differs(
        "strategy = wrandom",
        "queues[].selection",
        "chances are in proportion to 1 / (1 + penalty), near to Asterisk's, and each is asked once before any is again",
    ),
    maps("timeout", "queues[].offer_timeout_us", "15 s where it is absent, as in Asterisk"),
    maps("timeout = 0", "queues[].offer_timeout_us", "none: it rings until somebody ends it"),
    differs("retry", "", "the next agent is asked at once"),
    lost(
        "timeoutpriority",
        "there is no second timeout to compete with: a wait rule ends the stay of a caller",
    ),
    lost("timeoutrestart", "an offer ends when the agent declines it"),
    maps("wrapuptime", "queues[].wrap_up_us", "mandatory: it ends by itself only"),
    differs(
        "wrapuptime (without shared_lastcall)",
        "queues[].wrap_up_us",
        "it keeps the agent from all his queues, not from this one alone",
    ),
    maps(
        "weight",
        "queues[].weight",
        "and it never keeps an agent from a caller of a lighter queue when the heavier has nobody for him",
    ),
    maps("maxlen", "queues[].max_waiting", "0 = any number"),
    maps("servicelevel", "queues[].target_wait_us", "0 = none"),
    maps("autofill = yes", "", "callers are always served side by side"),
    lost("autofill = no", "callers are always served side by side"),
    maps("autopause = no", "", ""),
    maps("autopause = all", "queues[].on_timeout", "paused"),
    differs("autopause = yes", "queues[].on_timeout", "paused in all his queues, not in this one alone"),
    lost("autopausedelay", "an agent is paused when he lets it ring, however lately he took a call"),
    lost("autopausebusy", "tell `set_presence` when a device is busy"),
    lost("autopauseunavail", "tell `set_presence` when a device is not to be had"),
    maps("joinempty = yes", "", "callers wait for whoever may come"),
    maps(
        "joinempty",
        "queues[].wait_rules",
        "removed with the reason `join_empty` as he comes, by a rule with `on_arrival`; who is logged out counts as invalid",
    ),
    maps("leavewhenempty = no", "", "callers wait for whoever may come"),
    maps(
        "leavewhenempty",
        "queues[].wait_rules",
        "removed with the reason `leave_empty`; who is logged out counts as invalid",
    ),
    lost(
        "joinempty or leavewhenempty (busy members only)",
        "members who are busy, ring or wrap up stay members: only pauses and log-outs make a queue empty",
    ),
    differs(
        "joinempty or leavewhenempty (busy members too)",
        "queues[].wait_rules",
        "members who are busy, ring or wrap up stay members: only pauses and log-outs make a queue empty",
    ),
    maps("ringinuse = no", "agents[].capacity", "one unit: one call at a time"),
    lost(
        "ringinuse = yes",
        "an agent has one call at a time; give him more units of capacity to ring him meanwhile",
    ),
    lost("penaltymemberslimit", "penalties count however few members there are"),
    lost("memberdelay", "the host connects both sides when it likes: tell `connected` then"),
    maps("defaultrule", "queues[].penalty_rules", "the rules of queuerules.conf of that name"),
    lost("defaultrule (not in these files)", "give queuerules.conf too"),
    maps(
        "member",
        "agents[].queues",
        "the name, else the interface, is his id; its place in the file is his `position`",
    ),
    maps("member (penalty)", "agents[].queues", "`penalty` of the membership"),
    lost("member (state interface)", "the host tells who is free: `set_presence`"),
    lost(
        "member (ringinuse = yes)",
        "an agent has one call at a time; give him more units of capacity to ring him meanwhile",
    ),
    lost("member (wrapuptime)", "wrap-up is the queue's; it was left as the queue says"),
    lost("member (paused)", "presence is live: tell it with `set_presence`"),
    maps(
        "penaltychange (max)",
        "queues[].penalty_rules",
        "an absolute one is the difference to what was in force before",
    ),
    differs(
        "penaltychange (relative max)",
        "queues[].penalty_rules",
        "added to the queue's `max_penalty`: set there what the dialplan sets in QUEUE_MAX_PENALTY, or it has no effect",
    ),
    lost("penaltychange (min)", "`min_penalty` does not change as a caller waits"),
    maps("penaltychange (raise)", "queues[].penalty_rules", "`raise_to`"),
    lost(
        "penaltychange (of a rule no queue has)",
        "no queue names this rule as its defaultrule; one that the dialplan gives to Queue() must be named there",
    ),
    maps("[general]", "", ""),
    lost("persistentmembers", "the router's state is kept by its log and snapshots"),
    maps("shared_lastcall", "", "idle time and wrap-up are the agent's, in all his queues"),
    differs("shared_lastcall = no", "", "idle time and wrap-up are the agent's, in all his queues"),
    lost(
        "negative_penalty_invalid",
        "a negative penalty comes first; leave the agent out of the queue instead",
    ),
    maps(
        "force_longest_waiting_caller",
        "",
        "among queues of equal rank and weight the longest waiting always comes first",
    ),
    differs(
        "force_longest_waiting_caller = no",
        "",
        "among queues of equal rank and weight the longest waiting comes first all the same",
    ),
    lost(
        "(announcements, music, recording, variables, logs)",
        "what callers hear, how calls are recorded and logged is the host's",
    ),
];

/// What is for the host to do.
const HOSTS: [&str; 17] = [
    "announce",
    "musicclass",
    "music",
    "context",
    "setinterfacevar",
    "setqueueentryvar",
    "setqueuevar",
    "membergosub",
    "membermacro",
    "reportholdtime",
    "updatecdr",
    "log_membername_as_agent",
    "keepstats",
    "eventwhencalled",
    "eventmemberstatus",
    "enable_cidname_logging",
    "log-restricted-caller-id",
];

fn is_hosts(key: &str) -> bool {
    let beginnings = [
        "announce-",
        "queue-",
        "periodic-",
        "monitor-",
        "random-periodic",
        "relative-periodic",
        "min-announce",
    ];
    HOSTS.contains(&key) || beginnings.iter().any(|part| key.starts_with(part))
}

pub(super) fn import(
    files: &[(&str, &str)],
    size: &mut Size,
    ledger: &mut Ledger,
) -> Result<(Config, Vec<Node>), ImportError> {
    let (mut queues, mut rules) = (Vec::new(), Vec::new());
    for (file, text) in files {
        let root = ini::read(file, text, size)?;
        match file.to_ascii_lowercase().contains("queuerules") {
            true => rules.push(root),
            false => queues.push(root),
        }
    }
    if queues.iter().all(|root| root.items().all(|part| part.children.is_empty())) {
        return Err(ImportError::Nothing { expected: "no file but queuerules.conf has a section" });
    }
    let config = Sections::of(&queues).config(&rules, ledger)?;
    queues.extend(rules);
    Ok((config, queues))
}

/// Sections by name: templates, and queues in the order of the files.
#[derive(Default)]
struct Sections<'a> {
    general: Vec<&'a Node>,
    directives: Vec<&'a Node>,
    templates: BTreeMap<&'a str, Vec<&'a Node>>,
    queues: Vec<(&'a str, Vec<&'a Node>)>,
}

/// Templates that queues name, and how much they brought.
#[derive(Default)]
struct Used<'a> {
    templates: BTreeSet<&'a str>,
    lines: usize,
}

impl Used<'_> {
    /// Counts the lines of a template as often as it is named: templates that name each other multiply.
    fn count(&mut self, lines: usize) -> Result<(), ImportError> {
        const MOST_LINES: usize = 500_000;
        self.lines += lines;
        if self.lines > MOST_LINES {
            return Err(ImportError::TooLarge { what: "lines by templates", most: MOST_LINES });
        }
        Ok(())
    }
}

/// What stands in brackets behind a section's name.
fn options(section: &Node) -> impl Iterator<Item = &str> {
    let header = section.children.first().and_then(Node::text).unwrap_or_default();
    let inner = header.trim().strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or_default();
    inner.split(',').map(str::trim).filter(|part| !part.is_empty())
}

impl<'a> Sections<'a> {
    fn of(roots: &'a [Node]) -> Self {
        let mut found = Self::default();
        for part in roots.iter().flat_map(|root| &root.children) {
            let name = part.key.as_str();
            if part.children.is_empty() {
                found.directives.push(part);
            } else if name == "general" {
                found.general.push(part);
            } else if options(part).any(|option| option == "!") {
                found.templates.entry(name).or_default().push(part);
            } else if let Some(at) = found.queues.iter().position(|(known, _)| *known == name) {
                found.queues[at].1.push(part);
            } else {
                found.queues.push((name, vec![part]));
            }
        }
        found
    }

    fn config(&self, rules: &[Node], ledger: &mut Ledger) -> Result<Config, ImportError> {
        for part in self.directives.iter().chain(&rules.iter().flat_map(directives).collect::<Vec<_>>()) {
            match part.key.as_str() {
                "#include" | "#tryinclude" => ledger.tell(part, "#include", ""),
                "#exec" => ledger.tell(part, "#exec", ""),
                _ => {}
            }
        }
        let is_shared = self.general(ledger);
        let mut build = Build::default();
        let mut used = Used::default();
        let mut names = BTreeMap::new();
        let mut taken_rules = BTreeSet::new();
        for (name, sections) in &self.queues {
            let mut lines = Vec::new();
            for section in sections {
                self.lines(section, name, 0, &mut used, &mut lines, ledger)?;
            }
            let queue = Queue { id: name, lines: effective(&lines, name, ledger), is_shared };
            queue.build(&mut build, &mut names, ledger);
            if let Some(rule) = queue.default_rule() {
                taken_rules.insert(penalties::apply(rule, rules, name, &mut build, ledger));
            }
        }
        for (name, sections) in &self.templates {
            for section in sections {
                let rule = if used.templates.contains(name) {
                    "[template](!)"
                } else {
                    "[template](!) (used by none)"
                };
                if used.templates.contains(name) {
                    ledger.tell(&section.children[0], rule, "");
                } else {
                    ledger.tell(section, rule, "");
                }
            }
        }
        penalties::leave(rules, &taken_rules, ledger);
        Ok(build.config())
    }

    /// The lines of a section, those of its templates before its own.
    fn lines(
        &self,
        section: &'a Node,
        queue: &str,
        depth: usize,
        used: &mut Used<'a>,
        lines: &mut Vec<&'a Node>,
        ledger: &mut Ledger,
    ) -> Result<(), ImportError> {
        const MOST_DEEP: usize = 8;
        let header = &section.children[0];
        if depth == 0 {
            ledger.tell(header, "[queue]", queue);
        }
        for option in options(section).filter(|option| !matches!(*option, "!" | "+")) {
            used.count(1)?;
            match self.templates.get_key_value(option) {
                Some((name, templates)) if depth < MOST_DEEP => {
                    used.templates.insert(name);
                    for template in templates {
                        used.count(template.children.len() - 1)?;
                        self.lines(template, queue, depth + 1, used, lines, ledger)?;
                    }
                }
                _ => ledger.tell(header, "[queue](unknown template)", queue),
            }
        }
        lines.extend(&section.children[1..]);
        Ok(())
    }

    /// The general section; whether `shared_lastcall` is on.
    fn general(&self, ledger: &mut Ledger) -> bool {
        let lines: Vec<&Node> = self.general.iter().flat_map(|section| &section.children[1..]).collect();
        self.general.iter().for_each(|section| ledger.tell(&section.children[0], "[general]", ""));
        let mut is_shared = false;
        for line in effective(&lines, "general", ledger) {
            let is_on = line.is_true();
            let rule = match (line.key.as_str(), is_on) {
                (key, _) if is_hosts(key) => "(announcements, music, recording, variables, logs)",
                (
                    "autofill"
                    | "shared_lastcall"
                    | "persistentmembers"
                    | "negative_penalty_invalid"
                    | "force_longest_waiting_caller",
                    None,
                ) => {
                    ledger.unreadable(line);
                    continue;
                }
                ("autofill", Some(true)) => "autofill = yes",
                ("autofill", _) => "autofill = no",
                ("shared_lastcall", Some(true)) => {
                    is_shared = true;
                    "shared_lastcall"
                }
                ("shared_lastcall", _) => "shared_lastcall = no",
                ("persistentmembers", _) => "persistentmembers",
                ("negative_penalty_invalid", _) => "negative_penalty_invalid",
                ("force_longest_waiting_caller", Some(true)) => "force_longest_waiting_caller",
                ("force_longest_waiting_caller", _) => "force_longest_waiting_caller = no",
                _ => continue,
            };
            ledger.tell(line, rule, "");
        }
        is_shared
    }
}

fn directives(root: &Node) -> impl Iterator<Item = &Node> {
    root.children.iter().filter(|part| part.children.is_empty())
}

/// Lines that count: all members, and of other keys the last.
fn effective<'a>(lines: &[&'a Node], queue: &str, ledger: &mut Ledger) -> Vec<&'a Node> {
    let mut seen = BTreeSet::new();
    let mut kept = Vec::new();
    for line in lines.iter().rev() {
        if line.key == "member" || seen.insert(line.key.as_str()) {
            kept.push(*line);
        } else {
            ledger.tell(line, REPEATED.key, queue);
        }
    }
    kept.reverse();
    kept
}
