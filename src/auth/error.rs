//! What can be wrong with accounts of this site.

use super::password::{LONGEST_PASSWORD, SHORTEST_PASSWORD};
use crate::msg;
use crate::text::{Arg, Language, Message};

/// Why something about an account of this site was refused or failed.
#[derive(Debug, thiserror::Error)]
#[error("{}", Language::english().text(&self.message()))]
pub enum AuthError {
    /// The name is empty, too long, or has letters that cannot be seen.
    NameWrong(String),
    /// Somebody has this name already.
    NameTaken(String),
    /// Nobody has this name.
    NoSuchUser(String),
    /// The password is too short.
    PasswordShort,
    /// The password is too long.
    PasswordLong,
    /// The password that was given as the present one is not.
    PasswordWrong,
    /// The database failed.
    Database(#[from] sqlx::Error),
    /// The thread that works on passwords died.
    Thread(#[from] tokio::task::JoinError),
}

impl AuthError {
    /// The sentence for people: what is wrong and what to do.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::NameWrong(name) => msg!("auth-name-wrong", Arg::Name(name.clone()), super::account::LONGEST_NAME),
            Self::NameTaken(name) => msg!("auth-name-taken", Arg::Name(name.clone())),
            Self::NoSuchUser(name) => msg!("auth-no-such-user", Arg::Name(name.clone())),
            Self::PasswordShort => msg!("auth-password-short", SHORTEST_PASSWORD),
            Self::PasswordLong => msg!("auth-password-long", LONGEST_PASSWORD),
            Self::PasswordWrong => msg!("auth-password-wrong"),
            Self::Database(_) | Self::Thread(_) => msg!("auth-failed"),
        }
    }

    /// Whether a person can mend it; anything else is a failure of the site.
    #[must_use]
    pub const fn is_mendable(&self) -> bool {
        !matches!(self, Self::Database(_) | Self::Thread(_))
    }
}
