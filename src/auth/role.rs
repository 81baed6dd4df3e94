//! What somebody may do on this site.

use crate::msg;
use crate::text::Message;

/// What somebody may do on this site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type, clap::ValueEnum)]
#[sqlx(rename_all = "lowercase")]
pub enum Role {
    /// Brings cohorts, asks questions, reads the results: their own only.
    Evaluator,
    /// Looks after the site as well.
    Admin,
}

impl Role {
    /// The name on the command line and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Evaluator => "evaluator",
            Self::Admin => "admin",
        }
    }

    /// What a page calls it.
    #[must_use]
    pub const fn words(self) -> Message {
        match self {
            Self::Evaluator => msg!("role-evaluator"),
            Self::Admin => msg!("role-admin"),
        }
    }
}
