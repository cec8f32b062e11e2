//! A complete driver for a Rust service, and a day's shortest story played with it.
//!
//! One task owns the router. Commands come by a channel and are answered by another; one timer is set to
//! `next_deadline`; inputs are on the disk before anybody hears what came of them; snapshots keep the way back short;
//! events carry (seq, index), so that who hears one twice after a crash knows it. Copy `driver.rs` and `journal.rs`.
//!
//! `cargo run --example tokio_driver FOLDER`: run it twice, and the second run goes on where the first one stopped.

mod driver;
mod journal;
#[cfg(test)]
mod tests;

use driver::{Driver, NoReceipt};
use krarup::routing::Config;
use krarup::time::Timestamp;
use serde_json::json;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

type Failure = Box<dyn Error + Send + Sync>;

fn main() -> Result<(), Failure> {
    let folder =
        std::env::args().nth(1).map_or_else(|| std::env::temp_dir().join("krarup-driver"), PathBuf::from);
    let config = json!({
        "queues": [{ "id": "sales", "offer_timeout_us": 20_000_000, "wrap_up_us": 5_000_000 }],
        "agents": [{ "id": "ann", "queues": { "sales": {} } }],
    });
    play(&folder, serde_json::from_value(config)?)
}

/// A contact is queued, offered, taken and completed.
fn play(folder: &Path, config: Config) -> Result<(), Failure> {
    let (driver, handle) = Driver::open(folder, config, system_clock, 1_000)?;
    let mut events = handle.subscribe();
    // Writing to the disk blocks, so the driver has a thread of its own.
    let thread = std::thread::spawn(move || runtime()?.block_on(driver.run()));
    runtime()?.block_on(async {
        let contact = format!("call-{}", system_clock().as_micros());
        for command in [
            json!({ "type": "set_presence", "agent": "ann", "presence": "available" }),
            json!({ "type": "enqueue", "interaction": contact, "queue": "sales" }),
            json!({ "type": "accept", "interaction": contact, "agent": "ann" }),
            json!({ "type": "complete", "interaction": contact, "agent": "ann" }),
        ] {
            match handle.apply(None, serde_json::from_value(command)?).await {
                Ok(_) => {}
                // Ann may still have what an earlier run left behind.
                Err(NoReceipt::Rejected(rejection)) => println!("{}: {rejection}", rejection.code()),
                Err(NoReceipt::Stopped) => break,
            }
        }
        let waiting = handle.read(|router| router.queue("sales").map(|queue| queue.waiting)).await;
        println!("waiting: {waiting:?}");
        handle.stop().await;
        Ok::<(), Failure>(())
    })?;
    thread.join().map_err(|_| "the driver panicked")??;
    while let Ok(told) = events.try_recv() {
        println!("{:>4}.{} {}", told.seq, told.index, told.event.type_name());
    }
    Ok(())
}

fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread().enable_time().build()
}

fn system_clock() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}
