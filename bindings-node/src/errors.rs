//! Every error of the core as a JavaScript error whose message starts with the stable code.

use krarup::staffing::StaffingError;

pub(crate) fn error(code: &str, message: impl std::fmt::Display) -> napi::Error {
    napi::Error::from_reason(format!("{code}\n{message}"))
}

pub(crate) fn staffing(problem: StaffingError) -> napi::Error {
    error(problem.code(), &problem)
}

pub(crate) fn invalid(message: impl std::fmt::Display) -> napi::Error {
    error("invalid_input", message)
}
