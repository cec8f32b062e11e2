//! A snapshot and commands, one JSON value a line: refused, or a router that goes on with them and with what hosts say
//! every hour of whatever it has; a reject changes nothing, and its own snapshot is the same router.
#![no_main]

use krarup::routing::{Command, NewInteraction, Presence, Router};
use krarup::time::Span;
use libfuzzer_sys::fuzz_target;

/// As many queues and agents of a large snapshot are spoken of.
const SEVERAL: usize = 3;

fuzz_target!(|data: &[u8]| {
    let mut lines = data.split(|byte| *byte == b'\n');
    let Some(mut router) = lines.next().and_then(|line| Router::restore(line).ok()) else { return };
    for line in lines {
        if let Ok(command) = serde_json::from_slice(line) {
            send(&mut router, command);
        }
    }
    for hour in 1..4 {
        let _ = router.tick(router.now() + Span::from_seconds(hour * 3_600));
        for command in hourly(&router, hour) {
            send(&mut router, command);
        }
    }
    let again = Router::restore(&router.snapshot()).expect("its own snapshot");
    assert_eq!(again.digest(), router.digest());
});

fn send(router: &mut Router, command: Command) {
    let mut before = router.clone();
    if router.apply(router.now(), None, command).is_err() {
        let _ = before.tick(router.now());
        assert_eq!(before.digest(), router.digest(), "a reject changed more than a tick");
    }
}

/// What may be said of what it has: arrivals, offers, conversations, callbacks, agents.
fn hourly(router: &Router, hour: i64) -> Vec<Command> {
    let overview = router.overview();
    let mut commands = Vec::new();
    for (place, queue) in overview.queues.iter().take(SEVERAL).enumerate() {
        let new = NewInteraction::new(format!("new {hour} {place}"), queue.queue.clone());
        commands.push(Command::Enqueue(Box::new(new)));
        let waiting = router.waiting(&queue.queue, 4).expect("a queue that it has");
        let ids: Vec<String> = waiting.iter().map(|one| one.id().to_owned()).collect();
        for (turn, interaction) in ids.into_iter().enumerate() {
            let queue = queue.queue.clone();
            commands.push(match turn {
                0 => Command::ToCallback { interaction, not_before: None },
                1 => Command::CallbackAnswered { interaction },
                2 => Command::Transfer { interaction, queue, agent: None },
                _ => Command::Abandon { interaction },
            });
        }
    }
    for known in overview.agents.iter().take(SEVERAL) {
        let agent = known.agent.clone();
        let named = || Some(agent.clone());
        for (turn, interaction) in known.offers.iter().cloned().enumerate() {
            let (agent, generation) = (agent.clone(), None);
            commands.push(if turn % 2 == 0 {
                Command::Accept { interaction, agent, generation }
            } else {
                Command::Decline { interaction, agent, generation }
            });
        }
        for interaction in known.contacts.iter().take(SEVERAL).cloned() {
            let other = overview.agents.last().map_or(agent.clone(), |other| other.agent.clone());
            let of = || interaction.clone();
            commands.extend([
                Command::Connected { interaction: of(), agent: named() },
                Command::Hold { interaction: of(), agent: None },
                Command::Consult { interaction: of(), agent: other.clone(), by: named() },
                Command::CallbackFailed { interaction: of(), attempt: None, outcome: None },
                match hour {
                    1 => Command::Leave { interaction: of(), agent: other, unanswered: true },
                    2 => Command::HandOver { interaction: of(), agent: other, from: None },
                    _ => Command::Complete { interaction, agent: None, wrap_code: None, ended_by: None },
                },
            ]);
        }
        let presence = if hour == 2 { Presence::Offline } else { Presence::Available };
        commands.extend([
            Command::EndWrapUp { agent: agent.clone() },
            Command::SetSkill { agent: agent.clone(), skill: "da".to_owned(), level: Some(hour as i32) },
            Command::SetPresence { agent: agent.clone(), presence, reason: None },
            Command::Pull { agent },
        ]);
    }
    commands.extend(
        overview
            .self_service
            .into_iter()
            .take(SEVERAL)
            .map(|interaction| Command::Classify { interaction, details: [].into() }),
    );
    commands
}
