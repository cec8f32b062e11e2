//! Moving over: another vendor's routing configuration as krarup's, with a report of what maps, what differs and what
//! is lost.
//!
//! [`import`] reads the files as the vendor writes them. Every key of them has a [`Finding`] in the report, so nothing
//! is dropped in silence: what no importer looks at is `lost` as an unknown key. What each importer makes of a key
//! stands in a table, [`rules`], which the pages "Moving over from …" of the documentation show.
//!
//! Words: a *source* is a vendor's kind of configuration; a *finding* is one of its keys with what becomes of it; a
//! *verdict* says whether it maps (the same decisions), differs (nearly, and the note says how) or is lost.
//!
//! Readers (`json`, `ini`, `xml`) turn text into a tree of `Node`s; importers walk it and tell a `Ledger` what they
//! did with each leaf; whatever was not told is lost when the ledger closes.
//!
//! Imports `routing` and `time`, knows nothing of records; may be imported by hosts.

mod asterisk;
mod azure;
mod build;
mod connect;
mod details;
mod error;
mod expression;
mod freeswitch;
mod genesys;
mod ini;
mod json;
mod ledger;
mod node;
mod report;
mod rule;
mod twilio;
mod xml;

pub use error::ImportError;
pub use report::{Finding, ImportReport, Verdict};
pub use rule::{Rule, rules};

use crate::routing::Config;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Bytes of all files together that are read at most.
pub(crate) const MOST_BYTES: usize = 16 << 20;

/// Whose configuration is read, and in which form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Source {
    /// Twilio TaskRouter: a workflow's JSON, and where given the lists of task queues and workers.
    Twilio,
    /// Azure Communication Services Job Router: policies, queues, workers and jobs in JSON.
    Azure,
    /// Amazon Connect: routing profiles, queues, users and routing criteria in JSON.
    Connect,
    /// Asterisk `app_queue`: `queues.conf`, and where given `queuerules.conf`.
    Asterisk,
    /// FreeSWITCH `mod_callcenter`: `callcenter.conf.xml`.
    Freeswitch,
    /// Genesys Cloud: queues with bullseye rings, members, skills and utilisation in JSON.
    Genesys,
}

impl Source {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Twilio, Self::Azure, Self::Connect, Self::Asterisk, Self::Freeswitch, Self::Genesys];

    /// Its word in every language, such as `twilio`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Twilio => "twilio",
            Self::Azure => "azure",
            Self::Connect => "connect",
            Self::Asterisk => "asterisk",
            Self::Freeswitch => "freeswitch",
            Self::Genesys => "genesys",
        }
    }

    /// The source with this word.
    ///
    /// # Errors
    /// `unknown_source` names those there are.
    pub fn from_word(word: &str) -> Result<Self, ImportError> {
        let found = Self::ALL.into_iter().find(|source| source.word() == word);
        found.ok_or_else(|| ImportError::UnknownSource { word: node::shortened(word) })
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A configuration made of a vendor's, and what became of each of its keys.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Imported {
    /// Accepted by [`Router::new`](crate::routing::Router::new). Agents start logged out.
    pub config: Config,
    /// One finding at least for every key of the source.
    pub report: ImportReport,
}

/// Reads a vendor's files, each with its name, into a configuration and a report.
///
/// A name only tells files apart in the report, except for Asterisk, where `queuerules.conf` is told by its name.
///
/// # Errors
/// `malformed_source` with the line where the text is not as the vendor writes it, `source_too_large` beyond 16 MiB or
/// half a million keys, `nothing_to_import` when no file holds what the source is made of, `invalid_config` when what
/// it says cannot be routed by, such as a name of more bytes than an id may have.
///
/// ```
/// use krarup::import::{Source, Verdict, import};
/// let workflow = r#"{ "task_routing": {
///     "filters": [{ "filter_friendly_name": "Sales", "expression": "department == 'sales'",
///                   "targets": [{ "queue": "WQ1", "priority": 5, "timeout": 30 }, { "queue": "WQ2" }] }],
///     "default_filter": { "queue": "WQ2" } } }"#;
/// let imported = import(Source::Twilio, &[("workflow.json", workflow)])?;
/// assert_eq!(imported.config.entry_rules[0].priority, Some(5));
/// assert_eq!(imported.report.count(Verdict::Lost), 0);
/// println!("{}", imported.report);
/// # Ok::<(), krarup::import::ImportError>(())
/// ```
pub fn import(source: Source, files: &[(&str, &str)]) -> Result<Imported, ImportError> {
    let bytes: usize = files.iter().map(|(name, text)| name.len() + text.len()).sum();
    if bytes > MOST_BYTES {
        return Err(ImportError::TooLarge { what: "bytes", most: MOST_BYTES });
    }
    let mut ledger = ledger::Ledger::new(source);
    let mut size = node::Size::default();
    let (config, roots) = match source {
        Source::Twilio => twilio::import(files, &mut size, &mut ledger)?,
        Source::Azure => azure::import(files, &mut size, &mut ledger)?,
        Source::Connect => connect::import(files, &mut size, &mut ledger)?,
        Source::Asterisk => asterisk::import(files, &mut size, &mut ledger)?,
        Source::Freeswitch => freeswitch::import(files, &mut size, &mut ledger)?,
        Source::Genesys => genesys::import(files, &mut size, &mut ledger)?,
    };
    config.check()?;
    Ok(Imported { config, report: ledger.report(&roots) })
}
