//! Node binding of krarup: converts, checks and hands over; it holds no rule and no formula.

mod batch;
mod errors;
mod records;
mod routing;
mod staffing;

use napi_derive::napi;

/// The version of krarup.
#[napi(catch_unwind)]
pub fn version() -> String {
    krarup::VERSION.to_owned()
}
