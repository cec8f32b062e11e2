//! The main job: a call log in, KPIs, a staffing plan and a report out (`make demo`).
//!
//! `demo [calls.csv mapping.json] [--out folder] [--days n]`: without a file, a generated week.
#![allow(clippy::unwrap_used)]

mod day;
mod show;

use day::{Day, busiest_day};
use krarup::metrics::{Attribution, Dimension, KpiSpec, patience};
use krarup::records::{Loaded, Mapping, load_csv, write_csv};
use krarup::report::Report;
use krarup::synthetic::Centre;
use krarup::time::Every;
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
        _ => return Err("usage: demo [calls.csv mapping.json] [--out folder] [--days n]".into()),
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
        Some((calls, mapping)) => (calls.clone(), fs::read_to_string(mapping)?),
        None => (generate(&centre, &arguments.out)?, MAPPING.to_owned()),
    };
    // The same two files are read again from Python and Node.
    fs::write(arguments.out.join("mapping.json"), &mapping)?;
    let mapping = Mapping::from_json(&mapping)?;
    let Loaded { records, quality } = load(&calls, &mapping)?;
    title("Data quality");
    print!("{quality}");
    let mut report = Report::new("A contact centre, measured and staffed").text(&format!(
        "Data: {}; times are those of {}.",
        calls.display(),
        mapping.zone
    ));

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
    print!("{daily}");
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
    print!("{variants}");
    report = report
        .heading("Seven numbers that all are called service level")
        .text("Answered within 20 s, by the definition each column names. Small figures: 95 % Wilson intervals, in per cent.")
        .kpis(&variants);

    let patience_s = patience(&records.interactions).exponential_mean_s().unwrap_or(f64::INFINITY);
    title("Patience");
    println!("mean {patience_s:.0} s (exponential, waits of the answered are censored)");

    let day = busiest_day(&records, &mapping.zone)?.ok_or("the file has no answered calls to plan for")?;
    let plan = Day::plan(&records, &mapping.zone, day, patience_s)?;
    title(&format!("Staffing plan for {}: 80 % within 20 s (sl.no_short), Erlang A", plan.date));
    print!("{plan}");
    report = plan.report(report);
    if arguments.file.is_none() {
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
        show::numbers(&daily, &variants, patience_s, &plan.staffing),
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
    let file = File::open(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let total = file.metadata()?.len();
    let mut progress = Progress::new("reading");
    let loaded = load_csv(file, mapping, &mut |bytes| progress.show(bytes, total))?;
    progress.end();
    Ok(loaded)
}
