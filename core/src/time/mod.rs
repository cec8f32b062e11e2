//! When: instants and spans in whole microseconds, and interval grids in an IANA time zone.
//!
//! Every room may import this one; it imports none. Time is integer throughout so that sums are
//! associative and the same on every platform; zones (the [`Grid`]) come from a bundled database.

#[cfg(feature = "zones")]
mod grid;
mod instant;

#[cfg(feature = "zones")]
pub use grid::*;
pub use instant::{Span, Timestamp};
