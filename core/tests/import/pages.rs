//! The pages "Moving over" show the importers' own rules; `KRARUP_WRITE_PAGES=1` writes their tables anew.

use krarup::import::{Source, rules};
use std::fs;
use std::path::Path;

const BEGINS: &str = "<!-- What the importer makes of each key: written by core/tests/import/pages.rs -->\n";
const ENDS: &str = "<!-- end -->\n";

fn table(source: Source) -> String {
    let cell = |text: &str| text.replace('|', "\\|");
    let code = |text: &str| if text.is_empty() { String::new() } else { format!("`{}`", cell(text)) };
    let row = |rule: &krarup::import::Rule| {
        let named = if rule.key.starts_with('(') { cell(rule.key) } else { code(rule.key) };
        format!("| {named} | {} | {} | {} |\n", rule.verdict.word(), code(rule.becomes), cell(rule.note))
    };
    let rows: String = rules(source).map(row).collect();
    format!("| key | verdict | becomes | note |\n|---|---|---|---|\n{rows}")
}

#[test]
fn the_pages_have_the_rules() {
    for source in Source::ALL {
        let page = format!("../docs/moving-over/{source}.md");
        let page = Path::new(env!("CARGO_MANIFEST_DIR")).join(page);
        let text = fs::read_to_string(&page).unwrap();
        let (before, rest) = text.split_once(BEGINS).unwrap();
        let (told, after) = rest.split_once(ENDS).unwrap();
        let table = table(source);
        if std::env::var("KRARUP_WRITE_PAGES").is_ok() {
            fs::write(&page, format!("{before}{BEGINS}{table}{ENDS}{after}")).unwrap();
            continue;
        }
        assert!(
            told == table,
            "{source}: the page is not as the rules are; KRARUP_WRITE_PAGES=1 writes it anew"
        );
    }
}

#[test]
fn a_rule_says_enough() {
    for source in Source::ALL {
        let mut keys = std::collections::BTreeSet::new();
        for rule in rules(source) {
            assert!(keys.insert(rule.key), "{source}: {} stands twice", rule.key);
            let is_clear = rule.verdict == krarup::import::Verdict::Maps || !rule.note.is_empty();
            assert!(is_clear, "{source}: {} says not why", rule.key);
        }
        assert!(keys.len() > 30, "{source}");
    }
}
