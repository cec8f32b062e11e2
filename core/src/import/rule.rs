use super::report::Verdict;
use super::{Source, asterisk, azure, connect, freeswitch, genesys, twilio};
use serde::Serialize;

/// What an importer makes of a key, or of one value of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// The key as the vendor names it, with the value where that decides; in brackets what is no key.
    pub key: &'static str,
    /// What becomes of it.
    pub verdict: Verdict,
    /// The key of the configuration that says it now; empty = none.
    pub becomes: &'static str,
    /// Why, and what is different; empty where it maps and there is no more to say.
    pub note: &'static str,
}

/// A key no importer looks at.
pub(super) const UNKNOWN: Rule = lost("(any other key)", "unknown key: the importer does not know it");
/// A key that stands again further down.
pub(super) const REPEATED: Rule =
    lost("(a key given again)", "given again further down; the last one counts");
/// A list or object with nothing in it.
pub(super) const EMPTY: Rule = maps("(an empty list or object)", "", "says nothing");
/// A value that the key cannot have.
pub(super) const UNREADABLE: Rule = lost("(an unreadable value)", "not a value that this key can have");

/// Rules that every importer has.
const SHARED: [&Rule; 4] = [&UNKNOWN, &REPEATED, &UNREADABLE, &EMPTY];

/// What the importer of a source makes of each key; the pages of the documentation show it.
///
/// ```
/// use krarup::import::{Source, Verdict, rules};
/// let weight = rules(Source::Asterisk).find(|rule| rule.key == "weight");
/// assert_eq!(weight.map(|rule| rule.verdict), Some(Verdict::Maps));
/// ```
pub fn rules(source: Source) -> impl Iterator<Item = &'static Rule> {
    own(source).iter().chain(SHARED)
}

fn own(source: Source) -> &'static [Rule] {
    match source {
        Source::Twilio => twilio::RULES,
        Source::Azure => azure::RULES,
        Source::Connect => connect::RULES,
        Source::Asterisk => asterisk::RULES,
        Source::Freeswitch => freeswitch::RULES,
        Source::Genesys => genesys::RULES,
    }
}

pub(super) const fn maps(key: &'static str, becomes: &'static str, note: &'static str) -> Rule {
    Rule { key, verdict: Verdict::Maps, becomes, note }
}

pub(super) const fn differs(key: &'static str, becomes: &'static str, note: &'static str) -> Rule {
    Rule { key, verdict: Verdict::Differs, becomes, note }
}

pub(super) const fn lost(key: &'static str, note: &'static str) -> Rule {
    Rule { key, verdict: Verdict::Lost, becomes: "", note }
}
