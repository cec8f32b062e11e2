//! However it is told, the same happens: what a buffer gets is what a receipt says.
#![allow(clippy::unwrap_used)]

mod random_inputs;

use krarup::random::Stream;
use krarup::routing::{Command, NumberedEvent, Receipt, Reject, Router};
use krarup::time::Timestamp;
use random_inputs::{config, random_command};

/// When, under which id, and what; `None` lets time pass.
type Asked = (Timestamp, Option<String>, Option<Command>);

/// Something random to do; one id in three was given before.
fn asked(draws: &mut Stream, router: &Router) -> Asked {
    let at =
        Timestamp::from_micros(router.now().as_micros() + (draws.next_u64() % 2_000_000) as i64 - 20_000);
    let id = draws.next_u64().is_multiple_of(2).then(|| format!("k{}", draws.next_u64() % 60));
    let command = (!draws.next_u64().is_multiple_of(10)).then(|| random_command(draws, router));
    (at, id, command)
}

/// By receipts: what was told, and why it was refused.
fn by_receipt(router: &mut Router, (at, id, command): Asked) -> (Option<Receipt>, Option<Reject>) {
    let outcome = match command {
        Some(command) => router.apply(at, id.as_deref(), command),
        None => router.tick(at),
    };
    match outcome {
        Ok(receipt) => (Some(receipt), None),
        Err(rejection) => (rejection.tick.map(|tick| *tick), Some(rejection.reject)),
    }
}

fn numbered(receipt: &Receipt) -> Vec<NumberedEvent> {
    let events = receipt.events.iter().enumerate();
    events
        .map(|(index, (at, event))| NumberedEvent { seq: receipt.seq, index, at: *at, event: event.clone() })
        .collect()
}

#[test]
fn a_buffer_gets_what_a_receipt_says() {
    let (mut repeated, mut refused, mut most) = (0, 0, 0);
    for seed in 0..8 {
        let mut draws = Stream::new(seed, 0, 0, 0);
        let mut router = Router::new(config(), Timestamp::from_seconds(0)).unwrap();
        let mut other = router.clone();
        let mut buffer = Vec::new();
        for _ in 0..400 {
            let (at, id, command) = asked(&mut draws, &router);
            let stamp = match command.clone() {
                Some(command) => other.apply_into(at, id.as_deref(), command, &mut buffer),
                None => other.tick_into(at, &mut buffer),
            };
            let (receipt, reject) = by_receipt(&mut router, (at, id, command));
            let receipt = receipt.unwrap();
            match stamp {
                Ok(stamp) => {
                    let Receipt { seq, at, clamped, .. } = receipt;
                    assert_eq!((stamp.seq, stamp.at, stamp.clamped), (seq, at, clamped));
                    assert_eq!((stamp.repeated, None), (receipt.repeated, reject));
                }
                Err(error) => {
                    refused += 1;
                    assert_eq!(Some(error), reject);
                }
            }
            repeated += usize::from(receipt.repeated);
            most = most.max(receipt.events.len());
            assert_eq!(buffer, numbered(&receipt));
            buffer.clear();
        }
        // What is in the buffer stays, and what comes follows.
        let at = Timestamp::from_micros(router.now().as_micros() + 500_000_000);
        other.tick_into(at, &mut buffer).unwrap();
        let before = buffer.clone();
        other.tick_into(at, &mut buffer).unwrap();
        assert!(!before.is_empty() && buffer.starts_with(&before));
        router.tick(at).unwrap();
        router.tick(at).unwrap();
        assert_eq!(router.digest(), other.digest());
        assert_eq!(router.drain_inputs().unwrap(), other.drain_inputs().unwrap());
        let late = |router: &Router| router.events_after(0, None).unwrap().cloned().collect::<Vec<_>>();
        assert_eq!(late(&router), late(&other));
    }
    assert!(repeated > 50 && refused > 50 && most > 3, "{repeated} {refused} {most}");
}
