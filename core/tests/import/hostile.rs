//! Sources that nobody means well with: a typed error or a report, and never more than a moment.

use super::{files, imported};
use krarup::import::{ImportError, Source, Verdict, import};
use std::collections::BTreeSet;

fn code(source: Source, text: &str) -> &'static str {
    match import(source, &[("file", text)]) {
        Ok(_) => "imported",
        Err(error) => {
            assert!(!error.to_string().is_empty());
            assert!(error.to_string().len() < 2_000, "{source}");
            error.code()
        }
    }
}

#[test]
fn what_is_no_source_is_a_typed_error() {
    let texts = [
        "",
        "{",
        "[]",
        "null",
        "{}",
        "\"x\"",
        "[general",
        "<a>",
        "<a/>",
        "\0",
        "\u{feff}",
        "[a]\nx",
        "<!DOCTYPE a><a/>",
    ];
    let expected: BTreeSet<&str> = ["malformed_source", "nothing_to_import", "imported"].into();
    for source in Source::ALL {
        for text in texts {
            let code = code(source, text);
            assert!(expected.contains(code), "{source} {text:?}: {code}");
            let is_section = source == Source::Asterisk && text == "[a]\nx";
            assert_eq!(code == "imported", is_section, "{source} {text:?}");
        }
        assert_eq!(import(source, &[]).unwrap_err().code(), "nothing_to_import");
    }
}

#[test]
fn an_error_says_where() {
    let place = |source, text| match import(source, &[("a file", text)]) {
        Err(ImportError::Malformed { file, line, column, .. }) => (file, line, column),
        other => panic!("{other:?}"),
    };
    assert_eq!(place(Source::Twilio, "{\n  \"a\": }"), ("a file".to_owned(), 2, 8));
    assert_eq!(place(Source::Asterisk, "[a]\nb=1\n[c\n"), ("a file".to_owned(), 3, 0));
    assert_eq!(place(Source::Freeswitch, "<a>\n<b></c>\n</a>").1, 2);
}

#[test]
fn depth_is_refused() {
    for source in Source::ALL {
        let text = match source {
            Source::Freeswitch => "<a>".repeat(200_000),
            Source::Asterisk => format!("[a](!)\n{}", "[a](a,a)\n".repeat(2_000)),
            _ => "[".repeat(200_000),
        };
        let code = code(source, &text);
        assert_eq!(
            code,
            if source == Source::Asterisk { "imported" } else { "malformed_source" },
            "{source}"
        );
    }
    let nested = format!("{}{}", "{\"a\":".repeat(40), "1".to_owned() + &"}".repeat(40));
    assert_eq!(code(Source::Azure, &nested), "malformed_source");
    let brackets = "(".repeat(100_000);
    let text = format!(
        r#"{{"task_routing":{{"filters":[{{"expression":"{brackets}","targets":[]}}],"default_filter":{{"queue":"q"}}}}}}"#
    );
    let imported = import(Source::Twilio, &[("w", &text)]).unwrap();
    assert_eq!(imported.report.count(Verdict::Lost), 2);
}

#[test]
fn a_name_of_a_megabyte_is_an_error_and_its_message_is_short() {
    let name = "n".repeat(1 << 20);
    let texts = [
        (Source::Twilio, format!(r#"{{"task_routing":{{"default_filter":{{"queue":"{name}"}}}}}}"#)),
        (Source::Azure, format!(r#"{{"id":"{name}","distributionPolicyId":"x"}}"#)),
        (Source::Connect, format!(r#"{{"QueueId":"q","Name":"{name}"}}"#)),
        (Source::Asterisk, format!("[{name}]\nstrategy=ringall")),
        (Source::Freeswitch, format!("<queue name=\"{name}\"/>")),
        (Source::Genesys, format!(r#"{{"id":"q","name":"{name}","scoringMethod":"PriorityOnly"}}"#)),
    ];
    for (source, text) in texts {
        assert_eq!(code(source, &text), "invalid_config", "{source}");
    }
}

#[test]
fn too_much_is_refused() {
    let long = " ".repeat((16 << 20) + 1);
    for source in Source::ALL {
        assert_eq!(code(source, &long), "source_too_large", "{source}");
    }
    let many = format!("[{}1]", "1,".repeat(600_000));
    assert_eq!(code(Source::Azure, &many), "source_too_large");
    let key = "k".repeat(50_000);
    let paths = format!("{{\"{key}\":[{}1]}}", "1,".repeat(100_000));
    assert_eq!(code(Source::Azure, &paths), "nothing_to_import");
}

#[test]
fn a_key_given_twice_counts_once_and_both_are_told() {
    let text = r#"{"task_routing":{"default_filter":{"queue":"a","queue":"b"},"filters":[]}}"#;
    let imported = import(Source::Twilio, &[("w", text)]).unwrap();
    assert_eq!(imported.config.entry_rules[0].queue.as_deref(), Some("b"));
    let rules: Vec<&str> = imported.report.findings.iter().map(|finding| finding.rule).collect();
    assert_eq!(rules[..2], ["(a key given again)", "default_filter.queue"]);
}

#[test]
fn nul_and_strange_names_are_only_names() {
    let text = "[a\u{0}b]\nmember => PJSIP/\u{202e}x,0,Zo\u{eb}\nstrategy\u{0}=x\n";
    let imported = import(Source::Asterisk, &[("queues.conf", text)]).unwrap();
    assert_eq!(imported.config.queues[0].id, "a\u{0}b");
    assert_eq!(imported.config.agents[0].id, "Zo\u{eb}");
    assert!(imported.report.findings.iter().any(|finding| finding.rule == "(any other key)"));
}

#[test]
fn passwords_are_not_shown() {
    let imported = imported(Source::Freeswitch, &files(Source::Freeswitch)).unwrap();
    assert!(!imported.report.to_string().contains("user:pass"));
}

#[test]
fn templates_that_name_themselves_often_are_refused() {
    let text = format!("[t](!,{})\n[q](t)\n", "t,".repeat(100));
    assert_eq!(code(Source::Asterisk, &text), "source_too_large");
}

#[test]
fn tiers_count_from_the_lowest_whatever_they_are() {
    let imported = |first: &str, second: &str| {
        let text = format!(
            r#"<configuration><queues><queue name="q"/></queues><tiers>
               <tier agent="a" queue="q"{first}/><tier agent="b" queue="q"{second}/></tiers></configuration>"#
        );
        import(Source::Freeswitch, &[("f", &text)]).unwrap()
    };
    let tiers = |first: &str, second: &str| -> Vec<u32> {
        let config = imported(first, second).config;
        config.agents.iter().map(|agent| agent.queues["q"].tier).collect()
    };
    assert_eq!(tiers("", r#" level="3""#), [0, 2]);
    assert_eq!(tiers("", r#" level="-1""#), [2, 0]);
    let (least, most) = (format!(r#" level="{}""#, i64::MIN), format!(r#" level="{}""#, i64::MAX));
    assert_eq!(tiers(&least, &most), [0, 0]);
    let lost = imported(&least, &most).report.findings;
    assert_eq!(lost.iter().filter(|finding| finding.rule == "(an unreadable value)").count(), 2);
}

#[test]
fn depth_of_xml_is_that_of_its_elements() {
    let deep = |open: &str, times: usize| {
        format!(
            "<configuration><queue name=\"q\"/>{}{}</configuration>",
            open.repeat(times),
            "</x>".repeat(times)
        )
    };
    assert_eq!(code(Source::Freeswitch, &deep("<x y='/>'>", 100_000)), "malformed_source");
    assert_eq!(code(Source::Freeswitch, &deep("<x>", 32)), "malformed_source");
    assert_eq!(code(Source::Freeswitch, &deep("<x>", 31)), "imported");
    let param = r#"<param name="moh-sound" value="a>b"/>"#.repeat(40);
    let text = format!(r#"<configuration><queues><queue name="q">{param}</queue></queues></configuration>"#);
    assert_eq!(code(Source::Freeswitch, &text), "imported");
}

#[test]
fn secrets_are_not_shown_wherever_they_stand() {
    let said = [
        r#""credentials": { "user": "hush" }"#,
        r#""db_pwd": "hush""#,
        r#""authHeader": "hush""#,
        r#""apiKey": "hush""#,
        r#""api_key": "hush""#,
        r#""tokens": ["hush"]"#,
        r#""url": "https://ann:hush@example.com/a""#,
        r#""url": "https://example.com/?token=hush""#,
        r#""dial": "{sip_auth_password=hush}sofia/x""#,
    ];
    for said in said {
        let text = format!(r#"{{ "queues": [{{ "id": "q", "distributionPolicyId": "d", {said} }}] }}"#);
        let report = import(Source::Azure, &[("router.json", &text)]).unwrap().report;
        assert!(!report.to_string().contains("hush"), "{said}");
        assert!(report.findings.iter().any(|finding| finding.said == "(hidden)"), "{said}");
    }
    let files = files(Source::Azure);
    let report = imported(Source::Azure, &files).unwrap().report;
    assert!(report.findings.iter().all(|finding| finding.said != "(hidden)"));
    let text =
        r#"{ "id": "q", "name": "Key accounts", "distributionPolicyId": "https://example.com:80/x@y" }"#;
    let report = import(Source::Azure, &[("router.json", text)]).unwrap().report;
    assert!(report.findings.iter().any(|finding| finding.said.contains("Key accounts")));
}
