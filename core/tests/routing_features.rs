//! Behaviours of the router that version 1 of scenarios has no words for, one a test: holds for preferred agents, reserves,
//! progressive offers, misses, modes of wrap-up, conditional rules, calendars, windows, regained places, leases,
//! reconfiguration; in rooms of their own callbacks, consultation, entry rules, plans, presets, selection, trainees.
#![allow(clippy::unwrap_used)]

#[path = "routing_features/callbacks.rs"]
mod callbacks;
#[path = "routing_features/consult.rs"]
mod consult;
#[path = "routing_features/entry.rs"]
mod entry;
#[path = "routing_features/estimates.rs"]
mod estimates;
#[path = "routing_features/plans.rs"]
mod plans;
#[path = "routing_features/presets.rs"]
mod presets;
#[path = "routing_features/pull.rs"]
mod pull;
#[path = "routing_features/scoring.rs"]
mod scoring;
#[path = "routing_features/selection.rs"]
mod selection;
#[path = "routing_features/trainees.rs"]
mod trainees;

use krarup::routing::{Command, Config, Event, Place, Presence, Reject, Router, Unmet, Verdict};
use krarup::time::Timestamp;
use serde_json::{Value, json};

struct Desk {
    router: Router,
    at_s: i64,
}

impl Desk {
    fn new(config: Value) -> Self {
        let config: Config = serde_json::from_value(config).unwrap();
        Self { router: Router::new(config, Timestamp::from_seconds(0)).unwrap(), at_s: 0 }
    }

    /// What happens up to a second and by a command then: one short line an event.
    fn at(&mut self, second: i64, command: Value) -> Vec<String> {
        self.try_at(second, command).unwrap()
    }

    fn try_at(&mut self, second: i64, command: Value) -> Result<Vec<String>, Reject> {
        self.at_s = second;
        let command = serde_json::from_value(command).unwrap();
        match self.router.apply(Timestamp::from_seconds(second), None, command) {
            Ok(receipt) => Ok(receipt.events.iter().filter_map(|(at, event)| line(*at, event)).collect()),
            Err(rejection) => Err(rejection.reject),
        }
    }

    fn until(&mut self, second: i64) -> Vec<String> {
        let receipt = self.router.tick(Timestamp::from_seconds(second)).unwrap();
        receipt.events.iter().filter_map(|(at, event)| line(*at, event)).collect()
    }

    fn verdict(&self, interaction: &str, agent: &str) -> Verdict {
        let verdicts = self.router.explain(interaction).unwrap();
        verdicts.into_iter().find(|verdict| verdict.agent == agent).unwrap().verdict
    }
}

fn line(at: Timestamp, event: &Event) -> Option<String> {
    let at_s = at.as_micros() / 1_000_000;
    let text = match event {
        Event::OfferMade { interaction, agent, .. } => format!("offer {interaction} {agent}"),
        Event::OfferExpired { interaction, agent, .. } => format!("expired {interaction} {agent}"),
        Event::Assigned { interaction, agent, .. } => format!("assigned {interaction} {agent}"),
        Event::Moved { interaction, to, .. } => format!("moved {interaction} {to}"),
        Event::Removed { interaction, reason, .. } => format!("removed {interaction} {reason}"),
        Event::CallbackOffered { interaction } => format!("callback? {interaction}"),
        Event::PlaceRegained { interaction, abandoned } => format!("{interaction} regains {abandoned}"),
        Event::CallbackRequested { interaction, .. } => format!("callback {interaction}"),
        Event::CallbackStarted { interaction, attempt, until } => {
            format!("ring {interaction} {attempt} until {}", until.as_micros() / 1_000_000)
        }
        Event::CallbackAnswered { interaction } => format!("reached {interaction}"),
        Event::CallbackFailed { interaction, agent, attempt, outcome, retry_at } => {
            let retry = retry_at.map_or("never".to_owned(), |at| (at.as_micros() / 1_000_000).to_string());
            let (agent, outcome) = (agent.as_deref().unwrap_or("-"), outcome.as_deref().unwrap_or("-"));
            format!("failed {interaction} {agent} {attempt} {outcome}, again {retry}")
        }
        Event::ConsultStarted { interaction, agent, by } => {
            format!("{by} asks {agent} about {interaction}")
        }
        Event::ConferenceStarted { interaction, agent } => format!("{agent} joins {interaction}"),
        Event::AgentLeft { interaction, agent } => format!("{agent} leaves {interaction}"),
        Event::HandedOver { interaction, agent, from, connected, .. } => {
            format!(
                "{interaction} from {from} to {agent}{}",
                if *connected { "" } else { ", to be connected" }
            )
        }
        Event::Completed { interaction, agent, .. } => format!("done {interaction} {agent}"),
        Event::WrapUpStarted { agent, .. } => format!("wrap-up {agent}"),
        Event::SelfServiceStarted { interaction, .. } => format!("menu {interaction}"),
        Event::SelfServiceEnded { interaction, outcome } => format!("menu {interaction} {outcome:?}"),
        Event::Classified { interaction, queue, rules } => format!("{interaction} to {queue} by {rules:?}"),
        Event::PlanActivated { plan, cause, message } => {
            format!("plan {plan} {cause:?} {}", message.as_deref().unwrap_or("-"))
        }
        Event::PlanWithdrawn { plan, cause } => format!("no plan {plan} {cause:?}"),
        Event::ContactLost { interaction, agent, .. } => format!("lost {interaction} {agent}"),
        Event::WrapUpEnded { agent } => format!("ready {agent}"),
        Event::AgentStateChanged { agent, presence, reason } => {
            format!("{agent} {presence:?} {}", reason.as_deref().unwrap_or("-"))
        }
        Event::ReasonChanged { agent, reason } => format!("{agent} {}", reason.as_deref().unwrap_or("-")),
        Event::Reconfigured { queues, agents, settings } => {
            format!("reconfigured {queues:?} {agents:?} {settings:?}")
        }
        _ => return None,
    };
    Some(format!("{at_s} {text}"))
}

fn agent(id: &str) -> Value {
    json!({ "id": id, "queues": { "q": {} }, "presence": "available" })
}

fn one_queue(queue: Value, agents: &[&str]) -> Value {
    let mut queue = queue;
    queue["id"] = json!("q");
    json!({ "queues": [queue], "agents": agents.iter().map(|id| agent(id)).collect::<Vec<_>>() })
}

fn call(id: &str) -> Value {
    json!({ "type": "enqueue", "interaction": id, "queue": "q" })
}

fn presence(agent: &str, presence: &str) -> Value {
    json!({ "type": "set_presence", "agent": agent, "presence": presence })
}

fn complete(id: &str) -> Value {
    json!({ "type": "complete", "interaction": id })
}

#[test]
fn a_preferred_agent_is_waited_for_longer_while_he_is_logged_in() {
    let mut desk = Desk::new(one_queue(json!({}), &["ann", "bo"]));
    desk.at(0, presence("ann", "paused"));
    let mut preferring = call("a");
    preferring["preferred"] =
        json!([{ "agent": "ann", "hold": { "logged_in_us": 30_000_000, "logged_out_us": 10_000_000 } }]);
    assert_eq!(desk.at(1, preferring), [""; 0]);
    let until = Timestamp::from_seconds(31);
    assert_eq!(desk.verdict("a", "bo"), Verdict::HeldFor { agent: "ann".into(), until });
    // Logged out at 15, his shorter hold has been over since 11.
    assert_eq!(desk.at(15, presence("ann", "offline")), ["15 ann Offline -", "15 offer a bo"]);

    let mut again = call("b");
    again["preferred"] = json!([{ "agent": "nobody", "hold": { "logged_in_us": 30_000_000 } }]);
    desk.at(16, json!({ "type": "accept", "interaction": "a", "agent": "bo" }));
    desk.at(17, complete("a"));
    assert_eq!(desk.at(18, again), ["18 offer b bo"], "an unknown agent holds nothing");
}

#[test]
fn a_customer_comes_back_to_his_last_agent() {
    let sticky = json!({ "sticky": { "logged_in_us": 20_000_000 }, "auto_accept": true });
    let mut desk = Desk::new(one_queue(sticky, &["ann", "bo"]));
    let of_carl = |id: &str| {
        let mut call = call(id);
        call["subject"] = json!("carl");
        call
    };
    assert_eq!(desk.at(1, of_carl("a")), ["1 offer a ann", "1 assigned a ann"]);
    desk.at(2, complete("a"));
    assert_eq!(desk.at(3, of_carl("b")), ["3 offer b ann", "3 assigned b ann"], "bo has been idle longer");
    // He waits for her until 24, then takes whoever is there.
    assert_eq!(desk.at(4, of_carl("c")), [""; 0]);
    assert_eq!(desk.until(30), ["24 offer c bo", "24 assigned c bo"]);
}

#[test]
fn nobody_is_held_for_an_agent_who_serves_neither_the_queue_nor_the_channel() {
    let config = json!({
        "queues": [{ "id": "sales", "auto_accept": true },
                   { "id": "help", "auto_accept": true, "sticky": { "logged_in_us": 60_000_000 } }],
        "agents": [{ "id": "ann", "queues": { "sales": {} }, "presence": "available" },
                   { "id": "bo", "queues": { "help": {} }, "channels": ["voice"], "presence": "available" },
                   { "id": "cy", "queues": { "help": {} }, "presence": "available" }],
    });
    let mut desk = Desk::new(config);
    let of_carl = |id: &str, queue: &str, channel: &str| json!({ "type": "enqueue", "interaction": id, "queue": queue, "channel": channel, "subject": "carl" });
    desk.at(1, of_carl("a", "sales", "voice"));
    desk.at(2, complete("a"));
    assert_eq!(desk.at(3, of_carl("b", "help", "voice")), ["3 offer b bo", "3 assigned b bo"]);
    desk.at(4, complete("b"));
    assert_eq!(desk.at(5, of_carl("c", "help", "chat")), ["5 offer c cy", "5 assigned c cy"]);
}

#[test]
fn the_last_agents_are_kept_for_what_is_important() {
    let reserves = json!({ "reserves": [{ "agents": 1, "below_priority": 5 }], "auto_accept": true });
    let mut desk = Desk::new(one_queue(reserves, &["ann", "bo"]));
    assert_eq!(desk.at(1, call("a")), ["1 offer a ann", "1 assigned a ann"]);
    assert_eq!(desk.at(2, call("b")), [""; 0]);
    assert_eq!(desk.verdict("b", "bo"), Verdict::Reserved { free: 1, kept: 1 });
    let nothing = desk.try_at(3, json!({ "type": "pull", "agent": "bo" })).unwrap_err();
    assert_eq!(nothing.code(), "nothing_to_pull");
    let mut important = call("vip");
    important["priority"] = json!(5);
    assert_eq!(desk.at(4, important), ["4 offer vip bo", "4 assigned vip bo"]);
    assert_eq!(desk.at(5, complete("a")), ["5 done a ann"], "ann is the last one free now");
    assert_eq!(desk.at(6, complete("vip")), ["6 done vip bo", "6 offer b ann", "6 assigned b ann"]);
}

#[test]
fn whoever_a_reserve_keeps_does_not_strand_what_the_others_declined() {
    let reserves = json!({ "reserves": [{ "agents": 1, "below_priority": 5 }] });
    let mut desk = Desk::new(one_queue(reserves, &["ann", "bo"]));
    assert_eq!(desk.at(1, call("a")), ["1 offer a ann"]);
    let decline = json!({ "type": "decline", "interaction": "a", "agent": "ann" });
    assert_eq!(desk.at(2, decline), ["2 offer a ann"], "nobody but ann may take it, as bo is kept");
}

#[test]
fn progressive_offers_ask_one_agent_more_each_time() {
    let queue = json!({ "max_offers": 3, "offer_more_after_us": 10_000_000 });
    let mut desk = Desk::new(one_queue(queue, &["ann", "bo", "cy", "di"]));
    assert_eq!(desk.at(1, call("a")), ["1 offer a ann"]);
    assert_eq!(desk.until(60), ["11 offer a bo", "21 offer a cy"]);
    desk.at(61, json!({ "type": "accept", "interaction": "a", "agent": "cy" }));
    let late = desk.try_at(62, json!({ "type": "accept", "interaction": "a", "agent": "ann" })).unwrap_err();
    assert_eq!(late.code(), "offer_gone");
}

#[test]
fn a_silent_agent_is_paused_after_so_many_misses_in_a_row() {
    let queue = json!({ "offer_timeout_us": 10_000_000, "on_timeout": "paused", "max_misses": 2 });
    let mut desk = Desk::new(one_queue(queue, &["ann"]));
    assert_eq!(desk.at(1, call("a")), ["1 offer a ann"]);
    let rung_twice = ["11 expired a ann", "11 offer a ann", "21 expired a ann", "21 ann Paused no_answer"];
    assert_eq!(desk.until(100), rung_twice);
    // Coming back clears what he missed.
    assert_eq!(desk.at(101, presence("ann", "available")), ["101 ann Available -", "101 offer a ann"]);
    assert_eq!(desk.until(112), ["111 expired a ann", "111 offer a ann"]);
}

#[test]
fn wrap_up_ends_as_its_mode_says() {
    let config = |mode: &str, us: i64| {
        one_queue(json!({ "wrap_up_us": us, "wrap_up_mode": mode, "auto_accept": true }), &["ann"])
    };
    let end = json!({ "type": "end_wrap_up", "agent": "ann" });
    let mut timed = Desk::new(config("timed", 10_000_000));
    let mut mandatory = Desk::new(config("mandatory", 10_000_000));
    let mut manual = Desk::new(config("manual", 0));
    for desk in [&mut timed, &mut mandatory, &mut manual] {
        desk.at(1, call("a"));
        desk.at(2, complete("a"));
    }
    assert_eq!(timed.at(5, end.clone()), ["5 ready ann"]);
    assert_eq!(mandatory.try_at(5, end.clone()).unwrap_err().code(), "wrap_up_mandatory");
    assert_eq!(mandatory.until(100), ["12 ready ann"]);
    assert_eq!(manual.until(100), [""; 0]);
    assert_eq!(manual.verdict_after_call(), Verdict::WrapUp { until: None });
    assert_eq!(manual.at(200, end), ["200 ready ann", "200 offer b ann", "200 assigned b ann"]);
}

impl Desk {
    fn verdict_after_call(&mut self) -> Verdict {
        self.at(150, call("b"));
        self.verdict("b", "ann")
    }
}

#[test]
fn what_comes_at_a_wrong_time_goes_elsewhere_at_once_and_never_in_circles() {
    let rule = |when: Value, to: &str| json!({ "when": when, "move_to": to });
    let mut desk = Desk::new(json!({
        "calendars": [{ "id": "day", "open": [{ "from_us": 100_000_000, "to_us": 200_000_000 }] }],
        "queues": [
            { "id": "q", "calendar": "day", "wait_rules": [rule(json!({ "closed": true }), "night")] },
            { "id": "night", "wait_rules": [rule(json!({ "nobody_logged_in": true }), "q"),
                                            { "when": { "waiting_at_least": 2 }, "offer_callback": true },
                                            { "after_us": 50_000_000, "remove": "nobody_came" }] },
        ],
        "agents": [agent("ann")],
    }));
    // Nobody serves the night, and the day is closed: it stays where it came to last.
    assert_eq!(desk.at(1, call("a")), ["1 moved a night"]);
    assert_eq!(desk.at(2, call("b")), ["2 moved b night", "2 callback? b"], "a came first");
    assert_eq!(desk.until(60), ["51 removed a nobody_came", "52 removed b nobody_came"]);
    assert_eq!(desk.at(150, call("c")), ["150 offer c ann"]);
    // The queue closes while d waits.
    assert_eq!(desk.at(160, call("d")), [""; 0]);
    assert_eq!(desk.until(210), ["200 moved d night"]);
}

#[test]
fn closing_time_turns_newcomers_away_and_nobody_else_where_a_rule_looks_at_arrivals() {
    let closed = json!({ "when": { "closed": true }, "on_arrival": true, "remove": "closed" });
    let queue = json!({ "id": "q", "calendar": "day", "wait_rules": [closed] });
    let mut desk = Desk::new(json!({
        "calendars": [{ "id": "day", "open": [{ "from_us": 100_000_000, "to_us": 200_000_000 }] }],
        "queues": [queue, { "id": "other" }],
        "agents": [agent("ann")],
    }));
    desk.at(0, presence("ann", "paused"));
    assert_eq!(desk.at(1, call("early")), ["1 removed early closed"]);
    desk.at(150, call("a"));
    assert_eq!(desk.until(250), [""; 0], "a goes on waiting");
    assert_eq!(desk.at(251, call("late")), ["251 removed late closed"]);
    assert_eq!(desk.at(260, presence("ann", "available")), ["260 ann Available -", "260 offer a ann"]);
    // By a transfer it comes to the queue again.
    desk.at(261, json!({ "type": "transfer", "interaction": "a", "queue": "other" }));
    assert!(
        desk.at(262, json!({ "type": "transfer", "interaction": "a", "queue": "q" }))
            .contains(&"262 removed a closed".to_owned())
    );
    let timed = json!({ "after_us": 5, "when": { "closed": true }, "on_arrival": true, "remove": "closed" });
    let config = json!({ "queues": [{ "id": "q", "wait_rules": [timed] }], "agents": [] });
    let problems =
        Router::new(serde_json::from_value(config).unwrap(), Timestamp::from_seconds(0)).unwrap_err();
    assert!(problems.0.iter().any(|one| one.path == "queues[0].wait_rules[0].after_us"), "{problems}");
}

#[test]
fn a_changed_configuration_names_the_other_keys_that_differ() {
    let mut desk = Desk::new(one_queue(json!({}), &["ann"]));
    let mut changed = one_queue(json!({}), &["ann"]);
    changed["calendars"] = json!([{ "id": "day", "open": [] }]);
    changed["agent_lease_us"] = json!(60_000_000);
    let said = desk.at(1, json!({ "type": "configure", "config": changed }));
    assert!(said[0].ends_with(r#"["agent_lease_us", "calendars"]"#), "{said:?}");
    let said = desk.at(2, json!({ "type": "configure", "config": changed }));
    assert!(said[0].ends_with(" []"), "{said:?}");
}

#[test]
fn outbound_work_keeps_to_its_windows() {
    let mut desk = Desk::new(one_queue(json!({}), &["ann"]));
    let mut outbound = call("a");
    outbound["windows"] = json!([{ "from_us": 10_000_000, "to_us": 20_000_000 },
                                 { "from_us": 30_000_000, "to_us": 40_000_000 }]);
    assert_eq!(desk.at(1, outbound), [""; 0]);
    assert_eq!(desk.verdict("a", "ann"), Verdict::OutsideWindow { until: Some(Timestamp::from_seconds(10)) });
    assert_eq!(desk.until(12), ["10 offer a ann"]);
    desk.at(25, json!({ "type": "decline", "interaction": "a", "agent": "ann" }));
    assert_eq!(desk.until(60), ["30 offer a ann"]);
    let mut wrong = call("b");
    wrong["windows"] = json!([{ "from_us": 20, "to_us": 10 }]);
    assert_eq!(desk.try_at(61, wrong).unwrap_err().code(), "invalid_value");
}

#[test]
fn a_caller_who_was_cut_off_regains_his_place() {
    let mut desk = Desk::new(one_queue(json!({ "regain_within_us": 60_000_000 }), &["ann"]));
    desk.at(0, presence("ann", "paused"));
    let of = |id: &str, subject: &str| {
        let mut call = call(id);
        call["subject"] = json!(subject);
        call
    };
    desk.at(1, of("a", "carl"));
    desk.at(5, of("b", "dora"));
    desk.at(10, json!({ "type": "abandon", "interaction": "a" }));
    assert_eq!(desk.at(30, of("a2", "carl")), ["30 a2 regains a"]);
    assert_eq!(desk.at(31, presence("ann", "available")), ["31 ann Available -", "31 offer a2 ann"]);
    desk.at(32, json!({ "type": "abandon", "interaction": "a2" }));
    assert_eq!(desk.at(93, of("a3", "carl")), [""; 0], "too late");
}

#[test]
fn silence_logs_an_agent_out_and_gives_a_contact_up() {
    let mut config = one_queue(json!({ "auto_accept": true }), &["ann"]);
    config["agent_lease_us"] = json!(60_000_000);
    config["contact_lease_us"] = json!(100_000_000);
    let mut desk = Desk::new(config);
    desk.at(50, json!({ "type": "heartbeat", "agent": "ann" }));
    assert_eq!(desk.at(60, call("a")), ["60 offer a ann", "60 assigned a ann"]);
    desk.at(150, json!({ "type": "keep_alive", "interaction": "a" }));
    assert_eq!(desk.router.agent("ann").unwrap().presence, Presence::Offline);
    assert_eq!(desk.until(400), ["250 lost a ann"]);
    let back = desk.at(401, presence("ann", "available"));
    assert_eq!(back, ["401 ann Available -"]);
    assert_eq!(desk.at(402, call("b")), ["402 offer b ann", "402 assigned b ann"]);
}

#[test]
fn an_offer_that_expires_does_not_prolong_the_lease() {
    let queue = json!({ "offer_timeout_us": 10_000_000, "on_timeout": "paused" });
    let mut config = one_queue(queue, &["ann"]);
    config["agent_lease_us"] = json!(60_000_000);
    let mut desk = Desk::new(config);
    assert_eq!(desk.at(30, call("a")), ["30 offer a ann"]);
    let silent = ["40 expired a ann", "40 ann Paused no_answer", "60 ann Offline lease_expired"];
    assert_eq!(desk.until(200), silent, "nothing was heard of her since the start");
}

#[test]
fn a_lease_counts_from_the_configuration_that_sets_it() {
    let mut config = one_queue(json!({ "auto_accept": true }), &["ann"]);
    let mut desk = Desk::new(config.clone());
    assert_eq!(desk.at(5, call("a")), ["5 offer a ann", "5 assigned a ann"]);
    config["agent_lease_us"] = json!(60_000_000);
    config["contact_lease_us"] = json!(80_000_000);
    let kept = desk.at(500, json!({ "type": "configure", "config": config }));
    assert!(!kept.iter().any(|line| line.contains("ann")), "{kept:?}");
    assert_eq!(desk.router.next_deadline(), Some(Timestamp::from_seconds(560)));
    assert_eq!(desk.until(600), ["560 ann Offline lease_expired", "580 lost a ann"]);
}

#[test]
fn offers_from_before_auto_accept_are_taken_back() {
    let mut desk = Desk::new(one_queue(json!({}), &["ann", "bo"]));
    assert_eq!(desk.at(1, call("a")), ["1 offer a ann"]);
    let config = one_queue(json!({ "auto_accept": true, "max_offers": 2 }), &["ann", "bo"]);
    let config: Config = serde_json::from_value(config).unwrap();
    let configure = Command::Configure { config: Box::new(config) };
    let receipt = desk.router.apply(Timestamp::from_seconds(2), None, configure).unwrap();
    let types: Vec<&str> = receipt.events.iter().map(|(_, event)| event.type_name()).collect();
    assert_eq!(types, ["reconfigured", "offer_made", "offer_revoked", "assigned"]);
    let known = &desk.router.interaction("a").unwrap().place;
    assert!(matches!(known, Place::Assigned { agent, .. } if agent == "bo"));
}

#[test]
fn a_configuration_changes_while_contacts_wait() {
    let start = one_queue(json!({ "wait_rules": [{ "after_us": 10_000_000, "set_priority": 1 }] }), &["ann"]);
    let mut desk = Desk::new(start);
    desk.at(0, presence("ann", "paused"));
    desk.at(1, call("a"));
    desk.until(20);
    let rules =
        json!([{ "after_us": 5_000_000, "set_priority": 7 }, { "after_us": 10_000_000, "set_priority": 1 }]);
    let mut changed = one_queue(json!({ "wait_rules": rules }), &["ann", "bo"]);
    changed["agents"][1]["idle_since_us"] = json!(0);
    let said = desk.at(30, json!({ "type": "configure", "config": changed }));
    assert!(said[0].contains(r#"agents"#) || said[0].contains(r#"added: ["bo"]"#), "{said:?}");
    assert_eq!(said[1..], ["30 bo Available -", "30 offer a bo"]);
    // The new rule fires, the old one has fired: 7 and not 1.
    assert_eq!(desk.router.interaction("a").unwrap().facts.priority, 7);

    let without_bo = one_queue(json!({}), &["ann"]);
    desk.at(31, json!({ "type": "accept", "interaction": "a", "agent": "bo" }));
    let refused = desk.try_at(32, json!({ "type": "configure", "config": without_bo })).unwrap_err();
    assert_eq!(refused.code(), "invalid_config");
    assert!(refused.to_string().contains("bo"), "{refused}");
    desk.at(33, complete("a"));
    desk.at(34, json!({ "type": "configure", "config": without_bo }));
    assert_eq!(desk.router.agent("bo").unwrap_err().code(), "unknown_agent");
    let log = desk.router.drain_inputs().unwrap();
    assert_eq!(Router::from_log(log).unwrap().digest(), desk.router.digest());
}

#[test]
fn another_reason_for_the_same_presence_is_told() {
    let mut desk = Desk::new(one_queue(json!({}), &["ann"]));
    let pause = |reason: &str| json!({ "type": "set_presence", "agent": "ann", "presence": "paused", "reason": reason });
    assert_eq!(desk.at(1, pause("break")), ["1 ann Paused break"]);
    assert_eq!(desk.at(2, pause("break")), [""; 0]);
    assert_eq!(desk.at(3, pause("lunch")), ["3 ann lunch"]);
}

#[test]
fn a_wrong_unit_or_a_jump_of_years_is_refused_instead_of_ringing_for_ever() {
    let mut desk = Desk::new(one_queue(json!({ "offer_timeout_us": 20_000_000 }), &["ann"]));
    desk.at(1, call("a"));
    for at in [Timestamp::MAX, Timestamp::from_seconds(253_402_300_799), Timestamp::MIN] {
        let refused = desk.router.tick(at).unwrap_err();
        assert_eq!(refused.code(), "invalid_value", "{at}");
        assert!(refused.tick.is_none());
    }
    assert_eq!(desk.router.now(), Timestamp::from_seconds(1));
}

#[test]
fn a_long_absence_is_made_up_for_in_pieces() {
    let mut config = one_queue(json!({ "offer_timeout_us": 20_000_000 }), &["ann"]);
    config["limits"] = json!({ "events_per_input": 100 });
    let mut desk = Desk::new(config);
    desk.at(1, call("a"));
    let day_later = Timestamp::from_seconds(86_400);
    let refused = desk.router.apply(day_later, None, serde_json::from_value(call("b")).unwrap()).unwrap_err();
    assert_eq!(refused.code(), "limit_exceeded");
    assert_eq!(refused.tick.unwrap().events.len(), 100);
    let (mut ticks, mut events) = (0, 100);
    while desk.router.now() < day_later {
        let receipt = desk.router.tick(day_later).unwrap();
        assert!(receipt.events.len() <= 100);
        assert_eq!(receipt.at, desk.router.now());
        (ticks, events) = (ticks + 1, events + receipt.events.len());
    }
    // An expiry and a new offer every 20 s.
    assert_eq!((ticks, events), (86, 2 * (86_399 / 20)));
    let log = desk.router.drain_inputs().unwrap();
    assert_eq!(Router::from_log(log).unwrap().digest(), desk.router.digest());
}

#[test]
fn what_can_hardly_be_meant_is_found_before_a_caller_waits() {
    let config: Config = serde_json::from_value(json!({
        "queues": [
            { "id": "q", "offer_timeout_us": 20, "rings": [{ "stay_us": 10 }, {}], "wait_rules": [
                { "after_us": 10, "remove": "gone" }, { "after_us": 20, "set_priority": 1 },
                { "after_us": 10, "when": { "nobody_logged_in": true }, "move_to": "nobody" }] },
            { "id": "nobody", "auto_accept": true },
        ],
        "agents": [{ "id": "ann", "queues": { "q": { "ring": 3 } }, "capacity": { "total": 0 } }],
    }))
    .unwrap();
    let found: Vec<(String, String)> = config.lint().into_iter().map(|lint| (lint.code, lint.path)).collect();
    let expected = [
        ("unlikely_unit", "queues[0].offer_timeout_us"),
        ("unlikely_unit", "queues[0].wait_rules[0].after_us"),
        ("unlikely_unit", "queues[0].wait_rules[1].after_us"),
        ("unlikely_unit", "queues[0].wait_rules[2].after_us"),
        ("unlikely_unit", "queues[0].rings[0].stay_us"),
        ("rings_for_ever", "queues[0].on_timeout"),
        ("unreachable_rule", "queues[0].wait_rules[1]"),
        ("unreachable_rule", "queues[0].wait_rules[2]"),
        ("queue_without_members", "queues[1]"),
        ("agent_without_capacity", "agents[0].capacity"),
        ("member_never_admitted", "agents[0].queues[\"q\"]"),
    ];
    assert_eq!(found, expected.map(|(code, path)| (code.to_owned(), path.to_owned())));
    let good = json!({ "offer_timeout_us": 20_000_000, "on_timeout": "paused" });
    let good: Config = serde_json::from_value(one_queue(good, &["ann"])).unwrap();
    assert_eq!(good.lint(), []);
    let mut short = one_queue(json!({ "auto_accept": true, "wrap_up_us": 30 }), &["ann"]);
    short["agents"][0]["queues"]["q"] = json!({ "delay_us": 999_999 });
    short["plans"] = json!([{ "id": "p", "trigger":
        { "queue": "q", "when": { "nobody_available": true }, "hold_us": 60 } }]);
    short["contact_lease_us"] = json!(1);
    let short: Config = serde_json::from_value(short).unwrap();
    let paths: Vec<String> = short.lint().into_iter().map(|lint| lint.path).collect();
    let expected = [
        "queues[0].wrap_up_us",
        "agents[0].queues[\"q\"].delay_us",
        "plans[0].trigger.hold_us",
        "contact_lease_us",
    ];
    assert_eq!(paths, expected);
}

#[test]
fn what_nobody_can_ever_take_is_told_with_what_comes_nearest() {
    let mut config = one_queue(json!({}), &["ann", "bo"]);
    config["agents"][0]["skills"] = json!({ "da": 2, "tax": 1 });
    config["agents"][1]["channels"] = json!(["chat"]);
    let config: Config = serde_json::from_value(config).unwrap();
    let mut new = krarup::routing::NewInteraction::new("a", "q");
    new.requirements =
        serde_json::from_value(json!([{ "skill": "da", "level": 4 }, { "skill": "tax" }])).unwrap();
    let unmet = config.unmet(&new, 9).unwrap();
    assert_eq!(
        (unmet[0].agent.as_str(), &unmet[0].lacks),
        ("ann", &vec!["skill \"da\" >= 4 (has 2)".to_owned()])
    );
    assert_eq!(unmet[1].lacks.len(), 3);
    new.requirements[0].expires_after = Some(krarup::time::Span::from_seconds(30));
    assert_eq!(config.unmet(&new, 9).unwrap(), [], "after 30 s ann may take it");
    new.queue = "none".to_owned();
    assert_eq!(config.unmet(&new, 9).unwrap_err().code(), "unknown_queue");
}

#[test]
fn what_would_fill_the_memory_is_refused() {
    let mut desk = Desk::new(one_queue(json!({}), &["ann"]));
    let long = "x".repeat(5_000);
    for field in ["channel", "subject", "reason", "context_ref"] {
        let mut call = call("a");
        call[field] = json!(long);
        assert_eq!(desk.try_at(1, call).unwrap_err().code(), "invalid_value", "{field}");
    }
    let mut call = call("a");
    call["requirements"] = json!([{ "skill": long }]);
    assert_eq!(desk.try_at(1, call).unwrap_err().code(), "invalid_value");
    let pause = json!({ "type": "set_presence", "agent": "ann", "presence": "paused", "reason": long });
    assert_eq!(desk.try_at(1, pause).unwrap_err().code(), "invalid_value");
}

#[test]
fn what_nobody_can_ever_take_is_told_as_it_arrives_and_waits_all_the_same() {
    let mut config =
        one_queue(json!({ "rings": [{ "stay_us": 9_000_000, "remove": ["tax"] }, {}] }), &["ann", "bo"]);
    config["queues"].as_array_mut().unwrap().push(json!({ "id": "nobody" }));
    let mut router =
        Router::new(serde_json::from_value(config).unwrap(), Timestamp::from_seconds(0)).unwrap();
    let mut told = |command: Value| -> Vec<Event> {
        let command = serde_json::from_value(command).unwrap();
        let receipt = router.apply(Timestamp::from_seconds(1), None, command).unwrap();
        receipt.events.into_iter().map(|(_, event)| event).collect()
    };
    let mut new = call("a");
    new["requirements"] = json!([{ "skill": "da" }, { "skill": "tax" }]);
    let events = told(new.clone());
    let lacks = vec!["skill \"da\" >= 1 (lacks it)".to_owned()];
    let nearest = ["ann", "bo"].map(|agent| Unmet { agent: agent.to_owned(), lacks: lacks.clone() });
    let (interaction, queue) = ("a".to_owned(), "q".to_owned());
    assert!(matches!(events[0], Event::InteractionQueued(_)));
    // The ring it leaves drops the other skill.
    assert_eq!(events[1..], [Event::CannotBeMet { interaction, queue, nearest: nearest.to_vec() }]);
    let events = told(json!({ "type": "set_skill", "agent": "bo", "skill": "da", "level": 2 }));
    assert_eq!(events, [], "it waits for the ring to drop the other skill");
    // Present skills count, not those of the configuration.
    new["interaction"] = json!("b");
    assert_eq!(told(new).len(), 1);
    let events = told(json!({ "type": "enqueue", "interaction": "c", "queue": "nobody" }));
    let (interaction, queue) = ("c".to_owned(), "nobody".to_owned());
    assert_eq!(events[1..], [Event::CannotBeMet { interaction, queue, nearest: Vec::new() }]);
    assert!(router.interaction("c").is_ok());
}

#[test]
fn work_that_is_always_there_and_rings_that_never_open_keep_an_agent_away() {
    let mut config = one_queue(json!({ "rings": [{}] }), &["ann", "bo", "cy"]);
    config["agents"][0]["used_units"] = json!(1);
    config["agents"][1]["queues"]["q"]["ring"] = json!(2);
    config["agents"][2]["capacity"] = json!({ "total": 1, "max": { "voice": 0 } });
    let config: Config = serde_json::from_value(config).unwrap();
    let unmet = config.unmet(&krarup::routing::NewInteraction::new("a", "q"), 9).unwrap();
    let lacks: Vec<&str> = unmet.iter().map(|one| one.lacks[0].as_str()).collect();
    let capacity = |free| format!("capacity for \"voice\": 1 of {free} units");
    assert_eq!(lacks, [&capacity(0), "a ring, tier or penalty that lets him in", &capacity(1)]);
}

#[test]
fn waits_without_a_bound_are_found_in_the_configuration() {
    let starving = |queues: Value, agents: Value| -> Vec<(String, String)> {
        let config = json!({ "queues": queues, "agents": agents });
        let config: Config = serde_json::from_value(config).unwrap();
        config.check().unwrap();
        let found = config.lint().into_iter().filter(|lint| lint.code == "may_starve");
        found.map(|lint| (lint.path, lint.message)).collect()
    };
    let ann = json!({ "id": "ann", "queues": { "a": {}, "b": { "rank": 1 } } });
    let bo = json!({ "id": "bo", "queues": { "a": {}, "b": {} } });
    let queues = |b: Value| {
        let mut b = b;
        b["id"] = json!("b");
        json!([{ "id": "a", "weight": 1 }, b])
    };
    let found = starving(queues(json!({})), json!([ann, bo]));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].0, "queues[1]");
    assert!(found[0].1.starts_with("every member takes \"a\" before \"b\""), "{}", found[0].1);
    // No priority helps against another queue's weight; leaving does, and so does one member who comes here first.
    let rule = |what: Value| queues(json!({ "wait_rules": [what] }));
    assert_eq!(starving(rule(json!({ "after_us": 1, "set_priority": 9 })), json!([ann, bo])).len(), 1);
    assert_eq!(starving(rule(json!({ "after_us": 1, "move_to": "a" })), json!([ann, bo])), []);
    let cy = json!({ "id": "cy", "queues": { "b": {} } });
    assert_eq!(starving(queues(json!({})), json!([ann, bo, cy])), []);
    // One who is never let in does not help.
    let cy = json!({ "id": "cy", "queues": { "b": { "penalty": 5 } } });
    assert_eq!(starving(queues(json!({ "max_penalty": 4 })), json!([ann, bo, cy])).len(), 1);
    let one = |queue: Value| starving(json!([queue]), json!([{ "id": "ann", "queues": { "q": {} } }]));
    assert!(one(json!({ "id": "q", "scoring": "newest_first" }))[0].1.starts_with("the newest come first"));
    let reserved = json!({ "id": "q", "reserves": [{ "agents": 1, "below_priority": 3 }] });
    assert!(one(reserved.clone())[0].1.starts_with("all 1 members are kept for priority 3"));
    let mut raised = reserved;
    raised["wait_rules"] = json!([{ "after_us": 1, "set_priority": 3 }]);
    assert_eq!(one(raised), []);
}

#[test]
fn what_waits_survives_a_snapshot_whatever_the_new_limits_are() {
    let mut config = one_queue(json!({}), &["ann"]);
    config["attributes"] = json!(["value"]);
    let mut desk = Desk::new(config.clone());
    desk.at(0, presence("ann", "paused"));
    let mut new = call("a");
    new["attributes"] = json!({ "value": 1 });
    new["labels"] = json!({ "a long name": "of something", "another": "thing" });
    desk.at(1, new);
    config["attributes"] = json!([]);
    config["limits"] = json!({ "skills": 1, "id_bytes": 5, "text_bytes": 1, "windows": 0 });
    desk.at(2, json!({ "type": "configure", "config": config }));
    let restored = Router::restore(&desk.router.snapshot()).unwrap();
    assert_eq!(restored.digest(), desk.router.digest());
}

#[test]
fn whoever_logs_out_does_not_come_back_to_a_wrap_up_without_an_end() {
    let mut desk = Desk::new(one_queue(json!({ "wrap_up_mode": "manual", "auto_accept": true }), &["ann"]));
    desk.at(1, call("a"));
    desk.at(2, complete("a"));
    assert_eq!(desk.at(3, presence("ann", "offline")), ["3 ann Offline -", "3 ready ann"]);
    desk.at(4, presence("ann", "available"));
    assert_eq!(desk.at(5, call("b")), ["5 offer b ann", "5 assigned b ann"]);
}

#[test]
fn what_is_known_of_an_interaction_changes_while_it_waits() {
    let mut config = one_queue(json!({}), &["ann"]);
    config["agents"][0]["skills"] = json!({ "da": 2 });
    let mut desk = Desk::new(config);
    let mut new = call("a");
    new["requirements"] = json!([{ "skill": "da", "level": 5, "expires_after_us": 900_000_000 }]);
    assert_eq!(desk.at(1, new), [""; 0]);
    let update =
        json!({ "type": "update", "interaction": "a", "requirements": [{ "skill": "da", "level": 2 }] });
    assert_eq!(desk.at(2, update), ["2 offer a ann"]);
    let wrong = json!({ "type": "update", "interaction": "a", "attributes": { "value": 1 } });
    assert_eq!(desk.try_at(3, wrong).unwrap_err().code(), "invalid_value");
    let nobody = json!({ "type": "update", "interaction": "b" });
    assert_eq!(desk.try_at(4, nobody).unwrap_err().code(), "unknown_interaction");
}
