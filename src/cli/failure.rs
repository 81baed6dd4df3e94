//! How a command fails: what is said, and with which exit status.

use std::process::ExitCode;

use crate::auth::AuthError;
use crate::cohort::ListError;
use crate::engine::EngineError;
use crate::request::RequestError;
use crate::source::SourceError;
use crate::text::{Language, Message};

/// What a command comes to.
pub type Outcome = Result<(), Failure>;

/// Why a command failed.
#[derive(Debug)]
pub enum Failure {
    /// It was used wrongly; exit status 2.
    Wrong(String),
    /// It could not do what it was asked to; exit status 1.
    Failed(anyhow::Error),
    /// Nobody reads on at the other end of standard output, which is no failure of ours.
    Unread,
}

impl Failure {
    /// Wrong use, in words.
    #[must_use]
    pub fn wrong(message: &Message) -> Self {
        Self::Wrong(Language::english().text(message))
    }

    /// Says what went wrong on standard error, with its causes; the exit status.
    #[must_use]
    pub fn report(self) -> ExitCode {
        match self {
            Self::Wrong(words) => {
                eprintln!("usermetrics: {words}");
                ExitCode::from(2)
            }
            Self::Failed(error) => {
                eprintln!("usermetrics: {error}");
                for cause in error.chain().skip(1) {
                    eprintln!("  because: {cause}");
                }
                ExitCode::from(1)
            }
            Self::Unread => ExitCode::SUCCESS,
        }
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::Failed(error)
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::BrokenPipe { Self::Unread } else { Self::Failed(error.into()) }
    }
}

impl From<SourceError> for Failure {
    fn from(error: SourceError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<ListError> for Failure {
    fn from(error: ListError) -> Self {
        match error {
            ListError::Source(error) => error.into(),
            other => Self::wrong(&other.message()),
        }
    }
}

impl From<RequestError> for Failure {
    fn from(error: RequestError) -> Self {
        let about = if error.label.is_empty() { String::new() } else { format!("{}: ", error.label) };
        Self::Wrong(format!("{about}{error}"))
    }
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Self {
        match error {
            EngineError::Request(error) => error.into(),
            EngineError::Source(error) => error.into(),
            EngineError::Sink(error) => error.into(),
            other => Self::Failed(other.into()),
        }
    }
}

impl From<AuthError> for Failure {
    fn from(error: AuthError) -> Self {
        if error.is_mendable() { Self::wrong(&error.message()) } else { Self::Failed(error.into()) }
    }
}
