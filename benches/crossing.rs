//! `crossing CONFIG COMMANDS`: nanoseconds of the processor that a command costs in Rust, where nothing is crossed; the
//! best of five runs. What Python and Node need on top is theirs (`benches/peers/crossing.py`).

use krarup::routing::{Command, Config, Router};
use krarup::time::Timestamp;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let mut files = std::env::args().skip(1);
    let mut read = || std::fs::read_to_string(files.next().unwrap_or_default());
    let config: Config = serde_json::from_str(&read()?)?;
    let commands: Vec<(i64, Command)> = serde_json::from_str(&read()?)?;
    let mut best = u64::MAX;
    for _ in 0..5 {
        let mut router =
            Router::new(config.clone(), Timestamp::from_seconds(0)).map_err(|error| error.to_string())?;
        let run = commands.clone();
        let start = cpu_ns()?;
        for (at, command) in run {
            router.apply(Timestamp::from_micros(at), None, command).map_err(|error| format!("{error:?}"))?;
        }
        best = best.min(cpu_ns()? - start);
    }
    println!("{}", best / commands.len() as u64);
    Ok(())
}

/// What this process has had of the processor so far, which no neighbour on a busy machine changes.
fn cpu_ns() -> Result<u64, Box<dyn Error>> {
    let times = std::fs::read_to_string("/proc/self/schedstat")?;
    Ok(times.split_whitespace().next().unwrap_or_default().parse()?)
}
