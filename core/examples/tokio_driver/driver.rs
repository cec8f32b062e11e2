//! The task that owns the router: commands in by a channel, one timer, events out by another.

use crate::journal::Journal;
use krarup::routing::{Command, Config, Event, Receipt, Rejection, Router};
use krarup::time::{Span, Timestamp};
use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{broadcast, mpsc, oneshot};

/// Requests that are written to the disk together.
const BATCH: usize = 64;
/// Requests that wait before senders do.
const QUEUE: usize = 1_024;
/// Events that a subscriber may be behind before he misses some.
const EVENTS: usize = 4_096;
/// The system's clock may be set while the timer runs.
const LONGEST_SLEEP: Duration = Duration::from_secs(3_600);
/// Less than `limits.clock_jump_us`, however long the service was away.
const STEP: Span = Span::from_seconds(30 * 86_400);

/// An event and what it is known by, for ever: who has seen (seq, index) need not act on it again.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Told {
    pub(crate) seq: u64,
    pub(crate) index: usize,
    pub(crate) at: Timestamp,
    pub(crate) event: Event,
}

enum Request {
    Apply { id: Option<String>, command: Command, reply: oneshot::Sender<Result<Receipt, Rejection>> },
    Read(Box<dyn FnOnce(&Router) + Send>),
    Stop,
}

/// The driver has stopped.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Stopped;

/// Why there is no receipt.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum NoReceipt {
    Rejected(Rejection),
    /// The driver stopped. Whether the command was applied is not known: send it again, with the same id.
    Stopped,
}

/// What the rest of a service holds: clone it freely.
#[derive(Clone)]
pub(crate) struct Handle {
    requests: mpsc::Sender<Request>,
    events: broadcast::Sender<Arc<Told>>,
}

impl Handle {
    /// Applies a command; it is on the disk when this returns.
    pub(crate) async fn apply(&self, id: Option<&str>, command: Command) -> Result<Receipt, NoReceipt> {
        let (reply, answer) = oneshot::channel();
        let request = Request::Apply { id: id.map(str::to_owned), command, reply };
        self.requests.send(request).await.map_err(|_| NoReceipt::Stopped)?;
        answer.await.map_err(|_| NoReceipt::Stopped)?.map_err(NoReceipt::Rejected)
    }

    /// Looks at the router, for desktops and wallboards: `handle.read(|router| router.explain("c1"))`.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        look: impl FnOnce(&Router) -> T + Send + 'static,
    ) -> Result<T, Stopped> {
        let (reply, answer) = oneshot::channel();
        let look = Box::new(move |router: &Router| drop(reply.send(look(router))));
        self.requests.send(Request::Read(look)).await.map_err(|_| Stopped)?;
        answer.await.map_err(|_| Stopped)
    }

    /// Events from now on. Who falls too far behind gets `Lagged`: he looks at the router and goes on.
    pub(crate) fn subscribe(&self) -> broadcast::Receiver<Arc<Told>> {
        self.events.subscribe()
    }

    /// Ends the driver as soon as what was sent before is done.
    pub(crate) async fn stop(&self) {
        let _ = self.requests.send(Request::Stop).await;
    }
}

/// Owns the router: exactly one for a set of agents.
pub(crate) struct Driver<Clock> {
    router: Router,
    journal: Journal,
    clock: Clock,
    snapshot_every: u64,
    requests: mpsc::Receiver<Request>,
    events: broadcast::Sender<Arc<Told>>,
    /// What happened, but is not on the disk yet.
    untold: Vec<Told>,
}

impl<Clock: Fn() -> Timestamp> Driver<Clock> {
    /// Goes on where the folder's router was, or begins a new one with `config`.
    pub(crate) fn open(
        folder: &Path,
        config: Config,
        clock: Clock,
        snapshot_every: u64,
    ) -> Result<(Self, Handle), Box<dyn Error + Send + Sync>> {
        let (journal, router, again) = Journal::open(folder, config, clock())?;
        let (sender, requests) = mpsc::channel(QUEUE);
        let (events, _) = broadcast::channel(EVENTS);
        let handle = Handle { requests: sender, events: events.clone() };
        let mut driver =
            Self { router, journal, clock, snapshot_every, requests, events, untold: Vec::new() };
        again.iter().for_each(|receipt| driver.keep(receipt));
        Ok((driver, handle))
    }

    /// Runs until `stop`, or until no handle is left. First tells again what happened since the last snapshot.
    ///
    /// An error, such as a full disk, ends it with nothing told that is not written: let the service end, too, and
    /// come back by `open`. Writing blocks the thread, so give it one of its own.
    pub(crate) async fn run(mut self) -> Result<(), Box<dyn Error + Send + Sync>> {
        self.tell();
        let mut batch = Vec::with_capacity(BATCH);
        loop {
            let sleep = tokio::time::sleep(self.sleep());
            tokio::select! {
                count = self.requests.recv_many(&mut batch, BATCH) => if count == 0 { break },
                () = sleep => {}
            }
            let now = (self.clock)();
            self.catch_up(now)?;
            let mut replies = Vec::new();
            for request in batch.drain(..) {
                match request {
                    Request::Apply { id, command, reply } => {
                        let answer = self.router.apply(now, id.as_deref(), command);
                        match &answer {
                            Ok(receipt) if !receipt.repeated => self.keep(receipt),
                            // Refused, but time did pass.
                            Err(Rejection { tick: Some(tick), .. }) => self.keep(tick),
                            _ => {}
                        }
                        replies.push((reply, answer));
                    }
                    Request::Read(look) => look(&self.router),
                    Request::Stop => self.requests.close(),
                }
            }
            self.journal.append(&self.router.drain_inputs()?)?;
            self.tell();
            for (reply, answer) in replies {
                // Who asked may have gone.
                let _ = reply.send(answer);
            }
            // After telling: what a crash keeps from being told is always after the last snapshot.
            if self.journal.since_snapshot >= self.snapshot_every {
                self.journal.snapshot(&self.router)?;
            }
        }
        Ok(self.journal.snapshot(&self.router)?)
    }

    /// Lets time pass to `now`, in as many inputs as the limits ask for.
    fn catch_up(&mut self, now: Timestamp) -> Result<(), Rejection> {
        while self.router.next_deadline().is_some_and(|due| due <= now) || now - self.router.now() > STEP {
            let receipt = self.router.tick(now.min(self.router.now() + STEP))?;
            self.keep(&receipt);
        }
        Ok(())
    }

    fn keep(&mut self, receipt: &Receipt) {
        let numbered = receipt.events.iter().enumerate();
        self.untold.extend(numbered.map(|(index, (at, event))| Told {
            seq: receipt.seq,
            index,
            at: *at,
            event: event.clone(),
        }));
    }

    fn tell(&mut self) {
        for told in self.untold.drain(..) {
            // Nobody may be listening.
            let _ = self.events.send(Arc::new(told));
        }
    }

    /// How long nothing happens by itself.
    fn sleep(&self) -> Duration {
        let Some(due) = self.router.next_deadline() else { return LONGEST_SLEEP };
        let left_us = (due - (self.clock)()).as_micros().max(0);
        Duration::from_micros(left_us.unsigned_abs()).min(LONGEST_SLEEP)
    }
}
