//! Opening hours and contact windows, as intervals of instants: holidays and clock changes are the host's to spell out.

use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// From an instant up to, but not including, another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, expecting = "an object with from_us and to_us")]
pub struct Window {
    /// Its first instant.
    #[serde(rename = "from_us")]
    pub from: Timestamp,
    /// The first instant after it.
    #[serde(rename = "to_us")]
    pub to: Timestamp,
}

/// When queues that name it are open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    /// Its id.
    pub id: String,
    /// Open intervals, in order and apart.
    pub open: Vec<Window>,
}

/// Whether an instant lies in one of the windows.
pub(crate) fn is_within(windows: &[Window], at: Timestamp) -> bool {
    windows.iter().any(|window| window.from <= at && at < window.to)
}

/// The first beginning or end of a window after an instant.
pub(crate) fn next_boundary(windows: &[Window], at: Timestamp) -> Option<Timestamp> {
    windows.iter().flat_map(|window| [window.from, window.to]).filter(|boundary| *boundary > at).min()
}

/// The next instant that lies in a window; `None` = there is none.
pub(crate) fn next_opening(windows: &[Window], at: Timestamp) -> Option<Timestamp> {
    windows.iter().map(|window| window.from).filter(|from| *from > at).min()
}

/// Whether each ends after it begins, and the next begins no earlier than the one before ends.
pub(crate) fn are_in_order(windows: &[Window]) -> bool {
    windows.iter().all(|window| window.from < window.to)
        && windows.windows(2).all(|pair| pair[0].to <= pair[1].from)
}
