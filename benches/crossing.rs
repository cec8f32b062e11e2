//! `crossing CONFIG COMMANDS`: nanoseconds a command of a log of commands costs in Rust, where nothing is crossed; the
//! best of five runs. What Python and Node need on top is theirs (`benches/peers/crossing.py`).

use krarup::routing::{Command, Config, Router};
use krarup::time::Timestamp;
use std::error::Error;
use std::time::{Duration, Instant};

fn main() -> Result<(), Box<dyn Error>> {
    let mut files = std::env::args().skip(1);
    let mut read = || std::fs::read_to_string(files.next().unwrap_or_default());
    let config: Config = serde_json::from_str(&read()?)?;
    let commands: Vec<(i64, Command)> = serde_json::from_str(&read()?)?;
    let mut best = Duration::MAX;
    for _ in 0..5 {
        let mut router =
            Router::new(config.clone(), Timestamp::from_seconds(0)).map_err(|error| error.to_string())?;
        let run = commands.clone();
        let start = Instant::now();
        for (at, command) in run {
            router.apply(Timestamp::from_micros(at), None, command).map_err(|error| format!("{error:?}"))?;
        }
        best = best.min(start.elapsed());
    }
    println!("{}", best.as_nanos() / commands.len() as u128);
    Ok(())
}
