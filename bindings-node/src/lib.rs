//! Node binding of krarup: converts, checks and hands over; it holds no rule and no formula.

mod batch;
mod errors;
mod models;
mod moving_over;
mod records;
mod routing;
mod scenario;
mod shadow;
mod staffing;
mod structured;

use napi_derive::napi;

/// Every stable error code and what it says.
#[napi(catch_unwind)]
pub fn error_codes() -> Vec<Vec<String>> {
    krarup::ERROR_CODES.iter().map(|(code, says)| vec![(*code).to_owned(), (*says).to_owned()]).collect()
}

/// The version of krarup.
#[napi(catch_unwind)]
pub fn version() -> String {
    krarup::VERSION.to_owned()
}
