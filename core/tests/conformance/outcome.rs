use std::fmt;

/// Why a case did not pass.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The engine cannot do this yet.
    Unsupported(String),
    /// It did something else than the case expects.
    Failed(String),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsupported(what) => write!(f, "unsupported: {what}"),
            Self::Failed(why) => write!(f, "failed: {why}"),
        }
    }
}
