//! What desktops and wallboards read: the overview says what one question each would, and a reader who comes back at
//! any time misses no event and hears none twice.
#![allow(clippy::unwrap_used)]

mod random_inputs;

use krarup::random::Stream;
use krarup::routing::{
    AgentOverview, Command, Config, Event, EventsLost, IdleBasis, Input, Place, Presence, QueueOverview,
    Receipt, Router,
};
use krarup::time::Timestamp;
use random_inputs::{AGENTS, INTERACTIONS, QUEUES, config, random_command};
use serde_json::json;

fn with_buffer(events: usize) -> Config {
    let mut config = config();
    config.limits.buffered_events = events;
    config
}

/// One question for each queue, agent and interaction.
fn check_overview(router: &Router, basis: IdleBasis) {
    let overview = router.overview();
    assert_eq!(overview.as_of.at, router.now());
    let mut queues: Vec<&str> = QUEUES.to_vec();
    queues.sort_unstable();
    assert_eq!(overview.queues.iter().map(|one| one.queue.as_str()).collect::<Vec<_>>(), queues);
    for one in &overview.queues {
        let view = router.queue(&one.queue).unwrap();
        assert_eq!(view.waiting + view.offered, router.waiting(&one.queue, usize::MAX).unwrap().len());
        let expected = QueueOverview {
            queue: one.queue.clone(),
            waiting: view.waiting,
            offered: view.offered,
            assigned: view.assigned,
            oldest_enqueued_at: view.oldest_enqueued_at,
        };
        assert_eq!(*one, expected);
    }
    let known = AGENTS.iter().filter(|id| router.agent(id).is_ok());
    assert!(known.eq(overview.agents.iter().map(|one| &one.agent)));
    for one in &overview.agents {
        let agent = router.agent(&one.agent).unwrap();
        let (mut offers, mut contacts) = (Vec::new(), Vec::new());
        for id in (0..INTERACTIONS).map(|n| format!("i{n}")) {
            let interaction = router.interaction(&id);
            if interaction.as_ref().is_ok_and(|interaction| interaction.others.contains_key(&one.agent)) {
                contacts.push(id);
                continue;
            }
            match interaction.map(|interaction| &interaction.place) {
                Ok(Place::Offered { offers: open }) if open.contains_key(&one.agent) => offers.push(id),
                Ok(Place::Assigned { agent, .. }) if *agent == one.agent => contacts.push(id),
                _ => {}
            }
        }
        offers.sort();
        contacts.sort();
        let is_idle = agent.presence == Presence::Available
            && agent.wrap_up.is_none()
            && offers.is_empty()
            && contacts.is_empty();
        let expected = AgentOverview {
            agent: one.agent.clone(),
            presence: agent.presence,
            reason: agent.reason.clone(),
            wrap_up: agent.wrap_up,
            offers,
            contacts,
            idle_since: is_idle.then(|| agent.idle_since(basis)),
        };
        assert_eq!(*one, expected);
    }
}

#[test]
fn the_overview_says_what_one_question_each_would() {
    for basis in [IdleBasis::LastContactEnd, IdleBasis::AvailableSince] {
        let mut draws = Stream::new(21, 0, 0, 0);
        let mut router =
            Router::new(Config { idle_basis: basis, ..config() }, Timestamp::from_seconds(0)).unwrap();
        let mut last = 0;
        for step in 0..4_000 {
            // A change of configuration would change the basis too.
            let mut command = random_command(&mut draws, &router);
            if let Command::Configure { config } = &mut command {
                config.idle_basis = basis;
            }
            let at = Timestamp::from_micros(step * 700_000);
            last = match router.apply(at, None, command) {
                Ok(receipt) => receipt.seq,
                Err(rejection) => rejection.tick.unwrap().seq,
            };
            assert_eq!(router.overview().as_of.seq, last);
            check_overview(&router, basis);
        }
        assert_eq!(last, 4_000);
    }
}

/// All events that ever happened, and which of them a router can still tell.
struct Told {
    events: Vec<(u64, usize, Timestamp, Event)>,
    /// Events before this place are forgotten.
    kept_from: usize,
    /// Of inputs before this one the router knows nothing.
    restored_at: u64,
}

impl Told {
    fn hear(&mut self, receipt: &Receipt, limit: usize) {
        let events = receipt.events.iter().enumerate();
        self.events.extend(events.map(|(index, (at, event))| (receipt.seq, index, *at, event.clone())));
        self.kept_from = self.kept_from.max(self.events.len().saturating_sub(limit));
    }

    /// Checks what the router says comes after a position; true = it says that it cannot know.
    fn check(&self, router: &Router, (seq, index): (u64, Option<usize>)) -> bool {
        let wanted = index.map_or((seq + 1, 0), |index| (seq, index + 1));
        let after = self.events.iter().position(|(seq, index, ..)| (*seq, *index) >= wanted);
        let after = after.unwrap_or(self.events.len());
        let is_lost = after < self.kept_from || wanted < (self.restored_at, 0);
        match router.events_after(seq, index) {
            Ok(events) => {
                assert!(!is_lost, "events after {seq}, {index:?} are gone");
                let events = events.map(|one| (one.seq, one.index, one.at, one.event.clone()));
                assert!(events.eq(self.events[after..].iter().cloned()));
                false
            }
            Err(EventsLost::TooOld { first_seq, first_index, .. }) => {
                assert!(is_lost, "events after {seq}, {index:?} are there");
                if let Some((seq, index, ..)) = self.events.get(self.kept_from) {
                    assert_eq!((first_seq, first_index), (*seq, *index));
                }
                true
            }
            Err(other) => panic!("{other}"),
        }
    }
}

#[test]
fn a_reader_who_comes_back_misses_nothing_and_hears_nothing_twice() {
    let (mut lost, mut resumed) = (0, 0);
    for (seed, buffer) in [0, 1, 7, 40, 300, 10_000].into_iter().enumerate() {
        let mut draws = Stream::new(31, seed as u64, 0, 0);
        let mut router = Router::new(with_buffer(buffer), Timestamp::from_seconds(0)).unwrap();
        let mut told = Told { events: Vec::new(), kept_from: 0, restored_at: 0 };
        let (mut now, mut limit) = (0, buffer);
        // What the reader has, since it took the overview.
        let (mut position, mut read) = ((0, None), Vec::new());
        let mut since = 0;
        for step in 0..2_500 {
            now += (draws.next_u64() % 2_000_000) as i64;
            let mut command = random_command(&mut draws, &router);
            if let Command::Configure { config } = &mut command {
                config.limits.buffered_events = [buffer, 5, 1_000][draws.next_u64() as usize % 3];
            }
            let wanted = match &command {
                Command::Configure { config } => Some(config.limits.buffered_events),
                _ => None,
            };
            let id = draws.next_u64().is_multiple_of(4).then(|| format!("k{}", draws.next_u64() % 80));
            match router.apply(Timestamp::from_micros(now), id.as_deref(), command) {
                Ok(receipt) if receipt.repeated => {}
                Ok(receipt) => {
                    limit = wanted.unwrap_or(limit);
                    told.hear(&receipt, limit);
                }
                Err(rejection) => told.hear(&rejection.tick.unwrap(), limit),
            }
            if draws.next_u64().is_multiple_of(700) {
                router = Router::restore(&router.snapshot()).unwrap();
                (told.kept_from, told.restored_at) = (told.events.len(), router.overview().as_of.seq + 1);
            }
            if !told.events.is_empty() {
                let (seq, index, ..) = told.events[draws.next_u64() as usize % told.events.len()];
                told.check(&router, (seq, Some(index)));
                told.check(&router, (seq, None));
            }
            // Reads every now and then, and not always to the end.
            if !draws.next_u64().is_multiple_of(20) {
                continue;
            }
            if told.check(&router, position) {
                lost += 1;
                (position, since) = ((router.overview().as_of.seq, None), told.events.len());
                read.clear();
            } else {
                resumed += 1;
                let most = if step % 2 == 0 { 3 } else { usize::MAX };
                for one in router.events_after(position.0, position.1).unwrap().take(most) {
                    read.push((one.seq, one.index, one.at, one.event.clone()));
                    position = (one.seq, Some(one.index));
                }
                assert_eq!(read, told.events[since..since + read.len()], "missed or repeated");
            }
        }
        assert!(told.events.len() > 500, "{} events", told.events.len());
    }
    assert!(lost > 50 && resumed > 100, "{lost} lost, {resumed} resumed");
}

fn enqueue(id: &str) -> Command {
    serde_json::from_value(json!({ "type": "enqueue", "interaction": id, "queue": "sales" })).unwrap()
}

fn names(router: &Router, seq: u64) -> Vec<(u64, usize, &'static str)> {
    let events = router.events_after(seq, None).unwrap();
    events.map(|one| (one.seq, one.index, one.event.type_name())).collect()
}

#[test]
fn refused_commands_tell_what_time_brought_about_and_repeated_ones_nothing() {
    let mut router = Router::new(config(), Timestamp::from_seconds(0)).unwrap();
    router.apply(Timestamp::from_seconds(1), Some("k"), enqueue("a")).unwrap();
    assert!(router.apply(Timestamp::from_seconds(2), Some("k"), enqueue("a")).unwrap().repeated);
    assert_eq!(names(&router, 0), [(1, 0, "interaction_queued"), (1, 1, "offer_made")]);
    let hold = serde_json::from_value(json!({ "type": "hold", "interaction": "a" })).unwrap();
    let rejection = router.apply(Timestamp::from_seconds(6), None, hold).unwrap_err();
    let tick = rejection.tick.unwrap();
    assert_eq!((tick.seq, tick.events.len(), names(&router, 1).len()), (2, 2, 2));
    assert_eq!(names(&router, 1)[0], (2, 0, "offer_expired"));
    assert_eq!(names(&router, 2), []);
}

#[test]
fn what_was_kept_is_no_part_of_the_state() {
    let mut router = Router::new(config(), Timestamp::from_seconds(0)).unwrap();
    router.apply(Timestamp::from_seconds(1), None, enqueue("a")).unwrap();
    let snapshot = router.snapshot();
    router.apply(Timestamp::from_seconds(2), None, enqueue("b")).unwrap();
    let log = router.drain_inputs().unwrap();

    let mut restored = Router::restore(&snapshot).unwrap();
    let lost = restored.events_after(1, Some(0)).err().unwrap();
    assert_eq!(
        (lost.code(), lost),
        ("events_lost", EventsLost::TooOld { seq: 1, first_seq: 2, first_index: 0 })
    );
    assert!(lost.to_string().contains("the first that is still there is event 0 of input 2"), "{lost}");
    assert_eq!(names(&restored, 1), []);
    // A reader who was at the router that is gone.
    let ahead = restored.events_after(2, None).err().unwrap();
    assert_eq!((ahead.code(), ahead), ("events_lost", EventsLost::NotYet { seq: 2, last: 1 }));
    // The tail of the log brings its events back, the whole log all of them.
    restored.replay(log[2].clone()).unwrap();
    assert_eq!(names(&restored, 1), names(&router, 1));
    assert_eq!(restored.digest(), router.digest());
    let whole = Router::from_log(log.iter().map(|input| Input::decode(&input.encode()).unwrap())).unwrap();
    assert_eq!(names(&whole, 0), names(&router, 0));
}

#[test]
fn an_input_with_more_events_than_are_kept_leaves_its_last() {
    let mut router = Router::new(with_buffer(3), Timestamp::from_seconds(0)).unwrap();
    router.apply(Timestamp::from_seconds(1), None, enqueue("a")).unwrap();
    // Two misses, and the agent is paused: more than three events.
    let receipt = router.tick(Timestamp::from_seconds(19)).unwrap();
    let count = receipt.events.len();
    assert!(count > 3);
    let lost = router.events_after(1, None).err().unwrap();
    assert_eq!(lost, EventsLost::TooOld { seq: 1, first_seq: 2, first_index: count - 3 });
    assert_eq!(router.events_after(2, Some(count - 4)).unwrap().count(), 3);
    assert_eq!(names(&router, 2), []);
}

#[test]
fn everything_open_is_listed_page_by_page() {
    let mut router = Router::new(config(), Timestamp::from_seconds(0)).unwrap();
    let mut draws = Stream::new(5, 1, 0, 0);
    let mut seen = (0, 0);
    for second in 0..3_000 {
        let command = random_command(&mut draws, &router);
        let _ = router.apply(Timestamp::from_seconds(second), None, command);
        let (mut listed, mut last) = (Vec::new(), None::<String>);
        loop {
            let page = router.interactions(last.as_deref(), 3);
            assert!(page.len() <= 3);
            let Some(end) = page.last() else { break };
            last = Some(end.facts.interaction.to_string());
            listed.extend(page);
        }
        let ids: Vec<&str> = listed.iter().map(|one| one.id()).collect();
        assert!(ids.is_sorted());
        assert!(listed.iter().all(|one| router.interaction(&one.facts.interaction) == Ok(*one)));
        let overview = router.overview();
        let open: usize = overview.queues.iter().map(|one| one.waiting + one.offered + one.assigned).sum();
        assert_eq!(ids.len(), open);
        let served = router.self_service(None, usize::MAX);
        let ids: Vec<&str> = served.iter().map(|one| one.contact.interaction.as_str()).collect();
        assert_eq!(ids, overview.self_service);
        assert!(served.iter().all(|one| one.started_at <= one.heard_at && one.heard_at <= router.now()));
        if let [first, rest @ ..] = &served[..] {
            assert_eq!(router.self_service(Some(&first.contact.interaction), usize::MAX), rest);
        }
        seen = (seen.0.max(open), seen.1.max(served.len()));
    }
    assert!(seen.0 > 6 && seen.1 > 1, "{seen:?}: pages were turned");
}
