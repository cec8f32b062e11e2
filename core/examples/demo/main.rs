//! The main job: a call log in, KPIs, a staffing plan and a report out (`make demo`).
//!
//! `demo [calls.csv mapping.json] [--out folder] [--days n]`: without a file, a generated week.
#![allow(clippy::unwrap_used)]

mod day;
mod patience;
mod show;

use day::{Day, busiest_day};
use krarup::metrics::{Attribution, Dimension, KpiSpec};
use krarup::records::{LoadError, Loaded, Mapping, load_csv, write_csv};
use krarup::report::Report;
use krarup::synthetic::Centre;
use krarup::time::Every;
use patience::Patience;
use show::{Progress, title};
use std::error::Error;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

const SEED: u64 = 42;
const MAPPING: &str = include_str!("../mappings/krarup.json");

/// What the command line asked for.
struct Arguments {
    file: Option<(PathBuf, PathBuf)>,
    out: PathBuf,
    days: u32,
}

fn arguments() -> Result<Arguments, Box<dyn Error>> {
    let mut found = Arguments { file: None, out: "target/demo".into(), days: 7 };
    let mut paths = Vec::new();
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--out" => found.out = words.next().ok_or("--out needs a folder")?.into(),
            "--days" => found.days = words.next().ok_or("--days needs a number")?.parse()?,
            _ => paths.push(PathBuf::from(word)),
        }
    }
    match paths.as_slice() {
        [] => {}
        [calls, mapping] => found.file = Some((calls.clone(), mapping.clone())),
        _ => {
            let usage = "usage: demo [calls.csv mapping.json] [--out folder] [--days n]";
            return Err(format!("a call log and its mapping come together\n{usage}").into());
        }
    }
    Ok(found)
}

fn main() {
    if let Err(error) = arguments().and_then(|arguments| run(&arguments)) {
        eprintln!("\ndemo: {error}");
        std::process::exit(1);
    }
}

fn run(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(&arguments.out)?;
    let centre = Centre { days: arguments.days, ..Centre::example() };
    let (calls, mapping) = match &arguments.file {
        Some((calls, mapping)) => (calls.clone(), read_mapping(mapping)?),
        None => (generate(&centre, &arguments.out)?, MAPPING.to_owned()),
    };
    // The same two files are read again from Python and Node.
    fs::write(arguments.out.join("mapping.json"), &mapping)?;
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mapping = Mapping::from_json(&mapping).map_err(|error| match &arguments.file {
        Some((_, path)) => format!("the mapping {}: {error}", path.display()),
        None => error.to_string(),
    })?;
    let Loaded { records, quality } = load(&calls, &mapping)?;
    title("Data quality");
    print!("{quality}");
    let (heading, data) = match &arguments.file {
        Some((calls, mapping)) => (name(calls), format!("{} read with {}", name(calls), name(mapping))),
        None => {
            let days = if arguments.days == 1 { "a generated day" } else { "generated days" };
            ("A contact centre, measured and staffed".to_owned(), format!("{days}, seed {SEED}"))
        }
    };
    let mut report =
        Report::new(&heading).text(&format!("Data: {data}; times are those of {}.", mapping.zone));

    let spec = KpiSpec {
        by: vec![Dimension::ContactType],
        zone: mapping.zone.clone(),
        attribution: Some(Attribution::Arrival),
        ..KpiSpec::default()
    };
    let with = |metrics: &[&str], every| KpiSpec { every, ..spec.clone() }.metrics(metrics);
    let daily = with(
        &[
            "offered",
            "answered",
            "abandoned",
            "short_abandoned",
            "sl.no_short",
            "abandon_rate.all",
            "asa",
            "wait_p90",
            "aht",
        ],
        Some(Every::Day),
    )
    .compute(&records)?;
    title("KPIs per type and day (by arrival; sl.no_short within 20 s, abandons of 5 s or less left out)");
    show::table(&daily);
    let variants = with(
        &[
            "sl.offered",
            "sl.answered",
            "sl.no_short",
            "sl.removed",
            "sl.abn_in_T_out",
            "sl.no_abn",
            "sl.asterisk2",
        ],
        None,
    )
    .compute(&records)?;
    title("Seven numbers that all are called \"service level\"");
    show::table(&variants);
    report = report
        .heading("Seven numbers that all are called service level")
        .text("Answered within 20 s, by the definition each column names. Small figures: 95 % Wilson intervals, in per cent.")
        .kpis(&variants);

    let patience = Patience::of(&records);
    title("Patience");
    println!("{patience}");

    let plan = match busiest_day(&records, &mapping.zone)? {
        Some(day) => Some(Day::plan(&records, &mapping.zone, day, patience.mean_s())?),
        None => None,
    };
    if let Some(plan) = &plan {
        title(&plan.title());
        print!("{plan}");
        report = plan.report(report);
    } else {
        let why = "No contact was answered, so there is nothing to plan for.";
        title("Staffing plan");
        println!("{why}");
        report = report.heading("Staffing plan").text(why);
    }
    report = patience.report(report);
    if let (None, Some(plan)) = (&arguments.file, &plan) {
        let played = plan.play(&centre, SEED)?;
        title(&format!("{} played through the router with the planned agents", plan.date));
        let overall = KpiSpec {
            by: vec![],
            ..with(&["offered", "answered", "sl.no_short", "abandon_rate.all", "asa", "occupancy.std"], None)
        };
        let overall = overall.compute(&played)?;
        print!("{overall}");
        report = report
            .heading("The same day with the planned agents")
            .text("The day's calls went through the real router again, answered by the planned number of agents.")
            .kpis(&overall);
        report = plan.report_played(report, &played)?;
    }
    report = report.heading("KPIs per type and day").kpis(&daily).heading("Data quality").quality(&quality);
    let page = arguments.out.join("report.html");
    fs::write(&page, report.html())?;
    fs::write(
        arguments.out.join("numbers.rust.txt"),
        show::numbers(&daily, &variants, patience.fitted_mean_s(), plan.as_ref()),
    )?;
    println!("\nReport: {}", page.display());
    Ok(())
}

fn generate(centre: &Centre, out: &Path) -> Result<PathBuf, Box<dyn Error>> {
    let mut progress = Progress::new("generating");
    let records = centre.generate(SEED, &mut |done, total| progress.show(done, total))?;
    progress.end();
    let path = out.join("calls.csv");
    write_csv(&records.interactions, File::create(&path)?)?;
    Ok(path)
}

fn load(path: &Path, mapping: &Mapping) -> Result<Loaded, Box<dyn Error>> {
    let about = |error: &dyn std::fmt::Display| format!("the call log {}: {error}", path.display());
    let file = File::open(path).map_err(|error| about(&error))?;
    let total = file.metadata()?.len();
    let mut progress = Progress::new("reading");
    let loaded =
        load_csv(file, mapping, &mut |bytes| progress.show(bytes, total)).map_err(|error| match error {
            LoadError::MissingColumns { found, .. } if found.iter().all(String::is_empty) => {
                about(&"it is empty; the first line must name the columns")
            }
            error => about(&error),
        })?;
    progress.end();
    Ok(loaded)
}

fn read_mapping(path: &Path) -> Result<String, String> {
    let text =
        fs::read_to_string(path).map_err(|error| format!("the mapping {}: {error}", path.display()))?;
    if text.trim().is_empty() {
        return Err(format!(
            "the mapping {}: it is empty; docs/call-logs.md says what goes in",
            path.display()
        ));
    }
    Ok(text)
}
