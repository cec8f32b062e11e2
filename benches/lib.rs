//! What the benches work on.

mod centre;
mod plain_day;

pub use centre::{Centre as LargeCentre, Population};
use krarup::records::Records;
use krarup::routing::{Command, Config, Event, Router};
use krarup::synthetic::Centre;
use krarup::time::Timestamp;
pub use plain_day::PlainDay;
use serde_json::json;

/// A generated week of the example centre.
pub fn week() -> Records {
    Centre::example().generate(1, &mut |_, _| {}).unwrap_or_default()
}

/// A centre of one queue whose agents are all alike, nobody busy.
///
/// # Panics
/// Never: the configuration is valid.
pub fn idle_centre(agents: usize) -> Router {
    let agent = |number: usize| json!({ "id": format!("a{number:05}"), "queues": { "q": {} }, "presence": "available" });
    let config = json!({
        "queues": [{ "id": "q", "offer_timeout_us": 20_000_000, "wrap_up_us": 30_000_000 }],
        "agents": (0..agents).map(agent).collect::<Vec<_>>(),
    });
    let config: Result<Config, _> = serde_json::from_value(config);
    let router = config.ok().and_then(|config| Router::new(config, Timestamp::from_seconds(0)).ok());
    router.unwrap_or_else(|| unreachable!("the configuration is valid"))
}

/// One contact from enqueue to the end of wrap-up; `number` makes its id and instants new.
pub fn contact(router: &mut Router, number: i64) -> usize {
    let at = |seconds: i64| Timestamp::from_seconds(number * 100 + seconds);
    let interaction = format!("c{number}");
    let enqueue = json!({ "type": "enqueue", "interaction": interaction, "queue": "q" });
    let Ok(enqueue) = serde_json::from_value::<Command>(enqueue) else { return 0 };
    let mut events = 0;
    let mut apply = |router: &mut Router, seconds, command| {
        let receipt = router.apply(at(seconds), None, command).ok();
        events += receipt.as_ref().map_or(0, |receipt| receipt.events.len());
        receipt
    };
    let offered = apply(router, 0, enqueue);
    let asked = offered.iter().flat_map(|receipt| &receipt.events).find_map(|(_, event)| match event {
        Event::OfferMade { agent, .. } => Some(agent.clone()),
        _ => None,
    });
    let agent = asked.unwrap_or_default();
    let accept = Command::Accept { interaction: interaction.clone(), agent: agent.clone(), generation: None };
    apply(router, 3, accept);
    apply(router, 40, Command::Complete { interaction, agent: None, wrap_code: None, ended_by: None });
    apply(router, 45, Command::EndWrapUp { agent });
    events
}
