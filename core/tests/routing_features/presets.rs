//! Presets: a first configuration is five lines.

use super::*;
use krarup::routing::{Preset, QueueConfig};

#[test]
fn a_preset_gives_every_key_that_is_not_given() {
    for (name, preset) in [("voice", Preset::Voice), ("chat", Preset::Chat), ("email", Preset::Email)] {
        let read: QueueConfig = serde_json::from_value(json!({ "id": "q", "preset": name })).unwrap();
        assert_eq!(read, QueueConfig::preset(preset, "q"));
        let again: QueueConfig = serde_json::from_str(&serde_json::to_string(&read).unwrap()).unwrap();
        assert_eq!(again, read);
    }
    // Wherever `preset` stands, what is given has the last word.
    let text =
        r#"{"offer_timeout_us": 7000000, "preset": "voice", "id": "q", "wrap_up_us": 0, "on_timeout": null}"#;
    let read: QueueConfig = serde_json::from_str(text).unwrap();
    let usual = QueueConfig::preset(Preset::Voice, "q");
    assert_eq!(read.offer_timeout.unwrap().as_micros(), 7_000_000);
    assert_eq!((read.wrap_up.as_micros(), read.on_timeout), (0, None));
    assert_eq!(read.target_wait, usual.target_wait);
}

#[test]
fn mistakes_are_told_as_without_a_preset() {
    let told = |text: &str| serde_json::from_str::<QueueConfig>(text).unwrap_err().to_string();
    assert!(told(r#"{"id": "q", "preset": "fax"}"#).contains("unknown variant `fax`"));
    assert!(told(r#"{"preset": "voice"}"#).contains("missing field `id`"));
    assert!(told(r#"{"id": "q", "preset": "voice", "colour": 1}"#).contains("unknown field `colour`"));
    assert!(told(r#"{"id": "q", "preset": "voice", "id": "p"}"#).contains("duplicate field `id`"));
    assert!(told("3").contains("invalid type: integer `3`"));
}
