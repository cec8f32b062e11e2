//! What a report says is so: what was left out is not told of as kept, and what is told of as kept is there.

use krarup::import::{Imported, Source, Verdict, import};
use krarup::routing::Expression;
use krarup::time::Span;

fn imported(source: Source, text: &str) -> Imported {
    import(source, &[("file", text)]).unwrap()
}

/// The verdicts of the keys whose path has this in it.
fn verdicts(imported: &Imported, part: &str) -> Vec<Verdict> {
    let found = imported.report.findings.iter().filter(|finding| finding.path.contains(part));
    let found: Vec<Verdict> = found.map(|finding| finding.verdict).collect();
    assert!(!found.is_empty(), "{part}: {}", imported.report);
    found
}

fn all_are(verdict: Verdict, imported: &Imported, part: &str) {
    let found = verdicts(imported, part);
    assert!(found.iter().all(|one| *one == verdict), "{part}: {}", imported.report);
}

fn connect(expression: &str) -> Imported {
    let text = format!(
        r#"{{ "queues": [{{ "QueueId": "q", "Name": "Q" }}], "users": [{{ "Id": "u-1", "Username": "ann" }}],
              "criteria": {{ "Steps": [{{ "Expression": {expression} }}] }} }}"#
    );
    imported(Source::Connect, &text)
}

fn step(imported: &Imported) -> &Expression {
    let with_steps = imported.config.entry_rules.iter().find(|rule| !rule.steps.is_empty()).unwrap();
    &with_steps.steps[0].expression
}

#[test]
fn agents_of_connect_are_found_by_their_ids() {
    let asked = |ids: &str| {
        connect(&format!(
            r#"{{ "AttributeCondition": {{ "MatchCriteria": {{ "AgentsCriteria": {{ "AgentIds": [{ids}] }} }} }} }}"#
        ))
    };
    let both = asked(r#""u-1", "u-9""#);
    assert_eq!(*step(&both), Expression::Agent { agent: ["ann".to_owned()].into() });
    all_are(Verdict::Maps, &both, "AgentIds[0]");
    all_are(Verdict::Lost, &both, "AgentIds[1]");
    all_are(Verdict::Lost, &asked(r#""u-9""#), "AgentIds");
}

#[test]
fn a_bad_part_of_an_and_loses_its_siblings_too() {
    let good = r#"{ "AttributeCondition": { "Name": "a", "Value": "b", "ProficiencyLevel": 2 } }"#;
    let bad = r#"{ "AttributeCondition": { "Name": "a", "Value": "b", "ProficiencyLevel": 2.5 } }"#;
    let imported = connect(&format!(r#"{{ "AndExpression": [{good}, {bad}] }}"#));
    assert_eq!(*step(&imported), Expression::And { and: Vec::new() });
    all_are(Verdict::Lost, &imported, "AndExpression");
}

#[test]
fn a_queue_of_some_channels_is_not_one_of_all() {
    let profile = |channels: &str| {
        let text = format!(
            r#"{{ "Name": "P", "MediaConcurrencies": [{channels}],
                  "QueueConfigs": [{{ "QueueReference": {{ "QueueId": "q", "Channel": "VOICE" }} }}] }}"#
        );
        imported(Source::Connect, &text)
    };
    let (voice, chat) =
        (r#"{ "Channel": "VOICE", "Concurrency": 1 }"#, r#"{ "Channel": "CHAT", "Concurrency": 2 }"#);
    all_are(Verdict::Maps, &profile(voice), "QueueReference.Channel");
    all_are(Verdict::Differs, &profile(&format!("{voice}, {chat}")), "QueueReference.Channel");
}

fn azure(attachments: &str) -> Imported {
    let text = format!(
        r#"{{ "queue": {{ "id": "q", "distributionPolicyId": "d" }},
              "policy": {{ "id": "p", "fallbackQueueId": "q", "workerSelectorAttachments": [{attachments}] }} }}"#
    );
    imported(Source::Azure, &text)
}

#[test]
fn a_selector_without_its_operator_is_lost() {
    for operator in ["", r#""labelOperator": "equals","#] {
        let imported = azure(&format!(
            r#"{{ "kind": "static", "workerSelector": {{ "key": "a", {operator} "value": "b", "expedite": false }} }}"#
        ));
        assert_eq!(imported.config.entry_rules.len(), 1);
        all_are(Verdict::Lost, &imported, "Attachments[0]");
    }
    let text = r#"{ "queue": { "id": "q", "distributionPolicyId": "d" },
        "job": { "id": "j", "queueId": "q", "requestedWorkerSelectors": [{ "key": "a", "value": "b", "x": 1 },
                 { "key": "a", "labelOperator": "equal", "value": "b", "colour": 1 }] } }"#;
    let imported = imported(Source::Azure, text);
    all_are(Verdict::Lost, &imported, "Selectors[0]");
    all_are(Verdict::Lost, &imported, "colour");
    all_are(Verdict::Maps, &imported, "Selectors[1].value");
}

#[test]
fn unknown_keys_of_an_attachment_are_lost() {
    let selector = r#"{ "key": "a", "labelOperator": "equal", "value": "b" }"#;
    let imported =
        azure(&format!(r#"{{ "kind": "static", "colour": "red", "workerSelector": {selector} }}"#));
    all_are(Verdict::Lost, &imported, "colour");
    all_are(Verdict::Maps, &imported, "Attachments[0].kind");
}

#[test]
fn all_that_selectors_rule_out_is_one_step() {
    let not = |value: &str| {
        format!(
            r#"{{ "kind": "static", "workerSelector": {{ "key": "a", "labelOperator": "notEqual", "value": "{value}" }} }}"#
        )
    };
    let imported = azure(&format!("{}, {}", not("b"), not("c")));
    let steps: Vec<_> = imported.config.entry_rules.iter().flat_map(|rule| &rule.steps).collect();
    assert_eq!(steps.len(), 1);
    assert!(matches!(&steps[0].expression, Expression::And { and } if and.len() == 2));
    let when = r#"{ "kind": "expression", "expression": "job.Urgent = true" }"#;
    let on = format!(
        r#"{{ "kind": "conditional", "condition": {when},
              "workerSelectors": [{{ "key": "a", "labelOperator": "notEqual", "value": "d" }}] }}"#
    );
    let imported = azure(&format!("{}, {on}", not("b")));
    assert_eq!(imported.config.entry_rules.iter().filter(|rule| !rule.steps.is_empty()).count(), 1);
    all_are(Verdict::Maps, &imported, "Attachments[0]");
    all_are(Verdict::Lost, &imported, "Attachments[1]");
}

fn twilio(targets: &str) -> Imported {
    let text = format!(
        r#"{{ "task_routing": {{ "filters": [{{ "filter_friendly_name": "f", "expression": "a == 'b'", "targets": [{targets}] }}],
              "default_filter": {{ "queue": "last" }} }} }}"#
    );
    imported(Source::Twilio, &text)
}

#[test]
fn a_filter_without_a_target_is_lost() {
    for targets in ["", r#"{ "priority": 5 }"#, r#"{ "queue": 7 }"#] {
        let imported = twilio(targets);
        assert_eq!(imported.config.entry_rules.len(), 1);
        all_are(Verdict::Lost, &imported, "filters[0].expression");
        all_are(Verdict::Lost, &imported, "filters[0].filter_friendly_name");
    }
}

#[test]
fn of_two_orders_the_first_counts() {
    let imported = twilio(r#"{ "queue": "q", "order_by": "worker.level DESC, worker.age ASC" }"#);
    let queue = imported.config.queues.iter().find(|queue| queue.id == "q").unwrap();
    assert!(queue.score.is_some());
    all_are(Verdict::Differs, &imported, "order_by");
}

#[test]
fn a_target_left_at_once_takes_no_time() {
    let imported = twilio(
        r#"{ "queue": "q", "expression": "skills HAS 'x'", "skip_if": "1==1" }, { "queue": "q", "priority": 9, "timeout": 30 }"#,
    );
    let queue = imported.config.queues.iter().find(|queue| queue.id == "q").unwrap();
    let acts: Vec<_> = queue.wait_rules.iter().map(|rule| (rule.after, rule.set_priority)).collect();
    assert_eq!(acts, [(Span::from_micros(1), Some(9)), (Span::from_seconds(30), None)]);
}

#[test]
fn a_later_target_is_skipped_in_its_own_time_only() {
    let later = r#"{ "queue": "q", "priority": 9, "skip_if": "workers.available == 0" }"#;
    let imported = twilio(&format!(r#"{{ "queue": "q", "timeout": 30 }}, {later}"#));
    let queue = imported.config.queues.iter().find(|queue| queue.id == "q").unwrap();
    let skip = queue.wait_rules.iter().find(|rule| rule.when.nobody_available).unwrap();
    assert_eq!(skip.after, Span::from_seconds(30));
    // No time tells when the second begins.
    let first = r#"{ "queue": "q", "skip_if": "workers.available == 0" }"#;
    let imported = twilio(&format!("{first}, {later}"));
    let queue = imported.config.queues.iter().find(|queue| queue.id == "q").unwrap();
    assert!(queue.wait_rules.is_empty());
    all_are(Verdict::Lost, &imported, "targets[1].priority");
    all_are(Verdict::Lost, &imported, "targets[1].skip_if");
}

#[test]
fn a_reservation_times_out_in_its_own_workflow_s_queues() {
    let workflow = |name: &str, timeout: u32| {
        format!(
            r#"{{ "friendly_name": "{name}", "task_reservation_timeout": {timeout},
                  "configuration": {{ "task_routing": {{ "default_filter": {{ "queue": "{name}-q" }} }} }} }}"#
        )
    };
    let text = format!(r#"{{ "workflows": [{}, {}] }}"#, workflow("a", 20), workflow("b", 50));
    let config = imported(Source::Twilio, &text).config;
    let timeouts: Vec<_> = config.queues.iter().map(|queue| queue.offer_timeout).collect();
    assert_eq!(timeouts, [Some(Span::from_seconds(20)), Some(Span::from_seconds(50))]);
}

#[test]
fn a_user_with_a_utilization_is_a_user() {
    let text = r#"{ "queue": { "id": "q", "name": "Q", "scoringMethod": "PriorityOnly" },
        "utilization": { "call": { "maximumCapacity": 1 } },
        "users": [{ "id": "u", "name": "Ann", "utilization": { "chat": { "maximumCapacity": 4 } },
                    "skills": [{ "name": "s", "proficiency": 2.5 }, { "name": "t", "proficiency": 3.0 }] },
                  { "id": "v", "name": "Bo", "skills": [] }] }"#;
    let imported = imported(Source::Genesys, text);
    let totals: Vec<_> =
        imported.config.agents.iter().map(|agent| (agent.id.as_str(), agent.capacity.total)).collect();
    assert_eq!(totals, [("Ann", 4), ("Bo", 1)]);
    assert_eq!(imported.config.agents[0].skills["s"], 2);
    all_are(Verdict::Differs, &imported, "skills[0].proficiency");
    all_are(Verdict::Maps, &imported, "skills[1].proficiency");
}

#[test]
fn unequal_timeouts_of_contacts_differ() {
    let text = |other: u32| {
        format!(
            r#"<configuration><queues><queue name="q"/></queues><agents>
               <agent name="a" contact="[leg_timeout=10]user/1"/><agent name="b" contact="[leg_timeout={other}]user/2"/>
               </agents><tiers><tier agent="a" queue="q"/><tier agent="b" queue="q"/></tiers></configuration>"#
        )
    };
    all_are(Verdict::Maps, &imported(Source::Freeswitch, &text(10)), "@contact");
    all_are(Verdict::Differs, &imported(Source::Freeswitch, &text(20)), "@contact");
}
