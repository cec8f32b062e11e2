//! When: instants and spans in whole microseconds, and (later) interval grids in an IANA time zone.
//!
//! Every room may import this one; it imports none. Time is integer throughout so that sums are
//! associative and the same on every platform.

mod instant;

pub use instant::{Span, Timestamp};
