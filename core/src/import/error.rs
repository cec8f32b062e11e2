use super::Source;
use crate::routing::ConfigErrors;
use thiserror::Error;

/// Why a vendor's configuration could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ImportError {
    /// No importer has this word: the caller is at fault, the files are not.
    #[error("source is {word}, but must be one of {}", words())]
    UnknownSource {
        /// What was given, quoted and shortened.
        word: String,
    },
    /// More than an importer reads.
    #[error("the files have more than {most} {what}, which is all that is read")]
    TooLarge {
        /// What there is too much of.
        what: &'static str,
        /// How much is read.
        most: usize,
    },
    /// The text is not as the vendor writes it.
    #[error("{file}, line {line}, column {column}: {why}")]
    Malformed {
        /// The file's name.
        file: String,
        /// The line, from 1.
        line: usize,
        /// The column, from 1; 0 = the whole line.
        column: usize,
        /// What is wrong with it.
        why: String,
    },
    /// No file holds what the source is made of.
    #[error("there is nothing to import: {expected}")]
    Nothing {
        /// What was looked for.
        expected: &'static str,
    },
    /// What the files say cannot be routed by.
    #[error(transparent)]
    Config(#[from] ConfigErrors),
}

impl ImportError {
    /// The stable code of this error in every language.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownSource { .. } => "unknown_source",
            Self::TooLarge { .. } => "source_too_large",
            Self::Malformed { .. } => "malformed_source",
            Self::Nothing { .. } => "nothing_to_import",
            Self::Config(errors) => errors.code(),
        }
    }
}

fn words() -> String {
    Source::ALL.map(Source::word).join(", ")
}
