//! Every KPI with its definition: accumulators hold whole numbers, definitions are data over them.
//!
//! Words: a *metric* is a [`Definition`] with an id, a formula, a unit and the instants it may be
//! attributed to; a *cell* is one group (queue, agent, …) in one interval; a value that cannot be given
//! is null with a reason, never NaN and never an invented 0.
//!
//! ```
//! use krarup::metrics::{Dimension, KpiSpec};
//! use krarup::records::{Interaction, Outcome, Records};
//! use krarup::time::{Span, Timestamp};
//!
//! let mut call = Interaction::new("c1", Timestamp::from_seconds(0), Outcome::Answered);
//! call.queue = Some("sales".into());
//! call.wait = Some(Span::from_seconds(12));
//! let records = Records { interactions: vec![call], ..Records::default() };
//!
//! let spec = KpiSpec { by: vec![Dimension::Queue], ..KpiSpec::new(&["offered", "sl.no_short", "asa"]) };
//! let table = spec.compute(&records)?;
//! assert_eq!(table.value(&["sales"], "asa"), Some(12.0));
//! assert_eq!(table.row(&["sales"], "sl.no_short").unwrap().ci.unwrap().1, 1.0);
//! # Ok::<(), krarup::metrics::MetricsError>(())
//! ```
//!
//! May be imported by `report`; imports `time`, `statistics` and `records`.

mod accumulators;
mod compute;
mod definition;
mod patience;
mod registry;
mod repeat;
mod spec;
mod table;

pub use definition::{Definition, Level, Unit};
pub use patience::{patience, patience_waits};
pub use registry::{definition, definitions};
pub use spec::{Attribution, Comparison, Dimension, KpiSpec, MetricsError, UnknownMetric};
pub use table::{KpiRow, KpiTable, NullReason};
