use thiserror::Error;

/// A receipt cannot be recorded: the records would be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ReceiptError {
    /// One before it is missing.
    #[error(
        "receipt is number {given}, but number {expected} must come first; rejected commands have one too"
    )]
    Missing {
        /// The number that must come next.
        expected: u64,
        /// The number that came.
        given: u64,
    },
    /// The router was told to leave events out.
    #[error(
        "receipt number {seq} has not all events of its input, but must have them; let the router tell all events, and \
         choose among them yourself"
    )]
    Incomplete {
        /// Its number.
        seq: u64,
    },
}

impl ReceiptError {
    /// The stable code of this error in every language.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "missing_receipt",
            Self::Incomplete { .. } => "incomplete_receipt",
        }
    }
}
