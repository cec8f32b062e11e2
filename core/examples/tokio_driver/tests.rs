//! By a clock that stands still until everybody waits for it: no test sleeps.
#![allow(clippy::unwrap_used)]

use crate::driver::{Driver, Handle, NoReceipt, Stopped, Told};
use krarup::routing::{Command, Config, Input, Receipt, Router};
use krarup::time::{Span, Timestamp};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast;
use tokio::task::JoinHandle;
use tokio::time::Instant;

/// A folder of its own, gone with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("krarup-driver-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        Self(path)
    }

    /// Its files of one kind, in the order of their numbers.
    fn files(&self, kind: &str) -> Vec<PathBuf> {
        let number = |path: &Path| -> Option<u64> {
            path.file_name().unwrap().to_str().unwrap().strip_prefix(kind)?.parse().ok()
        };
        let entries = fs::read_dir(&self.0).unwrap().map(|entry| entry.unwrap().path());
        let mut files: Vec<PathBuf> = entries.filter(|path| number(path).is_some()).collect();
        files.sort_by_key(|path| number(path));
        files
    }

    fn log(&self) -> Vec<Input> {
        let bytes: Vec<u8> = self.files("inputs-").iter().flat_map(|path| fs::read(path).unwrap()).collect();
        let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        lines.map(|line| Input::decode(line).unwrap()).collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A driver that runs by tokio's clock, which begins at second 1,000.
struct Service {
    handle: Handle,
    events: broadcast::Receiver<Arc<Told>>,
    task: JoinHandle<()>,
}

impl Service {
    fn open(folder: &Folder, started: Instant, snapshot_every: u64) -> Self {
        let config: Config = serde_json::from_value(json!({
            "queues": [{ "id": "sales", "offer_timeout_us": 20_000_000, "on_timeout": "paused" }],
            "agents": [{ "id": "ann", "queues": { "sales": {} }, "presence": "available" }],
        }))
        .unwrap();
        let clock =
            move || Timestamp::from_seconds(1_000) + Span::from_micros(started.elapsed().as_micros() as i64);
        let (driver, handle) = Driver::open(&folder.0, config, clock, snapshot_every).unwrap();
        let events = handle.subscribe();
        Self { handle, events, task: tokio::spawn(async { driver.run().await.unwrap() }) }
    }

    async fn ask(&self, id: Option<&str>, command: Value) -> Result<Receipt, NoReceipt> {
        let command: Command = serde_json::from_value(command).unwrap();
        self.handle.apply(id, command).await
    }

    async fn enqueue(&self, contact: &str) -> Receipt {
        let command = json!({ "type": "enqueue", "interaction": contact, "queue": "sales" });
        self.ask(Some(&format!("{contact}-arrives")), command).await.unwrap()
    }

    /// What was told by now: number, second and type of each.
    fn told(&mut self) -> Vec<(u64, usize, i64, &'static str)> {
        let mut told = Vec::new();
        while let Ok(one) = self.events.try_recv() {
            told.push((one.seq, one.index, one.at.as_micros() / 1_000_000, one.event.type_name()));
        }
        told
    }

    async fn digest(&self) -> u128 {
        self.handle.read(Router::digest).await.unwrap()
    }

    async fn stop(self) {
        self.handle.stop().await;
        self.task.await.unwrap();
    }

    /// As a crash would: no snapshot, no farewell.
    async fn crash(self) {
        self.task.abort();
        assert!(self.task.await.unwrap_err().is_cancelled());
    }
}

#[tokio::test(start_paused = true)]
async fn an_offer_expires_at_its_second_by_the_one_timer() {
    let folder = Folder::new("timer");
    let mut service = Service::open(&folder, Instant::now(), 100);
    service.enqueue("c1").await;
    tokio::time::sleep(Duration::from_secs(19)).await;
    assert_eq!(service.told(), [(1, 0, 1_000, "interaction_queued"), (1, 1, 1_000, "offer_made")]);
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(service.told(), [(2, 0, 1_020, "offer_expired"), (2, 1, 1_020, "agent_state_changed")]);
    service.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_repeated_command_is_answered_and_not_told_again() {
    let folder = Folder::new("repeated");
    let mut service = Service::open(&folder, Instant::now(), 100);
    let first = service.enqueue("c1").await;
    let again = service.enqueue("c1").await;
    assert_eq!((again.seq, again.repeated), (first.seq, true));
    assert_eq!(service.told().len(), 2);
    service.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_refused_command_still_tells_what_time_brought() {
    let folder = Folder::new("refused");
    let mut service = Service::open(&folder, Instant::now(), 100);
    service.enqueue("c1").await;
    tokio::time::advance(Duration::from_secs(30)).await;
    let late = json!({ "type": "accept", "interaction": "c1", "agent": "ann" });
    let Err(NoReceipt::Rejected(rejection)) = service.ask(None, late).await else { panic!("it is too late") };
    assert_eq!(rejection.code(), "offer_gone");
    assert!(service.told().contains(&(2, 0, 1_020, "offer_expired")));
    service.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_crash_loses_nothing_and_what_is_told_again_has_its_old_numbers() {
    let folder = Folder::new("crash");
    let started = Instant::now();
    let mut service = Service::open(&folder, started, 100);
    service.enqueue("c1").await;
    service.enqueue("c2").await;
    let (told, digest) = (service.told(), service.digest().await);
    service.crash().await;

    let mut service = Service::open(&folder, started, 100);
    assert_eq!(service.digest().await, digest);
    assert_eq!(service.told(), told);
    // The gateway got no answer before the crash and sends the same again.
    assert!(service.enqueue("c2").await.repeated);
    // The offer's time went on while nobody was there.
    tokio::time::advance(Duration::from_secs(500)).await;
    service.enqueue("c3").await;
    assert!(service.told().contains(&(3, 0, 1_020, "offer_expired")));
    service.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_line_that_a_crash_cut_off_did_not_happen() {
    let folder = Folder::new("cut");
    let started = Instant::now();
    let service = Service::open(&folder, started, 100);
    service.enqueue("c1").await;
    let digest = service.digest().await;
    service.enqueue("c2").await;
    service.crash().await;
    let newest = folder.files("inputs-").pop().unwrap();
    let bytes = fs::read(&newest).unwrap();
    fs::write(&newest, &bytes[..bytes.len() - 5]).unwrap();

    let service = Service::open(&folder, started, 100);
    assert_eq!(service.digest().await, digest);
    assert!(!service.enqueue("c2").await.repeated);
    let digest = service.digest().await;
    service.crash().await;
    // What was written after the cut is whole.
    let service = Service::open(&folder, started, 100);
    assert_eq!(service.digest().await, digest);
    service.stop().await;
}

#[tokio::test(start_paused = true)]
async fn snapshots_come_every_so_many_inputs_and_the_files_are_the_whole_log() {
    let folder = Folder::new("snapshots");
    let mut service = Service::open(&folder, Instant::now(), 5);
    for n in 0..12 {
        service.enqueue(&format!("c{n}")).await;
    }
    let digest = service.digest().await;
    service.stop().await;
    // At the start, after inputs 5 and 10, at the end.
    assert_eq!(folder.files("snapshot-").len(), 4);
    let log = folder.log();
    assert!(log.iter().map(|input| input.seq).eq(0..13));
    assert_eq!(Router::from_log(log).unwrap().digest(), digest);

    // After a graceful stop there is nothing to tell again.
    service = Service::open(&folder, Instant::now(), 5);
    assert_eq!(service.digest().await, digest);
    assert_eq!(service.told(), []);
    service.stop().await;
}

#[tokio::test(start_paused = true)]
async fn what_was_sent_before_a_stop_is_done_and_nothing_after() {
    let folder = Folder::new("stop");
    let service = Service::open(&folder, Instant::now(), 100);
    let handle = service.handle.clone();
    let (first, ()) = tokio::join!(service.enqueue("c1"), handle.stop());
    assert_eq!(first.seq, 1);
    service.task.await.unwrap();
    let late: Command = serde_json::from_value(json!({ "type": "pull", "agent": "ann" })).unwrap();
    assert_eq!(handle.apply(None, late).await, Err(NoReceipt::Stopped));
    assert_eq!(handle.read(Router::digest).await, Err(Stopped));
}

#[tokio::test(start_paused = true)]
async fn a_service_that_was_away_for_years_comes_back() {
    let folder = Folder::new("away");
    let started = Instant::now();
    Service::open(&folder, started, 100).stop().await;
    tokio::time::advance(Duration::from_secs(3 * 366 * 86_400)).await;
    let service = Service::open(&folder, started, 100);
    assert!(!service.enqueue("c1").await.events.is_empty());
    service.stop().await;
}

#[test]
fn the_example_runs_and_goes_on() {
    let folder = Folder::new("play");
    let config =
        json!({ "queues": [{ "id": "sales" }], "agents": [{ "id": "ann", "queues": { "sales": {} } }] });
    for contacts in 1..=2 {
        crate::play(&folder.0, serde_json::from_value(config.clone()).unwrap()).unwrap();
        let router = Router::from_log(folder.log()).unwrap();
        assert_eq!(router.agent("ann").unwrap().contacts, contacts);
    }
}
