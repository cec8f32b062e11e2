//! The same rules without what would happen to real contacts and agents that nobody told of.

use crate::routing::callback::CallbackFirst;
use crate::routing::config::Config;
use crate::routing::plan::Plan;
use crate::routing::queue::QueueConfig;
use serde_json::{Map, Value};

/// Nothing is accepted, turned away, removed, dialled or given up by itself.
pub(super) fn tamed(mut config: Config) -> Config {
    (config.agent_lease, config.contact_lease) = (None, None);
    config.limits.buffered_events = 0;
    config.queues.iter_mut().for_each(tame);
    let patches = config.plans.iter_mut().flat_map(|Plan { queues, .. }| queues.values_mut());
    patches.for_each(tame_patch);
    config
}

fn tame(queue: &mut QueueConfig) {
    queue.auto_accept = false;
    queue.max_waiting = None;
    queue.callbacks.first = CallbackFirst::Agent;
    queue.wait_rules.retain_mut(|rule| {
        rule.remove = None;
        rule.set_priority.is_some() || rule.move_to.is_some() || rule.offer_callback
    });
}

/// The same of what a plan puts over a queue.
fn tame_patch(patch: &mut Map<String, Value>) {
    patch.remove("auto_accept");
    patch.remove("max_waiting");
    if let Some(callbacks) = patch.get_mut("callbacks").and_then(Value::as_object_mut) {
        callbacks.remove("first");
    }
    if let Some(rules) = patch.get_mut("wait_rules").and_then(Value::as_array_mut) {
        rules.retain_mut(|rule| {
            let Some(rule) = rule.as_object_mut() else { return true };
            let ends = rule.remove("remove").is_some();
            let does =
                |key| rule.get(key).is_some_and(|value| !value.is_null() && *value != Value::Bool(false));
            !ends || ["set_priority", "move_to", "offer_callback"].into_iter().any(does)
        });
    }
}
