//! What happened, as data: interaction segments and agent states, loaders and their mappings.
//!
//! Words: an *interaction* is any contact; a *segment* is one stay of it in one queue; `None` means
//! "not recorded", which is never the same as a measured zero.
//!
//! May be imported by `recorder`, `metrics`, `synthetic` and `report`; imports `time` only.

mod agent_state;
mod check;
mod encoding;
mod interaction;
mod load;
mod mapping;
mod quality;

use serde::{Deserialize, Serialize};

pub use agent_state::{AgentState, StateKind};
pub use check::check;
#[cfg(feature = "metrics")]
pub(crate) use check::is_plausible;
pub use encoding::Encoding;
pub use interaction::{Direction, EndedBy, Interaction, Outcome, TransferKind};
pub use load::{LoadError, Loaded, load_csv, read_csv, write_csv};
pub use mapping::{
    Condition, Field, Mapping, MappingError, OutcomeRule, SetAsideRule, Source, TimeFormat, Unit,
};
pub use quality::{Finding, QualityReport, Rule};

/// The records metrics are computed from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Records {
    /// Interaction segments, in any order.
    pub interactions: Vec<Interaction>,
    /// Agent states, in any order.
    pub agent_states: Vec<AgentState>,
}
