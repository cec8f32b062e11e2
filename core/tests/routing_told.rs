//! However it is told, the same happens: what a buffer gets is what a receipt says.
#![allow(clippy::unwrap_used)]

mod random_inputs;

use krarup::random::Stream;
use krarup::routing::{
    Command, Event, EventKind, Input, NumberedEvent, Receipt, Reject, Router, Telling, WhyTold,
};
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

/// A random choice; one in four of all events.
fn telling(draws: &mut Stream) -> Telling {
    let why = [WhyTold::None, WhyTold::Key, WhyTold::All][(draws.next_u64() % 3) as usize];
    let mut some = || -> Vec<EventKind> {
        let names = Event::TYPES.iter().filter(|_| draws.next_u64().is_multiple_of(2));
        names.map(|name| serde_json::from_value((*name).into()).unwrap()).collect()
    };
    let kinds = some();
    let events = (!draws.next_u64().is_multiple_of(4)).then(|| kinds.into_iter().collect());
    Telling { events, why }
}

/// What of all that happened is told, written apart from the router.
fn chosen(receipt: &Receipt, telling: &Telling) -> Vec<NumberedEvent> {
    let mut told = numbered(receipt);
    if let Some(kinds) = &telling.events {
        told.retain(|one| kinds.iter().any(|kind| kind.name() == one.event.type_name()));
    }
    for one in &mut told {
        if let Event::OfferMade { why, .. } = &mut one.event {
            match telling.why {
                WhyTold::All => assert!(why.as_ref().unwrap().candidates.is_some()),
                WhyTold::Key => {
                    let why = why.as_mut().unwrap();
                    (why.candidates, why.runner_up) = (None, None);
                }
                WhyTold::None => *why = None,
            }
        }
    }
    told
}

/// The events of a receipt with their positions, as a host reads them.
fn read(receipt: &Receipt) -> Vec<NumberedEvent> {
    let mut read = numbered(receipt);
    if let Some(indexes) = &receipt.indexes {
        assert_eq!(indexes.len(), read.len());
        read.iter_mut().zip(indexes).for_each(|(one, index)| one.index = *index);
    }
    read
}

#[test]
fn what_is_chosen_changes_what_is_told_and_nothing_else() {
    let (mut repeated, mut left_out, mut shortened) = (0, 0, 0);
    for seed in 0..12 {
        let mut draws = Stream::new(seed, 1, 0, 0);
        let mut router = Router::new(config(), Timestamp::from_seconds(0)).unwrap();
        let mut by_receipt_told = router.clone();
        let mut by_buffer = router.clone();
        let mut choice = Telling::default();
        // What is kept for readers was told as it happened.
        let (mut kept, mut begins) = (Vec::new(), 0);
        for step in 0..400 {
            if step % 40 == 20 {
                choice = telling(&mut draws);
                by_receipt_told.tell(choice.clone());
                by_buffer.tell(choice.clone());
            }
            if step == 300 {
                // The choice is the router's, not the state's: who restores it chooses anew.
                by_receipt_told = Router::restore(&by_receipt_told.snapshot()).unwrap();
                by_receipt_told.tell(choice.clone());
                (begins, kept) = (router.overview().as_of.seq, Vec::new());
            }
            let (at, id, command) = asked(&mut draws, &router);
            let (all, reject) = by_receipt(&mut router, (at, id.clone(), command.clone()));
            let (told, told_reject) = by_receipt(&mut by_receipt_told, (at, id.clone(), command.clone()));
            let mut buffer = Vec::new();
            let stamp = match command {
                Some(command) => by_buffer.apply_into(at, id.as_deref(), command, &mut buffer),
                None => by_buffer.tick_into(at, &mut buffer),
            };
            assert_eq!((&reject, &reject), (&told_reject, &stamp.err()));
            let (all, told) = (all.unwrap(), told.unwrap());
            let expected = chosen(&all, &choice);
            assert_eq!(
                (told.seq, told.at, told.clamped, told.repeated),
                (all.seq, all.at, all.clamped, all.repeated)
            );
            assert_eq!((read(&told), &buffer), (expected.clone(), &expected));
            assert_eq!(told.indexes.is_some(), told.events.len() < all.events.len());
            repeated += usize::from(told.repeated && told.events.len() < all.events.len());
            left_out += all.events.len() - told.events.len();
            shortened += usize::from(!told.events.is_empty() && !all.events.ends_with(&told.events));
            if !told.repeated {
                kept.extend(expected);
            }
            assert_eq!(router.digest(), by_receipt_told.digest());
        }
        assert_eq!(router.digest(), by_buffer.digest());
        let after: Vec<NumberedEvent> =
            by_receipt_told.events_after(begins, None).unwrap().cloned().collect();
        assert_eq!(after, kept);
        let log: Vec<Input> = router.drain_inputs().unwrap();
        assert!(by_buffer.drain_inputs().unwrap() == log);
        assert_eq!(Router::from_log(log).unwrap().digest(), router.digest());
    }
    assert!(repeated > 50 && left_out > 500 && shortened > 50, "{repeated} {left_out} {shortened}");
}

#[test]
fn a_repeated_command_returns_its_first_receipt_as_it_is_told_now() {
    let mut router = Router::new(config(), Timestamp::from_seconds(0)).unwrap();
    let offered = |receipt: Receipt| {
        let why = receipt.events.into_iter().find_map(|(_, event)| match event {
            Event::OfferMade { why, .. } => Some(why),
            _ => None,
        });
        why.unwrap()
    };
    let mut call = |why| {
        router.tell(Telling { events: None, why });
        let call = serde_json::json!({ "type": "enqueue", "interaction": "c1", "queue": "sales" });
        let call: Command = serde_json::from_value(call).unwrap();
        offered(router.apply(Timestamp::from_seconds(5), Some("k1"), call).unwrap())
    };
    let all = call(WhyTold::All).unwrap();
    let key = call(WhyTold::Key).unwrap();
    assert_eq!((key.key, key.candidates, key.runner_up), (all.key.clone(), None, None));
    assert_eq!(call(WhyTold::None), None);
    // Nothing was lost by leaving it out.
    assert_eq!(call(WhyTold::All), Some(all));
}

#[test]
fn a_choice_is_written_in_words_and_names_what_it_does_not_know() {
    let read = |text: &str| serde_json::from_str::<Telling>(text);
    assert_eq!(read("{}").unwrap(), Telling::default());
    let choice = read(r#"{"events": ["assigned", "offer_made"], "why": "key"}"#).unwrap();
    assert_eq!(choice.events.unwrap(), [EventKind::OfferMade, EventKind::Assigned].into());
    for (wrong, word) in [
        (r#"{"events": ["assined"]}"#, "assined"),
        (r#"{"why": "runner_up"}"#, "runner_up"),
        (r#"{"reasons": "all"}"#, "reasons"),
    ] {
        assert!(read(wrong).unwrap_err().to_string().contains(word), "{wrong}");
    }
    for (place, name) in Event::TYPES.iter().enumerate() {
        let kind: EventKind = serde_json::from_value((*name).into()).unwrap();
        assert_eq!((kind as usize, kind.name()), (place, *name));
    }
}
