//! The bounds that the checks have, by type and key, and the ranges of the integers.

use serde_json::{Map, Value, json};

const LONGEST_US: i64 = 36_525 * 86_400 * 1_000_000;
const FIRST_US: i64 = -62_135_596_800_000_000;
const LAST_US: i64 = 253_402_300_799_000_000;

enum Bound {
    /// At least one byte.
    Id,
    AtLeastOne,
    AtMost(i64),
    Exactly(i64),
    /// More than nothing, at most a hundred years.
    Length,
    /// Nothing or more, at most a hundred years.
    LengthOrNothing,
    /// A hundred years at most, either way.
    Span,
    /// In the years 1 to 9999.
    Instant,
    Points,
    /// Any but this.
    Not(&'static str),
}

#[rustfmt::skip]
const BOUNDS: [(&str, &str, Bound); 52] = [
    ("Config", "semantics_version", Bound::Exactly(1)),
    ("Config", "agent_lease_us", Bound::Length),
    ("Config", "contact_lease_us", Bound::Length),
    ("Limits", "events_per_input", Bound::AtLeastOne),
    ("Limits", "clock_jump_us", Bound::Length),
    ("QueueConfig", "id", Bound::Id),
    ("QueueConfig", "target_wait_us", Bound::Length),
    ("QueueConfig", "offer_timeout_us", Bound::Length),
    ("QueueConfig", "max_offers", Bound::AtLeastOne),
    ("QueueConfig", "offer_more_after_us", Bound::Length),
    ("QueueConfig", "wrap_up_us", Bound::LengthOrNothing),
    ("QueueConfig", "on_timeout", Bound::Not("available")),
    ("QueueConfig", "max_misses", Bound::AtLeastOne),
    ("QueueConfig", "max_waiting", Bound::AtLeastOne),
    ("QueueConfig", "regain_within_us", Bound::Length),
    ("CallbackPolicy", "attempts", Bound::AtLeastOne),
    ("CallbackPolicy", "retry_after_us", Bound::Length),
    ("CallbackPolicy", "dial_timeout_us", Bound::Length),
    ("WaitRule", "after_us", Bound::LengthOrNothing),
    ("Condition", "estimated_wait_at_least_us", Bound::Length),
    ("Ring", "stay_us", Bound::Length),
    ("TierRules", "wait_us", Bound::Length),
    ("PenaltyRule", "after_us", Bound::Length),
    ("Hold", "logged_in_us", Bound::LengthOrNothing),
    ("Hold", "logged_out_us", Bound::LengthOrNothing),
    ("AgentConfig", "id", Bound::Id),
    ("AgentConfig", "occupancy_ppm", Bound::AtMost(1_000_000)),
    ("AgentConfig", "idle_since_us", Bound::Instant),
    ("Membership", "delay_us", Bound::LengthOrNothing),
    ("Membership", "ring", Bound::AtLeastOne),
    ("Calendar", "id", Bound::Id),
    ("Plan", "id", Bound::Id),
    ("Trigger", "hold_us", Bound::Length),
    ("Requirement", "expires_after_us", Bound::Length),
    ("RoutingStep", "duration_us", Bound::Length),
    ("enqueue", "interaction", Bound::Id),
    ("enqueue", "age_adjustment_us", Bound::Span),
    ("enqueue", "head_start_us", Bound::Span),
    ("enqueue", "not_before_us", Bound::Instant),
    ("enqueue", "due_at_us", Bound::Instant),
    ("enqueue", "accel_per_min", Bound::Points),
    ("enqueue", "max_priority", Bound::Points),
    ("arrive", "interaction", Bound::Id),
    ("arrive", "age_adjustment_us", Bound::Span),
    ("arrive", "head_start_us", Bound::Span),
    ("arrive", "accel_per_min", Bound::Points),
    ("arrive", "max_priority", Bound::Points),
    ("arrive", "not_before_us", Bound::Instant),
    ("arrive", "due_at_us", Bound::Instant),
    ("adjust_age", "by_us", Bound::Span),
    ("to_callback", "not_before_us", Bound::Instant),
    ("update", "due_at_us", Bound::Instant),
];

/// Gives every number its range, and what the table names its bounds.
pub(super) fn set(schema: &mut Value) {
    ranges(schema);
    let command = schema["title"] == "Command";
    for (owner, key, bound) in BOUNDS {
        let Some(place) = owner_mut(schema, owner) else {
            // Only commands have what is about commands.
            assert!(!command && owner != "Config", "nothing is called {owner}");
            continue;
        };
        let property = place["properties"][key].as_object_mut();
        bound.put(property.unwrap_or_else(|| panic!("{owner} has no {key}")));
    }
}

pub(super) fn owner_mut<'a>(schema: &'a mut Value, owner: &str) -> Option<&'a mut Value> {
    if schema["title"] == owner {
        return Some(schema);
    }
    if schema["$defs"].get(owner).is_some() {
        return schema["$defs"].get_mut(owner);
    }
    let is_meant = |form: &&mut Value| form["properties"]["type"]["const"] == owner;
    schema.get_mut("oneOf")?.as_array_mut()?.iter_mut().find(is_meant)
}

impl Bound {
    fn put(self, property: &mut Map<String, Value>) {
        let given = match self {
            Self::Id => json!({ "minLength": 1 }),
            Self::AtLeastOne => json!({ "minimum": 1 }),
            Self::AtMost(most) => json!({ "maximum": most }),
            Self::Exactly(number) => json!({ "minimum": number, "maximum": number }),
            Self::Length => json!({ "minimum": 1, "maximum": LONGEST_US }),
            Self::LengthOrNothing => json!({ "minimum": 0, "maximum": LONGEST_US }),
            Self::Span => json!({ "minimum": -LONGEST_US, "maximum": LONGEST_US }),
            Self::Instant => json!({ "minimum": FIRST_US, "maximum": LAST_US }),
            Self::Points => json!({ "minimum": -1_000_000_000, "maximum": 1_000_000_000 }),
            Self::Not(word) => json!({ "not": { "const": word } }),
        };
        let Value::Object(given) = given else { return };
        property.extend(given);
    }
}

/// What `format` says of an integer in a word that validators do not know, in numbers.
fn ranges(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            let format = map.get("format").and_then(Value::as_str);
            let range = match format {
                Some("int32") => json!({ "minimum": i32::MIN, "maximum": i32::MAX }),
                Some("uint32") => json!({ "minimum": 0, "maximum": u32::MAX }),
                Some("int64") => json!({ "minimum": i64::MIN, "maximum": i64::MAX }),
                Some("uint" | "uint64") => json!({ "minimum": 0, "maximum": u64::MAX }),
                Some("double") => json!({}),
                _ => Value::Null,
            };
            if let Value::Object(range) = range {
                map.remove("format");
                map.extend(range);
            }
            map.values_mut().for_each(ranges);
        }
        Value::Array(list) => list.iter_mut().for_each(ranges),
        _ => {}
    }
}
