//! Queues as they usually are, so that a first configuration is short: `"preset": "voice"` gives every key that is not
//! given.

use super::queue::{QueueConfig, Scoring};
use super::selection::SelectionKey;
use super::{Hold, Presence};
use crate::time::Span;
use serde::de::value::StringDeserializer;
use serde::de::{DeserializeSeed, Error, MapAccess, Visitor};
use serde::forward_to_deserialize_any;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt;

/// A queue as it usually is.
///
/// ```
/// use krarup::routing::Config;
/// let config: Config = serde_json::from_str(
///     r#"{"queues": [{"id": "sales", "preset": "voice", "wrap_up_us": 45000000}],
///         "agents": [{"id": "ann", "queues": {"sales": {}}, "presence": "available"}]}"#,
/// )?;
/// assert_eq!(config.queues[0].max_misses, 1);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Preset {
    /// Calls: the longest idle is rung for 20 s and paused if he does not answer; 30 s of wrap-up; 20 s to answer.
    Voice,
    /// Chats: the least loaded is asked for 30 s and paused when he has missed two; a minute to answer, and a minute
    /// for which a chat is held for whoever had the customer's last one.
    Chat,
    /// E-mails: the least loaded gets it at once, in the order in which they are due: four hours after they came.
    Email,
}

impl QueueConfig {
    /// A queue as it usually is.
    pub fn preset(preset: Preset, id: impl Into<String>) -> Self {
        let seconds = |seconds| Some(Span::from_seconds(seconds));
        let plain = Self::new(id);
        match preset {
            Preset::Voice => Self {
                offer_timeout: seconds(20),
                on_timeout: Some(Presence::Paused),
                wrap_up: Span::from_seconds(30),
                target_wait: seconds(20),
                ..plain
            },
            Preset::Chat => Self {
                selection: vec![SelectionKey::LoadRatio, SelectionKey::Idle],
                offer_timeout: seconds(30),
                on_timeout: Some(Presence::Paused),
                max_misses: 2,
                target_wait: seconds(60),
                sticky: Some(Hold { logged_in: Span::from_seconds(60), logged_out: Span::ZERO }),
                ..plain
            },
            Preset::Email => Self {
                selection: vec![SelectionKey::LoadRatio, SelectionKey::Idle],
                scoring: Scoring::Deadline,
                auto_accept: true,
                target_wait: seconds(4 * 3600),
                ..plain
            },
        }
    }
}

impl Serialize for QueueConfig {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // The derived one, which `remote` leaves as a function.
        QueueConfig::serialize(self, serializer)
    }
}

impl<'de> Deserialize<'de> for QueueConfig {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        QueueConfig::deserialize(WithPreset(deserializer))
    }
}

/// Reads a map, then whatever the preset that it names gives beside it.
struct WithPreset<T>(T);

impl<'de, D: Deserializer<'de>> Deserializer<'de> for WithPreset<D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_map(WithPreset(visitor))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl<'de, V: Visitor<'de>> Visitor<'de> for WithPreset<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }

    fn visit_map<A: MapAccess<'de>>(self, given: A) -> Result<V::Value, A::Error> {
        let seen = BTreeSet::new();
        self.0.visit_map(Entries { given, seen, preset: None, rest: None, value: None })
    }
}

struct Entries<A> {
    given: A,
    seen: BTreeSet<String>,
    preset: Option<Preset>,
    /// What the preset gives, once all that is given has been read.
    rest: Option<serde_json::map::IntoIter>,
    value: Option<Value>,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Entries<A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        let key = |key: String| StringDeserializer::<A::Error>::new(key);
        while self.rest.is_none() {
            match self.given.next_key::<String>()? {
                Some(name) if name == "preset" => self.preset = Some(self.given.next_value()?),
                Some(name) => {
                    self.seen.insert(name.clone());
                    return seed.deserialize(key(name)).map(Some);
                }
                None => {
                    let usual = self.preset.map(|preset| QueueConfig::preset(preset, "preset"));
                    let usual = usual.map(serde_json::to_value).transpose().map_err(A::Error::custom)?;
                    let usual = match usual {
                        Some(Value::Object(usual)) => usual,
                        _ => serde_json::Map::new(),
                    };
                    self.rest = Some(usual.into_iter());
                }
            }
        }
        let seen = &self.seen;
        // An id must be given; the preset has none to give.
        let next =
            self.rest.as_mut().and_then(|rest| rest.find(|(name, _)| name != "id" && !seen.contains(name)));
        let Some((name, value)) = next else { return Ok(None) };
        self.value = Some(value);
        seed.deserialize(key(name)).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, A::Error> {
        match self.value.take() {
            Some(value) => seed.deserialize(value).map_err(A::Error::custom),
            None => self.given.next_value_seed(seed),
        }
    }
}
