//! When: instants and spans in whole microseconds, and interval grids in an IANA time zone.
//!
//! Every room may import this one; it imports none. Time is integer throughout so that sums are
//! associative and the same on every platform; zones come from a bundled database, never the system's.

#[cfg(feature = "zones")]
mod grid;
mod instant;
#[cfg(feature = "zones")]
mod zone;

#[cfg(feature = "zones")]
pub use grid::{Every, Grid, Interval};
pub use instant::{Span, Timestamp};
#[cfg(feature = "records")]
pub(crate) use zone::{Fit, Found, is_pattern};
#[cfg(feature = "zones")]
pub use zone::{TimeError, Zone};
