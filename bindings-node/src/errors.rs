//! Every error of the core as a JavaScript error whose message starts with the stable code.

use krarup::staffing::StaffingError;
use napi::bindgen_prelude::Result;
use std::panic::{AssertUnwindSafe, catch_unwind};

pub(crate) fn error(code: &str, message: impl std::fmt::Display) -> napi::Error {
    napi::Error::from_reason(format!("{code}\n{message}"))
}

pub(crate) fn staffing(problem: StaffingError) -> napi::Error {
    error(problem.code(), &problem)
}

pub(crate) fn invalid(message: impl std::fmt::Display) -> napi::Error {
    error("invalid_input", message)
}

/// An object whose state is unknown after a panic inside: every further call is refused.
pub(crate) struct Guarded<T> {
    inner: T,
    is_poisoned: bool,
}

impl<T> Guarded<T> {
    pub(crate) fn new(inner: T) -> Self {
        Self { inner, is_poisoned: false }
    }

    pub(crate) fn with<R>(&mut self, work: impl FnOnce(&mut T) -> Result<R>) -> Result<R> {
        if self.is_poisoned {
            let message =
                "this object failed inside before; make a new one (a router: from a snapshot or log)";
            return Err(error("poisoned", message));
        }
        catch_unwind(AssertUnwindSafe(|| work(&mut self.inner))).unwrap_or_else(|_| {
            self.is_poisoned = true;
            Err(error("internal_panic", "krarup failed inside; this is a bug, please report it"))
        })
    }
}
