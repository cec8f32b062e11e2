//! Runs every case file of `tests/conformance/` and of the folder that `KRARUP_CONFORMANCE` names.
//!
//! A case that the engine cannot pass yet stands in `conformance/not_yet.txt` and must fail, so that
//! nothing stays there by mistake; cases from `KRARUP_CONFORMANCE` get no such leave.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "conformance/outcome.rs"]
mod outcome;
#[path = "conformance/staffing_cases.rs"]
mod staffing_cases;
#[path = "conformance/staffing_day.rs"]
mod staffing_day;
#[path = "conformance/staffing_gradients.rs"]
mod staffing_gradients;

use krarup::scenario::run_file as run_scenarios;
use outcome::Failure;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

struct Case {
    id: String,
    result: Result<(), Failure>,
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or("(no id)")
}

fn run_file(path: &Path) -> Vec<Case> {
    let content = fs::read_to_string(path).unwrap();
    let file: Value =
        serde_json::from_str(&content).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let list = |key: &str| file.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
    match text(&file, "schema") {
        "krarup-staffing-cases/1" => list("cases")
            .iter()
            .map(|case| Case { id: text(case, "id").to_owned(), result: staffing_cases::run_case(case) })
            .collect(),
        "krarup-routing-scenarios/1" | "krarup-routing-scenarios/2" => list("scenarios")
            .iter()
            .zip(run_scenarios(&content).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
            .map(|(case, report)| Case {
                id: text(case, "id").to_owned(),
                result: report.map_err(|error| Failure::Unsupported(error.to_string())).and_then(|report| {
                    match report.has_passed() {
                        true => Ok(()),
                        false => Err(Failure::Failed(report.to_string())),
                    }
                }),
            })
            .collect(),
        "krarup-simulation-values/1" => list("values")
            .iter()
            .map(|case| Case {
                id: format!("{}/{}/{}", text(case, "name"), text(case, "policy"), text(case, "quantity")),
                result: Err(Failure::Unsupported("simulation".to_owned())),
            })
            .collect(),
        other => vec![Case {
            id: path.display().to_string(),
            result: Err(Failure::Unsupported(format!("schema {other}"))),
        }],
    }
}

fn json_files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    files.sort();
    files
}

fn has_schema(path: &Path) -> bool {
    let file: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap_or_default();
    text(&file, "schema").starts_with("krarup-")
}

#[test]
fn every_case_passes_or_is_listed_as_not_yet() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance");
    let not_yet: BTreeSet<String> = fs::read_to_string(folder.join("not_yet.txt"))
        .unwrap()
        .lines()
        .map(|line| line.split('#').next().unwrap().trim().to_owned())
        // Python and Node read the same list.
        .filter(|line| !line.is_empty())
        .collect();
    let cases: Vec<Case> =
        json_files(&folder).iter().filter(|path| has_schema(path)).flat_map(|path| run_file(path)).collect();
    let mut known = BTreeSet::new();
    let mut problems = Vec::new();
    for case in &cases {
        assert!(known.insert(case.id.clone()), "two cases are called {}", case.id);
        match (&case.result, not_yet.contains(&case.id)) {
            (Err(failure), false) => problems.push(format!("{}: {failure}", case.id)),
            (Ok(()), true) => problems.push(format!("{} passes: take it out of not_yet.txt", case.id)),
            _ => {}
        }
    }
    problems.extend(not_yet.difference(&known).map(|id| format!("{id} in not_yet.txt names no case")));
    println!("{} cases, {} of them not yet", cases.len(), not_yet.len());
    assert!(cases.len() > 150, "only {} cases were found", cases.len());
    assert!(problems.is_empty(), "{} problem(s):\n{}", problems.len(), problems.join("\n"));
}

#[test]
fn cases_from_the_folder_in_the_environment_pass() {
    let Some(folder) = std::env::var_os("KRARUP_CONFORMANCE") else { return };
    let mut problems = Vec::new();
    for path in json_files(Path::new(&folder)) {
        for case in run_file(&path) {
            if let Err(failure) = case.result {
                problems.push(format!("{} in {}: {failure}", case.id, path.display()));
            }
        }
    }
    assert!(problems.is_empty(), "{} problem(s):\n{}", problems.len(), problems.join("\n"));
}
