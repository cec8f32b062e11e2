//! Reproducible randomness: a counter-based generator and samplers on `libm`.
//!
//! A draw belongs to an entity, not to the order of events: the same seed gives the same call the same
//! patience whatever the policy. May be imported by `synthetic`; imports nothing but `libm`.

mod philox;
mod stream;

pub use philox::Philox;
pub use stream::{RandomError, Stream};
